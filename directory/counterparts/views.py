"""The finder of desks, and who could introduce one organisation to another."""

from dataclasses import dataclass, field
from html import escape
from operator import itemgetter

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from directory.counterparts import finder
from directory.counterparts.forms import Asked, FinderForm, IntroductionForm
from directory.counterparts.introductions import MOST_STEPS, chains
from directory.counterparts.reasons import REASONS, cautions, in_words
from directory.finding import facets
from directory.finding.facets import Values
from directory.gate.channels import Channel, channels
from directory.models import ContactPoint, Organisation, Representative, User, Verification
from directory.records.addresses import record_at
from directory.rights import permissions

MOST_FOUND = 10


@dataclass(slots=True)
class Answer:
    """A desk as the page shows it: the names of its sector and country, why it is there, what was asked for that it does
    not state, and who may know it."""

    desk: ContactPoint
    sector: str
    country: str
    reasons: list[str]
    cautions: list[str]
    introductions_url: str


@dataclass(slots=True)
class Fallback:
    """A step of the fallback chain: its title and why it may help, and the desks, if any."""

    name: str
    title: str
    why: str
    answers: list[Answer]
    channel: Channel | None = None
    networks: list = field(default_factory=list)


@permissions.by_reader
def counterparts(request: HttpRequest) -> HttpResponse:
    reader, values = request.user, facets.values(facets.data_version())
    form = FinderForm(request.GET, values=values, own=organisations_of(reader))
    is_valid = form.is_valid()
    asked = form.asked() if is_valid else Asked()
    found = finder.fitting(asked, user=reader) if asked.narrows else []
    is_enough = any(map(finder.is_local, found)) if asked.country else bool(found)
    return render(
        request,
        "directory/counterparts/finder.html",
        {
            "form": form,
            "asked": asked,
            "topic": named(values, "topic", asked.topic),
            "country": named(values, "country", asked.country),
            "choices": choices(form, asked),
            "answers": [answer(desk, asked, values) for desk in found[: finder.MOST_DESKS]],
            "has_more": len(found) > finder.MOST_DESKS,
            "fallback": fallback(asked, values, reader, found) if asked.narrows and not is_enough else [],
            **more_for_officials(asked, reader),
            "weights": sorted(REASONS, key=lambda reason: -reason.weight),
        },
        status=200 if is_valid else 400,
    )


def named(values: Values, facet: str, code: str | None) -> str:
    return values.by_code[facet][code].label if code else ""


def more_for_officials(asked: Asked, reader: User | AnonymousUser) -> dict[str, bool | int]:
    """Whether the reader sees what officials see; else about how many more desks of the country those see."""
    if reader.is_authenticated and (reader.is_official or (reader.is_reviewer and reader.gave_second_factor)):
        return {"sees_all": True, "further": 0}
    further = ContactPoint.objects.further_for_officials
    return {"sees_all": False, "further": further(reader, country=asked.country) if asked.country else 0}


def organisations_of(user: User | AnonymousUser) -> dict[str, Organisation]:
    """The organisations that somebody speaks for or is an official of, by key. No query for visitors, else one."""
    if not user.is_authenticated:
        return {}
    spoken_for = Representative.objects.current().of(user).values("organisation")
    official_of = Verification.objects.current().of(user).values("organisation")
    own = Organisation.objects.published().filter(pk__in=spoken_for.union(official_of)).order_by("name")
    return {organisation.slug: organisation for organisation in own}


def choices(form: FinderForm, asked: Asked) -> dict[str, SafeString | list[dict]]:
    """The choices of each list of the form, by name, ready HTML: a thousand in all, for which templates and
    Django's own escaping take longer than the rest of the page.
    Of languages one list more than were chosen, two at least."""
    sorted_choices = {name: sorted(codes.items(), key=itemgetter(1)) for name, codes in form.codes.items()}

    def options(name: str, chosen: str) -> SafeString:
        return SafeString(
            "".join(
                f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>{escape(label)}</option>'
                for code, label in sorted_choices[name]
            )
        )

    languages = [*asked.languages, "", ""][: max(2, len(asked.languages) + 1)]
    return {
        "topic": options("topic", asked.topic),
        "country": options("country", asked.country),
        "sector": options("sector", asked.sector),
        "organisation": options("organisation", asked.organisation.slug if asked.organisation else ""),
        "languages": [
            {"id": f"id_language_{number}", "options": options("language", code)}
            for number, code in enumerate(languages, 1)
        ],
    }


def answer(desk: ContactPoint, asked: Asked, values: Values) -> Answer:
    introductions_url = ""
    if asked.organisation and asked.organisation.pk != desk.organisation_id:
        page = reverse("directory:introductions", args=[asked.organisation.slug])
        introductions_url = f"{page}?{urlencode({'to': desk.organisation.slug})}"
    return Answer(
        desk,
        named(values, "sector", desk.organisation.sector_id),
        named(values, "country", desk.organisation.country_id),
        in_words(desk, asked, values),
        cautions(desk, asked, values),
        introductions_url,
    )


def fallback(
    asked: Asked, values: Values, user: User | AnonymousUser, found: list[ContactPoint]
) -> list[Fallback]:
    """Each step away from what was asked for, those without a desk as well: that none is known is an answer."""
    nearest = finder.nearest(asked, user=user, found=found)
    names = {"country": named(values, "country", asked.country)}
    steps = [step for step in finder.STEPS if asked.country or step.name == "network"]
    return [
        Fallback(
            step.name,
            str(step.title) % names,
            str(step.why),
            [answer(desk, asked, values) for desk in nearest[step.name]],
            channels().get(asked.country) if step.name == "hotline" else None,
            finder.networks() if step.name == "network" else [],
        )
        for step in steps
        if step.name != "sector" or asked.sector
    ]


@permissions.public
def introductions(request: HttpRequest, slug: str) -> HttpResponse:
    """The shortest chains to the organisation that `to` names by its key; those that it may mean, where it is words."""
    organisation = record_at(Organisation.objects.select_related("sector", "country"), slug)
    form = IntroductionForm(request.GET if "to" in request.GET else None)
    typed = form.cleaned_data["to"] if form.is_valid() else ""
    others = Organisation.objects.published().exclude(pk=organisation.pk).select_related("sector", "country")
    to = others.filter(slug=typed).first() if typed else None
    if to:
        form = IntroductionForm(initial={"to": to.name})
    found = [] if to or not typed else others.best_matching(typed)[:MOST_FOUND]
    return render(
        request,
        "directory/counterparts/introductions.html",
        {
            "organisation": organisation,
            "form": form,
            "typed": typed,
            "to": to,
            "chains": chains(organisation, to) if to else [],
            "most_steps": MOST_STEPS,
            "found": found,
        },
        status=400 if form.errors else 200,
    )

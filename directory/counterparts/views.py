"""The finder of desks, and who could introduce one organisation to another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.counterparts import finder
from directory.counterparts.finder import NetworkRecord
from directory.counterparts.forms import MOST_CHOSEN, DeskSearch, FinderForm, IntroductionForm
from directory.counterparts.introductions import MOST_STEPS, chains
from directory.counterparts.open_now import line_of_hours
from directory.counterparts.reasons import REASONS, SaidReason, cautions, in_words, names_of
from directory.counterparts.sentence_terms import SLOTS, terms
from directory.counterparts.sentences import SentenceReading
from directory.counterparts.successors import ending, taken_over
from directory.finding import facets
from directory.finding.facets import Values
from directory.finding.leads import TopicLeads, leads_of
from directory.gate.channels import PlacesToReport
from directory.models import (
    ContactPoint,
    Country,
    DeskTest,
    Enquiry,
    Organisation,
    Representative,
    User,
    Verification,
)
from directory.models.text_search import folded
from directory.pictures.sectors import look_of
from directory.pictures.status_lines import StatusLine
from directory.records.addresses import current_slugs, record_at
from directory.rights import permissions

MOST_MATCHES = 10


@dataclass(slots=True)
class DeskAnswer:
    """A desk as the finder's page shows it."""

    desk: ContactPoint
    # Names in the reader's language; an international body has no country.
    sector: str
    country: str
    look: str  # of the sector
    # Why it is listed, and sentences about what the search asks for that it does not state.
    reasons: list[SaidReason]
    cautions: list[str]
    introductions_url: str  # "" where nobody asks for an organisation, or for the desk's own
    now: StatusLine | None  # None where the hours are not stated, or not everybody may see the desk
    public_desk: ContactPoint | None = (
        None  # on paper: the desk with how it is reached, where everybody may see it
    )


@dataclass(slots=True)
class Fallback:
    """A step of the fallback chain as the page shows it: title, why it may help, and the desks, if any."""

    name: str
    title: str
    why: str
    answers: list[DeskAnswer]
    is_above: bool  # whether desks of this step fit already, and stand above
    places: list[PlacesToReport]  # where the public reports in each country, for the step of hotlines
    networks: list[NetworkRecord] = field(default_factory=list)


@permissions.by_reader
def counterparts(request: HttpRequest) -> HttpResponse:
    context = finder_context(request)
    # Whoever is answered needs no leads
    context["leads"] = leads(context["search"], context["facet_values"]) if context["fallback"] else []
    status = 400 if context["form"].errors else 200
    return render(request, "directory/counterparts/finder.html", context, status=status)


def finder_context(request: HttpRequest) -> dict[str, object]:
    """What the finder answers to the search of an address, for whoever asks."""
    reader, version = request.user, facets.data_version()
    facet_values = facets.values(version)
    form = FinderForm(
        request.GET,
        facet_values=facet_values,
        organisations=organisations_of(reader),
        terms=lambda: terms(version),
    )
    is_valid = form.is_valid()
    search = form.desk_search() if is_valid else DeskSearch()
    desks = finder.fitting(search, user=reader) if search.narrows else []
    # Desks that serve every country, or state no topic, are a weak answer: the fallback is shown as well.
    is_enough = any(finder.is_counterpart(desk, search) for desk in desks)
    return {
        "form": form,
        "facet_values": facet_values,
        "search": search,
        "slots": slots(form.reading, facet_values),
        "chosen": in_names(search, facet_values),
        "says_more": says_more(search),
        "country_pages": [
            PageOfValue(
                label_of(facet_values, "country", code), reverse("directory:country", args=[code.lower()])
            )
            for code in search.countries
        ],
        "topic_pages": [
            PageOfValue(label_of(facet_values, "topic", code), reverse("directory:topic", args=[code]))
            for code in search.topics
        ],
        "topic": names_of(facet_values, "topic", search.topics),
        "country": names_of(facet_values, "country", search.countries),
        "choices": choices(form, search),
        "answers": with_speed(answers(desks[: finder.MOST_DESKS], search, facet_values)),
        "has_more": len(desks) > finder.MOST_DESKS,
        "fallback": fallback(search, facet_values, reader, desks) if search.narrows and not is_enough else [],
        **more_for_officials(search, reader),
        "weights": sorted(REASONS, key=lambda reason: -reason.weight),
    }


class PageOfValue(NamedTuple):
    """The page of a country or a topic."""

    name: str
    url: str


def in_names(search: DeskSearch, facet_values: Values) -> list[str]:
    """All that a search says, in words: what a line says of it while the form is folded."""
    codes = {
        "topic": search.topics,
        "country": search.countries,
        "language": search.languages,
        "sector": search.sectors,
    }
    names = [name for facet, chosen in codes.items() for name in facet_values.names_of(facet, chosen)]
    names += [_("Urgent")] if search.is_urgent else []
    return names + ([str(search.organisation)] if search.organisation else [])


def says_more(search: DeskSearch) -> bool:
    """Whether a search says more than one topic, one country and one language."""
    lists = (search.topics, search.countries, search.languages)
    return bool(search.is_urgent or search.sectors or search.organisation) or any(
        len(codes) > 1 for codes in lists
    )


def leads(search: DeskSearch, facet_values: Values) -> list[TopicLeads]:
    """Who works on the topics of a search in its first country and has no desk that everybody may see. One query, if a
    country and a topic are looked for; else none."""
    if not search.countries or not search.topics:
        return []
    # Whether the country has a desk for another topic is not asked here
    known = leads_of(Country(pk=search.countries[0]), facet_values, has_desk=False).known
    return [topic for topic in known if topic.code in search.topics]


def label_of(facet_values: Values, facet: str, code: str | None) -> str:
    """The name of a code in the reader's language; "" for no code."""
    return facet_values.by_code[facet][code].label if code else ""


def more_for_officials(search: DeskSearch, reader: User | AnonymousUser) -> dict[str, bool | int]:
    """Whether the reader sees what officials see (`sees_all`); else about how many more desks of the country they see."""
    if reader.is_authenticated and (reader.is_official or (reader.is_reviewer and reader.gave_second_factor)):
        return {"sees_all": True, "further": 0}
    further = ContactPoint.objects.further_for_officials
    count = further(reader, countries=search.countries) if search.countries else 0
    return {"sees_all": False, "further": count}


def organisations_of(user: User | AnonymousUser) -> dict[str, Organisation]:
    """The organisations that somebody speaks for or is an official of, by key. No query for visitors, else one."""
    if not user.is_authenticated:
        return {}
    spoken_for = Representative.objects.current().of(user).values("organisation")
    official_of = Verification.objects.current().of(user).values("organisation")
    organisations = Organisation.objects.published().filter(pk__in=spoken_for.union(official_of))
    return {organisation.slug: organisation for organisation in organisations.order_by("sort_name")}


class Slot(NamedTuple):
    """A field of the form and what a sentence says for it, in words."""

    label: str
    names: str


def slots(reading: SentenceReading, facet_values: Values) -> list[Slot]:
    """What was read from a sentence, field by field."""
    labels = {name: str(FinderForm.base_fields[name].label) for name in SLOTS}
    filled = [
        Slot(label, names_of(facet_values, name, reading.codes(name)))
        for name, label in labels.items()
        if reading.codes(name)
    ]
    return (
        [*filled, Slot(str(FinderForm.base_fields["urgent"].label), _("yes"))]
        if reading.is_urgent
        else filled
    )


class Choices(NamedTuple):
    """A list to choose one from: codes and labels in the order of the labels, and the code that is chosen, "" for none."""

    options: list[tuple[str, str]]
    chosen: str


def choices(form: FinderForm, search: DeskSearch) -> dict[str, list[Choices]]:
    """The lists of the form, by name: one for each value that was chosen, and of topics, countries and languages one more
    for another. Of languages there are two at least, for people use one besides their own."""
    options = {name: list(codes.items()) for name, codes in form.codes.items()}
    chosen = {
        "topic": [*search.topics, ""][:MOST_CHOSEN],
        "country": [*search.countries, ""][:MOST_CHOSEN],
        "language": [*search.languages, *([""] if search.languages else ["", ""])],
        "sector": search.sectors or [""],
        "organisation": [search.organisation.slug if search.organisation else ""],
    }
    return {name: [Choices(options[name], code) for code in codes] for name, codes in chosen.items()}


def answers(desks: list[ContactPoint], search: DeskSearch, facet_values: Values) -> list[DeskAnswer]:
    """Desks as the page shows them. No query for no desk, else one."""
    predecessors = taken_over({desk.organisation_id for desk in desks}) if desks else {}
    return [answer(desk, search, facet_values, predecessors.get(desk.organisation_id, [])) for desk in desks]


def with_speed(answers: list[DeskAnswer]) -> list[DeskAnswer]:
    """The same, each with how soon the desk answered a test and messages, where it is known. Two queries, if any desk."""
    pks = [answer.desk.pk for answer in answers]
    tests = DeskTest.objects.answers(pks) if any(answer.desk.is_reachable for answer in answers) else {}
    days_of_messages = Enquiry.objects.answer_days(pks) if pks else {}
    for answer in answers:
        if test_answer := tests.get(answer.desk.pk):
            sentence = ngettext(
                "answered a test within %(days)s day",
                "answered a test within %(days)s days",
                test_answer.days,
            )
            answer.reasons.append(SaidReason(sentence % {"days": test_answer.days}))
        if days := days_of_messages.get(answer.desk.pk):
            sentence = ngettext(
                "answers messages within %(days)s day, usually",
                "answers messages within %(days)s days, usually",
                days,
            )
            answer.reasons.append(SaidReason(sentence % {"days": days}))
    return answers


def answer(
    desk: ContactPoint, search: DeskSearch, facet_values: Values, predecessors: list[str]
) -> DeskAnswer:
    introductions_url = ""
    if search.organisation and search.organisation.pk != desk.organisation_id:
        page = reverse("directory:introductions", args=[search.organisation.slug])
        introductions_url = f"{page}?{urlencode({'to': desk.organisation.slug})}"
    return DeskAnswer(
        desk,
        label_of(facet_values, "sector", desk.organisation.sector_id),
        label_of(facet_values, "country", desk.organisation.country_id),
        look_of(desk.organisation.sector_id),
        [*in_words(desk, search, facet_values), *map(SaidReason, predecessors)],
        cautions(desk, search, facet_values),
        introductions_url,
        None if desk.is_restricted else line_of_hours(desk, search.at),
    )


def fallback(
    search: DeskSearch, facet_values: Values, user: User | AnonymousUser, fitting: list[ContactPoint]
) -> list[Fallback]:
    """Each step away from the search, those without a desk as well: that none is known is an answer."""
    nearest = finder.nearest(search, user=user, without=fitting)
    desks = [desk for desks_of_step in nearest.values() for desk in desks_of_step]
    answer_of = {answer.desk.pk: answer for answer in answers(desks, search, facet_values)}
    names = {"country": names_of(facet_values, "country", search.countries)}
    above = {desk.step for desk in fitting}
    return [
        Fallback(
            step.name,
            str(step.title) % names,
            str(step.why) % names,
            [answer_of[desk.pk] for desk in nearest[step.name]],
            step.name in above,
            places_to_report(search.countries) if step.name == "hotline" else [],
            finder.networks() if step.name == "network" else [],
        )
        for step in finder.steps_of(search)
    ]


def places_to_report(countries: Sequence[str]) -> list[PlacesToReport]:
    """Those of the countries of which any is known. Two queries for each country."""
    return [places for places in map(PlacesToReport, countries) if places.is_known]


@permissions.public
def introductions(request: HttpRequest, slug: str) -> HttpResponse:
    """The shortest chains to the organisation whose key the parameter `to` holds; where that is words, organisations that
    they may mean."""
    organisation = record_at(Organisation.objects.select_related("sector", "country"), slug)
    form = IntroductionForm(request.GET if "to" in request.GET else None)
    typed = form.cleaned_data["to"] if form.is_valid() else ""
    organisations = Organisation.objects.published().select_related("sector", "country")
    candidates = organisations.exclude(pk=organisation.pk)
    slugs = [typed, *current_slugs(Organisation, [typed]).values()] if typed else []
    target = candidates.filter(slug__in=slugs).first()
    matches = [] if target or not typed else list(candidates.best_matching(typed)[:MOST_MATCHES])
    target = target or named_alone(matches, typed)
    if target:
        form, matches = IntroductionForm(initial={"to": target.name}), []
    return render(
        request,
        "directory/counterparts/introductions.html",
        {
            "organisation": organisation,
            "form": form,
            "typed": typed,
            "target": target,
            "chains": chains(organisation, target) if target else [],
            # Whoever ended is introduced to nobody: who took over is asked about instead
            "endings": [ending(record) for record in (organisation, target) if record and record.is_over],
            "most_steps": MOST_STEPS,
            "matches": matches,
        },
        status=400 if form.errors else 200,
    )


def named_alone(organisations: Sequence[Organisation], typed: str) -> Organisation | None:
    """The only one that has what was typed as its whole name or acronym, so that nobody is asked which one is meant; None
    where there is none, or several."""
    words = folded(typed)
    same = [
        record for record in organisations if words and words in (folded(record.name), folded(record.acronym))
    ]
    return same[0] if len(same) == 1 else None

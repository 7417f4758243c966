"""Which organisations a page offers to choose from, and which other partners."""

from typing import NamedTuple

from django.http import HttpRequest, QueryDict

from directory.models import Organisation, Representative, Submission
from directory.questionnaire import StepForm, partner_of
from directory.registration import finding


class OfferedChoice(NamedTuple):
    """One of the radio buttons: what it sends, its name, and what tells it from others of its name."""

    value: str
    name: str
    about: str


def spoken_for(request: HttpRequest) -> list[Organisation]:
    """The organisations that this person speaks for, by name."""
    representatives = Representative.objects.current().of(request.user).filter(organisation__removed_at=None)
    representatives = representatives.select_related("organisation__sector", "organisation__country")
    return [
        representative.organisation for representative in representatives.order_by("organisation__sort_name")
    ]


def offered_organisations(request: HttpRequest, form: StepForm, *, words: str = "") -> dict:
    """The chosen organisation, those that one speaks for, and those that `words` find; and how the choice stands."""
    chosen = form.references.organisations.get(form["organisation"].value())
    matching = finding.organisations(_typed(words))
    # Each once, where it comes first
    offered = {
        organisation.slug: _of_organisation(organisation)
        for organisation in (chosen, *spoken_for(request), *matching)
        if organisation
    }
    return {
        "offered": list(offered.values()),
        "chosen": chosen.slug if chosen else "",
        # A partner has no field for it: one whose name is typed is new
        "is_new": not chosen and bool(form["is_new" if "is_new" in form.fields else "name"].value()),
        "find": words,
        "match_count": len(matching),
    }


def offered_partners(
    request: HttpRequest, submission: Submission, form: StepForm, *, words: str = ""
) -> dict:
    """The same for a partner: also states and partnerships, but for the one that is changed itself."""
    context = offered_organisations(request, form, words=words)
    own_key = submission.partnership.slug if submission.is_change else ""
    others = [
        OfferedChoice(f"{suggestion.kind}:{suggestion.key}", suggestion.name, finding.about_other(suggestion))
        for suggestion in finding.others(_typed(words))
        if not (suggestion.kind == "partnership" and suggestion.key == own_key)
    ]
    partner = partner_of(form.data if form.is_bound else form.initial)
    if partner and partner.column != "organisation" and (name := form.chosen_name):
        chosen = partner.choice
        context |= {"chosen": chosen, "is_new": False}
        others = [OfferedChoice(chosen, name, ""), *(other for other in others if other.value != chosen)]
    context["more_kinds"] = "country partnership"
    context["offered"] = [*context["offered"], *others]
    context["match_count"] += len([other for other in others if other.value != context["chosen"]])
    return context


def _typed(words: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query["find"] = words
    return query


def _of_organisation(organisation: Organisation) -> OfferedChoice:
    return OfferedChoice(organisation.slug, organisation.name, finding.about(organisation))

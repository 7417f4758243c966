"""Which organisations a page offers to choose from."""

from django.http import HttpRequest, QueryDict

from directory.models import Organisation, Representative
from directory.questionnaire import StepForm
from directory.registration import finding


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
    query = QueryDict(mutable=True)
    query["find"] = words
    matching = finding.organisations(query)
    # Each once, where it comes first
    offered = {
        organisation.slug: organisation
        for organisation in (chosen, *spoken_for(request), *matching)
        if organisation
    }
    return {
        "offered": [(organisation, finding.about(organisation)) for organisation in offered.values()],
        "chosen": chosen.slug if chosen else "",
        # A partner has no field for it: one whose name is typed is new
        "is_new": not chosen and bool(form["is_new" if "is_new" in form.fields else "name"].value()),
        "find": words,
        "match_count": len(matching),
    }

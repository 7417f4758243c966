"""Who could introduce one organisation to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory import permissions
from directory.addresses import record_at
from directory.counterparts.forms import IntroductionForm
from directory.counterparts.introductions import MOST_STEPS, chains
from directory.models import Organisation
from directory.models.text_search import TextQuery

MOST_FOUND = 10


@permissions.public
def introductions(request: HttpRequest, slug: str) -> HttpResponse:
    """The shortest chains to the organisation that `to` names by its key; those that it may mean, where it is words."""
    organisation = record_at(Organisation.objects.select_related("sector", "country"), slug)
    form = IntroductionForm(request.GET if "to" in request.GET else None)
    typed = form.cleaned_data["to"] if form.is_valid() else ""
    others = Organisation.objects.published().exclude(pk=organisation.pk).select_related("sector", "country")
    to = others.filter(slug=typed).first() if typed else None
    found = [] if to or not typed else others.matching(TextQuery(typed)).by_relevance(typed)[:MOST_FOUND]
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

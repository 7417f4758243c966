"""What the finder answers, on paper."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from directory.counterparts.reasons import names_of
from directory.counterparts.views import DeskAnswer, finder_context
from directory.models import ContactPoint
from directory.rights import permissions


@permissions.by_reader
def counterparts_print(request: HttpRequest) -> HttpResponse:
    """The answer to a search as a list to print, with how public desks are reached, for paper has no links; the moment, and
    the address of the search."""
    context = finder_context(request)
    search, facet_values = context["search"], context["facet_values"]
    all_answers = [*context["answers"], *(answer for step in context["fallback"] for answer in step.answers)]
    add_ways(all_answers)
    form = context["form"]
    # What is no search, or has data of a case, is not written down once more
    is_told = request.GET and not form.errors and not form.is_about_a_case
    query = f"?{request.GET.urlencode()}" if is_told else ""
    context |= {
        "sector": names_of(facet_values, "sector", search.sectors),
        "languages": names_of(facet_values, "language", search.languages),
        "has_restricted": any(answer.desk.is_restricted for answer in all_answers),
        "address": f"{settings.DIRECTORY_BASE_URL}{reverse('directory:counterparts')}{query}",
        "desk_pages": settings.DIRECTORY_BASE_URL,
    }
    status = 400 if form.errors else 200
    return render(request, "directory/counterparts/finder_print.html", context, status=status)


def add_ways(answers: Iterable[DeskAnswer]) -> None:
    """Give each answer its desk with how it is reached, where a visitor may see it: of others that stands on their own pages
    only, which log each showing. One query."""
    desks = ContactPoint.objects.visible_to(AnonymousUser()).in_bulk([answer.desk.pk for answer in answers])
    for answer in answers:
        answer.public_desk = desks.get(answer.desk.pk)

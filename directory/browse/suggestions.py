"""What is suggested while somebody types into a search box, for the script of the box."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.finding.suggestions import FEWEST_LETTERS, WITH_PAGES, SuggestedKind, Suggestion, suggestions
from directory.gate.limits import address_of
from directory.gate.plain_text import LineField
from directory.gate.quick_limits import QuickLimit
from directory.models.text_search import LONGEST_QUERY
from directory.rights import permissions

limit = QuickLimit("suggestions")
KEPT_SECONDS = 60  # by the browser that asked: who deletes a letter is answered at once


class SuggestionForm(forms.Form):
    """What was typed so far, and of which kinds records are suggested: all that have a page where none is named."""

    q = LineField(label=gettext_lazy("Search"), max_length=LONGEST_QUERY, minimum_letters=FEWEST_LETTERS)
    kind = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Kind"), choices=SuggestedKind.choices, coerce=SuggestedKind, required=False
    )


@permissions.public
def suggest(request: HttpRequest) -> HttpResponse:
    """The records that are meant by what was typed so far, as JSON for `combobox.js`. An empty list for what is too short or
    too long to be a name, for nobody has finished typing yet."""
    each_second = settings.SUGGESTIONS_PER_SECOND
    if each_second and not limit.allows(address_of(request), each_second=each_second):
        return JsonResponse({}, status=429, headers={"Retry-After": "1"})
    form = SuggestionForm(request.GET)
    if "kind" in form.errors:
        return JsonResponse({"errors": form.errors["kind"]}, status=400)
    matches = []
    if form.is_valid():
        kinds = form.cleaned_data["kind"] or WITH_PAGES
        matches = suggestions(form.cleaned_data["q"], kinds=kinds)
    return JsonResponse(
        {"suggestions": [as_json(suggestion) for suggestion in matches]},
        headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"},
    )


def as_json(suggestion: Suggestion) -> dict[str, str]:
    return {
        "kind": suggestion.kind,
        "label": suggestion.kind.label,
        "key": suggestion.key,
        "name": suggestion.name,
        "acronym": suggestion.acronym,
        "about": suggestion.about,
        "matched": _("by the name “%(name)s”") % {"name": suggestion.matched} if suggestion.matched else "",
        "url": suggestion.url,
    }

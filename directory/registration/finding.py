"""Finding an organisation of the directory while typing, with a script or without."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.gate.plain_text import LineField
from directory.models import Organisation
from directory.models.text_search import LONGEST_QUERY
from directory.records.duplicates import TypedRecord, alike

MOST_FOUND = 10
FEWEST_LETTERS = 2


class FindForm(forms.Form):
    """What is typed to find an organisation."""

    find = LineField(max_length=LONGEST_QUERY, minimum_letters=FEWEST_LETTERS)


def organisations(typed: QueryDict) -> list[Organisation]:
    """The public organisations that `find` means, the likeliest first; of similar names where none has the words."""
    form = FindForm(typed)
    if not form.is_valid():
        return []
    words = form.cleaned_data["find"]
    known = Organisation.objects.published().select_related("sector", "country")
    found = list(known.best_matching(words)[:MOST_FOUND])
    return found or [one.record for one in alike(Organisation, [TypedRecord(key="", name=words)]).get("", [])]


def about(organisation: Organisation) -> str:
    """Where it sits and of which sector it is, to tell it from others of its name."""
    if organisation.country:
        home = organisation.country.name
    else:
        home = _("International") if organisation.is_international else ""
    return pgettext("between the items of a list", ", ").join(filter(None, (home, organisation.sector.name)))

"""Finding an organisation of the directory, or another partner, by a button, where no script suggests one."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.finding.suggestions import Suggestion
from directory.gate.plain_text import LineField
from directory.models import Organisation
from directory.models.text_search import LONGEST_QUERY
from directory.questionnaire import organisations_named, others_named

FEWEST_LETTERS = 2


class TypedNameForm(forms.Form):
    """What is typed to find an organisation: a part of its name, or its acronym."""

    find = LineField(max_length=LONGEST_QUERY, minimum_letters=FEWEST_LETTERS)


def organisations(typed: QueryDict) -> list[Organisation]:
    """The public organisations that `find` means, as `organisations_named` has them. Empty for what is too short or too long
    to be a name."""
    form = TypedNameForm(typed)
    return organisations_named(form.cleaned_data["find"]) if form.is_valid() else []


def others(typed: QueryDict) -> list[Suggestion]:
    """The states and public partnerships that `find` means, as `others_named` has them; as `organisations` otherwise."""
    form = TypedNameForm(typed)
    return others_named(form.cleaned_data["find"]) if form.is_valid() else []


def about_other(suggestion: Suggestion) -> str:
    """What kind of partner it is, and what tells it from others of its name."""
    words = (suggestion.kind.label, suggestion.acronym, suggestion.about)
    return pgettext("between the items of a list", ", ").join(str(word) for word in words if word)


def about(organisation: Organisation) -> str:
    """Where it sits and of which sector it is, to tell it from others of its name."""
    if organisation.country:
        home = organisation.country.name
    else:
        home = _("International") if organisation.is_international else ""
    return pgettext("between the items of a list", ", ").join(filter(None, (home, organisation.sector.name)))

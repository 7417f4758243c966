"""Search or add: what was chosen stands as chips, and what is typed beside them is looked up when it is saved."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory import models
from directory.finding import named_values
from directory.finding.suggestions import SuggestedKind, Suggestion, suggestions
from directory.gate.plain_text import LineField
from directory.models.text_search import LONGEST_QUERY, folded
from directory.records.duplicates import TypedRecord, alike
from directory.records.fields import ReferencesField

BETWEEN_NAMES = re.compile(r"[,;،؛\n]")
# "Worldwide" and the union have no code of UN M49: `Extent` has theirs
EXTENTS = {
    models.Extent.INTERNATIONAL: ("worldwide", "world", "global", "international", "monde entier", "mundial", "العالم"),
    models.Extent.EU: ("eu", "european union", "union européenne", "unión europea", "الاتحاد الأوروبي"),
}  # fmt: skip


class Chips(forms.SelectMultiple):
    """The chosen ones of a long list, each with a button that takes it out."""

    use_fieldset = True  # no control bears its name
    template_name = "directory/registration/_chips.html"


class Chip(forms.Select):
    """As Chips, where one can be chosen."""

    use_fieldset = True
    template_name = "directory/registration/_chips.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["is_one"] = True
        return context


class PickedWordsField(LineField):
    """Names of countries, languages and so on, with commas between them, beside the chips of what was chosen.

    `fills` has the field of the same form that takes a value of each facet. `StepForm.typed` moves what a name means
    there; what stays in the field names nothing, and is an error that says what may be meant.
    """

    def __init__(self, *, fills: Mapping[str, str], label: str | Promise, **options):
        self.fills = fills  # Django asks for the widget's attributes while it makes the field
        super().__init__(label=label, required=False, max_length=500, **options)

    def widget_attrs(self, widget):
        return {
            **super().widget_attrs(widget),
            "autocomplete": "off",
            "dir": "auto",
            "data-suggest": "pick",
            "data-kinds": " ".join(self.fills),
            "data-fills": " ".join(f"{facet}:{column}" for facet, column in self.fills.items()),
            "data-added": gettext_lazy("{name} added, {count} chosen"),
            "data-out": gettext_lazy("Take out {name}"),
        }

    def validate(self, value):
        super().validate(value)
        sentences = [self._not_known(name) for name in names_in(value)]
        if sentences:
            raise ValidationError(" ".join(sentences), code="unknown_name")

    def _not_known(self, name: str) -> str:
        labels = named_values.nearest_names(name, among=self.fills)
        if self.meanings(name) and "region" in self.fills:
            return _(
                "One region is enough. Take out the one above, or name countries in place of “%(name)s”."
            ) % {"name": name}
        if not labels:
            return _("We do not know “%(name)s”.") % {"name": name}
        nearest = pgettext("between the items of a list of which one is meant", " or ").join(labels)
        return _("We do not know “%(name)s”. Did you mean %(nearest)s?") % {"name": name, "nearest": nearest}

    def meanings(self, name: str) -> list[tuple[str, str]]:
        """The facets and codes that a name means exactly."""
        if "region" in self.fills:
            plain = name.casefold().strip()
            extents = [("region", extent.value) for extent, words in EXTENTS.items() if plain in words]
            if extents:
                return extents
        return named_values.codes_of(name, among=self.fills)


def names_in(words: str) -> Iterator[str]:
    return (name.strip() for name in BETWEEN_NAMES.split(words) if name.strip())


def look_up(form: type[forms.Form], typed: dict) -> dict:
    """What was typed, with the names in its fields of words in their places: what a name means joins the chosen ones, what
    means none or several stays as it was typed."""
    typed = dict(typed)
    for column, field in form.base_fields.items():
        if not isinstance(field, PickedWordsField):
            continue
        rest = []
        for name in [typed[column]] if field.meanings(typed[column]) else list(names_in(typed[column])):
            meanings = field.meanings(name)
            if len(meanings) != 1 or not _take(form, typed, field.fills[meanings[0][0]], meanings[0][1]):
                rest.append(name)
        if "".join(rest) != "".join(names_in(typed[column])):  # else it stays exactly as it was typed
            typed[column] = ", ".join(rest)
    return typed


def _take(form: type[forms.Form], typed: dict, column: str, code: str) -> bool:
    """Choose a code in its field. False where there is room for one, and another is chosen."""
    if isinstance(form.base_fields[column], ReferencesField):
        typed[column] = [*typed[column], *([] if code in typed[column] else [code])]
        return True
    if typed[column] not in ("", code):
        return False
    typed[column] = code
    return True


# Organisations, and whatever else may be a partner

MOST_FOUND = 10


class PartnerKey(NamedTuple):
    """What a partner is: the field of a `PartnerStep` that has its key. As a choice of a page it is one text: the key alone of
    an organisation, "country:PL" and "partnership:vgt" of others, as the script has them from what is suggested."""

    column: str
    key: str

    @classmethod
    def of_choice(cls, choice: str) -> "PartnerKey":
        kind, colon, key = choice.partition(":")
        return cls(COLUMNS[kind], key) if colon and kind in COLUMNS else cls("organisation", choice)

    @property
    def choice(self) -> str:
        kind = next((kind for kind, column in COLUMNS.items() if column == self.column), "")
        return f"{kind}:{self.key}" if kind else self.key


COLUMNS = {"country": "state", "partnership": "member_partnership"}


def organisations_named(words: str) -> list[models.Organisation]:
    """The public organisations that words mean, the likeliest first; those of similar names where none has the words.
    MOST_FOUND at most."""
    public = models.Organisation.objects.published().select_related("sector", "country")
    matching = list(public.best_matching(words)[:MOST_FOUND])
    if matching:
        return matching
    similar = alike(models.Organisation, [TypedRecord(key="", name=words)]).get("", [])
    return [candidate.record for candidate in similar]


def others_named(words: str) -> list[Suggestion]:
    """The states and the public partnerships that words mean, the likeliest first."""
    return suggestions(words, kinds=(SuggestedKind.COUNTRY, SuggestedKind.PARTNERSHIP))


def organisation_called(words: str) -> str:
    """The key of the one public organisation that has exactly this name or acronym; "" for none and for several."""
    called = _organisations_called(words)
    return called[0] if len(called) == 1 else ""


def partner_called(words: str) -> PartnerKey | None:
    """The one organisation, state or partnership that has exactly this name, acronym or code; None for none and for several."""
    name = folded(words)
    if not name or "\0" in words or len(words) > LONGEST_QUERY:
        return None
    states = [PartnerKey("state", code) for _facet, code in named_values.codes_of(words, among=("country",))]
    partnerships = [
        PartnerKey("member_partnership", suggestion.key)
        for suggestion in suggestions(words, kinds=(SuggestedKind.PARTNERSHIP,))
        if name in (folded(suggestion.name), folded(suggestion.acronym))
    ]
    organisations = [PartnerKey("organisation", key) for key in _organisations_called(words)]
    called = [*organisations, *states, *partnerships]
    return called[0] if len(called) == 1 else None


def _organisations_called(words: str) -> list[str]:
    name = folded(words)
    if not name or "\0" in words or len(words) > LONGEST_QUERY:
        return []
    return [
        organisation.slug
        for organisation in models.Organisation.objects.published().best_matching(words)[:MOST_FOUND]
        if name in (folded(organisation.name), folded(organisation.acronym))
    ]

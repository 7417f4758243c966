"""What the columns of the sheets hold, read from the forms through which they come in, so that it stays true."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.gate.plain_text import ParagraphsField
from directory.importing import SHEETS
from directory.records.fields import (
    ApproximateDateFormField,
    ExtentField,
    IdentifiersField,
    KeyField,
    NamesField,
    OneOfField,
    PartialDateFormField,
    ReferenceField,
    ReferencesField,
    SessionField,
    SomeOfField,
    SourcesField,
    StatedNumberField,
    TermsField,
    WebAddressesField,
    WebAddressField,
    YesField,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet. `codes` are the values that it may hold and their names, where they are few; `separator` is what
    stands between the values of a cell that may hold several."""

    name: str
    label: str
    is_required: bool
    holds: str
    codes: list[tuple[str, str]]
    separator: str


@dataclass(frozen=True, slots=True)
class SheetColumns:
    name: str
    label: str
    columns: list[Column]


def sheets() -> list[SheetColumns]:
    return [
        SheetColumns(
            name,
            str(form.model._meta.verbose_name),
            columns_of(name),
        )
        for name, form in SHEETS.items()
    ]


def columns_of(sheet: str) -> list[Column]:
    return [column(name, field) for name, field in SHEETS[sheet].base_fields.items()]


def column(name: str, field: forms.Field) -> Column:
    codes = [(str(code), str(label)) for code, label in getattr(field, "choices", ()) if code]
    separator = ";" if isinstance(field, OF_MANY) else ""
    return Column(name, str(field.label), field.required, holds(field), codes, separator)


# Not those of web addresses, which may have a semicolon of their own
OF_MANY = (ReferencesField, NamesField, IdentifiersField, SomeOfField)
# The first kind that a field is of says it: fields of many come before those of one, which they inherit from
SENTENCES: list[tuple[type[forms.Field], Promise]] = [
    (KeyField, _("The key of this record: small letters, digits and hyphens.")),
    (
        SourcesField,
        _(
            "Keys of sources, the first one first, with a semicolon between them. An empty cell, or null in JSON, says"
            " that no public source is named for what stands in the row."
        ),
    ),
    (ExtentField, _("“international”, “EU” for the European Union, or the code of a region of UN M49.")),
    (SessionField, _("The key of a session of the event that stands in the row.")),
    (ReferencesField, _("Keys of other records (%(noun)s), with a semicolon between them.")),
    (ReferenceField, _("The key of another record (%(noun)s).")),
    (TermsField, _("Words that only help to find it, with a semicolon between them.")),
    (IdentifiersField, _("Identifiers such as GB-CHC-1164883, with a semicolon between them.")),
    (NamesField, _("Names, with a semicolon between them.")),
    (StatedNumberField, _("A number as the source has it: 48, about 50, more than 1,200 or 1.25 million.")),
    (
        ApproximateDateFormField,
        _(
            "A year, a month or a day: 2005, 2005-12 or 2005-12-15; with “~” behind it where it is only about so, as"
            " EDTF (ISO 8601-2) has it: 2005~."
        ),
    ),
    (PartialDateFormField, _("A year, a month or a day: 2005, 2005-12 or 2005-12-15.")),
    (WebAddressesField, _("Web addresses, with a semicolon between them.")),
    (WebAddressField, _("A web address of at most %(most)s characters.")),
    (YesField, _("“yes” or nothing; true or false in JSON.")),
    (OneOfField, _("One of these:")),
    (SomeOfField, _("Any of these, with a semicolon between them:")),
    (forms.RegexField, _("The three letters of a currency by ISO 4217, such as EUR.")),
    (forms.IntegerField, _("A number from %(least)s to %(most)s.")),
    (ParagraphsField, _("A text of at most %(most)s characters; it may have paragraphs.")),
    (forms.Field, _("A text of at most %(most)s characters, on one line.")),
]


def holds(field: forms.Field) -> str:
    """What may stand in the column, as a sentence."""
    sentence = next(sentence for kind, sentence in SENTENCES if isinstance(field, kind))
    is_number = isinstance(field, forms.IntegerField)
    return str(sentence) % {
        "noun": field.model._meta.verbose_name if isinstance(field, ReferenceField) else "",
        "least": field.min_value if is_number else "",
        "most": field.max_value if is_number else getattr(field, "max_length", ""),
    }

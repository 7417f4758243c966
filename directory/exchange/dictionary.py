"""What the columns of the sheets hold, read from the forms through which they come in, so that it stays true."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from directory.gate.plain_text import ParagraphsField
from directory.importing import SHEETS
from directory.records.fields import (
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
    """A column of a sheet. `codes` are the values that it may hold and their names, where they are few."""

    name: str
    label: str
    is_required: bool
    holds: str
    codes: list[tuple[str, str]]


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
            [column(name, field) for name, field in form.base_fields.items()],
        )
        for name, form in SHEETS.items()
    ]


def column(name: str, field: forms.Field) -> Column:
    codes = [(str(code), str(label)) for code, label in getattr(field, "choices", ()) if code]
    return Column(name, str(field.label), field.required, holds(field), codes)


def holds(field: forms.Field) -> str:
    """What may stand in the column, as a sentence."""
    match field:  # fields of many come before those of one, which they inherit from
        case KeyField():
            return _("The key of this record: small letters, digits and hyphens.")
        case SourcesField():
            return _(
                "Keys of sources, the first one first, with a semicolon between them. An empty cell, or null in JSON, says"
                " that no public source is named for what stands in the row."
            )
        case ExtentField():
            return _("“international”, “EU” for the European Union, or the code of a region of UN M49.")
        case SessionField():
            return _("The key of a session of the event that stands in the row.")
        case ReferencesField():
            return _("Keys of other records (%(noun)s), with a semicolon between them.") % noun(field)
        case ReferenceField():
            return _("The key of another record (%(noun)s).") % noun(field)
        case TermsField():
            return _("Words that only help to find it, with a semicolon between them.")
        case IdentifiersField():
            return _("Identifiers such as GB-CHC-1164883, with a semicolon between them.")
        case NamesField():
            return _("Names, with a semicolon between them.")
        case StatedNumberField():
            return _("A number as the source has it: 48, about 50, more than 1,200 or 1.25 million.")
        case PartialDateFormField():
            return _("A year, a month or a day: 2005, 2005-12 or 2005-12-15.")
        case WebAddressesField():
            return _("Web addresses, with a semicolon between them.")
        case WebAddressField():
            return _("A web address of at most %(most)s characters.") % {"most": field.max_length}
        case YesField():
            return _("“yes” or nothing; true or false in JSON.")
        case OneOfField():
            return _("One of these:")
        case SomeOfField():
            return _("Any of these, with a semicolon between them:")
        case forms.RegexField():
            return _("The three letters of a currency by ISO 4217, such as EUR.")
        case forms.IntegerField():
            return _("A number from %(least)s to %(most)s.") % {
                "least": field.min_value,
                "most": field.max_value,
            }
        case ParagraphsField():
            return _("A text of at most %(most)s characters; it may have paragraphs.") % {
                "most": field.max_length
            }
        case _:
            return _("A text of at most %(most)s characters, on one line.") % {"most": field.max_length}


def noun(field: ReferenceField) -> dict[str, str]:
    return {"noun": field.model._meta.verbose_name}

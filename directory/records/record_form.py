"""What the forms of all kinds of record have in common: columns, references by key, and rules that concern several."""

from collections.abc import Mapping

from django import forms
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.models.partial_dates import exactly
from directory.records.fields import KnownRecords, OneOfField, ReferenceField

NAME_KINDS = {  # by column
    "other_names": models.NameKind.OTHER,
    "former_names": models.NameKind.FORMER,
    "former_acronyms": models.NameKind.FORMER_ACRONYM,
}
# Columns that are no field of the record's model: their values are rows of other tables
IN_OWN_TABLES = {*NAME_KINDS, "identifiers"}


class RecordForm(forms.Form):
    """The fields of one kind of record, as people write them.

    A field is a column of the record's sheet, and has its name.
    """

    model: type[Model]
    renamed: Mapping[str, str] = {"key": "slug"}  # columns whose field in the model has another name
    identity: tuple[str, ...] = ("key",)  # the columns that tell which record is meant
    # Of those, the ones by which the records are looked up that may be meant: one of them is filled
    looked_up_by: tuple[str, ...] = ("key",)
    # Columns of dates that may be only about so, with the model's field that says whether they are
    approximate: Mapping[str, str] = {}
    # A column of the identity that may differ where no record has the whole of it: see `matching.py`
    uncertain: str = ""
    # Columns of the identity that a row corrects in the nearest record that has the rest of it, by `nearness`
    corrected: tuple[str, ...] = ()
    # Columns that only say which record is meant
    hints: tuple[str, ...] = ()

    @classmethod
    def nearness(cls, row: Mapping[str, object], record: Model) -> tuple:
        """Greater for the record that a row rather means, for a form with `corrected` columns."""
        raise NotImplementedError

    @classmethod
    def model_field(cls, column: str) -> Field:
        """The model's field in which a column is kept; there is none for those IN_OWN_TABLES, and for hints."""
        return cls.model._meta.get_field(cls.renamed.get(column, column))

    @classmethod
    def referred_model(cls, column: str) -> type[Model] | None:
        """The model whose keys a column holds; its own for the key of the record itself, None where it holds no keys."""
        if column in IN_OWN_TABLES or column in cls.hints:
            return None
        return cls.model if column == "key" else cls.model_field(column).related_model

    @classmethod
    def columns_referring_to(cls, model: type[Model]) -> set[str]:
        return {column for column in cls.base_fields if cls.referred_model(column) is model}

    def __init__(self, cells=None, *, known_records: KnownRecords | None = None, **options):
        super().__init__(cells, **options)
        self.known_records = KnownRecords() if known_records is None else known_records
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known_records = self.known_records

    def rebind(self, row: Mapping[str, str]) -> None:
        """Take another row in place of the one given: a form for each of 100,000 rows would be slow."""
        self.data, self.is_bound = row, True
        self._errors = None

    def clean(self):
        cleaned = super().clean()
        self.check(cleaned)
        self.check_names(cleaned)
        return cleaned

    def check_names(self, cleaned: dict) -> None:
        """Add an error where a name stands in two columns."""
        columns_by_name: dict[str, str] = {}
        for column in NAME_KINDS:
            for name in cleaned.get(column, ()):
                if columns_by_name.setdefault(name, column) != column and column in self.fields:
                    message = _("“%(name)s” is among the other or the former names already.")
                    self.add_error(column, message % {"name": name})
                    break

    def add_error(self, field, error):
        """As Django's. An error of a column that a sheet has not got is one of the whole row."""
        super().add_error(field if field in self.fields else None, error)

    def check(self, cleaned: dict) -> None:
        """Add errors for rules that concern several fields."""

    def check_one(self, cleaned: dict, columns: tuple[str, ...], message) -> None:
        """Add an error where not exactly one of several columns is filled."""
        if sum(bool(cleaned.get(column)) for column in columns) != 1 and not self.errors.keys() & set(
            columns
        ):
            self.add_error(columns[0], message)

    def check_basis(self, cleaned: dict, basis: str, *columns: str, message) -> None:
        """Fill the basis of a date or an owner: "stated" where a sheet says nothing. Add an error where it has one and
        they are empty, or the other way round."""
        is_filled = any(cleaned.get(column) for column in columns)
        if basis in self.fields and basis not in self.errors:
            cleaned[basis] = cleaned.get(basis) or ("stated" if is_filled else "none")
            if (cleaned[basis] != "none") != is_filled:
                self.add_error(basis, message)

    def check_order(self, cleaned: dict, first: str, last: str, message) -> None:
        """Add an error where one partial date is over before another begins, to the shorter one's precision."""
        started, ended = exactly(cleaned.get(first, "")), exactly(cleaned.get(last, ""))
        if started and ended and ended < started[: len(ended)]:
            self.add_error(last, message)


def basis() -> OneOfField:
    return OneOfField(
        label=_("basis"), choices=[("", _("Not stated")), *models.Basis.choices], required=False
    )

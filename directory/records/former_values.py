"""What stood in the columns of records before a publication changed them, as a sheet would write it."""

from collections.abc import Mapping

from django.db.models import Model

from directory.records.fields import key_of
from directory.records.record_form import RecordForm


class FormerValues:
    """The former values of one kind of record, by primary key and column of the form.

    They are remembered as the model holds them, and turned into text in the end: the keys of all records that a column
    referred to are then read in one query.
    """

    def __init__(self, form: type[RecordForm]):
        self.form = form
        self.columns_by_pk: dict[int | str, dict[str, object]] = {}
        self.keys_by_model: dict[type[Model], dict[int | str, str]] = {}

    def remember(self, pk: int | str, column: str, value: object) -> None:
        """Keep a value before it is overwritten: a primary key for a reference, a list where a column holds several."""
        self.columns_by_pk.setdefault(pk, {})[column] = value

    def remember_in_list(self, pk: int | str, column: str, value: object) -> None:
        """Keep one more of the values of a column that held several."""
        self.columns_by_pk.setdefault(pk, {}).setdefault(column, []).append(value)

    def as_text(self, pk: int | str) -> Mapping[str, str]:
        """The columns of a record that changed, each with the text of its former cell; none where none did."""
        columns = self.columns_by_pk.get(pk, {})
        return {column: self._cell(column, value) for column, value in columns.items()}

    def _cell(self, column: str, value: object) -> str:
        """The text of a cell: keys for references, semicolons between the elements of a list."""
        if isinstance(value, list):
            texts = [self._cell(column, element) for element in value]
            # Of sources the first is the one that the record itself names
            return "; ".join(texts if column == "source" else sorted(texts))
        if value is None or isinstance(value, str):
            return value or ""
        model = self.form.referred_model(column)
        # A number or a date of the record itself is no reference
        return str(self._keys_of(model).get(value, value)) if model else str(value)

    def _keys_of(self, model: type[Model]) -> dict[int | str, str]:
        """The key of each record of a model that a changed column referred to, by primary key. One query for a model."""
        if model not in self.keys_by_model:
            referring = self.form.columns_referring_to(model)
            pks = set()
            for columns in self.columns_by_pk.values():
                for column in columns.keys() & referring:
                    pks.update(as_list(columns[column]))
            records = model._default_manager.filter(pk__in=pks)
            self.keys_by_model[model] = dict(records.values_list("pk", key_of(model)))
        return self.keys_by_model[model]


def as_list(value: object) -> list:
    return value if isinstance(value, list) else [value]

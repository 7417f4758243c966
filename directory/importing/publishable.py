"""Which rows of a file can be published: those that are right, and refer to nothing that is not there."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Model

from directory.importing.checking import SHEETS, CheckedRow, RowPosition, references
from directory.models import EventSession, FormerAddress
from directory.records.batches import Record
from directory.records.fields import key_of
from directory.records.record_form import RecordForm

Batch = Mapping[type[RecordForm], Sequence[CheckedRow]]


def publishable(
    checked_rows: Sequence[CheckedRow],
    *,
    leave_out: Collection[RowPosition],
    without_record: Collection[RowPosition] = (),
) -> Batch:
    """The rows that can be published, by form.

    Not among them are wrong rows, those to leave out, and whatever refers to a record that then is not there.
    `without_record` are rows of `leave_out` whose records are not in the directory either, so that rows which
    refer to them are left out as well.
    """
    remaining = [row for row in checked_rows if row.record is not None and row.position not in leave_out]
    missing = missing_keys(
        [row for row in checked_rows if row.record is None or row.position in without_record]
    )
    # A row that is left out may be the only one that makes a record, to which again others refer.
    while missing:
        left_behind = [row for row in remaining if missing_columns(row, missing)]
        remaining = [row for row in remaining if not missing_columns(row, missing)]
        missing = missing_keys(left_behind)
    batch: dict[type[RecordForm], list[CheckedRow]] = {}
    for form in SHEETS.values():
        if rows_of_form := [row for row in remaining if row.form is form]:
            batch[form] = rows_of_form
    return batch


def records_of(batch: Batch) -> dict[type[RecordForm], list[Record]]:
    return {form: [row.record for row in rows_of_form] for form, rows_of_form in batch.items()}


def missing_keys(unpublished: Sequence[CheckedRow]) -> dict[type[Model], set[str]]:
    """By model, the keys of records that are not in the directory because their rows are not published."""
    keys: dict[type[Model], set[str]] = {}
    for row in unpublished:
        key = row.cells.get("key", "").strip()
        if row.form.model is EventSession:
            keys.setdefault(EventSession, set()).add(f"{row.cells.get('event', '').strip()}/{key}")
        # Records that have no key of their own, such as memberships, are never referred to.
        elif row.form.identity == ("key",):
            keys.setdefault(row.form.model, set()).add(key)
    missing = {
        model: keys_of_model - in_directory(model, keys_of_model) for model, keys_of_model in keys.items()
    }
    return {model: keys_of_model for model, keys_of_model in missing.items() if keys_of_model}


def in_directory(model: type[Model], keys: Collection[str]) -> set[str]:
    """Those of the keys by which the directory knows a record, now or formerly. Two queries."""
    key_field = key_of(model)
    former = FormerAddress.objects.of(model).filter(slug__in=keys).values_list("slug", flat=True)
    current = model._default_manager.filter(**{f"{key_field}__in": keys}).values_list(key_field, flat=True)
    return {*former, *current}


def missing_columns(row: CheckedRow, missing: Mapping[type[Model], Collection[str]]) -> list[str]:
    """The columns in which a row refers to a record that is missing."""
    columns = []
    for reference in references(row.form):
        cleaned = row.record.get(reference.column) if row.record else None
        keys = cleaned if isinstance(cleaned, list) else [cleaned]
        if set(keys) & set(missing.get(reference.model, ())):
            columns.append(reference.column)
    return columns

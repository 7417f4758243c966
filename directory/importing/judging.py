"""What the rows of a file would change: each is new, changed, same, doubtful or wrong.

The answer comes from publishing itself, in a transaction that is rolled back: what is shown is what would be done.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from directory.importing.checking import SHEETS, Checked, checked, references
from directory.models import Actor, Decision, FormerAddress, Organisation, Partnership, RowState, User
from directory.records import duplicates
from directory.records.batches import Record
from directory.records.fields import key_of, parts
from directory.records.forms import RecordForm
from directory.records.publishing import publish
from directory.tabular import FileProblem, Reading

Place = tuple[str, int]  # a sheet and the number of a row
NAMES = {
    "organisations": (Organisation, "name"),
    "partnerships": (Partnership, "title"),
}  # that may be there already
AT_ONCE = 100  # names that are compared in one statement
LONGEST_VALUE = 300  # of a cell in a report


@dataclass(slots=True)
class Judged:
    """A row of the report. `changes` has for each column what stands there and what would; `alike` the key, the name
    and the reasons of each record that may be the same."""

    place: Place
    file: str
    key: str
    name: str
    state: str
    cells: dict[str, str]
    changes: list[list[str]] = field(default_factory=list)
    problems: list[list[str]] = field(default_factory=list)
    alike: list[list] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Decided:
    """What a reviewer said about a row: `same_as` is the key of the record that it is about."""

    decision: str
    same_as: str = ""


Told = Callable[[int], None]


def judge(
    reading: Reading, decisions: Mapping[Place, Decided], *, by: User | None, source: str, told: Told
) -> list[Judged]:
    """All rows of a file that was read, in the order of their sheets. Nothing is written.

    `told` is given the number of rows that were looked at, every now and then.
    """
    rows = _rows(reading, decisions, told)
    judged = [_judged(one) for one in rows]
    there = _there(rows)
    _doubt(rows, judged, decisions, there, told)
    with transaction.atomic():
        batch = _batch(rows, leave_out=_kept(decisions))
        outcomes = publish(_records(batch), by=by, source=source, why="")
        transaction.set_rollback(True)
    _tell(rows, judged, batch, outcomes)
    for one, found in zip(rows, judged, strict=True):
        if found.state != RowState.WRONG and _decision(decisions, one) == Decision.KEEP:
            found.state = RowState.SAME
    return judged


def apply(
    reading: Reading,
    decisions: Mapping[Place, Decided],
    seen: Mapping[Place, tuple[str, list[list[str]]]],
    *,
    by: User | None,
    source: str,
    why: str,
    told: Told,
) -> list[Place] | None:
    """Publish the rows of a file but for those that were seen as wrong or doubtful, and for what refers to them.

    `seen` is the state and the changes that the reviewer saw of each row. Returns the places of the rows that were left out; None where a
    row would not do now what was seen: then nothing was written.
    """
    rows = _rows(reading, decisions, lambda _count: None)
    leave_out = {
        place for place, (state, _changes) in seen.items() if state in (RowState.WRONG, RowState.DOUBTFUL)
    }
    with transaction.atomic():
        batch = _batch(rows, leave_out=leave_out | _kept(decisions), dependents=leave_out)
        judged = [_judged(one) for one in rows]
        outcomes = publish(_records(batch), by=by, source=source, why=why, actor=Actor.IMPORT, told=told)
        _tell(rows, judged, batch, outcomes)
        published = {_place(one) for ones in batch.values() for one in ones}
        if any(
            (found.state, found.changes) != seen.get(found.place)
            for found in judged
            if found.place in published
        ):
            transaction.set_rollback(True)
            return None
        kept = _kept(decisions)
        return [_place(one) for one in rows if _place(one) not in published and _place(one) not in kept]


# Rows, with what was decided about them


def _rows(reading: Reading, decisions: Mapping[Place, Decided], told: Told) -> list[Checked]:
    same_as: dict[type[Model], dict[str, str]] = {}
    for name, (model, _column) in NAMES.items():
        sheet = reading.sheets.get(name)
        for row in sheet.rows if sheet else ():
            decided = decisions.get((name, row.number))
            if decided and decided.same_as:
                same_as.setdefault(model, {})[row.cells.get("key", "")] = decided.same_as
    for name, sheet in reading.sheets.items():
        for column, model, are_many in references(SHEETS[name]):
            if keys := same_as.get(model):
                for row in sheet.rows:
                    cell = row.cells.get(column, "")
                    named = parts(cell) if are_many else [cell]
                    if keys.keys() & set(named):
                        row.cells[column] = ";".join(keys.get(key, key) for key in named)
        if name in NAMES and (keys := same_as.get(NAMES[name][0])):
            for row in sheet.rows:
                row.cells["key"] = keys.get(row.cells.get("key", ""), row.cells.get("key", ""))
    return checked(reading.sheets, reading.problems, told)


def _place(row: Checked) -> Place:
    return row.sheet.name, row.row.number


def _decision(decisions: Mapping[Place, Decided], row: Checked) -> str:
    decided = decisions.get(_place(row))
    return decided.decision if decided else ""


def _kept(decisions: Mapping[Place, Decided]) -> set[Place]:
    """The rows about records that are to stay as they are."""
    return {place for place, decided in decisions.items() if decided.decision == Decision.KEEP}


def _judged(row: Checked) -> Judged:
    cells = {column: value[:LONGEST_VALUE] for column, value in row.row.cells.items() if value}
    problems = [_problem(problem) for problem in row.problems]
    if not row.record and not problems:
        problems = [["", "", _("A column that must be there is missing in this sheet.")]]
    name = next((cells[column] for column in ("name", "title", "text") if cells.get(column)), row.key)
    return Judged(
        place=_place(row),
        file=row.sheet.file[:300],
        key=row.key[:300],
        name=name,
        state=RowState.SAME if row.record else RowState.WRONG,
        cells=cells,
        problems=problems,
    )


def _problem(problem: FileProblem) -> list[str]:
    return [problem.column[:100], problem.value[:LONGEST_VALUE], str(problem.message)[:1000]]


# What cannot be published


def _batch(
    rows: Sequence[Checked], *, leave_out: Collection[Place], dependents: Collection[Place] = ()
) -> dict[type[RecordForm], list[Checked]]:
    """The rows that can be published, by form: without wrong ones, those to leave out, and what refers to records that
    are then not there. `dependents` are rows whose records are not there though nothing is wrong with them."""
    publishable = [one for one in rows if one.record is not None and _place(one) not in leave_out]
    missing = _missing(rows, [one for one in rows if one.record is None or _place(one) in dependents])
    while missing:
        waiting = [one for one in publishable if _refers_to(one, missing)]
        publishable = [one for one in publishable if not _refers_to(one, missing)]
        missing = _missing(rows, waiting)
    batch: dict[type[RecordForm], list[Checked]] = {}
    for form in SHEETS.values():
        if found := [one for one in publishable if one.form is form]:
            batch[form] = found
    return batch


def _records(batch: Mapping[type[RecordForm], Sequence[Checked]]) -> dict[type[RecordForm], list[Record]]:
    return {form: [one.record for one in rows] for form, rows in batch.items()}


def _missing(rows: Sequence[Checked], lost: Sequence[Checked]) -> dict[type[Model], set[str]]:
    """The keys of records that only rows which are lost would make."""
    keys: dict[type[Model], set[str]] = {}
    for one in lost:
        if one.form.identity == ("key",):
            keys.setdefault(one.form.model, set()).add(one.row.cells.get("key", "").strip())
    return {model: gone for model, own in keys.items() if (gone := own - in_directory(model, own))}


def in_directory(model: type[Model], keys: Collection[str]) -> set[str]:
    """Those of the keys by which the directory knows a record, now or formerly. Two queries."""
    name = key_of(model)
    former = FormerAddress.objects.of(model).filter(slug__in=keys).values_list("slug", flat=True)
    now = model._default_manager.filter(**{f"{name}__in": keys}).values_list(name, flat=True)
    return {*former, *now}


def _refers_to(row: Checked, missing: Mapping[type[Model], Collection[str]]) -> list[str]:
    """The columns in which a row names a record that is missing."""
    found = []
    for column, model, _are_many in references(row.form):
        value = row.record.get(column) if row.record else None
        keys = value if isinstance(value, list) else [value]
        if set(keys) & set(missing.get(model, ())):
            found.append(column)
    return found


# What may be there already


def _there(rows: Sequence[Checked]) -> dict[type[Model], set[str]]:
    keys: dict[type[Model], set[str]] = {}
    for one in rows:
        if one.sheet.name in NAMES and one.record:
            keys.setdefault(one.form.model, set()).add(one.record["key"])
    return {model: in_directory(model, own) for model, own in keys.items()}


def _doubt(
    rows: Sequence[Checked],
    judged: Sequence[Judged],
    decisions: Mapping[Place, Decided],
    there: Mapping[type[Model], Collection[str]],
    told: Told,
) -> None:
    """Mark rows that would make a record like one that is there, until a reviewer decides; and say where two new rows
    of the file have the same name."""
    for name, (model, column) in NAMES.items():
        new = {
            str(place): (one, found)
            for place, (one, found) in enumerate(zip(rows, judged, strict=True))
            if one.sheet.name == name and one.record and one.record["key"] not in there.get(model, ())
        }
        first: dict[str, int] = {}
        for one, found in new.values():
            folded = unicodedata.normalize("NFKC", one.record[column]).casefold()
            number = first.setdefault(folded, one.row.number)
            if number != one.row.number:
                message = _("Row %(first)s has the same name. Are they about the same?")
                found.problems.append([column, one.record[column], message % {"first": number}])
        asked = [
            place for place, (one, _found) in new.items() if _decision(decisions, one) != Decision.ANOTHER
        ]
        for start in range(0, len(asked), AT_ONCE):
            typed = [_named(place, new[place][0].record, column) for place in asked[start : start + AT_ONCE]]
            for place, alike in duplicates.alike(model, typed).items():
                found = new[place][1]
                found.state = RowState.DOUBTFUL
                found.alike = [
                    [one.record.slug, str(one.record), [str(reason) for reason in one.reasons_in_words]]
                    for one in alike
                ]
            told(len(rows))


def _named(place: str, record: Record, column: str) -> duplicates.Named:
    countries = record.get("countries") or [record.get("country")]
    return duplicates.Named(
        place,
        record[column],
        record.get("acronym") or "",
        record.get("website") or "",
        tuple(filter(None, countries)),
    )


# What publishing did


def _tell(
    rows: Sequence[Checked],
    judged: Sequence[Judged],
    batch: Mapping[type[RecordForm], Sequence[Checked]],
    outcomes: Mapping[type[RecordForm], object],
) -> None:
    """Put what each row changed into the report, and what a row waits for that could not be published."""
    report = {found.place: found for found in judged}
    told = set()
    for form, published in batch.items():
        for one, differing in zip(published, outcomes[form].differing, strict=True):
            found = report[_place(one)]
            told.add(found.place)
            if found.state == RowState.DOUBTFUL:
                continue
            found.state = (
                RowState.NEW if differing is None else RowState.CHANGED if differing else RowState.SAME
            )
            found.changes = [
                [column, old[:LONGEST_VALUE], _shown(one.record.get(column))]
                for column, old in (differing or {}).items()
            ]
    lost = _missing(rows, [one for one in rows if report[_place(one)].place not in told])
    for one in rows:
        found = report[_place(one)]
        if one.record and found.place not in told and (columns := _refers_to(one, lost)):
            found.state = RowState.WRONG
            message = _("It names a record of this file whose own row is wrong or left out.")
            found.problems += [[column, _shown(one.record.get(column)), message] for column in columns]


def _shown(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "; ".join(sorted(map(str, value)))[:LONGEST_VALUE]
    return ("" if value is None else str(value))[:LONGEST_VALUE]

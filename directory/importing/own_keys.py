"""Keys in the sheets of our own columns: made from names where there are none, and names where keys should stand."""

import re
from collections.abc import Iterable
from itertools import count

from django.db.models import Model
from django.utils.translation import gettext as _

from directory import models
from directory.importing.checking import SHEETS, references
from directory.importing.own_words import NAME_COLUMNS
from directory.models.text_search import folded
from directory.records import duplicates
from directory.records.addresses import slug_from
from directory.records.fields import KnownRecords, key_of
from directory.tabular import FileProblem, Reading, Sheet, SheetRow

MOST_ALIKE = 50  # names for which records that are like them are looked up
_CAPITALS = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
# American spellings of words in names, with the British ones
SPELLINGS = {
    "center": "centre", "centers": "centres", "organization": "organisation", "organizations": "organisations",
    "program": "programme", "programs": "programmes", "defense": "defence", "labor": "labour", "behavior": "behaviour",
    "theater": "theatre", "counseling": "counselling", "pediatric": "paediatric", "civilization": "civilisation", "st": "saint",
    "neighborhood": "neighbourhood", "license": "licence", "inc": "", "ltd": "limited", "the": "", "intl": "international",
}  # fmt: skip
SHEETS_OF: dict[type[Model], str] = {
    models.Organisation: "organisations",
    models.Partnership: "partnerships",
    models.Source: "sources",
    models.Event: "events",
}


def spelled(name: str) -> str:
    """A name as it is compared with others: folded, in British spelling, without articles."""
    return " ".join(filter(None, (SPELLINGS.get(word, word) for word in folded(name).split())))


def find_keys(reading: Reading) -> None:
    """Give each record without a key the one of the record in the directory that has its name, else one made from the name;
    and put keys where others are named by name. Keys in capitals become small."""
    known_records = KnownRecords()
    for name, sheet in reading.sheets.items():
        if name in SHEETS:
            _make_small(sheet)
    for model, name in SHEETS_OF.items():
        if name in reading.sheets:
            _make_keys(reading, reading.sheets[name], model, known_records)
    if "topics" in reading.sheets:
        _make_keys(reading, reading.sheets["topics"], models.Topic, known_records)
    names = _Names(reading, known_records)
    for name, sheet in reading.sheets.items():
        if name in SHEETS:
            _find_references(reading, sheet, names)


def _make_small(sheet: Sheet) -> None:
    for row in sheet.rows:
        if _CAPITALS.fullmatch(key := row.cells.get("key", "")):
            row.cells["key"] = key.lower()


def _make_keys(reading: Reading, sheet: Sheet, model: type[Model], known_records: KnownRecords) -> None:
    name_column = NAME_COLUMNS[sheet.name]
    nameless = [
        row for row in sheet.rows if not row.cells.get("key") and row.cells.get(name_column, "").strip()
    ]
    if not nameless or name_column not in sheet.columns:
        return
    taken = {*known_records[model], *(row.cells.get("key", "") for row in sheet.rows)}
    there = _keys_in_directory(model, name_column, nameless)
    for row in nameless:
        name = row.cells[name_column]
        key = there.pop(_identity(name, row.cells.get("country", "")), "") or there.pop(
            _identity(name, ""), ""
        )
        row.cells["key"] = key or _free(
            slug_from(name, acronym=row.cells.get("acronym", "")) or sheet.name[:-1], taken
        )
        taken.add(row.cells["key"])
    if "key" not in sheet.columns:
        sheet.columns.append("key")
        message = _("There is no column “key”. The keys were made from the names: %(count)s.")
        reading.problem(sheet.file, message % {"count": len(nameless)}, is_warning=True)


def _identity(name: str, country: str) -> tuple[str, str]:
    return folded(name), country


def _keys_in_directory(
    model: type[Model], name_column: str, rows: Iterable[SheetRow]
) -> dict[tuple[str, str], str]:
    """The keys of records with exactly one of these names, by name and country; by the name alone where it stands for one."""
    names = {folded(row.cells[name_column]) for row in rows}
    field = SHEETS[_sheet_of(model)].model_field(name_column).name
    has_country = any(model_field.name == "country" for model_field in model._meta.fields)
    columns = (key_of(model), field, *(["country"] if has_country else []))
    keys: dict[tuple[str, str], str] = {}
    with_name: dict[str, list[str]] = {}
    for key, name, *country in model._default_manager.values_list(*columns):
        if folded(name) in names:
            keys[folded(name), (country[0] or "") if country else ""] = key
            with_name.setdefault(folded(name), []).append(key)
    stated = {folded(row.cells[name_column]) for row in rows if row.cells.get("country")}
    for name, named in with_name.items():
        if len(named) == 1 and name not in stated:
            keys.setdefault((name, ""), named[0])
    return keys


def _sheet_of(model: type[Model]) -> str:
    return SHEETS_OF.get(model, "topics")


def _free(slug: str, taken: set[str]) -> str:
    return slug if slug not in taken else next(key for n in count(2) if (key := f"{slug}-{n}") not in taken)


class _Names:
    """Keys of organisations and partnerships by their names and acronyms: those of the file before those of the directory."""

    def __init__(self, reading: Reading, known_records: KnownRecords) -> None:
        self.reading, self.known_records = reading, known_records
        self._keys: dict[type[Model], dict[str, str]] = {}
        self._keys_in_file: dict[type[Model], set[str]] = {}
        self._alike: dict[tuple[type[Model], str], list[duplicates.Alike]] = {}

    def is_key(self, model: type[Model], key: str) -> bool:
        if model not in self._keys_in_file:
            sheet = self.reading.sheets.get(SHEETS_OF[model])
            self._keys_in_file[model] = {row.cells.get("key", "") for row in sheet.rows} if sheet else set()
        return key in self._keys_in_file[model] or key in self.known_records[model]

    def key(self, model: type[Model], name: str) -> str:
        """The key of the one record with that name or acronym; "" where there is none, or several."""
        if self.is_key(model, name.lower()):
            return name.lower()
        if model not in self._keys:
            self._keys[model] = self._in_directory(model) | self._in_file(model)
        return self._keys[model].get(spelled(name), "")

    def alike(self, model: type[Model], name: str) -> list[duplicates.Alike]:
        """Records that may be meant, the likeliest first; none for what reads as a key, nor after MOST_ALIKE names. Two queries
        for each name."""
        if _CAPITALS.fullmatch(name):
            return []
        if (model, name) not in self._alike:
            typed = [duplicates.TypedRecord("name", name)] if len(self._alike) < MOST_ALIKE else []
            self._alike[model, name] = duplicates.alike(model, typed).get("name", [])
        return self._alike[model, name]

    def _in_file(self, model: type[Model]) -> dict[str, str]:
        sheet = self.reading.sheets.get(SHEETS_OF[model])
        name_column = NAME_COLUMNS[SHEETS_OF[model]]
        named = (
            (row.cells.get("key", ""), name)
            for row in (sheet.rows if sheet else ())
            for name in (row.cells.get(name_column, ""), row.cells.get("acronym", ""))
        )
        return _of_one_record(named)

    def _in_directory(self, model: type[Model]) -> dict[str, str]:
        kind = model._meta.model_name
        field = NAME_COLUMNS[SHEETS_OF[model]]
        further = models.OtherName.objects.exclude(**{kind: None}).values_list(f"{kind}__slug", "name")
        rows = model._default_manager.filter(removed_at=None).values_list("slug", field, "acronym")
        named = [(key, name) for key, *names in rows for name in names]
        # A name of today comes before one that another body once had
        return _of_one_record(further) | _of_one_record(named)


def _of_one_record(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    keys: dict[str, set[str]] = {}
    for key, name in named:
        if key and name:
            keys.setdefault(spelled(name), set()).add(key)
    return {name: key for name, (key, *others) in keys.items() if not others}


NAMED = (models.Organisation, models.Partnership)


def _find_references(reading: Reading, sheet: Sheet, names: _Names) -> None:
    for reference in references(SHEETS[sheet.name]):
        if reference.model not in NAMED or reference.are_many or reference.column not in sheet.columns:
            continue
        for row in sheet.rows:
            text = row.cells.get(reference.column, "").strip()
            if not text or names.is_key(reference.model, text):
                continue
            if key := names.key(reference.model, text):
                row.cells[reference.column] = key
            elif likely := names.alike(reference.model, text):
                reading.problems.append(_likely_problem(sheet, row, reference.column, likely))


def _likely_problem(sheet: Sheet, row: SheetRow, column: str, likely: list[duplicates.Alike]) -> FileProblem:
    named = "; ".join(f"{alike.record} ({alike.record.slug})" for alike in likely[:3])
    message = _(
        "No record has exactly this name. These are like it: %(names)s. Write the key in parentheses."
    )
    return FileProblem(sheet.file, row.number, column, row.cells[column], message % {"names": named})

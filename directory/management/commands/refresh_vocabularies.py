"""Rewrite regions.csv, countries.csv and languages.csv from a release of Unicode CLDR."""

import csv
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

VOCABULARIES = Path(__file__).resolve().parents[2] / "vocabularies"

NAMES = {"en": "name_en", "fr": "name_fr", "es": "name_es", "ar": "name_ar"}
RANKS = [f"rank_{language}" for language in NAMES]
COLUMNS = {
    "regions.csv": ["code", "parent", *NAMES.values(), *RANKS],
    "countries.csv": ["code", "number", "region", *NAMES.values(), *RANKS, "also_known_as"],
    "languages.csv": ["code", "number", *NAMES.values(), *RANKS],
}

# UN M49: Africa, the Americas, Asia, Europe, Oceania
CONTINENTS = ("002", "019", "142", "150", "009")
SHORT_NAMES = {"HK", "MM", "MO", "PS"}  # CLDR's usual form adds a political status or a second name
WITHDRAWN_LANGUAGES = {"sh"}  # from ISO 639-1, in 2000; CLDR still names it

Row = dict[str, str]  # a cell by column
Rows = dict[str, Row]  # a row by code


class Command(BaseCommand):
    help = "Rewrite the files of regions, countries and languages from the unpacked CLDR packages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("cldr_core_folder", type=Path, help="the unpacked npm package cldr-core")
        parser.add_argument(
            "localenames_folder", type=Path, help="the unpacked package cldr-localenames-full"
        )

    def handle(self, *, cldr_core_folder: Path, localenames_folder: Path, **options: Any) -> None:
        for change in refresh(cldr_core_folder, localenames_folder, VOCABULARIES):
            self.stdout.write(change)


def refresh(core: Path, localenames: Path, folder: Path) -> list[str]:
    """Rewrite the three files in `folder` and say what changed; write nothing when CLDR lacks a name.

    A number never changes and a row is never dropped: stored records refer to both.
    """
    stored = {name: _read_rows(folder / name) for name in COLUMNS}
    # Everything is read and checked before the first file is written
    territories = _names(localenames, "territories")
    fresh = {
        "regions.csv": _regions(core, territories),
        "countries.csv": _countries(core, territories, stored["countries.csv"]),
        "languages.csv": _languages(core, _names(localenames, "languages"), stored["languages.csv"]),
    }
    for name, columns in COLUMNS.items():
        # The ranks stay as they are until `ranks.mjs` computes them anew
        ranked = {
            code: {**{rank: stored[name].get(code, {}).get(rank, "") for rank in RANKS}, **row}
            for code, row in (stored[name] | fresh[name]).items()
        }
        _write_rows(folder / name, columns, ranked)
    changes = {name: list(_changes(stored[name], fresh[name])) or ["nothing changed"] for name in COLUMNS}
    return [f"{name}: {change}" for name, lines in changes.items() for change in lines]


def _regions(core: Path, names: dict[str, Row]) -> Rows:
    """The continents and their sub-regions, with the code of the region that each is in."""
    containment = _supplemental(core, "territoryContainment")
    parents = dict.fromkeys(CONTINENTS, "")
    # M49 has numbers; what CLDR adds, such as the European Union ("EU"), has letters.
    parents |= {
        contained: code
        for code in CONTINENTS
        for contained in containment[code]["_contains"]
        if contained.isdigit()
    }
    return {code: {"code": code, "parent": parent, **_named(code, names)} for code, parent in parents.items()}


def _countries(core: Path, names: dict[str, Row], stored: Rows) -> Rows:
    """The territories that CLDR puts into a sub-region and that have an ISO 3166-1 number, and Antarctica, which is in none."""
    containment, mappings = _supplemental(core, "territoryContainment"), _supplemental(core, "codeMappings")
    sub_regions = [code for code, region in _regions(core, names).items() if region["parent"]]
    regions = {country: code for code in sub_regions for country in containment[code]["_contains"]} | {
        "AQ": ""
    }
    rows = {}
    for code in regions.keys() & {code for code, mapping in mappings.items() if "_numeric" in mapping}:
        old = stored.get(code) or {"number": str(int(mappings[code]["_numeric"]))}
        row = {"code": code, "number": old["number"], "region": regions[code], **_named(code, names)}
        # Names that CLDR gave up still find their country
        other_names = [*old.get("also_known_as", "").split(";"), *map(old.get, NAMES.values())]
        for translations in names.values():
            forms = (name for key, name in translations.items() if key.partition("-alt-")[0] == code)
            # "RU" is a Spanish short form of the United Kingdom, and the code of Russia.
            other_names += [_clean(name) for name in forms if name not in regions]
        also_known_as = dict.fromkeys(name for name in other_names if name not in {None, "", *row.values()})
        rows[code] = {**row, "also_known_as": ";".join(also_known_as)}
    return rows


def _languages(core: Path, names: dict[str, Row], stored: Rows) -> Rows:
    """All of ISO 639-1, and the longer codes that CLDR covers at its level "modern"."""
    levels = _json(core / "coverageLevels.json")["effectiveCoverageLevels"]
    codes = {code for code, level in levels.items() if level == "modern" and "-" not in code}
    codes |= {code for code in names["en"] if len(code) == 2} - WITHDRAWN_LANGUAGES
    # New languages are numbered after the last one: facets of stored listings hold the numbers
    last = max((int(row["number"]) for row in stored.values()), default=0)
    numbers = {code: number for number, code in enumerate(sorted(codes - stored.keys()), last + 1)}
    numbers |= {code: row["number"] for code, row in stored.items()}
    return {code: {"code": code, "number": str(numbers[code]), **_named(code, names)} for code in codes}


def _named(code: str, names: dict[str, Row]) -> Row:
    key = f"{code}-alt-short" if code in SHORT_NAMES else code
    in_languages = [names[language].get(key) or names[language].get(code, "") for language in NAMES]
    if not all(in_languages):
        raise CommandError(f"CLDR has no name for {code} in every language; nothing was written.")
    return dict(zip(NAMES.values(), map(_clean, in_languages), strict=True))


def _clean(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split()))


def _names(localenames: Path, kind: str) -> dict[str, Row]:
    main = {each: _json(localenames / "main" / each / f"{kind}.json")["main"][each] for each in NAMES}
    return {each: locale["localeDisplayNames"][kind] for each, locale in main.items()}


def _supplemental(core: Path, name: str) -> dict[str, Any]:
    return _json(core / "supplemental" / f"{name}.json")["supplemental"][name]


def _json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise CommandError(f"{path} is missing: give the unpacked cldr-core and cldr-localenames-full.")
    return json.loads(path.read_text(encoding="utf-8"))


def _read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _write_rows(path: Path, columns: list[str], rows: Rows) -> None:
    """Parents come before their parts, so that a loader can go from top to bottom."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows.values(), key=lambda row: (row.get("parent", "") != "", row["code"])))


def _changes(stored: Rows, fresh: Rows) -> Iterator[str]:
    for code, row in sorted((stored | fresh).items()):
        old = stored.get(code)
        if not old:
            yield f"{code} {row['name_en']} added"
        elif code not in fresh:
            yield f"{code} {row['name_en']} is no longer in CLDR; its row is kept"
        else:
            yield from (
                f"{code} {key}: {old[key]!r} is now {row[key]!r}" for key in row if row[key] != old[key]
            )

"""The vocabulary files are complete and consistent, and a new release of CLDR changes only what it should."""

import csv
import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from directory.management.commands import refresh_vocabularies
from directory.models.text_search import folded

ROOT = settings.BASE_DIR
CONFERENCE = ROOT / "directory" / "sample" / "conference"
NAMES = ["name_en", "name_fr", "name_es", "name_ar"]
RANKS = ["rank_en", "rank_fr", "rank_es", "rank_ar"]
COLUMNS = {
    "regions": ["code", "parent", *NAMES, *RANKS],
    "countries": ["code", "number", "region", *NAMES, *RANKS, "also_known_as"],
    "languages": ["code", "number", *NAMES, *RANKS],
    "sectors": ["key", "number", "world", *NAMES, "other_terms", "former_terms"],
    "topics": ["key", "number", "forum", *NAMES, "other_terms", "former_terms"],
}
LISTS = {"also_known_as", "other_terms", "former_terms"}
EACH_FILE = pytest.mark.parametrize("vocabulary", COLUMNS)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(vocabulary: str) -> list[dict[str, str]]:
    return read(refresh_vocabularies.VOCABULARIES / f"{vocabulary}.csv")


def codes_in(column: str, *files: str) -> set[str]:
    return {code for file in files for row in read(CONFERENCE / file) for code in row[column].split(";")} - {
        ""
    }


@EACH_FILE
def test_columns_are_the_documented_ones_and_every_row_is_named(vocabulary):
    rows = rows_of(vocabulary)

    assert list(rows[0]) == COLUMNS[vocabulary]
    assert all(row[column] for row in rows for column in (COLUMNS[vocabulary][0], *NAMES))


@EACH_FILE
def test_codes_names_and_numbers_are_given_once(vocabulary):
    rows = rows_of(vocabulary)

    for column in {COLUMNS[vocabulary][0], "name_en", "number"} & set(rows[0]):
        assert len({row[column].casefold() for row in rows}) == len(rows), column
    assert all(1 <= int(row["number"]) <= 999 for row in rows if "number" in row)


@EACH_FILE
def test_text_is_clean(vocabulary):
    path = refresh_vocabularies.VOCABULARIES / f"{vocabulary}.csv"
    assert b"\r" not in path.read_bytes()

    for row in rows_of(vocabulary):
        for column, cell in row.items():
            parts = cell.split(";") if column in LISTS and cell else [cell]
            assert cell == unicodedata.normalize("NFC", cell)
            assert all(part == " ".join(part.split()) for part in parts), cell
            assert column not in LISTS or not cell or all(parts), cell
            assert len(parts) == len({part.casefold() for part in parts}), cell
            assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in cell), cell


@EACH_FILE
def test_arabic_names_are_written_in_arabic(vocabulary):
    for row in rows_of(vocabulary):
        letters = [unicodedata.name(character) for character in row["name_ar"] if character.isalpha()]

        assert letters, row["name_ar"]
        assert all(name.startswith("ARABIC") for name in letters), row["name_ar"]


RANKED = pytest.mark.parametrize("vocabulary", ["regions", "countries", "languages"])


@RANKED
@pytest.mark.parametrize("rank", RANKS)
def test_each_row_has_a_rank_of_its_own_in_each_language(vocabulary, rank):
    rows = rows_of(vocabulary)

    assert sorted(int(row[rank]) for row in rows) == list(range(1, len(rows) + 1))


@RANKED
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_ranks_belong_to_the_names_that_stand_beside_them(vocabulary, language):
    """What `ranks.mjs` was not run for after names changed is far from its place in the plain order of letters."""
    in_order = sorted(rows_of(vocabulary), key=lambda row: int(row[f"rank_{language}"]))
    names = [row[f"name_{language}"] for row in in_order]

    # The rules put a space before a hyphen, where the plain order takes both for one; an alef with madda before all
    # other letters; and a dot between "U" and "S"
    assert [
        name
        for name, following in pairwise(names)
        if folded(name) > folded(following)
        and "-" not in following
        and name[0] != "\u0622"
        and "." not in name
    ] == []


@pytest.mark.parametrize(
    ("vocabulary", "language", "beginning"),
    [
        ("countries", "en", ["AF", "AX", "AL", "DZ", "AS"]),
        ("countries", "fr", ["AF", "ZA", "AL", "DZ", "DE"]),
        ("countries", "es", ["AF", "AL", "DE", "AD", "AO", "AI", "AQ"]),
        ("countries", "ar", ["IS", "ET", "AZ", "AM", "AW", "ER"]),
        ("languages", "fr", ["ab", "aa", "af", "ak", "sq", "de"]),
        ("regions", "es", ["002", "017", "018", "011"]),
    ],
)
def test_ranks_follow_the_rules_of_each_language(vocabulary, language, beginning):
    in_order = sorted(rows_of(vocabulary), key=lambda row: int(row[f"rank_{language}"]))

    assert [row["code"] for row in in_order[: len(beginning)]] == beginning


def test_regions_are_a_tree_of_two_levels_with_parents_first():
    regions = rows_of("regions")
    continents = [row["code"] for row in regions if not row["parent"]]

    assert sorted(continents) == ["002", "009", "019", "142", "150"]
    assert [row["code"] for row in regions[: len(continents)]] == continents
    assert all(row["parent"] in continents for row in regions[len(continents) :])


def test_every_country_but_antarctica_lies_in_a_sub_region():
    sub_regions = {row["code"] for row in rows_of("regions") if row["parent"]}
    countries = rows_of("countries")

    assert len(countries) == 250
    assert [row["code"] for row in countries if row["region"] not in sub_regions] == ["AQ"]


def test_another_name_leads_to_one_country():
    owners: dict[str, str] = {}
    for row in rows_of("countries"):
        names = [row["code"], *(row[name] for name in NAMES), *row["also_known_as"].split(";")]
        for name in filter(None, names):
            assert owners.setdefault(name.casefold(), row["code"]) == row["code"], name


def test_the_conference_finds_its_countries_sectors_languages_and_topics():
    countries = codes_in("country", "organisations.csv")
    countries |= codes_in("countries", "partnerships.csv", "resources.csv")
    sectors = codes_in("sector", "organisations.csv") | codes_in("sectors", "partnerships.csv")
    topics = [(row["key"], row["name_en"], row["forum"]) for row in rows_of("topics")]

    assert countries <= {row["code"] for row in rows_of("countries")}
    assert codes_in("languages", "resources.csv") <= {row["code"] for row in rows_of("languages")}
    assert sectors <= {row["key"] for row in rows_of("sectors")}
    assert topics == [(row["key"], row["name"], row["forum"]) for row in read(CONFERENCE / "topics.csv")]


def test_former_terms_stay_out_of_names_and_present_terms():
    for row in [*rows_of("sectors"), *rows_of("topics")]:
        present = " ".join([*(row[name] for name in NAMES), row["other_terms"]]).casefold()

        assert not set(row["former_terms"].casefold().split(";")) & set(
            row["other_terms"].casefold().split(";")
        )
        assert "porn" not in present
        assert "إباحي" not in present


@pytest.fixture
def vocabularies(tmp_path, monkeypatch) -> Path:
    """Files that know of one country, Türkiye, by an older name and with a nickname added by hand."""
    folder = tmp_path / "vocabularies"
    folder.mkdir()
    for vocabulary in ("regions", "countries", "languages"):
        (folder / f"{vocabulary}.csv").write_text(",".join(COLUMNS[vocabulary]) + "\n", encoding="utf-8")
    with (folder / "countries.csv").open("a", encoding="utf-8") as file:
        file.write("TR,7,145,Turkey,Turquie,Turquía,تركيا,1,1,1,1,Anatolia\n")
    with (folder / "languages.csv").open("a", encoding="utf-8") as file:
        file.write("xx,5,Old,Old,Old,قديم,1,1,1,1\n")
    monkeypatch.setattr(refresh_vocabularies, "VOCABULARIES", folder)
    return folder


@pytest.fixture
def cldr(tmp_path) -> tuple[Path, Path]:
    """A release with two countries, two languages and one sub-region in each continent."""
    core, localenames = tmp_path / "core", tmp_path / "localenames"
    sub_regions = {"002": "015", "019": "021", "142": "145", "150": "154", "009": "053"}
    parts = {continent: [sub_region, "QO"] for continent, sub_region in sub_regions.items()}
    parts |= {code: [] for code in sub_regions.values()} | {"145": ["TR"], "154": ["GB", "CQ"]}
    numbers = {"AQ": "010", "GB": "826", "TR": "792", "QO": "961"}
    contents = {
        "territoryContainment": {code: {"_contains": inside} for code, inside in parts.items()},
        "codeMappings": {"CQ": {"_alpha3": "CRQ"}} | {code: {"_numeric": n} for code, n in numbers.items()},
    }
    for name, content in contents.items():
        write_json(core / "supplemental" / f"{name}.json", {"supplemental": {name: content}})
    levels = {"yue": "modern", "hi-Latn": "modern", "gaa": "basic"}
    write_json(core / "coverageLevels.json", {"effectiveCoverageLevels": levels})
    for language in ("en", "fr", "es", "ar"):
        territories = {code: f"{code} in {language}" for code in [*parts, "AQ", "GB", "CQ"]}
        territories |= {"TR": "Türkiye", "GB-alt-short": "TR", "GB-alt-variant": "Britain"}
        languages = {"en": "English", "sh": "Serbo-Croatian", "yue": "Cantonese", "gaa": "Ga"}
        for kind, names in {"territories": territories, "languages": languages}.items():
            content = {"main": {language: {"localeDisplayNames": {kind: names}}}}
            write_json(localenames / "main" / language / f"{kind}.json", content)
    return core, localenames


def write_json(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def refresh(cldr: tuple[Path, Path], capsys) -> list[str]:
    call_command("refresh_vocabularies", *map(str, cldr))
    return capsys.readouterr().out.splitlines()


def test_a_refresh_keeps_numbers_rows_and_names_added_by_hand(vocabularies, cldr, capsys):
    changes = refresh(cldr, capsys)

    countries = {row["code"]: row for row in read(vocabularies / "countries.csv")}
    numbers = {row["code"]: row["number"] for row in read(vocabularies / "languages.csv")}
    assert {code: row["number"] for code, row in countries.items()} == {"AQ": "10", "GB": "826", "TR": "7"}
    assert countries["TR"]["name_en"] == "Türkiye"
    assert countries["TR"]["also_known_as"] == "Anatolia;Turkey;Turquie;Turquía;تركيا"
    assert countries["GB"]["also_known_as"] == "Britain"
    assert numbers == {"en": "6", "xx": "5", "yue": "7"}
    assert "countries.csv: TR name_en: 'Turkey' is now 'Türkiye'" in changes
    assert "languages.csv: xx Old is no longer in CLDR; its row is kept" in changes


def test_a_second_refresh_changes_nothing(vocabularies, cldr, capsys):
    refresh(cldr, capsys)
    once = {path.name: path.read_bytes() for path in vocabularies.iterdir()}

    changes = refresh(cldr, capsys)

    assert {path.name: path.read_bytes() for path in vocabularies.iterdir()} == once
    assert "countries.csv: nothing changed" in changes


def test_a_release_without_a_name_writes_nothing(vocabularies, cldr, capsys):
    before = {path.name: path.read_bytes() for path in vocabularies.iterdir()}
    localenames = cldr[1]
    path = localenames / "main" / "ar" / "languages.json"
    write_json(path, {"main": {"ar": {"localeDisplayNames": {"languages": {"en": "الإنجليزية"}}}}})

    with pytest.raises(CommandError, match="no name for yue"):
        refresh(cldr, capsys)

    assert {path.name: path.read_bytes() for path in vocabularies.iterdir()} == before


def test_a_wrong_folder_is_said(vocabularies, tmp_path, capsys):
    with pytest.raises(CommandError, match="is missing"):
        refresh((tmp_path, tmp_path), capsys)

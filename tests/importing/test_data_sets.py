"""The two data sets that are shipped: what each says comes in whole, the later one changes what is known since, and the
earlier one takes nothing back."""

import csv
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.conf import settings

from directory.importing import SHEETS, Report, import_directory
from directory.models import Listing, Membership, Organisation, Partnership
from tests.support.databases import kept_for_the_module
from tests.support.responses import text

pytestmark = pytest.mark.django_db

SAMPLE = settings.BASE_DIR / "directory" / "sample"
CONFERENCE, NETWORKS = SAMPLE / "conference", SAMPLE / "networks"
# What is the same row in both, where it has no key
SAME = {
    "memberships": ["partnership", "organisation", "country", "member_partnership", "role", "joined"],
    "successions": ["before_organisation", "after_organisation", "before_partnership", "after_partnership"],
    "sessions": ["event", "key"],
    "participations": ["event", "session", "organisation", "country", "partnership", "role"],
    "contributions": ["partnership", "giver_organisation", "giver_country", "amount", "currency", "year"],
}


class SheetRecord(NamedTuple):
    """What a row is about: its sheet, and the cells that tell which record is meant."""

    sheet: str
    identity: tuple[str, ...]


def rows(folder, sheet: str) -> list[dict]:
    path = folder / f"{sheet}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_record(folder) -> dict[SheetRecord, dict]:
    return {
        SheetRecord(sheet, tuple(row[column] for column in SAME.get(sheet, ["key"]))): row
        for sheet in SHEETS
        for row in rows(folder, sheet)
    }


def otherwise_in_both() -> set[SheetRecord]:
    """What both sets are about and say otherwise."""
    conference, networks = by_record(CONFERENCE), by_record(NETWORKS)
    return {record for record in conference.keys() & networks if conference[record] != networks[record]}


def changed(report: Report, folder) -> set[SheetRecord]:
    """The records that an import of a whole folder, from which nothing was left out, changed."""
    return {
        record
        for sheet, outcome in report.outcomes.items()
        for record, former_cells in zip(
            (record for record in by_record(folder) if record.sheet == sheet),
            outcome.former_cells,
            strict=True,
        )
        if former_cells
    }


@pytest.fixture(scope="module", autouse=True)
def reports(django_db_setup, django_db_blocker) -> Iterator[dict[str, Report]]:
    """What the import of each said: first the conference's, then the networks'."""
    with kept_for_the_module(django_db_blocker):
        yield {
            folder.name: import_directory(folder, why=f"The {folder.name} data set")
            for folder in (CONFERENCE, NETWORKS)
        }


@pytest.mark.parametrize("folder", [CONFERENCE, NETWORKS], ids=lambda folder: folder.name)
def test_each_row_comes_in_without_an_error_or_a_remark(reports, folder):
    report = reports[folder.name]

    assert report.problems == report.older == []
    counts = {
        sheet: outcome.new + outcome.changed + outcome.same for sheet, outcome in report.outcomes.items()
    }
    assert counts == {sheet: len(rows(folder, sheet)) for sheet in counts}
    assert set(counts) == {path.stem for path in folder.glob("*.csv")}


@pytest.mark.parametrize("folder", [CONFERENCE, NETWORKS], ids=lambda folder: folder.name)
def test_the_readme_of_each_says_how_many_rows_there_are(folder):
    readme = (folder / "README.md").read_text("utf-8")
    stated = {
        name: int(number)
        for line in readme.splitlines()
        for names, numbers in re.findall(r"\| ([a-z, ]+) \| ([\d, ]+)\b", line)
        for name, number in zip(names.split(", "), numbers.split(", "), strict=False)
    }

    assert stated == {path.stem: len(rows(folder, path.stem)) for path in folder.glob("*.csv")}


def test_networks_after_conference_change_what_is_known_since_and_nothing_else(reports):
    assert changed(reports["conference"], CONFERENCE) == set()
    assert changed(reports["networks"], NETWORKS) == otherwise_in_both()
    new = {sheet: outcome.new for sheet, outcome in reports["networks"].outcomes.items()}
    networks_alone = by_record(NETWORKS).keys() - by_record(CONFERENCE).keys()
    assert new == {
        sheet: sum(record.sheet == sheet for record in networks_alone)
        for sheet in reports["networks"].outcomes
    }


@pytest.mark.parametrize("sheet", ["partnerships", "organisations"])
def test_the_records_that_change_are_those_that_the_readme_names_as_newer(sheet):
    readme = " ".join((NETWORKS / "README.md").read_text("utf-8").split())
    named = re.search(rf"the {sheet} ((`[a-z-]+`,? ?)+)", readme.partition("Newer are")[2])

    newer = {record.identity[0] for record in otherwise_in_both() if record.sheet == sheet}
    assert set(re.findall("`([a-z-]+)`", named[1])) == newer


@pytest.mark.parametrize("folder", [CONFERENCE, NETWORKS], ids=lambda folder: folder.name)
def test_the_same_set_again_changes_nothing(folder):
    # Of the first set what is newer by now stays
    report = import_directory(folder, why="Again")

    if folder == NETWORKS:
        assert report.older == []
        assert changed(report, folder) == set()
    assert sum(outcome.new for outcome in report.outcomes.values()) == 0


def test_the_history_of_a_record_tells_both_sets(client):
    history = text(client.get("/partnerships/vgt/history/"))

    for words in ("The conference data set", "The networks data set"):
        assert words in history
    assert history.index("The networks data set") < history.index("The conference data set")


def test_the_directory_is_as_the_sets_say():
    assert Partnership.objects.count() == Listing.objects.count() == 99
    scopes = list(Listing.objects.values_list("crossing", "worlds"))
    borders = sum(bool(crossing) for crossing, _worlds in scopes)
    sectors = sum(len(worlds) > 1 for _crossing, worlds in scopes)
    both = sum(bool(crossing) and len(worlds) > 1 for crossing, worlds in scopes)
    assert (borders, sectors, both) == (67, 65, 41)
    assert Organisation.objects.count() == 65 + 351
    ncs = Membership.objects.filter(partnership__slug="vgt", organisation__slug="ncs")
    assert {membership.left for membership in ncs} == {"2006-04-01"}


# The earlier set after the later one

# Of the same source or of two without a date: nobody can tell which is newer
UNDECIDED = {
    SheetRecord("organisations", ("insafe",)),
    SheetRecord("partnerships", ("weprotect-commitments",)),
    SheetRecord("events", ("global-alliance-review",)),
}


def records_of(report: Report) -> set[SheetRecord]:
    return {
        SheetRecord(
            statement.row.sheet.name,
            tuple(statement.row.cells[column] for column in SAME.get(statement.row.sheet.name, ["key"])),
        )
        for statement in report.older
    }


def test_the_earlier_set_takes_nothing_back_that_rests_on_a_newer_source():
    report = import_directory(CONFERENCE, why="Once more")

    assert report.problems == []
    assert records_of(report) == otherwise_in_both() - UNDECIDED
    assert sum(outcome.changed for outcome in report.outcomes.values()) == len(UNDECIDED)
    left_out = {
        sheet: sum(record.sheet == sheet for record in records_of(report)) for sheet in report.outcomes
    }
    for sheet, outcome in report.outcomes.items():
        assert outcome.new == 0
        assert outcome.changed + outcome.same + left_out[sheet] == len(rows(CONFERENCE, sheet))
    vgt = Partnership.objects.get(slug="vgt")
    assert vgt.website == by_record(NETWORKS)[SheetRecord("partnerships", ("vgt",))]["website"]


def test_whoever_wants_the_earlier_statements_back_gets_them():
    report = import_directory(CONFERENCE, why="As of 2005", take_older=True)

    assert report.older == []
    assert changed(report, CONFERENCE) == otherwise_in_both()
    vgt = Partnership.objects.get(slug="vgt")
    assert vgt.website == by_record(CONFERENCE)[SheetRecord("partnerships", ("vgt",))]["website"]

"""A folder or a workbook becomes records, or a list of what is wrong with it; never half of it."""

import csv
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from directory.importing import SHEETS, Report, import_directory
from directory.models import (
    Commitment,
    Event,
    Membership,
    Organisation,
    Partnership,
    PartnershipHistory,
    Resource,
    Source,
    Topic,
)
from directory.records import publishing
from directory.records.batches import Outcome
from directory.tabular import Unreadable
from tests.support.factories import partnership_row
from tests.support.uploads import write_sheets

pytestmark = pytest.mark.django_db

CONFERENCE = settings.BASE_DIR / "directory" / "sample" / "conference"


def said(report: Report) -> list[tuple]:
    return [(p.file, p.row, p.column, p.value) for p in report.errors]


@pytest.fixture
def conference(tmp_path) -> Path:
    return shutil.copytree(CONFERENCE, tmp_path / "conference")


def test_the_conference_data_set_is_imported_without_a_warning():
    report = import_directory(CONFERENCE, why="The conference")

    assert report.problems == []
    counted = {
        model: model.objects.count()
        for model in (Organisation, Partnership, Membership, Commitment, Resource, Topic, Event, Source)
    }
    assert counted == {
        Organisation: 65,
        Partnership: 33,
        Membership: 81,
        Commitment: 63,
        Resource: 10,
        Topic: 17,
        Event: 11,
        Source: 5,
    }


def test_owners_and_partners_of_a_commitment_come_in_whatever_they_are():
    import_directory(CONFERENCE, why="The conference")

    pledge = Commitment.objects.get(slug="good-practice-online")
    assert [owner.slug for owner in pledge.owner_organisations.all()] == ["home-office"]
    assert [owner.slug for owner in pledge.owner_partnerships.all()] == ["vgt"]
    assert Commitment.objects.filter(owner_countries="GB").exists()
    attention = Commitment.objects.get(slug="eu-g8-attention")
    assert [partner.slug for partner in attention.partners.all()] == ["eu-council-presidency"]


def test_the_same_folder_twice_changes_nothing():
    import_directory(CONFERENCE, why="First")
    history = PartnershipHistory.objects.count()

    outcomes = import_directory(CONFERENCE, why="Second").outcomes

    assert {(outcome.new, outcome.changed) for outcome in outcomes.values()} == {(0, 0)}
    assert PartnershipHistory.objects.count() == history


def test_a_changed_row_changes_one_record_and_leaves_its_history(conference):
    import_directory(conference, why="First")
    path = conference / "partnerships.csv"
    path.write_text(
        path.read_text("utf-8").replace("Virtual Global Taskforce,VGT", "Virtual Global Taskforce,V.G.T.")
    )

    outcomes = import_directory(conference, why="A correction").outcomes

    assert outcomes["partnerships"] == Outcome(new=0, changed=1, same=32)
    assert sum(outcome.changed for outcome in outcomes.values()) == 1
    last = PartnershipHistory.objects.order_by("-pgh_id").first()
    assert (last.acronym, last.pgh_context.metadata["why"]) == ("V.G.T.", "A correction")


def test_a_dry_run_says_what_would_happen_and_writes_nothing():
    outcomes = import_directory(CONFERENCE, why="", dry_run=True).outcomes

    assert outcomes["partnerships"].new == 33
    assert not Partnership.objects.exists()


def test_with_one_error_nothing_is_written_and_each_error_has_its_place(tmp_path):
    folder = write_sheets(
        tmp_path / "sheets",
        partnerships=[
            partnership_row(key="good"),
            partnership_row(key="bad", kind="club", status="asleep"),
            partnership_row(key="dangling", source="nowhere"),
        ],
    )

    report = import_directory(folder, why="")

    assert said(report) == [
        ("partnerships.csv", 3, "kind", "club"),
        ("partnerships.csv", 3, "status", "asleep"),
        ("partnerships.csv", 4, "source", "nowhere"),
    ]
    assert not Partnership.objects.exists()


@pytest.mark.parametrize("nasty", ["=HYPERLINK(1)", "safe\u202egpj.exe", "Inter\u200bpol", "a\0b"], ids=ascii)
def test_a_nasty_cell_is_one_error_that_is_safe_to_read(tmp_path, nasty):
    folder = write_sheets(tmp_path / "sheets", partnerships=[partnership_row(title=nasty)])

    (error,) = import_directory(folder, why="").errors

    assert (error.row, error.column) == (2, "title")
    assert not set(error.value) & set("\u202e\u200b\0")


def test_a_key_that_stands_twice_is_said_with_both_rows(tmp_path):
    folder = write_sheets(
        tmp_path / "sheets", partnerships=[partnership_row(), partnership_row(title="Another")]
    )

    report = import_directory(folder, why="")

    assert said(report) == [("partnerships.csv", 3, "key", "a-network")]
    assert "Row 2" in report.errors[0].message


def test_records_may_refer_to_each_other_in_the_same_file(tmp_path):
    folder = write_sheets(
        tmp_path / "sheets",
        organisations=[
            {"key": "part", "name": "Part", "sector": "government", "parent": "whole"},
            {"key": "whole", "name": "Whole", "sector": "government", "parent": ""},
        ],
        partnerships=[partnership_row()],
        memberships=[{"partnership": "a-network", "organisation": "part", "role": "lead"}],
    )

    assert import_directory(folder, why="").errors == []
    assert Membership.objects.get().organisation.parent.slug == "whole"


def test_an_error_in_one_row_does_not_follow_into_those_that_refer_to_it(tmp_path):
    folder = write_sheets(
        tmp_path / "sheets",
        organisations=[{"key": "one", "name": "One", "sector": "government"}],
        partnerships=[partnership_row(kind="club")],
        memberships=[{"partnership": "a-network", "organisation": "one", "role": "lead"}],
    )

    assert said(import_directory(folder, why="")) == [("partnerships.csv", 2, "kind", "club")]


def test_a_sheet_may_go_on_with_the_key_that_a_record_had_before():
    import_directory(CONFERENCE, why="First")
    publishing.readdress(
        Partnership.objects.get(slug="vgt"), "virtual-global-taskforce", by=None, why="Clearer"
    )
    publishing.readdress(Organisation.objects.get(slug="ncs"), "national-crime-squad", by=None, why="Clearer")

    report = import_directory(CONFERENCE, why="Second")

    assert report.errors == []
    assert {(outcome.new, outcome.changed) for outcome in report.outcomes.values()} == {(0, 0)}
    assert Partnership.objects.filter(slug="virtual-global-taskforce").exists()


def test_reports_on_commitments_can_be_imported(conference):
    write_sheets(
        conference,
        progress_reports=[
            {
                "commitment": "partnership-page",
                "reported": "2006-07",
                "progress": "done",
                "text": "It is published.",
            }
        ],
    )

    assert import_directory(conference, why="").errors == []
    assert Commitment.objects.settled().get().slug == "partnership-page"


def test_a_missing_folder_is_said_in_one_sentence(tmp_path):
    with pytest.raises(Unreadable):
        import_directory(tmp_path / "nowhere", why="")


def test_the_command_lists_errors_and_fails(tmp_path, capsys):
    folder = write_sheets(tmp_path / "sheets", partnerships=[partnership_row(started="2005-13")])

    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_directory", str(folder))

    assert "partnerships.csv, row 2, column started, “2005-13”:" in capsys.readouterr().err


def test_the_command_says_what_was_new_changed_and_same(capsys):
    call_command("import_directory", str(CONFERENCE))
    call_command("import_directory", str(CONFERENCE), "--dry-run")

    out = capsys.readouterr().out
    assert "partnerships: 33 new, 0 changed, 0 same" in out
    assert "partnerships: 0 new, 0 changed, 33 same" in out
    assert "Nothing was written." in out


def test_every_column_of_the_conference_data_set_is_known():
    for path in CONFERENCE.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert set(next(csv.reader(file))) <= set(SHEETS[path.stem].base_fields)


def test_a_file_has_dates_and_links_as_people_write_them(tmp_path):
    cells = {"started": "March 2004", "links": "https://a.example/x;jsessionid=1;https://b.example"}
    folder = write_sheets(tmp_path / "sheets", partnerships=[partnership_row(**cells)])

    report = import_directory(folder, why="A test")

    assert said(report) == []
    partnership = Partnership.objects.get()
    assert partnership.started == "2004-03"
    assert partnership.links == ["https://a.example/x;jsessionid=1", "https://b.example"]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("started", "1/3/2004", "may be 1 March 2004 or 3 January 2004"),
        ("website", "https://police.gov@evil.test/", "before “@”"),
        ("links", "https://a.example;http://169.254.169.254/", "not its number"),
    ],
)
def test_a_file_is_asked_back_as_a_page_is(tmp_path, column, cell, says):
    folder = write_sheets(tmp_path / "sheets", partnerships=[partnership_row(**{column: cell})])

    report = import_directory(folder, why="A test")

    (problem,) = report.errors
    assert (problem.column, problem.value) == (column, cell)
    assert says in problem.message
    assert not Partnership.objects.exists()

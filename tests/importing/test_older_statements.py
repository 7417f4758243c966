"""A row that rests on an older source than the record which it would change is left out, and named with both sources."""

import pytest
from django.core.management import CommandError, call_command

from directory.importing import Report, import_directory
from directory.models import FurtherSource, Membership, Partnership, PartnershipHistory, Source
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_source,
    partnership_row,
)
from tests.support.uploads import write_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def sources():
    for key, published, note in (
        ("report-2005", "2005-12-15", ""),
        ("list-2005", "2005-12", ""),
        ("page-2020", "2020-07", ""),
        ("weblog", "", "about 2012"),
        ("leaflet", "", ""),
    ):
        make_source(slug=key, title=f"The {key}", published=published, date_note=note)


def imported(tmp_path, *, source: str, now: tuple[str, ...], **changes: str) -> Report:
    """What the import of a partnership's row with other words says, where the record rests on some sources now."""
    record = make_partnership(slug="a-network", title="As it is", source=None)
    for number, key in enumerate(now):
        if number:
            FurtherSource.objects.create(partnership=record, source_id=source_pk(key))
        else:
            Partnership.objects.update(source=source_pk(key))
    row = partnership_row(title="As it was", source=source, **changes)
    return import_directory(write_sheets(tmp_path / "sheets", partnerships=[row]), why="")


def source_pk(key: str) -> int:
    return Source.objects.get(slug=key).pk


@pytest.mark.parametrize(
    ("source", "now", "is_older"),
    [
        ("report-2005", ("page-2020",), True),
        ("page-2020", ("report-2005",), False),
        # The newest date counts, on both sides
        ("report-2005;page-2020", ("page-2020", "leaflet"), False),
        ("report-2005", ("report-2005", "page-2020"), True),
        ("report-2005", ("list-2005", "page-2020"), True),
        # December is not before the fifteenth of it
        ("list-2005", ("report-2005",), False),
        ("report-2005", ("list-2005",), False),
        # What has no date is older than what has one, and not than what has none either
        ("weblog", ("report-2005",), True),
        ("report-2005", ("weblog",), False),
        ("weblog", ("leaflet",), False),
        ("", ("report-2005",), True),
        ("", ("leaflet",), False),
        ("report-2005", (), False),
        # Less than what the record rests on, though its date is the same
        ("report-2005", ("report-2005", "leaflet"), True),
        ("report-2005;leaflet", ("report-2005",), False),
        # The same sources: a correction
        ("report-2005", ("report-2005",), False),
        ("report-2005;leaflet", ("leaflet", "report-2005"), False),
    ],
)
def test_a_row_is_older_where_its_newest_source_is(sources, tmp_path, source, now, is_older):
    report = imported(tmp_path, source=source, now=now)

    assert bool(report.older) == is_older
    assert Partnership.objects.get().title == ("As it is" if is_older else "As it was")


@pytest.mark.parametrize(
    ("source", "now", "words"),
    [
        (
            "report-2005",
            ("page-2020",),
            ["“The report-2005” (15 December 2005)", "“The page-2020” (July 2020)"],
        ),
        ("weblog", ("list-2005",), ["“The weblog” (about 2012)", "“The list-2005” (December 2005)"]),
        ("leaflet", ("list-2005",), ["“The leaflet” (undated)", "“The list-2005” (December 2005)"]),
        ("", ("page-2020",), ["names no source", "“The page-2020” (July 2020)"]),
        ("report-2005", ("report-2005", "leaflet"), ["“The report-2005”", "“The leaflet” (undated) as well"]),
    ],
)
def test_the_sentence_names_both_sources_with_their_dates(sources, tmp_path, source, now, words):
    (statement,) = imported(tmp_path, source=source, now=now).older

    assert (statement.row.row.number, statement.row.cells["key"]) == (2, "a-network")
    for part in words:
        assert part in statement.sentence
    assert statement.problem.is_warning


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            ("report-2005",),
            "which bears no date; the record rests on “The report-2005” (15 December 2005) now",
        ),
        (
            ("weblog", "report-2005"),
            "alone; the record rests on “The report-2005” (15 December 2005) as well now",
        ),
    ],
)
def test_a_note_that_sounds_later_than_a_date_is_not_called_older(sources, tmp_path, now, words):
    (statement,) = imported(tmp_path, source="weblog", now=now).older

    assert (
        statement.sentence == f"The row rests on “The weblog” (about 2012){',' * ('which' in words)} {words}."
    )


def test_a_file_without_the_column_says_nothing_of_sources(sources, tmp_path):
    make_partnership(slug="a-network", title="As it is")
    Partnership.objects.update(source=source_pk("page-2020"))
    row = partnership_row(title="A correction")
    del row["source"]

    report = import_directory(write_sheets(tmp_path / "sheets", partnerships=[row]), why="")

    assert (report.older, Partnership.objects.get().title) == ([], "A correction")


def test_a_new_record_is_no_question(sources, tmp_path):
    rows = [partnership_row(key="a-new-one", source="leaflet")]

    report = import_directory(write_sheets(tmp_path / "sheets", partnerships=rows), why="")

    assert (report.older, report.errors) == ([], [])
    assert Partnership.objects.get().slug == "a-new-one"


def test_a_membership_that_has_ended_since_stays_ended(sources, tmp_path):
    network, squad = make_partnership(slug="a-network"), make_organisation(slug="a-squad")
    make_membership(partnership=network, organisation=squad, joined="2003", left="2006-04")
    Membership.objects.update(source=source_pk("page-2020"))
    row = {"partnership": "a-network", "organisation": "a-squad", "role": "member", "joined": "", "left": ""}

    report = import_directory(
        write_sheets(tmp_path / "sheets", memberships=[{**row, "source": "report-2005"}]), why=""
    )

    assert len(report.older) == 1
    assert Membership.objects.get().left == "2006-04"


def test_the_other_rows_of_the_file_come_in(sources, tmp_path):
    make_partnership(slug="a-network", title="As it is")
    Partnership.objects.update(source=source_pk("page-2020"))
    folder = write_sheets(
        tmp_path / "sheets",
        partnerships=[
            partnership_row(title="As it was", source="report-2005"),
            partnership_row(key="another", source="report-2005"),
        ],
        organisations=[{"key": "one", "name": "One", "sector": "government", "source": "report-2005"}],
        memberships=[
            {"partnership": "a-network", "organisation": "one", "role": "lead", "source": "report-2005"},
            {"partnership": "another", "organisation": "one", "role": "lead", "source": "report-2005"},
        ],
    )

    report = import_directory(folder, why="")

    assert [statement.row.cells["key"] for statement in report.older] == ["a-network"]
    outcome = report.outcomes["partnerships"]
    assert (outcome.new, outcome.changed, outcome.same) == (1, 0, 0)
    assert Membership.objects.count() == 2
    # What was tried and taken back is in no history
    assert set(PartnershipHistory.objects.filter(slug="a-network").values_list("title", flat=True)) == {
        "As it is"
    }


@pytest.fixture
def folder(sources, tmp_path):
    make_partnership(slug="a-network", title="As it is")
    Partnership.objects.update(source=source_pk("page-2020"))
    rows = [partnership_row(title="As it was", source="report-2005")]
    return write_sheets(tmp_path / "sheets", partnerships=rows)


def test_the_command_lists_what_it_left_out_and_its_status_says_that_there_was_something(folder, capsys):
    with pytest.raises(CommandError, match="--older take") as stopped:
        call_command("import_directory", str(folder))

    assert stopped.value.returncode == 3
    said = capsys.readouterr()
    assert (
        "partnerships.csv, row 2, column source, “report-2005”: The row rests on “The report-2005”"
        in said.err
    )
    assert "partnerships: 0 new, 0 changed, 0 same, 1 older" in said.out
    assert Partnership.objects.get().title == "As it is"


@pytest.mark.parametrize(("choice", "title"), [("keep", "As it is"), ("take", "As it was")])
def test_the_command_is_told_what_to_do_with_them(folder, capsys, choice, title):
    call_command("import_directory", str(folder), "--older", choice)

    assert Partnership.objects.get().title == title
    assert ("1 older" in capsys.readouterr().out) == (choice == "keep")

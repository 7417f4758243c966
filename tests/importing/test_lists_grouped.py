"""Rows of other people's lists become rows of our sheets: grouped, with keys, matched to what is there."""

import pytest

from directory.importing import judging
from directory.importing.lists.grouping import records
from directory.importing.lists.planning import answer, planned, shape_name, unanswered
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.questions import UnknownAnswer
from directory.models import Membership, Organisation, Partnership, RowState
from directory.tabular import FileProblem
from directory.tabular.tables import SourceColumn, SourceRow, SourceTable
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db

WHO_DOES_WHAT = {
    "Organisation": "organisation.name",
    "Type": "organisation.sector",
    "Programme": "partnership.title",
    "Donor": "members.funder",
    "Country": "partnership.countries",
    "Start": "partnership.started",
    "Remarks": "",
}
SAID = {
    "constants/partnership.kind": "programme",
    "constants/partnership.status": "active",
    "constants/membership.role": "member",
}


def table(*rows: tuple[str, ...], columns: dict[str, str] = WHO_DOES_WHAT, name: str = "3W") -> SourceTable:
    return SourceTable(
        name,
        f"sheet {name}",
        [SourceColumn(heading) for heading in columns],
        [SourceRow(number, texts) for number, texts in enumerate(rows, 2)],
    )


def columns_known(source: SourceTable, columns: dict[str, str] = WHO_DOES_WHAT) -> dict:
    """What is remembered of a sender of whom only the columns are known."""
    plan = ListPlan(
        columns={heading.lower(): target for heading, target in columns.items()}, is_confirmed=True
    )
    return {shape_name(source): plan.as_json()}


def plans_of(*tables: SourceTable, columns: dict[str, str] = WHO_DOES_WHAT, **answers: str) -> dict:
    """What is remembered of the tables' sender after the questions about them were answered."""
    plans = columns_known(tables[0], columns)
    return plans | answer(planned(tables, plans), answers)


def reading_of(*tables: SourceTable, columns: dict[str, str] = WHO_DOES_WHAT, answers: dict[str, str]):
    plans = plans_of(*tables, columns=columns, **answers)
    planned_tables = planned(tables, plans)
    assert unanswered(planned_tables, {}) == []
    return records(planned_tables)


def judged(reading) -> list[judging.JudgedRow]:
    return judging.judge(reading, {}, by=None, source="list", report_progress=lambda _count: None)


def apply(reading) -> None:
    rows = judged(reading)
    seen = {row.position: judging.SeenRow(row.state, row.changes) for row in rows}
    judging.apply(reading, {}, seen, by=None, source="list", why="", report_progress=lambda _count: None)


def test_rows_of_organisation_activity_and_country_become_one_record_each():
    source = table(
        ("Sample Shield", "ngo", "Safe Screens", "Example Fund", "Uganda", "2023-06", "x"),
        (" SAMPLE SHIELD ", "ngo", "Safe Screens", "Example Fund", "Rwanda", "2023-01-15", ""),
        ("Mock Police", "police", "safe screens", "-", "Uganda", "2024", ""),
    )

    reading = reading_of(
        source,
        answers=SAID
        | {"values/organisation.sector/ngo": "child_protection", "sectors/example fund": "financial"},
    )
    apply(reading)

    screens = Partnership.objects.get()
    assert screens.slug == "safe-screens"
    assert screens.started == "2023-01-15"
    assert set(screens.countries.values_list("code", flat=True)) == {"UG", "RW"}
    assert set(Membership.objects.values_list("organisation__name", "role")) == {
        ("Sample Shield", "member"),
        ("Mock Police", "member"),
        ("Example Fund", "funder"),
    }
    assert Organisation.objects.get(slug="sample-shield").sector_id == "child_protection"


def test_what_is_there_by_its_name_is_changed_only_where_the_list_says_something():
    make_organisation(slug="shield", name="Sample Shield", sector_id="helpline", acronym="SSU")
    make_partnership(slug="screens", title="Safe Screens", summary="Known.", kind="network")
    source = table(("SAMPLE SHIELD", "helpline", "Safe screens", "", "", "2023", ""))

    reading = reading_of(source, answers=SAID)
    rows = judged(reading)

    assert {(row.position.sheet, row.key.partition(" ")[0], row.state) for row in rows} == {
        ("organisations", "shield", RowState.SAME),
        ("partnerships", "screens", RowState.CHANGED),
        ("memberships", "screens", RowState.NEW),
    }
    assert [change for row in rows for change in row.changes] == [["started", "", "2023"]]


def test_the_same_list_again_changes_nothing():
    rows = (("Sample Shield", "helpline", "Safe Screens", "", "Uganda", "2023", ""),)
    apply(reading_of(table(*rows), answers=SAID))

    assert {row.state for row in judged(reading_of(table(*rows), answers=SAID))} == {RowState.SAME}


def test_a_row_that_nobody_understands_is_wrong_by_itself():
    source = table(
        ("Sample Shield", "helpline", "Safe Screens", "", "Uganda", "31/02/2020", ""),
        ("Mock Police", "police", "Safe Screens", "", "Rwanda", "2020", ""),
        ("", "", "", "", "Rwanda", "", ""),
    )

    rows = judged(reading_of(source, answers=SAID))

    assert {(row.position.number, row.state) for row in rows} == {
        (2, RowState.WRONG),
        (3, RowState.NEW),
        (4, RowState.WRONG),
    }


def test_a_member_that_nobody_knows_is_wrong_and_the_rest_of_its_row_comes_in():
    source = table(("Sample Shield", "helpline", "Safe Screens", "Nowhere Fund", "", "", ""))
    planned_tables = planned([source], plans_of(source, **SAID, **{"sectors/nowhere fund": ""}))

    reading = records(planned_tables)

    assert {row.state for row in judged(reading)} == {RowState.NEW}
    assert ("Nowhere Fund", True) in {(problem.value, problem.is_warning) for problem in reading.problems}


def test_columns_that_are_left_out_are_named_in_a_remark():
    reading = reading_of(table(("A Trust", "helpline", "", "", "", "", "call them")), answers=SAID)

    assert any("“Remarks”" in problem.message for problem in reading.problems)


def test_a_later_list_is_known_by_its_name_without_dates_and_asks_nothing():
    rows = (("Sample Shield", "helpline", "Safe Screens", "", "Uganda", "2023", ""),)
    plans = plans_of(table(*rows, name="3W Mar 2024"), **SAID)

    (later,) = planned([table(*rows, name="3W Apr 2025")], plans)

    assert later.shape == "3w"
    assert later.questions == []


def test_an_answer_that_is_no_choice_is_refused():
    source = table(("Sample Shield", "helpline", "Safe Screens", "", "", "", ""))

    with pytest.raises(UnknownAnswer):
        plans_of(source, **SAID | {"constants/partnership.kind": "club"})


def test_a_date_that_can_be_read_both_ways_is_asked_once():
    source = table(("A Trust", "helpline", "Safe Screens", "", "", "03/04/2021", ""))
    (asked,) = planned([source], columns_known(source))

    assert "days" in [question.name for question in asked.questions]


@pytest.mark.parametrize(("heading", "wrong"), [("Remarks", 0), ("Start", 1)])
def test_a_cell_that_cannot_be_read_matters_where_its_column_is_read(heading, wrong):
    source = table(("Sample Trust", "NGO", "Sample Net", "", "GB", "", ""))
    source.problems.append(FileProblem(source.file, 2, heading, "", "The spreadsheet put an error here."))
    answers = {**SAID, "values/organisation.sector/ngo": "child_protection"}

    reading = reading_of(source, answers=answers)

    rows = [row for sheet in reading.sheets.values() for row in sheet.rows]
    assert sum(bool(row.problems) for row in rows) == wrong


@pytest.mark.parametrize(
    ("said", "taken"), [("active", "ended"), ("paused", "ended"), ("planned", "planned")]
)
def test_what_one_answer_says_goes_on_has_ended_where_its_row_has_an_end_that_is_over(said, taken):
    columns = {
        "Organisation": "organisation.name",
        "Type": "organisation.sector",
        "Programme": "partnership.title",
    }
    columns |= {"End": "partnership.ended"}
    source = table(
        ("Sample Shield", "helpline", "Safe Screens", "2020-05"),
        ("Sample Shield", "helpline", "Safe Homes", ""),
        columns=columns,
    )

    reading = reading_of(source, columns=columns, answers=SAID | {"constants/partnership.status": said})

    statuses = [row.cells["status"] for row in reading.sheets["partnerships"].rows]
    assert statuses == [taken, said]
    assert any("2020-05, is over" in problem.message for problem in reading.problems) == (taken != said)


def test_where_an_organisation_works_is_left_out_with_a_remark_where_it_names_no_programme():
    columns = {
        "Organisation": "organisation.name",
        "Type": "organisation.sector",
        "Programme": "partnership.title",
    }
    columns |= {"Works in": "partnership.countries"}
    source = table(
        ("Sample Shield", "helpline", "Safe Screens", "Uganda"),
        ("Mock Line", "helpline", "", "Kenya, Rwanda"),
        columns=columns,
    )

    reading = reading_of(source, columns=columns, answers=SAID)

    assert {row.state for row in judged(reading)} == {RowState.NEW}
    assert any("KE;RW" in problem.message for problem in reading.problems)

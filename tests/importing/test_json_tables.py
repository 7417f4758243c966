"""JSON of other programs as tables, with a column for each name in it."""

import json
from pathlib import Path

import pytest

from directory.importing.lists.json_tables import read_json_tables
from directory.tabular import Unreadable

LISTS = Path(__file__).parent / "lists_of_others"


def rows_of(path: Path) -> list[dict[str, str]]:
    (table,) = read_json_tables(path)
    names = [column.name for column in table.columns]
    return [dict(zip(names, row.texts, strict=True)) for row in table.rows]


def written(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_flat_json_has_a_column_for_each_field():
    rows = rows_of(LISTS / "10_company_register.json")

    assert len(rows) == 8
    assert rows[2]["company_name"] == "Mock Age Gate plc"
    assert rows[2]["dissolution_date"] == ""
    assert rows[6]["company_name"] == ""


def test_objects_in_lists_have_a_column_for_each_kind():
    rows = rows_of(LISTS / "11_research_organisations.json")

    assert len(rows) == 6
    assert rows[0]["names.value (ror_display)"] == "Sample Institute for Childhood Studies"
    assert rows[0]["names.value (acronym)"] == "SICS"
    assert rows[0]["links.value (website)"] == "https://www.sics.example"
    assert rows[0]["locations.geonames_details.country_code"] == "CO"
    assert rows[2]["types"] == "education; funder"
    assert rows[1]["relationships.label (parent)"] == "Université spécimen de Rennes"


def test_an_envelope_is_taken_off_and_pages_are_one_table(tmp_path):
    path = tmp_path / "pages.ndjson"
    path.write_text(
        '{"page": 1, "items": [{"name": "A"}]}\n{"page": 2, "items": [{"name": "B", "age": 3}]}\n'
    )

    assert rows_of(path) == [{"name": "A", "age": ""}, {"name": "B", "age": "3"}]


def test_the_list_of_a_catalogue_is_found_in_its_answer(tmp_path):
    document = {
        "help": "https://x.example",
        "success": True,
        "result": [{"id": "1", "name": "a", "title": "A"}],
    }

    assert rows_of(written(tmp_path / "a.json", document)) == [{"id": "1", "name": "a", "title": "A"}]


def test_several_lists_are_several_tables(tmp_path):
    document = {"org": [{"name": "A"}], "net": [{"name": "B"}, {"name": "C"}]}

    tables = read_json_tables(written(tmp_path / "a.json", document))

    assert [(table.name, len(table.rows)) for table in tables] == [("org", 1), ("net", 2)]


def test_a_record_with_lists_inside_is_one_row(tmp_path):
    document = {"name": "A", "contacts": [{"mail": "a@x.example"}, {"mail": "b@x.example"}]}

    assert rows_of(written(tmp_path / "a.json", document)) == [
        {"name": "A", "contacts.mail": "a@x.example; b@x.example"}
    ]


@pytest.mark.parametrize("document", [[], 5, ["a"], "text"])
def test_json_without_records_is_refused(tmp_path, document):
    with pytest.raises(Unreadable):
        read_json_tables(written(tmp_path / "a.json", document))


def test_a_text_that_no_record_can_have_is_an_error_of_its_column(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"name": "A", "note": "\\ud800"}]')

    (table,) = read_json_tables(path)

    assert table.rows[0].texts == ("A",)
    assert [(problem.row, problem.column, problem.is_warning) for problem in table.problems] == [
        (1, "note", False)
    ]

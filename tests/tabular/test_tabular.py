"""Reading sheets from CSV, XLSX and ODS files, however they were made, and saying every problem."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings

from directory import tabular
from tests.support import nasty_files
from tests.support.nasty_files import Raw, write_csv, write_ods, write_xlsx
from tests.support.sheets import DATE, read, read_rows, the_problem

FORMULA = Raw('<c r="PLACE"><f>1+1</f><v>2</v></c>')
ODS_FORMULA = Raw(
    '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"></table:table-cell>'
)


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    return tmp_path / "partnerships.csv"


# Every kind of file


def test_a_folder_a_single_file_and_workbooks_say_the_same(tmp_path, csv_file):
    write_csv(csv_file, "key,title,started\nvgt,Virtual Global Taskforce,2005\n\ninhope,INHOPE,2005-11-03\n")
    write_csv(tmp_path / "events.csv", "key,name\nbelfast,Belfast\n")
    (tmp_path / "README.md").write_text("No sheet, no warning.")
    table = [
        ["key", "title", "started"],
        ["vgt", "Virtual Global Taskforce", 2005],
        [],
        ["inhope", "INHOPE", DATE],
    ]
    events = [["key", "name"], ["belfast", "Belfast"]]
    workbooks = tmp_path / "workbooks"
    workbooks.mkdir()
    xlsx = write_xlsx(workbooks / "all.xlsx", {"Partnerships": table, "events": events})
    ods = write_ods(workbooks / "all.ods", {"partnerships": table, "events": events})

    expected, problems = read(tmp_path)

    assert problems == []
    assert expected["partnerships"].columns == ["key", "title", "started"]
    assert [row.number for row in expected["partnerships"].rows] == [2, 4]
    assert expected["partnerships"].rows[1].cells == {
        "key": "inhope",
        "title": "INHOPE",
        "started": "2005-11-03",
    }
    assert read(csv_file)[0]["partnerships"] == expected["partnerships"]
    for workbook in (xlsx, ods):
        sheets, problems = read(workbook)
        assert problems == []
        for name, sheet in expected.items():
            assert sheets[name].rows == sheet.rows


def test_the_conference_data_set_has_no_problem():
    folder = settings.BASE_DIR / "directory" / "sample" / "conference"
    headers = {file.stem: file.read_text().splitlines()[0].split(",") for file in folder.glob("*.csv")}

    sheets, problems = tabular.read(
        folder, sheets={n: dict.fromkeys(cols, True) for n, cols in headers.items()}
    )

    assert problems == []
    assert {name: len(sheet.rows) for name, sheet in sheets.items()} == {
        "actions": 63,
        "contributions": 1,
        "events": 11,
        "figures": 14,
        "memberships": 81,
        "organisations": 65,
        "participations": 77,
        "partnerships": 33,
        "resources": 10,
        "sessions": 8,
        "sources": 5,
        "successions": 2,
        "topics": 17,
    }


def test_unknown_sheets_and_columns_are_warnings_and_not_read(tmp_path, csv_file):
    write_csv(csv_file, "key,titel,title\nvgt,?,VGT\n")
    write_csv(tmp_path / "notes.csv", "anything\n")

    sheets, problems = read(tmp_path)

    assert all(problem.is_warning for problem in problems)
    assert [(problem.file, problem.column) for problem in problems] == [
        ("notes.csv", ""),
        ("partnerships.csv", "titel"),
    ]
    assert sheets["partnerships"].rows[0].cells == {"key": "vgt", "title": "VGT"}


def test_a_place_without_any_expected_sheet_is_unreadable(tmp_path):
    for path in (tmp_path, tmp_path / "missing", write_xlsx(tmp_path / "a.xlsx", {"other": [["key"]]})):
        with pytest.raises(tabular.Unreadable):
            read(path)


def test_names_that_are_paths_are_only_names(tmp_path):
    sheets = {"../../events": [["key"]], "partnerships": [["key", "title"], ["vgt", "VGT"]]}
    path = write_xlsx(tmp_path / ("x" * 200 + "\u202e\n.xlsx"), sheets)

    read_sheets, [problem] = read(path)

    assert list(read_sheets) == ["partnerships"]
    assert problem.is_warning
    assert problem.file.isprintable()


# The header


@pytest.mark.parametrize(
    ("text", "row", "column", "said"),
    [
        ("", 1, "", "first row must hold the names"),
        ("Bla\nbla\n", 1, "", "first row must hold the names"),
        ("key\nvgt\n", 1, "", "first row must hold the names"),
        (",".join(f"c{n}" for n in range(498)) + ",key,title\n", 1, "", "500 columns; at most 100"),
        ("key,title,key\na,A,b\n", 1, "key", "twice, in A and C"),
        ("key,started\na,2005\n", 1, "title", "missing"),
        ("Our list\n\nkey,title\na,A\n", 3, "", "must be in row 1, not in row 3"),
        ("key,title\na,A,b,c\n", 2, "C", "column without a name"),
        (",key,title\nx,a,A\n", 2, "A", "column without a name"),
    ],
)
def test_a_wrong_header_is_said(csv_file, text, row, column, said):
    problem = the_problem(write_csv(csv_file, text))

    assert (problem.row, problem.column, problem.is_warning) == (row, column, False)
    assert said in problem.message


def test_lines_about_the_file_may_stand_before_the_header(csv_file):
    write_csv(csv_file, "# Partnerships,,\n#,,\nkey,title,\na,A,\nb,#1 in Europe,\n")

    assert read_rows(csv_file) == [{"key": "a", "title": "A"}, {"key": "b", "title": "#1 in Europe"}]


def test_rows_are_counted_as_in_the_spreadsheet_after_such_lines(csv_file):
    assert the_problem(write_csv(csv_file, "# About\nkey,title\na,=1\n")).row == 3


@pytest.mark.parametrize("stem", ["partnerships-2026-03-01", "partnerships-2026-03-01 (2)"])
def test_the_name_of_a_file_may_end_in_a_day(tmp_path, stem):
    assert read_rows(write_csv(tmp_path / f"{stem}.csv", "key,title\na,A\n")) == [{"key": "a", "title": "A"}]


def test_the_apostrophe_that_keeps_a_text_from_being_a_formula_is_taken_away(csv_file):
    write_csv(csv_file, "key,title\na,'=1+1\nb,''@home\n")

    assert [row["title"] for row in read_rows(csv_file)] == ["=1+1", "'@home"]


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_utf_8_with_and_without_mark_and_all_line_ends(csv_file, encoding, line_end):
    write_csv(csv_file, f'key,title{line_end}a,Café{line_end}b,"two{line_end}lines"{line_end}', encoding)

    assert read_rows(csv_file) == [
        {"key": "a", "title": "Café"},
        {"key": "b", "title": f"two{line_end}lines"},
    ]


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),  # without a mark, as the next
        ("utf-16-be", "UTF-16"),
    ],
)
def test_other_encodings_are_read_and_said(csv_file, encoding, name):
    write_csv(csv_file, "key,title\na,Café “Ω”\n".replace("Ω", "x"), encoding)

    assert name in the_problem(csv_file).message
    assert the_problem(csv_file).is_warning
    assert read_rows(csv_file) == [{"key": "a", "title": "Café “x”"}]


@pytest.mark.parametrize(
    "line",
    [
        b"b,Caf\xe9",  # a Windows-1252 letter in a UTF-8 file
        b"b,\xed\xa0\x80",  # half of a surrogate pair
        b"b,x\0y",
    ],
)
def test_damaged_characters_are_errors_of_their_cell(csv_file, line):
    csv_file.write_bytes("key,title\na,Café\n".encode() + line + b"\n")

    problem = the_problem(csv_file)

    assert (problem.row, problem.column, problem.is_warning) == (3, "title", False)
    for cells in (row.cells for row in read(csv_file)[0]["partnerships"].rows):
        assert cells["title"].encode()


def test_bytes_that_windows_1252_lacks_are_errors_of_their_cell(csv_file):
    csv_file.write_bytes(b"key,title\na,Caf\xe9\nb,\x81\n")

    warning, error = read(csv_file)[1]

    assert warning.is_warning
    assert (error.row, error.column, error.is_warning) == (3, "title", False)
    assert "0x81" in error.message


@pytest.mark.parametrize(("delimiter", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_semicolons_and_tabs_are_found_by_the_header(csv_file, delimiter, name):
    write_csv(csv_file, f'"key"{delimiter}title\na{delimiter}"x, y; z"\n')

    assert name in the_problem(csv_file).message
    assert the_problem(csv_file).is_warning
    assert read_rows(csv_file) == [{"key": "a", "title": "x, y; z"}]


def test_an_unclosed_quotation_mark_is_said_with_its_row(csv_file):
    problem = the_problem(write_csv(csv_file, 'key,title\na,A\nb,"B\nc,C\n'))

    assert problem.row == 3
    assert "quotation mark" in problem.message


@pytest.mark.parametrize(
    "value", ['=HYPERLINK("http://x")', "+cmd|x", "@SUM(A1)", "-2+3+cmd|x", " =1+1", "\t=1"]
)
def test_what_a_spreadsheet_would_calculate_is_refused(csv_file, value):
    problem = the_problem(
        write_csv(csv_file, f"key,title\na,'{value}'\n".replace("'", '"' if '"' not in value else ""))
    )

    assert (problem.row, problem.column) == (2, "title")
    assert "must not begin with" in problem.message


@pytest.mark.parametrize(
    "value", ["+48 22 123-45-67", "-5", "-1.5", "+44 (0)20 7946", "#hashtag", "a=b", "—"]
)
def test_numbers_and_telephone_numbers_are_no_formulas(csv_file, value):
    assert read_rows(write_csv(csv_file, f"key,title\na,{value}\n")) == [{"key": "a", "title": value}]


def test_error_values_and_endless_cells_are_errors(csv_file):
    write_csv(csv_file, f"key,title\n#N/A,{'x' * 20_001}\n")

    error, endless = read(csv_file)[1]

    assert "put an error here" in error.message
    assert "20,001 characters; at most 20,000" in endless.message
    assert len(endless.value) < 100


# Workbooks


def test_cells_become_the_text_that_people_see(tmp_path):
    cells = [
        2005,
        2005.0,
        45231,
        0.1 + 0.2,
        True,
        DATE,
        datetime.datetime.combine(DATE, datetime.time(12, 30)),
        "1E+05",
    ]
    texts = ["2005", "2005", "45231", "0.3", "true", "2005-11-03", "2005-11-03T12:30:00", "1E+05"]
    table = [["key", "title"], *([f"k{n}", cell] for n, cell in enumerate(cells))]

    for path in (
        write_xlsx(tmp_path / "a.xlsx", {"partnerships": table}),
        write_ods(tmp_path / "a.ods", {"partnerships": table}),
    ):
        assert [cells["title"] for cells in read_rows(path)] == texts


def test_workbooks_that_count_from_1904_have_the_same_days(tmp_path):
    serial = nasty_files.days_since_1900(DATE) - 1462
    cell = Raw(f'<c r="PLACE" s="1"><v>{serial}</v></c>')

    path = write_xlsx(tmp_path / "a.xlsx", {"partnerships": [["key", "title"], ["a", cell]]}, since_1904=True)

    assert read_rows(path) == [{"key": "a", "title": "2005-11-03"}]


def test_empty_rows_and_columns_before_the_table_are_counted(tmp_path):
    rows = [[], [None, None, "key", "title"], [None, None, "a", "A"]]

    for path in (
        write_xlsx(tmp_path / "a.xlsx", {"partnerships": rows}),
        write_ods(tmp_path / "a.ods", {"partnerships": rows}),
    ):
        problem = the_problem(path)
        assert problem.row == 2
        assert read(path)[0]["partnerships"].rows == [tabular.SheetRow(3, {"key": "a", "title": "A"})]


def test_formulas_and_errors_are_said_with_their_cells(tmp_path):
    broken = Raw('<c r="PLACE" t="e"><v>#DIV/0!</v></c>')
    xlsx = write_xlsx(
        tmp_path / "a.xlsx",
        {"x": [[FORMULA]], "partnerships": [["key", "title"], ["a", FORMULA], ["b", broken]]},
    )
    ods = write_ods(tmp_path / "a.ods", {"partnerships": [["key", "title"], ["a", ODS_FORMULA]]})

    for path, rows in ((xlsx, [2, 3]), (ods, [2])):
        errors = [problem for problem in read(path)[1] if not problem.is_warning]
        assert [(problem.row, problem.column) for problem in errors] == [(row, "title") for row in rows]
        assert "formula" in errors[0].message


def test_hidden_and_merged_is_said(tmp_path):
    hidden_row = '<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    xlsx = write_xlsx(
        tmp_path / "a.xlsx",
        {"partnerships": nasty_files.xlsx_rows([["key", "title"]]) + hidden_row},
        hidden=["partnerships"],
        after_rows='<mergeCells><mergeCell ref="A3:B3"/></mergeCells>',
    )
    ods_row = "".join(map(nasty_files.ods_cell, ["key", "title"]))
    merged = (
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>a</text:p>'
    )
    ods = write_ods(
        tmp_path / "a.ods",
        {
            "partnerships": f"<table:table-row>{ods_row}</table:table-row>"
            f'<table:table-row table:visibility="collapse">{merged}</table:table-cell></table:table-row>'
        },
        hidden=["partnerships"],
    )

    for path in (xlsx, ods):
        problems = read(path)[1]
        assert all(problem.is_warning for problem in problems)
        sheet, rows, cells = (problem.message for problem in problems)
        assert "sheet is hidden" in sheet
        assert "1 row is hidden and was read all the same: 2." in rows
        assert "Cells are merged (A" in cells


def test_a_workbook_is_read_with_what_programs_put_around_its_cells(tmp_path):
    around = (
        '<sheetProtection sheet="1"/><mergeCells count="1"><mergeCell ref="A9:B9"/></mergeCells>'
        '<conditionalFormatting sqref="B2"><cfRule type="cellIs" priority="1" operator="equal">'
        "<formula>7</formula></cfRule></conditionalFormatting>"
        '<dataValidations count="1"><dataValidation type="list" sqref="B2"><formula1>"3,4"</formula1>'
        "</dataValidation></dataValidations><headerFooter><oddHeader>&amp;L12</oddHeader>"
        "<oddFooter>&amp;CPage &amp;P of &amp;N</oddFooter></headerFooter>"
    )
    strings = ["key", "title", "sample", "Sample"]
    cells = [
        [Raw(f'<c r="PLACE" t="s"><v>{number}</v></c>') for number in numbers] for numbers in ([0, 1], [2, 3])
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"partnerships": cells}, after_rows=around, strings=strings)

    sheets, problems = read(path)

    assert [row.cells for row in sheets["partnerships"].rows] == [{"key": "sample", "title": "Sample"}]
    assert not [problem for problem in problems if not problem.is_warning]


def test_a_row_of_hxl_tags_is_no_record(tmp_path):
    (tmp_path / "partnerships.csv").write_text("key,title\n#activity+id,#activity+name\nsample,Sample\n")

    sheets, problems = read(tmp_path)

    assert [row.number for row in sheets["partnerships"].rows] == [3]
    assert [problem.message for problem in problems] == [
        "Row 2 holds HXL tags, which say what the columns mean."
    ]

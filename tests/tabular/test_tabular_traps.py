"""Files made to hurt: each is refused with a sentence, in little time and memory."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory import tabular
from tests.support import nasty_files
from tests.support.nasty_files import Raw, write_csv, write_ods, write_xlsx
from tests.support.sheets import DATE, read, read_rows, the_problem


@pytest.fixture
def csv_file(tmp_path: Path) -> Path:
    return tmp_path / "partnerships.csv"


def part_instead(path: Path, name: str, change: Callable[[str], str | bytes]) -> Path:
    parts = nasty_files.xlsx_parts({"partnerships": [["key", "title"], ["a", "A"]]}, strings=["x"])
    return nasty_files.write_zip(path, {**parts, name: change(parts.get(name, ""))})


SHEET = "xl/worksheets/sheet1.xml"
TRAPS = {
    "a gigabyte of zeros": lambda path: nasty_files.zip_bomb(path, megabytes=1000),
    "a directory that lies": lambda path: nasty_files.lying_zip(path, megabytes=40),
    "under a password": nasty_files.encrypted_zip,
    "an old or protected file": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)),
    "no workbook": lambda path: path.write_bytes(b"\x89PNG\r\n"),
    "a zip of something else": lambda path: nasty_files.write_zip(path, {"a.txt": "a"}),
    "more than 5 MB": lambda path: path.write_bytes(b"PK\x03\x04" + bytes(5 * 1024**2)),
    "300 parts": lambda path: nasty_files.write_zip(path, {f"{n}.xml": "<a/>" for n in range(300)}),
    "one zip in another": lambda path: part_instead(path, "xl/embeddings/a.xlsx", lambda _part: "PK"),
    "macros": lambda path: part_instead(path, "xl/vbaProject.bin", lambda _part: "x"),
    "a path upwards": lambda path: part_instead(path, "../../etc/x.xml", lambda _part: "<a/>"),
    "an absolute path": lambda path: part_instead(path, "/etc/x.xml", lambda _part: "<a/>"),
    "a billion laughs": lambda path: part_instead(path, SHEET, nasty_files.billion_laughs),
    "an outside entity": lambda path: part_instead(
        path, SHEET, lambda part: f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{part}'
    ),
    "UTF-16 inside": lambda path: part_instead(path, SHEET, lambda part: part.encode("utf-16")),
    "broken XML": lambda path: part_instead(path, SHEET, lambda part: part[:-20]),
    "a part of nothing but attributes": lambda path: part_instead(
        path, SHEET, lambda _part: "<row" + "".join(f' a{n}="0"' for n in range(200_000)) + "/>"
    ),
    "a million kinds of element": lambda path: part_instead(
        path, SHEET, lambda _part: f"<a>{''.join(f'<q{n}/>' for n in range(300_000))}</a>"
    ),
    "a million empty rows": lambda path: write_xlsx(
        path, {"partnerships": "".join(f'<row r="{n}"/>' for n in range(1, 1_048_577))}
    ),
    "a cell in the last corner": lambda path: write_xlsx(
        path, {"partnerships": '<row><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'}
    ),
    "one long text ten thousand times": lambda path: write_xlsx(
        path, {"partnerships": [[Raw('<c t="s"><v>0</v></c>')] * 10] * 1000}, strings=["é" * 30_000]
    ),
    "a shared text that is not there": lambda path: write_xlsx(
        path, {"partnerships": [["key", "title"], [Raw('<c t="s"><v>7</v></c>')]]}
    ),
    "a count of strings that no memory holds": lambda path: part_instead(
        path, "xl/sharedStrings.xml", lambda part: part.replace("<sst", '<sst uniqueCount="99999999999"')
    ),
    "an ODS cell repeated": lambda path: write_ods(
        path, {"x": [[Raw('<table:table-cell table:number-columns-repeated="900000000" office:value="1"/>')]]}
    ),
    "an ODS row repeated": lambda path: write_ods(
        path,
        {"x": '<table:table-row table:number-rows-repeated="900000000"><table:table-cell office:value="1"/>'
         "</table:table-row>"},
    ),
    "a gap of a billion ODS rows": lambda path: write_ods(
        path,
        {"x": '<table:table-row table:number-rows-repeated="900000000"/>'
         '<table:table-row><table:table-cell office:value="1"/></table:table-row>'},
    ),
    "a billion spaces in ODS": lambda path: write_ods(
        path,
        {"x": [[Raw('<table:table-cell office:value-type="string"><text:p><text:s text:c="900000000"/></text:p>'
                    "</table:table-cell>")]]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("build", TRAPS.values(), ids=TRAPS.keys())
def test_traps_in_workbooks_are_refused_with_a_sentence(tmp_path, build):
    path = tmp_path / "trap.xlsx"
    build(path)

    with pytest.raises(tabular.Unreadable) as refused:
        read(path)

    assert str(refused.value).endswith(".")


def test_a_sheet_that_a_program_padded_with_empty_cells_is_read(tmp_path):
    rows = "".join(
        f"<table:table-row>{''.join(map(nasty_files.ods_cell, row))}"
        '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        for row in (["key", "title"], ["a", "A"])
    )
    end = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'

    assert read_rows(write_ods(tmp_path / "a.ods", {"partnerships": rows + end})) == [
        {"key": "a", "title": "A"}
    ]


def test_a_sheet_with_every_column_there_is_gets_one_problem(tmp_path):
    header = ["key", "title", *(f"c{n}" for n in range(16_382))]

    problem = the_problem(write_xlsx(tmp_path / "a.xlsx", {"partnerships": [header, ["a"] * 16_384]}))

    assert "16,384 columns" in problem.message


def test_large_csv_files_are_refused_before_they_are_read(tmp_path, csv_file):
    with csv_file.open("wb") as stream:
        stream.truncate(30 * 1024**2)
    with (tmp_path / "events.csv").open("wb") as stream:
        stream.truncate(30 * 1024**2)

    with pytest.raises(tabular.Unreadable, match="more than 50 MB"):
        read(tmp_path)


def test_more_rows_than_can_be_read_are_refused_even_when_empty(csv_file):
    with pytest.raises(tabular.Unreadable, match="200,000 rows"):
        read(write_csv(csv_file, "key,title\n" + "\n" * 10_000_000))


def test_a_line_of_nothing_but_separators_stays_small(csv_file):
    problem = the_problem(write_csv(csv_file, "key,title\n" + "," * 5_000_000))

    assert (problem.row, problem.is_warning) == (2, False)


def test_endless_problems_come_to_an_end(csv_file):
    write_csv(csv_file, "key,title\n" + "=a,=b\n" * 20_000)

    assert "too many problems" in read(csv_file)[1][-1].message


def answer_or_unreadable(path: Path) -> None:
    try:
        _sheets, problems = read(path)
    except tabular.Unreadable:
        return
    for problem in problems:
        f"{problem.file}{problem.column}{problem.value}{problem.message}".encode()


quickly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@quickly
@given(st.binary() | st.text().map(lambda text: f"key,title\n{text}".encode("utf-8", "surrogatepass")))
def test_no_bytes_in_a_csv_file_make_it_fail(tmp_path, content):
    path = tmp_path / "partnerships.csv"
    path.write_bytes(content)

    answer_or_unreadable(path)


@quickly
@given(
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=5),
)
def test_no_changed_bytes_in_a_workbook_make_it_fail(tmp_path, method, changes):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, part in nasty_files.xlsx_parts({"partnerships": [["key", "title"], ["a", DATE]]}).items():
            archive.writestr(name, part)
    path.write_bytes(nasty_files.mutated(path.read_bytes(), changes))

    answer_or_unreadable(path)


@quickly
@given(st.data())
def test_no_changed_words_in_the_parts_of_a_workbook_make_it_fail(tmp_path, data):
    build = data.draw(st.sampled_from([nasty_files.xlsx_parts, nasty_files.ods_parts]))
    parts = build({"partnerships": [["key", "title"], ["a", DATE], [1.5, True]]})
    name = data.draw(st.sampled_from([name for name in parts if name != "mimetype"]))
    words = parts[name].split('"')
    place = data.draw(st.integers(0, len(words) - 1))
    words[place] = data.draw(
        st.sampled_from(["", "-1", "99999999999", "1e308", "NaN", "ZZZ9999999", "A1", "x"])
    )

    answer_or_unreadable(nasty_files.write_zip(tmp_path / "a.bin", {**parts, name: '"'.join(words)}))

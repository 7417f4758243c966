"""What is read of files that other people keep: the columns and rows of their lists, and what was left out."""

import codecs
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from directory.tabular import SourceTable, Unreadable, read_tables
from tests.support.nasty_files import write_ods

LISTS = Path(__file__).parents[1] / "importing" / "lists_of_others"
# File: tables by name, with the headings, the numbers of the first and the last row that are read, and how many these are
TABLES = {
    "01_3w_great_lakes.xlsx": {
        "3W Mar 2024": (
            "Organisation / Organisation Name|Organisation / Acronym|Organisation / Organisation Type|Organisation / Website"
            "|Activity / Programme|Activity|Activity / Donor|Activity / Status|Place / Country|Place / Admin 1"
            "|Place / # of people targeted|Time / Start date|Time / End date",
            (7, 18, 12),
        )
    },
    "02_3w_sahel.txt": {
        "02_3w_sahel": (
            "N°|Organisation|Sigle|Type d'organisation|Projet|Activité|Pays|Région|Bailleur|Date de début|Date de fin"
            "|Statut|Site web|Langues",
            (6, 15, 10),
        )
    },
    "03_ong_agreees.xlsx": {
        "Liste au 31-12-2023": (
            "N°|Identification / Nom complet|Identification / Sigle|Identification / Date de création|Agrément / Numéro"
            "|Agrément / Date|Pays d'origine|Domaines d'intervention|Contacts / Siège au Bénin"
            "|Contacts / Téléphone / courriel|Contacts / Site web|Observations",
            (8, 19, 11),
        )
    },
    "04_associations.csv": {
        "04_associations": (
            "Numéro|Titre|Objet social|Siège|Pays|Date de création|Date de dissolution|Site internet|Courriel",
            (2, 11, 9),
        )
    },
    "09_charity_register.tsv": {
        "09_charity_register": (
            "reg_no|sub_no|name|status|established|removed|country|works_in|web|income|objects",
            (2, 11, 10),
        )
    },
    "12_network_members.xlsx": {
        "Members 2024": (
            "Country|Member|Member (2)|What they are|Membership|Member since|Contacts|Web",
            (5, 15, 9),
        ),
        "Working groups": ("Working group|Purpose|Chair|Members|Started|Status", (2, 4, 3)),
    },
    "13_alliance.ods": {
        "Accords et projets": (
            "Intitulé|Sigle|Type|Porteur|Partenaires|Pays|Début|Fin|Statut|Thèmes|Langues|Site",
            (4, 9, 6),
        )
    },
    "14_arabic.xlsx": {
        "الجهات": (
            "م|اسم الجهة|نوع الجهة|الدولة|سنة التأسيس|الموقع الإلكتروني|الهاتف|البرنامج|بداية البرنامج|دول البرنامج|اللغات",
            (5, 13, 9),
        )
    },
    "15_lineas_de_ayuda.csv": {
        "15_lineas_de_ayuda": (
            "País|Nombre de la línea|Teléfono|Organización responsable|Horario|Idiomas|Sitio web|Gratuita|Año de inicio"
            "|Observaciones",
            (4, 11, 8),
        )
    },
    "16_signatarios.xlsx": {
        "Signatários - Signatories": (
            "N.º|Entidade / Organisation|Sigla / Acronym|Tipo / Type|País / Country|Fundada em / Founded|Sítio / Website"
            "|Protocolo / Agreement|Assinado em / Signed on|Observações / Remarks",
            (2, 10, 9),
        )
    },
    "17_from_r.csv": {
        "17_from_r": ("org.name|type|iso2c|country.name|website|founded|works.in|reached", (2, 10, 9))
    },
    "18_from_pandas.csv": {
        "18_from_pandas": (
            "title|kind|lead|partners|countries|start_year|end_year|active|topics|languages|url|summary",
            (2, 8, 7),
        )
    },
    "20_catalogue.xlsx": {
        "Programmes": (
            "Ref|Title|Kind|Status|Lead organisation|Lead sector|Lead country|Partners|Countries|Start|End|Languages"
            "|Topics|Summary|Website|Internal notes|Score",
            (2, 8, 7),
        )
    },
}
LEFT_OUT = {
    "01_3w_great_lakes.xlsx": ["above the names", "HXL tags", "19 (“TOTAL”), 21 (“Source"],
    "02_3w_sahel.txt": ["1 (“Qui fait quoi", "HXL tags", "16 (“TOTAL”)"],
    "03_ong_agreees.xlsx": ["7 (“I. ONG NATIONALES”), 14 (“II. ONG", "21 (“Arrêté", "23 (“La Directrice"],
    "04_associations.csv": ["Windows-1252", "12 (“Total", "The row has 10 cells"],
    "09_charity_register.tsv": ["13 (“(10 rows affected)”)"],
    "12_network_members.xlsx": [
        "A5:A6, A13:A14",
        "4 (“AFRICA”), 8 (“AMERICAS”), 11 (“EUROPE”)",
        "17 (“9 members",
    ],
    "13_alliance.ods": ["1 (“Alliance", "11 (“Mis à jour"],
    "14_arabic.xlsx": ["1 (“قائمة", "14 (“الإجمالي”)"],
    "15_lineas_de_ayuda.csv": ["1 (“Líneas", "12 (“Total", "13 (“Fuente"],
    "17_from_r.csv": ["Column A only numbers the rows"],
    "18_from_pandas.csv": ["Column A only numbers", "Column B only numbers"],
    "20_catalogue.xlsx": [
        "9 (“Total”)",
        "1 row is hidden and was read all the same: 4",
        "Internal notes",
        "links",
    ],
}


def lists_in(path: Path) -> list[SourceTable]:
    return [table for table in read_tables(path) if table.columns]


def texts_of(path: Path) -> list[list[str]]:
    (table,) = lists_in(path)
    return [[column.name for column in table.columns], *(list(row.texts) for row in table.rows)]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, rows: list[list[object]], *, merged: dict[str, object] | None = None) -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_urls": False})
    sheet = book.add_worksheet("List")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for cells, value in (merged or {}).items():
        sheet.merge_range(cells, value)
    book.close()
    return path


@pytest.mark.parametrize("name", TABLES)
def test_a_list_is_read_with_its_columns_and_rows(name):
    tables = {
        table.name: (
            "|".join(column.name for column in table.columns),
            (table.rows[0].number, table.rows[-1].number, len(table.rows)),
        )
        for table in lists_in(LISTS / name)
    }

    assert tables == TABLES[name]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_no_record_is_named(name):
    messages = "\n".join(problem.message for table in lists_in(LISTS / name) for problem in table.problems)

    for words in LEFT_OUT[name]:
        assert words in messages


def test_sheets_without_a_list_are_named_and_left_out():
    tables = read_tables(LISTS / "01_3w_great_lakes.xlsx") + read_tables(LISTS / "20_catalogue.xlsx")

    assert {table.name: table.problems[0].message for table in tables if not table.columns} == {
        "READ ME": "This holds no list and was not read.",
        "Lists": "This sheet is hidden and was not read.",
        "Scores": "This holds no list and was not read.",
    }


def test_hxl_tags_stand_with_their_columns():
    (table,) = lists_in(LISTS / "02_3w_sahel.txt")

    assert [column.tag for column in table.columns][:4] == [
        "#meta+id",
        "#org+name",
        "#org+acronym",
        "#org+type",
    ]


def test_a_cell_merged_over_several_rows_stands_for_each():
    members = lists_in(LISTS / "12_network_members.xlsx")[0]

    assert [row.texts[0] for row in members.rows[:3]] == ["Ghana", "Ghana", "South Africa"]


def test_a_link_under_other_words_is_read_where_the_column_holds_addresses():
    (table,) = lists_in(LISTS / "20_catalogue.xlsx")

    assert table.rows[0].texts[14] == "https://lighthouse.example"
    assert [column.name for column in table.columns if column.is_hidden] == ["Internal notes"]


def test_a_row_with_too_many_cells_is_refused_as_it_stands():
    (table,) = lists_in(LISTS / "04_associations.csv")

    assert [row.number for row in table.refused] == [10]
    assert table.refused[0].texts[2:4] == ("Ateliers", "jeux")
    assert [(problem.row, problem.column) for problem in table.problems if not problem.is_warning] == [
        (10, "")
    ]


@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [
        ("utf_8.csv", "utf-8", b""),
        ("marked.csv", "utf-8", codecs.BOM_UTF8),
        ("unicode.txt", "utf-16-le", codecs.BOM_UTF16_LE),
        ("big.txt", "utf-16-be", codecs.BOM_UTF16_BE),
        ("unmarked.tab", "utf-16-le", b""),
        ("western.csv", "cp1252", b""),
        ("mac.csv", "mac_roman", b""),
    ],
)
def test_letters_are_read_in_every_encoding(tmp_path, name, encoding, mark):
    path = tmp_path / name
    path.write_bytes(mark + "Nom;Pays\r\nÉcole modèle à Besançon;Sénégal\r\n".encode(encoding))

    assert texts_of(path) == [["Nom", "Pays"], ["École modèle à Besançon", "Sénégal"]]


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1256", "جمعية عيّنة لحماية الأطفال"), ("cp1251", "Образцовая линия помощи")]
)
def test_letters_of_other_scripts_are_read_from_old_encodings(tmp_path, encoding, text):
    path = written(tmp_path / "a.csv", f"name,country\n{text},TN\n", encoding)

    assert texts_of(path)[1] == [text, "TN"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_separator_is_found(tmp_path, separator, line_end):
    rows = [["name", "works in"], ["Sample Trust", '"GB, FR; IE"'], ["Mock Line", '"A\nB"']]
    path = written(tmp_path / "a.csv", line_end.join(separator.join(row) for row in rows))

    assert texts_of(path)[1:] == [["Sample Trust", "GB, FR; IE"], ["Mock Line", "A\nB"]]


def test_a_separator_that_excel_states_is_taken(tmp_path):
    assert texts_of(written(tmp_path / "a.csv", "sep=;\r\nname;country\r\nA, B, C;GB\r\n")) == [
        ["name", "country"],
        ["A, B, C", "GB"],
    ]


def test_quotation_marks_may_be_part_of_a_name(tmp_path):
    path = written(tmp_path / "a.tsv", 'name\tcountry\n"Demo" Society\tGB\nMock Line\tIE\n')

    assert texts_of(path)[1] == ['"Demo" Society', "GB"]


def test_groups_of_headings_without_merged_cells_are_joined(tmp_path):
    text = "Organisation,,Activity,,\nName,Country,Title,Start,End\nSample Trust,GB,Sample,2020,2021\n"

    assert texts_of(written(tmp_path / "a.csv", text))[0] == [
        "Organisation / Name",
        "Organisation / Country",
        "Activity / Title",
        "Activity / Start",
        "Activity / End",
    ]


def test_a_column_without_a_heading_is_called_by_its_letter(tmp_path):
    assert texts_of(written(tmp_path / "a.csv", "name,,country\nSample Trust,x,GB\nMock Line,y,IE\n"))[0] == [
        "name",
        "(B)",
        "country",
    ]


def test_a_name_that_stands_alone_is_a_record_and_a_bar_is_not(tmp_path):
    text = "name,country,website,sector\nEUROPE,,,\nSample Trust,GB,a.example,NGO\nOnly a Name,,,\nMock Line,IE,b.example,NGO\n"

    assert [row[0] for row in texts_of(written(tmp_path / "a.csv", text))] == [
        "name",
        "Sample Trust",
        "Only a Name",
        "Mock Line",
    ]


def test_an_organisation_may_be_called_total(tmp_path):
    text = "name,country\nSample Trust,GB\nTotal Example SA,FR\nTotal,2\n"

    assert [row[0] for row in texts_of(written(tmp_path / "a.csv", text))] == [
        "name",
        "Sample Trust",
        "Total Example SA",
    ]


def test_headings_that_are_repeated_on_each_page_are_left_out(tmp_path):
    rows = [["Name", "Country"], ["Sample Trust", "GB"], ["Name", "Country"], ["Mock Line", "IE"]]

    assert [row[0] for row in texts_of(workbook(tmp_path / "a.xlsx", rows))] == [
        "Name",
        "Sample Trust",
        "Mock Line",
    ]


def test_formulas_are_read_by_their_values_and_failures_refused(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet("List")
    sheet.write_row(0, 0, ["Name", "Country", "Since"])
    sheet.write_row(1, 0, ["Sample Trust", "GB"])
    sheet.write_formula(1, 2, "=2000+4", None, 2004)
    sheet.write_row(2, 0, ["Mock Line"])
    sheet.write_formula(2, 1, "=VLOOKUP(1,A1:A2,1)", None, "#N/A")
    book.close()

    (table,) = lists_in(tmp_path / "a.xlsx")

    assert [row.texts for row in table.rows] == [("Sample Trust", "GB", "2004"), ("Mock Line", "", "")]
    assert [(problem.row, problem.column) for problem in table.problems] == [(3, "Country")]
    assert "put an error here" in table.problems[0].message


def test_a_formula_in_a_text_file_is_refused_but_not_a_text_kept_from_excel(tmp_path):
    (table,) = lists_in(
        written(tmp_path / "a.csv", 'name,number\nSample Trust,"=""0012"""\nMock Line,=1+1\n')
    )

    assert [row.texts[1] for row in table.rows] == ["0012", ""]
    assert [(problem.row, problem.column) for problem in table.problems] == [(3, "number")]


def test_an_ods_names_its_merged_cells_and_hidden_columns(tmp_path):
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'.format
    span = ' table:number-rows-spanned="2"'
    path = write_ods(
        tmp_path / "a.ods",
        {
            "List": '<table:table-column/><table:table-column table:visibility="collapse"/>'
            f"<table:table-row>{cell('', 'Country')}{cell('', 'Name')}</table:table-row>"
            f"<table:table-row>{cell(span, 'Ghana')}{cell('', 'Sample Trust')}</table:table-row>"
            f"<table:table-row><table:covered-table-cell/>{cell('', 'Mock Line')}</table:table-row>"
        },
    )

    (table,) = lists_in(path)

    assert [row.texts for row in table.rows] == [("Ghana", "Sample Trust"), ("Ghana", "Mock Line")]
    assert [column.is_hidden for column in table.columns] == [False, True]


def test_a_zip_file_of_texts_is_read_without_what_a_mac_adds():
    tables = read_tables(LISTS / "06_hsds_folder.zip")

    assert "organizations" in {table.name for table in tables}
    assert all(not table.name.startswith(".") for table in tables)


def test_a_zip_file_of_workbooks_is_read_and_one_of_many_refused(tmp_path):
    inside = workbook(tmp_path / "a.xlsx", [["Name", "Country"], ["Sample Trust", "GB"]])
    for name, count in (("few.zip", 2), ("many.zip", 11)):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for number in range(count):
                archive.write(inside, f"folder/list {number}.xlsx")

    assert [table.file for table in read_tables(tmp_path / "few.zip")] == [
        "list 0.xlsx, List",
        "list 1.xlsx, List",
    ]
    with pytest.raises(Unreadable, match="at most 10"):
        read_tables(tmp_path / "many.zip")


NAMES = ["Country", "Name", "Type", "Website", "Since"]
RECORDS = [
    ["Kenya", "Alpha Trust", "NGO", "https://alpha.example", 2001],
    ["Kenya", "Beta Line", "Helpline", "beta.example", 2005],
    ["Ghana", "Gamma Police", "Police", "gamma.example", 1999],
]
SHAPES = {
    "far below a text, away from the edge": [*[["A paragraph of explanations."]] * 22, [], ["", *NAMES]]
    + [["", *record] for record in RECORDS],
    "below what the file says of itself": [["Prepared by:", "Desk"], ["Version", "2"], [], NAMES, *RECORDS],
    "with subtotals": [
        NAMES,
        *RECORDS[:2],
        ["Total Kenya", 2],
        RECORDS[2],
        ["Total Ghana", 1],
        ["Grand total", 3],
    ],
    "with a legend below": [NAMES, *RECORDS, [], ["Code", "Meaning"], ["NGO", "Non-governmental"]],
    "with the names in another language below": [NAMES, ["Pays", "Nom", "Genre", "Site", "Depuis"], *RECORDS],
    "with sections": [NAMES, ["Section A: East"], *RECORDS[:2], ["Section B: West"], RECORDS[2]],
    "with empty rows": [NAMES, *RECORDS[:2], [], [], RECORDS[2]],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_records_are_found_wherever_they_stand(tmp_path, shape):
    rows = texts_of(workbook(tmp_path / "a.xlsx", SHAPES[shape]))

    assert [column.partition(" / ")[0] for column in rows[0]] == NAMES
    assert rows[1:] == [[str(value) for value in record] for record in RECORDS]


def test_headings_of_three_rows_are_joined(tmp_path):
    rows = [[], [], ["", "Name", "Type", "Website", "Since"], *RECORDS]
    merged = {"A1:A3": "Country", "B1:E1": "Organisation", "B2:C2": "Identity", "D2:E2": "More"}

    assert texts_of(workbook(tmp_path / "a.xlsx", rows, merged=merged))[0] == [
        "Country",
        "Organisation / Identity / Name",
        "Organisation / Identity / Type",
        "Organisation / More / Website",
        "Organisation / More / Since",
    ]


def test_a_list_without_names_of_columns_calls_them_by_letters(tmp_path):
    assert texts_of(workbook(tmp_path / "a.xlsx", RECORDS))[0] == ["(A)", "(B)", "(C)", "(D)", "(E)"]

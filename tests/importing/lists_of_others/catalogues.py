"""A catalogue of programmes kept in an Excel table with everything that Excel offers around the cells."""

from datetime import date
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.importing.lists_of_others.workbooks import workbook, write_rows

HEADERS = (
    *(
        "Ref",
        "Title",
        "Kind",
        "Status",
        "Lead organisation",
        "Lead sector",
        "Lead country",
        "Partners",
        "Countries",
    ),
    *("Start", "End", "Languages", "Topics", "Summary", "Website", "Internal notes", "Score"),
)
PROGRAMMES = (
    ("P-001", "Sample Lighthouse", "Network", "Active", "Example Lighthouse Trust", "Child protection", "Ireland", "Mock Bay Police; Demo Bank plc", "IE; GB; MT", date(2016, 4, 1), None, "English, Irish", "Partnership building, Reporting abuse", "Links hotlines with police and banks.", "https://lighthouse.example", "call back in May", 4),
    ("P-002", "Demo Payment Watch", "Task force", "Active", "Demo Bank plc", "Financial", "UK", "Example Lighthouse Trust", "GB, US", date(2019, 10, 1), None, "English", "Payment disruption", "Banks trace payments for abuse.", "payment-watch.example", None, 5),
    ("P-003", "Mock Bay Cyber School", "Training", "Paused", "Mock Bay Police", "Law enforcement", "Malta", None, "Malta", date(2018, 1, 15), None, "English; Maltese", "Training for professionals", "Courses for investigators.", "https://police.mock-bay.example/school", "confidential: budget cut", 2),
    ("P-004", "Example Age Check Code", "Agreement", "Planned", "Pretend Platforms Association", "Industry", "US", "Demo Bank plc; Example Lighthouse Trust", "United States | Canada", date(2026, 1, 1), None, "English / French", "Age assurance; Self-regulation", "A code of practice that companies sign.", "https://age.pretend-platforms.example/code", None, 3),
    ("P-005", "Sample Atlas of Evidence", "Joint project", "Ended", "University of Specimen", "Academia", "New Zealand", "Example Lighthouse Trust", "New Zealand and Australia", date(2015, 3, 1), date(2018, 2, 28), "English & Māori", "Research and evidence", "Three studies of prevalence.", "http://atlas.specimen.example", None, 1),
    ("P-006", "Placeholder Safe Play", "Campaign", "Active", "Pretend Platforms Association", "Industry", "US", None, "worldwide", date(2023, 9, 1), None, "English, Spanish, Arabic", "Safer interactive services, Public awareness", "Games companies tell players how to report.", None, None, 4),
    ("P-007", None, "Campaign", None, "Example Lighthouse Trust", None, None, None, None, None, None, None, None, None, None, "title to be agreed", None),
)  # fmt: skip
KINDS = ("Network", "Task force", "Training", "Agreement", "Joint project", "Campaign")
STATUSES = ("Planned", "Active", "Paused", "Ended")


def dress(book: xlsxwriter.Workbook, sheet: Worksheet, last: int) -> None:
    """Add drop-downs, comments, colours, hidden parts, a page header and footer to rows 1 to `last`."""
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": "=Lists!$A$1:$A$6"})
    sheet.data_validation(1, 3, last, 3, {"validate": "list", "source": list(STATUSES)})
    sheet.conditional_format(1, 16, last, 16, {"type": "3_color_scale"})
    ended = {
        "type": "cell",
        "criteria": "==",
        "value": '"Ended"',
        "format": book.add_format({"font_color": "#9C0006"}),
    }
    sheet.conditional_format(1, 3, last, 3, ended)
    sheet.write_comment("B3", "Name agreed in the spring.", {"author": "Sample desk"})
    sheet.write_comment("J6", "Day is an estimate.", {"author": "Sample desk"})
    sheet.set_column("P:P", 20, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_header("&LSample catalogue&R&D")
    sheet.set_footer("&CPage &P of &N")
    sheet.write_url("O2", "https://lighthouse.example", string="Lighthouse (web)")
    sheet.freeze_panes(1, 2)
    sheet.protect("", {"autofilter": True})
    book.define_name("Kinds", "=Lists!$A$1:$A$6")


def write(folder: Path) -> None:
    """Write the catalogue; a row and a column are hidden, and the table ends with its own row of totals."""
    book = workbook(folder / "20_catalogue.xlsx")
    sheet = book.add_worksheet("Programmes")
    last = len(PROGRAMMES)
    columns = [{"header": header} for header in HEADERS]
    columns[0]["total_string"] = "Total"
    columns[-1] |= {"total_function": "average", "total_value": 3.1666666666666665}
    sheet.add_table(
        0, 0, last + 1, len(HEADERS) - 1, {"name": "Programmes", "columns": columns, "total_row": True}
    )
    write_rows(sheet, 1, PROGRAMMES)
    dress(book, sheet, last)
    lists = book.add_worksheet("Lists")
    write_rows(lists, 0, [[kind] for kind in KINDS])
    lists.hide()
    chart_sheet = book.add_chartsheet("Scores")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": ["Programmes", 1, 16, last, 16]})
    chart_sheet.set_chart(chart)
    book.close()

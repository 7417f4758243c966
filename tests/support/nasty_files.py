"""Builders of spreadsheets, well made and nasty, part by part, so that a test says exactly what is inside."""

import datetime
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from directory.tabular.sheets import column_letters

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


@dataclass(frozen=True)
class Raw:
    """A cell as it stands in the file, for what no honest builder would write."""

    xml: str


def days_since_1900(day: datetime.date) -> int:
    """How Excel stores a day."""
    return day.toordinal() - datetime.date(1899, 12, 30).toordinal()


def xlsx_cell(value: object, row: int, column: int) -> str:
    reference = f"{column_letters(column)}{row}"
    match value:
        case Raw(xml):
            return xml.replace("PLACE", reference)
        case None:
            return ""
        case bool():
            return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{reference}"><v>{value}</v></c>'
        case datetime.datetime():
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return f'<c r="{reference}" s="1"><v>{days_since_1900(value) + seconds / 86400}</v></c>'
        case datetime.date():
            return f'<c r="{reference}" s="1"><v>{days_since_1900(value)}</v></c>'
        case _:
            text = escape(str(value))
            return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def xlsx_rows(rows: Sequence[Sequence[object]]) -> str:
    return "".join(
        f'<row r="{number}">{"".join(xlsx_cell(v, number, c) for c, v in enumerate(row, 1))}</row>'
        for number, row in enumerate(rows, 1)
    )


def xlsx_parts(
    sheets: Mapping[str, Sequence[Sequence[object]] | str],
    *,
    hidden: Sequence[str] = (),
    since_1904: bool = False,
    after_rows: str = "",
    strings: Sequence[str] = (),
) -> dict[str, str]:
    """The parts of a minimal workbook. A sheet given as text is the inside of its `sheetData`."""
    listed, relations, overrides, parts = "", "", "", {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name={quoteattr(name)} sheetId="{number}"{state} r:id="rId{number}"/>'
        relations += (
            f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet"'
            f' Target="worksheets/sheet{number}.xml"/>'
        )
        overrides += (
            f'<Override PartName="/xl/worksheets/sheet{number}.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        )
        inside = rows if isinstance(rows, str) else xlsx_rows(rows)
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{inside}</sheetData>{after_rows}</worksheet>'
        )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml"'
        ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}">'
        f'<workbookPr date1904="{int(since_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SPREADSHEET}">'
        f"{''.join(f'<si><t>{escape(text)}</t></si>' for text in strings)}</sst>",
        **parts,
    }


def ods_cell(value: object) -> str:
    match value:
        case Raw(xml):
            return xml
        case None:
            return "<table:table-cell/>"
        case bool():
            shown = str(value).lower()
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{shown}"/>'
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        case datetime.date():
            return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
        case _:
            text = escape(str(value))
            return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods_parts(
    sheets: Mapping[str, Sequence[Sequence[object]] | str], *, hidden: Sequence[str] = ()
) -> dict[str, str]:
    """The parts of a minimal OpenDocument spreadsheet. A sheet given as text is the inside of its table."""
    tables = ""
    for name, rows in sheets.items():
        inside = (
            rows
            if isinstance(rows, str)
            else "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
        )
        style = "hidden" if name in hidden else "shown"
        tables += (
            f'<table:table table:name={quoteattr(name)} table:style-name="{style}">{inside}</table:table>'
        )
    return {
        "mimetype": ODS_TYPE,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        "</manifest:manifest>",
        "content.xml": f'<office:document-content xmlns:office="{ODF}:office:1.0"'
        f' xmlns:table="{ODF}:table:1.0"'
        f' xmlns:text="{ODF}:text:1.0" xmlns:style="{ODF}:style:1.0"><office:automatic-styles>'
        '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/>'
        '</style:style><style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>",
    }


def write_zip(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]] | str], **options: object) -> Path:
    return write_zip(path, xlsx_parts(sheets, **options))


def write_ods(path: Path, sheets: Mapping[str, Sequence[Sequence[object]] | str], **options: object) -> Path:
    return write_zip(path, ods_parts(sheets, **options))


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def zip_bomb(path: Path, *, megabytes: int) -> Path:
    """A workbook with a part of nothing but zeros, a thousand times as large unpacked as packed."""
    write_xlsx(path, {"partnerships": [["key"]]})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/zeros.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1_000_000))
    return path


def lying_zip(path: Path, *, megabytes: int) -> Path:
    """A workbook whose zip directory declares ten bytes for a part that unpacks to megabytes."""
    write_zip(path, {**xlsx_parts({"partnerships": [["key"]]}), "xl/zeros.xml": bytes(megabytes * 1_000_000)})
    true_size = (megabytes * 1_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true_size, (10).to_bytes(4, "little")))
    return path


def encrypted_zip(path: Path) -> Path:
    """A workbook whose zip directory marks every part as encrypted."""
    write_xlsx(path, {"partnerships": [["key"]]})
    packed = bytearray(path.read_bytes())
    position = packed.find(b"PK\x01\x02")
    while position != -1:
        packed[position + 8] |= 1
        position = packed.find(b"PK\x01\x02", position + 4)
    path.write_bytes(packed)
    return path


def billion_laughs(part: str) -> str:
    """An XML part with entities that double as they expand, put before what the part says."""
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE bomb [{entities}]>{part}'


def mutated(content: bytes, changes: Sequence[tuple[int, int]]) -> bytes:
    """The same bytes with some of them changed: (position, new byte), the position counted round and round."""
    changed = bytearray(content)
    for position, byte in changes:
        changed[position % len(changed)] = byte
    return bytes(changed)

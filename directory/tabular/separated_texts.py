"""Text files with a row a line, as other people keep them: which characters, which separator, which quotation marks."""

import codecs
import csv
import io
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.tabular.csv_files import MAX_RECORD, encoding_of, readable_records
from directory.tabular.grids import Grid

SEPARATORS = ",;\t|"
SAMPLE = 64 * 1024  # characters in which the separator is looked for
_SEPARATOR_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # Excel's own first line
_HIGH_BYTES = re.compile(b"[\x80-\xff]+")
# Bytes of the commonest letters: alef, lam and ya in Windows-1256; o, e, a, i in Windows-1251
_ARABIC, _CYRILLIC = b"\xc7\xe1\xed", b"\xee\xe5\xe0\xe8"
_MAC_LETTER = re.compile(b"(?<=[A-Za-z])[\x87-\x9f](?=[a-z])")  # accents of Mac Roman within words
_LATIN_LETTER = re.compile(b"(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[a-z])")

_NAMES = {
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256",
    "cp1251": "Windows-1251",
    "mac_roman": "Mac Roman",
}


class TextForm(NamedTuple):
    """How the rows of a text stand in it."""

    separator: str
    has_quotes: bool
    first_line: int  # where the rows begin, counted from 0


def read_separated(name: str, file: str, content: bytes) -> Grid:
    """The grid of a CSV, TSV or other separated text. Problems of the file as a whole are among the grid's problems."""
    grid = Grid(name, file, is_text=True)
    encoding = _encoding(content)
    # What does not belong to the encoding stays in its cell and is refused there.
    text = content.decode(encoding, "replace" if encoding.startswith("utf-16") else "surrogateescape")
    text = text.removeprefix("\ufeff")
    if not encoding.startswith("utf"):
        message = _(
            "The file is not in UTF-8 and was read as %(encoding)s. Check the letters with accents,"
            " or save it as “CSV UTF-8”."
        )
        grid.warn(message % {"encoding": _NAMES[encoding]})
    form = _form_of(text)
    grid.take(_records(text, form, grid))
    return grid


def _encoding(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = content[:SAMPLE]
    if b"\0" in sample[:200]:  # UTF-16 without its mark: every second byte of Latin text is empty
        return "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
    encoding = encoding_of(content)
    if encoding != "cp1252":
        return encoding
    runs = _HIGH_BYTES.findall(content[: 16 * SAMPLE])
    high = b"".join(runs)
    if len(high) >= 3 * len(runs):  # whole words of other letters than Latin ones
        arabic, cyrillic = (sum(high.count(letter) for letter in letters) for letters in (_ARABIC, _CYRILLIC))
        return "cp1256" if arabic > cyrillic else "cp1251"
    sample = content[: 16 * SAMPLE]
    return "mac_roman" if len(_MAC_LETTER.findall(sample)) > len(_LATIN_LETTER.findall(sample)) else "cp1252"


def _form_of(text: str) -> TextForm:
    """The separator that gives most rows of one width, and whether its quotation marks enclose texts."""
    if stated := _SEPARATOR_STATED.match(text[:8]):
        return TextForm(stated[1], _is_quoted(text[stated.end() :], stated[1]), 1)
    sample = text[:SAMPLE]
    if len(text) > SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample

    def regularity(separator: str) -> float:
        widths = Counter(
            len(record)
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
            if len(record) > 1
        )
        width, rows = max(
            widths.items(), key=lambda item: (item[1] * math.log(item[0]), item[0]), default=(1, 0)
        )
        return rows * math.log(width)

    try:
        separator = max(SEPARATORS, key=regularity)
    except csv.Error:
        separator = max(SEPARATORS, key=sample.partition("\n")[0].count)
    return TextForm(separator, _is_quoted(text, separator), 0)


def _is_quoted(text: str, separator: str) -> bool:
    """False where quotation marks are part of what they stand in, as data bases write them."""
    try:
        for _record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error:
        lines = [line.count(separator) for line in text.splitlines() if separator in line]
        return not lines or lines.count(max(lines)) < 0.9 * len(lines)
    return True


def _records(text: str, form: TextForm, grid: Grid) -> Iterator[list[str]]:
    lines = _lines(io.StringIO(text, newline=""))
    quoting = csv.QUOTE_MINIMAL if form.has_quotes else csv.QUOTE_NONE
    records = csv.reader(lines, delimiter=form.separator, strict=form.has_quotes, quoting=quoting)
    readable = readable_records(records, lambda message, number: grid.refuse(message, row=number))
    for number, record in enumerate(readable, 1):
        yield [] if number <= form.first_line else record


def _lines(stream: io.StringIO) -> Iterator[str]:
    while line := stream.readline(MAX_RECORD):
        yield line

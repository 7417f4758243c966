"""Words that mean the same to those who search: a shipped file, and the operator's own (SYNONYMS_FILE).

A line of a file is a set. Whoever types one of its `words` finds the others as well; and what stands in `finds`, which does
not find them. How they are searched is told in `database/sql/synonyms.sql`.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

SHIPPED = Path(__file__).resolve().parents[1] / "vocabularies" / "synonyms.csv"
COLUMNS = ["words", "finds"]
MOST_WORDS = 60  # of one set: each finds all others
LONGEST_WORD = 100


def store(operators_file: Path | None, *, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Let search know the synonyms of the shipped file and of the operator's own, and no others; whether anything changed.

    Raises ImproperlyConfigured with the line of a file that is wrong. One query.
    """
    pairs = [pair for path in (SHIPPED, operators_file) if path for pair in _pairs(path)]
    phrases, finds = map(list, zip(*pairs, strict=True))
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT synonyms_store(%s::text[], %s::text[])", [phrases, finds])
        return cursor.fetchone()[0]


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Each word of a set with each other one that it finds."""
    for number, row in _rows(path):
        words, finds = (
            [word.strip() for word in (row[column] or "").split(";") if word.strip()] for column in COLUMNS
        )
        if not words or len(words) + len(finds) < 2:
            raise ImproperlyConfigured(f"{path}, line {number}: a set has at least two words.")
        if len(words) + len(finds) > MOST_WORDS or max(map(len, [*words, *finds])) > LONGEST_WORD:
            raise ImproperlyConfigured(
                f"{path}, line {number}: at most {MOST_WORDS} words, each of at most {LONGEST_WORD} characters."
            )
        yield from ((word, synonym) for word in words for synonym in [*words, *finds] if synonym != word)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file with their lines."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="more")
            columns, rows = reader.fieldnames, [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error}") from error
    if columns != COLUMNS:
        raise ImproperlyConfigured(f"{path}: the first line should be “{','.join(COLUMNS)}”.")
    for number, row in rows:
        if "more" in row or "\0" in "".join(filter(None, row.values())):
            raise ImproperlyConfigured(f"{path}, line {number}: two columns, and quotes around a comma.")
    return rows

"""Tables as their senders keep them: columns under names of their own, with whatever stands above, between and below."""

from dataclasses import dataclass, field

from directory.tabular.sheets import FileProblem


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column as its sender wrote it. `name` is its heading, those of merged cells and of further rows of headings joined
    with " / "; without one it is its letter in parentheses, such as `(C)`. No two columns of a table have one name. `tag` its HXL hashtag with attributes, such as `#org+name`, or ""."""

    name: str
    tag: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row with a text for each column, "" where there is nothing. `number` is what a spreadsheet shows beside it, or that of
    the record in JSON, counted from 1."""

    number: int
    texts: tuple[str, ...]


@dataclass
class SourceTable:
    """A table of a file: `name` is that of its sheet or file as written, `file` what people call where it stands.

    `problems` are cells and rows that cannot be read, as errors, and what was left out or is noteworthy, as warnings. An error that
    names a column matters only where somebody reads that column: its row is in `rows`, with "" in that cell. A row with another
    error is in `refused`, with all its texts as they stand. What is no list, such as a sheet to read first, has no columns, and
    a warning that says so."""

    name: str
    file: str
    columns: list[SourceColumn]
    rows: list[SourceRow] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    refused: list[SourceRow] = field(default_factory=list)

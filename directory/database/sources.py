"""The database's functions, aggregates and triggers, as the files in `sql/` and the table in `touches` say them.

A file holds whole statements, each beginning with CREATE at the start of a line, with comments between them. Where a
number or a list is Python's to say, the file has a name in braces with a dot in it, such as `{facet.scope}`; it stands
for a piece of SQL in `directory/models/sql_constants.py`. It is put in when the function is made, so that the planner sees
a plain number; a table or a function that gives the number would be read each time a listing is computed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from directory.database import touches

FOLDER = Path(__file__).with_name("sql")
# In an order in which each stands only on what comes before it
SUBJECTS = (
    "text_search",
    "text_queries",
    "likeness",
    "documents",
    "synonyms",
    "spelling",
    "listing",
    "listing_upkeep",
    "word_bits",
    "listing_hits",
    "related",
    "suggestions",
    "valid_time",
    "changes",
    "desks",
)
TOUCHES = "touches"  # the subject of triggers and their functions that are made from the table in touches.py

DIGITS = 16  # of the digest in a mark

CONSTANT = re.compile(r"\{([a-z_]+\.[a-z0-9_-]+)\}")
HEAD = re.compile(
    r"CREATE (?:OR REPLACE (?P<kind>FUNCTION|AGGREGATE)|(?:CONSTRAINT )?TRIGGER)"
    r" (?:public\.)?(?P<name>\w+)(?:.*? ON (?P<table>\w+)\b)?",
    re.DOTALL,
)

FUNCTION, AGGREGATE, TRIGGER = "FUNCTION", "AGGREGATE", "TRIGGER"


class UnknownConstant(Exception):
    """A file names a constant that Python does not have."""


class NotAStatement(Exception):
    """A file holds something else than comments and CREATE statements for functions, aggregates and triggers."""


@dataclass(frozen=True, slots=True)
class DatabaseObject:
    """A function, an aggregate or a trigger, with the statement that makes it.

    A name stands once: no two functions differ in their parameters alone. `table` is a trigger's, else "".
    """

    kind: str
    name: str
    table: str
    subject: str
    statement: str

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.table

    @property
    def mark(self) -> str:
        """What the object's comment in the database says once it is as this statement makes it."""
        return f"{self.subject} {sha256(self.statement.encode()).hexdigest()[:DIGITS]}"


def all_objects(constants: Mapping[str, str]) -> list[DatabaseObject]:
    """All that should stand in the database, in an order in which it can be made. Raises UnknownConstant, NotAStatement."""
    return [
        *(each for subject in SUBJECTS for each in objects_of(subject, constants)),
        *_of_touches(),
    ]


def _of_touches() -> Iterator[DatabaseObject]:
    """The triggers of the table in touches.py, after their functions, of which several triggers may have one."""
    triggers = list(touches.triggers())
    for name, statement in {trigger.function: trigger.function_statement for trigger in triggers}.items():
        yield DatabaseObject(FUNCTION, name, "", TOUCHES, statement)
    for trigger in triggers:
        yield DatabaseObject(TRIGGER, trigger.name, trigger.table, TOUCHES, trigger.statement)


def objects_of(subject: str, constants: Mapping[str, str]) -> list[DatabaseObject]:
    """What the file of a subject makes, in the file's order. Raises UnknownConstant, NotAStatement."""

    def constant(match: re.Match[str]) -> str:
        try:
            return constants[match[1]]
        except KeyError:
            raise UnknownConstant(f"{subject}.sql: {match[0]} is not in sql_constants.py.") from None

    objects = []
    for text in statements((FOLDER / f"{subject}.sql").read_text(encoding="utf-8")):
        statement = CONSTANT.sub(constant, text)
        head = HEAD.match(statement)
        if not head:
            raise NotAStatement(f"{subject}.sql: {statement[:60]}")
        kind = head["kind"] or TRIGGER
        table = head["table"] if kind == TRIGGER else ""
        objects.append(DatabaseObject(kind, head["name"], table, subject, statement))
    return objects


def statements(text: str) -> Iterator[str]:
    """The statements of a file without the comments between them; those inside a function's body belong to it."""
    lines: list[str] = []
    for line in text.splitlines():
        if not lines and (not line.strip() or line.startswith("--")):
            continue
        lines.append(line)
        is_in_body = sum(line.count("$$") for line in lines) % 2
        if line.endswith(";") and not is_in_body:
            yield "\n".join(lines)
            lines = []
    if lines:
        raise NotAStatement(f"No semicolon ends: {lines[0]}")

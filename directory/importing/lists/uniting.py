"""What several rows of a list say about one record, as one text for each column."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from directory.importing.lists.rows import Texts
from directory.importing.lists.targets import is_of_several
from directory.models import Status
from directory.models.partial_dates import exactly

# Of rows with several, the first of these: a programme of which one activity goes on has not ended
STATUSES = (Status.ACTIVE, Status.PAUSED, Status.PLANNED, Status.ENDED, Status.UNKNOWN)
OF_MANY_WORDS = {"summary", "description"}


def united(kind: str, rows: Sequence[Texts], report: Callable[[str, Sequence[str], str], None]) -> Texts:
    """The texts of all rows in one: lists put together, the earliest start, the latest end where each row has one, of texts the
    last, of all else the first. `report` is told of each column in which rows differ, with their texts and the one taken."""
    columns = dict.fromkeys(column for row in rows for column in row)
    texts: Texts = {}
    for column in columns:
        stated = list(dict.fromkeys(row[column] for row in rows if row.get(column)))
        if not stated:
            continue
        if is_of_several(f"{kind}.{column}"):
            texts[column] = ";".join(dict.fromkeys(piece for text in stated for piece in text.split(";")))
            continue
        texts[column] = _chosen(column, stated)
        if len(stated) > 1 and column not in ("name", "title"):
            report(column, stated, texts[column])
    _end_only_where_all_end(rows, texts)
    return texts


def _chosen(column: str, stated: Sequence[str]) -> str:
    if column in ("started", "joined"):
        return earliest(stated)
    if column in ("ended", "left"):
        return max(stated, key=lambda day: (exactly(day), day == exactly(day)))
    if column == "status":
        return next((status.value for status in STATUSES if status.value in stated), stated[0])
    return stated[-1] if column in OF_MANY_WORDS else stated[0]


def earliest(days: Iterable[str]) -> str:
    """The earliest of partial dates: of two of which one is a part of the other, the more precise, and an exact one
    rather than one that is only about so."""
    first = ""
    for day in sorted(days):
        if not first or (day.startswith(first) and exactly(day) != first):
            first = day
    return first


def _end_only_where_all_end(rows: Sequence[Mapping[str, str]], texts: Texts) -> None:
    for column, beside in (("ended", ("started", "status")), ("left", ("joined",))):
        if texts.get(column) and texts.get("status") != Status.ENDED:
            dated = [row for row in rows if any(row.get(name) for name in (*beside, column))]
            if not all(row.get(column) for row in dated):
                del texts[column]

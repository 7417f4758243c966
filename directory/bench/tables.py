"""What was measured, in columns: for a terminal, or in Markdown for docs/speed.md."""

from pathlib import Path

from directory.bench.measuring import PATIENCE, DatabasePart, Stream, Times
from directory.bench.pages import PageKind

STREAM_SECONDS, FIRST_BYTE, STREAM_MEMORY = 15, 0.3, 150  # to reach with 100,000 partnerships; memory in MB
# Lines of a document between which the measurements stand
BEGINNING, END = "<!-- bench -->", "<!-- /bench -->"
HEADINGS = [
    "Page",
    "Request, ms",
    "To reach",
    "Database, ms",
    "Queries",
    "kB",
    "A good Django",
    "Plain django-filter",
]


def row(kind: PageKind, size: int, whole: Times, kilobytes: float, database: DatabasePart) -> list[str]:
    goal = kind.goal and kind.goal.at(size)
    return [
        kind.name,
        in_brief(whole),
        compared(whole, goal) if goal else "",
        in_brief(database.ours),
        str(database.queries),
        f"{kilobytes:.1f}",
        ratio(database.good, database) if kind.is_results else "",
        ratio(database.plain, database) if kind.is_results else "",
    ]


def stream_line(address: str, stream: Stream) -> str:
    """What a file took, and whether that is within what is to be reached with 100,000 partnerships."""
    seconds, first = stream.whole.median / 1000, stream.first.median / 1000
    is_reached = seconds <= STREAM_SECONDS and first <= FIRST_BYTE and stream.memory <= STREAM_MEMORY
    return (
        f"{address}, {stream.megabytes:.0f} MB: {seconds:.1f} s, first byte after {first:.2f} s, a worker's memory"
        f" {stream.memory:.0f} MB at most (to reach: {STREAM_SECONDS} s, {FIRST_BYTE} s, {STREAM_MEMORY} MB"
        f" {'yes' if is_reached else 'no'})."
    )


def in_brief(times: Times) -> str:
    """The median and the 95th percentile."""
    return f"{short(times.median)} / {short(times.p95)}"


def short(number: float) -> str:
    return f"{number:.1f}" if number < 10 else f"{number:.0f}"


def compared(times: Times, goal: tuple[int, int]) -> str:
    reached = times.median <= goal[0] and times.p95 <= goal[1]
    return f"{goal[0]} / {goal[1]} {'yes' if reached else 'no'}"


def ratio(usual: Times | None, database: DatabasePart) -> str:
    """How many times as long the usual way takes, and how long."""
    if usual is None:
        return f"> {PATIENCE * 1000 / database.ours.median:.0f} x (> {PATIENCE} s)"
    return f"{usual.median / database.ours.median:.0f} x ({usual.median:.0f} ms)"


def in_text(rows: list[list[str]]) -> str:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def in_markdown(rows: list[list[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def write_into(document: Path, measurements: str) -> None:
    """Put the measurements between the two marks of a document, in place of earlier ones. ValueError without marks."""
    before, _beginning, marked = document.read_text(encoding="utf-8").partition(f"{BEGINNING}\n")
    _earlier, end, after = marked.partition(END)
    if not end:
        raise ValueError(f"{document} has no lines {BEGINNING} and {END}.")
    document.write_text(f"{before}{BEGINNING}\n{measurements.strip()}\n{END}{after}", encoding="utf-8")

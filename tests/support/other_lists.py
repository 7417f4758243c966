"""Lists as other people keep them, brought in as a reviewer does: questions answered, the rows compared and applied."""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from directory.importing import judging, roads
from directory.importing.lists import planning
from directory.models import Decision, ImportSender, Membership, Organisation, Partnership, RowState

FOLDER = Path(__file__).parent.parent / "importing" / "lists_of_others"
ANSWERS = json.loads((FOLDER.parent / "answers.json").read_text(encoding="utf-8"))
MOST_PAGES = 5


@dataclass
class BroughtIn:
    """What became of a list. `pages` counts those with questions; `unanswered` are questions for which nobody had an answer."""

    pages: int = 0
    unanswered: list[str] = field(default_factory=list)
    rows: list[judging.JudgedRow] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def wrong_rows(self) -> set[int]:
        return {row.position.number for row in self.rows if row.state == RowState.WRONG}

    def states(self) -> set[str]:
        return {row.state for row in self.rows}


def bring_in(path: Path, sender: ImportSender, answers: dict[str, str], *, sent_as: str = "") -> BroughtIn:
    """Bring in a list under the name with which it was sent."""
    outcome = BroughtIn()
    with tempfile.TemporaryDirectory() as folder:
        sent = Path(folder) / (sent_as or path.name)
        sent.write_bytes(path.read_bytes())
        file = roads.read_of_sender(sent, sender)
        while file.reading is None and outcome.pages < MOST_PAGES:
            outcome.pages += 1
            asked = {name: answer for name, answer in answers.items() if _is_asked(file.planned_tables, name)}
            unanswered = planning.unanswered(file.planned_tables, asked)
            if unanswered:
                outcome.unanswered = [f"{planned.shape}: {question.name}" for planned, question in unanswered]
                return outcome
            sender.plans |= planning.answer(file.planned_tables, asked)
            file = roads.read_of_sender(sent, sender)
        reading = file.reading
    decisions: dict[Any, judging.RowDecision] = {}
    rows = judging.judge(reading, decisions, by=None, source=path.name, report_progress=lambda _count: None)
    for row in rows:
        if row.state == RowState.DOUBTFUL:  # like others of the made-up names: each is another one
            decisions[row.position] = judging.RowDecision(Decision.ANOTHER)
    if decisions:
        rows = judging.judge(
            reading, decisions, by=None, source=path.name, report_progress=lambda _count: None
        )
    seen = {row.position: judging.SeenRow(row.state, row.changes) for row in rows}
    left_out = judging.apply(
        reading, decisions, seen, by=None, source=path.name, why="", report_progress=lambda _count: None
    )
    assert left_out is not None
    outcome.rows = rows
    outcome.remarks = [str(problem.message) for problem in reading.problems if problem.is_warning]
    return outcome


def _is_asked(planned_tables: list[planning.PlannedTable], name: str) -> bool:
    return any(
        name in (question.name, f"{planned.shape}: {question.name}")
        for planned in planned_tables
        for question in planned.questions
    )


def counted() -> dict[str, int]:
    return {
        "organisations": Organisation.objects.count(),
        "partnerships": Partnership.objects.count(),
        "memberships": Membership.objects.count(),
    }


def differences(value: dict[str, Any]) -> list[str]:
    """In what the directory differs from a value that is right, in words."""
    try:
        record = _record(value)
    except (Organisation.DoesNotExist, Partnership.DoesNotExist, Membership.DoesNotExist):
        return [f"{value} is missing"]
    stated = _stated(value["record"], record)
    return [
        f"{value.get('name') or value.get('member')}: {name} is {stated[name]!r}, not {right!r}"
        for name, right in value.items()
        if name not in ("record", "name", "partnership", "member")
        if not _is_right(name, right, stated[name])
    ]


def _record(value: dict[str, Any]):
    if value["record"] == "organisation":
        return Organisation.objects.get(name=value["name"])
    if value["record"] == "partnership":
        return Partnership.objects.get(title=value["name"])
    return Membership.objects.get(
        partnership__title=value["partnership"], organisation__name=value["member"], role=value["role"]
    )


def _stated(kind: str, record: Any) -> dict[str, Any]:
    if kind == "membership":
        return {"role": record.role, "joined": record.joined, "left": record.left}
    names = {
        of_kind: list(record.other_names.filter(kind=of_kind).values_list("name", flat=True))
        for of_kind in ("other", "former")
    }
    common = {
        "acronym": record.acronym,
        "website": record.website,
        "ended": record.ended,
        "other_names": names["other"],
        "former_names": names["former"],
    }
    if kind == "organisation":
        return common | {
            "countries": [record.country_id] if record.country_id else [],
            "sector": record.sector_id,
            "founded": record.founded,
            "parent": record.parent.name if record.parent else None,
            "identifiers": [str(identifier) for identifier in record.identifiers.all()],
        }
    return common | {
        "countries": list(record.countries.values_list("pk", flat=True)),
        "topics": list(record.topics.values_list("slug", flat=True)),
        "languages": list(record.languages.values_list("pk", flat=True)),
        "kind": record.kind,
        "status": record.status,
        "started": record.started,
        "extent": record.extent,
    }


def _is_right(name: str, right: Any, stated: Any) -> bool:
    if name == "website":
        return _place(right) == _place(stated)
    if isinstance(right, list):
        return set(right) == set(stated)
    return (right or "") == (stated or "")


def _place(address: str | None) -> str:
    """An address without its scheme, and without the slash behind a host."""
    return (address or "").removeprefix("https://").removeprefix("http://").rstrip("/")

"""All tables of a file with their plans, as far as they are remembered for its sender, and the questions that are left."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from directory.importing.lists import values
from directory.importing.lists.columns import ListColumns
from directory.importing.lists.names import DESCRIBED, names_in, readers
from directory.importing.lists.plans import ListPlan, ListQuestion
from directory.importing.lists.questions import UnknownAnswer, answered, is_list, plan_for
from directory.importing.lists.targets import MEMBERS, word_choices
from directory.models.text_search import folded
from directory.tabular.tables import SourceTable

MOST_NAMES = 40  # of organisations that are named only, each of which is asked for its sector
OTHERS = "*"  # stands for all names that have no sector of their own in a plan
SAME = 0.5  # of the headings of a plan, that a table must have to be of the same shape under another name
DATE_WORDS = Path(__file__).with_name("date_words.csv")


@dataclass
class PlannedTable:
    """A table with its plan. `shape` is the name under which the plan is remembered; `questions` are those that nobody has
    answered. A table that is no list has no questions, and nothing is read from it."""

    table: SourceTable
    shape: str
    plan: ListPlan
    questions: list[ListQuestion] = field(default_factory=list)
    is_list: bool = True

    @property
    def needs_answers(self) -> bool:
        return bool(self.questions)


def shape_name(table: SourceTable) -> str:
    """The name of a table without the dates and numbers in which a later one differs."""
    words = folded(table.name).split()
    return " ".join(word for word in words if not word.isdecimal() and word not in _months())[:100]


@cache
def _months() -> frozenset[str]:
    with DATE_WORDS.open(encoding="utf-8", newline="") as file:
        months = [row["words"] for row in csv.DictReader(file) if row["means"].isdecimal()]
    return frozenset(folded(word) for words in months for word in words.split(";"))


def planned(
    tables: Sequence[SourceTable], plans: Mapping[str, Mapping[str, Any]], *, again: bool = False
) -> list[PlannedTable]:
    """The tables of a file with plans, remembered ones of its sender where they have one of the shape; `again` with the
    questions that were answered as well."""
    planned_tables: list[PlannedTable] = []
    for table in tables:
        shape = _shape(table, plans, {other.shape for other in planned_tables})
        remembered = ListPlan.from_json(plans[shape]) if shape in plans else None
        plan, questions = plan_for(table, remembered, again=again)
        planned_tables.append(PlannedTable(table, shape, plan, questions, is_list(table, plan)))
    has_lists = any(planned_table.is_list for planned_table in planned_tables)
    for planned_table in planned_tables:
        # Where no table seems to be a list, a person says which one is
        if not planned_table.is_list and (has_lists or not _may_be_list(planned_table.table)):
            planned_table.questions = []
    _ask_for_sectors(planned_tables, again=again)
    return planned_tables


def _may_be_list(table: SourceTable) -> bool:
    return len(table.columns) > 1 and len(table.rows) > 1


def _shape(table: SourceTable, plans: Mapping[str, Mapping[str, Any]], taken: set[str]) -> str:
    """The name of the remembered plan that fits best; else a new name."""
    keys = set(ListColumns(table).keys)
    name = shape_name(table)
    overlaps = {
        shape: len(keys & set(plan.get("columns", ()))) / max(len(plan.get("columns", ())), 1)
        for shape, plan in plans.items()
        if shape not in taken
    }
    fitting = [shape for shape, overlap in overlaps.items() if overlap >= SAME]
    if fitting:
        return max(fitting, key=lambda shape: (overlaps[shape], shape == name))
    count = 1
    shape = name or "list"
    while shape in taken or shape in plans:
        count += 1
        shape = f"{name or 'list'} ({count})"
    return shape


def _ask_for_sectors(planned_tables: Sequence[PlannedTable], *, again: bool) -> None:
    """Ask for the sectors of organisations that are named as members only, and are not in the directory."""
    lists = [planned_table for planned_table in planned_tables if planned_table.is_list]
    if not any(_member_targets(planned_table.plan) for planned_table in lists):
        return
    list_readers, known = readers([(planned_table.table, planned_table.plan) for planned_table in lists])
    described = {
        folded(name)
        for planned_table, reader in zip(lists, list_readers, strict=True)
        for name in names_in(planned_table.table, reader, DESCRIBED)
    }
    for planned_table, reader in zip(lists, list_readers, strict=True):
        sectors = planned_table.plan.sectors
        names = [
            name
            for name in names_in(planned_table.table, reader, _member_targets(planned_table.plan))
            if folded(name) not in described
            and not known.key(name)
            and (again or not (folded(name) in sectors or OTHERS in sectors))
        ]
        planned_table.questions += _sector_questions(names, sectors)
        described |= {folded(name) for name in names}  # asked once, whichever table names it first


def _member_targets(plan: ListPlan) -> tuple[str, ...]:
    return tuple(sorted({target for target in plan.columns.values() if target.startswith(MEMBERS)}))


def _sector_questions(names: Sequence[str], sectors: Mapping[str, str]) -> Iterable[ListQuestion]:
    choices = (("", _("It is no organisation: leave it out")), *word_choices("organisation.sector"))
    for name in names[:MOST_NAMES]:
        suggested = sectors.get(folded(name)) or values.suggestion("organisation.sector", name)
        words = _("The sector of “%(name)s”") % {"name": name}
        # That it is none is no answer by itself: the members would be lost
        yield ListQuestion(
            f"sectors/{folded(name)}", words, choices, suggested, is_optional=folded(name) in sectors
        )
    if len(names) > MOST_NAMES:
        words = _("The sector of the other organisations that are named only: %(count)s")
        count = len(names) - MOST_NAMES
        yield ListQuestion(f"sectors/{OTHERS}", words % {"count": count}, choices, sectors.get(OTHERS, ""))


def answer(planned_tables: Sequence[PlannedTable], answers: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The plans to remember, by shape, after the questions were answered: `answers` are by the name of a question, or by
    `<shape>: <name>` where only that table is meant. What nobody answers is as suggested.

    Raises UnknownAnswer for an answer to no question or that is no choice."""
    taken: set[str] = set()
    plans = {}
    for planned_table in planned_tables:
        prefix = f"{planned_table.shape}: "
        own_answers = {}
        for question in planned_table.questions:
            for name in (question.name, prefix + question.name):
                if name in answers:
                    own_answers[question.name] = answers[name]
                    taken.add(name)
        if planned_table.questions:
            plans[planned_table.shape] = answered(
                planned_table.plan, planned_table.questions, own_answers
            ).as_json()
    if unknown := answers.keys() - taken:
        raise UnknownAnswer(
            _("Nothing asks for these answers: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )
    return plans


def unanswered(
    planned_tables: Sequence[PlannedTable], answers: Mapping[str, str]
) -> list[tuple[PlannedTable, ListQuestion]]:
    """The questions that have neither an answer nor a suggestion, each with its table."""
    return [
        (planned_table, question)
        for planned_table in planned_tables
        for question in planned_table.questions
        if question.needs_answer
        and question.name not in answers
        and f"{planned_table.shape}: {question.name}" not in answers
    ]

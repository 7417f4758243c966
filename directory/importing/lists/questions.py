"""What only a person can say about a list: asked once for each sender, with what is guessed as the suggestion.

The questions of a table are about its columns, then about what the columns bring with them: words that nobody knows, what
our records need and no column says, dates that can be read both ways.
"""

import copy
import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from directory.importing.lists import headings
from directory.importing.lists.columns import ListColumns
from directory.importing.lists.dates import order_shown
from directory.importing.lists.plans import NOT_TO_COME_IN, ListPlan, ListQuestion
from directory.importing.lists.targets import (
    ADMISSION,
    IDENTIFIER,
    LEFT_OUT,
    MEMBERS,
    NAME,
    OF_COUNTRIES,
    OF_DAYS,
    ROLE,
    TITLE,
    VOCABULARIES,
    is_of_several,
    kinds_in,
    label,
    required_columns,
    target_choices,
    targets,
    word_choices,
)
from directory.importing.lists.values import ValueReader, suggestion
from directory.models import Role
from directory.models.text_search import folded
from directory.records import identifiers
from directory.tabular.tables import SourceTable

SAMPLES = 3
MOST_WORDS = 40  # of one target that are asked for, the most frequent first; rows with others are wrong
LONGEST_WORD = 100  # characters; what is longer is no word
ADMISSION_WORDS = Path(__file__).with_name("admission_words.csv")
ADMITTED = {"yes": "yes", "no": NOT_TO_COME_IN}
NOTHING, NAMIBIA = "nothing", "namibia"
COUNTRY_OF_NA = "NA"


class UnknownAnswer(Exception):
    """No question has that name, or the answer is none of its choices. The message says which there are."""


def plan_for(
    table: SourceTable, plan: ListPlan | None = None, *, again: bool = False
) -> tuple[ListPlan, list[ListQuestion]]:
    """A plan completed with what is guessed, and what a person has to say still; `again` has the questions that were
    answered as well, with their answers as suggestions."""
    plan = copy.deepcopy(plan) if plan else ListPlan()
    questions = _Questions(ListColumns(table), plan, again=again)
    return plan, list(questions)


def is_list(table: SourceTable, plan: ListPlan) -> bool:
    """Whether a table names organisations or partnerships, by what its columns mean: a sheet of remarks does not."""
    used = {target for target in ListColumns(table).targets(plan).values() if target}
    return bool(kinds_in(used)) or any(target.startswith(MEMBERS) for target in used)


class _Questions:
    """The questions about a table, while its plan is completed."""

    def __init__(self, table: ListColumns, plan: ListPlan, *, again: bool) -> None:
        self.table, self.plan, self.again = table, plan, again
        self.was_confirmed = plan.is_confirmed

    def __iter__(self) -> Iterator[ListQuestion]:
        yield from self._columns()
        self.reader = ValueReader(self.plan)
        used = {target for target in self.table.targets(self.plan).values() if target}
        if not used:
            return
        yield from self._partnership_of_all(used)
        used |= self.plan.constants.keys()
        yield from self._constants(used)
        yield from self._empty(used)
        yield from self._not_available(used)
        yield from self._words(used)
        yield from self._admission(used)
        yield from self._days(used)
        if IDENTIFIER in used and (self.again or not self.was_confirmed):
            yield self._scheme()

    def _is_open(self, answers: Mapping[str, str], name: str) -> bool:
        return self.again or name not in answers

    def _columns(self) -> Iterator[ListQuestion]:
        guesses = self._guesses()
        for position, key in enumerate(self.table.keys):
            guess = guesses.get(position, LEFT_OUT)
            is_new = key not in self.plan.columns
            self.plan.columns.setdefault(key, guess)
            # A column more in a later list is asked for only where it seems to say something
            if (is_new and (guess or not self.was_confirmed)) or self.again:
                column = self.table.source.columns[position]
                yield ListQuestion(
                    f"columns/{key}",
                    column.name or _("(no heading)"),
                    target_choices(),
                    self.plan.columns[key],
                    self.table.samples(position, SAMPLES),
                    is_optional=True,
                )

    def _guesses(self) -> dict[int, str]:
        """What each column seems to mean; of two columns with one meaning, where there is one value, the one that says more."""
        known_targets = set(targets())
        guesses = {
            position: target
            for position, target in headings.targets(self.table.source).items()
            if target in known_targets and not self.table.source.columns[position].is_hidden
        }
        guesses |= {position: ADMISSION for position in self._consents() if not guesses.get(position)}
        best: dict[str, int] = {}
        for position, target in guesses.items():
            if target and not is_of_several(target):
                best[target] = max(best.get(target, position), position, key=self.table.loquacity)
        return {
            position: target if is_of_several(target) or best.get(target) == position else LEFT_OUT
            for position, target in guesses.items()
        }

    def _consents(self) -> Iterator[int]:
        """The columns in which people agreed, or did not, that their answers are published."""
        for position, key in enumerate(self.table.keys):
            words = f" {key} "
            texts = self.table.samples(position, SAMPLES)
            is_asked = texts and any(f" {word} " in words for word in _admission_words())
            if is_asked and all(suggestion("organisation.international", text) for text in texts):
                yield position

    def _partnership_of_all(self, used: set[str]) -> Iterator[ListQuestion]:
        """Whose members those are of whom a list says since when or as what, but not of what."""
        is_of_members = NAME in used and any(target.startswith("membership.") for target in used)
        if is_of_members and TITLE not in used:
            if self._is_open(self.plan.constants, TITLE):
                yield self._constant(TITLE, _("Whose members are these? The name of the partnership"))
            if self._is_open(self.plan.constants, "partnership.acronym"):
                words = _("The acronym of that partnership")
                yield self._constant("partnership.acronym", words, is_optional=True)
            used |= {TITLE}

    def _constants(self, used: set[str]) -> Iterator[ListQuestion]:
        kinds = kinds_in(used)
        for kind in sorted(kinds):
            for target in required_columns(kind):
                if self._lacks(target):
                    yield self._constant(target, _("%(target)s, for all rows") % {"target": label(target)})
        if len(kinds) == 2 and self._lacks(ROLE):
            yield self._constant(ROLE, _("The part of the organisations in the partnerships"))
        if kinds == {"organisation"} and self._lacks("organisation.country"):
            words = _("The home country of all these organisations")
            yield self._constant("organisation.country", words, is_optional=True)

    def _lacks(self, target: str) -> bool:
        """Whether no column has that meaning, and nobody has said what stands there in all rows."""
        return target not in self.table.targets(self.plan).values() and self._is_open(
            self.plan.constants, target
        )

    def _constant(self, target: str, words: str, *, is_optional: bool = False) -> ListQuestion:
        suggested = self.plan.constants.get(target, "") or self._suggested(target)
        return ListQuestion(
            f"constants/{target}", words, word_choices(target), suggested, is_optional=is_optional
        )

    def _suggested(self, target: str) -> str:
        if target == ROLE:
            # "Lead organisation" says which part it has
            positions = self.table.positions(NAME, self.plan)
            for heading in (self.table.source.columns[position].name for position in positions):
                if role := ValueReader(ListPlan()).read(ROLE, heading).text:
                    return role
        return _suggested_constants().get(target, "")

    def _empty(self, used: set[str]) -> Iterator[ListQuestion]:
        """What stands where a cell is empty which our records need, or which may say the same for all."""
        for target in (*required_columns("organisation"), *required_columns("partnership"), ROLE):
            if self._is_open(self.plan.empty, target) and self.table.has_empty(target, self.plan):
                yield self._default(target)
        target = "organisation.country"
        if self._is_open(self.plan.empty, target) and self.table.has_empty(target, self.plan):
            yield self._default(target, is_optional=True)

    def _default(self, target: str, *, is_optional: bool = False) -> ListQuestion:
        suggested = self.plan.empty.get(target, "") or _suggested_constants().get(target, "")
        words = _("%(target)s, where the cell is empty") % {"target": label(target)}
        return ListQuestion(
            f"empty/{target}", words, word_choices(target), suggested, is_optional=is_optional
        )

    def _not_available(self, used: set[str]) -> Iterator[ListQuestion]:
        """What the cell `NA` means where a country is meant: Namibia, or, as R writes it, nothing."""
        for target in sorted(used & OF_COUNTRIES):
            if not self.table.has_text(target, self.plan, COUNTRY_OF_NA):
                continue
            is_known = target in self.plan.nothing or "na" in self.plan.values.get(target, {})
            if is_known and not self.again:
                continue
            suggested = NOTHING if target in self.plan.nothing or self._names_namibia(target) else ""
            if "na" in self.plan.values.get(target, {}):
                suggested = NAMIBIA
            yield ListQuestion(
                f"nothing/{target}",
                _("“NA” in %(target)s") % {"target": label(target)},
                ((NOTHING, _("Nothing is known")), (NAMIBIA, _("Namibia"))),
                suggested,
            )

    def _names_namibia(self, target: str) -> bool:
        """Whether a column writes Namibia in another way, so that its `NA` is not that."""
        texts = (text for text in self.table.texts(target, self.plan) if text.strip() != COUNTRY_OF_NA)
        return any(COUNTRY_OF_NA in self.reader.read(target, text).text.split(";") for text in texts)

    def _words(self, used: set[str]) -> Iterator[ListQuestion]:
        for target in sorted(used):
            if target in OF_DAYS or target in VOCABULARIES:
                counts: Counter[str] = Counter()
                spellings: dict[str, str] = {}
                reader = ValueReader(self._without_words(target)) if self.again else self.reader
                for text, count in self.table.texts(target, self.plan).items():
                    for word in reader.read(target, text).unknown:
                        if len(word) <= LONGEST_WORD and folded(word):
                            counts[folded(word)] += count
                            spellings.setdefault(folded(word), word)
                for key, _count in counts.most_common(MOST_WORDS):
                    if question := self._word(target, key, spellings[key]):
                        yield question

    def _without_words(self, target: str) -> ListPlan:
        plan = copy.copy(self.plan)
        plan.values = {name: words for name, words in self.plan.values.items() if name != target}
        return plan

    def _word(self, target: str, key: str, word: str) -> ListQuestion | None:
        answers = self.plan.values.get(target, {})
        suggested = answers.get(key) or suggestion(target, word)
        if target in OF_DAYS and not suggested and any(character.isdigit() for character in word):
            return None  # a day that there is not, such as 31 February: the row is wrong
        choices = word_choices(target)
        return ListQuestion(
            f"values/{target}/{key}",
            _("“%(word)s” in %(target)s") % {"word": word, "target": label(target)},
            _word_answers(choices) if choices else (),
            suggested,
            # Nothing may be meant, but only a person can say so
            is_optional=key in answers,
        )

    def _admission(self, used: set[str]) -> Iterator[ListQuestion]:
        """Which words of a column say that a row may come in."""
        if ADMISSION not in used:
            return
        answers = self.plan.values.get(ADMISSION, {})
        words = Counter({"": 1} if self.table.has_blank(ADMISSION, self.plan) else {})
        words.update(self.table.texts(ADMISSION, self.plan))
        for word, _count in words.most_common(MOST_WORDS):
            key = folded(word)
            if self._is_open(answers, key):
                yield ListQuestion(
                    f"values/{ADMISSION}/{key}",
                    _("“%(word)s”: may these rows come in?") % {"word": word},
                    (("yes", _("Yes")), (NOT_TO_COME_IN, _("No"))),
                    answers.get(key, "") or ADMITTED.get(suggestion("organisation.international", word), ""),
                )

    def _days(self, used: set[str]) -> Iterator[ListQuestion]:
        if self.plan.days and not self.again:
            return
        texts = [text for target in sorted(used & OF_DAYS) for text in self.table.texts(target, self.plan)]
        reader = ValueReader(ListPlan(values=self.plan.values))
        ambiguous = [
            text
            for target in sorted(used & OF_DAYS)
            for text in self.table.texts(target, self.plan)
            if reader.read(target, text).is_ambiguous_day
        ]
        if not ambiguous:
            return
        order = order_shown(texts)
        if order and not self.again:
            self.plan.days = order
            return
        yield ListQuestion(
            "days",
            _("What stands first in a date such as %(date)s?") % {"date": ambiguous[0]},
            (("day", _("The day")), ("month", _("The month"))),
            self.plan.days or order,
            tuple(ambiguous[:SAMPLES]),
        )

    def _scheme(self) -> ListQuestion:
        registers = tuple(
            (register.code, f"{register.name} ({register.code})")
            for register in identifiers.registers().values()
        )
        return ListQuestion(
            "scheme",
            _("Which register gave the numbers of the records?"),
            (("", _("None of these: they are the sender's own")), *registers),
            self.plan.scheme,
            is_optional=True,
        )


@cache
def _admission_words() -> frozenset[str]:
    with ADMISSION_WORDS.open(encoding="utf-8", newline="") as file:
        return frozenset(folded(word) for row in csv.DictReader(file) for word in row["words"].split(";"))


def _word_answers(choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return (
        ("", _("Nothing: leave it out")),
        (NOT_TO_COME_IN, _("Rows with it do not come in")),
        *choices,
    )


def _suggested_constants() -> dict[str, str]:
    """What is suggested where no column says what our records need."""
    return {
        ROLE: Role.MEMBER.value,
        "partnership.summary": _("The list from which this record was taken does not describe it."),
    }


def answered(plan: ListPlan, questions: list[ListQuestion], answers: Mapping[str, str]) -> ListPlan:
    """The plan with an answer to each of the questions: one of `answers` by their names, else what is suggested.

    Raises UnknownAnswer for one that is not among the choices."""
    plan = copy.deepcopy(plan)
    for question in questions:
        answer = answers.get(question.name, question.suggested)
        if question.choices and answer not in dict(question.choices):
            allowed = ", ".join(value or "“”" for value, _label in question.choices)
            message = _("“%(answer)s” is no answer to “%(name)s”. Answers are: %(allowed)s.")
            raise UnknownAnswer(message % {"answer": answer, "name": question.name, "allowed": allowed})
        _keep(plan, question.name, answer)
    plan.is_confirmed = True
    return plan


def _keep(plan: ListPlan, name: str, answer: str) -> None:
    kind, _slash, target = name.partition("/")
    if kind == "values":
        column, _slash, word = target.partition("/")
        plan.values.setdefault(column, {})[word] = answer
    elif kind == "nothing":
        plan.nothing = [column for column in plan.nothing if column != target]
        plan.values.get(target, {}).pop("na", None)
        if answer == NOTHING:
            plan.nothing.append(target)
        elif answer == NAMIBIA:
            plan.values.setdefault(target, {})["na"] = COUNTRY_OF_NA
    elif kind in ("columns", "constants", "empty", "sectors"):
        getattr(plan, kind)[target] = answer
    else:
        setattr(plan, kind, answer)

"""One row of another's list: what it says of an organisation, of a partnership, and of who is a member of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from directory.importing.checking import SHEETS
from directory.importing.lists.columns import ListColumns
from directory.importing.lists.planning import PlannedTable
from directory.importing.lists.plans import NOT_TO_COME_IN
from directory.importing.lists.targets import (
    ADMISSION,
    IDENTIFIER,
    NAME,
    OF_DAYS,
    SHEET_OF,
    TITLE,
    VOCABULARIES,
    is_of_several,
    label,
    split,
)
from directory.importing.lists.values import ValueReader
from directory.models.text_search import folded
from directory.tabular import FileProblem
from directory.tabular.tables import SourceRow

_OF_OTHER_COLUMN = re.compile(r"([a-z]+)=(.*)")

Texts = dict[str, str]  # by column of one of our sheets


@dataclass
class ListRow:
    """What a row says. `organisation`, `partnership` and `membership` have the texts that stand in it, in our words and by
    our columns; `members` are names, each with the role; `number` is the sender's own of the record; `dropped` are
    words that have no place in their column, with its heading."""

    planned_table: PlannedTable
    source: SourceRow
    organisation: Texts = field(default_factory=dict)
    partnership: Texts = field(default_factory=dict)
    membership: Texts = field(default_factory=dict)
    members: list[tuple[str, str]] = field(default_factory=list)
    number: str = ""
    dropped: list[tuple[str, str]] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)

    @property
    def file(self) -> str:
        return self.planned_table.table.file

    @property
    def is_about_partnership(self) -> bool:
        return TITLE in self.planned_table.plan.columns.values()

    def problem(self, message: str, *, column: str = "", value: str = "") -> None:
        self.problems.append(FileProblem(self.file, self.source.number, column, value, message))


def list_rows(planned_table: PlannedTable, reader: ValueReader) -> Iterator[ListRow]:
    """The rows of a table, each with what is wrong in it; those in which nothing is about a record are wrong."""
    rows = _Rows(planned_table, reader)
    for source in planned_table.table.rows:
        if any(text.strip() for text in source.texts):
            yield rows.read(source)


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, planned_table: PlannedTable, reader: ValueReader) -> None:
        self.planned_table, self.plan, self.reader = planned_table, planned_table.plan, reader
        self.columns = [
            (position, target, planned_table.table.columns[position].name)
            for position, target in ListColumns(planned_table.table).targets(self.plan).items()
            if target
        ]
        self.nothing_words = {
            target: [word for word, meaning in words.items() if not meaning]
            for target, words in self.plan.values.items()
        }

    def read(self, source: SourceRow) -> ListRow:
        row = ListRow(self.planned_table, source)
        numbers = []
        for position, target, heading in self.columns:
            text = source.texts[position] if position < len(source.texts) else ""
            if target == ADMISSION:
                self._check_admission(row, heading, text)
            if target == ADMISSION or not text.strip():
                continue
            if target == IDENTIFIER:
                numbers.append(self.reader.read(target, text).text)
            else:
                self._take(row, target, heading, text)
        row.number = "/".join(filter(None, numbers))
        self._add_what_stands_in_all(row)
        _check(row)
        return row

    def _check_admission(self, row: ListRow, heading: str, text: str) -> None:
        answer = self.plan.values.get(ADMISSION, {}).get(folded(text))
        if answer == NOT_TO_COME_IN:
            row.problem(_("Somebody said that rows with this do not come in."), column=heading, value=text)
        elif answer is None:
            row.problem(_("Nobody has said whether rows with this may come in."), column=heading, value=text)

    def _take(self, row: ListRow, target: str, heading: str, text: str) -> None:
        value = self.reader.read(target, text)
        for word in value.unknown:
            message = (
                _("This is no date.") if target in OF_DAYS else _("Nobody has said what this word means.")
            )
            row.problem(message, column=heading, value=word)
        if NOT_TO_COME_IN in value.text.split(";"):
            row.problem(_("Somebody said that rows with this do not come in."), column=heading, value=text)
        if value.is_ambiguous_day:
            message = _("Nobody has said whether the day or the month stands first.")
            row.problem(message, column=heading, value=text)
        row.dropped += [
            (heading, word) for word in (*value.dropped, *self._answered_with_nothing(target, text))
        ]
        for meant, piece in ((target, value.text), *value.also):
            self._add(row, meant, heading, piece)

    def _answered_with_nothing(self, target: str, text: str) -> list[str]:
        """The words of a cell of which a person said that they mean nothing."""
        words = self.nothing_words.get(target)
        spelled = f" {folded(text)} " if words else ""
        return [word for word in words or () if f" {word} " in spelled]

    def _add(self, row: ListRow, target: str, heading: str, text: str) -> None:
        kind, column = split(target)
        if kind == "members":
            row.members += [(column, name) for name in text.split(";") if name]
            return
        texts: Texts = getattr(row, kind)
        for piece in self._pieces(target, text):
            of_other_column = _OF_OTHER_COLUMN.fullmatch(piece) if target in VOCABULARIES else None
            if of_other_column:
                texts.setdefault(*of_other_column.groups())
            elif piece and (not texts.get(column) or is_of_several(target)):
                texts[column] = f"{texts[column]};{piece}" if texts.get(column) else piece
        if target in OF_DAYS and text:
            _check_day(row, target, heading, text)

    @staticmethod
    def _pieces(target: str, text: str) -> list[str]:
        return text.split(";") if target in VOCABULARIES else [text]

    def _add_what_stands_in_all(self, row: ListRow) -> None:
        """The name of a partnership whose members all are, with what is said of it; and of all members the part."""
        constants = self.plan.constants
        title = constants.get(TITLE, "")
        if title:
            row.partnership["title"] = title
            if acronym := constants.get("partnership.acronym", ""):
                row.partnership.setdefault("acronym", acronym)
        for texts in (constants, self.plan.empty):
            for target, text in texts.items():
                kind, column = split(target)
                if kind == "membership" and text:
                    row.membership.setdefault(column, text)


def _check_day(row: ListRow, target: str, heading: str, text: str) -> None:
    kind, column = split(target)
    try:
        SHEETS[SHEET_OF[kind]].base_fields[column].run_validators(text)
    except ValidationError as error:
        row.problem(" ".join(error.messages), column=heading, value=text)


def _check(row: ListRow) -> None:
    """Say what a row lacks so that nobody could tell which record it is about."""
    table_targets = set(row.planned_table.plan.columns.values())
    if row.organisation and not row.organisation.get("name"):
        row.problem(_("It says something of an organisation, but not its name."), column=label(NAME))
    if row.organisation.get("name") and row.partnership.keys() == {"countries"} and not row.members:
        # Where it works, without a programme of which that could be said
        row.dropped.append((label("partnership.countries"), row.partnership.pop("countries")))
    is_of_partnership = bool(row.partnership.keys() - {"title"}) or bool(row.members)
    if is_of_partnership and not row.partnership.get("title"):
        row.problem(_("It says something of a partnership, but not its title."), column=label(TITLE))
    if not row.organisation and not row.partnership and not row.members and not row.problems:
        if {NAME, TITLE} <= table_targets:
            row.problem(_("It names neither an organisation nor a partnership."))
        else:
            row.problem(_("It has no name."))

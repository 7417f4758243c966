"""Whom the rows of a list are about: which of its columns name the organisation and the partnership of a row."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from directory.importing.lists.column_values import Shares
from directory.importing.lists.heading_meanings import ROLES, HeadingMeaning, meaning_of
from directory.tabular.tables import SourceTable

# What a list says of organisations that it describes; and roles under which it names them where nothing else does
DESCRIPTIONS = ("type", "sector", "country", "home_country", "website", "founded")
ROLES_OF_ROWS = ("lead", "partner", "members", "signatory", "grantee")
FEW = 0.25  # of the values of a column, under which its heading is wrong about it
# Attributes that only an organisation has, or only a partnership
OF_ORGANISATIONS = {
    "founded",
    "dissolved",
    "home_country",
    "sector",
    "parent",
    "former_names",
    "organisation_purpose",
    "place",
    "approval",
}
OF_PARTNERSHIPS = {
    "languages",
    "topics",
    "start",
    "end",
    "period",
    "kind",
    "works_in",
    "extent",
    "members_number",
    "summary",
    "activity_summary",
}
LONGEST_TITLE = 150  # of what a description of an activity may be the title


class GuessedColumn(NamedTuple):
    """A column with what its heading means and how much of what stands in it is understood as what."""

    position: int
    meaning: HeadingMeaning
    shares: Shares
    texts: Sequence[str]


class RowSubjects:
    """Which columns name the organisation and the partnership of a row, and so what the others are about."""

    def __init__(self, table: SourceTable, columns: Sequence[GuessedColumn]) -> None:
        self.columns = columns
        self.table_meaning = meaning_of(table.name)
        self.named = {
            column.position: column.meaning.subject
            for column in columns
            if column.meaning.subject
            and column.meaning.attribute in ("name", "title")
            and column.shares.names >= FEW
        }
        self.organisation = self._first("organisation", "member")
        self.partnership = self._first("partnership", "agreement")
        self._settle_lines()
        self._settle_roles()
        self._settle_generic_names()

    def _first(self, *subjects: str) -> int | None:
        positions = [position for position, subject in self.named.items() if subject in subjects]
        # Singular before plural: "Members" are rather those of the partnership of a row
        return min(positions, default=None)

    def _settle_lines(self) -> None:
        """A helpline or a service is a partnership beside whoever runs it, and an organisation where it stands alone."""
        if (line := self._first("line", "service")) is None:
            return
        if self.partnership is None and (self.organisation is not None or self._first(*ROLES) is not None):
            self.partnership = line
        elif self.organisation is None:
            self.organisation = line

    def _settle_roles(self) -> None:
        """The organisation of a row may be named by its role, where more is said of it or nothing else is."""
        self.role_of_row: int | None = None
        if self.organisation is not None:
            return
        described = Counter(
            column.meaning.subject
            for column in self.columns
            if column.meaning.subject in ROLES and column.meaning.attribute in DESCRIPTIONS
        )
        describes_organisation = any(
            column.meaning.subject == "organisation"
            and column.meaning.attribute in (*DESCRIPTIONS, "acronym")
            for column in self.columns
        )
        is_alone = self.partnership is None and not self._has_generic_title()
        for position, subject in sorted(self.named.items(), key=lambda named: -described[named[1]]):
            is_described = described[subject] or (describes_organisation and subject == "lead")
            if is_described or (is_alone and subject in ROLES_OF_ROWS):
                self.organisation = self.role_of_row = position
                return

    def _has_generic_title(self) -> bool:
        return any(
            not column.meaning.subject and column.meaning.attribute in ("title", "name")
            for column in self.columns
        )

    def _settle_generic_names(self) -> None:
        """A column "Name" or "Title" is of whom the other columns speak."""
        self.generic = [
            column
            for column in self.columns
            if not column.meaning.subject
            and column.meaning.attribute in ("name", "title")
            and column.shares.names >= FEW
        ]
        self.activity = self._activity()
        if not self.generic:
            self._settle_activity()
            return
        # Of "name" and "title" one may be a short form for addresses
        generic = max(self.generic, key=lambda column: column.shares.spaced >= 0.5)
        position = generic.position
        if self.organisation is None and self.partnership is None:
            if self._speaks_of_partnerships(generic):
                self.partnership = position
            else:
                self.organisation = position
        elif self.partnership is None and self._speaks_of_partnerships(generic):
            self.partnership = position
        elif self.organisation is None:
            self.organisation = position

    def _activity(self) -> int | None:
        """The column that names what is done in a row; where none does, the one that describes it in few words."""
        for attribute in ("activity", "activity_summary"):
            for column in self.columns:
                is_short = max(map(len, column.texts), default=0) <= LONGEST_TITLE
                if column.meaning == HeadingMeaning("", attribute, column.meaning.is_plural) and (
                    is_short or attribute == "activity"
                ):
                    return column.position
        return None

    def _settle_activity(self) -> None:
        """Where nothing else names what an organisation does in a row, its activity does."""
        has_time = {column.meaning.attribute for column in self.columns} & {
            "start",
            "end",
            "status",
            "period",
        }
        if self.partnership is None and self.organisation is not None and has_time:
            self.partnership = self.activity

    def _speaks_of_partnerships(self, generic: GuessedColumn) -> bool:
        attributes = Counter(
            column.meaning.attribute for column in self.columns if column.position != generic.position
        )
        subjects = {column.meaning.subject for column in self.columns}
        organisations = sum(attributes[attribute] for attribute in OF_ORGANISATIONS)
        partnerships = sum(attributes[attribute] for attribute in OF_PARTNERSHIPS) + 2 * len(
            subjects & {*ROLES}
        )
        partnerships += generic.meaning.attribute == "title"
        if self.table_meaning.subject in ("partnership", "agreement"):
            partnerships += 1
        elif self.table_meaning.subject in ("organisation", "member", "members"):
            organisations += 1
        if any(
            c.meaning.attribute == "type" and c.shares.of("kind") > c.shares.of("sector")
            for c in self.columns
        ):
            partnerships += 1
        organisations += 3 * any(says_organisation(column) for column in self.columns)
        return partnerships > organisations

    @property
    def has_both(self) -> bool:
        return self.organisation is not None and self.partnership is not None


def says_organisation(column: GuessedColumn) -> bool:
    """Whether a column says of each row that it is an organisation, as programs of catalogues do."""
    texts = {text.strip().lower() for text in column.texts}
    return column.meaning.attribute == "type" and bool(texts) and texts <= {"organization", "organisation"}

"""What the columns of a list of somebody else are, guessed from their headings, their HXL tags and what stands under them.

A list has rows about organisations, about partnerships, or about both; which of them decides what a column such as
"Country" means. What is not certain enough is left out: a person chooses on the page.
"""

from collections.abc import Sequence

from directory.importing.lists.column_values import are_row_numbers, shares_of
from directory.importing.lists.heading_meanings import ROLES, HeadingMeaning, meaning_of
from directory.importing.lists.row_subjects import FEW, GuessedColumn, RowSubjects, says_organisation
from directory.tabular.tables import SourceTable

MOST_VALUES = 200  # of a column that are looked at
ENOUGH = 0.6  # of the values that are understood, for a column whose heading says nothing
# What no record has a field for, or a desk and not a record
LEFT_OUT = (
    *(
        "elsewhere",
        "contact",
        "none",
        "place",
        "approval",
        "date",
        "activity",
        "source",
        "organisation_purpose",
    ),
)
ROLE_TARGETS = {"partner": "member", "members": "member"}


def targets(table: SourceTable) -> dict[int, str]:
    """The target of each column by its position, "" where it is to be left out; see ListPlan. One query, and two after each
    change of the directory."""
    columns = _columns(table)
    of_columns = _Targets(RowSubjects(table, columns))
    chosen = {column.position: of_columns.target(column) for column in columns}
    for column in columns:
        if table.columns[column.position].is_hidden:
            chosen[column.position] = ""
    return _once_each(columns, chosen)


def role_of_rows(table: SourceTable) -> str:
    """The role of the organisation that each row is about, as its heading says it: "lead" for "Lead organisation"; "member"
    where it says none."""
    chosen = targets(table)
    for column in _columns(table):
        if chosen[column.position] == "organisation.name" and column.meaning.subject in ROLES:
            return ROLE_TARGETS.get(column.meaning.subject, column.meaning.subject)
    return "member"


def _columns(table: SourceTable) -> list[GuessedColumn]:
    columns = []
    meanings = _meanings(table)
    for position in range(len(table.columns)):
        texts = [
            row.texts[position]
            for row in table.rows
            if position < len(row.texts) and row.texts[position].strip()
        ]
        seen = list(dict.fromkeys(texts))[:MOST_VALUES]
        columns.append(GuessedColumn(position, meanings[position], shares_of(seen), texts[:MOST_VALUES]))
    return columns


def _meanings(table: SourceTable) -> list[HeadingMeaning]:
    """What each column speaks of. "#org+impl" is tagged to the organisation of a row, and to its partner beside a lead."""
    meanings = [meaning_of(column.name, column.tag) for column in table.columns]
    if any(meaning.subject == "lead" and meaning.attribute == "name" for meaning in meanings):
        for position, column in enumerate(table.columns):
            by_heading = meaning_of(column.name)
            if (
                column.tag
                and by_heading.subject == "partner"
                and meanings[position].subject == "organisation"
            ):
                meanings[position] = by_heading
    return meanings


class _Targets:
    """The targets of columns, by whom the rows are about."""

    def __init__(self, subjects: RowSubjects) -> None:
        self.subjects = subjects
        self.organisation, self.partnership = subjects.organisation, subjects.partnership
        self.role_of_row = subjects.role_of_row

    def target(self, column: GuessedColumn) -> str:
        """The target of one column as far as it can be told without the others' targets."""
        if column.position == self.organisation:
            return "organisation.name"
        if column.position == self.partnership:
            return "partnership.title"
        subject, attribute, _is_plural = column.meaning
        if subject in ROLES and attribute in ("name", "title"):
            return self._members(column)
        if attribute in ("name", "title"):
            return self._further_name(column)
        if not attribute:
            return self._by_values(column)
        target = self._of_attribute(column, attribute)
        return target if _holds(column, target) else ""

    def _members(self, column: GuessedColumn) -> str:
        is_usable = self.partnership is not None and column.shares.names >= FEW
        return (
            f"members.{ROLE_TARGETS.get(column.meaning.subject, column.meaning.subject)}" if is_usable else ""
        )

    def _further_name(self, column: GuessedColumn) -> str:
        """A second column of names: an acronym under a merged heading, or the name in another language."""
        subject = column.meaning.subject
        record = (
            "partnership" if subject in ("partnership", "agreement", "line", "service") else "organisation"
        )
        if (self.partnership if record == "partnership" else self.organisation) is None:
            return ""
        if column.shares.acronyms >= ENOUGH:
            return f"{record}.acronym"
        is_of_same = subject or column.position - 1 in (self.organisation, self.partnership)
        return f"{record}.other_names" if is_of_same and column.shares.names >= ENOUGH else ""

    def _of_attribute(self, column: GuessedColumn, attribute: str) -> str:
        match attribute:
            case attribute if attribute in LEFT_OUT:
                return ""
            case "consent":
                return "admission" if column.shares.of("yes") >= ENOUGH else ""
            case "number" | "row_number":
                is_count = (
                    column.shares.numbers >= ENOUGH
                    if attribute == "row_number"
                    else are_row_numbers(column.texts)
                )
                return "" if is_count else "identifier"
            case "home_country":
                return "organisation.country" if self.organisation is not None else ""
            case "works_in":
                return "partnership.countries" if self.partnership is not None else ""
            case "country":
                return self._country(column)
            case "type" | "sector" | "kind":
                return self._type(column, attribute)
            case "joined" | "left":
                return f"membership.{attribute}" if self.organisation is not None else ""
            case "signed":
                return "membership.joined" if self.subjects.has_both else self._if_partnership("started")
            case "role":
                return "membership.role"
            case "members_number":
                return self._if_partnership("stated_number")
            case "founded" | "dissolved" | "start" | "end" | "period":
                return self._date(column, attribute)
            case "activity_summary":
                return self._if_partnership("summary") if self._record(column) != "funder" else ""
            case "status" | "topics" | "languages" | "extent" | "summary":
                return self._if_partnership(attribute) if self._record(column) != "funder" else ""
            case "parent" | "international":
                return f"organisation.{attribute}" if self.organisation is not None else ""
        return self._shared(column, attribute)

    def _if_partnership(self, column_name: str) -> str:
        return f"partnership.{column_name}" if self.partnership is not None else ""

    def _record(self, column: GuessedColumn) -> str:
        """Of which record of the row the heading itself says that it speaks; "" where it does not say, and the role where it
        speaks of another organisation."""
        subject = column.meaning.subject
        if subject in ("partnership", "agreement"):
            return "partnership"
        if subject in ("line", "service"):
            return (
                "partnership"
                if self.partnership is not None and self.partnership != self.organisation
                else "organisation"
            )
        if subject in ("organisation", "member", "members", "signatory"):
            return "organisation"
        if subject in ROLES:
            is_of_row = self.role_of_row is not None and self.subjects.named.get(self.role_of_row) == subject
            return "organisation" if is_of_row else "funder"
        return ""

    def _shared(self, column: GuessedColumn, name: str) -> str:
        record = self._record(column)
        if record == "funder":
            return ""
        if not record and self.subjects.has_both:
            record = self._nearest(column) if name != "website" else "organisation"
            if self.role_of_row is not None:  # then columns of the organisation say so
                record = "partnership"
        record = record or ("organisation" if self.organisation is not None else "partnership")
        is_there = self.organisation if record == "organisation" else self.partnership
        return f"{record}.{name}" if is_there is not None else ""

    def _nearest(self, column: GuessedColumn) -> str:
        """The record whose name stands nearest before a column; the first one for columns before both."""
        organisation, partnership = self.organisation or 0, self.partnership or 0
        before = [position for position in (organisation, partnership) if position < column.position]
        nearest = max(before) if before else min(organisation, partnership)
        return "organisation" if nearest == organisation else "partnership"

    def _country(self, column: GuessedColumn) -> str:
        record = self._record(column)
        if record == "funder":
            return ""
        if not record and self.subjects.has_both:
            comes_before = self.partnership is not None and column.position < self.partnership
            is_of_row = (
                comes_before and self.organisation is not None and self.organisation < (self.partnership or 0)
            )
            record = "organisation" if is_of_row and self.role_of_row is None else "partnership"
        record = record or ("organisation" if self.organisation is not None else "partnership")
        if record == "organisation":
            return "organisation.country" if self.organisation is not None else ""
        return self._if_partnership("countries")

    def _type(self, column: GuessedColumn, attribute: str) -> str:
        record = self._record(column)
        if record == "funder" or says_organisation(column):
            return ""
        sector = "organisation.sector" if self.organisation is not None else ""
        kind = self._if_partnership("kind")
        if attribute != "type":
            return sector if attribute == "sector" else kind
        shares = {name: column.shares.of(name) for name in ("sector", "kind", "topic", "role", "status")}
        if record == "organisation":
            return (sector or kind) if column.shares.count else ""
        if record == "partnership":
            return kind if shares["kind"] >= shares["topic"] else self._if_partnership("topics")
        best = max(shares, key=shares.__getitem__)
        possible = {
            "sector": sector,
            "kind": kind,
            "topic": self._if_partnership("topics"),
            "status": self._if_partnership("status"),
        }
        possible["role"] = "membership.role" if self.organisation is not None else ""
        if shares[best] >= FEW and possible[best]:
            return possible[best]
        return sector if not self.subjects.has_both else ""

    def _date(self, column: GuessedColumn, attribute: str) -> str:
        record = self._record(column)
        if record == "funder":
            return ""
        begins = attribute in ("founded", "start", "period")
        if attribute in ("founded", "dissolved"):
            is_of_organisation = record != "partnership" and self.organisation is not None
        else:
            is_of_organisation = record == "organisation" and self.partnership is None
        if is_of_organisation:
            return "organisation.founded" if begins else "organisation.ended"
        if (
            self.partnership is None
            and self.organisation is not None
            and attribute == "start"
            and column.shares.years >= ENOUGH
        ):
            return "organisation.founded"
        return self._if_partnership("started" if begins else "ended")

    def _by_values(self, column: GuessedColumn) -> str:
        """A column whose heading says nothing, by what stands in it."""
        shares = column.shares
        if shares.count < 2 or column.meaning != HeadingMeaning("", "", column.meaning.is_plural):
            return ""
        if shares.of("website") >= ENOUGH:
            return self._shared(column, "website")
        if shares.acronyms >= ENOUGH:  # short letters are codes of many things
            return ""
        for vocabulary, target in (
            ("country", self._country(column)),
            ("sector", "organisation.sector" if self.organisation is not None else ""),
            ("kind", self._if_partnership("kind")),
            ("status", self._if_partnership("status")),
            ("language", self._if_partnership("languages")),
            ("topic", self._if_partnership("topics")),
            ("role", "membership.role" if self.organisation is not None else ""),
        ):
            if target and shares.of(vocabulary) >= ENOUGH:
                return target
        return ""


def _holds(column: GuessedColumn, target: str) -> bool:
    """Whether what stands under a heading can be what the heading says; an empty column says nothing against it."""
    shares, name = column.shares, target.partition(".")[2]
    if not shares.count or not target:
        return bool(target)
    if name in ("country", "countries"):
        return shares.of("country") >= FEW
    if name in ("founded", "started", "ended", "joined", "left"):
        return shares.dates >= FEW
    if name == "website":
        return shares.of("website") > 0
    return True


# Of two columns with one target, the one of which more is understood; several may hold these
MANY = ("identifier", "other_names", "former_names", "links")


def _once_each(columns: Sequence[GuessedColumn], chosen: dict[int, str]) -> dict[int, str]:
    """Each target once: the column of which more is understood, or that has more, or that stands first."""
    by_target: dict[str, list[GuessedColumn]] = {}
    for column in columns:
        if target := chosen[column.position]:
            by_target.setdefault(target, []).append(column)
    for target, rivals in by_target.items():
        if len(rivals) > 1 and not target.endswith(MANY) and not target.startswith("members."):
            best = max(rivals, key=lambda column: (_worth(column, target), -column.position))
            for column in rivals:
                if column is not best:
                    chosen[column.position] = ""
    return chosen


def _worth(column: GuessedColumn, target: str) -> tuple:
    name = target.partition(".")[2]
    understood = 0.0
    if name in ("country", "countries"):
        # Names say more than codes, among which "NA" may be nothing
        understood = column.shares.of("country") + (
            0.1 if column.shares.names > column.shares.acronyms else 0
        )
    elif name == "website":
        understood = column.shares.of("website")
    explicit = column.meaning.attribute not in ("signed", "country", "type")
    return round(understood, 1), explicit, column.shares.count > 0

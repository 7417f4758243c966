"""Rows of other people's lists, grouped into rows of our sheets: each organisation and each partnership once, and who is a
member of what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.importing.checking import COLUMNS, SHEETS
from directory.importing.lists.columns import ListColumns
from directory.importing.lists.groups import RecordGroup
from directory.importing.lists.keys import KeyFinder
from directory.importing.lists.names import KnownNames, readers
from directory.importing.lists.planning import OTHERS, PlannedTable
from directory.importing.lists.remarks import remark
from directory.importing.lists.rows import ListRow, Texts, list_rows
from directory.importing.lists.targets import SHEET_OF
from directory.importing.lists.uniting import united
from directory.models import Role, Status
from directory.models.partial_dates import exactly, is_over
from directory.models.text_search import folded
from directory.tabular import FileProblem, Reading, SenderNames, Sheet, SheetRow
from directory.tabular.tables import SourceRow

# Whoever has such a part is a member as well: both would say one thing twice
MORE_THAN_MEMBERS = {Role.LEAD, Role.CHAIR, Role.SECRETARIAT, Role.HOST}


def records(
    planned_tables: Sequence[PlannedTable], record_keys: dict[str, dict[str, str]] | None = None
) -> Reading:
    """The rows of our sheets that the tables of a file make, with what is wrong and what was left out.

    `record_keys` are by sheet the keys of records that were brought in before, by the sender's numbers or names. A row that is
    wrong stands in a sheet by itself, and nothing of it comes in."""
    return _Grouping(planned_tables, record_keys or {}).reading()


class _Grouping:
    def __init__(
        self, planned_tables: Sequence[PlannedTable], record_keys: dict[str, dict[str, str]]
    ) -> None:
        self.planned_tables = planned_tables
        self.lists = [planned_table for planned_table in planned_tables if planned_table.is_list]
        self.record_keys = record_keys
        self.result = Reading(COLUMNS, SenderNames())
        self.organisations: dict[tuple[str, str], RecordGroup] = {}
        self.organisations_by_name: dict[str, list[RecordGroup]] = {}
        self.partnerships: dict[str, RecordGroup] = {}
        self.by_further_name: dict[str, RecordGroup | None] = {}
        self.wrong: list[ListRow] = []
        self.memberships: dict[tuple[str, str, str], tuple[ListRow, list[Texts]]] = {}
        self.lost_members: list[tuple[ListRow, str, str, str]] = []
        self.differences: list[tuple[ListRow, str]] = []
        self.parts: Counter[tuple[str, int]] = Counter()

    def reading(self) -> Reading:
        list_readers, known_names = readers([(table.table, table.plan) for table in self.lists])
        rows = [
            row
            for planned_table, reader in zip(self.lists, list_readers, strict=True)
            for row in list_rows(planned_table, reader)
        ]
        self._add_problems_of_tables(rows)
        good_rows = [row for row in rows if not row.problems]
        self.wrong = [row for row in rows if row.problems]
        for row in good_rows:
            self._group(row)
        self._learn_further_names()
        finder = KeyFinder(self.record_keys, known_names)
        for row in good_rows:
            self._name_members(row, known_names)
        self._unite(finder)
        for row in good_rows:
            self._add_memberships(row, known_names)
        self._write()
        remark(self.result, self.planned_tables, rows, self.differences)
        return self.result

    def _add_problems_of_tables(self, rows: list[ListRow]) -> None:
        """Errors in single rows make those wrong, which may have come without their texts; all else is about the file."""
        rows_by_position = {(row.file, row.source.number): row for row in rows}
        for planned_table in self.lists:
            left_out = ListColumns(planned_table.table).left_out(planned_table.plan)
            for problem in planned_table.table.problems:
                if problem.is_warning or problem.row is None:
                    self.result.problems.append(problem)
                    continue
                if problem.column in left_out:  # nobody reads that cell
                    continue
                position = (problem.file, problem.row)
                if position not in rows_by_position:
                    rows_by_position[position] = ListRow(planned_table, SourceRow(problem.row, ()))
                    rows.append(rows_by_position[position])
                rows_by_position[position].problems.append(problem)

    # Which rows are about one record

    def _group(self, row: ListRow) -> None:
        if name := row.organisation.get("name"):
            group = self._organisation(name, row.organisation.get("country", ""), row)
            group.rows.append(row)
        if title := row.partnership.get("title"):
            group = self.partnerships.setdefault(folded(title), RecordGroup("partnership", title, row))
            group.rows.append(row)

    def _organisation(self, name: str, country: str, row: ListRow) -> RecordGroup:
        """The group of that name and country. Two of one name in two countries are two; one without a country is any."""
        spelled = folded(name)
        same_name = (
            self.organisations_by_name.get(spelled, [])
            if ((spelled, "") in self.organisations or (spelled, country) not in self.organisations)
            else [self.organisations[spelled, country]]
        )
        for group in same_name:
            if not country or not group.country or group.country == country:
                return group
        if group := self.organisations.get((spelled, country)):
            return group
        return self._add_organisation(spelled, country, RecordGroup("organisation", name, row))

    def _add_organisation(self, spelled: str, country: str, group: RecordGroup) -> RecordGroup:
        self.organisations[spelled, country] = group
        self.organisations_by_name.setdefault(spelled, []).append(group)
        return group

    def _learn_further_names(self) -> None:
        """Acronyms and other names by which members are named; None for one that two organisations have."""
        for (spelled, _country), group in self.organisations.items():
            names = {spelled}
            for row in group.rows:
                names |= {folded(row.organisation.get("acronym", ""))}
                names |= {folded(name) for name in row.organisation.get("other_names", "").split(";")}
            for name in names - {""}:
                is_other = self.by_further_name.get(name, group) is not group
                self.by_further_name[name] = None if is_other else group

    def _name_members(self, row: ListRow, known_names: KnownNames) -> None:
        """Make groups of organisations that are named only, where a person said what sector they have."""
        sectors = {spelled: sector for table in self.lists for spelled, sector in table.plan.sectors.items()}
        for _role, name in row.members:
            spelled = folded(name)
            if spelled in self.by_further_name or known_names.key(name):
                continue
            if sector := sectors.get(spelled, sectors.get(OTHERS, "")):
                group = RecordGroup("organisation", name, row, sector=sector)
                self.by_further_name[spelled] = self._add_organisation(spelled, "", group)

    # One text for each column

    def _unite(self, finder: KeyFinder) -> None:
        for group in (*self.organisations.values(), *self.partnerships.values()):
            report = partial(self._report_difference, group)
            group.texts = united(group.kind, [getattr(row, group.kind) for row in group.rows], report)
            group.texts["title" if group.kind == "partnership" else "name"] = group.name
            if group.sector:
                group.texts["sector"] = group.sector
            _leave_out_own_names(group.texts, group.name)
        self._take_identifiers()
        finder.find(list(self.organisations.values()), list(self.partnerships.values()))
        self._name_parents(finder)
        for group in self.partnerships.values():
            self._end_what_is_over(group)

    def _end_what_is_over(self, group: RecordGroup) -> None:
        """An old list says that a programme goes on, and one answer for all rows says it of those that have ended, too. What
        was only planned may never have begun: that is for a person to say."""
        if group.texts.get("status", Status.ENDED) in (Status.ENDED, Status.PLANNED):
            return
        if is_over(exactly(group.texts.get("ended", "")), timezone.localdate()):
            group.texts["status"] = Status.ENDED.value
            message = _("“%(name)s”: its end, %(day)s, is over. It was taken as ended.")
            words = {"name": group.name, "day": exactly(group.texts["ended"])}
            self.differences.append((group.named_in, message % words))

    def _take_identifiers(self) -> None:
        for group in self.organisations.values():
            scheme = next((row.planned_table.plan.scheme for row in group.rows if row.number), "")
            if scheme and group.number:
                identifiers = [group.texts.get("identifiers", ""), f"{scheme}-{group.number}"]
                group.texts["identifiers"] = ";".join(filter(None, identifiers))

    def _name_parents(self, finder: KeyFinder) -> None:
        for group in self.organisations.values():
            if name := group.texts.pop("parent", ""):
                parent = self.by_further_name.get(folded(name))
                if key := parent.key if parent else finder.known.key(name):
                    group.texts["parent"] = key
                else:
                    message = _("“%(name)s” is part of “%(parent)s”, which is not known here.")
                    words = {"name": group.name, "parent": name}
                    self.differences.append((group.named_in, message % words))

    def _report_difference(self, group: RecordGroup, column: str, stated: Sequence[str], taken: str) -> None:
        message = _("“%(name)s”: rows differ in “%(column)s” (%(texts)s). Taken is: %(taken)s.")
        column_label = SHEETS[SHEET_OF[group.kind]].base_fields[column].label
        texts = ", ".join(text[:60] for text in stated[:5])
        words = {"name": group.name, "column": column_label, "texts": texts, "taken": taken[:60]}
        self.differences.append((group.named_in, message % words))

    # Members

    def _add_memberships(self, row: ListRow, known_names: KnownNames) -> None:
        title = row.partnership.get("title")
        partnership = self.partnerships.get(folded(title)) if title else None
        if not partnership:
            return
        if name := row.organisation.get("name"):
            group = self._organisation(name, row.organisation.get("country", ""), row)
            role = row.membership.get("role", Role.MEMBER.value)
            self._add_membership(row, partnership.key, group.key, role, row.membership)
        for role, name in row.members:
            spelled = folded(name)
            group = self.by_further_name.get(spelled)
            key = group.key if group else known_names.key(name)
            if key:
                self._add_membership(row, partnership.key, key, role, {})
            else:
                self.lost_members.append((row, partnership.key, role, name))

    def _add_membership(
        self, row: ListRow, partnership: str, organisation: str, role: str, texts: Texts
    ) -> None:
        texts_of_rows = self.memberships.setdefault((partnership, organisation, role), (row, []))[1]
        texts_of_rows.append({column: text for column, text in texts.items() if column != "role"})

    # Rows of our sheets

    def _write(self) -> None:
        self._write_sheet("organisations", map(_of_group, self.organisations.values()))
        self._write_sheet("partnerships", map(_of_group, self.partnerships.values()))
        leading = {
            (partnership, organisation)
            for partnership, organisation, role in self.memberships
            if role in MORE_THAN_MEMBERS
        }
        memberships = [
            (
                row,
                {"partnership": partnership, "organisation": organisation, "role": role}
                | united("membership", texts, lambda _column, _stated, _taken: None),
                "",
            )
            for (partnership, organisation, role), (row, texts) in self.memberships.items()
            if role != Role.MEMBER or (partnership, organisation) not in leading
        ]
        self._write_sheet("memberships", memberships)
        self._write_wrong_rows()

    def _write_sheet(self, name: str, rows: Iterable[tuple[ListRow, Texts, str]]) -> None:
        for row, texts, sender_key in rows:
            self._sheet(name, row.file).rows.append(
                SheetRow(
                    row.source.number,
                    texts,
                    part=self._part(name, row.source.number),
                    file=row.file,
                    is_partial=True,
                    sender_key=sender_key,
                )
            )

    def _write_wrong_rows(self) -> None:
        for row in self.wrong:
            is_of_organisation = bool(row.organisation) or not row.is_about_partnership
            name = "organisations" if is_of_organisation else "partnerships"
            texts = row.organisation if is_of_organisation else row.partnership
            self._write_wrong(name, row, dict(texts), row.problems)
        for row, partnership, role, member in self.lost_members:
            message = _("There is no organisation of this name in the list or in the directory.")
            problem = FileProblem(row.file, row.source.number, "organisation", member, message)
            if any(folded(member) in table.plan.sectors for table in self.lists):
                self.result.problem(
                    row.file,
                    _("This is no organisation, as somebody said. It was left out."),
                    row=row.source.number,
                    value=member,
                    is_warning=True,
                )
                continue
            texts = {"partnership": partnership, "organisation": member, "role": role}
            self._write_wrong("memberships", row, texts, [problem])

    def _write_wrong(self, name: str, row: ListRow, texts: Texts, problems: Iterable[FileProblem]) -> None:
        number = row.source.number
        part = self._part(name, number)
        if name != "memberships":
            texts["key"] = f"row-{number}-{part}"  # of its own, so that no other row is taken for it
        self._sheet(name, row.file).rows.append(
            SheetRow(number, texts, part, row.file, tuple(problems), is_partial=True)
        )

    def _part(self, name: str, number: int) -> int:
        self.parts[name, number] += 1
        return self.parts[name, number] - 1

    def _sheet(self, name: str, file: str) -> Sheet:
        if name not in self.result.sheets:
            # The rows are partial, so that what the lists say nothing of is left alone
            self.result.sheets[name] = Sheet(name, file, list(COLUMNS[name]))
            self.result.sheets_in_file.add(name)
        return self.result.sheets[name]


def _leave_out_own_names(texts: Texts, name: str) -> None:
    """Other names are those that the record has besides its name and its acronym."""
    own_names = {folded(name), folded(texts.get("acronym", ""))}
    for column in ("other_names", "former_names"):
        names = [other for other in texts.get(column, "").split(";") if folded(other) not in own_names]
        if column in texts:
            texts[column] = ";".join(names)


def _of_group(group: RecordGroup) -> tuple[ListRow, Texts, str]:
    return group.named_in, {"key": group.key} | group.texts, group.sender_key

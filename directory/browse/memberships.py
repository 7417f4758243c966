"""Memberships as pages show them: the members of a partnership, and what somebody is a member of.

`jinja2/browse/memberships.html` draws them.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from directory.browse.notes import Backing, SourceNotes, basis_remark, remark_alone
from directory.browse.partnership_status import status_in_words
from directory.models import Country, Kind, Membership, Organisation, Partnership, Role, Standing, Status
from directory.models.page_paths import paths_of
from directory.models.partial_dates import in_words as date_in_words
from directory.models.partial_dates import is_over
from directory.models.text_search import folded

ROWS_AT_ONCE = 30  # the first rows of a longer table; the others are folded
FEW_MORE = 5  # are shown at once all the same
STATES_IN_ROWS = 6  # more countries than these are lists of their own, in columns
RANKS = {role: rank for rank, role in enumerate(Role.values)}


class Vouching(NamedTuple):
    """Who says so. `standing`: a code where the member itself said something, else empty; `standing_words`: what and when."""

    standing: str
    standing_words: str
    backing: Backing


class MembershipPart(NamedTuple):
    """One membership of a row. `words`: its role and period."""

    words: str
    vouching: Vouching


class MembershipRow(NamedTuple):
    """A member, or what somebody is a member of, with all its parts, the highest role first. `beside`: a line about it."""

    url: str
    name: str
    beside: str
    parts: list[MembershipPart]


class StateEntry(NamedTuple):
    url: str
    name: str
    period: str  # may be empty


class StatesOfSource(NamedTuple):
    """Countries of one role for which the same sources vouch in the same way."""

    vouching: Vouching
    entries: list[StateEntry]


class StatesOfRole(NamedTuple):
    """`words`: the role, and how many countries have it."""

    words: str
    groups: list[StatesOfSource]


class MembershipTable(NamedTuple):
    """Rows at once, rows that are folded behind the words `show_more`, and countries that are too many for rows."""

    rows: list[MembershipRow]
    more: list[MembershipRow]
    show_more: str
    states: list[StatesOfRole]

    def __bool__(self) -> bool:
        return bool(self.rows or self.states)


Row = list[Membership]  # all of one member in one partnership


class CurrentAndFormer(NamedTuple):
    current: MembershipTable
    former: MembershipTable


def is_former(membership: Membership) -> bool:
    return membership.standing == Standing.LEFT or bool(membership.left) or membership.no_longer_listed


def members(memberships: Sequence[Membership], notes: SourceNotes) -> CurrentAndFormer:
    """The members of a partnership, by role and by name. What a member was before stands in its row."""
    rows = members_in_order(memberships)
    return CurrentAndFormer(*(_table(side, notes) for side in _current_and_former(rows)))


def table_of_members(memberships: Iterable[Membership], notes: SourceNotes) -> MembershipTable:
    """Members of a partnership in one table, whether they are members today or not."""
    return _table(members_in_order(memberships), notes)


def joined(memberships: Iterable[Membership], notes: SourceNotes) -> CurrentAndFormer:
    """What somebody is a member of, by the name of the partnership. Of `with_partnership`."""
    return CurrentAndFormer(*(table_of_joined(side, notes) for side in joined_in_order(memberships)))


def table_of_joined(rows: Iterable[Row], notes: SourceNotes) -> MembershipTable:
    """What somebody is a member of, row by row, of today or not."""
    language, path = get_language(), paths_of("partnership")
    return _folded_table(
        [
            MembershipRow(
                path(row[0].partnership.slug),
                str(row[0].partnership),
                beside_partnership(row[0], language),
                _parts(row, notes, language),
            )
            for row in rows
        ]
    )


def joined_in_order(memberships: Iterable[Membership]) -> tuple[list[Row], list[Row]]:
    """The memberships in each partnership, the highest role first, by the name of the partnership: of those that are
    current in any way, and of the others. Of `with_partnership`."""
    return _current_and_former(joined_rows(memberships))


def joined_rows(memberships: Iterable[Membership]) -> list[Row]:
    """The same, of today or not. Of `with_partnership`."""
    return sorted(
        _by_record(memberships, lambda membership: membership.partnership).values(),
        key=lambda row: row[0].sort_name or folded(row[0].partnership.title),  # a sample has no listing
    )


def _by_record(
    memberships: Iterable[Membership], record: Callable[[Membership], object]
) -> dict[object, Row]:
    rows: dict[object, Row] = {}
    for membership in memberships:
        rows.setdefault(record(membership), []).append(membership)
    for row in rows.values():
        # What is true now comes first, then the highest role, then the latest period
        row.sort(key=lambda membership: membership.joined, reverse=True)
        row.sort(key=lambda membership: (is_former(membership), _rank(membership)))
    return rows


def members_in_order(memberships: Iterable[Membership]) -> list[Row]:
    """The memberships of each member, what is true now and the highest role first; the members by role and by name."""
    rows = _by_record(memberships, lambda membership: membership.member).values()
    return sorted(rows, key=lambda row: (_rank(row[0]), *_place(row[0].member)))


def _current_and_former(rows: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    current, former = [], []
    for row in rows:
        (former if all(map(is_former, row)) else current).append(row)
    return current, former


def _rank(membership: Membership) -> int:
    return RANKS.get(membership.role, len(RANKS))


def _place(member: Organisation | Country | Partnership) -> tuple[int, int, str]:
    """What members of one role are sorted by: organisations, then countries, then partnerships, each by name."""
    if isinstance(member, Organisation):
        return 0, 0, member.sort_name
    if isinstance(member, Country):
        return 1, member.rank, ""
    return 2, 0, folded(member.title)


def _table(rows: list[Row], notes: SourceNotes) -> MembershipTable:
    states = [row for row in rows if row[0].country_id]
    if len(states) <= STATES_IN_ROWS:
        states = []
    else:
        rows = [row for row in rows if not row[0].country_id]
    return _folded_table(
        [_row(row[0].member, row, notes, beside_member(row[0])) for row in rows],
        [membership for row in states for membership in row],
        notes,
    )


def _folded_table(
    rows: list[MembershipRow], states: Iterable[Membership] = (), notes: SourceNotes | None = None
) -> MembershipTable:
    at_once = len(rows) if len(rows) <= ROWS_AT_ONCE + FEW_MORE else ROWS_AT_ONCE
    more = rows[at_once:]
    return MembershipTable(
        rows[:at_once],
        more,
        ngettext("Show %(count)s more", "Show %(count)s more", len(more)) % {"count": len(more)},
        _states_by_role(states, notes),
    )


def _row(
    record: Organisation | Country | Partnership,
    row: Row,
    notes: SourceNotes,
    beside: str,
) -> MembershipRow:
    return MembershipRow(record.get_absolute_url(), str(record), beside, _parts(row, notes, get_language()))


def _parts(row: Row, notes: SourceNotes, language: str | None) -> list[MembershipPart]:
    return [MembershipPart(words_of(membership, language), vouching(membership, notes)) for membership in row]


def _states_by_role(memberships: Iterable[Membership], notes: SourceNotes) -> list[StatesOfRole]:
    roles: dict[str, dict[str, list[tuple[Vouching, StateEntry]]]] = {}
    for membership in memberships:
        vouched = vouching(membership, notes)
        country = membership.country
        entry = StateEntry(country.get_absolute_url(), country.name, period_of(membership))
        roles.setdefault(membership.role, {}).setdefault(repr(vouched), []).append((vouched, entry))
    return [_states_of_role(role, list(roles[role].values())) for role in RANKS if role in roles]


def _states_of_role(role: str, groups: list[list[tuple[Vouching, StateEntry]]]) -> StatesOfRole:
    count = sum(map(len, groups))
    words = ngettext("%(role)s: %(count)s country", "%(role)s: %(count)s countries", count)
    return StatesOfRole(
        words % {"role": Role(role).label, "count": count},
        [
            StatesOfSource(group[0][0], [entry for _vouching, entry in group])
            for group in sorted(groups, key=len, reverse=True)
        ],
    )


def words_of(membership: Membership, language: str | None) -> str:
    """ "Member since April 2013", "Chair 2009 to 2012", "Host, no longer listed"; in the active language, which `language`
    names."""
    return _words_of(
        membership.role,
        membership.joined,
        membership.left,
        language,
        is_listed=not membership.no_longer_listed,
        has_left=membership.standing == Standing.LEFT,
    )


@lru_cache(maxsize=4096)  # a hub has a hundred rows, and most say the same
def _words_of(
    role: str, joined: str, left: str, language: str | None, *, is_listed: bool, has_left: bool
) -> str:
    """In the active language, which `language` names."""
    standing = Standing.LEFT if has_left else Standing.NAMED
    membership = Membership(
        role=role, joined=joined, left=left, no_longer_listed=not is_listed, standing=standing
    )
    label, period = membership.get_role_display(), period_of(membership)
    if not period:
        return label
    return pgettext("a role and its period", "%(role)s %(period)s") % {"role": label, "period": period}


def period_of(membership: Membership) -> str:
    """From when to when, as far as it is known; empty where nothing is."""
    if membership.no_longer_listed:
        if not membership.joined:
            return _("(no longer listed)")
        return _("%(period)s (no longer listed)") % {"period": membership.period}
    if membership.standing == Standing.LEFT and not membership.left:
        return _("(has left)")
    return membership.period


def vouching(membership: Membership, notes: SourceNotes) -> Vouching:
    backing = notes.backing(membership)
    if membership.standing in (Standing.NAMED, Standing.LEFT):  # that it has left is said with the period
        return Vouching("", "", backing)
    words = membership.get_standing_display()
    if membership.standing == Standing.CONFIRMED:
        backing = backing if backing.notes else remark_alone(basis_remark(membership))
        day = date_in_words(membership.confirmed_on.isoformat())
        words = _("%(standing)s on %(day)s") % {"standing": words, "day": day}
    return Vouching(membership.standing, words, backing)


def beside_member(membership: Membership) -> str:
    member = membership.member
    if isinstance(member, Organisation):
        return beside_organisation(member)
    return _("Country") if isinstance(member, Country) else member.get_kind_display()


def beside_organisation(organisation: Organisation) -> str:
    if organisation.country:
        home = organisation.country.name
    else:
        home = _("International") if organisation.is_international else _("country not known")
    words = f"{organisation.sector.name} · {home}"
    if organisation.is_over:
        words += " · " + _("ended: %(day)s") % {"day": date_in_words(organisation.ended)}
    return words


def beside_partnership(membership: Membership, language: str | None) -> str:
    """Kind and status of what is joined, of one of `with_partnership`; in the active language, which `language` names."""
    partnership = membership.partnership
    has_ended = partnership.ended and is_over(partnership.ended, timezone.localdate())
    status = Status.ENDED if has_ended else partnership.status
    stated_on = None if partnership.confirmed_on else membership.stated_on or ""
    return _kind_and_status(partnership.kind, status, stated_on, language)


@lru_cache(maxsize=4096)  # a hub has a hundred rows, and most say the same
def _kind_and_status(kind: str, status: str, stated_on: str | None, language: str | None) -> str:
    """In the active language, which `language` names."""
    return f"{Kind(kind).label} · {status_in_words(status, stated_on, language)}"


# Of a partnership, which pages of others do not show
TEXTS = ("summary", "description", "legal_basis", "evaluation")


def with_partnership(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """For `joined`: each with its partnership, what that is sorted by, and of when it is stated."""
    # Not the whole listing, whose vectors are long, nor the texts of the partnership
    return (
        memberships.select_related("partnership")
        .defer(*(f"partnership__{text}" for text in TEXTS))
        .annotate(
            sort_name=F("partnership__listing__sort_name"), stated_on=F("partnership__listing__stated_on")
        )
    )

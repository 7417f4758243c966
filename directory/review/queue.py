"""What waits for a reviewer: submissions, claims to speak for an organisation, officials to be verified, reports of problems
and of senders, and messages to be passed on, in one list with the longest waiting first. Filters stand in the address. Each choice of a filter
shows how many it would give, with all filters but its own."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.finding.paging import ListPage, requested_page
from directory.models import (
    EnquiryMessage,
    EnquiryReport,
    Flag,
    Invitation,
    PageReport,
    Representative,
    Submission,
    Suspicion,
    User,
    Verification,
)

Waiting = (
    Submission | Representative | Verification | PageReport | EnquiryReport | EnquiryMessage | Invitation
)

PAGE_SIZE = 25
# Flags that say "there may be such a record already"; the queue names each of the others
LIKENESS = [Suspicion.DUPLICATE, Suspicion.LOOKALIKE]


class Criterion(NamedTuple):
    """A choice of a filter. `condition` is SQL about a row of `entry`, see `_rows_of`, and holds nothing that was typed."""

    label: Promise
    condition: str


class Filter(NamedTuple):
    label: Promise
    criteria: Mapping[str, Criterion]  # by the code that stands for each in an address


KINDS = {
    "new": Criterion(gettext_lazy("New registrations"), "noun = 'submission' AND NOT is_change"),
    "change": Criterion(gettext_lazy("Changes"), "noun = 'submission' AND is_change"),
    "duplicate": Criterion(gettext_lazy("Possible duplicates"), "is_duplicate"),
    "flagged": Criterion(gettext_lazy("Flagged"), "is_flagged"),
    "claim": Criterion(gettext_lazy("Claims to speak for an organisation"), "noun = 'claim'"),
    "official": Criterion(gettext_lazy("Officials to be verified"), "noun = 'official'"),
    "report": Criterion(gettext_lazy("Reported problems"), "noun = 'report'"),
    "enquiry": Criterion(gettext_lazy("Reported senders"), "noun = 'enquiry'"),
    "message": Criterion(gettext_lazy("Messages to desks"), "noun = 'message'"),
    "partner": Criterion(gettext_lazy("Partners without an address"), "noun = 'partner'"),
}
WAITING = {
    "3": Criterion(gettext_lazy("More than 3 days"), "since < now() - interval '3 days'"),
    "7": Criterion(gettext_lazy("More than a week"), "since < now() - interval '7 days'"),
    "30": Criterion(gettext_lazy("More than a month"), "since < now() - interval '30 days'"),
}
TAKEN = {
    "nobody": Criterion(gettext_lazy("By nobody"), "taken_by IS NULL"),
    "me": Criterion(gettext_lazy("By me"), "taken_by = {me:d}"),  # the reviewer's primary key, a number
}
FILTERS = {
    "kind": Filter(gettext_lazy("Kind"), KINDS),
    "waiting": Filter(gettext_lazy("Waiting"), WAITING),
    "taken": Filter(gettext_lazy("Taken"), TAKEN),
}


# What the page of a submission says at length (`Suspicion`)
IN_A_FEW_WORDS = {
    Suspicion.CASE_DATA: gettext_lazy("Text reads like case data"),
    Suspicion.DENIED: gettext_lazy("A partner denies it"),
    Suspicion.ELSEWHERE: gettext_lazy("Answer from another address"),
}

# An address can be long; what is said of its mistakes is not.
MOST_CORRECTED = 5  # codes of a filter
LONGEST_CODE_SHOWN = 40  # characters


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a filter: the address of the queue with it, and how many it would show."""

    label: str | Promise
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that waits: `noun` says what, and `record` is it. `flags`: what was flagged in a submission, each in a few
    words."""

    noun: str
    record: Waiting
    since: datetime.datetime
    is_duplicate: bool
    flags: list[str | Promise]


class Queue:
    """The queue as an address asks for it, for one reviewer. Nine queries at most."""

    def __init__(self, typed: QueryDict, *, path: str, reviewer: User):
        self.path, self.reviewer = path, reviewer
        self.ignored: list[str] = []
        self.chosen = {name: self._known_codes(name, typed) for name in FILTERS}
        counts = self._counts()
        self.total = counts["total"]
        self.filters = [
            (shown.label, [self._choice(name, code, counts) for code in ("", *shown.criteria)])
            for name, shown in FILTERS.items()
        ]
        self.page = ListPage.nearest(requested_page(typed), total=self.total, size=PAGE_SIZE)
        self.ignored += self.page.correction(typed)
        self.entries = self._entries()

    def _known_codes(self, name: str, typed: QueryDict) -> list[str]:
        label, criteria = FILTERS[name]
        typed_codes = [code for code in dict.fromkeys(typed.getlist(name)) if code]
        self.ignored += [
            _("“%(value)s” is not a value of “%(filter)s”. It was left out.")
            % {"value": code[:LONGEST_CODE_SHOWN], "filter": label}
            for code in typed_codes[:MOST_CORRECTED]
            if code not in criteria
        ]
        return [code for code in typed_codes if code in criteria]

    def url(self, *, page: int = 1, **chosen: list[str]) -> str:
        query = [(name, code) for name, codes in {**self.chosen, **chosen}.items() for code in codes]
        query += [("page", page)] if page > 1 else []
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def _choice(self, name: str, code: str, counts: Mapping[str, int]) -> Choice:
        codes = [code] if code else []
        label = FILTERS[name].criteria[code].label if code else _("All")
        chosen = self.chosen[name]
        return Choice(
            label, self.url(**{name: codes}), counts[f"{name}_{code}"], code in chosen or chosen == codes
        )

    @property
    def paging(self) -> dict | None:
        """See jinja2/parts/paging.html."""
        return self.page.links(lambda number: self.url(page=number))

    # Questions to the database

    def _condition(self, *, without: str = "") -> str:
        """The condition of all filters that are chosen, or of all but one."""
        conditions = [
            " OR ".join(f"({self._condition_of(name, code)})" for code in codes)
            for name, codes in self.chosen.items()
            if codes and name != without
        ]
        return " AND ".join(f"({condition})" for condition in conditions) or "true"

    def _condition_of(self, name: str, code: str) -> str:
        return FILTERS[name].criteria[code].condition.format(me=self.reviewer.pk) if code else "true"

    def _counts(self) -> dict[str, int]:
        """How many each choice of each filter would show, by "filter_code", and the total. One query."""
        columns = [f"count(*) FILTER (WHERE {self._condition()}) AS total"]
        columns += [
            f'count(*) FILTER (WHERE ({self._condition_of(name, code)}) AND {self._condition(without=name)}) AS "{name}_{code}"'
            for name, (_label, criteria) in FILTERS.items()
            for code in ("", *criteria)
        ]
        return _rows_of(f"SELECT {', '.join(columns)} FROM entry")[0]

    def _entries(self) -> list[Entry]:
        rows = _rows_of(
            f"SELECT * FROM entry WHERE {self._condition()} ORDER BY since, key LIMIT {PAGE_SIZE} OFFSET {self.page.offset}"
        )
        # The union has only what all kinds have in common; the records themselves take one query a kind.
        querysets = {
            "submission": Submission.objects.select_related(
                "registrant", "organisation", "taken_by"
            ).annotate(suspicions=ArraySubquery(_flagged().values("suspicion").distinct())),
            "claim": Representative.objects.select_related("user", "organisation"),
            "official": Verification.objects.select_related("user", "organisation"),
            "report": PageReport.objects.select_related("partnership", "organisation"),
            "enquiry": EnquiryReport.objects.select_related("enquiry"),
            "message": EnquiryMessage.objects.select_related("enquiry"),
            "partner": Invitation.objects.select_related("partnership"),
        }
        records_found: dict[tuple[str, str], Waiting] = {}
        for noun, queryset in querysets.items():
            keys = [row["key"] for row in rows if row["noun"] == noun]
            records_found |= {
                (noun, str(record.pk)): record for record in queryset.filter(pk__in=keys) if keys
            }
        # A record that was deleted between the two queries is left out.
        return [
            Entry(row["noun"], record, row["since"], row["is_duplicate"], _flags_in_words(record))
            for row in rows
            if (record := records_found.get((row["noun"], row["key"])))
        ]


def _rows_of(query: str) -> list[dict]:
    """The rows that a query gives, each by column. The query may read `entry`, which has everything that waits."""
    entries, parameters = _waiting().query.sql_with_params()
    columns = "noun, key, since, taken_by, is_change, is_duplicate, is_flagged"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH entry ({columns}) AS ({entries}) {query}", parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _flagged() -> QuerySet[Flag]:
    """The flags of a submission that nobody has cleared, but for those about records that are alike."""
    return Flag.objects.filter(submission=OuterRef("pk"), cleared_at=None).exclude(suspicion__in=LIKENESS)


def _flags_in_words(record: Waiting) -> list[str | Promise]:
    return [IN_A_FEW_WORDS[suspicion] for suspicion in sorted(getattr(record, "suspicions", []))]


def _waiting() -> QuerySet:
    flags = Flag.objects.filter(submission=OuterRef("pk"), cleared_at=None)
    false, nobody = (
        Value(value=False, output_field=BooleanField()),
        Cast(Value(None), Submission._meta.get_field("taken_by")),
    )
    submissions = Submission.objects.waiting().values_list(
        _noun("submission"),
        Cast("pk", CharField()),
        "submitted_at",
        "taken_by",
        "is_change",
        Exists(flags.filter(suspicion__in=LIKENESS)),
        Exists(_flagged()),
    )
    claims = Representative.objects.asked().values_list(
        _noun("claim"), Cast("pk", CharField()), "asked_at", nobody, false, false, false
    )
    officials = Verification.objects.asked().values_list(
        _noun("official"), Cast("pk", CharField()), "asked_at", nobody, false, false, false
    )
    reports = PageReport.objects.unsettled().values_list(
        _noun("report"), Cast("pk", CharField()), "created_at", nobody, false, false, false
    )
    senders = EnquiryReport.objects.unsettled().values_list(
        _noun("enquiry"), Cast("pk", CharField()), "created_at", nobody, false, false, false
    )
    held_messages = EnquiryMessage.objects.held().values_list(
        _noun("message"), Cast("pk", CharField()), "created_at", nobody, false, false, false
    )
    partners = Invitation.objects.to_find_out().values_list(
        _noun("partner"), Cast("pk", CharField()), "created_at", nobody, false, false, false
    )
    return submissions.union(claims, officials, reports, senders, held_messages, partners, all=True)


def _noun(word: str) -> Cast:
    # Without the cast PostgreSQL does not know the type of the union's column.
    return Cast(Value(word), CharField())

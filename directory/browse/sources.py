"""The list of sources, and every statement that rests on one of them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory.browse.lists import listing
from directory.browse.record_pages import record_page
from directory.finding.filters import SourceFilter
from directory.finding.page_cache import kept_while_unchanged
from directory.finding.paging import ListPage, requested_page
from directory.models import Basis, Source
from directory.models.partial_dates import in_words
from directory.models.statements import public_sources, resting_on, statement_counts
from directory.records import linked_data
from directory.rights import permissions

SHOWN_FIRST = 10  # statements of each kind; the others stand on pages of their own
PAGE_SIZE = 100

KINDS = {
    "partnership": gettext_lazy("Partnerships"),
    "membership": gettext_lazy("Memberships"),
    "organisation": gettext_lazy("Organisations"),
    "succession": gettext_lazy("What became of whom"),
    "event": gettext_lazy("Events"),
    "participation": gettext_lazy("Parts in events"),
    "commitment": gettext_lazy("Commitments"),
    "progressreport": gettext_lazy("Progress reports"),
    "contribution": gettext_lazy("Contributions"),
    "figure": gettext_lazy("Figures"),
    "resource": gettext_lazy("Resources"),
}


SIDES = {
    "membership": gettext_lazy("Who, and in which partnership"),
    "succession": gettext_lazy("Who was there first, and what became of it"),
    "participation": gettext_lazy("Who, and in which event"),
    "contribution": gettext_lazy("Who gave, and to which partnership"),
}


class StatementRow(NamedTuple):
    """A statement as a line: of whom it is, with whom or in what (None where it is about one record), what it says, in
    words, how it follows from the source where that does not state it, and whether another source is its first."""

    subject: object
    other: object
    words: str
    basis: str = ""
    is_further: bool = False


class StatementsOfKind(NamedTuple):
    """The statements of a kind that rest on a source: how many, and some of them. `sides` tells which two records a line
    names; empty where it names one."""

    kind: str
    label: str
    sides: str
    count: int
    rows: list[StatementRow]


def listed(*words: str) -> str:
    return pgettext("between the facts of a statement", " · ").join(str(word) for word in words if word)


def basis_words(basis: str) -> str:
    return "" if basis == Basis.STATED else str(Basis(basis).label)


# For each kind: what is fetched with its records, the order in which they stand, and the line of one
ROWS: dict[str, tuple[Sequence[str], Sequence[str], Callable[[object], StatementRow]]] = {
    "partnership": (
        (),
        ("listing__sort_name", "pk"),
        lambda statement: StatementRow(
            statement, None, listed(statement.get_kind_display(), statement.period)
        ),
    ),
    "membership": (
        ("partnership", "organisation", "country", "member_partnership"),
        ("partnership__listing__sort_name", "partnership", "pk"),
        lambda statement: StatementRow(
            statement.member,
            statement.partnership,
            listed(statement.get_role_display(), statement.period),
            basis_words(statement.basis),
        ),
    ),
    "organisation": (
        ("sector",),
        ("sort_name", "pk"),
        lambda statement: StatementRow(statement, None, statement.sector.name),
    ),
    "succession": (
        ("before_organisation", "after_organisation", "before_partnership", "after_partnership"),
        ("happened", "pk"),
        lambda statement: StatementRow(
            statement.before,
            statement.after,
            listed(statement.get_kind_display() if statement.kind else "", in_words(statement.happened)),
            basis_words(statement.basis),
        ),
    ),
    "event": (
        (),
        ("starts", "sort_name", "pk"),
        lambda statement: StatementRow(statement, None, statement.date_in_words),
    ),
    "participation": (
        ("event", "session", "organisation", "country", "partnership"),
        ("event__starts", "event", "session__order", "pk"),
        lambda statement: StatementRow(
            statement.participant,
            statement.event,
            listed(statement.get_role_display(), statement.session.title if statement.session else ""),
            basis_words(statement.basis),
        ),
    ),
    "commitment": (
        (),
        ("pk",),
        lambda statement: StatementRow(
            statement, None, listed(statement.get_kind_display(), statement.due_in_words)
        ),
    ),
    "progressreport": (
        ("commitment",),
        ("reported", "pk"),
        lambda statement: StatementRow(
            statement.commitment, None, listed(statement.get_progress_display(), statement.reported_in_words)
        ),
    ),
    "contribution": (
        ("giver_organisation", "giver_country", "partnership"),
        ("year", "pk"),
        lambda statement: StatementRow(
            statement.giver,
            statement.partnership,
            listed(f"{statement.amount} {statement.currency}", in_words(statement.year)),
        ),
    ),
    "figure": (
        (),
        ("pk",),
        lambda statement: StatementRow(
            statement.statement, None, listed(f"{statement.value} {statement.unit}", in_words(statement.year))
        ),
    ),
    "resource": (
        (),
        ("sort_name", "pk"),
        lambda statement: StatementRow(statement, None, statement.get_kind_display()),
    ),
}


def with_counts(queryset: QuerySet[Source]) -> list[Source]:
    """Sources as lists show them, with `counts`: what rests on each, kind by kind, in words. Two queries."""
    sources = list(queryset)
    counts = statement_counts(source.pk for source in sources)
    for source in sources:
        source.counts = [
            (label, counts[source.pk][kind]) for kind, label in KINDS.items() if kind in counts[source.pk]
        ]
    return sources


def rows(kind: str, source: Source, *, start: int, size: int) -> list[StatementRow]:
    """Some of the statements of a kind that rest on a source. One query."""
    related, order, row_of = ROWS[kind]
    statements = resting_on(kind, source).select_related(*related).order_by(*order)
    return [
        row_of(statement)._replace(is_further=statement.source_id != source.pk)
        for statement in statements[start : start + size]
    ]


@permissions.public
@kept_while_unchanged
def sources(request: HttpRequest) -> HttpResponse:
    return listing(request, SourceFilter, "directory/browse/sources.html", with_counts)


@permissions.public
@kept_while_unchanged
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """The source with the first statements of each kind; with `?kind=`, page by page those of that kind."""
    record = get_object_or_404(public_sources(), slug=slug)
    counts = statement_counts([record.pk])[record.pk]
    kind = request.GET.get("kind", "")
    paging = None
    if kind in counts:
        page = ListPage.nearest(requested_page(request.GET), total=counts[kind], size=PAGE_SIZE)
        paging = page.links(lambda number: f"?kind={kind}&page={number}")
        shown = {kind: rows(kind, record, start=page.offset, size=PAGE_SIZE)}
    else:
        kind = ""
        shown = {name: rows(name, record, start=0, size=SHOWN_FIRST) for name in KINDS if name in counts}
    return record_page(
        request,
        "directory/browse/source.html",
        record,
        {
            "source": record,
            "kind": kind,
            "counts": [(name, label, counts[name]) for name, label in KINDS.items() if name in counts],
            "statements": [
                StatementsOfKind(name, str(KINDS[name]), str(SIDES.get(name, "")), counts[name], rows_of_kind)
                for name, rows_of_kind in shown.items()
            ],
            "paging": paging,
            "read_on": in_words(record.read_on),
            "url": linked_data.site_url(record.get_absolute_url()),
            "linked_data": linked_data.script(
                linked_data.cited_work(record),
                linked_data.breadcrumbs("sources", _("Sources"), record),
            ),
        },
    )

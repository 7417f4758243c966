"""What rests on a source: the statements of each kind that the public sees, and the sources behind them."""

from collections.abc import Iterable
from functools import cache

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL

from directory.database.statements import kept
from directory.models.commitments import Commitment, ProgressReport
from directory.models.events import Event, Participation
from directory.models.figures import Contribution, Figure
from directory.models.memberships import Membership
from directory.models.organisations import Organisation, Succession
from directory.models.partnerships import Partnership
from directory.models.resources import Resource
from directory.models.sources import SOURCED, FurtherSource, Source


def public_statements() -> dict[str, QuerySet]:
    """The statements that the public sees and that count, by the name of their model: none of samples."""
    return {
        "partnership": Partnership.objects.listed(),
        "membership": Membership.objects.listed(),
        "organisation": Organisation.objects.listed(),
        "succession": Succession.objects.listed(),
        "event": Event.objects.all(),
        "participation": Participation.objects.listed(),
        "commitment": Commitment.objects.all(),
        "progressreport": ProgressReport.objects.all(),
        "contribution": Contribution.objects.listed(),
        "figure": Figure.objects.all(),
        "resource": Resource.objects.all(),
    }


def resting_on(kind: str, source: Source) -> QuerySet:
    """The public statements of one kind whose first source it is, or one of whose further sources."""
    statements = public_statements()[kind]
    names_it = Q(source=source)
    if kind in SOURCED:
        further = FurtherSource.objects.filter(source=source, **{f"{kind}__isnull": False})
        names_it |= Q(pk__in=further.values(kind))
    return statements.filter(names_it)


def cited(*kinds: str) -> Q:
    """The condition on a source that a public statement rests on it; of these kinds, where some are named."""
    condition = Q()
    for kind, statements in public_statements().items():
        if kinds and kind not in kinds:
            continue
        condition |= Exists(statements.filter(source=OuterRef("pk")))
        if kind in SOURCED:
            further = FurtherSource.objects.filter(source=OuterRef("pk"), **{f"{kind}__in": statements})
            condition |= Exists(further)
    return condition


def public_sources() -> QuerySet[Source]:
    """The sources that the public sees: what stands behind nothing public is not public."""
    return _public_sources().all()


@cache  # the ORM takes 10 ms to write the condition
def _public_sources() -> QuerySet[Source]:
    return Source.objects.filter(cited())


@kept
def _statement_counts(sources: RawSQL) -> QuerySet:
    """(source, kind, number), a source and kind up to twice."""
    queries = []
    for kind, statements in public_statements().items():
        named = Value(kind, CharField())
        first = statements.order_by().filter(source__in=sources)
        queries.append(first.values("source").annotate(kind=named, number=Count("pk")))
        if kind in SOURCED:
            further = FurtherSource.objects.filter(source__in=sources, **{f"{kind}__in": statements})
            # A statement that names a source twice rests on it once
            further = further.exclude(**{f"{kind}__source": F("source")})
            queries.append(further.values("source").annotate(kind=named, number=Count("pk")))
    columns = ("source", "kind", "number")
    return (
        queries[0]
        .values_list(*columns)
        .union(*(each.values_list(*columns) for each in queries[1:]), all=True)
    )


def statement_counts(sources: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many public statements of each kind rest on sources, by primary key. One query."""
    counts: dict[int, dict[str, int]] = {pk: {} for pk in sources}
    for source, kind, number in _statement_counts(counts):
        counts[source][kind] = counts[source].get(kind, 0) + number
    return counts

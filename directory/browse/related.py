"""What stands next to a record: commitments with their reports, partnerships that share members, partners."""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Count, Model, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from directory.models import Audience, Commitment, Membership, Organisation, Partnership, Resource, Source
from directory.models.partial_dates import over

Record = TypeVar("Record", Organisation, Partnership)

RELATED_SHOWN = 5
PARTNERS_SHOWN = 20  # a hub has hundreds; whom it works with most says what it is


def commitments(queryset: QuerySet[Commitment]) -> list[Commitment]:
    """Commitments as pages show them, with `owners` and `helpers` (organisations, partnerships,
    countries), `is_late` and `last_report`. Eight queries."""
    today = timezone.localdate()
    organisations, partnerships = Organisation.objects.published(), Partnership.objects.published()
    related = queryset.select_related("topic", "event", "source").prefetch_related(
        Prefetch("owner_organisations", organisations),
        Prefetch("owner_partnerships", partnerships),
        "owner_countries",
        Prefetch("partners", organisations),
        Prefetch("partner_partnerships", partnerships),
        "partner_countries",
        "reports",
    )
    shown = list(related)
    for commitment in shown:
        commitment.owners = [
            *commitment.owner_organisations.all(),
            *commitment.owner_partnerships.all(),
            *commitment.owner_countries.all(),
        ]
        commitment.helpers = [
            *commitment.partners.all(),
            *commitment.partner_partnerships.all(),
            *commitment.partner_countries.all(),
        ]
        commitment.is_late = commitment.is_overdue(today)
        commitment.last_report = max(
            commitment.reports.all(), key=lambda report: report.reported, default=None
        )
    return shown


def resources(queryset: QuerySet[Resource]) -> list[Resource]:
    """Resources as pages show them, with `publishers` (an organisation, a partnership) and `audiences` (words).
    Four queries."""
    shown = list(
        queryset.select_related("publisher", "publisher_partnership", "source").prefetch_related(
            "countries", "languages", "topics"
        )
    )
    labels = dict(Audience.choices)
    for resource in shown:
        publishers = if_published(resource.publisher), if_published(resource.publisher_partnership)
        resource.publishers = [publisher for publisher in publishers if publisher]
        resource.audiences = [str(labels[code]) for code in resource.audience]
    return shown


def if_published(record: Record | None) -> Record | None:
    """The record, or None for one that was removed: what the public may not see does not exist for it."""
    return record if record and not record.removed_at else None


def related_partnerships(partnership: Partnership, members: Iterable[Organisation]) -> list[dict]:
    """The partnerships that share most members with one, each with the reason in words: samples beside a sample, none
    beside another. One query."""
    shared = (
        Membership.objects.current()
        .filter(organisation__in=[organisation.pk for organisation in members if organisation])
        .filter(partnership__is_sample=partnership.is_sample)
        .exclude(partnership=partnership)
        .values("partnership", "partnership__slug", "partnership__title")
        .annotate(members=Count("organisation", distinct=True))
        .order_by("-members", "-partnership")[:RELATED_SHOWN]
    )
    return [
        {
            "partnership": Partnership(slug=row["partnership__slug"], title=row["partnership__title"]),
            "reason": ngettext("Shares %(count)s member", "Shares %(count)s members", row["members"])
            % {"count": row["members"]},
        }
        for row in shared
    ]


def partners(organisation: Organisation) -> list[dict]:
    """Whom an organisation works with and in how many partnerships, the most first: samples beside a sample, none beside
    another; who ended only beside one that ended as well. Two queries."""
    gone = Q() if organisation.is_over else over("organisation__ended", timezone.localdate())
    memberships = Membership.objects.current().filter(organisation=organisation)
    counts = dict(
        Membership.objects.current()
        .of_organisations()
        .filter(
            partnership__in=memberships.values("partnership"), organisation__is_sample=organisation.is_sample
        )
        .exclude(Q(organisation=organisation) | gone)
        .values_list("organisation")
        .annotate(shared=Count("partnership", distinct=True))
        .order_by("-shared", "organisation")[:PARTNERS_SHOWN]
    )
    organisations = Organisation.objects.select_related("sector", "country").in_bulk(counts)
    return [{"organisation": organisations[pk], "count": shared} for pk, shared in counts.items()]


def with_partnership_count(queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each with `partnership_count`: in how many partnerships it is a current member."""
    current = Membership.objects.current().filter(organisation=OuterRef("pk")).order_by()
    counted = current.values("organisation").annotate(number=Count("partnership", distinct=True))
    return queryset.select_related("sector", "country").annotate(
        partnership_count=Coalesce(Subquery(counted.values("number")), 0)
    )


FURTHER = "further_sources__source"  # what is to be fetched ahead of records whose further sources are shown


def sources_of(*records: Model) -> list[Source]:
    """The sources of records, each once, in the order of the records: the first of each, then the further ones where
    FURTHER was fetched ahead."""
    sources = []
    for record in records:
        sources.append(record.source)
        if "further_sources" in getattr(record, "_prefetched_objects_cache", {}):
            sources += [further.source for further in record.further_sources.all()]
    return [source for source in dict.fromkeys(sources) if source]

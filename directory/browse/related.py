"""What stands next to a record: commitments with their reports, partnerships that share members, partners."""

from collections.abc import Iterable, Mapping
from functools import partial
from operator import attrgetter
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Count, Exists, ForeignObjectRel, Model, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse.panel import in_digits
from directory.database.statements import condition_in_sql, kept_together
from directory.finding.facets import Values
from directory.models import (
    Audience,
    Commitment,
    Country,
    Membership,
    Organisation,
    Partnership,
    ProgressReport,
    Resource,
    Source,
)
from directory.models.memberships import COUNTS
from directory.models.page_paths import paths_of

Record = TypeVar("Record", Organisation, Partnership)

RELATED_SHOWN = 5
NAMES_SHOWN = 4  # of topics and of countries that two partnerships share
PARTNERS_SHOWN = 20  # a hub has hundreds; whom it works with most says what it is
SHARED_SHOWN = 100  # partnerships that two organisations share


def has(model: type[Model], *relations: str) -> dict[str, Exists]:
    """For `annotate`, `has_events` and so on: whether anything stands in a relation of a record, shown or not. A page then
    asks for no more than there is."""
    return {f"has_{name}": Exists(_in_relation(model._meta.get_field(name))) for name in relations}


def _in_relation(relation: ForeignObjectRel) -> QuerySet:
    if relation.many_to_many:
        links = relation.through._default_manager
        return links.filter(**{relation.field.m2m_reverse_field_name(): OuterRef("pk")})
    return relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})


def commitments(queryset: QuerySet[Commitment]) -> list[Commitment]:
    """Commitments as pages show them, with `owners` and `helpers` (organisations, partnerships,
    countries), `is_late` and `last_report`. Two queries; one for none."""
    shown = list(queryset.select_related("topic", "event", "source"))
    rows = _beside_commitments(_array(shown), (REPORTS, *PARTIES)) if shown else {}
    attach(REPORTS, shown, rows.get(REPORTS, ()), of="commitment")
    return complete_commitments(shown, parties_by_commitment(rows))


def complete_commitments(
    shown: list[Commitment], parties: Mapping[int, Mapping[str, list[Model]]]
) -> list[Commitment]:
    """Commitments whose reports were fetched, with what `commitments` says. `parties`: by commitment and field."""
    today = timezone.localdate()
    for commitment in shown:
        by_field = parties.get(commitment.pk, {})
        commitment.owners = [party for field in OWNERS for party in by_field.get(field, ())]
        commitment.helpers = [party for field in HELPERS for party in by_field.get(field, ())]
        commitment.is_late = commitment.is_overdue(today)
        commitment.last_report = max(
            commitment.reports.all(), key=lambda report: report.reported, default=None
        )
    return shown


# Who promised, and who is to help: fields of a commitment
OWNERS = ("owner_organisations", "owner_partnerships", "owner_countries")
HELPERS = ("partners", "partner_partnerships", "partner_countries")


PARTIES = (*OWNERS, *HELPERS)
REPORTS = "reports"
# What is shown of a record that another page names
NAME_COLUMNS = {
    Organisation: ("slug", "name", "acronym", "removed_at"),
    Partnership: ("slug", "title", "acronym", "removed_at"),
    Country: ("code", "name_en", "name_fr", "name_es", "name_ar"),
}


def party_links(field: str, commitments: RawSQL | QuerySet) -> QuerySet:
    """The links of a field of PARTIES, in the order in which they were entered, each with its party: those that the public
    sees. `commitments`: their keys."""
    party = Commitment._meta.get_field(field).m2m_reverse_field_name()
    model = Commitment._meta.get_field(field).related_model
    shown = links(Commitment, field).filter(commitment__in=commitments)
    if model is not Country:
        shown = shown.filter(**{f"{party}__removed_at": None})
    columns = [f"{party}__{column}" for column in NAME_COLUMNS[model]]
    return shown.select_related(party).only("commitment", *columns).order_by("pk")


def parties_by_commitment(rows: Mapping[str, Iterable[Model]]) -> dict[int, dict[str, list[Model]]]:
    """The parties of commitments by the field that names them. `rows`: `party_links` by field."""
    parties: dict[int, dict[str, list[Model]]] = {}
    for field in PARTIES:
        party = attrgetter(Commitment._meta.get_field(field).m2m_reverse_field_name())
        for link in rows.get(field, ()):
            parties.setdefault(link.commitment_id, {}).setdefault(field, []).append(party(link))
    return parties


def _keys(array: RawSQL) -> RawSQL:
    """The keys of an array that is a parameter, for `__in`."""
    return RawSQL("SELECT unnest(%s::bigint[])", array.params)


def _array(records: Iterable[Model]) -> str:
    """Their keys as PostgreSQL writes an array."""
    return "{" + ",".join(str(record.pk) for record in records) + "}"


_beside_commitments = kept_together(
    **{REPORTS: lambda array: ProgressReport.objects.filter(commitment__in=_keys(array))},
    **{field: partial(lambda field, array: party_links(field, _keys(array)), field) for field in PARTIES},
)


def resources(queryset: QuerySet[Resource]) -> list[Resource]:
    """Resources as pages show them, with `publishers` (an organisation, a partnership) and `audiences` (words).
    Two queries; one for none."""
    shown = list(queryset.select_related("publisher", "publisher_partnership", "source"))
    rows = _links_of_resources(_array(shown), LINKS_OF_RESOURCES) if shown else {}
    for field in LINKS_OF_RESOURCES:
        attach(field, shown, rows.get(field, ()), of="resource")
    return complete_resources(shown)


LINKS_OF_RESOURCES = ("countries", "languages", "topics")
_links_of_resources = kept_together(
    **{
        field: partial(
            lambda field, array: (
                linked_values(Resource, field).filter(resource__in=_keys(array)).order_by("pk")
            ),
            field,
        )
        for field in LINKS_OF_RESOURCES
    }
)


def complete_resources(shown: list[Resource]) -> list[Resource]:
    """Resources whose publishers and links were fetched, with what `resources` says."""
    labels = dict(Audience.choices)
    for resource in shown:
        publishers = if_published(resource.publisher), if_published(resource.publisher_partnership)
        resource.publishers = [publisher for publisher in publishers if publisher]
        resource.audiences = [str(labels[code]) for code in resource.audience]
    return shown


def links(model: type[Model], field: str) -> QuerySet:
    """The rows that link records of a model with those of a field of it."""
    return model._meta.get_field(field).remote_field.through._default_manager.all()


def linked_values(model: type[Model], field: str) -> QuerySet:
    """`links` with the words that they lead to."""
    return links(model, field).select_related(model._meta.get_field(field).m2m_reverse_field_name())


def attach(name: str, records: Iterable[Model], rows: Iterable[Model], *, of: str) -> None:
    """Give records the rows of another table, or the values of links, that were fetched apart, as `prefetch_related` does.
    `of`: the field of the rows that names the record."""
    by_record: dict[int, list[Model]] = {}
    for row in rows:
        by_record.setdefault(getattr(row, f"{of}_id"), []).append(row)
    for record in records:
        relation = record._meta.get_field(name)
        attached = by_record.get(record.pk, [])
        if relation.many_to_many:
            attached = [getattr(row, relation.m2m_reverse_field_name()) for row in attached]
        record.__dict__.setdefault("_prefetched_objects_cache", {})[name] = attached


def if_published(record: Record | None) -> Record | None:
    """The record, or None for one that was removed: what the public may not see does not exist for it."""
    return record if record and not record.removed_at else None


def related_partnerships(
    partnership: Partnership, members: Iterable[Organisation], values: Values
) -> list[dict]:
    """The partnerships that share most with one, what is rare counting for more: each with the reasons in words. Samples
    beside a sample, none beside another. One query."""
    keys = [organisation.pk for organisation in members if organisation]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM listing_related(%s, %s, %s)", [partnership.pk, keys, RELATED_SHOWN])
        rows = map(RelatedPartnership._make, cursor.fetchall())
    return [
        {"partnership": Partnership(slug=row.slug, title=row.title), "reasons": reasons(row, values)}
        for row in rows
    ]


class RelatedPartnership(NamedTuple):
    """A partnership, how many members it shares with another, and the encoded topics and countries, those that fewest
    have first."""

    slug: str
    title: str
    members: int
    values: list[int]


def reasons(related: RelatedPartnership, values: Values) -> list[str]:
    """Why a partnership is related, in words."""
    by_facet = values.by_facet(related.values)
    sentences = []
    if related.members:
        sentences.append(
            ngettext("Shares %(count)s member", "Shares %(count)s members", related.members)
            % {"count": related.members}
        )
    topics, countries = ([value.label for value in by_facet[facet]] for facet in ("topic", "country"))
    if topics:
        sentence = ngettext("Same topic: %(names)s", "Same topics: %(names)s", len(topics))
        sentences.append(sentence % {"names": _first_of(topics)})
    if countries:
        sentence = ngettext("Same country: %(names)s", "Same countries: %(names)s", len(countries))
        sentences.append(sentence % {"names": _first_of(countries)})
    return sentences


def _first_of(names: list[str]) -> str:
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown} …" if len(names) > NAMES_SHOWN else shown


class Partner(NamedTuple):
    """An organisation with which another one works in so many partnerships, with the names of its sector and its home.
    `label`: a short name; `sector_key`: of its sector; `partnerships`: the keys of the newest that they share."""

    url: str
    name: str
    sector: str
    home: str
    shared: int
    label: str
    sector_key: str
    partnerships: list[int]


# What counts of two memberships is what two partial indexes hold. Organisations are looked up in the order of what they
# share, and only until there are enough: a hub works with thousands
COUNTED_MEMBERSHIPS = f"""
    SELECT partnership_id, organisation_id FROM directory_membership WHERE {condition_in_sql(Membership, COUNTS)}
"""
PARTNERS = f"""
    SELECT partner.slug, partner.name, partner.acronym, partner.sector_id, partner.country_id, partner.is_international,
           shared, ARRAY(
               SELECT DISTINCT far.partnership_id
                 FROM ({COUNTED_MEMBERSHIPS}) AS near JOIN ({COUNTED_MEMBERSHIPS}) AS far USING (partnership_id)
                WHERE near.organisation_id = %s AND far.organisation_id = tie.id
                  AND far.partnership_id NOT IN (SELECT id FROM directory_partnership WHERE removed_at IS NOT NULL)
                ORDER BY 1 DESC LIMIT {SHARED_SHOWN})
      FROM (SELECT far.organisation_id AS id, count(DISTINCT far.partnership_id) AS shared
              FROM ({COUNTED_MEMBERSHIPS}) AS near JOIN ({COUNTED_MEMBERSHIPS}) AS far USING (partnership_id)
             WHERE near.organisation_id = %s AND far.organisation_id <> near.organisation_id
               AND far.partnership_id NOT IN (SELECT id FROM directory_partnership WHERE removed_at IS NOT NULL)
             GROUP BY 1 ORDER BY 2 DESC, 1) AS tie
      JOIN directory_organisation AS partner USING (id)
     WHERE partner.removed_at IS NULL AND partner.is_sample = %s
       AND (%s OR partner.ended = '' OR partner.ended >= left(%s, length(partner.ended)))
     ORDER BY shared DESC, id LIMIT {PARTNERS_SHOWN}
"""


def partners(organisation: Organisation, values: Values) -> list[Partner]:
    """Whom an organisation works with and in how many partnerships, the most first: samples beside a sample, none beside
    another; who ended only beside one that ended as well. One query."""
    today = timezone.localdate().isoformat()
    with connection.cursor() as cursor:
        key = organisation.pk
        cursor.execute(PARTNERS, [key, key, organisation.is_sample, organisation.is_over, today])
        return in_names(cursor.fetchall(), values)


def in_names(rows: Iterable[tuple], values: Values) -> list[Partner]:
    """Partners of rows: slug, name, acronym, sector, country, whether it is international, how many they share, and which."""
    sectors, countries = values.names["sector"], values.names["country"]
    path = paths_of("organisation")
    without_country = {True: _("International"), False: _("Not known")}
    return [
        Partner(
            path(slug),
            name,
            sectors[sector],
            countries[country] if country else without_country[is_international],
            shared,
            acronym or name,
            sector,
            partnerships,
        )
        for slug, name, acronym, sector, country, is_international, shared, partnerships in rows
    ]


def with_partnership_count(queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each with `partnership_count`: in how many partnerships it is a current member."""
    current = Membership.objects.current().filter(organisation=OuterRef("pk")).order_by()
    counted = current.values("organisation").annotate(number=Count("partnership", distinct=True))
    return queryset.select_related("sector", "country").annotate(
        partnership_count=Coalesce(Subquery(counted.values("number")), 0)
    )


def in_partnerships(count: int) -> str:
    """In how many partnerships somebody takes part, in words."""
    if not count:
        return _("no partnership known")
    return ngettext("%(count)s partnership", "%(count)s partnerships", count) % {"count": in_digits(count)}


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

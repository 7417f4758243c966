"""What is stated about an organisation or a partnership in other tables, read in one query: written by the ORM for each page,
a dozen small queries take longer than their answers."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import chain
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.browse import attendance, lineage, related
from directory.browse.related import NAME_COLUMNS, PARTIES
from directory.database.statements import kept_together
from directory.models import (
    Commitment,
    Contribution,
    Country,
    Organisation,
    Participation,
    Partnership,
    ProgressReport,
    Resource,
    Succession,
)
from directory.models.commitments import BY_DUE_DATE

Part = Callable[[RawSQL], QuerySet]


class Stated(NamedTuple):
    """What other tables state about a record, as its page shows it. `further`: the parts that its kind alone has."""

    successions: list[Succession]
    participations: list[Participation]
    contributions: list[Contribution]
    commitments: list[Commitment]
    resources: list[Resource]
    further: dict[str, list]


# The fields of a commitment by which a record of a kind has promised it, or shares it
PROMISED_BY = {
    "organisation": ("owner_organisations", "partners"),
    "partnership": ("owner_partnerships", "partner_partnerships"),
}
# Relations of a record, and the parts that tell of them. A page asks for no more than there is: `related.has`
PARTS = {
    "earlier_successions": ("successions",),
    "later_successions": ("successions",),
    "participations": ("participations",),
    "contributions": ("contributions",),
    "commitments": ("commitments", "reports", *PARTIES),
    "shared_commitments": ("commitments", "reports", *PARTIES),
    "resources": ("resources", *(f"resource_{field}" for field in related.LINKS_OF_RESOURCES)),
}


def reader(
    kind: str, further: Mapping[str, tuple[str, ...]], **parts: Part
) -> Callable[[Organisation | Partnership], Stated]:
    """A function that reads what is stated about a record of a kind, which tells by `has_events` and so on what there
    is. `further`: the relations that this kind alone has, with their `parts`. One query at most."""
    relations = PARTS | further
    read = kept_together(**_shared_parts(kind), **parts)

    def read_stated(record: Organisation | Partnership) -> Stated:
        present = [names for relation, names in relations.items() if getattr(record, f"has_{relation}")]
        rows = read(record.pk, chain.from_iterable(present))
        return Stated(
            lineage.in_order(rows["successions"]),
            rows["participations"],
            rows["contributions"],
            complete_commitments(rows),
            complete_resources(rows),
            {name: rows[name] for name in parts},
        )

    return read_stated


def _shared_parts(kind: str) -> dict[str, Part]:
    return {
        "successions": partial(_successions, kind),
        "participations": partial(_participations, kind),
        "contributions": partial(_contributions, kind),
        **commitment_parts(partial(_promised_keys, kind)),
        **resource_parts(partial(_published_keys, kind)),
    }


def commitment_parts(keys: Callable[[RawSQL], QuerySet | RawSQL]) -> dict[str, Part]:
    """The parts of which `complete_commitments` makes commitments. `keys`: their primary keys, of what is asked for."""
    return {
        "commitments": lambda key: _promised(keys(key)),
        "reports": lambda key: ProgressReport.objects.filter(commitment__in=keys(key)).order_by("pk"),
        **{field: lambda key, field=field: related.party_links(field, keys(key)) for field in PARTIES},
    }


def resource_parts(keys: Callable[[RawSQL], QuerySet | RawSQL]) -> dict[str, Part]:
    """The parts of which `complete_resources` makes resources. `keys`: as above."""
    return {
        "resources": lambda key: _published(keys(key)),
        **{
            f"resource_{field}": lambda key, field=field: (
                related.linked_values(Resource, field).filter(resource__in=keys(key)).order_by("pk")
            )
            for field in related.LINKS_OF_RESOURCES
        },
    }


def _successions(kind: str, key: RawSQL) -> QuerySet[Succession]:
    sides = [f"{side}_{kind}" for side in ("before", "after")]
    name_columns = NAME_COLUMNS[Organisation if kind == "organisation" else Partnership]
    columns = [f"{side}__{column}" for side in sides for column in name_columns]
    # Of the other kind their keys: none
    ends = [f"{side}_{end}" for side in ("before", "after") for end in ("organisation", "partnership")]
    return (
        lineage.chain(kind, key)
        .select_related(*sides)
        .only("kind", "happened", "basis", "source", *ends, *columns)
    )


def _participations(kind: str, key: RawSQL) -> QuerySet[Participation]:
    return attendance.shown_of(kind, key).select_related("event", "session").defer("event__summary")


def _contributions(kind: str, key: RawSQL) -> QuerySet[Contribution]:
    given = Contribution.objects.shown().order_by("year", "pk")
    if kind == "organisation":
        columns = [f"partnership__{column}" for column in NAME_COLUMNS[Partnership]]
        return (
            given.filter(giver_organisation=key)
            .select_related("partnership")
            .only("amount", "currency", "year", "source", *columns)
        )
    columns = [
        *(f"giver_organisation__{column}" for column in NAME_COLUMNS[Organisation]),
        *(f"giver_country__{column}" for column in NAME_COLUMNS[Country]),
    ]
    return (
        given.filter(partnership=key)
        .select_related("giver_organisation", "giver_country")
        .only("amount", "currency", "year", "source", *columns)
    )


def _promised_keys(kind: str, key: RawSQL) -> QuerySet:
    links = [
        related.links(Commitment, field).filter(**{kind: key}).values("commitment")
        for field in PROMISED_BY[kind]
    ]
    return links[0].union(links[1])


def _promised(keys: QuerySet | RawSQL) -> QuerySet[Commitment]:
    promised = Commitment.objects.filter(pk__in=keys).order_by(*BY_DUE_DATE)
    return promised.select_related("topic", "event").defer("event__summary")


def complete_commitments(rows: Mapping[str, list]) -> list[Commitment]:
    """The commitments of some parts that were read."""
    related.attach("reports", rows["commitments"], rows["reports"], of="commitment")
    return related.complete_commitments(rows["commitments"], related.parties_by_commitment(rows))


def _published_keys(kind: str, key: RawSQL) -> QuerySet:
    publisher = {"organisation": "publisher", "partnership": "publisher_partnership"}[kind]
    return Resource.objects.filter(**{publisher: key}).values("pk")


def _published(keys: QuerySet | RawSQL) -> QuerySet[Resource]:
    columns = [
        *(f"publisher__{column}" for column in NAME_COLUMNS[Organisation]),
        *(f"publisher_partnership__{column}" for column in NAME_COLUMNS[Partnership]),
    ]
    return (
        Resource.objects.filter(pk__in=keys)
        .select_related("publisher", "publisher_partnership")
        .only("slug", "title", "kind", "description", "audience", "url", "source", *columns)
        .order_by("sort_name")
    )


def complete_resources(rows: Mapping[str, list]) -> list[Resource]:
    """The resources of some parts that were read."""
    for field in related.LINKS_OF_RESOURCES:
        related.attach(field, rows["resources"], rows[f"resource_{field}"], of="resource")
    return related.complete_resources(rows["resources"])


def relations(further: Iterable[str]) -> tuple[str, ...]:
    """What a record has to tell by `has_events` and so on before `reader` reads what is stated about it."""
    return (*PARTS, *further)

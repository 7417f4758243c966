"""Organisations and their public desks as programs get them, read for a page of primary keys at once."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.database.statements import any_of, kept
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import (
    Record,
    RecordStamp,
    References,
    api_address,
    day,
    grouped,
    linked_keys,
    names_of_kind,
    page_address,
    stamps_of,
)
from directory.exchange.programs.statement_sources import StatementSources, as_of, further_sources
from directory.exchange.programs.succession_documents import SuccessionRow, lineage, succession_rows
from directory.finding.facets import Values
from directory.models import ContactPoint, NameKind, Organisation, OtherName
from directory.models.derived_ids import desk_id
from directory.models.text_search import by_name


@kept
def organisation_names(pks: RawSQL) -> QuerySet:
    return (
        OtherName.objects.filter(organisation__in=pks)
        .order_by(by_name())
        .values_list("organisation", "name", "kind")
    )


def organisation_list(pks: Sequence[int]) -> QuerySet[Organisation]:
    return Organisation.objects.listed().filter(pk__in=any_of(pks)).prefetch_related("identifiers")


organisation_successions = succession_rows("organisation")
further_sources_of_organisations = further_sources(
    "organisation", "succession__before_organisation", "succession__after_organisation"
)


def organisations(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Organisations by primary key. Eight queries."""
    organisations_read = list(organisation_list(pks))
    names = grouped(organisation_names(pks))
    stamps = stamps_of(Organisation, pks)
    successions = list(map(SuccessionRow._make, organisation_successions(pks)))
    references = References(
        organisations=[
            *(organisation.parent_id for organisation in organisations_read),
            *(pk for row in successions for pk in (row.before, row.after)),
        ]
    )
    sources = StatementSources(
        further_sources_of_organisations(pks),
        [
            *(organisation.source_id for organisation in organisations_read),
            *(row.source for row in successions),
        ],
    )
    return {
        organisation.pk: {
            **_organisation_itself(organisation, stamps[organisation.pk], names.get(organisation.pk, ())),
            "parent": references.organisations.get(organisation.parent_id),
            **_organisation_statements(organisation, successions, references, sources),
            "changed_at": in_utc(stamps[organisation.pk].changed_at),
        }
        for organisation in organisations_read
    }


def _organisation_itself(
    organisation: Organisation, stamp: RecordStamp, names: Sequence[Sequence[str]]
) -> Record:
    return {
        "id": str(stamp.uuid),
        "slug": organisation.slug,
        "api_url": api_address(f"organisations/{stamp.uuid}"),
        "url": page_address("organisation", organisation.slug),
        "partnerships": api_address(f"partnerships?organisation={organisation.slug}&scope=all&freshness=all"),
        "desks": api_address(f"desks?organisation={organisation.slug}"),
        "name": organisation.name,
        "acronym": organisation.acronym,
        "other_names": names_of_kind(names, NameKind.OTHER),
        "former_names": names_of_kind(names, NameKind.FORMER),
        "former_acronyms": names_of_kind(names, NameKind.FORMER_ACRONYM),
        "sector": organisation.sector_id,
        "country": organisation.country_id,
        "country_basis": organisation.country_basis or None,
        "is_international": organisation.is_international,
        "founded": organisation.founded or None,
        "ended": organisation.ended or None,
        "website": organisation.website or None,
        "identifiers": sorted(map(str, organisation.identifiers.all())),
    }


def _organisation_statements(
    organisation: Organisation,
    successions: Sequence[SuccessionRow],
    references: References,
    sources: StatementSources,
) -> Record:
    """What became of it and what it came out of, and the sources of all that is stated."""
    keys = sources.keys_of("organisation", organisation.pk, organisation.source_id)
    relatives = lineage(organisation.pk, successions, references.organisations, sources)
    documents = sources.told(keys, *relatives["predecessors"], *relatives["successors"])
    return {**relatives, **keys, "as_of": as_of(documents), "sources": documents}


# Desks


def public_desks() -> QuerySet[ContactPoint]:
    """The desks that everybody may see, by the same door as for a visitor's page; without samples."""
    desks = ContactPoint.objects.visible_to(AnonymousUser())
    return desks.filter(is_sample=False, organisation__is_sample=False)


DESK_CODES = ("languages", "topics", "countries")


def desks(pks: Sequence[int], facet_values: Values) -> dict[int, Record]:
    """Public desks by primary key. Three queries."""
    desk_list = list(
        public_desks()
        .filter(pk__in=any_of(pks))
        .annotate(**{f"{field}_keys": linked_keys(ContactPoint, field) for field in DESK_CODES})
    )
    references = References(organisations=[desk.organisation_id for desk in desk_list])
    sources = StatementSources([], [desk.source_id for desk in desk_list])
    return {
        desk.pk: {
            **_desk_itself(desk),
            "organisation": references.organisations[desk.organisation_id],
            **{field: getattr(desk, f"{field}_keys") for field in DESK_CODES},
            **(keys := sources.keys_of("desk", desk.pk, desk.source_id)),
            "sources": sources.told(keys),
        }
        for desk in desk_list
    }


def _desk_itself(desk: ContactPoint) -> Record:
    return {
        "id": desk_id(desk.slug),
        "slug": desk.slug,
        "api_url": api_address(f"desks/{desk.slug}"),
        "url": page_address("desk", desk.slug),
        "name": desk.name,
        "purpose": desk.purpose,
        "mailbox": desk.mailbox or None,
        "phone": desk.phone or None,
        "web_form": desk.web_form or None,
        "is_worldwide": desk.is_worldwide,
        "opening_hours": str(desk.opening_hours) or None,
        "hours": desk.hours,
        "time_zone": desk.time_zone or None,
        "is_urgent": desk.is_urgent,
        "requirements": desk.requirements,
        "confirmed_on": day(desk.confirmed_on),
    }

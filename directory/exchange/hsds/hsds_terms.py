"""Topics and sectors as taxonomies of Open Referral's HSDS, and as attributes of what has them."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from directory.database.statements import kept
from directory.exchange.programs.reading import Record, api_address
from directory.exchange.record_columns import expression
from directory.finding.facets import Value, Values
from directory.models import Partnership
from directory.models.derived_ids import derived_id
from directory.records.forms import PartnershipForm

TAXONOMIES = {"topic": "Topics", "sector": "Sectors"}


def taxonomies() -> list[Record]:
    descriptions = {
        "topic": _("What a cooperation is about."),
        "sector": _("What kind of body an organisation is."),
    }
    return [
        {
            "id": derived_id("taxonomy", facet),
            "name": name,
            "description": descriptions[facet],
            "uri": api_address(f"vocabularies/{facet}s"),
        }
        for facet, name in TAXONOMIES.items()
    ]


@cache
def term_id(facet: str, code: str) -> str:
    return derived_id("term", facet, code)


@lru_cache(maxsize=1000)  # far more than there are topics and sectors
def term(facet_value: Value) -> Record:
    """A topic or a sector. The same object is given to all, so it must not be changed."""
    return {
        "id": term_id(facet_value.facet, facet_value.code),
        "code": facet_value.code,
        "name": facet_value.label,
        "description": facet_value.label,  # required, and there is no longer one
        "taxonomy": TAXONOMIES[facet_value.facet],
        "taxonomy_id": derived_id("taxonomy", facet_value.facet),
        "language": "en",  # addresses for programs have no language in them, and answer in the first one
    }


def terms(facet_values: Values) -> list[Record]:
    """The terms of all taxonomies, with the taxonomy that each belongs to."""
    taxonomy_by_id = {taxonomy["id"]: taxonomy for taxonomy in taxonomies()}
    all_terms = [term(facet_value) for facet_value in terms_by_id(facet_values).values()]
    return [
        {**term_record, "taxonomy_detail": taxonomy_by_id[term_record["taxonomy_id"]]}
        for term_record in all_terms
    ]


def terms_by_id(facet_values: Values) -> dict[str, Value]:
    return {
        term_id(facet, code): facet_value
        for facet in TAXONOMIES
        for code, facet_value in facet_values.by_code[facet].items()
    }


def attributes(entity: str, entity_id: str, facet_values: Iterable[Value]) -> list[Record]:
    """The topics and sectors of a service or an organisation. `entity` is the name of its table in HSDS."""
    return [
        {
            "id": derived_id(entity_id, facet_value.facet, facet_value.code),
            "link_id": entity_id,
            "link_type": facet_value.facet,
            "link_entity": entity,
            "value": facet_value.code,
            "taxonomy_term_id": term_id(facet_value.facet, facet_value.code),
            "taxonomy_term": term(facet_value),
        }
        for facet_value in facet_values
    ]


# What a partnership states itself


class StatedCodes(NamedTuple):
    """The countries and sectors that a partnership itself states; those of its members count as its own besides."""

    countries: Sequence[str]
    sectors: Sequence[str]


@kept
def stated_code_rows(pks: RawSQL) -> QuerySet:
    partnerships_of_page = Partnership.objects.filter(pk__in=pks)
    return partnerships_of_page.annotate(
        countries_stated=expression(PartnershipForm, "countries"),
        sectors_stated=expression(PartnershipForm, "sectors"),
    ).values_list("pk", "countries_stated", "sectors_stated")


def mark_of_derived(code: str, stated_codes: Sequence[str]) -> Record:
    """The mark of a code that a partnership does not state itself."""
    return {} if code in stated_codes else {"derived": True}

"""The addresses under /hsds/: the read API of Open Referral's HSDS, with partnerships as its services."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.database.statements import any_of
from directory.exchange.exports import RETRY_AFTER, TooManyExports, read_in_an_export
from directory.exchange.hsds import hsds_records, hsds_terms
from directory.exchange.hsds.hsds_records import address
from directory.exchange.hsds.query_parameters import (
    ALL_AT_ONCE,
    PAGING,
    PER_PAGE,
    UNKNOWN_HERE,
    read_parameters,
)
from directory.exchange.programs.endpoints import HTML, JSON, NDJSON, as_json, endpoint, only_parameters
from directory.exchange.programs.kinds import KINDS, RecordKind
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.openapi_documents import document, with_codes
from directory.exchange.programs.problems import ProblemDetails, not_found
from directory.exchange.programs.reading import Record, stamps_of
from directory.exchange.programs.record_keys import gone, primary_key
from directory.exchange.programs.tombstones import MERGED, fates
from directory.finding import facets
from directory.finding.facets import Values
from directory.finding.paging import page_count
from directory.models import Listing, Membership, Organisation, Partnership, RecordChange
from directory.models.derived_ids import derived_id
from directory.models.text_search import Words
from directory.rights import permissions

VERSION = "3.1"  # of HSDS
DOCUMENT = Path(__file__).with_name("openapi.json")
CHUNK = 200  # records that a stream reads at a time

SERVICES, ORGANIZATIONS = KINDS["partnerships"], KINDS["organisations"]
NARROWING = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")

ReadRecords = Callable[[Sequence[int]], dict[int, Record]]  # documents by primary key


@permissions.open_data
@endpoint()
def home(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(
        {"version": VERSION, "profile": address("profile/"), "openapi_url": address("openapi.json")}
    )


@permissions.open_data
@endpoint()
def openapi(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(with_codes(document(DOCUMENT), current_facet_values()))


@permissions.open_data
@endpoint(media_types=(HTML,))
def profile(request: HttpRequest) -> HttpResponse:
    return render(
        request, "directory/exchange/hsds_profile.html", {"base": f"{settings.DIRECTORY_BASE_URL}/hsds/"}
    )


def current_facet_values() -> Values:
    return facets.values(facets.data_version())


# Services


@permissions.open_data
@endpoint(media_types=(JSON, NDJSON))
def services(request: HttpRequest) -> HttpResponse:
    parameters = read_parameters(request, [*NARROWING, "minimal", "full", *UNKNOWN_HERE, *PAGING])
    facet_values = current_facet_values()
    full, minimal = parameters.get("full", False), parameters.get("minimal", False)

    def read(pks: Sequence[int]) -> dict[int, Record]:
        return minimal_services(pks) if minimal else hsds_records.services(pks, facet_values, full=full)

    if minimal:
        parameters.setdefault("per_page", ALL_AT_ONCE)
    return page_or_stream(listings(parameters, facet_values), "partnership_id", read, parameters)


@permissions.open_data
@endpoint()
def service(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return record_or_gone(
        "services",
        SERVICES,
        key,
        lambda pk: hsds_records.services([pk], current_facet_values(), full=True)[pk],
    )


def listings(parameters: dict[str, Any], facet_values: Values) -> QuerySet[Listing]:
    """The public partnerships that the parameters let through. HSDS knows neither scope nor freshness, so dormant
    ones and those of one country or sector are among them."""
    matching = Listing.objects.none() if parameters.keys() & set(UNKNOWN_HERE) else Listing.objects.all()
    if typed := parameters.get("search"):
        matching = matching.matching(Words.of(typed))
    if "taxonomy_term_id" in parameters:
        term = hsds_terms.terms_by_id(facet_values).get(parameters["taxonomy_term_id"])
        matching = matching.with_any([term.v] if term else [])
    if "taxonomy_id" in parameters:
        terms = terms_of(parameters["taxonomy_id"], facet_values)
        matching = matching.with_any([term.v for term in terms])
    if "organization_id" in parameters:
        members = Membership.objects.shown().filter(organisation=parameters["organization_id"])
        matching = matching.filter(partnership_id__in=members.values("partnership"))
    if "modified_after" in parameters:
        changes = RecordChange.objects.of(Partnership).filter(changed_at__gte=parameters["modified_after"])
        matching = matching.filter(partnership_id__in=changes.values("record_id"))
    return matching


def terms_of(taxonomy: str, facet_values: Values) -> list[facets.Value]:
    """The terms of the taxonomy with this identifier; none where no taxonomy has it."""
    facet_by_id = {derived_id("taxonomy", facet): facet for facet in hsds_terms.TAXONOMIES}
    facet = facet_by_id.get(taxonomy)
    return list(facet_values.by_code[facet].values()) if facet else []


def minimal_services(pks: Sequence[int]) -> dict[int, Record]:
    """Only what is needed to see which services changed, and what the schema wants besides. Two queries."""
    stamps = stamps_of(Partnership, pks)
    columns = Partnership.objects.filter(pk__in=any_of(pks)).values_list("pk", "title", "status")
    return {
        pk: {
            "id": str(stamps[pk].uuid),
            "name": title,
            "status": hsds_records.STATUSES[status],
            # The schema of a service says `last_modified`; the description of `minimal` says `modified_date`.
            "last_modified": in_utc(stamps[pk].changed_at),
            "modified_date": in_utc(stamps[pk].changed_at),
        }
        for pk, title, status in columns
    }


# Organisations


@permissions.open_data
@endpoint(media_types=(JSON, NDJSON))
def organizations(request: HttpRequest) -> HttpResponse:
    names = ["search", "taxonomy_term_id", "taxonomy_id", "full", "full_service", *PAGING]
    parameters = read_parameters(request, names)
    facet_values = current_facet_values()
    full_service = parameters.get("full_service", False)
    full = full_service or parameters.get("full", False)
    return page_or_stream(
        matching_organisations(parameters, facet_values),
        "pk",
        lambda pks: hsds_records.organizations(pks, facet_values, full=full, full_service=full_service),
        parameters,
    )


def matching_organisations(parameters: dict[str, Any], facet_values: Values) -> QuerySet[Organisation]:
    """The public organisations that the parameters let through. Of the taxonomies, they have sectors only."""
    matching = Organisation.objects.listed()
    if typed := parameters.get("search"):
        matching = matching.matching(Words.of(typed))
    if "taxonomy_term_id" in parameters:
        term = hsds_terms.terms_by_id(facet_values).get(parameters["taxonomy_term_id"])
        is_sector = term is not None and term.facet == "sector"
        matching = matching.filter(sector=term.code) if is_sector else matching.none()
    if "taxonomy_id" in parameters:
        terms = terms_of(parameters["taxonomy_id"], facet_values)
        if not any(term.facet == "sector" for term in terms):
            matching = matching.none()
    return matching


@permissions.open_data
@endpoint()
def organization(request: HttpRequest, key: str) -> HttpResponse:
    full_service = read_parameters(request, ["full_service"]).get("full_service", False)

    def read(pk: int) -> Record:
        facet_values = current_facet_values()
        return hsds_records.organizations([pk], facet_values, full=True, full_service=full_service)[pk]

    return record_or_gone("organizations", ORGANIZATIONS, key, read)


# Taxonomies


@permissions.open_data
@endpoint(media_types=(JSON, NDJSON))
def taxonomies(request: HttpRequest) -> HttpResponse:
    parameters = read_parameters(request, ["search", *PAGING])
    return page_or_stream_of_list(with_name_like(hsds_terms.taxonomies(), parameters), parameters)


@permissions.open_data
@endpoint()
def taxonomy(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return record_with_id(hsds_terms.taxonomies(), key)


@permissions.open_data
@endpoint(media_types=(JSON, NDJSON))
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    parameters = read_parameters(request, ["search", "taxonomy_id", "top_only", "parent_id", *PAGING])
    terms = with_name_like(hsds_terms.terms(current_facet_values()), parameters)
    if "taxonomy_id" in parameters:
        terms = [term for term in terms if term["taxonomy_id"] == parameters["taxonomy_id"]]
    # Our terms have no order above one another: none has a parent, and all are at the top.
    if "parent_id" in parameters:
        terms = []
    return page_or_stream_of_list(terms, parameters)


@permissions.open_data
@endpoint()
def taxonomy_term(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return record_with_id(hsds_terms.terms(current_facet_values()), key)


def with_name_like(records: list[Record], parameters: dict[str, Any]) -> list[Record]:
    """The records with the parameter `search` anywhere in their names; all where it was not given."""
    typed = parameters.get("search", "").casefold()
    return [record for record in records if typed in record["name"].casefold()]


def record_with_id(records: list[Record], key: str) -> HttpResponse:
    for record in records:
        if record["id"] == key.lower():
            return as_json(record)
    raise not_found(_("Nothing has the identifier “%(key)s”.") % {"key": key[:100]})


# Places


@permissions.open_data
@endpoint(media_types=(JSON, NDJSON))
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """None: the directory knows countries, which are service areas, and no places."""
    names = [*NARROWING, "full", "postcode", "proximity", *UNKNOWN_HERE, *PAGING]
    return page_or_stream_of_list([], read_parameters(request, names))


@permissions.open_data
@endpoint()
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return record_with_id([], key)


@permissions.open_data
@endpoint()
def nothing(request: HttpRequest) -> HttpResponse:
    raise not_found(_("What there is, %(address)s describes.") % {"address": address("openapi.json")})


# Pages and streams


def page(contents: list[Record], *, total: int, page_number: int, per_page: int) -> Record:
    """A page as HSDS has it. One after the last is empty."""
    last = page_count(total, per_page)
    return {
        "total_items": total,
        "total_pages": last,
        "page_number": page_number,
        "size": len(contents),
        "first_page": page_number == 1,
        "last_page": page_number >= last,
        "empty": not contents,
        "contents": contents,
    }


def page_or_stream(
    matching: QuerySet, key: str, read: ReadRecords, parameters: dict[str, Any]
) -> HttpResponse:
    """The newest records first: a page of them, or all as a stream. `key` is the column of their primary keys."""
    all_pks = matching.order_by(f"-{key}").values_list(key, flat=True)
    if parameters.get("format") == "ndjson":
        return stream(in_chunks(all_pks, key, read))
    page_number, per_page = parameters.get("page", 1), parameters.get("per_page", PER_PAGE)
    total = all_pks.count()
    offset = (page_number - 1) * per_page
    pks = list(all_pks[offset : offset + per_page]) if offset < total else []
    records = read(pks) if pks else {}
    # A record that was removed between the two queries is not among them.
    contents = [records[pk] for pk in pks if pk in records]
    return as_json(page(contents, total=total, page_number=page_number, per_page=per_page))


def page_or_stream_of_list(records: list[Record], parameters: dict[str, Any]) -> HttpResponse:
    """The same for a short list that is in memory as a whole, in its own order."""
    if parameters.get("format") == "ndjson":
        return stream(iter(records))
    page_number, per_page = parameters.get("page", 1), parameters.get("per_page", PER_PAGE)
    contents = records[(page_number - 1) * per_page : page_number * per_page]
    return as_json(page(contents, total=len(records), page_number=page_number, per_page=per_page))


def in_chunks(all_pks: QuerySet, key: str, read: ReadRecords) -> Iterator[Record]:
    """All records, CHUNK at a time, so that any number of them takes the same memory."""
    pks = list(all_pks[:CHUNK])
    while pks:
        records = read(pks)
        yield from (records[pk] for pk in pks if pk in records)
        pks = list(all_pks.filter(**{f"{key}__lt": pks[-1]})[:CHUNK])


def stream(records: Iterator[Record]) -> HttpResponse:
    """Raises ProblemDetails."""
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
    try:
        # Nothing is held before the first piece is read: the endpoint may answer "not modified" instead
        return StreamingHttpResponse(read_in_an_export(lines), content_type=NDJSON)
    except TooManyExports:
        title = "Many exports are being made. Try again in a few seconds."
        raise ProblemDetails(503, "busy", title, headers={"Retry-After": RETRY_AFTER}) from None


def record_or_gone(name: str, kind: RecordKind, key: str, read: Callable[[int], Record]) -> HttpResponse:
    """One record by its identifier; where it was merged into another, the way to that one. `name` is the kind's in
    addresses of HSDS. Raises ProblemDetails where there is no such record (404) or no more (410)."""
    pk = primary_key(kind, key)
    if kind.visible().filter(pk=pk).exists():
        return as_json(read(pk))
    fate = fates(kind, [pk])[pk]
    if fate.state == MERGED:
        return HttpResponsePermanentRedirect(address(f"{name}/{fate.merged_into['id']}"))
    return gone(kind, pk, key)

"""The addresses under /hsds/: the read API of Open Referral's HSDS."""

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
from directory.exchange.hsds import hsds_records
from directory.exchange.hsds.hsds_records import address
from directory.exchange.hsds.query_parameters import ALL_AT_ONCE, PAGING, PER_PAGE, UNKNOWN_HERE, asked
from directory.exchange.programs.endpoints import HTML, JSON, NDJSON, as_json, endpoint, only_parameters
from directory.exchange.programs.kinds import KINDS, Kind
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.openapi_documents import document, with_codes
from directory.exchange.programs.problems import not_found
from directory.exchange.programs.reading import Record, changes_of
from directory.exchange.programs.record_keys import gone, primary_key, uuid_of
from directory.exchange.programs.tombstones import MERGED, fates
from directory.finding import facets, search
from directory.finding.facets import Values
from directory.models import Listing, Membership, Organisation, Partnership, RecordChange
from directory.models.text_search import TextQuery, Words
from directory.rights import permissions

VERSION = "3.1"
DOCUMENT = Path(__file__).with_name("openapi.json")
CHUNK = 200  # records that a stream reads at a time

SERVICES, ORGANIZATIONS = KINDS["partnerships"], KINDS["organisations"]
NARROWING = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after")


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
    return as_json(with_codes(document(DOCUMENT), now_known()))


@permissions.open_data
@endpoint(answers=(HTML,))
def profile(request: HttpRequest) -> HttpResponse:
    return render(
        request, "directory/exchange/hsds_profile.html", {"base": f"{settings.DIRECTORY_BASE_URL}/hsds/"}
    )


def now_known() -> Values:
    return facets.values(facets.data_version())


# Services


@permissions.open_data
@endpoint(answers=(JSON, NDJSON))
def services(request: HttpRequest) -> HttpResponse:
    question = asked(request, [*NARROWING, "minimal", "full", *UNKNOWN_HERE, *PAGING])
    values = now_known()
    full, minimal = question.get("full", False), question.get("minimal", False)

    def told(pks: Sequence[int]) -> dict[int, Record]:
        return minimal_services(pks) if minimal else hsds_records.services(pks, values, full=full)

    if minimal:
        question.setdefault("per_page", ALL_AT_ONCE)
    return answer(listings(question, values), "partnership_id", told, question)


@permissions.open_data
@endpoint()
def service(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return one("services", SERVICES, key, lambda pk: hsds_records.services([pk], now_known(), full=True)[pk])


def listings(question: dict[str, Any], values: Values) -> QuerySet[Listing]:
    """The public partnerships that are asked for, dormant ones and those of one country or sector among them."""
    found = Listing.objects.none() if question.keys() & set(UNKNOWN_HERE) else Listing.objects.all()
    if typed := question.get("search"):
        words = Words.of(typed)
        wanted = search.Search(words.wanted, words.phrases, words.unwanted)
        found = found.filter(partnership_id__in=search.hits(wanted))
    if "taxonomy_term_id" in question:
        value = hsds_records.terms_by_id(values).get(question["taxonomy_term_id"])
        found = found.with_any([value.v] if value else [])
    if "taxonomy_id" in question:
        found = found.with_any([value.v for value in terms_of(question["taxonomy_id"], values)])
    if "organization_id" in question:
        organisation = pk_of(Organisation, question["organization_id"])
        members = Membership.objects.shown().filter(organisation=organisation)
        found = found.filter(partnership_id__in=members.values("partnership"))
    if "modified_after" in question:
        changed = RecordChange.objects.of(Partnership).filter(changed_at__gte=question["modified_after"])
        found = found.filter(partnership_id__in=changed.values("record_id"))
    return found


def terms_of(taxonomy: str, values: Values) -> list[facets.Value]:
    facet = {hsds_records.named("taxonomy", name): name for name in hsds_records.TAXONOMIES}.get(taxonomy)
    return list(values.by_code[facet].values()) if facet else []


def pk_of(model: type, identifier: str) -> int | None:
    """The primary key behind an identifier, None where nothing has it."""
    wanted = uuid_of(identifier)
    return RecordChange.objects.of(model).filter(uuid=wanted).values_list("record_id", flat=True).first()


def minimal_services(pks: Sequence[int]) -> dict[int, Record]:
    """Only what is needed to see which services changed, and what the schema wants besides. Two queries."""
    changes = changes_of(Partnership, pks)
    rows = Partnership.objects.filter(pk__in=any_of(pks)).values_list("pk", "title", "status")
    return {
        pk: {
            "id": str(changes[pk].uuid),
            "name": title,
            "status": hsds_records.STATUSES[status],
            "last_modified": in_utc(changes[pk].changed_at),
            "modified_date": in_utc(changes[pk].changed_at),
        }
        for pk, title, status in rows
    }


# Organisations


@permissions.open_data
@endpoint(answers=(JSON, NDJSON))
def organizations(request: HttpRequest) -> HttpResponse:
    question = asked(request, ["search", "taxonomy_term_id", "taxonomy_id", "full", "full_service", *PAGING])
    values = now_known()
    full_service = question.get("full_service", False)
    full = full_service or question.get("full", False)
    found = Organisation.objects.published()
    if typed := question.get("search"):
        found = found.matching(TextQuery(typed))
    if "taxonomy_term_id" in question:
        value = hsds_records.terms_by_id(values).get(question["taxonomy_term_id"])
        found = found.filter(sector=value.code) if value and value.facet == "sector" else found.none()
    if "taxonomy_id" in question and not any(
        value.facet == "sector" for value in terms_of(question["taxonomy_id"], values)
    ):
        found = found.none()
    return answer(
        found,
        "pk",
        lambda pks: hsds_records.organizations(pks, values, full=full, full_service=full_service),
        question,
    )


@permissions.open_data
@endpoint()
def organization(request: HttpRequest, key: str) -> HttpResponse:
    full_service = asked(request, ["full_service"]).get("full_service", False)
    return one(
        "organizations",
        ORGANIZATIONS,
        key,
        lambda pk: hsds_records.organizations([pk], now_known(), full=True, full_service=full_service)[pk],
    )


# Taxonomies


@permissions.open_data
@endpoint(answers=(JSON, NDJSON))
def taxonomies(request: HttpRequest) -> HttpResponse:
    question = asked(request, ["search", *PAGING])
    return answer_all(matching(hsds_records.taxonomies(), question), question)


@permissions.open_data
@endpoint()
def taxonomy(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return among(hsds_records.taxonomies(), key)


@permissions.open_data
@endpoint(answers=(JSON, NDJSON))
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    question = asked(request, ["search", "taxonomy_id", "top_only", "parent_id", *PAGING])
    found = matching(hsds_records.terms(now_known()), question)
    if "taxonomy_id" in question:
        found = [term for term in found if term["taxonomy_id"] == question["taxonomy_id"]]
    if (
        "parent_id" in question
    ):  # our terms have no order above one another: none has a parent, all are at the top
        found = []
    return answer_all(found, question)


@permissions.open_data
@endpoint()
def taxonomy_term(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return among(hsds_records.terms(now_known()), key)


def matching(found: list[Record], question: dict[str, Any]) -> list[Record]:
    typed = question.get("search", "").casefold()
    return [one for one in found if typed in one["name"].casefold()]


def among(found: list[Record], key: str) -> HttpResponse:
    for record in found:
        if record["id"] == key.lower():
            return as_json(record)
    raise not_found(_("Nothing has the identifier “%(key)s”.") % {"key": key[:100]})


# Places


@permissions.open_data
@endpoint(answers=(JSON, NDJSON))
def service_at_locations(request: HttpRequest) -> HttpResponse:
    """None: the directory knows countries, which are service areas, and no places."""
    question = asked(request, [*NARROWING, "full", "postcode", "proximity", *UNKNOWN_HERE, *PAGING])
    return answer_all([], question)


@permissions.open_data
@endpoint()
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    only_parameters(request)
    return among([], key)


@permissions.open_data
@endpoint()
def nothing(request: HttpRequest) -> HttpResponse:
    raise not_found(_("What there is, %(address)s describes.") % {"address": address("openapi.json")})


# Pages and streams


def page(contents: list[Record], *, total: int, number: int, per_page: int) -> Record:
    """A page as HSDS has it. One after the last is empty."""
    last = max(-(-total // per_page), 1)
    return {
        "total_items": total,
        "total_pages": last,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= last,
        "empty": not contents,
        "contents": contents,
    }


def answer(
    found: QuerySet, key: str, told: Callable[[Sequence[int]], dict[int, Record]], question: dict[str, Any]
) -> HttpResponse:
    """The newest records first: a page of them, or all as a stream."""
    rows = found.order_by(f"-{key}").values_list(key, flat=True)
    if question.get("format") == "ndjson":
        return stream(in_chunks(rows, key, told))
    number, per_page = question.get("page", 1), question.get("per_page", PER_PAGE)
    total = rows.count()
    offset = (number - 1) * per_page
    pks = list(rows[offset : offset + per_page]) if offset < total else []
    records_by_pk = told(pks) if pks else {}
    contents = [records_by_pk[pk] for pk in pks if pk in records_by_pk]
    return as_json(page(contents, total=total, number=number, per_page=per_page))


def answer_all(found: list[Record], question: dict[str, Any]) -> HttpResponse:
    """A page of a short list that is known whole, or all of it as a stream."""
    if question.get("format") == "ndjson":
        return stream(iter(found))
    number, per_page = question.get("page", 1), question.get("per_page", PER_PAGE)
    contents = found[(number - 1) * per_page : number * per_page]
    return as_json(page(contents, total=len(found), number=number, per_page=per_page))


def in_chunks(
    rows: QuerySet, key: str, told: Callable[[Sequence[int]], dict[int, Record]]
) -> Iterator[Record]:
    """All records, a few at a time, so that any number of them takes the same memory."""
    pks = list(rows[:CHUNK])
    while pks:
        found = told(pks)
        yield from (found[pk] for pk in pks if pk in found)
        pks = list(rows.filter(**{f"{key}__lt": pks[-1]})[:CHUNK])


def stream(found: Iterator[Record]) -> StreamingHttpResponse:
    lines = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in found)
    return StreamingHttpResponse(lines, content_type=NDJSON)


def one(name: str, kind: Kind, key: str, told: Callable[[int], Record]) -> HttpResponse:
    """One record by its identifier; where it was merged into another, the way to that one."""
    pk = primary_key(kind, key)
    if kind.visible().filter(pk=pk).exists():
        return as_json(told(pk))
    fate = fates(kind, [pk])[pk]
    if fate.state == MERGED:
        return HttpResponsePermanentRedirect(address(f"{name}/{fate.merged_into['id']}"))
    return gone(kind, pk)

"""The addresses under /api/: lists, records, vocabularies, and what describes them."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from config.deployment import operator
from directory.exchange.api import list_queries, vocabulary_lists
from directory.exchange.programs.endpoints import HTML, JSON, VERSION, as_json, endpoint, only_parameters
from directory.exchange.programs.kinds import KINDS, RecordKind
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.openapi_documents import document, with_codes
from directory.exchange.programs.problems import not_found
from directory.exchange.programs.reading import api_address
from directory.exchange.programs.record_keys import gone, primary_key
from directory.finding import facets
from directory.rights import permissions

DOCUMENT = Path(__file__).with_name("openapi.json")


@permissions.open_data
@endpoint(media_types=(HTML, JSON))
def home(request: HttpRequest) -> HttpResponse:
    """The page about the API; for a program that asks for JSON, where everything is."""
    if request.get_preferred_type([HTML, JSON]) == JSON:
        response = as_json(_index(request))
    else:
        response = render(
            request,
            "directory/exchange/api.html",
            {
                "base": f"{settings.DIRECTORY_BASE_URL}/api/",
                "hsds": f"{settings.DIRECTORY_BASE_URL}/hsds/",
                "most": settings.API_REQUESTS_PER_MINUTE,
                "as_of": in_utc(request.changed_at),
                "kinds": [
                    {
                        "name": name,
                        "parameters": [
                            *kind.filter_class.base_filters,
                            *list_queries.EXTRA_FILTERS.get(name, ()),
                        ],
                    }
                    for name, kind in KINDS.items()
                ],
                "vocabularies": vocabulary_lists.NAMES,
            },
        )
    patch_vary_headers(response, ["Accept"])  # two forms at one address
    return response


@permissions.open_data
@endpoint()
def index(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(_index(request))


def _index(request: HttpRequest) -> dict:
    """Where everything is, as the schema Index in `openapi.json` has it."""
    return {
        "version": VERSION,
        "documentation": api_address(""),
        "openapi": api_address("openapi.json"),
        "operator": operator().document,
        "as_of": in_utc(request.changed_at),
        "requests_per_minute": settings.API_REQUESTS_PER_MINUTE or None,  # null: without a limit
        "lists": {name: api_address(name) for name in KINDS},
        "vocabularies": vocabulary_lists.index(),
        "hsds": f"{settings.DIRECTORY_BASE_URL}/hsds/",
    }


@permissions.open_data
@endpoint()
def openapi(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(with_codes(document(DOCUMENT), facets.values(facets.data_version())))


@permissions.open_data
@endpoint()
def records(request: HttpRequest, kind: str) -> HttpResponse:
    page = list_queries.page(list_queries.ListQuery(request, kind_named(kind)))
    response = as_json(page)
    if page["next"]:
        response["Link"] = f'<{page["next"]}>; rel="next"'
    return response


@permissions.open_data
@endpoint()
def record(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One record, by its identifier, its slug, or a slug that it once had. A record that was merged leads to the other
    one (301); one that was removed or deleted is answered with 410."""
    only_parameters(request)
    record_kind = kind_named(kind)
    pk = primary_key(record_kind, key)
    if not record_kind.visible().filter(pk=pk).exists():
        return gone(record_kind, pk, key)
    return as_json(record_kind.read([pk], facets.values(facets.data_version()))[pk])


@permissions.open_data
@endpoint()
def vocabulary_index(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(vocabulary_lists.index())


@permissions.open_data
@endpoint()
def vocabulary(request: HttpRequest, name: str) -> HttpResponse:
    only_parameters(request)
    if name not in vocabulary_lists.NAMES:
        raise not_found(_("The vocabularies are: %(names)s.") % {"names": ", ".join(vocabulary_lists.NAMES)})
    return as_json(vocabulary_lists.words(name))


@permissions.open_data
@endpoint()
def nothing(request: HttpRequest) -> HttpResponse:
    raise not_found(_("What there is, %(address)s lists.") % {"address": api_address("index.json")})


def kind_named(name: str) -> RecordKind:
    """Raises ProblemDetails (404) where no kind of record has this name."""
    if name not in KINDS:
        raise not_found(_("The lists are: %(names)s.") % {"names": ", ".join(KINDS)})
    return KINDS[name]

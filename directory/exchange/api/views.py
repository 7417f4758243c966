"""The addresses under /api/: lists, records, vocabularies, and what describes them."""

import json
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from directory.exchange.api import lists, vocabularies
from directory.exchange.api.endpoints import HTML, JSON, VERSION, as_json, endpoint, in_utc
from directory.exchange.api.kinds import KINDS, Kind
from directory.exchange.api.problems import Problem, bad_parameters, not_found, wrong
from directory.exchange.api.reading import api
from directory.exchange.api.tombstones import MERGED, REMOVED, fates
from directory.finding import facets
from directory.finding.facets import Values
from directory.models import FormerAddress, RecordChange
from directory.rights import permissions

DOCUMENT = Path(__file__).with_name("openapi.json")


@permissions.open_data
@endpoint(answers=(HTML, JSON))
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
                        "parameters": [*kind.filter_class.base_filters, *lists.MORE_FILTERS.get(name, ())],
                    }
                    for name, kind in KINDS.items()
                ],
                "vocabularies": list(vocabularies.VOCABULARIES),
            },
        )
    patch_vary_headers(response, ["Accept"])
    return response


@permissions.open_data
@endpoint()
def index(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(_index(request))


def _index(request: HttpRequest) -> dict:
    return {
        "version": VERSION,
        "documentation": api(""),
        "openapi": api("openapi.json"),
        "as_of": in_utc(request.changed_at),
        "requests_per_minute": settings.API_REQUESTS_PER_MINUTE or None,
        "lists": {name: api(name) for name in KINDS},
        "vocabularies": vocabularies.index(),
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
    question = lists.Question(request, known(kind))
    found = lists.page(question)
    response = as_json(found)
    if found["next"]:
        response["Link"] = f'<{found["next"]}>; rel="next"'
    return response


@permissions.open_data
@endpoint()
def record(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """One record, by its identifier or by its slug."""
    only_parameters(request)
    kind = known(kind)
    pk = primary_key(kind, key)
    if not kind.visible().filter(pk=pk).exists():
        return gone(kind, pk)
    return as_json(kind.read([pk], facets.values(facets.data_version()))[pk])


@permissions.open_data
@endpoint()
def vocabulary_index(request: HttpRequest) -> HttpResponse:
    only_parameters(request)
    return as_json(vocabularies.index())


@permissions.open_data
@endpoint()
def vocabulary(request: HttpRequest, name: str) -> HttpResponse:
    only_parameters(request)
    if name not in vocabularies.VOCABULARIES:
        raise not_found(
            _("The vocabularies are: %(names)s.") % {"names": ", ".join(vocabularies.VOCABULARIES)}
        )
    return as_json(vocabularies.words(name))


@permissions.open_data
@endpoint()
def nothing(request: HttpRequest) -> HttpResponse:
    raise not_found(_("What there is, %(address)s lists.") % {"address": api("index.json")})


def known(kind: str) -> Kind:
    if kind not in KINDS:
        raise not_found(_("The lists are: %(names)s.") % {"names": ", ".join(KINDS)})
    return KINDS[kind]


def only_parameters(request: HttpRequest, *names: str) -> None:
    """Raises Problem where the address carries other parameters than these."""
    unheard = [name for name in request.GET if name not in names]
    if unheard:
        detail = _("There is no such parameter.")
        raise bad_parameters([wrong(name, request.GET[name], detail, names) for name in unheard])


def primary_key(kind: Kind, key: str) -> int:
    """The record that an identifier, a slug, or the slug that it once had, means. Raises Problem."""
    if identifier := uuid_of(key):
        found = (
            RecordChange.objects.of(kind.model).filter(uuid=identifier).values_list("record_id", flat=True)
        )
    elif "\0" in key:
        found = []
    else:
        own = kind.model._default_manager.filter(slug=key).values_list("pk", flat=True)
        former = FormerAddress.objects.of(kind.model).filter(slug=key).values_list("record", flat=True)
        found = [*own[:1], *former[:1]]
    for pk in found:
        return pk
    raise not_found(_("Nothing has the identifier or address “%(key)s”.") % {"key": key[:100]})


def uuid_of(text: str) -> uuid.UUID | None:
    """The text as an identifier, None where it has not the form of one."""
    try:
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def gone(kind: Kind, pk: int) -> HttpResponse:
    """The answer for a record that the public does not see any more."""
    fate = fates(kind, [pk])[pk]
    if fate.state == MERGED:
        return HttpResponsePermanentRedirect(fate.merged_into["api_url"])
    removed = _("This record was removed") if fate.state == REMOVED else _("This record was deleted")
    raise Problem(410, "gone", removed, fate.reason, state=fate.state)


# The OpenAPI documents


@cache
def document(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def with_codes(text: str, values: Values) -> dict:
    """An OpenAPI document as it is served: under its own address, and with the codes that there are, wherever it
    only names their vocabulary."""

    def filled(node):
        if isinstance(node, list):
            return [filled(one) for one in node]
        if not isinstance(node, dict):
            return node
        node = {name: filled(value) for name, value in node.items()}
        if facet := node.get("x-vocabulary"):
            node["enum"] = sorted(values.by_code[facet])
        return node

    return filled(json.loads(text.replace("https://directory.example.org", settings.DIRECTORY_BASE_URL)))

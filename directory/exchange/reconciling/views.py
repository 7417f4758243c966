"""The addresses under /reconcile/: candidates for names, what to show of one, and columns to extend a table by."""

from collections import defaultdict

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt

from config.security import EMBEDDABLE, csp_override, for_any_site
from directory.exchange.programs.endpoints import READ_BY_POST, as_json, endpoint, only_parameters
from directory.exchange.reconciling import documents
from directory.exchange.reconciling.candidates import candidates
from directory.exchange.reconciling.documents import TYPES
from directory.exchange.reconciling.queries import TypedQuery, extension_of, json_of, queries_of
from directory.finding.suggestions import FEWEST_LETTERS, suggestions
from directory.models import Organisation, Partnership
from directory.models.text_search import LONGEST_QUERY
from directory.rights import permissions


@permissions.open_data
@endpoint(methods=READ_BY_POST)
def reconcile(request: HttpRequest) -> HttpResponse:
    """The manifest; with `queries`, candidates; with `extend`, cells. Each of the two is JSON in a parameter."""
    parameters = request.POST if request.method == "POST" else request.GET
    only_parameters(request, "queries", "extend")
    if "queries" in parameters:
        return as_json(_results(queries_of(json_of(parameters, "queries"))))
    if "extend" in parameters:
        return as_json(documents.extension(*extension_of(json_of(parameters, "extend"))))
    return as_json(documents.manifest())


reconcile.only_reads = True  # also where the length of a question makes it a POST


def _results(queries: dict[str, TypedQuery]) -> dict:
    likeliest = defaultdict(list)
    for name, kind in TYPES.items():
        of_kind = {key: query.name for key, query in queries.items() if name in query.types}
        for key, its_candidates in candidates(kind.model, of_kind).items() if of_kind else ():
            likeliest[key] += its_candidates
    return {
        key: documents.results(sorted(likeliest[key], key=lambda candidate: -candidate.score)[: query.limit])
        for key, query in queries.items()
    }


@permissions.open_data
@endpoint()
def suggest_entity(request: HttpRequest) -> HttpResponse:
    """Records whose names have a word that begins as `prefix`."""
    only_parameters(request, "prefix", "cursor", "type")
    typed = request.GET.get("prefix", "").replace("\0", " ")[:LONGEST_QUERY]
    names = [name for name in TYPES if name in request.GET.getlist("type")] or list(TYPES)
    by_kind = {TYPES[name].suggested: TYPES[name] for name in names}
    matches = suggestions(typed, kinds=list(by_kind)) if len(typed) >= FEWEST_LETTERS else []
    return as_json(
        {
            "result": [
                {
                    "id": f"{by_kind[match.kind].name}:{match.key}",
                    "name": match.name,
                    "description": match.about,
                    "notable": [by_kind[match.kind].document],
                }
                for match in matches
            ]
        }
    )


@permissions.open_data
@endpoint()
def suggest_type(request: HttpRequest) -> HttpResponse:
    only_parameters(request, "prefix", "cursor")
    return as_json({"result": _beginning([kind.document for kind in TYPES.values()], request)})


@permissions.open_data
@endpoint()
def suggest_property(request: HttpRequest) -> HttpResponse:
    only_parameters(request, "prefix", "cursor")
    by_id = {each["id"]: each for kind in TYPES.values() for each in documents.properties(kind)}
    return as_json({"result": _beginning(by_id.values(), request)})


def _beginning(named: list[dict[str, str]], request: HttpRequest) -> list[dict[str, str]]:
    prefix = request.GET.get("prefix", "").casefold()
    return [
        each for each in named if each["name"].casefold().startswith(prefix) or each["id"].startswith(prefix)
    ]


@permissions.open_data
@endpoint()
def propose_properties(request: HttpRequest) -> HttpResponse:
    """The columns of a kind of record, by which a table of them can be extended."""
    only_parameters(request, "type", "limit")
    kind = TYPES.get(request.GET.get("type", ""), TYPES["organisations"])
    return as_json({"type": kind.name, "properties": documents.properties(kind)})


@permissions.public
def view(_request: HttpRequest, key: str) -> HttpResponse:
    """The way to a record's page."""
    return HttpResponseRedirect(_record(key).get_absolute_url())


@permissions.public
@for_any_site
@csp_override(EMBEDDABLE)
@xframe_options_exempt
def preview(request: HttpRequest) -> HttpResponse:
    """What tells a record from others, for a small frame in a page of somebody else's."""
    record = _record(request.GET.get("id", ""))
    return render(
        request,
        "directory/exchange/reconcile_preview.html",
        {"record": record, "about": documents.about(record), "url": documents.view_url(record)},
    )


def _record(key: str) -> Organisation | Partnership:
    kind, slug = documents.type_and_slug(key)
    if kind is None or "\0" in slug:
        raise Http404
    return get_object_or_404(kind.model.objects.listed(), slug=slug)

"""The network of a list as a file: all its partnerships, who takes part in them, and the ties between, for programs that
draw and count graphs. The page draws organisations alone; a file has states and partnerships that are members as well."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import condition

from config.security import for_any_site
from directory.database.statements import any_of
from directory.exchange.record_columns import batches
from directory.exchange.record_lists import LISTS, ListSelection, select
from directory.exchange.spreadsheets import cells
from directory.exchange.views import as_export, in_chunks, version
from directory.finding.facets import Values
from directory.gate.plain_text import clean_line
from directory.models import Membership, Partnership
from directory.models.page_paths import page_path
from directory.rights import permissions

TABLE, EDGES, NODES = "table", "edges", "nodes"  # of a CSV file: the parameter, and its values
CONTENT_TYPES = {"graphml": "application/graphml+xml; charset=utf-8", "csv": "text/csv; charset=utf-8"}
NODE_COLUMNS = ("id", "kind", "label", "acronym", "sector", "country", "address")
EDGE_COLUMNS = ("source", "target", "role", "standing", "joined")


class GraphNode(NamedTuple):
    """Who or what is tied. `id` is the same in each file, such as "organisation:interpol"."""

    id: str
    kind: str
    label: str
    acronym: str
    sector: str
    country: str
    address: str


class Edge(NamedTuple):
    """A membership: from the member to the partnership. `joined`: a partial date; "" where it is not known."""

    source: str
    target: str
    role: str
    standing: str
    joined: str


@permissions.public
@for_any_site
@condition(etag_func=version)
def network_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The whole network of a list as GraphML, or as CSV of its edges or its nodes, as of one moment, read while it is sent."""
    wanted = request.GET.get(TABLE, EDGES)
    if extension not in CONTENT_TYPES or wanted not in (EDGES, NODES):
        raise Http404
    return as_export(request, partial(network_as_file, request, extension, wanted))


def network_as_file(request: HttpRequest, extension: str, wanted: str) -> HttpResponse:
    """Raises SelectionRefused."""
    parameters = request.GET.copy()
    parameters.pop(TABLE, None)
    selection = select(LISTS["partnerships"], parameters)
    pieces = graphml(selection) if extension == "graphml" else csv_table(selection, wanted)
    response = StreamingHttpResponse(
        () if request.method == "HEAD" else in_chunks(pieces), content_type=CONTENT_TYPES[extension]
    )
    name = "network" if extension == "graphml" else f"network-{wanted}"
    file_name = f"{name}-{timezone.localdate().isoformat()}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def nodes_and_edges(selection: ListSelection) -> Iterator[tuple[list[GraphNode], list[Edge]]]:
    """The network in batches of partnerships: each node before the first of its edges, and once. Two queries a batch."""
    sent: set[str] = set()
    for batch in batches(selection.ids):
        nodes, edges = [*partnership_nodes(batch)], []
        for member, edge in ties(batch, selection.filters.values):
            nodes.append(member)
            edges.append(edge)
        new = {node.id: node for node in nodes if node.id not in sent}
        sent |= new.keys()
        yield list(new.values()), edges


def partnership_nodes(ids: Sequence[int]) -> Iterator[GraphNode]:
    by_pk = {
        pk: partnership_node(slug, title, acronym)
        for pk, slug, title, acronym in Partnership.objects.filter(pk__in=any_of(ids)).values_list(
            "pk", "slug", "title", "acronym"
        )
    }
    return (by_pk[pk] for pk in ids if pk in by_pk)


def partnership_node(slug: str, title: str, acronym: str) -> GraphNode:
    return GraphNode(
        f"partnership:{slug}", "partnership", title, acronym, "", "", address("partnership", slug)
    )


def address(page: str, key: str) -> str:
    return settings.DIRECTORY_BASE_URL + page_path(page, key)


def ties(ids: Sequence[int], values: Values) -> Iterator[tuple[GraphNode, Edge]]:
    """The members of partnerships, each with its edge; those that count as members of today and may be shown. One query."""
    rows = (
        Membership.objects.in_networks()
        .filter(partnership__in=any_of(ids))
        .by_role()
        .values_list(
            *("partnership__slug", "role", "standing", "joined"),
            *("organisation__slug", "organisation__name", "organisation__acronym"),
            *("organisation__sector_id", "organisation__country_id", "country_id"),
            *("member_partnership__slug", "member_partnership__title", "member_partnership__acronym"),
        )
    )
    for partnership, role, standing, joined, *member in rows:
        slug, name, acronym, sector, home, state, *part = member
        if slug:
            node = GraphNode(
                *(f"organisation:{slug}", "organisation", name, acronym),
                *(sector, home or "", address("organisation", slug)),
            )
        elif state:
            label = values.names["country"][state]
            node = GraphNode(
                f"country:{state}", "country", label, "", "", state, address("country", state.lower())
            )
        else:
            node = partnership_node(*part)
        yield node, Edge(node.id, f"partnership:{partnership}", role, standing, joined)


def csv_table(selection: ListSelection, wanted: str) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(NODE_COLUMNS if wanted == NODES else EDGE_COLUMNS)
    for nodes, edges in nodes_and_edges(selection):
        writer.writerows(cells(row) for row in (nodes if wanted == NODES else edges))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def graphml(selection: ListSelection) -> Iterator[str]:
    """GraphML 1.0: https://graphml.graphdrawing.org/specification.html"""
    keys = [
        f'<key id="{name}" for="node" attr.name="{name}" attr.type="string"/>' for name in NODE_COLUMNS[1:]
    ]
    keys += [
        f'<key id="{name}" for="edge" attr.name="{name}" attr.type="string"/>' for name in EDGE_COLUMNS[2:]
    ]
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        + "".join(f"{key}\n" for key in keys)
        + '<graph id="network" edgedefault="directed">\n'
        + f"<desc>{escape(clean_line(f'{selection.title}. {selection.page_url}'))}</desc>\n"
    )
    for nodes, edges in nodes_and_edges(selection):
        yield "".join(
            f"<node id={quoteattr(node.id)}>{attributes(NODE_COLUMNS[1:], node[1:])}</node>\n"
            for node in nodes
        ) + "".join(
            f"<edge source={quoteattr(edge.source)} target={quoteattr(edge.target)}>"
            f"{attributes(EDGE_COLUMNS[2:], edge[2:])}</edge>\n"
            for edge in edges
        )
    yield "</graph>\n</graphml>\n"


def attributes(names: Sequence[str], texts: Sequence[str]) -> str:
    return "".join(
        f'<data key="{name}">{escape(clean_line(text))}</data>'
        for name, text in zip(names, texts, strict=True)
        if text
    )

"""The network of a list as a file for programs that draw graphs: GraphML, or CSV of its edges and its nodes."""

import csv
import io
from xml.etree import ElementTree

import pytest

from directory.models import Role, Standing
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)

pytestmark = pytest.mark.django_db

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def content(response) -> str:
    return b"".join(response.streaming_content).decode()


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response))))


def make_network():
    hub = make_organisation(slug="hub", name="Hub & <Sons>", sector_id="hotline", country_id="PL")
    first = make_shown_partnership(slug="first", members=[hub])
    second = make_shown_partnership(slug="second", topics=["training"])
    make_membership(partnership=second, organisation=hub, role=Role.LEAD, joined="2006")
    make_membership(partnership=second, standing=Standing.DECLINED)
    second.memberships.create(country_id="FR", role=Role.PARTY, source=second.source)
    second.memberships.create(member_partnership=first, role=Role.MEMBER, source=second.source)


def test_a_graph_has_each_node_once_and_each_edge_between_nodes(client):
    make_network()

    graph = ElementTree.fromstring(content(client.get("/network.graphml")))  # noqa: S314  our own

    nodes = [node.get("id") for node in graph.iter(f"{GRAPHML}node")]
    edges = [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{GRAPHML}edge")]
    assert sorted(nodes) == ["country:FR", "organisation:hub", "partnership:first", "partnership:second"]
    assert sorted(edges) == [
        ("country:FR", "partnership:second"),
        ("organisation:hub", "partnership:first"),
        ("organisation:hub", "partnership:second"),
        ("partnership:first", "partnership:second"),
    ]
    assert "Hub & <Sons>" in [item.text for item in graph.iter(f"{GRAPHML}data")]


def test_tables_hold_the_same(client):
    make_network()

    edges, nodes = rows(client.get("/network.csv")), rows(client.get("/network.csv?table=nodes"))

    assert {"source": "organisation:hub", "target": "partnership:second", "role": "lead"}.items() <= edges[
        2
    ].items() or any(
        {
            "source": "organisation:hub",
            "target": "partnership:second",
            "role": "lead",
            "joined": "2006",
        }.items()
        <= edge.items()
        for edge in edges
    )
    assert len(edges) == 4
    assert {edge[end] for edge in edges for end in ("source", "target")} <= {node["id"] for node in nodes}
    hub = next(node for node in nodes if node["id"] == "organisation:hub")
    assert (hub["label"], hub["sector"], hub["country"]) == ("Hub & <Sons>", "hotline", "PL")
    assert hub["address"] == "http://localhost:8000/organisations/hub/"


def test_a_file_has_the_partnerships_of_its_list(client):
    make_network()
    make_partnership(slug="neither")  # neither cross-border nor cross-sector

    nodes = rows(client.get("/network.csv?table=nodes&topic=training"))

    assert [node["id"] for node in nodes if node["kind"] == "partnership"] == [
        "partnership:second",
        "partnership:first",
    ]
    everything = rows(client.get("/network.csv?table=nodes&scope=all"))
    assert "partnership:neither" in [node["id"] for node in everything]


def test_what_is_not_known_is_refused(client):
    assert client.get("/network.csv?country=XX").status_code == 400
    assert client.get("/network.csv?table=suspects").status_code == 404
    assert client.get("/network.xlsx").status_code == 404


def test_a_file_says_what_it_is(client):
    response = client.get("/network.graphml")

    assert response["Content-Type"] == "application/graphml+xml; charset=utf-8"
    assert 'filename="network-' in response["Content-Disposition"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get("/network.graphml", headers={"if-none-match": response["ETag"]}).status_code == 304

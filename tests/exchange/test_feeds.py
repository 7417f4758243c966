"""Each list is a feed: valid Atom, the page's records in its order, with names that stay."""

import datetime

import pytest

from directory.exchange import atom
from directory.records import publishing
from tests.support.documents import ATOM, read_xml
from tests.support.factories import make_shown_partnership
from tests.support.responses import content, keys

pytestmark = pytest.mark.django_db


def feed(client, address: str):
    return read_xml(content(client.get(address)))


def links(element) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


@pytest.mark.parametrize("name", ["partnerships", "organisations", "resources", "commitments"])
def test_a_feed_has_what_atom_wants(conference, client, name):
    root = feed(client, f"/{name}.atom")

    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        assert element.findtext(f"{ATOM}id").startswith(f"tag:localhost,2026:{name}")
        assert element.findtext(f"{ATOM}title")
        assert datetime.datetime.fromisoformat(element.findtext(f"{ATOM}updated")).tzinfo
        assert links(element)["alternate"].startswith("http")
    assert root.find(f"{ATOM}author/{ATOM}name").text
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) > 0


def test_a_feed_holds_what_the_file_holds_in_its_order(conference, client):
    query = "?country=GB&scope=all"

    entries = feed(client, f"/partnerships.atom{query}").findall(f"{ATOM}entry")

    assert [links(entry)["alternate"].rstrip("/").rsplit("/", 1)[-1] for entry in entries] == keys(
        client, f"/partnerships.csv{query}"
    )


def test_a_long_feed_has_pages_that_lead_to_each_other(conference, client, monkeypatch):
    monkeypatch.setattr(atom, "ENTRIES", 10)

    first, second = (
        feed(client, "/partnerships.atom?scope=all"),
        feed(client, "/partnerships.atom?scope=all&page=2"),
    )

    assert links(first)["next"] == links(second)["self"]
    assert links(second)["previous"] == links(first)["self"]
    assert links(first)["last"].endswith("?scope=all&page=4")
    assert "previous" not in links(first)
    assert first.findtext(f"{ATOM}id") == second.findtext(f"{ATOM}id")
    assert client.get("/partnerships.atom?scope=all&page=5").status_code == 400


def test_an_entry_keeps_its_name_and_says_when_it_changed(client):
    partnership = make_shown_partnership(slug="first", title="Words <b> & \x0bmore")
    before = feed(client, "/partnerships.atom?q=words").find(f"{ATOM}entry")

    publishing.readdress(partnership, "second", by=None, why="Clearer")
    after = feed(client, "/partnerships.atom?q=words").find(f"{ATOM}entry")

    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert links(after)["alternate"].endswith("/partnerships/second/")
    assert after.findtext(f"{ATOM}updated") >= before.findtext(f"{ATOM}updated")
    assert after.findtext(f"{ATOM}title") == "Words <b> & more"


def test_a_summary_is_a_text_with_every_sign_in_it(client):
    summary = "Ages <13 & “teens” > adults <b>not bold</b>"
    make_shown_partnership(title="Signs", summary=summary)

    entries = feed(client, "/partnerships.atom?sort=newest").findall(f"{ATOM}entry")

    (entry,) = [entry for entry in entries if entry.findtext(f"{ATOM}title") == "Signs"]
    assert entry.findtext(f"{ATOM}summary") == summary
    assert entry.find(f"{ATOM}summary").get("type") == "text"

"""Whoever keeps a copy reads in one file what is gone, by the address that readers knew, and nothing that nobody saw."""

import json

import pytest

from directory.exchange import gone_records
from directory.records import merging
from directory.records.publishing import readdress, remove
from tests.support.calls import get
from tests.support.factories import (
    make_commitment,
    make_contact_point,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.responses import content

pytestmark = pytest.mark.django_db

ADDRESS = "/data/gone.ndjson"


def gone(client) -> list[dict]:
    lines = [json.loads(line) for line in content(client.get(ADDRESS)).splitlines()]
    assert lines.pop() == {"count": len(lines)}
    return lines


def test_nothing_is_gone_from_a_directory_in_which_all_is_there(client):
    make_partnership()
    make_organisation()

    assert gone(client) == []


def test_a_record_that_was_merged_names_its_former_address_and_what_stands_for_it(client):
    kept, double = make_organisation(slug="kept"), make_organisation(slug="first-name")
    identifier = get(client, "organisations/first-name")["id"]
    readdress(double, "double", by=None, why="")

    merging.merge(kept, double, by=None, reason="They are the same.")

    (line,) = gone(client)
    assert (line["kind"], line["id"], line["slug"]) == ("organisations", identifier, "double")
    assert (line["state"], line["merged_into"]["slug"]) == ("merged", "kept")
    assert line["merged_into"]["id"] == get(client, "organisations/kept")["id"]
    assert (
        client.get(f"/organisations/{line['slug']}/", follow=True).redirect_chain[-1][0]
        == "/organisations/kept/"
    )


def test_a_merge_that_is_undone_leaves_nothing_gone(client):
    kept, double = make_partnership(slug="kept"), make_partnership(slug="double")
    merge = merging.merge(kept, double, by=None, reason="They are the same.")
    assert [line["slug"] for line in gone(client)] == ["double"]

    merging.undo(merge, by=None)

    assert gone(client) == []


def test_what_was_removed_or_deleted_is_told_kind_by_kind(client):
    remove(make_partnership(slug="net"), by=None, reason="It asked to be taken out.")
    make_event(slug="meeting").delete()
    make_commitment(slug="promise").delete()

    lines = gone(client)

    assert [(line["kind"], line["slug"], line["state"], line["reason"]) for line in lines] == [
        ("partnerships", "net", "removed", "It asked to be taken out."),
        ("commitments", "promise", "deleted", ""),
        ("events", "meeting", "deleted", ""),
    ]
    assert all(line["changed_at"] for line in lines)


def test_nothing_is_told_of_what_programs_never_saw(client):
    sample = make_organisation(slug="sample", is_sample=True)
    deleted_sample = make_partnership(slug="deleted-sample", is_sample=True)
    removed_sample = make_organisation(slug="removed-sample", is_sample=True)
    body = make_organisation()
    make_contact_point(organisation=body)
    desk = make_contact_point(organisation=body, visibility="officials")
    source = make_source(slug="behind-nothing")

    deleted_sample.delete()
    remove(removed_sample, by=None, reason="")
    desk.delete()
    source.delete()

    assert gone(client) == []
    assert sample.slug not in content(client.get(ADDRESS)).decode()


def test_a_long_list_is_read_in_batches_and_none_comes_twice(client, monkeypatch):
    monkeypatch.setattr(gone_records, "BATCH", 2)
    for number in range(5):
        make_event(slug=f"meeting-{number}").delete()

    assert [line["slug"] for line in gone(client)] == [f"meeting-{number}" for number in range(5)]


def test_whoever_was_a_member_of_what_is_gone_is_not_named(client):
    net = make_partnership(slug="net")
    make_membership(partnership=net, organisation=make_organisation(name="A quiet member"))

    remove(net, by=None, reason="")

    assert b"quiet" not in content(client.get(ADDRESS))

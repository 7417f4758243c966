"""Open Referral's HSDS comes back as far as it carries records, and a second time as no change."""

import pytest

from directory.importing import import_directory
from directory.models import Membership, Source
from tests.support.factories import make_membership, make_organisation, make_partnership
from tests.support.responses import content
from tests.support.whole_directory import as_zip, empty_the_directory, every_record

pytestmark = pytest.mark.django_db

SHEETS_OF_HSDS = ["organisations", "partnerships", "memberships"]


def hsds(client) -> dict[str, bytes]:
    """All organisations and partnerships as Open Referral's HSDS has them."""
    return {
        f"{name}.ndjson": content(client.get(f"/hsds/{name}?full=true&format=ndjson"))
        for name in ("organizations", "services")
    }


def carried(records: dict[str, dict[str, dict]]) -> dict[str, dict[str, dict]]:
    """As far as HSDS carries it in again: no sources, events, resources and commitments; one other name; a text without
    its parts. The countries and sectors of a partnership are with those of its members."""
    lost = {
        "source",
        "other_names",
        "former_names",
        "countries",
        "sectors",
        "summary",
        "description",
    }
    return {
        name: {
            key: {column: value for column, value in row.items() if column not in lost}
            for key, row in records[name].items()
        }
        for name in SHEETS_OF_HSDS
    }


def test_hsds_comes_back_as_far_as_it_carries_records(conference, client, tmp_path):
    before, files = every_record(), hsds(client)
    empty_the_directory()
    Source.objects.create(slug="sent", title="What was sent")

    # a member that nobody names in public would not be shown
    defaults = {"memberships": {"source": "sent"}}
    report = import_directory(as_zip(tmp_path / "hsds.zip", files), why="Back", defaults=defaults)

    assert report.errors == []
    after = every_record()
    assert carried(after) == carried(before)
    for key, row in before["partnerships"].items():
        imported = after["partnerships"][key]
        assert set(row["countries"]) <= set(imported["countries"])
        assert set(row["sectors"]) <= set(imported["sectors"])
        texts = [[partnership["summary"], partnership["description"]] for partnership in (row, imported)]
        assert "\n\n".join(filter(None, texts[0])) == "\n\n".join(filter(None, texts[1]))


def test_members_of_every_kind_and_what_hsds_has_no_word_for_come_back(client, tmp_path):
    net = make_partnership(
        slug="net", extent="150", stated_number="48", status="unknown", legal_basis="A treaty.", acronym="G8"
    )
    part = make_partnership(slug="part")
    body = make_organisation(slug="body", is_international=True, founded="1999", ended="2006-04")
    make_membership(partnership=net, organisation=body, role="lead", basis="follows")
    make_membership(partnership=net, organisation=body, role="host", joined="2005")
    for member in ({"country_id": "GB", "no_longer_listed": True}, {"member_partnership": part}):
        Membership.objects.create(partnership=net, role="party", source=net.source, **member)
    before, files = every_record(), hsds(client)
    empty_the_directory()
    Source.objects.create(slug="sent", title="What was sent")

    report = import_directory(
        as_zip(tmp_path / "hsds.zip", files), why="Back", defaults={"memberships": {"source": "sent"}}
    )

    assert report.errors == []
    assert carried(every_record()) == carried(before)


def test_our_hsds_again_makes_nothing_new_and_changes_no_membership(conference, client, tmp_path):
    path = as_zip(tmp_path / "hsds.zip", hsds(client))

    outcomes = import_directory(path, why="Again").outcomes

    assert {outcome.new for outcome in outcomes.values()} == {0}
    assert outcomes["memberships"].changed == 0


def test_the_same_hsds_twice_means_the_same_records(conference, client, tmp_path):
    path = as_zip(tmp_path / "hsds.zip", hsds(client))
    empty_the_directory()
    import_directory(path, why="First")

    outcomes = import_directory(path, why="Second").outcomes

    assert {(outcome.new, outcome.changed) for outcome in outcomes.values()} == {(0, 0)}

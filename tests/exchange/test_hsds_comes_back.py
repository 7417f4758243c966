"""Open Referral's HSDS comes back record by record, and a second time as no change."""

import json

import pytest

from directory.importing import import_directory
from directory.models import Membership, OtherName, Source
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
)
from tests.support.hsds_files import hsds, pages, tables
from tests.support.whole_directory import as_zip, empty_the_directory, every_record

pytestmark = pytest.mark.django_db

SHEETS_OF_HSDS = ["organisations", "partnerships", "memberships"]


def of_hsds(records: dict[str, dict[str, dict]]) -> dict[str, dict[str, dict]]:
    return {name: records[name] for name in SHEETS_OF_HSDS}


@pytest.mark.parametrize("form", [hsds, pages, tables])
def test_hsds_leaves_and_comes_back_as_no_change(conference, client, tmp_path, form):
    before = every_record()

    report = import_directory(as_zip(tmp_path / "hsds.zip", form(client)), why="Again")

    assert report.errors == []
    assert {
        name: (outcome.new, outcome.changed) for name, outcome in report.outcomes.items()
    } == dict.fromkeys(SHEETS_OF_HSDS, (0, 0))
    assert every_record() == before


@pytest.mark.parametrize("form", [hsds, tables])
def test_an_empty_directory_gets_every_record_back_with_its_sources(conference, client, tmp_path, form):
    before, files = every_record(), form(client)
    empty_the_directory()

    report = import_directory(as_zip(tmp_path / "hsds.zip", files), why="Back")

    assert report.errors == []
    after = every_record()
    assert of_hsds(after) == of_hsds(before)
    assert after["sources"] == before["sources"]
    (remark,) = report.warnings  # of what the files with everything carry
    assert "contributions (1), events (6), last_modified (33)" in remark.message


def test_members_of_every_kind_and_what_hsds_has_no_word_for_come_back(client, tmp_path):
    net = make_partnership(
        slug="net",
        extent="150",
        stated_number="48",
        status="unknown",
        legal_basis="A treaty.",
        acronym="G8",
        formerly=["Web", "Mesh"],
        summary="First.",
        description="Second.\n\nThird.",
        countries=["MT"],
    )
    OtherName.objects.create(partnership=net, name="The net", kind="other")
    part = make_partnership(slug="part")
    body = make_organisation(slug="body", is_international=True, founded="1999", ended="2006-04")
    make_membership(partnership=net, organisation=body, role="lead", basis="follows")
    make_membership(partnership=net, organisation=body, role="host", joined="2005")
    for member in ({"country_id": "GB", "no_longer_listed": True}, {"member_partnership": part}):
        Membership.objects.create(partnership=net, role="party", source=net.source, **member)
    before, files = every_record(), hsds(client)
    empty_the_directory()

    report = import_directory(as_zip(tmp_path / "hsds.zip", files), why="Back")

    assert report.errors == []
    assert of_hsds(every_record()) == of_hsds(before)


def test_what_follows_from_members_is_marked_and_not_taken_for_the_partnerships_own(client, tmp_path):
    net = make_partnership(slug="net", countries=["MT"])
    police = make_organisation(slug="police", sector_id="law_enforcement", country_id="FR")
    make_membership(partnership=net, organisation=police)
    files = hsds(client)

    services = map(json.loads, files["services.ndjson"].decode().splitlines())
    service = next(service for service in services if service["partnership"]["slug"] == "net")
    derived = {area["extent"]: area.get("derived", False) for area in service["service_areas"]}
    sectors = {
        a["value"]: a.get("derived", False) for a in service["attributes"] if a["link_type"] == "sector"
    }
    import_directory(as_zip(tmp_path / "hsds.zip", files), why="Again")

    assert derived == {"FR": True, "MT": False}
    assert sectors == {"law_enforcement": True}
    assert set(net.countries.values_list("pk", flat=True)) == {"MT"}
    assert not net.sectors.exists()


def test_a_source_that_is_here_stays_as_it_is(client, tmp_path):
    net = make_partnership(slug="net")
    files = hsds(client)
    Source.objects.filter(pk=net.source_id).update(title="Mended")

    import_directory(as_zip(tmp_path / "hsds.zip", files), why="Again")

    net.source.refresh_from_db()
    assert net.source.title == "Mended"


def test_the_same_hsds_twice_means_the_same_records(conference, client, tmp_path):
    path = as_zip(tmp_path / "hsds.zip", hsds(client))
    empty_the_directory()
    import_directory(path, why="First")

    outcomes = import_directory(path, why="Second").outcomes

    assert {(outcome.new, outcome.changed) for outcome in outcomes.values()} == {(0, 0)}

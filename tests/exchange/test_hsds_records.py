"""What HSDS tells of partnerships and organisations, and what its parameters find."""

import json

import pytest
from django.utils import timezone

from directory.models import FormerAddress, Identifier, Organisation, Role, Standing, Status
from directory.models.changes import last_change
from directory.models.opening_hours import hours_of
from directory.records.merging import merge
from directory.records.publishing import readdress, remove
from tests.support.calls import get_hsds, problem
from tests.support.factories import make_contact_point, make_membership, make_organisation, make_partnership

pytestmark = pytest.mark.django_db


def names(client, path: str = "services", **query) -> list[str]:
    return [record["name"] for record in get_hsds(client, path, **query)["contents"]]


def test_a_partnership_is_a_service(client):
    lead = make_organisation(name="INTERPOL", sector_id="law_enforcement", is_international=True)
    partnership = make_partnership(
        title="Virtual Global Taskforce",
        acronym="VGT",
        status=Status.PAUSED,
        countries=["GB"],
        topics=["investigation"],
        languages=["fr"],
        website="https://vgt.example/",
        description="More words.",
        confirmed_on="2026-01-31",
    )
    make_membership(partnership=partnership, organisation=make_organisation(name="Member", country_id="PL"))
    make_membership(partnership=partnership, organisation=lead, role=Role.LEAD, joined="2003")

    (listed,) = get_hsds(client, "services")["contents"]
    service = get_hsds(client, f"services/{listed['id']}")

    assert service | listed == service
    assert (service["name"], service["alternate_name"]) == ("Virtual Global Taskforce", "VGT")
    assert service["description"] == "A cooperation.\n\nMore words."
    assert (service["status"], service["assured_date"]) == ("temporarily closed", "2026-01-31")
    assert service["organization"]["name"] == "INTERPOL"
    assert service["organization"]["description"] == "Law enforcement"
    assert sorted(area["extent"] for area in service["service_areas"]) == ["GB", "PL"]
    assert [language["name"] for language in service["languages"]] == ["French"]
    assert {attribute["value"] for attribute in service["attributes"]} == {
        "investigation",
        "law_enforcement",
        "government",
    }
    assert [
        (partner["organization"]["name"], partner["role"], partner["standing"])
        for partner in service["partners"]
    ] == [
        ("INTERPOL", "lead", "named"),
        ("Member", "member", "named"),
    ]
    assert service["partners"][0]["joined"] == "2003"
    assert service["contacts"] == []
    assert service["partnership"]["kind"] == "network"


def test_an_organisation_has_its_numbers_its_sector_and_its_services(client):
    body = make_organisation(name="Hotline", sector_id="hotline", country_id="PL", parent=make_organisation())
    Identifier.objects.create(organisation=body, scheme="PL-KRS", value="0000123456")
    partnership = make_partnership(title="Net")
    make_membership(partnership=partnership, organisation=body)

    organization = get_hsds(client, "organizations", search="hotline", full="true")["contents"][0]

    assert organization == get_hsds(client, f"organizations/{organization['id']}")
    assert organization["description"] == "Hotline, Poland"
    (number,) = organization["organization_identifiers"]
    assert (number["identifier_scheme"], number["identifier"]) == ("PL-KRS", "0000123456")
    assert number["identifier_type"] == "National Court Register (Poland)"
    assert organization["services"][0]["name"] == "Net"
    nested = get_hsds(client, f"organizations/{organization['id']}", full_service="true")["services"][0]
    assert nested == get_hsds(client, f"services/{nested['id']}")
    assert get_hsds(client, f"organizations/{organization['parent_organization_id']}")["services"] == []


def test_an_organisation_is_reached_by_the_desks_that_everybody_may_see(client):
    body = make_organisation(name="Hotline")
    desk = make_contact_point(
        organisation=body, name="Front desk", phone="+48 22 000 00 00", purpose="reports"
    )
    make_contact_point(organisation=body, name="Made up", mailbox="a@example.org", is_sample=True)
    for visibility in ("registered", "officials", "secretariat"):
        make_contact_point(organisation=body, visibility=visibility)
    (listed,) = get_hsds(client, "organizations")["contents"]

    (first,) = get_hsds(client, f"organizations/{listed['id']}")["contacts"]

    assert (first["name"], first["email"], first["organization_id"]) == (
        "Front desk",
        desk.mailbox,
        listed["id"],
    )
    assert [phone["number"] for phone in first["phones"]] == ["+48 22 000 00 00"]


def test_the_hours_of_a_desk_are_schedules(client):
    body = make_organisation(name="Hotline")
    make_contact_point(
        organisation=body,
        opening_hours=hours_of("Mo-Fr 09:00-17:00; Sa 22:00-06:00"),
        time_zone="Europe/Warsaw",
    )
    (listed,) = get_hsds(client, "organizations")["contents"]

    (desk,) = get_hsds(client, f"organizations/{listed['id']}")["contacts"]

    assert [
        (schedule["byday"], schedule["opens_at"], schedule["closes_at"], schedule["notes"])
        for schedule in desk["schedules"]
    ] == [("MO,TU,WE,TH,FR", "09:00", "17:00", "Europe/Warsaw"), ("SA", "22:00", "06:00", "Europe/Warsaw")]


def test_everything_has_the_same_identifier_each_time_and_in_both_apis(client):
    make_partnership(slug="net", countries=["PL"], topics=["training"], languages=["pl"])

    (first,) = get_hsds(client, "services", full="true")["contents"]
    (again,) = get_hsds(client, "services", full="true")["contents"]

    assert first == again
    assert first["id"] == client.get("/api/partnerships/net").json()["id"]


def test_what_the_public_may_not_see_is_in_no_answer(client):
    partnership = make_partnership(title="Net")
    for standing, source in ((Standing.DECLINED, partnership.source), (Standing.NAMED, None)):
        hidden = make_organisation(name=f"Hidden {standing}", sector_id="academia", country_id="PL")
        make_membership(partnership=partnership, organisation=hidden, standing=standing, source=source)
    removed = make_organisation(name="Removed body")
    make_membership(partnership=partnership, organisation=removed, role=Role.LEAD)
    make_organisation(name="Child", parent=removed)
    remove(removed, by=None, reason="Asked to")
    gone = make_partnership(title="Removed net")
    remove(gone, by=None, reason="It never existed.")

    services = json.dumps(get_hsds(client, "services", full="true"))
    organizations = get_hsds(client, "organizations", full_service="true")["contents"]

    assert "Hidden" not in services
    assert "academia" not in services
    assert "Removed" not in services + json.dumps(organizations)
    assert {organization["name"]: organization["services"] for organization in organizations} == {
        "Hidden declined": [],
        "Hidden named": [],
        "Child": [],
    }


def test_removed_and_merged_records_say_so(client):
    removed, double, target = (make_partnership(slug=slug) for slug in ("removed", "double", "target"))
    ids = {slug: get_hsds(client, f"services/{slug}")["id"] for slug in ("removed", "double", "target")}

    remove(removed, by=None, reason="It never existed.")
    double.delete()
    FormerAddress.objects.create(slug="double", partnership=target)

    assert problem(client.get(f"/hsds/services/{ids['removed']}"), 410)["detail"] == "It never existed."
    assert client.get(f"/hsds/services/{ids['double']}")["Location"].endswith(
        f"/hsds/services/{ids['target']}"
    )


@pytest.fixture
def three():
    """Three partnerships, of which one member is in two."""
    police = make_organisation(slug="police", name="Police", sector_id="law_enforcement", country_id="PL")
    first = make_partnership(title="First", topics=["training"])
    second = make_partnership(title="Second", topics=["reporting"], members=[police])
    third = make_partnership(title="Third", members=[police])
    return first, second, third


def term(client, code: str) -> dict:
    return next(term for term in get_hsds(client, "taxonomy_terms")["contents"] if term["code"] == code)


def test_services_are_narrowed_by_what_hsds_knows(client, three):
    training, police = term(client, "training"), get_hsds(client, "organizations/police")

    assert names(client) == ["Third", "Second", "First"]
    assert names(client, search="second") == ["Second"]
    assert names(client, taxonomy_term_id=training["id"]) == ["First"]
    assert names(client, taxonomy_term_id=term(client, "law_enforcement")["id"]) == ["Third", "Second"]
    assert names(client, taxonomy_id=training["taxonomy_id"]) == ["Second", "First"]
    assert names(client, organization_id=police["id"]) == ["Third", "Second"]
    assert names(client, organization_id=police["id"], taxonomy_id=training["taxonomy_id"]) == ["Second"]
    for name in ("taxonomy_term_id", "taxonomy_id"):
        assert names(client, **{name: "none"}) == []
        assert names(client, **{name: ""}) == []


def test_services_are_narrowed_by_an_organisation_that_had_another_address_or_was_merged(client, three):
    police = Organisation.objects.get(slug="police")
    identifier = get_hsds(client, "organizations/police")["id"]
    readdress(police, "national-police", by=None, why="")
    for key in ("police", "national-police"):
        assert names(client, organization_id=key) == ["Third", "Second"]
    merge(make_organisation(slug="other"), police, by=None, reason="")

    assert names(client, organization_id=identifier) == names(client, organization_id="other") != []


@pytest.mark.parametrize("key", ["none", "", "00000000-0000-0000-0000-000000000000", "removed"])
def test_services_of_an_organisation_that_nobody_sees_are_refused(client, three, key):
    remove(make_organisation(slug="removed"), by=None, reason="")

    refusal = problem(client.get("/hsds/services", {"organization_id": key}), 400)

    assert refusal["errors"][0]["parameter"] == "organization_id"


def test_services_have_neither_ages_nor_hours(client, three):
    for query in ({"minimum_age": "3"}, {"maximum_age": "18.5"}, {"start_time": "09:00"}, {"day": "MO"}):
        assert names(client, **query) == []


def test_modified_after_finds_what_changed_then_or_later(client, three):
    moment = last_change()
    three[0].topics.set(["investigation"])

    assert names(client, modified_after=moment.isoformat()) == ["Third", "First"]
    assert names(client, modified_after=last_change().isoformat(), minimal="true") == ["First"]
    assert names(client, modified_after=timezone.localdate().isoformat()) == ["Third", "Second", "First"]
    assert names(client, modified_after="2999-01-01") == []


def test_organizations_are_narrowed_by_sector_and_name(client, three):
    law, training = term(client, "law_enforcement"), term(client, "training")

    assert names(client, "organizations", taxonomy_term_id=law["id"]) == ["Police"]
    assert names(client, "organizations", taxonomy_term_id=training["id"]) == []
    assert names(client, "organizations", taxonomy_id=law["taxonomy_id"]) == ["Police"]
    assert names(client, "organizations", taxonomy_id=training["taxonomy_id"]) == []
    assert names(client, "organizations", search="polic") == ["Police"]


def test_terms_are_narrowed_by_taxonomy_and_name(client):
    sectors = term(client, "hotline")["taxonomy_id"]

    assert len(names(client, "taxonomies")) == 2
    assert names(client, "taxonomies", search="sect") == ["Sectors"]
    assert len(names(client, "taxonomy_terms", taxonomy_id=sectors)) == 10
    assert names(client, "taxonomy_terms", search="hotl", top_only="true") == ["Hotline"]
    assert names(client, "taxonomy_terms", parent_id="none") == []


@pytest.mark.parametrize(
    ("path", "most"), [("services", 12), ("services?full=true", 13), ("organizations?full=true", 15)]
)
def test_a_page_keeps_its_budget_of_queries(client, three, django_assert_max_num_queries, path, most):
    get_hsds(client, path)

    with django_assert_max_num_queries(most):
        get_hsds(client, path)

"""What the JSON API tells of records: as on their pages, and nothing that the public may not see."""

import json

import pytest
from django.conf import settings as site

from directory.models import (
    Identifier,
    Kind,
    ProgressReport,
    Role,
    Standing,
    Succession,
)
from directory.records.publishing import readdress, remove
from tests.support.calls import LISTS, get, problem, slugs, walk
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_shown_partnership,
    make_source,
)

pytestmark = pytest.mark.django_db


# Records


def test_a_partnership_is_told_as_on_its_page(client):
    source = make_source(slug="outcomes", title="Outcomes", published="2005-12-15")
    body = make_organisation(slug="interpol", name="INTERPOL", sector_id="law_enforcement", country_id="FR")
    partnership = make_partnership(
        slug="vgt",
        title="Virtual Global Taskforce",
        acronym="VGT",
        kind=Kind.TASK_FORCE,
        started="2003",
        countries=["GB"],
        topics=["investigation"],
        languages=["en"],
        formerly=["Taskforce"],
        source=source,
        links=["https://a.example/", "https://b.example/"],
        legal_basis="A memorandum.",
        evaluation="Looked at in 2005.",
    )
    partnership.sought_countries.set(["PL", "BR"])
    partnership.sought_sectors.set(["hotline"])
    make_membership(partnership=partnership, organisation=body, role=Role.LEAD, joined="2003-12")

    partnership = get(client, "partnerships/vgt")

    assert partnership["title"] == "Virtual Global Taskforce"
    assert partnership["url"] == f"{site.DIRECTORY_BASE_URL}/partnerships/vgt/"
    assert partnership["former_names"] == ["Taskforce"]
    assert (partnership["started"], partnership["ended"]) == ("2003", None)
    assert partnership["countries"] == ["FR", "GB"]
    assert partnership["sectors"] == ["law_enforcement"]
    assert (partnership["sought_countries"], partnership["sought_sectors"]) == (["BR", "PL"], ["hotline"])
    assert partnership["links"] == ["https://a.example/", "https://b.example/"]
    assert (partnership["legal_basis"], partnership["evaluation"]) == ("A memorandum.", "Looked at in 2005.")
    assert partnership["scope"] == ["cross-border"]
    assert partnership["freshness"] == "unconfirmed"
    (member,) = partnership["members"]
    assert member["organisation"]["name"] == "INTERPOL"
    assert (member["role"], member["standing"], member["joined"]) == ("lead", "named", "2003-12")
    assert [source["key"] for source in partnership["sources"]] == ["outcomes"] == [partnership["source"]]
    assert client.get(partnership["api_url"].removeprefix(site.DIRECTORY_BASE_URL)).json() == partnership


def test_an_organisation_is_told_with_its_names_numbers_and_ancestry(client):
    parent = make_organisation(slug="parent")
    body = make_organisation(slug="body", parent=parent, also=["Also"], formerly=["Once"], country_id="GB")
    Identifier.objects.create(organisation=body, scheme="GB-CHC", value="1164883")
    Succession.objects.create(before_organisation=make_organisation(slug="before"), after_organisation=body)
    Succession.objects.create(before_organisation=body, after_organisation=make_organisation(slug="after"))

    organisation = get(client, "organisations/body")

    assert (organisation["other_names"], organisation["former_names"]) == (["Also"], ["Once"])
    assert organisation["identifiers"] == ["GB-CHC-1164883"]
    assert organisation["parent"]["slug"] == "parent"
    assert slugs(organisation["predecessors"]) == ["before"]
    assert slugs(organisation["successors"]) == ["after"]
    assert slugs(get(client, "organisations/parent")["successors"]) == []


def test_a_commitment_is_told_with_its_owners_and_the_reports_on_it(client):
    owner, partner = make_organisation(slug="owner"), make_organisation(slug="partner")
    promise = make_commitment(
        slug="promise",
        owners=[owner, make_partnership(slug="net")],
        due="2006-03",
    )
    promise.partners.add(partner)
    ProgressReport.objects.create(commitment=promise, reported="2006", progress="under_way", text="Begun")

    commitment = get(client, "commitments/promise")

    assert slugs(commitment["owner_organisations"]) == ["owner"]
    assert slugs(commitment["owner_partnerships"]) == ["net"]
    assert slugs(commitment["partners"]) == ["partner"]
    assert commitment["is_overdue"]
    assert [report["text"] for report in commitment["reports"]] == ["Begun"]


def test_a_resource_is_told_with_its_publisher_and_codes(client):
    resource = make_resource(
        slug="manual", publisher=make_organisation(slug="publisher"), url="https://a.example/"
    )
    resource.countries.set(["PL", "DE"])
    resource.topics.set(["training"])

    resource = get(client, "resources/manual")

    assert resource["publisher"]["slug"] == "publisher"
    assert resource["countries"] == ["DE", "PL"]
    assert resource["topics"] == ["training"]


def test_what_the_public_may_not_see_is_in_no_answer(client):
    partnership = make_shown_partnership(slug="net")
    hidden = make_organisation(slug="hidden-body", name="Hidden")
    make_membership(partnership=partnership, organisation=hidden, standing=Standing.DECLINED)
    unproven = make_organisation(slug="unproven-body", name="Unproven")
    make_membership(partnership=partnership, organisation=unproven, source=None)
    removed = make_organisation(slug="removed-body", name="Removed")
    make_membership(partnership=partnership, organisation=removed)
    make_commitment(slug="promise", owners=[removed]).partners.add(removed)
    make_resource(slug="manual", publisher=removed)
    make_organisation(slug="child", parent=removed)
    remove(removed, by=None, reason="Asked to")

    every = [walk(client, kind) for kind in LISTS]

    assert sorted(slugs(every[1])) == ["child", "hidden-body", "unproven-body"]
    assert "removed-body" not in json.dumps(every)
    assert every[0][0]["members"] == []
    assert get(client, "partnerships", organisation="hidden-body")["results"] == []
    problem(client.get("/api/partnerships?organisation=removed-body"), 400)


# Filters


@pytest.mark.parametrize(
    ("query", "expected_slugs"),
    [
        ({}, ["both"]),
        ({"scope": "all"}, ["one", "both"]),
        ({"scope": "neither"}, ["one"]),
        ({"country": "PL", "scope": "all"}, ["one", "both"]),
        ({"country": ["FR", "ES"], "scope": "all"}, ["both"]),
        ({"country": "pl", "topic": "training", "scope": "all"}, ["both"]),
        ({"q": "polish", "scope": "all"}, ["one", "both"]),
        ({"organisation": "police", "scope": "all"}, ["one"]),
        ({"kind": "fund", "scope": "all"}, []),
    ],
)
def test_partnerships_are_narrowed_as_on_their_page(client, query, expected_slugs):
    make_partnership(slug="both", title="Both", countries=["PL", "FR"], topics=["training"])
    polish = make_partnership(slug="one", title="Polish", countries=["PL"])
    make_membership(partnership=polish, organisation=make_organisation(slug="police", country_id="PL"))

    assert slugs(get(client, "partnerships", **query)["results"]) == expected_slugs


@pytest.mark.parametrize(
    ("identifier", "expected_slugs"),
    [("GB-CHC-1164883", ["body"]), ("gb-chc-1164883", ["body"]), ("XI-WIKIDATA-Q1", [])],
)
def test_an_organisation_is_found_by_any_of_its_identifiers(client, identifier, expected_slugs):
    body = make_organisation(slug="body")
    Identifier.objects.create(organisation=body, scheme="GB-CHC", value="1164883")
    Identifier.objects.create(organisation=body, scheme="XI-ROR", value="03vek6s52")

    assert slugs(get(client, "organisations", identifier=identifier)["results"]) == expected_slugs


def test_a_page_goes_on_where_it_ended_whatever_is_written_meanwhile(client):
    bodies = [make_organisation(name=name, slug=name.lower()) for name in ("Bb", "Dd", "Ff", "Hh")]
    first = get(client, "organisations", limit=2)

    make_organisation(name="Aa")
    make_organisation(name="Ee", slug="ee")
    bodies[0].delete()
    second = client.get(first["next"].removeprefix(site.DIRECTORY_BASE_URL)).json()

    assert slugs(first["results"]) == ["bb", "dd"]
    assert slugs(second["results"]) == ["ee", "ff"]


def test_a_cursor_holds_for_its_own_question_only(client):
    for _number in range(3):
        make_shown_partnership()
    cursor = get(client, "partnerships", limit=1)["next"].partition("cursor=")[2]

    assert client.get(f"/api/partnerships?limit=2&cursor={cursor}").status_code == 200
    for query in (f"sort=name&cursor={cursor}", f"cursor={cursor[:-1]}", "cursor=", "cursor=1", "cursor=%00"):
        assert problem(client.get(f"/api/partnerships?{query}"), 400)["errors"][0]["parameter"] == "cursor"
    assert client.get(f"/api/organisations?cursor={cursor}").status_code == 400


def test_the_next_page_is_in_a_link_header_too(client):
    make_organisation(), make_organisation()

    response = client.get("/api/organisations?limit=1")

    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'
    assert "Link" not in client.get("/api/organisations")


# Addresses


def test_an_identifier_stays_and_a_former_slug_leads_to_it(client):
    partnership = make_partnership(slug="old")
    before = get(client, "partnerships/old")

    readdress(partnership, "new", by=None, why="Renamed")

    assert get(client, f"partnerships/{before['id']}")["slug"] == "new"
    assert get(client, "partnerships/old")["id"] == before["id"]


@pytest.mark.parametrize("kind", ["partnerships", "organisations"])
def test_a_removed_record_says_that_it_is_gone_and_why(client, kind):
    record = (make_partnership if kind == "partnerships" else make_organisation)(slug="gone")
    identifier = get(client, f"{kind}/gone")["id"]

    remove(record, by=None, reason="It never existed.")

    for key in ("gone", identifier):
        refusal = problem(client.get(f"/api/{kind}/{key}"), 410)
        assert (refusal["detail"], refusal["state"]) == ("It never existed.", "removed")


def test_a_deleted_record_is_gone_by_its_identifier(client):
    resource = make_resource(slug="manual")
    identifier = get(client, "resources/manual")["id"]

    resource.delete()

    assert problem(client.get(f"/api/resources/{identifier}"), 410)["state"] == "deleted"
    assert problem(client.get("/api/resources/manual"), 404)


# Headers


def test_who_has_the_last_answer_already_is_told_so(client):
    make_shown_partnership()
    first = client.get("/api/partnerships")

    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get("/api/partnerships", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    make_organisation()
    assert client.get("/api/partnerships", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.get("/api/organisations", headers={"If-None-Match": first["ETag"]}).status_code == 200

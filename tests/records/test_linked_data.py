"""A record's page says the same to programs, as data that no browser runs."""

import json
import re

import pytest

from directory.models import Country, Membership, Standing
from directory.records import linked_data, publishing
from tests.support.factories import (
    make_commitment,
    make_event,
    make_membership,
    make_organisation,
    make_resource,
    make_shown_partnership,
)

pytestmark = pytest.mark.django_db

BASE = "http://localhost:8000"


def described(client, address: str) -> dict[str, dict]:
    """What a page says in JSON-LD, by type."""
    page = client.get(address).content.decode()
    (element,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    content = json.loads(element)
    descriptions = content if isinstance(content, list) else [content]
    assert {description["@context"] for description in descriptions} == {"https://schema.org"}
    return {description["@type"]: description for description in descriptions}


def test_a_partnership_is_a_project_with_its_members(conference, client):
    descriptions = described(client, "/partnerships/vgt/")

    project = descriptions["Project"]
    assert project["name"] == "Virtual Global Taskforce"
    assert project["url"] == f"{BASE}/partnerships/vgt/"
    assert f"{BASE}/organisations/interpol/" in [member["@id"] for member in project["member"]]
    # Of its six memberships two are of one member: its chair
    assert Membership.objects.shown().filter(partnership__slug="vgt").count() == 6
    assert len(project["member"]) == 5
    trail = [step["item"] for step in descriptions["BreadcrumbList"]["itemListElement"]]
    assert trail == [f"{BASE}/", f"{BASE}/partnerships/", f"{BASE}/partnerships/vgt/"]


def test_an_organisation_is_an_organization_in_its_country(conference, client):
    organization = described(client, "/organisations/nhtcu/")["Organization"]

    assert organization["address"]["addressCountry"] == "GB"
    assert organization["parentOrganization"]["@id"] == f"{BASE}/organisations/ncs/"
    assert organization["alternateName"] == ["NHTCU"]


def test_an_event_is_an_event_with_those_who_took_part(conference, client):
    descriptions = described(client, "/events/weprotect-summit-london/")

    event = descriptions["Event"]
    assert event["startDate"] == "2014-12"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["address"]["addressCountry"] == "GB"
    assert {source["@id"] for source in event["subjectOf"]} == {f"{BASE}/sources/weprotect-summit/"}
    trail = [step["item"] for step in descriptions["BreadcrumbList"]["itemListElement"]]
    assert trail == [f"{BASE}/", f"{BASE}/events/", f"{BASE}/events/weprotect-summit-london/"]
    workshops = described(client, "/events/vgt-conference-2005/")["Event"]
    assert f"{BASE}/organisations/interpol/" in {party["@id"] for party in workshops["performer"]}


def test_a_cancelled_event_says_so_and_an_undated_one_has_no_date(client):
    event = described(client, make_event(status="cancelled").get_absolute_url())["Event"]

    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert not {"startDate", "endDate", "location"} & event.keys()


def test_a_commitment_is_what_somebody_plans(client):
    owner, helper = make_organisation(), Country.objects.get(pk="FR")
    commitment = make_commitment(owners=[owner], partners=[helper], due="2014-12", made_on="2012")

    plan = described(client, commitment.get_absolute_url())["PlanAction"]

    assert [party["@id"] for party in plan["agent"]] == [f"{BASE}{owner.get_absolute_url()}"]
    assert [party["@type"] for party in plan["participant"]] == ["Country"]
    assert (plan["startTime"], plan["scheduledTime"]) == ("2012", "2014-12")


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [("training", "LearningResource"), ("legislation", "Legislation"), ("campaign", "CreativeWork")],
)
def test_a_resource_is_a_work_with_its_publisher(client, kind, type_name):
    publisher = make_organisation(name="Childnet")
    resource = make_resource(kind=kind, publisher=publisher, audience=["parents"], year="2007")
    resource.languages.set(["en"])

    work = described(client, resource.get_absolute_url())[type_name]

    assert [party["name"] for party in work["publisher"]] == ["Childnet"]
    assert work["audience"] == [{"@type": "Audience", "audienceType": "Parents"}]
    assert (work["datePublished"], work["inLanguage"]) == ("2007", ["en"])


def test_a_source_is_a_work_of_its_publisher(conference, client):
    work = described(client, "/sources/vgt-2005/")["CreativeWork"]

    assert work["publisher"]["name"] == "UK Home Office and Virtual Global Taskforce"
    assert work["datePublished"] == "2005-12-15"
    assert "sameAs" not in work


def test_the_data_page_is_a_dataset_with_its_files(client):
    dataset = described(client, "/data/")["Dataset"]

    assert dataset["distribution"]
    assert all(file["contentUrl"].startswith(BASE) for file in dataset["distribution"])
    assert "license" not in dataset


def test_in_another_language_the_addresses_are_of_that_language(conference, client):
    assert described(client, "/fr/partnerships/vgt/")["Project"]["url"] == f"{BASE}/fr/partnerships/vgt/"


def test_a_text_cannot_end_the_element(client):
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    partnership = make_shown_partnership(title=evil, summary=evil)

    descriptions = described(client, partnership.get_absolute_url())

    assert descriptions["Project"]["name"] == evil
    assert "alert(1)</script>" not in client.get(partnership.get_absolute_url()).content.decode()
    assert "<" not in linked_data.script({"name": evil})[len('<script type="application/ld+json">') : -9]


def test_only_current_members_that_are_shown_are_named(client):
    partnership = make_shown_partnership()
    for number, (standing, left) in enumerate(
        [
            ("named", ""),
            ("confirmed", ""),
            ("disputed", ""),
            ("declined", ""),
            ("left", ""),
            ("named", "2005"),
        ]
    ):
        organisation = make_organisation(slug=f"member-{number}")
        make_membership(
            partnership=partnership,
            organisation=organisation,
            standing=standing,
            left=left,
            confirmed_on="2026-01-01" if standing == Standing.CONFIRMED else None,
        )
    publishing.remove(make_organisation(), by=None, reason="Asked")

    members = described(client, partnership.get_absolute_url())["Project"]["member"]

    current = Membership.objects.current().filter(partnership=partnership)
    shown = Membership.objects.shown().filter(partnership=partnership)
    assert {member["@id"].split("/")[-2] for member in members} == {"member-0", "member-1"}
    assert {m.pk for m in current} == {m.pk for m in shown if m.is_current}


def test_what_is_shared_has_a_title_and_an_address(conference, client):
    page = client.get("/partnerships/vgt/").content.decode()

    assert '<meta property="og:title" content="Virtual Global Taskforce">' in page
    assert f'<meta property="og:url" content="{BASE}/partnerships/vgt/">' in page
    assert '<meta property="og:description" content="International alliance' in page


def test_the_policy_of_a_page_with_data_allows_no_script_but_the_sites_own(conference, client):
    assert "script-src 'self'" in client.get("/partnerships/vgt/")["Content-Security-Policy"]

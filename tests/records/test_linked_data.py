"""A record's page says the same to programs, as data that no browser runs."""

import json
import re

import pytest

from directory.models import Membership, Standing
from directory.records import linked_data, publishing
from tests.support.factories import make_membership, make_organisation, make_shown_partnership

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

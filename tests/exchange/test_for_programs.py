"""What search engines and browsers ask for is there, well-formed, and names only what the public may see."""

import datetime
import json
import re
from itertools import chain

import pytest

from directory.browse import site_files
from directory.models import Partnership
from directory.records import publishing
from tests.support.documents import OPENSEARCH, SITEMAP, XHTML, read_xml
from tests.support.factories import make_organisation, make_partnership
from tests.support.responses import content

pytestmark = pytest.mark.django_db

BASE = "http://localhost:8000"


def path(address: str) -> str:
    assert address.startswith(BASE)
    return address.removeprefix(BASE)


def sitemap_paths(client) -> list[str]:
    index = read_xml(content(client.get("/sitemap.xml")))
    return [path(loc.text) for loc in index.iter(f"{SITEMAP}loc")]


def pages(client, sitemap: str) -> list:
    return read_xml(content(client.get(sitemap))).findall(f"{SITEMAP}url")


def test_robots_are_told_where_the_sitemaps_are(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert f"Sitemap: {BASE}/sitemap.xml" in response.content.decode().splitlines()


def may_be_fetched(robots: str, address: str) -> bool:
    """By RFC 9309: of the rules that fit, the longest counts; `*` is anything and `$` the end."""
    rules = [
        line.split(": ", 1) for line in robots.splitlines() if line.startswith(("Allow: ", "Disallow: "))
    ]
    fitting = [
        (len(pattern), kind == "Allow")
        for kind, pattern in rules
        if re.match(re.escape(pattern).replace(r"\*", ".*").replace(r"\$", "$"), address)
    ]
    return max(fitting)[1] if fitting else True


def test_robots_may_fetch_what_the_catalogue_names_and_no_filtered_list(conference, client, settings):
    settings.DUMPS_ROOT = None  # the catalogue then names the lists
    robots = client.get("/robots.txt").content.decode()
    catalogue = json.loads(client.get("/data/catalog.jsonld").content)
    package = json.loads(client.get("/data/datapackage.json").content)

    addresses = [
        file["dcat:downloadURL"]["@id"]
        for data_set in catalogue["dcat:dataset"]
        for file in data_set["dcat:distribution"]
    ]
    addresses += [
        service[name]["@id"]
        for service in catalogue["dcat:service"]
        for name in ("dcat:endpointURL", "dcat:endpointDescription")
    ]
    addresses += [resource["path"] for resource in package["resources"]]

    assert f"{BASE}/partnerships.csv?scope=all&freshness=all" in addresses
    assert [address for address in addresses if not may_be_fetched(robots, path(address))] == []
    for address in ("/partnerships/?country=PL", "/partnerships.csv?scope=all&freshness=all&country=PL"):
        assert not may_be_fetched(robots, address)


def test_the_sitemaps_hold_every_record_once_in_every_language(conference, client):
    addresses = [
        path(url.findtext(f"{SITEMAP}loc")) for name in sitemap_paths(client) for url in pages(client, name)
    ]

    assert len(addresses) == len(set(addresses))
    for record in chain.from_iterable(
        records.all() for records in site_files.records_with_history().values()
    ):
        for prefix in ("", "/fr", "/es", "/ar"):
            assert f"{prefix}{record.get_absolute_url()}" in addresses


def test_every_page_in_the_sitemaps_is_there(conference, client):
    for name in sitemap_paths(client):
        for url in pages(client, name)[::7]:
            assert client.get(path(url.findtext(f"{SITEMAP}loc"))).status_code == 200


def test_each_page_names_its_other_languages_and_itself(conference, one_sitemap_of_each_kind, client):
    for url in pages(client, "/sitemap-partnership-0.xml"):
        alternates = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        assert set(alternates) == {"en", "fr", "es", "ar", "x-default"}
        assert url.findtext(f"{SITEMAP}loc") in alternates.values()
        assert datetime.datetime.fromisoformat(url.findtext(f"{SITEMAP}lastmod")).tzinfo


def test_many_records_stand_in_several_sitemaps(conference, client, monkeypatch):
    monkeypatch.setattr(site_files, "BLOCK", 10)

    names = [name for name in sitemap_paths(client) if "partnership" in name]

    assert len(names) >= 3
    addresses = [url.findtext(f"{SITEMAP}loc") for name in names for url in pages(client, name)]
    of_records = [address for address in addresses if not address.endswith("/network/")]
    assert len(of_records) == 4 * Partnership.objects.count()


def test_the_network_of_a_record_with_ties_stands_in_a_sitemap(client):
    body = make_organisation()
    tied, alone = make_partnership(members=[body]), make_partnership()

    whole = b"".join(content(client.get(name)) for name in sitemap_paths(client)).decode()

    assert f"{tied.get_absolute_url()}network/" in whole
    assert f"{body.get_absolute_url()}network/" in whole
    assert f"{alone.get_absolute_url()}network/" not in whole


def test_a_removed_record_is_in_no_sitemap(client):
    partnership, organisation = make_partnership(), make_organisation()
    publishing.remove(partnership, by=None, reason="Asked")
    publishing.remove(organisation, by=None, reason="Asked")

    whole = b"".join(content(client.get(name)) for name in sitemap_paths(client))

    assert partnership.slug.encode() + b"/" not in whole
    assert organisation.slug.encode() + b"/" not in whole


@pytest.mark.parametrize(
    "address", ["/sitemap-partnership-99999.xml", "/sitemap-person-0.xml", "/sitemap-pages-1.xml"]
)
def test_a_sitemap_that_there_is_not_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_number_of_a_sitemap_may_be_any(client):
    assert client.get(f"/sitemap-partnership-{'9' * 30}.xml").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_a_browser_can_search_the_site(conference, client, prefix):
    root = read_xml(content(client.get(f"{prefix}/opensearch.xml")))

    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{OPENSEARCH}ShortName")) <= 16
    for url in root.findall(f"{OPENSEARCH}Url"):
        address = path(url.get("template"))
        assert address.startswith(f"{prefix}/")
        assert client.get(address.replace("{searchTerms}", "taskforce")).status_code == 200
    assert f'href="{prefix}/opensearch.xml"' in client.get(f"{prefix}/").content.decode()


def test_whom_to_tell_of_a_hole_is_said_where_there_is_somebody(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404

    settings.CONTACT_EMAIL = "desk@example.org"
    lines = dict(
        line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines()
    )

    assert lines["Contact"] == "mailto:desk@example.org"
    left = datetime.datetime.fromisoformat(lines["Expires"]) - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=30) < left < datetime.timedelta(days=366)


@pytest.mark.parametrize("name", ["/robots.txt", "/sitemap.xml", "/opensearch.xml", "/partnerships.csv"])
def test_what_programs_read_is_for_reading_and_sets_no_cookie(client, name):
    assert not client.get(name).cookies
    assert client.post(name).status_code == 405

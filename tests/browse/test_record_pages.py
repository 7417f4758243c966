"""The page of a record leads programs to the same record: as JSON, in HSDS where it has a word for it, and as a feed."""

import re

import pytest

from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_resource,
    make_shown_partnership,
    make_source,
)
from tests.support.responses import content

pytestmark = pytest.mark.django_db

MAKERS = {
    "partnerships": make_shown_partnership,
    "organisations": make_organisation,
    "events": make_event,
    "resources": make_resource,
    "commitments": make_commitment,
}
IN_HSDS = {"partnerships": "/hsds/services/record", "organisations": "/hsds/organizations/record"}
ALTERNATE = re.compile(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">')
LINK = re.compile(r'<http://localhost:8000([^>]+)>; rel="alternate"; type="([^"]+)"')


def other_forms(response) -> dict[str, str]:
    """The addresses in the page's head, with their types; the header has the same."""
    in_head = {url: content_type for content_type, url in ALTERNATE.findall(response.content.decode())}
    assert dict(LINK.findall(response.get("Link", ""))) == in_head
    return in_head


@pytest.mark.parametrize("name", MAKERS)
def test_a_page_leads_to_its_record_in_other_forms(client, name):
    MAKERS[name](slug="record")

    forms = other_forms(client.get(f"/{name}/record/"))

    assert forms == {
        f"/api/{name}/record": "application/json",
        **({IN_HSDS[name]: "application/json"} if name in IN_HSDS else {}),
        f"/{name}/record/feed.atom": "application/atom+xml",
    }
    for address, content_type in forms.items():
        response = client.get(address)
        assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, content_type)
        content(response)


def test_the_page_of_a_source_leads_to_its_document(client):
    make_event(source=make_source(slug="record"))

    forms = other_forms(client.get("/sources/record/"))

    assert [client.get(address).status_code for address in forms] == [200, 200]


def test_a_page_in_another_language_leads_to_the_same_document_and_its_own_feed(client):
    make_organisation(slug="record")

    forms = other_forms(client.get("/fr/organisations/record/"))

    assert list(forms) == [
        "/api/organisations/record",
        "/hsds/organizations/record",
        "/fr/organisations/record/feed.atom",
    ]


@pytest.mark.parametrize("name", ["partnerships", "organisations"])
def test_no_program_is_led_to_a_sample(client, name):
    MAKERS[name](slug="record", is_sample=True)

    assert other_forms(client.get(f"/{name}/record/")) == {}


def test_a_page_of_the_past_is_no_other_form_of_what_is_so_today(client):
    make_shown_partnership(slug="record")

    assert other_forms(client.get("/partnerships/record/?at=2010")) == {}

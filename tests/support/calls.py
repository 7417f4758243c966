"""Calls of the JSON API and of HSDS, as programs make them."""

from django.conf import settings as site
from django.test import Client

# Those that can be asked what changed
LISTS = ["partnerships", "organisations", "resources", "commitments", "events", "figures"]


def get(client: Client, path: str, **query) -> dict:
    response = client.get(f"/api/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()


def walk(client: Client, path: str, **query) -> list[dict]:
    """All records of a list, page by page."""
    page = get(client, path, **query)
    records = list(page["results"])
    while page["next"]:
        assert page["next"].startswith(site.DIRECTORY_BASE_URL)
        page = client.get(page["next"].removeprefix(site.DIRECTORY_BASE_URL)).json()
        records += page["results"]
    return records


def slugs(records: list[dict]) -> list[str]:
    return [record["slug"] for record in records]


def problem(response, status: int) -> dict:
    """What an error says, as RFC 9457 has it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["type"].startswith(f"{site.DIRECTORY_BASE_URL}/api/#")
    return body


def get_hsds(client: Client, path: str, **query) -> dict:
    response = client.get(f"/hsds/{path}", query)
    assert response.status_code == 200, response.content
    return response.json()

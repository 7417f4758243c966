"""Only a few exports are made at once, and whatever becomes of an export, its place is given back."""

import pytest

from directory.exchange import exports
from tests.support.factories import make_shown_partnership
from tests.support.responses import content

pytestmark = pytest.mark.django_db

LIST, HSDS = "/partnerships.csv", "/hsds/services?full=true&format=ndjson"


@pytest.fixture(autouse=True)
def partnership():
    make_shown_partnership(title="A network")


@pytest.mark.parametrize("address", [LIST, "/partnerships.xlsx", HSDS])
def test_who_comes_when_too_many_exports_are_made_is_told_when_to_come_again(client, address):
    unread = [client.get(LIST) for _export in range(exports.AT_ONCE)]

    refusal = client.get(address)
    page = client.get("/partnerships/")
    for response in unread:
        content(response)

    assert {response.status_code for response in unread} == {200}
    assert refusal.status_code == 503
    assert refusal["Retry-After"] == exports.RETRY_AFTER
    assert page.status_code == 200


def read(client, address: str) -> None:
    assert content(client.get(address))


def look(client, address: str) -> None:
    client.head(address)


@pytest.mark.parametrize("end", [read, look])
@pytest.mark.parametrize("address", [LIST, "/partnerships.xlsx", "/partnerships.atom", HSDS])
def test_an_export_that_has_ended_makes_room(client, address, end):
    for _export in range(2 * exports.AT_ONCE):
        end(client, address)

    assert content(client.get(LIST))


def test_a_refused_export_makes_room(client):
    for _export in range(2 * exports.AT_ONCE):
        assert client.get(f"{LIST}?no=such").status_code == 400

    assert content(client.get(LIST))

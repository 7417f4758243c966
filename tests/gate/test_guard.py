"""Who types a case into the search box is shown where it belongs."""

import pytest

from directory.gate.guard import reads_like_a_case


@pytest.mark.parametrize(
    "typed",
    [
        "my child was contacted by a man online",
        "My Daughter",
        "mon fils reçoit des photos",
        "mi hija",
        "ابنتي تتلقى رسائل",
        "http://example.org/picture",
        "hxxp://example",
        "abcdefghij.onion",
        "d41d8cd98f00b204e9800998ecf8427e",
        "192.168.0.1",
        "someone@example.org",
    ],
)
def test_what_reads_like_a_case(typed):
    assert reads_like_a_case(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "child protection",
        "Missing Children Europe",
        "sexual abuse hotline",
        "V.G.T.",
        "2005",
        "G8",
        "onion",
        "Europol EC3",
    ],
)
def test_what_reads_like_a_search_for_partners(typed):
    assert not reads_like_a_case(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/search/", "/partnerships/", "/organisations/"])
def test_the_reader_is_shown_where_to_report(client, page):
    assert "/report-abuse/" in _main(client.get(page, {"q": "my child"}))
    assert "/report-abuse/" not in _main(client.get(page, {"q": "hotline"}))


def _main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]

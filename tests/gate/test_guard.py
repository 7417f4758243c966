"""Who types a case into the search box is shown where it belongs."""

import pytest

from directory.gate.guard import reads_like_a_case
from tests.support.factories import make_organisation, make_partnership


@pytest.mark.django_db
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
@pytest.mark.parametrize(
    "typed",
    [
        "iwf.org.uk",
        "https://www.iwf.org.uk/",
        "http://iwf.org.uk",
        "HTTPS://WWW.IWF.ORG.UK",
        "what is https://www.iwf.org.uk/?",
        "report@iwf.org.uk",
        "https://vgt.example.org/about",
        "https://vgt.example.org",
    ],
)
def test_an_address_of_who_is_listed_is_no_case(typed):
    make_organisation(website="https://www.iwf.org.uk/")
    make_partnership(website="https://vgt.example.org/about/")

    assert not reads_like_a_case(typed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "https://www.iwf.org.uk/picture.jpg",
        "https://www.facebook.com/",
        "https://www.iwf.org.uk/ and http://example.org/picture",
        "https://www.iwf.org.uk my child",
        "https://iwf.org.uk@example.org/",
        "https://www.iwf.org.uk.example.org/",
    ],
)
def test_another_page_of_who_is_listed_or_a_site_of_many_may_be_one(typed):
    make_organisation(website="https://www.iwf.org.uk/")
    make_organisation(website="https://www.facebook.com/")

    assert reads_like_a_case(typed)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/search/", "/partnerships/", "/organisations/"])
def test_the_reader_is_shown_where_to_report(client, page):
    assert "/report-abuse/" in _main(client.get(page, {"q": "my child"}))
    assert "/report-abuse/" not in _main(client.get(page, {"q": "hotline"}))


def _main(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]

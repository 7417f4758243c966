"""What a search offers beside few results, and where it finds nothing."""

import pytest

from directory.finding import spelling
from tests.support.factories import make_organisation, make_resource, make_shown_partnership
from tests.support.responses import content

pytestmark = pytest.mark.django_db


def html(client, address: str) -> str:
    return content(client.get(address)).decode()


def test_where_a_list_finds_nothing_other_lists_that_have_the_words_are_named_with_their_counts(client):
    make_organisation(name="Bluebell Trust")
    make_organisation(name="Bluebell Fund")
    make_resource(title="The bluebell manual")

    page = html(client, "/partnerships/?q=bluebell")

    assert '<a href="/organisations/?q=bluebell">Organisations</a>: 2' in page
    assert '<a href="/resources/?q=bluebell">Resources</a>: 1' in page
    assert "/commitments/?q=" not in page


def test_countries_and_topics_of_the_words_are_named_too(client):
    page = html(client, "/organisations/?q=investigation")

    assert 'Topic: <a href="/topics/investigation/">' in page


def test_the_finder_gets_the_words_and_somebody_missing_is_told_of(client):
    for address in ("/partnerships/?q=qqqqq+zzzzz", "/search/?q=qqqqq+zzzzz"):
        page = html(client, address)

        assert 'href="/counterparts/?q=qqqqq+zzzzz"' in page
        assert 'href="/register/"' in page
        assert f'href="/report-problem/?page={address.partition("?")[0]}"' in page


def test_what_reads_like_a_report_is_carried_nowhere(client):
    page = html(client, "/partnerships/?q=http://example.org/a/b.jpg")

    assert "/counterparts/?q=" not in page


def test_a_list_that_is_empty_without_words_names_no_other(client):
    assert "Elsewhere in the directory" not in html(client, "/partnerships/")


def test_what_is_hidden_is_counted_nowhere(client):
    make_organisation(name="Bluebell Trust", is_sample=True)

    assert "/organisations/?q=bluebell" not in html(client, "/partnerships/?q=bluebell")


@pytest.mark.parametrize("address", ["/partnerships/", "/search/"])
def test_a_likelier_spelling_is_offered_beside_few_results(client, monkeypatch, address):
    make_shown_partnership(title="Hotlin of the north")
    monkeypatch.setattr(spelling, "likelier_words", lambda words: "hotline of the north")

    page = html(client, f"{address}?q=hotlin+of+the+north")

    assert (
        f'Did you mean <a href="{address}?q=hotline+of+the+north"><bdi>hotline of the north</bdi></a>?'
        in page
    )


@pytest.mark.parametrize("words", ["", "?q=%22hotlin+north%22", "?q=hotlin+-south", "?q=nothing"])
def test_none_is_asked_for_without_few_results_of_plain_words(client, monkeypatch, words):
    make_shown_partnership(title="Hotlin north")
    monkeypatch.setattr(spelling, "likelier_words", lambda words: pytest.fail("It was asked for."))

    assert "Did you mean" not in html(client, f"/partnerships/{words}")

"""Sources: what rests on each of them, and nothing that the public may not see."""

import pytest

from directory.browse import sources
from directory.models import Contribution, Figure, FurtherSource, Participation, Standing, Succession
from directory.models.statements import public_sources, resting_on, statement_counts
from directory.records import publishing
from tests.support.factories import (
    make_commitment,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    """A source on which a statement of each kind rests."""
    source = make_source(title="The whole story")
    body = make_organisation(name="Childnet", source=source)
    network = make_partnership(title="INSAFE", source=source)
    make_membership(partnership=network, organisation=body, joined="2004")
    other = make_organisation(name="Older body")
    Succession.objects.create(
        before_organisation=other, after_organisation=body, kind="renamed", source=source, basis="known"
    )
    event = make_event(title="A summit", source=source)
    Participation.objects.create(event=event, organisation=body, role="host", source=source)
    commitment = make_commitment(text="Do it", source=source)
    commitment.reports.create(reported="2007", progress="done", text="Did it.", source=source)
    Contribution.objects.create(
        partnership=network, giver_country_id="GB", amount="50 million", currency="GBP", source=source
    )
    Figure.objects.create(
        slug="f", statement="Children helped", value="about 250", unit="children", source=source
    )
    make_resource(title="A manual", source=source)
    return source


def test_a_source_shows_every_statement_that_rests_on_it(source, client):
    page = text(client.get(source.get_absolute_url()))

    for label in sources.KINDS.values():
        assert f"{label}: 1" in page
    for words in (
        "since 2004",
        "renamed",
        "general knowledge",
        "A summit",
        "Do it",
        "Done",
        "50 million GBP",
    ):
        assert words in page
    for words in ("Children helped", "about 250 children", "A manual", "INSAFE", "Childnet"):
        assert words in page


def test_a_further_source_of_a_statement_shows_it_as_such(client):
    first, further = make_source(), make_source()
    body = make_organisation(name="Childnet", source=first)
    FurtherSource.objects.create(organisation=body, source=further)

    assert "as a further source" in text(client.get(further.get_absolute_url()))
    assert "as a further source" not in text(client.get(first.get_absolute_url()))
    assert statement_counts([first.pk, further.pk]) == {
        first.pk: {"organisation": 1},
        further.pk: {"organisation": 1},
    }


def test_a_statement_that_names_a_source_twice_rests_on_it_once(client):
    source = make_source()
    FurtherSource.objects.create(organisation=make_organisation(source=source), source=source)

    assert statement_counts([source.pk]) == {source.pk: {"organisation": 1}}
    assert resting_on("organisation", source).count() == 1


def test_what_stands_behind_nothing_public_is_not_public(client):
    unused, behind_hidden, behind_removed = (make_source(title=f"Hidden {n}") for n in range(3))
    network = make_partnership(title="INSAFE")
    make_membership(partnership=network, source=behind_hidden, standing=Standing.DECLINED)
    removed = make_organisation(source=behind_removed)
    publishing.remove(removed, by=None, reason="Asked")

    for source in (unused, behind_hidden, behind_removed):
        assert client.get(source.get_absolute_url()).status_code == 404
        assert source not in public_sources()
    assert "Hidden" not in text(client.get("/sources/"))
    assert "Hidden" not in text(client.get("/search/?q=hidden"))


def test_statements_of_those_who_do_not_want_to_be_named_are_neither_shown_nor_counted(client):
    network = make_partnership(title="INSAFE")
    body = make_organisation(name="Secret body")
    make_membership(partnership=network, organisation=body, standing=Standing.DECLINED)

    page = text(client.get(network.source.get_absolute_url()))

    assert "Partnerships: 1" in page
    assert "Memberships" not in page
    assert "Secret" not in page


def test_a_sample_rests_on_nothing(client):
    source = make_source()
    make_partnership(source=source, is_sample=True)

    assert source not in public_sources()


def test_long_lists_stand_on_pages_of_their_own(client, monkeypatch):
    monkeypatch.setattr(sources, "PAGE_SIZE", 12)
    source = make_source()
    for number in range(15):
        make_organisation(name=f"Body {number:02}", source=source)

    first = text(client.get(source.get_absolute_url()))
    assert first.count("<bdi>Body") == 10
    assert "Organisations: all 15" in first
    second = text(client.get(f"{source.get_absolute_url()}?kind=organisation&page=2"))
    assert [f"Body {number:02}" in second for number in (11, 12, 14)] == [False, True, True]
    assert "Organisations: all 15" in text(client.get(f"{source.get_absolute_url()}?kind=nonsense"))


@pytest.mark.parametrize("page", ["0", "two", "9" * 40, "%00"])
def test_any_page_number_gives_a_page(source, client, page):
    assert client.get(f"{source.get_absolute_url()}?kind=organisation&page={page}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"published": "2005-12-15"}, "15 December 2005"),
        ({"published": "2012-12", "date_note": "date follows from the text"}, "date follows from the text"),
        ({"date_note": "about 2017"}, "about 2017"),
        ({"date_note": "undated"}, "undated"),
        ({}, "undated"),
    ],
)
def test_a_source_says_of_when_it_is(client, fields, words):
    source = make_source(**fields)
    make_organisation(source=source)

    assert words in text(client.get(source.get_absolute_url()))
    assert words in text(client.get("/sources/"))


def test_what_is_stated_of_samples_rests_on_no_source(client):
    source = make_source()
    sample, body = make_organisation(name="Made up", is_sample=True), make_organisation()
    network, event = make_partnership(title="Made up, too", is_sample=True, source=None), make_event()
    Participation.objects.create(event=event, organisation=sample, role="host", source=source)
    Succession.objects.create(before_organisation=sample, after_organisation=body, source=source)
    Contribution.objects.create(
        partnership=network, giver_country_id="GB", amount="1", currency="GBP", source=source
    )

    assert not public_sources().filter(pk=source.pk).exists()
    assert statement_counts([source.pk]) == {source.pk: {}}
    assert "Made up" not in text(client.get(event.get_absolute_url()))
    assert "1 known by name" not in text(client.get("/events/"))

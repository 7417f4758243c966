"""The pages of one commitment and of one resource, and of all topics."""

import pytest

from directory.models import Country, Topic
from directory.records import publishing
from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_a_commitment_shows_all_that_its_source_says(client):
    event = make_event(title="London summit")
    commitment = make_commitment(
        kind="offer",
        text="Send trainers",
        owners=[
            make_organisation(name="Home Office"),
            make_partnership(title="VGT"),
            Country.objects.get(pk="FR"),
        ],
        partners=[make_organisation(name="Childnet"), Country.objects.get(pk="DE")],
        due="2014-12",
        due_basis="follows",
        condition="if money is found",
        counted="more than 30",
        made_on="2012-12-05",
        event=event,
        topic_id="training",
        source=make_source(title="A weblog"),
    )

    page = text(client.get(commitment.get_absolute_url()))

    for words in ("Offer", "Home Office", "VGT", "France", "Childnet", "Germany", "December 2014"):
        assert words in page
    for words in ("follows from the source", "if money is found", "more than 30", "5 December 2012"):
        assert words in page
    for words in ("London summit", "Training for professionals", "A weblog", "undated"):
        assert words in page


@pytest.mark.parametrize(
    ("basis", "words"),
    [("suggested", "suggested by the source"), ("follows", "follows from the source"), ("stated", "")],
)
def test_how_an_owner_is_known_is_said_where_no_source_states_it(client, basis, words):
    commitment = make_commitment(owners=[make_organisation()], owner_basis=basis)

    page = text(client.get(commitment.get_absolute_url()))

    assert words in page
    assert ("by the source" in page or "from the source" in page) is bool(words)


def test_silence_is_said_to_say_nothing(client):
    silent, reported = make_commitment(), make_commitment()
    reported.reports.create(reported="2007-03", progress="done", text="The manual is out.")

    assert "nobody was asked yet" in text(client.get(silent.get_absolute_url()))
    assert "Nobody is named" in text(client.get(silent.get_absolute_url()))
    page = text(client.get(reported.get_absolute_url()))
    assert "March 2007: Done" in page
    assert "The manual is out." in page
    assert "nobody was asked" not in page


def test_whoever_was_removed_owns_nothing(client):
    owner = make_organisation(name="Secret body")
    commitment = make_commitment(owners=[owner], partners=[owner])
    publishing.remove(owner, by=None, reason="Asked")

    page = text(client.get(commitment.get_absolute_url()))

    assert "Secret" not in page
    assert "Nobody is named" in page


@pytest.mark.parametrize("query", ["country=FR", "kind=offer"])
def test_commitments_are_narrowed_by_the_country_that_promised_and_by_kind(client, query):
    make_commitment(text="Theirs", kind="offer", owners=[Country.objects.get(pk="FR")])
    make_commitment(text="Of others", owners=[Country.objects.get(pk="DE")])

    page = text(client.get(f"/commitments/?{query}"))

    assert "Theirs" in page
    assert "Of others" not in page


def test_a_resource_shows_all_that_its_source_says(client):
    network = make_partnership(title="INSAFE")
    resource = make_resource(
        title="A manual",
        description="What to do first.",
        audience=["educators", "parents"],
        year="2007",
        publisher=make_organisation(name="Childnet"),
        publisher_partnership=network,
        url="https://example.org/manual",
        source=make_source(title="A page", published="2008"),
    )
    resource.topics.set(["training"])

    for page in (
        text(client.get(resource.get_absolute_url())),
        text(client.get("/resources/?audience=parents")),
    ):
        for words in (
            "What to do first.",
            "Educators",
            "Parents",
            "Childnet",
            "INSAFE",
            "https://example.org/manual",
        ):
            assert words in page
    assert "A manual" not in text(client.get("/resources/?audience=children"))
    publishing.remove(network, by=None, reason="Asked")
    assert "INSAFE" not in text(client.get(resource.get_absolute_url()))


def test_the_topics_are_listed_with_what_is_known_of_each(client):
    make_partnership(topics=["training"])
    make_resource().topics.set(["training"])
    for _number in range(2):
        make_commitment(topic_id="training")

    page = text(client.get("/topics/"))

    row = page[page.index("/topics/training/") :].split("</tr>")[0]
    assert "2 commitments, 1 resource<" in row
    assert '<td class="number">1</td>' in row
    for topic in Topic.objects.all():
        assert f"/topics/{topic.slug}/" in page

"""Which partnerships stand beside one as related: by members, topics and countries, what is rare counting for more."""

import pytest

from directory.browse.related import RELATED_SHOWN, related_partnerships
from directory.finding import facets
from directory.models import Partnership
from tests.support.factories import make_organisation, make_partnership
from tests.support.reading import words as words_of_page

pytestmark = pytest.mark.django_db


def related(partnership: Partnership) -> list[tuple[str, list[str]]]:
    """The titles and the reasons."""
    members = [membership.organisation for membership in partnership.memberships.current()]
    shown = related_partnerships(partnership, members, facets.values(facets.data_version()))
    return [(one["partnership"].title, one["reasons"]) for one in shown]


def test_what_shares_members_topics_and_countries_comes_before_what_shares_fewer():
    organisations = [make_organisation(country_id="PL"), make_organisation(country_id="PL")]
    partnership = make_partnership(members=organisations, topics=["training"], countries=["BR"])
    make_partnership(title="All", members=organisations, topics=["training"], countries=["BR"])
    make_partnership(title="Members", members=organisations)
    make_partnership(title="Topic and country", topics=["training"], countries=["BR"])
    make_partnership(title="Nothing", topics=["investigation"], countries=["FR"])

    shown = related(partnership)

    assert shown[0][0] == "All"
    assert {title for title, _reasons in shown} == {"All", "Members", "Topic and country"}
    assert shown[0][1] == [
        "Shares 2 members",
        "Same topic: Training for professionals",
        "Same countries: Brazil, Poland",
    ]


def test_a_partnership_of_one_member_has_some_by_its_topic_and_country():
    partnership = make_partnership(members=[make_organisation(country_id="PL")], topics=["training"])
    make_partnership(title="Near", topics=["training"], countries=["PL"])

    ((title, reasons),) = related(partnership)

    assert title == "Near"
    assert reasons == ["Same topic: Training for professionals", "Same country: Poland"]


def test_a_rare_topic_counts_for_more_than_a_usual_country():
    partnership = make_partnership(topics=["training"], countries=["GB"])
    for _number in range(RELATED_SHOWN + 3):
        make_partnership(title="Usual", countries=["GB"])
    make_partnership(title="Rare", topics=["training"])

    assert related(partnership)[0][0] == "Rare"


def test_a_rare_member_counts_for_more_than_one_that_is_in_everything():
    hub, rare = make_organisation(country_id=None), make_organisation(country_id=None)
    partnership = make_partnership(members=[hub, rare])
    for _number in range(RELATED_SHOWN + 3):
        make_partnership(title="Of the hub", members=[hub])
    make_partnership(title="Of the rare", members=[rare])

    assert related(partnership)[0][0] == "Of the rare"


def test_neither_what_was_removed_nor_samples_stand_beside_a_record(django_assert_num_queries):
    organisation = make_organisation(country_id="PL")
    partnership = make_partnership(members=[organisation], topics=["training"])
    make_partnership(title="Sample", members=[organisation], topics=["training"], is_sample=True)
    removed = make_partnership(title="Removed", members=[organisation], topics=["training"])
    Partnership.objects.filter(pk=removed.pk).update(removed_at="2024-01-01T00:00Z")

    assert related(partnership) == []


def test_samples_stand_beside_a_sample_of_the_same_members():
    organisation = make_organisation(is_sample=True)
    partnership = make_partnership(members=[organisation], is_sample=True)
    make_partnership(title="Sample", members=[organisation], is_sample=True)

    assert related(partnership) == [("Sample", ["Shares 1 member"])]


def test_the_page_says_why(client):
    partnership = make_partnership(topics=["training"], countries=["GB", "PL"])
    make_partnership(title="Near", topics=["training"], countries=["GB", "PL"])

    words = words_of_page(client, partnership.get_absolute_url())

    assert "Near Same topic: Training for professionals · Same countries: Poland, United Kingdom" in words

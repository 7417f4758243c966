"""Of records that have the words of a search, those stand first that people mean."""

import re

import pytest

from directory.finding import ranking, search
from directory.finding.ladder import heaviest
from directory.models import Membership, Role, Standing
from directory.models.text_search import MOST_WORDS, Words
from tests.support.factories import make_membership, make_organisation, make_partnership, make_source
from tests.support.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(typed: str) -> list[int]:
    return search.find(search.Search(typed), sort=ranking.BY_RELEVANCE, offset=0).ids


def test_words_of_several_members_stand_after_what_means_the_same():
    named = make_partnership(
        title="Network for missing children", summary="It has a long text of many further words."
    )
    make_partnership(
        title="Alliance",
        members=[make_organisation(name="Missing People"), make_organisation(name="Kids Alliance")],
    )

    assert found("missing kids")[0] == named.pk


def test_a_country_of_its_own_stands_before_that_of_a_part():
    part = make_partnership(
        title="An alliance of many police forces of the world",
        summary="A long text of words. " * 9,
        countries=["CH"],
    )
    whole = make_partnership(title="Manual")
    Membership.objects.create(
        partnership=whole,
        member_partnership=part,
        role=Role.MEMBER,
        standing=Standing.NAMED,
        source=whole.source,
    )

    assert found("Suisse") == [part.pk, whole.pk]


def test_a_member_is_found_by_its_name_in_another_language():
    convention = make_partnership(title="A treaty", members=[make_organisation(name="Council of Europe")])
    make_partnership(
        title="A centre",
        summary="In Europe.",
        members=[make_organisation(name="Conseil supérieur de l'éducation")],
    )

    assert found("Conseil de l'Europe")[0] == convention.pk


def test_a_long_name_within_a_question_is_meant():
    named = make_partnership(title="Safer Social Networking Principles for the EU")
    make_partnership(
        title="Coalition", summary="Companies that signed for a safer social life, networking and principles."
    )

    assert found("Which companies signed the safer social networking principles?")[0] == named.pk


@pytest.mark.parametrize("typed", ["crime center", "crime centre"])
def test_american_and_british_spelling_find_each_other(typed):
    partnerships = {make_partnership(title="Crime Center").pk, make_partnership(title="Crime Centre").pk}

    assert set(found(typed)) == partnerships


def test_a_source_about_a_name_stands_after_who_bears_it(client):
    partnership = make_partnership(title="Network of helplines", summary="It looks after the number 116 111.")
    make_membership(partnership=partnership, source=make_source(title="Fifteen years of 116 111"))

    page = text(client.get("/search/?q=116+111"))

    first = re.search(r'<h3[^>]*>\s*<a href="/(\w+)/', page)
    assert first
    assert first[1] == "partnerships"


def test_of_a_long_text_what_names_something_is_searched():
    centre = make_partnership(title="Safer Internet Centre", countries=["AT"], topics=["public-awareness"])
    typed = (
        "Good morning, I am writing on behalf of a school in a small town near Vienna, where some parents have asked us whether "
        "there is any centre that could come and explain how to be safe on the internet, thank you very much"
    )

    words = heaviest(Words.of(typed))

    assert "vienna" in words.wanted.split()
    assert len(words.wanted.split()) <= MOST_WORDS
    assert "writing" not in words.wanted.split()
    assert found(words.wanted) == [centre.pk]


@pytest.mark.parametrize(
    "typed",
    [
        "partnerships begun in 2022",
        "founded 2022",
        "networks since 2022",
        "partenariats créés en 2022",
        "alianzas fundadas en el año 2022",
        "شراكة تأسست في عام 2022",
    ],
)
def test_who_asks_what_began_in_a_year_finds_what_began_then(client, typed):
    begun = make_partnership(title="Harbour", kind="network", started="2022-04")
    make_partnership(
        title="Lighthouse", kind="network", summary="Active in 2022.", started="2019", ended="2022"
    )

    assert found(typed) == [begun.pk]
    assert "By its first year “2022”" in text(client.get("/partnerships/", {"q": typed}))


def test_who_asks_what_ended_in_a_year_finds_what_ended_then():
    make_partnership(title="Harbour", started="2022-04")
    ended = make_partnership(title="Lighthouse", started="2019", status="ended", ended="2022-01-31")

    assert found("partnerships that ended in 2022") == [ended.pk]


def test_a_text_may_say_in_which_year_something_began():
    saying = make_partnership(title="Harbour", summary="A network, begun in 2022 by three ports.")
    dated = make_partnership(title="Lighthouse", started="2022")
    make_partnership(title="Pier", summary="Begun long ago, it was renewed in 2022.")

    assert set(found("begun in 2022")) == {saying.pk, dated.pk}


def test_where_nothing_began_in_a_year_the_words_are_looked_for():
    saying = make_partnership(title="Harbour", summary="Founded by ports, it grew in 1987.")

    assert found("founded in 1987") == [saying.pk]

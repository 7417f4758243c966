"""What is suggested while somebody types: whose names it may be, which comes first, and what is never named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from directory.finding import suggestions
from directory.finding.suggestions import MOST_SHOWN, WITH_PAGES, SuggestedKind
from directory.models import Topic
from tests.support.factories import make_membership, make_organisation, make_partnership

pytestmark = pytest.mark.django_db
ORGANISATION, PARTNERSHIP, COUNTRY, TOPIC = WITH_PAGES


def suggested(typed: str, *kinds: SuggestedKind) -> list[suggestions.Suggestion]:
    return suggestions.suggestions(typed, kinds=kinds or WITH_PAGES)


def names(typed: str, *kinds: SuggestedKind) -> list[str]:
    return [suggestion.name for suggestion in suggested(typed, *kinds)]


@pytest.mark.parametrize(
    "typed",
    ["Missing", "missing ch", "EUROPE", "Europé", "childr", "europe missing", "MCE", "Enfants disp", "mei"],
)
def test_an_organisation_is_found_by_the_beginning_of_any_word_of_any_of_its_names(typed):
    make_organisation(
        name="Missing Children Europe", acronym="MEI", also=["Enfants disparus"], formerly=["Childfocus Net"]
    )
    make_organisation(name="Somebody else")

    assert names(typed, ORGANISATION) == ["Missing Children Europe"]


def test_a_word_is_not_found_by_its_middle():
    make_organisation(name="Missing Children Europe")

    assert names("issing", ORGANISATION) == []


@pytest.mark.parametrize("typed", ["الامان", "أمان", "هيئة"])
def test_arabic_letters_are_folded_and_the_article_may_be_left_out(typed):
    make_organisation(name="هيئة الأمان")

    assert names(typed, ORGANISATION) == ["هيئة الأمان"]


@pytest.mark.parametrize("typed", ["koelner j", "kölner", "Kolner", "jugendaemter"])
def test_umlauts_may_be_spelled_out(typed):
    make_organisation(name="Kölner Jugendämter")

    assert names(typed, ORGANISATION) == ["Kölner Jugendämter"]


def test_the_name_that_matched_is_told_where_it_is_not_the_one_that_is_shown():
    make_organisation(name="Child Focus", also=["Vermiste kinderen"], formerly=["European Centre"])
    make_partnership(title="Financial Coalition", formerly=["Coalition against Payments"])

    assert [each.matched for each in suggested("vermiste")] == ["Vermiste kinderen"]
    assert [each.matched for each in suggested("european c")] == ["European Centre"]
    assert [each.matched for each in suggested("child f", ORGANISATION)] == [""]
    assert [each.matched for each in suggested("coalition ag")] == ["Coalition against Payments"]


def test_whole_names_come_first_then_acronyms_then_beginnings_then_later_words():
    make_organisation(name="National Police Board")
    make_organisation(name="Policy Centre")
    make_organisation(name="Quite Another", acronym="POLI")
    make_organisation(name="Pol")

    assert names("pol", ORGANISATION) == ["Pol", "Quite Another", "Policy Centre", "National Police Board"]


def test_of_names_that_begin_alike_the_one_with_more_ties_comes_first():
    make_organisation(name="Helpline A")
    busy = make_organisation(name="Helpline B")
    for _number in range(3):
        make_partnership(members=[busy])

    assert names("helpline", ORGANISATION) == ["Helpline B", "Helpline A"]


def test_a_tie_that_ends_counts_no_more():
    first = make_organisation(name="Helpline A")
    busy = make_organisation(name="Helpline B")
    for _number in range(2):
        make_partnership(members=[busy])
    make_partnership(members=[first])

    busy.memberships.update(left="2006")

    assert names("helpline", ORGANISATION) == ["Helpline A", "Helpline B"]


@pytest.mark.parametrize("make", [make_organisation, make_partnership])
@pytest.mark.parametrize(
    "hidden", [{"removed_at": timezone.now()}, {"is_sample": True}], ids=["removed", "sample"]
)
def test_what_nobody_may_see_is_never_named(make, hidden):
    make(slug="secret", acronym="SEC", **hidden)
    named = make(slug="seen", acronym="SEE")
    type(named).objects.filter(slug="secret").update(
        **{"name" if make is make_organisation else "title": "Secret Circle"}
    )

    assert [each.key for each in suggested("se", ORGANISATION, PARTNERSHIP)] == ["seen"]
    assert suggested("secret") == suggested("circle") == []


def test_what_is_hidden_later_is_named_no_more_and_what_is_shown_again_is():
    organisation = make_organisation(name="Bluebell Trust")
    organisations = type(organisation).objects.filter(pk=organisation.pk)

    organisations.update(removed_at=timezone.now())
    assert suggested("bluebell") == []
    organisations.update(removed_at=None)
    assert names("bluebell") == ["Bluebell Trust"]


def test_a_declined_member_is_suggested_like_any_other_and_its_membership_lifts_nobody():
    quiet, other = make_organisation(name="Harbour B"), make_organisation(name="Harbour A")
    for _number in range(3):
        make_membership(partnership=make_partnership(), organisation=quiet, standing="declined")

    assert names("harbour") == [other.name, quiet.name]


def test_countries_and_topics_are_suggested_in_the_readers_language():
    assert names("germ", COUNTRY) == ["Germany"]
    with translation.override("fr"):
        assert names("alle", COUNTRY) == ["Allemagne"]
    assert [each.url for each in suggested("germ", COUNTRY)] == ["/countries/de/"]
    assert suggested("investig", TOPIC)[0].url == "/topics/investigation/"


def test_a_country_is_found_by_its_code_and_by_other_names():
    assert names("GB", COUNTRY) == ["United Kingdom"]
    assert [(each.name, each.matched) for each in suggested("allema", COUNTRY)] == [("Germany", "Allemagne")]


def test_a_former_term_finds_a_topic_and_is_not_shown():
    Topic.objects.filter(slug="investigation").update(former_terms="bad old words; worse words")

    topic, *_further = suggested("bad old", TOPIC)

    assert (topic.key, topic.matched) == ("investigation", "")


def test_few_of_a_vocabulary_leave_room_for_organisations():
    make_organisation(name="United Helpers")

    kinds = [each.kind for each in suggested("united")]

    assert ORGANISATION in kinds
    assert kinds.count(COUNTRY) <= suggestions.MOST_OF_A_VOCABULARY


def test_there_are_few_however_many_there_are():
    for number in range(MOST_SHOWN + 5):
        make_organisation(name=f"Hotline {number}")

    assert len(suggested("hotl")) == MOST_SHOWN


@pytest.mark.parametrize("typed", ["", "a", "-", "%%", "__", "'\"", "\\", " ", "x" * 5000, "word " * 40, "ا"])
def test_whatever_is_typed_is_answered(typed):
    make_organisation(name="Ordinary")

    assert suggested(typed) == []


def test_two_queries_answer_once_the_vocabularies_are_in_memory():
    make_organisation(name="Ordinary", also=["Usual"])
    suggested("ordin")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        suggested("usual")

    assert len(queries) == 2

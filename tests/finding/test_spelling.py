"""Spelling corrects only what finds more: never a word that exists, and words are learnt in the transaction that wrote them."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from directory.finding import ladder, ranking, search
from directory.finding.spelling import corrected_words, learn_words, letters_between, likelier_words
from directory.models import Partnership
from tests.support.factories import make_event, make_organisation, make_partnership

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(typed: str) -> list[int]:
    return ladder.first_answer(search.Search(typed), sort=ranking.BY_RELEVANCE, offset=0)[1].ids


def is_learnt(word: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM vocabulary WHERE word = %s)", [word])
        return cursor.fetchone()[0]


@pytest.fixture
def directory():
    make_organisation(name="Police Squad of Best Met")
    make_partnership(
        title="Virtual Global Taskforce",
        summary="It works with INTERPOL and Microsoft against blocking of the exploitation of children.",
        countries=["PL"],
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sqaud", "squad"),
        ("gloabl", "global"),
        ("poalnd", "poland"),
        ("polnad", "poland"),
        ("intrepol", "interpol"),
        ("mircosoft", "microsoft"),
        ("virtaul gloabl taskforce", "virtual global taskforce"),
        ("exploitaiton", "exploitation"),
        ("taksforce", "taskforce"),
        ("trianing", "training"),
        ("germnay", "germany"),
        ("deutshland", "deutschland"),
        ("الشرطه", None),
    ],
)
def test_slips_are_mended(directory, typed, meant):
    assert corrected_words(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "polish",  # not police: a word for Poland
        "banking",  # not blocking
        "Meta",  # not met
        "belfast",  # not best
        "polices",  # its stem is known
        "virtualglobal",  # two words written as one
        "vgt",
        "is of an",
        "xq zz",
        "2006",
        "",
        "🙂",
        "qqqqqqqqq",
        "والشرطة",
    ],
)
def test_what_exists_or_is_too_far_or_too_short_stays(directory, typed):
    make_event(title="Belfast conference")

    assert corrected_words(typed) is None


def test_a_correction_has_the_first_letter_and_at_least_four_letters(directory):
    make_partnership(title="Cat and Bark")

    assert corrected_words("catt") is None  # "cat" is too short
    assert corrected_words("dark") is None


def test_short_words_have_one_letter_wrong_and_longer_ones_two():
    make_partnership(title="House Enforcement Task")

    assert corrected_words("taks") == "task"
    assert corrected_words("tusk") is None
    assert corrected_words("huose") == "house"
    assert corrected_words("huos") is None
    assert corrected_words("hoase") == "house"
    assert corrected_words("hoass") is None
    assert corrected_words("enfarcament") == "enforcement"
    assert corrected_words("enfarcamant") is None


def test_of_words_equally_near_the_one_is_meant_that_more_records_have():
    make_partnership(title="Cable")
    for number in range(3):
        make_partnership(title=f"Caple {number}")
    learn_words()

    assert corrected_words("cadle") == "caple"


def test_a_search_is_corrected_only_where_it_finds_nothing_and_the_correction_finds_something():
    interpol = make_partnership(title="Interpol network")
    intrepol = make_partnership(title="Intrepol")
    make_organisation(name="Unseen Organisation")

    assert found("intrepol") == [intrepol.pk]
    assert found("interpoll network") == [interpol.pk]
    assert found("unseeen") == []


@pytest.mark.parametrize("typed", ["pension reform", "carte grise", "solar panels"])
def test_what_differs_much_is_no_slip_where_another_word_is_missing(typed):
    for _number in range(5):
        make_partnership(title="Reports of care on pages")
    learn_words()

    assert found(typed) == []


@pytest.mark.parametrize("typed", ["zeppelin intrepol", "zeppelin gloabl", "zeppelin poalnd"])
def test_a_sure_slip_is_mended_where_another_word_is_missing(directory, typed):
    assert len(found(typed)) == 1


def test_mail_is_no_slip_of_a_country():
    make_partnership(title="Hotline", countries=["ML"])

    assert corrected_words("e-mail hotline") is None


def test_a_word_is_known_in_the_transaction_that_wrote_it_and_forgotten_in_the_night():
    partnership = make_partnership(title="Zanzibarian network")

    assert is_learnt("zanzibarian")
    Partnership.objects.filter(pk=partnership.pk).update(title="Another network")
    assert is_learnt("zanzibarian")
    assert is_learnt("another")
    learn_words()
    assert not is_learnt("zanzibarian")
    assert is_learnt("another")


def test_corrections_are_to_words_that_somebody_wrote_and_not_to_those_made_of_them():
    make_partnership(title="Virtual Global Network")

    assert is_learnt("virtual")
    assert not is_learnt("virtualglobal")
    assert not is_learnt("vgn")


def test_beside_results_a_likelier_word_is_offered_for_what_hardly_a_record_has():
    for number in range(10):
        make_partnership(title=f"Coalition {number}")
    make_partnership(title="Coaliton")
    learn_words()

    assert corrected_words("coaliton") is None
    assert likelier_words("coaliton") == likelier_words("coalitino") == "coalition"
    assert likelier_words("coalition") is likelier_words("coalit") is None


def test_another_form_of_a_word_is_not_offered_in_its_place():
    for number in range(10):
        make_partnership(title=f"Abuse {number}")
    make_partnership(title="Abused")
    learn_words()

    assert likelier_words("abused") is None


@pytest.mark.parametrize(
    ("word", "other", "letters"),
    [
        ("", "", 0),
        ("ab", "ba", 1),
        ("gloabl", "global", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
    ],
)
def test_neighbours_in_the_wrong_order_count_once(word, other, letters):
    assert letters_between(word, other) == letters


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_the_distance_is_the_same_in_both_directions(word, other):
    assert letters_between(word, other) == letters_between(other, word)
    assert (letters_between(word, other) == 0) == (word == other)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60))
def test_no_text_breaks_it(text):
    corrected_words(text)
    likelier_words(text)


def test_with_two_letters_wrong_a_short_word_is_taken_for_another_one():
    make_partnership(title="Staten Island forum", summary="About Cliath.")

    assert corrected_words("stolen climate") is None
    assert likelier_words("stolen climate") is None

"""What people type, and what they find."""

import pytest

from directory.finding import ladder, ranking, search, walking
from directory.models.text_search import Words
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)

pytestmark = pytest.mark.django_db


def found(typed: str, *, sort: str = ranking.BY_RELEVANCE) -> list[int]:
    _rung, matches = ladder.first_answer(search.Search.of(Words.of(typed)), sort=sort, offset=0)
    assert len(matches.ids) == min(matches.counts.total, search.PAGE_SIZE)
    return matches.ids


@pytest.fixture
def vgt():
    return make_partnership(title="Virtual Global Taskforce", acronym="VGT")


@pytest.mark.parametrize(
    "typed",
    [
        "VGT",
        "vgt",
        "V.G.T.",
        "Virtual Global Taskforce",
        "Virtual Global Task Force",
        "virtualglobaltaskforce",
        "virtualglobaltask",
        "virtual glo",
        "taskforce global",
        '"global taskforce"',
        "ＶＧＴ",
        "Vírtüal Glôbal",
    ],
)
def test_a_partnership_is_found_first_however_its_name_is_typed(vgt, typed):
    make_partnership(title="Links to the VGT", summary="Virtual Global Taskforce and others.")

    assert found(typed)[0] == vgt.pk


def test_a_name_is_found_by_initials_that_nobody_entered():
    partnership = make_partnership(title="European Financial Coalition")

    assert found("efc") == [partnership.pk]


def test_words_written_apart_find_the_word_and_the_word_finds_them():
    apart = make_partnership(title="Home Task Force")
    together = make_partnership(title="Home Taskforce")

    assert set(found("task force")) == {apart.pk, together.pk}
    assert set(found("taskforce")) == {apart.pk, together.pk}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Straße der Kinder", "STRASSE"),
        ("Strasse der Kinder", "straße"),
        ("İstanbul Ağı", "istanbul agi"),
        ("Réseau Éducation", "reseau education"),
        ("ﬁnance group", "finance"),
        ("شبكة الحماية", "الحماية"),
        ("شَبَكَة", "شبكة"),
        ("Мережа захисту", "мережа"),
        ("Children's Coalition", "children's coalition"),
        ("50% safer", "50%"),
        ("O'Neil_network", "oneil"),
    ],
)
def test_case_accents_and_scripts_are_folded(name, typed):
    partnership = make_partnership(title=name)

    assert found(typed) == [partnership.pk]


def test_spelling_is_not_corrected_where_a_filter_is_the_reason():
    make_partnership(title="Interpol network")
    make_partnership(title="Intrepid", countries=["PL"])
    asked = search.Search("intrepid", chosen={"country": (1276,)})

    rung, _matches = ladder.first_answer(asked, sort=ranking.BY_RELEVANCE, offset=0)

    assert rung.words == asked.typed


def test_a_partnership_is_found_by_former_and_other_names_of_itself_and_its_members():
    member = make_organisation(name="National Crime Agency", formerly=["Serious Organised Crime Agency"])
    partnership = make_partnership(members=[member], formerly=["Old Alliance"])

    assert found("serious organised") == [partnership.pk]
    assert found("old alliance") == [partnership.pk]


def test_an_old_term_finds_what_is_about_the_topic_of_today():
    partnership = make_partnership(topics=["content-access"])
    make_partnership(topics=["training"])

    assert found("child pornography") == [partnership.pk]


def test_a_partnership_is_found_by_what_its_sectors_are_called():
    partnership = make_partnership(members=[make_organisation(sector_id="law_enforcement")])
    make_partnership(sectors=["academia"])

    assert found("police") == found("gendarmerie") == [partnership.pk]


def test_a_partnership_is_found_by_the_name_of_its_country_in_any_language():
    partnership = make_partnership(members=[make_organisation(country_id="PL")])
    make_partnership(countries=["FR"])

    assert found("Poland") == found("Pologne") == found("بولندا") == [partnership.pk]


def test_a_name_beats_a_summary_and_own_words_beat_the_name_of_a_member():
    summary = make_partnership(summary="It mentions childnet.")
    member = make_partnership(members=[make_organisation(name="Childnet International")])
    title = make_partnership(title="Childnet programme")
    make_membership(partnership=make_partnership(title="Nothing"), organisation=make_organisation())

    assert found("childnet") == [title.pk, summary.pk, member.pk]


def test_an_old_exact_name_is_first_among_hundreds_with_the_same_word(django_db_setup):
    exact = make_partnership(title="Network")
    for number in range(ranking.RANKED + 5):
        make_partnership(title=f"Network {number} of many")

    assert found("network")[0] == exact.pk


def test_phrases_and_unwanted_words():
    both = make_partnership(title="Safer internet forum")
    other_order = make_partnership(title="Internet forum for safer children")

    assert found('"safer internet"') == [both.pk]
    assert found("forum -children") == [both.pk]
    assert set(found("internet forum")) == {both.pk, other_order.pk}
    assert found('forum -"safer internet"') == [other_order.pk]
    assert found('"safer internet') == found("safer internet")


@pytest.mark.parametrize(
    "typed", ["'", '"', "-", "&|!():*", "\\", "%", "_", "<->", "🙂", "--- ''' \"\"", "ʼ ʻ"]
)
def test_signs_alone_find_nothing_and_break_nothing(vgt, typed):
    assert found(typed) == []


def test_what_other_searches_want_between_words_is_no_word_here():
    partnership = make_partnership(title="Police hotline")

    assert found("police OR hotline") == found("police AND hotline") == [partnership.pk]


def test_members_that_are_not_shown_do_not_find_a_partnership():
    partnership = make_partnership()
    hidden = make_organisation(name="Unnamed Body")
    make_membership(partnership=partnership, organisation=hidden, source=None)

    assert found("unnamed body") == []


def test_results_can_be_sorted():
    second, first = make_shown_partnership(title="Same B"), make_shown_partnership(title="Same Á")

    assert found("same", sort=walking.NEWEST) == [first.pk, second.pk]
    assert found("same", sort=walking.BY_NAME) == [first.pk, second.pk]

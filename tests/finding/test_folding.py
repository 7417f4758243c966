"""Words are compared without what people leave out or write otherwise, in every script; Python folds as PostgreSQL does."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from directory.finding import ladder, ranking, search
from directory.models import Organisation
from directory.models.text_search import Words, folded
from tests.support.factories import make_organisation, make_partnership

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# The scripts that people of the field write in, and then any letter or sign at all
SCRIPTS = st.one_of(
    st.characters(max_codepoint=0x24F, exclude_characters="\0"),
    st.characters(min_codepoint=0x370, max_codepoint=0x6FF),
    st.characters(min_codepoint=0x1E00, max_codepoint=0x20FF),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from(" .&'’-ABCabcßæŒİıΣςÄöÅأإآٱىیةؤءـ٣۳ﬁ½"),
)
DATABASE = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def in_database(function: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({', '.join(['%s'] * len(arguments))})", arguments)
        return cursor.fetchone()[0]


@DATABASE
@given(st.text(SCRIPTS, max_size=40))
@example("I.W.F. & U.N. (U.K.)")
@example("Ὀδυσσεύς ΣΊΣΥΦΟΣ")
@example("L’Enfant-Bleu_2 ŀ ŉ")
def test_python_folds_any_text_as_the_database_does(text):
    assert folded(text) == in_database("public.fold", text)


@DATABASE
@given(st.text(SCRIPTS, max_size=40))
def test_what_is_folded_stays_as_it_is_when_it_is_folded_again(text):
    assert folded(folded(text)) == folded(text)


@DATABASE
@given(st.text(SCRIPTS, max_size=30))
@example('"')
@example('-"')
@example("و")
@example("ال")
def test_no_words_of_any_script_break_a_search(text):
    ladder.first_answer(search.Search.of(Words.of(text)), sort=ranking.BY_RELEVANCE, offset=0)


@DATABASE
@given(st.text(SCRIPTS, min_size=1, max_size=30))
@example("Köln & Ærø")
@example("للأطفال والشرطة")
def test_a_name_is_found_by_itself_whatever_it_is_written_in(text):
    wanted = Words.of(text)
    if not folded(wanted.wanted) or wanted.phrases or wanted.unwanted:
        return
    matches = in_database("text_query", wanted.wanted, [], [])
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.name_vector(%s) @@ %s::tsquery", [wanted.wanted, matches])
        assert cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I.W.F.", "iwf"),
        ("the U.N. and the U.S.A", "the un and the usa"),
        ("Safety & Security", "safety and security"),
        ("AT&T", "at t"),
        ("version 2.5 of iwf.org.uk", "version 2 5 of iwf org uk"),
        ("l’enfance d'aujourd’hui", "l enfance d aujourd hui"),
        ("Boeing blue", "boeing blue"),
        ("ΣΊΣΥΦΟΣ Οδυσσεύς", "σισυφοσ οδυσσευσ"),
        ("أإآٱ", "اااا"),
        ("مدرسة مستشفى مسؤول", "مدرسه مستشفي مسوول"),
        ("کودک ایرانی", "كودك ايراني"),
        ("١٩٩٦ ۲۰۰۵", "1996 2005"),
        ("שָׁלוֹם", "שלום"),
        ("Азербайджан Ёлка", "азербаиджан елка"),
        ("Azərbaycan İstanbul Łódź Ísland", "azerbaycan istanbul lodz island"),
        ("한국 경찰", "한국 경찰"),
        ("sof\u00adt hy\u200bphen", "soft hyphen"),
        ("🙂 — ✓", ""),
    ],
)
def test_each_script_is_folded(text, plain):
    assert folded(text) == in_database("public.fold", text) == plain


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jugendämter Köln", "jugendaemter koeln"),
        ("Jugendaemter Koeln", "Jugendämter Köln"),
        ("Jugendämter Köln", "jugendamter koln"),
        ("Ålesund Børn", "aalesund boern"),
        ("Müller", '"mueller"'),
        ("الشرطة", "شرطة"),
        ("شرطة", "والشرطة"),
        ("حماية للأطفال", "أطفال"),
        ("الولايات المتحدة", "الولايات المتحده"),
        ("شرطة ووزارة", "وزارة"),
        ("Safety & Security", "safety and security"),
        ("Safety and Security", "safety & security"),
        ("International Women Fund (I.W.F.)", "iwf"),
        ("IWF", "I.W.F."),
        ("protection de l'enfance", "enfance"),
        ("Οδυσσεύς", "ΟΔΥΣΣΕΥΣ"),
        ("“Child” Net", "„child net“"),
    ],
)
def test_a_word_is_found_by_its_other_spellings(name, typed):
    organisation = make_organisation(name=name)
    partnership = make_partnership(title="Other", summary=name)

    assert list(Organisation.objects.matching(Words.of(typed))) == [organisation]
    matches = search.find(search.Search.of(Words.of(typed)), sort=ranking.BY_RELEVANCE, offset=0)
    assert matches.ids == [partnership.pk]


@pytest.mark.parametrize(("name", "typed"), [("Boeing", "Bong"), ("Blue", "Blü"), ("Bong", "boeing")])
def test_letters_that_only_look_like_an_umlaut_spelled_out_stay_as_they_are(name, typed):
    make_organisation(name=f"{name} works")

    assert not Organisation.objects.matching(Words.of(f'"{typed} works"')).exists()

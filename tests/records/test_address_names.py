"""Addresses that are made from names of any language."""

import pytest

from directory.models import Organisation, Partnership
from directory.questionnaire.conversion import records
from directory.records import publishing
from directory.records.addresses import free_slug, slug_from
from tests.support.factories import complete_answers, make_organisation, make_submission


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Siłę", "sile"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ørsted & Ærø", "orsted-aero"),
        ("Đảng Þór ı", "dang-thor-i"),
        ("İstanbul Polisi", "istanbul-polisi"),
        ("L’Enfant Bleu", "lenfant-bleu"),
        ("举报中心", "jubaozhongxin"),
        ("Ελληνική Αστυνομία", "elliniki-astynomia"),
        ("Лига безопасного интернета", "liga-bezopasnogo-interneta"),
        ("المركز الوطني", "lmrkz-lwtny"),
        ("Child_safety (UK)", "child-safety-uk"),
        ("Hope 🕊 ™ €", "hope"),
        ("🕊", ""),
    ],
)
def test_an_address_tells_the_name_in_small_letters(name, slug):
    assert slug_from(name) == slug


@pytest.mark.parametrize(
    ("name", "acronym", "slug"),
    [
        ("举报中心", "CIRC", "circ"),
        ("举报中心", "举报", "jubaozhongxin"),
        ("国际 ECPAT", "EI", "guoji-ecpat"),
        ("Łódź Police", "LP", "lodz-police"),
    ],
)
def test_an_acronym_stands_for_a_name_without_latin_letters(name, acronym, slug):
    assert slug_from(name, acronym=acronym) == slug


def test_a_long_name_in_a_script_with_longer_letters_is_cut():
    assert len(slug_from("щ" * 200)) <= 60


@pytest.mark.django_db
def test_two_names_with_one_transliteration_have_two_addresses():
    make_organisation(slug="lodz")

    assert free_slug(Organisation, "Łódź") == "lodz-2"


@pytest.mark.django_db
def test_a_registered_partnership_and_organisation_have_addresses_that_tell_their_names():
    answers = complete_answers()
    answers["partnership"] |= {"title": "Straße ohne Angst", "acronym": ""}
    answers["new_organisation"] |= {"name": "举报中心", "acronym": "CIRC"}
    submission = make_submission(answers=answers)

    publishing.publish(records(submission), by=None, source="", why="")

    assert Partnership.objects.get().slug == "strasse-ohne-angst"
    assert Organisation.objects.filter(slug="circ").exists()

"""Sentences as people type them into the finder, in four languages, and what each of them says.

They stand in `finder_sentences.csv`: the sentence, and the codes of what is meant by it, whoever or whatever reads it. What
somebody says of themselves ("I am a police officer in Warsaw") is no part of what they look for.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from directory.counterparts.sentence_terms import Terms, terms
from directory.counterparts.sentences import MOST_WORDS, Mended, read
from directory.finding.facets import data_version
from directory.models import Country, Language, Sector, Topic

pytestmark = pytest.mark.django_db

with Path(__file__).with_name("finder_sentences.csv").open(encoding="utf-8", newline="") as file:
    WRITTEN = list(csv.DictReader(file))


def test_there_are_ten_sentences_in_each_language_and_more():
    assert Counter(row["typed_in"] for row in WRITTEN) == {"en": 17, "fr": 15, "es": 15, "ar": 13}
    assert len({row["sentence"] for row in WRITTEN}) == 60


@pytest.mark.parametrize(
    ("slot", "model"),
    [("topics", Topic), ("countries", Country), ("sectors", Sector), ("languages", Language)],
)
def test_what_a_sentence_says_is_in_the_vocabulary(slot, model):
    codes = {code for row in WRITTEN for code in row[slot].split()}

    assert codes <= set(model.objects.values_list("pk", flat=True))


# "Interpol Lyon" means the body in that city, and not the police of the country
NOT_READ = {"identificacion de victimas Interpol Lyon"}


@pytest.fixture
def words() -> Terms:
    return terms(data_version())


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row,
            marks=[pytest.mark.xfail(strict=True)] if row["sentence"] in NOT_READ else [],
            id=row["sentence"],
        )
        for row in WRITTEN
    ],
)
def test_a_sentence_fills_its_slots(words, row):
    reading = read(row["sentence"], words)

    slots = {name: set(getattr(reading, name)) for name in ("topics", "countries", "sectors", "languages")}
    assert slots == {name: set(row[name].split()) for name in slots}
    assert reading.is_urgent == (row["urgent"] == "yes")


@pytest.mark.parametrize(
    ("sentence", "countries", "languages"),
    [
        ("French police", "FR", ""),
        ("police who speak French", "", "fr"),
        ("hotline in France, in Spanish", "FR", "es"),
        ("Spanish and Portuguese police", "ES PT", ""),
        ("payments Brazil Portuguese", "BR", "pt"),
        ("police espagnole et portugaise", "ES PT", ""),
        ("policía francesa, inglés", "FR", "en"),
        ("الشرطة الفرنسية بالإنجليزية", "FR", "en"),
        ("German-speaking bank in Switzerland", "CH", "de"),
        ("hotline in Japan or Vietnam", "JP VN", ""),
        ("Japanese police", "JP", ""),
        ("police in Brazil, in Japanese", "BR", "ja"),
        ("police en Chine", "CN", ""),
    ],
)
def test_a_word_for_a_country_and_a_language_is_told_by_its_neighbours(words, sentence, countries, languages):
    reading = read(sentence, words)

    assert (reading.countries, reading.languages) == (tuple(countries.split()), tuple(languages.split()))


def test_the_name_of_a_country_is_never_read_as_a_language(words):
    beginnings = {
        "name_en": "hotline in {}, and in Kenya",
        "name_fr": "police en {}, et au Kenya",
        "name_es": "policía en {}, y en Kenia",
        "name_ar": "شرطة في {}، وفي كينيا",
    }
    read_as_languages = [
        name
        for names in Country.objects.values(*beginnings)
        for column, name in names.items()
        if "(" not in name and read(beginnings[column].format(name), words).languages
    ]

    assert read_as_languages == []


def test_one_slip_in_a_long_word_is_mended_and_told(words):
    assert read("polcie in Brzail", words).mended == (Mended("polcie", "police"), Mended("Brzail", "Brazil"))


@pytest.mark.parametrize("word", ["Meta", "traite", "polite", "trail", "pairs", "marine", "pension", "spine"])
def test_a_word_of_its_own_is_not_mended(words, word):
    reading = read(word, words)

    assert not reading.mended
    assert reading.unknown == (word,)


def test_codes_count_in_capitals_only(words):
    assert read("police in US and PL", words).countries == ("US", "PL")
    assert read("tell us no more, it is in", words).countries == ()
    assert read("IT crime, ID of a person", words).countries == ()
    assert read("POLICE TELL US NO MORE", words).countries == ()


def test_what_is_not_understood_and_what_is_about_the_asker_is_told(words):
    reading = read("We are a bank in Poland and need a blockchain analyst in Brazil, not urgent", words)

    assert reading.countries == ("BR",)
    assert reading.sectors == ()
    assert reading.about_you == ("bank", "Poland")
    assert reading.unknown == ("blockchain", "analyst")
    assert not reading.is_urgent


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "   ",
        "?!",
        "'",
        "a" * 2000,
        "ال و ب",
        "🙂 " * 30,
        "brazil " * 500,
        "\u0000%()&",
        "日本の警察",
        "...",
    ],
)
def test_nothing_that_is_typed_fails(words, sentence):
    reading = read(sentence, words)

    assert reading.is_cut == (len(sentence.split()) > MOST_WORDS and "brazil" in sentence)


@pytest.mark.parametrize(
    ("sentence", "unwanted", "about_you", "sectors"),
    [
        ("a hotline in Brazil, no police", ("police",), (), ("hotline",)),
        ("ligne de signalement au Brésil sans la police", ("police",), (), ("hotline",)),
        ("línea de denuncia en Brasil, no la policía", ("policía",), (), ("hotline",)),
        ("not urgent, police in Brazil", (), (), ("law_enforcement",)),
        ("urgent or not, the police in Brazil", (), (), ("law_enforcement",)),
        ("our bank needs the police in Brazil", (), ("bank",), ("law_enforcement",)),
        ("notre banque cherche la police au Brésil", (), ("banque",), ("law_enforcement",)),
        ("a bank in Lima is looking for the police in Brazil", (), ("bank", "Lima"), ("law_enforcement",)),
    ],
)
def test_what_somebody_does_not_want_or_has_is_left_out_and_said(
    words, sentence, unwanted, about_you, sectors
):
    reading = read(sentence, words)

    assert (reading.unwanted, reading.about_you, reading.sectors) == (unwanted, about_you, sectors)
    assert reading.countries == ("BR",)


@pytest.mark.parametrize(
    ("sentence", "countries", "about_you"),
    [
        ("report a website hosted in Japan, from New Zealand", "JP", ("New Zealand",)),
        ("a bank in Brazil from the Netherlands and Belgium", "BR", ("Netherlands", "Belgium")),
        ("entreprise aux États-Unis depuis la Belgique", "US", ("Belgique",)),
        ("niña desaparecida en Portugal, escribimos desde España", "PT", ("España",)),
        ("الإبلاغ عن موقع في هولندا من تونس", "NL", ("تونس",)),
        ("police from Kenya", "KE", ()),
        ("somebody from Brazil for a case in Kenya", "BR KE", ()),
        ("police in Kenya and from Uganda", "KE UG", ()),
        ("urgent, from Kenya", "KE", ()),
    ],
)
def test_a_country_from_which_somebody_writes_is_not_the_one_that_is_meant(
    words, sentence, countries, about_you
):
    reading = read(sentence, words)

    assert (reading.countries, reading.about_you) == (tuple(countries.split()), about_you)
    assert "depuis" not in reading.unknown


def test_a_language_that_is_not_spoken_is_not_asked_for(words):
    assert read("police in Brazil, no Portuguese", words).languages == ()

"""Search knows words that mean the same: those that are shipped, and those of the site's own file."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from directory.finding import facets, ranking, search, synonyms
from tests.support.factories import make_organisation, make_partnership

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(typed: str) -> list[int]:
    return search.find(search.Search(typed), sort=ranking.BY_RELEVANCE, offset=0).ids


@pytest.fixture
def own_file(tmp_path, settings):
    settings.SYNONYMS_FILE = tmp_path / "synonyms.csv"

    def write(*lines: str) -> None:
        settings.SYNONYMS_FILE.write_text("\n".join(["words,finds", *lines]), encoding="utf-8")
        call_command("refresh_synonyms", stdout=None)

    return write


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("NGO", "Charity forum"),
        ("non-governmental organisation", "Charity forum"),
        ("sextortion", "Extorsión: chantaje y sextortion"),
        ("kids", "Children first"),
        ("Kinder", "A child online"),
        ("explotación", "Sexual exploitation on the web"),
        ("مكافحة الاستغلال الجنسي", "Sexual exploitation مكافحة"),
        ("abus", "Child abuse on the web"),
        ("gefilterte filtering", "Gefilterte blocklist"),
        ("J.I.T.", "JIT of the north"),
    ],
)
def test_words_of_the_field_find_each_other(typed, title):
    partnership = make_partnership(title=title)
    make_partnership(title="Something else")

    assert found(typed) == [partnership.pk]


@pytest.mark.parametrize(
    ("typed", "company"),
    [
        ("snapchat", "Snap"),
        ("WhatsApp", "Meta"),
        ("youtube", "Google"),
        ("PlayStation", "Sony Interactive Entertainment"),
        ("tinder", "Match Group"),
    ],
)
def test_a_product_finds_the_company_that_makes_it(typed, company):
    partnership = make_partnership(members=[make_organisation(name=company)])
    make_partnership(title="Something else")

    assert found(typed) == [partnership.pk]


def test_a_company_does_not_find_what_only_names_a_product_of_it():
    make_partnership(title="Safe on YouTube")

    assert found("Google") == []


@pytest.mark.parametrize(
    "typed", ["policja", "Polizei", "politie", "полиция", "شرطة", "law enforcement", "cops"]
)
def test_a_synonym_of_a_sector_finds_its_members(typed):
    partnership = make_partnership(members=[make_organisation(sector_id="law_enforcement")])
    make_partnership(sectors=["academia"])

    assert found(typed) == [partnership.pk]


@pytest.mark.parametrize("typed", ["police", "law enforcement"])
def test_a_foreign_word_for_police_is_not_read_as_another_word_of_the_same_stem(typed):
    police = make_partnership(title="A police network")
    make_partnership(title="A network for policies", topics=["legislation"])
    make_partnership(title="A network", countries=["PL"])

    assert found(typed) == [police.pk]


def test_an_old_term_finds_todays_and_is_not_found_by_it():
    today = make_partnership(title="Kids")
    old = make_partnership(title="A child")

    assert set(found("kids")) == {today.pk, old.pk}
    assert found("child") == [old.pk]


def test_the_typed_word_comes_before_its_synonym():
    typed = make_partnership(title="NGO network")
    synonym = make_partnership(title="Charity network")

    assert found("ngo") == [typed.pk, synonym.pk]


def test_a_site_has_its_own(own_file):
    partnership = make_partnership(title="Bundeskriminalamt und andere")
    version = facets.data_version()

    own_file('"BKA;Bundeskriminalamt",')

    assert found("bka") == [partnership.pk]
    assert facets.data_version() == version + 1
    own_file("Other;Word,")
    assert found("bka") == []


def test_nothing_changes_where_the_files_are_as_they_were(own_file):
    own_file("One;Two,")
    version = facets.data_version()

    own_file("One;Two,")

    assert facets.data_version() == version


@pytest.mark.parametrize(
    "lines",
    [
        ["words"],
        ["word,find", "a;b,"],
        ["words,finds", "alone,"],
        ["words,finds", ",finds"],
        ["words,finds", "a,b,c"],
        ["words,finds", f"{'x' * 101},b"],
        ["words,finds", ";".join(map(str, range(61))) + ","],
        ["words,finds", '"a;b'],
        [""],
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_changes_nothing(lines, tmp_path, settings):
    settings.SYNONYMS_FILE = tmp_path / "synonyms.csv"
    settings.SYNONYMS_FILE.write_text("\n".join(lines), encoding="utf-8")
    partnership = make_partnership(title="Charity forum")

    if lines[-1] != '"a;b':  # a quote that is not closed ends with the file
        with pytest.raises(CommandError, match=r"synonyms\.csv"):
            call_command("refresh_synonyms")

    assert found("ngo") == [partnership.pk]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="nowhere"):
        synonyms.store(tmp_path / "nowhere.csv")

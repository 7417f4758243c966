"""What may be listed already is found, with the reason; what only shares a common word is not."""

import pytest

from directory.models import Organisation, Partnership
from directory.records import duplicates
from directory.records.duplicates import TypedRecord
from tests.support.factories import make_organisation, make_partnership

pytestmark = pytest.mark.django_db


def reasons_by_name(model: type, **typed) -> dict[str, tuple[str, ...]]:
    """The names of what is alike, and why."""
    alike = duplicates.alike(model, [TypedRecord(key="k", **typed)])
    return {str(suggestion.record): suggestion.reasons for suggestion in alike.get("k", [])}


@pytest.mark.parametrize(
    ("website", "typed"),
    [
        ("https://www.charity.example", "http://charity.example/about"),
        ("https://charity.org.uk/", "https://en.charity.org.uk/?x=1"),
        ("https://www.europol.europa.eu", "https://europol.europa.eu/ec3"),
        ("https://police.gov.pl:443/", "https://POLICE.gov.pl"),
    ],
)
def test_the_same_web_domain(website, typed):
    make_organisation(name="A charity", website=website)

    assert reasons_by_name(Organisation, name="Quite another name", website=typed) == {
        "A charity": ("domain",)
    }


@pytest.mark.parametrize(
    ("website", "typed"),
    [
        ("https://a.gov.uk", "https://b.gov.uk"),
        ("https://europol.europa.eu", "https://ec.europa.eu"),
        ("https://www.facebook.com/one", "https://www.facebook.com/other"),
        ("https://10.0.0.1/", "https://10.1.0.1/"),
        ("", ""),
        ("https://charity.example", "no address"),
    ],
)
def test_a_domain_that_many_share_says_nothing(website, typed):
    make_organisation(name="A charity", website=website)

    assert reasons_by_name(Organisation, name="Quite another name", website=typed) == {}


@pytest.mark.parametrize(
    "typed",
    [
        "missing children europe",
        "Missing Children in Europe",
        "Missing Childern Europe",
        "MISSING-CHILDREN EUROPE",
    ],
)
def test_a_similar_name(typed):
    make_organisation(name="Missing Children Europe")
    make_organisation(name="Children of Europe")

    assert reasons_by_name(Organisation, name=typed) == {"Missing Children Europe": ("name",)}


def test_another_and_a_former_name():
    make_organisation(name="Federal Criminal Police Office", also=["Bundeskriminalamt"])
    make_partnership(title="Safer Internet", formerly=["Action Plan for a Safer Internet"])

    assert reasons_by_name(Organisation, name="Bundeskriminalamt") == {
        "Federal Criminal Police Office": ("other_name",)
    }
    assert reasons_by_name(Partnership, name="Action plan for safer Internet") == {
        "Safer Internet": ("other_name",)
    }


def test_the_same_acronym_needs_a_country_in_common():
    make_organisation(name="National Crime Squad", acronym="NCS", country_id="NL")
    make_partnership(title="Network of Cold Seas", acronym="NCS", countries=["NL", "BR"])

    assert reasons_by_name(Organisation, name="Nordic", acronym="ncs", countries=("NL",)) == {
        "National Crime Squad": ("acronym",)
    }
    assert reasons_by_name(Organisation, name="Nordic", acronym="NCS", countries=("PL",)) == {}
    assert reasons_by_name(Partnership, name="Nordic", acronym="NCS", countries=("BR",)) == {
        "Network of Cold Seas": ("acronym",)
    }


@pytest.mark.parametrize("typed", ["Іntеrроl", "Europo1", "INTERP0L", "ΕUROPOL"])
def test_letters_that_only_look_the_same(typed):
    make_organisation(name="Interpol")
    make_organisation(name="Europol")

    alike = duplicates.alike(Organisation, [TypedRecord(key="k", name=typed)])["k"]

    assert "lookalike" in alike[0].reasons


def test_the_scripts_of_both_names_are_named():
    make_organisation(name="Interpol")

    (lookalike,) = duplicates.alike(Organisation, [TypedRecord(key="k", name="Іnterpol")])["k"]

    assert lookalike.letters_in_words == "“Іnterpol” (Cyrillic, Latin) looks like “Interpol” (Latin)."


def test_what_was_removed_and_what_is_being_changed_is_no_duplicate():
    make_organisation(name="Gone Charity", removed_at="2026-01-01T00:00Z")
    changed = make_partnership(title="Own Programme")

    assert reasons_by_name(Organisation, name="Gone Charity") == {}
    typed = [TypedRecord(key="k", name="Own Programme")]
    assert duplicates.alike(Partnership, typed, leave_out=changed.pk) == {}


def test_many_names_are_asked_about_with_two_queries(django_assert_num_queries):
    make_organisation(name="Missing Children Europe")

    with django_assert_num_queries(2):
        alike = duplicates.alike(
            Organisation, [TypedRecord(key=str(n), name="Missing Children Europe") for n in range(100)]
        )

    assert len(alike) == 100


@pytest.mark.parametrize("name", ["", "%", "a\\", "'", "{}", "\ufffd", "𝕏", "ﷺ" * 100])
def test_whatever_is_typed_is_compared(name):
    make_organisation(name="A charity")

    assert reasons_by_name(Organisation, name=name, website=name, acronym=name) == {}

"""Counting: each facet without its own filter, the bits as the slow way, deep pages as the short way."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.finding import facets, ranking, search, walking
from directory.models import Kind, Language, Partnership, Status, Topic
from tests.support import oracle
from tests.support.databases import kept_for_the_module
from tests.support.factories import make_organisation, make_partnership, make_shown_partnership

pytestmark = pytest.mark.django_db


def encoded(facet: str, *codes: str) -> tuple[int, ...]:
    by_code = facets.values(facets.data_version()).by_code[facet]
    return tuple(sorted(by_code[code].v for code in codes))


def listing_of(partnership: Partnership) -> dict[str, set[str]]:
    partnership = Partnership.objects.select_related("listing").get(pk=partnership.pk)
    by_facet = facets.values(facets.data_version()).by_facet(partnership.listing.facets)
    return {name: {value.code for value in found} for name, found in by_facet.items()}


@pytest.fixture(scope="module")
def random_directory(django_db_setup, django_db_blocker):
    """Sixty partnerships of all sorts, the same each time, kept for the module."""
    with kept_for_the_module(django_db_blocker):
        chance = random.Random(5)
        organisations = [
            make_organisation(
                country_id=chance.choice(["GB", "FR", "PL", "BR", None]),
                sector_id=chance.choice(["government", "industry", "hotline"]),
            )
            for _ in range(12)
        ]
        for number in range(60):
            make_partnership(
                title=f"{chance.choice(['Safer', 'Global', 'Joint'])} network {number}",
                kind=chance.choice(Kind.values),
                status=chance.choice(Status.values),
                countries=chance.sample(["GB", "FR", "PL", "DE"], chance.randint(0, 2)),
                sectors=chance.sample(["media", "academia"], chance.randint(0, 1)),
                topics=chance.sample(["training", "reporting", "legislation"], chance.randint(0, 2)),
                languages=chance.sample(["en", "fr"], chance.randint(0, 1)),
                members=chance.sample(organisations, chance.randint(0, 4)),
                confirmed_on=chance.choice([None, "2010-01-01", "2026-10-01"]),
            )
        yield


def test_the_database_numbers_the_choices_as_the_facets_do():
    for kind in Kind.values:
        assert listing_of(make_partnership(kind=kind))["kind"] == {kind}
    for status in Status.values:
        assert listing_of(make_partnership(status=status))["status"] == {status}


def test_a_listing_carries_what_is_stated_and_what_follows_from_current_members():
    member = make_organisation(country_id="PL", sector_id="hotline")
    partnership = make_partnership(
        countries=["GB"], sectors=["media"], topics=["training"], languages=["ar"], members=[member]
    )

    listing = listing_of(partnership)

    assert listing["country"] == {"GB", "PL"}
    assert listing["region"] == {"150", "151", "154"}
    assert listing["sector"] == {"media", "hotline"}
    assert listing["topic"] == {"training"}
    assert listing["language"] == {"ar"}
    assert listing["scope"] == {"cross-border", "cross-sector", "both"}


def test_each_facet_is_counted_with_every_filter_but_its_own():
    make_partnership(countries=["GB", "FR"], topics=["training"])
    make_partnership(countries=["GB", "PL"], topics=["reporting"])
    make_partnership(countries=["DE", "PL"], topics=["training"])

    counts = search.count(
        search.Search(chosen={"country": encoded("country", "GB"), "topic": encoded("topic", "training")})
    )

    assert counts.total == 1
    assert {
        code: counts.by_value.get(encoded("country", code)[0], 0) for code in ("GB", "FR", "PL", "DE")
    } == {
        "GB": 1,
        "FR": 1,
        "PL": 1,
        "DE": 1,
    }
    assert counts.by_value[encoded("topic", "training")[0]] == 1
    assert counts.by_value[encoded("topic", "reporting")[0]] == 1
    assert counts.without == {"country": 2, "topic": 2}


@pytest.mark.parametrize("chosen", [{}, search.DEFAULT], ids=["everything", "default"])
def test_what_nothing_narrows_is_counted_once_for_a_version_of_the_data(chosen, django_assert_num_queries):
    make_shown_partnership()
    asked, version = search.Search(chosen=chosen), facets.data_version()
    before = search.count(asked, version=version)

    with django_assert_num_queries(0):
        assert search.count(asked, version=version) == before
    make_shown_partnership()

    assert search.count(asked, version=facets.data_version()).total == before.total + 1


def test_what_the_default_list_leaves_out_is_counted():
    make_shown_partnership()
    make_partnership(countries=["GB"])
    make_shown_partnership(confirmed_on="2010-01-01")

    counts = search.count(search.Search(chosen=search.DEFAULT))

    assert counts.total == 1
    assert counts.by_value[encoded("scope", "neither")[0]] == 1
    assert counts.by_value[encoded("freshness", "dormant")[0]] == 1


codes = {
    "country": ["GB", "FR", "PL", "DE", "BR"],
    "region": ["150", "154", "019"],
    "topic": ["training", "reporting", "legislation"],
    "sector": ["government", "industry", "media"],
    "kind": Kind.values,
    "scope": ["cross-border", "cross-sector", "both", "neither"],
    "freshness": ["fresh", "dormant", "unconfirmed"],
    "language": ["en", "fr"],
}
choices = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from(values), min_size=1, max_size=3) for name, values in codes.items()
    },
)
typed = st.sampled_from(["", "", "safer", "network", "glob", "network -joint", "nothinghere"])


@pytest.mark.parametrize("words_find_few", ["false", "true"], ids=["bits", "rows"])
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=choices, words=typed)
def test_bits_and_rows_count_as_the_slow_way_does(
    random_directory, monkeypatch, words_find_few, chosen, words
):
    monkeypatch.setattr(search, "WORDS_FIND_FEW", words_find_few)
    unwanted = ("joint",) if "-" in words else ()
    asked = search.Search(
        words.removesuffix(" -joint"),
        (),
        unwanted,
        {name: encoded(name, *values) for name, values in chosen.items()},
    )

    assert search.count(asked) == oracle.counts(asked)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=choices, offset=st.integers(0, 60))
def test_a_page_found_by_bits_is_the_page_found_by_reading(random_directory, chosen, offset):
    asked = search.Search(chosen={name: encoded(name, *values) for name, values in chosen.items()})
    expected = list(oracle.matching(asked).order_by("-partnership").values_list("pk", flat=True))

    page = expected[offset : offset + search.PAGE_SIZE]

    assert search.page_of_ids(asked, sort=walking.NEWEST, offset=offset) == page
    if page:
        assert search._ids_by_bits(asked, offset) == page


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=choices, words=st.sampled_from(["safer", "network", "glob"]), offset=st.integers(0, 60))
def test_a_page_of_what_words_find_is_the_page_found_by_reading(random_directory, chosen, words, offset):
    asked = search.Search(words, chosen={name: encoded(name, *values) for name, values in chosen.items()})
    found = oracle.matching(asked)

    for sort, order in ((walking.NEWEST, ["-partnership"]), (walking.BY_NAME, ["sort_name", "partnership"])):
        page = list(found.order_by(*order).values_list("pk", flat=True)[offset : offset + search.PAGE_SIZE])
        assert search.find(asked, sort=sort, offset=offset)[:2] == (oracle.counts(asked), page)


@pytest.mark.parametrize("sort", [walking.NEWEST, walking.BY_NAME, ranking.BY_RELEVANCE])
def test_pages_of_what_words_find_go_on_from_block_to_block(sort):
    numbers = [*range(16370, 16400), *range(32750, 32790), 70_000]
    for number in numbers:
        make_shown_partnership(pk=number, title=f"Lighthouse network {number}")
    make_shown_partnership(pk=50_000, title="Something else")
    asked = search.Search("lighthouse", chosen=search.DEFAULT)

    pages = [search.find(asked, sort=sort, offset=offset).ids for offset in range(0, 100, search.PAGE_SIZE)]

    found = [number for page in pages for number in page]
    assert [len(page) for page in pages] == [20, 20, 20, 11, 0]
    assert found == (numbers if sort == walking.BY_NAME else numbers[::-1])
    assert search.count(asked) == oracle.counts(asked)


def test_the_default_list_counts_as_the_slow_way_does(random_directory):
    asked = search.Search(chosen=search.DEFAULT)

    assert search.count(asked).by_value == oracle.counts(asked).by_value
    assert search.count(search.Search()).by_value == oracle.counts(search.Search()).by_value


@pytest.mark.parametrize(("facet", "code"), [("country", "GB"), ("topic", "training"), ("kind", "fund")])
def test_one_filter_on_the_default_list_counts_as_the_slow_way_does(random_directory, facet, code):
    asked = search.Search(chosen={**search.DEFAULT, facet: encoded(facet, code)})

    assert search.count(asked) == oracle.counts(asked)


def test_every_value_has_a_number_that_fits():
    for facet in facets.FACETS.values():
        values = facets.values(facets.data_version()).by_code[facet.name].values()
        assert all(facet.number * 1000 < value.v < (facet.number + 1) * 1000 for value in values)
    assert Topic.objects.count() == 17
    assert Language.objects.filter(number__gt=999).count() == 0

"""Counting partnerships by two facets at once: the bits as the slow way, and margins as the facets."""

import datetime
import random

import pytest
from django.utils import timezone

from directory.finding import coverage, facets, search
from directory.finding.coverage import NOWHERE, Known
from directory.models import Kind, Listing, Status, Visibility
from directory.models.facets import FacetNumber, Freshness, encode_choice
from tests.support.databases import kept_for_the_module
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_partnership,
    make_source,
)

pytestmark = pytest.mark.django_db

COUNTRIES = ["GB", "FR", "PL", "DE"]
TOPICS = ["training", "reporting", "legislation"]


@pytest.fixture(scope="module")
def random_directory(django_db_setup, django_db_blocker):
    """Eighty partnerships of all ages, the same each time, kept for the module."""
    with kept_for_the_module(django_db_blocker):
        chance = random.Random(7)
        today = timezone.localdate()
        for _number in range(80):
            days = chance.choice([None, None, 10, 400, 600, 2000])
            make_partnership(
                kind=chance.choice(Kind.values),
                status=chance.choice(Status.values),
                countries=chance.sample(COUNTRIES, chance.randint(0, 2)),
                sectors=chance.sample(["media", "academia"], chance.randint(0, 1)),
                topics=chance.sample(TOPICS, chance.randint(0, 2)),
                confirmed_on=None if days is None else today - datetime.timedelta(days=days),
                source=make_source(
                    published=chance.choice(["", "2004", str(today.year - 2), today.isoformat()])
                ),
            )
        yield


def encoded(facet: str, *codes: str) -> list[int]:
    by_code = facets.values(facets.data_version()).by_code[facet]
    return [by_code[code].v for code in codes]


def known_the_slow_way(chosen: search.Search, row: int, column: int) -> Known:
    fresh = encode_choice(FacetNumber.FRESHNESS, Freshness.FRESH)
    unconfirmed = encode_choice(FacetNumber.FRESHNESS, Freshness.UNCONFIRMED)
    ended = encode_choice(FacetNumber.STATUS, Status.ENDED)
    oldest = str(timezone.localdate().year - 10)
    counts = [0, 0, 0]
    listings = Listing.objects.all()
    for values in chosen.chosen.values():
        listings = listings.with_any(list(values))
    for listing in listings:
        has_country = any(v // 1000 == FacetNumber.COUNTRY for v in listing.facets)
        is_in_row = not has_country if row == NOWHERE else row in listing.facets
        if not is_in_row or column not in listing.facets:
            continue
        is_old = not listing.stated_on or listing.stated_on[:4] < oldest
        if fresh in listing.facets and ended not in listing.facets:
            counts[0] += 1
        elif unconfirmed in listing.facets and ended not in listing.facets and not is_old:
            counts[1] += 1
        else:
            counts[2] += 1
    return Known(*counts)


@pytest.mark.parametrize(
    "narrowed", [{}, {"kind": ["network", "fund"]}, {"sector": ["media"], "status": ["active", "ended"]}]
)
def test_each_cell_is_what_reading_every_row_counts(random_directory, narrowed):
    rows = [*encoded("country", *COUNTRIES), *encoded("region", "155"), NOWHERE, 0]
    columns = [*encoded("topic", *TOPICS), 0]
    chosen = search.Search(chosen={name: tuple(encoded(name, *codes)) for name, codes in narrowed.items()})

    cells = coverage.partnerships_known(chosen, rows=rows, columns=columns)

    slow = {(row, column): known_the_slow_way(chosen, row, column) for row in rows for column in columns}
    assert cells == {pair: known for pair, known in slow.items() if known.total}
    assert narrowed or all(sum(numbers) for numbers in zip(*cells.values(), strict=True))


def test_margins_are_the_counts_of_the_facets(random_directory):
    rows, columns = encoded("country", *COUNTRIES), encoded("topic", *TOPICS)
    counts = search.count(search.Search()).by_value

    cells = coverage.partnerships_known(search.Search(), rows=[*rows, 0], columns=[*columns, 0])

    assert {row: cells[row, 0].total for row in rows} == {row: counts[row] for row in rows}
    assert {column: cells[0, column].total for column in columns} == {c: counts[c] for c in columns}
    assert cells[0, 0].total == counts[0]


def test_desks_count_where_they_serve_and_only_those_that_everybody_may_see():
    today = timezone.localdate()
    of_poland = make_organisation(country_id="PL")
    make_contact_point(organisation=of_poland, purpose="reports", confirmed_on=today)
    make_contact_point(countries=["PL", "DE"], purpose="reports")
    make_contact_point(is_worldwide=True, purpose="data", confirmed_on=today - datetime.timedelta(days=900))
    make_contact_point(organisation=of_poland, purpose="reports", visibility=Visibility.OFFICIALS)
    make_contact_point(organisation=of_poland, purpose="reports", is_sample=True)

    cells = coverage.desks_known({"PL": ["PL", "150"], "DE": ["DE", "150"]})

    assert cells["PL", "reports"] == Known(confirmed=1, stated=1)
    assert cells["DE", "reports"] == Known(stated=1)
    assert cells["150", "reports"] == Known(confirmed=1, stated=1)
    assert cells["*", "data"] == Known(older=1)
    assert cells[0, 0].total == 3

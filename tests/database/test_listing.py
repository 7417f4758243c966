"""The derived tables are true after whatever happened to the nouns, and whoever did it."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from directory.finding import search
from directory.finding.facets import data_version
from directory.models import (
    Country,
    Document,
    Listing,
    Membership,
    Organisation,
    OtherName,
    Partnership,
    Sector,
    Standing,
    Status,
    Topic,
)
from directory.models.facets import FacetNumber, encode_choice
from directory.models.partial_dates import is_over
from tests.support import oracle
from tests.support.factories import make_membership, make_organisation, make_partnership

pytestmark = pytest.mark.django_db


def facets_of(partnership: Partnership) -> set[int]:
    return set(Listing.objects.get(pk=partnership.pk).facets)


@pytest.fixture
def partnership():
    member = make_organisation(name="Alpha", country_id="PL", sector_id="hotline", also=["First"])
    other = make_organisation(name="Omega")
    return make_partnership(countries=["GB"], sectors=["media"], topics=["training"], members=[member, other])


def rename_member(partnership):
    Organisation.objects.filter(memberships__partnership=partnership).update(name="Beta")


def add_member(partnership):
    make_membership(partnership=partnership, organisation=make_organisation(country_id="BR"))


def member_leaves(partnership):
    partnership.memberships.filter(organisation__name="Alpha").update(left="2006")


def member_declines(partnership):
    partnership.memberships.update(standing=Standing.DECLINED)


def member_moves_to_another_partnership(partnership):
    partnership.memberships.update(partnership=make_partnership())


def delete_member(partnership):
    Membership.objects.filter(partnership=partnership).delete()


def move_organisation(partnership):
    Organisation.objects.filter(memberships__partnership=partnership).update(country="FR", sector="industry")


def remove_organisation(partnership):
    Organisation.objects.filter(memberships__partnership=partnership).update(removed_at="2026-01-01T00:00Z")


def other_name(partnership):
    OtherName.objects.filter(organisation__memberships__partnership=partnership).update(name="Premier")


def own_name(partnership):
    OtherName.objects.create(partnership=partnership, name="Older", kind="former")


def clear_lists(partnership):
    partnership.countries.clear()
    partnership.topics.set(["reporting", "training"])


def edit_text(partnership):
    Partnership.objects.filter(pk=partnership.pk).update(title="New title", summary="Other words")


def confirm(partnership):
    Partnership.objects.filter(pk=partnership.pk).update(confirmed_on=timezone.localdate())


def remove(partnership):
    Partnership.objects.filter(pk=partnership.pk).update(removed_at="2026-01-01T00:00Z")


def delete(partnership):
    Membership.objects.filter(partnership=partnership).delete()
    Partnership.objects.filter(pk=partnership.pk).delete()


def rename_topic(partnership):
    Topic.objects.filter(slug="training").update(name_en="Teaching")


def rename_sector(partnership):
    Sector.objects.filter(slug="hotline").update(name_en="Report line")


def rename_country(partnership):
    Country.objects.filter(code="PL").update(name_en="Polonia")


def raw_sql(partnership):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_partnership SET kind = 'fund' WHERE id = %s", [partnership.pk])


CHANGES = [
    rename_member,
    add_member,
    member_leaves,
    member_declines,
    member_moves_to_another_partnership,
    delete_member,
    move_organisation,
    remove_organisation,
    other_name,
    own_name,
    clear_lists,
    edit_text,
    confirm,
    remove,
    delete,
    rename_topic,
    rename_sector,
    rename_country,
    raw_sql,
]


def derived() -> list[tuple]:
    """All that search reads: the words of topics, sectors and countries stand in documents of their own."""
    listings, documents = Listing.objects.order_by("pk"), Document.objects.order_by("kind", "record_id")
    return [*listings.values_list(), *documents.values_list("kind", "record_id", "head", "body")]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_the_derived_tables_equal_a_fresh_computation(partnership, change):
    make_partnership(countries=["PL", "FR"])
    before = derived()
    version = data_version()

    change(partnership)

    assert derived() != before
    assert oracle.drift() == []
    assert data_version() > version


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"source": None}, False),
        ({"standing": Standing.CONFIRMED, "confirmed_on": "2026-01-01", "source": None}, True),
        ({"standing": Standing.DISPUTED}, False),
        ({"standing": Standing.DECLINED}, False),
        ({"standing": Standing.LEFT, "left": "2006"}, False),
        ({"left": "2006"}, False),
        ({"no_longer_listed": True}, False),
    ],
)
def test_the_database_counts_the_members_that_the_models_call_current(fields, counts):
    partnership = make_partnership(members=[make_organisation(country_id="GB")])
    organisation = make_organisation(country_id="PL")
    make_membership(partnership=partnership, organisation=organisation, **fields)

    assert Membership.objects.current().filter(organisation=organisation).exists() is counts
    assert (oracle.CROSS_BORDER in facets_of(partnership)) is counts


@pytest.mark.parametrize(
    ("days", "freshness"),
    [
        (None, "unconfirmed"),
        (0, "fresh"),
        (360, "fresh"),
        (370, "due"),
        (540, "due"),
        (560, "stale"),
        (725, "stale"),
        (740, "dormant"),
    ],
)
def test_freshness_follows_from_the_last_confirmation(days, freshness):
    confirmed_on = None if days is None else timezone.localdate() - datetime.timedelta(days=days)

    code = encode_choice(FacetNumber.FRESHNESS, freshness)
    assert code in facets_of(make_partnership(confirmed_on=confirmed_on))


def test_listings_that_grew_old_are_brought_up_to_date(partnership):
    aged = make_partnership(confirmed_on=timezone.localdate())
    with connection.cursor() as cursor:  # as if the row had been written two and a half years ago
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE directory_partnership DISABLE TRIGGER listing_note_update")
        Partnership.objects.filter(pk=aged.pk).update(
            confirmed_on=timezone.localdate() - datetime.timedelta(days=900)
        )
        cursor.execute("ALTER TABLE directory_partnership ENABLE TRIGGER listing_note_update")

    version = data_version()

    assert search.refresh_aged() == 1
    assert oracle.DORMANT in facets_of(aged)
    assert oracle.drift() == []
    assert data_version() == version + 1
    assert search.refresh_aged() == 0
    assert data_version() == version + 1


@pytest.mark.parametrize("status", [status for status in Status if status != Status.ENDED])
@pytest.mark.parametrize("length", [4, 7, 10], ids=["year", "month", "day"])
@pytest.mark.parametrize("days", [-400, -1, 0, 400])
def test_whatever_has_an_end_that_is_over_has_ended(status, length, days):
    today = timezone.localdate()
    ended = (today + datetime.timedelta(days=days)).isoformat()[:length]

    partnership = make_partnership(status=status, ended=ended)

    shown = Status.ENDED if is_over(ended, today) else status
    assert encode_choice(FacetNumber.STATUS, shown) in facets_of(partnership)


def test_what_ends_as_time_passes_is_listed_as_ended():
    partnership = make_partnership(status=Status.ACTIVE)
    with connection.cursor() as cursor:  # as if its end had lain ahead when the row was written
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE directory_partnership DISABLE TRIGGER listing_note_update")
        Partnership.objects.filter(pk=partnership.pk).update(ended="2025")
        cursor.execute("ALTER TABLE directory_partnership ENABLE TRIGGER listing_note_update")
    ended, active = (encode_choice(FacetNumber.STATUS, status) for status in (Status.ENDED, Status.ACTIVE))
    assert active in facets_of(partnership)

    assert search.refresh_aged() == 1

    assert facets_of(partnership) >= {ended}
    assert active not in facets_of(partnership)
    assert oracle.drift() == []


def test_a_change_that_search_does_not_read_rewrites_no_listing(partnership):
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid FROM listing WHERE partnership_id = %s", [partnership.pk])
        before = cursor.fetchall()
        Partnership.objects.filter(pk=partnership.pk).update(evaluation="Nobody knows yet.")
        cursor.execute("SELECT ctid FROM listing WHERE partnership_id = %s", [partnership.pk])

        assert cursor.fetchall() == before

"""Pages far down a list, and whole lists, in every order: the same as sorting all rows."""

import pytest
from django.db import connection

from directory.finding import facets, search, walking
from directory.models import Listing
from tests.support.factories import make_partnership, make_source

pytestmark = pytest.mark.django_db

ORDERS = {
    walking.RECENT: ("order_key", "partnership_id"),
    walking.BY_NAME: ("sort_name", "partnership_id"),
    walking.NEWEST: ("-partnership_id",),
}


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(search, "JUMP", 20)
    dated, undated = make_source(published="2012-03"), make_source()
    for number in range(50):
        source = dated if number % 3 else undated
        make_partnership(title=f"Network {number * 7 % 50:02}", countries=["GB", "FR"], source=source)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the listings are computed at commit otherwise


@pytest.mark.parametrize("sort", ORDERS)
def test_pages_far_down_go_on_where_the_page_before_ended(many, sort):
    in_order = list(Listing.objects.order_by(*ORDERS[sort]).values_list("partnership_id", flat=True))

    for offset in (0, 20, 40, 60):
        page = search.page_of_ids(search.Search(), sort=sort, offset=offset)
        assert page == in_order[offset : offset + search.PAGE_SIZE]


@pytest.mark.parametrize("sort", ORDERS)
def test_a_whole_list_has_the_order_of_its_pages(many, sort):
    in_order = list(Listing.objects.order_by(*ORDERS[sort]).values_list("partnership_id", flat=True))

    assert list(search.all_ids(search.Search(), sort=sort)) == in_order


@pytest.mark.parametrize("sort", [walking.RECENT, walking.BY_NAME])
def test_a_page_of_the_second_half_is_read_from_the_end(many, sort):
    in_order = list(Listing.objects.order_by(*ORDERS[sort]).values_list("partnership_id", flat=True))

    for offset in (20, 40):
        counts, page, _relevance = search.find(search.Search(), sort=sort, offset=offset)
        assert (counts.total, page) == (50, in_order[offset : offset + search.PAGE_SIZE])


@pytest.mark.parametrize("sort", ORDERS)
def test_a_filter_leaves_out_the_same_far_down_where_ids_lie_far_apart(many, sort):
    for number in range(30):
        # Two blocks of bits further, with none between
        make_partnership(pk=40_000 + number, title=f"Network {number:02}", countries=["IT"])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    italy = facets.values(facets.data_version()).by_code["country"]["IT"].v
    chosen = search.Search(chosen={"country": (italy,)})
    in_order = Listing.objects.filter(facets__contains=[italy]).order_by(*ORDERS[sort])
    in_order = list(in_order.values_list("partnership_id", flat=True))

    assert len(in_order) == 30
    assert search.page_of_ids(chosen, sort=sort, offset=20) == in_order[20:]
    assert search.find(chosen, sort=sort, offset=20)[1] == in_order[20:]
    assert list(search.all_ids(chosen, sort=sort)) == in_order

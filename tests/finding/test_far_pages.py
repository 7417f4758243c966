"""Pages far down a list, and whole lists, in every order: the same as sorting all rows."""

import pytest
from django.db import connection

from directory.finding import search
from directory.models import Listing
from tests.support.factories import make_partnership, make_source

pytestmark = pytest.mark.django_db

ORDERS = {
    search.RECENT: ("order_key", "partnership_id"),
    search.BY_NAME: ("sort_name", "partnership_id"),
    search.NEWEST: ("-partnership_id",),
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

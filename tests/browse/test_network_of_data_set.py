"""The network of a real data set: the drawing and its table hold the same."""

import pytest

from directory.finding import page_cache
from tests.support.drawings import ties_drawn, ties_in_table
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["", "ties=1", "topic=investigation", "country=GB&ties=1"])
def test_each_line_is_in_the_table_and_the_reverse(conference, client, query):
    page = text(client.get(f"/network/?{query}"))

    in_table = {
        (partnership.split(" · ")[0], organisation) for partnership, organisation in ties_in_table(page)
    }
    in_drawing = {
        (partnership.split(" · ")[0], organisation) for partnership, organisation in ties_drawn(page)
    }
    assert in_drawing
    assert in_drawing == in_table


def test_the_same_records_make_the_same_bytes(conference, client):
    first = client.get("/network/?ties=1").content
    page_cache.pages.clear()

    assert client.get("/network/?ties=1").content == first

"""The network of a real data set: the drawing and its table hold the same."""

from random import Random

import pytest

from directory.browse import network
from directory.finding import page_cache
from directory.models import Organisation
from tests.support.drawings import ties_drawn, ties_in_table
from tests.support.factories import make_shown_partnership
from tests.support.random_filters import random_filters
from tests.support.responses import keys, text

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


def test_the_first_sixty_of_a_list_are_drawn_whatever_narrows_it_and_the_page_says_so(conference, client):
    chance = Random(60)
    organisations = list(Organisation.objects.order_by("pk"))
    for number in range(network.MOST_PARTNERSHIPS + 10):
        make_shown_partnership(
            title=f"Hotline {number:02d}",
            members=chance.sample(organisations, 3),
            countries=chance.sample(["GB", "FR", "PL"], 2),
            sectors=["industry", "academia"],
        )
    cut = 0
    for query in ["", "q=hotline", *random_filters(20)]:
        listed = keys(client, f"/partnerships.csv?{query}")

        response = client.get(f"/network/?{query}")

        drawn = response.context["network"]
        slugs = {row.url.split("/")[-2] for row in [*drawn.partnerships, *drawn.alone]}
        assert slugs == set(listed[: network.MOST_PARTNERSHIPS]), query
        sentence = f"The first {network.MOST_PARTNERSHIPS} of {len(listed)} partnerships"
        assert (sentence in text(response)) is (len(listed) > network.MOST_PARTNERSHIPS), query
        cut += sentence in text(response)
    assert cut > 1

"""The map of a real data set: its numbers are those of the list, and its drawing is small and plain."""

import random
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from directory.browse import map_drawing
from directory.browse.map_drawing import SIZES, drawings
from directory.finding import facets, page_cache
from tests.support.drawings import map_in, numbers_by_country
from tests.support.responses import text

pytestmark = pytest.mark.django_db

LIMIT = 60 * 1024  # bytes of a drawing, uncompressed


def facet_of(client, query: str) -> dict[str, int]:
    """What the list of partnerships says of each country, by name."""
    boxes = re.findall(
        r'name="country" value="[^"]+"[^>]*>\s*<span[^>]*>([^<]*)</span> <i>([\d,]+)</i>',
        text(client.get(f"/partnerships/?{query}")),
    )
    return {unescape(label): int(count.replace(",", "")) for label, count in boxes if count != "0"}


def random_queries(number: int) -> list[str]:
    chance = random.Random(7)
    values = facets.values(facets.data_version()).by_code
    queries = []
    for _number in range(number):
        names = chance.sample(
            ["topic", "sector", "kind", "status", "country", "region"], chance.randint(1, 3)
        )
        chosen = [
            f"{name}={code}"
            for name in names
            for code in chance.sample(sorted(values[name]), chance.randint(1, 4))
        ]
        chosen += chance.choice([[], ["scope=all"], ["scope=all", "freshness=all"], ["q=child"]])
        queries.append("&".join(chosen))
    return queries


def test_the_numbers_of_the_map_are_those_of_the_list(conference, client):
    found = 0
    for query in ["", *random_queries(20)]:
        response = client.get(f"/map/?{query}")

        assert numbers_by_country(text(response)) == facet_of(client, query)
        found += bool(numbers_by_country(text(response)))
    assert found > 10


def test_a_circle_is_as_large_as_its_row_says(conference, client):
    response = client.get("/map/?scope=all&freshness=all")

    names = {
        code: value.label for code, value in facets.values(facets.data_version()).by_code["country"].items()
    }
    rows, circles = (
        numbers_by_country(text(response)),
        {(c.x, c.y): c for c in response.context["map"].circles},
    )
    for code, (x, y) in drawings()["world"]["places"].items():
        number = rows.get(names[code], 0)
        expected = next((radius for least, radius in SIZES if number >= least), map_drawing.EMPTY)
        assert circles[x, y].radius == expected
        assert ("none" in circles[x, y].look) is (number == 0)


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}


@pytest.mark.parametrize(
    "address", ["/map/", "/map/?region=150", "/map/?partnership=vgt", "/embed/map/", "/"]
)
def test_a_drawing_is_small_and_has_no_links_and_no_style(conference, client, address):
    drawing = map_in(text(client.get(address)))

    elements = Elements()
    elements.feed(drawing)
    assert not elements.tags & {"a", "script", "style", "foreignobject", "image"}
    assert not elements.attributes & {"style", "onclick", "onload"}
    assert 'role="img" aria-label="' in drawing
    assert 5_000 < len(drawing.encode()) < LIMIT


def test_the_same_records_make_the_same_bytes(conference, client):
    first = client.get("/map/?topic=investigation").content
    page_cache.pages.clear()
    map_drawing.drawings.cache_clear()

    assert client.get("/map/?topic=investigation").content == first


def test_a_region_narrows_the_list_and_is_drawn_alone(conference, client):
    page = client.get("/map/?region=151").context["map"]

    assert page.height == drawings()["150"]["height"]
    assert len(page.circles) == len(drawings()["150"]["places"])
    assert page.inset is None


def test_any_site_may_frame_the_map_alone(conference, client):
    response = client.get("/embed/map/?country=GB")

    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert "<script" not in text(response)
    assert "/map/?country=GB" in text(response)
    assert client.get("/map/")["X-Frame-Options"] == "DENY"

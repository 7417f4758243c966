"""Maps: land and a circle for each country, the larger the more it has. `jinja2/browse/map.html` draws them, with the same
numbers as a table.

No border is drawn. A circle stands for a code of ISO 3166-1, and each code has one of the same make: so no map takes a
side, and the smallest country is seen as well as the largest. A drawing is an image with a name; its links are those of
the table.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import hypot
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory.browse.panel import in_digits
from directory.finding.facets import Values

WORLD = "world"
# From how many on a circle has which radius, in units of a drawing that is 960 wide. A number fits into the two largest
SIZES = ((25, 11), (10, 8), (5, 5.6), (2, 4), (1, 2.6))
EMPTY = 1.8
WRITTEN = 10  # from how many on the number stands in the circle
BASELINE = 3.7  # how far below its middle a number's baseline is
DIGIT_WIDTH, DIGIT_HEIGHT = 6.2, 8  # of the style sheet's size of numbers on maps
# On a map of the world Europe is drawn once more, larger, where there is nothing but sea: the corner of the inset, the part
# of the world that it shows, and how much larger
INSET_AT, INSET_OF, INSET_SCALE = (8, 222), (432, 24, 112, 100), 1.75


class Circle(NamedTuple):
    """`look`: the class of a known one, "here" of one that is meant itself, "none" where nothing is known. `number` is empty
    where the circle is too small for it."""

    x: float
    y: float
    radius: float
    look: str
    number: str

    @property
    def baseline(self) -> float:
        return round(self.y + BASELINE, 1)

    def has_number_under(self, above: "Circle") -> bool:
        """Whether a circle that is drawn later lies on the number of this one."""
        beside = max(abs(above.x - self.x) - DIGIT_WIDTH * len(self.number) / 2, 0)
        over = max(abs(above.y - self.y) - DIGIT_HEIGHT / 2, 0)
        return hypot(beside, over) < above.radius


class Inset(NamedTuple):
    """A part of the drawing once more, `scale` times as large, moved by `left` and `top`."""

    x: int
    y: int
    width: int
    height: int
    scale: float
    left: float
    top: float
    circles: Sequence[Circle]


class RegionRow(NamedTuple):
    """A row of the table beneath: `countries` of which something is known, each name, address and number in digits; and the
    names of the others in one line."""

    name: str
    countries: Sequence[tuple[str, str, str]]
    unknown: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing with the table of its numbers. `label` is its name for those who do not see it, `heading` that of the
    table's column, `beyond` sentences about what is not on it."""

    label: str
    heading: str
    height: int
    sea: str
    land: str
    circles: Sequence[Circle]
    inset: Inset | None
    arcs: Sequence[str]
    rows: Sequence[RegionRow]
    beyond: Sequence[str]
    sizes: Sequence[tuple[float, str]]  # radii and what they mean
    has_empty: bool  # whether circles stand for countries of which nothing is known

    @property
    def comma(self) -> str:
        return pgettext("between the names of a list", ", ")


class MapTerms(NamedTuple):
    """What a map is of: its name, what the table's column is called, where a country of it leads, what it leaves out."""

    label: str
    heading: str
    url_of: Callable[[str], str]
    beyond: Sequence[str] = ()


@cache
def drawings() -> dict[str, dict]:
    """The drawings by name: WORLD, and the continents by their codes. `vocabularies/world_map.mjs` made them."""
    file = Path(settings.BASE_DIR, "directory", "vocabularies", "world_map.json")
    return json.loads(file.read_text("utf-8"))


@cache
def continents() -> dict[str, list[str]]:
    """The codes of the countries of each continent, and under "" those that lie in none."""
    by_continent = {name: list(drawing["places"]) for name, drawing in drawings().items() if name != WORLD}
    placed = {code for codes in by_continent.values() for code in codes}
    return {**by_continent, "": [code for code in drawings()[WORLD]["places"] if code not in placed]}


def continent_of(region: str) -> str:
    """The continent that a region is, or is a part of; "" where it is drawn with none."""
    return next((name for name, drawing in drawings().items() if region in drawing.get("parts", ())), "")


def map_of(
    counts: Mapping[str, int],
    values: Values,
    terms: MapTerms,
    *,
    continent: str = "",
    here: Sequence[str] = (),
    joined: Mapping[str, Sequence[str]] | None = None,
    is_sized: bool = True,
) -> Map:
    """A map of numbers by country. `continent`: the one that alone is drawn. `here`: countries that are meant themselves.
    `joined`: for a country those to which a line leads from it; then only these are drawn. `is_sized`: a circle is the
    larger the more its country has, and its row says how many."""
    drawing = drawings()[continent or WORLD]
    places = drawing["places"]
    is_joined = joined is not None
    circles = {
        code: circle(*place, counts.get(code, 0), is_here=code in here, is_plain=not is_sized)
        for code, place in places.items()
        if counts.get(code) or code in here or not is_joined
    }
    inset = None if continent or is_joined else inset_of(circles)
    return Map(
        label=terms.label,
        heading=terms.heading,
        height=drawing["height"],
        sea=drawing["sea"],
        land=drawing["land"],
        circles=in_order_of_drawing(without_crowded_numbers(circles, inset)),
        inset=inset,
        arcs=[
            arc(places[start], places[end])
            for start, ends in (joined or {}).items()
            for end in ends
            if start in places and end in places and start != end
        ],
        rows=rows_of(counts, values, terms.url_of, first=continent, is_plain=not is_sized),
        beyond=terms.beyond,
        sizes=sizes() if is_sized else (),
        has_empty=is_sized and not is_joined,
    )


def circle(x: float, y: float, count: int, *, is_here: bool = False, is_plain: bool = False) -> Circle:
    look = "at here" if is_here else "at" if count else "at none"
    if is_plain:
        return Circle(x, y, SIZES[2][1], look, "")
    radius = next((radius for least, radius in SIZES if count >= least), EMPTY)
    return Circle(x, y, radius, look, in_digits(count) if WRITTEN <= count < 1000 else "")


def in_order_of_drawing(circles: Mapping[str, Circle]) -> list[Circle]:
    """The empty ones first, then the large before the small, which would lie beneath them; else by their codes. A number
    on which another circle would lie is left out: half of it says something else."""
    drawn = [
        circles[code]
        for code in sorted(
            circles, key=lambda code: (circles[code].look != "at none", -circles[code].radius, code)
        )
    ]
    return [
        each._replace(number="") if each.number and any(map(each.has_number_under, drawn[place:])) else each
        for place, each in enumerate(drawn, start=1)
    ]


def is_in_inset(circle: Circle) -> bool:
    x, y, width, height = INSET_OF
    return x <= circle.x <= x + width and y <= circle.y <= y + height


def inset_of(circles: Mapping[str, Circle]) -> Inset:
    (left, top), (x, y, width, height) = INSET_AT, INSET_OF
    larger = {
        code: drawn._replace(x=round((drawn.x - x) * INSET_SCALE, 1), y=round((drawn.y - y) * INSET_SCALE, 1))
        for code, drawn in circles.items()
        if is_in_inset(drawn)
    }
    size = (round(width * INSET_SCALE), round(height * INSET_SCALE))
    return Inset(
        left,
        top,
        *size,
        INSET_SCALE,
        round(-x * INSET_SCALE, 1),
        round(-y * INSET_SCALE, 1),
        in_order_of_drawing(larger),
    )


def without_crowded_numbers(circles: Mapping[str, Circle], inset: Inset | None) -> Mapping[str, Circle]:
    """Where Europe is drawn once more, its numbers stand there alone: they would lie upon each other."""
    if inset is None:
        return circles
    return {
        code: drawn._replace(number="") if is_in_inset(drawn) else drawn for code, drawn in circles.items()
    }


def arc(start: Sequence[float], end: Sequence[float]) -> str:
    """A path that bends upwards, the more the farther it goes."""
    (x1, y1), (x2, y2) = start, end
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2 - abs(x2 - x1) / 6
    return f"M{x1:g} {y1:g}Q{middle_x:.1f} {middle_y:.1f} {x2:g} {y2:g}"


def rows_of(
    counts: Mapping[str, int], values: Values, url_of: Callable[[str], str], *, first: str, is_plain: bool
) -> list[RegionRow]:
    """All countries by continent, `first` before the others, in the order of the names; where `is_plain`, those that are on
    the map, without numbers."""
    names, comma = values.names["country"], pgettext("between the names of a list", ", ")
    by_continent = continents()
    rows = []
    in_order = [*(code for code in values.names["region"] if code in by_continent), ""]
    for continent in sorted(in_order, key=lambda code: bool(first) and code != first):
        members = set(by_continent[continent])
        codes = [code for code in names if code in members]
        unknown = [names[code] for code in codes if not counts.get(code)] if not is_plain else []
        row = RegionRow(
            values.names["region"][continent] if continent else _("Without a region"),
            [
                (names[code], url_of(code), "" if is_plain else in_digits(counts[code]))
                for code in codes
                if counts.get(code)
            ],
            comma.join(unknown),
        )
        if row.countries or row.unknown:
            rows.append(row)
    return rows


def sizes() -> list[tuple[float, str]]:
    """What the radii of circles mean, from the smallest on."""
    meanings, above = [], None
    for least, radius in SIZES:
        if above is None:
            meaning = _("%(number)s and more") % {"number": in_digits(least)}
        else:
            meaning = in_digits(least) if least == above - 1 else f"{in_digits(least)}–{in_digits(above - 1)}"
        meanings.append((radius, meaning))
        above = least
    return meanings[::-1]

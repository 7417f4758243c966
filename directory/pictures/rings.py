"""One record in the middle, and those with whom it works around it: the geometry of two drawings, as numbers for a template.

The same records give the same drawing. It has no links: the table beneath it has the same rows, with theirs.
"""

from collections.abc import Sequence
from math import atan2, cos, pi, sin, sqrt
from typing import NamedTuple

MOST_NODES = 60
MOST_INNER = 24  # discs with a number on the inner ring
RADIUS = 170.0
MARGIN = 40.0  # around the outer ring, for shapes; labels may stand beyond the drawing
INNER_RADIUS = 95.0
DISC = 32.0  # the room of a disc on its ring
LINE_HEIGHT = 14.5  # of labels one below the other
HEIGHT_USED = 0.94  # of a half circle: near its ends labels would stand one on the other
LABEL_GAP = 17.0  # between the middle of a shape and its label
BASELINE = 4.5  # a label's, below its middle
LONGEST_LABEL, LONGEST_OF_MANY = 24, 17  # characters
HUB_LINE, HUB_LINES, HUB_FONT = 11, 3, 15.0  # characters, lines and height of a line within the hub
SHORT = 7  # characters that fit into the hub in large letters

LEAD, MEMBER, PART = "lead", "", "part"  # classes of lines: who runs it, who takes part, who stands beside it


class Spoke(NamedTuple):
    """Somebody around the hub. `look`: of its sector; `line`: LEAD, MEMBER or PART; `tail`: what stands behind a label even
    where that is cut."""

    label: str
    look: str
    line: str
    tail: str = ""


class RingNode(NamedTuple):
    """A shape and its label, which stands at its right or, where `is_left`, at its left."""

    look: str
    x: str
    y: str
    label: str
    label_x: str
    label_y: str
    is_left: bool


class RingTie(NamedTuple):
    line: str
    x1: str
    y1: str
    x2: str
    y2: str


class Disc(NamedTuple):
    number: int
    x: str
    y: str
    baseline: str


class HubLine(NamedTuple):
    words: str
    y: str


class Ring(NamedTuple):
    """A drawing in a square of `size`. `is_large`: it needs more room for its labels. `hub`: lines of the name in the
    middle; `is_short`: it is one short word. `discs`: partnerships on the inner ring, by number."""

    size: str
    middle: str
    is_large: bool
    hub: list[HubLine]
    is_short: bool
    ties: list[RingTie]
    discs: list[Disc]
    nodes: list[RingNode]


class Place(NamedTuple):
    x: float
    y: float


def members_ring(hub: str, spokes: Sequence[Spoke]) -> Ring:
    """A partnership in the middle, and its first MOST_NODES members around it, clockwise from the top."""
    spokes = spokes[:MOST_NODES]
    per_side = (len(spokes) + 1) // 2
    radius = max(RADIUS, LINE_HEIGHT * per_side / (2 * HEIGHT_USED))
    middle = radius + MARGIN
    places = _around(len(spokes), radius, middle)
    longest = LONGEST_LABEL if radius == RADIUS else LONGEST_OF_MANY
    return Ring(
        size=_text(2 * middle),
        middle=_text(middle),
        is_large=radius > RADIUS,
        hub=_hub_lines(hub, middle),
        is_short=len(hub) <= SHORT,
        ties=[
            _tie(spoke.line, Place(middle, middle), place)
            for spoke, place in zip(spokes, places, strict=True)
        ],
        discs=[],
        nodes=[
            _node(spoke, place, middle, longest=longest) for spoke, place in zip(spokes, places, strict=True)
        ],
    )


class Shared(NamedTuple):
    """An organisation on the outer ring, and the numbers of the discs, from 1 on, that it shares with the hub."""

    label: str
    look: str
    numbers: Sequence[int]


def shared_ring(hub: str, lines: Sequence[str], partners: Sequence[Shared]) -> Ring:
    """An organisation in the middle; its first MOST_INNER partnerships around it, numbered; outside, the organisations that
    share them, each near to what it shares. `lines`: of each partnership."""
    lines = lines[:MOST_INNER]
    inner = max(INNER_RADIUS, len(lines) * DISC / (2 * pi))
    radius = max(RADIUS, inner + RADIUS - INNER_RADIUS)
    middle = radius + MARGIN
    hub_place = Place(middle, middle)
    turns = [2 * pi * index / len(lines) for index in range(len(lines))]
    discs = [Place(middle + inner * sin(turn), middle - inner * cos(turn)) for turn in turns]
    drawn = [
        partner._replace(numbers=[number for number in partner.numbers if number <= len(lines)])
        for partner in partners
    ]
    in_order = sorted(
        (partner for partner in drawn if partner.numbers),
        key=lambda partner: (_middle_turn([turns[number - 1] for number in partner.numbers]), partner.label),
    )[: MOST_NODES - len(lines)]
    places = _around(len(in_order), radius, middle)
    shared = list(zip(in_order, places, strict=True))
    return Ring(
        size=_text(2 * middle),
        middle=_text(middle),
        is_large=radius > RADIUS,
        hub=_hub_lines(hub, middle),
        is_short=len(hub) <= SHORT,
        ties=[
            *(_tie(line, hub_place, disc) for line, disc in zip(lines, discs, strict=True)),
            *(
                _tie(MEMBER, discs[number - 1], place)
                for partner, place in shared
                for number in partner.numbers
            ),
        ],
        discs=[
            Disc(number, _text(disc.x), _text(disc.y), _text(disc.y + BASELINE))
            for number, disc in enumerate(discs, 1)
        ],
        nodes=[
            _node(Spoke(partner.label, partner.look, MEMBER), place, middle, longest=LONGEST_LABEL)
            for partner, place in shared
        ],
    )


def _around(count: int, radius: float, middle: float) -> list[Place]:
    """Places on a circle, clockwise from the top: half of them at the right and half at the left, in even steps of height,
    so that no label stands on another."""
    right = (count + 1) // 2
    places = []
    for side, in_side in ((1, right), (-1, count - right)):
        for index in range(in_side):
            height = side * radius * HEIGHT_USED * ((2 * index + 1) / in_side - 1)
            places.append(Place(middle + side * sqrt(radius**2 - height**2), middle + height))
    return places


def _middle_turn(turns: Sequence[float]) -> float:
    """Where on a circle several turns have their middle, from 0 to 2π."""
    x, y = sum(map(sin, turns)), sum(map(cos, turns))
    if abs(x) + abs(y) < 1e-9:  # they lie around the whole circle
        return turns[0]
    return round(atan2(x, y) % (2 * pi), 6)


def _node(spoke: Spoke, place: Place, middle: float, *, longest: int) -> RingNode:
    is_left = place.x < middle
    room = longest - len(spoke.tail)
    label = spoke.label if len(spoke.label) <= room else f"{spoke.label[: room - 1].rstrip()}…"
    label += spoke.tail
    label_x = place.x - LABEL_GAP if is_left else place.x + LABEL_GAP
    return RingNode(
        spoke.look,
        _text(place.x),
        _text(place.y),
        label,
        _text(label_x),
        _text(place.y + BASELINE),
        is_left,
    )


def _tie(line: str, start: Place, end: Place) -> RingTie:
    return RingTie(line, _text(start.x), _text(start.y), _text(end.x), _text(end.y))


def _hub_lines(name: str, middle: float) -> list[HubLine]:
    """A name in a few short lines; what does not fit is left out."""
    lines: list[str] = []
    words = name.split()
    for word in words:
        if lines and len(lines[-1]) + 1 + len(word) <= HUB_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    shown = [line if len(line) <= HUB_LINE + 1 else f"{line[:HUB_LINE]}…" for line in lines[:HUB_LINES]]
    if len(lines) > HUB_LINES:
        shown[-1] = f"{shown[-1][:HUB_LINE].rstrip('…')}…"
    first = middle - HUB_FONT * (len(shown) - 1) / 2 + BASELINE
    return [HubLine(line, _text(first + HUB_FONT * index)) for index, line in enumerate(shown)]


def _text(number: float) -> str:
    """As a drawing has it: to a tenth, without a zero at its end."""
    return f"{number:.1f}".removesuffix(".0")

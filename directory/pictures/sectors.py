"""What each sector looks like: a hue and a shape, which the style sheet and the drawings share. Its name stands beside it
wherever it shows."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Classes of the style sheet by the key of a sector, in the order in which rings and legends have them. A sector that
# somebody added to the vocabulary has none: it is drawn in grey
LOOKS = {
    "law_enforcement": "law",
    "government": "gov",
    "intergovernmental": "inter",
    "hotline": "call",
    "helpline": "call",
    "child_protection": "child",
    "industry": "trade",
    "financial": "money",
    "academia": "know",
    "media": "know",
}
SECTOR_OF_STATES = "government"  # of a country that is a member itself
NO_LOOK = ""
ORDER = {look: place for place, look in enumerate([*dict.fromkeys(LOOKS.values()), NO_LOOK])}

# Of those that several sectors share; the others have the name of their sector
SHARED_NAMES: dict[str, str | Promise] = {
    "call": _("Hotlines and helplines"),
    "know": _("Academia and media"),
    NO_LOOK: _("Other"),
}

# Outlines around the point 0,0, about as large as one another: shield, square, circle, triangle, house, hexagon, diamond, cross
SHAPES = {
    "law": "M-8-8H8V1L0 9-8 1z",
    "gov": "M-7.5-7.5h15v15h-15z",
    "inter": "M0-8.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17z",
    "call": "M0-9 9.5 8h-19z",
    "child": "M0-9 8.5-1V8.5h-17V-1z",
    "trade": "M-5-8.5H5L10 0 5 8.5H-5L-10 0z",
    "money": "M0-10 10 0 0 10-10 0z",
    "know": "M-3-9h6v6h6v6H3v6h-6V3h-6v-6h6z",
    NO_LOOK: "M0-5.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z",
}


def look_of(sector: str | None) -> str:
    """The class of a sector in the style sheet, by its key; "" where there is none."""
    return LOOKS.get(sector, NO_LOOK)


class LegendEntry(NamedTuple):
    look: str
    name: str
    count: int


def by_look(sectors: Iterable[str | None]) -> dict[str, int]:
    """How many of the records have each look, in the order of looks. `sectors`: the key of each record's."""
    counts: dict[str, int] = {}
    for sector in sectors:
        look = look_of(sector)
        counts[look] = counts.get(look, 0) + 1
    return {look: counts[look] for look in ORDER if look in counts}


def legend(counts: Mapping[str, int], sector_names: Mapping[str, str]) -> list[LegendEntry]:
    """What the looks of `by_look` mean. `sector_names`: in the reader's language, by key."""
    names = {look: sector_names.get(sector, sector) for sector, look in LOOKS.items()} | SHARED_NAMES
    return [LegendEntry(look, str(names[look]), count) for look, count in counts.items()]

"""The seal of a partnership or a country, in the place of a logo: a ring of who takes part by sector, with a number or a code
inside. An organisation has an emblem: the shape of its sector."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

GAP = 1.6  # between two arcs, in hundredths of the ring
SHORTEST = 1.0  # arc, however few it stands for
QUARTER = 25.0  # the ring begins at its top: a dash would begin at the right
NOBODY = "–"  # stands inside where nobody is known


class Arc(NamedTuple):
    """A part of the ring. `dashes` and `offset`: of its stroke, the whole circumference being 100."""

    look: str
    dashes: str
    offset: str


class Seal(NamedTuple):
    """`label`: what stands inside, in a font of `size` hundredths of 38."""

    arcs: tuple[Arc, ...]
    label: str
    size: str


def seal(counts: Mapping[str, int], label: str = "") -> Seal:
    """The seal of those whose looks are counted by `sectors.by_look`. `label`: their number in the reader's digits, or the
    code of a country."""
    return _seal(tuple(counts.items()), label or NOBODY)


@lru_cache(maxsize=4096)  # lists show the same records again and again
def _seal(counts: tuple[tuple[str, int], ...], label: str) -> Seal:
    total = sum(count for _look, count in counts)
    arcs, begun = [], 0.0
    for look, count in counts:
        share = 100 * count / total
        drawn = share if count == total else max(share - GAP, SHORTEST)
        arcs.append(Arc(look, f"{drawn:.1f} {100 - drawn:.1f}", f"{QUARTER - begun:.1f}"))
        begun += share
    return Seal(
        tuple(arcs) or (Arc("", "100.0 0.0", f"{QUARTER:.1f}"),), label, "12" if len(label) < 4 else "9"
    )

"""The colours of a deployment: those of the style sheet, and what the settings put in their place."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.checks import Error as CheckError

Colours = Mapping[str, str]  # by token, each as #rrggbb


class Palette(NamedTuple):
    """The colours of the site by token, in light and dark mode."""

    light: Colours
    dark: Colours


class Contrast(NamedTuple):
    """A colour that has to be seen on another one, and at least how well (WCAG 2.2: 4.5 for text, 3 for edges and signs)."""

    of: str
    on: str
    least: float


# Which a deployment may choose. The others say something (a state, a sector), and are the same everywhere
OWN_COLOURS = frozenset(
    {
        *("accent", "accent-strong", "on-accent", "accent-wash"),
        *("deep", "on-deep", "deep-soft", "deep-line"),
        *("act", "act-strong", "on-act", "act-edge", "mark"),
    }
)
CONTRASTS = (
    Contrast("accent", "paper", 4.5),
    Contrast("accent", "stone", 4.5),
    Contrast("accent", "accent-wash", 4.5),
    Contrast("accent-strong", "paper", 4.5),
    Contrast("on-accent", "accent", 4.5),
    Contrast("ink", "accent-wash", 4.5),
    Contrast("on-deep", "deep", 4.5),
    Contrast("deep-soft", "deep", 4.5),
    Contrast("on-act", "act", 4.5),
    Contrast("on-act", "act-strong", 4.5),
    Contrast("act", "deep", 3),
    Contrast("act-edge", "paper", 3),
    Contrast("ink", "mark", 4.5),
)


@cache
def shipped_palette() -> Palette:
    """The colours of the style sheet: its first rule for `:root` has those for light, its second what is otherwise in dark."""
    sheet = Path(settings.BASE_DIR, "directory", "static", "directory", "directory.css")
    light, dark = re.findall(r":root\s*\{([^}]*)\}", sheet.read_text(encoding="utf-8"))[:2]
    in_light, in_dark = (
        {name: long_form(colour) for name, colour in re.findall(r"--([a-z-]+):\s*(#[0-9a-f]+);", rule)}
        for rule in (light, dark)
    )
    return Palette(in_light, in_light | in_dark)


def long_form(colour: str) -> str:
    """#abc as #aabbcc."""
    digits = colour.lower().removeprefix("#")
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits[:3]))


def palette() -> Palette:
    """The colours of this deployment."""
    shipped = shipped_palette()
    own_light = {name: light for name, (light, _dark) in settings.COLOURS.items()}
    own_dark = {name: dark for name, (_light, dark) in settings.COLOURS.items()}
    return Palette({**shipped.light, **own_light}, {**shipped.dark, **own_dark})


def style_sheet() -> str:
    """The deployment's own colours as a small style sheet, to be read after the usual one; "" where it has none.

    Outside of all layers, so that it wins; the print keeps the light ones.
    """
    if not settings.COLOURS:
        return ""
    light, dark = (
        "".join(f"--{name}:{colours[index]};" for name, colours in sorted(settings.COLOURS.items()))
        for index in (0, 1)
    )
    return f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def contrast(one: str, other: str) -> float:
    """How well two colours are told apart, from 1 to 21, as WCAG 2.2 has it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def check_colours(**options: object) -> list[CheckError]:
    """An error for each pair of colours that would be hard to read, for `./run check --deploy`."""
    if not settings.COLOURS:
        return []
    return [
        CheckError(
            f"COLOURS: in {mode} mode {pair.of} ({colours[pair.of]}) on {pair.on} ({colours[pair.on]})"
            f" has a contrast of {contrast(colours[pair.of], colours[pair.on]):.1f} to 1,"
            f" and {pair.least:g} are the least.",
            hint=f"Choose another colour for {' or '.join(sorted({pair.of, pair.on} & OWN_COLOURS))}.",
            id="directory.E203",
        )
        for mode, colours in palette()._asdict().items()
        for pair in CONTRASTS
        if {pair.of, pair.on} <= colours.keys() and contrast(colours[pair.of], colours[pair.on]) < pair.least
    ]

"""One line that says of when a record is known and by whom: a mark, its year, then plain words."""

from typing import NamedTuple

# Classes of the style sheet. Each has a shape of its own, and its words beside it
CONFIRMED = "is-fresh"  # full: those whom it concerns said so lately, or it is open now
SAID = "is-said"  # half: a source says so
SHOWN = "is-shown"  # square: a document shows it
OPEN = "is-open"  # ring: nobody was asked, or nothing is known
SILENT = "is-silent"  # ring with a bar: asked, no answer
ENDED = "is-ended"  # empty square


class StatusLine(NamedTuple):
    """`mark`: a class of the style sheet; `state`: in words, with its year; `parts`: what follows."""

    mark: str
    state: str
    parts: tuple[str, ...]

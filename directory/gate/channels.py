"""Where to report abuse, by country, for people who come here with what this site does not take.

The country is the one that the reader chose, else the region that the browser states with its language. Nobody is located
by their address.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest

FILE = Path(__file__).resolve().parent.parent / "vocabularies" / "channels.csv"

# A language with a region, such as "en-GB" or "sr-Latn-RS", at its place in Accept-Language
_REGION = re.compile(r"^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\s*(?:;|$)", re.IGNORECASE)
_LONGEST_HEADER = 500  # characters, far more than a browser sends


@dataclass(frozen=True, slots=True)
class Channel:
    """A hotline, or the authority that takes reports where there is none."""

    country: str
    name: str
    url: str


@cache
def channels() -> dict[str, Channel]:
    """Every channel that is known, by the code of its country."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["country"]: Channel(**row) for row in csv.DictReader(file)}


def country_of(request: HttpRequest) -> str:
    """The code of the country that the reader chose (`country=`), else of the first region in Accept-Language; else "".

    It has two letters, but such a country need not exist.
    """
    chosen = request.GET.get("country", "").strip().upper()
    if re.fullmatch("[A-Z]{2}", chosen, re.ASCII):
        return chosen
    for language in request.headers.get("Accept-Language", "")[:_LONGEST_HEADER].split(","):
        if region := _REGION.match(language):
            return region[1].upper()
    return ""


def channel_of(request: HttpRequest) -> Channel | None:
    """The channel of the reader's country, where both are known."""
    return channels().get(country_of(request))

"""Addresses of the finder with what a record knows filled in."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.http import urlencode

MOST_OF_A_FIELD = 4  # what the finder takes of topics or countries


def finder_address(
    *, countries: Iterable[str] = (), topics: Iterable[str] = (), sectors: Iterable[str] = ()
) -> str:
    """The finder for some countries, topics and sectors, by their codes. A field of which more are known than the finder
    takes is left empty: some of many would be a guess."""
    fields = {"country": list(countries), "topic": list(topics), "sector": list(sectors)}
    filled = [
        (name, code) for name, codes in fields.items() if len(codes) <= MOST_OF_A_FIELD for code in codes
    ]
    address = reverse("directory:counterparts")
    return f"{address}?{urlencode(filled)}" if filled else address

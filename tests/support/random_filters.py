"""Addresses of the list of partnerships as they may be: words or none, and some values of some facets."""

from random import Random
from urllib.parse import urlencode

from directory.finding import facets

WORDS = ["", "", "", "taskforce", "police", "hotline", "child", "intrepol"]


def random_filters(number: int) -> list[str]:
    """Queries of the list of partnerships, each with words or without, and up to three facets with up to three values."""
    chance = Random(number)
    values = facets.values(facets.data_version())
    totals = facets.totals(facets.data_version()).all
    queries = []
    for _each in range(number):
        query = [("q", word)] if (word := chance.choice(WORDS)) else []
        for name in chance.sample(
            ["country", "sector", "topic", "kind", "status", "region"], chance.randint(0, 3)
        ):
            codes = [code for code, value in values.by_code[name].items() if totals.get(value.v)]
            query += [(name, code) for code in chance.sample(codes, min(len(codes), chance.randint(1, 3)))]
        query += chance.choice([[], [("scope", "all")], [("sort", "name")]])
        queries.append(urlencode(query))
    return queries

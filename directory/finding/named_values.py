"""What a typed name of a country, a region, a language or a sector means: its codes, and the nearest names where it means
none."""

import difflib
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.db import connection

from directory.finding import facets
from directory.models.text_search import folded

NEAR_ENOUGH = 0.7  # of difflib's ratio: “Checkia” and “Czechia” have 0.71
MOST_NEAR = 3

# Words that only find ("African", former names), by facet; a code of three letters is one of them
FURTHER_WORDS = """
    SELECT 'country', code, concat_ws(';', also_known_as, words, code, alpha_3) FROM directory_country
     UNION ALL SELECT 'region', code, words FROM directory_region
     UNION ALL SELECT 'language', code, code FROM directory_language
     UNION ALL SELECT 'sector', slug, other_terms FROM directory_sector
"""


def codes_of(name: str, *, among: Iterable[str]) -> list[tuple[str, str]]:
    """The codes that have exactly that name, in any of the languages of names, without accents and case, each with its
    facet: those of the first facet that has any."""
    meanings = _meanings(facets.data_version())
    spelled = folded(name).strip()
    for facet in among:
        if codes := meanings.get(facet, {}).get(spelled):
            return [(facet, code) for code in codes]
    return []


def nearest_names(name: str, *, among: Iterable[str]) -> list[str]:
    """The names, in the reader's language, that are spelled nearly like this one, the nearest first; MOST_NEAR at most."""
    values = facets.values(facets.data_version())
    names = {folded(label).strip(): label for facet in among for label in values.names[facet].values()}
    near = difflib.get_close_matches(folded(name).strip()[:100], names, n=MOST_NEAR, cutoff=NEAR_ENOUGH)
    return [names[spelled] for spelled in near]


@lru_cache(maxsize=1)
def _meanings(version: int) -> Mapping[str, Mapping[str, list[str]]]:
    """Codes by folded name, by facet. Two queries after each change of the directory."""
    with connection.cursor() as cursor:
        cursor.execute(FURTHER_WORDS)
        further = [(facet, code, words.split(";")) for facet, code, words in cursor.fetchall()]
    meanings = _codes_by_name(facets.all_names(version))
    for facet, codes_by_word in _codes_by_name(further).items():
        # A name comes before a word that only leads to another one
        meanings[facet] = codes_by_word | meanings.get(facet, {})
    return meanings


def _codes_by_name(named: Iterable[tuple[str, str, Iterable[str]]]) -> dict[str, dict[str, list[str]]]:
    codes_by_name: dict[str, dict[str, list[str]]] = {}
    for facet, code, names in named:
        for spelled in {folded(name).strip() for name in names} - {""}:
            codes_by_name.setdefault(facet, {}).setdefault(spelled, []).append(code)
    return codes_by_name

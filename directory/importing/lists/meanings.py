"""What words mean in our vocabularies: names, codes and further words of countries, languages, sectors, topics, kinds,
statuses, roles and extents, in the languages of the directory and others that lists are written in."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db import connection, models
from django.utils import translation

from directory.finding import facets
from directory.models import Extent, Kind, Role, Status
from directory.models.text_search import folded
from directory.models.vocabularies import NAME_LANGUAGES

FOLDER = Path(__file__).parent
FURTHER_NAMES = FOLDER / "further_names.csv"
VALUE_WORDS = FOLDER / "value_words.csv"
CHOICES: dict[str, type[models.TextChoices]] = {
    "kind": Kind,
    "status": Status,
    "role": Role,
    "extent": Extent,
}

# In an order in which names come before what only leads to a record. Regions are extents as well
NAMES_AND_WORDS = """
    SELECT 'country', code, alpha_3, concat_ws(';', code, also_known_as), words FROM directory_country
     UNION ALL SELECT 'language', code, '', code, '' FROM directory_language
     UNION ALL SELECT 'extent', code, '', code, '' FROM directory_region
     UNION ALL SELECT 'sector', slug, '', slug, concat_ws(';', other_terms, former_terms) FROM directory_sector
     UNION ALL SELECT 'topic', slug, '', slug, concat_ws(';', other_terms, former_terms) FROM directory_topic
"""


class Meanings(NamedTuple):
    """Of each vocabulary, the code that each folded word means; and those that a word may mean, to be offered."""

    certain: Mapping[str, Mapping[str, str]]
    offered: Mapping[str, Mapping[str, str]]


def meanings() -> Meanings:
    """The meanings by what the directory's vocabularies hold now. One query, and two more after each change of the directory."""
    return _meanings(facets.data_version())


@lru_cache(maxsize=2)
def _meanings(version: int) -> Meanings:
    codes_by_word: dict[str, dict[str, str]] = {}
    for vocabulary, code, names in _names(version):
        _add(codes_by_word, vocabulary, code, names)
    with connection.cursor() as cursor:
        cursor.execute(NAMES_AND_WORDS)
        rows = cursor.fetchall()
    for vocabulary, code, alpha_3, names, _words in rows:
        _add(codes_by_word, vocabulary, code, [alpha_3, *names.split(";")])
    certain, offered = _shipped()
    # Words that only suggest a meaning are asked, though search takes them for the same
    for vocabulary, code, _alpha_3, _names_of_code, words in rows:
        suggested = offered.get(vocabulary, {})
        further = [word for word in words.split(";") if folded(word) not in suggested]
        _add(codes_by_word, vocabulary, code, further)
    for vocabulary, words_with_codes in certain.items():
        for word, code in words_with_codes.items():
            codes_by_word.setdefault(vocabulary, {}).setdefault(word, code)
    return Meanings(codes_by_word, offered)


def _names(version: int) -> Iterable[tuple[str, str, Iterable[str]]]:
    for facet, code, names in facets.all_names(version):
        yield ("extent" if facet == "region" else facet), code, names
    for vocabulary, choices in CHOICES.items():
        for choice in choices:
            yield vocabulary, choice.value, (choice.value, *_labels(choice))


@cache
def _labels(choice: models.TextChoices) -> list[str]:
    labels = []
    for language in NAME_LANGUAGES:
        with translation.override(language):
            labels.append(str(choice.label))
    return labels


def _add(codes_by_word: dict[str, dict[str, str]], vocabulary: str, code: str, words: Iterable[str]) -> None:
    """The first meaning of a word holds."""
    codes = codes_by_word.setdefault(vocabulary, {})
    for word in words:
        if spelled := folded(word):
            codes.setdefault(spelled, code)


@cache
def _shipped() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """The words of our own files, by vocabulary: those that mean a code, and those that may."""
    certain: dict[str, dict[str, str]] = {}
    offered: dict[str, dict[str, str]] = {}
    with VALUE_WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _add(certain, row["kind"], row["ours"], row["words"].split(";"))
            _add(offered, row["kind"], row["ours"], (row["offered"] or "").split(";"))
    with FURTHER_NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            _add(certain, row["facet"], row["code"], row["names"].split(";"))
    return certain, offered

"""Which countries a text names: by a name in any of the site's languages or its own, a demonym, a capital, a former name or
a code. Read from the vocabularies' files once in a process, so that it asks the database nothing."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from directory.models.text_search import folded, spelled_out
from directory.models.vocabularies import NAME_LANGUAGES

FOLDER = Path(__file__).resolve().parents[1] / "vocabularies"
# As `without_article` of text_search.sql, for the first word of a name
_WITH_ARTICLE = re.compile(r"\u0648?(?:[\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(.{3,})|\u0648(.{4,})")
_CODE = re.compile(r"[A-Z]{2,3}")
# What stands after a demonym of many ("Germans", "allemandes", "alemanes")
_PLURALS = ("s", "es")


class CountryMention(NamedTuple):
    """Countries that words of a text name: those from `start` to before `end` in `folded(text).split()`. More than one code
    where the words may mean any of them ("Korea"); `is_certain` where they mean one country and nothing else."""

    codes: tuple[str, ...]
    start: int
    end: int
    is_certain: bool


class _Meaning(NamedTuple):
    codes: tuple[str, ...]
    is_certain: bool


def countries_named(text: str) -> list[CountryMention]:
    """The countries that a text names, in the order of the words; of names within names the longest. A code counts only in
    capitals, in a text that is not all in capitals ("police in IN")."""
    typed_words = text.split()
    all_in_capitals = len(typed_words) > 1 and text.isupper()
    words: list[str] = []
    codes: set[int] = set()  # the places of words that may be codes
    for typed in typed_words:
        if _CODE.fullmatch(typed.strip(".,;:!?()")) and not all_in_capitals:
            codes.add(len(words))
        words += folded(typed if typed != "&" else " & ").split()
    mentions = []
    start = 0
    while start < len(words):
        mention = next(_mentions(words, start, codes), None)
        if mention:
            mentions.append(mention)
        start = mention.end if mention else start + 1
    return mentions


def _mentions(words: list[str], start: int, codes: set[int]) -> Iterator[CountryMention]:
    """Those that begin with the word at `start`, the longest first."""
    meanings = _meanings()
    for end in range(min(len(words), start + _longest()), start, -1):
        for phrase in _forms(words[start:end]):
            if meaning := meanings.get(phrase):
                yield CountryMention(meaning.codes, start, end, meaning.is_certain)
    if start in codes and (code := _countries_by_code().get(words[start])):
        yield CountryMention((code,), start, start + 1, is_certain=True)


def _forms(words: list[str]) -> Iterator[str]:
    """A phrase as it is typed, then without an Arabic article before it or the ending of a plural."""
    phrase = " ".join(words)
    yield phrase
    if match := _WITH_ARTICLE.fullmatch(phrase):
        yield phrase.removeprefix("\u0648")  # "and" alone, for names that begin as if with an article
        yield match[1] or match[2]
    for plural in _PLURALS:
        if len(phrase) > len(plural) + 3 and phrase.endswith(plural):
            yield phrase.removesuffix(plural)


@cache
def _longest() -> int:
    """How many words the longest name has."""
    return max(len(phrase.split()) for phrase in _meanings())


@cache
def _countries_by_code() -> Mapping[str, str]:
    return {code.lower(): row["code"] for row in _rows() for code in (row["code"], row["alpha_3"])}


@cache
def _meanings() -> Mapping[str, _Meaning]:
    """What each name means, folded, and with its umlauts spelled out."""
    owners: dict[str, dict[str, bool]] = {}
    for row in _rows():
        names = [*(row[f"name_{language}"] for language in NAME_LANGUAGES), *row["also_known_as"].split(";")]
        for names_of_kind, is_certain in (
            ([*names, *row["words"].split(";")], True),
            (row["uncertain_words"].split(";"), False),
        ):
            for name in names_of_kind:
                for phrase in {folded(name), folded(spelled_out(name))} - {""}:
                    owners.setdefault(phrase, {}).setdefault(row["code"], is_certain)
    return {
        phrase: _Meaning(tuple(sorted(codes)), is_certain=len(codes) == 1 and all(codes.values()))
        for phrase, codes in owners.items()
    }


@cache
def _rows() -> list[dict[str, str]]:
    """The countries, each with its names and its words."""
    words = {row["code"]: row for row in _read("country_words.csv")}
    return [row | words[row["code"]] for row in _read("countries.csv")]


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

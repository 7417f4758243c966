"""What words of a sentence can mean for the finder: the vocabularies in their four languages, and `sentence_words.csv`,
which has everyday words for the same and the little words of each language.

Words are compared as `normal` writes them. Names of several words are kept in a tree of words, without their little words:
"signalement des abus" is "signalement", "abus".
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from directory.models.text_search import folded
from directory.models.vocabularies import NAME_LANGUAGES

WORDS = settings.BASE_DIR / "directory" / "vocabularies" / "sentence_words.csv"
# In a sentence they stand for the slots of the finder's form
SLOTS = ("topic", "country", "sector", "language")
# Codes that people write in capitals for something else, such as "victim ID" or "IT crime"
NO_CODES = frozenset(("AI", "AM", "ID", "IT", "LA", "PM", "TV"))
# "francés", which would be the same as "France", and so on
KEPT_AS_THEY_ARE = frozenset(
    ("frances", "irlandes", "japones", "finlandes", "islandes", "tailandes", "holandes")
)
# Words that may mean another country as well; those of more, such as "Gulf States", are regions
UNCERTAIN = "uncertain"
COUNTRY_NAMES = "country names"  # without the words for whoever comes from there
MOST_COUNTRIES_OF_A_WORD = 3
SHORTEST_SLIP = 5  # letters: shorter words are too near to each other

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")  # "U.S." is one word
_ARABIC = re.compile("[\u0600-\u06ff]")
# "and", "so"; then "in", "for", "as"; then the article. What is left has three letters at least
_ARABIC_BEGINNINGS = (
    "ولل",
    "فلل",
    "لل",
    "وبال",
    "وال",
    "بال",
    "كال",
    "فال",
    "ال",
    "وب",
    "ول",
    "و",
    "ب",
    "ل",
    "ف",
)


class Meaning(NamedTuple):
    """`kind` is a slot, or what else `sentence_words.csv` knows: urgent, filler, self, ours, from, need, wants, not,
    speaks, spoken."""

    kind: str
    code: str = ""


class Token(NamedTuple):
    """A word as it is typed, as it is folded, and what it may be compared as. `follows`: "," or "." where a comma or the end
    of a sentence stands before it."""

    typed: str
    plain: str
    forms: tuple[str, ...]
    follows: str = ""


def normal(word: str) -> str:
    """A word without what tells its number and gender in English, French, Spanish and Arabic: "mexicanas" and "mexicano",
    "polonaise" and "polonais" are the same. Not a stem: it has to be alike for what is alike, and nothing else."""
    plain = folded(word).replace(" ", "")
    if plain in KEPT_AS_THEY_ARE:
        return plain
    if _ARABIC.search(plain):
        return plain.rstrip("ه") if len(plain) > 3 else plain
    while len(plain) > 3:
        if (plain[-1] == "s" and plain[-2] != "s") or (plain[-1] == "e" and len(plain) > 4):
            plain = plain[:-1]
        elif plain[-1] in "ao" and len(plain) > 5:
            return plain[:-1]
        else:
            break
    return plain


def forms_of(word: str) -> tuple[str, ...]:
    """What a word may be compared as: in Arabic, articles, prepositions and "and" are written as one with it."""
    plain = normal(word)
    if not _ARABIC.search(plain):
        return (plain,)
    without = (plain.removeprefix(beginning) for beginning in _ARABIC_BEGINNINGS)
    return (plain, *dict.fromkeys(form for form in without if form != plain and len(form) > 2))


def tokens_of(text: str) -> list[Token]:
    """The words of a text. `follows` is "," or "." where one of the marks of that kind stands before the word."""
    tokens, end = [], 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        mark = "." if re.search(r"[.!?;:؟؛\n]", between) else "," if re.search("[,،()]", between) else ""
        tokens.append(Token(match[0], folded(match[0]), forms_of(match[0]), mark))
        end = match.end()
    return tokens


@dataclass(slots=True)
class Node:
    """A word of the tree: which words can follow it, and what the words up to here mean."""

    next: dict[str, "Node"] = field(default_factory=dict)
    meanings: frozenset[Meaning] = frozenset()


@dataclass(slots=True)
class Terms:
    """What words mean: `tree` for names without their little words, `marks` for signs of who speaks, with them; `codes`
    of countries, which count in capitals only; `countries`, their folded names, of which a language may have a form
    ("Japan", "Japanese"); and, to mend slips, the words from which leaving out a letter makes one,
    and how each word is spelled."""

    tree: Node = field(default_factory=Node)
    marks: Node = field(default_factory=Node)
    codes: dict[str, Meaning] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    little: frozenset[str] = frozenset()
    shortened: dict[str, tuple[str, ...]] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)

    def is_little(self, token: Token) -> bool:
        if token.typed.replace(".", "") in self.codes:
            return False
        return token.plain in self.little or token.plain.removeprefix("و") in self.little


class _WordsOf(NamedTuple):
    meaning: Meaning
    words: tuple[str, ...]


@cache
def _own_words() -> tuple[_WordsOf, ...]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return tuple(
            _WordsOf(Meaning(row["means"], row["code"]), tuple(row["words"].split(";")))
            for row in csv.DictReader(file)
        )


def terms(version: int) -> Terms:
    """What words mean, as of a version of the data. One query after each change of the directory, and an eighth of a
    second where a vocabulary changed."""
    return _compiled(_rows(version))


@lru_cache(maxsize=1)
def _rows(version: int) -> tuple[tuple[str, str, str], ...]:
    """(slot, code, names with ";" between them) of each value of the vocabularies, and what else is said of countries."""
    names = ", ".join(f"name_{language}" for language in NAME_LANGUAGES)
    columns = {
        "topic": ("slug", "other_terms, former_terms"),
        "sector": ("slug", "other_terms, former_terms"),
        "country": ("code", "also_known_as, words, alpha_3"),
        "language": ("code", "''"),
    }
    statements = [
        f"SELECT '{slot}', {key}, concat_ws(';', {names}, {more}) FROM directory_{slot}"
        for slot, (key, more) in columns.items()
    ]
    statements += [
        f"SELECT '{UNCERTAIN}', code, uncertain_words FROM directory_country",
        f"SELECT '{COUNTRY_NAMES}', code, concat_ws(';', {names}) FROM directory_country",
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(statements)} ORDER BY 1, 2")
        return tuple(cursor.fetchall())


@lru_cache(maxsize=2)  # the version before as well, which slower requests still read
def _compiled(rows: tuple[tuple[str, str, str], ...]) -> Terms:
    little = {folded(word) for meaning, words in _own_words() if meaning.kind == "little" for word in words}
    compiled = Terms(little=frozenset(little))
    by_phrase: dict[tuple[str, ...], set[Meaning]] = defaultdict(set)
    uncertain: dict[tuple[str, ...], set[Meaning]] = defaultdict(set)
    compiled.countries = frozenset(
        folded(name) for slot, _code, names in rows if slot == COUNTRY_NAMES for name in names.split(";")
    )
    for slot, code, names in rows:
        if slot == COUNTRY_NAMES:
            continue
        if slot == UNCERTAIN:
            for phrase in _phrases(names.split(";"), compiled):
                uncertain[phrase].add(Meaning("country", code))
            continue
        meaning = Meaning(slot, code)
        if slot == "country":
            _add_codes(compiled, meaning, [code, *names.split(";")])
        for phrase in _phrases(names.split(";"), compiled):
            by_phrase[phrase].add(meaning)
    for phrase, meanings in _everyday(compiled).items():
        # They know better what people mean by a word than the vocabulary, but for places and languages
        kept = {meaning for meaning in by_phrase[phrase] if meaning.kind in ("country", "language")}
        by_phrase[phrase] = kept | meanings
    for phrase, meanings in uncertain.items():
        kinds = {meaning.kind for meaning in by_phrase.get(phrase, ())}
        if len(meanings) <= MOST_COUNTRIES_OF_A_WORD and not kinds - {"language"}:
            by_phrase[phrase] |= meanings
    for phrase, meanings in by_phrase.items():
        _plant(compiled.tree, phrase, meanings)
    for word in sorted({word for phrase in by_phrase for word in phrase if len(word) >= SHORTEST_SLIP}):
        for shorter in {word, *shortened(word)}:
            # Tuples, for there are thirty thousand: sets of one word take 5 MB more in each worker
            compiled.shortened[shorter] = (*compiled.shortened.get(shorter, ()), word)
    return compiled


def _everyday(compiled: Terms) -> dict[tuple[str, ...], set[Meaning]]:
    """Meanings by phrases of `sentence_words.csv`; signs of who speaks are planted among the marks at once."""
    by_phrase: dict[tuple[str, ...], set[Meaning]] = defaultdict(set)
    for meaning, words in _own_words():
        if meaning.kind in ("self", "ours", "from", "need", "wants", "not", "speaks", "spoken"):
            for word in words:
                _plant(compiled.marks, tuple(token.forms[0] for token in tokens_of(word)), {meaning})
        elif meaning.kind != "little":
            for phrase in _phrases(words, compiled):
                by_phrase[phrase].add(meaning)
    return by_phrase


def _phrases(names: Iterable[str], compiled: Terms) -> Iterator[tuple[str, ...]]:
    """Names as words without little ones, and without the Arabic article."""
    for name in names:
        tokens = [token for token in tokens_of(name) if not compiled.is_little(token)]
        for token in tokens:
            compiled.spelled.setdefault(_without_article(token), token.typed)
        if tokens and name.replace(".", "") not in compiled.codes:
            yield tuple(_without_article(token) for token in tokens)


def _without_article(token: Token) -> str:
    # As it is typed, for folding makes the same letters of other beginnings ("ألعاب")
    bare = token.forms[0].removeprefix("ال") if token.typed.startswith("ال") else ""
    return bare if len(bare) > 2 else token.forms[0]


def _add_codes(compiled: Terms, meaning: Meaning, names: list[str]) -> None:
    for name in names:
        letters = name.replace(".", "")
        if len(letters) <= 3 and letters.isupper() and letters.isascii() and letters not in NO_CODES:
            compiled.codes[letters] = meaning


def _plant(root: Node, phrase: tuple[str, ...], meanings: Iterable[Meaning]) -> None:
    node = root
    for word in phrase:
        node = node.next.setdefault(word, Node())
    node.meanings |= frozenset(meanings)


def shortened(word: str) -> list[str]:
    """The words that leaving out one letter makes."""
    return [word[:position] + word[position + 1 :] for position in range(len(word))]

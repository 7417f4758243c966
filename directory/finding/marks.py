"""Where the words of a search stand in a text that a page shows.

A word stands there in any of the forms by which it is found: as typed, in another spelling, by its stem, written as one
with its neighbour, or in what means the same. What a form is, the database says (`word_conditions`, `word_stems`); the stems of the words of texts
are kept in the process, for texts repeat them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from directory.models.text_search import Words, folded

TOKEN = re.compile(r"(?:\w\.){2,}|[^\W_]+")
LEXEME = re.compile(r"'([^']+)'(:\*)?")
YEAR = re.compile("(1[0-9]|20)[0-9]{2}")
SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")
# Languages whose stems stand beside the words of texts, as marks before the stem
STEMS_OF_TEXTS = ("en~", "ar~")
MOST_KEPT = 50_000  # words whose stems are kept
LONGEST_NAME = 6  # words of a name that means the same as a word
LONGEST_SENTENCE = 300  # characters that are shown of a sentence


class WordMeaning(NamedTuple):
    """What stands for a word: lexemes, with "=" before those of whole names; beginnings of words; and terms that have it in
    their names, or that it is if it is a year."""

    word: str
    lexemes: frozenset[str]
    beginnings: tuple[str, ...]
    terms: frozenset[str]


def meanings(words: Words) -> list[WordMeaning]:
    """What stands for each word that carries a meaning, and for each word of a phrase. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, own::text, terms FROM word_conditions(%s) WHERE NOT is_stop ORDER BY place",
            [words.wanted],
        )
        rows = cursor.fetchall()
    in_phrases = {word for phrase in words.phrases for word in folded(phrase).split()}
    return [
        *(
            WordMeaning(
                word,
                frozenset(lexeme for lexeme, is_beginning in LEXEME.findall(condition) if not is_beginning)
                | {lexeme for lexeme in terms if not lexeme.startswith("@")},
                tuple(lexeme for lexeme, is_beginning in LEXEME.findall(condition) if is_beginning),
                frozenset(term for term in terms if term.startswith("@")) | _terms_of_year(word),
            )
            for word, condition, terms in rows
        ),
        *(WordMeaning(word, frozenset({word}), (), frozenset()) for word in sorted(in_phrases)),
    ]


def _terms_of_year(word: str) -> frozenset[str]:
    return frozenset({f"@begun:{word}", f"@ended:{word}"} if YEAR.fullmatch(word) else ())


_stems: dict[str, frozenset[str]] = {}


def learn_stems(words: set[str]) -> None:
    """Keep the stems of folded words. One query where some are new."""
    new = [word for word in words if word not in _stems]
    if not new:
        return
    if len(_stems) + len(new) > MOST_KEPT:
        _stems.clear()
        new = list(words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, word_stems(word) FROM unnest(%s::text[]) AS word", [new])
        for word, stems in cursor.fetchall():
            _stems[word] = frozenset(stem for stem in stems if stem.startswith(STEMS_OF_TEXTS))


class Mark(NamedTuple):
    """A passage of a text that stands for words of a search, by their numbers."""

    start: int
    end: int
    words: frozenset[int]


class NumbersByWord(dict[str, frozenset[int]]):
    """The numbers of the words of a search that a folded word of a text stands for, remembered: texts repeat their words."""

    def __init__(self, word_meanings: list[WordMeaning]):
        self.meanings = word_meanings
        self.lexemes = frozenset().union(*(meaning.lexemes for meaning in word_meanings))
        self.beginnings = tuple(beginning for meaning in word_meanings for beginning in meaning.beginnings)

    def __missing__(self, word: str) -> frozenset[int]:
        stems = _stems.get(word, frozenset())
        # Most words of a text stand for none, and five hundred are looked at for a page
        if word in self.lexemes or not stems.isdisjoint(self.lexemes) or word.startswith(self.beginnings):
            numbers = frozenset(
                number
                for number, meaning in enumerate(self.meanings)
                if word in meaning.lexemes
                or not stems.isdisjoint(meaning.lexemes)
                or word.startswith(meaning.beginnings)
            )
        else:
            numbers = frozenset()
        self[word] = numbers
        return numbers


class Marker:
    """Marks the words of a search in texts, once what is to be known of their words is learnt: see `learn_together`. Each
    text is read once, however often it is asked about."""

    def __init__(self, word_meanings: list[WordMeaning]):
        self.meanings = word_meanings
        self.every_word = frozenset(range(len(word_meanings)))
        self._words: dict[str, list[str]] = {}
        self._marks: dict[str, list[Mark]] = {}
        self._standing = NumbersByWord(word_meanings)
        self._lexemes = self._standing.lexemes
        self._has_names = any(lexeme.startswith("=") for lexeme in self._lexemes)

    def words_of(self, text: str) -> list[str]:
        """The words of a text as they are folded, in their order."""
        if text not in self._words:
            self._words[text] = list(map(_folded_word, TOKEN.findall(text)))
        return self._words[text]

    def marks(self, text: str) -> list[Mark]:
        if text not in self._marks:
            self._marks[text] = self._marks_of(text)
        return self._marks[text]

    def _marks_of(self, text: str) -> list[Mark]:
        words = self.words_of(text)
        numbers = list(map(self._standing.__getitem__, words))
        for place, (word, after) in enumerate(pairwise(words)):
            # Two words that the search has as one, as "task force" for "taskforce"
            if word + after in self._lexemes:
                compound = self._as_one(word + after)
                numbers[place] |= compound
                numbers[place + 1] |= compound
        for start, end in self._names_in(words):
            name = self._as_one("=" + "".join(words[start:end]))
            numbers[start:end] = [of_word | name for of_word in numbers[start:end]]
        # Where words stand is looked up only if there are any: in most texts there are none
        if not any(numbers):
            return []
        return [
            Mark(*match.span(), numbers_of_word)
            for match, numbers_of_word in zip(TOKEN.finditer(text), numbers, strict=True)
            if numbers_of_word
        ]

    def _names_in(self, words: list[str]) -> Iterator[tuple[int, int]]:
        """Where whole names of several words stand that mean the same as a word."""
        if self._has_names:
            for start in range(len(words)):
                for end in range(start + 2, min(start + LONGEST_NAME, len(words)) + 1):
                    if "=" + "".join(words[start:end]) in self._lexemes:
                        yield start, end

    def words_in(self, *texts: str) -> frozenset[int]:
        """The numbers of the words that stand in a text."""
        return frozenset(number for text in texts for mark in self.marks(text) for number in mark.words)

    def unseen_in(self, *texts: str) -> frozenset[int]:
        """The numbers of the other words."""
        return self.every_word - self.words_in(*texts)

    def marked(self, text: str) -> SafeString:
        """The text as HTML with marks around the words."""
        pieces, end = [], 0
        for mark in self.marks(text):
            pieces += [
                escape(text[end : mark.start]),
                "<mark>",
                escape(text[mark.start : mark.end]),
                "</mark>",
            ]
            end = mark.end
        return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308  all that is not ours is escaped

    def sentence(self, text: str, numbers: frozenset[int]) -> str:
        """The sentence in which most of the words of these numbers stand, the first of several; empty where none has any."""
        best, most = "", 0
        # Most texts have none, and to look at each of their sentences takes as long as all else
        for sentence in SENTENCE_END.split(text) if self.words_in(text) & numbers else ():
            count = len(self.words_in(sentence) & numbers)
            if count > most:
                best, most = sentence, count
        return self._cut(best)

    def _cut(self, sentence: str) -> str:
        if len(sentence) <= LONGEST_SENTENCE:
            return sentence
        first = next(iter(self.marks(sentence)), Mark(0, 0, frozenset()))
        start = max(0, min(first.start - LONGEST_SENTENCE // 2, len(sentence) - LONGEST_SENTENCE))
        part = sentence[start : start + LONGEST_SENTENCE]
        return f"{'…' if start else ''}{part.strip()}…"

    def _as_one(self, word: str) -> frozenset[int]:
        return frozenset(number for number, meaning in enumerate(self.meanings) if word in meaning.lexemes)


def learn_together(texts: Iterable[tuple[Marker, str]]) -> None:
    """Get to know the words of texts before their markers are asked about them. One query where some are new."""
    learn_stems(set().union(*(marker.words_of(text) for marker, text in texts)))


@lru_cache(MOST_KEPT)  # texts repeat their words
def _folded_word(word: str) -> str:
    return folded(word).replace(" ", "")

"""Where the words of a search stand in a text that a page shows.

A word stands there in any of the forms by which it is found: as typed, in another spelling, by its stem, or written as one
with its neighbour. What a form is, the database says (`word_conditions`, `word_stems`); the stems of the words of texts
are kept in the process, for texts repeat them.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from directory.models.text_search import Words, folded

TOKEN = re.compile(r"(?:\w\.){2,}|[^\W_]+")
LEXEME = re.compile(r"'([^']+)'(:\*)?")
SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")
# Languages whose stems stand beside the words of texts, as marks before the stem
STEMS_OF_TEXTS = ("en~", "ar~")
MOST_KEPT = 50_000  # words whose stems are kept
LONGEST_SENTENCE = 300  # characters that are shown of a sentence


class WordMeaning(NamedTuple):
    """What stands for a word: lexemes, beginnings of words, and terms that have it in their names."""

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
                frozenset(lexeme for lexeme, is_beginning in LEXEME.findall(condition) if not is_beginning),
                tuple(lexeme for lexeme, is_beginning in LEXEME.findall(condition) if is_beginning),
                frozenset(terms),
            )
            for word, condition, terms in rows
        ),
        *(WordMeaning(word, frozenset({word}), (), frozenset()) for word in sorted(in_phrases)),
    ]


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


class TextWord(NamedTuple):
    """A word of a text: from where to where it stands, and the word as it is folded."""

    start: int
    end: int
    word: str


class Marker:
    """Marks the words of a search in texts, once what is to be known of their words is learnt: see `learn_together`. Each
    text is read once, however often it is asked about."""

    def __init__(self, word_meanings: list[WordMeaning]):
        self.meanings = word_meanings
        self.every_word = frozenset(range(len(word_meanings)))
        self._tokens: dict[str, list[TextWord]] = {}
        self._marks: dict[str, list[Mark]] = {}
        self._standing: dict[str, frozenset[int]] = {}
        self._lexemes = frozenset().union(*(meaning.lexemes for meaning in word_meanings))

    def tokens(self, text: str) -> list[TextWord]:
        if text not in self._tokens:
            self._tokens[text] = [
                TextWord(match.start(), match.end(), _folded_word(match[0])) for match in TOKEN.finditer(text)
            ]
        return self._tokens[text]

    def marks(self, text: str) -> list[Mark]:
        if text not in self._marks:
            self._marks[text] = list(self._marks_of(self.tokens(text)))
        return self._marks[text]

    def _marks_of(self, tokens: list[TextWord]) -> Iterator[Mark]:
        compound: frozenset[int] = frozenset()  # what the last word and this one stand for together
        for token, after in zip_longest(tokens, tokens[1:]):
            numbers = self._standing_for(token.word) | compound
            # Two words that the search has as one, as "task force" for "taskforce"
            compound = self._as_one(token.word + after.word) if after else frozenset()
            numbers |= compound
            if numbers:
                yield Mark(token.start, token.end, numbers)

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
        for sentence in SENTENCE_END.split(text):
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

    def _standing_for(self, word: str) -> frozenset[int]:
        if word not in self._standing:
            stems = _stems.get(word, frozenset())
            self._standing[word] = frozenset(
                number
                for number, meaning in enumerate(self.meanings)
                if word in meaning.lexemes
                or stems & meaning.lexemes
                or word.startswith(meaning.beginnings or ("\0",))
            )
        return self._standing[word]

    def _as_one(self, word: str) -> frozenset[int]:
        if word not in self._lexemes:
            return frozenset()
        return frozenset(number for number, meaning in enumerate(self.meanings) if word in meaning.lexemes)


def learn_together(texts: Iterable[tuple[Marker, str]]) -> None:
    """Get to know the words of texts before their markers are asked about them. One query where some are new."""
    learn_stems({word for marker, text in texts for *_span, word in marker.tokens(text)})


@lru_cache(MOST_KEPT)  # texts repeat their words
def _folded_word(word: str) -> str:
    return folded(word).replace(" ", "")

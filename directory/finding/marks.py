"""Where the words of a search stand in a text that a page shows.

A word stands there in any of the forms by which it is found: as typed, in another spelling, by its stem, or written as one
with its neighbour. What a form is, the database says (`word_conditions`, `word_stems`); the stems of the words of texts
are kept in the process, for texts repeat them.
"""

import re
from collections.abc import Iterable, Iterator
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


class Marker:
    """Marks the words of a search in texts. `texts` are all that will be asked about, so that what is to be known of them
    is asked at once: up to one query."""

    def __init__(self, word_meanings: list[WordMeaning], texts: Iterable[str]):
        self.meanings = word_meanings
        self.every_word = frozenset(range(len(word_meanings)))
        learn_stems({word for text in texts for *_span, word in _tokens(text)})

    def marks(self, text: str) -> list[Mark]:
        tokens = list(_tokens(text))
        marks = []
        for number, (start, end, word) in enumerate(tokens):
            numbers = self._standing_for(word)
            # Two words that the search has as one, as "task force" for "taskforce"
            for neighbour in (number - 1, number + 1):
                if 0 <= neighbour < len(tokens):
                    first, second = sorted((number, neighbour))
                    numbers |= self._compound(tokens[first][2] + tokens[second][2])
            if numbers:
                marks.append(Mark(start, end, frozenset(numbers)))
        return marks

    def words_in(self, *texts: str) -> frozenset[int]:
        """The numbers of the words that stand in a text."""
        return frozenset(number for text in texts for mark in self.marks(text) for number in mark.words)

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

    def _standing_for(self, word: str) -> set[int]:
        stems = _stems.get(word, frozenset())
        return {
            number
            for number, meaning in enumerate(self.meanings)
            if word in meaning.lexemes
            or stems & meaning.lexemes
            or word.startswith(meaning.beginnings or ("\0",))
        }

    def _compound(self, word: str) -> set[int]:
        return {number for number, meaning in enumerate(self.meanings) if word in meaning.lexemes}


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """The words of a text: from where to where each stands, and the word as it is folded."""
    for match in TOKEN.finditer(text):
        yield match.start(), match.end(), folded(match[0]).replace(" ", "")

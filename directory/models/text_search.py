"""Text search in words that the models can speak: vectors kept by the database, and queries over them.

The functions stand in `database/sql/text_search.sql` and `text_queries.sql`. They fold case, accents and width, know a
name's initials ("VGT") and its words written as one ("taskforce"), and hold the whole name as a lexeme of its own.
"""

import re
import unicodedata
from dataclasses import dataclass

from anyascii import anyascii
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models
from django.db.models import F, Func, Lookup, Value
from django.db.models.functions import Collate

MOST_WORDS = 12  # with each, `text_query` has one variant more, in which it is one with its neighbour
LONGEST_QUERY = 200  # characters that a form of a search takes


def name_vector(*fields: str) -> models.GeneratedField:
    """A stored vector of names: words, neighbouring words written as one, initials, and the name as a whole."""
    return models.GeneratedField(
        expression=Func(*map(F, fields), function="public.name_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def text_vector(field: str) -> models.GeneratedField:
    """A stored vector of running text."""
    return models.GeneratedField(
        expression=Func(F(field), function="public.text_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def sort_name(field: str) -> models.GeneratedField:
    """A stored key by which lists of names are sorted: without accents and case, compared byte by byte, so that the order
    is the one that people expect and the same on every server."""
    return models.GeneratedField(
        expression=Func(F(field), function="public.fold"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


def by_name(field: str = "name") -> Collate:
    """The same order for few rows, computed as they are sorted."""
    return Collate(Func(F(field), function="public.fold", output_field=models.TextField()), "C")


_ALEFS = str.maketrans(dict.fromkeys("\u0622\u0623\u0625\u0671", "\u0627"))
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")


def folded(text: str) -> str:
    """What `public.fold` makes of a text in Latin or Arabic letters, to sort words that are not in the database."""
    if text.isascii():  # as most titles are: the same, and ten times as fast
        return " ".join(re.findall(r"[^\W_]+", text.lower()))
    composed = unicodedata.normalize("NFKC", text)
    plain = "".join(
        anyascii(letter) if unicodedata.name(letter, "").startswith("LATIN") else letter
        for letter in composed
    )
    return " ".join(re.findall(r"[^\W_]+", _MARKS.sub("", plain.lower()).translate(_ALEFS)))


@SearchVectorField.register_lookup
class Matches(Lookup):
    """`vector @@ query`."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = compiler.compile(self.rhs)
        return f"{lhs} @@ {rhs}", [*lhs_params, *rhs_params]


PIECE = re.compile(r'(?:(?<=\s)|^)(?:(-?)"([^"]+)"|-(\w\S*))')  # "a phrase", -"a phrase" or -word


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed, taken apart: plain words, "phrases in quotes" and -unwanted words."""

    wanted: str
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Words":
        """Take a typed query apart. Never fails: a quote that is not closed is no quote."""
        phrases, unwanted = [], []
        for minus, phrase, word in PIECE.findall(text):
            (unwanted if minus or word else phrases).append(phrase or word)
        return cls(" ".join(PIECE.sub(" ", text).split()), tuple(phrases), tuple(unwanted))


class TextQuery(Func):
    """A tsquery of what somebody typed: every wanted word, the last one as a beginning; no unwanted one."""

    function = "public.text_query"
    output_field = SearchQueryField()

    def __init__(self, text: str):
        words = Words.of(text)
        array = ArrayField(models.TextField())
        super().__init__(
            Value(words.wanted, models.TextField()),
            Value(list(words.phrases), array),
            Value(list(words.unwanted), array),
        )


class WholeName(Func):
    """A tsquery that matches the vector of names in which what was typed is a whole name, or its initials."""

    function = "public.whole_name_query"
    output_field = SearchQueryField()

    def __init__(self, text: str):
        super().__init__(Value(Words.of(text).wanted, models.TextField()))


class ByRelevance(models.QuerySet):
    """A queryset whose `matching` records can be put in order. `vector` is the field that is searched."""

    vector = "name_vector"

    def matching(self, query: TextQuery):
        return self.filter(**{f"{self.vector}__matches": query})

    def by_relevance(self, text: str):
        """Whole names first, then by how much of the name was typed."""
        # 2 divides the rank by the length of the name: of two, the one of which more was typed comes first
        rank = Func(
            F(self.vector), TextQuery(text), Value(2), function="ts_rank", output_field=models.FloatField()
        )
        whole = Matches(F(self.vector), WholeName(text))
        return self.order_by(models.Case(models.When(whole, then=0), default=1), rank.desc(), "pk")

    def best_matching(self, text: str):
        """Those that somebody means who types that text, the likeliest first."""
        return self.matching(TextQuery(text)).by_relevance(text)

"""Text search in words that the models can speak: what somebody typed, taken apart, and queries over documents.

The functions stand in `database/sql/text_search.sql`, `documents.sql` and `text_queries.sql`. They fold case, accents,
width and the forms of letters in all scripts, know a name's initials ("VGT"), its words written as one ("taskforce"), its
stems and other ways to spell it ("Koeln"), and hold the whole name as a lexeme of its own.
"""

import re
import unicodedata
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Collate

MOST_WORDS = 12  # that are searched for at once: each is looked up in several forms
LONGEST_QUERY = 200  # characters that a form takes which looks for an organisation


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


# The three that follow stand in `public.plain_letters` and `public.fold` as well
_MARKS = re.compile(
    r"[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c"
    r"\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+"
)
_BETWEEN_WORDS = re.compile(
    r"[\u0001-\u002d\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b9-\u02df\u02e5-\u02ff\u037e"
    r"\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d"
    r"\u06d4\u06dd\u06de\u06e9\u0700-\u070d\u0964\u0965\u0970\u0e4f\u0e5a\u0e5b\u0f04-\u0f12\u104a-\u104f"
    r"\u10fb\u1360-\u1368\u1680\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u2000-\u206f\u20a0-\u20cf\u2100-\u214f"
    r"\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ue000-\uf8ff\ufd3e"
    r"\ufd3f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff]+"
)
_PLAIN_LETTERS = str.maketrans(
    "ðøđħıłŧƀɓƃƈɖɗƌɛəǝƒɠɡɨƙƚɲƞɔƥƭʈʋƴƶǥȥȷⱥȼⱦʉɇɉɍɏŋĸ"
    "\u03c2\u0671\u0649\u06cc\u06d0\u06a9\u06aa\u0629\u06c3\u06c1\u06d5\u06be"
    "\u0660\u06f0\u0661\u06f1\u0662\u06f2\u0663\u06f3\u0664\u06f4\u0665\u06f5\u0666\u06f6\u0667\u06f7\u0668\u06f8\u0669\u06f9",
    "dodhiltbbbcdddeeefggiklnnopttvyzgzjactuejrynk"
    "\u03c3\u0627\u064a\u064a\u064a\u0643\u0643\u0647\u0647\u0647\u0647\u0647"
    "00112233445566778899",
) | str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_DOT_OF_AN_ACRONYM = re.compile(r"(?<![^ .])([^ .0-9])\.(?=[^ .0-9](?![^ .]))")


def folded(text: str) -> str:
    """What `public.fold` makes of a text, for words that are not in the database."""
    if text.isascii():  # as most titles are, and ten times as fast
        plain = text.lower()
    else:
        decomposed = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        plain = unicodedata.normalize("NFC", decomposed).lower().translate(_PLAIN_LETTERS)
    words = _BETWEEN_WORDS.sub(" ", plain.replace(" & ", " and "))
    return " ".join(_DOT_OF_AN_ACRONYM.sub(r"\1", words).replace(".", " ").split())


_TOO_LONG = re.compile(r"(\S{100})\S+")  # PostgreSQL takes no word of more than 2,046 bytes
PIECE = re.compile(r'(?:(?<=\s)|^)(?:(-?)"([^"]+)"|-(\w\S*))')  # "a phrase", -"a phrase" or -word
# Quotes as they are typeset, and as a telephone puts them in by itself
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed, taken apart: plain words, "phrases in quotes" and -unwanted words."""

    wanted: str
    phrases: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    # The records that are found, the best first, where they were looked up before
    ranked: tuple[int, ...] | None = None

    @property
    def parameters(self) -> list:
        """Those of TEXT_QUERY and TYPED_QUERIES."""
        return [self.wanted, list(self.phrases), list(self.unwanted)]

    def __bool__(self) -> bool:
        return bool(self.wanted or self.phrases or self.unwanted)

    @classmethod
    def of(cls, text: str) -> "Words":
        """Take a typed query apart. Never fails: a quote that is not closed is no quote."""
        phrases, unwanted = [], []
        text = _TOO_LONG.sub(r"\1", text)
        text = text.translate(_QUOTES)
        for minus, phrase, word in PIECE.findall(text):
            (unwanted if minus or word else phrases).append(phrase or word)
        return cls(
            " ".join(PIECE.sub(" ", text).split()), tuple(phrases[:MOST_WORDS]), tuple(unwanted[:MOST_WORDS])
        )


TEXT_QUERY = "text_query(%s, %s::text[], %s::text[])"
TYPED_QUERIES = "typed_queries(%s, %s::text[], %s::text[])"


class WithDocuments(models.QuerySet):
    """A queryset of records that have a composed document each: `database/sql/documents.sql`."""

    document_number = "pk"  # the field that the document has as its record's number

    def matching(self, words: Words):
        """Those that have the words."""
        kind = self.model._meta.model_name
        if words.ranked is not None:
            numbers = RawSQL("SELECT unnest(%s::bigint[])", [list(words.ranked)])
        else:
            numbers = RawSQL(f"SELECT id FROM document_hits(%s, {TEXT_QUERY})", [kind, *words.parameters])  # noqa: S611  our own SQL
        return self.filter(**{f"{self.document_number}__in": numbers})

    def by_relevance(self, words: Words):
        """With `relevance`, the best first: whole names, then by their names, other own words, and terms; what was made up for a
        trial after all else."""
        made_up = ["is_sample"] if any(field.name == "is_sample" for field in self.model._meta.fields) else []
        if words.ranked is not None:
            place = Func(
                Value(list(words.ranked), ArrayField(models.BigIntegerField())),
                Cast(self.document_number, models.BigIntegerField()),
                function="array_position",
                output_field=models.IntegerField(),
            )
            return self.annotate(relevance=Value(0.0)).order_by(*made_up, place)
        typed = RawSQL(f"(SELECT ARRAY[query, own, whole, exact] FROM {TYPED_QUERIES})", words.parameters)  # noqa: S611  our own SQL
        relevance = Func(
            Value(self.model._meta.model_name),
            Cast(self.document_number, models.BigIntegerField()),
            typed,
            function="document_relevance",
            output_field=models.FloatField(),
        )
        return self.annotate(relevance=relevance).order_by(*made_up, F("relevance").desc(), "pk")

    def best_matching(self, text: str):
        """Those that somebody means who types that text, the likeliest first."""
        words = Words.of(text)
        return self.matching(words).by_relevance(words)

"""Text search in words that the models can speak: vectors kept by the database, and queries over them.

The functions stand in `database/sql/text_search.sql` and `text_queries.sql`. They fold case, accents, width and the
forms of letters in all scripts, know a name's initials ("VGT"), its words written as one ("taskforce") and other ways to
spell them ("Koeln"), and hold the whole name as a lexeme of its own.
"""

import re
import unicodedata
from dataclasses import dataclass

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


_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def spelled_out(text: str) -> str:
    """What `public.spelled_out` makes of a text: "Köln" -> "koeln"."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).lower().translate(_SPELLED_OUT)


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
# Quotes as they are typeset, and as a telephone puts them in by itself
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»〝〞＂", '"'))


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
        text = text.translate(_QUOTES)
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

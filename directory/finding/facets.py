"""The facets of a partnership: what the list can be narrowed by, and the words for each value.

A value is encoded as `facet number * 1000 + value number`. The numbers stand in `models/facets.py`; the database
encodes with the same ones, in the function `listing_values`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.finding import kept_parts
from directory.models.facets import CHOICES, DEFAULTS, FacetNumber, encode
from directory.models.text_search import folded
from directory.models.vocabularies import NAME_LANGUAGES


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list.

    `choices` are the values and their names in order, or None where they stand in a table of the same name.
    `default` are the values that the list shows when nothing is chosen; None shows all.
    """

    name: str
    number: int
    label: str | Promise
    choices: tuple[tuple[str, str | Promise], ...] | None = None
    default: tuple[str, ...] | None = None


LABELS = {
    FacetNumber.COUNTRY: _("Country"),
    FacetNumber.REGION: _("Region"),
    FacetNumber.TOPIC: _("Topic"),
    FacetNumber.SECTOR: _("Sector"),
    FacetNumber.KIND: _("Kind"),
    FacetNumber.STATUS: _("Status"),
    FacetNumber.SCOPE: _("Scope"),
    FacetNumber.FRESHNESS: _("Freshness"),
    FacetNumber.LANGUAGE: _("Language"),
}
FACETS = {
    number.name.lower(): Facet(
        number.name.lower(),
        number.value,
        label,
        tuple(CHOICES[number].choices) if number in CHOICES else None,
        DEFAULTS.get(number),
    )
    for number, label in LABELS.items()
}
ALL = "all"  # the value that lifts a default
EVERYTHING = 0  # encoded: every listing


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet: its code in addresses, its encoded number, its name in the reader's language, and its place among
    the names of its facet in that language."""

    facet: str
    code: str
    v: int
    label: str
    place: int


@dataclass(frozen=True, slots=True)
class Values:
    """All values of all facets, in one language: by facet and code, and by encoded number. `names` are the names by facet
    and code, in the order of the names."""

    by_code: Mapping[str, Mapping[str, Value]]
    by_v: Mapping[int, Value]
    names: Mapping[str, Mapping[str, str]]

    def names_of(self, facet: str, codes: Iterable[str]) -> list[str]:
        """The names of some values of a facet, in their order."""
        chosen = sorted((self.by_code[facet][code] for code in codes), key=attrgetter("place"))
        return [value.label for value in chosen]

    def by_facet(self, encoded: list[int]) -> dict[str, list[Value]]:
        """The values behind encoded ones: those of each facet, in the order of their names. Every facet has a list."""
        by_facet: dict[str, list[Value]] = {name: [] for name in FACETS}
        for v in encoded:
            # A listing may be newer than the vocabulary that this process last read
            if value := self.by_v.get(v):
                by_facet[value.facet].append(value)
        for group in by_facet.values():
            if len(group) > 1:
                group.sort(key=attrgetter("place"))
        return by_facet


def data_version() -> int:
    """The number that grows with each commit that changed something public. One query."""
    with connection.cursor() as cursor:  # every page needs it; through the ORM it takes three times as long
        cursor.execute("SELECT version FROM data_version")
        return cursor.fetchone()[0]


@dataclass(frozen=True, slots=True)
class Totals:
    """How many listings have each encoded value: of all, and of those that the list shows where nothing is chosen."""

    all: Mapping[int, int]
    default: Mapping[int, int]


@lru_cache(maxsize=1)  # older versions of the data are never shown again
def totals(version: int) -> Totals:
    """The totals of all values. One query after each change of the directory."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT v, n, n_default FROM facet_total")
        rows = cursor.fetchall()
    return Totals(
        all={v: n for v, n, _n_default in rows if n > 0},
        default={v: n_default for v, _n, n_default in rows if n_default > 0},
    )


def values(version: int) -> Values:
    """The values in the active language. One query after each change of the directory."""
    return _values(_rows(version), get_language() or "en")


def all_names(version: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Facet, code and the names in the order of NAME_LANGUAGES of each value that stands in a table."""
    for facet, code, _number, *texts in _rows(version):
        yield facet, code, tuple(texts[: len(NAME_LANGUAGES)])


@lru_cache(maxsize=1)
def _rows(version: int) -> tuple[tuple, ...]:
    """(facet, code, number, a name for each of NAME_LANGUAGES, and for each what the name is sorted by) of the values that
    stand in tables. Names without ranks, which an import may change, are sorted as they are folded."""
    names = ", ".join(f"name_{language}" for language in NAME_LANGUAGES)
    ranks = ", ".join(f"to_char(rank_{language}, '00000')" for language in NAME_LANGUAGES)
    folded_names = ", ".join(f"public.fold(name_{language})" for language in NAME_LANGUAGES)
    tables = {
        "country": ("code", ranks),
        "region": ("code", ranks),
        "topic": ("slug", folded_names),
        "sector": ("slug", folded_names),
        "language": ("code", ranks),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', {key}, number, {names}, {sort_keys} FROM directory_{table}"
                for table, (key, sort_keys) in tables.items()
            )
        )
        return tuple(cursor.fetchall())


# The languages of one version of the data, and of the version before, which slower requests still read.
@lru_cache(maxsize=2 * len(NAME_LANGUAGES))
def _values(rows: tuple[tuple, ...], language: str) -> Values:
    # Names stand in NAME_LANGUAGES' order, English first; a region ("en-gb") has the names of its language
    column = NAME_LANGUAGES.index(language[:2]) if language[:2] in NAME_LANGUAGES else 0
    named: dict[str, list[tuple[str, str, str, int]]] = {name: [] for name in FACETS}
    for facet, code, number, *texts in rows:
        names, sort_keys = texts[: len(NAME_LANGUAGES)], texts[len(NAME_LANGUAGES) :]
        # A name that is missing in this language is sorted as the English one
        used = column if names[column] else 0
        named[facet].append((sort_keys[used], code, names[used], number))
    for facet in FACETS.values():
        for number, (code, label) in enumerate(facet.choices or (), 1):
            named[facet.name].append((folded(str(label)), code, str(label), number))
    by_code: dict[str, dict[str, Value]] = {}
    names_in_order: dict[str, dict[str, str]] = {}
    for facet, group in named.items():
        places = {code: place for place, (_sort_key, code, _label, _number) in enumerate(sorted(group))}
        by_code[facet] = {
            code: Value(facet, code, encode(FACETS[facet].number, number), label, places[code])
            for _sort_key, code, label, number in group
        }
        names_in_order[facet] = {code: by_code[facet][code].label for code in places}
    by_v = {value.v: value for group in by_code.values() for value in group.values()}
    return Values(by_code, by_v, names_in_order)


def forget() -> None:
    """Read the values and totals anew at the next question, whatever the data version is by then, and make what stands on
    them anew."""
    _rows.cache_clear()
    totals.cache_clear()
    kept_parts.forget()

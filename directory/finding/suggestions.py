"""What somebody may mean while they type: organisations, partnerships, countries and topics, by their names.

Organisations and partnerships come from a table that the database keeps for this, `database/sql/suggestions.sql`; countries
and topics are few, and every worker has them in memory. All are put in one order: names that are typed in full, then
acronyms, beginnings of names, and later words; within these, whatever more others are joined to comes first.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, models
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from directory.finding import facets
from directory.finding.facets import Values
from directory.models.page_paths import page_path
from directory.models.sql_constants import LETTERS_OF_A_BEGINNING
from directory.models.text_search import folded
from directory.models.vocabularies import NAME_LANGUAGES

MOST_SHOWN = 10
MOST_OF_A_VOCABULARY = 3  # of countries, and of topics: they stand before others of their rung
MOST_OF_VOCABULARIES_ALONE = 7  # of each, where nothing else is asked for
FEWEST_LETTERS = 2
KEY_OF_A_SUGGESTION = "-key-"  # stands for it in addresses that `combobox.js` fills in


class SuggestedKind(models.TextChoices):
    """Kinds of records that are suggested."""

    ORGANISATION = "organisation", gettext_lazy("Organisation")
    PARTNERSHIP = "partnership", gettext_lazy("Partnership")
    COUNTRY = "country", gettext_lazy("Country")
    TOPIC = "topic", gettext_lazy("Topic")
    REGION = "region", gettext_lazy("Region")
    LANGUAGE = "language", gettext_lazy("Language")
    SECTOR = "sector", gettext_lazy("Sector")


# Those that have a page; the others are answers in forms
WITH_PAGES = (
    SuggestedKind.ORGANISATION,
    SuggestedKind.PARTNERSHIP,
    SuggestedKind.COUNTRY,
    SuggestedKind.TOPIC,
)


class Rank(NamedTuple):
    """Where a suggestion stands among the others. `rung`: the whole name was typed, the beginning of a word, or words in
    another order; `number`: as in the column `place` of the table."""

    rung: int
    number: int


# Numbers of what is joined to most, as countries and topics are
ACRONYM, NAME, LATER_WORD = 0, 8, 16
LAST_OF_ITS_STEP = 7


class Suggestion(NamedTuple):
    """A record that somebody may mean. `key` is what its address and forms name it by; `matched` the other name by which it
    was found, "" where that is the name it is shown by; `about` tells it from others of its name."""

    kind: SuggestedKind
    key: str
    name: str
    acronym: str
    about: str
    matched: str
    rank: Rank

    @property
    def url(self) -> str:
        """Its page, in the active language; "" for what has none."""
        if self.kind not in WITH_PAGES:
            return ""
        return page_path(self.kind, self.key.lower() if self.kind == SuggestedKind.COUNTRY else self.key)


def suggestions(typed: str, *, kinds: Iterable[SuggestedKind]) -> list[Suggestion]:
    """The records that everybody may see whose names have words that begin as what is typed, the likeliest first; at most
    MOST_SHOWN. Empty for less than FEWEST_LETTERS letters. Two queries, and one more after each change of the directory."""
    start = folded(typed)[:LETTERS_OF_A_BEGINNING].strip()
    if len(start) < FEWEST_LETTERS:
        return []
    version = facets.data_version()
    values = facets.values(version)
    in_tables = [kind.value for kind in kinds if kind in ABOUT]
    matches = _in_tables(typed, in_tables, values) if in_tables else []
    language = get_language() or "en"
    most = MOST_OF_A_VOCABULARY if in_tables else MOST_OF_VOCABULARIES_ALONE
    for kind in kinds:
        if kind not in ABOUT:
            names = _names(_rows(version), language, kind)
            best = sorted(_in_vocabulary(start, names), key=lambda match: match[0])[:most]
            matches += [_vocabulary_suggestion(kind, *match, values) for match in best]
    return sorted(matches, key=lambda suggestion: suggestion.rank)[:MOST_SHOWN]


# Organisations and partnerships

# What is hidden has no row in `suggestion`; it is asked again because a mistake there would name what nobody may see
IN_TABLES = """
    SELECT s.kind, s.matched, s.rung, s.place, coalesce(o.slug, p.slug), coalesce(o.name, p.title),
           coalesce(o.acronym, p.acronym), o.country_id, o.is_international, o.sector_id, p.kind
      FROM suggested(%s, %s, %s) WITH ORDINALITY AS s (kind, record_id, matched, rung, place, number)
      LEFT JOIN directory_organisation o
        ON s.kind = 'organisation' AND o.id = s.record_id AND o.removed_at IS NULL AND NOT o.is_sample
      LEFT JOIN directory_partnership p
        ON s.kind = 'partnership' AND p.id = s.record_id AND p.removed_at IS NULL AND NOT p.is_sample
     WHERE o.id IS NOT NULL OR p.id IS NOT NULL
     ORDER BY s.number
"""


class NamedRow(NamedTuple):
    """What IN_TABLES gives of a record."""

    kind: str
    matched: str
    rung: int
    number: int
    slug: str
    name: str
    acronym: str
    country: str | None
    is_international: bool | None
    sector: str
    kind_of_partnership: str


def _in_tables(typed: str, kinds: list[str], values: Values) -> list[Suggestion]:
    with connection.cursor() as cursor:
        cursor.execute(IN_TABLES, [typed, kinds, MOST_SHOWN])
        rows = [NamedRow(*row) for row in cursor.fetchall()]
    suggestions_by_key: dict[tuple[str, str], Suggestion] = {}
    for row in rows:
        kind = SuggestedKind(row.kind)
        suggestion = Suggestion(
            kind,
            row.slug,
            row.name,
            row.acronym,
            ABOUT[kind](row, values),
            row.matched,
            Rank(row.rung, row.number),
        )
        # What has the words in order has them in any order, too
        suggestions_by_key.setdefault((kind, row.slug), suggestion)
    return list(suggestions_by_key.values())


def _about_organisation(row: NamedRow, values: Values) -> str:
    """Where it sits and of which sector it is."""
    home = _("International") if row.is_international else _label(values, "country", row.country or "")
    about = (home, _label(values, "sector", row.sector))
    return pgettext("between the items of a list", ", ").join(filter(None, about))


def _about_partnership(row: NamedRow, values: Values) -> str:
    return _label(values, "kind", row.kind_of_partnership)


def _label(values: Values, facet: str, code: str) -> str:
    value = values.by_code[facet].get(code)
    return value.label if value else ""


ABOUT = {
    SuggestedKind.ORGANISATION: _about_organisation,
    SuggestedKind.PARTNERSHIP: _about_partnership,
}

# Countries and topics


class VocabularyName(NamedTuple):
    """A name by which a country or a topic is found. `folded_name` begins with a space, as each of its words does; `matched`
    as in Suggestion."""

    folded_name: str
    code: str
    matched: str
    is_acronym: bool


@lru_cache(maxsize=1)
def _rows(version: int) -> tuple[tuple, ...]:
    """(kind, code, shown terms, terms that only find, a name for each of NAME_LANGUAGES) of all values of vocabularies."""
    names = ", ".join(f"name_{language}" for language in NAME_LANGUAGES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 'country', code, also_known_as, '', {names} FROM directory_country"
            f" UNION ALL SELECT 'topic', slug, other_terms, former_terms, {names} FROM directory_topic"
            f" UNION ALL SELECT 'region', code, '', words, {names} FROM directory_region"
            f" UNION ALL SELECT 'language', code, '', '', {names} FROM directory_language"
            f" UNION ALL SELECT 'sector', slug, '', other_terms, {names} FROM directory_sector"
        )
        return tuple(cursor.fetchall())


@lru_cache(maxsize=2 * len(SuggestedKind) * len(NAME_LANGUAGES))
def _names(rows: tuple[tuple, ...], language: str, kind: str) -> list[VocabularyName]:
    """The names of all values of one vocabulary, for readers of a language."""
    column = NAME_LANGUAGES.index(language[:2]) if language[:2] in NAME_LANGUAGES else 0
    vocabulary_names = []
    for row_kind, code, shown_terms, hidden_terms, *names in rows:
        if row_kind != kind:
            continue
        shown = names[column] or names[0]
        shown_names = [*names, *shown_terms.split(";")]
        terms = {
            shown: "",
            # A former term only finds; it is never shown
            **{term.strip(): "" for term in hidden_terms.split(";")},
            **{term.strip(): term.strip() for term in shown_names if term.strip() != shown},
        }
        vocabulary_names += [
            VocabularyName(f" {folded(term)}", code, matched, term.isupper() and len(term) < 6)
            for term, matched in terms.items()
            if term
        ]
        if kind == SuggestedKind.COUNTRY:
            vocabulary_names.append(VocabularyName(f" {code.lower()}", code, "", is_acronym=True))
    return vocabulary_names


def _in_vocabulary(start: str, names: list[VocabularyName]) -> Iterator[tuple[Rank, str, str]]:
    """Rank, code and matched name of those of which a word begins so, each code once."""
    best: dict[str, tuple[Rank, str, str]] = {}
    for name in names:
        at = name.folded_name.find(f" {start}")
        if at < 0:
            continue
        number = LATER_WORD if at else ACRONYM if name.is_acronym else NAME
        number += LAST_OF_ITS_STEP if name.matched else 0  # another name, or one in another language
        rank = Rank(0 if name.folded_name == f" {start}" else 1, number)
        best[name.code] = min(
            best.get(name.code, (rank, name.code, name.matched)), (rank, name.code, name.matched)
        )
    yield from best.values()


def _vocabulary_suggestion(
    kind: SuggestedKind, rank: Rank, code: str, matched: str, values: Values
) -> Suggestion:
    return Suggestion(kind, code, _label(values, kind, code) or code, "", "", matched, rank)


def forget() -> None:
    """Read the names of countries and topics anew at the next question, whatever the data version is by then."""
    _rows.cache_clear()

"""What search should answer, computed the slow way from the listings' arrays and vectors."""

from collections import Counter

from django.db import connection

from directory.finding.facets import FACETS
from directory.finding.search import Counts, Search
from directory.models import Listing
from directory.models.facets import FacetNumber, Freshness, Scope, encode_choice

CROSS_BORDER = encode_choice(FacetNumber.SCOPE, Scope.CROSS_BORDER)
CROSS_SECTOR = encode_choice(FacetNumber.SCOPE, Scope.CROSS_SECTOR)
EVERY_LISTING = 0  # the value that each of them carries
DORMANT = encode_choice(FacetNumber.FRESHNESS, Freshness.DORMANT)


def matching(search: Search, *, but: str = ""):
    listings = Listing.objects.all()
    for name, encoded in search.chosen.items():
        if name != but:
            listings = listings.with_any(list(encoded))
    if search.has_words:
        listings = listings.matching(search.typed)
    return listings


def counts(search: Search) -> Counts:
    by_value: Counter[int] = Counter()
    for facet in FACETS.values():
        for encoded in matching(search, but=facet.name).values_list("facets", flat=True):
            by_value.update(v for v in encoded if v // 1000 == facet.number)
    total = matching(search).count()
    return Counts(
        total=total,
        by_value={v: n for v, n in by_value.items() if n} | ({0: total} if total else {}),
        without={name: n for name in search.chosen if (n := matching(search, but=name).count())},
    )


DRIFT_OF_LISTINGS = f"""
WITH computed AS MATERIALIZED (
    SELECT * FROM listing_computed(ARRAY(SELECT id FROM directory_partnership))),
stored AS (SELECT * FROM listing),
values AS (SELECT partnership_id, facets, unnest(facets) AS v FROM computed),
bits AS (
    SELECT (blk::bigint << 14) + place AS id, v FROM facet_bits, generate_series(0, 16383) AS place
     WHERE get_bit(bits, place) = 1),
words_of_listings AS MATERIALIZED (
    SELECT partnership_id, unnest(tsvector_to_array(body)) COLLATE "C" AS word FROM computed
    UNION ALL SELECT partnership_id, '^' || unnest(tsvector_to_array(head)) FROM computed),
bits_of_words AS (
    SELECT (blk::bigint << 14) + place AS id, word FROM word_bits, generate_series(0, 16383) AS place
     WHERE get_bit(bits, place) = 1),
totals AS (
    SELECT v, count(*)::int AS n,
           (count(*) FILTER (WHERE (facets && '{{{CROSS_BORDER},{CROSS_SECTOR}}}' OR v / 1000 = {FacetNumber.SCOPE:d})
                               AND (NOT facets @> '{{{DORMANT}}}' OR v / 1000 = {FacetNumber.FRESHNESS:d})))::int
               AS n_default
      FROM values GROUP BY v),
suggested AS (
    SELECT kind COLLATE "C" AS kind, s.record_id, s.beginning COLLATE "C" AS beginning, s.place, s.matched
      FROM (VALUES ('organisation'), ('partnership')) AS kinds (kind), suggestion_computed(kind, ARRAY(
           SELECT id FROM directory_organisation UNION SELECT id FROM directory_partnership)) AS s)
SELECT 'listing', s.partnership_id::text, c.partnership_id::text FROM stored s
  FULL JOIN computed c ON c = s WHERE s IS NULL OR c IS NULL
UNION ALL SELECT 'bits', b.id || ':' || b.v, x.partnership_id || ':' || x.v FROM bits b
  FULL JOIN values x ON x.partnership_id = b.id AND x.v = b.v WHERE b IS NULL OR x IS NULL
UNION ALL SELECT 'total', f::text, t::text FROM (SELECT * FROM facet_total WHERE n <> 0) f
  FULL JOIN totals t ON t = f WHERE f IS NULL OR t IS NULL
UNION ALL SELECT 'suggestion', s::text, c::text FROM suggestion s
  FULL JOIN suggested c ON c = s WHERE s IS NULL OR c IS NULL
UNION ALL SELECT 'word', c.partnership_id || ':' || w.word, w.covered::text FROM computed c, covered_words(c.head, c.body) w
 WHERE NOT EXISTS (SELECT FROM lexeme l WHERE l.word = w.word AND l.covered <= w.covered)
UNION ALL SELECT 'word bits', b.id || ':' || b.word, w.partnership_id || ':' || w.word FROM bits_of_words b
  FULL JOIN (SELECT w.* FROM words_of_listings w JOIN lexeme l USING (word) WHERE l.is_common) w
    ON w.partnership_id = b.id AND w.word = b.word WHERE b IS NULL OR w IS NULL
"""


DRIFT_OF_DOCUMENTS = """
SELECT 'document', s.kind || s.record_id, c.kind || c.record_id FROM document s
  FULL JOIN documents_computed() c ON c = s WHERE s IS NULL OR c IS NULL
"""


def drift() -> list[tuple]:
    """Where the derived tables differ from a fresh computation: listings, bits, totals, what is suggested and documents.
    Empty when all is true."""
    return drift_of_listings() + drift_of_documents()


def drift_of_listings() -> list[tuple]:
    """The same without the documents: those of all countries are among them, and take nine tenths of the time."""
    with connection.cursor() as cursor:
        cursor.execute(DRIFT_OF_LISTINGS)
        return cursor.fetchall()


def drift_of_documents() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(DRIFT_OF_DOCUMENTS)
        return cursor.fetchall()

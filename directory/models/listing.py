"""What search reads: one narrow row per published partnership, derived from the nouns by the database.

How triggers keep the tables true at each commit, and why they are as they are, is told in `database/sql/listing.sql`.
Nothing in Python writes here.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from django.db.models import F, Func
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from directory.models.partnerships import Partnership
from directory.models.text_search import TEXT_QUERY, Words


class BorderFact(models.TextChoices):
    """What makes a partnership cross-border."""

    COUNTRIES = "countries", _("countries that it states, or that take part")
    EXTENT = "extent", _("the reach that it states")
    INTERNATIONAL_BODY = (
        "international_body",
        _("an international body that takes part beside another member"),
    )


class ListingQuerySet(models.QuerySet):
    def with_any(self, codes: list[int]):
        """Those that carry at least one of the encoded facet values. The numbers are written out: as parameters of a
        statement that is prepared they would get one plan for all of them, which is good for none."""
        array = ",".join(f"{code:d}" for code in codes)
        template = f"%(expressions)s && '{{{array}}}'::int[]"
        return self.filter(Func(F("facets"), template=template, output_field=models.BooleanField()))

    def matching(self, words: Words):
        """Those that have the words."""
        if words.ranked is not None:
            hits = RawSQL("SELECT unnest(%s::bigint[])", [list(words.ranked)])
        else:
            hits = RawSQL(f"SELECT id FROM listing_hits({TEXT_QUERY})", words.parameters)  # noqa: S611  our own SQL
        return self.filter(partnership_id__in=hits)

    def count(self):
        """How many there are. Where nothing narrows, triggers keep it: to count all takes as long as to read a page."""
        if self.query.where or self.query.is_sliced or self._result_cache is not None:
            return super().count()
        with connection.cursor() as cursor:
            cursor.execute("SELECT n FROM facet_total WHERE v = 0")
            row = cursor.fetchone()
        return row[0] if row else 0


class Listing(models.Model):
    """A partnership as search sees it.

    facets: `facet number * 1000 + value number`, ascending, and 0, which every listing carries.
    head: its names (A) and its members' names (B). body: head, then summary (C), description and years (D), and the terms
    that it shares with others: see `database/sql/documents.sql`.
    """

    partnership = models.OneToOneField(
        # The database deletes the row itself; no constraint, for the row follows the partnership at commit
        Partnership,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="listing",
    )
    # Folded title; compared byte by byte, so that its index serves the order and no locale changes it
    sort_name = models.TextField(db_collation="C")
    # The usual order: last confirmed first, then that of the newest source, then by name
    order_key = models.TextField(db_collation="C")
    # The dates of the sources that its page shows: the newest and the oldest; "" where none bears a date
    newest_source = models.TextField()
    oldest_source = models.TextField()
    # The newest date of what the partnership itself rests on; "" where none bears a date
    stated_on = models.TextField()
    # Why it is cross-border: codes of BorderFact. The worlds that it brings together: codes of World
    crossing = ArrayField(models.TextField())
    worlds = ArrayField(models.TextField())
    facets = ArrayField(models.IntegerField())
    head = SearchVectorField()
    body = SearchVectorField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "listing"

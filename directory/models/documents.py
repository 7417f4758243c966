"""What search reads of all records but partnerships: one composed document each, derived by the database.

What a document holds, and how it is kept true, is told in `database/sql/documents.sql`. Nothing in Python writes here.
"""

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Document(models.Model):
    """The words of one record: its names in `head`, all of them in `body`.

    `kind` is the name of its model; `record_id` its primary key, or the number of a country, a topic, a sector or a
    region. `term` is the lexeme by which it stands in the documents of others; empty: in none.
    """

    pk = models.CompositePrimaryKey("kind", "record_id")
    kind = models.TextField()
    record_id = models.BigIntegerField()
    term = models.TextField()
    organisation_id = models.BigIntegerField(null=True)
    head = SearchVectorField()
    body = SearchVectorField()

    class Meta:
        managed = False
        db_table = "document"

"""What search reads of all records but partnerships, derived by the database itself: directory/database/sql/documents.sql."""

import django.contrib.postgres.search
from django.db import migrations, models

from directory.database.migrating import RemoveFunctionsOnTheWayBack

DOCUMENT = """
CREATE TABLE document (
    kind text COLLATE "C",                      -- the model's name
    record_id bigint,                           -- the primary key; the number of a country, a topic, a sector, a region
    term text COLLATE "C" NOT NULL,             -- the lexeme by which it stands in the documents of others; "": in none
    organisation_id bigint,                     -- whose desk it is
    head tsvector NOT NULL,
    body tsvector NOT NULL,
    PRIMARY KEY (kind, record_id)
);
CREATE INDEX document_head ON document USING gin (head) WITH (gin_pending_list_limit = 512);
CREATE INDEX document_body ON document USING gin (body) WITH (gin_pending_list_limit = 512);
CREATE INDEX document_terms ON document USING gin (head) WITH (fastupdate = off) WHERE term <> '';
CREATE INDEX document_desks ON document (organisation_id) WHERE organisation_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0023_desks_have_opening_hours")]
    operations = [
        migrations.RunSQL(DOCUMENT, "DROP TABLE document"),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        ("pk", models.CompositePrimaryKey("kind", "record_id", blank=True, editable=False, primary_key=True, serialize=False)),
                        ("kind", models.TextField()),
                        ("record_id", models.BigIntegerField()),
                        ("term", models.TextField()),
                        ("organisation_id", models.BigIntegerField(null=True)),
                        ("head", django.contrib.postgres.search.SearchVectorField()),
                        ("body", django.contrib.postgres.search.SearchVectorField()),
                    ],
                    options={"db_table": "document", "managed": False},
                )
            ]
        ),
        RemoveFunctionsOnTheWayBack("documents"),
    ]

"""Tables that the database derives from the nouns by itself, and two that Django's models do not know.

What they are for, and how they are kept true, is told at the heads of directory/database/sql/listing.sql, changes.sql and
desks.sql. Their functions, and the triggers on the nouns, are made when all migrations are applied.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
import uuid
from django.db import migrations, models

from directory.database.migrating import CreateModels, RemoveFunctionsOnTheWayBack

LISTING = """
CREATE TABLE listing (
    partnership_id bigint PRIMARY KEY,          -- ascending in order of creation: "newest first" is id DESC
    sort_name text COLLATE "C" NOT NULL,
    facets int[] NOT NULL,
    head tsvector NOT NULL,
    body tsvector NOT NULL
) WITH (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE listing ALTER head SET STORAGE EXTERNAL, ALTER body SET STORAGE EXTERNAL,
    ALTER facets SET STORAGE PLAIN, ALTER facets SET STATISTICS 1000;
CREATE INDEX listing_name ON listing (sort_name, partnership_id);
CREATE INDEX listing_facets ON listing USING gin (facets) WITH (fastupdate = off);
CREATE INDEX listing_head ON listing USING gin (head) WITH (gin_pending_list_limit = 512);
CREATE INDEX listing_body ON listing USING gin (body) WITH (gin_pending_list_limit = 512);

-- Of all listings, and of those that the default list shows, each value counted without its own default.
CREATE TABLE facet_total (v int PRIMARY KEY, n int NOT NULL, n_default int NOT NULL);

CREATE TABLE facet_bits (
    blk int,                                    -- partnership_id >> 14
    v int,                                      -- facet * 1000 + value; 0: every listing
    facet smallint GENERATED ALWAYS AS (v / 1000) STORED,
    bits bit varying NOT NULL,                  -- bit n: partnership_id & 16383 = n
    PRIMARY KEY (blk, v)
) WITH (toast_tuple_target = 8160, fillfactor = 70);
ALTER TABLE facet_bits ALTER bits SET STORAGE PLAIN;

CREATE TABLE vocabulary (word text PRIMARY KEY, listings int NOT NULL);
CREATE INDEX vocabulary_trigrams ON vocabulary USING gin (word gin_trgm_ops);

-- One row: the number that grows, and the moment, with each commit that changed something public.
CREATE TABLE data_version (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO data_version (version) VALUES (1);

-- Partnerships whose rows have to be computed anew when the transaction commits; and once, 0 for the transaction.
CREATE TABLE listing_mark (xact xid8, partnership_id bigint, PRIMARY KEY (xact, partnership_id));
"""

CHANGES = """
CREATE TABLE record_change (
    kind text COLLATE "C",                              -- the model's name
    record_id bigint,                                   -- stays when the record is deleted
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, record_id)
) WITH (fillfactor = 80);
CREATE INDEX record_change_in_order ON record_change (kind, changed_at, record_id);

CREATE TABLE change_mark (xact xid8, kind text, record_id bigint, PRIMARY KEY (xact, kind, record_id));
"""

DESKS = """
CREATE TABLE desk_listing (
    contact_point_id bigint PRIMARY KEY REFERENCES directory_contactpoint ON DELETE CASCADE,
    visibility text NOT NULL,
    country text NOT NULL,
    served text[] NOT NULL,
    topics text[] NOT NULL,
    languages text[] NOT NULL
);
CREATE INDEX desk_listing_served_topics ON desk_listing USING gin (served, topics) WITH (fastupdate = off);
"""

# Limits of sign-in, and what pages keep, are seen by every worker. Unlogged: written often, and after a crash they may
# begin anew.
KEPT = """
CREATE UNLOGGED TABLE directory_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX directory_cache_expires ON directory_cache (expires);

CREATE UNLOGGED TABLE limit_count (
    purpose text,
    who bytea,                      -- a keyed hash; never the address itself
    seconds int,
    times int NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (purpose, who, seconds)
) WITH (fillfactor = 70);
CREATE INDEX limit_count_ends_at ON limit_count (ends_at);
"""

UNDO = """
DROP TABLE limit_count, directory_cache, desk_listing, change_mark, record_change, listing_mark, data_version, vocabulary,
           facet_bits, facet_total, listing
"""

# Django knows three of them: it reads two and writes neither; the third it empties together with the desks.
MODELS = CreateModels([
    migrations.CreateModel(
        name='Listing',
        fields=[
            ('partnership', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='listing', serialize=False, to='directory.partnership')),
            ('sort_name', models.TextField(db_collation='C')),
            ('facets', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ('head', django.contrib.postgres.search.SearchVectorField()),
            ('body', django.contrib.postgres.search.SearchVectorField()),
        ],
        options={
            'db_table': 'listing',
            'managed': False,
        },
    ),
    migrations.CreateModel(
        name='RecordChange',
        fields=[
            ('kind', models.TextField()),
            ('record_id', models.BigIntegerField()),
            ('uuid', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
            ('changed_at', models.DateTimeField()),
        ],
        options={
            'db_table': 'record_change',
            'managed': False,
        },
    ),
    migrations.CreateModel(
        name='DeskListing',
        fields=[
            ('contact_point', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='listing', serialize=False, to='directory.contactpoint')),
            ('visibility', models.TextField()),
            ('country', models.TextField()),
            ('served', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
        ],
        options={
            'db_table': 'desk_listing',
        },
    ),
])


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_nouns")]
    operations = [
        migrations.RunSQL([LISTING, CHANGES, DESKS, KEPT], UNDO),
        migrations.SeparateDatabaseAndState(state_operations=[MODELS]),
        RemoveFunctionsOnTheWayBack(
            "touches", "desks", "changes", "listing_hits", "listing_upkeep", "listing", "text_queries"
        ),
    ]

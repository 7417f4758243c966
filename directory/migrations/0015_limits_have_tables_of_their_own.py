from django.db import migrations

# Logged: an attacker's tries are counted through a crash as well.
LIMITS = """
CREATE TABLE limit_history (
    who bytea PRIMARY KEY,          -- a keyed hash of the key, in which allauth names addresses and accounts
    value jsonb NOT NULL,
    ends_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX limit_history_ends_at ON limit_history (ends_at);

ALTER TABLE limit_count SET LOGGED;

DROP TABLE directory_cache;
"""

UNDO = """
CREATE UNLOGGED TABLE directory_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX directory_cache_expires ON directory_cache (expires);

ALTER TABLE limit_count SET UNLOGGED;

DROP TABLE limit_history;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0014_first_confirmations_are_asked_for")]
    operations = [migrations.RunSQL(LIMITS, UNDO)]

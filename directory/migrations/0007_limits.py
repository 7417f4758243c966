"""The counts of `limits`. Unlogged: they are written often, and after a crash they may begin anew."""

from django.db import migrations

TABLE = """
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


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_sought_and_cache")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE limit_count")]

"""What else a registration needs in the database: pages change when a partnership looks for other partners, and limits of
sign-in are counted in a table that every worker sees. Its rows are worth nothing after a crash: it is unlogged."""

from django.db import migrations

SOUGHT = """
DO $$
DECLARE
    source text;
    event text;
    tables text;
BEGIN
    FOREACH source IN ARRAY ARRAY['partnershipsoughtcountry', 'partnershipsoughtsector', 'contactpoint',
                                  'contactpointlanguage', 'invitation'] LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            tables := CASE event WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END || ' TABLE AS changed';
            EXECUTE format(
                'CREATE TRIGGER listing_note_%s AFTER %s ON directory_%s REFERENCING %s'
                ' FOR EACH STATEMENT EXECUTE FUNCTION listing_note(%L)',
                lower(event), event, source, tables, 'SELECT 0');
        END LOOP;
    END LOOP;
END $$;
"""
NOT_SOUGHT = """
DO $$
DECLARE
    source text;
BEGIN
    FOREACH source IN ARRAY ARRAY['partnershipsoughtcountry', 'partnershipsoughtsector', 'contactpoint',
                                  'contactpointlanguage', 'invitation'] LOOP
        EXECUTE format('DROP TRIGGER listing_note_insert ON directory_%1$s;'
                       ' DROP TRIGGER listing_note_update ON directory_%1$s;'
                       ' DROP TRIGGER listing_note_delete ON directory_%1$s', source);
    END LOOP;
END $$;
"""
CACHE = """
CREATE UNLOGGED TABLE directory_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL);
CREATE INDEX directory_cache_expires ON directory_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_registering")]
    operations = [
        migrations.RunSQL(SOUGHT, NOT_SOUGHT),
        migrations.RunSQL(CACHE, "DROP TABLE directory_cache"),
    ]

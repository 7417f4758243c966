"""When each public record last changed, in the order of commits, and the identifier that it keeps for good.

`record_change` is what programs that keep a copy ask: all that changed after a moment, records that are gone among
them. The history's own times will not do: they are the times at which transactions began, so that a long one would
appear in the past of who had asked before it ended. Here the clock is in `data_version`, whose row each commit locks:
what is stamped later is seen later.

As with `listing`, triggers on the nouns only mark; the marks of a transaction are settled once, when it counts up the
data version.
"""

import uuid

from django.db import migrations, models

TABLES = """
ALTER TABLE data_version ADD changed_at timestamptz NOT NULL DEFAULT clock_timestamp();

CREATE TABLE record_change (
    kind text COLLATE "C",                              -- the model's name
    record_id bigint,                                   -- stays when the record is deleted
    uuid uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, record_id)
) WITH (fillfactor = 80);
CREATE INDEX record_change_in_order ON record_change (kind, changed_at, record_id);

CREATE TABLE change_mark (xact xid8, kind text, record_id bigint, PRIMARY KEY (xact, kind, record_id));

-- Those that were deleted are known from their history alone; those entered without triggers, from their table.
INSERT INTO record_change (kind, record_id, changed_at)
SELECT kind, id, max(changed_at) FROM (
    SELECT 'partnership' AS kind, id, created_at AS changed_at FROM directory_partnership
    UNION ALL SELECT 'organisation', id, created_at FROM directory_organisation
    UNION ALL SELECT 'resource', id, to_timestamp(0) FROM directory_resource
    UNION ALL SELECT 'commitment', id, to_timestamp(0) FROM directory_commitment
    UNION ALL SELECT 'partnership', pgh_obj_id, pgh_created_at FROM directory_partnershiphistory
    UNION ALL SELECT 'organisation', pgh_obj_id, pgh_created_at FROM directory_organisationhistory
    UNION ALL SELECT 'resource', pgh_obj_id, pgh_created_at FROM directory_resourcehistory
    UNION ALL SELECT 'commitment', pgh_obj_id, pgh_created_at FROM directory_commitmenthistory
) AS known GROUP BY kind, id;
"""

TRIGGERS = """
CREATE FUNCTION change_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO change_mark SELECT pg_current_xact_id(), kind, id FROM (%s) AS s (kind, id)'
                   ' WHERE id IS NOT NULL ON CONFLICT DO NOTHING', TG_ARGV[0]);
    RETURN NULL;
END $$;

-- The row of data_version is locked until the commit ends, so these moments are in the order of commits.
CREATE FUNCTION change_settle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := greatest(clock_timestamp(), OLD.changed_at + interval '1 microsecond');
    WITH marked AS (DELETE FROM change_mark WHERE xact = pg_current_xact_id() RETURNING kind, record_id)
    INSERT INTO record_change (kind, record_id, changed_at) SELECT kind, record_id, NEW.changed_at FROM marked
        ON CONFLICT (kind, record_id) DO UPDATE SET changed_at = excluded.changed_at;
    RETURN NEW;
END $$;
CREATE TRIGGER change_settle BEFORE UPDATE ON data_version FOR EACH ROW EXECUTE FUNCTION change_settle();

-- The names sort before those of the listing's triggers: in one statement the marks are made first.
DO $$
DECLARE
    source record;
    event text;
    tables text;
    marks text;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('partnership', 'SELECT ''partnership'', id FROM %1$s UNION
                         SELECT ''commitment'', c.id FROM %1$s p JOIN directory_commitment c ON c.owner_partnership_id = p.id'),
        ('membership', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershipcountry', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershipsector', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershiptopic', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershiplanguage', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershipsoughtcountry', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('partnershipsoughtsector', 'SELECT ''partnership'', partnership_id FROM %1$s'),
        ('organisation', 'SELECT ''organisation'', id FROM %1$s UNION
                          SELECT ''partnership'', m.partnership_id FROM %1$s o
                            JOIN directory_membership m ON m.organisation_id = o.id UNION
                          SELECT ''organisation'', c.id FROM %1$s o JOIN directory_organisation c ON c.parent_id = o.id UNION
                          SELECT ''organisation'', s.successor_id FROM %1$s o
                            JOIN directory_succession s ON s.predecessor_id = o.id UNION
                          SELECT ''organisation'', s.predecessor_id FROM %1$s o
                            JOIN directory_succession s ON s.successor_id = o.id UNION
                          SELECT ''resource'', r.id FROM %1$s o JOIN directory_resource r ON r.publisher_id = o.id UNION
                          SELECT ''commitment'', c.id FROM %1$s o
                            JOIN directory_commitment c ON c.owner_organisation_id = o.id UNION
                          SELECT ''commitment'', c.commitment_id FROM %1$s o
                            JOIN directory_commitmentpartner c ON c.organisation_id = o.id'),
        ('othername', 'SELECT ''partnership'', partnership_id FROM %1$s UNION
                       SELECT ''organisation'', organisation_id FROM %1$s'),
        ('identifier', 'SELECT ''organisation'', organisation_id FROM %1$s'),
        ('succession', 'SELECT ''organisation'', predecessor_id FROM %1$s UNION
                        SELECT ''organisation'', successor_id FROM %1$s'),
        ('resource', 'SELECT ''resource'', id FROM %1$s'),
        ('resourcecountry', 'SELECT ''resource'', resource_id FROM %1$s'),
        ('resourcelanguage', 'SELECT ''resource'', resource_id FROM %1$s'),
        ('resourcetopic', 'SELECT ''resource'', resource_id FROM %1$s'),
        ('commitment', 'SELECT ''commitment'', id FROM %1$s'),
        ('commitmentpartner', 'SELECT ''commitment'', commitment_id FROM %1$s'),
        ('progressreport', 'SELECT ''commitment'', commitment_id FROM %1$s'),
        ('event', 'SELECT ''commitment'', c.id FROM %1$s e JOIN directory_commitment c ON c.event_id = e.id'),
        ('source', 'SELECT ''partnership'', p.id FROM %1$s s JOIN directory_partnership p ON p.source_id = s.id UNION
                    SELECT ''partnership'', m.partnership_id FROM %1$s s
                      JOIN directory_membership m ON m.source_id = s.id UNION
                    SELECT ''organisation'', o.id FROM %1$s s JOIN directory_organisation o ON o.source_id = s.id UNION
                    SELECT ''resource'', r.id FROM %1$s s JOIN directory_resource r ON r.source_id = s.id UNION
                    SELECT ''commitment'', c.id FROM %1$s s JOIN directory_commitment c ON c.source_id = s.id UNION
                    SELECT ''commitment'', r.commitment_id FROM %1$s s
                      JOIN directory_progressreport r ON r.source_id = s.id')) AS sources (name, marks)
    LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            tables := CASE event WHEN 'DELETE' THEN 'OLD TABLE AS changed' WHEN 'INSERT' THEN 'NEW TABLE AS changed'
                                 ELSE 'OLD TABLE AS before NEW TABLE AS changed' END;
            marks := format(source.marks, 'changed');
            IF event = 'UPDATE' AND source.name NOT IN
               ('partnership', 'organisation', 'resource', 'commitment', 'event', 'source') THEN
                marks := marks || ' UNION ' || format(source.marks, 'before');  -- it may have belonged to another
            END IF;
            EXECUTE format('CREATE TRIGGER change_note_%s AFTER %s ON directory_%s REFERENCING %s'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION change_note(%L)',
                           lower(event), event, source.name, tables, marks);
        END LOOP;
    END LOOP;
END $$;
"""

UNDO = """
DO $$
DECLARE
    source text;
BEGIN
    FOR source IN SELECT DISTINCT event_object_table FROM information_schema.triggers
                   WHERE trigger_name LIKE 'change\\_note\\_%%' LOOP
        EXECUTE format('DROP TRIGGER change_note_insert ON %1$I; DROP TRIGGER change_note_update ON %1$I;'
                       ' DROP TRIGGER change_note_delete ON %1$I', source);
    END LOOP;
END $$;
DROP TRIGGER change_settle ON data_version;
DROP FUNCTION change_settle, change_note;
DROP TABLE change_mark, record_change;
ALTER TABLE data_version DROP changed_at;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0007_limits")]
    operations = [
        migrations.RunSQL([TABLES, TRIGGERS], UNDO),
        migrations.CreateModel(
            name="RecordChange",
            fields=[
                ("kind", models.TextField()),
                ("record_id", models.BigIntegerField()),
                ("uuid", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"db_table": "record_change", "managed": False},
        ),
    ]

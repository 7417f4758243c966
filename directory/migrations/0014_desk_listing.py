"""One narrow row for each desk of a published organisation with what the finder asks of it, kept true by triggers.

Joined from five tables, the desks of a large country took half a second at 150,000 desks; from this row, with one index
over countries and topics together, a tenth of that. The desks are locked before their rows are computed: of two people who
change the same desk at once, the second then sees what the first did.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

LISTING = """
CREATE TABLE desk_listing (
    contact_point_id bigint PRIMARY KEY REFERENCES directory_contactpoint ON DELETE CASCADE,
    visibility text NOT NULL,
    country text NOT NULL,
    served text[] NOT NULL,
    topics text[] NOT NULL,
    languages text[] NOT NULL
);
CREATE INDEX desk_listing_served_topics ON desk_listing USING gin (served, topics) WITH (fastupdate = off);

CREATE FUNCTION desk_listing_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM directory_contactpoint WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM desk_listing AS l USING directory_contactpoint d JOIN directory_organisation o ON o.id = d.organisation_id
     WHERE l.contact_point_id = ANY (ids) AND d.id = l.contact_point_id AND o.removed_at IS NOT NULL;
    INSERT INTO desk_listing AS l
    SELECT d.id, d.visibility, coalesce(o.country_id, ''),
           CASE WHEN d.is_worldwide THEN array_prepend('*', c.codes) WHEN c.codes <> '{}' THEN c.codes
                ELSE array_remove(ARRAY[o.country_id::text], NULL) END,
           ARRAY(SELECT topic_id::text FROM directory_contactpointtopic WHERE contact_point_id = d.id ORDER BY 1),
           ARRAY(SELECT language_id::text FROM directory_contactpointlanguage WHERE contact_point_id = d.id ORDER BY 1)
      FROM directory_contactpoint d JOIN directory_organisation o ON o.id = d.organisation_id,
           LATERAL (SELECT ARRAY(SELECT country_id::text FROM directory_contactpointcountry
                                  WHERE contact_point_id = d.id ORDER BY 1) AS codes) AS c
     WHERE d.id = ANY (ids) AND o.removed_at IS NULL
        ON CONFLICT (contact_point_id) DO UPDATE
       SET (visibility, country, served, topics, languages)
         = (excluded.visibility, excluded.country, excluded.served, excluded.topics, excluded.languages)
     WHERE (l.visibility, l.country, l.served, l.topics, l.languages) IS DISTINCT FROM
           (excluded.visibility, excluded.country, excluded.served, excluded.topics, excluded.languages);
END $$;

-- TG_ARGV[0] finds the desks that were touched.
CREATE FUNCTION desk_listing_note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT id) FROM (%s) AS touched (id)', TG_ARGV[0]) INTO ids;
    IF ids IS NOT NULL THEN
        PERFORM desk_listing_refresh(ids);
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    source record;
    event text;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('contactpoint', 'SELECT id FROM %s'), ('contactpointtopic', 'SELECT contact_point_id FROM %s'),
        ('contactpointcountry', 'SELECT contact_point_id FROM %s'),
        ('contactpointlanguage', 'SELECT contact_point_id FROM %s')) AS sources (name, touched)
    LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            CONTINUE WHEN source.name = 'contactpoint' AND event = 'DELETE';
            EXECUTE format(
                'CREATE TRIGGER desk_listing_%s AFTER %s ON directory_%s REFERENCING %s FOR EACH STATEMENT'
                ' EXECUTE FUNCTION desk_listing_note(%L)', lower(event), event, source.name,
                CASE event WHEN 'INSERT' THEN 'NEW TABLE AS changed' WHEN 'DELETE' THEN 'OLD TABLE AS changed'
                           ELSE 'OLD TABLE AS before NEW TABLE AS changed' END,
                CASE event WHEN 'UPDATE' THEN format(source.touched, 'changed') || ' UNION ' || format(source.touched, 'before')
                           ELSE format(source.touched, 'changed') END);
        END LOOP;
    END LOOP;
END $$;
CREATE TRIGGER desk_listing_update AFTER UPDATE ON directory_organisation
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION desk_listing_note(
        'SELECT d.id FROM changed JOIN before USING (id) JOIN directory_contactpoint d ON d.organisation_id = changed.id
          WHERE (changed.country_id, changed.removed_at) IS DISTINCT FROM (before.country_id, before.removed_at)');

SELECT desk_listing_refresh(ARRAY(SELECT id FROM directory_contactpoint));
"""
UNDO = """
DO $$
DECLARE
    trigger record;
BEGIN
    FOR trigger IN SELECT DISTINCT trigger_name, event_object_table FROM information_schema.triggers
                    WHERE trigger_name LIKE 'desk\\_listing\\_%' LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', trigger.trigger_name, trigger.event_object_table);
    END LOOP;
END $$;
DROP FUNCTION desk_listing_note, desk_listing_refresh;
DROP TABLE desk_listing;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0013_introductions")]
    operations = [
        migrations.RunSQL([LISTING], [UNDO]),
        # Django knows the table as one of its own, so that it empties it together with the desks
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    "DeskListing",
                    [
                        (
                            "contact_point",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="listing",
                                serialize=False,
                                to="directory.contactpoint",
                            ),
                        ),
                        ("visibility", models.TextField()),
                        ("country", models.TextField()),
                        ("served", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        ("topics", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                        ("languages", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                    ],
                    options={"db_table": "desk_listing"},
                ),
            ]
        ),
    ]

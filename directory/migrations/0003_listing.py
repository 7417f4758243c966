"""The derived tables that search reads, and the triggers that keep them true.

Counting facets is the cost of such a page, not finding rows. So each partnership has one narrow row with its
facet values as one sorted array; and for each value and block of 16,384 ids there is one string of bits, so
that `bit_count(a & b)` counts in one statement what 100,000 rows would have to be read for.

The tsvectors are stored outside the row and the array inside (`STORAGE`, `toast_tuple_target`): scans that
read only facets then touch a third of the pages. The names have a short vector of their own, because GIN
knows no weights and ranking the long one would fetch each.

Triggers on the nouns only mark which partnerships changed; one deferred trigger computes their rows at
commit. So no import, shell or raw SQL can forget them. Refreshes take turns on one advisory lock: each then
sees all that was committed before it, and no two wait for each other's rows.
"""

from django.db import migrations

TABLES = """
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

-- bits_at(position, 1) collects positions: the built-in set_bit() is its transition function. It copies its string for
-- each position, so few_bits_at() is for where there are many, with a 64th of the string.
DO $$ BEGIN
    EXECUTE format('CREATE AGGREGATE bits_at(int, int) (SFUNC = set_bit, STYPE = bit, INITCOND = %L)', repeat('0', 16384));
    EXECUTE format('CREATE AGGREGATE few_bits_at(int, int) (SFUNC = set_bit, STYPE = bit, INITCOND = %L)', repeat('0', 256));
END $$;

CREATE TABLE vocabulary (word text PRIMARY KEY, listings int NOT NULL);
CREATE INDEX vocabulary_trigrams ON vocabulary USING gin (word gin_trgm_ops);

CREATE TABLE data_version (id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1), version bigint NOT NULL);
INSERT INTO data_version (version) VALUES (1);

-- Partnerships whose rows have to be computed anew when the transaction commits; and once, 0 for the transaction.
CREATE TABLE listing_mark (xact xid8, partnership_id bigint, PRIMARY KEY (xact, partnership_id));
"""

ROW = """
CREATE FUNCTION listing_freshness(confirmed_on date) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN confirmed_on IS NULL THEN 8005                                  -- unconfirmed
                WHEN confirmed_on > current_date - interval '12 months' THEN 8001    -- fresh
                WHEN confirmed_on > current_date - interval '18 months' THEN 8002    -- due
                WHEN confirmed_on > current_date - interval '24 months' THEN 8003    -- stale
                ELSE 8004 END                                                        -- dormant
$$;

-- The encoded facet values of a partnership, ascending. One branch per facet; a new filter adds its own (README,
-- "How to add a filter"). countries, sectors: those stated and those of current members.
CREATE FUNCTION listing_values(p directory_partnership, countries text[], sectors text[], topics text[])
  RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    cross_border boolean := cardinality(countries) > 1;
    cross_sector boolean := cardinality(sectors) > 1;
BEGIN
    RETURN ARRAY(
        SELECT DISTINCT v FROM (
            SELECT 0 AS v
            UNION ALL SELECT 1000 + number FROM directory_country WHERE code = ANY (countries)
            UNION ALL SELECT 2000 + unnest(ARRAY[r.number, up.number]) FROM directory_country c
              JOIN directory_region r ON r.code = c.region_id LEFT JOIN directory_region up ON up.code = r.parent_id
             WHERE c.code = ANY (countries)
            UNION ALL SELECT 3000 + number FROM directory_topic WHERE slug = ANY (topics)
            UNION ALL SELECT 4000 + number FROM directory_sector WHERE slug = ANY (sectors)
            UNION ALL SELECT 5000 + array_position(ARRAY['network', 'task_force', 'forum', 'joint_centre', 'programme',
                'campaign', 'joint_project', 'joint_operation', 'shared_system', 'agreement', 'fund', 'training',
                'event_partnership'], p.kind::text)
            UNION ALL SELECT 6000 + array_position(ARRAY['planned', 'active', 'paused', 'ended'], p.status::text)
            UNION ALL SELECT 7001 WHERE cross_border
            UNION ALL SELECT 7002 WHERE cross_sector
            UNION ALL SELECT 7003 WHERE cross_border AND cross_sector
            UNION ALL SELECT 7004 WHERE NOT (cross_border OR cross_sector)
            UNION ALL SELECT listing_freshness(p.confirmed_on)
            UNION ALL SELECT 9000 + t.number FROM directory_partnershiplanguage l
              JOIN directory_language t ON t.code = l.language_id WHERE l.partnership_id = p.id
        ) AS encoded WHERE v IS NOT NULL ORDER BY v);
END $$;

-- What the row of a partnership should be; NULL for one that was removed or does not exist. One partnership at
-- a time: each part is a look-up by index then, whether one was edited or a hundred thousand were imported.
CREATE FUNCTION listing_row(wanted bigint) RETURNS listing LANGUAGE plpgsql STABLE AS $$
DECLARE
    p directory_partnership;
    members bigint[];
    countries text[];
    sectors text[];
    topics text[];
    member_names text;
    other_names text[];
    names tsvector;
    row listing;
BEGIN
    SELECT * INTO p FROM directory_partnership WHERE id = wanted AND removed_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    members := ARRAY(
        SELECT m.organisation_id FROM directory_membership m
          JOIN directory_organisation o ON o.id = m.organisation_id AND o.removed_at IS NULL
         WHERE m.partnership_id = p.id AND m."left" = ''
           AND (m.standing = 'confirmed' OR m.standing = 'named' AND m.source_id IS NOT NULL)
         ORDER BY m.organisation_id);
    countries := ARRAY(
        SELECT country_id FROM directory_partnershipcountry WHERE partnership_id = p.id
        UNION SELECT country_id FROM directory_organisation WHERE id = ANY (members) AND country_id IS NOT NULL);
    sectors := ARRAY(
        SELECT sector_id FROM directory_partnershipsector WHERE partnership_id = p.id
        UNION SELECT sector_id FROM directory_organisation WHERE id = ANY (members));
    topics := ARRAY(SELECT topic_id FROM directory_partnershiptopic WHERE partnership_id = p.id);
    row.partnership_id := p.id;
    row.sort_name := public.fold(p.title);
    row.facets := listing_values(p, countries, sectors, topics);

    other_names := ARRAY(SELECT name::text FROM directory_othername WHERE partnership_id = p.id ORDER BY name);
    member_names := public.fold((
        SELECT string_agg(concat_ws(' ', o.name, o.acronym, n.names), ' ' ORDER BY o.id) FROM directory_organisation o
          LEFT JOIN LATERAL (SELECT string_agg(name, ' ' ORDER BY id) AS names FROM directory_othername
                              WHERE organisation_id = o.id) AS n ON true
         WHERE o.id = ANY (members)));
    row.head := public.name_vector(VARIADIC ARRAY[p.title, p.acronym]::text[] || other_names) || setweight(
        to_tsvector('pg_catalog.simple', concat_ws(' ', member_names, public.compounds(member_names))), 'B');
    row.body := row.head || setweight(public.text_vector(p.summary), 'C')
        || setweight(public.text_vector(p.description), 'D');
    FOR names IN (SELECT name_vector FROM directory_topic WHERE slug = ANY (topics) ORDER BY slug)
           UNION ALL (SELECT name_vector FROM directory_sector WHERE slug = ANY (sectors) ORDER BY slug)
           UNION ALL (SELECT name_vector FROM directory_country WHERE code = ANY (countries) ORDER BY code) LOOP
        row.body := row.body || setweight(names, 'C');
    END LOOP;
    RETURN row;
END $$;

CREATE FUNCTION listing_computed(ids bigint[]) RETURNS SETOF listing LANGUAGE sql STABLE AS $$
    SELECT (r).* FROM (SELECT listing_row(id) AS r FROM unnest(ids) AS wanted (id) OFFSET 0) AS s
     WHERE (r).partnership_id IS NOT NULL
$$;
"""

REFRESH = """
-- Whether the default list shows a listing as far as scope (7) and freshness (8) go.
CREATE FUNCTION in_default_scope(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT facets && '{7001,7002}' $$;
CREATE FUNCTION in_default_freshness(facets int[]) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT NOT facets @> '{8004}' $$;

CREATE FUNCTION listing_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('listing_refresh'));
    WITH computed AS MATERIALIZED (SELECT * FROM listing_computed(ids)),
    before AS MATERIALIZED (
        SELECT l.partnership_id, l.facets FROM listing l LEFT JOIN computed c USING (partnership_id)
         WHERE l.partnership_id = ANY (ids) AND c.facets IS DISTINCT FROM l.facets),
    after AS MATERIALIZED (
        SELECT c.partnership_id, c.facets FROM computed c LEFT JOIN listing l USING (partnership_id)
         WHERE c.facets IS DISTINCT FROM l.facets),
    gone AS (
        DELETE FROM listing l WHERE l.partnership_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM computed c WHERE c.partnership_id = l.partnership_id)),
    written AS (
        INSERT INTO listing AS l SELECT * FROM computed
            ON CONFLICT (partnership_id) DO UPDATE
           SET sort_name = excluded.sort_name, facets = excluded.facets, head = excluded.head, body = excluded.body
         WHERE (l.sort_name, l.facets, l.head, l.body)
               IS DISTINCT FROM (excluded.sort_name, excluded.facets, excluded.head, excluded.body)),
    change AS MATERIALIZED (
        SELECT partnership_id, v, -1 AS step, in_default_scope(facets) AS scope, in_default_freshness(facets) AS fresh
          FROM before, unnest(facets) AS v
        UNION ALL
        SELECT partnership_id, v, 1, in_default_scope(facets), in_default_freshness(facets)
          FROM after, unnest(facets) AS v),
    flipped AS (  -- a value both before and after is no change of bits
        SELECT partnership_id AS id, v FROM change GROUP BY 1, 2 HAVING sum(step) <> 0),
    bits AS (
        INSERT INTO facet_bits AS f (blk, v, bits)
        SELECT (id >> 14)::int, v, bits_at((id & 16383)::int, 1) FROM flipped GROUP BY 1, 2
            ON CONFLICT (blk, v) DO UPDATE SET bits = f.bits # excluded.bits)
    INSERT INTO facet_total AS t (v, n, n_default)
    SELECT v, sum(step), sum(CASE WHEN (scope OR v / 1000 = 7) AND (fresh OR v / 1000 = 8) THEN step ELSE 0 END)
      FROM change GROUP BY v
        ON CONFLICT (v) DO UPDATE SET n = t.n + excluded.n, n_default = t.n_default + excluded.n_default;
END $$;

-- A text search kept apart from the rest of its statement. The planner believes `@@` to be as cheap as a
-- comparison of numbers and would read every vector; it cannot look into this function.
CREATE FUNCTION listing_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 5000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE body @@ query $$;
-- The same as strings of bits: a row for each block, in place of one for each listing that is found.
CREATE FUNCTION listing_hit_bits(query tsquery) RETURNS TABLE (blk int, bits bit) LANGUAGE sql STABLE ROWS 50
  SET enable_seqscan = off AS $$
    SELECT part >> 6, bit_or(few::bit(16384) >> ((part & 63) * 256)) FROM (
        SELECT (partnership_id >> 8)::int AS part, few_bits_at((partnership_id & 255)::int, 1) AS few
          FROM listing WHERE body @@ query GROUP BY 1) AS parts GROUP BY 1 $$;
CREATE FUNCTION listing_head_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 1000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE head @@ query $$;
"""

TRIGGERS = """
CREATE FUNCTION listing_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO listing_mark SELECT pg_current_xact_id(), id FROM (SELECT 0 UNION %s) AS s (id)'
                   ' WHERE id IS NOT NULL ON CONFLICT DO NOTHING', TG_ARGV[0]);
    RETURN NULL;
END $$;

CREATE FUNCTION listing_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
BEGIN
    WITH marked AS (DELETE FROM listing_mark WHERE xact = pg_current_xact_id() RETURNING partnership_id)
    SELECT array_agg(partnership_id) INTO ids FROM marked;
    IF ids IS NOT NULL THEN
        PERFORM listing_refresh(array_remove(ids, 0));
        UPDATE data_version SET version = version + 1;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER listing_settle AFTER INSERT ON listing_mark
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.partnership_id = 0) EXECUTE FUNCTION listing_settle();

DO $$
DECLARE
    source record;
    event text;
    tables text;
BEGIN
    FOR source IN SELECT * FROM (VALUES
        ('partnership', 'SELECT id FROM changed'),
        ('membership', 'SELECT partnership_id FROM changed'),
        ('partnershipcountry', 'SELECT partnership_id FROM changed'),
        ('partnershipsector', 'SELECT partnership_id FROM changed'),
        ('partnershiptopic', 'SELECT partnership_id FROM changed'),
        ('partnershiplanguage', 'SELECT partnership_id FROM changed'),
        ('organisation', 'SELECT m.partnership_id FROM changed c
                            JOIN directory_membership m ON m.organisation_id = c.id'),
        ('othername', 'SELECT partnership_id FROM changed WHERE partnership_id IS NOT NULL
                       UNION SELECT m.partnership_id FROM changed c
                        JOIN directory_membership m ON m.organisation_id = c.organisation_id'),
        ('topic', 'SELECT l.partnership_id FROM changed c
                     JOIN directory_partnershiptopic l ON l.topic_id = c.slug'),
        ('sector', 'SELECT l.partnership_id FROM changed c
                      JOIN directory_partnershipsector l ON l.sector_id = c.slug
                    UNION SELECT m.partnership_id FROM changed c
                      JOIN directory_organisation o ON o.sector_id = c.slug
                      JOIN directory_membership m ON m.organisation_id = o.id'),
        ('country', 'SELECT l.partnership_id FROM changed c
                       JOIN directory_partnershipcountry l ON l.country_id = c.code
                     UNION SELECT m.partnership_id FROM changed c
                       JOIN directory_organisation o ON o.country_id = c.code
                       JOIN directory_membership m ON m.organisation_id = o.id'),
        ('region', 'SELECT 0'), ('language', 'SELECT 0'), ('source', 'SELECT 0'),
        ('event', 'SELECT 0'), ('commitment', 'SELECT 0'), ('commitmentpartner', 'SELECT 0'),
        ('progressreport', 'SELECT 0'), ('resource', 'SELECT 0'), ('resourcecountry', 'SELECT 0'),
        ('resourcelanguage', 'SELECT 0'), ('resourcetopic', 'SELECT 0'), ('succession', 'SELECT 0'),
        ('identifier', 'SELECT 0'), ('formeraddress', 'SELECT 0')) AS sources (name, marks)
    LOOP
        FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
            tables := CASE event WHEN 'DELETE' THEN 'OLD TABLE AS changed' WHEN 'INSERT' THEN 'NEW TABLE AS changed'
                                 ELSE 'OLD TABLE AS before NEW TABLE AS changed' END;
            EXECUTE format(
                'CREATE TRIGGER listing_note_%s AFTER %s ON directory_%s REFERENCING %s'
                ' FOR EACH STATEMENT EXECUTE FUNCTION listing_note(%L)',
                lower(event), event, source.name, tables, source.marks
                || CASE WHEN event = 'UPDATE' AND source.marks LIKE 'SELECT partnership\\_id%%'
                        THEN ' UNION SELECT partnership_id FROM before' ELSE '' END);
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
                   WHERE trigger_name LIKE 'listing\\_note\\_%%' LOOP
        EXECUTE format('DROP TRIGGER listing_note_insert ON %1$I; DROP TRIGGER listing_note_update ON %1$I;'
                       ' DROP TRIGGER listing_note_delete ON %1$I', source);
    END LOOP;
END $$;
DROP TABLE listing_mark, data_version, vocabulary, facet_bits, facet_total;
DROP FUNCTION listing_settle, listing_note, listing_head_hits, listing_hit_bits, listing_hits, listing_refresh, in_default_freshness,
              in_default_scope, listing_computed, listing_row, listing_values, listing_freshness;
DROP AGGREGATE bits_at(int, int), few_bits_at(int, int);
DROP TABLE listing;
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_nouns")]
    operations = [
        migrations.RunSQL([TABLES, ROW, REFRESH, TRIGGERS], UNDO),
    ]

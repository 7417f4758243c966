-- What is suggested while somebody types: organisations and partnerships, by the beginning of any word of any of their names.
--
-- A row for each word of each name: the folded name from that word on. Whatever is typed is then one range of an index,
-- however common it is. `place` puts the rows in order without reading them: acronyms, then beginnings of names, then
-- later words; within these, whatever more partnerships or members are joined to comes first, in eight steps that double.
-- The index begins with kind and place, so each of a few dozen probes reads no more rows than are shown.
--
-- As with `listing`, triggers on the nouns only mark (touches.py), and the marks of a transaction are settled once, when it
-- counts up the data version: that row is locked until the commit ends, so who settles sees all that settled before.

-- The rows of these records; none of what is hidden or a sample. `matched`: another or a former name as it is written; ""
-- where the row is of the record's own name.
CREATE OR REPLACE FUNCTION suggestion_computed(of_kind text, ids bigint[])
  RETURNS TABLE (record_id bigint, beginning text, place smallint, matched text) LANGUAGE sql STABLE AS $$
    WITH record (id, name, acronym, ties) AS (
        SELECT o.id, o.name, o.acronym,
               (SELECT count(DISTINCT partnership_id) FROM directory_membership
                 WHERE organisation_id = o.id AND ({membership.is_current}))
          FROM directory_organisation o
         WHERE of_kind = 'organisation' AND o.id = ANY (ids) AND o.removed_at IS NULL AND NOT o.is_sample
        UNION ALL
        SELECT p.id, p.title, p.acronym,
               (SELECT count(*) FROM directory_membership WHERE partnership_id = p.id AND ({membership.is_current}))
          FROM directory_partnership p
         WHERE of_kind = 'partnership' AND p.id = ANY (ids) AND p.removed_at IS NULL AND NOT p.is_sample),
    named (id, name, is_acronym, matched) AS (
        SELECT id, name, false, '' FROM record
        UNION ALL SELECT id, acronym, true, '' FROM record
        UNION ALL SELECT id, public.initials(name), true, '' FROM record
        UNION ALL SELECT r.id, n.name, n.kind = 'acronym', n.name
          FROM record r JOIN directory_othername n ON n.organisation_id = r.id WHERE of_kind = 'organisation'
        UNION ALL SELECT r.id, n.name, n.kind = 'acronym', n.name
          FROM record r JOIN directory_othername n ON n.partnership_id = r.id WHERE of_kind = 'partnership'),
    words AS (
        SELECT id, string_to_array(folded, ' ') AS words, is_acronym, matched
          FROM named, LATERAL (VALUES (public.fold(name)), (public.fold(public.spelled_out(name)))) AS spellings (folded)),
    beginnings AS (
        SELECT id, left(concat_ws(' ', word, nullif(array_to_string(words[number + 1:], ' '), '')), {length.beginning})
               COLLATE "C" AS beginning, matched,
               CASE WHEN number > 1 THEN 16 WHEN is_acronym THEN 0 ELSE 8 END AS quality
          FROM words, generate_series(1, cardinality(words)) AS number,
               LATERAL (VALUES (words[number]), (public.without_article(words[number]))) AS forms (word)
         WHERE word IS NOT NULL)
    SELECT DISTINCT ON (b.id, b.beginning)
           b.id, b.beginning, (b.quality + 7 - least(floor(log(2, 1 + r.ties)), 7))::smallint, b.matched
      FROM beginnings b JOIN record r ON r.id = b.id WHERE b.beginning <> ''
     ORDER BY b.id, b.beginning, b.quality, b.matched
$$;

CREATE OR REPLACE FUNCTION suggestion_refresh(of_kind text, ids bigint[]) RETURNS void LANGUAGE sql AS $$
    WITH computed AS MATERIALIZED (SELECT * FROM suggestion_computed(of_kind, ids)),
    gone AS (
        DELETE FROM suggestion s WHERE s.kind = of_kind AND s.record_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM computed c WHERE c.record_id = s.record_id AND c.beginning = s.beginning))
    INSERT INTO suggestion AS s (kind, record_id, beginning, place, matched)
    SELECT of_kind, record_id, beginning, place, matched FROM computed
        ON CONFLICT (kind, record_id, beginning) DO UPDATE SET place = excluded.place, matched = excluded.matched
     WHERE (s.place, s.matched) IS DISTINCT FROM (excluded.place, excluded.matched)
$$;

CREATE OR REPLACE FUNCTION suggestion_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    marked record;
BEGIN
    FOR marked IN
        WITH marks AS (DELETE FROM suggestion_mark WHERE xact = pg_current_xact_id() RETURNING kind, record_id)
        SELECT kind, array_agg(record_id) AS ids FROM marks GROUP BY kind
    LOOP
        PERFORM suggestion_refresh(marked.kind, marked.ids);
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER suggestion_settle BEFORE UPDATE ON data_version FOR EACH ROW EXECUTE FUNCTION suggestion_settle();

-- The records that somebody may mean who has typed so much, the likeliest first: whole names (`rung` 0), then by place
-- (1). Where there are none, those that have all the words as beginnings of theirs, in any order (2): of a word that very
-- many names have, only some thousands are looked through.
CREATE OR REPLACE FUNCTION suggested(typed text, kinds text[], most int)
  RETURNS TABLE (kind text, record_id bigint, matched text, rung int, place int)
  LANGUAGE plpgsql STABLE ROWS 10 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    start CONSTANT text COLLATE "C" := left(public.fold(typed), {length.beginning});
    after CONSTANT text := U&'\+10FFFF';  -- sorts behind every character
    words CONSTANT text[] := (string_to_array(start, ' '))[:4];
    patterns text[];
BEGIN
    RETURN QUERY
        WITH hit AS (
            -- A whole name is the first of its probe, for it sorts before what begins so. A name's last words are no name
            SELECT k, s.record_id, s.beginning, p, CASE WHEN s.beginning = start AND p < 16 THEN 0 ELSE 1 END AS rung
              FROM unnest(kinds) AS k, generate_series(0, 23) AS p, LATERAL (
                SELECT u.record_id, u.beginning FROM suggestion u
                 WHERE u.kind = k AND u.place = p AND u.beginning >= start AND u.beginning < start || after
                 ORDER BY u.beginning LIMIT most) AS s),
        best AS (
            SELECT DISTINCT ON (k, h.record_id) h.* FROM hit h ORDER BY k, h.record_id, h.rung, h.p, h.beginning)
        SELECT b.k, b.record_id, s.matched, b.rung, b.p
          FROM (SELECT * FROM best ORDER BY best.rung, p, beginning, best.record_id LIMIT most) AS b
          JOIN suggestion s ON (s.kind, s.record_id, s.beginning) = (b.k, b.record_id, b.beginning)
         ORDER BY b.rung, b.p, b.beginning, b.record_id;
    IF FOUND OR cardinality(words) < 2 THEN
        RETURN;
    END IF;
    patterns := ARRAY(SELECT '% ' || word || '%' FROM unnest(words) AS word);
    RETURN QUERY
        WITH hit AS (
            SELECT k, s.record_id, s.beginning, p
              FROM unnest(kinds) AS k, generate_series(0, 23) AS p, unnest(words) AS word, LATERAL (
                SELECT u.record_id, u.beginning FROM suggestion u
                 WHERE u.kind = k AND u.place = p AND u.beginning >= word COLLATE "C" AND u.beginning < word || after
                 ORDER BY u.beginning LIMIT 2000) AS s
             WHERE ' ' || s.beginning LIKE ALL (patterns)),
        best AS (SELECT DISTINCT ON (k, h.record_id) h.* FROM hit h ORDER BY k, h.record_id, h.p, h.beginning)
        SELECT b.k, b.record_id, s.matched, 2, b.p
          FROM (SELECT * FROM best ORDER BY p, beginning, best.record_id LIMIT most) AS b
          JOIN suggestion s ON (s.kind, s.record_id, s.beginning) = (b.k, b.record_id, b.beginning)
         ORDER BY b.p, b.beginning, b.record_id;
END $$;

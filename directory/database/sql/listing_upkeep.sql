-- How listings, the facets' bits and totals are kept true: marked by triggers, computed once at commit.

-- bits_at(position, 1) collects positions: the built-in set_bit() is its transition function. It copies its string for
-- each position, so few_bits_at() is for where there are many, with a 64th of the string.
CREATE OR REPLACE AGGREGATE bits_at(int, int) (SFUNC = set_bit, STYPE = bit, INITCOND = '{bits.16384}');
CREATE OR REPLACE AGGREGATE few_bits_at(int, int) (SFUNC = set_bit, STYPE = bit, INITCOND = '{bits.256}');

-- All bits and all totals as the listings make them: for a database that is filled without triggers, and for totals where
-- the meaning of "default" has changed. facet_total's n_default counts each value without its own facet's default.
CREATE OR REPLACE FUNCTION facet_bits_computed() RETURNS TABLE (blk int, v int, bits bit varying)
  LANGUAGE sql STABLE AS $$
    SELECT (partnership_id >> 14)::int, v, bits_at((partnership_id & 16383)::int, 1)
      FROM listing, unnest(facets) AS v GROUP BY 1, 2
$$;
CREATE OR REPLACE FUNCTION facet_totals_computed() RETURNS TABLE (v int, n int, n_default int)
  LANGUAGE sql STABLE AS $$
    SELECT v, count(*)::int, (count(*) FILTER (WHERE (in_default_scope(facets) OR v / 1000 = {facet.scope})
                                          AND (in_default_freshness(facets) OR v / 1000 = {facet.freshness})))::int
      FROM listing, unnest(facets) AS v GROUP BY 1
$$;

-- Compute the rows of these partnerships anew, and change bits and totals by the difference.
CREATE OR REPLACE FUNCTION listing_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock.listings});
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
           SET sort_name = excluded.sort_name, facets = excluded.facets, head = excluded.head, body = excluded.body,
               order_key = excluded.order_key, newest_source = excluded.newest_source,
               oldest_source = excluded.oldest_source, stated_on = excluded.stated_on,
               crossing = excluded.crossing, worlds = excluded.worlds
         WHERE l IS DISTINCT FROM excluded),
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
            ON CONFLICT (blk, v) DO UPDATE SET bits = f.bits # excluded.bits),
    word_change AS MATERIALIZED (
        SELECT partnership_id AS id, word, sum(step) AS step FROM (
            SELECT partnership_id, unnest(words_with_strings(l.head, l.body)) AS word, -1 AS step
              FROM listing l LEFT JOIN computed c USING (partnership_id)
             WHERE l.partnership_id = ANY (ids) AND c.body IS DISTINCT FROM l.body
            UNION ALL
            SELECT partnership_id, unnest(words_with_strings(c.head, c.body)), 1
              FROM computed c LEFT JOIN listing l USING (partnership_id) WHERE c.body IS DISTINCT FROM l.body) AS words
         GROUP BY 1, 2 HAVING sum(step) <> 0),
    words_now AS (
        SELECT w.word, min(w.covered) AS covered FROM computed c LEFT JOIN listing l USING (partnership_id),
               LATERAL covered_words(c.head, c.body) AS w WHERE c.body IS DISTINCT FROM l.body GROUP BY 1),
    new_words AS (
        INSERT INTO lexeme AS l (word, covered)
        SELECT w.word, w.covered FROM words_now w LEFT JOIN lexeme k USING (word) WHERE k.word IS NULL OR k.covered > w.covered
            ON CONFLICT (word) DO UPDATE SET covered = excluded.covered),
    bits_of_words AS (
        INSERT INTO word_bits AS w (word, blk, bits)
        SELECT word, (id >> 14)::int, bits_at((id & 16383)::int, 1) FROM word_change JOIN lexeme l USING (word)
         WHERE l.is_common GROUP BY 1, 2
            ON CONFLICT (word, blk) DO UPDATE SET bits = w.bits # excluded.bits)
    INSERT INTO facet_total AS t (v, n, n_default)
    SELECT v, sum(step), sum(CASE WHEN (scope OR v / 1000 = {facet.scope}) AND (fresh OR v / 1000 = {facet.freshness}) THEN step ELSE 0 END)
      FROM change GROUP BY v
        ON CONFLICT (v) DO UPDATE SET n = t.n + excluded.n, n_default = t.n_default + excluded.n_default;
    PERFORM words_learn('partnership', ids);
END $$;

-- These partnerships, and those in which one of them is a member, and so on: its countries and sectors are theirs.
CREATE OR REPLACE FUNCTION listing_wholes(ids bigint[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE whole (id) AS (
        SELECT unnest(ids)
        UNION
        SELECT m.partnership_id FROM whole JOIN directory_membership m ON m.member_partnership_id = whole.id)
    SELECT array_agg(id) FROM whole
$$;

CREATE OR REPLACE FUNCTION listing_settle() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    planning CONSTANT text := current_setting('plan_cache_mode');
BEGIN
    WITH marked AS (DELETE FROM listing_mark WHERE xact = pg_current_xact_id() RETURNING partnership_id)
    SELECT array_agg(partnership_id) INTO ids FROM marked;
    IF ids IS NOT NULL THEN
        -- Planning anew for so few takes a third of the time. Of a large import it pays
        IF cardinality(ids) <= 100 THEN
            PERFORM set_config('plan_cache_mode', 'force_generic_plan', true);
        END IF;
        PERFORM listing_refresh(listing_wholes(array_remove(ids, 0)));
        UPDATE data_version SET version = version + 1;
        PERFORM set_config('plan_cache_mode', planning, true);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER listing_settle AFTER INSERT ON listing_mark
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.partnership_id = 0) EXECUTE FUNCTION listing_settle();

-- Looking words up in the listings, and walking along their orders.
--
-- A text search kept apart from the rest of its statement. The planner believes `@@` to be as cheap as a
-- comparison of numbers and would read every vector; it cannot look into this function.
CREATE OR REPLACE FUNCTION listing_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 5000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE body @@ query $$;
CREATE OR REPLACE FUNCTION listing_head_hits(query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 1000
  SET enable_seqscan = off AS $$ SELECT partnership_id FROM listing WHERE head @@ query $$;

-- The same among the documents of a kind.
CREATE OR REPLACE FUNCTION document_hits(of_kind text, query tsquery) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 100
  SET enable_seqscan = off AS $$ SELECT record_id FROM document WHERE kind = of_kind AND body @@ query $$;

-- How well the document of a record answers: see `relevance`. `typed`: query, own, whole and exact of typed_queries.
CREATE OR REPLACE FUNCTION document_relevance(of_kind text, record bigint, typed tsquery[]) RETURNS real LANGUAGE sql STABLE AS $$
    SELECT relevance(head, body, typed[1], typed[2], typed[3], typed[4]) FROM document WHERE kind = of_kind AND record_id = record
$$;

-- The documents of some kinds that have the words, with how well each answers: see `relevance`. Ranked here, for vectors that are
-- handed on are written to a file where they are many.
CREATE OR REPLACE FUNCTION documents_ranked(of_kinds text[], query tsquery, own tsquery, whole tsquery, exact tsquery)
  RETURNS TABLE (kind text, id bigint, relevance real) LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT kind, record_id, relevance(head, body, query, own, whole, exact)
      FROM document WHERE kind = ANY (of_kinds) AND body @@ query
$$;

-- The records of some kinds that have a query's words: documents, and the listings of partnerships.
CREATE OR REPLACE FUNCTION records_with(of_kinds text[], query tsquery)
  RETURNS TABLE (kind text, id bigint, body tsvector) LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT 'partnership', partnership_id, body FROM listing WHERE 'partnership' = ANY (of_kinds) AND body @@ query
    UNION ALL SELECT kind, record_id, body FROM document WHERE kind = ANY (of_kinds) AND body @@ query
$$;

-- How many records of some kinds there are, and how many have a query's words.
CREATE OR REPLACE FUNCTION records_counted(of_kinds text[]) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM (SELECT FROM listing WHERE 'partnership' = ANY (of_kinds)
                          UNION ALL SELECT FROM document WHERE kind = ANY (of_kinds)) AS records
$$;
CREATE OR REPLACE FUNCTION records_counted_with(of_kinds text[], query tsquery) RETURNS bigint LANGUAGE sql STABLE
  SET enable_seqscan = off AS $$
    SELECT coalesce(sum(number), 0)::bigint FROM (
        SELECT bit_count(bits) AS number FROM listing_hit_bits(query) WHERE 'partnership' = ANY (of_kinds)
        UNION ALL SELECT count(*) FROM document WHERE kind = ANY (of_kinds) AND body @@ query) AS of_kind
$$;

-- The records that have most of the words that were typed, kind by kind, the best first, each with the share of all weight
-- that it has and the words that it lacks. A word weighs the more the fewer records of all these kinds have it; what has less
-- than half of all weight is none of them, or of many words than half of what the six heaviest weigh. A word that no record
-- has weighs as the others do on average. Stop words do not count. `narrow`: phrases and unwanted words, which hold as typed.
--
-- Only words that can make up half of the weight are looked up; the common ones are looked for in what these find.
CREATE OR REPLACE FUNCTION with_most_words(of_kinds text[], wanted text, narrow tsquery, most int)
  RETURNS TABLE (kind text, id bigint, share real, missing text[]) LANGUAGE plpgsql STABLE AS $$
DECLARE
    most_telling CONSTANT int := 6;
    words text[];
    conditions tsquery[];
    weights real[];
    of_all real;
    enough real;
    rare int := 0;
    lighter real;
    any_word tsquery;
    needed tsquery;
BEGIN
    WITH counted AS MATERIALIZED (
        SELECT w.place, w.word, w.condition, records_counted_with(of_kinds, w.condition) AS number FROM (
            SELECT c.place, c.word, coalesce(c.own || any_lexeme(c.terms), c.own) AS condition
              FROM word_conditions(wanted) AS c WHERE NOT c.is_stop) AS w),
    weighed AS (
        SELECT c.place, c.word, c.condition,
               CASE WHEN c.number > 0 THEN ln((records_counted(of_kinds) + 1) / (c.number + 0.5)) END AS weight FROM counted AS c)
    SELECT array_agg(w.word ORDER BY w.weight DESC NULLS LAST, w.place),
           array_agg(w.condition ORDER BY w.weight DESC NULLS LAST, w.place),
           array_agg(coalesce(w.weight, (SELECT avg(weight) FROM weighed)) ORDER BY w.weight DESC NULLS LAST, w.place)
      INTO words, conditions, weights FROM weighed AS w;
    IF cardinality(words) < 2 OR weights[1] IS NULL THEN
        RETURN;
    END IF;
    of_all := (SELECT sum(weight) FROM unnest(weights) AS weight);
    enough := (SELECT sum(weight) / 2 FROM (SELECT weight FROM unnest(weights) AS weight ORDER BY 1 DESC
                                             LIMIT most_telling) AS telling);
    lighter := of_all;
    WHILE lighter >= enough AND rare < cardinality(words) LOOP
        rare := rare + 1;
        any_word := coalesce(any_word || conditions[rare], conditions[rare]);
        lighter := lighter - weights[rare];
    END LOOP;
    needed := coalesce(any_word && narrow, any_word);
    RETURN QUERY
        SELECT ranked.kind, ranked.id, (ranked.weight / of_all)::real, ranked.missing FROM (
            SELECT scored.*, row_number() OVER (
                       PARTITION BY scored.kind ORDER BY scored.weight DESC, scored.likeness DESC, scored.id DESC) AS place FROM (
                SELECT r.kind, r.id, sum(w.weight) FILTER (WHERE r.body @@ w.condition) AS weight,
                       coalesce(array_agg(w.word) FILTER (WHERE NOT r.body @@ w.condition), '{}') AS missing,
                       sum(w.weight * ts_rank('{0.1, 0.4, 0.6, 1}', r.body, w.condition, 1 | 32)) AS likeness
                  FROM records_with(of_kinds, needed) AS r,
                       unnest(words, conditions, weights) AS w (word, condition, weight)
                 GROUP BY r.kind, r.id) AS scored
             WHERE scored.weight >= enough) AS ranked
         WHERE ranked.place <= most ORDER BY ranked.kind, ranked.place;
END $$;

-- The newest ids among the bits of a block: as many as are wanted, and up to 63 more. 64 bits are looked at a time.
CREATE OR REPLACE FUNCTION newest_in_block(blk int, bits bit, wanted bigint) RETURNS SETOF bigint
  LANGUAGE plpgsql IMMUTABLE STRICT ROWS 200 AS $$
DECLARE
    part int := length(bits) / 64;
    few "bit";  -- in quotes: else of one bit
    place int;
BEGIN
    WHILE part > 0 AND wanted > 0 LOOP
        part := part - 1;
        few := substring(bits FROM part * 64 + 1 FOR 64);
        wanted := wanted - bit_count(few);
        place := position(B'1' IN few);
        WHILE place > 0 LOOP
            RETURN NEXT (blk::bigint << 14) + part * 64 + place - 1;
            few := set_bit(few, place - 1, 0);
            place := position(B'1' IN few);
        END LOOP;
    END LOOP;
END $$;

-- The ids of a list in an order that has an index, read along it. For lists of which much is needed: the planner takes a
-- sort of all that match for cheaper than it is.
CREATE OR REPLACE FUNCTION listing_walk(ids_in_order text) RETURNS TABLE (id bigint) LANGUAGE plpgsql STABLE ROWS 1000
  SET enable_sort = off SET enable_seqscan = off AS $$ BEGIN RETURN QUERY EXECUTE ids_in_order; END $$;

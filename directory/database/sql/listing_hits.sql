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

-- How well the document of a record answers: see `relevance`. `typed`: query, own and whole of typed_queries.
CREATE OR REPLACE FUNCTION document_relevance(of_kind text, record bigint, typed tsquery[]) RETURNS real LANGUAGE sql STABLE AS $$
    SELECT relevance(head, body, typed[1], typed[2], typed[3]) FROM document WHERE kind = of_kind AND record_id = record
$$;

-- The records of a kind that have a query's words, with their vectors.
CREATE OR REPLACE FUNCTION records_with(of_kind text, query tsquery)
  RETURNS TABLE (id bigint, head tsvector, body tsvector) LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT partnership_id, head, body FROM listing WHERE of_kind = 'partnership' AND body @@ query
    UNION ALL SELECT record_id, head, body FROM document WHERE kind = of_kind AND body @@ query
$$;

-- The records of a kind that have most of the words that were typed, the best first, each with the share of all weight that
-- it has and the words that it lacks. A word
-- weighs the more the fewer records have it; what has less than half of all weight is none of them. A word that no record
-- has weighs as the others do on average. Stop words do not count. `narrow`: phrases and unwanted words, which hold as typed.
--
-- Only words that can make up half of the weight are looked up; the common ones are looked for in what these find.
CREATE OR REPLACE FUNCTION with_most_words(of_kind text, wanted text, narrow tsquery, most int)
  RETURNS TABLE (id bigint, share real, missing text[]) LANGUAGE plpgsql STABLE AS $$
DECLARE
    words text[];
    conditions tsquery[];
    weights real[];
    enough real;
    rare int := 0;
    lighter real;
    any_word tsquery;
    needed tsquery;
    of_all bigint;
BEGIN
    SELECT count(*) INTO of_all FROM (SELECT FROM listing WHERE of_kind = 'partnership'
                                      UNION ALL SELECT FROM document WHERE kind = of_kind) AS records;
    WITH counted AS MATERIALIZED (
        SELECT w.place, w.word, coalesce(w.own || any_lexeme(w.terms), w.own) AS condition, n.n
          FROM word_conditions(wanted) AS w,
               LATERAL (SELECT count(*) AS n FROM records_with(of_kind, coalesce(w.own || any_lexeme(w.terms), w.own))) AS n
         WHERE NOT w.is_stop),
    weighed AS (
        SELECT place, word, condition, CASE WHEN n > 0 THEN ln((of_all + 1) / (n + 0.5)) END AS weight FROM counted)
    SELECT array_agg(word ORDER BY weight DESC NULLS LAST, place), array_agg(condition ORDER BY weight DESC NULLS LAST, place),
           array_agg(coalesce(weight, (SELECT avg(weight) FROM weighed)) ORDER BY weight DESC NULLS LAST, place)
      INTO words, conditions, weights FROM weighed;
    IF cardinality(words) < 2 OR weights[1] IS NULL THEN
        RETURN;
    END IF;
    lighter := (SELECT sum(weight) FROM unnest(weights) AS weight);
    enough := lighter / 2;
    WHILE lighter >= enough AND rare < cardinality(words) LOOP
        rare := rare + 1;
        any_word := coalesce(any_word || conditions[rare], conditions[rare]);
        lighter := lighter - weights[rare];
    END LOOP;
    needed := coalesce(any_word && narrow, any_word);
    RETURN QUERY
        SELECT scored.id, (scored.weight / (2 * enough))::real, scored.missing FROM (
            SELECT r.id, sum(w.weight) FILTER (WHERE r.body @@ w.condition) AS weight,
                   coalesce(array_agg(w.word) FILTER (WHERE NOT r.body @@ w.condition), '{}') AS missing,
                   sum(w.weight * ts_rank('{0.1, 0.4, 0.6, 1}', r.body, w.condition, 1 | 32)) AS likeness
              FROM records_with(of_kind, needed) AS r,
                   unnest(words, conditions, weights) AS w (word, condition, weight)
             GROUP BY r.id) AS scored
         WHERE scored.weight >= enough
         ORDER BY scored.weight DESC, scored.likeness DESC, scored.id DESC LIMIT most;
END $$;

-- The ids of a list in an order that has an index, read along it. For lists of which much is needed: the planner takes a
-- sort of all that match for cheaper than it is.
CREATE OR REPLACE FUNCTION listing_walk(ids_in_order text) RETURNS TABLE (id bigint) LANGUAGE plpgsql STABLE ROWS 1000
  SET enable_sort = off SET enable_seqscan = off AS $$ BEGIN RETURN QUERY EXECUTE ids_in_order; END $$;

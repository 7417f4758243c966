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

-- The documents of some kinds that have a query's words, with their vectors.
CREATE OR REPLACE FUNCTION documents_with(of_kinds text[], query tsquery)
  RETURNS TABLE (kind text, id bigint, head tsvector, body tsvector) LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT kind, record_id, head, body FROM document WHERE kind = ANY (of_kinds) AND body @@ query
$$;

-- The records of some kinds that have a query's words: documents, and the listings of partnerships.
CREATE OR REPLACE FUNCTION records_with(of_kinds text[], query tsquery)
  RETURNS TABLE (kind text, id bigint, body tsvector) LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off AS $$
    SELECT 'partnership', partnership_id, body FROM listing WHERE 'partnership' = ANY (of_kinds) AND body @@ query
    UNION ALL SELECT kind, record_id, body FROM document WHERE kind = ANY (of_kinds) AND body @@ query
$$;

-- Of each of some kinds, how many records there are, and how many have a query's words.
CREATE OR REPLACE FUNCTION records_counted(of_kinds text[]) RETURNS TABLE (kind text, number bigint) LANGUAGE sql STABLE AS $$
    SELECT 'partnership', count(*) FROM listing WHERE 'partnership' = ANY (of_kinds) HAVING count(*) > 0
    UNION ALL SELECT kind, count(*) FROM document WHERE kind = ANY (of_kinds) GROUP BY 1
$$;
CREATE OR REPLACE FUNCTION records_counted_with(of_kinds text[], query tsquery)
  RETURNS TABLE (kind text, number bigint) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT 'partnership', sum(bit_count(bits))::bigint FROM listing_hit_bits(query) WHERE 'partnership' = ANY (of_kinds) HAVING count(*) > 0
    UNION ALL SELECT kind, count(*) FROM document WHERE kind = ANY (of_kinds) AND body @@ query GROUP BY 1
$$;

-- The records that have most of the words that were typed, kind by kind, the best first, each with the share of all weight
-- that it has and the words that it lacks. A word weighs the more the fewer records of the kind have it; what has less than
-- half of all weight is none of them, or of many words than half of what the six heaviest weigh. A word that no record
-- has weighs as the others do on average. Stop words do not count. `narrow`: phrases and unwanted words, which hold as typed.
--
-- Only words that can make up half of the weight are looked up; the common ones are looked for in what these find.
CREATE OR REPLACE FUNCTION with_most_words(of_kinds text[], wanted text, narrow tsquery, most int)
  RETURNS TABLE (kind text, id bigint, share real, missing text[]) LANGUAGE plpgsql STABLE AS $$
DECLARE
    most_telling CONSTANT int := 6;
    of_kind record;
    words text[];
    conditions tsquery[];
    weights real[];
    of_all real;
    enough real;
    rare int;
    lighter real;
    any_word tsquery;
    needed tsquery;
BEGIN
    FOR of_kind IN
        WITH typed AS MATERIALIZED (
            SELECT w.place, w.word, coalesce(w.own || any_lexeme(w.terms), w.own) AS condition FROM word_conditions(wanted) AS w
             WHERE NOT w.is_stop),
        counted AS MATERIALIZED (
            SELECT place, n.kind, n.number FROM typed, LATERAL records_counted_with(of_kinds, condition) AS n),
        weighed AS MATERIALIZED (
            SELECT k.kind, t.*, CASE WHEN c.number > 0 THEN ln((k.number + 1) / (c.number + 0.5)) END AS weight
              FROM typed AS t CROSS JOIN records_counted(of_kinds) AS k LEFT JOIN counted c ON c.kind = k.kind AND c.place = t.place),
        filled AS (
            SELECT w.*, coalesce(weight, avg(weight) OVER (PARTITION BY w.kind)) AS share_of_all FROM weighed AS w)
        SELECT f.kind AS name, array_agg(word ORDER BY weight DESC NULLS LAST, place) AS words,
               array_agg(condition ORDER BY weight DESC NULLS LAST, place) AS conditions,
               array_agg(share_of_all ORDER BY weight DESC NULLS LAST, place) AS weights
          FROM filled AS f GROUP BY 1 HAVING count(*) > 1 AND count(weight) > 0
    LOOP
        words := of_kind.words;
        conditions := of_kind.conditions;
        weights := of_kind.weights;
        of_all := (SELECT sum(weight) FROM unnest(weights) AS weight);
        enough := (SELECT sum(weight) / 2 FROM (SELECT weight FROM unnest(weights) AS weight ORDER BY 1 DESC
                                                 LIMIT most_telling) AS telling);
        rare := 0;
        lighter := of_all;
        any_word := NULL;
        WHILE lighter >= enough AND rare < cardinality(words) LOOP
            rare := rare + 1;
            any_word := coalesce(any_word || conditions[rare], conditions[rare]);
            lighter := lighter - weights[rare];
        END LOOP;
        needed := coalesce(any_word && narrow, any_word);
        RETURN QUERY
            SELECT of_kind.name, scored.id, (scored.weight / of_all)::real, scored.missing FROM (
                SELECT r.id, sum(w.weight) FILTER (WHERE r.body @@ w.condition) AS weight,
                       coalesce(array_agg(w.word) FILTER (WHERE NOT r.body @@ w.condition), '{}') AS missing,
                       sum(w.weight * ts_rank('{0.1, 0.4, 0.6, 1}', r.body, w.condition, 1 | 32)) AS likeness
                  FROM records_with(ARRAY[of_kind.name], needed) AS r,
                       unnest(words, conditions, weights) AS w (word, condition, weight)
                 GROUP BY r.id) AS scored
             WHERE scored.weight >= enough
             ORDER BY scored.weight DESC, scored.likeness DESC, scored.id DESC LIMIT most;
    END LOOP;
END $$;

-- The ids of a list in an order that has an index, read along it. For lists of which much is needed: the planner takes a
-- sort of all that match for cheaper than it is.
CREATE OR REPLACE FUNCTION listing_walk(ids_in_order text) RETURNS TABLE (id bigint) LANGUAGE plpgsql STABLE ROWS 1000
  SET enable_sort = off SET enable_seqscan = off AS $$ BEGIN RETURN QUERY EXECUTE ids_in_order; END $$;

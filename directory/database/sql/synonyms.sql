-- Words that mean the same to those who search: `synonym`, made of the shipped file and the operator's own
-- (directory/finding/synonyms.py).
--
-- A phrase is kept folded and without spaces; with it the lexemes of what it finds as well: a word and its stems, or a whole
-- name of several words ('=unitednations'), also that of a member ('>unitednations'). What they find comes after the words
-- that were typed.

-- What stands in `synonym` for these pairs of a phrase and a word or name that it finds.
CREATE OR REPLACE FUNCTION synonyms_computed(phrases text[], finds text[]) RETURNS TABLE (phrase text, lexemes text[])
  LANGUAGE sql STABLE AS $$
    SELECT replace(pair.phrase, ' ', ''), array_agg(DISTINCT lexeme ORDER BY lexeme)
      FROM (SELECT public.fold(p) AS phrase, public.fold(f) AS finds FROM unnest(phrases, finds) AS pairs (p, f)) AS pair,
           unnest(CASE WHEN pair.finds ~ ' ' THEN ARRAY['=' || replace(pair.finds, ' ', ''), '>' || replace(pair.finds, ' ', '')]
                       ELSE pair.finds || public.word_stems(pair.finds) END) AS lexeme
     WHERE pair.phrase <> '' AND pair.finds <> '' GROUP BY 1
$$;

-- Let `synonym` be these pairs. Whether anything has changed; pages that are kept are old then.
CREATE OR REPLACE FUNCTION synonyms_store(phrases text[], finds text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    changes bigint;
BEGIN
    WITH computed AS MATERIALIZED (SELECT * FROM synonyms_computed(phrases, finds)),
    gone AS (DELETE FROM synonym s WHERE NOT EXISTS (SELECT FROM computed c WHERE c.phrase = s.phrase) RETURNING 1),
    stored AS (
        INSERT INTO synonym AS s SELECT * FROM computed
            ON CONFLICT (phrase) DO UPDATE SET lexemes = excluded.lexemes WHERE s.lexemes <> excluded.lexemes RETURNING 1)
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM stored) INTO changes;
    IF changes > 0 THEN
        UPDATE data_version SET version = version + 1;
    END IF;
    RETURN changes > 0;
END $$;

-- The lexemes of what a folded phrase without spaces finds as well, and the terms that have them in their names, not only
-- their stems: names of terms are in several languages, and the French stem of a Swedish word may be that of a country.
-- '{}' for a phrase without synonyms.
CREATE OR REPLACE FUNCTION synonym_lexemes(typed text) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT lexemes || terms_with(public.any_lexeme(ARRAY(SELECT lexeme FROM unnest(lexemes) AS lexeme WHERE lexeme !~ '^[a-z]{2}~')))
                       FROM synonym WHERE phrase = typed), '{}')
$$;

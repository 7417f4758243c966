-- Text search: what is stored.
--
-- The words of names and texts as vectors, in columns that the database computes itself (`name_vector`, `text_vector` in
-- models/text_search.py) and in `listing`. Case, accents and width are folded; a name knows its initials ("VGT") and its
-- words written as one ("taskforce"), and holds the whole of itself as one lexeme.
--
-- All are IMMUTABLE, as generated columns and indexes ask. The dictionary is named ('public.unaccent'), because the form
-- without it depends on the search path and is only STABLE. `public.` before each name: a restored dump computes the
-- columns while its search path is empty.

-- Case, accents, width, ligatures and the hamza of an alef folded, marks and punctuation gone: what is compared in every
-- search, and by what lists are sorted. Python has the same for words that are not in the database: `folded` in
-- models/text_search.py.
CREATE OR REPLACE FUNCTION public.fold(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT btrim(regexp_replace(
        CASE WHEN octet_length(raw) = length(raw) THEN lower(raw)  -- ASCII
             ELSE translate(regexp_replace(lower(public.unaccent('public.unaccent', normalize(raw, NFKC))),
                                           '[\u0300-\u036f\u0640\u064b-\u065f\u0670]+', '', 'g'),
                            U&'\0622\0623\0625\0671', U&'\0627\0627\0627\0627') END,
        '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Each two neighbouring words as one: "task force" -> "taskforce".
CREATE OR REPLACE FUNCTION public.compounds(folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT string_agg(word || next_word, ' ' ORDER BY ordinal) FROM (
        SELECT word, lead(word) OVER (ORDER BY ordinal) AS next_word, ordinal
          FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS words (word, ordinal)) AS pairs
$$;

-- The initials of the words that begin with a capital, from three on: "Virtual Global Taskforce" -> "vgt".
CREATE OR REPLACE FUNCTION public.initials(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT CASE WHEN length(capitals) BETWEEN 3 AND 12 THEN lower(capitals) END FROM (
        SELECT string_agg(capital[1], '') AS capitals
          FROM regexp_matches(public.unaccent('public.unaccent', name), '\m([[:upper:]])', 'g') AS capital) AS initials
$$;

CREATE OR REPLACE FUNCTION public.text_vector(raw text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50 AS $$
    SELECT to_tsvector('pg_catalog.simple', public.fold(raw))
$$;

-- Names, each as words, compounds and initials. With "=" before it the whole name is one lexeme, so that
-- who types a name in full, in one word or by its initials is told from who types words of it.
CREATE OR REPLACE FUNCTION public.name_vector(VARIADIC names text[]) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS $$
DECLARE
    vector tsvector := '';
    name text;
    folded text;
    acronym text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN coalesce(name, '') = '';
        folded := public.fold(name);
        acronym := public.initials(name);
        vector := vector
            || to_tsvector('pg_catalog.simple', concat_ws(' ', folded, public.compounds(folded), acronym))
            || array_to_tsvector(ARRAY['=' || left(replace(folded, ' ', ''), 200)])
            || array_to_tsvector(CASE WHEN acronym IS NULL THEN '{}' ELSE ARRAY['=' || acronym] END);
    END LOOP;
    RETURN setweight(vector, 'A');
END $$;

from django.contrib.postgres.operations import CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

FOLD = r"""
-- Case, accents, width and ligatures folded, marks and punctuation gone: what is compared in every search.
CREATE FUNCTION public.fold(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT btrim(regexp_replace(
        CASE WHEN octet_length(raw) = length(raw) THEN lower(raw)  -- ASCII
             ELSE regexp_replace(lower(public.unaccent('public.unaccent', normalize(raw, NFKC))),
                                 '[\u0300-\u036f\u0640\u064b-\u065f\u0670]+', '', 'g') END,
        '[^[:alnum:]]+', ' ', 'g'))
$$;

-- Each two neighbouring words as one: "task force" -> "taskforce".
CREATE FUNCTION public.compounds(folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT string_agg(word || next_word, ' ' ORDER BY place) FROM (
        SELECT word, lead(word) OVER (ORDER BY place) AS next_word, place
          FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS words (word, place)) AS pairs
$$;

-- The initials of the words that begin with a capital, from three on: "Virtual Global Taskforce" -> "vgt".
CREATE FUNCTION public.initials(name text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT CASE WHEN length(found) BETWEEN 3 AND 12 THEN lower(found) END FROM (
        SELECT string_agg(capital[1], '') AS found
          FROM regexp_matches(public.unaccent('public.unaccent', name), '\m([[:upper:]])', 'g') AS capital) AS s
$$;

CREATE FUNCTION public.text_vector(raw text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 50 AS $$
    SELECT to_tsvector('pg_catalog.simple', public.fold(raw))
$$;

-- A name as words, compounds and initials. With "=" before it the whole name is one lexeme, so that
-- who types a name in full, in one word or by its initials is told from who types words of it.
CREATE FUNCTION public.name_vector(VARIADIC names text[]) RETURNS tsvector
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 100 AS $$
DECLARE
    vector tsvector := '';
    name text;
    folded text;
    short text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN coalesce(name, '') = '';
        folded := public.fold(name);
        short := public.initials(name);
        vector := vector
            || to_tsvector('pg_catalog.simple', concat_ws(' ', folded, public.compounds(folded), short))
            || array_to_tsvector(ARRAY['=' || left(replace(folded, ' ', ''), 200)])
            || array_to_tsvector(CASE WHEN short IS NULL THEN '{}' ELSE ARRAY['=' || short] END);
    END LOOP;
    RETURN setweight(vector, 'A');
END $$;

-- A folded text as a query for its words in order, or for words of which the last only begins so.
-- NULL for nothing, which the operators of text_query leave out.
CREATE FUNCTION public.phrase_query(folded text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT phraseto_tsquery('pg_catalog.simple', nullif(folded, ''))
$$;
CREATE FUNCTION public.beginning_query(folded text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (nullif(public.phrase_query(folded)::text, '') || ':*')::tsquery
$$;

-- What was typed as one whole name, for `name_vector`; with ":*" as the beginning of one.
CREATE FUNCTION public.whole_name_query(wanted text, ending text DEFAULT '') RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (quote_literal('=' || nullif(left(replace(public.fold(wanted), ' ', ''), 200), '')) || ending)::tsquery
$$;

-- All wanted words, the last as a beginning, or two neighbours among them written as one, or all of them
-- as the beginning of a name; each phrase; none of the unwanted ones. NULL, which matches nothing, when nothing is asked.
CREATE FUNCTION public.text_query(wanted text, phrases text[], unwanted text[]) RETURNS tsquery
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words text[] := string_to_array(public.fold(wanted), ' ');
    last int := cardinality(words);
    asked tsquery;
    variant tsquery;
    part tsquery;
    place int;
    word text;
BEGIN
    FOR merged IN 0 .. last - 1 LOOP  -- 0: as typed; n: words n and n + 1 as one
        variant := NULL;
        place := 1;
        WHILE place <= last LOOP
            word := words[place];
            IF place = merged THEN
                place := place + 1;
                word := word || words[place];
            END IF;
            part := CASE WHEN place = last THEN public.beginning_query(word) ELSE public.phrase_query(word) END;
            variant := coalesce(variant && part, variant, part);
            place := place + 1;
        END LOOP;
        asked := coalesce(asked || variant, asked, variant);
    END LOOP;
    asked := coalesce(asked || public.whole_name_query(wanted, ':*'), asked);
    FOREACH word IN ARRAY phrases LOOP
        part := public.phrase_query(public.fold(word));
        asked := coalesce(asked && part, asked, part);
    END LOOP;
    FOREACH word IN ARRAY unwanted LOOP
        part := !! public.phrase_query(public.fold(word));
        asked := coalesce(asked && part, asked, part);
    END LOOP;
    RETURN asked;
END $$;

"""

DROP = """
DROP FUNCTION public.text_query, public.whole_name_query, public.beginning_query, public.phrase_query,
              public.name_vector, public.text_vector, public.initials, public.compounds, public.fold;
"""


class Migration(migrations.Migration):
    initial = True
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.RunSQL(FOLD, DROP),
    ]

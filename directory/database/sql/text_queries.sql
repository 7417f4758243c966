-- Text search: what is asked of the vectors of text_search.sql. Nothing stored depends on these.

-- A folded text as a query for its words in order, or for words of which the last only begins so.
-- NULL for nothing, which the operators of text_query leave out.
CREATE OR REPLACE FUNCTION public.phrase_query(folded text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT phraseto_tsquery('pg_catalog.simple', nullif(folded, ''))
$$;
CREATE OR REPLACE FUNCTION public.beginning_query(folded text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (nullif(public.phrase_query(folded)::text, '') || ':*')::tsquery
$$;

-- What was typed as one whole name, for `name_vector`; with ":*" as the beginning of one.
CREATE OR REPLACE FUNCTION public.whole_name_query(wanted text, ending text DEFAULT '') RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (quote_literal('=' || nullif(left(replace(public.fold(wanted), ' ', ''), 200), '')) || ending)::tsquery
$$;

-- All wanted words, the last as a beginning, or two neighbours among them written as one, or all of them
-- as the beginning of a name; each phrase; none of the unwanted ones. NULL, which matches nothing, when nothing is asked.
CREATE OR REPLACE FUNCTION public.text_query(wanted text, phrases text[], unwanted text[]) RETURNS tsquery
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

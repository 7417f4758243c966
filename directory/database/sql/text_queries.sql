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

-- A typed word in any of its spellings: as it is folded, with its umlauts spelled out, without its article.
CREATE OR REPLACE FUNCTION public.word_query(folded text, spelled text, is_beginning boolean) RETURNS tsquery
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    variants tsquery;
    condition tsquery;
    spelling text;
BEGIN
    FOREACH spelling IN ARRAY ARRAY[folded, nullif(spelled, folded), public.without_article(folded)] LOOP
        condition := CASE WHEN is_beginning THEN public.beginning_query(spelling) ELSE public.phrase_query(spelling) END;
        variants := coalesce(variants || condition, variants, condition);
    END LOOP;
    RETURN variants;
END $$;

-- What was typed as one whole name, for `name_vector`; with ":*" as the beginning of one.
CREATE OR REPLACE FUNCTION public.whole_name_query(name text, ending text DEFAULT '') RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (quote_literal('=' || nullif(left(replace(public.fold(name), ' ', ''), 200), '')) || ending)::tsquery
$$;

-- All wanted words, the last as a beginning, or two neighbours among them written as one, or all of them
-- as the beginning of a name; each phrase; none of the unwanted ones. NULL, which matches nothing, when no word is left.
CREATE OR REPLACE FUNCTION public.text_query(wanted text, phrases text[], unwanted text[]) RETURNS tsquery
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    words text[] := string_to_array(public.fold(wanted), ' ');
    spelled text[] := string_to_array(public.fold(public.spelled_out(wanted)), ' ');
    last int := cardinality(words);
    typed_query tsquery;
    variant tsquery;
    condition tsquery;
    ordinal int;
    word text;
    spelled_word text;
BEGIN
    FOR merged IN 0 .. last - 1 LOOP  -- 0: as typed; n: words n and n + 1 as one
        variant := NULL;
        ordinal := 1;
        WHILE ordinal <= last LOOP
            word := words[ordinal];
            spelled_word := spelled[ordinal];
            IF ordinal = merged THEN
                ordinal := ordinal + 1;
                word := word || words[ordinal];
                spelled_word := spelled_word || spelled[ordinal];
            END IF;
            condition := public.word_query(word, spelled_word, ordinal = last);
            variant := coalesce(variant && condition, variant, condition);
            ordinal := ordinal + 1;
        END LOOP;
        typed_query := coalesce(typed_query || variant, typed_query, variant);
    END LOOP;
    typed_query := coalesce(typed_query || public.whole_name_query(wanted, ':*'), typed_query);
    FOREACH word IN ARRAY phrases LOOP
        condition := public.phrase_query(public.fold(word));
        typed_query := coalesce(typed_query && condition, typed_query, condition);
    END LOOP;
    FOREACH word IN ARRAY unwanted LOOP
        condition := !! public.phrase_query(public.fold(word));
        typed_query := coalesce(typed_query && condition, typed_query, condition);
    END LOOP;
    RETURN typed_query;
END $$;

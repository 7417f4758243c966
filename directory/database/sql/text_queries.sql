-- Text search: what is asked of the vectors of text_search.sql and documents.sql. Nothing stored depends on these.

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
CREATE OR REPLACE FUNCTION public.whole_name_query(name text, ending text DEFAULT '') RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (quote_literal('=' || nullif(left(replace(public.fold(name), ' ', ''), 200), '')) || ending)::tsquery
$$;

-- The stems of a folded word as they stand in documents, in each language of its script; none of a stop word.
CREATE OR REPLACE FUNCTION public.word_stems(word text) RETURNS text[]
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ARRAY(
        SELECT code || '~' || stem FROM (
            SELECT 'en' AS code, (ts_lexize('pg_catalog.english_stem', word))[1] AS stem WHERE word !~ '[\u0600-\u06ff]'
            UNION ALL SELECT 'fr', (ts_lexize('pg_catalog.french_stem', word))[1] WHERE word !~ '[\u0600-\u06ff]'
            UNION ALL SELECT 'es', (ts_lexize('pg_catalog.spanish_stem', word))[1] WHERE word !~ '[\u0600-\u06ff]'
            UNION ALL SELECT 'ar', (ts_lexize('pg_catalog.arabic_stem', word))[1] WHERE word ~ '[\u0600-\u06ff]'
        ) AS stems WHERE stem IS NOT NULL)
$$;

-- Whether a folded word carries no meaning in one of the languages ("the", "pour"), only asks ("which exist", "who runs"), or
-- belongs to a letter ("dear", "regards"). Words of other languages that mean something here are none: "eu", "ai".
CREATE OR REPLACE FUNCTION public.is_stop_word(word text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ts_lexize('pg_catalog.english_stem', word) = '{}'
        OR word IN ('exist', 'exists', 'find', 'show', 'tell', 'give', 'want', 'looking', 'please', 'existe', 'existent',
                    'existen', 'trouver', 'cherche', 'montrer', 'encontrar', 'busco', 'buscar', 'mostrar', 'cuales', 'cual',
                    'quels', 'quelles', 'quel', 'quelle', 'combien', 'cuantos', 'ما', 'هل', 'كيف', 'اين')
        OR word IN ('would', 'could', 'might', 'must', 'shall', 'may', 'us', 'let', 'like', 'know', 'knows', 'need', 'needs',
                    'wants', 'seeking', 'reach', 'run', 'runs', 'ask', 'asking', 'someone', 'somebody', 'anyone', 'anybody',
                    'something', 'anything', 'whether', 'much', 'near', 'also', 'good', 'morning', 'afternoon', 'evening', 'hello', 'hi', 'dear', 'sir',
                    'madam', 'thank', 'thanks', 'kind', 'regards', 'sincerely', 'bonjour', 'madame', 'monsieur', 'merci',
                    'hola', 'gracias', 'saludos', 'buenos', 'dias')
        OR word NOT IN ('eu', 'ai', 'as', 'car', 'son', 'sea', 'era', 'est', 'sin', 'hay', 'pas')
       AND '{}' IN (ts_lexize('pg_catalog.french_stem', word), ts_lexize('pg_catalog.spanish_stem', word),
                    ts_lexize('pg_catalog.arabic_stem', word))
$$;

-- Whether a folded word only asks where it stands in a question ("who do I contact", "what happened to", "how do I start a").
-- Elsewhere it may be what a record is about ("harmful contact").
CREATE OR REPLACE FUNCTION public.asks_in_a_question(word text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT word IN ('contact', 'call', 'turn', 'many', 'often', 'happen', 'happens', 'happened', 'become', 'became',
                    'start', 'started', 'begin', 'began', 'join', 'apply', 'country', 'contacter', 'appeler', 'joindre',
                    'adresser', 'passe', 'devenu', 'devenue', 'commencer', 'demarrer', 'rejoindre', 'pays', 'contactar',
                    'contacto', 'llamar', 'dirigirme', 'paso', 'pasado', 'empezar', 'iniciar', 'unirme', 'unirse', 'pais',
                    'comment', 'pourquoi', 'quand', 'متي', 'لماذا', 'اتصل', 'نتصل', 'حدث', 'حصل', 'ابدا', 'نبدا', 'انضم',
                    'بلد', 'بلدي', 'بلدنا')
$$;

-- Whether what was typed is a question, by its mark or its first word.
CREATE OR REPLACE FUNCTION public.is_question(wanted text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT wanted ~ '[?\u061f]' OR public.is_stop_word(first_word) OR first_word IN ('comment', 'pourquoi', 'quand', 'متي', 'لماذا')
      FROM split_part(public.fold(wanted), ' ', 1) AS first_word
$$;

-- What was typed with the name of each domain in its place: "https://www.iwf.org.uk/report" -> "iwf". The name is the longest
-- label that is no ending.
CREATE OR REPLACE FUNCTION public.without_domains(typed text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(coalesce((
        SELECT label FROM unnest(string_to_array(substring(
                   lower(word) from '^(?:[a-z]+://|[^@/[:space:]]+@)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[/?#:].*)?[.,;?!]*$'), '.'))
               WITH ORDINALITY AS labels (label, place)
         WHERE length(label) > 2 AND label NOT IN (
               'www', 'com', 'org', 'net', 'gov', 'gob', 'gouv', 'edu', 'int', 'info', 'eur', 'europa')
         ORDER BY length(label) DESC, place LIMIT 1), word), ' ' ORDER BY ordinal)
      FROM regexp_split_to_table(typed, '\s+') WITH ORDINALITY AS words (word, ordinal)
$$;

-- The terms in whose names the words of a query stand.
CREATE OR REPLACE FUNCTION terms_with(query tsquery) RETURNS text[] LANGUAGE sql STABLE STRICT
  SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(term), '{}') FROM document WHERE term <> '' AND head @@ query
$$;

-- The same for a word or what begins so, but countries only by a query of their own; and where the word is the whole name of
-- one, others only by the word itself, not by a form or a beginning of it ("Nigeria", "Niger").
CREATE OR REPLACE FUNCTION terms_of_word(query tsquery, of_countries tsquery, word tsquery, whole_name tsquery) RETURNS text[]
  LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(term), '{}') FROM document
     WHERE term <> '' AND head @@ query AND (kind <> 'country' OR head @@ CASE
           WHEN EXISTS (SELECT FROM document WHERE term <> '' AND kind = 'country' AND head @@ whole_name) THEN word
           ELSE of_countries END)
$$;

CREATE OR REPLACE FUNCTION public.any_lexeme(lexemes text[]) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT nullif(array_to_string(ARRAY(SELECT DISTINCT quote_literal(lexeme) FROM unnest(lexemes) AS lexeme WHERE lexeme <> ''), ' | '), '')::tsquery
$$;

-- The same, but not where a lexeme stands among the names of members, owners or publishers alone.
CREATE OR REPLACE FUNCTION public.any_lexeme_of_its_own(lexemes text[]) RETURNS tsquery
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT nullif(array_to_string(ARRAY(SELECT DISTINCT quote_literal(lexeme) || ':ACD' FROM unnest(lexemes) AS lexeme WHERE lexeme <> ''), ' | '), '')::tsquery
$$;

-- Whether a folded word is the whole name of a record, or stands in the name of a term.
CREATE OR REPLACE FUNCTION names_something(word text) RETURNS boolean LANGUAGE sql STABLE STRICT SET enable_seqscan = off AS $$
    SELECT terms_with(public.any_lexeme(ARRAY[word])) <> '{}'
        OR EXISTS (SELECT FROM document WHERE head @@ public.any_lexeme(ARRAY['=' || word]))
        OR EXISTS (SELECT FROM listing WHERE head @@ public.any_lexeme(ARRAY['=' || word]))
$$;

-- Any of these lexemes, or what begins so where there is a beginning.
CREATE OR REPLACE FUNCTION word_or_beginning(lexemes text[], beginning text) RETURNS tsquery
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(public.any_lexeme(lexemes) || public.beginning_query(beginning), public.any_lexeme(lexemes))
$$;

-- A folded word in its other number, as English, French and Spanish mostly make it; some of these are no words.
CREATE OR REPLACE FUNCTION public.other_numbers(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN length(word) > 3 THEN ARRAY[
        word || 's', word || 'es', regexp_replace(word, 's$', ''), regexp_replace(word, 'es$', ''),
        regexp_replace(word, 'y$', 'ies'), regexp_replace(word, 'ies$', 'y')] ELSE '{}' END
$$;

-- The years of which folded words say that something began or ended then ("begun in 2022", "depuis 2022"): the places of the
-- word that says so and of the year, and the term of records of which it is true.
CREATE OR REPLACE FUNCTION public.years_of_change(words text[]) RETURNS TABLE (saying int, place int, term text)
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH typed AS (SELECT word, ordinal::int AS place FROM unnest(words) WITH ORDINALITY AS words (word, ordinal)),
    sayings AS (
        SELECT place, '@begun:' AS mark FROM typed
         WHERE word ~ '^(begun|began|founded|established|started|starting|created|launched|formed|since|inception)$'
            OR word ~ '^(fonde|cree|lance|commence|debute|etabli)e?s?$' OR word = 'depuis'
            OR word ~ '^(fundad|cread|iniciad|lanzad|empezad|comenzad|establecid)[oa]s?$' OR word = 'desde'
            OR word IN ('تاسست', 'تاسس', 'اسست', 'انشيت', 'انشئت', 'بدات', 'بدا', 'اطلقت', 'منذ')
        UNION ALL SELECT place, '@ended:' FROM typed
         WHERE word ~ '^(ended|finished|closed|dissolved|until)$' OR word ~ '^(termine|dissou|fini|acheve|cloture)[ste]*$'
            OR word ~ '^(terminad|finalizad|disuelt|cerrad|acabad)[oa]s?$' OR word = 'hasta'
            OR word IN ('انتهت', 'انتهي', 'اغلقت'))
    SELECT DISTINCT ON (year.place) saying.place, year.place, saying.mark || year.word
      FROM typed AS year JOIN sayings AS saying ON saying.place BETWEEN year.place - 4 AND year.place - 1
     WHERE year.word ~ '^(1[0-9]|20)[0-9][0-9]$' AND NOT EXISTS (
           SELECT FROM typed AS between_them
            WHERE between_them.place > saying.place AND between_them.place < year.place
              AND NOT public.is_stop_word(between_them.word)
              AND between_them.word NOT IN ('year', 'annee', 'an', 'ano', 'في', 'عام', 'سنه'))
     ORDER BY year.place, saying.place DESC
$$;

-- Whether any record has a term of its own, such as the year in which it began.
CREATE OR REPLACE FUNCTION is_term_of_any(lexeme text) RETURNS boolean LANGUAGE sql STABLE STRICT SET enable_seqscan = off AS $$
    SELECT EXISTS (SELECT FROM listing WHERE body @@ public.any_lexeme(ARRAY[lexeme]))
        OR EXISTS (SELECT FROM document WHERE body @@ public.any_lexeme(ARRAY[lexeme]))
$$;

-- What a record needs for each word of what was typed, in the order of the words. `own`: the word, its stem, or it and a
-- neighbour written as one; of the last word also what begins so. `exact`: without such beginnings and without stems, which
-- other words may share ("unit", "united"). `terms`: those that have the word in their names; where several words together
-- are the whole name of a term, in either number ("New Zealand", "joint operations"), that one alone. Stop words are no names
-- of terms, but for the word that stands alone and for one in capitals ("US"; not "OR", which people type because other
-- searches want it). `is_stop`: it carries no meaning beside the others, or none in a question. A year in which something began is asked for
-- as such, where any record began then: by its term, or where its text says so in these words.
CREATE OR REPLACE FUNCTION word_conditions(wanted text)
  RETURNS TABLE (place int, word text, is_stop boolean, own tsquery, terms text[], exact tsquery) LANGUAGE plpgsql STABLE AS $$
DECLARE
    named_domains text := public.without_domains(wanted);
    words text[] := string_to_array(public.fold(named_domains), ' ');
    meaningless text[] := ARRAY(SELECT typed FROM unnest(words) AS typed WHERE public.is_stop_word(typed));
    asking text[] := ARRAY(SELECT typed FROM unnest(words) AS typed WHERE public.asks_in_a_question(typed));
    means_nothing boolean;          -- none of the words carries a meaning: then each is needed
    capitals text[] := string_to_array(public.fold(array_to_string(
        ARRAY(SELECT m[1] FROM regexp_matches(wanted, '\m([[:upper:]]{2,})\M', 'g') AS m
               WHERE wanted <> upper(wanted) AND m[1] NOT IN ('AND', 'OR')), ' ')), ' ');
    spelled text[] := string_to_array(public.fold(public.spelled_out(named_domains)), ' ');
    spellings text[];               -- of one word: as it is folded, with its umlauts spelled out, without its article
    many int := cardinality(words);
    name text;                      -- some words that may be one, as one
    in_name text[];                 -- terms whose whole names begin at a word
    named text[] := array_fill('{}'::text, ARRAY[many]);  -- by word, as arrays in text: those that several words name
    lengths int;
    change record;
    sayings text[] := array_fill(''::text, ARRAY[many]);  -- by year, the word that says what was then
    changes text[] := array_fill(''::text, ARRAY[many]);  -- and the term that it means
    is_said boolean[] := array_fill(false, ARRAY[many]);  -- words that the year makes superfluous: "begun in the year"
    stems text[];
    beginning text;
    condition tsquery;
BEGIN
    IF many = 0 THEN
        RETURN;
    END IF;
    IF asking <> '{}' AND public.is_question(wanted) AND NOT words <@ (meaningless || asking) THEN
        meaningless := meaningless || asking;
    END IF;
    means_nothing := words <@ meaningless AND NOT words && capitals;
    FOR start IN 1 .. many - 1 LOOP
        FOR lengths IN REVERSE least(5, many - start + 1) .. 2 LOOP
            name := array_to_string(words[start : start + lengths - 1], '');
            in_name := terms_with(public.any_lexeme(ARRAY(
                           SELECT '=' || form FROM unnest(name || public.other_numbers(name)) AS form)))
                       || synonym_lexemes(name);
            IF in_name <> '{}' THEN
                FOR covered IN start .. start + lengths - 1 LOOP
                    named[covered] := (named[covered]::text[] || in_name)::text;
                END LOOP;
                EXIT;
            END IF;
        END LOOP;
    END LOOP;
    -- Nearly nobody types a year: the rest is asked only then
    FOR change IN SELECT * FROM public.years_of_change(CASE WHEN array_to_string(words, ' ') ~ '(1[0-9]|20)[0-9][0-9]' THEN words END)
                  AS c WHERE is_term_of_any(c.term) LOOP
        sayings[change.place] := words[change.saying];
        changes[change.place] := change.term;
        FOR covered IN change.saying .. change.place - 1 LOOP
            is_said[covered] := true;
        END LOOP;
    END LOOP;
    FOR ordinal IN 1 .. many LOOP
        place := ordinal;
        word := words[ordinal];
        is_stop := (is_said[ordinal] OR word = ANY (meaningless)) AND NOT word = ANY (capitals) AND NOT means_nothing;
        IF changes[ordinal] <> '' THEN
            terms := ARRAY[changes[ordinal]];
            condition := public.any_lexeme(ARRAY[sayings[ordinal]]);
            own := tsquery_phrase(condition, public.any_lexeme(ARRAY[word]))
                   || tsquery_phrase(condition, public.any_lexeme(ARRAY[word]), 2);
            exact := own || public.any_lexeme(terms);
            RETURN NEXT;
            CONTINUE;
        END IF;
        spellings := array_remove(ARRAY[word, nullif(spelled[ordinal], word), public.without_article(word)], NULL);
        stems := public.word_stems(word) || public.word_stems(public.without_article(word));
        condition := public.any_lexeme(
            spellings || stems || ARRAY[words[ordinal - 1] || word, word || words[ordinal + 1]]);
        exact := public.any_lexeme_of_its_own(
            spellings || ARRAY(SELECT stem FROM unnest(stems) AS stem WHERE stem ~ '^ar~') || public.other_numbers(word)
            || ARRAY[words[ordinal - 1] || word, word || words[ordinal + 1]]);
        FOREACH beginning IN ARRAY CASE
            WHEN ordinal = many THEN spellings || (words[ordinal - 1] || word)
            WHEN ordinal = many - 1 THEN ARRAY[word || words[many]] ELSE '{}' END LOOP
            condition := coalesce(condition || public.beginning_query(beginning), condition);
        END LOOP;
        own := condition;
        terms := named[ordinal]::text[];
        IF terms = '{}' AND (many = 1 OR NOT is_stop) THEN
            beginning := CASE WHEN ordinal = many AND length(word) > 2 THEN word END;
            -- A stem is no part of a country's name ("unit", "United States"), but may be one ("Germans", "polacos")
            terms := terms_of_word(
                query => word_or_beginning(spellings || stems, beginning),
                of_countries => word_or_beginning(spellings || ARRAY(
                    SELECT lexeme FROM unnest(stems) AS stem, unnest(CASE WHEN stem ~ '^ar~' THEN ARRAY[stem] ELSE
                           ARRAY['=' || substr(stem, 4), '=' || substr(stem, 4) || 'o'] END) AS lexeme), beginning),
                word => public.any_lexeme(spellings),
                whole_name => public.any_lexeme(ARRAY(SELECT '=' || spelling FROM unnest(spellings) AS spelling)));
        END IF;
        IF NOT is_stop THEN
            terms := terms || synonym_lexemes(word);
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- Names, or beginnings of names, of four words with a meaning and more that stand within a question and are at least half of
-- its `told` words: "Which companies signed the Safer Social Networking Principles?" NULL where there are none but the whole,
-- and where it is no question: then each word is asked for.
CREATE OR REPLACE FUNCTION names_within(wanted text, told int) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH typed AS (
        SELECT word, ordinal::int, public.is_stop_word(word) AS is_stop
          FROM unnest(string_to_array(public.fold(wanted), ' ')) WITH ORDINALITY AS words (word, ordinal)
         WHERE told > 4 AND public.is_question(wanted)),
    spans AS (
        SELECT string_agg(within.word, '' ORDER BY within.ordinal) AS name
          FROM typed AS first JOIN typed AS last ON last.ordinal BETWEEN first.ordinal + 3 AND first.ordinal + 7
          JOIN typed AS within ON within.ordinal BETWEEN first.ordinal AND last.ordinal
         WHERE NOT first.is_stop AND NOT last.is_stop
         GROUP BY first.ordinal, last.ordinal
        HAVING count(*) FILTER (WHERE NOT within.is_stop) BETWEEN greatest(4, (told + 1) / 2) AND told - 1)
    SELECT string_agg(quote_literal('=' || left(name, 200)) || ':*', ' | ')::tsquery FROM spans
$$;

-- What is asked for, of what was typed. `query`: all wanted words that carry a meaning, each in the record's own words or in
-- the name of one of its terms, or all of them as the beginning of a name, or as a domain; each phrase; none of the unwanted
-- ones. `own`: the same without terms, but with what means the same; `exact`: the words themselves, outside of the names of members.
-- `whole`: all wanted words, those with a meaning, or a long name among them, as one whole name. NULL, which matches nothing,
-- when no word is left.
CREATE OR REPLACE FUNCTION typed_queries(
    wanted text, phrases text[], unwanted text[], OUT query tsquery, OUT own tsquery, OUT whole tsquery, OUT exact tsquery)
  LANGUAGE plpgsql STABLE AS $$
DECLARE
    needed record;
    condition tsquery;
    with_terms tsquery;
    meant tsquery;                  -- a word, or what means the same
    domain text := CASE WHEN wanted ~ '[.@/]' THEN public.domain_word(wanted) END;
    name text := '';                -- the words that carry a meaning, as one
    told int := 0;                  -- how many of them there are
    word text;
BEGIN
    FOR needed IN SELECT * FROM word_conditions(wanted) AS c WHERE NOT c.is_stop LOOP
        with_terms := coalesce(needed.own || public.any_lexeme(needed.terms), needed.own);
        meant := coalesce(needed.own || public.any_lexeme(ARRAY(
            SELECT lexeme FROM unnest(needed.terms) AS lexeme WHERE lexeme !~ '^@')), needed.own);
        own := coalesce(own && meant, meant);
        exact := coalesce(exact && needed.exact, needed.exact);
        query := coalesce(query && with_terms, with_terms);
        name := name || needed.word;
        told := told + 1;
    END LOOP;
    whole := public.any_lexeme(ARRAY['=' || nullif(left(replace(public.fold(wanted), ' ', ''), 200), ''),
                                     '=' || nullif(left(name, 200), ''), '=' || domain]
        || ARRAY(SELECT lexeme FROM unnest(synonym_lexemes(replace(public.fold(wanted), ' ', ''))) AS lexeme WHERE lexeme ~ '^[=>]'));
    whole := coalesce(whole || names_within(wanted, told), whole);
    condition := public.whole_name_query(wanted, ':*') || whole;
    condition := coalesce(condition || public.any_lexeme(ARRAY['>' || domain]), condition);
    own := coalesce(own || condition, own);
    query := coalesce(query || condition, query);
    FOREACH word IN ARRAY phrases LOOP
        condition := public.phrase_query(public.fold(word));
        with_terms := coalesce(condition || public.any_lexeme(terms_with(condition)), condition);
        own := coalesce(own && condition, own, condition);
        exact := coalesce(exact && condition, exact, condition);
        query := coalesce(query && with_terms, query, with_terms);
    END LOOP;
    FOREACH word IN ARRAY unwanted LOOP
        condition := public.phrase_query(public.fold(word));
        condition := !! coalesce(condition || public.any_lexeme(terms_with(condition)), condition);
        own := coalesce(own && condition, own, condition);
        exact := coalesce(exact && condition, exact, condition);
        query := coalesce(query && condition, query, condition);
    END LOOP;
END $$;

-- `query` of typed_queries alone.
CREATE OR REPLACE FUNCTION text_query(wanted text, phrases text[], unwanted text[]) RETURNS tsquery
  LANGUAGE sql STABLE AS $$ SELECT query FROM typed_queries(wanted, phrases, unwanted) $$;

-- How well a record that matches answers: 4 and more by its whole name, 2 and more by its own words, 1 and more where one of
-- these has only the stem of a word or its beginning ("united" for "unit"), below that by its terms as well. Of its words those of names weigh
-- most, then those of members, texts and terms.
CREATE OR REPLACE FUNCTION relevance(head tsvector, body tsvector, query tsquery, own tsquery, whole tsquery, exact tsquery)
  RETURNS real LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 500 AS $$
    SELECT CASE WHEN head @@ whole THEN 4 + ts_rank('{0.05, 0.1, 0.3, 1}', head, own, 2 | 32)
                ELSE CASE WHEN body @@ exact THEN 2 WHEN body @@ own THEN 1 ELSE 0 END
                     + ts_rank('{0.1, 0.4, 0.25, 1}', body, query, 1 | 32) END
$$;

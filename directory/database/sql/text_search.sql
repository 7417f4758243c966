-- Text search: what is stored.
--
-- The words of names and texts as vectors, of which documents.sql and `listing` are composed, and the keys by which lists of
-- names are sorted (`sort_name` in models/text_search.py). Case, accents and width are folded; a name knows its initials
-- ("VGT") and its words written as one ("taskforce"), and holds the whole of itself as one lexeme.
--
-- All are IMMUTABLE, as generated columns and indexes ask. The dictionary is named ('public.unaccent'), because the form
-- without it depends on the search path and is only STABLE. `public.` before each name: a restored dump computes the
-- columns while its search path is empty.
--
-- Where a word is written in two ways and neither is the plain one ("Köln", "Koeln"), nothing is folded, for that would
-- spoil others ("Boeing"): the vectors hold the other spelling beside the word, and a query asks for either.

-- The letters of a text without accents, marks, width and case: "É" and "ｅ" -> "e", "ß" -> "ss", "ø" -> "o", the forms of
-- alef -> alef, alef maksura -> ya, ta marbuta -> ha, final sigma -> sigma, other digits -> "0" to "9". What formats (soft
-- hyphens, joiners, directions) is gone. By Unicode's own decomposition and not by `unaccent`, whose rules differ from
-- server to server: Python's twin has to do the same.
CREATE OR REPLACE FUNCTION public.plain_letters(raw text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    letters text := replace(replace(replace(replace(lower(normalize(regexp_replace(normalize(raw, NFKD),
        '[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c'
        '\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff'
        '\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+',
        '', 'g'), NFC)), U&'\00df', 'ss'), U&'\00e6', 'ae'), U&'\0153', 'oe'), U&'\00fe', 'th');
BEGIN
    -- Looked for first: `translate` compares each letter of a text with each of its own
    IF letters ~ '[\u00f0-\u0292\u03c2\u0629-\u06fa\u2c65\u2c66]' THEN
        letters := translate(
            letters,
            U&'ðøđħıłŧƀɓƃƈɖɗƌɛəǝƒɠɡɨƙƚɲƞɔƥƭʈʋƴƶǥȥȷ\2c65ȼ\2c66ʉɇɉɍɏŋĸ\03c2\0671\0649\06cc\06d0\06a9\06aa\0629'
              '\06c3\06c1\06d5\06be\0660\06f0\0661\06f1\0662\06f2\0663\06f3\0664\06f4\0665\06f5\0666\06f6\0667'
              '\06f7\0668\06f8\0669\06f9',
            U&'dodhiltbbbcdddeeefggiklnnopttvyzgzjactuejrynk\03c3\0627\064a\064a\064a\0643\0643\0647\0647\0647'
              '\0647\064700112233445566778899');
    END IF;
    RETURN letters;
END $$;

-- What is compared in every search, and by what lists are sorted: plain letters and digits, one space between words. The
-- dots of an acronym are gone ("I.W.F." -> "iwf"); "&" between words is "and"; all else that is no letter or digit is a
-- space. Python has the same for words that are not in the database: `folded` in models/text_search.py. Which signs
-- stand between words is listed, for classes such as [:alnum:] differ with the server's locale.
CREATE OR REPLACE FUNCTION public.fold(raw text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
DECLARE
    words text := regexp_replace(replace(
        CASE WHEN octet_length(raw) = length(raw) THEN lower(raw)  -- ASCII
             ELSE public.plain_letters(raw) END, ' & ', ' and '),
        '[\u0001-\u001f\u0021-\u002d\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b9-\u02df\u02e5-\u02ff'
        '\u037e\u055a-\u055f\u0589\u058a\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d'
        '\u06d4\u06dd\u06de\u06e9\u0700-\u070d\u0964\u0965\u0970\u0e4f\u0e5a\u0e5b\u0f04-\u0f12\u104a-\u104f'
        '\u10fb\u1360-\u1368\u1680\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u2000-\u206f\u20a0-\u20cf\u2100-\u214f'
        '\u2190-\u2bff\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30a0\u30fb\ue000-\uf8ff\ufd3e'
        '\ufd3f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff]+', ' ', 'g');
BEGIN
    -- Few texts have an acronym with dots, and what looks around itself looks longer
    IF words ~ '\.[^ .0-9]' THEN
        words := regexp_replace(words, '(?<![^ .])([^ .0-9])\.(?=[^ .0-9](?![^ .]))', '\1', 'g');
    END IF;
    RETURN btrim(regexp_replace(words, '\.[ .]*| [ .]+', ' ', 'g'));
END $$;

-- A text with the letters for umlauts and rings that stand for them where a keyboard lacks them: "Köln" -> "koeln".
CREATE OR REPLACE FUNCTION public.spelled_out(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 20 AS $$
    SELECT CASE WHEN octet_length(raw) = length(raw) THEN raw
                ELSE replace(replace(replace(replace(replace(lower(normalize(raw, NFC)),
                     U&'\00e4', 'ae'), U&'\00f6', 'oe'), U&'\00fc', 'ue'), U&'\00f8', 'oe'), U&'\00e5', 'aa') END
$$;

-- A folded Arabic word without the article and the short words that are written as one with it ("and", "with", "for"),
-- where three letters are left, and without a mere "and" where four are. NULL where there is none. A word that only looks
-- so ("vizara", "Alman") loses a letter that is its own: so this stands beside the word and never in its place.
CREATE OR REPLACE FUNCTION public.without_article(word text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
    SELECT coalesce(rest[1], rest[2]) FROM regexp_match(
        word, '^\u0648?(?:[\u0628\u0643\u0641]?\u0627\u0644|\u0644\u0644)(.{3,})$|^\u0648(.{4,})$') AS rest
$$;

-- The words by which a text is found as well, beside those of `fold`; NULL where there are none. Most texts have neither
-- such a letter nor an Arabic one, which is asked first.
CREATE OR REPLACE FUNCTION public.other_spellings(raw text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 40 AS $$
    SELECT CASE WHEN octet_length(raw) > length(raw) AND raw ~ (
        '[\u00c4\u00c5\u00d6\u00d8\u00dc\u00e4\u00e5\u00f6\u00f8\u00fc\u0308\u030a\u212b\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]')
    THEN (
        SELECT string_agg(concat_ws(' ', nullif(spelled, word), public.without_article(word)), ' ' ORDER BY ordinal)
          FROM ROWS FROM (unnest(string_to_array(public.fold(raw), ' ')),
                          unnest(string_to_array(public.fold(public.spelled_out(raw)), ' ')))
               WITH ORDINALITY AS words (word, spelled, ordinal)
         WHERE spelled <> word OR public.without_article(word) IS NOT NULL) END
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
    SELECT to_tsvector('pg_catalog.simple', concat_ws(' ', public.fold(raw), public.other_spellings(raw)))
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
    spelled text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        CONTINUE WHEN coalesce(name, '') = '';
        folded := public.fold(name);
        acronym := public.initials(name);
        spelled := nullif(public.fold(public.spelled_out(name)), folded);
        vector := vector
            || to_tsvector('pg_catalog.simple', concat_ws(' ', folded, public.compounds(folded), acronym,
                                                          public.other_spellings(name)))
            || array_to_tsvector(array_remove(ARRAY['=' || left(replace(folded, ' ', ''), 200), '=' || acronym,
                                                    '=' || left(replace(spelled, ' ', ''), 200)], NULL));
    END LOOP;
    RETURN setweight(vector, 'A');
END $$;

-- Common words as strings of bits, like the values of facets.
--
-- To count the facets of a word that a quarter of the listings have, the index gives a quarter of the listings, one by one.
-- A word that many have has one string for each block of ids instead (`word_bits`), and a query becomes `|`, `&` and `~`
-- between strings; what a query has of rarer words, and phrases, is looked up in the index. `lexeme` has each word that
-- any listing has or once had: so the beginning of a word is the strings of the common ones and the rarer ones by name.
--
-- Neighbours in names that are written as one ("policeacademy") are a hundred thousand rare words. But whatever has one has its
-- first word, too. `covered` says of a word how much of its beginning is a word of its own in each listing that has it: a
-- beginning that is no longer finds nothing more by it.
--
-- Words that many listings have in their names have strings of that as well, under the word with "^" before it, which no word
-- begins with: of those who match, they tell whose names do.
--
-- listing_refresh keeps all of it true. Which words are common is learnt by night and when the functions change.

CREATE OR REPLACE AGGREGATE joined_bits(bit varying) (SFUNC = bitcat, STYPE = bit varying, INITCOND = '');

-- The listings that the index finds, by all their words or by those of their names, as strings of bits: a row for each block, in
-- place of one for each listing. An index that is asked with NULL has nothing to read.
CREATE OR REPLACE FUNCTION listing_index_bits(query tsquery, in_names boolean DEFAULT false)
  RETURNS TABLE (blk int, bits bit) LANGUAGE sql STABLE ROWS 50 SET enable_seqscan = off AS $$
    SELECT part >> 6, bit_or(few::bit(16384) >> ((part & 63) * 256)) FROM (
        SELECT (id >> 8)::int AS part, few_bits_at((id & 255)::int, 1) AS few FROM (
            SELECT partnership_id AS id FROM listing WHERE body @@ CASE WHEN NOT in_names THEN query END
            UNION ALL SELECT partnership_id FROM listing WHERE head @@ CASE WHEN in_names THEN query END) AS hits
         GROUP BY 1) AS parts GROUP BY 1 $$;

-- The words of a listing, those of its names once more as such.
CREATE OR REPLACE FUNCTION words_with_strings(head tsvector, body tsvector) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT tsvector_to_array(body) || ARRAY(SELECT '^' || word FROM unnest(tsvector_to_array(head)) AS word)
$$;

-- The listings that have one of the common words, or that the index finds in all or in the names, as one string: block after block.
CREATE OR REPLACE FUNCTION word_string(words text[], further tsquery, in_names boolean) RETURNS bit varying LANGUAGE sql STABLE AS $$
    SELECT joined_bits(coalesce(found.bits, '{bits.16384}'::bit varying) ORDER BY blk)
      FROM generate_series(0, (SELECT max(blk) FROM facet_bits WHERE v = 0)) AS blocks (blk) LEFT JOIN (
           SELECT blk, bit_or(bits) AS bits FROM (
               SELECT blk, bits FROM word_bits WHERE word = ANY (words)
               UNION ALL SELECT blk, bits::bit varying FROM listing_index_bits(further, in_names)) AS parts GROUP BY blk
           ) AS found USING (blk)
$$;
CREATE OR REPLACE FUNCTION every_listing_string() RETURNS bit varying LANGUAGE sql STABLE AS $$
    SELECT joined_bits(coalesce(f.bits, '{bits.16384}'::bit varying) ORDER BY blocks.blk)
      FROM generate_series(0, (SELECT max(blk) FROM facet_bits WHERE v = 0)) AS blocks (blk)
      LEFT JOIN facet_bits f ON f.blk = blocks.blk AND f.v = 0
$$;

-- The words of a listing, each with how much of it is another word of the same names; 0 where it is no word of the names.
CREATE OR REPLACE FUNCTION covered_words(head tsvector, body tsvector) RETURNS TABLE (word text, covered int)
  LANGUAGE sql IMMUTABLE ROWS 200 AS $$
    WITH names AS MATERIALIZED (SELECT unnest(tsvector_to_array(head)) AS word)
    SELECT names.word, coalesce(max(length(shorter.word)), 0)
      FROM names LEFT JOIN LATERAL generate_series(1, length(names.word) - 1) AS letters ON true
      LEFT JOIN names AS shorter ON shorter.word = left(names.word, letters) GROUP BY 1
    UNION ALL SELECT unnest(tsvector_to_array(ts_delete(body, tsvector_to_array(head)))), 0
$$;

CREATE OR REPLACE FUNCTION lexeme_query(word text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('''' || replace(replace(word, '\', '\\'), '''', '''''') || '''')::tsquery $$;

-- The operands and operators of a query, each operator after what it stands between: 'a' & ( 'b' | 'c' ) -> 'a' 'b' 'c' | &
CREATE OR REPLACE FUNCTION query_in_postfix(query tsquery) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    strengths CONSTANT jsonb := '{"|": 1, "&": 2, "!": 4}';  -- 3: neighbours
    waiting text[] := '{}';
    postfix text[] := '{}';
    token text;
    strength int;
BEGIN
    FOR token IN SELECT m[1] FROM regexp_matches(
        query::text, '(''(?:[^''\\]|''''|\\.)*''(?::[*A-D]+)?|<->|<[0-9]+>|[&|!()])', 'g') AS m LOOP
        IF token LIKE '''%' THEN
            postfix := postfix || token;
        ELSIF token = '(' THEN
            waiting := waiting || token;
        ELSE
            strength := CASE WHEN token = ')' THEN 0 ELSE coalesce((strengths ->> token)::int, 3) END;
            WHILE token <> '!' AND waiting <> '{}' AND waiting[cardinality(waiting)] <> '('
                  AND coalesce((strengths ->> waiting[cardinality(waiting)])::int, 3) >= strength LOOP
                postfix := postfix || waiting[cardinality(waiting)];
                waiting := trim_array(waiting, 1);
            END LOOP;
            waiting := CASE WHEN token = ')' THEN trim_array(waiting, 1) ELSE waiting || token END;
        END IF;
    END LOOP;
    WHILE waiting <> '{}' LOOP
        postfix := postfix || waiting[cardinality(waiting)];
        waiting := trim_array(waiting, 1);
    END LOOP;
    RETURN postfix;
END $$;

-- What a query finds in the listings, or in their names, as strings of bits: a row for each block that has any. Each operand is kept apart as
-- common words, a string and a query for the index, of which any may hold; they become one string only where `&` or `!` needs it.
CREATE OR REPLACE FUNCTION listing_hit_bits(query tsquery, in_names boolean DEFAULT false)
  RETURNS TABLE (blk int, bits bit) LANGUAGE plpgsql STABLE ROWS 50 AS $$
DECLARE
    mark CONSTANT text := CASE WHEN in_names THEN '^' ELSE '' END;
    most_beginnings CONSTANT int := 300;  -- rarer words: for more of them, the index is asked for the beginning itself
    postfix text[] := query_in_postfix(query);
    lexemes text[];                 -- of operands without an ending
    common_lexemes text[];
    token text;
    beginning text;
    rarer text[];
    string bit varying;             -- looked up once: `|` with NULL looks at both sides
    top int := 0;                   -- of the stack, whose four columns these are
    words text[] := '{}';           -- arrays as texts
    strings bit varying[] := '{}';
    further tsquery[] := '{}';
    queries tsquery[] := '{}';
BEGIN
    lexemes := ARRAY(SELECT replace(replace(substr(t, 2, length(t) - 2), '''''', ''''), '\\', '\')
                       FROM unnest(postfix) AS t WHERE t LIKE '''%''');
    common_lexemes := ARRAY(SELECT word FROM lexeme WHERE is_common AND word = ANY (
        ARRAY(SELECT mark || operand FROM unnest(lexemes) AS operand)));
    FOREACH token IN ARRAY coalesce(postfix, '{}') LOOP
        IF token LIKE '''%' THEN
            top := top + 1;
            words[top] := '{}';
            strings[top] := NULL;
            queries[top] := token::tsquery;
            further[top] := queries[top];
            IF token LIKE '''%''' THEN
                token := replace(replace(substr(token, 2, length(token) - 2), '''''', ''''), '\\', '\');
                IF mark || token = ANY (common_lexemes) THEN
                    words[top] := ARRAY[mark || token]::text;
                    further[top] := NULL;
                END IF;
            ELSIF token LIKE '''%'':*' THEN
                beginning := replace(replace(substr(token, 2, length(token) - 4), '''''', ''''), '\\', '\');
                words[top] := ARRAY(SELECT word FROM lexeme WHERE is_common AND word >= mark || beginning
                                       AND word < mark || beginning || chr(1114111))::text;
                IF words[top] <> '{}' THEN
                    rarer := ARRAY(SELECT word FROM lexeme WHERE covered < length(beginning) AND word >= beginning
                                      AND word < beginning || chr(1114111) AND NOT mark || word = ANY (words[top]::text[])
                                    LIMIT most_beginnings + 1);
                    IF cardinality(rarer) <= most_beginnings THEN
                        further[top] := (SELECT nullif(string_agg(lexeme_query(word)::text, ' | '), '')::tsquery
                                           FROM unnest(rarer) AS word);
                    ELSE
                        words[top] := '{}';
                    END IF;
                END IF;
            END IF;
            CONTINUE;
        END IF;
        IF token = '!' THEN
            queries[top] := !! queries[top];
            string := word_string(words[top]::text[], further[top], in_names);
            strings[top] := every_listing_string() & ~ coalesce(strings[top] | string, string);
            words[top] := '{}';
            further[top] := NULL;
            CONTINUE;
        END IF;
        top := top - 1;
        IF token = '|' THEN
            queries[top] := queries[top] || queries[top + 1];
            words[top] := words[top]::text[] || words[top + 1]::text[];
            strings[top] := coalesce(strings[top] | strings[top + 1], strings[top], strings[top + 1]);
            further[top] := coalesce(further[top] || further[top + 1], further[top], further[top + 1]);
        ELSIF token = '&' THEN
            queries[top] := queries[top] && queries[top + 1];
            IF words[top] = '{}' AND strings[top] IS NULL OR words[top + 1] = '{}' AND strings[top + 1] IS NULL THEN
                words[top] := '{}';
                strings[top] := NULL;
                further[top] := queries[top];  -- the index begins with the rarest word
            ELSE
                FOR side IN top .. top + 1 LOOP
                    IF words[side] <> '{}' OR further[side] IS NOT NULL THEN
                        string := word_string(words[side]::text[], further[side], in_names);
                        strings[side] := coalesce(strings[side] | string, string);
                    END IF;
                END LOOP;
                strings[top] := strings[top] & strings[top + 1];
                words[top] := '{}';
                further[top] := NULL;
            END IF;
        ELSE
            queries[top] := tsquery_phrase(queries[top], queries[top + 1],
                                           CASE WHEN token = '<->' THEN 1 ELSE trim(token, '<>')::int END);
            words[top] := '{}';
            strings[top] := NULL;
            further[top] := queries[top];
        END IF;
    END LOOP;
    IF top = 0 THEN
        RETURN;
    END IF;
    IF words[1] = '{}' AND strings[1] IS NULL THEN
        RETURN QUERY SELECT i.blk, i.bits FROM listing_index_bits(further[1], in_names) AS i;
        RETURN;
    END IF;
    IF words[1] <> '{}' OR further[1] IS NOT NULL THEN
        string := word_string(words[1]::text[], further[1], in_names);
        strings[1] := coalesce(strings[1] | string, string);
    END IF;
    RETURN QUERY
        SELECT n, part FROM generate_series(0, length(strings[1]) / 16384 - 1) AS n,
               LATERAL (SELECT substring(strings[1] FROM n * 16384 + 1 FOR 16384)::bit(16384) AS part OFFSET 0) AS of_block
         WHERE bit_count(part) > 0;
END $$;

-- Learn which words are common: those that so many listings have, in place of a hundredth of all and at least a thousand, and
-- those that so many have in their names. A word stays common until it has lost half of that. Reads every listing.
CREATE OR REPLACE FUNCTION common_words_learn(fewest int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    enough int := coalesce(fewest, greatest(1000, (SELECT n / 100 FROM facet_total WHERE v = 0)));
    frequent text[];
    lasting text[];
    newly text;
BEGIN
    SELECT array_agg(s.word) FILTER (WHERE ndoc >= enough), array_agg(s.word) INTO frequent, lasting
      FROM (SELECT b.word, b.ndoc FROM ts_stat('SELECT body FROM listing') AS b
            UNION ALL SELECT '^' || h.word, h.ndoc FROM ts_stat('SELECT head FROM listing') AS h) AS s
     WHERE ndoc >= enough / 2;
    PERFORM pg_advisory_xact_lock({lock.listings});  -- from here on no listing changes
    IF NOT EXISTS (SELECT FROM lexeme) THEN
        INSERT INTO lexeme (word, covered)
        SELECT s.word, 0 FROM ts_stat('SELECT ts_delete(body, tsvector_to_array(head)) FROM listing') AS s;
        INSERT INTO lexeme (word, covered)
        SELECT c.word, min(c.covered) FROM listing, LATERAL covered_words(head, '') AS c GROUP BY 1
            ON CONFLICT DO NOTHING;  -- those stand in a text as well
    END IF;
    INSERT INTO lexeme (word, covered) SELECT name_word, 0 FROM unnest(frequent) AS name_word WHERE name_word LIKE '^%'
        ON CONFLICT DO NOTHING;
    WITH gone AS (UPDATE lexeme l SET is_common = false WHERE is_common AND NOT l.word = ANY (coalesce(lasting, '{}')) RETURNING l.word)
    DELETE FROM word_bits w USING gone WHERE w.word = gone.word;
    FOR newly IN SELECT l.word FROM lexeme l WHERE NOT is_common AND l.word = ANY (frequent) LOOP
        INSERT INTO word_bits
        SELECT newly, i.blk, i.bits FROM listing_index_bits(lexeme_query(ltrim(newly, '^')), newly LIKE '^%') AS i;
        UPDATE lexeme l SET is_common = true WHERE l.word = newly;
    END LOOP;
END $$;

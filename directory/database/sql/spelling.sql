-- The words that people wrote in records, to which the spelling of a search is corrected: `vocabulary`.
--
-- A word is learnt when its record's listing or document is computed, at commit, so that no word that is there is ever taken
-- for a mistake. Words of what is gone stay until the night, which also counts how many listings and documents have each;
-- so no commit waits for another to count the same word. A word is not corrected where a search knows it in any way.
--
-- The vectors cannot be asked: they hold neighbours written as one and initials, which nobody wrote.

-- The texts of some records of a kind, as people wrote them; of desks and sources what documents have of them.
CREATE OR REPLACE FUNCTION written_texts(of_kind text, ids bigint[]) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
BEGIN
    CASE of_kind
    WHEN 'partnership' THEN RETURN QUERY
        SELECT concat_ws(' ', title, acronym, summary, description) FROM directory_partnership
         WHERE id = ANY (ids) AND removed_at IS NULL AND NOT is_sample
        UNION ALL SELECT name FROM directory_othername WHERE partnership_id = ANY (ids);
    WHEN 'organisation' THEN RETURN QUERY
        SELECT concat_ws(' ', name, acronym) FROM directory_organisation WHERE id = ANY (ids) AND removed_at IS NULL
        UNION ALL SELECT name FROM directory_othername WHERE organisation_id = ANY (ids);
    WHEN 'contactpoint' THEN RETURN QUERY
        SELECT name::text FROM directory_contactpoint WHERE visibility = 'public' AND NOT is_sample AND id = ANY (ids);
    WHEN 'event' THEN RETURN QUERY
        SELECT concat_ws(' ', title, acronym, place, summary) FROM directory_event WHERE id = ANY (ids)
        UNION ALL SELECT title FROM directory_eventsession WHERE event_id = ANY (ids);
    WHEN 'resource' THEN RETURN QUERY
        SELECT concat_ws(' ', title, description) FROM directory_resource WHERE id = ANY (ids);
    WHEN 'commitment' THEN RETURN QUERY
        SELECT concat_ws(' ', text, condition) FROM directory_commitment WHERE id = ANY (ids);
    WHEN 'source' THEN RETURN QUERY
        SELECT concat_ws(' ', title, publisher) FROM directory_source WHERE id = ANY (ids);
    WHEN 'figure' THEN RETURN QUERY
        SELECT statement::text FROM directory_figure WHERE id = ANY (ids);
    WHEN 'country' THEN RETURN QUERY
        SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, also_known_as, words, uncertain_words)
          FROM directory_country WHERE number = ANY (ids);
    WHEN 'region' THEN RETURN QUERY
        SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, words) FROM directory_region WHERE number = ANY (ids);
    WHEN 'topic' THEN RETURN QUERY
        SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms)
          FROM directory_topic WHERE number = ANY (ids);
    WHEN 'sector' THEN RETURN QUERY
        SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms)
          FROM directory_sector WHERE number = ANY (ids);
    WHEN 'term' THEN RETURN QUERY
        SELECT words FROM fixed_terms() WHERE number = ANY (ids);
    ELSE
    END CASE;
END $$;

-- The words of these records that could be meant by a mistake: at least four letters, and letters alone.
CREATE OR REPLACE FUNCTION written_words(of_kind text, ids bigint[]) RETURNS TABLE (word text) LANGUAGE sql STABLE AS $$
    SELECT DISTINCT word FROM written_texts(of_kind, ids) AS written (text), unnest(string_to_array(public.fold(text), ' ')) AS word
     WHERE length(word) BETWEEN 4 AND 60 AND word !~ '[0-9]'
$$;

CREATE OR REPLACE FUNCTION words_learn(of_kind text, ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO vocabulary (word, listings) SELECT word, 1 FROM written_words(of_kind, ids) ON CONFLICT DO NOTHING
$$;

-- All words, each with how many listings and documents have it. Reads all of them: for the night.
CREATE OR REPLACE FUNCTION words_learn_anew() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock.listings});  -- else a word that somebody learns meanwhile might be forgotten
    WITH written AS MATERIALIZED (
        SELECT DISTINCT w.word FROM (
            SELECT 'partnership' AS kind, array_agg(partnership_id) AS ids FROM listing
            UNION ALL SELECT kind, array_agg(record_id) FROM document GROUP BY kind) AS records, written_words(kind, ids) AS w),
    counted AS MATERIALIZED (
        SELECT written.word, coalesce(ndoc, 1) AS ndoc FROM written LEFT JOIN
               ts_stat('SELECT body FROM listing UNION ALL SELECT body FROM document') AS stat USING (word)),
    gone AS (DELETE FROM vocabulary v WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = v.word))
    INSERT INTO vocabulary AS v SELECT word, ndoc FROM counted
        ON CONFLICT (word) DO UPDATE SET listings = excluded.listings WHERE v.listings <> excluded.listings;
END $$;

-- Whether a search knows a folded word: as somebody wrote it, by its stem, as two words written as one, as initials, or as a
-- word without meaning. Of fewer than four letters, or with a digit, every word is taken for right.
CREATE OR REPLACE FUNCTION word_is_known(word text) RETURNS boolean LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT length(word) < 4 OR word ~ '[0-9]' OR EXISTS (SELECT FROM vocabulary v WHERE v.word = word_is_known.word)
        OR public.is_stop_word(word)
        OR EXISTS (SELECT FROM synonym WHERE phrase = word)
        OR EXISTS (SELECT FROM listing WHERE body @@ public.any_lexeme(ARRAY[word, public.without_article(word)]
                                                                       || public.word_stems(word)))
        OR EXISTS (SELECT FROM document WHERE body @@ public.any_lexeme(ARRAY[word, public.without_article(word)]
                                                                        || public.word_stems(word)))
$$;

-- How many letters may be wrong in a word.
CREATE OR REPLACE FUNCTION letters_wrong(word text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN length(word) <= 5 THEN 1 ELSE 2 END
$$;

-- Words that may be meant by one that nobody wrote, with the same first letter; the nearest forty. The distance is
-- PostgreSQL's own, in which two letters in the wrong order count twice: whoever asks computes the true one.
CREATE OR REPLACE FUNCTION near_words(typed text) RETURNS TABLE (word text, listings int) LANGUAGE sql STABLE ROWS 40
  SET enable_seqscan = off AS $$
    SELECT word, listings FROM (
        SELECT v.word, v.listings, levenshtein_less_equal(v.word, left(typed, 60), 2 * letters_wrong(typed)) AS distance
          FROM vocabulary v
         WHERE left(v.word, 1) = left(typed, 1)
           AND length(v.word) BETWEEN length(typed) - letters_wrong(typed) AND length(typed) + letters_wrong(typed)) AS words
     WHERE distance <= 2 * letters_wrong(typed) ORDER BY distance, listings DESC, word LIMIT 40
$$;

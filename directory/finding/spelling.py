"""Correcting the spelling of a search: the words that people wrote in records, and the nearest of them to a typed one."""

from django.db import connection

# The texts of records as people wrote them. The vectors of the listings hold six further words for each of these
# (neighbours written as one, initials), and nobody's spelling should be corrected to such a word.
WRITTEN = """
    SELECT concat_ws(' ', title, acronym, summary, description) FROM directory_partnership
     UNION ALL SELECT concat_ws(' ', name, acronym) FROM directory_organisation
     UNION ALL SELECT name FROM directory_othername
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, also_known_as) FROM directory_country
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms) FROM directory_topic
     UNION ALL SELECT concat_ws(' ', name_en, name_fr, name_es, name_ar, other_terms, former_terms) FROM directory_sector
"""


def corrected_words(words: str) -> str | None:
    """The words, each that no listing has replaced by the nearest that one has; None where no word is replaced.

    Near means: alike by trigrams, then the fewest letters changed (three at most are told apart), then the word that
    most listings have. To be called only after a search found nothing, for a new word is no mistake. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT typed.word, nearest.word
              FROM unnest(string_to_array(fold(%s), ' ')) WITH ORDINALITY AS typed (word, place)
              LEFT JOIN LATERAL (
                  SELECT word FROM vocabulary WHERE vocabulary.word %% typed.word
                   ORDER BY levenshtein_less_equal(left(vocabulary.word, 60), left(typed.word, 60), 3),
                            listings DESC, word
                   LIMIT 1) AS nearest ON NOT EXISTS (SELECT FROM vocabulary v WHERE v.word = typed.word)
             ORDER BY place
            """,
            [words],
        )
        spellings = cursor.fetchall()
    if not any(nearest for _typed, nearest in spellings):
        return None
    return " ".join(nearest or typed for typed, nearest in spellings)


def learn_words() -> None:
    """Keep in `vocabulary` the words that spelling is corrected to: those that people wrote and that listings have, each
    with the number of listings that have it. Reads every listing: for the nightly job and after an import."""
    with connection.cursor() as cursor:
        # Words of one or two letters are left out: at that length everything is near everything
        cursor.execute(
            f"""
            WITH written AS MATERIALIZED (
                SELECT word FROM ts_stat($$ SELECT text_vector(text) FROM ({WRITTEN}) AS texts (text) $$)),
            listed AS MATERIALIZED (
                SELECT word, ndoc FROM ts_stat('SELECT body FROM listing UNION ALL SELECT body FROM document') JOIN written USING (word)
                 WHERE length(word) > 2),
            gone AS (DELETE FROM vocabulary v WHERE NOT EXISTS (SELECT FROM listed l WHERE l.word = v.word))
            INSERT INTO vocabulary SELECT word, ndoc FROM listed
                ON CONFLICT (word) DO UPDATE SET listings = excluded.listings
            """
        )

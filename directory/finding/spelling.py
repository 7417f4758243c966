"""Correcting the spelling of a search: the words that people wrote in records, and the nearest of them to a typed one.

How the words are kept is told in `database/sql/spelling.sql`.
"""

from itertools import groupby

from django.db import connection

from directory.models.text_search import folded

# A word that so few records have may be a mistake, if a near one is in so many times as many
FEW = 2
MANY_TIMES = 10
# With two letters wrong, a word of six or seven letters is mostly another one ("stolen", "staten"), unless people often mean it
OFTEN = 5


def corrected_words(words: str) -> str | None:
    """The words, each that no search knows replaced by the nearest that people wrote; None where no word is replaced.

    Near: the same first letter, and one letter wrong, missing, too much or in the wrong order; two in words of more than
    seven letters, or of six and seven where several records have the other; and only the order in words of four. Of the nearest the one that most records have. A word of fewer than
    four letters is never replaced, nor one with a digit. One query.
    """
    return _respelled(
        words,
        """
        SELECT place, typed.word, 0, near.word, near.listings
          FROM unnest(string_to_array(fold(%s), ' ')) WITH ORDINALITY AS typed (word, place)
          LEFT JOIN LATERAL (SELECT * FROM near_words(typed.word) WHERE NOT word_is_known(typed.word)) AS near ON true
        """,
    )


def surely_meant(words: str, corrected: str) -> str | None:
    """The words with those of `corrected_words` that are meant even where other words are missing: of six or seven letters with
    one wrong, of more with two, of any with only the order wrong. In "pension reform" nothing says that a report is meant.
    None where none is left."""
    typed = folded(words).split()
    pairs = zip(typed, corrected.split(), strict=True)
    sure = [near if near == word or _is_sure(word, near) else word for word, near in pairs]
    return " ".join(sure) if sure != typed else None


def _is_sure(word: str, near: str) -> bool:
    if len(word) > 7:
        return True
    return letters_between(word, near) == 1 and (len(word) > 5 or sorted(word) == sorted(near))


def likelier_words(words: str) -> str | None:
    """The words, each that no search knows, or that hardly a record has, replaced by a near one that many times as many
    have: for "did you mean" beside what was found. Never by another form of itself, for that is found as well. None where
    there is none. One query."""
    return _respelled(
        words,
        f"""
        SELECT place, typed.word, coalesce(v.listings, 0), near.word, near.listings
          FROM unnest(string_to_array(fold(%s), ' ')) WITH ORDINALITY AS typed (word, place)
          LEFT JOIN vocabulary v ON v.word = typed.word
          LEFT JOIN LATERAL (
               SELECT * FROM near_words(typed.word) WHERE CASE
                 WHEN v.listings IS NULL THEN NOT word_is_known(typed.word) AND NOT EXISTS (
                      SELECT FROM vocabulary longer WHERE left(longer.word, 1) = left(typed.word, 1)
                         AND starts_with(longer.word, typed.word))
                 ELSE v.listings <= {FEW} END) AS near
            ON near.word <> typed.word AND near.listings >= coalesce(v.listings * {MANY_TIMES}, 0)
           AND NOT word_stems(near.word) && word_stems(typed.word)
        """,
    )


def _respelled(words: str, candidates_of: str) -> str | None:
    """The words with the nearest candidate in place of each that has one. The query gives, for each word and candidate: its
    place, the word, how many records have it, the candidate, and how many records have that."""
    with connection.cursor() as cursor:
        cursor.execute(f"{candidates_of} ORDER BY place", [words])
        rows = cursor.fetchall()
    spellings = [
        (word, _nearest(word, [(near, listings) for *_typed, near, listings in candidates if near]))
        for (_position, word), candidates in groupby(rows, key=lambda row: row[:2])
    ]
    if not any(nearest for _word, nearest in spellings):
        return None
    return " ".join(nearest or word for word, nearest in spellings)


def _nearest(word: str, candidates: list[tuple[str, int]]) -> str | None:
    """The candidate with the fewest letters wrong, then that of most records; None where all are too far. Of four letters
    only two may be in the wrong order: with another letter it is another word ("Meta", "mena")."""
    most = 1 if len(word) <= 5 else 2  # as letters_wrong() in spelling.sql
    near = [
        (distance, -listings, candidate)
        for candidate, listings in candidates
        if (distance := letters_between(word, candidate)) <= most
        and (distance < 2 or len(word) > 7 or listings >= OFTEN)
        and (len(word) > 4 or sorted(word) == sorted(candidate))
    ]
    return min(near)[2] if near else None


def letters_between(word: str, near_word: str) -> int:
    """How many letters are wrong, missing, too much or in the wrong order with their neighbour: the distance of optimal
    string alignment, in which no letter is touched twice."""
    before: list[int] = []
    row = list(range(len(near_word) + 1))
    for i, letter in enumerate(word, 1):
        two_before, before, row = before, row, [i]
        for j, near_letter in enumerate(near_word, 1):
            distance = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != near_letter))
            if i > 1 and j > 1 and letter == near_word[j - 2] and word[i - 2] == near_letter:
                distance = min(distance, two_before[j - 2] + 1)
            row.append(distance)
    return row[-1]


def learn_words() -> None:
    """Count anew how many records have each word that spelling is corrected to, and forget those of what is gone. Reads
    every record: for the nightly job and after an import."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_learn_anew()")


def learn_common_words() -> None:
    """Give words that many listings have strings of bits, and take them from those that few have by now. Reads every
    listing; who publishes meanwhile waits while a word gets its strings: for the nightly job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT common_words_learn()")

"""Telling what is about a case from what is about cooperation. This site takes no cases.

Whoever types one is shown where it belongs; nothing of what was typed is kept.
"""

import re

CASE = re.compile(
    r"""
      https?://\S                             # an address of material
    | \bhxxps?://
    | \.onion\b
    | \bmagnet:\?
    | \b(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\b  # a fingerprint of a file: MD5, SHA-1, SHA-256
    | \b(?:\d{1,3}\.){3}\d{1,3}\b             # an IP address
    | \b[\w.+-]+@[\w-]+\.\w                   # somebody's mailbox
    | \bmy\ (?:child|kid|son|daughter|baby|niece|nephew|pupil|student)\b
    | \b(?:mon|ma)\ (?:enfant|fils|fille|petit|petite|nièce|neveu|élève)\b
    | \bmi\ (?:hijo|hija|niño|niña|sobrino|sobrina|alumno|alumna)\b
    | (?:طفلي|طفلتي|ابني|ابنتي)
    """,
    re.IGNORECASE | re.VERBOSE,
)


def reads_like_a_case(text: str) -> bool:
    """Whether a typed search reads like the report of a case, in the four languages of the site.

    A hint is enough, for the answer is only a friendly sentence above the results.
    """
    return bool(CASE.search(text))

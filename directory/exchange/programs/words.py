"""The words for which a program searches."""

from django.utils.translation import gettext as _

from directory.gate.plain_text import refused_characters
from directory.models.text_search import LONGEST_QUERY, MOST_WORDS


def refusal_of_words(typed: str) -> str:
    """Why words are not searched for, in a sentence; "" where they are. A program is told what a page leaves out or tidies:
    it would take the answer for one to all that it asked."""
    if refusal := refused_characters(typed):
        return refusal
    if len(typed) > LONGEST_QUERY or len(typed.split()) > MOST_WORDS:
        sentence = _("Search for %(words)s words and %(characters)s characters at most.")
        return sentence % {"words": MOST_WORDS, "characters": LONGEST_QUERY}
    return ""

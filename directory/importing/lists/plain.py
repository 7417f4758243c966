"""Texts of cells before anything is made of them: digits of all scripts, white space, and what stands for nothing."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from directory.models.text_search import folded

NOTHING = Path(__file__).with_name("nothing_words.csv")
NA = "NA"  # R's word for nothing, and the code of Namibia


def plain(text: str) -> str:
    """The text in small letters without accents, with digits from 0 to 9 and single blanks; its signs stay."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u200f", "").replace("\u200e", ""))
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(in_plain_digits(letters).lower().split())


def in_plain_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def is_nothing(text: str) -> bool:
    """Whether a cell says in words or signs that there is nothing, such as "N/A", "-", "néant" or "لا يوجد"."""
    spelled = folded(text)
    if not spelled:  # only signs
        return True
    words, signs = _nothing()
    return spelled in words or plain(text).strip("()[]<>#\\ ") in signs


@cache
def _nothing() -> tuple[frozenset[str], frozenset[str]]:
    """Those of three letters and more as they are folded, and the short ones with the signs between their letters."""
    with NOTHING.open(encoding="utf-8", newline="") as file:
        texts = [text for row in csv.DictReader(file) for text in row["words"].split(";") if text.strip()]
    words = frozenset(
        spelled for text in texts if len(spelled := folded(text)) > 2 and " " not in spelled[:3].strip()
    )
    return words, frozenset(map(plain, texts))

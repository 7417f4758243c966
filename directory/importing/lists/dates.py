"""Dates as people write them in lists, as partial ISO dates: in numbers of any order and script, with months by name in
several languages, from a spreadsheet's own counting, with a time behind them, as spans, or only roughly.

A date that is said to be only about so has the mark ABOUT behind it."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils import timezone

from directory.importing.lists.plain import plain
from directory.models.partial_dates import about, without_about
from directory.models.text_search import folded

WORDS = Path(__file__).with_name("date_words.csv")
DAY, MONTH = "day", "month"  # whichever stands first in dates that can be read both ways
# A spreadsheet counts days from the end of 1899; the numbers of 1954 to 2064 are no years and no identifiers of a date
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000
_DAY_ZERO = 693_594  # the ordinal of 30 December 1899

_TIME = re.compile(
    r"(?<=\d)(?:t|,?\s+)\d{1,2}[:h.]\d{2}(?:[:.]\d+)*(?:\s*[ap]\.?m\.?)?(?:\s*(?:z|utc|gmt)?\s*(?:[+-]\d{1,2}(?::?\d{2})?)?)?$"
)
_YEAR = re.compile(r"(\d{4})(?:\.0+)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_TWO_AND_YEAR = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_YEARS = re.compile(r"(\d{4})\s*[-/]\s*(\d{4})")
_BETWEEN = re.compile(r"\s+[-\u2013\u2014~]\s+|\s*[\u2013\u2014]\s*")


class ReadDate(NamedTuple):
    """A partial ISO date, "" for nothing, or the text as typed where it is no date; where a span is written, its end.
    `is_ambiguous` where nobody said whether the day or the month stands first: then there is no text."""

    text: str
    ended: str = ""
    is_ambiguous: bool = False
    is_read: bool = True


def read_date(typed: str, first: str = "") -> ReadDate:
    """What a typed date means; `first` says whether DAY or MONTH stands first in those that can be read both ways.

    Days that no calendar has stay in the text for the forms to refuse."""
    text = _without_time(typed)
    if date := _single(text, first):
        return date
    bare, is_approximate = without_about(text)
    if years := _YEARS.fullmatch(bare):
        is_of_the_end = text.endswith(("?", "~"))
        return ReadDate(
            about(years[1], is_approximate=is_approximate and not is_of_the_end),
            about(years[2], is_approximate=is_approximate and is_of_the_end),
        )
    if span := _span(text, first):
        return span
    years = re.findall(r"(?<!\d)\d{4}(?!\w)", bare)
    if len(years) == 1 and _all_mean(bare, "rough", "small", "season", "until"):
        return ReadDate(about(years[0], is_approximate=is_approximate))
    return ReadDate(typed.strip(), is_read=False)


def order_shown(texts: Iterable[str]) -> str:
    """DAY or MONTH, where dates among these texts can be read in one order only; "" where none shows it, or both do."""
    orders = set()
    for typed in texts:
        if (numbers := _TWO_AND_YEAR.fullmatch(_without_time(typed).rstrip("?"))) and numbers[2] != ".":
            one, other = int(numbers[1]), int(numbers[3])
            if one > 12 >= other:
                orders.add(DAY)
            elif other > 12 >= one:
                orders.add(MONTH)
    return orders.pop() if len(orders) == 1 else ""


def _without_time(typed: str) -> str:
    return _TIME.sub("", plain(typed).strip().rstrip("*"), count=1).strip()


def _single(text: str, first: str) -> ReadDate | None:
    bare, is_approximate = without_about(text)
    date = _written(bare, first)
    return date and date._replace(text=about(date.text, is_approximate=is_approximate))


def _written(text: str, first: str) -> ReadDate | None:
    if (match := _YEAR.fullmatch(text)) or (match := _COMPACT.fullmatch(text)):
        return ReadDate("-".join(match.groups()))
    if match := _YEAR_FIRST.fullmatch(text):
        return ReadDate(_iso(*match.groups()))
    if match := _MONTH_AND_YEAR.fullmatch(text):
        return ReadDate(_iso(match[2], match[1]))
    if match := _TWO_AND_YEAR.fullmatch(text.rstrip(".")):
        # With dots the day stands first wherever dates have dots
        return _with_day(
            int(match[1]), int(match[3]), _whole_year(match[4]), DAY if match[2] == "." else first
        )
    if (number := re.fullmatch(r"(\d{5})(?:\.\d+)?", text)) and FIRST_SERIAL <= int(number[1]) <= LAST_SERIAL:
        return ReadDate(_of_ordinal(_DAY_ZERO + int(number[1])))
    return _in_month_names(text)


def _of_ordinal(ordinal: int) -> str:
    return type(timezone.localdate()).fromordinal(ordinal).isoformat()


def _with_day(one: int, other: int, year: str, first: str) -> ReadDate:
    if one > 12 or one == other or (first == DAY and other <= 12):
        return ReadDate(_iso(year, other, one))
    if other > 12 or first == MONTH:
        return ReadDate(_iso(year, one, other))
    return ReadDate("", is_ambiguous=True)


def _in_month_names(text: str) -> ReadDate | None:
    """A date with the name of its month, in any order, with whatever small words."""
    words = [
        word
        for word in re.findall(r"\d+|[^\W\d_]+", folded(text))
        if _month(word) or not _meanings(word) & {"small", "rough", "until"}
    ]
    months = [month for word in words if (month := _month(word))]
    numbers = [word for word in words if word.isdecimal()]
    if len(months) != 1 or len(words) != 1 + len(numbers) or not 1 <= len(numbers) <= 2:
        # Two names for one month, as "كانون الثاني" is: both words together
        return _in_two_words(words)
    return _of_month(months[0], numbers)


def _in_two_words(words: list[str]) -> ReadDate | None:
    for position in range(len(words) - 1):
        month = _month(f"{words[position]} {words[position + 1]}")
        numbers = words[:position] + words[position + 2 :]
        if month and 1 <= len(numbers) <= 2 and all(number.isdecimal() for number in numbers):
            return _of_month(month, numbers)
    return None


def _of_month(month: str, numbers: list[str]) -> ReadDate | None:
    years = [number for number in numbers if len(number) == 4]
    if not years and len(numbers[-1]) == 2:  # "Mar-19", "14-Mar-19"
        return ReadDate(_iso(_whole_year(numbers[-1]), month, *numbers[:-1]))
    days = [number for number in numbers if len(number) <= 2]
    if len(years) != 1 or len(days) != len(numbers) - 1:
        return None
    return ReadDate(_iso(years[0], month, *days))


def _span(text: str, first: str) -> ReadDate | None:
    """Two dates with a dash or a word between them, or one that goes on."""
    breaks = [(dash.start(), dash.end()) for dash in _BETWEEN.finditer(text)]
    breaks += [
        (word.start(), word.end())
        for word in re.finditer(r"(?<=\s)\S+(?=\s)", text)
        if "until" in _meanings(folded(word[0]))
    ]
    for start, end in breaks:
        started, behind = _single(text[:start].strip(), first), text[end:].strip()
        started = started or read_date(text[:start], first)
        if not started.is_read or started.ended:
            continue
        if _all_mean(behind, "now", "small") and not re.search(r"\d", behind):
            return started
        if ended := _single(behind, first):
            if started.is_ambiguous or ended.is_ambiguous:
                return ReadDate("", is_ambiguous=True)
            return ReadDate(started.text, ended.text)
    return None


def _iso(year: str, month: str | int, day: str | int | None = None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def _whole_year(digits: str) -> str:
    if len(digits) == 4:
        return digits
    century = 2000 if int(digits) <= timezone.localdate().year % 100 + 1 else 1900
    return str(century + int(digits))


def _all_mean(text: str, *kinds: str) -> bool:
    """Whether each word of the text, whatever the numbers, is of one of these kinds."""
    return all(_meanings(word) & {*kinds} for word in re.findall(r"[^\W\d_]+", folded(text)))


def _month(word: str) -> str:
    return next(filter(str.isdecimal, _meanings(word)), "")


def _meanings(word: str) -> set[str]:
    words = _words()
    return words.get(word) or words.get(word.removeprefix("ال"), set())


@cache
def _words() -> dict[str, set[str]]:
    """What each word beside numbers may mean, folded: the number of a month, or kinds of words."""
    meanings: dict[str, set[str]] = {}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in filter(None, map(folded, row["words"].split(";"))):
                meanings.setdefault(word, set()).add(row["means"])
    return meanings


def goes_on(typed: str) -> bool:
    """Whether the place of an end says that there is none yet: "ongoing", "à ce jour"."""
    return not re.search(r"\d", typed) and _all_mean(typed, "now", "small")

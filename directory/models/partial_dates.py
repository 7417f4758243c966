"""Dates as sources give them: a day, only a month, or only a year.

They are stored as ISO 8601 text ("2006-03"), so that comparing two of them to the shorter one's
precision is a comparison of text, in Python and in SQL alike. Of a partnership a date may be only about so: a column
beside it says that, and where both are one text, the mark ABOUT stands behind the date ("2019~").
"""

import calendar
import datetime
import re
import unicodedata
from functools import cache, lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length
from django.utils import dates, formats, timezone, translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from directory.models.text_search import folded
from directory.models.vocabularies import NAME_LANGUAGES

# Years outside are taken for typing errors
FIRST_YEAR = 1900
FIRST_YEAR_OF_ORGANISATIONS = 1000  # in which one may have been founded: universities are that old
YEARS_AHEAD = 10
ABOUT = "~"  # as EDTF has it, which is ISO 8601-2
PATTERN = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


def partial_date(text: str, *, first_year: int = FIRST_YEAR) -> str:
    """The text itself if it is YYYY, YYYY-MM or YYYY-MM-DD of the calendar, `first_year` at the earliest. Raises
    ValidationError."""
    if not re.match(PATTERN, text, re.ASCII):
        raise ValidationError(
            _("Enter a date as year, year-month or year-month-day, such as 2005, 2005-12 or 2005-12-15."),
            code="invalid",
        )
    try:
        year = first_day(text).year
    except ValueError:
        raise ValidationError(_("There is no such day in the calendar."), code="invalid") from None
    last_year = timezone.localdate().year + YEARS_AHEAD
    if not first_year <= year <= last_year:
        raise ValidationError(
            _("Enter a year from %(first)s to %(last)s."),
            params={"first": first_year, "last": last_year},
            code="out_of_range",
        )
    return text


_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{4})", re.ASCII)
_TWO_AND_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_SMALL_WORDS = {
    "of",
    "the",
    "de",
    "del",
    "st",
    "nd",
    "rd",
    "th",
    "er",
}  # "15th of March", "1er mars", "15 de marzo"


def written_date(text: str) -> str:
    """A date as people write it, such as "15 March 2024", "mars 2024" or "03/2024", as ISO 8601 text; what reads as no date
    stays as it is, for `partial_date` to refuse.

    Raises ValidationError for a date of which nobody can tell the month from the day: it is asked back."""
    plain = "".join(str(unicodedata.decimal(c, c)) for c in unicodedata.normalize("NFKC", text)).strip()
    if numbers := _YEAR_FIRST.fullmatch(plain):
        return _iso(*numbers.groups())
    if numbers := _MONTH_AND_YEAR.fullmatch(plain):
        return _iso(numbers[2], numbers[1])
    if numbers := _TWO_AND_YEAR.fullmatch(plain):
        return _with_day(plain, int(numbers[1]), int(numbers[2]), numbers[3])
    return _in_month_names(plain) or plain


# Beside a year that is only about so: "hacia el año 2019"
_YEAR_WORDS = frozenset(
    map(folded, ("el", "year", "an", "année", "l'an", "l'année", "año", "ano", "عام", "سنة"))
)
_ABOUT_SIGNS = "?؟~≈"
_ABOUT_WORDS = frozenset(
    map(
        folded,
        (
            *("about", "around", "approx", "approximately", "circa", "ca", "c", "roughly"),
            *("vers", "environ", "env", "approximativement"),
            *("hacia", "cerca", "aproximadamente", "aprox", "alrededor"),
            *("حوالي", "نحو", "تقريبا", "قرابة"),
        ),
    )
)


def without_about(text: str) -> tuple[str, bool]:
    """The text without words and signs that say that its date is only about so, in the languages that records have names
    in, and whether there were any: "c. 2019", "2019?", "vers 2019", "حوالي ٢٠١٩". Without any, the text stays as it is."""
    bare = text.strip(f" (){_ABOUT_SIGNS}")
    pieces = re.findall(r"\d[\d./-]*|[^\d\s]+", bare)
    words = [piece for piece in pieces if folded(piece.strip(".,:()")) not in _ABOUT_WORDS]
    if len(words) < len(pieces):
        return " ".join(words), True
    has_sign = any(sign in text.replace(bare, "", 1) for sign in _ABOUT_SIGNS)
    return (bare, True) if bare and has_sign else (text, False)


def written_or_about(text: str) -> str:
    """The same as `written_date`, with the mark ABOUT behind a date that is said to be only about so."""
    bare, is_approximate = without_about(text)
    if not is_approximate:
        return written_date(text)
    words = [word for word in bare.split() if folded(word) not in _SMALL_WORDS | _YEAR_WORDS]
    date = written_date(" ".join(words))
    return about(date) if re.match(PATTERN, date, re.ASCII) else text.strip()


def about(date: str, *, is_approximate: bool = True) -> str:
    """A partial date with its mark, where it is only about so; "" for ""."""
    return date + ABOUT if date and is_approximate else date


def stated(record: models.Model, name: str) -> str:
    """The partial date in a record's field, with its mark where a field beside it says that it is only about so."""
    return about(getattr(record, name), is_approximate=getattr(record, f"{name}_is_approximate", False))


def exactly(text: str) -> str:
    """A partial date without the mark that it is only about so."""
    return text.removesuffix(ABOUT)


def _with_day(typed: str, first: int, second: int, year: str) -> str:
    """A day and a month, in the order of Europe or of the United States."""
    if first > 12 or first == second:
        return _iso(year, second, first)
    if second > 12:
        return _iso(year, first, second)
    readings = _iso(year, second, first), _iso(year, first, second)
    if int(year) < FIRST_YEAR:  # no date whichever is meant
        return readings[0]
    raise ValidationError(
        _("“%(typed)s” may be %(first)s or %(second)s. Write it as %(first_iso)s or as %(second_iso)s."),
        params={
            "typed": typed,
            "first": in_words(readings[0]),
            "second": in_words(readings[1]),
            "first_iso": readings[0],
            "second_iso": readings[1],
        },
        code="ambiguous",
    )


def _in_month_names(typed: str) -> str:
    """A date with the name of its month and a year of four digits, in any order; "" for anything else."""
    words = [word for word in re.findall(r"\d+|[^\W\d_]+", folded(typed)) if word not in _SMALL_WORDS]
    months = [_months()[word] for word in words if word in _months()]
    years = [word for word in words if re.fullmatch(r"\d{4}", word)]
    days = [word for word in words if re.fullmatch(r"\d{1,2}", word)]
    if len(months) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        return ""
    return _iso(years[0], months[0], *days)


@cache
def _months() -> dict[str, int]:
    """The number of each month by its name, whole or short, folded, in the languages that records have names in."""
    numbers: dict[str, int] = {}
    for language in NAME_LANGUAGES:
        with translation.override(language):
            for names in (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP):
                numbers |= {folded(str(name)): number for number, name in names.items()}
    numbers |= {"sept": 9, "setiembre": 9, folded("أبريل"): 4}
    del numbers["jui"]  # French for June, or for July
    return numbers


def _iso(year: str, month: str | int, day: str | int | None = None) -> str:
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def in_words(text: str) -> str:
    """ "15 December 2005", "December 2005", "2005" or "about 2005", in the reader's language; "" for ""."""
    return _in_words(text, translation.get_language())


@lru_cache(maxsize=4096)  # Django's way of writing a date takes as long as a row of a table
def _in_words(text: str, language: str | None) -> str:
    """In the active language, which `language` names."""
    if text.endswith(ABOUT):
        return gettext("about %(date)s") % {"date": _in_words(exactly(text), language)}
    if len(text) == 10:
        return formats.date_format(datetime.date.fromisoformat(text), "DATE_FORMAT")
    if len(text) == 7:
        month = str(dates.MONTHS[int(text[5:])])
        return pgettext("month and year", "%(month)s %(year)s") % {"month": month, "year": text[:4]}
    return text


def period_in_words(started: str, ended: str) -> str:
    """ "2005 to March 2006", "since 2012", "until 2011" or ""."""
    if started and ended:
        if started == ended:
            return in_words(started)
        return gettext("%(started)s to %(ended)s") % {"started": in_words(started), "ended": in_words(ended)}
    if started:
        return gettext("since %(started)s") % {"started": in_words(started)}
    if ended:
        return gettext("until %(ended)s") % {"ended": in_words(ended)}
    return ""


def is_over(text: str, today: datetime.date) -> bool:
    """Whether every day that the partial date may mean lies before `today`."""
    # "2005" is over once today's year is another: both are cut to the same length
    return bool(text) and text < today.isoformat()[: len(text)]


def is_ahead(text: str, day: datetime.date) -> bool:
    """Whether every day that the partial date may mean lies after `day`."""
    return bool(text) and text > day.isoformat()[: len(text)]


def first_day(text: str) -> datetime.date:
    """The first day that a partial date may mean."""
    return datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def last_day(text: str) -> datetime.date:
    """The last day that a partial date may mean."""
    if len(text) == len("2005-12-15"):
        return datetime.date.fromisoformat(text)
    year, month = int(text[:4]), int(text[5:] or 12)
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def over(field: str, today: datetime.date) -> Q:
    """The same as `is_over`, as a condition on a column."""
    return ~Q(**{field: ""}) & Q(**{f"{field}__lt": Left(models.Value(today.isoformat()), Length(field))})


def not_before(ended: str, started: str) -> Q:
    """The condition that one column does not end before the other starts, as far as both are known."""
    return Q(**{ended: ""}) | Q(**{f"{ended}__gte": Left(started, Length(ended))})


class PartialDateField(models.CharField):
    """A date that may stop at the year or the month; "" where it is not known."""

    def __init__(self, *args, **kwargs):
        # "C" compares byte by byte, which is the order of ISO 8601
        kwargs |= {"max_length": 10, "blank": True, "db_collation": "C"}
        super().__init__(*args, validators=[partial_date], **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "blank", "db_collation", "validators"):
            kwargs.pop(implied, None)
        return name, path, args, kwargs


def is_partial_date(field: str) -> Q:
    """The condition that a column holds nothing or the form of a partial date."""
    # Which digits PostgreSQL's \d matches depends on the locale
    return Q(**{field: ""}) | Q(**{f"{field}__regex": PATTERN.replace(r"\d", "[0-9]")})

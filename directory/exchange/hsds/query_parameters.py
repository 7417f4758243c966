"""What a request asks of an HSDS list: the union of the parameters of HSDS 3.1 and Open Referral UK 3.0."""

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from directory.exchange.programs.moments import moment_of
from directory.exchange.programs.problems import bad_parameters, wrong
from directory.finding.filters import WordsField

PER_PAGE, MOST = 50, 100
ALL_AT_ONCE = 10_000  # of `minimal`, which is there to have all services in one answer
LAST_PAGE = 10**9
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def words(text: str) -> str:
    return WordsField(required=False).clean(text)


def whole(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 10 and 1 <= int(text) <= most:
            return int(text)
        raise ValidationError(_("Give a whole number from 1 to %(most)s.") % {"most": most})

    return read


def flag(text: str) -> bool:
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    raise ValidationError(_("Give “true” or “false”."))


def one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in allowed:
            return text
        raise ValidationError(_("Use one of these: %(allowed)s.") % {"allowed": ", ".join(allowed)})

    return read


def moment(text: str) -> datetime.datetime:
    found = moment_of(f"{text}T00:00:00Z" if len(text) == 10 else text)
    if found is None:
        raise ValidationError(
            _("Give a date, or a date and time with its offset, such as 2026-01-31T12:00:00Z.")
        )
    return found


def age(text: str) -> float:
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if 0 <= number <= 200:
        return number
    raise ValidationError(_("Give a number of years from 0 to 200."))


def time(text: str) -> str:
    if TIME.fullmatch(text):
        return text
    raise ValidationError(_("Give a time of the day, such as 09:30."))


def some_text(text: str) -> str:
    if "\0" in text or len(text) > 200:
        raise ValidationError(_("This text cannot be looked for."))
    return text


READ: Mapping[str, Callable[[str], Any]] = {
    "search": words,
    "page": whole(LAST_PAGE),
    "per_page": whole(MOST),
    "format": one_of("json", "ndjson"),
    "taxonomy_term_id": some_text,
    "taxonomy_id": some_text,
    "organization_id": some_text,
    "parent_id": some_text,
    "modified_after": moment,
    "minimal": flag,
    "full": flag,
    "full_service": flag,
    "top_only": flag,
    "postcode": some_text,
    "proximity": some_text,
    "minimum_age": age,
    "maximum_age": age,
    "start_time": time,
    "end_time": time,
    "day": one_of(*DAYS),
}
PAGING = ("page", "per_page", "format")
# Partnerships have neither ages nor hours: whoever asks for some asks for none of them.
UNKNOWN_HERE = ("minimum_age", "maximum_age", "start_time", "end_time", "day")


def asked(request: HttpRequest, names: Iterable[str]) -> dict[str, Any]:
    """The values of the parameters that a list knows. Raises Problem with all that is wrong."""
    names = list(names)
    found, errors = {}, []
    for name, given in request.GET.lists():
        if name not in names:
            errors.append(wrong(name, given[0], _("There is no such parameter."), names))
        elif len(given) > 1:
            errors.append(wrong(name, given[0], _("This parameter may be given once.")))
        else:
            try:
                found[name] = READ[name](given[0])
            except ValidationError as error:
                errors.append(wrong(name, given[0], " ".join(error.messages)))
    if errors:
        raise bad_parameters(errors)
    return found

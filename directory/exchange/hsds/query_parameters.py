"""The parameters of HSDS lists: the union of those of HSDS 3.1 and Open Referral UK 3.0.

Each has a function that reads its text, and raises ValidationError where the text cannot be used.
"""

import datetime
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from directory.exchange.programs.kinds import KINDS
from directory.exchange.programs.moments import moment_of
from directory.exchange.programs.problems import ProblemDetails, bad_parameters, parameter_error
from directory.exchange.programs.record_keys import public_key
from directory.exchange.programs.words import refusal_of_words
from directory.finding.parameters import WordsField

PER_PAGE, MOST = 50, 100  # records on a page: where nothing is said, and at most
ALL_AT_ONCE = 10_000  # of `minimal`, which is there to have all services in one answer
LAST_PAGE = 10**9  # pages after the last are empty; after this one they are errors
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
NUMBER = re.compile(r"-?\d{1,20}(\.\d{1,30})?([eE][+-]?\d{1,3})?", re.ASCII)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def words(text: str) -> str:
    if refusal := refusal_of_words(text):
        raise ValidationError(refusal)
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
    read_moment = moment_of(f"{text}T00:00:00Z" if len(text) == 10 else text)  # a date has ten characters
    if read_moment is None:
        raise ValidationError(
            _("Give a date, or a date and time with its offset, such as 2026-01-31T12:00:00Z.")
        )
    return read_moment


def age(text: str) -> float:
    years = float(text) if NUMBER.fullmatch(text) else math.nan  # NaN fails every comparison
    if 0 <= years <= 200:
        return years
    raise ValidationError(_("Give a number of years from 0 to 200."))


def time(text: str) -> str:
    if TIME.fullmatch(text):
        return text
    raise ValidationError(_("Give a time of the day, such as 09:30."))


def some_text(text: str) -> str:
    if "\0" in text or len(text) > 200:
        raise ValidationError(_("This text cannot be looked for."))
    return text


def organisation(text: str) -> int:
    """The primary key of the public organisation that an identifier or address means."""
    try:
        return public_key(KINDS["organisations"], some_text(text))
    except ProblemDetails as problem:
        raise ValidationError(problem.members["detail"]) from None


READ: Mapping[str, Callable[[str], Any]] = {
    "search": words,
    "page": whole(LAST_PAGE),
    "per_page": whole(MOST),
    "format": one_of("json", "ndjson"),
    "taxonomy_term_id": some_text,
    "taxonomy_id": some_text,
    "organization_id": organisation,
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
# Partnerships have neither ages nor hours: a list that is narrowed by one of these is empty.
UNKNOWN_HERE = ("minimum_age", "maximum_age", "start_time", "end_time", "day")


def read_parameters(request: HttpRequest, names: Iterable[str]) -> dict[str, Any]:
    """The request's parameters by name, read by READ. `names` are those that the address has. Raises ProblemDetails
    (400) with all that is wrong."""
    names = list(names)
    parameters, errors = {}, []
    for name, texts in request.GET.lists():
        if name not in names:
            errors.append(parameter_error(name, texts[0], _("There is no such parameter."), names))
        elif len(texts) > 1:
            errors.append(parameter_error(name, texts[0], _("This parameter may be given once.")))
        else:
            try:
                parameters[name] = READ[name](texts[0])
            except ValidationError as error:
                errors.append(parameter_error(name, texts[0], " ".join(error.messages)))
    if errors:
        raise bad_parameters(errors)
    return parameters

"""Moments in the notation of RFC 3339, as programs get and send them."""

import datetime
import re

RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)", re.ASCII)
# A day short of what `datetime` can hold, so that no offset leads out of it.
FIRST_MOMENT = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)


def in_utc(moment: datetime.datetime) -> str:
    """A moment as text, to the microsecond, so that a program that sends it back means exactly this one."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime.datetime | None:
    """The moment that a text names, in UTC; None where it names none. One before FIRST_MOMENT or after LAST_MOMENT
    becomes that one. Digits of a second beyond the sixth are cut off."""
    match = RFC_3339.fullmatch(text.upper().replace(" ", "+"))  # in an address, a plus means a space
    if not match:
        return None
    minute, second, fraction, offset = match.groups("")
    second = "59" if second == "60" else second  # a leap second, which `datetime` does not know
    fraction = fraction and f"{fraction:0<7}"  # the point and six digits
    try:
        moment = datetime.datetime.fromisoformat(f"{minute}:{second}{fraction}{offset}")
    except ValueError:
        return None
    if not FIRST_MOMENT <= moment.replace(tzinfo=datetime.UTC) <= LAST_MOMENT:
        return min(max(moment.replace(tzinfo=datetime.UTC), FIRST_MOMENT), LAST_MOMENT)
    return moment.astimezone(datetime.UTC)

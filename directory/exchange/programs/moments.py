"""Moments as RFC 3339 writes them, for programs and from them."""

import datetime
import re

RFC_3339 = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)(\.\d{1,6})?\d*(Z|[+-]\d\d:\d\d)", re.ASCII)
FIRST_MOMENT = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
LAST_MOMENT = datetime.datetime(9999, 12, 30, tzinfo=datetime.UTC)


def in_utc(moment: datetime.datetime) -> str:
    """A moment as RFC 3339 has it, to the microsecond, so that it can be asked for again."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime.datetime | None:
    """A date and time of RFC 3339, or None. What no calendar of ours reaches is as early or late as it reaches."""
    found = RFC_3339.fullmatch(text.upper().replace(" ", "+"))  # a plus that was not encoded
    if not found:
        return None
    minute, second, fraction, offset = found.groups("")
    second = "59" if second == "60" else second  # a leap second
    fraction = fraction and f"{fraction:0<7}"
    try:
        moment = datetime.datetime.fromisoformat(f"{minute}:{second}{fraction}{offset}")
    except ValueError:
        return None
    if not FIRST_MOMENT <= moment.replace(tzinfo=datetime.UTC) <= LAST_MOMENT:
        return min(max(moment.replace(tzinfo=datetime.UTC), FIRST_MOMENT), LAST_MOMENT)
    return moment.astimezone(datetime.UTC)

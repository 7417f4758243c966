"""A desk as a vCard 4.0 (RFC 6350), for address books.

Written by hand: what a desk needs is a dozen lines of one form, and vobject, the library there is, writes version 3.0.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from config.deployment import operator, site_name
from directory.models import ContactPoint
from directory.models.derived_ids import desk_id
from directory.models.text_search import folded

LONGEST_LINE = 75  # octets, without the line's end
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class Property(NamedTuple):
    """A line of a card before it is folded. `value` is escaped already; `parameters` begins with ";" where there are any."""

    name: str
    value: str
    parameters: str = ""


def vcard(desk: ContactPoint, *, address: str, moment: datetime) -> bytes:
    """The card of a desk with its languages, topics, countries and organisation fetched. `address` is that of its page; `moment`,
    when the card was made.

    What it says is for whoever may see the desk's page."""
    lines = (
        f"{name}{parameters}:{_CONTROL_CHARACTERS.sub('', value)}"
        for name, value, parameters in _properties(desk, address, moment)
    )
    return "".join(_folded(line) for line in ("BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD")).encode()


def _properties(desk: ContactPoint, address: str, moment: datetime) -> Iterator[Property]:
    organisation = desk.organisation.name
    yield Property("PRODID", escaped(f"-//{site_name()}//{address}"))
    yield Property("KIND", "org")
    # The same in both interfaces for programs, as long as there is the desk
    yield Property("UID", f"urn:uuid:{desk_id(desk.slug)}")
    yield Property("SOURCE", address)
    yield Property("REV", f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    yield Property("FN", escaped(f"{desk.name}, {organisation}"))
    # The components of an organisation, from the whole to the part
    yield Property("ORG", f"{escaped(organisation)};{escaped(desk.name)}")
    yield Property("ROLE", escaped(desk.get_purpose_display()))
    if desk.mailbox:
        yield Property("EMAIL", escaped(desk.mailbox), ";TYPE=work")
    if desk.phone:
        yield Property("TEL", f"tel:{desk.dialled_phone}", ';VALUE=uri;TYPE="work,voice"')
    if desk.web_form:
        yield Property("URL", desk.web_form, ";TYPE=work")
    for language in desk.languages.all():
        yield Property("LANG", language.code)
    if desk.time_zone:
        yield Property("TZ", escaped(desk.time_zone))
    if topics := sorted((topic.name for topic in desk.topics.all()), key=folded):
        yield Property("CATEGORIES", ",".join(map(escaped, topics)))
    if notes := "\n".join(_notes(desk)):
        yield Property("NOTE", escaped(notes))


def _notes(desk: ContactPoint) -> Iterable[str]:
    if desk.is_restricted:
        yield _("Not everybody may see this desk. Do not pass it on.")
    if desk.is_sample:
        yield _("Sample: made up for the demonstration.")
    if desk.is_urgent:
        yield _("Takes urgent requests at any hour")
    for line in desk.opening_hours.lines:
        yield f"{line.days}: {line.times}"
    if desk.opening_hours and desk.time_zone:
        # Beside the hours as well: few address books show TZ
        yield f"({desk.time_zone})"
    if desk.hours:
        yield desk.hours
    if (
        countries := [_("Every country")]
        if desk.is_worldwide
        else sorted(map(str, desk.countries.all()), key=folded)
    ):
        yield _("Countries") + ": " + pgettext("between the items of a list", ", ").join(countries)
    if desk.requirements:
        yield _("A request must contain") + ":\n" + desk.requirements
    if operator_name := operator().name:
        yield _("From %(site)s, which is run by %(operator)s.") % {
            "site": site_name(),
            "operator": operator_name,
        }


def escaped(text: str) -> str:
    """Text as the value of a property, or as one of its components (RFC 6350, section 3.4)."""
    escaped_text = re.sub(r"([\\,;])", r"\\\1", text)
    return re.sub(r"\r\n|\r|\n", r"\\n", escaped_text)


def _folded(line: str) -> str:
    """A line with its end, cut so that no piece has more than LONGEST_LINE octets; each further piece begins with a blank.
    No character is cut in two."""
    pieces, octets = [""], 0
    for character in line:
        length = len(character.encode())
        if octets + length > LONGEST_LINE:
            pieces.append(" ")
            octets = 1
        pieces[-1] += character
        octets += length
    return "".join(f"{piece}\r\n" for piece in pieces)

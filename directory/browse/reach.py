"""Why a partnership crosses borders and sectors, or why not, in sentences that name the fact."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.browse.results import names_in_one_line
from directory.finding.facets import Values
from directory.models import BorderFact, Membership, Partnership, Standing, World
from directory.models.memberships import BESIDE

PARTS_NAMED = 3  # of more partnerships that take part it is said how many they are


class Reach(NamedTuple):
    """`sentences`: the facts that make it so, or what is known instead."""

    label: str
    sentences: list[str]


class CountryFact(NamedTuple):
    """A sentence with holes for the names of `parts`, partnerships that take part (or how many they are), and for those of
    countries."""

    sentence: str
    parts: str
    codes: set[str]


# What `listing_row` takes of the partnerships that take part: countries that they state, and those who take part in them
BROUGHT = """
    SELECT DISTINCT brought.country FROM listing_parts(%(id)s) AS part, LATERAL (
        SELECT country_id FROM directory_partnershipcountry WHERE partnership_id = part.id
        UNION SELECT coalesce(m.country_id, o.country_id) FROM listing_members(part.id) AS m
          LEFT JOIN directory_organisation o ON o.id = m.organisation_id WHERE m.takes_part) AS brought (country)
     WHERE part.id <> %(id)s AND brought.country IS NOT NULL
"""


def reaches(
    partnership: Partnership, stated: Sequence[str], memberships: Sequence[Membership], values: Values
) -> list[Reach]:
    """Whether a partnership crosses borders, and sectors, and why. `stated`: codes of countries; `memberships`: those
    shown. One query where a partnership takes part, else none."""
    taking_part = [membership for membership in counted(memberships) if membership.role not in BESIDE]
    return [
        _across_borders(partnership, stated, taking_part, values),
        _across_sectors(partnership.listing.worlds, nobody_takes_part=bool(memberships) and not taking_part),
    ]


def counted(memberships: Sequence[Membership]) -> list[Membership]:
    """Those that make a partnership what it is: the current ones; where all have left, those that were. The Python side
    of the function `listing_members`."""
    current = [membership for membership in memberships if membership.is_current]
    return current or [membership for membership in memberships if membership.standing != Standing.DISPUTED]


def _across_borders(
    partnership: Partnership, stated: Sequence[str], taking_part: list[Membership], values: Values
) -> Reach:
    crossing = partnership.listing.crossing
    countries = _countries(partnership, stated, taking_part)
    sentences = []
    if BorderFact.EXTENT in crossing:
        sentences.append(extent_sentence(partnership.extent, values))
    if BorderFact.INTERNATIONAL_BODY in crossing:
        sentences.append(_international_bodies(taking_part))
    if BorderFact.COUNTRIES in crossing:
        sentences += [
            fact.sentence
            % {"parts": fact.parts, "countries": names_in_one_line(values.names_of("country", fact.codes))}
            for fact in countries
        ]
    if sentences:
        return Reach(_("Cross-border"), sentences)
    codes = {code for fact in countries for code in fact.codes}
    return Reach(_("Not cross-border"), [_one_country(values.names_of("country", codes))])


def _countries(
    partnership: Partnership, stated: Sequence[str], taking_part: list[Membership]
) -> list[CountryFact]:
    """The countries that it states, those that are members, those of members, and those that partnerships bring."""
    organisations = [membership.organisation for membership in taking_part if membership.organisation_id]
    parts = {membership.member_partnership for membership in taking_part if membership.member_partnership_id}
    sentences = [
        (_("Its source states these countries: %(countries)s."), set(stated)),
        (
            _("These countries take part themselves: %(countries)s."),
            {membership.country_id for membership in taking_part if membership.country_id},
        ),
        (
            _("Organisations that take part are at home in: %(countries)s."),
            {organisation.country_id for organisation in organisations if organisation.country_id},
        ),
    ]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(BROUGHT, {"id": partnership.pk})
            brought = {code for (code,) in cursor.fetchall()}
        sentence = ngettext(
            "%(parts)s takes part and brings: %(countries)s.",
            "%(parts)s take part and bring: %(countries)s.",
            len(parts),
        )
        sentences.append((sentence, brought))
    return [CountryFact(sentence, _names_of(parts), codes) for sentence, codes in sentences if codes]


def _names_of(parts: Collection[Partnership]) -> str:
    """The names of a few partnerships, or how many they are."""
    if len(parts) <= PARTS_NAMED:
        return names_in_one_line(sorted(part.acronym or part.title for part in parts))
    return ngettext("%(count)s partnership", "%(count)s partnerships", len(parts)) % {"count": len(parts)}


def extent_sentence(extent: str, values: Values) -> str:
    if extent == "international":
        return _("Its source says that it is international.")
    if extent == "EU":
        return _("Its source says that it reaches across the European Union.")
    return _("Its source says that it reaches across a region: %(region)s.") % {
        "region": extent_name(extent, values)
    }


def extent_name(extent: str, values: Values) -> str:
    """International, the European Union, or the name of a region; empty where nothing is said."""
    names = {"": "", "international": _("International"), "EU": _("European Union")}
    return names[extent] if extent in names else values.names["region"].get(extent, extent)


def _international_bodies(taking_part: list[Membership]) -> str:
    bodies = {
        membership.organisation.pk: membership.organisation.acronym or membership.organisation.name
        for membership in taking_part
        if membership.organisation_id and membership.organisation.is_international
    }
    sentence = ngettext(
        "An international body takes part beside others: %(names)s.",
        "International bodies take part: %(names)s.",
        len(bodies),
    )
    return sentence % {"names": names_in_one_line(list(bodies.values()))}


def _one_country(names: list[str]) -> str:
    if not names:
        return _("No country of those who take part is known.")
    return _("All who take part are of one country, as far as is known: %(country)s.") % {"country": names[0]}


def _across_sectors(worlds: list[str], *, nobody_takes_part: bool) -> Reach:
    names = [str(World(code).label) for code in World.values if code in worlds]
    if len(names) > 1:
        words = _("It brings together %(names)s and %(last)s.") % {
            "names": names_in_one_line(names[:-1]),
            "last": names[-1],
        }
        return Reach(_("Cross-sector"), [words])
    if names:
        words = _("All who take part are of one world, as far as is known: %(world)s.") % {"world": names[0]}
    elif nobody_takes_part:
        words = _("Only those who pay, support or observe are known, and they do not count here.")
    else:
        words = _("No sector of those who take part is known.")
    return Reach(_("Not cross-sector"), [words])

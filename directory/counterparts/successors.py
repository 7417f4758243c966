"""Who took over from an organisation that ended: its successor is proposed in its stead, with a word why."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from directory.models import Organisation, Succession, SuccessionKind
from directory.models.partial_dates import in_words as date_in_words

# Whoever was split off or grew out of another body took over no part that is named
TAKING_OVER = ["", *(set(SuccessionKind) - {SuccessionKind.SPLIT, SuccessionKind.GREW_OUT_OF})]


class Heir(NamedTuple):
    """The organisation that stands for one that ended, and since when, a partial date: empty where it is not known, or
    where others came between."""

    organisation: int
    happened: str


def heirs() -> dict[int, Heir | None]:
    """For each organisation that ended, by primary key, the one of today that took over, through others that ended as
    well; None where nobody did. Two queries."""
    ended = set(Organisation.objects.ended().values_list("pk", flat=True))
    steps = dict.fromkeys(ended)
    taken_over = Succession.objects.shown().filter(
        before_organisation__in=Organisation.objects.ended(), kind__in=TAKING_OVER
    )
    # Of several the latest: what came of it in the end
    for before, after, happened in taken_over.order_by("happened", "pk").values_list(
        "before_organisation", "after_organisation", "happened"
    ):
        steps[before] = Heir(after, happened)
    return {pk: _last(pk, steps) for pk in ended}


def _last(ended: int, steps: dict[int, Heir | None]) -> Heir | None:
    """The end of a chain; None for a chain that leads in a circle."""
    seen, heir = {ended}, steps[ended]
    while heir and heir.organisation in steps:
        if heir.organisation in seen:
            return None
        seen.add(heir.organisation)
        between = steps[heir.organisation]
        heir = between and Heir(between.organisation, "")
    return heir


def taken_over(organisations: Iterable[int]) -> dict[int, list[str]]:
    """For each of some organisations that took over from others that ended, that in words. One query."""
    ended = Succession.objects.shown().filter(
        after_organisation__in=list(organisations),
        before_organisation__in=Organisation.objects.ended(),
        kind__in=TAKING_OVER,
    )
    words: dict[int, list[str]] = {}
    for pk, acronym, name, happened in ended.order_by("happened", "pk").values_list(
        "after_organisation", "before_organisation__acronym", "before_organisation__name", "happened"
    ):
        words.setdefault(pk, []).append(in_words(acronym or name, happened))
    return words


class Ending(NamedTuple):
    """An organisation that ended, when in words, and who took over, if anybody did."""

    organisation: Organisation
    ended: str
    successor: Organisation | None


def ending(organisation: Organisation) -> Ending:
    """Of one that ended. Three queries."""
    heir = heirs().get(organisation.pk)
    successor = Organisation.objects.filter(pk=heir.organisation).first() if heir else None
    return Ending(organisation, date_in_words(organisation.ended), successor)


def in_words(name: str, happened: str) -> str:
    """ "took over from SOCA in 2013"; without a year where it is not known."""
    if not happened:
        return _("took over from %(name)s") % {"name": name}
    return _("took over from %(name)s in %(year)s") % {"name": name, "year": happened[:4]}

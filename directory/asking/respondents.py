"""Who could be asked about a partnership, and by which way: its members that are organisations, and the desks of each that
take mail. Whoever ended is asked through its successor."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models import (
    ContactPoint,
    Membership,
    Organisation,
    Partnership,
    Representative,
    Succession,
    Suppression,
)
from directory.models.partial_dates import over

LONGEST_SUCCESSION = 3  # steps from a member that ended to one that lasts


class Respondent(NamedTuple):
    """An organisation that could be asked. `in_place_of` is the member that it followed, if it is none itself; `desks` are
    those that take mail, the first one first proposed."""

    organisation: Organisation
    in_place_of: Organisation | None
    parts: tuple[Membership, ...]
    desks: tuple[ContactPoint, ...]

    @property
    def member(self) -> Organisation:
        return self.in_place_of or self.organisation

    @property
    def key(self) -> str:
        """What stands for it in a form."""
        return f"{self.organisation.slug}:{self.in_place_of.slug if self.in_place_of else ''}"


def respondents_of(partnerships: Iterable[Partnership]) -> dict[int, list[Respondent]]:
    """By the primary key of each partnership, those who could be asked, in the order of their roles. Four queries, and one
    for each step of successions."""
    parts = Membership.objects.current().of_organisations().filter(partnership__in=list(partnerships))
    parts = list(parts.by_role().select_related("organisation"))
    followers = _followers({part.organisation_id: part.organisation for part in parts})
    to_ask = {organisation.pk for reached in followers.values() for organisation in reached}
    desks_by_organisation: dict[int, list[ContactPoint]] = {}
    for desk in (
        desks_to_ask()
        .filter(organisation__in=to_ask)
        .select_related("organisation")
        .prefetch_related("languages")
        .order_by("pk")
    ):
        desks_by_organisation.setdefault(desk.organisation_id, []).append(desk)
    parts_by_member: dict[tuple[int, int], list[Membership]] = {}
    for part in parts:
        parts_by_member.setdefault((part.partnership_id, part.organisation_id), []).append(part)
    respondents: dict[int, list[Respondent]] = {}
    for (partnership, member), of_member in parts_by_member.items():
        respondents.setdefault(partnership, []).extend(
            Respondent(
                organisation,
                of_member[0].organisation if organisation.pk != member else None,
                tuple(of_member),
                tuple(desks_by_organisation.get(organisation.pk, ())),
            )
            for organisation in followers[member]
        )
    return respondents


def _followers(members: dict[int, Organisation]) -> dict[int, list[Organisation]]:
    """For each member, by primary key, itself, or where it ended, those that followed it and last."""
    followers = {pk: [organisation] for pk, organisation in members.items()}
    for _step in range(LONGEST_SUCCESSION):
        ended = {
            organisation.pk
            for reached in followers.values()
            for organisation in reached
            if organisation.is_over
        }
        if not ended:
            break
        after: dict[int, list[Organisation]] = {pk: [] for pk in ended}
        successions = Succession.objects.shown().filter(before_organisation__in=ended)
        for succession in successions.select_related("after_organisation").order_by("pk"):
            after[succession.before_organisation_id].append(succession.after_organisation)
        followers = {
            pk: list(dict.fromkeys(later for each in reached for later in after.get(each.pk, [each])))
            for pk, reached in followers.items()
        }
    return {
        pk: [organisation for organisation in reached if not organisation.is_over]
        for pk, reached in followers.items()
    }


def desks_to_ask() -> QuerySet[ContactPoint]:
    """Desks that take mail, and whose reader did not ask us to write no more. Who may see a desk does not matter: the
    site writes to it, and shows its mailbox to nobody."""
    suppressed = Suppression.objects.of_column("mailbox")
    return ContactPoint.objects.exclude(mailbox="").filter(~Exists(suppressed), organisation__removed_at=None)


def owners_to_ask() -> QuerySet[Representative]:
    """Owners who did not ask us to write no more."""
    suppressed = Suppression.objects.of_column("user__email")
    return Representative.objects.owners().filter(~Exists(suppressed), user__is_active=True)


def can_be_asked() -> Exists:
    """The condition that somebody to ask about a partnership has a desk, as far as `respondents_of` looks."""
    with_desk = desks_to_ask().values("organisation")
    today = timezone.localdate()
    path = "organisation"
    reached = Q(organisation__in=with_desk) & ~over("organisation__ended", today)
    for _step in range(LONGEST_SUCCESSION):
        before_ended = over(f"{path}__ended", today)
        path = f"{path}__later_successions__after_organisation"
        reached |= Q(before_ended, ~over(f"{path}__ended", today), **{f"{path}__in": with_desk})
    parts = Membership.objects.current().filter(reached, partnership=OuterRef("pk"))
    return Exists(parts)


def proposed(respondents: Collection[Respondent]) -> tuple[Respondent, ContactPoint] | None:
    """The first who could be asked at a desk, and the desk."""
    return next(((each, each.desks[0]) for each in respondents if each.desks), None)

"""Restricted contact points are shown one at a time, to whoever said why, within bounds, and each showing is logged.

A showing is of how a desk can be reached, which stands on the desk's own page and nowhere else; lists give its name only,
to those whom `ContactPoint.objects.visible_to` lets in. Who speaks for the desk's organisation wrote the values and is
not counted.

Against an official's account that is misused, by its person or a thief: the bounds hold for the account, whatever pages
are opened in whatever order and however many at once, and the secretariat is told.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from directory.mail.letters import to_reviewers
from directory.models import ContactPoint, DailyPurpose, Representative, Showing, User

MOST_AN_HOUR = 30
MOST_A_DAY = 100


class NoPurpose(Exception):
    """Nothing was said today about what restricted contact points are needed for."""


class TooMany(Exception):
    """So many different desks were shown to this account that it has to wait."""


def show(desk: ContactPoint, *, to: User) -> None:
    """To be called before a desk's values are shown; it commits what it logs. Raises NoPurpose or TooMany.

    Of several at once for one account each waits for the one before, so that together they are not more. A desk that
    was shown within the time does not count anew, but is logged.
    """
    if not desk.is_restricted or speaks_for(to, desk.organisation_id):
        return
    if not _is_within_bounds(desk, to=to):
        raise TooMany


@transaction.atomic
def _is_within_bounds(desk: ContactPoint, *, to: User) -> bool:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=to.pk)
    said = to.purposes.filter(day=timezone.localdate()).first()
    if said is None:
        raise NoPurpose
    now = timezone.now()
    others = Showing.objects.filter(user=to, at__gt=now - timedelta(days=1)).exclude(contact_point=desk)
    shown = others.aggregate(
        hour=Count("contact_point", distinct=True, filter=Q(at__gt=now - timedelta(hours=1))),
        day=Count("contact_point", distinct=True),
    )
    if shown["hour"] >= MOST_AN_HOUR or shown["day"] >= MOST_A_DAY:
        for reviewer in User.objects.filter(is_reviewer=True, is_active=True):
            to_reviewers.showings_stopped(to, reviewer=reviewer)
        return False
    Showing.objects.create(
        contact_point=desk,
        organisation_id=desk.organisation_id,
        desk=desk.name,
        user=to,
        at=now,
        purpose=said.purpose,
    )
    return True


def state_purpose(user: User, purpose: str) -> None:
    """Keep what the person needs restricted contact points for today. The last words count, for what follows."""
    DailyPurpose.objects.update_or_create(user=user, day=timezone.localdate(), defaults={"purpose": purpose})


def speaks_for(user: User, organisation: int) -> bool:
    """Whether the account speaks for the organisation of that primary key."""
    return Representative.objects.current().of(user).filter(organisation=organisation).exists()

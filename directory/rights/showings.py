"""Restricted contact points are shown one at a time, to whoever said why, within bounds, and each showing is logged.

What is shown is how a desk can be reached, which stands on the desk's own page and nowhere else; lists give its name only,
to those whom `ContactPoint.objects.visible_to` lets in. Those who speak for the desk's organisation entered it, and are
neither counted nor logged.

Against an official's account that is misused, by its person or a thief: the bounds hold for the account, whatever pages
are opened in whatever order and however many at once, and the secretariat is told.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from directory.gate import switches
from directory.gate.switches import Switch
from directory.mail.letters import to_reviewers
from directory.models import ContactPoint, DailyPurpose, Representative, Showing, User

# Different desks that one account is shown in the last 60 minutes, and in the last 24 hours.
MOST_AN_HOUR = 30
MOST_A_DAY = 100


class NoPurpose(Exception):
    """The account has not stated today what it needs restricted contact points for."""


class TooMany(Exception):
    """So many different desks were shown to this account that it has to wait."""


def show(desk: ContactPoint, *, to: User) -> None:
    """Log that a desk is shown, before it is. Does nothing for a public desk. Raises NoPurpose or TooMany,
    and SwitchedOff, also while nothing can be logged.

    Calls for one account wait for each other, so that many at once do not pass the bounds together. A desk that was
    shown in the last 24 hours does not count anew, but is logged.
    """
    if not desk.is_restricted or speaks_for(to, desk.organisation_id):
        return
    switches.require(Switch.SHOWINGS)
    switches.require_writing()
    if not _is_within_bounds(desk, to=to):
        # Outside the transaction of the check, so that the mail to the secretariat is not rolled back.
        raise TooMany


@transaction.atomic
def _is_within_bounds(desk: ContactPoint, *, to: User) -> bool:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=to.pk)
    daily_purpose = to.purposes.filter(day=timezone.localdate()).first()
    if daily_purpose is None:
        raise NoPurpose
    now = timezone.now()
    of_other_desks = Showing.objects.filter(user=to, at__gt=now - timedelta(days=1)).exclude(
        contact_point=desk
    )
    shown = of_other_desks.aggregate(
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
        desk=desk.name,  # as it is called now: the log stays when the desk is renamed or removed
        user=to,
        at=now,
        purpose=daily_purpose.purpose,
    )
    return True


def state_purpose(user: User, purpose: str) -> None:
    """Keep what the person needs restricted contact points for today. Later words replace it for showings from then on."""
    DailyPurpose.objects.update_or_create(user=user, day=timezone.localdate(), defaults={"purpose": purpose})


def speaks_for(user: User, organisation: int) -> bool:
    """Whether the account speaks for the organisation of that primary key."""
    return Representative.objects.current().of(user).filter(organisation=organisation).exists()

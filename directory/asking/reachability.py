"""Is a desk reached? Twice a year those whose owners allow it get a mail with a link, and pressing the button there says yes.

A desk that keeps silent is marked for its owners, and a month later for the secretariat; the public only stops reading that
it is reachable. So is one whose mailbox took no mail.
"""

import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.mail.languages import language_for
from directory.mail.letters import to_desks, to_owners, to_reviewers
from directory.models import Actor, ContactPoint, DeskTest, Mail, Representative, Suppression, User
from directory.models.by_link import LINK_DAYS
from directory.models.history import because
from directory.models.mails import did_not_arrive

TEST_EVERY_DAYS = 182  # half a year
SECRETARIAT_AFTER_DAYS = 30
TESTED_AT_ONCE = 200  # desks in one run; the next night goes on


def test_where_due() -> int:
    """Write to the desks that may be tested and were not for half a year. Returns how many."""
    recently = DeskTest.objects.filter(contact_point=OuterRef("pk"), mailbox=OuterRef("mailbox"))
    recently = recently.filter(created_at__gt=_days_ago(TEST_EVERY_DAYS))
    unwanted = Suppression.objects.of_column("mailbox")
    due = ContactPoint.objects.filter(
        ~Exists(recently), ~Exists(unwanted), may_be_tested=True, organisation__removed_at=None
    )
    due = due.exclude(mailbox="").select_related("organisation").order_by("tested_on", "pk")[:TESTED_AT_ONCE]
    return sum(_test(desk) for desk in due)


@transaction.atomic
def _test(desk: ContactPoint) -> int:
    """Write to one desk. Another worker that would do the same waits, and finds it done."""
    locked = ContactPoint.objects.select_for_update(of=["self"], no_key=True).get(pk=desk.pk)
    if locked.tests.filter(created_at__gt=_days_ago(TEST_EVERY_DAYS), mailbox=desk.mailbox).exists():
        return 0
    _mail(DeskTest(contact_point=desk, mailbox=desk.mailbox))
    return 1


def _mail(test: DeskTest) -> None:
    token = test.new_token()
    test.save()
    languages = test.contact_point.languages.values_list("pk", flat=True)
    to_desks.desk_test(test, token=token, language=language_for(languages))


@transaction.atomic
def renew(token: str) -> None:
    """Send a new link to a desk whose link only ended; nothing for any other token, and nobody is told which."""
    ended = DeskTest.objects.with_token(token).ended().that_count()
    ended = ended.select_for_update(of=["self"]).select_related("contact_point__organisation")
    if test := ended.first():
        _mail(test)


@transaction.atomic
def reached(test: DeskTest) -> bool:
    """Keep that the desk was reached today. False where the link cannot be used."""
    if not DeskTest.objects.that_count().filter(pk=test.pk).use():
        return False
    with because(by=None, source="", why=_("The desk answered a test."), actor=Actor.ORGANISATION):
        ContactPoint.objects.filter(pk=test.contact_point_id).update(tested_on=timezone.localdate())
    return True


def follow_silence() -> int:
    """Tell owners of desks that did not answer, and a month later the secretariat. Returns how many tests that were."""
    return sum(_tell_owners(test) for test in silent().filter(owners_told_at=None)) + sum(
        _tell_secretariat(test)
        for test in silent().filter(
            owners_told_at__lt=_days_ago(SECRETARIAT_AFTER_DAYS), secretariat_told_at=None
        )
    )


def silent() -> QuerySet[DeskTest]:
    """Tests that nobody answered in time, or whose mail was not delivered, of desks that may still be tested."""
    since_test = Mail.objects.filter(kind="desk_test", recipient=OuterRef("mailbox"))
    bounced = Exists(since_test.filter(did_not_arrive(), created_at__gte=OuterRef("created_at")))
    over = Q(created_at__lt=_days_ago(LINK_DAYS), expires_at__lt=timezone.now())
    tests = DeskTest.objects.that_count().unanswered().filter(over | bounced)
    return tests.select_related("contact_point__organisation")


@transaction.atomic
def _tell_owners(test: DeskTest) -> int:
    if not DeskTest.objects.filter(pk=test.pk, owners_told_at=None).update(owners_told_at=timezone.now()):
        return 0
    owners = Representative.objects.owners().filter(organisation=test.contact_point.organisation_id)
    for owner in User.objects.filter(pk__in=owners.values("user"), is_active=True):
        to_owners.desk_silent(test, to=owner)
    return 1


@transaction.atomic
def _tell_secretariat(test: DeskTest) -> int:
    untold = DeskTest.objects.filter(pk=test.pk, secretariat_told_at=None)
    if not untold.update(secretariat_told_at=timezone.now()):
        return 0
    for reviewer in User.objects.filter(is_reviewer=True, is_active=True):
        to_reviewers.desk_silent(test, to=reviewer)
    return 1


def _days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)

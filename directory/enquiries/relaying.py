"""Messages between an account and a desk: what may be sent, what waits for the secretariat, what is kept."""

import datetime
import uuid
from enum import Enum

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from directory.asking.passing_on import Blocked, EnquiryNotOpen, is_blocked, locked, speakers, tell_desk
from directory.gate import limits
from directory.mail.letters import to_senders
from directory.models import (
    Block,
    ContactPoint,
    Enquiry,
    EnquiryLink,
    EnquiryMessage,
    EnquiryReport,
    MessageState,
    Organisation,
    Representative,
    User,
)

DAY = 24 * 60 * 60  # seconds
# Messages in a day of one account, and for one organisation: what is over is not taken
FROM_ACCOUNT_TO_DESK, FROM_ACCOUNT, FROM_ORGANISATION = 5, 20, 60
FRESH_FOR = datetime.timedelta(days=7)


class SenderStanding(Enum):
    """Who writes. Each has an allowance of its own with a desk, and with all desks of an organisation, so that many fresh
    accounts use up nothing of what officials have. The two numbers are messages in a day; what is over waits for the
    secretariat."""

    OFFICIAL = ("official", 40, 100)
    SPEAKER = ("speaker", 40, 100)
    ACCOUNT = ("account", 20, 50)
    FRESH = ("fresh", 10, 25)

    def __init__(self, code: str, to_desk: int, to_organisation: int):
        self.code, self.to_desk, self.to_organisation = code, to_desk, to_organisation


class MessageWay(Enum):
    """What becomes of a message that somebody sends."""

    TO_DESK = "to the desk"
    TO_SECRETARIAT = "to the secretariat first"
    REFUSED = "refused"


# In a day, of one enquiry: messages from the desk, and mails with a new link to it.
ANSWERS_IN_ENQUIRY, NEW_LINKS = 20, 3


class SentOtherwise(Exception):
    """The form was sent before, with other words: by Back, which shows the form as it was."""


class Newer(Exception):
    """Somebody wrote in the enquiry since the page was opened."""


def standing_of(sender: User) -> SenderStanding:
    """An account is fresh for its first seven days, unless it speaks for an organisation or is a verified official. An official
    counts as one in a session with a second factor. Two queries at most."""
    if sender.is_official:
        return SenderStanding.OFFICIAL
    if Representative.objects.current().of(sender).exists():
        return SenderStanding.SPEAKER
    return SenderStanding.FRESH if sender.created_at > timezone.now() - FRESH_FOR else SenderStanding.ACCOUNT


def way_of(sender: User, *, desk: ContactPoint, organisation: Organisation | None) -> MessageWay:
    """Whether one more message of the sender goes to that desk, waits for the secretariat, or is not taken. Each call counts as
    a message.

    The secretariat first reads the messages of a fresh account until it has passed one on, and what is over the desk's
    allowance for such senders. To be called outside a transaction: one that is rolled back would undo the count.
    """
    of_sender = [
        ("account-desk", f"{sender.pk}:{desk.pk}", FROM_ACCOUNT_TO_DESK),
        ("account", sender.pk, FROM_ACCOUNT),
        *([("organisation", organisation.pk, FROM_ORGANISATION)] if organisation else []),
    ]
    if not all(_allow(purpose, key, most) for purpose, key, most in of_sender):
        return MessageWay.REFUSED
    standing = standing_of(sender)
    if standing == SenderStanding.FRESH and not _has_been_passed_on(sender):
        return MessageWay.TO_SECRETARIAT
    of_desk = [
        (f"desk:{standing.code}", desk.pk, standing.to_desk),
        (f"desks:{standing.code}", desk.organisation_id, standing.to_organisation),
    ]
    is_within = all(_allow(purpose, key, most) for purpose, key, most in of_desk)
    return MessageWay.TO_DESK if is_within else MessageWay.TO_SECRETARIAT


def _has_been_passed_on(sender: User) -> bool:
    written = EnquiryMessage.objects.passed().filter(enquiry__sender=sender, is_from_desk=False)
    return written.exists()


def may_answer(enquiry: Enquiry) -> bool:
    return _allow("answers", enquiry.pk, ANSWERS_IN_ENQUIRY)


def _allow(purpose: str, key: object, most: int) -> bool:
    return limits.allow(f"enquiry:{purpose}", str(key), most=most, seconds=DAY).is_allowed


def can_be_told(desk: ContactPoint) -> bool:
    return bool(desk.mailbox or speakers(desk))


@transaction.atomic
def write(
    desk: ContactPoint,
    *,
    key: uuid.UUID,
    by: User,
    organisation: Organisation | None,
    subject: str,
    body: str,
    address: str = "",
    is_from_official: bool = False,
    is_held: bool = False,
) -> Enquiry:
    """Begin an enquiry. The same key again, from the same account, is the same enquiry.

    `address`: the account's, where the desk shall see it. `is_held`: the secretariat reads the message first. Raises Blocked,
    EnquiryNotOpen, or SentOtherwise where that enquiry begins with other words.
    """
    if is_blocked(by, desk=desk):
        raise Blocked
    new_enquiry = Enquiry(
        pk=key,
        contact_point=desk,
        # As text: later the desk may be gone, or its name not be for the sender any more.
        addressee=f"{desk.name}, {desk.organisation.name}",
        sender=by,
        organisation=organisation,
        is_from_official=is_from_official,
        subject=subject,
    )
    Enquiry.objects.bulk_create([new_enquiry], ignore_conflicts=True)
    enquiry = locked(Enquiry(pk=key))
    if enquiry.sender_id != by.pk:  # the key comes from a form, and anybody can type another one
        raise EnquiryNotOpen
    first_message = enquiry.messages.order_by("pk").first()
    if first_message is None:
        _add_message(enquiry, by=by, body=body, address=address, is_from_desk=False, is_held=is_held)
    elif (enquiry.subject, first_message.body) != (subject, body):
        raise SentOtherwise
    return enquiry


@transaction.atomic
def add(
    enquiry: Enquiry,
    *,
    by: User | None,
    is_from_desk: bool,
    body: str,
    seen: int,
    address: str = "",
    link: EnquiryLink | None = None,
    is_held: bool = False,
) -> None:
    """Write one more message of an enquiry.

    `seen` is how many messages the writer's page showed; `link`, where a desk came by one, is used up; `is_held`: the
    secretariat reads it before the desk. The same words from the same side twice in a row are one message: somebody pressed
    twice. Raises Blocked, Newer or EnquiryNotOpen.
    """
    enquiry = locked(enquiry)
    thread = enquiry.messages.seen_by(is_desk=is_from_desk)
    last = thread.last()
    # Before the link is used: the second of two presses must not find it used up by the first.
    if last and (last.is_from_desk, last.body) == (is_from_desk, body):
        return
    _use(link)
    if thread.count() != seen:
        raise Newer
    if not is_from_desk and is_blocked(by, desk=enquiry.contact_point):
        raise Blocked
    _add_message(enquiry, by=by, body=body, address=address, is_from_desk=is_from_desk, is_held=is_held)


@transaction.atomic
def block(enquiry: Enquiry, *, by: User | None, reason: str = "", link: EnquiryLink | None = None) -> None:
    """Let the desk take no more messages from this sender; with a reason, the secretariat reads the enquiry.

    Raises EnquiryNotOpen.
    """
    enquiry = locked(enquiry)
    _use(link)
    blocked = Block(contact_point=enquiry.contact_point, sender=enquiry.sender, blocked_by=by)
    Block.objects.bulk_create([blocked], ignore_conflicts=True)
    if reason:
        report = EnquiryReport(enquiry=enquiry, reason=reason)
        EnquiryReport.objects.bulk_create([report], ignore_conflicts=True)


def unblock(enquiry: Enquiry) -> None:
    Block.objects.filter(contact_point=enquiry.contact_point_id, sender=enquiry.sender_id).delete()


def renew(token: str) -> None:
    """Mail a new link to the desk, in place of one that ended or was used.

    For any other token nothing is mailed. The caller is not told which it was: the page says the same to everybody.
    """
    # Links are revoked when the enquiry is forgotten: there is nothing left to answer.
    links = EnquiryLink.objects.with_token(token).filter(revoked_at=None)
    link = links.select_related("enquiry").first()
    if link is None or EnquiryLink.objects.open().filter(pk=link.pk).exists():
        return
    if not _allow("new-link", link.enquiry_id, NEW_LINKS):
        return
    with transaction.atomic():
        try:
            enquiry = locked(link.enquiry)
        except EnquiryNotOpen:
            return
        tell_desk(enquiry, about=f"renewed:{uuid.uuid4()}")


def _use(link: EnquiryLink | None) -> None:
    if link and not EnquiryLink.objects.filter(pk=link.pk).use():
        raise EnquiryNotOpen


def _add_message(
    enquiry: Enquiry, *, by: User | None, body: str, address: str, is_from_desk: bool, is_held: bool = False
) -> None:
    message = EnquiryMessage.objects.create(
        enquiry=enquiry,
        written_by=by,
        body=body,
        address=address,
        is_from_desk=is_from_desk,
        state=MessageState.HELD if is_held else MessageState.PASSED,
    )
    moments = {"changed_at": message.created_at}
    if is_from_desk:
        # The first answer counts: the desk's page says how soon it answers.
        moments["answered_at"] = Coalesce(F("answered_at"), message.created_at)
    Enquiry.objects.filter(pk=enquiry.pk).update(**moments)
    if is_from_desk:
        to_senders.enquiry_answered(enquiry, message=message)
    elif not is_held:
        tell_desk(enquiry, about=f"message:{message.pk}")

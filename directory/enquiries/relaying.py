"""Passing messages on between an account and a desk. A mail holds a link to the message, never the message itself."""

import uuid

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from directory.gate import limits
from directory.mail.languages import language_for
from directory.mail.letters import to_desks, to_senders
from directory.models import (
    Block,
    ContactPoint,
    Enquiry,
    EnquiryLink,
    EnquiryMessage,
    EnquiryReport,
    Organisation,
    Representative,
    User,
)

DAY = 24 * 60 * 60  # seconds
# Messages in a day. One account cannot use up what a desk takes from everybody.
FROM_ACCOUNT_TO_DESK, FROM_ACCOUNT, FROM_ORGANISATION, TO_DESK, TO_ORGANISATION = 5, 20, 60, 40, 100
# In a day, of one enquiry: messages from the desk, and mails with a new link to it.
ANSWERS_IN_ENQUIRY, NEW_LINKS = 20, 3


class Blocked(Exception):
    """The desk, or the secretariat, takes no messages from this account."""


class Newer(Exception):
    """Somebody wrote in the enquiry since the page was opened."""


class EnquiryNotOpen(Exception):
    """The link cannot be used, or the enquiry takes no more: a side of it, or what was written in it, is gone."""


def may_send(sender: User, *, desk: ContactPoint, organisation: Organisation | None) -> bool:
    """Whether the limits allow one more message to that desk. Each call counts as a message.

    To be called outside a transaction: one that is rolled back would undo the count.
    """
    counts = [
        ("account-desk", f"{sender.pk}:{desk.pk}", FROM_ACCOUNT_TO_DESK),
        ("account", sender.pk, FROM_ACCOUNT),
        *([("organisation", organisation.pk, FROM_ORGANISATION)] if organisation else []),
        ("desk", desk.pk, TO_DESK),
        ("desks", desk.organisation_id, TO_ORGANISATION),
    ]
    return all(_allow(purpose, key, most) for purpose, key, most in counts)


def may_answer(enquiry: Enquiry) -> bool:
    return _allow("answers", enquiry.pk, ANSWERS_IN_ENQUIRY)


def _allow(purpose: str, key: object, most: int) -> bool:
    return limits.allow(f"enquiry:{purpose}", str(key), most=most, seconds=DAY).is_allowed


def speakers(desk: ContactPoint) -> list[User]:
    """The accounts that speak for the desk's organisation; they are written to where the desk has no mailbox."""
    representatives = Representative.objects.current().filter(organisation=desk.organisation_id)
    return list(User.objects.filter(pk__in=representatives.values("user"), is_active=True).order_by("pk"))


def can_be_told(desk: ContactPoint) -> bool:
    return bool(desk.mailbox or speakers(desk))


def is_blocked(sender: User, *, desk: ContactPoint) -> bool:
    return Block.objects.against(sender, desk=desk).exists()


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
) -> Enquiry:
    """Begin an enquiry. The same key again, from the same account, is the same enquiry.

    `address`: the account's, where the desk shall see it. Raises Blocked or EnquiryNotOpen.
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
    enquiry = _locked(Enquiry(pk=key))
    if enquiry.sender_id != by.pk:  # the key comes from a form, and anybody can type another one
        raise EnquiryNotOpen
    if not enquiry.messages.exists():
        _add_message(enquiry, by=by, body=body, address=address, is_from_desk=False)
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
) -> None:
    """Write one more message of an enquiry.

    `seen` is how many messages the writer's page showed; `link`, where a desk came by one, is used up. The same words
    from the same side twice in a row are one message: somebody pressed twice. Raises Blocked, Newer or EnquiryNotOpen.
    """
    enquiry = _locked(enquiry)
    last = enquiry.messages.last()
    # Before the link is used: the second of two presses must not find it used up by the first.
    if last and (last.is_from_desk, last.body) == (is_from_desk, body):
        return
    _use(link)
    if enquiry.messages.count() != seen:
        raise Newer
    if not is_from_desk and is_blocked(by, desk=enquiry.contact_point):
        raise Blocked
    _add_message(enquiry, by=by, body=body, address=address, is_from_desk=is_from_desk)


@transaction.atomic
def block(enquiry: Enquiry, *, by: User | None, reason: str = "", link: EnquiryLink | None = None) -> None:
    """Let the desk take no more messages from this sender; with a reason, the secretariat reads the enquiry.

    Raises EnquiryNotOpen.
    """
    enquiry = _locked(enquiry)
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
            enquiry = _locked(link.enquiry)
        except EnquiryNotOpen:
            return
        _tell_desk(enquiry, about=f"renewed:{uuid.uuid4()}")


def _locked(enquiry: Enquiry) -> Enquiry:
    """The enquiry as it is now, locked until the transaction ends. Raises EnquiryNotOpen."""
    locked = (
        Enquiry.objects.select_for_update(of=["self"], no_key=True)
        .select_related("contact_point__organisation", "sender", "organisation")
        .filter(pk=enquiry.pk, contact_point__organisation__removed_at=None)
        .first()
    )
    if locked is None or not locked.is_open:
        raise EnquiryNotOpen
    return locked


def _use(link: EnquiryLink | None) -> None:
    if link and not EnquiryLink.objects.filter(pk=link.pk).use():
        raise EnquiryNotOpen


def _add_message(enquiry: Enquiry, *, by: User | None, body: str, address: str, is_from_desk: bool) -> None:
    message = EnquiryMessage.objects.create(
        enquiry=enquiry, written_by=by, body=body, address=address, is_from_desk=is_from_desk
    )
    moments = {"changed_at": message.created_at}
    if is_from_desk:
        # The first answer counts: the desk's page says how soon it answers.
        moments["answered_at"] = Coalesce(F("answered_at"), message.created_at)
    Enquiry.objects.filter(pk=enquiry.pk).update(**moments)
    if is_from_desk:
        to_senders.enquiry_answered(enquiry, message=message)
    else:
        _tell_desk(enquiry, about=f"message:{message.pk}")


def _tell_desk(enquiry: Enquiry, *, about: str) -> None:
    desk = enquiry.contact_point
    if desk.mailbox:
        # One link for each mail: it is used up by the answer, and the next message brings the next one.
        link = EnquiryLink(enquiry=enquiry, mailbox=desk.mailbox)
        token = link.new_token()
        link.save()
        language = language_for(desk.languages.values_list("pk", flat=True))
        to_desks.enquiry_received(enquiry, to=desk.mailbox, language=language, about=about, token=token)
        return
    for user in speakers(desk):
        to_desks.enquiry_received(enquiry, to=user.email, language=user.language, about=about)

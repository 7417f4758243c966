"""Passing a message on to a desk: at once, or after the secretariat has read it. The mail holds a link to the message, never the
message itself."""

from django.db import transaction
from django.utils import timezone

from directory.mail.languages import language_for
from directory.mail.letters import to_desks, to_senders
from directory.models import (
    Block,
    ContactPoint,
    Enquiry,
    EnquiryLink,
    EnquiryMessage,
    MessageState,
    Representative,
    User,
)


class Blocked(Exception):
    """The desk, or the secretariat, takes no messages from this account."""


class EnquiryNotOpen(Exception):
    """The link cannot be used, or the enquiry takes no more: a side of it, or what was written in it, is gone."""


class MessageAlreadyDecided(Exception):
    """Another reviewer has passed the message on or refused it."""


def speakers(desk: ContactPoint) -> list[User]:
    """The accounts that speak for the desk's organisation; they are written to where the desk has no mailbox."""
    representatives = Representative.objects.current().filter(organisation=desk.organisation_id)
    return list(User.objects.filter(pk__in=representatives.values("user"), is_active=True).order_by("pk"))


def is_blocked(sender: User, *, desk: ContactPoint) -> bool:
    return Block.objects.against(sender, desk=desk).exists()


def locked(enquiry: Enquiry) -> Enquiry:
    """The enquiry as it is now, locked until the transaction ends. Raises EnquiryNotOpen."""
    open_enquiry = (
        Enquiry.objects.select_for_update(of=["self"], no_key=True)
        .select_related("contact_point__organisation", "sender", "organisation")
        .filter(pk=enquiry.pk, contact_point__organisation__removed_at=None)
        .first()
    )
    if open_enquiry is None or not open_enquiry.is_open:
        raise EnquiryNotOpen
    return open_enquiry


def tell_desk(enquiry: Enquiry, *, about: str) -> None:
    """Write to the desk that there is something to read: once for an `about`, which names a message or a renewal of the link."""
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


@transaction.atomic
def pass_on(message: EnquiryMessage, *, by: User) -> None:
    """Let the desk have a message that waited. Raises MessageAlreadyDecided, Blocked or EnquiryNotOpen."""
    enquiry = locked(message.enquiry)
    if is_blocked(enquiry.sender, desk=enquiry.contact_point):
        raise Blocked
    _decide(message, state=MessageState.PASSED, by=by)
    tell_desk(enquiry, about=f"message:{message.pk}")
    to_senders.message_passed_on(enquiry, message=message)


@transaction.atomic
def refuse(message: EnquiryMessage, *, by: User, reason: str) -> None:
    """Do not pass on a message that waited; the sender is told why. Raises MessageAlreadyDecided or EnquiryNotOpen."""
    enquiry = locked(message.enquiry)
    _decide(message, state=MessageState.REFUSED, by=by, refusal=reason)
    to_senders.message_refused(enquiry, message=message, reason=reason)


def _decide(message: EnquiryMessage, *, by: User, **decision) -> None:
    held = EnquiryMessage.objects.filter(pk=message.pk, state=MessageState.HELD)
    if not held.update(decided_by=by, decided_at=timezone.now(), **decision):
        raise MessageAlreadyDecided

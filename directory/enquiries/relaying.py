"""Passing messages on between an account and a desk. A mail never holds what was written, only where it is read."""

import uuid

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from directory.gate import limits
from directory.mail import emails
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

DAY = 24 * 60 * 60
# In a day. One account cannot use up what a desk takes from everybody.
FROM_ACCOUNT_TO_DESK, FROM_ACCOUNT, FROM_ORGANISATION, TO_DESK, TO_ORGANISATION = 5, 20, 60, 40, 100
ANSWERS_IN_ENQUIRY, NEW_LINKS = 20, 3


class Blocked(Exception):
    """The desk, or the secretariat, takes no messages from this account."""


class Newer(Exception):
    """Somebody wrote since the page was opened."""


class NotOpen(Exception):
    """The link cannot be used, or one of the two sides or what was written is gone."""


def may_send(sender: User, *, desk: ContactPoint, organisation: Organisation | None) -> bool:
    """Whether the limits allow one more message to that desk. Counted; outside a transaction."""
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
    """Who is told where a desk has no mailbox."""
    own = Representative.objects.current().filter(organisation=desk.organisation_id)
    return list(User.objects.filter(pk__in=own.values("user"), is_active=True).order_by("pk"))


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
    """Begin an enquiry. The same key again, from the same account, is the same enquiry. Raises Blocked or NotOpen."""
    if is_blocked(by, desk=desk):
        raise Blocked
    begun = Enquiry(
        pk=key,
        contact_point=desk,
        addressee=f"{desk.name}, {desk.organisation.name}",
        sender=by,
        organisation=organisation,
        is_from_official=is_from_official,
        subject=subject,
    )
    Enquiry.objects.bulk_create([begun], ignore_conflicts=True)
    enquiry = _locked(Enquiry(pk=key))
    if enquiry.sender_id != by.pk:
        raise NotOpen
    if not enquiry.messages.exists():
        _say(enquiry, by=by, body=body, address=address, is_from_desk=False)
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
    """Write one more message. `seen` is how many there were on the page; `link` is used up where it was the way in.

    The same words twice in a row are one message: somebody pressed twice. Raises Blocked, Newer or NotOpen.
    """
    enquiry = _locked(enquiry)
    last = enquiry.messages.last()
    if last and (last.is_from_desk, last.body) == (is_from_desk, body):
        return
    _use(link)
    if enquiry.messages.count() != seen:
        raise Newer
    if not is_from_desk and is_blocked(by, desk=enquiry.contact_point):
        raise Blocked
    _say(enquiry, by=by, body=body, address=address, is_from_desk=is_from_desk)


@transaction.atomic
def block(enquiry: Enquiry, *, by: User | None, reason: str = "", link: EnquiryLink | None = None) -> None:
    """Let the desk take no more messages from this sender; with a reason, the secretariat reads the enquiry. Raises NotOpen."""
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
    """Mail a new link to the desk for one that ended or was used; nothing for any other token, and nobody is told which."""
    found = EnquiryLink.objects.with_token(token).filter(revoked_at=None).select_related("enquiry").first()
    if found is None or EnquiryLink.objects.open().filter(pk=found.pk).exists():
        return
    if not _allow("new-link", found.enquiry_id, NEW_LINKS):
        return
    with transaction.atomic():
        try:
            enquiry = _locked(found.enquiry)
        except NotOpen:
            return
        _tell_desk(enquiry, about=f"renewed:{uuid.uuid4()}")


def _locked(enquiry: Enquiry) -> Enquiry:
    """The enquiry as it is now; others who would change it wait. Raises NotOpen."""
    found = (
        Enquiry.objects.select_for_update(of=["self"], no_key=True)
        .select_related("contact_point__organisation", "sender", "organisation")
        .filter(pk=enquiry.pk, contact_point__organisation__removed_at=None)
        .first()
    )
    if found is None or not found.is_open:
        raise NotOpen
    return found


def _use(link: EnquiryLink | None) -> None:
    if link and not EnquiryLink.objects.filter(pk=link.pk).use():
        raise NotOpen


def _say(enquiry: Enquiry, *, by: User | None, body: str, address: str, is_from_desk: bool) -> None:
    message = EnquiryMessage.objects.create(
        enquiry=enquiry, written_by=by, body=body, address=address, is_from_desk=is_from_desk
    )
    fact = {"changed_at": message.created_at}
    if is_from_desk:
        fact["answered_at"] = Coalesce(F("answered_at"), message.created_at)
    Enquiry.objects.filter(pk=enquiry.pk).update(**fact)
    if is_from_desk:
        emails.enquiry_answered(enquiry, message=message)
    else:
        _tell_desk(enquiry, about=f"message:{message.pk}")


def _tell_desk(enquiry: Enquiry, *, about: str) -> None:
    desk = enquiry.contact_point
    if desk.mailbox:
        link = EnquiryLink(enquiry=enquiry, mailbox=desk.mailbox)
        token = link.new_token()
        link.save()
        language = emails.language_of(desk.languages.values_list("pk", flat=True))
        emails.enquiry(enquiry, to=desk.mailbox, language=language, about=about, token=token)
        return
    for user in speakers(desk):
        emails.enquiry(enquiry, to=user.email, language=user.language, about=about)

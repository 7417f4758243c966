"""What is kept for how long: drafts that nobody sends, links that ended, sessions that are over, what
enquiries said."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from directory.mail.letters import to_registrants
from directory.models import (
    ColleagueInvitation,
    ConfirmationRequest,
    ContactPoint,
    DailyPurpose,
    DeskTest,
    Enquiry,
    EnquiryLink,
    FirstConfirmation,
    KeptForm,
    Mail,
    Representative,
    SecurityEvent,
    SentForm,
    State,
    Submission,
    User,
)
from directory.models.mails import MAIL_DAYS
from directory.registration import tasks

# Pages and mails name the 90 days in their texts
DRAFT_DAYS, WARNING_DAYS = 90, 30  # after the last change; before they are over
ENQUIRY_DAYS = 90  # after the last message
TYPED_ADDRESS_DAYS = 90  # after the question that was sent there is over
LINK_KEPT_DAYS = 400  # longer than from one yearly question to the next


def warn_of_drafts() -> int:
    """Tell those who began a draft that it is deleted in a month. Returns how many drafts that concerns."""
    old = timezone.now() - datetime.timedelta(days=DRAFT_DAYS - WARNING_DAYS)
    # Changed since the last warning, a draft is as new, and is warned of again
    not_warned = Q(reminded_at=None) | Q(reminded_at__lt=F("changed_at"))
    drafts = Submission.objects.filter(not_warned, state=State.DRAFT, changed_at__lt=old)
    drafts = list(drafts.select_related("registrant").order_by("changed_at"))
    for draft in drafts:
        # A change begins with all answers, so that their number says nothing
        answered, steps = (0, 0) if draft.is_change else (tasks.answered_count(draft), tasks.STEP_COUNT)
        with transaction.atomic():
            for user in _who_began(draft):
                to_registrants.draft_expires(
                    draft, to=user, days=WARNING_DAYS, answered=answered, steps=steps
                )
            Submission.objects.filter(pk=draft.pk).update(reminded_at=timezone.now())
    return len(drafts)


def _who_began(draft: Submission) -> list[User]:
    """The registrant; where that account is gone, the owners of the organisation for which the draft is."""
    if draft.registrant:
        return [draft.registrant]
    owners = Representative.objects.owners().filter(organisation=draft.organisation_id)
    return list(User.objects.filter(pk__in=owners.values("user"), is_active=True))


@transaction.atomic
def forget_drafts() -> int:
    """Delete drafts that nobody changed for 90 days and of which a warning was sent a month ago. Returns how many."""
    now = timezone.now()
    expired = Submission.objects.filter(
        state=State.DRAFT,
        changed_at__lt=now - datetime.timedelta(days=DRAFT_DAYS),
        reminded_at__gt=F("changed_at"),
        reminded_at__lt=now - datetime.timedelta(days=WARNING_DAYS),
    )
    locked = list(expired.select_for_update().values_list("pk", flat=True))
    Submission.objects.filter(pk__in=locked).delete()
    return len(locked)


@transaction.atomic
def forget_enquiries() -> int:
    """Delete what enquiries said where nobody wrote for 90 days. That they were, stays. Returns how many."""
    old = timezone.now() - datetime.timedelta(days=ENQUIRY_DAYS)
    return Enquiry.objects.filter(changed_at__lt=old).forget()


@transaction.atomic
def forget_typed_addresses() -> int:
    """Delete the addresses that reviewers typed to ask about records nobody had confirmed, with their mails, 90 days after the
    last question there was over; those that became a desk's mailbox stay. Returns how many addresses."""
    old = timezone.now() - datetime.timedelta(days=TYPED_ADDRESS_DAYS)
    typed = FirstConfirmation.objects.exclude(email="").filter(contact_point=None)
    addresses = {email.lower() for email in typed.over_since(old).values_list("email", flat=True)}
    recent = FirstConfirmation.objects.exclude(pk__in=FirstConfirmation.objects.over_since(old).values("pk"))
    addresses -= {email.lower() for email in recent.values_list("email", flat=True)}
    desks = ContactPoint.objects.annotate(address=Lower("mailbox")).filter(address__in=addresses)
    addresses -= set(desks.values_list("address", flat=True))
    typed = typed.annotate(address=Lower("email")).filter(address__in=addresses)
    # Where it came from may name a person as well
    typed.update(email="", address_origin="")
    kinds = ("first_confirmation", "first_confirmation_reminder")
    mails = Mail.objects.annotate(address=Lower("recipient")).filter(kind__in=kinds, address__in=addresses)
    mails.delete()
    return len(addresses)


def forget_security_events() -> int:
    """Delete security events whose time is over, and the networks' addresses of those that stay. Returns how many were deleted."""
    deleted, _without_network = SecurityEvent.objects.forget_old()
    return deleted


def forget_mails() -> int:
    """Delete the rows of mails that were written 30 days ago, whatever became of them. Returns how many."""
    old = Mail.objects.filter(created_at__lt=timezone.now() - datetime.timedelta(days=MAIL_DAYS))
    _rows, by_model = old.delete()
    return by_model.get("directory.Mail", 0)


def forget_links_and_sessions() -> None:
    """Delete questions and invitations whose mailed links ended long ago, sessions that are over and what was typed into them,
    and the purposes that people stated for days that are over."""
    long_ago = timezone.now() - datetime.timedelta(days=LINK_KEPT_DAYS)
    for model in (ConfirmationRequest, ColleagueInvitation, EnquiryLink, DeskTest):
        model.objects.filter(expires_at__lt=long_ago).delete()
    # Each showing keeps its own copy of the purpose
    DailyPurpose.objects.filter(day__lt=timezone.localdate()).delete()
    KeptForm.objects.old().delete()
    SentForm.objects.old().delete()
    call_command("clearsessions")
    # allauth keeps a row about each session, which does not go with it
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()

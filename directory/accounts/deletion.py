"""Deleting an account: what is personal goes, what is public stays."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from directory.mail.letters import to_reviewers
from directory.models import (
    ColleagueInvitation,
    Enquiry,
    EnquiryMessage,
    Mail,
    Organisation,
    Representative,
    SecurityEvent,
    SecurityEventKind,
    State,
    Submission,
    User,
)
from directory.records import erasures


def solely_owned(user: User) -> QuerySet[Organisation]:
    """The organisations that would have no owner without this account."""
    owned = Representative.objects.owners().of(user).values("organisation")
    other_owners = Representative.objects.owners().filter(organisation=OuterRef("pk")).exclude(user=user)
    return Organisation.objects.filter(~Exists(other_owners), pk__in=owned).order_by("sort_name")


@transaction.atomic
def delete(user: User) -> None:
    """Delete the account with its addresses, passkeys, sessions, rights, own drafts and the mails to it. Submissions that were
    sent stay without a name. What its enquiries said is deleted, unless the secretariat is about to read it; answers that it
    wrote for a desk stay, without its address; security events keep its number. Reviewers are told of organisations that have no
    owner now."""
    for address in {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}:
        Mail.objects.to_address(address).delete()
    for organisation in solely_owned(user):
        for reviewer in User.objects.filter(is_reviewer=True, is_active=True).exclude(pk=user.pk):
            to_reviewers.owner_is_gone(organisation, to=reviewer)
    ColleagueInvitation.objects.filter(invited_by=user).revoke()
    # A draft for an organisation stays: colleagues who speak for it may go on with it
    Submission.objects.filter(registrant=user, state=State.DRAFT, organisation=None).delete()
    Enquiry.objects.of(user).exclude(pk__in=Enquiry.objects.with_unsettled_report()).forget()
    EnquiryMessage.objects.filter(written_by=user).update(address="")
    events = SecurityEvent.objects.concerning(user.pk)
    events.filter(kind=SecurityEventKind.ADDRESS_CHANGED).update(details="")
    events.update(network="")
    SecurityEvent.objects.record(SecurityEventKind.ACCOUNT_DELETED, by=user)
    erasures.remember(user)
    user.delete()

"""Officials: asking to be verified, the code, a reviewer's decision, and what ends it. Each change is mailed.

`directory/models/officials.py` says where each check against somebody who pretends stands. What decides locks the
organisation first, as what changes its representatives does.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from directory.mail.letters import to_account_holders, to_officials, to_owners
from directory.models import (
    OfficialCode,
    OfficialDomain,
    Organisation,
    Representative,
    User,
    Verification,
    VerificationState,
)
from directory.models.mailed_codes import CODE_MINUTES
from directory.models.officials import VERIFIED_FOR
from directory.rights.domains import is_within
from directory.rights.representation import lock

REMINDED_BEFORE = timedelta(days=30)


class VerificationAlreadyDecided(Exception):
    """Somebody decided it before, or it was withdrawn."""


class OwnVerification(Exception):
    """A reviewer cannot verify themselves."""


class NotProved(Exception):
    """No code was read at an address on a mail domain that is allowed now, or the organisation has no officials."""


def ask(organisation: Organisation, *, by: User, statement: str) -> Verification:
    """Ask to be verified. Who has asked before says more."""
    asked, _is_new = Verification.objects.update_or_create(
        user=by,
        organisation=organisation,
        state=VerificationState.ASKED,
        defaults={"statement": statement},
    )
    return asked


def is_allowed(address: str, domains: list[str]) -> bool:
    """Whether an address is on one of the domains, or below it."""
    return any(is_within(address.rpartition("@")[2], domain) for domain in domains)


def allowed_domains(organisation: int) -> list[str]:
    """The mail domains on which an address proves something, as reviewers allowed them."""
    allowed = OfficialDomain.objects.filter(organisation=organisation).order_by("domain")
    return list(allowed.values_list("domain", flat=True))


@transaction.atomic
def send_code(asked: Verification, *, to: str) -> None:
    """Mail a code to an address whose domain the form has checked. An earlier code ends, and what it proved."""
    Verification.objects.asked().filter(pk=asked.pk).update(mailbox=to, mailbox_proved_at=None)
    to_account_holders.official_code(
        asked, to=to, code=OfficialCode.renew(asked, to=to), minutes=CODE_MINUTES
    )


@transaction.atomic
def _proved(asked: Verification, *, mailbox: str) -> None:
    waiting = Verification.objects.asked().filter(pk=asked.pk)
    if not waiting.update(mailbox=mailbox, mailbox_proved_at=timezone.now()):
        raise VerificationAlreadyDecided
    OfficialCode.objects.filter(verification=asked).delete()


def prove(asked: Verification, *, code: str) -> None:
    """Keep that mail of the address is read; from now on a reviewer can decide. Raises WrongCode, CodeEnded or
    VerificationAlreadyDecided. A wrong try is counted for good, so it is outside the transaction."""
    sent = OfficialCode.check_code(asked, code)
    _proved(asked, mailbox=sent.email)


@transaction.atomic
def grant(asked: Verification, *, by: User, reason: str) -> Verification:
    """Verify an official for a year; only reviewers read the reason. Raises OwnVerification, VerificationAlreadyDecided or NotProved."""
    if asked.user_id == by.pk:
        raise OwnVerification
    lock(asked.organisation_id)
    asked = Verification.objects.select_related("user", "organisation").get(pk=asked.pk)
    if asked.state != VerificationState.ASKED:
        raise VerificationAlreadyDecided
    is_fitting = Organisation.objects.with_officials().filter(pk=asked.organisation_id).exists()
    allowed = allowed_domains(asked.organisation_id)
    if not (is_fitting and asked.mailbox_proved_at and is_allowed(asked.mailbox, allowed)):
        raise NotProved
    now = timezone.now()
    _decide(
        asked,
        state=VerificationState.VERIFIED,
        by=by,
        note=reason,
        verified_at=now,
        expires_at=now + VERIFIED_FOR,
    )
    to_officials.official_verified(asked)
    owners = Representative.objects.owners().filter(organisation=asked.organisation_id)
    for owner in owners.exclude(user=asked.user_id).select_related("user"):
        to_owners.official_named(asked, to=owner.user)
    return asked


@transaction.atomic
def refuse(asked: Verification, *, by: User, reason: str) -> Verification:
    """Refuse to verify; the person is told of it, but only reviewers read the reason, which says how it was checked.

    Raises OwnVerification or VerificationAlreadyDecided.
    """
    if asked.user_id == by.pk:
        raise OwnVerification
    _decide(asked, state=VerificationState.REFUSED, by=by, note=reason)
    to_officials.official_refused(asked)
    return asked


def _decide(asked: Verification, *, state: str, by: User, note: str, **dates) -> None:
    decision = {"state": state, "decided_by": by, "note": note, **dates}
    if not Verification.objects.asked().filter(pk=asked.pk).update(**decision):
        raise VerificationAlreadyDecided
    asked.refresh_from_db()


@transaction.atomic
def withdraw(verification: Verification, *, by: User) -> None:
    """End it at once: whatever the account has of that organisation, asked for or verified."""
    lock(verification.organisation_id)
    theirs = Verification.objects.of(verification.user).filter(organisation=verification.organisation_id)
    _withdraw(theirs, by=by)


@transaction.atomic
def disallow_domain(domain: OfficialDomain, *, by: User) -> None:
    """What was proved on that domain alone proves nothing any more: those officials are none at once."""
    lock(domain.organisation_id)
    OfficialDomain.objects.filter(pk=domain.pk).delete()
    left = allowed_domains(domain.organisation_id)
    theirs = Verification.objects.filter(organisation=domain.organisation_id).exclude(mailbox="")
    without = [one.pk for one in theirs if not is_allowed(one.mailbox, left)]
    _withdraw(Verification.objects.filter(pk__in=without), by=by)


def _withdraw(verifications, *, by: User) -> None:
    open_ones = verifications.filter(state__in=[VerificationState.ASKED, VerificationState.VERIFIED])
    ended = list(open_ones.select_related("user", "organisation").select_for_update(of=("self",)))
    Verification.objects.filter(pk__in=[one.pk for one in ended]).update(
        state=VerificationState.WITHDRAWN, withdrawn_at=timezone.now(), withdrawn_by=by
    )
    OfficialCode.objects.filter(verification__in=ended).delete()
    for one in ended:
        if one.user_id != by.pk:
            to_officials.official_withdrawn(one)


def remind() -> int:
    """Tell officials, once, that their year ends within 30 days, unless they have asked anew. Returns how many were told."""
    now = timezone.now()
    ending = Verification.objects.current().filter(expires_at__lt=now + REMINDED_BEFORE)
    ending = ending.select_related("user", "organisation").order_by("pk")
    told = 0
    for one in ending:
        later = Verification.objects.of(one.user).filter(organisation=one.organisation_id, pk__gt=one.pk)
        renewed = later.filter(state__in=[VerificationState.ASKED, VerificationState.VERIFIED])
        if not renewed.exists() and to_officials.official_ends(one):
            told += 1
    return told

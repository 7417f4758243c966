"""Officials: asking to be verified, the code, a reviewer's decision, and what ends it. Each change is mailed.

`directory/models/officials.py` says where each check against somebody who pretends stands. Each decision locks the
organisation first, as changes of its representatives do: an official's organisation cannot lose a mail domain meanwhile.
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
    SecurityEvent,
    SecurityEventKind,
    User,
    Verification,
    VerificationState,
)
from directory.models.mailed_codes import CODE_MINUTES
from directory.models.officials import VERIFIED_FOR
from directory.records import erasures
from directory.rights.domains import is_within
from directory.rights.representation import lock

REMINDED_BEFORE = timedelta(days=30)  # before the year ends: time to ask anew and to be checked


class VerificationAlreadyDecided(Exception):
    """Another reviewer decided it before, or it was withdrawn."""


class OwnVerification(Exception):
    """A reviewer cannot verify themselves."""


class NotProved(Exception):
    """No code was read at an address on a mail domain that is allowed now, or the organisation has no officials."""


def ask(organisation: Organisation, *, by: User, statement: str) -> Verification:
    """Ask to be verified. Where the account has asked already, the new statement takes the place of the old one."""
    verification, _is_new = Verification.objects.update_or_create(
        user=by,
        organisation=organisation,
        state=VerificationState.ASKED,
        defaults={"statement": statement},
    )
    return verification


def is_allowed(address: str, domains: list[str]) -> bool:
    """Whether an e-mail address is on one of the domains, or below it."""
    return any(is_within(address.rpartition("@")[2], domain) for domain in domains)


def allowed_domains(organisation: int) -> list[str]:
    """The mail domains on which an address proves something, as reviewers allowed them."""
    domains = OfficialDomain.objects.filter(organisation=organisation).order_by("domain")
    return list(domains.values_list("domain", flat=True))


@transaction.atomic
def send_code(verification: Verification, *, to: str) -> None:
    """Mail a code to an address whose domain the form has checked.

    An earlier code ends; if it was entered already, the address that it proved counts no more.
    """
    Verification.objects.asked().filter(pk=verification.pk).update(mailbox=to, mailbox_proved_at=None)
    to_account_holders.official_code(
        verification, to=to, code=OfficialCode.renew(verification, to=to), minutes=CODE_MINUTES
    )


@transaction.atomic
def _keep_as_proved(verification: Verification, *, mailbox: str) -> None:
    waiting = Verification.objects.asked().filter(pk=verification.pk)
    if not waiting.update(mailbox=mailbox, mailbox_proved_at=timezone.now()):
        raise VerificationAlreadyDecided
    OfficialCode.objects.filter(verification=verification).delete()


def prove(verification: Verification, *, code: str) -> None:
    """Keep that the account reads mail of the address; from now on a reviewer can decide.

    Raises WrongCode, CodeEnded or VerificationAlreadyDecided. Not one transaction: a wrong try stays counted.
    """
    official_code = OfficialCode.check_code(verification, code)
    _keep_as_proved(verification, mailbox=official_code.email)


@transaction.atomic
def grant(verification: Verification, *, by: User, reason: str) -> Verification:
    """Verify an official for a year; only reviewers read the reason. Raises OwnVerification, VerificationAlreadyDecided or NotProved."""
    if verification.user_id == by.pk:
        raise OwnVerification
    lock(verification.organisation_id)
    verification = Verification.objects.select_related("user", "organisation").get(pk=verification.pk)
    if verification.state != VerificationState.ASKED:
        raise VerificationAlreadyDecided
    # Both may have changed since the code was entered: the sector of the organisation, or that the domain is allowed.
    is_fitting = Organisation.objects.with_officials().filter(pk=verification.organisation_id).exists()
    domains = allowed_domains(verification.organisation_id)
    if not (is_fitting and verification.mailbox_proved_at and is_allowed(verification.mailbox, domains)):
        raise NotProved
    now = timezone.now()
    _decide(
        verification,
        state=VerificationState.VERIFIED,
        by=by,
        note=reason,
        verified_at=now,
        expires_at=now + VERIFIED_FOR,
    )
    _record(SecurityEventKind.OFFICIAL_MADE, verification, by=by, reason=reason)
    to_officials.official_verified(verification)
    owners = Representative.objects.owners().filter(organisation=verification.organisation_id)
    for owner in owners.exclude(user=verification.user_id).select_related("user"):
        to_owners.official_named(verification, to=owner.user)
    return verification


@transaction.atomic
def refuse(verification: Verification, *, by: User, reason: str) -> Verification:
    """Refuse to verify; the person is told of it, but only reviewers read the reason, which says how it was checked.

    Raises OwnVerification or VerificationAlreadyDecided.
    """
    if verification.user_id == by.pk:
        raise OwnVerification
    _decide(verification, state=VerificationState.REFUSED, by=by, note=reason)
    to_officials.official_refused(verification)
    return verification


def _decide(verification: Verification, *, state: str, by: User, note: str, **dates) -> None:
    decision = {"state": state, "decided_by": by, "note": note, **dates}
    if not Verification.objects.asked().filter(pk=verification.pk).update(**decision):
        raise VerificationAlreadyDecided
    verification.refresh_from_db()


@transaction.atomic
def withdraw(verification: Verification, *, by: User) -> None:
    """End at once whatever the account has with that organisation: the verification, and a request for the next year."""
    lock(verification.organisation_id)
    verifications = Verification.objects.of(verification.user)
    _withdraw(verifications.filter(organisation=verification.organisation_id), by=by)


@transaction.atomic
def disallow_domain(domain: OfficialDomain, *, by: User) -> None:
    """Allow a mail domain no longer: officials whose address is on no other domain that is allowed are none at once."""
    lock(domain.organisation_id)
    OfficialDomain.objects.filter(pk=domain.pk).delete()
    remaining = allowed_domains(domain.organisation_id)
    with_mailbox = Verification.objects.filter(organisation=domain.organisation_id).exclude(mailbox="")
    disallowed = [
        verification.pk for verification in with_mailbox if not is_allowed(verification.mailbox, remaining)
    ]
    _withdraw(Verification.objects.filter(pk__in=disallowed), by=by)


def _withdraw(verifications, *, by: User) -> None:
    """End those of a queryset that are asked for or count. Accounts are told, unless they withdrew it themselves."""
    not_ended = verifications.filter(state__in=[VerificationState.ASKED, VerificationState.VERIFIED])
    ended = list(not_ended.select_related("user", "organisation").select_for_update(of=("self",)))
    Verification.objects.filter(pk__in=[verification.pk for verification in ended]).update(
        state=VerificationState.WITHDRAWN, withdrawn_at=timezone.now(), withdrawn_by=by
    )
    OfficialCode.objects.filter(verification__in=ended).delete()
    for verification in ended:
        erasures.remember(verification)
        _record(SecurityEventKind.OFFICIAL_ENDED, verification, by=by)
        if verification.user_id != by.pk:
            to_officials.official_withdrawn(verification)


def _record(kind: SecurityEventKind, verification: Verification, *, by: User, reason: str = "") -> None:
    SecurityEvent.objects.record(
        kind, by=by, about=verification.user, details=verification.organisation.name, reason=reason
    )


def remind() -> int:
    """Tell officials, once, that their year ends within 30 days, unless they have asked anew.

    Returns how many mails were written: each has a key of its own, so that a second call for the same year writes none.
    """
    now = timezone.now()
    ending = Verification.objects.current().filter(expires_at__lt=now + REMINDED_BEFORE)
    ending = ending.select_related("user", "organisation").order_by("pk")
    reminders = 0
    for verification in ending:
        later = Verification.objects.of(verification.user).filter(
            organisation=verification.organisation_id, pk__gt=verification.pk
        )
        renewed = later.filter(state__in=[VerificationState.ASKED, VerificationState.VERIFIED])
        if not renewed.exists() and to_officials.official_ends(verification):
            reminders += 1
    return reminders

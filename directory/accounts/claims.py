"""Asking to speak for an organisation, and proving it with a code sent to its own web domain."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from directory import emails, limits, representation
from directory.models import DomainCode, Organisation, Proof, Representative, User

CODE_DIGITS = 6
CODE_MINUTES = 15
MOST_TRIES = 3
DAY = 24 * 60 * 60  # seconds
CODES_A_DAY = 5  # to one person: with three tries each, 15 guesses of one in a million
CODES_A_DAY_TO_ONE_ORGANISATION = 10


class WrongCode(Exception):
    """Another one can be tried."""


class CodeEnded(Exception):
    """The code is too old, was tried too often, or there is none."""


def ask(organisation: Organisation, *, by: User, statement: str) -> Representative:
    """Claim to speak for the organisation: reviewers see it until it is proved. Who has asked before says more."""
    claim, _is_new = Representative.objects.update_or_create(
        user=by, organisation=organisation, ended_at=None, defaults={"statement": statement}
    )
    return claim


def may_send_code(claim: Representative) -> bool:
    """Count one more code, and say whether that is still within what is allowed."""
    return (
        limits.allow("domain codes of a person", str(claim.user_id), most=CODES_A_DAY, seconds=DAY).is_allowed
        and limits.allow(
            "domain codes of an organisation",
            str(claim.organisation_id),
            most=CODES_A_DAY_TO_ONE_ORGANISATION,
            seconds=DAY,
        ).is_allowed
    )


@transaction.atomic
def send_code(claim: Representative, *, to: str) -> None:
    """Mail a new code to an address on the organisation's domain, which the form has checked. An earlier code ends."""
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    DomainCode.objects.update_or_create(
        representative=claim,
        defaults={"email": to, "code_hash": _hash(claim, code), "sent_at": timezone.now(), "tries": 0},
    )
    emails.domain_code(claim, to=to, code=code, minutes=CODE_MINUTES)


def open_codes():
    """Codes that can still be tried."""
    oldest = timezone.now() - timedelta(minutes=CODE_MINUTES)
    return DomainCode.objects.filter(tries__lt=MOST_TRIES, sent_at__gt=oldest)


def prove(claim: Representative, *, code: str) -> Representative:
    """Speak for the organisation from now on. Raises WrongCode, CodeEnded or AlreadyDecided.

    A try is counted before it is looked at, so that many at once are not more than one after the other.
    """
    if not open_codes().filter(representative=claim).update(tries=F("tries") + 1):
        raise CodeEnded
    sent = DomainCode.objects.get(representative=claim)
    if not constant_time_compare(sent.code_hash, _hash(claim, code)):
        raise WrongCode if sent.tries < MOST_TRIES else CodeEnded
    return representation.establish(claim, proof=Proof.DOMAIN)


def _hash(claim: Representative, code: str) -> str:
    """Keyed, since a hash of six digits alone is soon guessed."""
    return salted_hmac(f"domain code {claim.pk}", code, algorithm="sha256").hexdigest()

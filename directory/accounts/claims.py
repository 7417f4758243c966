"""Asking to speak for an organisation, and proving it with a code sent to its own web domain."""

from django.db import transaction

from directory.gate import limits
from directory.mail.letters import to_account_holders
from directory.models import DomainCode, Organisation, Proof, Representative, User, Verification
from directory.models.mailed_codes import CODE_MINUTES
from directory.rights import representation

DAY = 24 * 60 * 60  # seconds
CODES_A_DAY = 5  # to one person: with three tries each, 15 guesses of one in a million
CODES_A_DAY_TO_ONE_ORGANISATION = 10  # asked for by all people together


def ask(organisation: Organisation, *, by: User, statement: str) -> Representative:
    """Claim to speak for the organisation: reviewers see it until it is proved. Who has asked before says more."""
    claim, _is_new = Representative.objects.update_or_create(
        user=by, organisation=organisation, ended_at=None, defaults={"statement": statement}
    )
    return claim


def may_send_code(claim: Representative | Verification) -> bool:
    """Count one more code, and say whether that is still within what is allowed: of one person and to one organisation,
    whatever the codes are to prove."""
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
    code = DomainCode.renew(claim, to=to)
    to_account_holders.domain_code(claim, to=to, code=code, minutes=CODE_MINUTES)


def prove(claim: Representative, *, code: str) -> Representative:
    """Speak for the organisation from now on. Raises WrongCode, CodeEnded or ClaimAlreadyDecided."""
    DomainCode.check_code(claim, code)
    return representation.establish(claim, proof=Proof.DOMAIN)

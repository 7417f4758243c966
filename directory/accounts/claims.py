"""Asking to speak for an organisation, and proving it with a code sent to its own web domain."""

from django.db import transaction

from directory import emails, representation
from directory.models import DomainCode, Organisation, Proof, Representative, User
from directory.models.mailed_codes import CODE_MINUTES


def ask(organisation: Organisation, *, by: User, statement: str) -> Representative:
    """Claim to speak for the organisation: reviewers see it until it is proved. Who has asked before says more."""
    claim, _is_new = Representative.objects.update_or_create(
        user=by, organisation=organisation, ended_at=None, defaults={"statement": statement}
    )
    return claim


@transaction.atomic
def send_code(claim: Representative, *, to: str) -> None:
    """Mail a new code to an address on the organisation's domain, which the form has checked. An earlier code ends."""
    code = DomainCode.renew(claim, to=to)
    emails.domain_code(claim, to=to, code=code, minutes=CODE_MINUTES)


def prove(claim: Representative, *, code: str) -> Representative:
    """Speak for the organisation from now on. Raises WrongCode, CodeEnded or AlreadyDecided."""
    DomainCode.check_code(claim, code)
    return representation.establish(claim, proof=Proof.DOMAIN)

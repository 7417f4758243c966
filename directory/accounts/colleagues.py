"""Inviting colleagues to speak for an organisation as well, by a link that is mailed."""

from collections.abc import Iterable

from django.db import transaction

from directory.gate import limits
from directory.mail.letters import to_representatives
from directory.models import ColleagueInvitation, Mail, Organisation, Proof, Representative, Right, User
from directory.models.mails import did_not_arrive
from directory.rights import representation

DAY = 24 * 60 * 60  # seconds
INVITATIONS_A_DAY = 20  # by one person


class InvitationEnded(Exception):
    """It was used or taken back, or is too old."""


def may_invite(owner: User) -> bool:
    """Count one more invitation, and say whether that is still within what is allowed."""
    return limits.allow(
        "invitations of a person", str(owner.pk), most=INVITATIONS_A_DAY, seconds=DAY
    ).is_allowed


@transaction.atomic
def invite(organisation: Organisation, *, email: str, right: Right, by: User, language: str) -> None:
    """Mail a link to the address. One that was sent there before ends."""
    ColleagueInvitation.objects.filter(organisation=organisation, email=email).revoke()
    invitation = ColleagueInvitation(organisation=organisation, email=email, right=right, invited_by=by)
    token = invitation.new_token()
    invitation.save()
    to_representatives.colleague_invited(invitation, token=token, language=language)


def undelivered(invitations: Iterable[ColleagueInvitation]) -> set[int]:
    """The primary keys of those of these whose mail did not arrive. One query."""
    pks = {to_representatives.colleague_key(invitation): invitation.pk for invitation in invitations}
    return {pks[mail.key] for mail in Mail.objects.filter(did_not_arrive(), key__in=pks)}


@transaction.atomic
def accept(invitation: ColleagueInvitation, *, by: User) -> None:
    """Speak for the organisation as invited. Who speaks for it already may become an owner by it, and never loses a right.
    Raises InvitationEnded."""
    # First: where the inviter's right ends at the same moment, the invitation is used before that, or revoked by it
    representation.lock(invitation.organisation_id)
    if not ColleagueInvitation.objects.filter(pk=invitation.pk).use():
        raise InvitationEnded
    # A claim that waits becomes the right: an account speaks for an organisation once
    representative, _is_new = Representative.objects.get_or_create(
        user=by, organisation_id=invitation.organisation_id, ended_at=None
    )
    if representative.since is None:
        representation.establish(
            representative, proof=Proof.COLLEAGUE, by=invitation.invited_by, right=Right(invitation.right)
        )
    elif invitation.right == Right.OWNER and representative.right != Right.OWNER:
        representation.change_right(representative, right=Right.OWNER, by=invitation.invited_by)

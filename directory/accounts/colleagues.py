"""Inviting colleagues to speak for an organisation as well, by a link that is mailed."""

from django.db import transaction

from directory.gate import limits
from directory.mail.letters import to_representatives
from directory.models import ColleagueInvitation, Organisation, Proof, Representative, Right, User
from directory.rights import representation

INVITATIONS_A_DAY = 20


class InvitationEnded(Exception):
    """It was used or taken back, or is too old."""


def may_invite(owner: User) -> bool:
    """Count one more invitation, and say whether that is still within what is allowed."""
    day = 24 * 60 * 60
    return limits.allow(
        "invitations of a person", str(owner.pk), most=INVITATIONS_A_DAY, seconds=day
    ).is_allowed


@transaction.atomic
def invite(organisation: Organisation, *, email: str, right: Right, by: User, language: str) -> None:
    """Mail a link to the address. One that was sent there before ends."""
    ColleagueInvitation.objects.filter(organisation=organisation, email=email).revoke()
    invitation = ColleagueInvitation(organisation=organisation, email=email, right=right, invited_by=by)
    token = invitation.new_token()
    invitation.save()
    to_representatives.colleague_invited(invitation, token=token, language=language)


@transaction.atomic
def accept(invitation: ColleagueInvitation, *, by: User) -> None:
    """Speak for the organisation as invited. Raises InvitationEnded."""
    representation.lock(invitation.organisation_id)
    if not ColleagueInvitation.objects.filter(pk=invitation.pk).use():
        raise InvitationEnded
    mine, _is_new = Representative.objects.get_or_create(
        user=by, organisation_id=invitation.organisation_id, ended_at=None
    )
    if mine.since is None:
        representation.establish(
            mine, proof=Proof.COLLEAGUE, by=invitation.invited_by, right=Right(invitation.right)
        )
    elif invitation.right == Right.OWNER and mine.right != Right.OWNER:
        representation.change_right(mine, right=Right.OWNER, by=invitation.invited_by)

"""Who speaks for an organisation: what gives an account that right, and what takes it away. Each change is mailed.

Every change locks the organisation first. Otherwise two owners who remove each other at once would leave it without one.
"""

from django.db import transaction
from django.utils import timezone

from directory.mail.letters import to_representatives
from directory.models import (
    ColleagueInvitation,
    DomainCode,
    Organisation,
    Proof,
    Representative,
    Right,
    SecurityEvent,
    SecurityEventKind,
    User,
)
from directory.records import erasures


class ClaimAlreadyDecided(Exception):
    """Another reviewer decided the claim before, or it was withdrawn."""


class OwnClaim(Exception):
    """A reviewer cannot decide what they ask for themselves."""


class LastOwner(Exception):
    """The organisation would have no owner: another one has to be named first."""


@transaction.atomic
def grant(claim: Representative, *, by: User, reason: str) -> Representative:
    """Accept a claim as a reviewer. Raises ClaimAlreadyDecided or OwnClaim."""
    if claim.user_id == by.pk:
        raise OwnClaim
    return establish(claim, proof=Proof.REVIEWER, by=by, reason=reason)


@transaction.atomic
def refuse(claim: Representative, *, by: User, reason: str) -> Representative:
    """Refuse a claim as a reviewer; whoever made it reads the reason. Raises ClaimAlreadyDecided or OwnClaim."""
    if claim.user_id == by.pk:
        raise OwnClaim
    decision = {"ended_at": timezone.now(), "decided_by": by, "reason": reason}
    if not Representative.objects.asked().filter(pk=claim.pk).update(**decision):
        raise ClaimAlreadyDecided
    claim.refresh_from_db()
    to_representatives.claim_refused(claim)
    return claim


@transaction.atomic
def pass_ownership(organisation: Organisation, *, to: User, by: User, reason: str) -> Representative:
    """Make an account the owner of an organisation as a reviewer; those who owned it are editors from then on."""
    lock(organisation.pk)
    decision = {"decided_by": by, "reason": reason}
    former_owners = _owners(organisation.pk).exclude(user=to).select_related("user", "organisation")
    for former_owner in list(former_owners):
        _change(former_owner, right=Right.EDITOR, **decision)
    # The account may speak for it already, or have asked to.
    owner = Representative.objects.of(to).filter(organisation=organisation, ended_at=None).first()
    owner = owner or Representative(user=to, organisation=organisation)
    owner.since, owner.proof = owner.since or timezone.now(), owner.proof or Proof.REVIEWER
    owner.right, owner.decided_by, owner.reason = Right.OWNER, by, reason
    owner.save()
    _record(SecurityEventKind.REPRESENTATIVE_CHANGED, owner, by=by, reason=reason)
    to_representatives.right_changed(owner)
    return owner


@transaction.atomic
def establish(
    claim: Representative,
    *,
    proof: Proof,
    by: User | None = None,
    reason: str = "",
    right: Right | None = None,
) -> Representative:
    """Let the account of a claim speak for the organisation from now on. It and the present owners are told by mail.

    Without a `right` it becomes an owner where there is none yet, else an editor. Raises ClaimAlreadyDecided.
    """
    lock(claim.organisation_id)
    owners = list(_owners(claim.organisation_id).select_related("user"))
    decision = {
        "since": timezone.now(),
        "right": right or (Right.EDITOR if owners else Right.OWNER),
        "proof": proof,
        "decided_by": by,
        "reason": reason,
    }
    if not Representative.objects.asked().filter(pk=claim.pk).update(**decision):
        raise ClaimAlreadyDecided
    claim.refresh_from_db()
    DomainCode.objects.filter(representative=claim).delete()
    _record(SecurityEventKind.REPRESENTATIVE_MADE, claim, by=by or claim.user, reason=reason)
    to_representatives.claim_granted(claim)
    for owner in owners:
        to_representatives.colleague_joined(claim, to=owner.user)
    return claim


@transaction.atomic
def change_right(representative: Representative, *, right: Right, by: User) -> None:
    """Change what an account may do for the organisation. Raises LastOwner where nobody would own it any more."""
    lock(representative.organisation_id)
    if right != Right.OWNER:
        _check_other_owner(representative)
    _change(representative, right=right, decided_by=by)


@transaction.atomic
def end(representative: Representative, *, by: User) -> None:
    """Let an account speak for the organisation no longer. Raises LastOwner where nobody would own it."""
    lock(representative.organisation_id)
    _check_other_owner(representative)
    Representative.objects.current().filter(pk=representative.pk).update(
        ended_at=timezone.now(), decided_by=by
    )
    _revoke_invitations(representative)
    erasures.remember(representative)
    _record(SecurityEventKind.REPRESENTATIVE_ENDED, representative, by=by)
    if by.pk != representative.user_id:
        to_representatives.representation_ended(representative)


def lock(organisation: int) -> None:
    """Make everybody else who changes the organisation's representatives or officials wait until this transaction ends."""
    # Not the key: rows that refer to the organisation can still be added meanwhile.
    Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=organisation)


def _owners(organisation: int):
    return Representative.objects.owners().filter(organisation=organisation)


def _check_other_owner(representative: Representative) -> None:
    owners = _owners(representative.organisation_id)
    if owners.filter(pk=representative.pk).exists() and not owners.exclude(pk=representative.pk).exists():
        raise LastOwner


def _change(representative: Representative, *, right: Right, **decision) -> None:
    Representative.objects.current().filter(pk=representative.pk).update(right=right, **decision)
    representative.refresh_from_db()
    if right != Right.OWNER:
        _revoke_invitations(representative)
    _record(SecurityEventKind.REPRESENTATIVE_CHANGED, representative, by=decision["decided_by"])
    to_representatives.right_changed(representative)


def _record(kind: SecurityEventKind, representative: Representative, *, by: User, reason: str = "") -> None:
    details = f"{representative.organisation.name}: {representative.right}"
    SecurityEvent.objects.record(kind, by=by, about=representative.user, details=details, reason=reason)


def _revoke_invitations(representative: Representative) -> None:
    """Revoke the invitations of somebody who is no owner any more: only owners may invite."""
    ColleagueInvitation.objects.filter(
        organisation=representative.organisation_id, invited_by=representative.user_id
    ).revoke()

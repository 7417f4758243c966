"""Partners are asked and answer: each that a submission names, by a mailed link.

Nobody becomes a member here who did not answer: until then the page says only how many were asked. An answer counts
where it is known to be the organisation's own; who registers typed the address, and could have typed their own.
"""

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import itemgetter, or_

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.asking.applying import apply_answers
from directory.mail.letters import to_partners, to_registrants
from directory.models import (
    Answer,
    Country,
    Flag,
    Invitation,
    Mail,
    Membership,
    Organisation,
    PageReport,
    Partnership,
    Problem,
    Representative,
    State,
    Submission,
    Suppression,
    Suspicion,
    User,
)
from directory.models.by_link import LINK_DAYS
from directory.models.mails import UNDELIVERED, did_not_arrive
from directory.records.addresses import record_of
from directory.rights import domains

REMINDED_AFTER_DAYS = 10


class InvitationNotOpen(Exception):
    """The link was used or revoked, or has ended."""


# Asking


@transaction.atomic
def ask(submission: Submission) -> None:
    """Ask each partner that the submission names, once, and revoke the invitations of those that were taken out.

    A partner is asked again where another address or another organisation was typed in its place. What it has
    answered stands; the registrant cannot have it asked once more, but for a consent that is held: another address
    may prove it.
    """
    Submission.objects.select_for_update().get(pk=submission.pk)
    partners = {
        answered.item: answered.form.cleaned_data
        for answered in questionnaire.answered_steps(submission.answers)
        if answered.step.key == "partners" and answered.form.is_valid()
    }
    earlier = {invitation.item: invitation for invitation in submission.invitations.all()}
    submission.invitations.exclude(item__in=partners).filter(revoked_at=None).update(
        revoked_at=timezone.now()
    )
    organisations = _by_slug(Organisation, partners.values(), "organisation")
    partnerships = _by_slug(Partnership, partners.values(), "member_partnership")
    states = Country.objects.in_bulk(
        {partner["state"] for partner in partners.values() if partner.get("state")}
    )
    for item, partner in partners.items():
        if state := states.get(partner.get("state")):
            columns = _columns_of_other(partner, name=state.name, state=state)
        elif partnership := partnerships.get(partner.get("member_partnership")):
            columns = _columns_of_other(partner, name=partnership.title, member_partnership=partnership)
        else:
            columns = _columns(partner, organisations.get(partner["organisation"]))
        _ask_partner(submission, item, columns, earlier.get(item))


def _ask_partner(submission: Submission, item: str, columns: dict, earlier: Invitation | None) -> None:
    """Ask one partner, unless its `earlier` invitation, of the same item, still serves."""
    if earlier and _is_same_partner(earlier, columns):
        this_invitation = Invitation.objects.filter(pk=earlier.pk)
        is_same_address = earlier.email == columns["email"]
        is_held = earlier.agrees and not earlier.is_proved
        if earlier.answer and (is_same_address or not is_held):
            if earlier.revoked_at:  # the partner was taken out meanwhile, and is named again
                this_invitation.update(revoked_at=None)
            return
        # Whoever nobody was asked about may have an owner by now
        if is_same_address and not earlier.revoked_at and not earlier.is_unasked:
            # The link that was mailed stays good: what it leads to shows the new role
            this_invitation.update(**columns)
            return
    # In the place of the earlier one, whose answer and link end with it
    invitation = Invitation(pk=earlier.pk if earlier else None, submission=submission, item=item, **columns)
    mail(invitation, invitation.new_token())


def _is_same_partner(invitation: Invitation, columns: dict) -> bool:
    records = ("organisation", "state", "member_partnership")
    return all(getattr(invitation, column) == columns[column] for column in (*records, "name"))


def _by_slug(model: type[Model], partners: Iterable[dict], column: str) -> dict[str, Model]:
    """The records that partners name in a column. One query, and none where none is named."""
    slugs = {partner[column] for partner in partners if partner.get(column)}
    return model.objects.in_bulk(slugs, field_name="slug")


def _columns_of_other(
    partner: dict, *, name: str, state: Country | None = None, member_partnership: Partnership | None = None
) -> dict:
    """The same of a state or a partnership: no address speaks for it, whatever was typed."""
    described = {**partner, "name": name, "country": "", "sector": "", "email": ""}
    return {**_columns(described, None), "state": state, "member_partnership": member_partnership}


def _columns(partner: dict, organisation: Organisation | None) -> dict:
    """The columns of an invitation, from what was typed about a partner."""
    return {
        "organisation": organisation,
        "state": None,
        "member_partnership": None,
        "name": organisation.name if organisation else partner["name"],
        "country_id": organisation.country_id if organisation else partner["country"] or None,
        "sector_id": organisation.sector_id if organisation else partner["sector"] or None,
        "role": partner["role"],
        "email": partner["email"],
        # Nobody is asked which where there is no choice
        "language": partner.get("language", settings.LANGUAGE_CODE),
    }


def mail(invitation: Invitation, token: str) -> None:
    """Save an invitation with a new token, and send its link: to the owners of the organisation where it has some, else to the
    address that was typed. What that proves is kept now: an answer may come when there are other owners."""
    registering_name = registering_name_of(invitation.submission)
    owners = owners_of(invitation)
    # Owners before the typed address, which may be the registrant's own
    recipients = {owner.email: owner.language for owner in owners} or {invitation.email: invitation.language}
    invitation.answer_domain = domains.domain_of(next(iter(recipients)))[:255]
    invitation.is_proved = bool(owners) or domains.is_own_address(invitation.email, invitation.organisation)
    invitation.save()
    for address, language in filter(itemgetter(0), recipients.items()):  # its last owner may have gone
        to_partners.partner_invited(
            invitation, token, registering_name=registering_name, to=address, language=language
        )


def owners_of(invitation: Invitation) -> list[User]:
    """Who owns the record of the organisation that is asked, or of one that runs the partnership that is, those who have done
    so for longest first."""
    if invitation.member_partnership:
        owners = Representative.objects.owners_of_those_who_run(invitation.member_partnership)
    elif invitation.organisation_id:
        owners = Representative.objects.owners().filter(
            organisation=invitation.organisation_id, user__is_active=True
        )
    else:
        return []
    return [owner.user for owner in owners.select_related("user").order_by("since")]


def registering_name_of(submission: Submission) -> str:
    """The name of the organisation that registers; may be empty."""
    slug = submission.answers.get("organisation", {}).get("organisation", "")
    if slug and (organisation := record_of(Organisation, slug)):
        return organisation.name
    return str(submission.answers.get("new_organisation", {}).get("name", ""))[:200]


@transaction.atomic
def renew(token: str) -> None:
    """Send a new link to the address that an ended one went to. Nothing happens for a token that is unknown, used or
    revoked, and nobody is told which."""
    ended = Invitation.objects.with_token(token).ended()
    if invitation := ended.select_for_update(of=("self",)).select_related("submission").first():
        mail(invitation, invitation.new_token())


@transaction.atomic
def ask_at(invitation: Invitation, address: str) -> None:
    """Ask a partner at another address, with a new link; the earlier one ends. Raises InvitationNotOpen where it has answered
    meanwhile, or is asked no more."""
    submission = Submission.objects.select_for_update().get(pk=invitation.submission_id)
    unanswered = Invitation.objects.unanswered().filter(pk=invitation.pk)
    present = unanswered.select_related("submission", "organisation").first()
    if present is None or submission.state in (State.REFUSED, State.WITHDRAWN):
        raise InvitationNotOpen
    # What was typed says the same, for the partner is asked by it again where the submission is sent in once more
    if present.item in submission.answers.get("partners", {}):
        submission.answers["partners"][present.item]["email"] = address
        submission.save(update_fields=["answers"])
    present.email, present.created_at = address, timezone.now()
    mail(present, present.new_token())


def undelivered(invitations: Iterable[Invitation]) -> set[int]:
    """The primary keys of those of these whose mail did not arrive: where several owners got it, at none of them. One query.
    Mails of more than 30 days ago are forgotten, and nobody knows."""
    pks = {to_partners.invitation_key(invitation): invitation.pk for invitation in invitations}
    if not pks:
        return set()
    of_these = reduce(or_, (Q(key__startswith=f"{key}:") for key in pks))
    mails = Mail.objects.filter(of_these, kind="invitation").annotate(
        has_failed=ExpressionWrapper(did_not_arrive(), output_field=BooleanField())
    )
    outcomes: dict[int, list[bool]] = {}
    for key, has_failed in mails.values_list("key", "has_failed"):
        outcomes.setdefault(pks[key.rpartition(":")[0]], []).append(has_failed)
    return {pk for pk, of_invitation in outcomes.items() if all(of_invitation)}


def tell_of_undelivered() -> int:
    """Write to registrants whose partner got no letter, once for each address, so that they can give another one. Returns how
    many mails were written."""
    failed = Mail.objects.filter(did_not_arrive(), kind="invitation").exclude(key=None)
    asked = {int(key.split(":")[1]) for key in failed.values_list("key", flat=True)}
    silent = Invitation.objects.unanswered().filter(
        pk__in=asked, submission__state__in=[State.WAITING, State.RETURNED, State.ACCEPTED]
    )
    silent = list(silent.select_related("submission__registrant"))
    unreached = undelivered(silent)
    return sum(to_registrants.partner_unreached(each) for each in silent if each.pk in unreached)


def remind() -> int:
    """Write once more to partners that have not answered for REMINDED_AFTER_DAYS, with the same link; not where the first mail
    did not arrive, or its reader wants no such mails. Returns how many mails were written."""
    now = timezone.now()
    silent = (
        Invitation.objects.unanswered().open().exclude(submission__state__in=[State.REFUSED, State.WITHDRAWN])
    )
    by_key = {
        to_partners.invitation_key(invitation): invitation
        for invitation in silent.select_related("submission")
    }
    # Those before LINK_DAYS carry links that have ended
    mails = Mail.objects.filter(
        ~Exists(Suppression.objects.of_column("recipient")),
        kind="invitation",
        created_at__range=(
            now - datetime.timedelta(days=LINK_DAYS),
            now - datetime.timedelta(days=REMINDED_AFTER_DAYS),
        ),
    ).exclude(state__in=UNDELIVERED)
    # A mail's key is that of its link, and the recipient
    first_mails = [(by_key.get((mail.key or "").rpartition(":")[0]), mail) for mail in mails]
    return sum(_remind(invitation, mail) for invitation, mail in first_mails if invitation)


@transaction.atomic
def _remind(invitation: Invitation, first_mail: Mail) -> bool:
    return to_partners.invitation_reminder(
        invitation,
        invitation.token_for_reminder(),
        registering_name=registering_name_of(invitation.submission),
        first_mail=first_mail,
    )


# Answering


@transaction.atomic
def answer(
    invitation: Invitation, choice: Answer, *, role: str = "", left: str = "", by: User | None = None
) -> None:
    """Keep what an organisation answered, and apply it at once where the partnership is public. Uses the link up.
    `role` counts with OTHER_ROLE only, and `left`, a day, a month or a year, with LEFT. `by` is who is signed in and speaks
    for the organisation: that proves the answer.

    The submission is locked first, as for its acceptance: so an answer that comes at the same moment is
    either applied by the acceptance or sees the record that it made. Raises InvitationNotOpen.
    """
    submission = Submission.objects.select_for_update().get(pk=invitation.submission_id)
    as_representative = {"answer_domain": domains.domain_of(by.email)[:255], "is_proved": True} if by else {}
    is_open = Invitation.objects.filter(pk=invitation.pk, answer="").open()
    if not is_open.update(
        used_at=timezone.now(),
        answer=choice,
        answered_role=role if choice == Answer.OTHER_ROLE else "",
        left=left if choice == Answer.LEFT else "",
        answered_by=by,
        **as_representative,
    ):
        raise InvitationNotOpen
    answered = Invitation.objects.select_related("partnership", "organisation").get(pk=invitation.pk)
    _report(answered, submission)
    if answered.partnership:
        apply_answers([answered], answered.partnership, source=questionnaire.source_of(submission))


def to_check(invitations: Iterable[Invitation], partnership: Partnership | None) -> list[Invitation]:
    """Those of these whose answer is held and would show or change a member of that record. One query at most."""
    held = [
        invitation
        for invitation in invitations
        if invitation.answer and not invitation.is_proved and not invitation.revoked_at
    ]
    # Refusing changes something only where the organisation is shown as a member already
    refusing = [
        invitation.organisation_id
        for invitation in held
        if not invitation.agrees and invitation.organisation_id
    ]
    members: set[int] = set()
    if partnership and refusing:
        memberships = Membership.objects.shown().filter(partnership=partnership, organisation__in=refusing)
        members = set(memberships.values_list("organisation", flat=True))
    return [invitation for invitation in held if invitation.agrees or invitation.organisation_id in members]


# What a report about the public page says is the matter with it, when this was answered
REPORTED_AS = {
    Answer.YES: Problem.MISSING,
    Answer.OTHER_ROLE: Problem.MISSING,
    Answer.LEFT: Problem.OLD,
    Answer.NOT_NAMED: Problem.HARMFUL,
    Answer.UNTRUE: Problem.WRONG,
}


def _report(invitation: Invitation, submission: Submission) -> None:
    """Tell reviewers that a partner denies it, or that its answer is held: by a flag of the submission, and where that is
    decided already, by a report about the public page."""
    is_held = bool(to_check([invitation], invitation.partnership or submission.partnership))
    is_denied = invitation.answer == Answer.UNTRUE
    partner_step = {"submission": submission, "step": "partners", "item": invitation.item}
    if is_denied:
        Flag.objects.get_or_create(
            **partner_step, suspicion=Suspicion.DENIED, field="role", note=invitation.name
        )
    if is_held and not invitation.partnership:
        note = f"{invitation.name} – {invitation.answer_domain}"
        Flag.objects.get_or_create(**partner_step, suspicion=Suspicion.ELSEWHERE, field="email", note=note)
    if invitation.partnership and (is_denied or is_held):
        with translation.override(settings.LANGUAGE_CODE):
            PageReport.objects.create(
                path=invitation.partnership.get_absolute_url(),
                partnership=invitation.partnership,
                invitation=invitation,
                problem=REPORTED_AS[Answer(invitation.answer)],
                text=_in_words(invitation, is_held=is_held),
            )


def _in_words(invitation: Invitation, *, is_held: bool) -> str:
    named = {
        "name": invitation.name,
        "answer": invitation.get_answer_display(),
        "domain": invitation.answer_domain,
    }
    if not is_held:
        return _("%(name)s was named as a partner and answered that this is not true.") % named
    return (
        _(
            "%(name)s was named as a partner. The answer “%(answer)s” came from an address at %(domain)s, which is not "
            "known to be its own. The page has not changed."
        )
        % named
    )


@transaction.atomic
def believe(invitation: Invitation, *, by: User) -> None:
    """Take an answer that is held for the organisation's own, as a reviewer who has checked it. It is applied at once where
    the partnership is public."""
    submission = Submission.objects.select_for_update().get(pk=invitation.submission_id)
    held = Invitation.objects.held().filter(pk=invitation.pk)
    if held.update(is_proved=True, checked_by=by):
        checked = Invitation.objects.select_related("partnership", "organisation").get(pk=invitation.pk)
        if checked.partnership:
            apply_answers([checked], checked.partnership, source=questionnaire.source_of(submission))

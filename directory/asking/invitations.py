"""Partners answer: each that a submission names is asked, and what it says becomes true of the public record.

Nobody becomes a member here who did not answer: until then the page says only how many were asked. An answer counts
where it is known to be the organisation's own; who registers typed the address, and could have typed their own.
"""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.mail.letters import to_partners
from directory.models import (
    Actor,
    Answer,
    CountryBasis,
    Flag,
    Invitation,
    Mail,
    Membership,
    Organisation,
    PageReport,
    Partnership,
    Problem,
    Representative,
    Source,
    Standing,
    State,
    Submission,
    Suspicion,
    User,
)
from directory.models.by_link import LINK_DAYS
from directory.records import publishing
from directory.records.addresses import free_slug, one_at_a_time
from directory.records.fields import KnownRecords
from directory.records.forms import AnsweredMembershipForm, OrganisationForm
from directory.rights import domains

REMINDED_AFTER_DAYS = 10


class NotOpen(Exception):
    """The link was used or revoked, or has ended."""


# Asking


@transaction.atomic
def ask(submission: Submission) -> None:
    """Ask each partner that the submission names, once, and take back what was asked of those taken out.

    A partner is asked again where another address or another organisation was typed in its place. What it has
    answered stands; the registrant cannot have it asked once more, but for a consent that is held: another address
    may prove it.
    """
    Submission.objects.select_for_update().get(pk=submission.pk)
    named = {
        one.item: one.form.cleaned_data
        for one in questionnaire.answered(submission.answers)
        if one.step.key == "partners" and one.form.is_bound and one.form.is_valid()
    }
    there = {invitation.item: invitation for invitation in submission.invitations.all()}
    submission.invitations.exclude(item__in=named).filter(revoked_at=None).update(revoked_at=timezone.now())
    keys = [partner["organisation"] for partner in named.values() if partner["organisation"]]
    organisations = {one.slug: one for one in Organisation.objects.filter(slug__in=keys)}
    for item, partner in named.items():
        wanted = _wanted(partner, organisations.get(partner["organisation"]))
        known = there.get(item)
        is_same = (
            known is not None
            and known.organisation_id == (wanted["organisation"].pk if wanted["organisation"] else None)
            and known.name == wanted["name"]
        )
        is_held = is_same and known.agrees and not known.is_proved
        if is_same and known.answer and not (is_held and known.email != wanted["email"]):
            if known.revoked_at:
                Invitation.objects.filter(pk=known.pk).update(revoked_at=None)
        elif is_same and known.email == wanted["email"] and not known.revoked_at:
            Invitation.objects.filter(pk=known.pk).update(**wanted)
        else:
            asked = Invitation(pk=known.pk if known else None, submission=submission, item=item, **wanted)
            mail(asked, asked.new_token())


def _wanted(partner: dict, organisation: Organisation | None) -> dict:
    """The columns of an invitation, from what was typed about a partner."""
    return {
        "organisation": organisation,
        "name": organisation.name if organisation else partner["name"],
        "country_id": organisation.country_id if organisation else partner["country"] or None,
        "sector_id": organisation.sector_id if organisation else partner["sector"] or None,
        "role": partner["role"],
        "email": partner["email"],
        "language": partner["language"],
    }


def mail(invitation: Invitation, token: str) -> None:
    """Save an invitation with a new token, and send its link: to the owners of the organisation where it has some, else to the
    address that was typed. What that proves is kept now: an answer may come when there are other owners."""
    asking = who_asks(invitation.submission)
    owners = owners_of(invitation)
    recipients = {owner.email: owner.language for owner in owners} or {invitation.email: invitation.language}
    invitation.answer_domain = domains.domain_of(next(iter(recipients)))[:255]
    invitation.is_proved = bool(owners) or domains.is_own_address(invitation.email, invitation.organisation)
    invitation.save()
    for address, language in recipients.items():
        to_partners.partner_invited(invitation, token, registering_name=asking, to=address, language=language)


def owners_of(invitation: Invitation) -> list[User]:
    """Who owns the record of the organisation that is asked, those who have done so for longest first."""
    if not invitation.organisation_id:
        return []
    owners = Representative.objects.owners().filter(
        organisation=invitation.organisation_id, user__is_active=True
    )
    return [owner.user for owner in owners.select_related("user").order_by("since")]


def who_asks(submission: Submission) -> str:
    """The name of the organisation that registers; may be empty."""
    typed = submission.answers.get("organisation", {}).get("organisation", "")
    known = Organisation.objects.filter(slug=typed).values_list("name", flat=True).first() if typed else None
    return known or str(submission.answers.get("new_organisation", {}).get("name", ""))[:200]


@transaction.atomic
def renew(token: str) -> None:
    """Send a new link to the address that an ended one went to. Nothing happens for a token that is unknown, used or
    revoked, and nobody is told which."""
    ended = Invitation.objects.with_token(token).unanswered().filter(expires_at__lte=timezone.now())
    if invitation := ended.select_for_update(of=("self",)).select_related("submission").first():
        mail(invitation, invitation.new_token())


def remind() -> int:
    """Write once more to partners that have not answered for ten days, with the first mail and so the same link. Returns how
    many mails were written."""
    now = timezone.now()
    silent = (
        Invitation.objects.unanswered().open().exclude(submission__state__in=[State.REFUSED, State.WITHDRAWN])
    )
    links = {to_partners.invitation_key(one.pk, one.token_hash) for one in silent.only("pk", "token_hash")}
    asked = Mail.objects.filter(
        kind="invitation",
        created_at__range=(
            now - datetime.timedelta(days=LINK_DAYS),
            now - datetime.timedelta(days=REMINDED_AFTER_DAYS),
        ),
    )
    first_mails = [mail for mail in asked if (mail.key or "").rpartition(":")[0] in links]
    return sum(to_partners.invitation_reminder(mail) for mail in first_mails)


# Answering


@transaction.atomic
def answer(
    invitation: Invitation, said: Answer, *, role: str = "", left: str = "", by: User | None = None
) -> None:
    """Keep what an organisation answered, and apply it at once where the partnership is public. Uses the link up.

    The submission is locked first, as for its acceptance: so an answer that comes at the same moment is
    either applied by the acceptance or sees the record that it made. Raises NotOpen.
    """
    submission = Submission.objects.select_for_update().get(pk=invitation.submission_id)
    as_representative = {"answer_domain": domains.domain_of(by.email)[:255], "is_proved": True} if by else {}
    is_open = Invitation.objects.filter(pk=invitation.pk, answer="").open()
    if not is_open.update(
        used_at=timezone.now(),
        answer=said,
        answered_role=role if said == Answer.OTHER_ROLE else "",
        left=left if said == Answer.LEFT else "",
        answered_by=by,
        **as_representative,
    ):
        raise NotOpen
    answered = Invitation.objects.select_related("partnership", "organisation").get(pk=invitation.pk)
    _report(answered, submission)
    if answered.partnership:
        apply([answered], answered.partnership, source=questionnaire.source_of(submission))


def to_check(invitations: Iterable[Invitation], partnership: Partnership | None) -> list[Invitation]:
    """Those of these whose answer is held and would show or change a member of that record. One query at most."""
    held = [one for one in invitations if one.answer and not one.is_proved and not one.revoked_at]
    refusing = [one.organisation_id for one in held if not one.agrees and one.organisation_id]
    members: set[int] = set()
    if partnership and refusing:
        shown = Membership.objects.shown().filter(partnership=partnership, organisation__in=refusing)
        members = set(shown.values_list("organisation", flat=True))
    return [one for one in held if one.agrees or one.organisation_id in members]


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
    where = {"submission": submission, "step": "partners", "item": invitation.item}
    if is_denied:
        Flag.objects.get_or_create(**where, suspicion=Suspicion.DENIED, field="role", note=invitation.name)
    if is_held and not invitation.partnership:
        note = f"{invitation.name} – {invitation.answer_domain}"
        Flag.objects.get_or_create(**where, suspicion=Suspicion.ELSEWHERE, field="email", note=note)
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
            apply([checked], checked.partnership, source=questionnaire.source_of(submission))


# Applying


@transaction.atomic
def apply(invitations: Iterable[Invitation], partnership: Partnership, source: str) -> None:
    """Make what the partners of a submission answered true of its public record, but for answers that are held; those who
    have not answered yet are counted on its page from now on, and applied when they do.

    `source` is the key of the questionnaire as a source. To be called within the transaction that accepts. Applied
    twice, nothing changes.
    """
    invitations = list(invitations)
    Invitation.objects.filter(pk__in=[one.pk for one in invitations]).update(partnership=partnership)
    for invitation in invitations:
        if invitation.answer and invitation.is_proved and not invitation.revoked_at:
            with translation.override(settings.LANGUAGE_CODE):
                _apply(invitation, partnership, source)


def _apply(invitation: Invitation, partnership: Partnership, source: str) -> None:
    stated = invitation.organisation
    member = partnership.memberships.filter(organisation=stated).first() if stated else None
    if invitation.answer in (Answer.NOT_NAMED, Answer.UNTRUE) and not member:
        return
    if source and not Source.objects.filter(slug=source).exists():
        source = ""
    batch = {}
    key = stated.slug if stated else None
    if not key:
        one_at_a_time()
        key = free_slug(Organisation, invitation.name)
        batch[OrganisationForm] = [_organisation(invitation, key, source)]
    batch[AnsweredMembershipForm] = [_membership(invitation, key, partnership, member, source)]
    why, actor = _("The organisation answered."), Actor.ORGANISATION
    if invitation.checked_by:
        why, actor = _("The organisation answered, and a reviewer checked that it did."), Actor.SECRETARIAT
    by = invitation.checked_by or invitation.answered_by
    publishing.publish(batch, by=by, source=source, why=why, actor=actor)
    if not stated:
        invitation.organisation = Organisation.objects.get(slug=key)
        invitation.save(update_fields=["organisation"])
    if invitation.answer in (Answer.YES, Answer.OTHER_ROLE):
        day = timezone.localdate(invitation.used_at)
        publishing.confirm(partnership, invitation.organisation, by=by, source=source, why=why, day=day)


def _organisation(invitation: Invitation, key: str, source: str) -> dict:
    """The record of an organisation that is not in the directory yet, as the registrant described it."""
    return _cleaned(
        OrganisationForm,
        {
            "key": key,
            "name": invitation.name,
            "sector": invitation.sector_id or "",
            "country": invitation.country_id or "",
            "country_basis": CountryBasis.STATED if invitation.country_id else "",
            "source": source,
        },
    )


def _membership(
    invitation: Invitation, key: str, partnership: Partnership, member: Membership | None, source: str
) -> dict:
    said = {"partnership": partnership.slug, "organisation": key, "role": invitation.role_now}
    if not member:
        said["source"] = source
    match invitation.answer:
        case Answer.YES | Answer.OTHER_ROLE:
            day = timezone.localdate(invitation.used_at).isoformat()
            said |= {"standing": Standing.CONFIRMED, "confirmed_on": day, "left": ""}
        case Answer.LEFT:
            said |= {"standing": Standing.LEFT, "left": invitation.left}
            if member:
                said["role"] = member.role
                if invitation.left < member.joined[: len(invitation.left)]:
                    del said["left"]  # a later change of the record says that it joined after that
        case _:
            said |= {"standing": Standing.DECLINED, "role": member.role}
    return _cleaned(AnsweredMembershipForm, said, organisation=key)


def _cleaned(form_class: type, said: dict, *, organisation: str = "") -> dict:
    """What the form makes of it, without what was not said."""
    known_records = KnownRecords()
    if organisation:
        known_records[Organisation] = {organisation}
        known_records[Partnership] = {said["partnership"]}
    form = form_class(said, known_records=known_records)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    return {
        name: value for name, value in form.cleaned_data.items() if name in said or name == "is_international"
    }

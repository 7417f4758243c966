"""What partners answered becomes true of the public record: they are its members, or have left, or are not named."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from directory.models import (
    Actor,
    Answer,
    CountryBasis,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    Source,
    Standing,
)
from directory.records import publishing
from directory.records.addresses import free_slug, one_at_a_time
from directory.records.fields import KnownRecords
from directory.records.forms import AnsweredMembershipForm, OrganisationForm


@transaction.atomic
def apply_answers(invitations: Iterable[Invitation], partnership: Partnership, source: str) -> None:
    """Make what the partners of a submission answered true of its public record, but for answers that are held; those who
    have not answered yet are counted on its page from now on, and applied when they do.

    `source` is the key of the questionnaire as a source. To be called within the transaction that accepts. Applied
    twice, nothing changes.
    """
    invitations = list(invitations)
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in invitations]).update(
        partnership=partnership
    )
    for invitation in invitations:
        if invitation.answer and invitation.is_proved and not invitation.revoked_at:
            with translation.override(settings.LANGUAGE_CODE):
                _apply(invitation, partnership, source)


def _apply(invitation: Invitation, partnership: Partnership, source: str) -> None:
    organisation = invitation.organisation
    member = partnership.memberships.filter(organisation=organisation).first() if organisation else None
    if invitation.answer in (Answer.NOT_NAMED, Answer.UNTRUE) and not member:
        return
    # The form would refuse a source that is not in the directory, and the answer counts without one, too
    if source and not Source.objects.filter(slug=source).exists():
        source = ""
    batch = {}
    key = organisation.slug if organisation else None
    if not key:
        # It is not in the directory yet, and two partners of one name may answer at once
        one_at_a_time()
        key = free_slug(Organisation, invitation.name)
        batch[OrganisationForm] = [_organisation(invitation, key, source)]
    batch[AnsweredMembershipForm] = [_membership(invitation, key, partnership, member, source)]
    why, actor = _("The organisation answered."), Actor.ORGANISATION
    if invitation.checked_by:
        why, actor = _("The organisation answered, and a reviewer checked that it did."), Actor.SECRETARIAT
    by = invitation.checked_by or invitation.answered_by
    publishing.publish(batch, by=by, source=source, why=why, actor=actor)
    if not organisation:
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
    """The columns of a membership that the answer speaks of. `member` is the public one; what is left out stays as it is."""
    columns = {"partnership": partnership.slug, "organisation": key, "role": invitation.role_now}
    if not member:
        columns["source"] = source
    match invitation.answer:
        case Answer.YES | Answer.OTHER_ROLE:
            day = timezone.localdate(invitation.used_at).isoformat()
            columns |= {"standing": Standing.CONFIRMED, "confirmed_on": day, "left": ""}
        case Answer.LEFT:
            columns |= {"standing": Standing.LEFT, "left": invitation.left}
            if member:
                columns["role"] = member.role
                # The answer may be a year only, so it is compared with as much of the day on which it joined
                if invitation.left < member.joined[: len(invitation.left)]:
                    del columns["left"]  # a later change of the record says that it joined after that
        case _:
            columns |= {"standing": Standing.DECLINED, "role": member.role}
    return _cleaned(AnsweredMembershipForm, columns, organisation=key)


def _cleaned(form_class: type, columns: dict, *, organisation: str = "") -> dict:
    """What the form makes of these columns, and of no others. Raises ValueError where it refuses them: they are our own."""
    known_records = KnownRecords()
    if organisation:
        # The organisation may be made in the same batch; and there is no need to read the keys of all records
        known_records[Organisation] = {organisation}
        known_records[Partnership] = {columns["partnership"]}
    form = form_class(columns, known_records=known_records)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    # `is_international` is no column of a sheet: the form concludes it from the country
    return {
        name: cleaned
        for name, cleaned in form.cleaned_data.items()
        if name in columns or name == "is_international"
    }

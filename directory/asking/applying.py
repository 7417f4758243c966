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
from directory.records.fields import KnownRecords, key_of
from directory.records.forms import AnsweredMembershipForm, OrganisationForm
from directory.records.matching import nearest


@transaction.atomic
def apply_answers(invitations: Iterable[Invitation], partnership: Partnership, source: str) -> None:
    """Make what the partners of a submission answered true of its public record, but for answers that are held; those who
    have not answered yet are counted on its page from now on, and applied when they do.

    An organisation may have several parts in a partnership. "Yes" confirms the one that it was asked about (`nearest`), and
    "in another role" corrects it; where it has a part in that role already, that one is confirmed, and the one that it was
    asked about is disputed. "We have left" ends all that last, or corrects the end of the last one. "Do not name us" and
    "this is not true" hide all of them, those that are over as well.

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
    parts = list(invitation.parts_in(partnership.pk))
    if invitation.answer in (Answer.NOT_NAMED, Answer.UNTRUE) and not parts:
        return
    # The form would refuse a source that is not in the directory, and the answer counts without one, too
    if source and not Source.objects.filter(slug=source).exists():
        source = ""
    batch = {}
    member = {column: getattr(record, key_of(type(record))) for column, record in invitation.member.items()}
    is_new = not member
    if is_new:
        # It is not in the directory yet, and two partners of one name may answer at once
        one_at_a_time()
        member = {"organisation": free_slug(Organisation, invitation.name)}
        batch[OrganisationForm] = [_organisation(invitation, member["organisation"], source)]
    dull = {"partnership": partnership.slug, **member}
    batch[AnsweredMembershipForm] = [
        cleaned_columns(AnsweredMembershipForm, {**dull, **columns}, is_membership=True)
        for columns in _memberships(invitation, parts, source)
    ]
    why, actor = _("The organisation answered."), Actor.ORGANISATION
    if invitation.checked_by:
        why, actor = _("The organisation answered, and a reviewer checked that it did."), Actor.SECRETARIAT
    by = invitation.checked_by or invitation.answered_by
    publishing.publish(batch, by=by, source=source, why=why, actor=actor)
    if is_new:
        invitation.organisation = Organisation.objects.get(slug=member["organisation"])
        invitation.save(update_fields=["organisation"])
    # The record itself is confirmed by organisations alone
    if invitation.organisation and invitation.answer in (Answer.YES, Answer.OTHER_ROLE):
        day = timezone.localdate(invitation.used_at)
        publishing.confirm(
            partnership,
            invitation.organisation,
            by=by,
            source=source,
            why=why,
            day=day,
            role=invitation.role_now,
        )


def _organisation(invitation: Invitation, key: str, source: str) -> dict:
    """The record of an organisation that is not in the directory yet, as the registrant described it."""
    return cleaned_columns(
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


def _memberships(invitation: Invitation, parts: list[Membership], source: str) -> list[dict]:
    """The columns of the memberships that the answer speaks of. `parts` are those that the organisation has; what is left
    out stays as it is."""
    match invitation.answer:
        case Answer.YES | Answer.OTHER_ROLE:
            return _confirmed(invitation, parts, source)
        case Answer.LEFT if not parts:
            left = {"standing": Standing.LEFT, "left": invitation.left}
            return [{"role": invitation.role_now, **left, "source": source}]
        case Answer.LEFT:
            return [ended_columns(part, invitation.left) for part in leaving(parts)]
        case _:
            return [{**identity_columns(part), "standing": Standing.DECLINED} for part in parts]


def _confirmed(invitation: Invitation, parts: list[Membership], source: str) -> list[dict]:
    day = timezone.localdate(invitation.used_at).isoformat()
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_on": day, "left": "", "no_longer_listed": ""}
    columns = [{"role": invitation.role_now, "corrects": invitation.role, **confirmed}]
    if not parts:
        columns[0]["source"] = source
    in_role = nearest([part for part in parts if part.role == invitation.role_now])
    if in_role:
        columns[0] |= {**identity_columns(in_role), "corrects": ""}
        columns += [
            {**identity_columns(part), "standing": Standing.DISPUTED}
            for part in parts
            if part.role == invitation.role != invitation.role_now and part.is_current
        ]
    return columns


def leaving(parts: Iterable[Membership]) -> list[Membership]:
    """Which of the parts that an organisation has end when it says that it has left: those that last, or else the last."""
    parts = list(parts)
    return [part for part in parts if not part.left] or [max(parts, key=lambda part: part.left)]


def ended_columns(part: Membership, left: str) -> dict:
    columns = {**identity_columns(part), "standing": Standing.LEFT}
    # The answer may be a year only, so it is compared with as much of the day on which it joined. A later change of the
    # record may say that it joined after that
    if left >= part.joined[: len(left)]:
        columns |= {"left": left, "no_longer_listed": ""}
    return columns


def identity_columns(part: Membership) -> dict:
    return {"role": part.role, "joined": part.joined}


def cleaned_columns(form_class: type, columns: dict, *, is_membership: bool = False) -> dict:
    """What the form makes of these columns, and of no others. Raises ValueError where it refuses them: they are our own."""
    known_records = KnownRecords()
    if is_membership:
        # The organisation may be made in the same batch; and there is no need to read the keys of all records
        known_records[Organisation] = {columns.get("organisation", "")}
        known_records[Partnership] = {columns["partnership"], columns.get("member_partnership", "")}
    form = form_class(columns, known_records=known_records)
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    # `is_international` is no column of a sheet: the form concludes it from the country
    return {
        name: cleaned
        for name, cleaned in form.cleaned_data.items()
        if name in columns or name == "is_international"
    }

"""Letters to organisations that are asked by a link: whether they take part, whether a record is still true."""

import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from directory.mail.links import link_to
from directory.mail.outbox import body, write
from directory.models import ConfirmationRequest, ContactPoint, Invitation, Mail, Membership, Role
from directory.models.by_link import LINK_DAYS
from directory.models.memberships import RUNNING

MOST_NAMED, MOST_DESKS = 12, 3  # members and desks in the yearly letter


def partner_invited(
    invitation: Invitation, token: str, *, registering_name: str, to: str, language: str
) -> None:
    """A partner is asked whether it takes part, by the organisation of that name, which may be empty.

    Of what the registrant typed, only the names and the role are in it: nobody can send a text of their own to any
    address through us.
    """
    write(
        "invitation",
        to=to,
        language=language,
        key=f"{invitation_key(invitation)}:{to}"[:200],
        context=_invited(invitation, token, registering_name=registering_name, language=language),
        by_anybody=True,
    )


def _invited(invitation: Invitation, token: str, *, registering_name: str, language: str) -> dict:
    return {
        "asked": invitation.name,
        "asking": registering_name,
        "title": invitation.submission.title,
        "role": Role(invitation.role).label,
        "link": link_to("open_answer", token, language=language),
        "ends_at": timezone.localtime(invitation.expires_at),
    }


def invitation_key(invitation: Invitation) -> str:
    """The beginning of the `Mail.key` of all mails that carry the link of an invitation: several owners may get it."""
    return f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"


def invitation_reminder(
    invitation: Invitation, token: str, *, registering_name: str, first_mail: Mail
) -> bool:
    """A partner that has not answered is reminded, once; False where it was before.

    The mail with the invitation is quoted as it would be written today: what it said is not kept.
    """
    to, language = first_mail.recipient, first_mail.language
    context = _invited(invitation, token, registering_name=registering_name, language=language)
    _subject, first_text = body("invitation", language=language, context=context)
    reminder = write(
        "invitation_reminder",
        to=to,
        language=language,
        key=f"reminder:{first_mail.pk}",
        context={**context, "day": timezone.localdate(first_mail.created_at), "first": first_text},
        repeated=True,
    )
    return reminder is not None


def confirmation_requested(
    request: ConfirmationRequest, token: str, *, language: str, stale_from: datetime.date | None
) -> None:
    """An organisation is asked whether a record is still true, and reads what the record says. `stale_from`: the day from
    which the page marks it as stale; None where it does so already."""
    partnership = request.partnership
    with translation.override(language):
        record = _as_it_stands(request)
    write(
        "confirmation",
        to=request.email,
        language=language,
        # With the token's hash, so that a renewed link is mailed, too
        key=f"confirmation:{request.pk}:{request.token_hash[:16]}",
        context={
            "title": partnership.title,
            "organisation": request.organisation.name,
            "day": partnership.confirmed_on,
            "page": link_to("partnership", partnership.slug, language=language),
            "link": link_to("open_confirmation", token, language=language),
            "stale_from": stale_from,
            **record,
            "days": LINK_DAYS,
        },
        repeated=True,
    )


def _as_it_stands(request: ConfirmationRequest) -> dict:
    """What the public page says first, in the active language: how it stands, who takes part, how others reach it. Three
    queries."""
    partnership = request.partnership
    members = Membership.objects.current().filter(partnership=partnership)
    members = members.select_related("organisation", "country", "member_partnership").by_role()
    names = list(dict.fromkeys(str(membership.member) for membership in members))
    roles = [
        membership.get_role_display()
        for membership in members
        if membership.organisation_id == request.organisation_id
    ]
    running = members.of_organisations().filter(role__in=RUNNING).order_by().values("organisation")
    desks = ContactPoint.objects.visible_to(AnonymousUser()).of_today().filter(organisation__in=running)
    return {
        "status": partnership.get_status_display(),
        "period": partnership.period,
        "roles": roles,
        "members": names[:MOST_NAMED],
        "further_count": len(names[MOST_NAMED:]),
        "desks": [
            " · ".join(filter(None, (desk.name, desk.mailbox, desk.phone, desk.web_form)))
            for desk in desks.order_by("pk")[:MOST_DESKS]
        ],
    }

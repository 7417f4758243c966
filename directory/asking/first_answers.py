"""What an organisation answers about a record that nobody ever confirmed becomes true of it, or is brought to a reviewer.

"Still true" confirms its parts and the record, "we have left" ends its parts, "not ours" shows them as disputed. What has
changed and what has ended, a reviewer reads as a report about the page, for the words of an answer are no record.
"""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.asking.applying import cleaned_columns, ended_columns, identity_columns
from directory.models import (
    Actor,
    FirstAnswer,
    FirstConfirmation,
    Membership,
    PageReport,
    Partnership,
    Problem,
    Role,
    Source,
    Standing,
    Status,
    User,
)
from directory.models.partial_dates import in_words
from directory.records import publishing
from directory.records.forms import AnsweredMembershipForm


class FirstConfirmationNotOpen(Exception):
    """The link was used or revoked, or has ended, or the organisation has no part any more that it could speak of."""


class FirstReply(NamedTuple):
    """An answer with what was typed beside it. `date`, a partial one, is when it ended or when the organisation left."""

    answer: FirstAnswer
    text: str = ""
    status: str = ""
    role: str = ""
    date: str = ""


def parts_of(request: FirstConfirmation) -> QuerySet[Membership]:
    """What the request's member does in the partnership: the parts that last."""
    current = Membership.objects.current().filter(partnership=request.partnership_id)
    return current.filter(organisation=request.member).by_role()


def is_answerable(request: FirstConfirmation) -> bool:
    """Whether there is still something to answer: the records are public, and the organisation is named as a member if it
    was when it was asked."""
    if request.partnership.removed_at or request.organisation.removed_at:
        return False
    return request.is_beside or parts_of(request).exists()


def sources_behind(partnership: Partnership) -> QuerySet[Source]:
    """What the record and its members rest on, as far as the public sees them, the newest first."""
    shown = Membership.objects.shown().filter(partnership=partnership)
    behind = (
        Q(partnerships=partnership)
        | Q(memberships__in=shown)
        | Q(further_statements__partnership=partnership)
        | Q(further_statements__membership__in=shown)
    )
    return Source.objects.filter(pk__in=Source.objects.filter(behind).values("pk")).order_by(
        "-published", "title"
    )


@transaction.atomic
def answer(request: FirstConfirmation, reply: FirstReply, *, by: User | None = None) -> None:
    """Keep what an organisation answered, and do what follows. Uses the link up. `by` is who is signed in and speaks for
    the organisation. Raises FirstConfirmationNotOpen."""
    # Whoever asks locks the partnership first as well: so none waits for the other
    Partnership.objects.select_for_update().get(pk=request.partnership_id)
    this_request = FirstConfirmation.objects.filter(pk=request.pk, answer="").open()
    if not this_request.update(
        used_at=timezone.now(),
        answer=reply.answer,
        answered_text=reply.text,
        answered_status=reply.status,
        answered_role=reply.role,
        answered_date=reply.date,
    ):
        raise FirstConfirmationNotOpen
    with translation.override(settings.LANGUAGE_CODE):
        why = _why(request, reply)
        _apply(request, reply, by=by, why=why)
        if reply.answer in REPORTED_AS or reply.text or reply.status or reply.role:
            _report(request, reply, why)


def _apply(request: FirstConfirmation, reply: FirstReply, *, by: User | None, why: str) -> None:
    match reply.answer:
        case FirstAnswer.TRUE if request.is_beside:
            publishing.confirm_beside(request.partnership, by=by, why=why)
        case FirstAnswer.TRUE:
            if not publishing.confirm(request.partnership, request.member, by=by, why=why):
                raise FirstConfirmationNotOpen
        case FirstAnswer.LEFT | FirstAnswer.NOT_OURS if not request.is_beside:
            _publish_parts(request, reply, by=by, why=why)


def _publish_parts(request: FirstConfirmation, reply: FirstReply, *, by: User | None, why: str) -> None:
    """End the parts of the member, or show them as disputed. Its partnership is locked."""
    parts = list(parts_of(request))
    if not parts:
        raise FirstConfirmationNotOpen
    slug = request.member.slug
    rows = [
        {
            "partnership": request.partnership.slug,
            "organisation": slug,
            **(
                ended_columns(part, reply.date)
                if reply.answer == FirstAnswer.LEFT
                else {**identity_columns(part), "standing": Standing.DISPUTED}
            ),
        }
        for part in parts
    ]
    batch = {
        AnsweredMembershipForm: [
            cleaned_columns(AnsweredMembershipForm, row, is_membership=True) for row in rows
        ]
    }
    publishing.publish(batch, by=by, source="", why=why, actor=Actor.ORGANISATION)


def _why(request: FirstConfirmation, reply: FirstReply) -> str:
    """The answer as the history tells it."""
    words = {
        "organisation": request.organisation.name,
        "member": request.member.name,
        "day": date_format(timezone.localdate()),
        "answer": FirstAnswer(reply.answer).label,
    }
    if request.in_place_of:
        sentence = _(
            "%(organisation)s, which followed %(member)s, answered by a link on %(day)s: “%(answer)s”."
        )
    else:
        sentence = _("%(organisation)s answered by a link on %(day)s: “%(answer)s”.")
    return sentence % words


# Answers that a reviewer always has to look at, and what a report says is the matter with the page
REPORTED_AS = {
    FirstAnswer.CHANGED: Problem.OLD,
    FirstAnswer.ENDED: Problem.OLD,
    FirstAnswer.NOT_OURS: Problem.WRONG,
}


def _report(request: FirstConfirmation, reply: FirstReply, why: str) -> None:
    """Bring an answer, with all that was typed beside it, to the queue."""
    lines = [why]
    if reply.date:
        lines.append(_("When: %(date)s") % {"date": in_words(reply.date)})
    if reply.status:
        lines.append(_("Status: %(status)s") % {"status": Status(reply.status).label})
    if reply.role:
        lines.append(_("Role: %(role)s") % {"role": Role(reply.role).label})
    PageReport.objects.create(
        path=request.partnership.get_absolute_url(),
        partnership=request.partnership,
        problem=REPORTED_AS.get(reply.answer, Problem.OLD),
        text="\n".join(lines) + (f"\n\n{reply.text}" if reply.text else ""),
    )

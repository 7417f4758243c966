"""Letters to those who register a partnership: what became of a draft or a submission."""

import datetime
from collections.abc import Iterable, Sequence

from django.utils import timezone

from directory.mail.links import link_to, link_to_record
from directory.mail.outbox import write
from directory.models import Invitation, Partnership, Question, Submission, SubmissionEvent, User

# About as long as a confirmed record counts as fresh: `models/facets.py`
DAYS_UNTIL_ASKED = 365


def submission_received(
    submission: Submission,
    *,
    to: User,
    key: str,
    decided_by: datetime.date | None,
    asked: Sequence[Invitation],
    unasked: Sequence[Invitation],
) -> None:
    """A questionnaire has been sent in: that we have it, and what happens next. `decided_by`: the day by which the operator
    says that it is decided; `asked`: partners that have not answered; `unasked`: those for whom nobody is known."""
    days = [timezone.localdate(invitation.expires_at) for invitation in asked]
    write(
        "submission_received",
        to=to.email,
        language=to.language,
        key=key,
        context={
            "title": submission.title,
            "number": str(submission.reference or ""),
            "decided_by": decided_by,
            "partners": [invitation.name for invitation in asked],
            "unasked": [invitation.name for invitation in unasked],
            "links_end": max(days, default=None),
            "url": link_to("draft", submission.pk, language=to.language),
        },
    )


def submission_accepted(
    submission: Submission, *, event: SubmissionEvent, partnership: Partnership, missing: Sequence[str]
) -> None:
    """The partnership is public now. `event` has what the reviewer says besides; `missing`: what readers look for and do not
    find there, in words."""
    language = submission.registrant.language if submission.registrant else ""
    _about_submission(
        "submission_accepted",
        submission,
        event,
        record=partnership,
        missing=missing,
        owner_page=link_to("change", partnership.slug, language=language),
        asked_on=timezone.localdate(event.at) + datetime.timedelta(days=DAYS_UNTIL_ASKED),
    )


def submission_returned(
    submission: Submission, *, event: SubmissionEvent, questions: Iterable[Question]
) -> None:
    """The reviewer has questions before the submission can be accepted."""
    texts = [question.text for question in questions]
    _about_submission("submission_returned", submission, event, questions=texts)


def submission_refused(submission: Submission, *, event: SubmissionEvent) -> None:
    """The submission was refused: why, and what can be done."""
    language = submission.registrant.language if submission.registrant else ""
    second_reviewer = link_to("second_reviewer", submission.pk, language=language)
    _about_submission("submission_refused", submission, event, second_reviewer=second_reviewer)


def _about_submission(kind: str, submission: Submission, event: SubmissionEvent, **context: object) -> None:
    """Write about a decision, once for its event; to nobody where the registrant's account was deleted."""
    if registrant := submission.registrant:
        if record := context.get("record"):
            page = link_to_record(record, language=registrant.language)
        else:
            page = link_to("draft", submission.pk, language=registrant.language)
        decision = {
            "title": submission.title,
            "number": str(submission.reference or ""),
            "is_change": submission.is_change,
            "message": event.reason,
            "page": page,
            **context,
        }
        write(
            kind,
            to=registrant.email,
            language=registrant.language,
            key=f"decision:{event.pk}",
            context=decision,
        )


def partner_unreached(invitation: Invitation) -> bool:
    """The letter to a partner came back. Written once for each link that was mailed; False where it was before, or where the
    registrant's account was deleted."""
    registrant = invitation.submission.registrant
    if registrant is None or not registrant.is_active:
        return False
    mail = write(
        "partner_unreached",
        to=registrant.email,
        language=registrant.language,
        key=f"unreached:{invitation.pk}:{invitation.token_hash[:16]}",
        context={
            "name": invitation.name,
            "address": invitation.email,
            "title": invitation.submission.title,
            "number": str(invitation.submission.reference or ""),
            "link": link_to(
                "ask_again", invitation.submission_id, invitation.item, language=registrant.language
            ),
        },
    )
    return mail is not None


def draft_expires(draft: Submission, *, to: User, days: int, answered: int, steps: int) -> None:
    """A draft is deleted in `days` days, for nobody has changed it for long: so many of its `steps` are answered; of a change,
    no steps. Written once, until it is changed again."""
    write(
        "draft_expires",
        to=to.email,
        language=to.language,
        key=f"draft-expires:{draft.pk}:{draft.changed_at.isoformat()}:{to.pk}",
        context={
            "title": draft.title,
            "answered": answered,
            "steps": steps,
            "day": timezone.localdate(draft.changed_at),
            "deleted_on": timezone.localdate() + datetime.timedelta(days=days),
            "link": link_to("draft", draft.pk, language=to.language),
        },
    )

"""What a reviewer decides about a submission. Each decision is one transaction that takes the submission first, so that
of two reviewers one decides and the other is told."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import questionnaire
from directory.asking import applying, invitations
from directory.mail.languages import language_for
from directory.mail.letters import to_registrants, to_senders
from directory.models import (
    Actor,
    Flag,
    Organisation,
    PageReport,
    Partnership,
    Question,
    RecordChange,
    Representative,
    Right,
    State,
    Step,
    Submission,
    SubmissionEvent,
    Suspicion,
    User,
)
from directory.records.addresses import one_at_a_time, record_of
from directory.records.forms import (
    AnsweredMembershipForm,
    PartnershipForm,
    SourceForm,
)
from directory.records.publishing import confirm, publish
from directory.review.named_partners import PublicSource, add_named_partner
from directory.rights import representation

MOST_MISSING = 3  # that a letter names of what readers do not find


class SubmissionAlreadyDecided(Exception):
    """Somebody was quicker. `event` says who and what; it is None where nothing was recorded."""

    def __init__(self, event: SubmissionEvent | None = None):
        self.event = event


class ReportAlreadySettled(Exception):
    """Another reviewer has settled the report."""


class TakenByAnother(Exception):
    """Another reviewer works on it."""

    def __init__(self, by: User | None, since: datetime.datetime | None):
        self.by, self.since = by, since


# Choices for their words only: no column holds an objection or an obstacle.
class Objection(models.TextChoices):
    """Why this reviewer may not decide this submission."""

    OWN = "own", gettext_lazy("You submitted it yourself, so another reviewer decides.")
    SPEAKS_FOR = "speaks_for", gettext_lazy("You speak for its organisation, so another reviewer decides.")
    REFUSED = "refused", gettext_lazy("You refused it, and a second reviewer was asked for.")


class MayNotDecide(Exception):
    def __init__(self, objection: Objection):
        self.objection = objection


class ChangedSince(Exception):
    """The answers, or the public record, are not what the reviewer saw."""


class Obstacle(models.TextChoices):
    """Why a submission cannot be accepted as it is."""

    INCOMPLETE = (
        "incomplete",
        gettext_lazy("An answer is missing or wrong. Return the submission and ask for it."),
    )
    CASE_DATA = (
        "case_data",
        gettext_lazy("A text reads like case data. Clear its flag first, or return the submission."),
    )
    HIDDEN = "hidden", gettext_lazy("The record that it changes is hidden. Show it again first.")


class CannotAccept(Exception):
    def __init__(self, obstacle: Obstacle):
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """A question about one field. `item` is empty in a step that does not repeat."""

    step: str
    item: str
    field: str
    text: str


def for_reviewer(reviewer: User) -> QuerySet[Submission]:
    """Submissions with what `objection` and `as_seen` need to know: whether this reviewer may decide, and when the
    public record changed last."""
    # Before the submission is accepted, the organisation may stand only in the answer that chose it.
    same_organisation = (
        Q(organisation=OuterRef("organisation"))
        | Q(organisation__slug=OuterRef("chosen"))
        | Q(organisation__former_addresses__slug=OuterRef("chosen"))
    )
    appeals = SubmissionEvent.objects.filter(
        submission=OuterRef("submission"), what=Step.APPEALED, at__gte=OuterRef("at")
    )
    refusals = SubmissionEvent.objects.filter(submission=OuterRef("pk"), what=Step.REFUSED, by=reviewer)
    changes = RecordChange.objects.of(Partnership).filter(record_id=OuterRef("partnership"))
    return Submission.objects.select_related(
        "registrant", "organisation", "partnership", "taken_by"
    ).annotate(
        chosen=KeyTextTransform("organisation", "answers__organisation"),
        speaks_for=Exists(Representative.objects.current().of(reviewer).filter(same_organisation)),
        has_owner=Exists(Representative.objects.owners().filter(same_organisation)),
        has_refused=Exists(refusals.filter(Exists(appeals))),
        is_own=Q(registrant=reviewer),
        public_changed_at=Subquery(changes.values("changed_at")),
    )


def objection(submission: Submission) -> Objection | None:
    """Why the reviewer may not decide it. The submission comes from `for_reviewer`."""
    if submission.is_own:
        return Objection.OWN
    if submission.speaks_for:
        return Objection.SPEAKS_FOR
    return Objection.REFUSED if submission.has_refused else None


def as_seen(submission: Submission) -> str:
    """The moments at which the answers and the public record changed last: another text means that the reviewer saw
    something else. The submission comes from `for_reviewer`."""
    moments = (submission.submitted_at, submission.changed_at, submission.public_changed_at)
    return " ".join(moment.isoformat() for moment in moments if moment)


def representative_of(submission: Submission) -> Representative | None:
    """The right that the registrant holds for the organisation, or asks for."""
    if not (submission.registrant_id and submission.organisation_id):
        return None
    rights = submission.organisation.representatives.filter(user=submission.registrant_id, ended_at=None)
    return rights.first()


# Taking


def take(submission: Submission, *, by: User, over_from: User | None = None) -> None:
    """Say that one works on it; `over_from` is the reviewer from whom it is taken over.

    Raises TakenByAnother where somebody else has it, SubmissionAlreadyDecided where it waits no more, and MayNotDecide.
    """
    if reason := objection(for_reviewer(by).get(pk=submission.pk)):
        raise MayNotDecide(reason)
    # The condition is part of the update, so that of two reviewers at once only one takes it.
    free = Q(taken_by=None) | Q(taken_by=over_from) if over_from else Q(taken_by=None)
    waiting = Submission.objects.waiting().filter(free, pk=submission.pk)
    if not waiting.update(taken_by=by, taken_at=timezone.now()):
        _raise_what_stops(submission, by=by)


def give_back(submission: Submission, *, by: User) -> None:
    """Work on it no more. Nothing happens where one does not have it."""
    Submission.objects.waiting().filter(pk=submission.pk, taken_by=by).update(taken_by=None, taken_at=None)


def _raise_what_stops(submission: Submission, *, by: User) -> None:
    """Raise what kept the submission from being taken. Returns where `by` has it, so that nothing stands in the way."""
    submission_now = Submission.objects.select_related("taken_by").get(pk=submission.pk)
    if submission_now.state != State.WAITING:
        raise SubmissionAlreadyDecided(submission_now.events.select_related("by").order_by("-pk").first())
    if submission_now.taken_by_id != by.pk:
        raise TakenByAnother(submission_now.taken_by, submission_now.taken_at)


def _claim(submission: Submission, *, by: User, seen: str) -> Submission:
    """The submission as it is now, which nobody else can decide before this transaction ends."""
    free = Q(taken_by=None) | Q(taken_by=by)
    waiting = Submission.objects.waiting().filter(free, pk=submission.pk)
    if not waiting.update(taken_by=by, taken_at=timezone.now()):
        _raise_what_stops(submission, by=by)
        raise ChangedSince  # it waits for `by` by now: something happened to it between the two queries
    claimed = for_reviewer(by).get(pk=submission.pk)
    if reason := objection(claimed):
        raise MayNotDecide(reason)
    if seen and seen != as_seen(claimed):
        raise ChangedSince
    return claimed


def check(submission: Submission, *, by: User, seen: str, publishes: bool) -> None:
    """Whether a decision would go through now, before it is asked back about. Changes nothing. The submission comes from
    `for_reviewer`. Raises as `accept` does, and CannotAccept only for one that publishes."""
    if submission.state != State.WAITING or submission.taken_by_id not in (None, by.pk):
        _raise_what_stops(submission, by=by)
    if reason := objection(submission):
        raise MayNotDecide(reason)
    if seen and seen != as_seen(submission):
        raise ChangedSince
    if publishes and (obstacle := obstacle_to(submission)):
        raise CannotAccept(obstacle)


def _decide(submission: Submission, *, step: Step, by: User, reason: str, **facts) -> SubmissionEvent:
    Submission.objects.filter(pk=submission.pk).update(**facts)
    return SubmissionEvent.objects.create(submission=submission, what=step, by=by, reason=reason)


# Deciding


@transaction.atomic
def accept(
    submission: Submission,
    *,
    by: User,
    message: str = "",
    named: Mapping[str, PublicSource] | None = None,
    believed: Iterable[str] = (),
    makes_owner: bool = False,
    seen: str = "",
) -> Partnership:
    """Publish what the submission asks for. Returns the public record.

    `message` is for the registrant. `named` gives, by the key of a partner, the public page that names it: the partner
    is then shown without its own confirmation. `believed` are the keys of partners whose answer came from an address
    that proves nothing, but was checked; such an answer of any other partner makes nothing public. `makes_owner` says
    that the reviewer checked that the registrant speaks for the organisation, which has no owner yet. `seen` is what
    `as_seen` said when the reviewer looked.

    Raises SubmissionAlreadyDecided, TakenByAnother, MayNotDecide, ChangedSince, CannotAccept.
    """
    claimed = _claim(submission, by=by, seen=seen)
    one_at_a_time()
    if obstacle := obstacle_to(claimed):
        raise CannotAccept(obstacle)
    _follow_addresses(claimed)
    # What the history keeps of it is read by everybody, so it is not in the reviewer's language.
    with translation.override(settings.LANGUAGE_CODE):
        partnership, organisation = _publish_answers(claimed, by=by, believed=believed)
        for item, page in (named or {}).items():
            add_named_partner(claimed, item, page, partnership=partnership, by=by)
    facts = {"partnership": partnership, "organisation": organisation, "taken_by": None, "taken_at": None}
    event = _decide(claimed, step=Step.ACCEPTED, by=by, reason=message, state=State.ACCEPTED, **facts)
    claimed.flags.filter(cleared_at=None).update(cleared_at=timezone.now(), cleared_by=by)
    if makes_owner:
        _make_owner(claimed, organisation, by=by)
    registrant = claimed.registrant
    with translation.override(language_for([registrant.language if registrant else ""])):
        missing = questionnaire.missing_labels(partnership, organisation, by=registrant)[:MOST_MISSING]
    to_registrants.submission_accepted(claimed, event=event, partnership=partnership, missing=missing)
    return partnership


def _publish_answers(
    submission: Submission, *, by: User, believed: Iterable[str]
) -> tuple[Partnership, Organisation]:
    """Publish the answers of the registrant and of the partners; the public record, and whose registration it is."""
    batch = questionnaire.records(submission)
    source = batch[SourceForm][0]["key"]
    why = _("A change was accepted.") if submission.partnership_id else _("The registration was accepted.")
    publish(batch, by=by, source=source, why=why, actor=Actor.SECRETARIAT)
    partnership = Partnership.objects.get(slug=batch[PartnershipForm][0]["key"])
    part = batch[AnsweredMembershipForm][0]
    organisation = Organisation.objects.get(slug=part["organisation"])
    # Who answers the questionnaire confirms with it what it says
    day = timezone.localdate(submission.submitted_at)
    confirm(partnership, organisation, by=by, source=source, why=why, day=day, role=part["role"])
    partnership.refresh_from_db(fields=["confirmed_on"])
    submission.invitations.held().filter(item__in=believed).update(is_proved=True, checked_by=by)
    sent = submission.invitations.select_related("organisation", "checked_by")
    applying.apply_answers(sent, partnership, source)
    return partnership, organisation


@transaction.atomic
def return_with_questions(
    submission: Submission, *, by: User, questions: Iterable[FieldQuestion], message: str = "", seen: str = ""
) -> None:
    """Give it back to the registrant with at least one question about a field. Raises as `accept` does, but for
    CannotAccept, and ValueError without a question."""
    claimed = _claim(submission, by=by, seen=seen)
    saved_questions = Question.objects.bulk_create(
        Question(
            submission=claimed,
            step=question.step,
            item=question.item,
            field=question.field,
            text=question.text,
            asked_by=by,
        )
        for question in questions
    )
    if not saved_questions:
        raise ValueError("A submission is returned with a question.")
    # It stays taken by the reviewer who asked, to whom the answers come back.
    event = _decide(claimed, step=Step.RETURNED, by=by, reason=message, state=State.RETURNED)
    to_registrants.submission_returned(claimed, event=event, questions=saved_questions)


@transaction.atomic
def refuse(submission: Submission, *, by: User, reason: str, seen: str = "") -> None:
    """Do not publish it. The registrant reads the reason. Raises as `accept` does."""
    claimed = _claim(submission, by=by, seen=seen)
    event = _decide(
        claimed, step=Step.REFUSED, by=by, reason=reason, state=State.REFUSED, taken_by=None, taken_at=None
    )
    to_registrants.submission_refused(claimed, event=event)


def clear_flag(flag: Flag, *, by: User) -> None:
    """Say that a flagged text is all right. Of a flag that is cleared already, nothing changes."""
    Flag.objects.filter(pk=flag.pk, cleared_at=None).update(cleared_at=timezone.now(), cleared_by=by)


@transaction.atomic
def settle(report: PageReport, *, by: User, outcome: str, believes: bool = False) -> None:
    """Close a report of a problem; whoever reported it and left an address is told. `believes` says that the answer which
    the report is about was checked: the answer is applied. Raises ReportAlreadySettled."""
    unsettled = PageReport.objects.unsettled().filter(pk=report.pk)
    if not unsettled.update(settled_at=timezone.now(), settled_by=by, outcome=outcome):
        raise ReportAlreadySettled
    if believes and report.invitation:
        invitations.believe(report.invitation, by=by)
    if report.email:
        to_senders.report_settled(report, outcome=outcome)


def obstacle_to(submission: Submission) -> Obstacle | None:
    """Why it cannot be accepted as it is; None where it can."""
    if submission.partnership and submission.partnership.removed_at:
        return Obstacle.HIDDEN
    if submission.flags.filter(suspicion=Suspicion.CASE_DATA, cleared_at=None).exists():
        return Obstacle.CASE_DATA
    if not questionnaire.is_ready(submission):
        return Obstacle.INCOMPLETE
    return None


def _follow_addresses(submission: Submission) -> None:
    """Let the answers name the organisation by the address that it has now: it may have been renamed or merged."""
    # In memory only: the answers are kept as they were typed.
    chosen = submission.answers["organisation"]
    if chosen.get("organisation") and (organisation := record_of(Organisation, chosen["organisation"])):
        chosen["organisation"] = organisation.slug


def _make_owner(submission: Submission, organisation: Organisation, *, by: User) -> None:
    """Make the registrant the first owner. Nothing happens where there is an owner, or where the account is gone."""
    if submission.registrant is None or organisation.representatives.owners().exists():
        return
    claim, _is_new = Representative.objects.get_or_create(
        user=submission.registrant, organisation=organisation, ended_at=None
    )
    if claim.since:  # an editor already; else the claim is new, or waits
        representation.change_right(claim, right=Right.OWNER, by=by)
    else:
        representation.grant(claim, by=by, reason=_("Checked when the registration was accepted."))

"""Submissions: what somebody proposes that the directory should say, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.database.locks import AdvisoryLock, wait_for
from directory.models.organisations import Organisation
from directory.models.partnerships import Partnership
from directory.models.people import User
from directory.models.reference_numbers import ReferenceNumber
from directory.models.representatives import Representative


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING = "waiting", _("Waiting for review")
    RETURNED = "returned", _("Returned with questions")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_TO_CHANGE = [State.DRAFT, State.RETURNED]


class SubmissionQuerySet(models.QuerySet):
    def waiting(self):
        """Those that a reviewer has to decide."""
        return self.filter(state=State.WAITING)

    def open_to_change(self):
        """Those whose answers the registrant can still change."""
        return self.filter(state__in=OPEN_TO_CHANGE)

    def visible_to(self, user: User):
        """One's own, and those of organisations that one speaks for. Reviewers see others' through the queue."""
        speaks_for = Representative.objects.current().of(user).filter(organisation=OuterRef("organisation"))
        return self.filter(Q(registrant=user.pk) | Exists(speaks_for))

    def with_reference(self, number: ReferenceNumber):
        return self.filter(number_year=number.year, number_in_year=number.count)

    def next_reference(self, year: int) -> ReferenceNumber:
        """The number that comes next in that year. Others who ask for one wait until this transaction ends."""
        wait_for(AdvisoryLock.REFERENCE_NUMBERS)
        # What was sent in once is never deleted, so that no number comes twice
        last = self.filter(number_year=year).aggregate(models.Max("number_in_year"))["number_in_year__max"]
        return ReferenceNumber(year, (last or 0) + 1)


class Submission(models.Model):
    """The answers of a questionnaire, as typed, and their state.

    `answers` maps a step to what was typed there (see `directory/questionnaire/`); `versions` counts how often
    each step was saved, so that two people cannot overwrite each other unseen. `partnership` is the record that
    it changes, or the one that its acceptance made.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    registrant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="submissions"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="submissions"
    )
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="submissions"
    )
    # To a record that is public already; else a registration
    is_change = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    # BCP 47: in which the registrant began, and the mails about it are written
    language = models.CharField(max_length=10, default="en")
    created_at = models.DateTimeField(default=timezone.now)
    # Of the answers: from it a draft grows old
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Its `reference`, from the day on which it was sent in first
    number_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    number_in_year = models.PositiveIntegerField(null=True, blank=True, editable=False)
    # When it was said that the draft will be deleted: `operating/retention.py`
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The reviewer at work on it. Others may look, and take it over, but not decide
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="submission_is_submitted_before_it_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | Q(partnership__isnull=False),
                name="submission_accepted_has_a_record",
            ),
            models.CheckConstraint(
                condition=Q(is_change=False) | Q(partnership__isnull=False),
                name="submission_changes_a_record",
            ),
            models.UniqueConstraint(
                fields=["number_year", "number_in_year"], name="submission_reference_once"
            ),
            models.CheckConstraint(
                condition=Q(number_year=None, number_in_year=None)
                | Q(number_year__isnull=False, number_in_year__gt=0),
                name="submission_reference_is_whole",
            ),
        ]
        # The queue: what waits, the oldest first
        indexes = [models.Index("state", "submitted_at", name="submission_queue")]

    @property
    def title(self) -> str:
        """What the registrant calls it; may be empty."""
        return str(self.answers.get("partnership", {}).get("title", "")).strip()

    @property
    def reference(self) -> ReferenceNumber | None:
        """The number by which people speak of it; None before it is sent in."""
        if self.number_year is None:
            return None
        return ReferenceNumber(self.number_year, self.number_in_year)

    @property
    def is_open_to_change(self) -> bool:
        return self.state in OPEN_TO_CHANGE


class Step(models.TextChoices):
    """What happened to a submission."""

    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned with questions")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    APPEALED = "appealed", _("A second reviewer was asked for")


class SubmissionEvent(models.Model):
    """One thing that happened to a submission: who did it, when and why. `reason` is for the registrant to read."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="events")
    what = models.CharField(max_length=10, choices=Step)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=Step.values), name="submission_event_known")
        ]


class Question(models.Model):
    """What a reviewer asks about one field of a submission. `item` is the key of a partner or a resource, or empty."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="questions")
    step = models.CharField(max_length=40)
    item = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40)
    text = models.TextField(_("question"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)


class Suspicion(models.TextChoices):
    CASE_DATA = "case_data", _("Reads like case data")
    LOOKALIKE = "lookalike", _("Looks like another name")
    DUPLICATE = "duplicate", _("May be listed already")
    DENIED = "denied", _("A partner says that it is not true")
    ELSEWHERE = "elsewhere", _("A partner answered from an address that is not on its own web domain")


class Flag(models.Model):
    """Something about a field that a reviewer has to look at. `statement` is what the registrant says about it."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="flags")
    suspicion = models.CharField(max_length=10, choices=Suspicion)
    step = models.CharField(max_length=40)
    item = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40)
    # What was found: the words, the record that is alike
    note = models.CharField(max_length=500, blank=True)
    statement = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # The reviewer who found it harmless, or accepted the submission with it
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(suspicion__in=Suspicion.values), name="flag_suspicion_known"),
            models.UniqueConstraint(
                fields=["submission", "suspicion", "step", "item", "field", "note"], name="flag_once"
            ),
        ]

"""Commitments: what was promised at a meeting, by whom, until when, and what was reported since."""

import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.choices import display
from directory.models.events import Event
from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.page_paths import page_path
from directory.models.partial_dates import PartialDateField, in_words, is_over, is_partial_date, over
from directory.models.partnerships import Partnership, link
from directory.models.sources import Basis, Source
from directory.models.text_search import WithDocuments
from directory.models.vocabularies import Country, Topic


class CommitmentKind(models.TextChoices):
    ACTION = "action", _("Action")
    PROPOSAL = "proposal", _("Proposal")
    PLEDGE = "pledge", _("Pledge")
    OFFER = "offer", _("Offer")


class OwnerBasis(models.TextChoices):
    """How it is known who promised."""

    STATED = Basis.STATED.value, Basis.STATED.label
    SUGGESTED = "suggested", _("suggested by the source")
    FOLLOWS = Basis.FOLLOWS.value, Basis.FOLLOWS.label
    NONE = "none", _("nobody is named")


class DueBasis(models.TextChoices):
    STATED = Basis.STATED.value, Basis.STATED.label
    FOLLOWS = Basis.FOLLOWS.value, Basis.FOLLOWS.label
    NONE = "none", _("no date")


class Progress(models.TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


SETTLED = [Progress.DONE, Progress.DROPPED]
# Soonest first, those without a date last
BY_DUE_DATE = (NullIf("due", Value("")).asc(nulls_last=True), "pk")


class CommitmentQuerySet(WithDocuments):
    def settled(self):
        """Those reported as done or dropped."""
        reports = ProgressReport.objects.filter(commitment=OuterRef("pk"), progress__in=SETTLED)
        return self.filter(Exists(reports))

    def overdue(self, today: datetime.date | None = None):
        """Those whose due date is over (today, where no day is given) and that nobody reported as settled."""
        settled = ProgressReport.objects.filter(commitment=OuterRef("pk"), progress__in=SETTLED)
        return self.filter(over("due", today or timezone.localdate()), ~Exists(settled))

    # The states of the list's filter call these two by their names in addresses: `with-due-date`

    def with_due_date(self):
        return self.exclude(due="")

    def without_report(self):
        return self.filter(~Exists(ProgressReport.objects.filter(commitment=OuterRef("pk"))))


@tracked
class Commitment(models.Model):
    """An action, proposal, pledge or offer. Its owners are organisations, partnerships, countries, or nobody."""

    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=CommitmentKind)
    text = models.CharField(_("text"), max_length=500)
    # Who promised
    owner_organisations = models.ManyToManyField(
        Organisation, through="CommitmentOwnerOrganisation", related_name="commitments"
    )
    owner_partnerships = models.ManyToManyField(
        Partnership, through="CommitmentOwnerPartnership", related_name="commitments"
    )
    owner_countries = models.ManyToManyField(
        Country, through="CommitmentOwnerCountry", related_name="commitments"
    )
    owner_basis = models.CharField(
        _("how the owner is known"),
        max_length=10,
        choices=OwnerBasis,
        default=OwnerBasis.NONE,
        db_default=OwnerBasis.NONE,
    )
    # Others who promised the same, or are to help
    partners = models.ManyToManyField(
        Organisation, through="CommitmentPartner", related_name="shared_commitments"
    )
    partner_partnerships = models.ManyToManyField(
        Partnership, through="CommitmentPartnerPartnership", related_name="shared_commitments"
    )
    partner_countries = models.ManyToManyField(
        Country, through="CommitmentPartnerCountry", related_name="shared_commitments"
    )
    due = PartialDateField(_("due"))
    due_basis = models.CharField(
        _("how the due date is known"),
        max_length=10,
        choices=DueBasis,
        default=DueBasis.NONE,
        db_default=DueBasis.NONE,
    )
    # Under which it was promised: "if money is found"
    condition = models.CharField(_("condition"), max_length=300, blank=True, default="", db_default="")
    # How many stand behind it where they are not named: "41", "more than 30"
    counted = models.CharField(_("how many promised"), max_length=60, blank=True, default="", db_default="")
    made_on = PartialDateField(_("made on"), default="", db_default="")
    # Where it was promised
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="commitments")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="commitments")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="commitments")

    objects = CommitmentQuerySet.as_manager()
    get_kind_display = display("kind", CommitmentKind)

    class Meta:
        verbose_name = _("commitment")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CommitmentKind.values), name="commitment_kind_known"),
            models.CheckConstraint(
                condition=is_partial_date("due") & is_partial_date("made_on"),
                name="commitment_dates_are_dates",
            ),
            models.CheckConstraint(
                condition=Q(owner_basis__in=OwnerBasis.values), name="commitment_owner_basis_known"
            ),
            models.CheckConstraint(
                condition=Q(due="", due_basis=DueBasis.NONE)
                | (~Q(due="") & Q(due_basis__in=[DueBasis.STATED, DueBasis.FOLLOWS])),
                name="commitment_due_date_has_a_basis",
                violation_error_message=_("Say how the due date is known, or give none."),
            ),
        ]
        indexes = [
            # For the list by due date, and for those that are overdue
            models.Index("due", name="commitment_due"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return page_path("commitment", self.slug)

    def is_overdue(self, today: datetime.date) -> bool:
        """The Python side of `CommitmentQuerySet.overdue`; reads `reports`, prefetched where there are many."""
        return is_over(self.due, today) and not any(r.progress in SETTLED for r in self.reports.all())

    @property
    def due_in_words(self) -> str:
        return in_words(self.due)

    @property
    def made_on_in_words(self) -> str:
        return in_words(self.made_on)


@tracked
class CommitmentOwnerOrganisation(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_owner_organisation", "commitment", "organisation")


@tracked
class CommitmentOwnerPartnership(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_owner_partnership", "commitment", "partnership")


@tracked
class CommitmentOwnerCountry(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_owner_country", "commitment", "country")


@tracked
class CommitmentPartner(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_partner", "commitment", "organisation")


@tracked
class CommitmentPartnerPartnership(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_partner_partnership", "commitment", "partnership")


@tracked
class CommitmentPartnerCountry(models.Model):
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("commitment_partner_country", "commitment", "country")


@tracked
class ProgressReport(models.Model):
    """What was said on a day about a commitment. Silence is shown as silence."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="reports")
    reported = PartialDateField(_("reported"))
    progress = models.CharField(_("progress"), max_length=10, choices=Progress)
    text = models.CharField(_("text"), max_length=1000)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="progress_reports")

    class Meta:
        verbose_name = _("progress report")
        constraints = [
            *link("progress_report", "commitment", "reported", "text"),
            models.CheckConstraint(
                condition=Q(progress__in=Progress.values), name="progress_report_progress_known"
            ),
            models.CheckConstraint(
                condition=is_partial_date("reported") & ~Q(reported=""), name="progress_report_is_dated"
            ),
        ]

    @property
    def reported_in_words(self) -> str:
        return in_words(self.reported)

"""Problems with a page, as readers report them: no account is needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.invitations import Invitation
from directory.models.organisations import Organisation
from directory.models.partnerships import Partnership


class Problem(models.TextChoices):
    WRONG = "wrong", _("Something is wrong")
    OLD = "old", _("Something is out of date")
    MISSING = "missing", _("Something is missing")
    HARMFUL = "harmful", _("Something must not be public")
    BROKEN = "broken", _("The page does not work")


class PageReportQuerySet(models.QuerySet):
    def unsettled(self):
        return self.filter(settled_at=None)


class PageReport(models.Model):
    """What a reader says about a page. `path` is the address of the page; `email` may be empty.

    `invitation` is the answer of a partner that the report is about, where the site wrote it itself.
    """

    # Of this site: begins with one "/"
    path = models.CharField(max_length=300)
    partnership = models.ForeignKey(
        Partnership, models.SET_NULL, null=True, blank=True, related_name="page_reports"
    )
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="page_reports"
    )
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="page_reports"
    )
    problem = models.CharField(_("what is the matter"), max_length=10, choices=Problem)
    text = models.TextField(_("what should be different"), max_length=2000)
    # Where the reader wants an answer
    email = models.EmailField(_("your e-mail address"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What the secretariat did about it, for its own memory
    outcome = models.TextField(_("outcome"), max_length=1000, blank=True)

    objects = PageReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(problem__in=Problem.values), name="page_report_problem_known")
        ]

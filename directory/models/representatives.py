"""Who speaks for an organisation: accounts that proved it, and colleagues they invited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.by_link import ByLink
from directory.models.mailed_codes import MailedCode
from directory.models.memberships import RUNNING, Membership
from directory.models.organisations import Organisation
from directory.models.partnerships import Partnership


class Right(models.TextChoices):
    """What a representative may do: an editor changes records, an owner also decides who else may."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")


class Proof(models.TextChoices):
    """How it was established that somebody speaks for an organisation."""

    DOMAIN = "domain", _("code to the organisation's own domain")
    REVIEWER = "reviewer", _("decision of the secretariat")
    COLLEAGUE = "colleague", _("invitation by an owner")


class RepresentativeQuerySet(models.QuerySet):
    def asked(self):
        """Claims that wait for a decision."""
        return self.filter(since=None, ended_at=None)

    def current(self):
        """Those who speak for their organisation today."""
        return self.filter(since__isnull=False, ended_at=None)

    def owners(self):
        return self.current().filter(right=Right.OWNER)

    def owners_of_those_who_run(self, partnership: Partnership):
        """Those who speak for a partnership: the owners of the organisations that run it."""
        running = Membership.objects.current().of_organisations()
        running = running.filter(partnership=partnership, role__in=RUNNING)
        return self.owners().filter(organisation__in=running.values("organisation"), user__is_active=True)

    def of(self, user: settings.AUTH_USER_MODEL):
        return self.filter(user=user.pk)


class Representative(models.Model):
    """An account that speaks for an organisation, or asks to: `since` is empty until it is proved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="representations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="representatives")
    right = models.CharField(max_length=10, choices=Right, default=Right.EDITOR)
    # Empty while it is a claim only
    proof = models.CharField(max_length=10, choices=Proof, blank=True)
    statement = models.TextField(_("why you speak for it"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    # From when the account speaks for the organisation
    since = models.DateTimeField(null=True, blank=True)
    # When it was given up, taken away, or the claim was refused
    ended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(right__in=Right.values), name="representative_right_known"),
            models.CheckConstraint(
                condition=Q(proof__in=["", *Proof.values]), name="representative_proof_known"
            ),
            models.CheckConstraint(
                condition=Q(since=None) | ~Q(proof=""), name="representative_holds_what_is_proved"
            ),
            models.UniqueConstraint(
                # Those that ended stay, as a record of who spoke when
                fields=["user", "organisation"],
                condition=Q(ended_at=None),
                name="representative_once",
            ),
        ]


class DomainCode(MailedCode):
    """A code mailed to an address on an organisation's own domain."""

    representative = models.OneToOneField(Representative, models.CASCADE, related_name="domain_code")
    proves = "representative"


class ColleagueInvitation(ByLink):
    """An owner's invitation to speak for the organisation as well."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="colleague_invitations")
    email = models.EmailField()
    right = models.CharField(max_length=10, choices=Right, default=Right.EDITOR)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(right__in=Right.values), name="colleague_invitation_right_known"
            )
        ]

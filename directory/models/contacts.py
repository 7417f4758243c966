"""Contact points: desks of an organisation, and who may see which."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.partnerships import link
from directory.models.people import User
from directory.models.representatives import Representative
from directory.models.sources import Source
from directory.models.vocabularies import Language


class Visibility(models.TextChoices):
    """Who may see a contact point, in the order of the Traffic Light Protocol from CLEAR on."""

    PUBLIC = "public", _("Everybody")
    REGISTERED = "registered", _("People with an account")
    OFFICIALS = "officials", _("Verified officials")
    SECRETARIAT = "secretariat", _("The secretariat only")


class ContactPointQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser):
        """The only door to contact points: those that this person may see, and those of organisations that the
        person speaks for."""
        seen = [Visibility.PUBLIC]
        if user.is_authenticated:
            seen.append(Visibility.REGISTERED)
        if user.is_authenticated and user.is_reviewer:
            seen += [Visibility.OFFICIALS, Visibility.SECRETARIAT]
        own = Representative.objects.current().of(user).values("organisation")
        return self.filter(Q(visibility__in=seen) | Q(organisation__in=own), organisation__removed_at=None)


@tracked(without=["mailbox", "phone", "web_form"])
class ContactPoint(models.Model):
    """A desk, never a person's private address. Its history does not keep where it can be reached."""

    slug = models.SlugField(max_length=80, unique=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contact_points")
    name = models.CharField(_("desk"), max_length=200)
    mailbox = models.EmailField(_("mailbox"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    web_form = models.URLField(_("web form"), max_length=500, blank=True)
    languages = models.ManyToManyField(Language, through="ContactPointLanguage", related_name="+")
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=Visibility, default=Visibility.SECRETARIAT
    )
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="contact_point_visibility_known"
            ),
            models.CheckConstraint(
                condition=~Q(mailbox="") | ~Q(phone="") | ~Q(web_form=""),
                name="contact_point_can_be_reached",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked
class ContactPointLanguage(models.Model):
    contact_point = models.ForeignKey(ContactPoint, models.CASCADE, related_name="+")
    language = models.ForeignKey(Language, models.PROTECT, related_name="+")

    class Meta:
        constraints = link("contact_point_language", "contact_point", "language")

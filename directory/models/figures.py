"""Money that somebody gave to a partnership, and figures that a source cites. Two that differ both stand."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.partial_dates import PartialDateField, in_words, is_partial_date
from directory.models.partnerships import Partnership
from directory.models.sources import Source, exactly_one
from directory.models.text_search import WithDocuments
from directory.models.vocabularies import Country


class ContributionQuerySet(models.QuerySet):
    def shown(self):
        """Those that the public sees: neither by nor to somebody that was removed."""
        return self.filter(giver_organisation__removed_at=None, partnership__removed_at=None)

    def listed(self):
        """Those shown where samples are not: neither by nor to a sample."""
        return self.shown().exclude(giver_organisation__is_sample=True).exclude(partnership__is_sample=True)


@tracked
class Contribution(models.Model):
    """Money given to a partnership of any kind, as one source has it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="contributions")
    giver_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    giver_country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    # As stated: "815,000", "more than 1.25 million"
    amount = models.CharField(_("amount"), max_length=60)
    # ISO 4217
    currency = models.CharField(_("currency"), max_length=3)
    year = PartialDateField(_("year"))
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="contributions")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("giver_organisation", "giver_country"),
                name="contribution_of_one_giver",
                violation_error_message=_("Name one giver: an organisation or a country."),
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"), name="contribution_currency_is_a_code"
            ),
            models.CheckConstraint(condition=is_partial_date("year"), name="contribution_year_is_a_date"),
            models.UniqueConstraint(
                fields=["partnership", "giver_organisation", "giver_country", "amount", "currency", "year"],
                name="contribution_once",
                nulls_distinct=False,
            ),
        ]

    @property
    def giver(self) -> Organisation | Country:
        return self.giver_organisation or self.giver_country

    @property
    def year_in_words(self) -> str:
        return in_words(self.year)


@tracked
class Figure(models.Model):
    """A number that a source cites, as it cites it."""

    slug = models.SlugField(max_length=80, unique=True)
    statement = models.CharField(_("what it counts"), max_length=300)
    # As stated: "about 250", "hundreds of thousands"
    value = models.CharField(_("value"), max_length=60)
    unit = models.CharField(_("unit"), max_length=60)
    year = PartialDateField(_("year"))
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="figures")

    objects = WithDocuments.as_manager()

    class Meta:
        verbose_name = _("figure")
        constraints = [
            models.CheckConstraint(condition=is_partial_date("year"), name="figure_year_is_a_date")
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def year_in_words(self) -> str:
        return in_words(self.year)

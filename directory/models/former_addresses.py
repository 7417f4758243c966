"""Former addresses of organisations and partnerships."""

from django.db import models
from django.db.models import F, Q

from directory.models.history import tracked
from directory.models.organisations import Organisation
from directory.models.partnerships import Partnership


class FormerAddressQuerySet(models.QuerySet):
    def of(self, model: type[models.Model]):
        """Those of one kind of record, with `record`, its primary key; none of a kind that keeps none."""
        if model not in (Organisation, Partnership):
            return self.none().annotate(record=F("pk"))
        name = model._meta.model_name
        return self.filter(**{f"{name}__isnull": False}).annotate(record=F(name))


@tracked
class FormerAddress(models.Model):
    """A slug that a record once had: its page redirects for good."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="former_addresses")
    partnership = models.ForeignKey(Partnership, models.CASCADE, null=True, related_name="former_addresses")
    # Never given to another record of its kind: see `records/addresses.py`
    slug = models.SlugField(max_length=80)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation=None) ^ Q(partnership=None), name="former_address_of_one_record"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(partnership=None), name="former_organisation_address_once"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(organisation=None), name="former_partnership_address_once"
            ),
        ]

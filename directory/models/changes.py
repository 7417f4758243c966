"""When each public record last changed, and the identifier by which programs know it for good.

How triggers keep the table true at each commit, and why it is as it is, is told in `database/sql/changes.sql`. Nothing in
Python writes here.
"""

import datetime
import uuid

from django.db import connection, models
from django.db.models import Q


class RecordChangeQuerySet(models.QuerySet):
    def of(self, model: type[models.Model]):
        """Those of one kind of record, of those that were deleted as well."""
        return self.filter(kind=model._meta.model_name)

    def after(self, moment: datetime.datetime, record: int = 0):
        """Those changed after a moment, or at it with a higher primary key."""
        # Without a record nothing of that very moment is meant: Q(pk__in=[]) matches nothing
        later = Q(changed_at=moment, record_id__gt=record) if record else Q(pk__in=[])
        return self.filter(Q(changed_at__gt=moment) | later, changed_at__gte=moment)

    def in_order(self):
        return self.order_by("changed_at", "record_id")


class RecordChange(models.Model):
    """The last change of one record of a kind, the name of its model. It outlives the record."""

    kind = models.TextField()
    record_id = models.BigIntegerField()
    # Django wants a primary key of one column; the table's own is (kind, record_id)
    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    changed_at = models.DateTimeField()

    objects = RecordChangeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "record_change"


def last_change() -> datetime.datetime:
    """When the directory last changed. Whoever asks for changes after this moment misses none. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT changed_at FROM data_version")
        return cursor.fetchone()[0]

"""The outbox: every e-mail of the site, written in the transaction of what it tells about, sent by a job."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone


class MailQuerySet(models.QuerySet):
    def unsent(self):
        return self.filter(sent_at=None)


class Mail(models.Model):
    """An e-mail. `key`, where there is one, makes sure that the same thing is told once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The letter, by the name of its templates: directory/templates/directory/emails/<kind>.txt
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001  many mails have none
    # A mail that failed is sent again as it was written, to the address of that day
    recipient = models.EmailField()
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    # Of the last attempt, for whoever runs the site
    last_error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(key__isnull=False), name="mail_told_once"),
            models.CheckConstraint(
                # A line break in a header would let its writer add headers
                condition=~Q(subject__contains="\n") & ~Q(subject__contains="\r"),
                name="mail_subject_is_one_line",
            ),
        ]
        # The job looks for what waits; almost all of the table was sent
        indexes = [models.Index("created_at", name="mail_unsent", condition=Q(sent_at=None))]

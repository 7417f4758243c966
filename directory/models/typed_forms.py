"""Forms of people with an account, between typing and keeping: what was sent already, and what a session's end held up."""

import datetime

from django.conf import settings
from django.db import connections, models
from django.utils import timezone

SENT_DAYS = 7  # so long a page that is still open, or reached by Back, sends nothing twice
KEPT_MINUTES = 60


class SentFormQuerySet(models.QuerySet):
    def claim(self, digest: str) -> bool:
        """Whether nobody has sent this form before. Waits for whoever is sending it at this moment."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                "INSERT INTO directory_sentform (digest, leads_to, sent_at) VALUES (%s, '', now())"
                " ON CONFLICT DO NOTHING",
                [digest],
            )
            return cursor.rowcount == 1

    def old(self):
        return self.filter(sent_at__lt=timezone.now() - datetime.timedelta(days=SENT_DAYS))


class SentForm(models.Model):
    """A form that was sent with success, so that sending it again leads to the same page and does nothing."""

    # Of the account, the form's key and all that was typed
    digest = models.CharField(max_length=64, primary_key=True)
    leads_to = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)

    objects = SentFormQuerySet.as_manager()


class KeptFormQuerySet(models.QuerySet):
    def open(self):
        return self.filter(kept_at__gte=_oldest())

    def old(self):
        return self.filter(kept_at__lt=_oldest())


class KeptForm(models.Model):
    """What was typed into a form while its session ended, sealed: the key is in the browser that sent it, and nowhere else."""

    # Of that key and of the page on which the form stood
    token_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.BinaryField(db_default=b"")
    kept_at = models.DateTimeField(default=timezone.now)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("kept_at", name="kept_form_kept_at")]


def _oldest() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=KEPT_MINUTES)

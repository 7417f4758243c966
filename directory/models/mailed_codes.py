"""Codes mailed to an address, to see that its mail is read. Only a hash is kept."""

import secrets
from datetime import timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

CODE_DIGITS = 6  # read off a screen and typed: a million, of which three may be tried
CODE_MINUTES = 15  # as long as allauth's code for signing in: ACCOUNT_LOGIN_BY_CODE_TIMEOUT
MOST_TRIES = 3


class WrongCode(Exception):
    """Another one can be tried."""


class CodeEnded(Exception):
    """The code is too old, was tried too often, or there is none."""


class MailedCodeQuerySet(models.QuerySet):
    def open(self):
        """Codes that can still be tried."""
        oldest = timezone.now() - timedelta(minutes=CODE_MINUTES)
        return self.filter(tries__lt=MOST_TRIES, sent_at__gt=oldest)


class MailedCode(models.Model):
    """A code for what is to be proved, which `proves` names. A new code takes the place of an earlier one."""

    email = models.EmailField()
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    # Counted before a code is compared, so it includes the right one
    tries = models.PositiveSmallIntegerField(default=0)

    objects = MailedCodeQuerySet.as_manager()

    # Name of the subclass's one-to-one field to the record that the code is for
    proves: str

    class Meta:
        abstract = True

    @classmethod
    def renew(cls, proved: models.Model, *, to: str) -> str:
        """A new code, which is to be mailed. Nobody can read it again."""
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        cls.objects.update_or_create(
            **{cls.proves: proved},
            defaults={
                "email": to,
                "code_hash": cls._hash(proved, code),
                "sent_at": timezone.now(),
                "tries": 0,
            },
        )
        return code

    @classmethod
    def check_code(cls, proved: models.Model, code: str) -> "MailedCode":
        """The record of the code that was sent. Raises WrongCode or CodeEnded.

        A try is counted before it is looked at, so that many at once are not more than one after the other.
        """
        if not cls.objects.open().filter(**{cls.proves: proved}).update(tries=F("tries") + 1):
            raise CodeEnded
        sent = cls.objects.get(**{cls.proves: proved})
        if not constant_time_compare(sent.code_hash, cls._hash(proved, code)):
            raise WrongCode if sent.tries < MOST_TRIES else CodeEnded
        return sent

    @classmethod
    def _hash(cls, proved: models.Model, code: str) -> str:
        """Keyed, since a hash of six digits alone is soon guessed."""
        return salted_hmac(f"{cls._meta.model_name} {proved.pk}", code, algorithm="sha256").hexdigest()

"""Ways in by a link that was mailed, for somebody who need not have an account.

The link carries a random token of 32 bytes; the database keeps only its hash, salted with the kind of record, so
that a token is good for one purpose. It ends when it is used, revoked, or after LINK_DAYS. Only a POST may
use it: scanners of mail follow links.
"""

import datetime
import secrets
from hashlib import sha256

from django.db import models
from django.utils import timezone

LINK_DAYS = 30  # from the mail to the last day on which its link opens


def token_hash(purpose: str, token: str) -> str:
    # "replace": the token is whatever stands in an address, lone surrogates included
    return sha256(f"{purpose}:{token}".encode(errors="replace")).hexdigest()


class ByLinkQuerySet(models.QuerySet):
    def with_token(self, token: str):
        return self.filter(token_hash=token_hash(self.model._meta.model_name, token))

    def open(self):
        """Those that can still be used."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def ended(self):
        """Those that nobody has used or taken back, and whose days are over: a new link may come in their place."""
        return self.filter(used_at=None, revoked_at=None, expires_at__lte=timezone.now())

    def use(self) -> bool:
        """Use the one that this query finds. False where somebody was quicker, or it is not open any more."""
        # One statement: of two clicks at once, one finds it open
        return self.open().update(used_at=timezone.now()) == 1

    def revoke(self) -> int:
        """Make those that are open useless. Returns how many they were."""
        return self.open().update(revoked_at=timezone.now())


def in_link_days() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=LINK_DAYS)


class ByLink(models.Model):
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_link_days)
    # When it was made useless before it was used
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ByLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def new_token(self) -> str:
        """A token for this record, which is to be saved afterwards. Nobody can read it again; an earlier one ends."""
        # 256 bits: no need of a slow hash, for nobody can try them all
        token = secrets.token_urlsafe(32)
        self.token_hash = token_hash(self._meta.model_name, token)
        self.expires_at = in_link_days()
        return token

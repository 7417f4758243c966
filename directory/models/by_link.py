"""Ways in by a link that was mailed, for somebody who need not have an account.

The link carries a token of 32 bytes, made of a random seed and the secret of the site. The database keeps the seed and the
token's hash, salted with the kind of record, so that a token is good for one purpose, and nobody can make it from the
database alone. It ends when it is used, revoked, or after LINK_DAYS. Only a POST may use it: scanners of mail follow links.
"""

import base64
import datetime
import secrets
from hashlib import sha256

from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

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
    # Empty for links of earlier releases, whose tokens were random
    token_seed = models.CharField(max_length=32, blank=True, db_default="")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=in_link_days)
    # When it was made useless before it was used
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ByLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def new_token(self) -> str:
        """A token for this record, which is to be saved afterwards; an earlier one ends."""
        # 128 random bits and a secret: no need of a slow hash, for nobody can try them all
        self.token_seed = secrets.token_hex(16)
        token = self._token()
        self.token_hash = token_hash(self._meta.model_name, token)
        self.expires_at = in_link_days()
        return token

    def token_for_reminder(self) -> str:
        """The token that was mailed, once more: mails that were sent are not kept. Where it cannot be made again, for the secret
        of the site changed meanwhile, the record is saved with a new one, and the earlier link ends."""
        token = self._token()
        if self.token_seed and constant_time_compare(
            self.token_hash, token_hash(self._meta.model_name, token)
        ):
            return token
        token = self.new_token()
        self.save(update_fields=["token_seed", "token_hash", "expires_at"])
        return token

    def _token(self) -> str:
        digest = salted_hmac(
            f"directory.by_link.{self._meta.model_name}", self.token_seed, algorithm="sha256"
        )
        return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")

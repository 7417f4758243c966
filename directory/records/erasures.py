"""What was erased, in a file beside the database: a restored database has it again, and it must not come back in silence.

Each line has a moment, a kind and a fingerprint that says nothing to whoever lacks the erased row. The file is only appended to.
"""

import logging
import os
from collections.abc import Iterable
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from directory.models import ContactPoint, Suppression, User

logger = logging.getLogger(__name__)


def fingerprint(row: User | ContactPoint | Suppression) -> str:
    """Of one row and never of a later one that gets the same number after a restore."""
    match row:
        case User():
            words = f"account:{row.pk}:{row.created_at.isoformat()}"
        case ContactPoint():
            words = f"desk:{row.pk}:{row.organisation_id}:{row.mailbox}"
        case Suppression():
            return row.address_hash
    return sha256(words.encode(errors="replace")).hexdigest()


KINDS = {User: "account", ContactPoint: "desk", Suppression: "no-more-mails"}


def remember(row: User | ContactPoint | Suppression) -> None:
    """Write into ERASURES_FILE, once the transaction is committed, that this row was erased; of a suppression, that it was
    asked for. To be called while the row still has its number. Nothing where there is no such file."""
    if settings.ERASURES_FILE:
        line = f"{timezone.now().isoformat()} {KINDS[type(row)]} {fingerprint(row)}\n"
        transaction.on_commit(partial(_append, line))


def _append(line: str) -> None:
    try:
        # One write at the end of the file: lines of two processes never mix
        file = os.open(settings.ERASURES_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(file, line.encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        # What was asked for is done. Whoever runs the site learns that the file lacks this line
        logger.exception("ERASURES_FILE lacks this line: %s", line.strip())


def remembered(kind: type[models.Model]) -> set[str]:
    """The fingerprints of that kind in the file. A line that broke off in the middle is left out."""
    if not settings.ERASURES_FILE or not settings.ERASURES_FILE.exists():
        return set()
    lines = (line.split() for line in settings.ERASURES_FILE.read_text(encoding="utf-8").splitlines())
    return {
        words[2] for words in lines if len(words) == 3 and words[1] == KINDS[kind] and len(words[2]) == 64
    }


def come_back(rows: Iterable[User | ContactPoint]) -> list[User | ContactPoint]:
    """Those of the rows that were erased, and that a restore brought back."""
    rows = list(rows)
    erased = remembered(type(rows[0])) if rows else set()
    return [row for row in rows if fingerprint(row) in erased]

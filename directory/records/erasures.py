"""What was erased or taken away, in a file beside the database: a restored database has it again, and it must not come back in
silence.

Each line has a moment, a kind and a fingerprint that says nothing to whoever lacks the erased row. The file is only appended to.
"""

import logging
import os
from collections.abc import Iterable
from functools import partial
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from directory.models import ContactPoint, Representative, Suppression, User, Verification

logger = logging.getLogger(__name__)


ErasedRow = User | ContactPoint | Suppression | Representative | Verification
Row = TypeVar("Row", bound=ErasedRow)
KINDS = {
    User: "account",
    ContactPoint: "desk",
    Suppression: "no-more-mails",
    Representative: "representative",
    Verification: "official",
}
# What may be taken from an account that stays, and the word that says that it has it back
BLOCKED, NO_REVIEWER = "blocked", "no-reviewer"
GIVEN_BACK = {BLOCKED: "unblocked", NO_REVIEWER: "reviewer"}


def fingerprint(row: ErasedRow) -> str:
    """Of one row and never of a later one that gets the same number after a restore."""
    match row:
        case User():
            words = f"account:{row.pk}:{row.created_at.isoformat()}"
        case ContactPoint():
            words = f"desk:{row.pk}:{row.organisation_id}:{row.mailbox}"
        case Suppression():
            return row.address_hash
        case Representative() | Verification():
            asked_at = row.asked_at.isoformat()
            words = f"{KINDS[type(row)]}:{row.pk}:{row.user_id}:{row.organisation_id}:{asked_at}"
    return sha256(words.encode(errors="replace")).hexdigest()


def remember(row: ErasedRow, what: str = "") -> None:
    """Write into ERASURES_FILE, once the transaction is committed, that this row was erased; of a suppression, that it was
    asked for; of a right, that it ended. `what` is a word of GIVEN_BACK, of what became of an account that stays. To be called
    while the row still has its number. Nothing where there is no such file."""
    if settings.ERASURES_FILE:
        line = f"{timezone.now().isoformat()} {what or KINDS[type(row)]} {fingerprint(row)}\n"
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


def remembered(kind: type[models.Model], what: str = "") -> set[str]:
    """The fingerprints of that kind in the file, or of what was taken from accounts and not given back. A line that broke off in
    the middle is left out."""
    if not settings.ERASURES_FILE or not settings.ERASURES_FILE.exists():
        return set()
    fingerprints = set()
    for line in settings.ERASURES_FILE.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) != 3 or len(words[2]) != 64:
            continue
        if words[1] == (what or KINDS[kind]):
            fingerprints.add(words[2])
        elif words[1] == GIVEN_BACK.get(what):
            fingerprints.discard(words[2])
    return fingerprints


def come_back(rows: Iterable[Row], what: str = "") -> list[Row]:
    """Those of the rows that were erased, or from which `what` was taken, and that a restore brought back."""
    rows = list(rows)
    erased = remembered(type(rows[0]), what) if rows else set()
    return [row for row in rows if fingerprint(row) in erased]

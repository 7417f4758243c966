"""Whether the process runs (`/healthz`), and whether the site does all its work (`/readyz`). Without secrets, and without a cookie."""

import datetime
import time
from contextlib import suppress
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from directory.gate import switches
from directory.operating.backups import taking
from directory.rights import permissions
from directory.rights.methods import require_safe

SECONDS_KEPT = 2.0  # for which an answer is given again: whoever asks often costs no queries
OLDEST_JOB = 10 * 60  # seconds for which a job may be due; those of the night have to wait for one another
# A worker says that it lives each ten seconds; where cron starts one each minute, only jobs of the clock tell of it, each five
WORKER_SEEN = 15 * 60
OLDEST_MAIL = 60 * 60  # seconds; a mail server may be down for a while

STATE = """
SELECT (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
       (SELECT coalesce(extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))), 0)
          FROM procrastinate_jobs AS job
          LEFT JOIN procrastinate_events AS event ON event.job_id = job.id AND event.type = 'deferred'
         WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())),
       (SELECT extract(epoch FROM now() - greatest(
            (SELECT max(last_heartbeat) FROM procrastinate_workers),
            (SELECT to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers)))),
       (SELECT count(*) FROM directory_mail WHERE state = 'waiting'),
       (SELECT count(*) FROM directory_mail WHERE state IN ('refused', 'given_up')),
       (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM directory_mail WHERE state = 'waiting')
"""


class DatabaseState(NamedTuple):
    jobs_waiting: int
    jobs_failed: int
    oldest_job_seconds: float
    worker_seen_seconds: float | None
    mails_unsent: int
    mails_refused: int
    oldest_mail_seconds: float


def state_of_database() -> DatabaseState:
    """One query. Raises Error."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        row = cursor.fetchone()
    return DatabaseState(*(round(float(number)) if number is not None else None for number in row))


class _Kept:
    at, answer = 0.0, ({}, 503)


@permissions.public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return uncached({"status": "ok"}, 200)


@permissions.public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 where somebody should look after the site: for a monitor. A balancer would take a site away that can still be read."""
    if time.monotonic() - _Kept.at > SECONDS_KEPT:
        _Kept.answer, _Kept.at = readiness(), time.monotonic()
    return uncached(*_Kept.answer)


def uncached(content: dict, status: int) -> JsonResponse:
    response = JsonResponse(content, status=status, headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # a monitor asks each few seconds, and tells by itself
    return response


def readiness() -> tuple[dict, int]:
    checks: dict[str, dict] = {"database": {"ok": True}, "space": space()}
    if settings.BACKUPS_ROOT:
        checks["backups"] = backups()
    try:
        checks |= jobs_and_mail(state_of_database())
    except Error:
        checks["database"]["ok"] = False
    is_ready = all(check["ok"] for check in checks.values())
    return {"status": "ok" if is_ready else "failing", **checks}, 200 if is_ready else 503


def jobs_and_mail(state: DatabaseState) -> dict[str, dict]:
    seen = state.worker_seen_seconds
    jobs = {
        "ok": state.oldest_job_seconds < OLDEST_JOB and seen is not None and seen < WORKER_SEEN,
        "waiting": state.jobs_waiting,
        "failed": state.jobs_failed,
        "oldest_seconds": state.oldest_job_seconds,
        "worker_seen_seconds": seen,
    }
    mail = {
        # Without a mail server nothing is sent, and nothing is late
        "ok": settings.EMAIL is None or state.oldest_mail_seconds < OLDEST_MAIL,
        "unsent": state.mails_unsent,
        "refused": state.mails_refused,
    }
    return {"jobs": jobs, "mail": mail}


def backups() -> dict:
    newest = taking.last_backup()
    age = timezone.now() - newest.finished_at if newest else None
    return {
        "ok": age is not None and age <= taking.OLD_AFTER,
        "hours": age // datetime.timedelta(hours=1) if newest else None,
    }


def space() -> dict:
    reason = switches.why_read_only()
    content = {"ok": reason is None, "read_only": reason.value if reason else None}
    if settings.DATABASE_FOLDER:
        with suppress(OSError):
            content["free_megabytes"] = switches.free_space() // 1_000_000
    return content

"""How the site does, in the OpenMetrics text form: https://prometheus.io/docs/specs/om/open_metrics_spec/

Each worker counts for itself and writes its counts into STATE_FOLDER once a second, and whichever worker is asked tells those of
all, each with the label `worker`: a sum over workers that come and go would go down, which a counter must not. Without
STATE_FOLDER only those of the worker that is asked are told. prometheus-client would do the same with mapped files, for
ten times the code.
"""

import json
import os
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse

from directory.gate import switches
from directory.operating import health
from directory.rights import permissions
from directory.rights.methods import require_safe

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
DEAD_AFTER = 600  # seconds for which the counts of a worker that ended are told


class RequestCounts:
    """What this process counted."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: Counter[str] = Counter()  # by page and class of status, with a space between them
        self.slots = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0
        self.written = 0
        self.writer: threading.Thread | None = None

    def as_json(self) -> dict:
        with self.lock:
            return {"requests": dict(self.requests), "slots": list(self.slots), "seconds": self.seconds}


counts = RequestCounts()


def count(route: str, status: int, seconds: float) -> None:
    with counts.lock:
        counts.requests[f"{route} {status // 100}xx"] += 1
        counts.slots[bisect_left(BOUNDS, seconds)] += 1
        counts.seconds += seconds
    if counts.writer is None and settings.METRICS_TOKEN and settings.STATE_FOLDER:
        counts.writer = threading.Thread(target=_write_each_second, name="metrics", daemon=True)
        counts.writer.start()


def _write_each_second() -> None:
    while True:
        write()
        time.sleep(1)


def write() -> None:
    """Write the counts of this process where the others find them."""
    total = sum(counts.slots)
    if total == counts.written:
        return
    with suppress(OSError):  # a disk that is full
        folder = settings.STATE_FOLDER / "metrics"
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{os.getpid()}.part"
        part.write_text(json.dumps(counts.as_json()))
        part.replace(folder / f"{os.getpid()}.json")
        counts.written = total


def of_all_workers() -> dict[int, dict]:
    """What each worker counted, by the number of its process."""
    by_worker = {}
    if settings.STATE_FOLDER:
        for file in (settings.STATE_FOLDER / "metrics").glob("*.json"):
            with suppress(OSError, ValueError):
                is_alive = Path("/proc", file.stem).exists()
                if not is_alive and time.time() - file.stat().st_mtime > DEAD_AFTER:
                    file.unlink(missing_ok=True)
                else:
                    by_worker[int(file.stem)] = json.loads(file.read_text())
    return by_worker | {os.getpid(): counts.as_json()}


@permissions.public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has METRICS_TOKEN; for others, and where it is not set, there is no such page."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not compare_digest(sent.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    response = HttpResponse("\n".join([*lines(), "# EOF", ""]), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    return response


def lines() -> Iterator[str]:
    yield from requests_told()
    for name, value, about in gauges():
        yield f"# TYPE {name} gauge"
        yield f"# HELP {name} {about}"
        yield f"{name} {value}"


def requests_told() -> Iterator[str]:
    by_worker = of_all_workers()
    yield "# TYPE directory_requests counter"
    yield "# HELP directory_requests Requests answered, by page and class of status."
    for worker, counted in by_worker.items():
        for key, times in sorted(counted["requests"].items()):
            page, status = key.split(" ")
            yield f'directory_requests_total{{worker="{worker}",page="{page}",status="{status}"}} {times}'
    yield "# TYPE directory_errors counter"
    yield "# HELP directory_errors Answers that say that we failed: 5xx."
    for worker, counted in by_worker.items():
        # An answer of /readyz that something is wrong is no failure of ours
        errors = sum(
            times
            for key, times in counted["requests"].items()
            if key.endswith(" 5xx") and not key.startswith("readyz ")
        )
        yield f'directory_errors_total{{worker="{worker}"}} {errors}'
    yield "# TYPE directory_request_seconds histogram"
    yield "# UNIT directory_request_seconds seconds"
    yield "# HELP directory_request_seconds Time until an answer was made."
    for worker, counted in by_worker.items():
        reached = 0
        for bound, times in zip([*map(str, BOUNDS), "+Inf"], counted["slots"], strict=True):
            reached += times
            yield f'directory_request_seconds_bucket{{worker="{worker}",le="{bound}"}} {reached}'
        yield f'directory_request_seconds_count{{worker="{worker}"}} {reached}'
        yield f'directory_request_seconds_sum{{worker="{worker}"}} {counted["seconds"]}'


def gauges() -> Iterator[tuple[str, float, str]]:
    try:
        state = health.state_of_database()
    except Error:
        state = None
    yield "directory_database_up", int(state is not None), "Whether the database answers."
    if state:
        yield "directory_jobs_waiting", state.jobs_waiting, "Jobs that are due."
        yield "directory_jobs_failed", state.jobs_failed, "Jobs that failed in the last days."
        yield "directory_jobs_oldest_seconds", state.oldest_job_seconds, "For how long the oldest job is due."
        yield "directory_mails_unsent", state.mails_unsent, "Mails that wait to be sent."
        yield "directory_mails_refused", state.mails_refused, "Mails of the last 30 days that no server took."
    if pool := connection.pool:
        measures = pool.get_stats()
        yield "directory_pool_size", measures.get("pool_size", 0), "Connections of the worker that is asked."
        yield "directory_pool_available", measures.get("pool_available", 0), "Of these, those not in use."
        yield "directory_pool_waiting", measures.get("requests_waiting", 0), "Requests that wait for one."
    yield "directory_read_only", int(switches.is_read_only()), "Whether the directory can be read only."
    if settings.DATABASE_FOLDER:
        with suppress(OSError):
            yield "directory_free_space_bytes", switches.free_space(), "Where the database's files lie."

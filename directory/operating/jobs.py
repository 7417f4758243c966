"""What is done besides answering requests: procrastinate runs these, once they are enqueued or when their time has come.

Times are UTC. Each task that comes by itself can run again at any moment without doing anything twice, so that a
worker that is killed loses nothing. Its `queueing_lock` keeps a second one from being enqueued while the first waits.
procrastinate gives it `timestamp`, the moment at which it was due.
"""

from django.conf import settings
from django.utils import timezone
from procrastinate import App, JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from directory.asking import confirmations, first_confirmations, invitations, reachability
from directory.exchange import dumps
from directory.finding import search, spelling
from directory.gate import limits, switches
from directory.mail import outbox
from directory.operating import retention
from directory.review.imports import work
from directory.rights import verification

# After they are done; the failed ones too, for whoever asks what went wrong last night
JOBS_KEPT_HOURS = 7 * 24


class PatientJobManager(JobManager):
    """Begins no job and enqueues none while the directory can only be read."""

    async def fetch_job(self, *args, **options) -> Job | None:
        return None if switches.is_read_only() else await super().fetch_job(*args, **options)

    async def defer_periodic_job(self, *args, **options) -> int | None:
        return None if switches.is_read_only() else await super().defer_periodic_job(*args, **options)


def stand_still_while_read_only(procrastinate_app: App) -> None:
    procrastinate_app.job_manager = PatientJobManager(procrastinate_app.connector)


@app.task(name=outbox.SEND)
def send_mail(mail: str) -> None:
    """Send one mail of the outbox; where the server does not take it, try again later."""
    if wait := outbox.send(mail):
        app.configure_task(outbox.SEND, schedule_at=timezone.now() + wait).defer(mail=mail)


# Twice a minute, the seconds standing last: a mail whose worker was killed goes out within one
@app.periodic(cron="* * * * * */30")
@app.task(name="directory.enqueue_left_mails", queueing_lock="enqueue_left_mails")
def enqueue_left_mails(timestamp: int) -> None:
    """Enqueue mails again that were not sent and that no job waits for: a worker was killed, or there was no server."""
    outbox.enqueue_left()


@app.task(name=work.WORK)
def work_on_import(pk: int) -> None:
    """Read, apply or undo an import, whichever it waits for."""
    work.work(pk)


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="directory.enqueue_left_imports", queueing_lock="enqueue_left_imports")
def enqueue_left_imports(timestamp: int) -> None:
    """Go on with imports whose worker was killed."""
    work.enqueue_left()


@app.periodic(cron="30 2 * * *")
@app.task(name="directory.refresh_search", queueing_lock="refresh_search")
def refresh_search(timestamp: int) -> None:
    """Bring search up to date with what no trigger tells it: records that grew older, how many have each word, and words
    that became common."""
    search.refresh_aged()
    spelling.learn_words()
    spelling.learn_common_words()


@app.periodic(cron="35 2 * * *")
@app.task(name="directory.make_dumps", queueing_lock="make_dumps")
def make_dumps(timestamp: int) -> None:
    """The whole data set as files, where a folder for them is set."""
    if settings.DUMPS_ROOT:
        dumps.make(settings.DUMPS_ROOT)


@app.periodic(cron="45 2 * * *")
@app.task(name="directory.forget", queueing_lock="forget")
def forget(timestamp: int) -> None:
    """Delete what is kept for a time only, and whose time is over."""
    retention.forget_drafts()
    work.forget_undecided()
    retention.forget_enquiries()
    retention.forget_typed_addresses()
    retention.forget_links_and_sessions()
    retention.forget_security_events()
    retention.forget_mails()
    limits.forget_expired()


@app.periodic(cron="0 3 * * *")
@app.task(name="directory.forget_jobs", queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    await builtin_tasks.remove_old_jobs(context, max_hours=JOBS_KEPT_HOURS, remove_failed=True)


@app.periodic(cron="0 6 * * *")
@app.task(name="directory.write_reminders", queueing_lock="write_reminders")
def write_reminders(timestamp: int) -> None:
    """Draft owners, partners that have not answered, registrants whose partners got no letter, organisations that were asked
    about records that nobody confirmed, members of records that became due, officials whose year ends, and desks that may be
    tested."""
    retention.warn_of_drafts()
    invitations.remind()
    invitations.tell_of_undelivered()
    first_confirmations.remind()
    confirmations.ask_where_due()
    verification.remind()
    reachability.test_where_due()
    reachability.follow_silence()

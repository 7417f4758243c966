"""The outbox: a mail is a row in it, written in the transaction of what it tells about.

A job enqueued in the same transaction sends it. So none is lost when the mail server is down, and none tells of what did
not happen. Every mail ends: it is sent, refused for good by the recipient's server, given up after five days, over before it
could be sent, or too many to its address.
"""

import smtplib
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.colours import palette
from directory.gate import limits
from directory.mail.languages import language_for
from directory.mail.links import link_to, stop_link
from directory.models import Mail, MailState
from directory.models.letter_numbers import LetterNumber
from directory.models.mails import LATE_AFTER

SEND = "directory.send_mail"  # the job, see operating/jobs.py
# The wait doubles with each try, so a server that is down for a minute costs a minute and one that is down for days costs
# four tries a day
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(days=5)  # as mail servers do
# Of mails that anybody can cause: sign-in codes, claims, invitations
MOST_IN_HOUR, MOST_IN_DAY = 5, 10
HOUR, DAY = 60 * 60, 24 * 60 * 60  # seconds


def write(
    kind: str,
    *,
    to: str,
    language: str,
    key: str | None = None,
    context: dict | None = None,
    by_anybody: bool = False,
    minutes: int | None = None,
    repeated: bool = False,
) -> Mail | None:
    """Put a mail in the outbox and enqueue its sending. None where one with that `key` was written before.

    `kind` names the templates `directory/emails/<kind>.txt` and `.html`, which get `context`; the first line of the text
    is the subject, which the second template gets as well. Where there is no `.html`, the text stands in the usual frame.
    A `language` that is not offered gives way to English.

    `by_anybody`: strangers can cause it, so one address gets only so many an hour and a day, and what is over is never sent.
    `minutes`: for so long the code in it counts; later it is not sent. `repeated`: it says how to stop such mails.
    """
    mail = unwritten(kind, pk=uuid4(), to=to, language=language, key=key, context=context)
    mail.is_to_be_counted, mail.is_repeated = by_anybody, repeated
    mail.ends_at = timezone.now() + timedelta(minutes=minutes) if minutes else None
    with transaction.atomic():
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        # Where the database ignored the row, the key is another mail's
        if key and not Mail.objects.filter(pk=mail.pk).exists():
            return None
        app.configure_task(SEND).defer(mail=str(mail.pk))
    return mail


def unwritten(
    kind: str,
    *,
    to: str,
    language: str,
    key: str | None = None,
    context: dict | None = None,
    pk: UUID | None = None,
) -> Mail:
    """The mail as `write` would put it in the outbox, for a preview: nothing is saved, and it has no number yet."""
    language = language_for([language])
    with translation.override(language):
        subject, text = body(kind, language=language, context=context)
        colours = palette().light  # mail programs that show mails in dark change them as they like
        frame = {
            "base_url": settings.DIRECTORY_BASE_URL,
            "accent": colours["accent"],
            "on_accent": colours["on-accent"],
            "number": LetterNumber.of(pk) if pk else _("its own, when it is sent"),
            "letters_url": link_to("letters", language=language),
        }
        page = {"text": text, **(context or {}), "subject": subject, **frame}
        html = render_to_string([f"directory/emails/{kind}.html", "directory/emails/plain.html"], page)
        ending = render_to_string("directory/parts/_mail_ending.txt", frame).strip()
    return Mail(
        pk=pk or uuid4(),
        kind=kind,
        key=key,
        recipient=to,
        language=language,
        subject=subject,
        text=f"{text}\n\n{ending}\n",
        html=html,
    )


def body(kind: str, *, language: str, context: dict | None) -> tuple[str, str]:
    """The subject of a mail, and its text without what stands under every mail: for a mail that quotes it."""
    with translation.override(language_for([language])):
        whole = render_to_string(f"directory/emails/{kind}.txt", context).strip()
    subject, _gap, text = whole.partition("\n\n")
    # On one line, for a name in it may have line breaks, and no longer than Mail.subject
    return " ".join(subject.split())[:200], text.strip()


def send(pk: str) -> timedelta | None:
    """Send a mail that waits. Returns after how long to try again, or None when that is not needed.

    Without a mail server it stays in the outbox.
    """
    if settings.EMAIL is None or not _may_go(pk):
        return None
    return _hand_over(pk)


@transaction.atomic
def _may_go(pk: str) -> bool:
    """Whether the mail waits and may be sent. One that may not is over with this.

    A transaction of its own: a count that waited for a mail server would hold up other mails to the same address.
    """
    mail = Mail.objects.unsent().select_for_update().filter(pk=pk).first()
    if mail is None:
        return False
    this_mail = Mail.objects.filter(pk=pk)
    if mail.ends_at and mail.ends_at < timezone.now():
        this_mail.settle(MailState.ENDED, error=mail.last_error)
        return False
    if mail.is_to_be_counted:
        if not _is_within_limits(mail.recipient):
            this_mail.settle(MailState.OVER_LIMIT)
            return False
        this_mail.update(is_to_be_counted=False)
    return True


def _is_within_limits(recipient: str) -> bool:
    """Count one more mail that anybody could cause to that address; what stands behind a "+" in it makes no other one."""
    name, _at, domain = recipient.lower().rpartition("@")
    mailbox = f"{name.partition('+')[0]}@{domain}"
    return all(
        limits.allow("mails to an address", mailbox, most=most, seconds=seconds).is_allowed
        for most, seconds in ((MOST_IN_HOUR, HOUR), (MOST_IN_DAY, DAY))
    )


@transaction.atomic
def _hand_over(pk: str) -> timedelta | None:
    """Give the mail to the server, and keep what came of it. Returns after how long to try again.

    The row is locked until the server has taken the mail, so that two workers never send one mail; where a worker is killed,
    the lock goes with its connection.
    """
    mail = Mail.objects.unsent().select_for_update(skip_locked=True).filter(pk=pk).first()
    if mail is None:
        return None
    this_mail, retry_after = Mail.objects.filter(pk=pk), None
    this_mail.update(attempts=F("attempts") + 1)
    try:
        _message(mail).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        words = _in_words(error)
        if _is_final(error):
            this_mail.settle(MailState.REFUSED, error=words)
        elif mail.created_at < timezone.now() - GIVEN_UP_AFTER:
            this_mail.settle(MailState.GIVEN_UP, error=words)
        else:
            this_mail.update(last_error=words)
            # Doubled 20 times at most: 42 times would be more than a timedelta holds
            retry_after = min(FIRST_RETRY * 2 ** min(mail.attempts, 20), LONGEST_RETRY)
    else:
        this_mail.settle(MailState.SENT)
    return retry_after


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient])
    message.attach_alternative(mail.html, "text/html")
    message.extra_headers = {
        # The same at each try: where a worker dies after the server took the mail, the receiver can tell the second copy
        "Message-ID": f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip(' >')}>",
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
    }
    if mail.is_repeated:
        # RFC 8058: a mail program sends the form of that page by itself
        message.extra_headers |= {
            "List-Unsubscribe": f"<{stop_link(mail.recipient, language=mail.language)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return message


def _is_final(error: Exception) -> bool:
    """Whether another try would get the same answer: the server refuses this recipient or this mail for good (5xx), or the
    address cannot stand in a mail. What it has against us (our address, our password) may be mended until the next try."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(500 <= code < 600 for code, _words in error.recipients.values())
        case smtplib.SMTPDataError():
            return 500 <= error.smtp_code < 600
        case _:
            return isinstance(error, ValueError)


def _in_words(error: Exception) -> str:
    """What the server said, at most 500 characters."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
        return "; ".join(f"{code} {words.decode(errors='replace')}" for code, words in answers)[:500]
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        words = words.decode(errors="replace") if isinstance(words, bytes) else words
        return f"{error.smtp_code} {words}"[:500]
    return str(error)[:500]


def enqueue_left() -> int:
    """Enqueue the sending of mails that no job waits for and no worker has in hand: a worker was killed. Returns how many."""
    if settings.EMAIL is None:
        return 0
    waiting_jobs = ProcrastinateJob.objects.filter(task_name=SEND, status="todo")
    waiting_pks = set(waiting_jobs.values_list("args__mail", flat=True))
    unsent_pks = map(str, Mail.objects.unsent().values_list("pk", flat=True))
    without_job = [pk for pk in unsent_pks if pk not in waiting_pks]
    with transaction.atomic():
        # Whoever sends one has its row locked
        unlocked = Mail.objects.unsent().filter(pk__in=without_job).select_for_update(skip_locked=True)
        left_pks = [str(pk) for pk in unlocked.order_by("created_at").values_list("pk", flat=True)]
        # procrastinate forgets workers that show no sign of life, and leaves what they did as it was
        jobs_of_dead_workers = "task_name = %s AND status = 'doing' AND worker_id IS NULL"
        with connection.cursor() as cursor:
            statement = f"UPDATE procrastinate_jobs SET status = 'failed' WHERE {jobs_of_dead_workers}"
            cursor.execute(statement, [SEND])
    for pk in left_pks:
        app.configure_task(SEND).defer(mail=pk)
    return len(left_pks)


class UnsentCounts(NamedTuple):
    """How many mails wait, how many of them for so long that something is wrong, and how many failed lately."""

    waiting: int
    late: int
    refused: int
    given_up: int
    ended: int
    over_limit: int


def unsent_counts(*, within: timedelta = timedelta(days=1)) -> UnsentCounts:
    """What an alarm looks at: mails that wait now, and those of which it became clear within that time that they will not be
    sent. Two queries. Without a mail server all wait, and none is late."""
    failed = Mail.objects.filter(failed_at__gt=timezone.now() - within)
    counts = dict(failed.values_list("state").annotate(number=Count("pk")))
    is_late = Q(created_at__lt=timezone.now() - LATE_AFTER)
    waiting = Mail.objects.unsent().aggregate(waiting=Count("pk"), late=Count("pk", filter=is_late))
    if settings.EMAIL is None:
        waiting["late"] = 0
    failed_states = (MailState.REFUSED, MailState.GIVEN_UP, MailState.ENDED, MailState.OVER_LIMIT)
    return UnsentCounts(**waiting, **{state.value: counts.get(state, 0) for state in failed_states})

"""The outbox: a mail is a row in it, written in the transaction of what it tells about.

A job enqueued in the same transaction sends it. So none is lost when the mail server is down, and none tells of what did
not happen.
"""

import smtplib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.models import Mail

SEND = "directory.send_mail"  # the job, see jobs.py
LEFT_AFTER = timedelta(minutes=10)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(hours=6)


def write(
    kind: str, *, to: str, language: str, key: str | None = None, context: dict | None = None
) -> Mail | None:
    """Put a mail in the outbox and enqueue its sending. None where one with that `key` was written before.

    `kind` names the templates `directory/emails/<kind>.txt` and `.html`, which get `context` and `subject`; the first
    line of the text is the subject. Where there is no `.html`, the text stands in the usual frame.
    """
    with translation.override(language):
        subject, _gap, text = (
            render_to_string(f"directory/emails/{kind}.txt", context).strip().partition("\n\n")
        )
        subject = " ".join(subject.split())[:200]
        page = {"text": text, **(context or {}), "subject": subject, "base_url": settings.DIRECTORY_BASE_URL}
        html = render_to_string([f"directory/emails/{kind}.html", "directory/emails/plain.html"], page)
    mail = Mail(
        kind=kind,
        key=key,
        recipient=to,
        language=language,
        subject=subject,
        text=text.strip() + "\n",
        html=html,
    )
    with transaction.atomic():
        written = Mail.objects.bulk_create([mail], ignore_conflicts=True)
        if key and not Mail.objects.filter(pk=mail.pk).exists():
            return None
        app.configure_task(SEND).defer(mail=str(mail.pk))
    return written[0]


@transaction.atomic
def send(pk: str) -> timedelta | None:
    """Send a mail that was not sent yet. Returns after how long to try again, or None when that is not needed.

    The row is locked until the server has taken the mail, so that two workers never send one mail. Without a
    mail server it stays in the outbox.
    """
    mail = Mail.objects.unsent().select_for_update(skip_locked=True).filter(pk=pk).first()
    if mail is None or settings.EMAIL is None:
        return None
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.recipient])
    message.attach_alternative(mail.html, "text/html")
    message.extra_headers = {
        # Always the same: where a mail went out twice, for the sender died in between, its receiver can tell
        "Message-ID": f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip(' >')}>",
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
    }
    fact = {"sent_at": timezone.now(), "last_error": ""}
    again = None
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        fact = {"last_error": str(error)[:500]}
        again = min(FIRST_RETRY * 2 ** min(mail.attempts, 20), LONGEST_RETRY)
    Mail.objects.filter(pk=pk).update(attempts=F("attempts") + 1, **fact)
    return again


def enqueue_left() -> int:
    """Enqueue the sending of mails that no job waits for any more. Returns how many."""
    if settings.EMAIL is None:
        return 0
    waiting = ProcrastinateJob.objects.filter(task_name=SEND, status="todo")
    waited_for = set(waiting.values_list("args__mail", flat=True))
    left = Mail.objects.unsent().filter(created_at__lt=timezone.now() - LEFT_AFTER).order_by("created_at")
    left = [pk for pk in map(str, left.values_list("pk", flat=True)) if pk not in waited_for]
    for pk in left:
        app.configure_task(SEND).defer(mail=pk)
    return len(left)


def language_of(spoken: Iterable[str]) -> str:
    """The first of the site's languages that somebody is known to speak, else the usual one."""
    spoken = set(spoken)
    return next((code for code, _name in settings.LANGUAGES if code in spoken), settings.LANGUAGE_CODE)

"""The outbox: a mail is a row in it, written in the transaction of what it tells about.

A job enqueued in the same transaction sends it. So none is lost when the mail server is down, and none tells of what did
not happen.
"""

import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.mail.languages import language_for
from directory.models import Mail

SEND = "directory.send_mail"  # the job, see jobs.py
# A mail that was not sent for so long and that no job waits for was left behind: its worker was killed
LEFT_AFTER = timedelta(minutes=10)
# The wait doubles with each try, so a server that is down for a minute costs a minute and one that is down for days costs
# four tries a day
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=30), timedelta(hours=6)


def write(
    kind: str, *, to: str, language: str, key: str | None = None, context: dict | None = None
) -> Mail | None:
    """Put a mail in the outbox and enqueue its sending. None where one with that `key` was written before.

    `kind` names the templates `directory/emails/<kind>.txt` and `.html`, which get `context`; the first line of the text
    is the subject, which the second template gets as well. Where there is no `.html`, the text stands in the usual frame.
    A `language` that is not offered gives way to English.
    """
    mail = unwritten(kind, to=to, language=language, key=key, context=context)
    with transaction.atomic():
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        # Where the database ignored the row, the key is another mail's
        if key and not Mail.objects.filter(pk=mail.pk).exists():
            return None
        app.configure_task(SEND).defer(mail=str(mail.pk))
    return mail


def unwritten(
    kind: str, *, to: str, language: str, key: str | None = None, context: dict | None = None
) -> Mail:
    """The mail as `write` would put it in the outbox, for a preview: nothing is saved."""
    language = language_for([language])
    with translation.override(language):
        subject, _gap, text = (
            render_to_string(f"directory/emails/{kind}.txt", context).strip().partition("\n\n")
        )
        # On one line, for a name in it may have line breaks, and no longer than Mail.subject
        subject = " ".join(subject.split())[:200]
        page = {"text": text, **(context or {}), "subject": subject, "base_url": settings.DIRECTORY_BASE_URL}
        html = render_to_string([f"directory/emails/{kind}.html", "directory/emails/plain.html"], page)
    return Mail(
        kind=kind,
        key=key,
        recipient=to,
        language=language,
        subject=subject,
        text=text.strip() + "\n",
        html=html,
    )


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
        # The same at each try: where a worker dies after the server took the mail, the receiver can tell the second copy
        "Message-ID": f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].strip(' >')}>",
        "Content-Language": mail.language,
        "Auto-Submitted": "auto-generated",
    }
    outcome = {"sent_at": timezone.now(), "last_error": ""}
    retry_after = None
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        outcome = {"last_error": str(error)[:500]}
        # Doubled 20 times at most: 42 times would be more than a timedelta holds
        retry_after = min(FIRST_RETRY * 2 ** min(mail.attempts, 20), LONGEST_RETRY)
    Mail.objects.filter(pk=pk).update(attempts=F("attempts") + 1, **outcome)
    return retry_after


def enqueue_left() -> int:
    """Enqueue the sending of mails that no job waits for any more. Returns how many."""
    if settings.EMAIL is None:
        return 0
    waiting_jobs = ProcrastinateJob.objects.filter(task_name=SEND, status="todo")
    waiting_pks = set(waiting_jobs.values_list("args__mail", flat=True))
    unsent = Mail.objects.unsent().filter(created_at__lt=timezone.now() - LEFT_AFTER).order_by("created_at")
    left_pks = [pk for pk in map(str, unsent.values_list("pk", flat=True)) if pk not in waiting_pks]
    for pk in left_pks:
        app.configure_task(SEND).defer(mail=pk)
    return len(left_pks)

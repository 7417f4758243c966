"""Every e-mail of the site: one function each, in the recipient's language, as text and as HTML.

A mail is a row of the outbox, written in the transaction of what it tells about; a job enqueued in the same
transaction sends it. So none is lost when the mail server is down, and none tells of what did not happen.
"""

import smtplib
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from directory.models import ColleagueInvitation, Mail, Organisation, Representative, User

SEND = "directory.send_mail"  # the job, see jobs.py
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


def account_message(*, to: str, language: str, title: str, message: str) -> None:
    """What the pages to sign up and in write: codes, and what changed in how one signs in."""
    write("account_message", to=to, language=language, context={"title": title, "message": message})


def confirmation_code(user: User, *, code: str) -> None:
    """The code by which somebody who is signed in confirms something that cannot be undone."""
    write("confirmation_code", to=user.email, language=user.language, context={"code": code})


def owner_is_gone(organisation: Organisation, *, to: User) -> None:
    """An organisation has no owner any more: its only one has deleted the account."""
    write("account_deleted", to=to.email, language=to.language, context={"organisation": organisation.name})


def domain_code(claim: Representative, *, to: str, code: str, minutes: int) -> None:
    """The code that proves that somebody reads mail of the organisation."""
    context = {
        "organisation": claim.organisation.name,
        "code": code,
        "minutes": minutes,
        "asker": claim.user.email,
    }
    write("domain_code", to=to, language=claim.user.language, context=context)


def claim_granted(representative: Representative) -> None:
    """Somebody speaks for an organisation from now on."""
    _about(representative, "claim_granted", to=representative.user)


def claim_refused(representative: Representative) -> None:
    """A reviewer refused that somebody speaks for an organisation."""
    _about(representative, "claim_refused", to=representative.user, page="claim")


def colleague_joined(representative: Representative, *, to: User) -> None:
    """For an owner: somebody else speaks for the organisation as well."""
    _about(representative, "colleague_joined", to=to)


def right_changed(representative: Representative) -> None:
    """An owner or a reviewer changed what somebody may do for an organisation."""
    _about(representative, "right_changed", to=representative.user)


def representation_ended(representative: Representative) -> None:
    """An owner ended that somebody speaks for an organisation."""
    _about(representative, "representation_ended", to=representative.user, page="claim")


def colleague_invited(invitation: ColleagueInvitation, *, token: str, language: str) -> None:
    """A link by which a colleague may speak for the organisation as well."""
    context = {
        "organisation": invitation.organisation.name,
        "inviter": str(invitation.invited_by),
        "link": link("join", token, language=language),
        "expires_at": invitation.expires_at,
    }
    write("colleague_invited", to=invitation.email, language=language, context=context)


def _about(representative: Representative, kind: str, *, to: User, page: str = "team") -> None:
    organisation = representative.organisation
    context = {
        "organisation": organisation.name,
        "representative": representative,
        "person": str(representative.user),
        "link": link(page, organisation.slug, language=to.language),
    }
    write(kind, to=to.email, language=to.language, context=context)


def link(name: str, *args: object, language: str | None = None) -> str:
    """The whole address of a page, for a mail: from the base address of the site, never from a request."""
    with translation.override(language or translation.get_language()):
        return f"{settings.DIRECTORY_BASE_URL}{reverse(f'directory:{name}', args=args)}"


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
        "Message-ID": make_msgid(str(mail.pk), settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")),
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

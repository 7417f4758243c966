"""Every e-mail of the site: one function each, in the recipient's language, as text and as HTML.

A mail is a row of the outbox, written in the transaction of what it tells about; a job enqueued in the same
transaction sends it. So none is lost when the mail server is down, and none tells of what did not happen.
"""

import smtplib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.models import (
    ColleagueInvitation,
    ConfirmationRequest,
    DeskTest,
    Enquiry,
    EnquiryMessage,
    Invitation,
    Mail,
    Organisation,
    PageReport,
    Partnership,
    Problem,
    Question,
    Representative,
    Role,
    Submission,
    SubmissionEvent,
    User,
    Verification,
)
from directory.models.by_link import LINK_DAYS

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


def account_message(*, to: str, language: str, title: str, message: str) -> None:
    """What the pages to sign up and in write: codes, and what changed in how one signs in."""
    write("account_message", to=to, language=language, context={"title": title, "message": message})


def confirmation_code(user: User, *, code: str) -> None:
    """The code by which somebody who is signed in confirms something that cannot be undone."""
    write("confirmation_code", to=user.email, language=user.language, context={"code": code})


def owner_is_gone(organisation: Organisation, *, to: User) -> None:
    """An organisation has no owner any more: its only one has deleted the account."""
    write("account_deleted", to=to.email, language=to.language, context={"organisation": organisation.name})


def submission_accepted(submission: Submission, *, event: SubmissionEvent, partnership: Partnership) -> None:
    """To the registrant: it is public now, with what the reviewer says besides."""
    _about_submission("submission_accepted", submission, event, record=partnership)


def submission_returned(
    submission: Submission, *, event: SubmissionEvent, questions: Iterable[Question]
) -> None:
    """To the registrant: what the reviewer asks."""
    texts = [question.text for question in questions]
    _about_submission("submission_returned", submission, event, questions=texts)


def submission_refused(submission: Submission, *, event: SubmissionEvent) -> None:
    """To the registrant: why, and what can be done."""
    _about_submission("submission_refused", submission, event)


def _about_submission(kind: str, submission: Submission, event: SubmissionEvent, **context: object) -> None:
    """A mail about a decision. None where the account is gone."""
    if registrant := submission.registrant:
        if record := context.get("record"):
            page = page_of(record, language=registrant.language)
        else:
            page = link("draft", submission.pk, language=registrant.language)
        facts = {"title": submission.title, "message": event.reason, "page": page, **context}
        write(
            kind, to=registrant.email, language=registrant.language, key=f"decision:{event.pk}", context=facts
        )


def report_settled(report: PageReport, *, outcome: str) -> None:
    """To whoever reported a problem with a page: what became of it. In the language of that page."""
    context = {"page": settings.DIRECTORY_BASE_URL + report.path, "outcome": outcome}
    language = translation.get_language_from_path(report.path) or settings.LANGUAGE_CODE
    write("report_settled", to=report.email, language=language, key=f"report:{report.pk}", context=context)


def record_hidden(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """To an owner: the secretariat has hidden the record."""
    context = {"record": str(record), "reason": reason}
    write("record_hidden", to=to.email, language=to.language, context=context)


def record_shown(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """To an owner: the secretariat shows the record again."""
    context = {"record": str(record), "reason": reason, "page": page_of(record, language=to.language)}
    write("record_shown", to=to.email, language=to.language, context=context)


def submission_received(submission: Submission, *, to: User, key: str) -> None:
    """A questionnaire has been sent in: who did so is told that we have it, and what happens next."""
    write(
        "submission_received",
        to=to.email,
        language=to.language,
        key=key,
        context={"title": submission.title, "url": link("draft", submission.pk, language=to.language)},
    )


def domain_code(claim: Representative, *, to: str, code: str, minutes: int) -> None:
    """The code that proves that somebody reads mail of the organisation."""
    _code("domain_code", claim, to=to, code=code, minutes=minutes)


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


def invitation(asked: Invitation, token: str, *, asking: str, to: str, language: str) -> None:
    """A partner is asked whether it takes part. Of what the registrant typed, only the names and the role are in it: nobody
    can send a text of their own to any address through us."""
    write(
        "invitation",
        to=to,
        language=language,
        key=f"{invitation_key(asked.pk, asked.token_hash)}:{to}"[:200],
        context={
            "asked": asked.name,
            "asking": asking,
            "title": asked.submission.title,
            "role": Role(asked.role).label,
            "link": link("open_answer", token, language=language),
            "days": LINK_DAYS,
        },
    )


def invitation_key(pk: int, token_hash: str) -> str:
    """The beginning of the keys of all mails that carry one link of an invitation."""
    return f"invitation:{pk}:{token_hash[:16]}"


def invitation_reminder(first: Mail) -> bool:
    """A partner that has not answered is reminded, once; False where it was before. The first mail is quoted: nobody knows its
    link any more, and a new one would end it."""
    written = write(
        "invitation_reminder",
        to=first.recipient,
        language=first.language,
        key=f"reminder:{first.pk}",
        context={"day": timezone.localdate(first.created_at), "first": first.text},
    )
    return written is not None


def draft_expires(draft: Submission, *, to: User, days: int) -> None:
    """A draft that nobody has changed for long is deleted soon."""
    write(
        "draft_expires",
        to=to.email,
        language=to.language,
        key=f"draft-expires:{draft.pk}:{draft.changed_at.isoformat()}:{to.pk}",
        context={
            "title": draft.title,
            "day": timezone.localdate(draft.changed_at),
            "days": days,
            "link": link("draft", draft.pk, language=to.language),
        },
    )


def confirmation(request: ConfirmationRequest, token: str, *, language: str) -> None:
    """An organisation is asked whether a record is still true."""
    partnership = request.partnership
    write(
        "confirmation",
        to=request.email,
        language=language,
        key=f"confirmation:{request.pk}:{request.token_hash[:16]}",
        context={
            "title": partnership.title,
            "organisation": request.organisation.name,
            "day": partnership.confirmed_on,
            "page": link("partnership", partnership.slug, language=language),
            "link": link("open_confirmation", token, language=language),
            "days": LINK_DAYS,
        },
    )


def problem(report: PageReport, *, to: User, answer_to: str = "") -> None:
    """Somebody reported a problem with a page: for owners of the record and for reviewers, who also see `answer_to`."""
    write(
        "problem",
        to=to.email,
        language=to.language,
        key=f"problem:{report.pk}:{to.pk}",
        context={
            "path": report.path,
            "page": f"{settings.DIRECTORY_BASE_URL}{iri_to_uri(report.path)}",
            "problem": Problem(report.problem).label,
            "text": report.text,
            "answer_to": answer_to,
        },
    )


def official_code(asked: Verification, *, to: str, code: str, minutes: int) -> None:
    """The code that proves that an official reads mail at an official address."""
    _code("official_code", asked, to=to, code=code, minutes=minutes)


def _code(kind: str, asked: Representative | Verification, *, to: str, code: str, minutes: int) -> None:
    context = {
        "organisation": asked.organisation.name,
        "code": code,
        "minutes": minutes,
        "asker": asked.user.email,
    }
    write(kind, to=to, language=asked.user.language, context=context)


def official_verified(verification: Verification) -> None:
    """To the person: a verified official from now on. To the official address as well, whoever reads it."""
    _about_official("official_verified", verification, to=verification.user.email)
    if verification.mailbox != verification.user.email:
        _about_official("official_verified", verification, to=verification.mailbox)


def official_refused(verification: Verification) -> None:
    _about_official("official_refused", verification, to=verification.user.email)


def official_withdrawn(verification: Verification) -> None:
    _about_official("official_withdrawn", verification, to=verification.user.email)


def official_ends(verification: Verification) -> bool:
    """Their year ends soon. Told once."""
    key = f"official-ends:{verification.pk}"
    return bool(_about_official("official_ends", verification, to=verification.user.email, key=key))


def official_named(verification: Verification, *, to: User) -> None:
    """To an owner: somebody is a verified official of the organisation. Who does not know the person can end it."""
    _about_official("official_named", verification, to=to.email, language=to.language, page="officials")


def _about_official(
    kind: str,
    verification: Verification,
    *,
    to: str,
    key: str | None = None,
    language: str = "",
    page: str = "ask_official",
) -> Mail | None:
    language = language or verification.user.language
    context = {
        "organisation": verification.organisation.name,
        "person": str(verification.user),
        "mailbox": verification.mailbox,
        "expires_at": verification.expires_at,
        "link": link(page, verification.organisation.slug, language=language),
        "report": link("report_problem", language=language),
    }
    return write(kind, to=to, language=language, key=key, context=context)


def showings_stopped(user: User, *, reviewer: User) -> None:
    """To a reviewer: an account wanted to see more restricted contact points than it may. Told once a day."""
    write(
        "showings_stopped",
        to=reviewer.email,
        language=reviewer.language,
        key=f"showings:{user.pk}:{timezone.localdate()}:{reviewer.pk}",
        context={"who": user.email, "page": link("review_showings", user.pk, language=reviewer.language)},
    )


def enquiry(asked: Enquiry, *, to: str, language: str, about: str, token: str = "") -> None:
    """To a desk: somebody wrote to it. Read behind the link with that token, or else with an account. Nothing of what was typed
    is in it."""
    page = (
        link("open_desk_answer", token, language=language)
        if token
        else link("enquiry", asked.pk, language=language)
    )
    write(
        "enquiry",
        to=to,
        language=language,
        key=f"enquiry:{about}:{to}"[:200],
        context={
            "desk": asked.contact_point.name,
            "organisation": asked.organisation.name if asked.organisation else "",
            "is_official": asked.is_from_official,
            "link": page,
            "days": LINK_DAYS if token else 0,
        },
    )


def enquiry_answered(asked: Enquiry, *, message: EnquiryMessage) -> None:
    """To the sender of an enquiry: the desk answered."""
    sender = asked.sender
    write(
        "enquiry_answered",
        to=sender.email,
        language=sender.language,
        key=f"enquiry:answer:{message.pk}",
        context={"addressee": asked.addressee, "link": link("enquiry", asked.pk, language=sender.language)},
    )


def desk_test(test: DeskTest, *, token: str, language: str) -> None:
    """To a desk whose owners let it be tested: one press shows that somebody reads its mailbox."""
    desk = test.contact_point
    write(
        "desk_test",
        to=test.mailbox,
        language=language,
        key=f"desk-test:{test.pk}:{test.token_hash[:16]}",
        context={
            "desk": desk.name,
            "organisation": desk.organisation.name,
            "link": link("open_desk_test", token, language=language),
            "days": LINK_DAYS,
        },
    )


def desk_silent(test: DeskTest, *, to: User) -> None:
    """To an owner, and later to the secretariat: nobody answered the test of a desk, or its mailbox took no mail."""
    desk = test.contact_point
    write(
        "desk_silent",
        to=to.email,
        language=to.language,
        key=f"desk-silent:{test.pk}:{to.pk}",
        context={
            "desk": desk.name,
            "organisation": desk.organisation.name,
            "day": timezone.localdate(test.created_at),
            "link": page_of(desk.organisation, language=to.language),
        },
    )


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


def link(name: str, *args: object, language: str | None = None) -> str:
    """The whole address of a page, for a mail: from the base address of the site, never from a request."""
    with translation.override(language or translation.get_language()):
        return f"{settings.DIRECTORY_BASE_URL}{reverse(f'directory:{name}', args=args)}"


def page_of(record: Organisation | Partnership, *, language: str) -> str:
    """The whole address of a record's own page, for a mail."""
    with translation.override(language):
        return settings.DIRECTORY_BASE_URL + record.get_absolute_url()


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

"""One's own data as a file: what the directory holds of an account.

No secrets stand in it (keys, codes, links, session keys), nor what others wrote in confidence: how a reviewer checked somebody.
"""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q, QuerySet

from directory.models import (
    Block,
    ColleagueInvitation,
    DailyPurpose,
    Enquiry,
    EnquiryMessage,
    Import,
    KeptForm,
    Mail,
    PageReport,
    Representative,
    SecurityEvent,
    Showing,
    Submission,
    SubmissionEvent,
    User,
    Verification,
)

Row = dict[str, Any]


def of(user: User) -> dict[str, list[Row]]:
    """What is held of an account, by kind, with dates in ISO 8601. One query a kind, and one more for what was written in enquiries."""
    return {kind: [_plain(row) for row in rows(user)] for kind, rows in KINDS.items()}


def _plain(row: Row) -> Row:
    return {key: _value(value) for key, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime.date):  # a moment is one, too
        return value.isoformat()
    return value if isinstance(value, (str, int, bool, list, dict, type(None))) else str(value)


def _columns(queryset: QuerySet[Model], *columns: str, **named: str) -> Callable[[], Iterable[Row]]:
    """The rows with these columns; `named` are columns of others, such as an organisation's name."""
    rows = queryset.order_by("pk").values(*columns, *named.values())
    return lambda: (
        {**{column: row[column] for column in columns}, **{name: row[path] for name, path in named.items()}}
        for row in rows
    )


def _account(user: User) -> Iterable[Row]:
    columns = ["pk", "email", "name", "language", "is_reviewer", "is_active", "created_at", "last_login"]
    return _columns(User.objects.filter(pk=user.pk), *columns)()


def _addresses(user: User) -> Iterable[Row]:
    return _columns(EmailAddress.objects.filter(user=user), "email", "verified", "primary")()


def _second_factors(user: User) -> Iterable[Row]:
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        # `data` holds the keys and codes as well
        yield {
            "type": factor.type,
            "name": factor.data.get("name", ""),
            "created_at": factor.created_at,
            "last_used_at": factor.last_used_at,
        }


def _sessions(user: User) -> Iterable[Row]:
    return _columns(UserSession.objects.filter(user=user), "created_at", "last_seen_at", "ip", "user_agent")()


def _representations(user: User) -> Iterable[Row]:
    columns = ["right", "proof", "statement", "asked_at", "since", "ended_at"]
    return _columns(Representative.objects.of(user), *columns, organisation="organisation__name")()


def _verifications(user: User) -> Iterable[Row]:
    columns = ["state", "statement", "mailbox", "mailbox_proved_at", "asked_at"]
    dates = ["verified_at", "expires_at", "withdrawn_at"]
    return _columns(Verification.objects.of(user), *columns, *dates, organisation="organisation__name")()


def _invitations(user: User) -> Iterable[Row]:
    invitations = ColleagueInvitation.objects.filter(invited_by=user)
    return _columns(invitations, "email", "right", organisation="organisation__name")()


def _submissions(user: User) -> Iterable[Row]:
    columns = [
        "id",
        "number_year",
        "number_in_year",
        "state",
        "is_change",
        "language",
        "created_at",
        "changed_at",
        "submitted_at",
        "answers",
    ]
    return _columns(Submission.objects.filter(registrant=user), *columns, organisation="organisation__name")()


def _typed_forms(user: User) -> Iterable[Row]:
    return _columns(KeptForm.objects.filter(user=user), "kept_at")()


def _enquiries(user: User) -> Iterable[Row]:
    for enquiry in Enquiry.objects.of(user).order_by("created_at").prefetch_related("messages"):
        yield {
            "id": enquiry.pk,
            "desk": enquiry.addressee,
            "subject": enquiry.subject,
            "created_at": enquiry.created_at,
            "answered_at": enquiry.answered_at,
            "forgotten_at": enquiry.forgotten_at,
            "messages": [_message(message) for message in enquiry.messages.all()],
        }


def _message(message: EnquiryMessage) -> Row:
    return {
        "is_from_desk": message.is_from_desk,
        "body": message.body,
        "address": message.address,
        "created_at": message.created_at.isoformat(),
    }


def _answers_for_desks(user: User) -> Iterable[Row]:
    answers = EnquiryMessage.objects.filter(written_by=user, is_from_desk=True)
    return _columns(answers, "body", "address", "created_at", desk="enquiry__addressee")()


def _blocks(user: User) -> Iterable[Row]:
    return _columns(Block.objects.filter(sender=user), "created_at", desk="contact_point__name")()


def _purposes(user: User) -> Iterable[Row]:
    return _columns(DailyPurpose.objects.filter(user=user), "day", "purpose")()


def _showings(user: User) -> Iterable[Row]:
    showings = Showing.objects.filter(user=user)
    return _columns(showings, "at", "desk", "purpose", organisation="organisation__name")()


def _mails(user: User) -> Iterable[Row]:
    # Neither the subject nor the text: they may hold a code, or a link that is as good as one
    addresses = EmailAddress.objects.filter(user=user).values("email")
    mails = Mail.objects.filter(Q(recipient=user.email) | Q(recipient__in=addresses)).order_by("created_at")
    return mails.values("kind", "recipient", "language", "state", "created_at", "sent_at")


def _security_events(user: User) -> Iterable[Row]:
    for event in SecurityEvent.objects.concerning(user.pk).order_by("pk"):
        if event.by_id is None:
            by = "nobody who was signed in, or whoever runs the site"
        else:
            by = "this account" if event.by_id == user.pk else "another account"
        # The network's address is somebody else's where another account did it
        network = event.network if event.by_id in (None, user.pk) else ""
        yield {"kind": event.kind, "at": event.at, "details": event.details, "by": by, "network": network}


def _decisions(user: User) -> Iterable[Row]:
    return _columns(SubmissionEvent.objects.filter(by=user), "what", "at", "reason", "submission_id")()


def _imports(user: User) -> Iterable[Row]:
    return _columns(Import.objects.filter(created_by=user), "file_name", "why", "created_at", "applied_at")()


def _settled_reports(user: User) -> Iterable[Row]:
    return _columns(PageReport.objects.filter(settled_by=user), "settled_at", "outcome")()


KINDS: dict[str, Callable[[User], Iterable[Row]]] = {
    "account": _account,
    "addresses": _addresses,
    "second_factors": _second_factors,
    "sessions": _sessions,
    "representations": _representations,
    "verifications": _verifications,
    "invitations_of_colleagues": _invitations,
    "submissions": _submissions,
    "typed_forms": _typed_forms,
    "enquiries": _enquiries,
    "answers_for_desks": _answers_for_desks,
    "desks_that_block_it": _blocks,
    "purposes": _purposes,
    "restricted_desks_shown": _showings,
    "mails": _mails,
    "security_events": _security_events,
    "steps_of_submissions": _decisions,
    "imports": _imports,
    "reports_settled": _settled_reports,
}

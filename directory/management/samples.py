"""Sample accounts and a sample registration, with which one can try everything: for a private database, never imported."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils import timezone

from directory import emails, invitations
from directory.models import Invitation, Mail, Organisation, State, Step, Submission, SubmissionEvent, User

REGISTRANT, REVIEWER = "registrant@sample.example", "reviewer@sample.example"
PARTNERS = ["listed-partner@sample.example", "new-partner@sample.example"]
APP_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  of the sample reviewer only

ANSWERS = {
    "organisation": {"organisation": "", "is_new": "on"},
    "new_organisation": {
        "name": "Sample: Children Online Foundation",
        "acronym": "",
        "sector": "child_protection",
        "country": "PL",
        "website": "https://foundation.sample.example/",
        "other_names": "",
    },
    "part": {"role": "lead", "joined": "2024-03"},
    "partnership": {
        "title": "Sample: Safe schools in two countries",
        "acronym": "",
        "kind": "programme",
        "summary": "A sample. Teachers of two countries write lessons about safety online together and try them out.",
        "description": "",
        "other_names": "",
    },
    "scope": {"topics": ["public-awareness"], "countries": ["PL", "BR"]},
    "status": {"status": "active", "started": "2024-03"},
    "desk": {
        "name": "Sample desk",
        "mailbox": "desk@foundation.sample.example",
        "phone": "",
        "web_form": "",
        "visibility": "public",
    },
    "answerer": {"name": "A sample person", "function": "Coordinator"},
}


@transaction.atomic
def make() -> None:
    """Make a registrant, a reviewer with a second factor, and a registration that waits for review with two partners asked.
    Nothing happens where they were made before."""
    if User.objects.filter(email=REGISTRANT).exists():
        return
    registrant, reviewer = _account(REGISTRANT), _account(REVIEWER, is_reviewer=True)
    TOTP.activate(reviewer, APP_SECRET)
    RecoveryCodes.activate(reviewer)
    listed = Organisation.objects.published().order_by("slug").first()
    partners = {
        "1": _partner(
            organisation=listed.slug if listed else "", name="Sample: Listed partner", email=PARTNERS[0]
        ),
        "2": _partner(name="Sample: New partner", country="BR", email=PARTNERS[1]),
    }
    now = timezone.now()
    submission = Submission.objects.create(
        registrant=registrant,
        state=State.WAITING,
        submitted_at=now,
        answers={**ANSWERS, "partners": partners},
        versions=dict.fromkeys([*ANSWERS, "partners/1", "partners/2"], 1),
    )
    SubmissionEvent.objects.create(submission=submission, what=Step.SUBMITTED, by=registrant, at=now)
    invitations.ask(submission)


def _account(email: str, **fields) -> User:
    user = User.objects.create_user(email, name="Sample", **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _partner(**fields) -> dict[str, str]:
    dull = {"organisation": "", "country": "", "sector": "hotline", "role": "member", "language": "en"}
    return {**dull, **fields}


def told() -> Iterator[str]:
    """What there is to try, a line each; nothing where there are no samples."""
    reviewer = User.objects.filter(email=REVIEWER).first()
    if not reviewer:
        return
    yield "Sample accounts. To sign in, enter the address; the code is in the outbox:"
    yield f"  registrant  {REGISTRANT}"
    yield f"  reviewer    {REVIEWER}"
    yield f"              second factor: {APP_SECRET} as the key of an authenticator app"
    codes = Authenticator.objects.filter(user=reviewer, type=Authenticator.Type.RECOVERY_CODES).first()
    if codes and (unused := RecoveryCodes(codes).get_unused_codes()):
        yield f"              or one of these codes: {' '.join(unused[:3])}"
    for address in PARTNERS:
        if link := _link_mailed_to(address):
            yield f"  partner     {link}"


def _link_mailed_to(address: str) -> str:
    """Where that partner can still answer; "" where it has."""
    mail = Mail.objects.filter(kind="invitation", recipient=address).order_by("-created_at").first()
    token = mail.text.partition("/answer/")[2].partition("/")[0] if mail else ""
    is_open = Invitation.objects.with_token(token).open().exists()
    return emails.link("open_answer", token) if is_open else ""

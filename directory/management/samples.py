"""Sample accounts and a sample registration, with which one can try everything: for a private database, never imported."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from directory.asking import invitations
from directory.mail import links
from directory.management import sample_desks
from directory.models import (
    Invitation,
    Mail,
    Organisation,
    Proof,
    Representative,
    Right,
    State,
    Step,
    Submission,
    SubmissionEvent,
    User,
    Verification,
    VerificationState,
)
from directory.models.officials import VERIFIED_FOR

REGISTRANT, REVIEWER = "registrant@sample.example", "reviewer@sample.example"
OFFICIAL, FORMER_OFFICIAL = "official@sample.example", "former-official@sample.example"
DESK_OWNER = "desk-owner@sample.example"
PARTNERS = ["listed-partner@sample.example", "new-partner@sample.example"]
APP_SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105  of the sample accounts only

# Settings and what they hold while no operator is named: the parts of a real one, without any that could be taken for one
OPERATOR = {
    "OPERATOR_NAME": "Sample operator",
    "OPERATOR_ADDRESS": "Street and number, postcode, city, country",
    "OPERATOR_IS_SAMPLE": True,
    "CONTACT_EMAIL": "editors@sample.example",
    "EDITORIAL_RULES_FILE": settings.BASE_DIR / "directory" / "sample" / "editorial-rules.txt",
    "ANSWER_DAYS": 5,
    "DECISION_DAYS": 10,
}
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
    """Make sample accounts (registrant, reviewer, official, former official, a desk's owner), the sample desks, and a
    registration that waits for review with two partners asked. Does nothing where they were made before.
    """
    if User.objects.filter(email=REGISTRANT).exists():
        return
    registrant, reviewer = _account(REGISTRANT), _account(REVIEWER, is_reviewer=True)
    _add_second_factor(reviewer)
    # One partner that the directory knows and one that it does not, so that both kinds of invitation can be tried.
    listed = Organisation.objects.listed().order_by("slug").first()
    partners = {
        "1": _partner(
            organisation=listed.slug if listed else "", name="Sample: Listed partner", email=PARTNERS[0]
        ),
        "2": _partner(name="Sample: New partner", country="BR", email=PARTNERS[1]),
    }
    now = timezone.now()
    reference = Submission.objects.next_reference(timezone.localdate(now).year)
    submission = Submission.objects.create(
        registrant=registrant,
        state=State.WAITING,
        submitted_at=now,
        number_year=reference.year,
        number_in_year=reference.count,
        answers={**ANSWERS, "partners": partners},
        versions=dict.fromkeys([*ANSWERS, "partners/1", "partners/2"], 1),
    )
    SubmissionEvent.objects.create(submission=submission, what=Step.SUBMITTED, by=registrant, at=now)
    invitations.ask(submission)
    sample_desks.make()
    police = Organisation.objects.get(slug="sample-police-pl")
    _verify(_account(OFFICIAL), police, by=reviewer, days_ago=30)
    _verify(_account(FORMER_OFFICIAL), police, by=reviewer, days_ago=400)
    Representative.objects.create(
        user=_account(DESK_OWNER),
        organisation=Organisation.objects.get(slug="sample-hotline-pl"),
        right=Right.OWNER,
        proof=Proof.REVIEWER,
        since=now,
        decided_by=reviewer,
    )


def _add_second_factor(user: User) -> None:
    TOTP.activate(user, APP_SECRET)
    RecoveryCodes.activate(user)


def _verify(user: User, organisation: Organisation, *, by: User, days_ago: int) -> None:
    """Make somebody an official for the year that began so many days ago."""
    _add_second_factor(user)
    began = timezone.now() - timedelta(days=days_ago)
    Verification.objects.create(
        user=user,
        organisation=organisation,
        state=VerificationState.VERIFIED,
        statement="A sample.",
        mailbox=f"{user.email.partition('@')[0]}@police-pl.example.org",
        mailbox_proved_at=began,
        note="A sample: nothing was checked.",
        asked_at=began,
        decided_by=by,
        verified_at=began,
        expires_at=began + VERIFIED_FOR,
    )


def _account(email: str, **fields) -> User:
    user = User.objects.create_user(email, name="Sample", **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _partner(**fields) -> dict[str, str]:
    defaults = {"organisation": "", "country": "", "sector": "hotline", "role": "member", "language": "en"}
    return {**defaults, **fields}


def instructions() -> Iterator[str]:
    """What there is to try, in lines for the terminal; none where there are no samples."""
    reviewer = User.objects.filter(email=REVIEWER).first()
    if not reviewer:
        return
    yield "Sample accounts. To sign in, enter the address; the code is in the outbox:"
    yield f"  registrant  {REGISTRANT}"
    yield f"  reviewer    {REVIEWER}"
    yield f"  official    {OFFICIAL}"
    yield f"  whose year  {FORMER_OFFICIAL}"
    yield "  has ended"
    yield f"  desk owner  {DESK_OWNER}"
    yield f"  second factor of reviewer and officials: {APP_SECRET} as the key of an authenticator app,"
    codes = Authenticator.objects.filter(user=reviewer, type=Authenticator.Type.RECOVERY_CODES).first()
    # A recovery code works once; three leave some for the next trial.
    if codes and (unused := RecoveryCodes(codes).get_unused_codes()):
        yield f"  or, of the reviewer, one of these codes: {' '.join(unused[:3])}"
    for address in PARTNERS:
        if link := _link_mailed_to(address):
            yield f"  partner     {link}"


def _link_mailed_to(address: str) -> str:
    """The address at which that partner can still answer; "" where it has answered.

    It is read from the mail, for the database keeps only a digest of the token.
    """
    mail = Mail.objects.filter(kind="invitation", recipient=address).order_by("-created_at").first()
    token = mail.text.partition("/answer/")[2].partition("/")[0] if mail else ""
    is_open = Invitation.objects.with_token(token).open().exists()
    return links.link_to("open_answer", token) if is_open else ""

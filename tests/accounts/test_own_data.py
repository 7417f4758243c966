"""What the directory holds of an account can be taken along as a file: all of it, without secrets, after a confirmation."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.test import Client

from directory.accounts import own_data
from directory.models import (
    Enquiry,
    EnquiryMessage,
    Mail,
    SecurityEvent,
    SecurityEventKind,
    Showing,
    State,
    User,
)
from tests.support.factories import (
    make_contact_point,
    make_representative,
    make_submission,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.signing_in import SECRET, code_mailed_to, confirmed, make_passkey, sign_in

pytestmark = pytest.mark.django_db

# Columns that name an account and are not in its file, by the reason
NOT_IN_THE_FILE = {
    "the decision is about somebody else, and stands among the security events of whoever decided": {
        "EnquiryMessage.decided_by",
        "Representative.decided_by",
        "Verification.decided_by",
        "Verification.withdrawn_by",
        "Flag.cleared_by",
        "Question.asked_by",
        "Submission.taken_by",
        "EnquiryReport.settled_by",
        "Block.blocked_by",
        "OfficialDomain.allowed_by",
        "Import.applied_by",
        "Import.undone_by",
        "Merge.by",
        "Merge.undone_by",
        "Invitation.checked_by",
        "Invitation.answered_by",
        "FirstConfirmation.asked_by",
    },
}

IN_THE_FILE = {
    "Block.sender",
    "ColleagueInvitation.invited_by",
    "DailyPurpose.user",
    "Enquiry.sender",
    "EnquiryMessage.written_by",
    "Import.created_by",
    "KeptForm.user",
    "PageReport.settled_by",
    "Representative.user",
    "SecurityEvent.about",
    "SecurityEvent.by",
    "Showing.user",
    "Submission.registrant",
    "SubmissionEvent.by",
    "Verification.user",
}


def test_every_column_that_names_an_account_is_in_the_file_or_excused():
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("directory").get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is User and model is not User
    }

    assert columns == IN_THE_FILE | set().union(*NOT_IN_THE_FILE.values())


def with_everything() -> User:
    user = make_user(name="Some Body")
    client = Client()
    sign_in(client, user, has_app=False)
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    make_passkey(user, name="My key")
    make_representative(user=user)
    make_verification(user=user)
    make_submission(registrant=user, state=State.DRAFT)
    desk = make_contact_point(name="Night desk")
    enquiry = Enquiry.objects.create(contact_point=desk, addressee="Night desk", sender=user, subject="Hello")
    EnquiryMessage.objects.create(enquiry=enquiry, written_by=user, body="How do you do?")
    Showing.objects.create(
        contact_point=desk, organisation=desk.organisation, desk="Night desk", user=user, purpose="A case"
    )
    return user


def file_of(client: Client) -> dict:
    answer = client.post("/account/data/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return json.loads(answer.content)


def test_the_file_holds_what_is_held():
    user = with_everything()

    held = file_of(confirmed(user, method="mfa"))

    assert held["account"][0]["email"] == user.email
    assert {factor["type"] for factor in held["second_factors"]} == {"totp", "webauthn", "recovery_codes"}
    assert "My key" in [factor["name"] for factor in held["second_factors"]]
    kinds = {"sessions", "representations", "verifications", "submissions", "mails", "security_events"}
    assert all(held[kind] for kind in kinds)
    assert held["enquiries"][0]["messages"][0]["body"] == "How do you do?"
    assert held["restricted_desks_shown"][0]["purpose"] == "A case"


def test_no_secret_is_in_the_file():
    user = with_everything()
    client = confirmed(user, method="mfa")
    secrets = [SECRET, code_mailed_to(user.email), user.password, client.session.session_key]
    for factor in Authenticator.objects.filter(user=user):
        secrets += [str(value) for key, value in factor.data.items() if key not in ("name", "passwordless")]

    file = client.post("/account/data/").content.decode()

    assert len(secrets) > 6
    assert [secret for secret in secrets if len(secret) > 3 and secret in file] == []


def test_nothing_of_anybody_else_is_in_the_file():
    with_everything()
    user = make_user()

    held = own_data.of(user)

    assert {kind for kind, rows in held.items() if rows} == {"account", "addresses"}


def test_the_file_is_confirmed_first_and_kept_as_an_event(client):
    user = make_user()
    client.force_login(user)
    assert "What we hold of you" in text(client.get("/account/data/"))

    asked = client.post("/account/data/")
    client.post(asked.url)
    file = client.post(asked.url, {"code": code_mailed_to(user.email)})

    assert asked.url.startswith("/account/confirmation/")
    assert json.loads(file.content)["account"][0]["email"] == user.email
    assert SecurityEvent.objects.filter(kind=SecurityEventKind.TAKEN_ALONG, by=user).count() == 1
    assert Mail.objects.filter(recipient=user.email).exists()

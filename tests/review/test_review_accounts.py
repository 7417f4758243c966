"""A lost second factor, ending sessions, blocking: by a reviewer on a page, or by a command. And the security events."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from directory.accounts.deletion import delete
from directory.models import Mail, SecurityEvent, SecurityEventKind, User
from directory.models.security_events import KEPT, NETWORK_KEPT
from directory.operating.retention import forget_security_events
from directory.rights import representation, safeguards, verification
from tests.support.factories import (
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.signing_in import SECRET, code_mailed_to, signed_in

pytestmark = pytest.mark.django_db
Kind = SecurityEventKind

# The button, the word of the command, the event and the letter
ACTIONS = [
    ("sign-out", "sign-out", Kind.SESSIONS_ENDED, "signed_out"),
    ("take-off", "take-off-second-factors", Kind.FACTORS_TAKEN_OFF, "factors_taken_off"),
    ("block", "block", Kind.BLOCKED, "account_blocked"),
    ("unblock", "unblock", Kind.UNBLOCKED, "account_unblocked"),
]


@pytest.fixture
def reviewer():
    return make_reviewer()


@pytest.fixture
def desk(client, reviewer) -> Client:
    return sign_in(client, reviewer)


def page_of(user: User) -> str:
    return f"/review/accounts/{user.pk}/"


def ready_for(action: str, **fields) -> User:
    user = make_user(is_active=action != "unblock", **fields)
    TOTP.activate(user, SECRET)
    return user


@pytest.mark.parametrize("is_command", [False, True], ids=["on the page", "by the command"])
@pytest.mark.parametrize(("button", "word", "kind", "letter"), ACTIONS, ids=[row[0] for row in ACTIONS])
def test_each_action_ends_sessions_is_told_and_kept(desk, reviewer, button, word, kind, letter, is_command):
    user = ready_for(button)
    browser = signed_in(user)

    if is_command:
        call_command("account", user.email, word, why="Called back.", verbosity=0)
    else:
        desk.post(page_of(user), {"action": button, "reason": "Called back."})

    user.refresh_from_db()
    assert browser.get("/account/").status_code == 302
    assert user.is_active is (button != "block")
    assert Authenticator.objects.filter(user=user).exists() is (button != "take-off")
    assert Mail.objects.get(kind=letter).recipient == user.email
    event = SecurityEvent.objects.get(kind=kind)
    assert (event.about, event.by, event.reason) == (user, None if is_command else reviewer, "Called back.")


@pytest.mark.parametrize("button", [row[0] for row in ACTIONS])
def test_nothing_is_done_without_a_reason(desk, button):
    user = ready_for(button)

    page = desk.post(page_of(user), {"action": button, "reason": " "})

    assert 'href="#id_reason"' in text(page)
    assert not Mail.objects.exists()
    with pytest.raises(safeguards.NoReason):
        safeguards.sign_out(user, by=None, reason="  ")


@pytest.mark.parametrize("button", [row[0] for row in ACTIONS])
def test_a_reviewer_does_nothing_to_the_own_account(desk, reviewer, button):
    page = desk.post(page_of(reviewer), {"action": button, "reason": "Because."})

    assert page.status_code == 409
    assert "another reviewer" in text(page).lower()
    assert desk.get("/review/").status_code == 200


def test_another_reviewer_may_help_a_reviewer(desk):
    colleague = ready_for("take-off", is_reviewer=True)

    desk.post(page_of(colleague), {"action": "take-off", "reason": "She came by."})

    assert not Authenticator.objects.filter(user=colleague).exists()


def test_what_is_so_already_is_said(desk):
    user = make_user()

    page = desk.post(page_of(user), {"action": "unblock", "reason": "Because."})

    assert page.status_code == 409
    assert "It is so already." in text(page)
    with pytest.raises(CommandError, match="so already"):
        call_command("account", user.email, "take-off-second-factors", why="Lost.")
    with pytest.raises(CommandError, match="no account"):
        call_command("account", "nobody@example.org", "block", why="Lost.")


def test_who_was_half_signed_in_when_the_account_was_blocked_begins_anew(client):
    user = make_user()
    client.post("/account/sign-in/", {"email": user.email})
    code = code_mailed_to(user.email)
    safeguards.block(user, by=None, reason="Stolen.")
    client.post("/account/sign-in/code/", {"code": code})
    safeguards.unblock(user, by=None, reason="Found.")

    assert client.get("/account/").status_code == 302


def test_accounts_are_found_by_address_and_name(desk):
    user = make_user(name="Zoë Zimmer")

    assert page_of(user) in desk.get("/review/accounts/?q=zimmer").content.decode()
    assert page_of(user) in desk.get("/review/accounts/", {"q": user.email}).content.decode()
    assert "No account has that" in text(desk.get("/review/accounts/?q=qqqq"))


# Security events


def test_events_are_found_by_account_kind_and_time(desk):
    user, other = make_user(), make_user()
    for account in (user, other):
        SecurityEvent.objects.record(Kind.SIGNED_IN, by=account, network="192.0.2.1")
    SecurityEvent.objects.filter(by=other).update(at=timezone.now() - timedelta(days=10))

    page = "/review/security/"
    assert {user.email, other.email} <= shown(desk, page)
    assert shown(desk, f"{page}?account={user.email}") == {user.email}
    assert shown(desk, f"{page}?kind=blocked") == set()
    assert shown(desk, f"{page}?until={timezone.localdate() - timedelta(days=5)}") == {other.email}
    assert shown(desk, f"{page}?since={timezone.localdate() - timedelta(days=5)}&account={other.pk}") == set()


def shown(desk: Client, address: str) -> set[str]:
    return {event.by.email for event in desk.get(address).context["events"] if event.by}


@pytest.mark.parametrize(
    "query",
    [
        "account=nobody@example.org",
        "kind=password",
        "since=2026-13-40",
        "before=-1",
        "before=99999999999999999999",
        "account=99999999999999999999999",
    ],
)
def test_a_parameter_that_means_nothing_is_an_error_on_the_page(desk, query):
    answer = desk.get(f"/review/security/?{query}")

    assert answer.status_code == 200
    assert "There is a problem" in text(answer)


def test_events_come_page_by_page_within_a_budget(desk, django_assert_max_num_queries):
    users = [make_user() for _ in range(60)]
    for user in users:
        SecurityEvent.objects.record(Kind.SIGNED_IN, by=user, about=user)

    desk.get("/review/")  # notes that there is life in the session

    with django_assert_max_num_queries(6):
        first = desk.get("/review/security/?kind=signed_in")
    second = desk.get("/review/security/" + first.context["older"])

    rows = [*first.context["events"], *second.context["events"]]
    assert [event.by for event in rows] == users[::-1]
    assert not second.context["older"]


def test_an_account_that_was_deleted_keeps_its_number_alone(desk):
    user = make_user(email="gone@example.org")
    number = user.pk
    SecurityEvent.objects.record(Kind.ADDRESS_CHANGED, by=user, details="a → gone@example.org", network="::1")

    delete(user)

    page = text(desk.get(f"/review/security/?account={number}"))
    assert f"Account {number}, deleted" in page
    assert "gone@example.org" not in page


def test_events_and_the_addresses_of_networks_are_forgotten(desk):
    now = timezone.now()
    ages = {"new": timedelta(0), "old": NETWORK_KEPT + timedelta(days=1), "over": KEPT + timedelta(days=1)}
    for name, age in ages.items():
        event = SecurityEvent.objects.record(Kind.SIGNED_IN, details=name, network="192.0.2.1")
        SecurityEvent.objects.filter(pk=event.pk).update(at=now - age)

    assert forget_security_events() == 1

    kept = SecurityEvent.objects.exclude(details="").values_list("details", "network")
    assert dict(kept) == {"new": "192.0.2.1", "old": ""}


def test_a_decision_is_kept_with_who_and_where(desk, reviewer):
    official = make_verification()

    desk.post(f"/review/officials/{official.pk}/withdrawal/")

    decided = SecurityEvent.objects.get(kind=Kind.DECIDED)
    assert (decided.by, decided.details) == (reviewer, f"/review/officials/{official.pk}/withdrawal/")
    ended = SecurityEvent.objects.get(kind=Kind.OFFICIAL_ENDED)
    assert (ended.by, ended.about) == (reviewer, official.user)


def test_a_form_with_a_mistake_is_no_decision(desk):
    desk.post(page_of(make_user()), {"action": "block", "reason": ""})

    assert not SecurityEvent.objects.filter(kind=Kind.DECIDED).exists()


def test_changes_of_role_are_kept(reviewer):
    claim = make_representative(since=None)
    representation.grant(claim, by=reviewer, reason="Checked.")
    claim.refresh_from_db()
    owner = make_representative(organisation=claim.organisation)
    representation.pass_ownership(claim.organisation, to=owner.user, by=reviewer, reason="Gone.")
    representation.end(claim, by=reviewer)
    verification.withdraw(make_verification(organisation=make_organisation()), by=reviewer)
    call_command("make_reviewer", claim.user.email, verbosity=0)
    call_command("make_reviewer", claim.user.email, "--no-longer", verbosity=0)

    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        Kind.REPRESENTATIVE_MADE,
        Kind.REPRESENTATIVE_CHANGED,
        Kind.REPRESENTATIVE_CHANGED,
        Kind.REPRESENTATIVE_ENDED,
        Kind.OFFICIAL_ENDED,
        Kind.REVIEWER_MADE,
        Kind.REVIEWER_ENDED,
    ]


def test_signing_in_and_wrong_codes_are_kept(client):
    user = make_user()
    client.post("/account/sign-in/", {"email": user.email})
    client.post("/account/sign-in/code/", {"code": "WRONG"})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    stranger = Client()
    stranger.post("/account/sign-in/", {"email": "nobody@example.org"})
    stranger.post("/account/sign-in/code/", {"code": "WRONG"})

    events = SecurityEvent.objects.order_by("pk").values_list("kind", "by", "about", "network")

    assert list(events) == [
        (Kind.TRY_FAILED, None, user.pk, "127.0.0.1"),
        (Kind.SIGNED_IN, user.pk, None, "127.0.0.1"),
        (Kind.TRY_FAILED, None, None, "127.0.0.1"),
    ]

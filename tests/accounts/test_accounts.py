"""Making an account, signing in by a code, the second factor, and leaving."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from directory.models import (
    Mail,
    Proof,
    Representative,
    Right,
    SecurityEvent,
    SecurityEventKind,
    State,
    Submission,
    User,
)
from directory.rights import permissions
from tests.support.account_pages import CONFIRMED, ENTRANCES, SIGNED_IN, STAGES, WITH_SECOND_FACTOR
from tests.support.factories import make_organisation, make_reviewer, make_submission, make_user
from tests.support.responses import text
from tests.support.signing_in import SECRET, app_code, code_mailed_to, confirmed, make_passkey, sign_in

pytestmark = pytest.mark.django_db


def test_an_account_is_made_with_a_code_that_is_mailed(client):
    sent = client.post("/account/sign-in/", {"email": "Somebody@Example.org"}, follow=True)
    assert "somebody@example.org" in text(sent)
    assert not User.objects.exists()

    done = client.post(
        "/account/sign-in/code/", {"code": code_mailed_to("somebody@example.org")}, follow=True
    )

    assert done.redirect_chain[-1][0] == "/account/"
    user = User.objects.get()
    assert user.email == "somebody@example.org"
    assert not user.has_usable_password()


def test_one_signs_in_with_a_code_that_is_mailed(client):
    user = make_user()
    client.post("/account/sign-in/", {"email": user.email.upper()})

    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})

    assert user.email in text(client.get("/account/"))


def test_an_address_without_an_account_is_not_told_from_one_with(client):
    user = make_user()

    known = client.post("/account/sign-in/", {"email": user.email})
    unknown = Client().post("/account/sign-in/", {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Mail.objects.filter(recipient="nobody@example.org").exists()


@pytest.mark.parametrize("number", [7, 13, 1_000_000])
def test_a_wrong_code_is_refused_beside_its_field_and_recorded(client, number):
    user = make_user(pk=number)  # allauth's session has it in base 36
    client.post("/account/sign-in/", {"email": user.email})

    page = client.post("/account/sign-in/code/", {"code": "NOT-IT"})

    assert page.status_code == 200
    assert "There is a problem" in text(page)
    assert client.get("/account/").status_code == 302
    assert SecurityEvent.objects.get(kind=SecurityEventKind.TRY_FAILED).about_id == number


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b", "a" * 300 + "@example.org", "a\x00@example.org", "a@exa mple.org"]
)
def test_what_is_no_address_is_refused_beside_its_field(client, address):
    page = client.post("/account/sign-in/", {"email": address})

    assert page.status_code == 200
    assert 'href="#id_email"' in text(page)
    assert not User.objects.exists()


def test_an_address_has_one_form(client):
    client.post("/account/sign-in/", {"email": "SomeBody@bücher.example"})

    assert Mail.objects.get().recipient == "somebody@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "foo"]
)
def test_signing_in_leads_to_our_own_pages_only(client, next_page):
    user = make_user()
    client.post("/account/sign-in/", {"email": user.email, "next": next_page})

    response = client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})

    assert response.status_code == 302
    assert "evil" not in response.url
    assert "javascript" not in response.url


def test_a_page_that_is_not_public_leads_through_signing_in(client):
    response = client.get("/account/")

    assert response.status_code == 302
    assert response.url == "/account/sign-in/?next=/account/"


def test_an_app_is_added_and_asked_for_at_the_next_sign_in():
    user = make_user()
    client = confirmed(user)
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get("/account/app/add/").content.decode())[1]
    client.post("/account/app/add/", {"code": app_code(secret)})
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()

    other = Client()
    other.post("/account/sign-in/", {"email": user.email})
    asked = other.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})

    assert asked.url.startswith("/account/sign-in/second-factor/")
    assert other.get("/account/").status_code == 302


def test_a_second_factor_opens_the_session(client):
    sign_in(client, make_user(), has_app=True)

    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("after", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)], ids=str
)
def test_a_code_of_an_app_counts_a_little_early_or_late(client, monkeypatch, after, counts):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    user = make_user()
    TOTP.activate(user, SECRET)
    client.post("/account/sign-in/", {"email": user.email})
    client.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})

    client.post("/account/sign-in/second-factor/", {"code": app_code(SECRET, after=after)})

    assert (client.get("/account/").status_code == 200) is counts


@pytest.mark.parametrize("written", ["{}", " {} "], ids=["as it was", "with spaces"])
def test_a_code_of_an_app_counts_once_for_as_long_as_it_lasts(client, monkeypatch, written):
    start = int(time.time()) // 30 * 30

    def wait_until(seconds: int) -> None:
        monkeypatch.setattr(time, "time", lambda: start + seconds)
        # What was counted so far is as much older
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE limit_history SET ends_at = ends_at - make_interval(secs => %s)", [seconds]
            )

    wait_until(0)
    user, other, early = make_user(), Client(), app_code(SECRET, after=1)
    sign_in(client, user, has_app=True)
    assert client.post("/account/second-factor/again/", {"code": early}).status_code == 302
    wait_until(59)
    other.post("/account/sign-in/", {"email": user.email})
    other.post("/account/sign-in/code/", {"code": code_mailed_to(user.email)})
    again = other.post("/account/sign-in/second-factor/", {"code": written.format(early)})

    assert "Incorrect code" in text(again)
    assert other.get("/account/").status_code == 302


def test_the_name_and_the_language_of_mails_can_be_changed(client):
    user = make_user()
    client.force_login(user)

    client.post("/account/", {"name": "  Some\tBody ", "language": "fr"})

    user.refresh_from_db()
    assert (user.name, user.language) == ("Some Body", "fr")
    assert "Use one of" not in text(client.get("/account/"))


def test_what_is_wrong_in_a_profile_is_said_and_kept(client):
    client.force_login(make_user())

    page = text(client.post("/account/", {"name": "Some\u202eBody", "language": "tlh"}))

    assert "turns the direction of reading" in page
    assert "There is a problem" in page


def test_deleting_an_account_takes_what_is_personal_and_leaves_what_is_public(client):
    user, reviewer, organisation = make_user(), make_reviewer(), make_organisation()
    Representative.objects.create(
        user=user,
        organisation=organisation,
        right=Right.OWNER,
        proof=Proof.REVIEWER,
        since="2026-01-01T00:00Z",
    )
    draft = make_submission(registrant=user, state=State.DRAFT)
    sent = make_submission(registrant=user)
    client.force_login(user)
    assert organisation.name in text(client.get("/account/delete/"))

    client.post("/account/delete/", {"email": user.email})
    assert User.objects.filter(pk=user.pk).exists()
    client.post("/account/confirmation/?next=/account/delete/")
    client.post("/account/confirmation/?next=/account/delete/", {"code": code_mailed_to(user.email)})

    assert not User.objects.filter(pk=user.pk).exists()
    assert not Submission.objects.filter(pk=draft.pk).exists()
    sent.refresh_from_db()
    assert sent.registrant is None
    assert organisation.name in Mail.objects.get(recipient=reviewer.email).text
    assert client.get("/account/").status_code == 302


def confirm(client: Client, user: User) -> None:
    """Confirm with a mailed code that it is still the same person."""
    client.post("/account/confirmation/")
    client.post("/account/confirmation/", {"code": code_mailed_to(user.email)})


@pytest.mark.parametrize("code", ["", "BCDF-GHJK", "a\x00b", "a" * 21, "💥💥"])
def test_a_wrong_confirmation_deletes_nothing(client, code):
    user = make_user()
    client.force_login(user)
    client.post("/account/delete/", {"email": user.email})
    client.post("/account/confirmation/?next=/account/delete/")

    page = client.post("/account/confirmation/?next=/account/delete/", {"code": code})

    assert 'href="#id_code"' in text(page)
    assert User.objects.filter(pk=user.pk).exists()


def test_a_confirmation_and_its_code_grow_old(client, monkeypatch):
    user, now = make_user(), time.time
    client.force_login(user)
    client.post("/account/confirmation/")
    code = code_mailed_to(user.email)

    monkeypatch.setattr(time, "time", lambda: now() + 16 * 60)
    assert "too old" in text(client.post("/account/confirmation/", {"code": code}))
    confirm(client, user)
    monkeypatch.setattr(time, "time", lambda: now() + 22 * 60)

    assert client.post("/account/delete/", {"email": user.email}).url.startswith("/account/confirmation/")


def test_who_has_a_second_factor_confirms_with_it(client):
    user = make_user()
    sign_in(client, user, has_app=True)

    response = client.post("/account/delete/", {"email": user.email})

    assert response.url.startswith("/account/second-factor/again/")
    assert client.get("/account/confirmation/").url == "/account/second-factor/again/"


def test_confirmations_are_not_tried_without_end(client):
    client.force_login(make_user())

    answers = [client.post("/account/confirmation/", {"code": "BCDF-GHJK"}).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_an_account_is_not_deleted_by_another_address(client):
    user = make_user()
    client.force_login(user)
    confirm(client, user)

    page = client.post("/account/delete/", {"email": "other@example.org"})

    assert "not the address of your account" in text(page)
    assert User.objects.filter(pk=user.pk).exists()


@pytest.mark.parametrize(("is_public", "status"), [(True, 200), (False, 404)])
def test_the_outbox_is_there_in_a_trial_only(client, settings, is_public, status):
    settings.OUTBOX_IS_PUBLIC = is_public

    assert client.get("/outbox/").status_code == status


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize(
    "page", [page for page in ENTRANCES if "sign-out" not in page and "sign-up" not in page]
)
def test_the_ways_in_are_open_to_everybody(client, page, language):
    response = client.get(language + page)

    assert response.status_code == 200
    assert "Skip to main content" in text(response)
    assert response["Cache-Control"].startswith("max-age=0")


def test_an_account_shows_its_address_and_leads_reviewers_to_what_waits(client):
    client.force_login(make_reviewer(email="reader@example.org"))

    page = client.get("/account/").content.decode()

    assert "<bdi>reader@example.org</bdi>" in page
    assert 'href="/review/"' in page


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("page", SIGNED_IN)
def test_pages_of_an_account_are_for_who_is_signed_in(client, page, language, django_assert_max_num_queries):
    user = make_user()
    assert client.get(language + page).status_code == 302

    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    with django_assert_max_num_queries(13):
        response = client.get(language + page)

    assert response.status_code == 200
    assert "Skip to main content" in text(response)


@pytest.mark.parametrize("page", [*STAGES, *SIGNED_IN, *CONFIRMED, *WITH_SECOND_FACTOR])
def test_nobody_sees_a_page_of_an_account_without_signing_in(client, page):
    response = client.get(page)

    assert response.status_code in (302, 405)
    assert response.status_code == 405 or response.url.startswith("/account/sign-")


@pytest.mark.parametrize("page", WITH_SECOND_FACTOR)
def test_what_concerns_a_second_factor_asks_for_it_again(client, page):
    user = make_user()
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    if "/1/" in page:
        page = page.replace("/1/", f"/{make_passkey(user).pk}/")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.get(page)

    if page == "/account/second-factor/again/":
        assert response.status_code == 200
    else:
        assert response.status_code == 302
        assert response.url.startswith("/account/second-factor/again/")


@pytest.mark.parametrize("page", WITH_SECOND_FACTOR)
def test_nobody_opens_another_ones_passkey(client, page):
    passkey = make_passkey(make_user())
    client.force_login(make_user(), backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.get(page.replace("/1/", f"/{passkey.pk}/"))

    assert "A key" not in text(response)
    assert response.status_code in (302, 403, 404) or "recovery-codes" in page


@pytest.mark.parametrize(
    ("is_reviewer", "has_app", "expected"),
    [
        (False, True, "refused"),
        (True, False, "/account/second-factor/"),
        (True, True, "let in"),
    ],
)
def test_a_review_page_is_for_reviewers_who_gave_a_second_factor(rf, client, is_reviewer, has_app, expected):
    user = make_user(is_reviewer=is_reviewer)
    sign_in(client, user, has_app=has_app)

    assert reviewed_by(user, rf, client) == expected


def test_a_reviewer_who_was_signed_in_some_other_way_gives_the_second_factor_first(rf, client):
    reviewer = make_reviewer()
    TOTP.activate(reviewer, SECRET)
    client.force_login(reviewer)

    assert reviewed_by(reviewer, rf, client) == "/account/second-factor/again/"


def test_the_second_factor_of_somebody_else_does_not_count(rf, client):
    sign_in(client, make_user(), has_app=True)

    assert reviewed_by(make_reviewer(), rf, client) == "/account/second-factor/"


def reviewed_by(user: User, rf, client: Client) -> str:
    """What a review page answers somebody in the session of that browser."""
    request = rf.get("/a-review-page/")
    request.user, request.session = user, client.session
    try:
        response = permissions.reviewer(lambda request: HttpResponse("let in"))(request)
    except PermissionDenied:
        return "refused"
    return response.url.partition("?")[0] if response.status_code == 302 else response.content.decode()


def test_an_account_is_made_a_reviewer_from_the_shell_and_back():
    user = make_user()

    call_command("make_reviewer", user.email.upper(), verbosity=0)
    user.refresh_from_db()
    assert user.is_reviewer
    call_command("make_reviewer", user.email, "--no-longer", verbosity=0)
    user.refresh_from_db()

    assert not user.is_reviewer
    with pytest.raises(CommandError, match="no account"):
        call_command("make_reviewer", "nobody@example.org")


def test_a_cookie_that_is_not_ours_is_nobodys(client):
    client.cookies["sessionid"] = "garbage\x01'\";--"

    assert client.get("/account/").status_code == 302


def test_an_old_cookie_opens_nothing_after_signing_out(client):
    client.force_login(make_user())
    old = client.cookies["sessionid"].value
    client.post("/account/sign-out/")
    client.cookies["sessionid"] = old

    assert client.get("/account/").status_code == 302


def test_a_form_of_another_site_is_refused_in_the_frame_of_ours():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())

    response = browser.post("/account/delete/", {"csrfmiddlewaretoken": "a" * 64})

    assert response.status_code == 403
    assert "Skip to main content" in text(response)


def test_a_mail_leads_to_the_address_of_the_site_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["evil.example", "localhost"]

    client.post("/account/sign-in/", {"email": "nobody@example.org"}, headers={"host": "evil.example"})

    assert settings.DIRECTORY_BASE_URL in Mail.objects.get().html
    assert "evil" not in Mail.objects.get().html
    assert client.get("/account/", headers={"host": "other.example"}).status_code == 400

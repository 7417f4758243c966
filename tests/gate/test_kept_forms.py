"""Text typed is never lost when a session ends: it stands in its form again once its writer has signed in."""

import json
import re
from contextlib import suppress
from itertools import product

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from directory.gate.kept_forms import filled_in
from directory.models import KeptForm, Organisation, User
from tests.support.factories import make_organisation, make_reviewer, make_user
from tests.support.responses import text
from tests.support.signing_in import code_mailed_to, signed_in
from tests.support.site_pages import views

pytestmark = pytest.mark.django_db

KEPT, IN_ITS_FORM = "Your text is still here.", "Nothing has been sent yet"
CLAIM = "/account/speak-for/helpers/"
WORDS = 'I answer for the "helpers" & their <desk>.'


@pytest.fixture
def helpers() -> Organisation:
    return make_organisation(slug="helpers", name="Helpers")


@pytest.fixture
def writer() -> User:
    return make_user(email="writer@helpers.example")


def form_on(browser: Client, page: str) -> dict[str, str]:
    """The hidden fields of the form that sends text."""
    shown = browser.get(page).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))


def ended(browser: Client) -> Client:
    """The same browser, the session of which is over."""
    Session.objects.all().delete()
    return browser


def come_back(browser: Client, user: User, page: str) -> str:
    """What the page shows after signing in by a mailed code, as the site leads there."""
    code_page = browser.post("/account/sign-in/", {"email": user.email, "next": page})["Location"]
    code = {"code": code_mailed_to(user.email), "next": page}
    response = browser.post(code_page, code, follow=True)
    return response.content.decode()


def opened(response: HttpResponse) -> dict:
    """What is kept, opened by the key that the answer brought."""
    key = response.cookies[settings.KEPT_TEXT_COOKIE_NAME].value
    return json.loads(Fernet(key).decrypt(bytes(KeptForm.objects.get().sealed)))


def test_what_was_typed_stands_in_its_form_again_and_nothing_was_sent(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)

    response = ended(browser).post(CLAIM, {**hidden, "statement": WORDS}, follow=True)

    assert response.redirect_chain[0][0].endswith(f"?next={CLAIM}")
    assert KEPT in text(response)
    page = come_back(browser, writer, CLAIM)
    assert IN_ITS_FORM in page
    assert "I answer for the &quot;helpers&quot; &amp; their &lt;desk&gt;.</textarea>" in page
    assert not helpers.representatives.exists()
    assert not KeptForm.objects.exists()

    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    browser.post(CLAIM, {**hidden, "statement": WORDS})

    assert helpers.representatives.get().statement == WORDS
    assert KEPT not in text(browser.get(CLAIM))


def test_whoever_reads_the_database_cannot_read_it(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)

    response = ended(browser).post(CLAIM, {**hidden, "statement": WORDS})

    kept_form = KeptForm.objects.get()
    sessions = [session.get_decoded() for session in Session.objects.all()]
    key = response.cookies["kept-text"]
    assert opened(response)["fields"] == {"statement": [WORDS]}
    for in_database in (str(vars(kept_form)), str(sessions)):
        assert "answer for" not in in_database
        assert "speak-for" not in in_database
        assert key.value not in in_database
    assert key["httponly"]
    assert (key["samesite"], key["path"], key["max-age"]) == ("Lax", "/", 3600)


def test_of_two_pages_that_were_open_each_gets_its_own_back(helpers, writer):
    make_organisation(slug="others", name="Others")
    browser, other_claim = signed_in(writer), "/account/speak-for/others/"
    forms = {page: form_on(browser, page) for page in (CLAIM, other_claim)}
    ended(browser)
    for page, hidden in forms.items():
        browser.post(page, {**hidden, "statement": f"Typed on {page}"})

    assert f"Typed on {other_claim}" in come_back(browser, writer, other_claim)
    assert f"Typed on {CLAIM}" in text(browser.get(CLAIM))


def test_a_page_gives_it_back_while_nothing_can_be_written(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})
    browser.force_login(writer)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        page = text(browser.get(CLAIM))
        transaction.set_rollback(True)

    assert IN_ITS_FORM in page


@pytest.mark.parametrize("key", ["", "no key", "A" * 44, "ü" * 43 + "="])
def test_a_key_of_somebody_else_opens_nothing(helpers, writer, key):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})
    browser.cookies["kept-text"] = key

    assert IN_ITS_FORM not in come_back(browser, writer, CLAIM)


def test_nobody_else_reads_it_in_the_same_browser(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})

    page = come_back(browser, make_user(email="next@helpers.example"), CLAIM)

    assert IN_ITS_FORM not in page
    assert "I answer for" not in page
    assert "I answer for" not in text(browser.get("/account/your-text/"))


def test_its_writer_reads_it_in_no_other_browser(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})

    assert KEPT not in text(signed_in(writer).get(CLAIM))


def test_after_an_hour_it_is_gone(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})
    KeptForm.objects.update(kept_at=timezone.now() - timezone.timedelta(minutes=61))

    assert IN_ITS_FORM not in come_back(browser, writer, CLAIM)


def test_what_reads_like_a_case_is_not_kept(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)

    response = ended(browser).post(
        CLAIM,
        {**hidden, "statement": "Case no. 2024/1234, the suspect is John Doe, see http://abcdefgh.onion/x"},
    )

    assert response.status_code == 302
    assert not KeptForm.objects.exists()


@pytest.mark.parametrize("key", ["", "forged", "WzEsIi8iLCJ4Il0:1x:y", "x" * 6000])
def test_without_a_key_of_ours_nothing_is_kept(helpers, key):
    response = Client().post(CLAIM, {"form_key": key, "statement": WORDS})

    assert response["Location"].endswith(f"?next={CLAIM}")
    assert not KeptForm.objects.exists()


def test_a_page_that_was_open_since_an_earlier_session_shows_its_text_again(helpers, writer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer)
    hidden = form_on(browser, CLAIM)
    Session.objects.all().delete()
    browser.force_login(writer)  # in another tab

    response = browser.post(
        CLAIM,
        {**hidden, "csrfmiddlewaretoken": "x" * 64, "statement": WORDS},
        HTTP_ORIGIN="http://testserver",
        follow=True,
    )

    assert KEPT in text(response)
    assert "I answer for" in text(response)
    assert not helpers.representatives.exists()


def test_another_site_cannot_put_text_into_a_form(helpers, writer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer)
    hidden = form_on(browser, CLAIM)

    response = browser.post(
        CLAIM,
        {**hidden, "csrfmiddlewaretoken": "x" * 64, "statement": WORDS},
        HTTP_ORIGIN="https://evil.example",
    )

    assert response.status_code == 403
    assert not KeptForm.objects.exists()


def test_where_the_form_is_gone_a_page_shows_the_text(helpers, writer):
    browser = signed_in(writer)
    hidden = form_on(browser, CLAIM)
    ended(browser).post(CLAIM, {**hidden, "statement": WORDS})
    Organisation.objects.update(removed_at=timezone.now(), removal_reason="It closed.")

    page = come_back(browser, writer, CLAIM)

    assert "I answer for the &quot;helpers&quot;" in page
    assert "Copy what you need" in page
    assert not KeptForm.objects.exists()


FORM = """<form method="post" action="/a/"><input type="hidden" name="csrfmiddlewaretoken" value="new">
<input type="hidden" name="version" value="2"><input type="text" name="a" value="old" maxlength="9"><input name="b">
<input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">
<input type="radio" name="d" value="x"><select name="e"><option value="" selected>-</option><option value="p">P</option></select>
<textarea name="f" rows="2">
old</textarea><input type="file" name="g"><button name="then" value="later">x</button></form>"""


def test_every_kind_of_field_takes_its_text():
    fields = {
        "version": ["1"],
        "a": ['"n" & <w>'],
        "b": ["new"],
        "c": ["2"],
        "d": ["x"],
        "e": ["p"],
        "f": ["</textarea><script>"],
        "then": ["go-on"],
        "csrfmiddlewaretoken": ["old"],
    }

    page = filled_in(f"<p>{FORM}</p>", fields, action="/a/")

    for field in (
        'name="csrfmiddlewaretoken" value="new"',
        '<input value="1" type="hidden" name="version">',
        '<input value="&quot;n&quot; &amp; &lt;w&gt;" type="text" name="a" maxlength="9">',
        '<input value="new" name="b">',
        '<input type="checkbox" name="c" value="1">',
        '<input checked type="checkbox" name="c" value="2">',
        '<input checked type="radio" name="d" value="x">',
        '<option value="">-</option><option selected value="p">',
        "&lt;/textarea&gt;&lt;script&gt;</textarea>",
        '<button name="then" value="later">',
    ):
        assert field in page
    assert "<script>" not in page


def test_of_several_forms_the_one_that_sends_there_takes_the_text():
    other = FORM.replace("/a/", "/b/")

    page = filled_in(FORM + other, {"b": ["typed"]}, action="/b/")

    assert page.index(KEPT) > page.index("</form>")
    assert filled_in(FORM, {"z": ["typed"]}, action="/a/") is None


def address_of(pattern) -> str:
    """Some address of that view: who is asking is looked at before what stands there."""
    example = {"UUIDConverter": "00000000-0000-4000-8000-000000000000", "IntConverter": 1}
    places = {
        name: example.get(type(converter).__name__, "a-slug")
        for name, converter in pattern.pattern.converters.items()
    }
    # Pages of a record are included under its address, and those of allauth have no namespace
    for name, above in product((f"directory:{pattern.name}", pattern.name), ({}, {"slug": "a-slug"})):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=above | places)
    raise AssertionError(pattern)


SENT_TO = [
    pattern
    for pattern in views(get_resolver())
    if pattern.callback.policy in ("signed in", "reviewer") and "POST" in pattern.callback.allowed_methods
]


@pytest.mark.parametrize("pattern", SENT_TO, ids=lambda pattern: pattern.name)
def test_whatever_page_is_sent_after_the_session_ended_its_text_is_kept(writer, pattern):
    form_key = signing.dumps([writer.pk, "/the/page/?of=it", "random"], salt="form-key")

    response = Client().post(address_of(pattern), {"form_key": form_key, "words": WORDS})

    assert response.status_code == 302
    assert response["Location"].endswith("sign-in/?next=/the/page/%3Fof%3Dit")
    assert opened(response)["fields"] == {"words": [WORDS]}


@pytest.mark.parametrize(
    "pattern", [p for p in SENT_TO if p.callback.policy == "reviewer"], ids=lambda pattern: pattern.name
)
def test_a_reviewer_who_has_to_give_the_second_factor_again_loses_no_reason(pattern):
    reviewer = make_reviewer()
    form_key = signing.dumps([reviewer.pk, "/review/", "random"], salt="form-key")

    response = signed_in(reviewer).post(address_of(pattern), {"form_key": form_key, "reason": WORDS})

    assert response.status_code == 302
    assert response["Location"].endswith("?next=/review/")
    assert opened(response)["fields"] == {"reason": [WORDS]}


def test_every_form_of_a_page_for_accounts_carries_the_key(helpers, writer):
    browser = signed_in(writer)

    for page in ("/account/", "/account/address/", "/account/delete/", "/register/", CLAIM):
        shown = browser.get(page, follow=True).content.decode()
        assert shown.count('method="post"') == shown.count('name="form_key"') > 0, page


def test_no_form_lacks_the_token_that_the_key_comes_with():
    without = [
        template.name
        for template in (settings.BASE_DIR / "directory/templates").rglob("*.html")
        for form in re.findall(r'<form\b[^>]*method="post".*?</form>', template.read_text(), re.DOTALL)
        if "csrf_token" not in form
    ]

    # For everybody, without a cookie: what makes them ours is a token of their own, or where the browser says that they
    # were sent from
    assert sorted(without) == ["register.html", "report_problem.html", "stop_mails.html"]

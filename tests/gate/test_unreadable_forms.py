"""What browsers never send and programs do: another encoding than UTF-8, parts without an end. A page says so."""

import pytest
from django.test import Client

from directory.models import User
from tests.support.factories import make_reviewer, make_user
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
FORMS = [
    "/account/sign-in/",
    "/account/",
    "/register/",
    "/report-problem/",
    "/answer/",
    "/review/imports/",
    "/partnerships/",
]


@pytest.fixture
def people() -> dict[str, User | None]:
    return {"nobody": None, "somebody": make_user(), "a reviewer": make_reviewer()}


def browser_of(person: User | None) -> Client:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    return sign_in(browser, person, second_factor=person.is_reviewer) if person else browser


@pytest.mark.parametrize("person", ["nobody", "somebody", "a reviewer"])
@pytest.mark.parametrize("charset", ["utf-16", "UTF-7", "latin1", "no-such", "utf-8; charset=utf-16"])
@pytest.mark.parametrize("page", FORMS)
def test_a_form_in_another_encoding_is_refused_with_a_page(people, person, page, charset):
    browser = browser_of(people[person])

    for media_type in (URLENCODED, f"{MULTIPART}; boundary=x"):
        response = browser.generic("POST", page, b"a=b", f"{media_type}; charset={charset}")

        assert response.status_code == 400
        assert "This address or form cannot be understood" in text(response)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8"])
def test_a_form_in_utf_8_may_say_so(charset):
    response = browser_of(None).generic(
        "POST", "/report-problem/", b"a=b", f"{URLENCODED}; charset={charset}"
    )

    assert response.status_code == 200


@pytest.mark.parametrize("page", ["/account/sign-in/", "/report-problem/", "/register/", "/review/imports/"])
@pytest.mark.parametrize(
    ("boundary", "body"),
    [
        ("", b"a=b"),
        ("; boundary=", b"a=b"),
        ("; boundary=" + "x" * 300, b"--x"),
        ("; boundary=\xe9", b"--x\r\n"),
        ("; boundary=x", b"--x\r\nContent-Disposition: form-data; name=a\r\n"),
        (
            "; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"\0" * 99,
        ),
        (
            "; boundary=x",
            b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
        ),
    ],
)
def test_a_form_whose_parts_are_broken_is_answered(people, page, boundary, body):
    # Who is signed in is led past the page to sign in, whatever the form holds
    browser = browser_of(people["nobody" if page == "/account/sign-in/" else "a reviewer"])

    response = browser.generic("POST", page, body, MULTIPART + boundary)

    # Read as far as it goes, what is left lacks the token of a form, or is an empty form
    assert response.status_code in {200, 400, 403}
    assert "</html>" in text(response)
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_a_page_is_read_in_utf_8_whatever_the_request_says_of_itself():
    browser = browser_of(None)

    response = browser.get("/partnerships/?q=abc", CONTENT_TYPE=f"{URLENCODED}; charset=utf-16")

    assert response.status_code == 400

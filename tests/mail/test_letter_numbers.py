"""Each letter ends with a number, and a page says whether it is ours: its kind and its day, and nothing of who got it."""

import re
import uuid

import pytest

from directory.mail import outbox
from directory.models import Mail
from directory.models.letter_numbers import LetterNumber
from tests.support.reading import words

pytestmark = pytest.mark.django_db


def write(*, to: str = "somebody@example.org", kind: str = "account_message", language: str = "en") -> Mail:
    context = {"title": "A heading", "message": "What it says"}
    return outbox.write(kind, to=to, language=language, context=context)


def test_a_letter_ends_with_its_number_and_where_to_check_it():
    letter = write()

    number = str(LetterNumber.of(letter.pk))

    assert re.fullmatch("[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}", number)
    for text in (letter.text, letter.html):
        assert number in text
        assert "/letters/" in text
    assert "/fr/letters/" in write(language="fr").text


def test_a_number_of_ours_is_known_with_its_kind_and_nothing_of_who_got_it(client):
    letter = write()

    page = words(client, f"/letters/?number={LetterNumber.of(letter.pk)}")

    assert "Yes. We wrote a letter with the number" in page
    assert "A code to sign in, or a change in signing in" in page
    assert "somebody" not in page
    assert "A heading" not in page


def test_a_number_can_be_typed_as_people_type(client):
    letter = write()
    Mail.objects.filter(pk=letter.pk).update(id=uuid.UUID("01f00000-0001-4000-8000-000000000001"))

    for typed in ("01F0-0000-0001", "o1f0 0000 000l", "01f000000001"):
        assert LetterNumber.typed(typed).digits == "01f000000001"
    assert "Yes. We wrote" in words(client, "/letters/?number=o1f0%20oooo%20000l")


@pytest.mark.parametrize("typed", ["none", "3F9A-22C1-77B", "3F9A-22C1-77B0-1", "%00", "💥", "<b>"])
def test_what_is_no_number_is_said(client, typed):
    page = words(client, f"/letters/?number={typed}")

    assert "Yes." not in page
    assert "is no number of a letter" in page or typed == "%00"


def test_a_number_that_no_letter_has_is_not_known_and_the_page_says_for_how_long_letters_are(client):
    write()

    page = words(client, "/letters/?number=0000-0000-0001")

    assert "We know no letter with the number 0000-0000-0001." in page
    assert "30 days" in page


def test_the_page_sets_no_cookie_and_names_the_sender(client, settings):
    settings.DEFAULT_FROM_EMAIL = "letters@directory.example"

    response = client.get("/letters/")

    assert not response.cookies
    assert "letters@directory.example" in response.content.decode()


def test_letters_and_pages_call_the_site_by_its_own_name(settings, client):
    settings.SITE_NAME = "Register of Shields"

    letter = outbox.write("confirmation_code", to="a@example.org", language="en", context={"code": "ABCD"})

    assert "the Register of Shields" in letter.text
    assert "Partnership Directory" not in letter.text + letter.html

"""The logs tell what happened and where, by the number of the request, and nothing about people."""

import json
import logging
import re

import pytest
from django.db import IntegrityError, connection, transaction

from config.logs import JsonFormatter, TextFormatter
from directory.models import Visibility
from tests.support.answer_pages import naming, partner, token_mailed_to
from tests.support.factories import make_contact_point, make_user
from tests.support.signing_in import code_mailed_to

pytestmark = pytest.mark.django_db
FORMATTERS = {"json": JsonFormatter(), "text": TextFormatter()}


@pytest.fixture
def lines():
    """All that is logged meanwhile, in both forms."""
    logged = []

    class Keeping(logging.Handler):
        def emit(self, record):
            logged.extend(formatter.format(record) for formatter in FORMATTERS.values())

    handler, access, root = Keeping(logging.DEBUG), logging.getLogger("directory.access"), logging.getLogger()
    loggers = [root, logging.getLogger("django")]
    levels = [(logger, logger.level) for logger in (*loggers, access)]
    for logger in loggers:
        logger.addHandler(handler)
    access.setLevel(logging.INFO)
    yield logged
    for logger in loggers:
        logger.removeHandler(handler)
    for logger, level in levels:
        logger.setLevel(level)


def as_json(lines):
    return [json.loads(line) for line in lines if line.startswith("{")]


@pytest.fixture(autouse=True)
def logged_by_the_middleware(monkeypatch):
    monkeypatch.setattr("directory.operating.access.logger.isEnabledFor", lambda _level: True)


def test_each_request_has_a_line_with_its_page_status_time_and_length(client, lines):
    response = client.get("/partnerships/?country=PL")

    (line,) = [line for line in as_json(lines) if line["logger"] == "directory.access"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "partnerships", 200)
    assert line["bytes"] == len(response.content)
    assert line["ms"] > 0
    assert line["request_id"] == response["X-Request-ID"]
    assert "country" not in json.dumps(line)


def test_an_answer_that_is_sent_in_pieces_has_its_line_at_the_end(client, lines):
    response = client.get("/partnerships.csv")
    assert not lines

    length = len(b"".join(response.streaming_content))

    (line,) = as_json(lines)
    assert (line["route"], line["bytes"]) == ("download", length)


def test_the_number_of_a_proxy_of_ours_is_taken_if_it_is_one(client, settings):
    asked = {"x-request-id": "0af7651916cd43dd"}
    assert client.get("/healthz", headers=asked)["X-Request-ID"] != "0af7651916cd43dd"

    settings.TRUSTED_PROXY_COUNT = 1

    assert client.get("/healthz", headers=asked)["X-Request-ID"] == "0af7651916cd43dd"
    for odd in ("short", "a" * 65, "ana@charity.example", "two words of it"):
        assert client.get("/healthz", headers={"x-request-id": odd})["X-Request-ID"] != odd


def test_error_pages_give_the_number(client, monkeypatch):
    missing = client.get("/nothing-here/")

    assert missing.status_code == 404
    assert missing["X-Request-ID"] in missing.content.decode()
    assert "If you write to us about this, give this number:" in missing.content.decode()

    def fail(*args, **options):
        raise ValueError("ana@charity.example")

    monkeypatch.setattr("directory.browse.places.render", fail)
    client.raise_request_exception = False
    failed = client.get("/topics/")
    assert failed.status_code == 500
    assert failed["X-Request-ID"] in failed.content.decode()


def test_a_fault_is_told_with_its_place_and_type_and_without_its_words(client, lines, monkeypatch):
    def fail(*args, **options):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 'ana@charity.example'::int")

    monkeypatch.setattr("directory.browse.places.render", fail)
    client.raise_request_exception = False
    client.get("/topics/")

    fault = next(line for line in as_json(lines) if line["logger"] == "django.request")
    assert fault["message"] == "Internal Server Error: topics"
    assert "22P02" in fault["trace"]
    assert "test_logs.py" in fault["trace"]
    assert "ana@" not in "".join(lines)


def test_nothing_about_people_stands_in_the_logs(client, lines, monkeypatch):
    """Signing in, an invitation, an enquiry, a search, and faults with all of it."""
    secrets = {"ana@charity.example", "desk@partner.example", "Wiesława Kot", "a question about a colleague"}
    ana = make_user(email="ana@charity.example")
    client.post("/account/sign-in/", {"email": "ana@charity.example"})
    code = code_mailed_to("ana@charity.example")
    client.post("/account/sign-in/code/", {"code": "WRONG-CODE"})
    client.post("/account/sign-in/code/", {"code": code})
    from directory.asking import invitations

    invitations.ask(naming({"a": partner(email="desk@partner.example")}))
    token = token_mailed_to("desk@partner.example")
    client.get(f"/answer/{token}/", follow=True)
    client.get(f"/answer/{token}x/", follow=True)
    client.get(f"/ANSWER/{token}")
    desk = make_contact_point(visibility=Visibility.PUBLIC, name="Wiesława Kot")
    client.force_login(ana)
    client.post(
        f"/enquiries/new/?desk={desk.slug}",
        {"subject": "Wiesława Kot", "body": "a question about a colleague"},
    )
    client.get("/search/?q=Wiesława Kot")
    client.get("/suggest/?q=Wiesława Kot")
    client.get("/suggest/?q=Wiesława Kot&kind=unknown")
    client.get("/partnerships/?q=a question about a colleague")

    def fail(*args, **options):
        try:
            with transaction.atomic():
                make_user(email="ana@charity.example")
        except IntegrityError as error:
            raise ValueError(f"{token} {code} Wiesława Kot") from error

    monkeypatch.setattr("directory.browse.views.render", fail)
    client.raise_request_exception = False
    client.get("/search/?q=Wiesława Kot")

    output = "\n".join(lines)
    assert "IntegrityError" in output
    assert "23505" in output
    for secret in {*secrets, token, code, "WRONG-CODE", ana.email, desk.slug}:
        assert secret not in output
    assert not re.search(r"[\w.]+@[\w.]+\.example", output)

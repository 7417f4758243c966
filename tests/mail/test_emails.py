"""Mails are written with what they tell about, sent once, and kept until the mail server takes them."""

import smtplib

import pytest
from django.core import mail as server
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.mail import outbox
from directory.models import Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings):
    settings.EMAIL = ("mail.example.org", 25, "", "", False, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def write(**fields) -> Mail | None:
    return outbox.write(
        "account_message",
        to="somebody@example.org",
        language="en",
        context={"title": "A subject", "message": "A text."},
        **fields,
    )


def test_a_mail_has_a_subject_a_text_and_html_and_its_job(mail_server):
    mail = write()

    assert mail.subject == "A subject"
    assert mail.text.startswith("A text.\n\n-- \n")
    assert "<p>A text.</p>" in mail.html
    assert [job.args for job in ProcrastinateJob.objects.all()] == [{"mail": str(mail.pk)}]


def test_every_mail_says_who_runs_the_site(settings):
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = "Office <for> Examples", "1 Example Street"
    settings.CONTACT_EMAIL = "editors@office.example.org"
    settings.COLOURS = {"accent": ("#7a1f3d", "#f0b8c8")}

    mail = write()

    assert "Office <for> Examples, 1 Example Street\neditors@office.example.org\n" in mail.text
    assert "Office &lt;for&gt; Examples, 1 Example Street" in mail.html
    assert 'href="mailto:editors@office.example.org"' in mail.html
    assert "color: #7a1f3d" in mail.html
    assert "sample" not in mail.text + mail.html


def test_a_mail_of_the_demo_says_that_nobody_runs_it(settings):
    settings.OPERATOR_NAME, settings.OPERATOR_IS_SAMPLE = "Sample operator", True

    mail = write()

    assert "Sample operator (a sample: nobody runs this copy)" in mail.text
    assert "a sample: nobody runs this copy" in mail.html


def test_what_a_reminder_quotes_ends_before_the_operator(settings):
    settings.OPERATOR_NAME = "Office for Examples"

    subject, text = outbox.body("account_message", language="en", context={"title": "T", "message": "M"})

    assert (subject, text) == ("T", "M")


def test_a_mail_goes_with_its_transaction(mail_server):
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not Mail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


def test_the_same_thing_is_told_once(mail_server):
    assert write(key="told")
    assert write(key="told") is None

    assert Mail.objects.count() == 1
    assert ProcrastinateJob.objects.count() == 1


def test_a_mail_is_sent_once(mail_server):
    mail = write()

    assert outbox.send(mail.pk) is None
    assert outbox.send(mail.pk) is None

    (sent,) = server.outbox
    assert sent.body == mail.text
    assert sent.to == ["somebody@example.org"]
    assert sent.extra_headers["Message-ID"].startswith("<")
    assert str(mail.pk) in sent.extra_headers["Message-ID"]


def test_a_server_that_is_down_is_tried_again_later_each_time(mail_server, monkeypatch):
    def refuse(*_arguments):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    mail = write()

    waits = [outbox.send(mail.pk).total_seconds() for _try in range(4)]

    assert waits == [30, 60, 120, 240]
    assert Mail.objects.unsent().get().last_error == "gone"


def test_without_a_mail_server_a_mail_stays_in_the_outbox(settings):
    settings.EMAIL = None
    mail = write()

    assert outbox.send(mail.pk) is None
    assert Mail.objects.unsent().get() == mail

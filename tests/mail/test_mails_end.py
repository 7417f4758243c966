"""Every mail ends: sent, refused, given up, over, or too many. Nothing that it said is kept then."""

import datetime
import smtplib
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core import mail as server
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from directory.accounts.deletion import delete
from directory.asking import invitations
from directory.mail import outbox
from directory.mail.kinds import KINDS
from directory.mail.links import address_to_stop, stop_link, whole_address
from directory.models import Invitation, Mail, MailState
from directory.operating import retention
from tests.support.answer_pages import naming, partner
from tests.support.factories import make_user
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

TO = "somebody@example.org"


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL = ("mail.example.org", 25, "", "", False, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def write(*, to: str = TO, **fields) -> Mail:
    context = {"title": "Your code", "message": "ABCD-EFGH"}
    return outbox.write("account_message", to=to, language="en", context=context, **fields)


def send(mail: Mail) -> Mail:
    outbox.send(mail.pk)
    mail.refresh_from_db()
    return mail


def answer_with(monkeypatch, error: Exception) -> None:
    def refuse(*_arguments):
        raise error

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)


def recipient_refused(code: int) -> smtplib.SMTPException:
    return smtplib.SMTPRecipientsRefused({TO: (code, b"5.1.1 No such user")})


def says_nothing(mail: Mail) -> bool:
    return not (mail.subject or mail.text or mail.html)


def test_what_was_sent_says_nothing_any_more():
    mail = send(write())

    assert mail.state == MailState.SENT
    assert says_nothing(mail)
    assert "ABCD-EFGH" in server.outbox[0].body


def test_the_database_keeps_no_text_of_a_mail_that_ended():
    mail = write()

    with pytest.raises(IntegrityError, match="mail_says_nothing_once_it_is_settled"), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now())


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (recipient_refused(550), MailState.REFUSED),
        (recipient_refused(450), MailState.WAITING),
        (smtplib.SMTPDataError(554, b"Not wanted"), MailState.REFUSED),
        (smtplib.SMTPDataError(451, b"Later"), MailState.WAITING),
        # What the server has against us can be mended
        (smtplib.SMTPSenderRefused(550, b"Who are you", "us@example.org"), MailState.WAITING),
        (smtplib.SMTPAuthenticationError(535, b"No"), MailState.WAITING),
        (ConnectionRefusedError("nobody there"), MailState.WAITING),
        (UnicodeEncodeError("ascii", "é", 0, 1, "no such letter"), MailState.REFUSED),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{type(value).__name__} {value}"[:40],
)
def test_what_the_recipient_refuses_is_final_and_what_can_change_is_tried_again(monkeypatch, error, state):
    answer_with(monkeypatch, error)

    mail = write()
    wait = outbox.send(mail.pk)
    mail.refresh_from_db()

    assert mail.state == state
    assert bool(wait) is (state == MailState.WAITING)
    assert mail.last_error
    assert says_nothing(mail) is (state == MailState.REFUSED)


@pytest.mark.parametrize(("days", "state"), [(4.9, MailState.WAITING), (5.1, MailState.GIVEN_UP)])
def test_a_server_that_takes_nothing_is_given_up_after_five_days(monkeypatch, days, state):
    answer_with(monkeypatch, ConnectionRefusedError("nobody there"))
    mail = write()
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=days))

    assert send(mail).state == state


def test_a_code_is_not_sent_once_it_is_over():
    mail = write(minutes=15)
    Mail.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))

    assert send(mail).state == MailState.ENDED
    assert says_nothing(mail)
    assert not server.outbox


@pytest.mark.parametrize("has_account", [True, False])
def test_a_mail_that_anybody_can_ask_for_is_counted_and_ends_with_its_code(client, has_account):
    client.post("/account/sign-in/", {"email": make_user().email if has_account else "new@example.org"})

    mail = Mail.objects.get()
    assert mail.is_to_be_counted
    assert mail.ends_at - mail.created_at < datetime.timedelta(minutes=15, seconds=9)


def test_an_address_gets_five_an_hour_and_ten_a_day_of_what_anybody_can_cause():
    others = send(write(to="other@example.org", by_anybody=True))
    states = [send(write(by_anybody=True)).state for _mail in range(7)]

    assert states == [MailState.SENT] * 5 + [MailState.OVER_LIMIT] * 2
    assert others.state == MailState.SENT
    assert send(write()).state == MailState.SENT  # nobody but ourselves caused that


def test_a_day_has_ten_of_them():
    for _hour in range(4):
        for _mail in range(3):
            send(write(by_anybody=True))
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(
                "UPDATE limit_count SET ends_at = now() - interval '1 second' WHERE seconds = 3600"
            )

    assert len(server.outbox) == 10


def test_a_plus_or_a_capital_in_an_address_makes_no_other_one():
    addresses = [TO, "somebody+1@example.org", "Somebody+2@Example.org", "somebody+3@example.org"]

    states = [send(write(to=address, by_anybody=True)).state for address in [*addresses, TO, TO]]

    assert states == [MailState.SENT] * 5 + [MailState.OVER_LIMIT]


def test_a_mail_that_is_tried_again_counts_once(monkeypatch):
    with monkeypatch.context() as patch:
        answer_with(patch, ConnectionRefusedError("nobody there"))
        mail = write(by_anybody=True)
        for _try in range(8):
            outbox.send(mail.pk)

    assert send(mail).state == MailState.SENT


def test_as_many_codes_are_mailed_as_may_be_asked_for():
    user = make_user()
    for _time in range(5):
        assert Client().post("/account/sign-in/", {"email": user.email}).status_code == 302
        outbox.send(Mail.objects.latest("created_at").pk)
        with transaction.get_connection().cursor() as cursor:
            # allauth's own limits are others: three a minute
            cursor.execute("DELETE FROM limit_history")

    sixth = Client().post("/account/sign-in/", {"email": user.email})
    assert "five codes in an hour" in text(sixth)
    assert len(server.outbox) == 5


def test_an_alarm_is_told_what_waits_and_what_failed(monkeypatch):
    write()
    late = write()
    Mail.objects.filter(pk=late.pk).update(created_at=timezone.now() - datetime.timedelta(minutes=16))
    send(write())
    ended = write(minutes=15)
    Mail.objects.filter(pk=ended.pk).update(ends_at=timezone.now())
    send(ended)
    answer_with(monkeypatch, recipient_refused(550))
    send(write())
    long_ago = send(write())
    Mail.objects.filter(pk=long_ago.pk).update(failed_at=timezone.now() - datetime.timedelta(days=2))

    counts = outbox.unsent_counts()

    assert counts == outbox.UnsentCounts(waiting=2, late=1, refused=1, given_up=0, ended=1, over_limit=0)
    assert outbox.unsent_counts(within=datetime.timedelta(days=3)).refused == 2


def test_without_a_server_nothing_is_late_and_mails_keep_their_text(settings):
    settings.EMAIL = None
    mail = write()
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=9))

    assert send(mail).text.startswith("ABCD-EFGH\n")
    assert outbox.unsent_counts().late == 0


def test_rows_go_after_thirty_days():
    send(write())
    old = send(write())
    Mail.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=30, seconds=1))

    assert retention.forget_mails() == 1
    assert Mail.objects.exclude(pk=old.pk).count() == Mail.objects.count() == 1


def test_mails_go_with_their_account():
    user = make_user()
    write(to=user.email.upper())
    other = write()

    delete(user)

    assert Mail.objects.get() == other


# Who is told


def test_the_owner_of_an_account_is_told_that_mails_do_not_arrive(monkeypatch):
    user = make_user()
    client = signed_in(user)
    with monkeypatch.context() as patch:
        answer_with(patch, recipient_refused(550))
        send(write(to=user.email))
    assert "did not arrive" in client.get("/account/").content.decode()

    send(write(to=user.email))

    assert "did not arrive" not in client.get("/account/").content.decode()


def test_whoever_named_a_partner_is_told_that_the_mail_did_not_arrive(monkeypatch):
    submission = naming({"a": partner(email="gone@example.org"), "b": partner(email="there@example.org")})
    invitations.ask(submission)
    send(Mail.objects.get(recipient="there@example.org"))
    answer_with(monkeypatch, recipient_refused(550))
    send(Mail.objects.get(recipient="gone@example.org"))

    gone = Invitation.objects.get(email="gone@example.org")

    assert invitations.undelivered(submission.invitations.all()) == {gone.pk}
    page = signed_in(submission.registrant).get(f"/drafts/{submission.pk}/").content.decode()
    assert page.count("our letter did not arrive") == 1
    assert page.count("None yet") == 1


def test_nobody_who_did_not_get_an_invitation_is_reminded_of_it(monkeypatch):
    invitations.ask(naming({"a": partner(email="gone@example.org")}))
    answer_with(monkeypatch, recipient_refused(550))
    send(Mail.objects.get())
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=11))

    assert invitations.remind() == 0


def test_a_reminder_has_the_link_of_the_mail_whose_text_is_gone():
    invitations.ask(naming({"a": partner(email="desk@example.org")}))
    send(Mail.objects.get())
    link = server.outbox[0].body.partition("/answer/")[2].partition("/")[0]
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=11))

    invitations.remind()

    assert f"/answer/{link}/" in Mail.objects.get(kind="invitation_reminder").text
    assert Invitation.objects.with_token(link).open().exists()


def test_a_reminder_after_the_secret_changed_has_a_new_link(settings):
    invitations.ask(naming({"a": partner(email="desk@example.org")}))
    invitation = Invitation.objects.get()
    settings.SECRET_KEY = "another one, as long as the first"

    token = invitation.token_for_reminder()

    assert Invitation.objects.with_token(token).open().get() == invitation


def test_each_kind_of_mail_has_a_name():
    folder = Path(site_settings.BASE_DIR, "directory/templates/directory/emails")

    assert {path.stem for path in folder.glob("*.txt")} == KINDS.keys()


# Stopping


def test_a_mail_that_comes_again_says_how_to_stop_it():
    send(write(repeated=True))
    send(write())

    repeated, single = server.outbox
    link = stop_link(TO, language="en")
    assert repeated.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert repeated.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert TO not in link
    assert "List-Unsubscribe" not in single.extra_headers


def test_a_changed_link_stops_nothing():
    token = stop_link(TO, language="en").split("/")[-2]

    assert address_to_stop(token)
    assert address_to_stop(token[:-1]) is None
    assert address_to_stop(token.replace(token[0], "f" if token[0] != "f" else "e", 1)) is None
    assert address_to_stop("") is None


def test_a_space_in_an_address_does_not_cut_its_link():
    assert whole_address("/partnerships/?q=two words&é=ü").endswith(
        "/partnerships/?q=two%20words&%C3%A9=%C3%BC"
    )
    assert whole_address("/partnerships/a%20b/").endswith("/partnerships/a%20b/")

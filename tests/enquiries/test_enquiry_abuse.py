"""What people and programs try on the relay, and what becomes of it: one line each."""

import datetime
import uuid

import pytest
from django.core import mail as server
from django.db import connection
from django.test import Client
from django.utils import timezone

from directory.mail import outbox
from directory.models import DeskTest, EnquiryLink, EnquiryMessage, Mail, Visibility
from tests.support.enquiry_pages import MAILBOX, SENDER, WORDS, Sides
from tests.support.factories import make_contact_point, make_organisation, make_representative
from tests.support.responses import text

pytestmark = pytest.mark.django_db

NOTHING = {}
SENT_ONCE = {"EnquiryMessage": 1, "Mail": 1}
BEGUN_ONCE = {"Enquiry": 1, **SENT_ONCE}
A_MAIL = {"Mail": 1}
THE_BLOCK = {"Block": 1}  # which was there before


def twice(act):
    """The same thing done two times; the answer to the second."""
    act()
    return act()


def times(number, act):
    return [act(attempt) for attempt in range(number)][-1]


def two_presses(sides):
    key = uuid.uuid4()
    return twice(lambda: sides.new(key=key))


def two_answers(sides):
    """Both leave the browser before the first one comes back."""
    first, second = sides.by_link(), sides.by_link()
    sides.answer(reader=first, seen=1)
    return sides.answer(reader=second, seen=1)


def answer_to_what_is_not_all(sides):
    reader = sides.by_link()
    sides.again()
    return sides.answer(reader=reader, seen=1)


def hidden_desk(sides):
    return make_contact_point(
        slug="hidden", visibility=Visibility.SECRETARIAT, organisation=make_organisation()
    )


def own_desk(sides):
    organisation = make_organisation()
    make_representative(user=sides.sender, organisation=organisation)
    return make_contact_point(slug="own", organisation=organisation)


def expired(sides):
    EnquiryLink.objects.update(expires_at=timezone.now())
    return sides.by_link()


def given_up(sides):
    sides.desk.mailbox = "new@police.example"
    sides.desk.save(update_fields=["mailbox"])
    return sides.by_link()


def used(sides):
    reader, late = sides.by_link(), sides.by_link()
    sides.answer(reader=reader)
    return late


def token_of_a_test(sides):
    test = DeskTest(contact_point=sides.desk, mailbox=MAILBOX)
    token = test.new_token()
    test.save()
    return token


def from_another_site(sides):
    client = Client(enforce_csrf_checks=True)
    client.force_login(sides.sender, backend="allauth.account.auth_backends.AuthenticationBackend")
    typed = {"key": uuid.uuid4(), "subject": "Another", "body": "Text"}
    return client.post("/enquiries/new/?desk=brazil", typed, headers={"origin": "https://evil.example"})


def raw(sides, body):
    client = sides.as_(sides.sender)
    return client.post("/enquiries/new/?desk=brazil", body, content_type="application/x-www-form-urlencoded")


# What is tried, how, the status of the answer, what there is more of afterwards, and words of the answer's page
TABLE = [
    # Beginning an enquiry
    ("a line break and a Bcc in the subject", lambda s: s.new(subject="Hi\r\nBcc: victim@example.org"), 302, BEGUN_ONCE, ""),
    ("a line separator in the subject", lambda s: s.new(subject="Hi\u2028Bcc: victim@example.org"), 302, BEGUN_ONCE, ""),
    ("a NUL in the subject", lambda s: s.new(subject="Hi\0there"), 200, NOTHING, "subject_error"),
    ("a subject that nobody can see", lambda s: s.new(subject="\u200b\u3164"), 200, NOTHING, "subject_error"),
    ("half a character", lambda s: raw(s, f"key={uuid.uuid4()}&subject=Hello&body=%ED%A0%80"), 200, NOTHING, "body_error"),
    ("no text at all", lambda s: s.new(body=" \n "), 200, NOTHING, "body_error"),
    ("4,001 characters", lambda s: s.new(body="a " * 2000 + "b"), 200, NOTHING, "body_error"),
    ("half a megabyte of text", lambda s: s.new(body="word " * 100_000), 200, NOTHING, "body_error"),
    ("more than a megabyte of text", lambda s: s.new(body="word " * 300_000), 400, NOTHING, ""),
    ("2,000 fields", lambda s: s.new(**{f"f{n}": "x" for n in range(2000)}), 400, NOTHING, ""),
    ("the address of a computer", lambda s: s.new(body="Look at 203.0.113.77"), 200, NOTHING, "takes no cases"),
    ("the number of a case in the subject", lambda s: s.new(subject="Case no. 4711/26"), 200, NOTHING, "takes no cases"),
    ("the address of a file", lambda s: s.new(body="See https://a.example/1.jpg"), 200, NOTHING, "takes no cases"),
    (
        "case data that is said to be none",
        lambda s: s.new(body="Look at 203.0.113.77", not_a_case="on", not_a_case_because="It is our server."),
        200, NOTHING, "takes no cases",
    ),
    ("markup and a script", lambda s: s.new(body="<script>alert(1)</script><img src=x>"), 302, BEGUN_ONCE, ""),
    ("another site to go to", lambda s: s.new(query="&next=//evil.example", next="//evil.example"), 302, BEGUN_ONCE, ""),
    ("fields that no form has", lambda s: s.new(is_from_desk="on", address="a@b.example", sender=s.owner.pk), 302, BEGUN_ONCE, ""),
    ("the key of somebody else's enquiry", lambda s: s.new(by=s.stranger, key=s.enquiry.pk), 409, NOTHING, "could not be sent"),
    ("a key that is none", lambda s: s.new(key="../../1"), 200, NOTHING, "Error:"),
    ("an organisation of others", lambda s: (own_desk(s), s.new(organisation="police"))[1], 200, NOTHING, "organisation_error"),
    ("a NUL as organisation", lambda s: (own_desk(s), s.new(organisation="\0"))[1], 200, NOTHING, "organisation_error"),
    ("a desk that is hidden from the sender", lambda s: s.new(desk=hidden_desk(s).slug), 404, NOTHING, ""),
    ("a desk that does not exist", lambda s: s.new(desk="no-such-desk"), 404, NOTHING, ""),
    ("a NUL as desk", lambda s: s.new(desk="%00"), 404, NOTHING, ""),
    ("a desk of the sender's own", lambda s: s.new(desk=own_desk(s).slug), 403, NOTHING, "that you speak for"),
    ("a sender whom the desk blocked", lambda s: (s.block(desk=s.desk), s.new())[1], 403, THE_BLOCK, "takes no messages from you"),
    ("an account that the secretariat stopped", lambda s: (s.block(), s.new())[1], 403, THE_BLOCK, "takes no messages from you"),
    ("two presses", two_presses, 302, BEGUN_ONCE, ""),
    ("the sixth message to one desk in a day", lambda s: times(6, lambda _n: s.new()), 429, {name: 5 * n for name, n in BEGUN_ONCE.items()}, "Many messages"),
    ("a form of another site", from_another_site, 403, NOTHING, ""),
    ("a link that would send", lambda s: s.as_(s.sender).get("/enquiries/new/?desk=brazil&subject=Hi&body=Hello"), 200, NOTHING, ""),
    # Going on
    ("a message after one that was not read", lambda s: s.again(seen=0), 409, NOTHING, "while this page was open"),
    ("a number of messages that is none", lambda s: s.again(seen="9" * 5000), 409, NOTHING, "while this page was open"),
    ("the same message twice", lambda s: twice(lambda: s.again(seen=1)), 302, SENT_ONCE, ""),
    ("a stranger in between", lambda s: s.again(by=s.stranger), 404, NOTHING, ""),
    ("the secretariat in what nobody reported", lambda s: s.again(by=s.reviewer), 404, NOTHING, ""),
    ("a blocked sender going on", lambda s: (s.block(desk=s.desk), s.again())[1], 403, THE_BLOCK, "takes no messages from you"),
    ("a sender who blocks the other side", lambda s: s.as_(s.sender).post(f"{s.page}block/", {"what": "block"}), 404, NOTHING, ""),
    ("a stranger who blocks", lambda s: s.as_(s.stranger).post(f"{s.page}block/", {"what": "block"}), 404, NOTHING, ""),
    # From the mailed link
    ("a scanner that follows the link", lambda s: twice(lambda: s.by_link().get("/enquiries/answer/")), 200, NOTHING, WORDS),
    ("a link that ended", lambda s: s.answer(reader=expired(s)), 410, NOTHING, "no longer valid"),
    ("a link that was used", lambda s: s.answer(reader=used(s), body="Another answer"), 410, SENT_ONCE, "Another answer"),
    ("reading by a link that was used", lambda s: used(s).get("/enquiries/answer/"), 410, SENT_ONCE, "no longer valid"),
    ("an answer sent twice", two_answers, 302, SENT_ONCE, ""),
    ("the same link in two browsers", lambda s: twice(lambda: s.answer(reader=None, seen=1, body=f"Answer {uuid.uuid4()}")), 410, SENT_ONCE, "has not been sent"),
    ("a link with one other letter", lambda s: s.answer(reader=s.by_link(s.token[:-1] + ("A" if s.token[-1] != "A" else "B"))), 410, NOTHING, "no longer valid"),
    ("a link of ten kilobytes", lambda s: s.answer(reader=s.by_link("a" * 10_240)), 410, NOTHING, "no longer valid"),
    ("a link for something else", lambda s: s.answer(reader=s.by_link(token_of_a_test(s))), 410, NOTHING, "no longer valid"),
    ("a link to a mailbox that the desk gave up", lambda s: s.answer(reader=given_up(s)), 410, NOTHING, "no longer valid"),
    ("an answer with case data", lambda s: s.answer(body="The victim's name is Jane Doe"), 200, NOTHING, "takes no cases"),
    ("an answer to what came meanwhile", answer_to_what_is_not_all, 409, SENT_ONCE, "And in July?"),
    ("a new link while there is one", lambda s: s.by_link().post("/enquiries/answer/new-link/"), 200, NOTHING, "Look into your mailbox"),
    ("a new link after the end", lambda s: expired(s).post("/enquiries/answer/new-link/"), 200, A_MAIL, "Look into your mailbox"),
    ("four new links in a day", lambda s: times(4, lambda _n: expired(s).post("/enquiries/answer/new-link/")), 200, {"Mail": 3}, "Look into your mailbox"),
    ("a block by a link that was used", lambda s: used(s).post("/enquiries/answer/block/", {"what": "block"}), 410, SENT_ONCE, "no longer valid"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "status", "more", "words"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE]
)
def test_what_is_tried_has_the_stated_effect(act, status, more, words):
    sides = Sides()
    before = sides.written()

    response = act(sides)

    after = sides.written()
    assert response.status_code == status
    assert words in text(response)
    assert {name: after[name] - before[name] for name in before if after[name] != before[name]} == more
    nothing_leaked(sides, response)


def nothing_leaked(sides: Sides, response) -> None:
    """Whatever was tried: mails go to the two sides only and tell nothing, and nobody has seen an address."""
    for mail in Mail.objects.all():
        assert mail.recipient in {MAILBOX, SENDER}
        assert len(mail.subject.splitlines()) == 1
        other = SENDER if mail.recipient == MAILBOX else MAILBOX
        for words in ("training", "June", "victim@", other):
            assert words not in mail.subject + mail.text + mail.html
    assert not EnquiryMessage.objects.exclude(address="").exists()
    assert response.headers.get("Location", "/enquiries/").startswith("/enquiries/")
    assert MAILBOX not in text(sides.as_(sides.sender).get(sides.page))
    assert SENDER not in text(sides.as_(sides.owner).get(sides.page))
    assert "<script>alert" not in text(response)


def test_names_with_line_breaks_do_not_get_into_the_headers_of_a_mail(settings):
    settings.EMAIL = ("mail.example.org", 25, "", "", False, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sides = Sides()
    sides.desk.name = "Desk\r\nBcc: victim@example.org\r\n\r\nHello"
    sides.desk.save(update_fields=["name"])
    sides.again()

    for mail in Mail.objects.all():
        outbox.send(mail.pk)

    assert len(server.outbox) == 2
    for sent in server.outbox:
        message = sent.message()
        assert message["To"] == MAILBOX
        assert message["Bcc"] is None
        assert sent.recipients() == [MAILBOX]


def test_what_was_typed_with_a_mistake_is_still_there(client):
    page = text(Sides().new(subject="", body="A long text that took an hour."))

    assert "A long text that took an hour." in page


def test_a_sender_who_is_blocked_can_write_to_other_desks():
    sides = Sides()
    make_contact_point(slug="other", mailbox=MAILBOX)
    sides.block(desk=sides.desk)

    assert sides.new(desk="other").status_code == 302


def test_the_limits_begin_anew_after_a_day():
    sides = Sides()
    for _message in range(6):
        last = sides.new()
    assert last.status_code == 429

    with connection.cursor() as cursor:
        cursor.execute("UPDATE limit_count SET ends_at = now() - %s", [datetime.timedelta(seconds=1)])

    assert sides.new().status_code == 302

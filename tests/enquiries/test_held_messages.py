"""What a fresh account writes, and what is over a desk's allowance, waits for the secretariat; nothing of it is lost."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from directory.accounts.deletion import delete
from directory.enquiries import relaying
from directory.enquiries.forms import links_in
from directory.enquiries.relaying import MessageWay, SenderStanding
from directory.models import Enquiry, EnquiryMessage, Mail, MessageState, User
from tests.support.enquiry_pages import MAILBOX, SOME_TIME_AGO, Sides, desk_in_brazil, tokens
from tests.support.factories import (
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

FRESH = "fresh@example.org"


@pytest.fixture
def sides() -> Sides:
    return Sides()


@pytest.fixture
def fresh(sides) -> User:
    return make_user(email=FRESH)


@pytest.fixture
def held(sides, fresh) -> EnquiryMessage:
    """The first message of a fresh account."""
    Mail.objects.all().delete()
    sides.new(by=fresh, body="We sell what you need.")
    return EnquiryMessage.objects.held().get()


def decide(sides: Sides, message: EnquiryMessage, **typed):
    return sides.as_(sides.reviewer).post(f"/review/messages/{message.pk}/", typed)


def kinds() -> list[str]:
    return sorted(Mail.objects.values_list("kind", flat=True))


def test_the_first_message_of_a_fresh_account_waits_for_the_secretariat(sides, fresh, held):
    page = text(sides.as_(fresh).get(f"/enquiries/{held.enquiry_id}/"))

    assert "The secretariat reads this message before the desk gets it." in page
    assert not Mail.objects.exists()
    assert "We sell what you need." not in text(sides.as_(sides.owner).get("/enquiries/"))
    assert sides.as_(sides.owner).get(f"/enquiries/{held.enquiry_id}/").status_code == 404
    queue = text(sides.as_(sides.reviewer).get("/review/?kind=message"))
    assert f"/review/messages/{held.pk}/" in queue


def test_the_list_of_the_sender_says_how_far_it_came_and_that_of_the_desk_does_not(sides, fresh, held):
    written = sides.as_(fresh)
    assert "Waits for the secretariat" in text(written.get("/enquiries/"))

    decide(sides, held, decision="pass_on")

    assert "Not answered yet" in text(written.get("/enquiries/"))
    EnquiryMessage.objects.create(enquiry=held.enquiry, body="One more", state="held")
    assert "Waits for the secretariat" in text(written.get("/enquiries/"))
    assert "Waits" not in text(sides.as_(sides.owner).get("/enquiries/"))
    EnquiryMessage.objects.filter(body="One more").update(state="refused", refusal="No.")
    assert "Not passed on" in text(written.get("/enquiries/"))


def test_a_reviewer_passes_it_on(sides, fresh, held):
    page = text(sides.as_(sides.reviewer).get(f"/review/messages/{held.pk}/"))
    assert "We sell what you need." in page
    assert FRESH in page

    answer = decide(sides, held, decision="pass_on")

    assert answer.status_code == 302
    assert kinds() == ["enquiry", "message_passed_on"]
    assert Mail.objects.get(kind="enquiry").recipient == MAILBOX
    assert Mail.objects.get(kind="message_passed_on").recipient == FRESH
    assert "We sell what you need." in text(sides.by_link(tokens()[-1]).get("/enquiries/answer/"))
    assert f"/review/messages/{held.pk}/" not in text(sides.as_(sides.reviewer).get("/review/"))
    assert "The secretariat reads" not in text(sides.as_(fresh).get(f"/enquiries/{held.enquiry_id}/"))


def test_a_reviewer_refuses_it_with_a_reason_that_the_sender_reads(sides, fresh, held):
    without = decide(sides, held, decision="refuse")
    assert "Say why the desk does not get the message." in text(without)

    decide(sides, held, decision="refuse", reason="This is an advertisement.")

    assert kinds() == ["message_refused"]
    assert "This is an advertisement." in Mail.objects.get().text
    page = text(sides.as_(fresh).get(f"/enquiries/{held.enquiry_id}/"))
    assert "did not pass this message on" in page
    assert "This is an advertisement." in page
    assert sides.as_(sides.owner).get(f"/enquiries/{held.enquiry_id}/").status_code == 404


def test_a_message_is_decided_once(sides, held):
    decide(sides, held, decision="pass_on")

    again = decide(sides, held, decision="refuse", reason="An advertisement.")

    assert again.status_code == 409
    assert "Somebody has decided about this message already." in text(again)
    assert kinds() == ["enquiry", "message_passed_on"]


def test_a_sender_who_is_blocked_meanwhile_is_not_passed_on(sides, fresh, held):
    sides.sender = fresh
    sides.block()

    assert decide(sides, held, decision="pass_on").status_code == 409
    assert not Mail.objects.exists()


def test_what_a_gone_account_wrote_waits_for_nobody(sides, fresh, held):
    delete(fresh)

    assert not EnquiryMessage.objects.held().exists()
    assert decide(sides, held, decision="pass_on").status_code == 409


def test_later_messages_of_a_fresh_account_go_once_one_was_passed_on(sides, fresh, held):
    sides.new(by=fresh, body="And we sell more.")
    assert EnquiryMessage.objects.held().count() == 2

    decide(sides, held, decision="pass_on")
    sides.new(by=fresh, body="Thank you.")

    assert EnquiryMessage.objects.get(body="Thank you.").state == MessageState.PASSED


def test_a_message_that_waits_hides_nothing_from_the_desk_that_it_answers(sides, fresh, held):
    decide(sides, held, decision="pass_on")
    relaying.add(held.enquiry, by=fresh, is_from_desk=False, body="And this?", seen=1, is_held=True)

    done = sides.by_link(tokens()[-1]).post("/enquiries/answer/", {"seen": 1, "body": "Gladly."})

    assert done.status_code == 302
    assert "And this?" not in text(sides.as_(sides.owner).get(f"/enquiries/{held.enquiry_id}/"))


def test_a_message_that_nobody_held_up_is_none_of_the_secretariats(sides):
    message = sides.enquiry.messages.get()

    assert sides.as_(sides.reviewer).get(f"/review/messages/{message.pk}/").status_code == 404


def test_what_a_desk_writes_is_always_passed_on(sides):
    with pytest.raises(IntegrityError, match="enquiry_message_of_a_desk"), transaction.atomic():
        EnquiryMessage.objects.create(
            enquiry=sides.enquiry, is_from_desk=True, body="Gladly.", state=MessageState.HELD
        )


# Who has which allowance


@pytest.mark.parametrize(
    ("days", "role", "standing"),
    [
        (6.9, "", SenderStanding.FRESH),
        (7.1, "", SenderStanding.ACCOUNT),
        (1, "speaker", SenderStanding.SPEAKER),
        (1, "official", SenderStanding.OFFICIAL),
        (30, "official without a second factor", SenderStanding.ACCOUNT),
    ],
)
def test_an_account_is_fresh_for_a_week_unless_it_has_a_role(days, role, standing):
    sender = make_user(created_at=timezone.now() - datetime.timedelta(days=days))
    if role == "speaker":
        make_representative(user=sender, organisation=make_organisation())
    if role.startswith("official"):
        make_verification(user=sender, organisation=make_organisation(sector_id="law_enforcement"))
        sender.gave_second_factor = role == "official"

    assert relaying.standing_of(sender) == standing


def passed_on_before(sender: User) -> User:
    enquiry = Enquiry.objects.create(sender=sender, addressee="A desk")
    EnquiryMessage.objects.create(enquiry=enquiry, body="Before.")
    return sender


def test_many_fresh_accounts_use_up_nothing_of_what_officials_have():
    """Eight fresh accounts with five messages each are as many as a desk once took from everybody."""
    desk = desk_in_brazil()
    ways = []
    for _account in range(8):
        sender = passed_on_before(make_user())
        ways += [relaying.way_of(sender, desk=desk, organisation=None) for _message in range(5)]
    official = make_user()
    make_verification(user=official, organisation=make_organisation(sector_id="law_enforcement"))
    official.gave_second_factor = True
    speaker = make_representative(user=make_user(), organisation=make_organisation()).user
    older = make_user(created_at=SOME_TIME_AGO)

    assert ways == [MessageWay.TO_DESK] * 10 + [MessageWay.TO_SECRETARIAT] * 30
    for sender in (official, speaker, older):
        assert relaying.way_of(sender, desk=desk, organisation=None) == MessageWay.TO_DESK


def test_what_is_over_a_desks_allowance_waits_and_is_not_lost(sides):
    with connection.cursor() as cursor:
        relaying.way_of(sides.stranger, desk=sides.desk, organisation=None)
        cursor.execute("UPDATE limit_count SET times = 20 WHERE purpose = 'enquiry:desk:account'")

    sent = sides.new(body="One too many.")

    assert sent.status_code == 302
    assert EnquiryMessage.objects.held().get().body == "One too many."


def test_a_sender_who_writes_too_much_is_told_and_keeps_the_text(sides):
    answers = [sides.new(body=f"Message {number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Message 5" in text(answers[-1])


# Links


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("", 0),
        ("Write to desk@police.example, e.g. on 3.4.2026. Or/and call.", 0),
        ("https://a.example/ and http://b.example", 2),
        ("www.a.example, a.example/page, ftp://c.example", 3),
        ("HTTPS://A.EXAMPLE " * 150, 150),
    ],
)
def test_links_are_counted_with_and_without_their_scheme(typed, links):
    assert links_in(typed) == links


@pytest.mark.parametrize(("number", "status"), [(2, 302), (3, 200), (150, 200)])
def test_a_message_has_two_links_at_most(sides, number, status):
    answer = sides.new(body="See " + " ".join(f"https://a.example/{page}" for page in range(number)))

    assert answer.status_code == status
    if status == 200:
        assert "A message has 2 links at most." in text(answer)
        assert 'href="#id_body"' in text(answer)
        assert "https://a.example/2" in text(answer)


def test_links_in_the_subject_count_as_well(sides):
    answer = sides.new(subject="https://a.example", body="https://b.example https://c.example")

    assert "A message has 2 links at most." in text(answer)


def test_two_reviewers_at_the_page_of_one_message_see_what_the_other_decided(sides, held):
    other = sign_in(Client(), make_reviewer(), second_factor=True)
    decide(sides, held, decision="refuse", reason="An advertisement.")

    page = text(other.get(f"/review/messages/{held.pk}/"))

    assert "An advertisement." in page
    assert "<textarea" not in page

"""A message goes to a desk and an answer comes back, and neither side sees more than the other shows."""

import datetime
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from directory.accounts.deletion import delete
from directory.models import (
    Block,
    ContactPoint,
    Enquiry,
    EnquiryLink,
    EnquiryMessage,
    EnquiryReport,
    Mail,
    User,
    Visibility,
)
from directory.operating import retention
from tests.support.enquiry_pages import MAILBOX, SENDER, WORDS, Sides, desk_in_brazil, tokens
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_representative,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides() -> Sides:
    return Sides()


def the_mail(kind: str) -> Mail:
    return Mail.objects.filter(kind=kind).latest("created_at")


def test_a_desk_is_written_to_and_answers_from_its_mail(sides):
    mail = the_mail("enquiry")
    assert (mail.recipient, mail.subject) == (MAILBOX, "A message for International desk")
    page = text(sides.by_link().get("/enquiries/answer/"))
    assert "A training" in page
    assert WORDS in page

    done = sides.by_link().post("/enquiries/answer/", {"seen": 1, "body": "Gladly."}, follow=True)

    assert done.redirect_chain == [("/enquiries/answer/thank-you/", 302)]
    told = the_mail("enquiry_answered")
    assert told.recipient == SENDER
    assert sides.page in told.text
    assert "Gladly." in text(sides.as_(sides.sender).get(sides.page))
    assert Enquiry.objects.get().answered_at


def test_looking_at_the_link_changes_nothing(sides):
    before = EnquiryLink.objects.values().get(), sides.written()

    for method in ("get", "head"):
        scanner = Client()
        getattr(scanner, method)(f"/enquiries/answer/{sides.token}/", follow=True)
        getattr(scanner, method)("/enquiries/answer/block/")

    assert (EnquiryLink.objects.values().get(), sides.written()) == before


def test_the_address_of_the_link_is_left_at_once_and_nobody_else_learns_it(client, sides):
    response = client.get(f"/enquiries/answer/{sides.token}/")

    assert response.url == "/enquiries/answer/"
    assert response["Referrer-Policy"] == "no-referrer"
    page = client.get("/enquiries/answer/")
    assert sides.token not in text(page)
    assert "no-store" in page["Cache-Control"]


def test_a_message_tells_for_whom_it_is_written_and_never_by_whom(sides):
    organisation = make_organisation(slug="hotline", name="Hotline of Poland")
    make_representative(user=sides.sender, organisation=organisation)
    User.objects.filter(pk=sides.sender.pk).update(name="Anna Kowalska")

    sides.new(organisation="hotline")

    assert "Somebody who speaks for Hotline of Poland" in the_mail("enquiry").text
    page = text(sides.by_link(tokens()[-1]).get("/enquiries/answer/"))
    assert "Somebody who speaks for <bdi>Hotline of Poland</bdi>" in page
    assert "Kowalska" not in page + the_mail("enquiry").text


@pytest.mark.parametrize(
    ("second_factor", "words"), [(True, "A verified official of"), (False, "not for an organisation")]
)
def test_an_official_writes_as_one_in_a_session_with_a_second_factor(sides, second_factor, words):
    police = make_organisation(slug="poland", name="Police of Poland", sector_id="law_enforcement")
    make_verification(user=sides.sender, organisation=police)
    official = sign_in(Client(), sides.sender, second_factor=second_factor)
    typed = {"organisation": "poland", "subject": "A question", "body": "Who speaks Polish?"}

    official.post("/enquiries/new/?desk=brazil", {"key": uuid.uuid4(), **typed})

    assert words in the_mail("enquiry").text
    assert words in text(sides.by_link(tokens()[-1]).get("/enquiries/answer/"))


def test_an_address_is_shown_when_its_side_says_so_and_only_then(sides):
    sides.answer(shows_address="on")
    seen_by_sender = text(sides.as_(sides.sender).get(sides.page))
    sides.again(shows_address="on")
    seen_by_desk = text(sides.by_link(tokens()[-1]).get("/enquiries/answer/"))

    assert f"mailto:{MAILBOX}" in seen_by_sender
    assert f"mailto:{SENDER}" not in seen_by_sender
    assert f"mailto:{SENDER}" in seen_by_desk


def test_somebody_who_speaks_for_the_organisation_answers_with_an_account_and_the_desks_address(sides):
    assert "A training" in text(sides.as_(sides.owner).get("/enquiries/"))

    sides.again(by=sides.owner, body="Which day?", shows_address="on")

    message = EnquiryMessage.objects.last()
    assert (message.is_from_desk, message.written_by, message.address) == (True, sides.owner, MAILBOX)
    assert the_mail("enquiry_answered").recipient == SENDER


def test_a_desk_without_a_mailbox_is_read_by_those_who_speak_for_its_organisation(sides):
    ContactPoint.objects.update(mailbox="", phone="+55 11 5555 0100")

    sides.new()

    mail = the_mail("enquiry")
    assert mail.recipient == "owner@police.example"
    assert "/enquiries/answer/" not in mail.text
    assert f"/enquiries/{Enquiry.objects.latest('created_at').pk}/" in mail.text


def test_a_desk_that_nobody_reads_here_cannot_be_written_to(sides):
    make_contact_point(slug="phone-only", mailbox="", phone="+55 11 5555 0100")

    page = sides.as_(sides.sender).get("/enquiries/new/?desk=phone-only")
    sent = sides.new(desk="phone-only")

    assert "takes no messages through this site" in text(page)
    assert "<textarea" not in text(page)
    assert sent.status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("fr", 'lang="fr" dir="ltr"'), ("ar", 'lang="ar" dir="rtl"')]
)
def test_mails_are_in_the_language_of_who_gets_them(language, words):
    sender = make_user(email=SENDER, language=language)
    sides = Sides(sender=sender, desk=desk_in_brazil(languages=["pt", language]))

    sides.answer()

    for kind in ("enquiry", "enquiry_answered"):
        mail = the_mail(kind)
        assert (mail.language, words in mail.html) == (language, True)
        assert f"/{language}/enquiries/" in mail.text


def test_a_sender_who_may_not_see_the_desk_any_more_reads_but_does_not_write(sides):
    ContactPoint.objects.update(visibility=Visibility.SECRETARIAT, name="A secret name")

    page = text(sides.as_(sides.sender).get(sides.page))

    assert "International desk" in page
    assert "A secret name" not in page
    assert sides.again().status_code == 403


def test_an_enquiry_outlives_its_desk(sides):
    make_contact_point(organisation=sides.desk.organisation)
    sides.desk.delete()

    page = text(sides.as_(sides.sender).get(sides.page))

    assert WORDS in page
    assert sides.again().status_code == 403
    assert sides.answer().status_code == 410


# Blocking and reporting


@pytest.mark.parametrize("way", ["account", "link"])
def test_a_desk_blocks_a_sender_and_takes_it_back(sides, way):
    if way == "link":
        sides.by_link().post("/enquiries/answer/block/", {"what": "block"})
    else:
        sides.as_(sides.owner).post(f"{sides.page}block/", {"what": "block"})

    assert sides.new().status_code == 403
    assert not EnquiryReport.objects.exists()
    sides.as_(sides.owner).post(f"{sides.page}unblock/")
    assert sides.new().status_code == 302


@pytest.mark.parametrize("way", ["account", "link"])
def test_a_reported_sender_is_read_by_the_secretariat_which_may_stop_the_account(sides, way):
    said = {"what": "report", "reason": "It is the same advertisement each day."}
    if way == "link":
        sides.by_link().post("/enquiries/answer/block/", said)
    else:
        sides.as_(sides.owner).post(f"{sides.page}block/", said)
    page = f"/review/enquiries/{EnquiryReport.objects.get().pk}/"
    reviewer = sides.as_(sides.reviewer)
    assert page in text(reviewer.get("/review/?kind=enquiry"))
    for words in (WORDS, said["reason"], SENDER):
        assert words in text(reviewer.get(page))

    reviewer.post(page, {"outcome": "An advertiser.", "stops_sender": "on"})

    make_contact_point(slug="other")
    assert sides.new(desk="other").status_code == 403
    assert page not in text(reviewer.get("/review/"))
    assert reviewer.post(page, {"outcome": "Again."}).status_code == 409


def test_a_report_needs_its_reason_and_takes_no_case(sides):
    reader = sides.by_link()

    without = reader.post("/enquiries/answer/block/", {"what": "report", "reason": " "})
    case = reader.post("/enquiries/answer/block/", {"what": "report", "reason": "He sent 203.0.113.77"})

    assert "Say in a few words what is the matter." in text(without)
    assert "takes no cases" in text(case)
    assert not Block.objects.exists()
    assert EnquiryLink.objects.open().exists()


# What is kept for how long


def age(days: float) -> None:
    Enquiry.objects.update(changed_at=timezone.now() - datetime.timedelta(days=days))


def test_words_and_addresses_are_deleted_90_days_after_the_last_message_and_the_fact_stays(sides):
    sides.answer(shows_address="on")
    age(89.9)
    assert retention.forget_enquiries() == 0
    age(90.1)

    assert retention.forget_enquiries() == 1
    assert retention.forget_enquiries() == 0

    enquiry = Enquiry.objects.get()
    assert (enquiry.subject, enquiry.addressee) == ("", "International desk, Police of Brazil")
    assert enquiry.answered_at
    assert list(enquiry.messages.values_list("body", "address")) == [("", "")] * 2
    assert not EnquiryLink.objects.open().exists()
    for person in (sides.sender, sides.owner):
        page = text(sides.as_(person).get(sides.page))
        assert "has been deleted, because nobody wrote for 90 days" in page
        assert WORDS not in page
    assert sides.again().status_code == 403
    assert sides.answer().status_code == 410


def test_no_mail_keeps_what_was_deleted(sides):
    sides.answer(body="Gladly, in Lisbon.")

    everything = "".join(mail.subject + mail.text + mail.html for mail in Mail.objects.all())

    assert WORDS not in everything
    assert "Lisbon" not in everything


def test_who_deletes_the_account_takes_the_words_along(sides):
    sides.again(shows_address="on")

    delete(sides.sender)

    enquiry = Enquiry.objects.get()
    assert (enquiry.sender, enquiry.subject) == (None, "")
    assert set(enquiry.messages.values_list("body", "address")) == {("", "")}
    assert sides.answer().status_code == 410
    assert "Somebody whose account is gone" in text(sides.as_(sides.owner).get(sides.page))


def test_who_deletes_the_account_after_a_report_is_still_read_by_the_secretariat(sides):
    sides.by_link().post("/enquiries/answer/block/", {"what": "report", "reason": "An advertisement."})

    delete(sides.sender)

    page = f"/review/enquiries/{EnquiryReport.objects.get().pk}/"
    reviewer = sides.as_(sides.reviewer)
    assert WORDS in text(reviewer.get(page))
    assert reviewer.post(page, {"outcome": "Gone.", "stops_sender": "on"}).status_code == 302


def test_what_a_colleague_answered_stays_without_the_colleague(sides):
    ContactPoint.objects.update(mailbox="", phone="+55 11 5555 0100")
    sides.again(by=sides.owner, body="Which day?", shows_address="on")
    assert EnquiryMessage.objects.last().address == "owner@police.example"

    delete(sides.owner)

    answer = EnquiryMessage.objects.last()
    assert (answer.body, answer.address, answer.written_by) == ("Which day?", "", None)
    assert "Which day?" in text(sides.as_(sides.sender).get(sides.page))


# The figure


def answered_after(desk: ContactPoint, *days: float) -> None:
    begun = timezone.now() - datetime.timedelta(days=100)
    for number in days:
        answered = begun + datetime.timedelta(days=number)
        Enquiry.objects.create(contact_point=desk, addressee="A desk", created_at=begun, answered_at=answered)


def test_a_desk_answers_within_the_median_of_more_than_ten_answers():
    few, enough, quick = desk_in_brazil(), make_contact_point(), make_contact_point()
    answered_after(few, *[1] * 10)
    answered_after(enough, *[0.5] * 5, 2.5, *[60] * 5)
    answered_after(quick, *[0.01] * 11)
    for _unanswered in range(20):
        Enquiry.objects.create(contact_point=enough, addressee="A desk")

    assert Enquiry.objects.answer_days([few.pk, enough.pk, quick.pk]) == {enough.pk: 3, quick.pk: 1}


def test_a_desks_page_says_within_how_many_days_it_answers():
    desk = desk_in_brazil()
    answered_after(desk, *[1.2] * 10)
    assert "Usually within" not in text(Client().get("/desks/brazil/"))

    answered_after(desk, 1.2)

    assert "Usually within 2 days" in text(Client().get("/desks/brazil/"))


def test_the_figure_is_made_of_first_answers_that_were_sent(sides):
    Enquiry.objects.update(created_at=timezone.now() - datetime.timedelta(days=3))
    sides.answer()
    first = Enquiry.objects.get().answered_at

    sides.again(by=sides.owner, body="One more thing.")

    assert Enquiry.objects.get().answered_at == first

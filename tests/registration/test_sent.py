"""After sending: a number to speak of it by, what happens when, and what partners say."""

import datetime

import pytest
from django.utils import timezone

from directory.asking import invitations
from directory.models import Invitation, Mail, MailState, State, Submission
from directory.models.reference_numbers import ReferenceNumber
from directory.registration import submitting
from directory.review import decisions
from tests.support.answer_pages import make_owner, naming, partner, token_mailed_to
from tests.support.drafts import make_draft, page
from tests.support.factories import complete_answers, make_organisation, make_reviewer, make_user
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

ASKED, OTHER = "desk@hotline.example.org", "office@hotline.example.org"


def sent(user, **answers) -> Submission:
    draft = make_draft(registrant=user, answers=complete_answers(**answers), submitted_at=None)
    submitting.submit(draft, seen=0, by=user)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def naming_one():
    """A submission that was sent in and names a partner."""
    return sent(make_user(), partners={"a": partner(name="A hotline", email=ASKED)})


def test_each_submission_has_the_next_number_of_the_year():
    year = timezone.localdate().year

    numbers = [sent(make_user()).reference for _time in range(3)]

    assert numbers == [ReferenceNumber(year, count) for count in (1, 2, 3)]


def test_a_draft_has_no_number_and_one_that_is_sent_again_keeps_its_own():
    user, reviewer = make_user(), make_reviewer()
    assert make_draft(registrant=user).reference is None
    submission = sent(user)
    number = submission.reference
    question = decisions.FieldQuestion("partnership", "", "summary", "Is that all?")
    decisions.return_with_questions(submission, by=reviewer, questions=[question])

    submitting.submit(submission, seen=0, by=user)

    submission.refresh_from_db()
    assert submission.reference == number


def test_the_number_stands_on_the_page_and_in_the_mails(naming_one):
    user = naming_one.registrant
    number = str(naming_one.reference)

    shown = text(signed_in(user).get(page("draft", naming_one)))

    assert number in shown
    assert user.email in shown
    assert number in Mail.objects.get(recipient=user.email).subject
    assert number in text(signed_in(user).get("/register/"))


def test_a_reviewer_finds_it_by_its_number(client, naming_one):
    sign_in(client, make_reviewer())
    number = str(naming_one.reference)

    assert number in text(client.get("/review/"))
    assert client.get("/review/", {"number": number.lower()}).url == f"/review/{naming_one.pk}/"
    assert number in text(client.get(f"/review/{naming_one.pk}/"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [("2026-0147-I", "has a slip in it"), (str(ReferenceNumber(1999, 7)), "No submission has")],
)
def test_a_number_that_is_none_is_told_from_one_that_nothing_has(client, typed, says):
    sign_in(client, make_reviewer())

    assert says in text(client.get("/review/", {"number": typed}))


def test_the_page_says_what_happens_when(naming_one, settings):
    settings.DECISION_DAYS = 5
    client = signed_in(naming_one.registrant)

    shown = text(client.get(page("draft", naming_one)))

    today = timezone.localdate()
    for days in (5, 10, 30):
        day = today + datetime.timedelta(days=days)
        assert f"{day:%B} {day.day}" in shown or f"{day.day} {day:%B}" in shown
    assert "Nothing is public before" in shown


def test_the_page_says_no_day_that_nobody_promised(naming_one):
    assert "<b>By " not in text(signed_in(naming_one.registrant).get(page("draft", naming_one)))


def test_a_letter_that_did_not_arrive_is_shown_with_a_way_to_give_another_address(naming_one):
    Mail.objects.filter(kind="invitation").update(
        state=MailState.REFUSED, failed_at=timezone.now(), subject="", text="", html=""
    )
    client = signed_in(naming_one.registrant)

    shown = text(client.get(page("draft", naming_one)))

    assert "our letter did not arrive" in shown
    assert page("ask_again", naming_one, "a") in shown


def test_a_partner_is_asked_at_another_address_and_the_former_link_ends(naming_one, client):
    former = token_mailed_to(ASKED)

    signed_in(naming_one.registrant).post(page("ask_again", naming_one, "a"), {"email": OTHER})

    assert client.get(f"/answer/{former}/", follow=True).status_code == 410
    assert client.get(f"/answer/{token_mailed_to(OTHER)}/", follow=True).status_code == 200
    naming_one.refresh_from_db()
    assert naming_one.answers["partners"]["a"]["email"] == OTHER
    assert Invitation.objects.get().email == OTHER


@pytest.mark.parametrize("typed", ["", "nobody", "its-own"])
def test_an_address_that_cannot_be_asked_is_refused_beside_its_field(naming_one, typed):
    user = naming_one.registrant
    typed = user.email if typed == "its-own" else typed

    shown = text(signed_in(user).post(page("ask_again", naming_one, "a"), {"email": typed}))

    assert 'href="#id_email"' in shown
    assert Mail.objects.filter(kind="invitation").count() == 1


def test_whoever_has_answered_is_not_asked_again(naming_one):
    invitations.answer(Invitation.objects.get(), "yes")
    client = signed_in(naming_one.registrant)

    answer = client.post(page("ask_again", naming_one, "a"), {"email": OTHER})

    assert answer.url == page("draft", naming_one)
    assert page("ask_again", naming_one, "a") not in text(client.get(page("draft", naming_one)))
    with pytest.raises(invitations.InvitationNotOpen):
        invitations.ask_at(Invitation.objects.get(), OTHER)


def test_owners_of_a_record_are_asked_and_no_other_address():
    organisation = make_organisation(name="A hotline")
    make_owner(organisation, email="owner@hotline.example.org")
    listed = partner(name="", organisation=organisation.slug, email=ASKED)
    submission = sent(make_user(), partners={"a": listed})

    shown = text(signed_in(submission.registrant).get(page("draft", submission)))

    assert "its owner in this directory" in shown
    assert page("ask_again", submission, "a") not in shown


def test_what_a_colleague_reads_names_no_address_of_another(naming_one):
    colleague = make_owner(make_organisation())
    Submission.objects.update(organisation=colleague.representations.get().organisation)

    shown = text(signed_in(colleague).get(page("draft", naming_one)))

    assert str(naming_one.reference) in shown
    assert "We also sent it to" not in shown


def test_a_withdrawn_one_asks_nobody_again():
    submission = naming({"a": partner(email=ASKED)})
    invitations.ask(submission)
    Submission.objects.update(state=State.WITHDRAWN)

    with pytest.raises(invitations.InvitationNotOpen):
        invitations.ask_at(Invitation.objects.get(), OTHER)

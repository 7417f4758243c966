"""A partner for which nobody is known who could be asked: the draft says so, and the secretariat finds somebody."""

import pytest

from directory.asking import invitations
from directory.models import Invitation, Mail, Membership, Standing, State, Submission
from directory.registration import submitting
from directory.review import decisions
from tests.support.answer_pages import make_owner, partner, token_mailed_to
from tests.support.drafts import make_draft, page
from tests.support.factories import complete_answers, make_organisation, make_reviewer, make_user
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

FOUND = "desk@hotline.example.org"


def make_draft_naming(**partners) -> Submission:
    return make_draft(registrant=make_user(), answers=complete_answers(partners=partners), submitted_at=None)


@pytest.fixture
def submission() -> Submission:
    """One that was sent in, with a partner that has neither an owner nor an address."""
    draft = make_draft_naming(a=partner(name="A quiet hotline", email=""))
    submitting.submit(draft, seen=0, by=draft.registrant)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def invitation(submission) -> Invitation:
    return submission.invitations.get()


@pytest.fixture
def desk(client):
    return sign_in(client, make_reviewer())


def test_the_draft_asks_for_no_address_and_says_what_that_means():
    draft = make_draft_naming(a=partner(name="A quiet hotline", email=""))
    client = signed_in(draft.registrant)

    list_page = text(client.get(page("draft_step", draft, "partners")))
    check_page = text(client.get(page("draft_check", draft)))

    for shown in (list_page, check_page):
        assert "Nobody to ask yet: the secretariat looks for somebody there" in shown
    assert "Has a problem" not in list_page
    assert "This is missing or wrong" not in check_page


def test_a_partner_with_an_owner_or_an_address_is_none_of_these():
    organisation = make_organisation()
    make_owner(organisation)
    draft = make_draft_naming(
        a=partner(name="A hotline", email=FOUND), b=partner(organisation=organisation.slug, name="", email="")
    )

    shown = text(signed_in(draft.registrant).get(page("draft_check", draft)))

    assert "Nobody to ask yet" not in shown


def test_nobody_gets_a_letter_and_the_registrant_reads_why(submission):
    assert not Mail.objects.filter(kind="invitation").exists()
    receipt = Mail.objects.get(kind="submission_received").text
    assert "nobody is known who could be asked: A quiet hotline." in receipt
    assert "are asked" not in receipt

    shown = text(signed_in(submission.registrant).get(page("draft", submission)))

    assert "Nobody to ask yet: the secretariat looks for somebody there" in shown
    assert "Give an address" in shown
    assert "partners are asked" not in shown
    assert "We remind partners" not in shown


def test_reviewers_see_it_with_the_submission_and_in_the_queue_once_that_is_public(
    desk, submission, invitation
):
    task = f"/review/partners/{invitation.pk}/"
    assert "Nobody was asked: no owner is known, and no address" in text(
        desk.get(f"/review/{submission.pk}/")
    )
    assert task in text(desk.get(f"/review/{submission.pk}/"))
    assert task not in text(desk.get("/review/"))

    partnership = decisions.accept(submission, by=make_reviewer())

    assert task in text(desk.get("/review/", {"kind": "partner"}))
    public = text(desk.get(partnership.get_absolute_url()))
    assert "has been asked and is named when it agrees" not in public
    assert "A quiet hotline" not in public


def test_an_address_that_is_found_is_asked_and_the_answer_counts(desk, submission, invitation):
    partnership = decisions.accept(submission, by=make_reviewer())

    answer = desk.post(f"/review/partners/{invitation.pk}/", {"outcome": "ask", "email": FOUND})

    assert answer.status_code == 302
    assert "/partners/" not in text(desk.get("/review/", {"kind": "partner"})).partition("<main")[2]
    assert "has been asked and is named when it agrees" in text(desk.get(partnership.get_absolute_url()))
    asked = Invitation.objects.with_token(token_mailed_to(FOUND)).get()
    invitations.answer(asked, "yes")
    invitations.believe(asked, by=make_reviewer())
    assert Membership.objects.get(organisation__name="A quiet hotline").standing == Standing.CONFIRMED


def test_a_public_page_that_names_it_makes_it_a_member_with_that_source(desk, submission, invitation):
    decisions.accept(submission, by=make_reviewer())
    found = {"outcome": "name", "title": "Annual report", "url": "https://example.org/report"}

    desk.post(f"/review/partners/{invitation.pk}/", found)

    membership = Membership.objects.get(organisation__name="A quiet hotline")
    assert (membership.standing, membership.source.url) == (Standing.NAMED, "https://example.org/report")
    assert not Invitation.objects.to_find_out().exists()


def test_a_public_page_that_comes_with_the_decision_ends_the_task(submission):
    page_of_partner = decisions.PublicSource("Annual report", "https://example.org/report")

    decisions.accept(submission, by=make_reviewer(), named={"a": page_of_partner})

    assert Membership.objects.filter(organisation__name="A quiet hotline").exists()
    assert not Invitation.objects.unasked().exists()


def test_where_nothing_is_found_it_is_looked_for_no_more(desk, submission, invitation):
    decisions.accept(submission, by=make_reviewer())

    desk.post(f"/review/partners/{invitation.pk}/", {"outcome": "leave"})

    assert not Invitation.objects.unasked().exists()
    assert not Membership.objects.filter(organisation__name="A quiet hotline").exists()
    assert "It is not looked for any more." in text(desk.get(f"/review/partners/{invitation.pk}/"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Choose what you found."),
        ({"outcome": "ask"}, "Enter the e-mail address."),
        ({"outcome": "ask", "email": "no address"}, "Enter an e-mail address"),
        ({"outcome": "name"}, "Enter the title of the page."),
        ({"outcome": "name", "title": "A report"}, "Enter the address of the page."),
    ],
)
def test_what_is_missing_is_said(desk, submission, invitation, typed, says):
    decisions.accept(submission, by=make_reviewer())

    shown = text(desk.post(f"/review/partners/{invitation.pk}/", typed))

    assert says in shown
    assert "<title>Error:" in " ".join(shown.split()).replace("<title> ", "<title>")
    assert Invitation.objects.unasked().exists()


def test_the_second_of_two_reviewers_is_told(desk, submission, invitation):
    decisions.accept(submission, by=make_reviewer())
    invitations.ask_at(invitation, FOUND)

    desk.post(f"/review/partners/{invitation.pk}/", {"outcome": "leave"})

    assert "It has been asked." in text(desk.get(f"/review/partners/{invitation.pk}/"))
    assert Invitation.objects.unanswered().filter(pk=invitation.pk).exists()


def test_an_owner_who_came_meanwhile_is_asked_when_it_is_sent_in_again():
    organisation = make_organisation()
    draft = make_draft_naming(a=partner(organisation=organisation.slug, name="", email=""))
    submitting.submit(draft, seen=0, by=draft.registrant)
    owner = make_owner(organisation)
    question = decisions.FieldQuestion("partnership", "", "summary", "Is that all?")
    decisions.return_with_questions(draft, by=make_reviewer(), questions=[question])

    submitting.submit(draft, seen=0, by=draft.registrant)

    assert Mail.objects.filter(kind="invitation", recipient=owner.email).exists()


def test_a_draft_has_no_such_page(desk):
    draft = make_draft_naming(a=partner(name="A quiet hotline", email=""))
    invitations.ask(draft)
    assert draft.state == State.DRAFT

    assert desk.get(f"/review/partners/{draft.invitations.get().pk}/").status_code == 404


def test_of_a_refused_one_nobody_is_looked_for(submission):
    decisions.refuse(submission, by=make_reviewer(), reason="It is about a case.")

    assert not Invitation.objects.to_find_out().exists()

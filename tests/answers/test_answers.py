"""Answering from a mailed link: looking changes nothing, sending uses it up, and one answer for all that does not work."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import confirmations, invitations
from directory.models import Answer, ConfirmationRequest, Invitation, Mail, Membership, Partnership, Standing
from tests.support import answer_pages
from tests.support.answer_pages import make_owner, naming, partner, spoil, token_mailed_to
from tests.support.factories import make_membership, make_organisation, make_partnership, make_user
from tests.support.responses import text
from tests.support.signing_in import sign_in

pytestmark = pytest.mark.django_db

ASKED = "desk@hotline.example.org"


@pytest.fixture
def token() -> str:
    """The token of an open link to answer."""
    invitations.ask(naming({"a": partner(name="A hotline", email=ASKED)}))
    return token_mailed_to(ASKED)


@pytest.fixture
def confirm_token() -> str:
    """The token of an open link to confirm."""
    organisation = make_organisation(name="A member")
    make_owner(organisation, email=ASKED)
    year_ago = timezone.localdate() - datetime.timedelta(days=400)
    partnership = make_partnership(title="A network", confirmed_on=year_ago)
    make_membership(
        partnership=partnership,
        organisation=organisation,
        standing=Standing.CONFIRMED,
        confirmed_on=year_ago,
    )
    confirmations.ask_where_due()
    return token_mailed_to(ASKED, page="confirm")


def test_the_link_leads_to_a_clean_address_with_a_cookie_that_no_script_reads(client, token):
    response = client.get(f"/answer/{token}/")

    assert (response.status_code, response.url) == (302, "/answer/")
    cookie = response.cookies["answer"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (
        True,
        "Lax",
        3600,
        "/answer/",
    )
    assert response["Referrer-Policy"] == "no-referrer"
    page = client.get("/answer/")
    assert token not in text(page)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


def test_the_page_says_who_asks_about_what(client, token):
    submission = Invitation.objects.get().submission

    page = text(client.get(f"/answer/{token}/", follow=True))

    for words in (
        "Is <bdi>A hotline</bdi> a partner?",
        submission.title,
        submission.answers["partnership"]["summary"],
        submission.answers["new_organisation"]["name"],
        "Member",
    ):
        assert words in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_changes_nothing(client, token, method):
    before = Invitation.objects.values().get()

    for _time in range(2):
        scanner = Client()
        getattr(scanner, method)(f"/answer/{token}/", follow=True)
        getattr(scanner, method)("/answer/")

    assert Invitation.objects.values().get() == before
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"answer": "yes"}, ("yes", "", "")),
        ({"answer": "yes", "role": "lead", "left": "2001"}, ("yes", "", "")),
        ({"answer": "yes", "left": "some time ago"}, ("yes", "", "")),
        ({"answer": "other_role", "role": "funder"}, ("other_role", "funder", "")),
        ({"answer": "left", "left": "2011"}, ("left", "", "2011")),
        ({"answer": "not_named"}, ("not_named", "", "")),
        ({"answer": "untrue"}, ("untrue", "", "")),
    ],
)
def test_an_answer_is_kept_and_the_link_works_no_more(client, token, sent, kept):
    client.get(f"/answer/{token}/")

    done = client.post("/answer/", sent, follow=True)

    assert done.redirect_chain == [(f"/answer/thank-you/?answer={sent['answer']}", 302)]
    assert "/account/sign-in/?next=/account/speak-for/" in text(done)
    answered = Invitation.objects.get()
    assert (answered.answer, answered.answered_role, answered.left) == kept
    again = Client().get(f"/answer/{token}/", follow=True)
    assert again.status_code == 410


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "\x00"}, "answer"),
        ({"answer": "other_role"}, "role"),
        ({"answer": "other_role", "role": "king"}, "role"),
        ({"answer": "left"}, "left"),
        ({"answer": "left", "left": "last year"}, "left"),
        ({"answer": "left", "left": "2011-02-30"}, "left"),
        ({"answer": "left", "left": "9" * 10_000}, "left"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_link_stays(client, token, sent, field):
    client.get(f"/answer/{token}/")

    page = client.post("/answer/", sent)

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text(page)
    assert Invitation.objects.open().exists()


def test_one_cannot_have_left_before_one_joined(client):
    partnership, organisation = make_partnership(), make_organisation()
    make_membership(partnership=partnership, organisation=organisation, joined="2005")
    submission = naming({"a": partner(email=ASKED, organisation=organisation.slug)}, partnership=partnership)
    invitations.ask(submission)
    client.get(f"/answer/{token_mailed_to(ASKED)}/")

    page = client.post("/answer/", {"answer": "left", "left": "2004-12"})

    assert "A member cannot leave before it joins." in text(page)


@pytest.mark.parametrize("number", range(15))
def test_what_is_not_quite_a_link_is_told_the_same_as_one_that_ended(client, token, number):
    Invitation.objects.update(expires_at=timezone.now())
    ended = client.get(f"/answer/{token}/", follow=True)

    response = Client().get(f"/answer/{spoil(token)[number]}/", follow=True)

    assert ended.status_code == 410
    if response.status_code != 404:  # with a slash in it, there is no such address
        assert response.status_code == 410
        assert without_token(text(response)) == without_token(text(ended))


def without_token(page: str) -> str:
    """The page without what differs from request to request."""
    before, _name, after = page.partition('name="csrfmiddlewaretoken" value="')
    return before + after.partition('"')[2]


@pytest.mark.parametrize(
    "fact",
    [
        {"used_at": timezone.now(), "answer": "yes"},
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now()},
    ],
    ids=["used", "revoked", "ended"],
)
def test_why_a_link_does_not_work_is_not_told(client, token, fact):
    unknown = client.get(f"/answer/{'A' * 43}/", follow=True)
    Invitation.objects.update(**fact)

    page = Client().get(f"/answer/{token}/", follow=True)

    assert page.status_code == unknown.status_code == 410
    assert without_token(text(page)) == without_token(text(unknown))


def test_a_link_to_answer_confirms_nothing_and_the_other_way_round(client, token, confirm_token):
    assert client.get(f"/confirm/{token}/", follow=True).status_code == 410
    assert client.get(f"/answer/{confirm_token}/", follow=True).status_code == 410


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "\x00", "é", "A" * 43])
def test_a_cookie_that_was_made_up_is_no_link(client, value):
    client.cookies["answer"] = value

    assert client.get("/answer/").status_code == 410
    assert client.post("/answer/", {"answer": "yes"}).status_code == 410


def test_an_answer_that_comes_second_is_told_so(client, token):
    late = Client()
    for each in (client, late):
        each.get(f"/answer/{token}/")
    client.post("/answer/", {"answer": "yes"})

    response = late.post("/answer/", {"answer": "untrue"})

    assert response.status_code == 410
    assert Invitation.objects.get().answer == Answer.YES


def test_another_site_cannot_send_the_answer(token):
    reader = Client(enforce_csrf_checks=True)
    reader.get(f"/answer/{token}/")
    reader.get("/answer/")

    assert reader.post("/answer/", {"answer": "yes"}).status_code == 403
    assert Invitation.objects.open().exists()


def test_a_new_link_goes_to_the_same_address_where_the_first_only_ended(client, token):
    Invitation.objects.update(expires_at=timezone.now())
    client.get(f"/answer/{token}/", follow=True)

    renewed = client.post("/answer/new-link/")
    nobody = Client().post("/answer/new-link/")

    assert text(renewed) == text(nobody)
    assert Mail.objects.filter(recipient=ASKED).count() == 2
    assert Client().get(f"/answer/{token_mailed_to(ASKED)}/", follow=True).status_code == 200


@pytest.mark.parametrize(
    "fact", [{"used_at": timezone.now(), "answer": "yes"}, {"revoked_at": timezone.now()}]
)
def test_nobody_gets_a_new_link_for_one_that_was_used_or_revoked(client, token, fact):
    Invitation.objects.update(**fact)
    client.get(f"/answer/{token}/")

    client.post("/answer/new-link/")

    assert Mail.objects.count() == 1


def test_who_is_signed_in_as_somebody_else_still_answers_for_the_one_that_was_asked(client, token):
    stranger = make_user()
    sign_in(client, stranger, has_app=False)

    page = text(client.get(f"/answer/{token}/", follow=True))
    client.post("/answer/", {"answer": "yes"})

    assert f"You are signed in as {stranger.email}." in page
    answered = Invitation.objects.get()
    assert (answered.answer, answered.answered_by) == ("yes", None)


def test_an_owner_who_is_signed_in_is_not_told_so(client):
    organisation = make_organisation()
    owner = make_owner(organisation)
    invitations.ask(naming({"a": partner(organisation=organisation.slug)}))
    token = token_mailed_to(owner.email)
    sign_in(client, owner, has_app=False)

    page = text(client.get(f"/answer/{token}/", follow=True))
    client.post("/answer/", {"answer": "yes"})

    assert "You are signed in as" not in page
    assert Invitation.objects.get().answered_by == owner


# The yearly question


def test_a_record_is_confirmed_with_one_click(client, confirm_token):
    page = text(client.get(f"/confirm/{confirm_token}/", follow=True))
    assert "A network" in page
    assert Partnership.objects.get().confirmed_on < timezone.localdate()

    done = client.post("/confirm/", follow=True)

    assert done.redirect_chain == [("/confirm/thank-you/", 302)]
    assert Partnership.objects.get().confirmed_on == timezone.localdate()
    assert Membership.objects.get().confirmed_on == timezone.localdate()
    assert client.get(f"/confirm/{confirm_token}/", follow=True).status_code == 410
    history = text(client.get(f"{Partnership.objects.get().get_absolute_url()}history/"))
    assert "An organisation, about itself" in history


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_confirms_nothing(client, confirm_token, method):
    for _time in range(2):
        getattr(client, method)(f"/confirm/{confirm_token}/", follow=True)

    assert Partnership.objects.get().confirmed_on < timezone.localdate()
    assert ConfirmationRequest.objects.open().exists()


def test_who_is_no_member_any_more_confirms_nothing(client, confirm_token):
    Membership.objects.update(standing=Standing.DECLINED)
    client.get(f"/confirm/{confirm_token}/")

    assert client.post("/confirm/").status_code == 410
    assert Partnership.objects.get().confirmed_on < timezone.localdate()


def test_a_removed_record_cannot_be_confirmed(client, confirm_token):
    Partnership.objects.update(removed_at=timezone.now())

    assert client.get(f"/confirm/{confirm_token}/", follow=True).status_code == 410


def test_a_link_to_confirm_that_ended_is_renewed(client, confirm_token):
    ConfirmationRequest.objects.update(expires_at=timezone.now())
    client.get(f"/confirm/{confirm_token}/")

    client.post("/confirm/new-link/")

    assert Mail.objects.filter(recipient=ASKED).count() == 2
    assert Client().get(f"/confirm/{token_mailed_to(ASKED, page='confirm')}/", follow=True).status_code == 200


# Each page


@pytest.mark.parametrize("page", answer_pages.OPEN)
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_page_that_anybody_sees_sets_no_cookie(client, page, language):
    response = client.get(language + page)

    assert response.status_code == 200
    assert not response.cookies
    assert 'src="http' not in text(response)


@pytest.mark.parametrize("page", answer_pages.TO_SEND)
def test_what_is_sent_cannot_be_looked_at(client, page):
    assert client.get(page).status_code == 405
    assert client.post(page).status_code == 200


def test_a_page_asks_the_database_little(client, token, confirm_token, django_assert_max_num_queries):
    client.get(f"/answer/{token}/")
    client.get(f"/confirm/{confirm_token}/")

    for address in ("/answer/", "/confirm/", "/report-problem/?page=/partnerships/vgt/"):
        with django_assert_max_num_queries(12):
            client.get(address)

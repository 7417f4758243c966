"""Who speaks for an organisation: invitations by link, rights, leaving, and who may open which of these pages."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import (
    ColleagueInvitation,
    Invitation,
    Mail,
    Organisation,
    Proof,
    Representative,
    Right,
    State,
)
from directory.records.publishing import remove, restore
from directory.rights import representation
from tests.support.account_pages import BY_LINK, CLAIM, SENT, SPEAKING, TEAM
from tests.support.factories import make_organisation, make_representative, make_submission, make_user
from tests.support.responses import text

pytestmark = pytest.mark.django_db

INVITED = "bo@example.org"


@pytest.fixture
def organisation():
    return make_organisation(slug="helpers", name="Helpers", website="https://helpers.example")


@pytest.fixture
def owner(organisation):
    return make_representative(organisation=organisation, right=Right.OWNER)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def invite(owner: Representative, *, email: str = INVITED, right: str = Right.EDITOR) -> str:
    """The address in the mail that an invitation writes."""
    signed_in(owner.user).post(TEAM, {"email": email, "right": right})
    mail = Mail.objects.filter(recipient=email, kind="colleague_invited").latest("created_at")
    return re.search(r"/join/[^\s]+/", mail.text)[0]


def test_an_invited_colleague_speaks_for_the_organisation_too(owner):
    colleague = make_user(email=INVITED)
    link, browser = invite(owner), signed_in(colleague)
    assert browser.get(link).url == "/join/"
    assert "Helpers" in text(browser.get("/join/"))

    response = browser.post("/join/")

    assert response.url == TEAM
    mine = Representative.objects.get(user=colleague)
    assert (mine.right, mine.proof, mine.decided_by) == (Right.EDITOR, Proof.COLLEAGUE, owner.user)
    assert INVITED in Mail.objects.get(recipient=owner.user.email, kind="colleague_joined").text
    assert browser.get(link).status_code == browser.get("/join/").status_code == 404


def test_who_has_no_account_makes_one_on_the_way(owner):
    browser = Client()
    asked = browser.get(invite(owner), follow=True)
    assert asked.redirect_chain[-1][0] == "/account/sign-in/?next=/join/"

    browser.post("/account/sign-in/", {"email": INVITED, "next": "/join/"})
    code = re.search(r"^[A-Z]{3,}-[A-Z]+$", Mail.objects.latest("created_at").text, re.M)[0]
    response = browser.post("/account/sign-in/code/?next=/join/", {"code": code})

    assert response.url == "/join/"
    assert "I speak for it" in text(browser.get("/join/"))


def test_looking_at_a_link_changes_nothing(owner):
    link = invite(owner)

    for _ in range(2):
        assert Client().get(link).status_code == 302
        assert Client().head(link).status_code == 302
    assert Client().post(link).status_code == 405

    assert ColleagueInvitation.objects.open().count() == 1
    assert Client().get(link)["Referrer-Policy"] == "no-referrer"


def test_an_invitation_is_for_the_address_it_was_sent_to(owner):
    stranger = make_user()
    link, browser = invite(owner), signed_in(stranger)
    browser.get(link)

    page = text(browser.get("/join/"))
    browser.post("/join/")

    assert "sent to another address" in page
    assert INVITED not in page
    assert not Representative.objects.filter(user=stranger).exists()


@pytest.mark.parametrize(
    "changed",
    [
        lambda token: token[:-1],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token.swapcase(),
        lambda token: "%00",
        lambda token: "a" * 10_000,
        lambda token: "%ED%A0%80",
        lambda token: token + "%20",
    ],
)
def test_a_link_that_is_not_the_one_leads_nowhere(owner, changed):
    token = invite(owner).split("/")[-2]

    response = Client().get(f"/join/{changed(token)}/")

    assert response.status_code == 404
    assert "no longer valid" in text(response)


def test_a_link_ends_after_its_days_with_a_new_one_and_when_it_is_taken_back(owner):
    first, second = invite(owner), invite(owner)
    assert [Client().get(link).status_code for link in (first, second)] == [404, 302]

    invitation = ColleagueInvitation.objects.open().get()
    signed_in(owner.user).post(f"{TEAM}invitations/{invitation.pk}/withdrawal/")
    assert Client().get(second).status_code == 404

    third = invite(owner)
    ColleagueInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(third).status_code == 404


def test_an_invitation_taken_back_meanwhile_is_not_accepted(owner):
    browser = signed_in(make_user(email=INVITED))
    browser.get(invite(owner))
    ColleagueInvitation.objects.all().revoke()

    assert browser.post("/join/").status_code == 404
    assert Representative.objects.count() == 1


def test_who_is_no_owner_any_more_has_invited_nobody(owner):
    link = invite(owner)
    make_representative(organisation=owner.organisation, right=Right.OWNER)

    representation.change_right(owner, right=Right.EDITOR, by=owner.user)

    assert Client().get(link).status_code == 404


def test_a_claim_that_waits_is_proved_by_an_invitation(owner):
    colleague = make_user(email=INVITED)
    claim = make_representative(organisation=owner.organisation, user=colleague, since=None, proof="")
    browser = signed_in(colleague)
    browser.get(invite(owner, right=Right.OWNER))

    browser.post("/join/")

    claim.refresh_from_db()
    assert (claim.proof, claim.right) == (Proof.COLLEAGUE, Right.OWNER)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"email": "", "right": "editor"}, "email"),
        ({"email": "a\x00@b.org", "right": "editor"}, "email"),
        ({"email": "a@b.org\nBcc: c@d.org", "right": "editor"}, "email"),
        ({"email": "a" * 300 + "@b.org", "right": "editor"}, "email"),
        ({"email": INVITED, "right": "king"}, "right_0"),
        ({"email": INVITED}, "right_0"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why_beside_its_field(owner, typed, field):
    page = signed_in(owner.user).post(TEAM, typed)

    assert f'href="#id_{field}"' in text(page)
    assert not Mail.objects.exists()


def test_nobody_is_invited_who_is_there_already(owner):
    page = signed_in(owner.user).post(TEAM, {"email": owner.user.email.upper(), "right": "editor"})

    assert "speaks for the organisation already" in text(page)


def test_invitations_are_not_sent_without_end(owner):
    browser = signed_in(owner.user)

    answers = [
        browser.post(TEAM, {"email": f"person{n}@example.org", "right": "editor"}).status_code
        for n in range(21)
    ]

    assert answers == [302] * 20 + [429]


def test_an_owner_changes_what_a_colleague_may_do(owner):
    colleague = make_representative(organisation=owner.organisation)

    signed_in(owner.user).post(f"{TEAM}{colleague.pk}/", {"right": "owner"})

    colleague.refresh_from_db()
    assert (colleague.right, colleague.decided_by) == (Right.OWNER, owner.user)
    assert Mail.objects.get(recipient=colleague.user.email).kind == "right_changed"


def test_an_owner_ends_that_a_colleague_speaks_for_it(owner):
    colleague = make_representative(organisation=owner.organisation)

    signed_in(owner.user).post(f"{TEAM}{colleague.pk}/", {"right": "nothing"})

    assert signed_in(colleague.user).get(TEAM).status_code == 404
    assert Mail.objects.get(recipient=colleague.user.email).kind == "representation_ended"


@pytest.mark.parametrize("right", ["editor", "nothing"])
def test_the_last_owner_stays_until_there_is_another(owner, right):
    colleague, browser = make_representative(organisation=owner.organisation), signed_in(owner.user)

    page = text(browser.post(f"{TEAM}{owner.pk}/", {"right": right}))
    assert "Make somebody else an owner first" in page
    browser.post(f"{TEAM}{colleague.pk}/", {"right": "owner"})
    browser.post(f"{TEAM}{owner.pk}/", {"right": right})

    assert [one.user for one in Representative.objects.owners()] == [colleague.user]


def test_an_editor_can_leave_and_nothing_else(owner):
    editor = make_representative(organisation=owner.organisation)
    browser = signed_in(editor.user)

    assert 'href="#id_right_0"' in text(browser.post(f"{TEAM}{editor.pk}/", {"right": "owner"}))
    assert browser.post(f"{TEAM}{owner.pk}/", {"right": "nothing"}).status_code == 403
    assert browser.post(TEAM, {"email": INVITED, "right": "editor"}).status_code == 403
    assert browser.post(f"{TEAM}{editor.pk}/", {"right": "nothing"}).url == "/account/"

    assert list(Representative.objects.current()) == [owner]


def people(owner: Representative) -> dict[str, Client]:
    """Somebody of every kind, for the table below."""
    organisation = owner.organisation
    asker = make_representative(organisation=organisation, since=None, proof="").user
    former = make_representative(organisation=organisation, ended_at=timezone.now()).user
    return {
        "visitor": Client(),
        "stranger": signed_in(make_user()),
        "asker": signed_in(asker),
        "former": signed_in(former),
        "editor": signed_in(make_representative(organisation=organisation).user),
        "owner": signed_in(owner.user),
        "reviewer": signed_in(make_user(is_reviewer=True)),
    }


# What a GET answers; a visitor is always led to the page to sign in
OPENED = {
    "/account/speak-for/": {
        "stranger": 200,
        "asker": 200,
        "former": 200,
        "editor": 200,
        "owner": 200,
        "reviewer": 200,
    },
    CLAIM: {"stranger": 200, "asker": 200, "former": 200, "editor": 302, "owner": 302, "reviewer": 200},
    TEAM: {"stranger": 404, "asker": 404, "former": 404, "editor": 200, "owner": 200, "reviewer": 404},
    f"{TEAM}1/": {"stranger": 404, "asker": 404, "former": 404, "editor": 403, "owner": 200, "reviewer": 404},
    "/join/": dict.fromkeys(["stranger", "asker", "former", "editor", "owner", "reviewer"], 404),
}
# What an empty POST answers
POSTED = {
    f"{CLAIM}code/": {
        "stranger": 404,
        "asker": 200,
        "former": 404,
        "editor": 404,
        "owner": 404,
        "reviewer": 404,
    },
    f"{CLAIM}proof/": {
        "stranger": 404,
        "asker": 200,
        "former": 404,
        "editor": 404,
        "owner": 404,
        "reviewer": 404,
    },
    f"{CLAIM}withdrawal/": dict.fromkeys(["stranger", "asker", "former", "editor", "owner", "reviewer"], 302),
    f"{TEAM}invitations/1/withdrawal/": {
        "stranger": 404,
        "asker": 404,
        "former": 404,
        "editor": 403,
        "owner": 302,
        "reviewer": 404,
    },
}


def test_the_table_names_every_page():
    assert set(OPENED) == set(SPEAKING)
    assert set(POSTED) == set(SENT)


@pytest.mark.parametrize("page", OPENED)
@pytest.mark.parametrize("language", ["", "/ar"])
def test_who_may_open_which_page(owner, page, language):
    address = language + page.replace("/1/", f"/{owner.pk}/")
    everybody = people(owner)

    answers = {who: browser.get(address) for who, browser in everybody.items()}

    assert answers.pop("visitor").url.startswith(f"{language}/account/sign-in/?next=")
    assert {who: answer.status_code for who, answer in answers.items()} == OPENED[page]


@pytest.mark.parametrize("page", POSTED)
def test_who_may_send_what(owner, page):
    everybody = people(owner)

    answers = {who: browser.post(page) for who, browser in everybody.items()}

    assert answers.pop("visitor").url.startswith("/account/sign-in/?next=")
    assert {who: answer.status_code for who, answer in answers.items()} == POSTED[page]


@pytest.mark.parametrize("page", BY_LINK)
def test_a_link_that_nobody_mailed_does_not_exist(page):
    assert Client().get(page).status_code == 404


def test_pages_of_a_big_team_keep_their_budget_of_queries(owner, django_assert_max_num_queries):
    for _ in range(15):
        make_representative(organisation=owner.organisation)
    browser = signed_in(owner.user)

    for page in ("/account/", "/account/speak-for/?q=helpers", TEAM, f"{TEAM}{owner.pk}/"):
        with django_assert_max_num_queries(13):
            assert browser.get(page).status_code == 200


def test_the_account_shows_what_i_and_my_colleagues_registered_and_what_waits_for_us(
    owner, django_assert_max_num_queries
):
    mine = make_submission(registrant=owner.user, state=State.DRAFT)
    theirs = make_submission(organisation=owner.organisation)
    other = make_submission()
    Invitation(
        submission=other, item="a", organisation=owner.organisation, name="Helpers", role="member", email=INVITED,
        token_hash="a",
    ).save()  # fmt: skip

    browser = signed_in(owner.user)

    with django_assert_max_num_queries(13):
        page = text(browser.get("/account/"))

    assert mine.title in page
    assert theirs.title in page
    assert (
        page.index("asked whether it is so")
        < page.index(other.title)
        < page.index("your colleagues registered")
    )


def test_a_new_account_waits_for_nothing(client):
    client.force_login(make_user())
    page = text(client.get("/account/"))

    assert "asked whether it is so" not in page
    assert page.count("None yet.") == page.count("Nothing yet.") == 1


def test_a_hidden_organisation_invites_nobody_and_its_invitations_end(owner):
    colleague, link = make_user(email=INVITED), invite(owner)
    remove(owner.organisation, by=None, reason="It asked for it.")

    page = signed_in(owner.user).get(TEAM)
    answer = signed_in(owner.user).post(TEAM, {"email": "another@example.org", "right": Right.EDITOR})

    assert (page.status_code, answer.status_code) == (410, 410)
    assert "It asked for it." in text(page)
    assert signed_in(colleague).get(link).status_code == 404
    assert not ColleagueInvitation.objects.open().exists()
    assert not Mail.objects.filter(recipient="another@example.org").exists()


def test_an_organisation_that_is_shown_again_invites_again_and_old_links_stay_ended(owner):
    link = invite(owner)
    remove(owner.organisation, by=None, reason="")
    restore(Organisation.objects.get(), by=None, why="")

    assert signed_in(make_user(email=INVITED)).get(link).status_code == 404
    assert signed_in(owner.user).get(TEAM).status_code == 200
    assert invite(owner, email="another@example.org")


def test_who_speaks_for_a_hidden_organisation_can_still_leave(owner):
    editor = make_representative(organisation=owner.organisation, right=Right.EDITOR)
    remove(owner.organisation, by=None, reason="")

    response = signed_in(editor.user).post(f"{TEAM}{editor.pk}/", {"right": "nothing"})

    assert response.status_code == 302
    assert not Representative.objects.current().of(editor.user).exists()

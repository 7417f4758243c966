"""The page on which registering begins: for everybody, and one's own drafts for who is signed in."""

import re

import pytest

from directory.models import State, Submission
from tests.support.drafts import make_draft, make_representative
from tests.support.factories import make_organisation, make_partnership, make_user
from tests.support.responses import text
from tests.support.signing_in import code_mailed_to, signed_in

pytestmark = pytest.mark.django_db

GO_ON = "/register/go-on/"


def test_everybody_reads_what_registering_takes_without_a_cookie(client):
    answer = client.get("/register/")

    page = text(answer)
    assert answer.status_code == 200
    assert not answer.cookies
    for words in ("About 15 minutes", "What happens then", "It costs nothing", "Where to report abuse"):
        assert words in page
    assert "noindex" not in page


def test_the_example_is_a_public_record_that_was_confirmed_if_there_is_one(client):
    assert "How it will look" not in text(client.get("/register/"))
    make_partnership(title="Nobody confirmed this one")
    assert "Nobody confirmed this one" in text(client.get("/register/"))

    make_partnership(title="A sample", is_sample=True, confirmed_on="2026-02-02")
    make_partnership(title="A network of hotlines", confirmed_on="2026-01-01")

    assert "A network of hotlines" in text(client.get("/register/"))


def test_somebody_new_types_an_address_and_a_code_and_is_at_the_first_step(client):
    page = client.get("/register/").content.decode()
    action = re.search(r'<form method="post" action="([^"]+)"', page)[1]
    typed = {"email": "new@example.org", "next": re.search(r'name="next" value="([^"]+)"', page)[1]}

    asked = client.post(action, typed)
    arrived = client.post(asked.url, {"code": code_mailed_to("new@example.org")}, follow=True)

    draft = Submission.objects.get()
    assert str(draft.pk) in arrived.redirect_chain[-1][0]
    assert draft.registrant.email == "new@example.org"
    assert arrived.status_code == 200


def test_who_comes_back_is_in_the_draft(client):
    user = make_user()
    draft = make_draft(registrant=user)

    assert signed_in(user).get(GO_ON).url == f"/drafts/{draft.pk}/"
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("states", [[State.DRAFT, State.DRAFT], [State.WITHDRAWN]])
def test_who_has_several_or_none_that_is_open_chooses(states):
    user = make_user()
    for state in states:
        make_draft(registrant=user).__class__.objects.filter(state=State.DRAFT).update(state=state)

    client = signed_in(user)

    assert client.get(GO_ON).url == "/register/"
    assert "Your drafts and submissions" in text(client.get("/register/"))


def test_a_draft_of_a_colleague_is_gone_on_with():
    organisation = make_organisation()
    draft = make_draft(registrant=make_user(), organisation=organisation)
    colleague = make_representative(organisation=organisation)

    assert signed_in(colleague).get(GO_ON).url == f"/drafts/{draft.pk}/"


def test_starting_is_for_who_is_signed_in(client):
    assert client.post("/register/").url.startswith("/account/sign-in/")
    assert not Submission.objects.exists()


def test_another_site_cannot_have_a_code_mailed(client):
    answer = client.post(
        "/account/sign-in/", {"email": "new@example.org"}, headers={"origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 403

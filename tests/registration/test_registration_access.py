"""Who sees which page of a registration, in each state: person x page x state -> status; and what a page costs."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.finding import facets
from directory.models import Partnership, State, Submission, User
from directory.records.publishing import readdress, remove
from directory.registration import saving
from tests.support.databases import kept_for_the_module
from tests.support.drafts import make_representative
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_submission,
    make_user,
)
from tests.support.registration_pages import FOR_ACCOUNTS, OF_A_DRAFT, OF_A_STATE, ONLY_SENT_TO, SIMILAR
from tests.support.responses import lasting
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

PARTNER = {"name": "A partner", "sector": "hotline", "country": "BR", "role": "member"}
LISTS = {"partners": {"i1": PARTNER}, "resources": {"i1": {"title": "A manual", "kind": "guidance"}}}
OPEN = [State.DRAFT, State.RETURNED]
PREVIEW = "/drafts/{pk}/preview/"
QUICK = [page for page in OF_A_DRAFT if page != PREVIEW]


class World(NamedTuple):
    """Browsers of a registrant, a colleague and others, and for each state a submission of the registrant's organisation."""

    browsers: dict[str, Client]
    registrant: User
    submissions: dict[State, Submission]


def make_world() -> World:
    organisation = make_organisation()
    registrant = make_representative(organisation=organisation)
    make_partnership(slug="vgt")
    people = {
        "registrant": registrant,
        "colleague": make_representative(organisation=organisation),
        "stranger": make_representative(organisation=make_organisation()),
        "account": make_user(),
        "reviewer": make_reviewer(),
    }
    submissions = {
        state: make_submission(
            registrant=registrant,
            organisation=organisation,
            state=state,
            answers=complete_answers(**LISTS),
            partnership=make_partnership() if state == State.ACCEPTED else None,
        )
        for state in State
    }
    return World({name: signed_in(user) for name, user in people.items()}, registrant, submissions)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """For all tests of the module: whatever one of them does is undone after it."""
    with kept_for_the_module(django_db_blocker):
        yield make_world()


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("page", [*OF_A_DRAFT, *OF_A_STATE])
def test_a_page_is_for_the_registrant_and_colleagues_while_its_state_lasts(world, client, page, state):
    submission = world.submissions[state]
    url = page.format(pk=submission.pk)
    is_there = state in OF_A_STATE[page] if page in OF_A_STATE else state in OPEN
    expected = 200 if is_there or page == "/drafts/{pk}/" else 302

    assert client.get(url).url.startswith("/account/sign-in/?next=")
    assert world.browsers["registrant"].get(url).status_code == expected
    of_colleague = 404 if page.endswith("/delete/") else expected
    assert world.browsers["colleague"].get(url).status_code == of_colleague
    for person in ("stranger", "account", "reviewer"):
        assert world.browsers[person].get(url).status_code == 404


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("page", [*OF_A_DRAFT, *OF_A_STATE, *SIMILAR, *ONLY_SENT_TO])
def test_nobody_else_can_send_anything(world, client, page, state):
    submission = world.submissions[state]
    before = type(submission).objects.values().get(pk=submission.pk)
    url = page.format(pk=submission.pk)

    visit = client.post(url)
    assert visit.status_code == 405 or visit.url.startswith("/account/sign-in/?next=")
    for person in ("stranger", "account", "reviewer"):
        assert world.browsers[person].post(url, {"title": "Mine"}).status_code in {404, 405}

    assert type(submission).objects.values().get(pk=submission.pk) == before


@pytest.mark.parametrize("state", [state for state in State if state not in OPEN])
@pytest.mark.parametrize("page", ["partnership", "partners/i1"])
def test_what_is_typed_too_late_is_not_saved_and_not_lost(world, page, state):
    submission = world.submissions[state]

    response = world.browsers["registrant"].post(
        f"/drafts/{submission.pk}/{page}/", {"title": "A late title", "name": "A late name", "version": "0"}
    )

    assert response.status_code == 409
    assert "A late" in response.content.decode()
    assert "late" not in str(type(submission).objects.get(pk=submission.pk).answers)


@pytest.mark.parametrize("page", FOR_ACCOUNTS)
def test_a_page_for_accounts(world, client, page):
    assert client.get(page).url.startswith("/account/sign-in/?next=")
    for person in ("registrant", "stranger", "account", "reviewer"):
        assert world.browsers[person].get(page).status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        "no-such-step",
        "partnership/i1",
        "partners/" + "i" * 41,
        "similar/no-such-step",
        "different",
    ],
)
def test_what_is_no_page_of_a_draft(world, page):
    client = world.browsers["registrant"]
    url = f"/drafts/{world.submissions[State.DRAFT].pk}/{page}/"

    assert client.get(url).status_code in {302, 404}
    assert client.post(url).status_code in {302, 404}


def test_a_guessed_key_is_as_unknown_as_another_s(world):
    client = world.browsers["account"]
    guessed, existing = "00000000-0000-4000-8000-000000000000", str(world.submissions[State.DRAFT].pk)
    unknown = client.get(f"/drafts/{guessed}/")
    another = client.get(f"/drafts/{existing}/")

    assert (unknown.status_code, another.status_code) == (404, 404)
    assert lasting(unknown).replace(guessed, "") == lasting(another).replace(existing, "")


def test_whoever_sends_the_draft_s_own_fields_changes_none_of_them(world):
    draft = world.submissions[State.DRAFT]

    world.browsers["registrant"].post(
        f"/drafts/{draft.pk}/status/",
        {"status": "active", "version": "0", "state": "accepted", "is_reviewer": "1", "answers": "{}"},
    )

    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert draft.answers["status"] == {"status": "active", "started": ""}


@pytest.fixture(scope="module")
def large(world) -> dict[State, Submission]:
    """Submissions with a hundred partners, half of them of the directory, and something alike for the names."""
    listed = [make_organisation(name=f"Listed {number}") for number in range(50)]
    make_partnership(title="Programme for schools", members=listed[:1])
    partners = {f"i{number}": {**PARTNER, "name": f"Listed {number}"} for number in range(1, 51)}
    partners |= {
        f"j{number}": {"organisation": organisation.slug, "role": "member"}
        for number, organisation in enumerate(listed)
    }
    answers = complete_answers(**{**LISTS, "partners": partners})
    answers["partnership"]["title"] = "Programme for schools"
    return {
        state: make_submission(
            registrant=world.registrant, state=state, answers=answers, organisation=listed[0]
        )
        for state in {State.DRAFT, *(states[0] for states in OF_A_STATE.values())}
    }


@pytest.mark.parametrize("page", [*QUICK, *OF_A_STATE, *SIMILAR, "/register/", "/register/change/{slug}/"])
def test_a_page_asks_thirteen_questions_at_most(world, large, page):
    submission = large[OF_A_STATE.get(page, [State.DRAFT])[0]]
    client = world.browsers["registrant"]
    facets.values(facets.data_version())
    url = page.format(pk=submission.pk, slug=Partnership.objects.latest("pk").slug)
    client.get(url)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200

    # One is the menu's, which says what waits
    assert len(queries) <= 13, "\n".join(query["sql"][:150] for query in queries)


def test_a_preview_costs_what_publishing_and_the_public_page_cost(world, large):
    url = PREVIEW.format(pk=large[State.DRAFT].pk)

    with CaptureQueriesContext(connection) as queries:
        assert world.browsers["registrant"].get(url).status_code == 200

    assert len(queries) <= 85


def test_a_draft_that_names_its_organisation_by_a_former_address_is_shared_with_who_speaks_for_it():
    organisation = make_organisation(slug="old")
    user = make_representative(organisation=organisation)
    readdress(organisation, "new", by=None, why="")

    assert saving.spoken_for({"organisation": {"organisation": "old"}}, by=[user]) == organisation
    assert saving.spoken_for({"organisation": {"organisation": "old"}}, by=[make_user()]) is None
    remove(organisation, by=None, reason="")
    assert saving.spoken_for({"organisation": {"organisation": "old"}}, by=[user]) is None

"""Two people, two windows: nothing is overwritten unseen, nothing is half kept."""

import re

import pytest
from django.db import transaction

from directory.models import Flag, Mail, State, SubmissionEvent
from directory.questionnaire import STEPS
from directory.registration import saving, submitting
from tests.support.drafts import make_draft, make_representative, page, send, version_on
from tests.support.factories import make_organisation, make_user
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

TYPED = {"title": "A title", "kind": "programme", "summary": "A summary of it."}


@pytest.fixture
def two():
    """A draft, and the windows of two colleagues."""
    organisation = make_organisation()
    people = [make_representative(organisation=organisation) for _ in range(2)]
    draft = make_draft(registrant=people[0], organisation=organisation, answers={"partnership": {**TYPED}})
    return draft, *map(signed_in, people)


def test_the_second_of_two_sees_both_texts_and_overwrites_nothing(two):
    draft, one, other = two
    url = page("draft_step", draft, "partnership")
    seen = version_on(other, url)
    send(one, url, **{**TYPED, "title": "The title of one", "kind": "network"})

    response = other.post(url, {**TYPED, "title": "The title of another", "version": seen})

    assert response.status_code == 409
    assert "The title of one" in text(response)
    assert "The title of another" in text(response)
    assert "A summary of it." not in re.sub(r'<input type="hidden"[^>]*>', "", text(response))
    draft.refresh_from_db()
    assert draft.answers["partnership"]["title"] == "The title of one"


@pytest.mark.parametrize(
    ("keep", "title", "kept"),
    [
        ("saved", "The title of another", "The title of one"),
        ("mine", "The title of another", "The title of another"),
        ("mine", "One title, merged", "One title, merged"),
    ],
)
def test_one_chooses_for_each_answer_which_to_keep(two, keep, title, kept):
    draft, one, other = two
    url = page("draft_step", draft, "partnership")
    send(one, url, **{**TYPED, "title": "The title of one", "kind": "network"})
    conflict = other.post(url, {**TYPED, "title": "The title of another", "version": "0"})
    version = re.search(r'name="version" value="(\d+)"', conflict.content.decode())[1]

    other.post(
        url,
        {
            **TYPED,
            "title": title,
            "version": version,
            "shown": ["title", "kind"],
            "keep_title": keep,
            "keep_kind": "saved",
        },
    )

    draft.refresh_from_db()
    assert draft.answers["partnership"]["title"] == kept
    assert draft.answers["partnership"]["kind"] == "network"
    assert draft.answers["partnership"]["summary"] == "A summary of it."


def test_a_choice_on_an_old_page_of_a_conflict_is_a_conflict_again(two):
    draft, one, other = two
    url = page("draft_step", draft, "partnership")
    send(one, url, **{**TYPED, "title": "The first"})
    other.post(url, {**TYPED, "title": "Another", "version": "0"})
    send(one, url, **{**TYPED, "title": "The second"})

    response = other.post(
        url, {**TYPED, "title": "Another", "version": "1", "shown": "title", "keep_title": "mine"}
    )

    assert response.status_code == 409
    assert "The second" in text(response)


def test_lists_of_choices_are_told_in_words(two):
    draft, one, other = two
    url = page("draft_step", draft, "scope")
    send(one, url, topics=["reporting"], countries=["PL"])

    response = other.post(url, {"topics": ["legislation"], "countries": ["PL", "BR"], "version": "0"})

    assert response.status_code == 409
    assert "Poland, Brazil" in text(response) or "Brazil, Poland" in text(response)
    assert "PL" not in re.sub(r"<[^>]*>", "", text(response))


def test_the_same_words_twice_are_no_conflict(two):
    draft, one, other = two
    url = page("draft_step", draft, "evidence")
    send(one, url, evaluation="Reviewed.")

    assert other.post(url, {"evaluation": "Reviewed.", "version": "0"}).status_code == 302


def test_different_steps_are_no_conflict(two):
    draft, one, other = two
    urls = [page("draft_step", draft, key) for key in ("evidence", "status")]
    versions = [version_on(one, urls[0]), version_on(other, urls[1])]

    one.post(urls[0], {"evaluation": "Reviewed.", "version": versions[0]})
    other.post(urls[1], {"status": "active", "version": versions[1]})

    draft.refresh_from_db()
    assert draft.answers["evidence"]["evaluation"] == "Reviewed."
    assert draft.answers["status"]["status"] == "active"


def test_what_was_taken_out_meanwhile_can_be_put_back(two):
    draft, one, other = two
    url = page("draft_item", draft, "partners", "i1")
    send(one, url, name="A partner", organisation="+")
    version = version_on(other, url)
    one.post(url, {"then": "remove", "version": version})

    conflict = other.post(url, {"name": "A partner, changed", "organisation": "+", "version": version})
    assert conflict.status_code == 409
    assert "It was taken out" in text(conflict)
    version = re.search(r'name="version" value="(\d+)"', conflict.content.decode())[1]
    other.post(
        url,
        {"name": "A partner, changed", "version": version, "shown": "name", "keep_name": "mine"},
    )

    draft.refresh_from_db()
    assert draft.answers["partners"]["i1"]["name"] == "A partner, changed"


def test_what_somebody_changed_is_not_taken_out_unseen(two):
    draft, one, other = two
    url = page("draft_item", draft, "partners", "i1")
    send(one, url, name="A partner", organisation="+")
    version = version_on(other, url)
    send(one, url, name="A partner, changed", organisation="+")

    other.post(url, {"then": "remove", "version": version})

    draft.refresh_from_db()
    assert draft.answers["partners"]["i1"]["name"] == "A partner, changed"


def test_a_failure_while_sending_leaves_the_draft_as_it_was(monkeypatch):
    user = make_user()
    draft = make_draft(registrant=user)

    def fail(*args, **options):
        raise ConnectionError

    monkeypatch.setattr("directory.mail.letters.to_registrants.submission_received", fail)
    with pytest.raises(ConnectionError), transaction.atomic():
        submitting.submit(draft, seen=0, by=user)

    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at) == (State.DRAFT, None)
    assert not SubmissionEvent.objects.exists()
    assert not Flag.objects.exists()
    assert not Mail.objects.exists()


def test_a_step_is_written_by_one_statement(two, django_assert_num_queries):
    draft, _one, _other = two
    step = STEPS["evidence"]

    # lock and read, write; a savepoint before and after: the test is a transaction itself
    with django_assert_num_queries(4) as asked:
        saving.save(draft, step, "", {"evaluation": "x"}, seen=0, by=draft.registrant)

    assert [one["sql"].split()[0] for one in asked].count("UPDATE") == 1

"""Two hundred clicks, forty colleagues: one submission counts, and each step keeps what one of them wrote."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from directory.models import Mail, State, Submission, SubmissionEvent
from directory.questionnaire import STEPS
from directory.registration import saving, submitting
from tests.support.databases import in_database, migrated_database
from tests.support.factories import make_submission, make_user


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """Threads see only what was committed, and this is gone afterwards."""
    with migrated_database("submitting") as address, in_database(address, django_db_blocker):
        yield


THREADS = 16


def at_once(number: int, act) -> list:
    """What `act` returned or raised, `number` times from many threads."""

    def one(place: int):
        try:
            return act(place)
        except (submitting.NotPossible, saving.Conflict) as fact:
            return type(fact)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(number)))


@pytest.mark.usefixtures("own_database")
def test_of_two_hundred_submissions_of_one_draft_one_counts():
    user = make_user()
    draft = make_submission(registrant=user, state=State.DRAFT)

    results = at_once(200, lambda _place: submitting.submit(draft, seen=0, by=user))

    assert results.count(None) == 1
    assert results.count(submitting.NotPossible) == 199
    assert Submission.objects.get().state == State.WAITING
    assert SubmissionEvent.objects.count() == 1
    assert Mail.objects.count() == 1


@pytest.mark.usefixtures("own_database")
def test_of_many_who_save_one_step_at_once_one_is_kept_and_the_others_are_told():
    user = make_user()
    draft = make_submission(registrant=user, state=State.DRAFT, answers={})

    results = at_once(
        40,
        lambda place: saving.save(
            draft, STEPS["evidence"], "", {"evaluation": f"Text {place}"}, seen=0, by=user
        ),
    )

    assert results.count(saving.Conflict) == 39
    (kept,) = [one for one in results if one is not saving.Conflict]
    assert Submission.objects.get().answers == kept.answers
    assert Submission.objects.get().versions == {"evidence": 1}


@pytest.mark.usefixtures("own_database")
def test_many_who_add_partners_at_once_lose_none():
    user = make_user()
    draft = make_submission(registrant=user, state=State.DRAFT, answers={})

    at_once(
        40,
        lambda place: saving.save(
            draft, STEPS["partners"], f"i{place}", {"name": f"Partner {place}"}, seen=0, by=user
        ),
    )

    assert len(Submission.objects.get().answers["partners"]) == 40

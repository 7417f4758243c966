"""Many at once: the bounds of showings hold, and two cannot take the last two desks away."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from directory.models import ContactPoint, Mail, Showing, Visibility
from directory.records import publishing
from directory.rights import showings
from tests.support.databases import in_database, migrated_database
from tests.support.factories import make_contact_point, make_official, make_organisation, make_reviewer

AT_ONCE = 6  # fewer than connections of the pool


@pytest.fixture(scope="module", autouse=True)
def own_database(django_db_setup, django_db_blocker):
    """Threads see only what was committed, and this is gone afterwards."""
    with migrated_database("desks") as address, in_database(address, django_db_blocker):
        yield


def all_at_once(call, things) -> list[str]:
    """What each call raised, by name, or "done"."""
    start = Barrier(min(AT_ONCE, len(things)))

    def one(number_and_thing):
        number, thing = number_and_thing
        try:
            if number < AT_ONCE:
                start.wait(timeout=30)
            call(thing)
        except (showings.TooMany, publishing.LastContactPoint) as error:
            return type(error).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, enumerate(things)))


def test_of_many_desks_opened_at_once_thirty_are_shown():
    official, organisation = make_official(), make_organisation()
    make_reviewer()
    desks = [
        make_contact_point(organisation=organisation, visibility=Visibility.OFFICIALS) for _ in range(40)
    ]
    showings.state_purpose(official, "Preparing a training.")

    outcomes = all_at_once(lambda desk: showings.show(desk, to=official), desks)

    assert outcomes.count("done") == Showing.objects.count() == showings.MOST_AN_HOUR
    assert outcomes.count("TooMany") == 10
    assert Mail.objects.filter(kind="showings_stopped").count() == 1


def test_of_two_who_remove_the_last_two_desks_one_is_refused():
    organisation = make_organisation()
    desks = [make_contact_point(organisation=organisation) for _ in range(2)]

    outcomes = all_at_once(lambda desk: publishing.remove_contact_point(desk, by=None, why="Closed."), desks)

    assert sorted(outcomes) == ["LastContactPoint", "done"]
    assert ContactPoint.objects.of(organisation).count() == 1


def test_of_two_who_delete_the_last_two_desks_past_publishing_one_fails_at_its_commit():
    organisation = make_organisation()
    desks = [make_contact_point(organisation=organisation) for _ in range(2)]
    deleted = Barrier(2)

    def delete(desk) -> bool:
        try:
            with transaction.atomic():
                ContactPoint.objects.filter(pk=desk.pk).delete()
                deleted.wait(timeout=30)
        except IntegrityError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(delete, desks))

    assert sorted(outcomes) == [False, True]
    assert ContactPoint.objects.of(organisation).count() == 1

"""Two owners who leave at the same moment: one of them stays, so that the organisation keeps an owner."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from directory.models import Representative, Right
from directory.rights import representation
from tests.support.databases import in_database, migrated_database
from tests.support.factories import make_organisation, make_representative

ROUNDS = 10


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """Threads see only what was committed, and this is gone afterwards."""
    with migrated_database("owners") as address, in_database(address, django_db_blocker):
        yield


def leave(owner: Representative, start: Barrier) -> bool:
    """Whether the owner could leave."""
    start.wait()
    try:
        representation.end(owner, by=owner.user)
    except representation.LastOwner:
        return False
    finally:
        connection.close()
    return True


@pytest.mark.usefixtures("own_database")
def test_of_two_owners_who_leave_at_once_one_stays():
    for _ in range(ROUNDS):
        organisation, start = make_organisation(), Barrier(2)
        owners = [make_representative(organisation=organisation, right=Right.OWNER) for _ in range(2)]

        with ThreadPoolExecutor(2) as threads:
            left = list(threads.map(leave, owners, [start, start]))

        assert sorted(left) == [False, True]
        assert Representative.objects.owners().get(organisation=organisation) == owners[left.index(False)]

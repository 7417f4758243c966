"""Both sides press at the same moment: nothing is said twice, nothing is lost without a word."""

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from directory.enquiries import relaying
from directory.models import (
    Block,
    Enquiry,
    EnquiryLink,
    EnquiryMessage,
    EnquiryReport,
    Mail,
    Organisation,
    User,
)
from directory.operating import retention
from tests.support.databases import in_database, migrated_database
from tests.support.enquiry_pages import Sides

AT_ONCE = 8


@pytest.fixture(scope="module")
def own_database(django_db_setup, django_db_blocker):
    """Threads see only what was committed, and this is gone afterwards."""
    with migrated_database("enquiries") as address, in_database(address, django_db_blocker):
        yield


@pytest.fixture
def sides(own_database, django_db_blocker):
    with django_db_blocker.unblock():
        for model in (Enquiry, Mail, User, Organisation):
            model.objects.all().delete()
        yield Sides()


def at_once(*acts: Callable[[], object]) -> Counter:
    """Begin all of them at the same moment. What came of each: "done", or the name of what stopped it."""
    begin = Barrier(len(acts))

    def start(act: Callable[[], object]) -> str:
        begin.wait(timeout=60)
        try:
            act()
        except (relaying.Blocked, relaying.Newer, relaying.EnquiryNotOpen) as stop:
            return type(stop).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(start, acts))


def bodies() -> list[str]:
    return list(EnquiryMessage.objects.values_list("body", flat=True))


def add(sides: Sides, **said) -> Callable[[], None]:
    usual = {"by": sides.owner, "is_from_desk": True, "body": "Gladly.", "seen": 1}
    return lambda: relaying.add(sides.enquiry, **{**usual, **said})


def test_a_form_that_is_sent_many_times_begins_one_enquiry(sides):
    key = uuid.uuid4()

    came = at_once(
        *[
            lambda: relaying.write(
                sides.desk, key=key, by=sides.sender, organisation=None, subject="Hi", body="Hello"
            )
        ]
        * AT_ONCE
    )

    assert came == {"done": AT_ONCE}
    assert bodies().count("Hello") == 1
    assert Mail.objects.count() == 2


def test_an_answer_that_is_pressed_many_times_is_sent_once(sides):
    link = EnquiryLink.objects.get()

    came = at_once(*[add(sides, by=None, link=link)] * AT_ONCE)

    assert came == {"done": AT_ONCE}
    assert bodies()[1:] == ["Gladly."]
    assert Mail.objects.filter(kind="enquiry_answered").count() == 1


def test_of_different_answers_by_one_link_one_is_sent(sides):
    link = EnquiryLink.objects.get()

    came = at_once(*[add(sides, by=None, link=link, body=f"Answer {n}") for n in range(AT_ONCE)])

    assert came == {"done": 1, "EnquiryNotOpen": AT_ONCE - 1}
    assert len(bodies()) == 2


def test_of_different_answers_by_accounts_one_is_sent_and_the_others_are_told_to_read_it(sides):
    came = at_once(*[add(sides, body=f"Answer {n}") for n in range(AT_ONCE)])

    assert came == {"done": 1, "Newer": AT_ONCE - 1}
    assert len(bodies()) == 2


def test_an_answer_that_meets_a_newer_message_does_not_use_up_its_link(sides):
    link = EnquiryLink.objects.get()
    further = {"by": sides.sender, "is_from_desk": False, "body": "One more thing."}

    came = at_once(add(sides, by=None, link=link), add(sides, **further))

    assert came == {"done": 1, "Newer": 1}
    answered = Enquiry.objects.get().answered_at is not None
    assert (EnquiryLink.objects.get(pk=link.pk).used_at is not None) is answered


def test_a_block_and_a_message_at_once_leave_no_message_after_the_block(sides):
    further = {"by": sides.sender, "is_from_desk": False, "body": "One more thing."}

    came = at_once(
        lambda: relaying.block(sides.enquiry, by=sides.owner, reason="Spam."), add(sides, **further)
    )

    assert came in ({"done": 2}, {"done": 1, "Blocked": 1})
    assert len(bodies()) == came["done"]
    assert (Block.objects.count(), EnquiryReport.objects.count()) == (1, 1)


def test_many_blocks_and_reports_are_one(sides):
    came = at_once(*[lambda: relaying.block(sides.enquiry, by=sides.owner, reason="Spam.")] * AT_ONCE)

    assert came == {"done": AT_ONCE}
    assert (Block.objects.count(), EnquiryReport.objects.count()) == (1, 1)


def test_what_is_deleted_while_somebody_answers_is_deleted_or_answered_and_never_both(sides):
    Enquiry.objects.update(changed_at="2020-01-01T00:00Z", created_at="2020-01-01T00:00Z")

    came = at_once(add(sides), retention.forget_enquiries)

    is_forgotten = Enquiry.objects.get().forgotten_at is not None
    assert came == ({"done": 1, "EnquiryNotOpen": 1} if is_forgotten else {"done": 2})
    assert any(bodies()) is not is_forgotten

"""Many reviewers at once, and one whose machine dies: nothing is decided twice, nothing is half published."""

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.asking import first_confirmations
from directory.asking.first_confirmations import CannotAsk
from directory.models import (
    FirstConfirmation,
    Mail,
    Organisation,
    Partnership,
    State,
    Step,
    Submission,
    SubmissionEvent,
    User,
)
from directory.registration import submitting
from directory.review.decisions import SubmissionAlreadyDecided, TakenByAnother, accept, refuse, take
from tests.support.databases import in_database, migrated_database
from tests.support.factories import (
    complete_answers,
    make_contact_point,
    make_partnership,
    make_reviewer,
    make_submission,
    make_user,
)

REVIEWERS = 20

ACCEPT_AND_WAIT = """
import time, django
django.setup()
from directory.models import Submission, User
from directory.review import decisions

def wait(*_arguments, **_options):
    print("all but committed", flush=True)
    time.sleep(60)

decisions.to_registrants.submission_accepted = wait
decisions.accept(Submission.objects.waiting().get(), by=User.objects.filter(is_reviewer=True).first())
"""


@pytest.fixture(scope="module")
def database(django_db_blocker):
    """A database of its own, for sessions that commit: every thread's own connection goes there."""
    with migrated_database("reviewers") as address, in_database(address, django_db_blocker):
        yield address


@pytest.fixture
def reviewers(database, django_db_blocker):
    with django_db_blocker.unblock():
        for model in (SubmissionEvent, Mail, ProcrastinateJob, Submission):
            model.objects.all().delete()
        yield [make_reviewer() for _ in range(REVIEWERS)]


def at_once(work, reviewers: list[User]) -> list:
    """What each reviewer's work returns, all begun at the same moment."""
    begin = Barrier(len(reviewers))

    def start(reviewer: User):
        try:
            begin.wait(timeout=60)
            return work(reviewer)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(reviewers)) as pool:
        return list(pool.map(start, reviewers))


def test_of_twenty_reviewers_one_decides_and_the_others_are_told_who(reviewers):
    submission = make_submission()

    def work(reviewer: User):
        try:
            return accept(submission, by=reviewer)
        except SubmissionAlreadyDecided as told:
            return told.event

    results = at_once(work, reviewers)

    (partnership,) = [one for one in results if isinstance(one, Partnership)]
    event = SubmissionEvent.objects.get()
    assert results.count(event) == REVIEWERS - 1
    assert Partnership.objects.filter(title=submission.title).get() == partnership
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 1


def test_of_twenty_reviewers_who_ask_about_a_record_at_once_one_does(reviewers):
    desk = make_contact_point()
    partnership = make_partnership(members=[desk.organisation])

    def work(reviewer: User) -> int:
        request = FirstConfirmation(
            partnership=partnership, organisation=desk.organisation, contact_point=desk, email=desk.mailbox
        )
        try:
            return first_confirmations.ask([request], by=reviewer)
        except CannotAsk:
            return 0

    assert sum(at_once(work, reviewers)) == 1
    assert FirstConfirmation.objects.count() == Mail.objects.count() == 1


def test_one_has_what_twenty_want_to_take(reviewers):
    submission = make_submission()

    def work(reviewer: User):
        try:
            take(submission, by=reviewer)
        except TakenByAnother as told:
            return told.by
        return None

    results = at_once(work, reviewers)

    assert Counter(results) == {None: 1, Submission.objects.get().taken_by: REVIEWERS - 1}


def test_twenty_reviewers_empty_one_queue_and_decide_nothing_twice(reviewers):
    answers = complete_answers()  # all of one name: their addresses have to differ
    for _ in range(2 * REVIEWERS):
        make_submission(answers=answers)

    def work(reviewer: User) -> int:
        decided = 0
        while submission := Submission.objects.waiting().order_by("submitted_at").first():
            try:
                if random.random() < 0.5:
                    accept(submission, by=reviewer)
                else:
                    refuse(submission, by=reviewer, reason="No.")
            except (SubmissionAlreadyDecided, TakenByAnother):
                continue
            decided += 1
        return decided

    decided = at_once(work, reviewers)

    events = SubmissionEvent.objects.values_list("submission", "what")
    accepted = [submission for submission, what in events if what == Step.ACCEPTED]
    assert sum(decided) == len(events) == len({pk for pk, _what in events}) == 2 * REVIEWERS
    assert Submission.objects.filter(state=State.ACCEPTED).count() == len(accepted)
    assert Partnership.objects.filter(submissions__in=accepted).distinct().count() == len(accepted)
    named = Organisation.objects.filter(name=answers["new_organisation"]["name"])
    assert named.count() == len(accepted)
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 2 * REVIEWERS


SUBMISSIONS, SENDERS = 200, 40


def test_of_two_hundred_sent_in_at_once_twenty_reviewers_decide_each_once(reviewers):
    """Each is sent in twice, as by a double click, while the reviewers work on what is there already."""
    registrant = make_user()
    drafts = [make_submission(state=State.DRAFT, registrant=registrant) for _ in range(SUBMISSIONS)]
    shares = [
        [*drafts[share::SENDERS], *drafts[(share + 1) % SENDERS :: SENDERS]] for share in range(SENDERS)
    ]
    sending = Barrier(SENDERS)

    def send(share: list[Submission]) -> int:
        sending.wait(timeout=60)
        sent = 0
        try:
            for draft in share:
                with suppress(submitting.NotPossible):
                    submitting.submit(draft, seen=0, by=registrant)
                    sent += 1
        finally:
            connection.close()
        return sent

    def work(reviewer: User) -> int:
        decided = 0
        while Submission.objects.filter(state__in=[State.DRAFT, State.WAITING]).exists():
            submission = Submission.objects.waiting().order_by("submitted_at").first()
            if submission is None:
                continue
            try:
                if random.random() < 0.2:
                    accept(submission, by=reviewer)
                else:
                    refuse(submission, by=reviewer, reason="No.")
            except (SubmissionAlreadyDecided, TakenByAnother):
                continue
            decided += 1
        return decided

    with ThreadPoolExecutor(SENDERS) as pool:
        sent = [pool.submit(send, share) for share in shares]
        decided = at_once(work, reviewers)

    assert sum(one.result() for one in sent) == sum(decided) == SUBMISSIONS
    events = Counter(SubmissionEvent.objects.values_list("submission", "what"))
    assert set(events.values()) == {1}
    assert Counter(what == Step.SUBMITTED for _submission, what in events) == {
        True: SUBMISSIONS,
        False: SUBMISSIONS,
    }
    accepted = [submission for submission, what in events if what == Step.ACCEPTED]
    assert Partnership.objects.filter(submissions__in=accepted).distinct().count() == len(accepted)
    assert Counter(Mail.objects.values_list("kind", flat=True)) == {
        "submission_received": SUBMISSIONS,
        "submission_accepted": len(accepted),
        "submission_refused": SUBMISSIONS - len(accepted),
    }
    assert ProcrastinateJob.objects.count() == 2 * SUBMISSIONS


def test_a_machine_that_dies_in_the_middle_of_an_acceptance_leaves_nothing_behind(reviewers, database):
    submission = make_submission()
    before = Partnership.objects.count(), Organisation.objects.count()
    command = [sys.executable, "-c", ACCEPT_AND_WAIT]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | {"DATABASE_URL": database}, stdout=subprocess.PIPE
    ) as machine:
        assert machine.stdout.readline() == b"all but committed\n"
        machine.send_signal(signal.SIGKILL)

    partnership = accept(submission, by=reviewers[1])

    assert (Partnership.objects.count(), Organisation.objects.count()) == (before[0] + 1, before[1] + 1)
    assert SubmissionEvent.objects.get().by == reviewers[1]
    assert Mail.objects.count() == ProcrastinateJob.objects.count() == 1
    assert partnership.title == submission.title

"""What happens by itself: reminders, yearly questions, drafts that end, mails that were left."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from directory.asking import confirmations, invitations
from directory.mail import outbox
from directory.models import (
    Answer,
    ConfirmationRequest,
    ContactPoint,
    Invitation,
    Mail,
    Membership,
    Organisation,
    Partnership,
    Standing,
    State,
    Status,
    Submission,
    User,
)
from directory.operating import jobs, retention
from tests.support.answer_pages import make_owner, naming, partner, token_mailed_to
from tests.support.factories import (
    complete_answers,
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def test_each_job_that_comes_by_itself_runs(settings):
    assert {task.name for task in app.tasks.values() if task.name.startswith("directory.")} == {
        "directory.send_mail",
        "directory.enqueue_left_mails",
        "directory.enqueue_left_imports",
        "directory.make_dumps",
        "directory.work_on_import",
        "directory.refresh_search",
        "directory.forget",
        "directory.forget_jobs",
        "directory.write_reminders",
    }
    for job in (
        jobs.enqueue_left_mails,
        jobs.enqueue_left_imports,
        jobs.refresh_search,
        jobs.forget,
        jobs.make_dumps,
        jobs.write_reminders,
    ):
        job(timestamp=0)


# Partners


def test_a_partner_that_does_not_answer_is_reminded_once_with_the_same_link():
    invitations.ask(naming({"a": partner(email="desk@example.org", language="fr")}))
    Mail.objects.update(created_at=days_ago(11))
    first = token_mailed_to("desk@example.org")

    assert invitations.remind() == 1
    assert invitations.remind() == 0

    reminder = Mail.objects.get(kind="invitation_reminder")
    assert (reminder.recipient, reminder.language) == ("desk@example.org", "fr")
    assert first in reminder.text
    assert first in reminder.html
    assert Invitation.objects.with_token(first).open().exists()


@pytest.mark.parametrize("days", [1, 9.9, 31])
def test_nobody_is_reminded_too_early_or_of_a_link_that_ended(days):
    invitations.ask(naming({"a": partner()}))
    Mail.objects.update(created_at=days_ago(days))
    Invitation.objects.update(expires_at=days_ago(days) + datetime.timedelta(days=30))

    assert invitations.remind() == 0


@pytest.mark.parametrize("state", [State.REFUSED, State.WITHDRAWN])
def test_nobody_is_reminded_of_what_was_refused_or_withdrawn(state):
    submission = naming({"a": partner()})
    invitations.ask(submission)
    Mail.objects.update(created_at=days_ago(11))
    Submission.objects.update(state=state)

    assert invitations.remind() == 0


def test_who_answered_is_not_reminded():
    submission = naming({"a": partner()})
    invitations.ask(submission)
    Mail.objects.update(created_at=days_ago(11))
    invitations.answer(submission.invitations.get(), Answer.YES)

    assert invitations.remind() == 0


# Records that became due


def months_ago(months: int) -> datetime.date:
    return confirmations.months_before(timezone.localdate(), months)


def confirmed(on: datetime.date, *, organisation: Organisation | None = None, **fields) -> Partnership:
    """A record that one organisation, which has an owner, confirmed on that day."""
    organisation = organisation or make_organisation()
    partnership = make_partnership(confirmed_on=on, **fields)
    make_membership(
        partnership=partnership, organisation=organisation, standing=Standing.CONFIRMED, confirmed_on=on
    )
    return partnership


@pytest.fixture
def organisation() -> Organisation:
    organisation = make_organisation()
    make_owner(organisation, email="owner@example.org", language="es")
    return organisation


@pytest.mark.parametrize(
    ("months", "is_asked"), [(11, False), (12, True), (17, True), (18, True), (30, True)]
)
def test_members_are_asked_when_a_record_becomes_due(organisation, months, is_asked):
    confirmed(months_ago(months), organisation=organisation)

    asked = confirmations.ask_where_due()
    again = confirmations.ask_where_due()

    assert (asked, again) == (int(is_asked), 0)
    assert [(mail.recipient, mail.language) for mail in Mail.objects.all()] == [
        ("owner@example.org", "es")
    ] * asked


def test_members_are_asked_again_when_it_becomes_stale_and_then_no_more(organisation):
    confirmed(months_ago(18), organisation=organisation)
    confirmations.ask_where_due()
    ConfirmationRequest.objects.update(created_at=days_ago(182))

    assert confirmations.ask_where_due() == 1
    assert confirmations.ask_where_due() == 0


def test_a_year_is_what_the_database_takes_for_a_year():
    from django.db import connection

    with connection.cursor() as cursor:
        for day in (datetime.date(2024, 2, 29), datetime.date(2025, 8, 31), datetime.date(2025, 1, 1)):
            for months in (12, 18):
                cursor.execute("SELECT (%s::date - make_interval(months => %s))::date", [day, months])
                assert confirmations.months_before(day, months) == cursor.fetchone()[0]


def test_an_organisation_without_owners_is_asked_at_its_desk():
    organisation = make_organisation()
    desk = ContactPoint.objects.create(
        slug="desk", organisation=organisation, name="Desk", mailbox="desk@example.org"
    )
    desk.languages.set(["de", "fr"])
    confirmed(months_ago(13), organisation=organisation)

    confirmations.ask_where_due()

    mail = Mail.objects.get()
    assert (mail.recipient, mail.language) == ("desk@example.org", "fr")


def test_the_yearly_letter_carries_the_record(organisation):
    record = confirmed(months_ago(13), organisation=organisation, title="A network", started="2005")
    others = [make_organisation(name=f"Body {number:02}") for number in range(1, 13)]
    for other in others:
        make_membership(partnership=record, organisation=other)
    desk = {"organisation": others[0], "mailbox": "desk@body.example"}
    make_contact_point(**desk, name="A public desk", visibility="public")
    make_contact_point(**desk, name="A hidden desk", visibility="officials")
    Membership.objects.filter(organisation=others[0]).update(role="lead")
    User.objects.update(language="en")

    confirmations.ask_where_due()

    letter = Mail.objects.get().text
    assert "Name: A network\nStatus: Active, since 2005\nYour role: Member\n" in letter
    assert "Members: Body 01; " in letter
    assert "; and 1 more" in letter
    assert "Contact: A public desk · desk@body.example\n" in letter
    assert "A hidden desk" not in letter
    assert "Without an answer the page marks the record as stale from" in letter


def test_nobody_is_asked_about_what_ended_was_removed_or_was_never_confirmed(organisation):
    confirmed(months_ago(13), organisation=organisation, status=Status.ENDED)
    confirmed(months_ago(13), organisation=organisation, removed_at=timezone.now())
    confirmed(months_ago(13))  # nobody to ask
    make_partnership(members=[organisation])

    assert confirmations.ask_where_due() == 0


# Drafts


def make_draft(days: float, **fields) -> Submission:
    return make_submission(state=State.DRAFT, changed_at=days_ago(days), **fields)


def test_a_draft_that_nobody_changed_is_deleted_after_a_warning():
    draft = make_draft(84, registrant=make_user(email="somebody@example.org", language="fr"))

    assert retention.warn_of_drafts() == 1
    assert retention.warn_of_drafts() == 0
    assert retention.forget_drafts() == 0

    mail = Mail.objects.get()
    assert (mail.recipient, mail.language) == ("somebody@example.org", "fr")
    assert f"/fr/drafts/{draft.pk}/" in mail.text
    Submission.objects.update(changed_at=days_ago(91), reminded_at=days_ago(29.9))
    assert retention.forget_drafts() == 0
    Submission.objects.update(changed_at=days_ago(91), reminded_at=days_ago(30.1))
    assert retention.forget_drafts() == 1
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("left_out", "count"), [([], 4), (["partnership"], 3), (["partnership", "answerer"], 2)]
)
def test_the_warning_says_how_many_steps_are_answered(left_out, count):
    answers = {step: typed for step, typed in complete_answers().items() if step not in left_out}
    make_draft(84, answers=answers)

    retention.warn_of_drafts()

    assert f"You have answered {count} of 6 steps" in Mail.objects.get().text


def test_of_a_change_no_steps_are_counted():
    record = make_partnership()
    make_draft(84, is_change=True, partnership=record)

    retention.warn_of_drafts()

    assert "Nobody has changed it since" in Mail.objects.get().text
    assert "steps" not in Mail.objects.get().text


def test_a_draft_that_was_changed_after_the_warning_stays():
    draft = make_draft(91)
    Submission.objects.update(reminded_at=days_ago(92))

    assert retention.forget_drafts() == 0
    assert retention.warn_of_drafts() == 1
    assert Submission.objects.get() == draft


def test_a_draft_is_kept_until_a_month_after_the_warning():
    make_draft(200)
    retention.warn_of_drafts()
    Submission.objects.update(reminded_at=days_ago(29.9))

    assert retention.forget_drafts() == 0


def test_a_colleague_is_warned_where_the_account_is_gone(organisation):
    Submission.objects.filter(pk=make_draft(84, organisation=organisation).pk).update(registrant=None)

    retention.warn_of_drafts()

    assert Mail.objects.get().recipient == "owner@example.org"


@pytest.mark.parametrize("state", [State.WAITING, State.RETURNED, State.REFUSED, State.WITHDRAWN])
def test_what_was_sent_in_is_never_deleted(state):
    make_submission(state=state, changed_at=days_ago(900), reminded_at=days_ago(800))

    assert retention.warn_of_drafts() == 0
    assert retention.forget_drafts() == 0


def test_sessions_that_are_over_and_links_that_ended_long_ago_go(organisation):
    Session.objects.create(session_key="over", session_data="", expire_date=days_ago(1))
    confirmed(months_ago(13), organisation=organisation)
    confirmations.ask_where_due()
    retention.forget_links_and_sessions()
    assert ConfirmationRequest.objects.exists()
    ConfirmationRequest.objects.update(expires_at=days_ago(401))

    retention.forget_links_and_sessions()

    assert not Session.objects.exists()
    assert not ConfirmationRequest.objects.exists()


# Mails that were left


def test_a_mail_that_no_job_waits_for_is_enqueued_again(settings):
    settings.EMAIL = ("mail.example.org", 25, "", "", False, False)
    left, waiting = (
        outbox.write(
            "account_message", to="a@example.org", language="en", context={"title": "A", "message": "A"}
        )
        for _each in "ab"
    )
    ProcrastinateJob.objects.filter(args__mail=str(left.pk))._raw_delete("default")

    assert outbox.enqueue_left() == 1
    assert outbox.enqueue_left() == 0

    assert {job.args["mail"] for job in ProcrastinateJob.objects.all()} == {str(left.pk), str(waiting.pk)}

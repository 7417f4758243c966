"""After a restore nothing of the past goes on: sessions, links, codes, mails, and what was erased since."""

import io
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from directory.accounts import deletion
from directory.asking import first_confirmations
from directory.mail import outbox
from directory.management.after_restoring import end_what_is_past
from directory.models import (
    ColleagueInvitation,
    ConfirmationRequest,
    ContactPoint,
    DeskTest,
    Enquiry,
    EnquiryLink,
    FirstConfirmation,
    Mail,
    MailState,
    Representative,
    Suppression,
    User,
    Verification,
    VerificationState,
)
from directory.models.by_link import ByLink
from directory.records import erasures, publishing
from directory.rights import representation, safeguards, verification
from tests.support.factories import (
    make_contact_point,
    make_organisation,
    make_partnership,
    make_representative,
    make_reviewer,
    make_user,
    make_verification,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def erasures_file(tmp_path, settings):
    settings.ERASURES_FILE = tmp_path / "erasures"
    return settings.ERASURES_FILE


def saved_with_token(link: ByLink) -> str:
    token = link.new_token()
    link.save()
    return token


def test_every_session_ends(client):
    client.force_login(make_user())
    assert client.get("/account/").status_code == 200

    ended = end_what_is_past()

    assert ended.sessions == 1
    assert client.get("/account/").status_code == 302
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_no_mailed_link_opens_any_more_and_the_questions_stay():
    desk = make_contact_point()
    partnership, organisation = make_partnership(), desk.organisation
    enquiry = Enquiry.objects.create(contact_point=desk, sender=make_user(), subject="A question")
    links = [
        ConfirmationRequest(partnership=partnership, organisation=organisation, email="desk@example.org"),
        FirstConfirmation(partnership=partnership, organisation=organisation, email="desk@example.org"),
        ColleagueInvitation(
            organisation=organisation, email="new@example.org", invited_by=make_representative().user
        ),
        DeskTest(contact_point=desk, mailbox=desk.mailbox),
        EnquiryLink(enquiry=enquiry, mailbox=desk.mailbox),
    ]
    tokens = [saved_with_token(link) for link in links]
    EnquiryLink.objects.filter(enquiry=enquiry).use()  # it opens again and again

    ended = end_what_is_past()

    assert ended.links == 5
    for link, token in zip(links, tokens, strict=True):
        assert not type(link).objects.with_token(token).exists()
    assert FirstConfirmation.objects.unanswered().open().count() == 1


def test_a_reminder_after_a_restore_has_a_new_link():
    question = FirstConfirmation(
        partnership=make_partnership(), organisation=make_organisation(), email="desk@example.org"
    )
    former = saved_with_token(question)
    end_what_is_past()
    question.refresh_from_db()

    token = question.token_for_reminder()

    assert token != former
    assert FirstConfirmation.objects.open().with_token(token).get() == question


def test_every_kind_of_link_is_thought_of():
    kinds = {model.__name__ for model in apps.get_models() if issubclass(model, ByLink)}

    assert {"Invitation", "ConfirmationRequest", "FirstConfirmation", "ColleagueInvitation"} < kinds
    assert {"DeskTest", "EnquiryLink"} < kinds


def test_a_mail_that_waits_is_not_sent_a_second_time(settings):
    settings.EMAIL = ("localhost", 25, "", "", False, False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from django.core import mail

    Mail.objects.create(kind="sign_in_code", recipient="me@example.org", subject="A code", text="A", html="A")
    pk = str(Mail.objects.get().pk)

    ended = end_what_is_past()

    assert ended.mails == 1
    assert Mail.objects.get().state == MailState.SET_ASIDE
    assert outbox.send(pk) is None
    assert outbox.enqueue_left() == 0
    assert mail.outbox == []


def test_an_account_that_was_erased_since_is_erased_once_more(
    erasures_file, django_capture_on_commit_callbacks
):
    account, other = make_user(email="gone@example.org"), make_user()
    with django_capture_on_commit_callbacks(execute=True):
        deletion.delete(User.objects.get(pk=account.pk))
    account.save(force_insert=True)  # as the restored database has it

    ended = end_what_is_past()

    assert ended.accounts == 1
    assert set(User.objects.all()) == {other}
    assert "gone@example.org" not in erasures_file.read_text()


def test_a_later_account_with_the_number_of_an_erased_one_stays(
    erasures_file, django_capture_on_commit_callbacks
):
    account = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        deletion.delete(User.objects.get(pk=account.pk))
    later = make_user(pk=account.pk, created_at=account.created_at + timedelta(seconds=1))

    assert end_what_is_past().accounts == 0
    assert User.objects.filter(pk=later.pk).exists()


def test_nothing_is_remembered_of_what_was_not_committed(erasures_file, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        deletion.delete(make_user())

    assert not erasures_file.exists()


def test_who_asked_for_no_more_mails_since_gets_none(erasures_file, django_capture_on_commit_callbacks):
    question = FirstConfirmation(
        partnership=make_partnership(), organisation=make_organisation(), email="desk@example.org"
    )
    saved_with_token(question)
    with django_capture_on_commit_callbacks(execute=True):
        first_confirmations.stop(question)
    Suppression.objects.all().delete()  # as the restored database has it

    ended = end_what_is_past()

    assert ended.suppressions == 1
    assert Suppression.objects.of_addresses(["desk@example.org"]).exists()
    assert "example.org" not in erasures_file.read_text()


def test_desks_that_were_removed_since_are_named(erasures_file, django_capture_on_commit_callbacks):
    desk = make_contact_point(name="Night desk")
    make_contact_point(organisation=desk.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        publishing.remove_contact_point(ContactPoint.objects.get(pk=desk.pk), by=None, why="Closed")
    desk.save(force_insert=True)  # as the restored database has it
    out = io.StringIO()

    call_command("after_restore", "--no-input", stdout=out)

    assert f"remove it on its page: Night desk, {desk.organisation}." in out.getvalue()


def test_a_line_that_broke_off_and_a_file_that_cannot_be_written_stop_nothing(
    tmp_path, settings, caplog, django_capture_on_commit_callbacks
):
    settings.ERASURES_FILE = tmp_path / "erasures"
    settings.ERASURES_FILE.write_text("2026-11-29T20:15:07+00:00 account 5f2b\n2026-11-29T20:1")
    assert erasures.remembered(User) == set()

    settings.ERASURES_FILE = tmp_path / "no folder" / "erasures"
    account = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        deletion.delete(account)

    assert not User.objects.filter(email=account.email).exists()
    assert "ERASURES_FILE lacks this line" in caplog.text


def test_the_command_asks_whether_it_is_meant(monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "no")
    Client().force_login(make_user())

    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("after_restore")

    assert Session.objects.exists()


def test_blocks_and_ended_rights_hold_again(erasures_file, django_capture_on_commit_callbacks):
    reviewer, blocked, unblocked, former_reviewer = make_reviewer(), make_user(), make_user(), make_reviewer()
    representative = make_representative()
    official = make_verification()
    staying = make_verification(user=unblocked)
    with django_capture_on_commit_callbacks(execute=True):
        safeguards.block(blocked, by=reviewer, reason="Somebody else reads the mailbox.")
        safeguards.block(unblocked, by=reviewer, reason="Somebody else reads the mailbox.")
        safeguards.unblock(unblocked, by=reviewer, reason="It is theirs again.")
        call_command("make_reviewer", former_reviewer.email, "--no-longer", stdout=io.StringIO())
        representation.end(representative, by=reviewer)
        verification.withdraw(official, by=reviewer)
    # As a database of the hour before has it
    User.objects.update(is_active=True)
    User.objects.filter(pk=former_reviewer.pk).update(is_reviewer=True)
    Representative.objects.update(ended_at=None)
    Verification.objects.update(state=VerificationState.VERIFIED, withdrawn_at=None)
    out = io.StringIO()

    call_command("after_restore", "--no-input", stdout=out)

    assert list(User.objects.filter(is_active=False)) == [blocked]
    assert list(User.objects.filter(is_reviewer=True)) == [reviewer]
    assert not Representative.objects.current().exists()
    assert list(Verification.objects.current()) == [staying]
    assert "Blocks and ended rights that hold again: 4." in out.getvalue()
    assert f"{blocked.email}: the account is blocked" in out.getvalue()
    assert f"speaks no longer for {representative.organisation}" in out.getvalue()
    assert end_what_is_past().taken_away == []

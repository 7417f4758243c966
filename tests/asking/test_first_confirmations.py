"""Asking about records that nobody ever confirmed: who could be asked, one mail an address, one reminder, and what ends it."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from directory.asking import confirmations, first_confirmations
from directory.asking.first_confirmations import CannotAsk
from directory.asking.respondents import can_be_asked, desks_to_ask, respondents_of
from directory.models import (
    ContactPoint,
    FirstConfirmation,
    Mail,
    Organisation,
    Partnership,
    Standing,
    Succession,
    Suppression,
    User,
    Visibility,
)
from directory.models.first_confirmations import address_hash
from directory.operating import retention
from tests.support.answer_pages import token_mailed_to
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_source,
)
from tests.support.mails import text_without_number

pytestmark = pytest.mark.django_db

ADDRESS = "international@police.example.org"


@pytest.fixture
def reviewer() -> User:
    return make_reviewer()


@pytest.fixture
def police() -> Organisation:
    return make_organisation(name="A police force")


def request_for(partnership: Partnership, organisation: Organisation, **fields) -> FirstConfirmation:
    dull = {"email": ADDRESS, "address_origin": "it stands on your page “Contact”"}
    return FirstConfirmation(partnership=partnership, organisation=organisation, **{**dull, **fields})


def days_ago(days: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def let_days_pass(days: float) -> None:
    """Make the mails and requests there are so much older."""
    for mail in Mail.objects.all():
        Mail.objects.filter(pk=mail.pk).update(created_at=mail.created_at - datetime.timedelta(days=days))
    for request in FirstConfirmation.objects.all():
        over = {
            name: getattr(request, name) and getattr(request, name) - datetime.timedelta(days=days)
            for name in ("created_at", "expires_at", "used_at", "revoked_at")
        }
        FirstConfirmation.objects.filter(pk=request.pk).update(**over)


# Who could be asked


def test_members_that_last_could_be_asked_at_their_desks_the_lead_first():
    lead, member = make_contact_point(), make_contact_point(visibility=Visibility.SECRETARIAT)
    partnership = make_partnership(members=[member.organisation])
    make_membership(partnership=partnership, organisation=lead.organisation, role="lead")
    make_membership(partnership=partnership, standing=Standing.DISPUTED)
    make_membership(partnership=partnership, left="2001", standing=Standing.LEFT)

    respondents = respondents_of([partnership])[partnership.pk]

    assert [(each.organisation, each.desks) for each in respondents] == [
        (lead.organisation, (lead,)),
        (member.organisation, (member,)),
    ]


def test_in_place_of_a_member_that_ended_the_one_that_followed_it_is_asked():
    first = make_organisation(name="National Crime Squad", ended="2006")
    second = make_organisation(ended="2013")
    last = make_contact_point().organisation
    Succession.objects.create(before_organisation=first, after_organisation=second, kind="merged")
    Succession.objects.create(before_organisation=second, after_organisation=last, kind="replaced")
    partnership = make_partnership(members=[first])

    (respondent,) = respondents_of([partnership])[partnership.pk]

    assert (respondent.organisation, respondent.in_place_of) == (last, first)
    assert Partnership.objects.filter(can_be_asked()).get() == partnership


def test_who_has_no_desk_that_takes_mail_is_named_without_one(police):
    make_contact_point(organisation=police, mailbox="", phone="+44 20 7946 0000")
    partnership = make_partnership(members=[police, make_organisation(ended="2001")])

    (respondent,) = respondents_of([partnership])[partnership.pk]

    assert (respondent.organisation, respondent.desks) == (police, ())
    assert not Partnership.objects.filter(can_be_asked()).exists()


# Asking


def test_who_is_asked_about_several_records_gets_one_mail_with_a_link_for_each(police, reviewer):
    records = [
        make_partnership(title=title, members=[police], source=make_source(published="2005-12"))
        for title in ("A taskforce", "A hotline network")
    ]

    count = first_confirmations.ask([request_for(record, police) for record in records], by=reviewer)

    mail = Mail.objects.get()
    assert (count, mail.recipient) == (1, ADDRESS)
    assert mail.subject == "Are 2 records that name A police force still true?"
    assert mail.text.count("/still-true/") == 2
    for words in ("“A taskforce”", "“A hotline network”", "Role: Member", "Status: Active"):
        assert words in mail.text
    assert "Why this address: it stands on your page “Contact”." in " ".join(mail.text.split())
    assert list(FirstConfirmation.objects.values_list("mail", "asked_by")) == [(mail.pk, reviewer.pk)] * 2


def test_a_preview_is_the_mail_but_for_the_ends_of_its_links(police, reviewer):
    record = make_partnership(title="A taskforce", members=[police])

    preview = first_confirmations.preview([request_for(record, police)])
    assert not Mail.objects.exists()
    first_confirmations.ask([request_for(record, police)], by=reviewer)

    mail = Mail.objects.get()
    token = token_mailed_to(ADDRESS, page="still-true")
    assert preview.subject == mail.subject == "Is “A taskforce” still true?"
    assert preview.text.replace("its own, when it is sent", "") == text_without_number(mail).replace(
        token, "…"
    )


def test_the_tokens_are_kept_as_hashes_only(police, reviewer):
    first_confirmations.ask([request_for(make_partnership(members=[police]), police)], by=reviewer)

    token = token_mailed_to(ADDRESS, page="still-true")

    assert token not in str(FirstConfirmation.objects.values().get())
    assert FirstConfirmation.objects.with_token(token).open().exists()


def test_the_same_is_not_asked_again_within_ten_days(police, reviewer):
    record = make_partnership(members=[police])
    first_confirmations.ask([request_for(record, police)], by=reviewer)
    with pytest.raises(CannotAsk):
        first_confirmations.ask([request_for(record, police, email="other@example.org")], by=reviewer)
    let_days_pass(10.1)

    first_confirmations.ask([request_for(record, police, email="other@example.org")], by=reviewer)

    assert FirstConfirmation.objects.count() == 2
    assert FirstConfirmation.objects.open().get().email == "other@example.org"


@pytest.mark.parametrize(
    "change",
    [
        {"confirmed_on": datetime.date(2026, 1, 1)},
        {"removed_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
        {"is_sample": True},
    ],
)
def test_nobody_is_asked_about_what_was_confirmed_taken_away_or_made_up(police, reviewer, change):
    record = make_partnership(members=[police])
    Partnership.objects.update(**change)

    with pytest.raises(CannotAsk):
        first_confirmations.ask([request_for(record, police)], by=reviewer)

    assert not Mail.objects.exists()


# Reminding, and what ends it


def ask_about_two(police: Organisation, reviewer: User) -> list[FirstConfirmation]:
    records = [make_partnership(title=title, members=[police]) for title in ("A taskforce", "A network")]
    first_confirmations.ask([request_for(record, police) for record in records], by=reviewer)
    return list(FirstConfirmation.objects.order_by("pk"))


def test_who_is_silent_for_ten_days_is_reminded_once_with_the_same_links(police, reviewer):
    ask_about_two(police, reviewer)
    let_days_pass(9.9)
    assert first_confirmations.remind() == 0
    let_days_pass(0.2)

    assert (first_confirmations.remind(), first_confirmations.remind()) == (1, 0)

    first, reminder = Mail.objects.order_by("created_at")
    assert reminder.kind == "first_confirmation_reminder"
    assert text_without_number(first).strip() in reminder.text
    assert "2 questions in it have not been answered yet" in reminder.text


def test_a_reminder_names_only_what_was_not_answered(police, reviewer):
    answered, _silent = ask_about_two(police, reviewer)
    FirstConfirmation.objects.filter(pk=answered.pk).update(answer="true", used_at=timezone.now())
    let_days_pass(11)

    first_confirmations.remind()

    reminder = Mail.objects.get(kind="first_confirmation_reminder").text
    assert "“A taskforce”" not in reminder.partition("Are 2 records")[0].partition("The Partnership")[0]
    assert "One question in it has not been answered yet" in reminder


def stop(request: FirstConfirmation) -> None:
    first_confirmations.stop(request)


def bounce(request: FirstConfirmation) -> None:
    Mail.objects.update(last_error="550 no such user")


def confirm_otherwise(request: FirstConfirmation) -> None:
    Partnership.objects.update(confirmed_on=timezone.localdate())


@pytest.mark.parametrize("end", [stop, bounce, confirm_otherwise])
def test_a_stop_a_bounce_and_a_confirmation_by_another_end_it(police, reviewer, end):
    request, _other = ask_about_two(police, reviewer)
    end(request)
    let_days_pass(11)

    assert first_confirmations.remind() == 0


def test_an_address_that_wants_no_such_questions_is_never_written_to_again(police, reviewer):
    request, other = ask_about_two(police, reviewer)
    desk = make_contact_point(organisation=police, mailbox=ADDRESS.upper())
    first_confirmations.stop(request)
    let_days_pass(11)

    with pytest.raises(CannotAsk):
        first_confirmations.ask([request_for(other.partnership, police, email=ADDRESS.upper())], by=reviewer)

    assert not FirstConfirmation.objects.open().exists()
    assert ADDRESS not in str(Suppression.objects.values().get())
    assert all(each.desks == () for each in respondents_of([other.partnership])[other.partnership.pk])
    assert not Partnership.objects.filter(can_be_asked()).exists()
    assert ContactPoint.objects.get() == desk


def test_a_new_link_goes_to_the_address_of_one_that_ended(police, reviewer):
    first_confirmations.ask([request_for(make_partnership(members=[police]), police)], by=reviewer)
    token = token_mailed_to(ADDRESS, page="still-true")
    first_confirmations.renew(token)
    assert Mail.objects.count() == 1
    let_days_pass(31)

    first_confirmations.renew(token)
    first_confirmations.renew("A" * 43)

    assert Mail.objects.count() == 2
    assert token_mailed_to(ADDRESS, page="still-true") != token
    assert FirstConfirmation.objects.open().exists()


def test_the_yearly_question_does_not_go_to_a_desk_that_wants_no_such_questions():
    year_ago = timezone.localdate() - datetime.timedelta(days=400)
    quiet, other = make_contact_point(), make_contact_point()
    partnership = make_partnership(confirmed_on=year_ago)
    for desk in (quiet, other):
        make_membership(
            partnership=partnership,
            organisation=desk.organisation,
            standing=Standing.CONFIRMED,
            confirmed_on=year_ago,
        )
    Suppression.objects.create(address_hash=address_hash(quiet.mailbox))

    assert confirmations.ask_where_due() == 1
    assert Mail.objects.get().recipient == other.mailbox


def test_the_fingerprint_of_an_address_is_the_same_in_python_and_in_sql():
    for mailbox in ("desk@example.org", "DESK@Example.org", "o'desk+a@example.org", "dé\\sk@example.org"):
        desk = make_contact_point(mailbox=mailbox)
        assert desks_to_ask().filter(pk=desk.pk).exists()

        Suppression.objects.get_or_create(address_hash=address_hash(mailbox))

        assert not desks_to_ask().filter(pk=desk.pk).exists()
        Suppression.objects.all().delete()


# What is forgotten


def test_a_typed_address_is_forgotten_90_days_after_the_question_is_over(police, reviewer):
    ask_about_two(police, reviewer)
    let_days_pass(30 + 89)
    assert retention.forget_typed_addresses() == 0
    let_days_pass(2)

    assert retention.forget_typed_addresses() == 1

    assert not Mail.objects.exists()
    assert {*FirstConfirmation.objects.values_list("email", "address_origin")} == {("", "")}


def test_an_address_that_became_a_desk_or_is_asked_anew_is_kept(police, reviewer):
    ask_about_two(police, reviewer)
    let_days_pass(130)
    anew = make_partnership(members=[police])
    first_confirmations.ask([request_for(anew, police)], by=reviewer)

    assert retention.forget_typed_addresses() == 0
    FirstConfirmation.objects.filter(partnership=anew).delete()
    make_contact_point(organisation=police, mailbox=ADDRESS.title())
    assert retention.forget_typed_addresses() == 0
    assert Mail.objects.exists()


# All of it


def test_the_33_partnerships_of_the_conference_become_confirmed_through_links_alone(reviewer):
    call_command("import_directory", "directory/sample/conference", verbosity=0)
    records = list(first_confirmations.unconfirmed())
    assert len(records) == 33
    respondents = respondents_of(records)
    beside = make_organisation(name="Somebody who can tell")
    requests = []
    for record in records:
        to_ask = respondents.get(record.pk, [])
        asked = to_ask[0] if to_ask else None
        requests.append(
            request_for(
                record,
                asked.organisation if asked else beside,
                in_place_of=asked.in_place_of if asked else None,
                is_beside=asked is None,
                email=f"{record.slug}@example.org",
            )
        )
    for start in range(0, len(requests), first_confirmations.ASKED_AT_ONCE):
        first_confirmations.ask(requests[start : start + first_confirmations.ASKED_AT_ONCE], by=reviewer)

    for record in records:
        token = token_mailed_to(f"{record.slug}@example.org", page="still-true")
        reader = Client()
        assert reader.get(f"/still-true/{token}/", follow=True).status_code == 200
        assert reader.post("/still-true/", {"answer": "true"}).status_code == 302

    assert not first_confirmations.unconfirmed().exists()
    assert {*Partnership.objects.values_list("confirmed_on", flat=True)} == {timezone.localdate()}
    # From now on they are asked once a year, as all others
    assert confirmations.ask_where_due() == 0

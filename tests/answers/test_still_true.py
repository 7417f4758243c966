"""The page behind the link of a first confirmation: what it shows, what each answer does, and that nothing typed is lost."""

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import first_confirmations
from directory.models import (
    FirstConfirmation,
    Mail,
    Membership,
    Organisation,
    PageReport,
    Partnership,
    Standing,
    Suppression,
)
from directory.records import merging
from tests.support.answer_pages import make_owner, token_mailed_to
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_source,
    make_user,
)
from tests.support.reading import words as words_of_page
from tests.support.responses import text

pytestmark = pytest.mark.django_db

ASKED = "desk@member.example.org"


@pytest.fixture
def member() -> Organisation:
    return make_organisation(name="A member")


@pytest.fixture
def partnership(member) -> Partnership:
    source = make_source(title="Conference outcomes", published="2005-12-15")
    partnership = make_partnership(
        title="A network", summary="They share what they learn.", started="2003", source=source
    )
    make_membership(partnership=partnership, organisation=member, joined="2004", role="chair")
    return partnership


def ask(partnership: Partnership, organisation: Organisation, **fields) -> str:
    """Ask, and give the token that was mailed."""
    request = FirstConfirmation(
        partnership=partnership, organisation=organisation, email=ASKED, address_origin="a page", **fields
    )
    first_confirmations.ask([request], by=make_reviewer())
    return token_mailed_to(ASKED, page="still-true")


@pytest.fixture
def reader(client, partnership, member) -> Client:
    """A browser in which the link was opened."""
    client.get(f"/still-true/{ask(partnership, member)}/")
    return client


def test_the_page_shows_what_the_directory_says_and_from_where(reader):
    page = text(reader.get("/still-true/"))

    for words in (
        "Is “A network” still true?",
        "A member",
        "Chair",
        "They share what they learn.",
        "Conference outcomes",
        "15 December 2005",
        "since 2004",
        "Active",
    ):
        assert words in page
    assert "Status Active Time since 2003" in words_of_page(reader, "/still-true/")


def test_the_sources_of_who_declined_or_was_removed_are_not_shown(reader, partnership):
    declined, removed = make_source(title="Names who declined"), make_source(title="Names who was removed")
    make_membership(partnership=partnership, source=declined, standing=Standing.DECLINED)
    gone = make_organisation(removed_at=timezone.now())
    make_membership(partnership=partnership, source=removed, organisation=gone)

    page = text(reader.get("/still-true/"))

    assert "Conference outcomes" in page
    assert "Names who" not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(reader, method):
    before = FirstConfirmation.objects.values().get()

    for _time in range(2):
        getattr(reader, method)("/still-true/")
        getattr(reader, method)("/still-true/stop/")

    assert FirstConfirmation.objects.values().get() == before
    assert Partnership.objects.get().confirmed_on is None
    assert not Suppression.objects.exists()


def test_still_true_confirms_the_membership_and_the_record_today(reader, partnership):
    answered = reader.post("/still-true/", {"answer": "true"}, follow=True)

    assert answered.redirect_chain == [("/still-true/thank-you/", 302)]
    today = timezone.localdate()
    assert Partnership.objects.get().confirmed_on == today
    membership = Membership.objects.get()
    assert (membership.standing, membership.confirmed_on) == (Standing.CONFIRMED, today)
    assert not PageReport.objects.exists()
    history = text(reader.get(f"/partnerships/{partnership.slug}/history/"))
    assert "An organisation, about itself" in history
    assert "A member answered by a link on" in history
    assert "“It is still true”" in history


def test_each_part_of_the_member_is_confirmed(reader, partnership, member):
    make_membership(partnership=partnership, organisation=member, role="funder")

    reader.post("/still-true/", {"answer": "true"})

    assert {*Membership.objects.values_list("standing", flat=True)} == {Standing.CONFIRMED}


def test_not_ours_is_shown_as_disputed_and_a_reviewer_reads_it(reader, partnership):
    reader.post("/still-true/", {"answer": "not_ours", "text": "We only lent a room."})

    membership = Membership.objects.get()
    assert (membership.standing, membership.confirmed_on) == (Standing.DISPUTED, None)
    assert Partnership.objects.get().confirmed_on is None
    report = PageReport.objects.get()
    assert (report.partnership, report.problem) == (partnership, "wrong")
    assert "A member answered by a link on" in report.text
    assert "We only lent a room." in report.text
    assert "Disputed by the organisation" in text(reader.get(f"/partnerships/{partnership.slug}/"))


def test_we_have_left_ends_the_membership(reader):
    reader.post("/still-true/", {"answer": "left", "date": "March 2011"})

    membership = Membership.objects.get()
    assert (membership.standing, membership.left) == (Standing.LEFT, "2011-03")
    assert not PageReport.objects.exists()


def test_that_it_has_ended_a_reviewer_reads(reader):
    reader.post("/still-true/", {"answer": "ended", "date": "2009"})

    assert Membership.objects.get().standing == Standing.NAMED
    assert Partnership.objects.get().status == "active"
    report = PageReport.objects.get()
    assert (report.problem, "When: 2009" in report.text) == ("old", True)


def test_what_has_changed_a_reviewer_reads_word_for_word(reader):
    typed = {"answer": "changed", "text": "Its name.\n\nIts chair.", "status": "paused", "role": "member"}

    reader.post("/still-true/", typed)

    report = PageReport.objects.get().text
    for words in ("“Something has changed”", "Status: Paused", "Role: Member", "Its name.\n\nIts chair."):
        assert words in report
    request = FirstConfirmation.objects.get()
    assert (request.answer, request.answered_text) == ("changed", typed["text"])
    assert (request.answered_status, request.answered_role) == ("paused", "member")


def test_what_is_typed_beside_another_answer_is_not_lost(reader):
    reader.post("/still-true/", {"answer": "true", "text": "Our name is written with two Ls."})

    assert Partnership.objects.get().confirmed_on == timezone.localdate()
    assert "two Ls" in PageReport.objects.get().text


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "\x00"}, "answer"),
        ({"answer": "changed"}, "text"),
        ({"answer": "changed", "text": "x" * 1001}, "text"),
        ({"answer": "changed", "status": "great"}, "status"),
        ({"answer": "changed", "role": "king"}, "role"),
        ({"answer": "left"}, "date"),
        ({"answer": "left", "date": "2003"}, "date"),
        ({"answer": "left", "date": "last year"}, "date"),
        ({"answer": "ended", "date": "2001"}, "date"),
        ({"answer": "ended", "date": "9" * 10_000}, "date"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_link_stays(reader, sent, field):
    page = reader.post("/still-true/", sent)

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text(page)
    assert FirstConfirmation.objects.open().exists()


def test_a_text_about_a_case_is_not_kept(reader):
    report = "Look at https://files.example.org/child.jpg"

    page = reader.post("/still-true/", {"answer": "changed", "text": report})

    assert "This site takes no cases" in text(page)
    assert FirstConfirmation.objects.open().get().answered_text == ""
    assert not PageReport.objects.exists()


def test_a_false_alarm_reaches_the_reviewer_with_its_reason(reader):
    typed = {
        "answer": "changed",
        "text": "The logo is at https://files.example.org/logo.jpg",
        "not_a_case": "on",
        "not_a_case_because": "It is our logo.",
    }

    assert reader.post("/still-true/", typed).status_code == 302

    assert "This is not about a case: It is our logo." in PageReport.objects.get().text


def test_an_answer_that_comes_too_late_gives_back_what_was_typed(reader):
    FirstConfirmation.objects.update(revoked_at=timezone.now())

    page = reader.post("/still-true/", {"answer": "changed", "text": "A long story."})

    assert page.status_code == 410
    assert "A long story." in text(page)


def test_the_successor_answers_for_a_member_that_ended(client, partnership, member):
    successor = make_organisation(name="The one after it")
    client.get(f"/still-true/{ask(partnership, successor, in_place_of=member)}/")
    page = client.get("/still-true/")
    assert "which followed A member" in text(page)

    client.post("/still-true/", {"answer": "true"})

    assert Membership.objects.get().standing == Standing.CONFIRMED
    assert Partnership.objects.get().confirmed_on == timezone.localdate()
    history = text(client.get(f"/partnerships/{partnership.slug}/history/"))
    assert "The one after it, which followed A member, answered by a link" in history


def test_who_is_no_member_confirms_the_record_alone(client, partnership):
    beside = make_organisation(name="Somebody who can tell")
    client.get(f"/still-true/{ask(partnership, beside, is_beside=True)}/")
    page = text(client.get("/still-true/"))
    assert "does not name it as a member" in page
    assert "but we have left" not in page
    assert client.post("/still-true/", {"answer": "left", "date": "2010"}).status_code == 200

    client.post("/still-true/", {"answer": "true"})

    assert Partnership.objects.get().confirmed_on == timezone.localdate()
    assert Membership.objects.get().standing == Standing.NAMED


# What became of the records meanwhile


def test_a_partnership_that_was_removed_leaves_nothing_to_answer(reader):
    Partnership.objects.update(removed_at=timezone.now())

    page = reader.post("/still-true/", {"answer": "true"})

    assert page.status_code == 410
    assert "is not in the directory any more" in text(page)
    assert Partnership.objects.get().confirmed_on is None


def test_who_is_named_as_a_member_no_more_is_told_so(reader):
    Membership.objects.update(standing=Standing.DECLINED)

    page = reader.get("/still-true/")

    assert page.status_code == 410
    assert "does not name A member as a member that takes part" in text(page)


def test_after_a_merge_the_link_is_about_the_records_that_stayed(reader, partnership, member):
    kept = make_partnership(title="The network as it is called now")
    kept_member = make_organisation(name="The member as it is called now")
    merging.merge(kept, partnership, by=make_reviewer(), reason="The same.")
    merging.merge(kept_member, member, by=make_reviewer(), reason="The same.")
    page = text(reader.get("/still-true/"))
    assert "Is “The network as it is called now” still true?" in page
    assert "The member as it is called now" in page

    reader.post("/still-true/", {"answer": "true"})

    assert Partnership.objects.get(pk=kept.pk).confirmed_on == timezone.localdate()


# Being left alone


def test_whoever_wants_no_such_questions_gets_none(reader, partnership):
    stopped = reader.post("/still-true/stop/")

    assert "We do not write again" in text(stopped)
    assert Suppression.objects.exists()
    assert reader.post("/still-true/", {"answer": "true"}).status_code == 410
    assert Partnership.objects.get().confirmed_on is None


def test_stopping_from_the_page_of_another_link_stops_nothing(reader):
    page = reader.post("/still-true/stop/", {"about": "0"})

    assert page.status_code == 409
    assert not Suppression.objects.exists()


# Accounts


def test_an_account_of_the_organisation_stands_in_the_history(reader, member):
    owner = make_owner(member, email="owner@example.org")
    reader.force_login(owner)
    page = text(reader.get("/still-true/"))

    reader.post("/still-true/", {"answer": "true"})

    assert "You are signed in as" not in page
    event = Partnership.history.rel.related_model.objects.latest("pgh_id")
    assert event.pgh_context.metadata["by"] == owner.pk


def test_an_account_of_somebody_else_is_told_for_whom_it_answers(reader):
    reader.force_login(make_user(email="stranger@example.org"))

    assert "You are signed in as stranger@example.org" in text(reader.get("/still-true/"))


def test_the_page_asks_the_database_little(reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        reader.get("/still-true/")
    assert Mail.objects.count() == 1

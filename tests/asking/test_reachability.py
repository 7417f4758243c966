"""Desks are tested twice a year where their owners allow it; what is said about it in public is good or nothing."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from directory.asking import reachability
from directory.models import ContactPoint, DeskTest, Mail, Right
from tests.support.enquiry_pages import MAILBOX, desk_in_brazil, tokens
from tests.support.factories import make_contact_point, make_representative, make_reviewer
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> ContactPoint:
    return desk_in_brazil(may_be_tested=True)


@pytest.fixture
def tested(desk) -> DeskTest:
    assert reachability.test_where_due() == 1
    return DeskTest.objects.get()


def reader(number: int = -1) -> Client:
    """Whoever opened the link of that mail."""
    client = Client()
    client.get(f"/enquiries/test/{tokens(page='enquiries/test')[number]}/")
    return client


def made_older(test: DeskTest, *, days: float) -> None:
    by = datetime.timedelta(days=days)
    for model in (DeskTest, Mail):
        for one in model.objects.all():
            changed = {"created_at": one.created_at - by}
            if model is DeskTest:
                changed["expires_at"] = one.expires_at - by
                changed["owners_told_at"] = one.owners_told_at and one.owners_told_at - by
            model.objects.filter(pk=one.pk).update(**changed)


def told() -> list[str]:
    return list(
        Mail.objects.filter(kind="desk_silent").order_by("created_at").values_list("recipient", flat=True)
    )


def test_a_press_on_the_button_says_that_the_desk_is_reached(desk, tested):
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("desk_test", MAILBOX)
    assert "International desk" in text(reader().get("/enquiries/test/"))

    done = reader().post("/enquiries/test/", follow=True)

    assert done.redirect_chain == [("/enquiries/test/thank-you/", 302)]
    desk.refresh_from_db()
    assert desk.tested_on == timezone.localdate()
    answered = f"Answered a test within 1 day in {date_format(timezone.localdate(), 'F Y')}"
    assert answered in text(Client().get("/desks/brazil/"))
    assert reader().post("/enquiries/test/").status_code == 410


def test_how_soon_a_desk_answered_is_told_of_its_latest_answer_from_the_mailbox_that_it_has(desk, tested):
    made_older(tested, days=1.5)
    reader().post("/enquiries/test/")
    page = text(Client().get("/desks/brazil/"))
    assert f"Answered a test within 2 days in {date_format(timezone.localdate(), 'F Y')}" in page

    ContactPoint.objects.update(mailbox="new@police.example")

    page = text(Client().get("/desks/brazil/"))
    assert "Answered a test" not in page
    assert f"Tested in {date_format(timezone.localdate(), 'F Y')}" in page


def test_of_a_desk_that_never_answered_no_time_is_told(desk, tested):
    page = text(Client().get("/desks/brazil/"))

    assert "Answered a test" not in page
    assert "Reachable" not in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_scanner_that_follows_the_link_tests_nothing(tested, method):
    for _time in range(2):
        getattr(reader(), method)("/enquiries/test/")

    assert DeskTest.objects.open().exists()
    assert not ContactPoint.objects.exclude(tested_on=None).exists()


@pytest.mark.parametrize(
    "fact",
    [
        {"may_be_tested": False},
        {"mailbox": "", "phone": "+55 11 5555 0100"},
    ],
    ids=["not allowed", "no mailbox"],
)
def test_a_desk_is_not_tested_without_leave_and_without_a_mailbox(desk, fact):
    ContactPoint.objects.update(**fact)

    assert reachability.test_where_due() == 0


def test_a_desk_of_a_hidden_organisation_is_not_tested(desk):
    desk.organisation.removed_at = timezone.now()
    desk.organisation.save()

    assert reachability.test_where_due() == 0


def test_the_next_test_is_half_a_year_later(tested):
    assert reachability.test_where_due() == 0
    made_older(tested, days=181)
    assert reachability.test_where_due() == 0
    made_older(tested, days=2)

    assert reachability.test_where_due() == 1
    assert DeskTest.objects.count() == 2


def test_a_test_asks_in_the_language_of_the_desk():
    desk_in_brazil(may_be_tested=True, languages=["es", "pt"])

    reachability.test_where_due()

    mail = Mail.objects.get()
    assert mail.language == "es"
    assert "/es/enquiries/test/" in mail.text


def test_silence_is_told_to_the_owners_and_a_month_later_to_the_secretariat_once_each(desk, tested):
    owner = make_representative(organisation=desk.organisation, right=Right.OWNER).user
    make_representative(organisation=desk.organisation)
    reviewer = make_reviewer()
    made_older(tested, days=29)
    assert reachability.follow_silence() == 0
    made_older(tested, days=2)

    assert [reachability.follow_silence() for _night in range(3)] == [1, 0, 0]
    assert told() == [owner.email]

    made_older(tested, days=31)
    assert [reachability.follow_silence() for _night in range(3)] == [1, 0, 0]
    assert told() == [owner.email, reviewer.email]


def test_a_mailbox_that_takes_no_mail_is_told_after_three_days(desk, tested):
    owner = make_representative(organisation=desk.organisation, right=Right.OWNER).user
    Mail.objects.update(last_error="550 no such user")
    assert reachability.follow_silence() == 0
    made_older(tested, days=4)

    assert reachability.follow_silence() == 1
    assert told() == [owner.email]


def test_a_mail_that_only_waits_for_a_mail_server_is_no_silence(tested):
    made_older(tested, days=4)

    assert reachability.follow_silence() == 0


@pytest.mark.parametrize("fact", ["answered", "not allowed any more"])
def test_nobody_is_told_of_a_desk_that_answered_or_is_not_tested_any_more(desk, tested, fact):
    make_representative(organisation=desk.organisation, right=Right.OWNER)
    if fact == "answered":
        reader().post("/enquiries/test/")
    else:
        ContactPoint.objects.update(may_be_tested=False)
    made_older(tested, days=40)

    assert reachability.follow_silence() == 0
    assert told() == []


def test_a_link_that_ended_is_renewed_and_the_desk_is_not_silent_meanwhile(desk, tested):
    made_older(tested, days=31)
    assert reader().post("/enquiries/test/").status_code == 410

    renewed = reader().post("/enquiries/test/new-link/")

    assert "Look into your mailbox" in text(renewed)
    assert reachability.follow_silence() == 0
    assert reader().post("/enquiries/test/").status_code == 302
    assert reader(0).post("/enquiries/test/").status_code == 410


def test_a_mailbox_that_was_changed_is_tested_anew_and_the_old_one_says_nothing(desk, tested):
    ContactPoint.objects.update(mailbox="new@police.example")

    assert reader().post("/enquiries/test/").status_code == 410
    assert reachability.test_where_due() == 1
    assert Mail.objects.latest("created_at").recipient == "new@police.example"


def test_permission_that_is_taken_back_ends_the_link(desk, tested):
    ContactPoint.objects.update(may_be_tested=False)

    assert reader().post("/enquiries/test/").status_code == 410
    assert not ContactPoint.objects.exclude(tested_on=None).exists()


@pytest.mark.parametrize(("days", "is_said"), [(0, True), (365, True), (366, False), (None, False)])
def test_a_test_is_said_for_a_year_and_silence_is_never_said(days, is_said):
    tested_on = None if days is None else timezone.localdate() - datetime.timedelta(days=days)
    desk = make_contact_point(may_be_tested=True, tested_on=tested_on)
    DeskTest.objects.create(
        contact_point=desk, mailbox=desk.mailbox, token_hash="x", owners_told_at=timezone.now()
    )

    page = text(Client().get(f"/desks/{desk.slug}/"))

    assert ("Tested in" in page) is is_said
    assert "Nobody answered" not in page


def test_silence_is_read_by_those_who_speak_for_the_organisation_only(desk, tested):
    editor = make_representative(organisation=desk.organisation).user
    page = f"/organisations/{desk.organisation.slug}/desks/"
    made_older(tested, days=31)
    reachability.follow_silence()

    assert "Nobody answered our last test" in text(sign_in(Client(), editor).get(page))
    for other in (
        Client(),
        sign_in(Client(), make_reviewer()),
        sign_in(Client(), make_representative().user),
    ):
        assert "Nobody answered" not in text(other.get(page))


def test_the_mark_goes_with_the_next_test_that_is_answered(desk, tested):
    editor = make_representative(organisation=desk.organisation).user
    made_older(tested, days=31)
    reachability.follow_silence()
    made_older(tested, days=180)
    reachability.test_where_due()

    reader().post("/enquiries/test/")

    page = f"/organisations/{desk.organisation.slug}/desks/"
    assert "Nobody answered" not in text(sign_in(Client(), editor).get(page))


def test_history_says_that_the_organisation_answered(desk, tested):
    reader().post("/enquiries/test/")

    latest = desk.history.latest("pgh_id")
    assert latest.tested_on == timezone.localdate()
    assert latest.pgh_context.metadata["actor"] == "organisation"

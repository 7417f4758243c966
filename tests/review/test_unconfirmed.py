"""The records that nobody ever confirmed: the list for reviewers, asking about one, and asking in batches with a preview."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import first_confirmations
from directory.models import (
    FirstConfirmation,
    Mail,
    Organisation,
    Partnership,
    Standing,
    Status,
    Succession,
    Suppression,
    Visibility,
)
from directory.models.first_confirmations import address_hash
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_source,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

LIST = "/review/unconfirmed/"
BATCH = "/review/unconfirmed/batch/"


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def desk(client, reviewer) -> Client:
    """A browser in which the reviewer has given a second factor."""
    return sign_in(client, reviewer)


def make_asked(title: str, **fields) -> Partnership:
    """A record that nobody confirmed, with a member that has a desk."""
    contact_point = make_contact_point(name=f"Desk of {title}", mailbox="desk@example.org")
    return make_partnership(title=title, members=[contact_point.organisation], **fields)


def titles(page) -> list[str]:
    return [record.partnership.title for record in page.context["records"]]


# The list


def test_the_list_has_what_nobody_confirmed_but_neither_samples_nor_what_ended(desk):
    make_partnership(title="Unconfirmed")
    make_partnership(title="Confirmed", confirmed_on=timezone.localdate())
    make_partnership(title="Removed", removed_at=timezone.now())
    make_partnership(title="A sample", is_sample=True)
    make_partnership(title="Ended", status=Status.ENDED)
    make_partnership(title="Over since 2011", ended="2011")

    assert titles(desk.get(LIST)) == ["Unconfirmed"]
    assert {*titles(desk.get(f"{LIST}?ended=only"))} == {"Ended", "Over since 2011"}


def test_a_status_that_nobody_knows_is_told_as_one(desk):
    make_partnership(status=Status.UNKNOWN)

    assert "Status not known" in text(desk.get(LIST))


def test_undated_sources_come_first_and_then_the_oldest(desk):
    for title, published in (("New", "2017-11"), ("Old", "2005-12-15"), ("Undated", ""), ("Older", "2004")):
        make_partnership(title=title, source=make_source(published=published))

    page = desk.get(LIST)

    assert titles(page) == ["Undated", "Older", "Old", "New"]
    assert "As of 15 December 2005" in text(page)


def test_a_record_shows_its_source_who_could_be_asked_and_who_was(desk, reviewer):
    partnership = make_asked("A network", source=make_source(title="Conference outcomes", published="2005"))
    member = partnership.memberships.get().organisation
    request = FirstConfirmation(partnership=partnership, organisation=member, email="somebody@example.org")
    first_confirmations.ask([request], by=reviewer)

    page = text(desk.get(LIST))

    for words in ("Conference outcomes", "2005", "Active", member.name, "Desk of A network", "no answer yet"):
        assert words in page
    assert "somebody@example.org" in page
    assert "desk@example.org" not in page


def test_a_bounce_and_an_answer_are_told(desk, reviewer):
    for title in ("Bounced", "Answered"):
        partnership = make_asked(title)
        organisation = partnership.memberships.get().organisation
        request = FirstConfirmation(partnership=partnership, organisation=organisation, email="a@example.org")
        first_confirmations.ask([request], by=reviewer)
    Mail.objects.filter(subject__contains="Bounced").update(
        last_error="550", created_at=timezone.now() - datetime.timedelta(days=4)
    )
    FirstConfirmation.objects.filter(partnership__title="Answered").update(
        answer="changed", used_at=timezone.now()
    )

    page = text(desk.get(LIST))

    assert "the mail could not be delivered" in page
    assert "Something has changed" in page


def test_a_link_that_ended_without_an_answer_is_told(desk, reviewer):
    partnership = make_asked("A network")
    organisation = partnership.memberships.get().organisation
    request = FirstConfirmation(partnership=partnership, organisation=organisation, email="a@example.org")
    first_confirmations.ask([request], by=reviewer)
    FirstConfirmation.objects.update(expires_at=timezone.now())

    assert "no answer, and the link has ended" in text(desk.get(LIST))


def test_filters_of_the_list(desk, reviewer):
    make_partnership(title="British", countries=["GB"], kind="fund")
    make_partnership(title="By a member", members=[make_organisation(country_id="GB")])
    asked, answered = make_asked("Asked"), make_asked("Answered")
    for partnership in (asked, answered):
        organisation = partnership.memberships.get().organisation
        request = FirstConfirmation(partnership=partnership, organisation=organisation, email="a@example.org")
        first_confirmations.ask([request], by=reviewer)
    FirstConfirmation.objects.filter(partnership=answered).update(answer="ended", used_at=timezone.now())

    for query, expected in {
        "country=GB": {"British", "By a member"},
        "kind=fund": {"British"},
        "asking=possible": {"Asked", "Answered"},
        "asking=nobody": {"British", "By a member"},
        "asking=silent": {"Asked"},
        "asking=answered": {"Answered"},
        "country=FR": set(),
    }.items():
        assert {*titles(desk.get(f"{LIST}?{query}"))} == expected


@pytest.mark.parametrize("query", ["country=XX", "kind=%00", "asking=x", "ended=2"])
def test_a_filter_that_is_none_is_said(desk, query):
    page = desk.get(f"{LIST}?{query}")

    assert page.status_code == 400
    assert "Error:" in text(page)


@pytest.mark.parametrize("number", ["0", "-1", "9" * 400, "x", "%00"])
def test_a_page_that_the_list_has_not_is_said(desk, number):
    for _number in range(26):
        make_partnership()

    page = desk.get(f"{LIST}?page={number}")

    assert page.status_code == 200
    assert "There is no page" in text(page)
    assert len(titles(desk.get(f"{LIST}?page=2"))) == 1


def test_the_list_asks_the_database_little(desk, django_assert_max_num_queries):
    for number in range(30):
        make_asked(f"Partnership {number}")

    with django_assert_max_num_queries(18):
        desk.get(LIST)


def test_the_queue_leads_there_with_the_count(desk):
    make_partnership()
    make_partnership(status=Status.ENDED)

    assert "Never confirmed (1)" in text(desk.get("/review/"))


# One


def typed_for(partnership: Partnership, **fields) -> dict:
    organisation = partnership.memberships.get().organisation
    dull = {
        "respondent": f"{organisation.slug}:",
        "way": "address",
        "email": "typed@example.org",
        "origin": "it stands on your page “Contact”",
        "language": "en",
    }
    return {**dull, **fields}


def ask_address(partnership: Partnership) -> str:
    return f"{LIST}{partnership.slug}/"


def test_the_mail_is_shown_before_it_is_sent_and_sent_as_shown(desk, reviewer):
    partnership = make_asked("A network")
    typed = typed_for(partnership)

    preview = desk.post(ask_address(partnership), typed)

    assert not Mail.objects.exists()
    (shown,) = preview.context["mails"]
    assert "Why this address: it stands on your page “Contact”." in text(preview)
    sent = desk.post(ask_address(partnership), {**typed, "seen": preview.context["seen"], "send": "yes"})
    assert (sent.status_code, sent.url) == (302, LIST)
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == ("typed@example.org", shown.mail.subject)
    assert FirstConfirmation.objects.get().asked_by == reviewer


def test_a_mail_that_changed_since_it_was_seen_is_shown_again(desk):
    partnership = make_asked("A network")
    typed = typed_for(partnership)
    seen = desk.post(ask_address(partnership), typed).context["seen"]
    Partnership.objects.update(title="A network with another name")

    page = desk.post(ask_address(partnership), {**typed, "seen": seen, "send": "yes"})

    assert page.status_code == 409
    assert "Is “A network with another name” still true?" in text(page)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("visibility", Visibility.values)
def test_a_desk_may_be_asked_whoever_sees_it_and_its_mailbox_is_shown_to_nobody(desk, visibility):
    partnership = make_asked("A network")
    contact_point = partnership.memberships.get().organisation.contact_points.get()
    type(contact_point).objects.update(visibility=visibility)
    typed = typed_for(partnership, way=contact_point.slug, email="", origin="")

    preview = desk.post(ask_address(partnership), typed)
    desk.post(ask_address(partnership), {**typed, "seen": preview.context["seen"], "send": "yes"})

    assert "desk@example.org" not in text(preview)
    assert Mail.objects.get().recipient == "desk@example.org"
    assert FirstConfirmation.objects.get().contact_point == contact_point


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "no address"}, "email"),
        ({"email": "stop@example.org"}, "email"),
        ({"origin": ""}, "origin"),
        ({"way": "a-desk-of-nobody"}, "way"),
        ({"way": ""}, "way"),
        ({"respondent": ""}, "respondent"),
        ({"respondent": "interpol:"}, "respondent"),
        ({"language": "ar"}, "language"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(desk, settings, wrong, field):
    settings.LANGUAGES = [("en", "English")]
    settings.SITE_LANGUAGES = ["en"]
    Suppression.objects.create(address_hash=address_hash("stop@example.org"))
    partnership = make_asked("A network")

    page = desk.post(ask_address(partnership), {**typed_for(partnership, **wrong), "send": "yes"})

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text(page)
    assert not Mail.objects.exists()


def test_a_desk_of_another_member_is_refused(desk):
    partnership = make_asked("A network")
    typed = typed_for(partnership)
    other = make_contact_point()
    make_membership(partnership=partnership, organisation=other.organisation)

    page = desk.post(ask_address(partnership), {**typed, "way": other.slug})

    assert "another organisation" in text(page)


def test_who_was_asked_lately_cannot_be_chosen_again(desk, reviewer):
    partnership = make_asked("A network")
    typed = typed_for(partnership)
    seen = desk.post(ask_address(partnership), typed).context["seen"]
    desk.post(ask_address(partnership), {**typed, "seen": seen, "send": "yes"})

    page = desk.post(ask_address(partnership), {**typed, "seen": seen, "send": "yes"})

    assert 'id="id_respondent_error"' in text(page)
    assert Mail.objects.count() == 1


def test_in_place_of_a_member_that_ended_its_successor_is_proposed_and_that_is_said(desk):
    gone = make_organisation(name="National Crime Squad", ended="2006")
    contact_point = make_contact_point(organisation=make_organisation(name="Its successor"))
    Succession.objects.create(before_organisation=gone, after_organisation=contact_point.organisation)
    partnership = make_partnership(members=[gone])
    page = desk.get(ask_address(partnership))
    assert "Its successor, which followed National Crime Squad (Member)" in text(page)

    typed = page.context["form"].initial
    preview = desk.post(ask_address(partnership), typed)

    assert "names National Crime Squad, which Its successor followed" in text(preview)
    desk.post(ask_address(partnership), {**typed, "seen": preview.context["seen"], "send": "yes"})
    assert FirstConfirmation.objects.get().in_place_of == gone


@pytest.mark.parametrize("key", ["", "no-such-key", "\x00", "gone", "hidden"])
def test_where_no_organisation_is_named_the_reviewer_names_one_that_lasts(desk, key):
    make_organisation(slug="gone", ended="2001")
    make_organisation(slug="hidden", removed_at=timezone.now())
    partnership = make_partnership()
    typed = {"way": "address", "email": "a@example.org", "origin": "a page", "language": "en"}

    refused = desk.post(ask_address(partnership), {**typed, "organisation": key})
    make_organisation(slug="commission", name="A commission")
    preview = desk.post(ask_address(partnership), {**typed, "organisation": "commission"})

    assert 'id="id_organisation_error"' in text(refused)
    assert "our secretariat believes that A commission can say" in text(preview)


def test_what_was_confirmed_cannot_be_asked_about(desk):
    partnership = make_asked("A network", confirmed_on=timezone.localdate())

    assert desk.get(ask_address(partnership)).status_code == 404


# Several


def test_a_batch_shows_one_mail_for_each_organisation_and_sends_them_at_once(desk):
    first, other = make_asked("A network"), make_asked("A forum")
    organisation = first.memberships.get().organisation
    second = make_partnership(title="A fund", members=[organisation])
    chosen = {"partnership": [first.slug, second.slug, other.slug]}

    preview = desk.get(BATCH, chosen)

    assert len(preview.context["mails"]) == 2
    assert "Are 2 records that name" in text(preview)
    assert not Mail.objects.exists()
    sent = desk.post(BATCH, {**chosen, "seen": preview.context["seen"]}, follow=True)
    assert "2 mails were written." in text(sent)
    assert FirstConfirmation.objects.count() == 3
    assert sum(mail.text.count("/still-true/") for mail in Mail.objects.all()) == 3


def test_a_batch_sent_twice_writes_once(desk):
    partnership = make_asked("A network")
    seen = desk.get(BATCH, {"partnership": partnership.slug}).context["seen"]

    for _time in range(2):
        desk.post(BATCH, {"partnership": partnership.slug, "seen": seen})

    assert Mail.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "\x00"])
def test_a_batch_that_nobody_saw_is_not_sent(desk, seen):
    partnership = make_asked("A network")

    page = desk.post(BATCH, {"partnership": partnership.slug, "seen": seen})

    assert page.status_code == 409
    assert not Mail.objects.exists()


def test_what_cannot_be_asked_is_left_out_by_name(desk):
    make_asked("A network", slug="a-network")
    make_partnership(title="Nobody to ask", slug="nobody")

    page = text(desk.get(f"{BATCH}?partnership=a-network&partnership=nobody&partnership=x&partnership=%00"))

    assert "Left out, because no desk is known" in page
    assert "Nobody to ask" in page
    assert "2 more are left out" in page


def test_a_desk_whose_reader_wants_no_such_questions_is_not_proposed(desk):
    partnership = make_asked("A network")
    Suppression.objects.create(address_hash=address_hash("desk@example.org"))

    assert desk.get(BATCH, {"partnership": partnership.slug}).context["mails"] == []
    assert titles(desk.get(f"{LIST}?asking=possible")) == []


def test_a_preview_of_a_whole_page_asks_the_database_little(desk, django_assert_max_num_queries):
    slugs = [make_asked(f"Partnership {number}").slug for number in range(25)]

    with django_assert_max_num_queries(80):
        desk.get(BATCH, {"partnership": slugs})


def test_a_disputed_record_can_be_asked_elsewhere(desk):
    partnership = make_asked("A network")
    other = make_contact_point()
    make_membership(partnership=partnership, organisation=other.organisation)
    partnership.memberships.exclude(organisation=other.organisation).update(standing=Standing.DISPUTED)

    (shown,) = desk.get(BATCH, {"partnership": partnership.slug}).context["mails"]

    assert shown.requests[0].organisation == other.organisation
    assert Organisation.objects.count() == 2

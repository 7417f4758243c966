"""The first hour of a directory: who runs it, what it begins with, whom it invites, and how far that came."""

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import first_confirmations
from directory.models import FirstConfirmation, Import, Mail, Role, Status, Suppression, Visibility
from directory.models.first_confirmations import address_hash
from directory.review.first_hour import SHIPPED_SETS, countries_without_desk, packed, set_states
from directory.review.first_letters import AT_ONCE, RECORDS_IN_LETTER
from directory.review.imports import work
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_representative,
    make_reviewer,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

PAGE, LETTERS = "/review/first-hour/", "/review/first-hour/letters/"


@pytest.fixture
def desk(client) -> Client:
    """A browser in which a reviewer has given a second factor."""
    return sign_in(client, make_reviewer(name="Rita Reviewer"))


def addressed(slug: str, email: str = "office@example.org", origin: str = "it stands on your page") -> dict:
    return {"organisation": slug, f"email-{slug}": email, f"origin-{slug}": origin, "language": "en"}


def send(desk: Client, typed: dict):
    """See the letters, and send them as they were shown."""
    shown = desk.post(LETTERS, typed)
    return desk.post(LETTERS, {**typed, "seen": shown.context["seen"], "send": "yes"})


# Who runs it


def test_it_says_what_the_settings_lack_and_how_to_set_it(desk, settings):
    page = text(desk.get(PAGE))

    assert "No page, mail or file says yet who runs this directory." in page
    assert "<code>OPERATOR_NAME</code>" in page
    assert "Set OPERATOR_NAME to the name of the organisation." in page

    settings.OPERATOR_NAME = "Office for Examples"
    page = text(desk.get(PAGE))

    assert "<bdi>Office for Examples</bdi> runs this directory" in page
    assert "<code>OPERATOR_NAME</code>" not in page


# What it begins with


def test_a_shipped_set_is_looked_at_as_any_file_and_the_next_one_follows(desk):
    assert "Look at “The conference of 2005”" in text(desk.get(PAGE))

    answer = desk.post(f"{PAGE}sets/conference/")

    received = Import.objects.get()
    assert answer.url == f"/review/imports/{received.pk}/"
    assert received.file_name == "conference.zip"
    work.work(received.pk)
    received.refresh_from_db()
    assert received.counts["partnerships"] == {"new": len(set_keys("conference"))}
    assert not set_states()[0].is_loaded


def set_keys(name: str) -> set[str]:
    from directory.review.first_hour import partnership_keys

    (shipped,) = [each for each in SHIPPED_SETS if each.name == name]
    return set(partnership_keys(shipped.folder))


def test_what_is_loaded_is_told_and_the_next_set_offered(desk):
    make_partnership(slug=min(set_keys("conference") - set_keys("networks")))

    page = text(desk.get(PAGE))

    assert "1 of" in page
    assert "Look at “What is public since”" in page
    assert "Look at “The conference of 2005”" not in page


def test_a_set_that_is_not_shipped_is_none(desk):
    assert desk.post(f"{PAGE}sets/desks/").status_code == 404


def test_a_packed_set_has_its_sheets_alone():
    assert b"partnerships.csv" in packed(SHIPPED_SETS[0].folder)
    assert b"README" not in packed(SHIPPED_SETS[0].folder)


# Letters


def test_those_with_most_records_come_first_and_only_who_can_get_a_letter(desk):
    many, few, with_desk, ended, confirmed = (
        make_organisation(name=name, **fields)
        for name, fields in (
            ("Many", {}),
            ("Few", {}),
            ("With desk", {}),
            ("Ended", {"ended": "2011"}),
            ("Confirmed", {}),
        )
    )
    make_contact_point(organisation=with_desk)
    for members in ([many, few, with_desk, ended], [many]):
        make_partnership(members=members)
    make_partnership(members=[confirmed], confirmed_on=timezone.localdate())
    make_partnership(members=[confirmed], status=Status.ENDED)

    rows = desk.get(LETTERS).context["rows"]

    assert [(row.organisation.name, row.record_count) for row in rows] == [("Many", 2), ("Few", 1)]


def test_a_country_narrows_the_list(desk):
    brazil, kenya = (make_organisation(country_id=code) for code in ("BR", "KE"))
    make_partnership(members=[brazil, kenya])

    rows = desk.get(f"{LETTERS}?country=KE").context["rows"]

    assert [row.organisation for row in rows] == [kenya]
    assert len(desk.get(f"{LETTERS}?country=nowhere").context["rows"]) == 2


def test_a_letter_is_shown_before_it_is_sent(desk):
    organisation = make_organisation(slug="charity", name="A charity")
    make_partnership(title="A network", members=[organisation])

    page = text(desk.post(LETTERS, addressed("charity")))

    assert "The letter as it will be read" in page
    assert "“A network”" in page
    assert "it stands on your page" in page
    assert not Mail.objects.exists()
    assert not FirstConfirmation.objects.exists()


def test_a_letter_asks_about_the_records_and_for_a_desk(desk):
    organisation = make_organisation(slug="charity", name="A charity")
    make_partnership(title="A network", members=[organisation])

    answer = send(desk, addressed("charity"))

    mail = Mail.objects.get()
    assert answer.url == PAGE
    assert mail.recipient == "office@example.org"
    assert mail.is_repeated  # so that it says how to stop such mails
    assert "/still-true/" in mail.text
    assert "The directory lists no desk of A charity yet." in mail.text
    assert "/account/speak-for/charity/" in mail.text
    assert FirstConfirmation.objects.get().address_origin == "it stands on your page"
    assert "1 organisation was asked" in text(desk.get(PAGE))


def test_whoever_has_a_desk_is_not_asked_for_one(desk):
    contact_point = make_contact_point(organisation=make_organisation(name="With desk"))
    partnership = make_partnership(members=[contact_point.organisation])
    request = FirstConfirmation(
        partnership=partnership, organisation=contact_point.organisation, email="a@example.org"
    )

    assert "lists no desk" not in first_confirmations.preview([request]).text


def test_records_that_it_leads_are_asked_about_first_and_few_at_once(desk):
    organisation = make_organisation(slug="hub")
    for number in range(RECORDS_IN_LETTER + 2):
        make_partnership(title=f"Network {number}", members=[organisation])
    led = make_partnership(title="Z, which it leads")
    make_membership(partnership=led, organisation=organisation, role=Role.LEAD)

    send(desk, addressed("hub"))

    asked = FirstConfirmation.objects.order_by("pk")
    assert asked.count() == RECORDS_IN_LETTER
    assert asked.first().partnership == led
    assert Mail.objects.count() == 1


def test_who_was_asked_is_not_written_to_again(desk):
    organisation = make_organisation(slug="charity")
    make_partnership(members=[organisation])
    send(desk, addressed("charity"))

    again = desk.post(LETTERS, {**addressed("charity"), "send": "yes"})

    assert desk.get(LETTERS).context["rows"] == []
    assert "Enter the address of at least one organisation." in text(again)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": ""}, "Enter the address of at least one organisation."),
        ({"email": "no address"}, "Enter an e-mail address"),
        ({"origin": ""}, "its reader has a right to know"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_sent(desk, typed, said):
    make_partnership(members=[make_organisation(slug="charity")])

    page = desk.post(LETTERS, {**addressed("charity", **typed), "send": "yes"})

    assert said in text(page)
    assert not Mail.objects.exists()


def test_who_wants_no_letters_gets_none(desk):
    make_partnership(members=[make_organisation(slug="charity")])
    Suppression.objects.create(address_hash=address_hash("office@example.org"))

    page = text(desk.post(LETTERS, addressed("charity")))

    assert "Its reader asked us not to write there" in page


def test_what_changed_since_it_was_shown_is_not_sent(desk):
    organisation = make_organisation(slug="charity")
    partnership = make_partnership(title="A network", members=[organisation])
    seen = desk.post(LETTERS, addressed("charity")).context["seen"]
    type(partnership).objects.filter(pk=partnership.pk).update(title="Another title")

    page = desk.post(LETTERS, {**addressed("charity"), "seen": seen, "send": "yes"})

    assert page.status_code == 409
    assert not Mail.objects.exists()


def test_a_batch_is_small(desk):
    for _number in range(AT_ONCE + 1):
        make_partnership(members=[make_organisation()])

    page = desk.get(LETTERS)

    assert len(page.context["rows"]) == AT_ONCE
    assert page.context["total"] == AT_ONCE + 1


# How far it came


def test_progress_counts_what_became_of_it(desk):
    silent, answering = make_organisation(slug="silent"), make_organisation(slug="answering")
    make_partnership(members=[silent, answering], confirmed_on=timezone.localdate())
    make_partnership(members=[silent, answering])
    send(desk, addressed("silent"))
    send(desk, addressed("answering", email="other@example.org"))
    FirstConfirmation.objects.filter(organisation=answering).update(
        answer="true", used_at=timezone.now(), is_beside=False
    )
    make_representative(organisation=answering)
    make_contact_point(organisation=answering)

    progress = desk.get(PAGE).context["progress"]

    assert (progress.asked, progress.answered) == (2, 1)
    assert (progress.records, progress.confirmed) == (2, 1)
    assert (progress.desks, progress.with_desk, progress.speaking, progress.claims) == (1, 1, 1, 0)


def test_countries_with_organisations_and_without_a_public_desk_are_named(desk):
    for code, number in (("BR", 1), ("KE", 2), ("PL", 1)):
        for _organisation in range(number):
            make_organisation(country_id=code)
    make_contact_point(organisation=make_organisation(country_id="PL"))
    make_contact_point(organisation=make_organisation(country_id="BR"), visibility=Visibility.OFFICIALS)

    rows = countries_without_desk()

    assert {row.country.code: row.organisation_count for row in rows} == {"BR": 2, "KE": 2}
    assert "Where nobody can be called yet" in text(desk.get(PAGE))


def test_the_page_asks_little(desk, django_assert_max_num_queries):
    for _number in range(3):
        make_partnership(members=[make_organisation(country_id="BR")])
    desk.get(PAGE)

    with django_assert_max_num_queries(16):
        desk.get(PAGE)


def test_the_letters_ask_little(desk, django_assert_max_num_queries):
    for _number in range(AT_ONCE):
        make_partnership(members=[make_organisation(country_id="BR")])
    desk.get(LETTERS)

    with django_assert_max_num_queries(14):
        desk.get(LETTERS)


def test_the_page_that_shows_letters_counts_all_records_of_an_organisation_too(desk):
    body = make_organisation(slug="many")
    for _number in range(7):
        make_partnership(members=[body])

    shown = desk.post(LETTERS, {**addressed("many"), "language": "en"})

    assert [row.record_count for row in shown.context["rows"]] == [7]

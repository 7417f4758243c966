"""The page of a desk: who sees it, that each showing of a restricted one is logged, and how many there can be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import DailyPurpose, Mail, Right, Showing, Verification, Visibility
from directory.rights import showings
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
)
from tests.support.responses import lasting, text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db
WORDS = "Preparing a request to preserve data."


@pytest.fixture
def official(client):
    person = make_official()
    sign_in(client, person)
    return person


@pytest.fixture
def desk():
    return make_contact_point(
        name="Liaison desk", mailbox="liaison@police.example", visibility=Visibility.OFFICIALS
    )


def page_of(desk) -> str:
    return f"/desks/{desk.slug}/"


def test_a_public_desk_is_shown_to_everybody_with_all_that_is_known(client):
    desk = make_contact_point(
        organisation=make_organisation(country_id="BR"),
        purpose="reports",
        languages=["pt", "en"],
        topics=["training"],
        hours="Monday to Friday, 8:00 to 16:00",
        time_zone="America/Sao_Paulo",
        is_urgent=True,
        requirements="The legal basis.",
        is_sample=True,
        tested_on="2026-03-04",
    )

    response = client.get(page_of(desk))
    page = text(response)

    for words in (desk.mailbox, "Portuguese", "Training", "8:00 to 16:00", "America/Sao_Paulo", "any hour"):
        assert words in page
    for words in ("The legal basis.", "Sample", "Tested in March 2026", "Brazil", "Reports of abuse"):
        assert words in page
    assert not response.cookies
    assert not Showing.objects.exists()
    assert desk.mailbox in text(client.get(desk.organisation.get_absolute_url()))


@pytest.mark.parametrize("visibility", [Visibility.REGISTERED, Visibility.OFFICIALS, Visibility.SECRETARIAT])
def test_a_hidden_desk_and_none_are_the_same(client, django_assert_num_queries, visibility):
    desk = make_contact_point(visibility=visibility)
    client.get("/desks/warm-up/")

    with django_assert_num_queries(1):
        hidden = client.get(page_of(desk))
    with django_assert_num_queries(1):
        none = client.get("/desks/no-such-desk/")

    assert hidden.status_code == none.status_code == 404
    assert lasting(hidden).replace(desk.slug, "no-such-desk") == lasting(none)
    assert desk.name not in text(client.get(f"/organisations/{desk.organisation.slug}/desks/"))
    assert desk.name not in text(client.get(desk.organisation.get_absolute_url()))


def test_a_restricted_desk_is_shown_once_the_purpose_of_the_day_is_stated(client, official, desk):
    first = client.get(page_of(desk))
    assert first.url == f"/account/purpose/?desk={desk.slug}"
    assert not Showing.objects.exists()

    stated = client.post(first.url, {"purpose": WORDS})
    shown = client.get(stated.url)

    assert stated.url == page_of(desk)
    assert "liaison@police.example" in text(shown)
    assert "no-store" in shown["Cache-Control"]
    showing = Showing.objects.get()
    assert (showing.user, showing.contact_point, showing.purpose) == (official, desk, WORDS)
    assert showing.at - timezone.now() < timedelta(minutes=1)


def test_the_purpose_is_asked_for_anew_each_day_and_takes_no_case(client, official, desk):
    DailyPurpose.objects.create(user=official, day=timezone.localdate() - timedelta(days=1), purpose=WORDS)

    assert client.get(page_of(desk)).status_code == 302
    page = client.post(f"/account/purpose/?desk={desk.slug}", {"purpose": "Suspect at 81.2.69.142 again"})

    assert "takes no cases" in text(page)
    assert DailyPurpose.objects.count() == 1


@pytest.mark.parametrize("asked", ["", "no-such", "//evil.example", "a\0b", "https://evil.example/"])
def test_after_the_purpose_nobody_is_led_elsewhere(client, official, asked):
    response = client.post("/account/purpose/", {"purpose": WORDS}, QUERY_STRING="desk=" + asked)

    assert response.url == "/account/"


def test_an_official_without_a_second_factor_in_this_session_finds_nothing(desk):
    person = make_official()
    client = sign_in(Client(), person, second_factor=False)

    assert client.get(page_of(desk)).status_code == 404


def test_what_was_withdrawn_ends_at_once(client, official, desk):
    showings.state_purpose(official, WORDS)
    assert client.get(page_of(desk)).status_code == 200

    Verification.objects.update(state="withdrawn", withdrawn_at=timezone.now())

    assert client.get(page_of(desk)).status_code == 404


def test_an_owner_reads_who_looked_and_is_not_counted(client, official, desk):
    showings.state_purpose(official, WORDS)
    client.get(page_of(desk))
    owner = make_representative(organisation=desk.organisation, right=Right.OWNER).user
    of_owner = sign_in(Client(), owner, second_factor=False)

    assert "liaison@police.example" in text(of_owner.get(page_of(desk)))
    log = text(of_owner.get(f"/organisations/{desk.organisation.slug}/desks/shown/"))

    assert official.email in log
    assert WORDS in log
    assert Showing.objects.count() == 1
    assert client.get(f"/organisations/{desk.organisation.slug}/desks/shown/").status_code == 404


def test_the_log_outlives_the_desk_and_the_account(client, official, desk):
    showings.state_purpose(official, WORDS)
    client.get(page_of(desk))
    make_contact_point(organisation=desk.organisation)
    owner = make_representative(organisation=desk.organisation).user

    desk.delete()
    official.delete()
    log = text(sign_in(Client(), owner).get(f"/organisations/{desk.organisation.slug}/desks/shown/"))

    assert "Liaison desk" in log
    assert "An account that was deleted" in log


def test_the_list_of_desks_gives_names_only(client, official, desk):
    page = text(client.get(f"/organisations/{desk.organisation.slug}/desks/"))

    assert "Liaison desk" in page
    assert "liaison@police.example" not in page
    assert not Showing.objects.exists()


def shown(person, number: int, *, ago: timedelta) -> None:
    for _ in range(number):
        desk = make_contact_point(visibility=Visibility.REGISTERED)
        Showing.objects.create(
            contact_point=desk,
            organisation=desk.organisation,
            desk="Desk",
            user=person,
            purpose=WORDS,
            at=timezone.now() - ago,
        )


@pytest.mark.parametrize(
    ("before", "status"),
    [
        ({timedelta(minutes=59): 29}, 200),
        ({timedelta(minutes=59): 30}, 429),
        ({timedelta(minutes=61): 99}, 200),
        ({timedelta(hours=23): 80, timedelta(minutes=5): 20}, 429),
        ({timedelta(hours=25): 100}, 200),
    ],
)
def test_thirty_desks_an_hour_and_a_hundred_a_day_are_shown(client, official, desk, before, status):
    reviewer = make_reviewer()
    showings.state_purpose(official, WORDS)
    for ago, number in before.items():
        shown(official, number, ago=ago)

    responses = [client.get(page_of(desk)) for _ in range(2)]

    assert [response.status_code for response in responses] == [status] * 2
    told = Mail.objects.filter(kind="showings_stopped", recipient=reviewer.email)
    assert told.count() == (status == 429)
    assert ("liaison@police.example" in text(responses[1])) == (status == 200)


def test_a_desk_shown_before_does_not_count_anew(client, official, desk):
    showings.state_purpose(official, WORDS)
    client.get(page_of(desk))
    shown(official, 29, ago=timedelta(minutes=1))

    again = client.get(page_of(desk))
    another = client.get(page_of(make_contact_point(visibility=Visibility.REGISTERED)))

    assert again.status_code == 200
    assert another.status_code == 429
    assert Showing.objects.filter(contact_point=desk).count() == 2


@pytest.mark.parametrize("path", ["/desks/{}/", "/organisations/{}/desks/", "/ar/desks/{}/"])
def test_a_page_of_desks_asks_few_questions(client, official, django_assert_max_num_queries, path):
    desk = make_contact_point(visibility=Visibility.OFFICIALS, languages=["en"], topics=["training"])
    showings.state_purpose(official, WORDS)
    key = desk.slug if path.endswith("/desks/{}/") else desk.organisation.slug

    with django_assert_max_num_queries(14):
        assert client.get(path.format(key)).status_code == 200


def test_an_account_that_is_no_official_sees_what_is_for_accounts(client):
    sign_in(client, make_user(), second_factor=False)
    for_accounts = make_contact_point(visibility=Visibility.REGISTERED)
    for_officials = make_contact_point(visibility=Visibility.OFFICIALS)

    assert client.get(page_of(for_accounts)).url.startswith("/account/purpose/")
    assert client.get(page_of(for_officials)).status_code == 404

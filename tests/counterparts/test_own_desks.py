"""Those who speak for an organisation look after its desks."""

import pytest

from directory.models import ContactPoint, PageReport, Right
from tests.support.factories import make_contact_point, make_organisation, make_representative, make_user
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db
DESK = {
    "name": "International cooperation",
    "purpose": "cooperation",
    "mailbox": "liaison@helpers.example",
    "visibility": "officials",
    "topics": ["training"],
    "countries": ["BR", "PL"],
    "languages": ["en", "pt"],
    "hours": "8:00 to 16:00",
    "time_zone": "Europe/Warsaw",
    "is_urgent": "on",
    "requirements": "The legal basis.",
    "may_be_tested": "on",
}
OWN = "/organisations/helpers/desks/"


@pytest.fixture
def organisation():
    return make_organisation(slug="helpers", name="Helpers")


@pytest.fixture
def editor(client, organisation):
    person = make_representative(organisation=organisation, right=Right.EDITOR).user
    sign_in(client, person, second_factor=False)
    return person


def add(client, **changes):
    return client.post(f"{OWN}new/", {**DESK, **changes})


def test_a_desk_is_added_with_all_that_a_finder_asks_for(client, editor):
    assert add(client).url == OWN

    desk = ContactPoint.objects.get()
    assert (desk.organisation.slug, desk.purpose, desk.time_zone) == (
        "helpers",
        "cooperation",
        "Europe/Warsaw",
    )
    assert {country.code for country in desk.countries.all()} == {"BR", "PL"}
    assert {language.code for language in desk.languages.all()} == {"en", "pt"}
    assert desk.is_urgent
    assert desk.may_be_tested
    assert desk.confirmed_on
    assert "International cooperation" in text(client.get(OWN))


def test_a_desk_is_changed_in_place_and_keeps_its_address_and_history(client, editor, organisation):
    desk = make_contact_point(organisation=organisation, name="Old name", topics=["training"])
    page = f"{OWN}{desk.slug}/change/"
    assert "Old name" in text(client.get(page))

    assert client.post(page, {**DESK, "topics": []}).url == OWN

    changed = ContactPoint.objects.get()
    assert (changed.slug, changed.name) == (desk.slug, "International cooperation")
    assert not changed.topics.exists()
    assert [one.name for one in changed.history.order_by("pgh_id")] == [
        "Old name",
        "International cooperation",
    ]
    context = changed.history.latest("pgh_id").pgh_context.metadata
    assert (context["by"], context["actor"]) == (editor.pk, "organisation")


def test_the_last_desk_stays_until_there_is_another(client, editor, organisation):
    desk = make_contact_point(organisation=organisation)
    remove = f"{OWN}{desk.slug}/remove/"

    refused = client.post(remove)
    assert refused.status_code == 409
    assert "last desk" in text(refused)

    add(client)
    assert client.post(remove).url == OWN
    assert [one.name for one in ContactPoint.objects.all()] == ["International cooperation"]


@pytest.mark.parametrize(
    ("mailbox", "is_questioned"),
    [
        ("anna@helpers.example", True),
        ("a.kowalska@helpers.example", True),
        ("Anna-Maria.Kowalska@helpers.example", True),
        ("jan_nowak@helpers.example", True),
        ("liaison@helpers.example", False),
        ("cyber.unit@helpers.example", False),
        ("ncb-brasilia@helpers.example", False),
        ("24x7@helpers.example", False),
        ("info@helpers.example", False),
    ],
)
def test_a_mailbox_that_looks_like_a_person_is_questioned_and_never_refused(
    client, editor, mailbox, is_questioned
):
    first = add(client, mailbox=mailbox)
    assert (first.status_code == 200) == is_questioned

    if is_questioned:
        assert "looks like a person’s own mailbox" in text(first)
        assert 'name="is_shared"' in text(first)
        assert add(client, mailbox=mailbox, is_shared="on").url == OWN
    assert ContactPoint.objects.get().mailbox.casefold() == mailbox.casefold()


def test_a_mailbox_that_was_answered_for_is_not_questioned_again(client, editor, organisation):
    desk = make_contact_point(organisation=organisation, mailbox="anna@helpers.example")

    response = client.post(f"{OWN}{desk.slug}/change/", {**DESK, "mailbox": "anna@helpers.example"})

    assert response.url == OWN


@pytest.mark.parametrize(
    "changes",
    [
        {"mailbox": ""},
        {"mailbox": "nobody"},
        {"time_zone": ""},
        {"time_zone": "Europe/Nowhere"},
        {"purpose": ""},
        {"purpose": "gossip"},
        {"visibility": ""},
        {"topics": ["no-such-topic"]},
        {"countries": ["XX"]},
        {"name": ""},
        {"name": "a\0b"},
        {"web_form": "javascript:alert(1)"},
        {"phone": "call me"},
        {"hours": "x" * 201},
        {"requirements": "x" * 2001},
        {"requirements": "The suspect has the address 81.2.69.142."},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_nothing_is_stored(client, editor, changes):
    response = add(client, **changes)

    assert response.status_code == 200
    assert "Error:" in text(response)
    assert not ContactPoint.objects.exists()


def test_a_false_alarm_is_published_and_waits_for_a_reviewer(client, editor):
    add(
        client,
        requirements="Our server is 81.2.69.142.",
        not_a_case="on",
        not_a_case_because="It is our own server.",
    )

    assert ContactPoint.objects.get().requirements == "Our server is 81.2.69.142."
    assert "It is our own server." in PageReport.objects.get().text


@pytest.mark.parametrize("page", ["new/", "shown/", "{slug}/change/", "{slug}/remove/"])
def test_others_find_nothing(client, organisation, page):
    desk = make_contact_point(organisation=organisation)
    address = OWN + page.format(slug=desk.slug)
    assert client.get(address).url.startswith("/account/sign-in/")

    sign_in(client, make_representative().user)
    assert client.get(address).status_code == 404
    assert client.post(address, DESK).status_code in (404, 405)
    sign_in(client, make_user(is_reviewer=True))
    assert client.get(address).status_code == 404
    assert ContactPoint.objects.get().name == desk.name


def test_a_desk_of_another_organisation_is_out_of_reach(client, editor):
    other = make_contact_point()

    assert client.get(f"{OWN}{other.slug}/change/").status_code == 404
    assert client.post(f"{OWN}{other.slug}/remove/").status_code == 404


@pytest.mark.parametrize("page", ["", "new/", "shown/", "{slug}/change/", "{slug}/remove/"])
def test_the_pages_ask_few_questions(client, editor, organisation, django_assert_max_num_queries, page):
    desk = make_contact_point(organisation=organisation)
    client.get(OWN)

    with django_assert_max_num_queries(14):
        assert client.get(OWN + page.format(slug=desk.slug)).status_code == 200

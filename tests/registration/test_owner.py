"""A record as those see it who speak for a member: one click confirms it, one section changes at a time, and what waits is shown."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import Membership, Partnership, Role, Standing, State, Submission
from directory.review import decisions
from tests.support.drafts import make_representative, page, send_page
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
)
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation(name="A charity")


@pytest.fixture
def record(organisation):
    """A public record that lacks much: nobody ever confirmed it, and it has no desk."""
    partnership = make_partnership(
        title="Safer schools", slug="safer-schools", status="active", summary="A text."
    )
    make_membership(partnership=partnership, organisation=organisation, role=Role.LEAD)
    return partnership


@pytest.fixture
def client(organisation):
    return signed_in(make_representative(organisation=organisation))


OWN = "/register/change/safer-schools/"


def open_section(client, organisation, key: str) -> str:
    """Click on "Change" of a section. The address of its page."""
    return client.post(OWN, {"organisation": organisation.slug, "then": f"change:{key}"}).url


def send_section(client, url: str, *, then: str, **changes):
    """Send the page as it stands, but for these answers."""
    form = client.get(url).context["form"]
    shown = {field.html_name: field.value() for field in form.fields.values() if field.value()}
    return send_page(client, url, then=then, **shown | changes)


def test_one_click_confirms_it(client, organisation, record):
    done = client.post(OWN, {"organisation": organisation.slug, "then": "confirm"}, follow=True)

    assert "confirmed today" in text(done)
    record.refresh_from_db()
    assert record.confirmed_on == timezone.localdate()
    assert Membership.objects.get().standing == Standing.CONFIRMED


def test_every_form_of_the_page_is_ours(organisation, record):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_representative(organisation=organisation))

    shown = browser.get(OWN).content.decode()

    forms = re.findall(r'<form method="post".*?</form>', shown, re.DOTALL)
    assert len(forms) > 4
    assert all("csrfmiddlewaretoken" in form for form in forms)


def test_the_page_shows_the_record_and_what_readers_look_for(client, record):
    make_membership(partnership=record, organisation=make_organisation(name="A hotline"))

    shown = text(client.get(OWN))

    for words in (
        "Yes, everything is still right",
        "What readers look for",
        "Who looks after it",
        "A hotline",
        "A text.",
        "never confirmed",
    ):
        assert words in shown


def test_one_answer_is_changed_and_sent_and_nothing_else_is_asked(client, organisation, record):
    url = open_section(client, organisation, "where")
    assert "Send this change" in text(client.get(url))

    sent = send_section(client, url, then="send", started="2019")

    submission = Submission.objects.get()
    assert sent.url == page("draft", submission)
    assert submission.state == State.WAITING
    shown = text(client.get(sent.url))
    assert "We have it. Thank you" in shown
    assert OWN in shown


def test_a_change_of_one_section_is_accepted_and_leaves_the_rest(client, organisation, record):
    send_section(client, open_section(client, organisation, "about"), then="send", summary="Another text.")

    decisions.accept(Submission.objects.get(), by=make_reviewer())

    record.refresh_from_db()
    assert (record.summary, record.status, record.title) == ("Another text.", "active", "Safer schools")
    assert Membership.objects.get().role == Role.LEAD


@pytest.mark.parametrize(("title", "is_asked"), [("Safer schools", False), ("Safer schools now", True)])
def test_a_record_that_looks_like_another_is_asked_about_where_its_name_changes(
    client, organisation, record, title, is_asked
):
    make_partnership(title="Safer schools now", summary="Another one.")
    url = open_section(client, organisation, "about")

    answer = send_section(client, url, then="send", summary="Another text.", title=title)

    assert (Submission.objects.get().state == State.DRAFT) is is_asked
    assert ("Is it this one?" in text(answer)) is is_asked


def test_what_is_wrong_in_the_section_is_not_sent(client, organisation, record):
    url = open_section(client, organisation, "about")

    answer = send_section(client, url, then="send", title="")

    assert answer.url.startswith(url)
    assert Submission.objects.get().state == State.DRAFT


def test_a_change_that_changes_nothing_is_not_sent(client, organisation, record):
    url = open_section(client, organisation, "about")

    answer = send_section(client, url, then="send")

    assert "You have changed nothing" in text(client.get(answer.url))
    assert Submission.objects.get().state == State.DRAFT


def test_a_change_is_kept_to_change_more(client, organisation, record):
    answer = send_section(
        client, open_section(client, organisation, "about"), then="later", summary="Another text."
    )

    assert answer.url == OWN
    shown = text(client.get(OWN))
    assert "A change is typed and not sent." in shown
    assert "Another text." in shown


def test_a_change_that_waits_stands_in_its_section_and_can_be_taken_back(client, organisation, record):
    send_section(client, open_section(client, organisation, "about"), then="send", summary="Another text.")

    shown = text(client.get(OWN))

    assert "A change waits for a reviewer" in shown
    assert "Another text." in shown
    assert page("withdraw", Submission.objects.get()) in shown
    assert Partnership.objects.get().summary == "A text."


def test_others_learn_how_to_speak_for_a_member(record):
    shown = text(signed_in(make_user()).get(OWN))

    assert "speaks for no member" in shown
    assert "Yes, everything is still right" not in shown


def test_others_are_led_to_the_member_for_which_they_work(record, organisation):
    shown = text(signed_in(make_user()).get(OWN))

    assert f'href="/account/speak-for/{organisation.slug}/"' in shown


def test_the_public_page_of_a_record_leads_its_owner_to_correct_it_with_one_click(
    client, record, organisation
):
    for seen_by in (Client(), client):
        assert f'href="{OWN}"' in text(seen_by.get(record.get_absolute_url()))
        claim = f"/account/speak-for/{organisation.slug}/"
        assert f'href="{claim}"' in text(seen_by.get(organisation.get_absolute_url()))

    assert "Yes, everything is still right" in text(client.get(OWN))
    assert client.get(claim).url == f"/account/organisations/{organisation.slug}/"
    # Without a session the same link leads back there after signing in
    assert Client().get(OWN).url.endswith(f"?next={OWN}")


def test_my_records_are_confirmed_from_the_list(client, organisation, record):
    shown = text(client.get("/account/records/"))
    assert "Safer schools" in shown

    typed = {"organisation": organisation.slug, "then": "confirm", "back": "records"}
    done = client.post(OWN, typed)

    assert done.url == "/account/records/"
    record.refresh_from_db()
    assert record.confirmed_on


def test_who_speaks_for_nobody_has_no_records():
    assert "None yet" in text(signed_in(make_user()).get("/account/records/"))


def test_the_page_asks_little(client, record, django_assert_max_num_queries):
    for number in range(20):
        make_membership(partnership=record, organisation=make_organisation(name=f"Member {number}"))

    with django_assert_max_num_queries(45):
        client.get(OWN)

"""Bad input by kind, second list: what went wrong when the running product was attacked. Each row is a case; the count is
printed at the end. Rows about exports and files that are imported are in tests/exchange/ and tests/importing/.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session

from directory.models import ContactPoint, Membership, Organisation, Role, User
from directory.questionnaire import STEPS
from directory.records import publishing
from directory.records.addresses import slug_from
from directory.records.fields import PhoneField, WebAddressesField, WebAddressField
from directory.records.forms import PartnershipForm
from directory.records.merging import merge
from tests.support.bad_input import Tried, said_at_the_end
from tests.support.drafts import make_draft, page, send
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_representative,
    make_user,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db
tried = Tried("Second list")
row, shown_by = tried.row, tried.shown_by
WORDS = "I answer for its front desk."


@pytest.fixture(scope="module", autouse=True)
def _count(pytestconfig: pytest.Config) -> Iterator[None]:
    yield from said_at_the_end(pytestconfig, tried)


@pytest.fixture
def browser():
    return tried.browser()


@pytest.fixture
def writer() -> User:
    return make_user(email="writer@helpers.example")


def form_key(browser, address: str) -> str:
    return re.search(r'name="form_key" value="([^"]*)"', browser.get(address).content.decode())[1]


# Connections, forms, accounts


@row
def test_sixteen_bodies_that_never_come():
    shown_by(
        "site/test_slow_clients.py::test_hundreds_of_slow_clients_hold_up_nobody_and_no_end",
        "config/test_bridge.py::test_bodies_that_never_come_hold_no_thread_and_are_given_up",
    )


@row
def test_signing_up_with_an_address_that_has_an_account(browser, writer):
    answers = [
        browser.post("/account/sign-in/", {"email": email}) for email in (writer.email, "new@helpers.example")
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]


@row
def test_a_change_of_how_one_signs_in_from_an_old_session():
    shown_by("accounts/test_sign_in_changes.py::test_a_change_is_confirmed_told_and_ends_the_other_sessions")


@row
@pytest.mark.parametrize("address", ["/account/sign-in/", "/report-problem/", "/register/", "/counterparts/"])
def test_a_form_in_utf_16(browser, address):
    answer = browser.generic("POST", address, b"a=b", "application/x-www-form-urlencoded; charset=utf-16")
    assert answer.status_code == 400
    assert "cannot be understood" in text(answer)
    assert answer["Content-Security-Policy"]


@row
def test_hundreds_of_tries_from_elsewhere_make_no_room():
    shown_by("accounts/test_tries_at_once.py::test_nothing_that_others_do_makes_room_for_more_tries")


@row
def test_fresh_accounts_use_up_what_a_desk_takes_from_officials():
    shown_by(
        "enquiries/test_held_messages.py::test_many_fresh_accounts_use_up_nothing_of_what_officials_have",
        "enquiries/test_held_messages.py::test_what_is_over_a_desks_allowance_waits_and_is_not_lost",
    )


@row
def test_a_message_that_is_only_links():
    shown_by(
        "enquiries/test_held_messages.py::test_a_message_has_two_links_at_most",
        "enquiries/test_held_messages.py::test_the_first_message_of_a_fresh_account_waits_for_the_secretariat",
    )


@row
def test_thousands_of_mails_to_a_stranger():
    shown_by(
        "mail/test_mails_end.py::test_an_address_gets_five_an_hour_and_ten_a_day_of_what_anybody_can_cause"
    )


@row
def test_a_session_ends_while_somebody_writes(browser, writer):
    organisation = make_organisation()
    claim = f"/account/speak-for/{organisation.slug}/"
    browser.force_login(writer)
    key = form_key(browser, claim)
    Session.objects.all().delete()
    answer = browser.post(claim, {"form_key": key, "statement": WORDS}, follow=True)
    assert "Your text is still here" in text(answer)
    browser.force_login(writer)
    answer = text(browser.get(claim))
    assert WORDS in answer
    assert not organisation.representatives.exists()


@row
def test_a_double_click(browser):
    owner = make_representative(right="owner")
    browser.force_login(owner.user)
    address = f"/organisations/{owner.organisation.slug}/desks/new/"
    typed = {
        "name": "Desk",
        "purpose": "cooperation",
        "mailbox": "desk@helpers.example",
        "visibility": "public",
    }
    typed["form_key"] = form_key(browser, address)
    assert browser.post(address, typed)["Location"] == browser.post(address, typed)["Location"]
    assert ContactPoint.objects.count() == 1


@row
@pytest.mark.parametrize(
    "address",
    [
        "https://police.gov@evil.test/",
        "http://169.254.169.254/",
        "http://[::1]/",
        "http://localhost/",
        "https://www.example.org:8443/",
        "http://intranet/",
    ],
)
def test_an_address_that_is_not_of_the_public_web(address):
    assert PartnershipForm({"title": "A title", "website": address}).errors["website"]
    assert STEPS["links"].form({"website": address}).errors["website"]


@row
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+32 2 123\u201145\u201167", "+32 2 123-45-67"),
        ("+32 2 123\u201345\u201367", "+32 2 123-45-67"),
        ("+44 20 7946 0000 ext. 12", "+44 20 7946 0000 ext. 12"),
    ],
)
def test_a_phone_number_as_word_processors_write_it(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@row
def test_a_semicolon_in_a_link():
    links = WebAddressesField().clean("https://a.example/x;v=1; https://b.example")
    assert links == ["https://a.example/x;v=1", "https://b.example"]
    assert WebAddressField().clean("https://a.example/x;v=1") == "https://a.example/x;v=1"


@row
@pytest.mark.parametrize(("typed", "goes_on"), [("March 2024", True), ("03/2024", True), ("1/3/2024", False)])
def test_a_date_as_people_write_it(browser, writer, typed, goes_on):
    browser.force_login(writer)
    address = page("draft_step", make_draft(registrant=writer, answers={}), "status")
    answer = send(browser, address, status="active", started=typed)
    assert (answer["Location"] != address) == goes_on
    assert ("There is a problem" in text(browser.get(address))) != goes_on


@row
def test_a_search_within_a_form(browser, writer):
    browser.force_login(writer)
    draft = make_draft(registrant=writer, answers={})
    answer = send(browser, page("draft_step", draft, "organisation"), then="find", find="hotline")
    assert "There is a problem" not in text(browser.get(answer["Location"]))
    draft.refresh_from_db()
    assert draft.answers == {}


# Mail


@row
def test_a_recipient_who_refuses_for_good():
    shown_by(
        "mail/test_mails_end.py::test_what_the_recipient_refuses_is_final_and_what_can_change_is_tried_again",
        "mail/test_mails_end.py::test_a_code_is_not_sent_once_it_is_over",
        "mail/test_mails_end.py::test_a_server_that_takes_nothing_is_given_up_after_five_days",
    )


@row
def test_a_code_after_it_was_sent():
    shown_by(
        "mail/test_mails_end.py::test_what_was_sent_says_nothing_any_more",
        "mail/test_mails_end.py::test_rows_go_after_thirty_days",
        "mail/test_mails_end.py::test_mails_go_with_their_account",
    )


@row
def test_a_space_in_the_address_of_a_page():
    shown_by("mail/test_mails_end.py::test_a_space_in_an_address_does_not_cut_its_link")


@row
def test_a_public_outbox_under_https():
    shown_by("config/test_safety.py::test_a_site_on_https_names_each_danger_and_does_not_start")


# Records


@row
def test_a_lead_merged_into_a_member_of_the_same_partnership():
    kept, gone, partnership = make_organisation(), make_organisation(), make_partnership()
    make_membership(partnership=partnership, organisation=kept, role=Role.MEMBER)
    make_membership(partnership=partnership, organisation=gone, role=Role.LEAD, joined="2005")
    merge(kept, gone, by=None, reason="They are the same.")
    membership = Membership.objects.get(organisation=kept)
    assert (membership.role, membership.joined) == (Role.LEAD, "2005")


@row
def test_active_with_an_end_in_the_past():
    assert PartnershipForm({"title": "A title", "status": "active", "ended": "2005"}).errors


@row
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Siłę", "sile"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ørsted & Ærø", "orsted-aero"),
        ("举报中心", "jubaozhongxin"),
    ],
)
def test_an_address_made_of_a_name(name, slug):
    assert slug_from(name) == slug


@row
@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/organisations/old/desks/", "/organisations/new/desks/"),
        ("/account/speak-for/old/", "/account/speak-for/new/"),
        ("/account/official/old/", "/account/official/new/"),
    ],
)
def test_a_former_address_with_more_behind_it(browser, writer, address, leads_to):
    publishing.readdress(
        make_organisation(slug="old", sector_id="law_enforcement"), "new", by=None, why="Renamed"
    )
    browser.force_login(writer)
    assert browser.get(address).headers.get("Location") == leads_to
    assert browser.get("/api/partnerships?organisation=old").status_code == 200
    assert browser.get("/api/partnerships?organisation=nobody").status_code == 400


@row
def test_names_with_accents_in_a_list(browser):
    for name in ("Zebra", "eco", "Åbo", "Émirats", "Antártida"):
        make_organisation(name=name)
    names = [record["name"] for record in browser.get("/api/organisations?sort=name").json()["results"]]
    assert names == ["Åbo", "Antártida", "eco", "Émirats", "Zebra"]


@row
def test_a_hidden_organisation_that_invites(browser):
    owner = make_representative(right="owner")
    Organisation.objects.update(removed_at=owner.since, removal_reason="It closed.")
    browser.force_login(owner.user)
    address = f"/account/organisations/{owner.organisation.slug}/"
    typed = {"email": "new@helpers.example", "right": "editor"}
    assert [browser.get(address).status_code, browser.post(address, typed).status_code] == [410, 410]
    shown_by("accounts/test_colleagues.py::test_a_hidden_organisation_invites_nobody_and_its_invitations_end")

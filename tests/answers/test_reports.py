"""Anybody can report a problem with a page; another site, a program or a case cannot come in that way."""

import re
from unittest import mock

import pytest
from django.test import Client

from directory.gate import form_tokens
from directory.models import Mail, PageReport, Problem, Role
from tests.support.answer_pages import make_owner
from tests.support.factories import make_membership, make_organisation, make_partnership, make_reviewer
from tests.support.responses import text

pytestmark = pytest.mark.django_db

ADDRESS = "/report-problem/"


def fetched(client: Client, page: str = "") -> str:
    """The hidden field of the form, as the page gives it out."""
    return re.search(r'name="fetched" value="([^"]+)"', text(client.get(ADDRESS, {"page": page})))[1]


def report(client: Client, *, headers=None, **fields):
    said = {"page": "/partnerships/", "problem": "wrong", "text": "It has ended.", **fields}
    if "fetched" not in said:
        said["fetched"] = fetched(client)
    return client.post(ADDRESS, said, headers=headers)


def test_the_foot_of_every_page_leads_to_the_form_with_the_page_in_it(client):
    partnership = make_partnership()
    address = partnership.get_absolute_url()

    page = text(client.get(address))
    form = text(client.get(ADDRESS, {"page": address}))

    assert f'href="/report-problem/?page={address}"' in page
    assert f'value="{address}"' in form


def test_a_report_waits_for_the_reviewers_who_are_mailed(client):
    reviewer = make_reviewer(language="fr")
    partnership = make_partnership()

    sent = report(client, page=partnership.get_absolute_url(), email="reader@example.org")

    assert sent.url == "/report-problem/thank-you/"
    kept = PageReport.objects.unsettled().get()
    assert (kept.partnership, kept.problem, kept.text) == (partnership, Problem.WRONG, "It has ended.")
    mail = Mail.objects.get()
    assert (mail.recipient, mail.language) == (reviewer.email, "fr")
    assert "reader@example.org" in mail.text


def test_the_owners_of_the_record_are_told_but_not_who_said_it(client):
    lead, member = make_organisation(), make_organisation()
    owner, _other = make_owner(lead), make_owner(member)
    partnership = make_partnership(members=[member])
    make_membership(partnership=partnership, organisation=lead, role=Role.LEAD)

    report(client, page=partnership.get_absolute_url(), email="reader@example.org")

    mail = Mail.objects.get()
    assert mail.recipient == owner.email
    assert "It has ended." in mail.text
    assert "reader@example.org" not in mail.text + mail.html


@pytest.mark.parametrize("path", ["/fr/organisations/a-body/", "/organisations/a-body/"])
def test_the_record_is_known_in_every_language(client, path):
    organisation = make_organisation(slug="a-body")
    owner = make_owner(organisation)

    report(client, page=path)

    assert PageReport.objects.get().organisation == organisation
    assert Mail.objects.get().recipient == owner.email


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"page": ""}, "page"),
        ({"page": "https://evil.example/"}, "page"),
        ({"page": "//evil.example/"}, "page"),
        ({"page": "/" + "a" * 300}, "page"),
        ({"page": "/\u202egpj"}, "page"),
        ({"problem": ""}, "problem"),
        ({"problem": "\x00"}, "problem"),
        ({"text": ""}, "text"),
        ({"text": "\u3164"}, "text"),
        ({"text": "a" * 2001}, "text"),
        ({"text": "nul \x00 here"}, "text"),
        ({"email": "no address"}, "email"),
        ({"email": "a@b.org\nBcc: x@example.org"}, "email"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_text_kept(client, fields, field):
    page = report(client, **fields)

    assert page.status_code == 200
    assert f'id="id_{field}_error"' in text(page)
    assert "It has ended." in text(page) or field == "text"
    assert not PageReport.objects.exists()


def test_case_data_is_refused_with_the_channel_of_the_country_and_not_kept(client):
    page = report(client, text="See 203.0.113.77", headers={"Accept-Language": "en-GB"})

    assert "This site takes no cases" in text(page)
    assert "https://report.iwf.org.uk/" in text(page)
    assert "See 203.0.113.77</textarea>" in text(page)
    assert not PageReport.objects.exists()
    assert not Mail.objects.exists()


def test_a_false_alarm_goes_to_reviewers_only(client):
    make_reviewer()
    organisation = make_organisation()
    make_owner(organisation)

    report(
        client,
        page=organisation.get_absolute_url(),
        text="See 203.0.113.77",
        not_a_case="on",
        not_a_case_because="Our example address is printed wrongly.",
    )

    assert "Our example address is printed wrongly." in PageReport.objects.get().text
    assert Mail.objects.count() == 1


# What is no reader


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://testserver"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_send_the_form(client, headers):
    assert report(client, headers=headers).status_code == 403
    assert not PageReport.objects.exists()


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}, {}])
def test_our_own_page_can(client, headers):
    assert report(client, headers=headers).status_code == 302


@pytest.mark.parametrize("made_up", ["", "x", "x:1:x", "\x00", "a" * 10_000])
def test_a_form_that_was_never_fetched_is_not_taken_and_can_be_sent_again(client, made_up):
    page = report(client, fetched=made_up)

    assert "send it again" in text(page)
    assert not PageReport.objects.exists()
    again = re.search(r'name="fetched" value="([^"]+)"', text(page))[1]
    assert report(client, fetched=again).status_code == 302


def test_a_form_of_yesterday_is_not_taken(client):
    yesterday = fetched(client)

    with mock.patch("django.core.signing.time.time", return_value=2e9):
        page = report(client, fetched=yesterday)

    assert "send it again" in text(page)


def test_a_token_of_another_form_is_not_taken(client):
    class Other(form_tokens.PublicForm):
        purpose = "other"

    assert "send it again" in text(report(client, fetched=Other().initial["fetched"]))


def test_a_form_that_is_sent_twice_counts_once(client):
    token = fetched(client)

    first, second = report(client, fetched=token), report(client, fetched=token)

    assert (first.status_code, second.url) == (302, first.url)
    assert PageReport.objects.count() == 1


def test_one_address_reports_five_times_an_hour(client):
    statuses = [report(client).status_code for _time in range(6)]

    assert statuses == [302] * 5 + [429]
    assert PageReport.objects.count() == 5
    assert "try again in an hour" in text(report(client))
    assert report(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


@pytest.mark.parametrize("page", ["\x00", "javascript:alert(1)", "a" * 5000, '"><script>', "%ff"])
def test_any_address_may_be_asked_about(client, page):
    shown = client.get(ADDRESS, {"page": page})

    assert shown.status_code == 200
    assert "<script>" not in text(shown)

"""Stopping mails that come again: by a page, or by the mail program without it."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from directory.asking import confirmations, invitations, reachability
from directory.mail.links import stop_link
from directory.models import Mail, Standing, Suppression
from directory.models.first_confirmations import address_hash
from tests.support.answer_pages import make_owner, naming, partner
from tests.support.factories import make_contact_point, make_membership, make_organisation, make_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db

ADDRESS = "reader@example.org"


@pytest.fixture
def link() -> str:
    return "/mails/stop/" + stop_link(ADDRESS, language="en").partition("/mails/stop/")[2]


def test_looking_at_the_page_stops_nothing(client, link):
    page = client.get(link)

    assert "Stop these e-mails?" in text(page)
    assert client.head(link).status_code == 200
    assert not Suppression.objects.exists()
    assert not page.cookies


@pytest.mark.parametrize("typed", [{}, {"List-Unsubscribe": "One-Click"}])
def test_a_form_stops_them_wherever_it_comes_from(link, typed):
    program = Client(enforce_csrf_checks=True)

    for _twice in range(2):
        answer = program.post(link, typed, headers={"Origin": "null"})

    assert answer.status_code == 200
    assert "We do not write again" in text(answer)
    assert Suppression.objects.get().address_hash == address_hash(ADDRESS)
    assert not answer.cookies


@pytest.mark.parametrize("token", ["a-token", "a" * 64 + ":x", "%00", "a" * 2000])
def test_a_link_that_is_none_of_ours_stops_nothing(client, token):
    for answer in (client.get(f"/mails/stop/{token}/"), client.post(f"/mails/stop/{token}/")):
        assert answer.status_code == 410

    assert not Suppression.objects.exists()


@pytest.fixture
def stopped() -> None:
    Suppression.objects.create(address_hash=address_hash(ADDRESS))


def test_an_owner_who_stopped_them_is_not_asked_each_year(stopped):
    organisation, long_ago = make_organisation(), timezone.localdate() - datetime.timedelta(days=400)
    make_owner(organisation, email=ADDRESS)
    make_membership(
        partnership=make_partnership(confirmed_on=long_ago),
        organisation=organisation,
        standing=Standing.CONFIRMED,
        confirmed_on=long_ago,
    )

    assert confirmations.ask_where_due() == 0


def test_a_partner_that_stopped_them_is_not_reminded(stopped):
    invitations.ask(naming({"a": partner(email=ADDRESS)}))
    Mail.objects.update(created_at=timezone.now() - datetime.timedelta(days=11))

    assert invitations.remind() == 0


def test_a_desk_that_stopped_them_is_not_tested(stopped):
    make_contact_point(mailbox=ADDRESS, may_be_tested=True)
    make_contact_point(mailbox="other@example.org", may_be_tested=True)

    assert reachability.test_where_due() == 1
    assert Mail.objects.get().recipient == "other@example.org"
    assert Mail.objects.get().is_repeated

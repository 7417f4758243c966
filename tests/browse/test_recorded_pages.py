"""`…/history/?on=` shows a record as this directory had it at the end of a day, and nothing that is hidden today."""

import datetime

import pytest
from django.utils import timezone

from directory.models import (
    EventHistory,
    Membership,
    MembershipHistory,
    OrganisationHistory,
    PartnershipCountryHistory,
    PartnershipHistory,
    Standing,
)
from directory.models.history import because
from directory.records.publishing import remove, restore
from tests.support.factories import (
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db

TABLES = PartnershipHistory, PartnershipCountryHistory, MembershipHistory, OrganisationHistory, EventHistory


def recorded_at(day: str, time: str = "12:00") -> None:
    """Let what was recorded just now have been recorded then."""
    moment = datetime.datetime.fromisoformat(f"{day}T{time}+00:00")
    newest = timezone.now() - datetime.timedelta(days=1)
    for table in TABLES:
        table.objects.filter(pgh_created_at__gt=newest).update(pgh_created_at=moment)


@pytest.fixture
def network():
    """Entered on 1 March 2025; its title, its countries and a member changed on 1 March 2026."""
    with because(by=None, source=make_source(slug="minutes", title="Minutes of 2025").slug, why="Entered"):
        network = make_partnership(slug="insafe", title="Insafe", countries=["GB"], started="1999")
        member = make_membership(partnership=network, organisation=make_organisation(name="Childnet"))
    recorded_at("2025-03-01")
    with because(by=None, source=make_source(slug="letter", title="A letter").slug, why="Changed"):
        type(network).objects.update(title="INSAFE", acronym="IN")
        network.countries.set(["FR"])
        Membership.objects.filter(pk=member.pk).update(left="2026")
        make_membership(partnership=network, organisation=make_organisation(name="Nobody's Children"))
    recorded_at("2026-03-01", "23:30")
    return network


@pytest.fixture
def on(client):
    return lambda day, address="/partnerships/insafe/": text(client.get(f"{address}history/?on={day}"))


def test_a_record_is_shown_as_it_was_recorded_at_the_end_of_the_day(network, on):
    before, after = on("2026-02-28"), on("2026-03-01")

    assert "As this directory had it on 28 February 2026, at the end of the day." in before
    assert '<dd dir="auto">Insafe</dd>' in before
    assert "United Kingdom" in before
    assert "Membership of Childnet" in before
    assert "Nobody&#x27;s Children" not in before
    assert "A letter" not in before
    assert '<dd dir="auto">INSAFE</dd>' in after
    assert "France" in after
    assert "United Kingdom" not in after
    assert "Membership of Nobody&#x27;s Children" in after


def test_it_says_since_when_it_had_been_so_and_by_whom_and_which_source(network, on):
    assert '1 March 2025 · An import · <cite dir="auto">Minutes of 2025</cite>' in on("2025-12-31")
    assert '1 March 2026 · An import · <cite dir="auto">A letter</cite>' in on("2026-03-02")


def test_what_was_so_then_plays_no_part(network, on):
    page = on("2026-02-28")

    assert "since 1999" not in page  # it is a field here, not a period
    assert page.count("Two kinds of time") == 1
    assert 'href="/partnerships/insafe/?at=2026-02-28"' in page
    assert '<meta name="robots" content="noindex">' in page


def test_before_its_first_entry_the_directory_did_not_have_it(network, on):
    page = on("2025-02-28")

    assert "This directory did not have it yet." in page
    assert "Childnet" not in page


def test_who_does_not_want_to_be_named_is_not_named_on_any_day(network, on):
    Membership.objects.filter(organisation__name="Childnet").update(standing=Standing.DECLINED, left="")

    assert "Childnet" not in on("2025-12-31")


def test_who_was_only_named_by_another_is_not_named_on_the_days_before_it_confirmed(network, on):
    member = make_membership(
        partnership=network, organisation=make_organisation(name="Named by another"), source=None
    )
    recorded_at("2025-04-01")
    Membership.objects.filter(pk=member.pk).update(standing=Standing.CONFIRMED, confirmed_on="2025-06-01")
    recorded_at("2025-06-01")

    assert "Named by another" not in on("2025-05-01")
    assert "Named by another" in on("2025-07-01")


def test_a_member_that_was_removed_since_is_not_named(network, on):
    childnet = Membership.objects.get(organisation__name="Childnet").organisation
    remove(childnet, by=None, reason="Asked to")

    assert "Childnet" not in on("2025-12-31")


def test_a_removed_record_says_so_on_any_day(network, client):
    remove(network, by=None, reason="Asked to")

    assert client.get("/partnerships/insafe/history/?on=2025-12-31").status_code == 410


def test_a_record_that_is_public_again_is_not_shown_for_days_on_which_it_was_not(network, on):
    remove(network, by=None, reason="By mistake")
    recorded_at("2026-04-01")
    network.refresh_from_db()
    restore(network, by=None, why="It was a mistake")
    recorded_at("2026-05-01")

    assert "This directory had removed it by then" in on("2026-04-15")
    assert "Childnet" not in on("2026-04-15")
    assert "INSAFE" in on("2026-05-02")
    assert "Visibility" not in on("2026-05-02")


def test_other_records_have_their_days_too(on):
    body = make_organisation(slug="childnet", name="Childnet")
    make_event(slug="summit", title="The summit")
    recorded_at("2025-03-01")
    type(body).objects.update(name="Childnet International")

    page = on("2025-06-01", "/organisations/childnet/")
    assert '<dd dir="auto">Childnet</dd>' in page
    assert "?at=" not in page
    assert "This directory did not have it yet." in on("2025-02-01", "/events/summit/")


@pytest.mark.parametrize(
    "typed", ["2026-13-01", "foo", "2025", "2025-03", "1815-01-01", "2999-01-01", "%00", "3%2F4%2F2025"]
)
def test_what_is_no_day_is_left_out_with_a_sentence(network, on, typed):
    page = on(typed)

    assert "was left out as a day" in page
    assert "This is the whole history." in page
    assert "Every change to this record" in page


def test_the_history_has_a_form_for_a_day(network, client):
    page = text(client.get("/partnerships/insafe/history/?on="))

    assert '<input type="date" id="on" name="on"' in page
    assert "left out" not in page

"""What the page of a country says of the country itself, beside the organisations that are at home in it."""

import pytest
from django.utils import timezone

from directory.models import Contribution, Country, Participation, ParticipationRole, Role
from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_the_picture_of_those_with_whom_a_country_works_is_its_list(client):
    for countries in (["PL", "DE"], ["PL", "DE"], ["PL", "FR"], ["GB", "FR"]):
        make_partnership(countries=countries, sectors=["industry", "academia"])

    response = client.get("/countries/pl/")

    drawn = response.context["map"]
    assert {row.code: row.count for row in response.context["partners"]} == {"DE": 2, "FR": 1}
    assert sorted(circle.radius for circle in drawn.circles if circle.look == "at") == [2.6, 4]
    assert [circle.look for circle in drawn.circles].count("at here") == 1
    assert len(drawn.arcs) == 2
    assert 'aria-label="Countries that share partnerships with Poland.' in text(response)


def test_what_the_country_itself_joined_promised_gave_and_attended(client):
    poland = Country.objects.get(code="PL")
    treaty = make_partnership(title="Treaty", kind="agreement", source=make_source(published="2020"))
    treaty.memberships.create(country=poland, role=Role.PARTY, joined="2015-06", source=treaty.source)
    make_commitment(text="Ratify the treaty", owners=[poland])
    make_commitment(text="Open a hotline", owners=[make_organisation(country_id="PL")])
    Contribution.objects.create(
        partnership=treaty, giver_country=poland, amount="5", currency="PLN", year="2016"
    )
    summit = make_event(title="Summit", starts="2014-12")
    Participation.objects.create(event=summit, country=poland, role=ParticipationRole.PARTICIPANT)

    page = words(client, "/countries/pl/")

    assert "Treaty Agreement · Active in 2020 Party since June 2015 Source 1, 2020" in page
    assert "Poland: where to report abuse" in page
    assert "Ratify the treaty" in page
    assert "Open a hotline" in page
    assert "Treaty 5 PLN 2016 no public source" in page
    assert "Summit December 2014 Participant" in page


def test_many_organisations_of_a_sector_are_folded(client):
    for _number in range(12):
        make_organisation(country_id="PL")

    assert "Show all 12" in words(client, "/countries/pl/")


def test_the_first_partnerships_are_those_with_the_newest_sources(client):
    for title, published in (("Oldest", "2004"), ("Undated", ""), ("Newest", "2024"), ("Old", "2005")):
        make_partnership(title=title, countries=["PL"], source=make_source(published=published))

    page = words(client, "/countries/pl/")

    assert page.index("Newest") < page.index("Old ") < page.index("Oldest") < page.index("Undated")


def test_what_was_removed_or_made_up_is_not_told_of_a_country(client):
    removed = make_organisation(country_id="PL", removed_at=timezone.now())
    make_commitment(text="Promised by one that was removed", owners=[removed])
    made_up = make_partnership(title="Made up", is_sample=True)
    Contribution.objects.create(partnership=made_up, giver_country_id="PL", amount="5", currency="PLN")

    page = words(client, "/countries/pl/")

    assert "Promised by one that was removed" not in page
    assert "Made up" not in page

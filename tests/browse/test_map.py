"""The map: a circle for each country, and the same numbers as a table; what is not on it is said."""

import re

import pytest

from directory.browse import map_drawing
from directory.browse.map_drawing import drawings
from directory.models import Country, Role, Visibility
from tests.support.drawings import numbers_by_country
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_every_country_has_a_place_on_the_world_and_on_its_continent():
    codes = {
        code: region.parent_id or region.pk if (region := country.region) else ""
        for country in Country.objects.select_related("region")
        for code in [country.code]
    }

    assert len(codes) == 250
    assert drawings()["world"]["places"].keys() == codes.keys()
    for name, drawing in drawings().items():
        assert name == "world" or drawing["places"].keys() == {c for c, at in codes.items() if at == name}
        assert all(0 < x < 960 and 0 < y < drawing["height"] for x, y in drawing["places"].values())


def test_a_number_in_a_circle_is_that_of_its_country():
    drawn = map_drawing.circle(100, 100, 12)

    assert drawn.number == "12"
    assert map_drawing.circle(100, 100, 9).number == ""
    # Too long for any circle; the table has it
    assert map_drawing.circle(100, 100, 1200).number == ""


def test_a_number_on_which_another_circle_lies_is_left_out():
    large, beside = map_drawing.circle(100, 100, 30), map_drawing.circle(109, 100, 3)
    far = map_drawing.circle(130, 100, 40)

    drawn = map_drawing.in_order_of_drawing({"AA": large, "BB": beside, "CC": far})

    assert [circle.number for circle in drawn] == ["", "40", ""]
    assert [circle.number for circle in map_drawing.in_order_of_drawing({"AA": large, "CC": far})] == [
        "30",
        "40",
    ]


def test_what_is_not_on_the_map_is_said_first(client):
    make_shown_partnership()
    for extent in ("international", "international", "150", ""):
        # Cross-sector, so that the list shows it
        make_partnership(extent=extent, sectors=["industry", "academia"])

    page = text(client.get("/map/"))

    sentence = "4 partnerships state no country, and are not on the map."
    assert 0 < page.index(sentence) < page.index('<figure class="map">')
    assert "What they state of their reach: International 2, Europe 1." in page
    assert "state no country" not in text(client.get("/map/?country=GB"))


def test_what_words_find_without_a_country_is_counted_too(client):
    make_partnership(title="Lighthouse", extent="international")
    make_partnership(title="Lighthouse of two", countries=["GB", "FR"])
    make_partnership(title="Windmill", extent="international")

    page = text(client.get("/map/?q=lighthouse"))

    assert "1 partnership states no country, and is not on the map." in page
    assert numbers_by_country(page) == {"United Kingdom": 1, "France": 1}


def test_a_country_of_which_nothing_is_known_is_said_to_be_so(client):
    make_shown_partnership()

    page = text(client.get("/map/"))

    assert re.search(r"<small>Nothing known: [^<]*Poland", page)


def test_organisations_are_where_they_are_at_home(client):
    for country in ("GB", "GB", "PL"):
        make_organisation(country_id=country)
    make_organisation(country_id="PL", sector_id="hotline")
    make_organisation(country_id="FR", is_sample=True)
    make_organisation(is_international=True)

    page = text(client.get("/map/?show=organisations&sector=government"))

    assert numbers_by_country(page) == {"United Kingdom": 2, "Poland": 1}
    assert "1 international organisation has no home country, and is not on the map." in page


def test_desks_that_not_everybody_may_see_are_not_counted(client):
    of_poland, of_france = make_organisation(country_id="PL"), make_organisation(country_id="FR")
    make_contact_point(organisation=of_poland, visibility=Visibility.PUBLIC)
    make_contact_point(organisation=of_poland, visibility=Visibility.OFFICIALS)
    make_contact_point(organisation=of_france, visibility=Visibility.REGISTERED)
    make_contact_point(organisation=of_france, visibility=Visibility.PUBLIC, is_sample=True)

    assert numbers_by_country(text(client.get("/map/?show=desks"))) == {"Poland": 1}


def test_lines_lead_from_where_a_partnership_is_led(client):
    partnership = make_partnership(slug="lighthouse", countries=["BR"])
    make_membership(partnership=partnership, organisation=make_organisation(country_id="PL"), role=Role.LEAD)
    make_membership(partnership=partnership, organisation=make_organisation(country_id="FR"))

    response = client.get("/map/?partnership=lighthouse")

    drawn = response.context["map"]
    assert len(drawn.arcs) == 2
    assert sorted(circle.look for circle in drawn.circles) == ["at", "at", "at here"]
    assert "The lines begin where it is led: Poland." in text(response)


@pytest.mark.parametrize("slug", ["no-such", "", "\0"])
def test_a_partnership_that_is_not_there_has_no_map(client, slug):
    assert client.get("/map/", {"partnership": slug or "-"}).status_code == 404


def test_another_kind_of_map_is_said_not_to_be_there(client):
    page = text(client.get("/map/?show=suspects"))

    assert "There is no map of “suspects”." in page

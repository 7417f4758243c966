"""What the finder answers, on paper."""

import pytest
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.timezone import localdate

from directory.models import Showing, Visibility
from directory.models.opening_hours import hours_of
from tests.support.factories import make_contact_point, make_official, make_organisation
from tests.support.reading import words
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db
SEARCH = "?topic=training&country=BR&language=pt"
LIST = f"/counterparts/print/{SEARCH}"


@pytest.fixture
def desk():
    return make_contact_point(
        organisation=make_organisation(name="Hotline of Brazil", country_id="BR"),
        name="Training desk",
        mailbox="training@hotline.example",
        phone="+55 61 1234 5678",
        topics=["training"],
        languages=["pt"],
        opening_hours=hours_of("Mo-Fr 09:00-17:00"),
        time_zone="America/Sao_Paulo",
    )


def test_a_list_has_ways_and_reasons_and_says_what_was_searched_and_when(client, desk, settings):
    told, response = words(client, LIST), client.get(LIST)

    for sentence in (
        "Training desk",
        "Hotline of Brazil",
        "training@hotline.example",
        "+55 61 1234 5678",
        "handles Training",
        "answers in Portuguese",
        "Monday to Friday: 09:00 to 17:00",
        date_format(localdate(), "DATE_FORMAT"),
        f"{settings.DIRECTORY_BASE_URL}/counterparts/{escape(SEARCH)}",
        f"{settings.DIRECTORY_BASE_URL}/desks/{desk.slug}/",
    ):
        assert sentence in told
    # Paper is not true for a moment only
    assert "There it is" not in told
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_the_finder_leads_to_the_list_of_its_search(client, desk):
    page = client.get(f"/counterparts/{SEARCH}").content.decode()

    assert "/counterparts/print/?topic=training&amp;country=BR&amp;language=pt" in page
    assert "/counterparts/print/" not in client.get("/counterparts/").content.decode()


def test_how_a_restricted_desk_is_reached_is_on_no_list(client, desk):
    desk.visibility = Visibility.OFFICIALS
    desk.save(update_fields=["visibility"])
    assert desk.name not in text(client.get(LIST))
    sign_in(client, make_official())

    told = text(client.get(LIST))

    assert desk.name in told
    assert "Do not pass the list on" in told
    assert "training@hotline.example" not in told
    assert "09:00" not in told
    assert not Showing.objects.exists()


def test_a_list_without_a_match_has_those_who_may_know_whom_to_ask(client, desk):
    told = words(client, "/counterparts/print/?topic=funding&country=BR")

    assert "No desk is known that fits" in told
    assert "Nothing known is not the same as nothing exists" in told
    assert "training@hotline.example" in told
    assert "https://www.interpol.int/" in told  # a network without a record here
    # Of whoever is answered nothing of the kind is said
    assert "Nothing known" not in words(client, LIST)


def test_how_many_queries_a_list_takes_does_not_depend_on_its_desks(
    client, desk, django_assert_max_num_queries
):
    for _desk in range(8):
        make_contact_point(organisation=desk.organisation, topics=["training"])
    client.get(LIST)

    with django_assert_max_num_queries(12):
        client.get(LIST)


def test_a_list_of_nothing_says_what_is_missing(client):
    assert "Choose a topic or a country first." in text(client.get("/counterparts/print/"))


def test_a_sentence_that_is_not_read_is_not_put_on_paper(client):
    told = text(client.get("/counterparts/print/?q=Whose+address+is+81.2.69.142"))

    assert "81.2.69.142" not in told[told.index("<article") : told.index("</article>")]

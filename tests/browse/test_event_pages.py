"""Events: the list, and each with its sessions, who took part, and how all that is known."""

import datetime

import pytest

from directory.models import Country, Event, EventSession, Participation
from directory.records import publishing
from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)


def content(response) -> str:
    """What stands on the page itself, without its head."""
    return text(response).partition("<main")[2]


def make_session(event: Event, *, order: int = 1, **fields) -> EventSession:
    return EventSession.objects.create(
        event=event, order=order, **{"key": f"session-{order}", "title": f"Session {order}", **fields}
    )


def test_an_event_says_how_its_date_is_known(client):
    stated = make_event(starts="2014-12-10", ends="2014-12-11")
    known = make_event(starts="2012-12-05", date_basis="known")
    undated = make_event()

    assert "10 December 2014 to 11 December 2014" in text(client.get(stated.get_absolute_url()))
    assert "general knowledge" not in text(client.get(stated.get_absolute_url()))
    assert "general knowledge" in text(client.get(known.get_absolute_url()))
    assert "The source states no date" in text(client.get(undated.get_absolute_url()))


def test_sessions_stand_in_their_order_with_those_who_led_and_presented(client):
    event = make_event()
    later, earlier = make_session(event, order=2), make_session(event, order=1, topic_id="training")
    host, body = make_organisation(name="Home Office"), make_organisation(name="Childnet")
    network = make_partnership(title="INHOPE")
    Participation.objects.create(event=event, organisation=host, role="host")
    Participation.objects.create(event=event, session=earlier, partnership=network, role="presenter")
    Participation.objects.create(event=event, session=later, organisation=body, role="facilitator")
    Participation.objects.create(event=event, session=later, country_id="FR", role="presenter")

    page = content(client.get(event.get_absolute_url()))

    places = [page.index(word) for word in ("Home Office", "Session 1", "INHOPE", "Session 2", "Childnet")]
    assert places == sorted(places)
    assert page.index("Childnet") < page.index("France")
    assert f'id="session-{earlier.key}"' in page
    assert "Training for professionals" in page


def test_what_all_of_a_role_rest_on_is_said_once(client):
    event = make_event(source=make_source())
    for role, basis in (
        ("host", "follows"),
        ("host", "follows"),
        ("presenter", "follows"),
        ("presenter", "stated"),
    ):
        Participation.objects.create(
            event=event, organisation=make_organisation(), role=role, source=event.source, basis=basis
        )

    hosts, presenters = content(client.get(event.get_absolute_url())).split("Presenter")

    assert hosts.count("follows from the source") == 1
    assert hosts.index("follows from the source") < hosts.index("/organisations/")
    assert presenters.count("follows from the source") == 1
    assert presenters.index("follows from the source") > presenters.index("/organisations/")


def test_a_part_says_what_it_rests_on_where_that_is_not_plain(client):
    source, other = make_source(), make_source(title="Another page")
    event = make_event(source=source)
    plain, elsewhere, without = (make_organisation(name=name) for name in ("Plain", "Elsewhere", "Without"))
    Participation.objects.create(event=event, organisation=plain, role="host", source=source)
    Participation.objects.create(
        event=event, organisation=elsewhere, role="host", source=other, basis="follows"
    )
    Participation.objects.create(event=event, organisation=without, role="presenter")

    page = content(client.get(event.get_absolute_url()))

    of_elsewhere = page[page.index("Elsewhere") : page.index("Plain")]
    assert "Another page" in of_elsewhere
    assert "follows from the source" in of_elsewhere
    assert "without a source" in page[page.index("Without") :]
    assert page.count("without a source") == 1


def test_who_was_removed_took_part_in_nothing(client):
    event, body = make_event(), make_organisation(name="Secret body")
    network = make_partnership(title="Secret network")
    Participation.objects.create(event=event, organisation=body, role="host")
    Event.objects.filter(pk=event.pk).update(partnership=network)
    publishing.remove(body, by=None, reason="Asked")
    publishing.remove(network, by=None, reason="Asked")

    page = text(client.get(event.get_absolute_url()))

    assert "Secret" not in page
    assert "Nobody who took part is known by name" in text(client.get(make_event().get_absolute_url()))
    assert "Nobody known by name" in text(client.get("/events/"))


def test_an_event_that_was_planned_and_is_past_says_that_nothing_more_is_known(client):
    planned = make_event(starts="2007", status="planned")
    held = make_event(starts="2007")

    words = "no source that is known here says whether it was held"
    assert words in text(client.get(planned.get_absolute_url()))
    assert words not in text(client.get(held.get_absolute_url()))


def test_lists_say_of_it_that_more_is_not_known(client):
    part_of = make_partnership()
    words = "Planned, not known whether it was held"
    make_event(starts="2999", status="planned", partnership=part_of)
    assert words not in text(client.get("/events/"))

    make_event(starts="2007", status="planned", partnership=part_of)

    assert text(client.get("/events/")).count(words) == 1
    assert text(client.get(part_of.get_absolute_url())).count(words) == 1


def test_a_promise_on_the_page_of_its_event_does_not_name_the_event(client):
    event = make_event()
    promise = make_commitment(text="Write a manual", event=event)

    assert "Made at" not in content(client.get(event.get_absolute_url()))
    assert "Made at" in content(client.get(promise.get_absolute_url()))
    assert "Made at" in content(client.get("/commitments/"))


def test_events_are_future_past_or_undated():
    past = make_event(starts="2025")
    running = make_event(starts="2026-11-27", ends="2026-12-01")
    today, this_year = make_event(starts="2026-11-29"), make_event(starts="2026")
    undated = make_event()

    assert set(Event.objects.past(TODAY)) == {past}
    assert set(Event.objects.future(TODAY)) == {running, today, this_year}
    assert set(Event.objects.undated()) == {undated}
    assert {event for event in Event.objects.all() if event.is_past} == set(Event.objects.past())


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Later", "Earlier", "Undated"]),
        ("when=past", ["Later", "Earlier"]),
        ("when=undated", ["Undated"]),
        ("status=cancelled", ["Earlier"]),
        ("country=GB", ["Later"]),
        ("topic=training", ["Undated"]),
        ("sort=name", ["Earlier", "Later", "Undated"]),
        ("q=earl", ["Earlier"]),
    ],
)
def test_the_list_is_narrowed(client, query, titles):
    assert titles_in(client, f"/events/?{query}") == titles


@pytest.mark.parametrize("ending", ["csv", "json", "ndjson", "atom"])
def test_the_list_is_taken_along(client, ending):
    assert titles_in(client, f"/events.{ending}?when=past&sort=name") == ["Earlier", "Later"]


def titles_in(client, address: str) -> list[str]:
    """The titles of three events in an answer, in its order."""
    make_event(title="Earlier", starts="2005-12", status="cancelled")
    make_session(make_event(title="Undated"), topic_id="training")
    make_event(title="Later", starts="2014", country_id="GB")

    response = client.get(address)
    answer = b"".join(response.streaming_content).decode() if response.streaming else text(response)

    places = {title: answer.find(title) for title in ("Earlier", "Later", "Undated")}
    return sorted((title for title in places if places[title] >= 0), key=places.get)


def test_the_list_counts_those_who_took_part_once(client):
    event, body = make_event(), make_organisation()
    for role in ("host", "presenter"):
        Participation.objects.create(event=event, organisation=body, role=role)
    Participation.objects.create(event=event, country=Country.objects.get(pk="FR"), role="presenter")
    make_commitment(event=event)

    assert "2 known by name" in text(client.get("/events/"))


def test_an_event_begins_with_what_it_is_and_what_one_can_do(client):
    event = make_event(title="A meeting", starts="2014-12", country_id="GB", source=make_source())
    make_session(event, topic_id="training")
    Participation.objects.create(event=event, organisation=make_organisation(), role="host")
    make_commitment(event=event)

    page = content(client.get(event.get_absolute_url()))
    band = page[: page.index('class="facts"')]

    assert ">Held in 2014<" in band
    assert "1 known by name" in band
    assert "1 promise<" in band
    assert "/counterparts/?country=GB&amp;topic=training" in band
    for address in (f"/events/{event.slug}/feed.atom", f"/api/events/{event.slug}", f"?event={event.slug}"):
        assert address in band
        assert client.get(address if address[0] == "/" else f"/pinned/{address}").status_code == 200
    assert 'href="#citation"' in band
    assert 'id="citation"' in page


def test_an_event_says_no_year_of_which_nothing_is_known(client):
    undated, cancelled = make_event(), make_event(starts="2020", status="cancelled")

    assert "Held in" not in content(client.get(undated.get_absolute_url()))
    assert "is-ended" in content(client.get(cancelled.get_absolute_url()))

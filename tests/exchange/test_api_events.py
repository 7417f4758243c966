"""Events, cited figures, sources and desks for programs: whole, and nothing of what the public may not see."""

import json

import pytest
from django.conf import settings as site

from directory.models import (
    Contribution,
    Event,
    EventSession,
    Figure,
    FurtherSource,
    Membership,
    Participation,
    Source,
    Standing,
    Succession,
)
from directory.records.publishing import remove
from tests.support.calls import get, problem, slugs, walk
from tests.support.factories import (
    make_commitment,
    make_contact_point,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)

pytestmark = pytest.mark.django_db


def now(client) -> str:
    return get(client, "index.json")["as_of"]


# Events


@pytest.fixture
def workshop() -> Event:
    """An event of a partnership, with a session that one organisation led; a country was there as a whole."""
    event = make_event(
        slug="meeting", title="Meeting", starts="2005-12", partnership=make_partnership(slug="net")
    )
    session = EventSession.objects.create(
        event=event, key="ws1", title="Workshop", topic_id="training", order=1
    )
    leader = make_organisation(slug="leader", country_id="PL")
    source = make_source(slug="programme", published="2005-11")
    Participation.objects.create(
        event=event, session=session, organisation=leader, role="facilitator", source=source, basis="follows"
    )
    Participation.objects.create(event=event, country_id="FR", role="participant")
    return event


def test_an_event_is_told_with_its_sessions_and_who_took_part(client, workshop):
    event = get(client, "events/meeting")

    assert (event["title"], event["starts"], event["ends"]) == ("Meeting", "2005-12", None)
    assert (event["status"], event["date_basis"]) == ("held", "stated")
    assert event["url"] == f"{site.DIRECTORY_BASE_URL}/events/meeting/"
    assert event["partnership"]["slug"] == "net"
    (country,) = event["participations"]
    assert (country["country"], country["role"], country["organisation"]) == ("FR", "participant", None)
    assert (country["source"], country["source_keys"]) == (None, [])  # nobody says so
    (session,) = event["sessions"]
    (leader,) = session["participations"]
    assert (session["key"], session["topic"]) == ("ws1", "training")
    assert (leader["organisation"]["slug"], leader["role"]) == ("leader", "facilitator")
    assert (leader["basis"], leader["source_keys"]) == ("follows", ["programme"])
    assert [source["key"] for source in event["sources"]] == ["programme"]
    assert event["as_of"] == {"oldest": "2005-11", "newest": "2005-11"}
    assert slugs(get(client, "partnerships/net")["events"]) == ["meeting"]


@pytest.mark.parametrize(
    ("query", "expected_slugs"),
    [
        ({}, ["later", "meeting", "undated"]),
        ({"sort": "newest"}, ["undated", "later", "meeting"]),
        ({"country": "PL"}, ["later"]),
        ({"when": "undated"}, ["undated"]),
        ({"status": "planned"}, ["later"]),
        ({"topic": "training"}, ["meeting"]),
        ({"organisation": "leader"}, ["meeting"]),
        ({"q": "later"}, ["later"]),
    ],
)
def test_events_are_narrowed(client, workshop, query, expected_slugs):
    make_event(slug="later", title="Later", starts="2006-01-31", country_id="PL", status="planned")
    make_event(slug="undated", title="Undated")

    assert slugs(get(client, "events", **query)["results"]) == expected_slugs
    assert slugs(walk(client, "events", limit=1, **query)) == expected_slugs


def test_nobody_who_was_removed_or_made_up_took_part(client, workshop):
    body = make_organisation(slug="removed-body")
    sample = make_organisation(slug="sample-body", is_sample=True)
    for organisation in (body, sample):
        Participation.objects.create(event=workshop, organisation=organisation, role="host")
    remove(body, by=None, reason="Asked")

    event = json.dumps(get(client, "events/meeting"))

    assert "removed-body" not in event
    assert "sample-body" not in event


def test_an_event_changes_with_what_is_in_it(client, workshop):
    moment = now(client)
    Participation.objects.filter(country_id="FR").update(role="host")
    first = get(client, "events", since=moment)
    EventSession.objects.all().delete()
    second = get(client, "events", since=first["as_of"])
    Source.objects.filter(slug="programme").update(title="New title")
    workshop.delete()

    assert slugs(first["results"]) == slugs(second["results"]) == ["meeting"]
    assert slugs(get(client, "partnerships", since=second["as_of"])["results"]) == ["net"]
    (gone,) = get(client, "events", since=second["as_of"])["gone"]
    assert (gone["slug"], gone["state"]) == ("meeting", "deleted")


# Figures


def test_a_figure_is_told_as_its_source_cites_it(client):
    source = make_source(slug="report")
    figure = Figure.objects.create(
        slug="victims", statement="Victims identified", value="about 250", unit="children", year="2005"
    )
    Figure.objects.filter(pk=figure.pk).update(source=source)

    told = get(client, "figures/victims")

    assert (told["value"], told["unit"], told["year"]) == ("about 250", "children", "2005")
    assert (told["source_keys"], told["sources"][0]["key"]) == (["report"], "report")
    assert get(client, "figures")["results"] == [told]


# Sources


def test_sources_of_what_is_public_are_listed(client):
    body = make_organisation(source=make_source(slug="first", published="2005-12-15", read_on="2026-11"))
    FurtherSource.objects.create(organisation=body, source=make_source(slug="second", published="2006"))
    make_source(slug="behind-nothing")
    removed = make_organisation(source=make_source(slug="behind-removed"))
    remove(removed, by=None, reason="")
    make_contact_point(visibility="officials", source=make_source(slug="behind-restricted"))
    make_membership(
        partnership=make_partnership(source=None),
        source=make_source(slug="behind-declined"),
        standing=Standing.DECLINED,
    )

    assert slugs(walk(client, "sources", limit=1)) == ["first", "second"]
    assert slugs(get(client, "sources", statement="organisation")["results"]) == ["first", "second"]
    assert slugs(get(client, "sources", statement="event")["results"]) == []
    assert slugs(get(client, "sources", published="2005")["results"]) == ["first"]
    problem(client.get("/api/sources?published=200"), 400)
    assert get(client, "sources/first")["read_on"] == "2026-11"
    for key in ("behind-nothing", "behind-removed", "behind-restricted", "behind-declined", "never-was"):
        problem(client.get(f"/api/sources/{key}"), 404)


# Desks


def test_a_desk_that_everybody_may_see_is_told(client):
    body = make_organisation(slug="hotline", country_id="PL")
    make_contact_point(
        organisation=body,
        slug="front",
        languages=["pl", "en"],
        topics=["reporting"],
        purpose="reports",
        phone="+48 22 000 00 00",
    )

    (desk,) = get(client, "desks")["results"]

    assert desk == get(client, "desks/front")
    assert (desk["organisation"]["slug"], desk["purpose"]) == ("hotline", "reports")
    assert (desk["languages"], desk["topics"], desk["countries"]) == (["en", "pl"], ["reporting"], [])
    assert desk["url"] == f"{site.DIRECTORY_BASE_URL}/desks/front/"
    address = get(client, "organisations/hotline")["desks"].removeprefix(site.DIRECTORY_BASE_URL)
    assert client.get(address).json()["results"] == [desk]


@pytest.mark.parametrize("visibility", ["registered", "officials", "secretariat"])
def test_a_restricted_desk_leaves_no_mark(client, visibility):
    body = make_organisation(slug="body")
    hidden = make_contact_point(organisation=body, slug="hidden", name="Hidden", visibility=visibility)
    moment = now(client)
    etag = client.get("/api/desks")["ETag"]

    hidden.name = "Still hidden"
    hidden.save()

    assert get(client, "desks")["results"] == []
    missing = problem(client.get("/api/desks/hidden"), 404)
    never = problem(client.get("/api/desks/never-was"), 404)
    assert missing["detail"].replace("hidden", "never-was") == never["detail"]
    assert now(client) == moment
    assert client.get("/api/desks", headers={"If-None-Match": etag}).status_code == 304
    assert problem(client.get(f"/api/desks?since={moment}"), 400)["errors"][0]["parameter"] == "since"


def test_what_changes_in_a_public_desk_changes_its_organisation(client):
    desk = make_contact_point(organisation=make_organisation(slug="body"), slug="front")
    make_contact_point(organisation=desk.organisation)
    moment = now(client)

    desk.visibility = "officials"
    desk.save()

    assert slugs(get(client, "organisations", since=moment)["results"]) == ["body"]
    assert "front" not in slugs(get(client, "desks", organisation="body")["results"])


@pytest.mark.parametrize(
    ("query", "expected_slugs"),
    [
        ({"country": "PL"}, ["everywhere", "polish"]),
        ({"country": "FR"}, ["everywhere", "french"]),
        ({"topic": "training"}, ["french"]),
        ({"language": "fr"}, ["french"]),
        ({"purpose": "media"}, ["everywhere"]),
        ({"organisation": "body"}, ["everywhere", "french"]),
    ],
)
def test_desks_are_narrowed(client, query, expected_slugs):
    body = make_organisation(slug="body")
    make_contact_point(slug="polish", organisation=make_organisation(country_id="PL"))
    make_contact_point(
        slug="french", organisation=body, countries=["FR"], topics=["training"], languages=["fr"]
    )
    make_contact_point(slug="everywhere", organisation=body, is_worldwide=True, purpose="media")

    assert slugs(get(client, "desks", **query)["results"]) == expected_slugs


def test_no_sample_is_told(client):
    sample = make_organisation(slug="sample", is_sample=True)
    partnership = make_partnership(slug="made-up", is_sample=True)
    make_contact_point(slug="of-sample", organisation=sample)
    make_contact_point(slug="made-up-desk", is_sample=True, organisation=make_organisation(slug="body"))
    net = make_partnership(slug="net")
    make_membership(partnership=net, organisation=sample)
    Membership.objects.create(
        partnership=net, member_partnership=partnership, role="member", source=net.source
    )
    make_resource(publisher=sample)
    make_commitment(owners=[sample, partnership])

    lists = [
        get(client, name)
        for name in ("organisations", "desks", "resources", "commitments", "partnerships/net")
    ]
    lists += [get(client, name, since="2000-01-01T00:00:00Z") for name in ("organisations", "partnerships")]

    assert not any(name in json.dumps(lists) for name in ("sample", "made-up", "of-sample"))
    for path in ("organisations/sample", "partnerships/made-up", "desks/of-sample", "desks/made-up-desk"):
        problem(client.get(f"/api/{path}"), 404)
    for path in ("organizations/sample", "services/made-up"):
        problem(client.get(f"/hsds/{path}"), 404)


# Statements with their sources


def test_a_member_is_an_organisation_a_country_or_a_partnership(client):
    source, further = make_source(slug="b", published="2006"), make_source(slug="a", published="2005-12")
    net, part = make_partnership(slug="net", source=source), make_partnership(slug="part")
    country = Membership.objects.create(
        partnership=net, country_id="GB", role="party", source=source, basis="known", no_longer_listed=True
    )
    FurtherSource.objects.create(membership=country, source=further)
    Membership.objects.create(partnership=net, member_partnership=part, role="member", source=source)

    told = get(client, "partnerships/net")

    state = next(member for member in told["members"] if member["country"])
    assert (state["country"], state["organisation"], state["partnership"]) == ("GB", None, None)
    assert (state["role"], state["basis"], state["no_longer_listed"]) == ("party", "known", True)
    assert (state["source"], state["source_keys"]) == ("b", ["b", "a"])
    (network,) = [member["partnership"] for member in told["members"] if member["partnership"]]
    assert network["slug"] == "part"
    assert [document["key"] for document in told["sources"]] == ["b", "a"]
    assert told["as_of"] == {"oldest": "2005-12", "newest": "2006"}


def test_a_partnership_says_why_it_crosses_borders_and_of_when_its_status_is(client):
    source = make_source(published="2005-12")
    net = make_partnership(slug="net", extent="international", stated_number="48", source=source)
    make_membership(partnership=net, organisation=make_organisation(sector_id="hotline"))
    make_membership(partnership=net, organisation=make_organisation(sector_id="industry"))

    told = get(client, "partnerships/net")

    assert (told["extent"], told["stated_number"]) == ("international", "48")
    assert (told["cross_border_because"], told["worlds"]) == (["extent"], ["child_protection", "industry"])
    assert told["scope"] == ["cross-border", "cross-sector"]
    assert (told["status"], told["stated_on"]) == ("active", "2005-12")


@pytest.mark.parametrize(
    ("kind", "noun", "make"),
    [
        ("organisations", "organisation", make_organisation),
        ("partnerships", "partnership", make_partnership),
    ],
)
def test_lineage_is_told_both_ways_with_its_sources(client, kind, noun, make):
    source = make_source(slug="law")
    Succession.objects.create(
        **{f"before_{noun}": make(slug="before"), f"after_{noun}": make(slug="after")},
        kind="renamed",
        happened="2006-04",
        basis="follows",
        source=source,
    )

    (later,) = get(client, f"{kind}/before")["successors"]
    record = get(client, f"{kind}/after")
    (earlier,) = record["predecessors"]

    assert (later["slug"], earlier["slug"]) == ("after", "before")
    for relative in (later, earlier):
        assert (relative["kind"], relative["happened"], relative["basis"]) == (
            "renamed",
            "2006-04",
            "follows",
        )
        assert relative["source_keys"] == ["law"]
    assert "law" in [document["key"] for document in record["sources"]]
    moment = now(client)
    Source.objects.filter(pk=source.pk).update(title="The law")
    assert sorted(slugs(get(client, kind, since=moment)["results"])) == ["after", "before"]


def test_who_gave_what_is_told_according_to_whom(client):
    fund, giver = make_partnership(slug="fund", kind="fund"), make_organisation(slug="giver")
    Contribution.objects.create(
        partnership=fund, giver_country_id="GB", amount="50 million", currency="GBP", source=fund.source
    )
    Contribution.objects.create(
        partnership=fund, giver_organisation=giver, amount="1", currency="EUR", year="2014"
    )

    state, body = get(client, "partnerships/fund")["contributions"]

    assert (state["giver_country"], state["amount"], state["currency"]) == ("GB", "50 million", "GBP")
    assert (body["giver_organisation"]["slug"], body["year"], body["source"]) == ("giver", "2014", None)


def test_a_commitment_says_how_its_owner_and_its_date_are_known(client):
    make_commitment(
        slug="promise", kind="pledge", condition="If money is found", counted="41", made_on="2005"
    )

    told = get(client, "commitments/promise")

    assert (told["owner_basis"], told["due_basis"], told["made_on"]) == ("none", "none", "2005")
    assert (told["condition"], told["counted"], told["kind"]) == ("If money is found", "41", "pledge")

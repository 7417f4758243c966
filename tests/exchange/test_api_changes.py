"""`since`: what changed after a moment, so that whoever keeps a copy has what the directory has."""

import pytest
from django.conf import settings as site

from directory.models import (
    Contribution,
    FormerAddress,
    FurtherSource,
    Membership,
    Organisation,
    Partnership,
    Source,
    Standing,
    Succession,
)
from directory.records.publishing import readdress, remove, restore
from tests.support.calls import get, slugs
from tests.support.factories import (
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)

pytestmark = pytest.mark.django_db


def changes(client, kind: str, since: str, **query) -> dict:
    """All that changed, of all pages; `as_of` of the first."""
    page = first = get(client, kind, since=since, **query)
    all_pages = {"results": [*page["results"]], "gone": [*page["gone"]], "as_of": first["as_of"]}
    while page["next"]:
        page = client.get(page["next"].removeprefix(site.DIRECTORY_BASE_URL)).json()
        all_pages["results"] += page["results"]
        all_pages["gone"] += page["gone"]
        assert page["as_of"] == first["as_of"]
    return all_pages


def now(client) -> str:
    return get(client, "index.json")["as_of"]


def test_what_is_new_or_changed_comes_in_the_order_in_which_it_did(client):
    first, second = make_partnership(slug="first"), make_partnership(slug="second")
    moment = now(client)
    assert changes(client, "partnerships", moment)["results"] == []

    third = make_partnership(slug="third")
    second.countries.set(["PL"])
    first.title = "New title"
    first.save()

    news = changes(client, "partnerships", moment, limit=1)
    assert slugs(news["results"]) == ["third", "second", "first"]
    assert news["results"][0]["id"] == get(client, f"partnerships/{third.slug}")["id"]
    assert news["gone"] == []
    assert changes(client, "partnerships", news["as_of"])["results"] == []


def test_a_membership_that_changes_changes_its_partnership(client):
    partnership = make_partnership(slug="net")
    membership = make_membership(partnership=partnership, organisation=make_organisation(slug="body"))
    moment = now(client)

    Membership.objects.filter(pk=membership.pk).update(standing=Standing.DECLINED)

    (partnership,) = changes(client, "partnerships", moment)["results"]
    assert (partnership["slug"], partnership["members"]) == ("net", [])
    assert changes(client, "organisations", moment)["results"] == []


def test_a_source_changes_every_record_of_which_a_statement_rests_on_it(client):
    net, body = make_partnership(slug="net"), make_organisation(slug="body")
    first, further = make_source(), make_source()
    Contribution.objects.create(
        partnership=net, giver_country_id="GB", amount="1", currency="GBP", source=first
    )
    succession = Succession.objects.create(
        before_organisation=body, after_organisation=make_organisation(slug="next"), source=first
    )
    FurtherSource.objects.create(succession=succession, source=further)
    moment = now(client)

    Source.objects.filter(pk=first.pk).update(title="New title")
    assert slugs(changes(client, "partnerships", moment)["results"]) == ["net"]
    assert sorted(slugs(changes(client, "organisations", moment)["results"])) == ["body", "next"]
    moment = now(client)
    Source.objects.filter(pk=further.pk).update(title="New title")
    assert sorted(slugs(changes(client, "organisations", moment)["results"])) == ["body", "next"]


def test_an_event_changes_the_partnership_of_which_it_is_a_meeting(client):
    net, other = make_partnership(slug="net"), make_partnership(slug="other")
    event = make_event(partnership=net)
    moment = now(client)

    event.partnership = other
    event.save()

    assert sorted(slugs(changes(client, "partnerships", moment)["results"])) == ["net", "other"]


def test_what_is_removed_is_gone_with_its_reason_and_may_come_back(client):
    record = make_organisation(slug="body")
    identifier, moment = get(client, "organisations/body")["id"], now(client)

    remove(record, by=None, reason="It asked to be taken out.")
    news = changes(client, "organisations", moment)
    restore(record, by=None, why="A mistake")
    back = changes(client, "organisations", news["as_of"])

    (gone,) = news["gone"]
    assert (gone["id"], gone["slug"], gone["state"]) == (identifier, "body", "removed")
    assert gone["reason"] == "It asked to be taken out."
    assert slugs(back["results"]) == ["body"]


def test_what_is_deleted_is_gone(client):
    resource = make_resource(slug="manual")
    identifier, moment = get(client, "resources/manual")["id"], now(client)

    resource.delete()

    (gone,) = changes(client, "resources", moment)["gone"]
    assert (gone["id"], gone["slug"], gone["state"]) == (identifier, "manual", "deleted")


@pytest.mark.parametrize("how", ["deleted", "kept and renamed"])
@pytest.mark.parametrize(
    ("kind", "make"), [("partnerships", make_partnership), ("organisations", make_organisation)]
)
def test_what_is_merged_names_the_record_that_stands_for_it(client, kind, make, how):
    double, target = make(slug="double"), make(slug="target")
    identifier, moment = get(client, f"{kind}/double")["id"], now(client)

    if how == "deleted":
        double.delete()
    else:
        type(double).objects.filter(pk=double.pk).update(slug="double-merged")
        double.refresh_from_db()
        remove(double, by=None, reason="Merged")
    name = "partnership" if isinstance(target, Partnership) else "organisation"
    FormerAddress.objects.create(slug="double", **{name: target})

    (gone,) = changes(client, kind, moment)["gone"]
    assert (gone["id"], gone["slug"], gone["state"]) == (identifier, "double", "merged")
    assert gone["merged_into"]["slug"] == "target"
    for key in ("double", identifier):
        redirect = client.get(f"/api/{kind}/{key}", follow=True)
        assert redirect.json()["slug"] == "target"


def test_a_record_that_is_renamed_is_changed_and_not_gone(client):
    partnership = make_partnership(slug="old")
    moment = now(client)

    readdress(partnership, "new", by=None, why="Renamed")

    news = changes(client, "partnerships", moment)
    assert (slugs(news["results"]), news["gone"]) == (["new"], [])


def test_what_leaves_a_filter_is_gone_from_it(client):
    partnership = make_partnership(slug="net", countries=["PL"])
    moment = now(client)

    partnership.countries.set(["DE"])

    news = changes(client, "partnerships", moment, country="PL")
    assert (news["results"], news["gone"][0]["state"]) == ([], "not_matching")
    assert slugs(changes(client, "partnerships", moment, country="DE")["results"]) == ["net"]


def test_a_copy_that_follows_the_changes_is_what_the_directory_is(client):
    bodies = [make_organisation(slug=f"body-{number}") for number in range(6)]
    copy = {record["id"]: record for record in get(client, "organisations")["results"]}
    moment = now(client)

    bodies[0].delete()
    remove(bodies[1], by=None, reason="Gone")
    readdress(bodies[2], "renamed", by=None, why="")
    Organisation.objects.filter(pk=bodies[3].pk).update(name="New name", parent=bodies[4])
    make_organisation(slug="new")
    bodies[5].delete()
    FormerAddress.objects.create(slug="body-5", organisation=bodies[4])
    news = changes(client, "organisations", moment, limit=2)
    copy |= {record["id"]: record for record in news["results"]}
    for gone in news["gone"]:
        copy.pop(gone["id"], None)

    whole_list = {record["id"]: record for record in get(client, "organisations")["results"]}
    assert copy == whole_list


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00Z",
        "2026-01-01T00:00:00+14:00",
        "2026-01-01T00:00:00 14:00",
        "2026-01-01t00:00:00.123456789z",
        "2016-12-31T23:59:60Z",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_any_moment_of_rfc_3339_can_be_asked_for(client, moment):
    make_partnership(slug="net")

    changed = changes(client, "partnerships", moment)["results"]

    assert slugs(changed) == ([] if moment.startswith("9999") else ["net"])


def test_without_since_nothing_is_said_of_what_is_gone(client):
    assert set(get(client, "partnerships")) == {"results", "next", "as_of"}

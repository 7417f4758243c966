"""Each kind of record has a history: its fields, its lists, the rows that speak of it, and their further sources."""

import datetime

import pytest
from django.db.models import Field
from django.utils import timezone

from directory import models
from directory.browse.history import changes_of, state_at
from directory.browse.history_tables import TABLES
from directory.browse.history_words import ChangedField
from directory.models import (
    Contribution,
    EventSession,
    FurtherSource,
    Membership,
    MembershipHistory,
    Participation,
    Standing,
    Succession,
)
from directory.models.history import because
from directory.records.publishing import remove
from tests.support.factories import (
    make_commitment,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db

WHY = "Because it is so"
# What no reader is told: keys, what the heading says already, and what stays within the secretariat
INSIDE = {
    "Partnership": {
        *("id", "created_at", "removal_reason", "is_sample"),
        *("started_is_approximate", "ended_is_approximate"),  # the words of the dates say it
    },
    "Organisation": {"id", "created_at", "removal_reason", "is_sample"},
    "Event": {"id", "slug"},
    "Commitment": {"id", "slug"},
    "Resource": {"id", "slug"},
    "Source": {"id", "slug"},
    "Membership": {"id", "partnership", "organisation", "country", "member_partnership"},
    "Succession": {
        *("id", "before_organisation", "after_organisation", "before_partnership", "after_partnership")
    },
    "Participation": {"id", "event", "organisation", "country", "partnership"},
    "Contribution": {"id", "partnership", "giver_organisation", "giver_country"},
    "EventSession": {"id", "event", "key"},
    "ProgressReport": {"id", "commitment"},
}


def stored(model) -> set[str]:
    fields: list[Field] = [field for field in model._meta.concrete_fields if not field.generated]
    return {field.name for field in fields}


@pytest.mark.parametrize("model", TABLES)
def test_each_field_is_told_unless_it_stays_inside(model):
    assert stored(model) == {*TABLES[model].fields, *INSIDE[model.__name__]}
    for rows in TABLES[model].rows:
        assert stored(rows.model) == {*rows.fields, *INSIDE[rows.model.__name__]}


@pytest.mark.parametrize("model", TABLES)
def test_each_list_is_told(model):
    lists = {field.remote_field.through for field in model._meta.many_to_many}

    assert {table for table in lists if table is not Succession} <= {
        names.model for names in TABLES[model].names
    }


def told(record, *, why: str = WHY):
    """What is told of the changes for a reason, by the heading of what changed."""
    return {change.record: change.fields for change in changes_of(record) if change.occasion.why == why}


def headings(record) -> list[str]:
    return [change.record for change in changes_of(record)]


def change():
    """A context in which something is changed, whose reason the tests look for."""
    return because(by=None, source="", why=WHY)


def test_members_of_all_kinds_are_told():
    network = make_partnership()
    other = make_partnership(title="INHOPE")
    with change():
        for member in ({"country_id": "FR"}, {"member_partnership": other}):
            Membership.objects.create(
                partnership=network,
                role="party",
                standing="named",
                source=network.source,
                basis="follows",
                **member,
            )
        Membership.objects.filter(country="FR").update(no_longer_listed=True)

    fields = told(network)

    assert set(fields) == {"Membership of France", "Membership of INHOPE"}
    assert ChangedField("Basis", "", "follows from the source") in fields["Membership of INHOPE"]
    assert ChangedField("No longer listed", "", "Yes") in fields["Membership of France"]


def test_two_roles_of_one_member_are_told_apart():
    network, body = make_partnership(), make_organisation(name="Childnet")
    with change():
        for role in ("chair", "host"):
            make_membership(partnership=network, organisation=body, role=role)

    changes = [change for change in changes_of(network) if change.occasion.why == WHY]

    assert {change.record for change in changes} == {
        "Membership of Childnet (Chair)",
        "Membership of Childnet (Host)",
    }
    assert {field.after for change in changes for field in change.fields if field.label == "Role"} == {
        "Chair",
        "Host",
    }


def test_a_role_that_is_declined_leaves_no_trace_beside_another_that_stands():
    network, body = make_partnership(), make_organisation(name="Childnet")
    make_membership(partnership=network, organisation=body, role="member")
    declined = make_membership(partnership=network, organisation=body, role="funder")
    Membership.objects.filter(pk=declined.pk).update(standing=Standing.DECLINED)

    roles = {
        field.after for change in changes_of(network) for field in change.fields if field.label == "Role"
    }

    assert roles == {"Member"}


def test_further_sources_are_told_with_what_they_stand_behind():
    network = make_partnership()
    membership = make_membership(partnership=network, organisation=make_organisation(name="Childnet"))
    source = make_source(title="Another page")
    with change():
        FurtherSource.objects.create(partnership=network, source=source)
        FurtherSource.objects.create(membership=membership, source=source)

    assert told(network) == {
        "Partnership": [ChangedField("Further sources", "", "Another page")],
        "Membership of Childnet": [ChangedField("Further sources", "", "Another page")],
    }


def test_further_sources_of_a_hidden_membership_are_hidden():
    network = make_partnership()
    membership = make_membership(partnership=network, standing=Standing.DECLINED)
    with change():
        FurtherSource.objects.create(membership=membership, source=make_source())

    assert told(network) == {}


def test_what_became_of_a_record_is_told_on_both_sides():
    before, after = make_organisation(name="NCS"), make_organisation(name="SOCA")
    with change():
        Succession.objects.create(
            before_organisation=before, after_organisation=after, kind="merged", happened="2006-04"
        )

    for record in (before, after):
        fields = told(record)["Succession: NCS, then SOCA"]
        assert ChangedField("When", "", "April 2006") in fields
        assert ChangedField("Kind", "", "merged") in fields


def test_what_was_given_to_a_partnership_is_told():
    fund = make_partnership()
    with change():
        Contribution.objects.create(
            partnership=fund, giver_country_id="GB", amount="50 million", currency="GBP"
        )

    assert ChangedField("Amount", "", "50 million") in told(fund)["Contribution of United Kingdom"]


def test_an_extent_is_told_by_name():
    network = make_partnership(extent="150")
    with change():
        type(network).objects.update(extent="international", stated_number="48 countries")

    assert told(network)["Partnership"] == [
        ChangedField("Extent", "Europe", "International"),
        ChangedField("Stated number of members", "", "48 countries"),
    ]


def test_the_history_of_an_organisation_tells_where_it_takes_part():
    body = make_organisation(name="Childnet", founded="1995")
    with change():
        type(body).objects.update(ended="2020", is_international=True)
        make_membership(partnership=make_partnership(title="INSAFE"), organisation=body)
        Participation.objects.create(event=make_event(title="A summit"), organisation=body, role="host")

    fields = told(body)

    assert ChangedField("Ended", "", "2020") in fields["Organisation"]
    assert ChangedField("International", "", "Yes") in fields["Organisation"]
    assert set(fields) == {"Organisation", "Membership in INSAFE", "Part in A summit"}


def test_the_history_of_an_event_tells_its_sessions_and_who_took_part():
    event = make_event(starts="2005")
    body = make_organisation(name="Childnet")
    with change():
        type(event).objects.filter(pk=event.pk).update(status="cancelled", country="GB")
        session = EventSession.objects.create(event=event, key="s", title="Training", order=0)
        Participation.objects.create(event=event, session=session, organisation=body, role="presenter")

    fields = told(event)

    assert ChangedField("Status", "Held", "Cancelled") in fields["Event"]
    assert ChangedField("Country", "", "United Kingdom") in fields["Event"]
    assert ChangedField("Order", "", "0") in fields["Session “Training”"]
    assert ChangedField("Session", "", "Training") in fields["Part of Childnet"]


def test_the_history_of_a_commitment_tells_owners_of_all_kinds_and_reports():
    commitment = make_commitment()
    with change():
        commitment.owner_organisations.add(make_organisation(name="Childnet"))
        commitment.partner_countries.add("FR")
        commitment.reports.create(reported="2007", progress="done", text="Did it.")

    fields = told(commitment)

    assert ChangedField("Owner: organisation", "", "Childnet") in fields["Commitment"]
    assert ChangedField("Partner: country", "", "France") in fields["Commitment"]
    assert ChangedField("Progress", "", "Done") in fields["Progress report"]


def test_the_histories_of_a_resource_and_of_a_source_are_told():
    source = make_source()
    resource = make_resource(source=source)
    with change():
        type(resource).objects.update(audience=["parents", "educators"], year="2007")
        type(source).objects.update(date_note="about 2017")

    assert told(resource)["Resource"] == [
        ChangedField("Audience", "", "Parents, Educators"),
        ChangedField("Year", "", "2007"),
    ]
    assert told(source)["Source"] == [ChangedField("Note on the date", "", "about 2017")]


def test_nobody_who_was_removed_is_named_in_the_history_of_another():
    body, network = make_organisation(name="Secret body"), make_partnership(title="Secret network")
    child = make_organisation(parent=body)
    event = make_event(partnership=network)
    resource = make_resource(publisher=body, publisher_partnership=network)
    commitment = make_commitment(owners=[body, network], partners=[body])
    Succession.objects.create(before_organisation=body, after_organisation=child)
    Participation.objects.create(event=event, organisation=body, role="host")
    make_membership(partnership=network, organisation=child)
    remove(body, by=None, reason="Asked")
    remove(network, by=None, reason="Asked")

    for record in (child, event, resource, commitment):
        changes = changes_of(record)
        assert "Secret" not in str([(change.record, change.fields) for change in changes])


def test_a_row_that_moves_to_another_record_is_taken_out_of_the_first():
    first, second = make_partnership(), make_partnership()
    membership = make_membership(partnership=first, organisation=make_organisation(name="Childnet"))
    with change():
        Membership.objects.filter(pk=membership.pk).update(partnership=second)

    (out,) = [change for change in changes_of(first) if change.occasion.why == WHY]
    (entered,) = [change for change in changes_of(second) if change.occasion.why == WHY]

    assert (out.record, out.is_last) == ("Membership of Childnet", True)
    assert (entered.record, entered.is_first) == ("Membership of Childnet", True)


def test_the_state_of_a_record_at_a_moment_follows_from_its_changes():
    network = make_partnership(title="INSAFE", countries=["GB"])
    membership = make_membership(partnership=network, organisation=make_organisation(name="Childnet"))
    yesterday = timezone.now() - datetime.timedelta(days=1)
    for table in (models.PartnershipHistory, models.PartnershipCountryHistory, MembershipHistory):
        table.objects.update(pgh_created_at=yesterday)
    with change():
        type(network).objects.update(acronym="IN")
        network.countries.set(["FR"])
        membership.delete()

    before, member = state_at(network, yesterday)
    (after,) = state_at(network, timezone.now())

    assert (before.record, before.fields["Countries"]) == ("Partnership", "United Kingdom")
    assert "Acronym" not in before.fields
    assert (member.record, member.fields["Role"]) == ("Membership of Childnet", "Member")
    assert (after.fields["Acronym"], after.fields["Countries"]) == ("IN", "France")
    assert state_at(network, yesterday - datetime.timedelta(days=1)) == []


@pytest.mark.parametrize("size", [1, 12])
def test_the_queries_are_as_many_for_a_long_history(django_assert_max_num_queries, size):
    event = make_event(source=make_source())
    body = make_organisation(source=make_source())
    for number in range(size):
        session = EventSession.objects.create(
            event=event, key=f"s-{number}", title="S", order=number, topic_id="training"
        )
        part = Participation.objects.create(
            event=event, session=session, organisation=body, role="host", source=make_source()
        )
        FurtherSource.objects.create(participation=part, source=make_source())
        make_membership(partnership=make_partnership(), organisation=body)

    with django_assert_max_num_queries(6):
        changes_of(event)
    with django_assert_max_num_queries(12):
        changes_of(body)


@pytest.mark.parametrize(
    "make", [make_event, make_commitment, make_resource, make_organisation, make_partnership]
)
def test_each_page_leads_to_its_history(client, make):
    record = make()
    address = f"{record.get_absolute_url()}history/"

    assert f'href="{address}"' in text(client.get(record.get_absolute_url()))
    assert "Every change to this record" in text(client.get(address))


def test_a_source_that_is_not_public_has_no_history(client):
    hidden, shown = make_source(), make_source()
    make_organisation(source=shown)

    assert client.get(f"/sources/{hidden.slug}/history/").status_code == 404
    assert client.get(f"/sources/{shown.slug}/history/").status_code == 200

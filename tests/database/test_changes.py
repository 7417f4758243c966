"""What changed when: each record's last change, in the order of commits, with an identifier that stays."""

import pytest

from directory.models import (
    CommitmentPartner,
    Event,
    Figure,
    FurtherSource,
    Identifier,
    Organisation,
    OtherName,
    Partnership,
    ProgressReport,
    RecordChange,
    Standing,
    Succession,
)
from directory.models.changes import last_change
from directory.records.publishing import remove
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    """Records that refer to one another in every way."""

    class Network:
        source = make_source()
        other_source = make_source()
        parent = make_organisation()
        body = make_organisation(parent=parent, source=source)
        successor = make_organisation()
        stranger = make_organisation()
        partnership = make_partnership(source=source, topics=["investigation"])
        bystander = make_partnership()
        membership = make_membership(partnership=partnership, organisation=body, source=other_source)
        resource = make_resource(publisher=body)
        event = Event.objects.create(slug="meeting", title="Meeting")
        gathering = Event.objects.create(slug="gathering", title="Gathering", partnership=bystander)
        figure = Figure.objects.create(slug="many", statement="How many", value="many", unit="people")
        whole, later = make_partnership(), make_partnership()
        commitment = make_commitment(owners=[body], event=event)
        promise = make_commitment(owners=[partnership])

    Succession.objects.create(before_organisation=Network.body, after_organisation=Network.successor)
    CommitmentPartner.objects.create(commitment=Network.promise, organisation=Network.successor)
    Network.whole.memberships.create(member_partnership=Network.bystander, role="member")
    Network.followed = Succession.objects.create(
        before_partnership=Network.bystander, after_partnership=Network.later
    )
    Network.participation = Network.gathering.participations.create(
        organisation=Network.stranger, role="host"
    )
    Network.contribution = Network.whole.contributions.create(
        giver_organisation=Network.stranger, amount="1", currency="EUR"
    )
    return Network


def save(record, **fields):
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()


def rest_on(source, **statement):
    return FurtherSource.objects.create(source=source, **statement)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda n: save(n.partnership, title="New"), ["partnership", "promise"]),
        (lambda n: save(n.membership, standing=Standing.LEFT), ["partnership"]),
        (lambda n: save(n.membership, partnership=n.bystander), ["partnership", "bystander"]),
        (lambda n: n.membership.delete(), ["partnership"]),
        (lambda n: n.partnership.countries.set(["PL"]), ["partnership"]),
        (lambda n: n.partnership.sectors.set(["hotline"]), ["partnership"]),
        (lambda n: n.partnership.topics.clear(), ["partnership"]),
        (lambda n: n.partnership.languages.set(["pl"]), ["partnership"]),
        (
            lambda n: save(n.body, name="New"),
            ["body", "successor", "partnership", "resource", "commitment"],
        ),
        (lambda n: save(n.parent, name="New"), ["parent", "body"]),
        (lambda n: save(n.successor, name="New"), ["successor", "body", "promise"]),
        (lambda n: OtherName.objects.create(organisation=n.body, name="B", kind="other"), ["body"]),
        (
            lambda n: OtherName.objects.create(partnership=n.partnership, name="B", kind="other"),
            ["partnership"],
        ),
        (lambda n: Identifier.objects.create(organisation=n.body, scheme="XI-LEI", value="1"), ["body"]),
        (lambda n: n.body.later_successions.all().delete(), ["body", "successor"]),
        (lambda n: save(n.resource, title="New"), ["resource"]),
        (lambda n: n.resource.countries.set(["PL"]), ["resource"]),
        (lambda n: n.resource.languages.set(["pl"]), ["resource"]),
        (lambda n: n.resource.topics.set(["training"]), ["resource"]),
        (lambda n: save(n.commitment, text="New"), ["commitment"]),
        (lambda n: CommitmentPartner.objects.all().delete(), ["promise"]),
        (
            lambda n: ProgressReport.objects.create(
                commitment=n.promise, reported="2026", progress="done", text="Done"
            ),
            ["promise"],
        ),
        (lambda n: save(n.event, title="New"), ["event", "commitment"]),
        (lambda n: save(n.gathering, title="New"), ["gathering", "bystander"]),
        (lambda n: save(n.source, title="New"), ["source", "partnership", "body"]),
        (lambda n: save(n.other_source, title="New"), ["other_source", "partnership"]),
        (lambda n: save(n.bystander, title="New"), ["bystander", "whole", "later", "gathering"]),
        (lambda n: save(n.stranger, name="New"), ["stranger", "gathering", "whole"]),
        (lambda n: n.participation.delete(), ["gathering"]),
        (lambda n: n.contribution.delete(), ["whole"]),
        (lambda n: save(n.followed, happened="2006"), ["bystander", "later"]),
        (lambda n: rest_on(n.other_source, membership=n.membership), ["partnership"]),
        (lambda n: rest_on(n.other_source, organisation=n.body), ["body"]),
        (lambda n: rest_on(n.other_source, event=n.event), ["event"]),
        (lambda n: rest_on(n.other_source, participation=n.participation), ["gathering"]),
        (lambda n: rest_on(n.other_source, contribution=n.contribution), ["whole"]),
        (lambda n: rest_on(n.other_source, succession=n.followed), ["bystander", "later"]),
        (lambda n: rest_on(n.other_source, commitment=n.promise), ["promise"]),
        (lambda n: rest_on(n.other_source, figure=n.figure), ["figure"]),
        (lambda n: remove(n.partnership, by=None, reason="Asked to"), ["partnership", "promise"]),
    ],
)
def test_a_record_changes_with_what_it_shows(network, change, changed):
    names = [name for name in vars(network) if hasattr(getattr(network, name), "slug")]
    keys = {
        (record._meta.model_name, record.pk): name for name in names for record in [getattr(network, name)]
    }
    before = last_change()

    change(network)

    found = RecordChange.objects.after(before).values_list("kind", "record_id")
    assert {keys[key] for key in found} == set(changed)


@pytest.mark.parametrize("is_further", [False, True])
@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("partnership", ["partnership"]),
        ("body", ["body"]),
        ("membership", ["partnership"]),
        ("resource", ["resource"]),
        ("event", ["event"]),
        ("figure", ["figure"]),
        ("promise", ["promise"]),
        ("participation", ["gathering"]),
        ("contribution", ["whole"]),
        ("followed", ["bystander", "later"]),
    ],
)
def test_a_statement_changes_with_the_title_of_each_of_its_sources(network, statement, changed, is_further):
    source, record = make_source(), getattr(network, statement)
    if is_further:
        rest_on(source, **{record._meta.model_name: record})
    else:
        save(record, source=source)
    before = last_change()

    save(source, title="New")

    records = [source, *(getattr(network, name) for name in changed)]
    entries = RecordChange.objects.after(before).values_list("kind", "record_id")
    assert set(entries) == {(record._meta.model_name, record.pk) for record in records}


def test_a_deleted_record_keeps_its_identifier_and_its_last_change():
    organisation = make_organisation()
    (known,) = RecordChange.objects.of(Organisation)

    organisation.delete()

    (gone,) = RecordChange.objects.of(Organisation)
    assert gone.uuid == known.uuid
    assert gone.changed_at > known.changed_at


def test_changes_come_in_order_and_can_be_taken_up_anywhere():
    first, second, third = (make_partnership() for _number in range(3))
    moment = RecordChange.objects.of(Partnership).get(record_id=first.pk).changed_at

    order = RecordChange.objects.of(Partnership).in_order()

    assert list(order.values_list("record_id", flat=True)) == [first.pk, second.pk, third.pk]
    assert [one.record_id for one in order.after(moment)] == [second.pk, third.pk]
    assert [one.record_id for one in order.after(moment, first.pk - 1)] == [first.pk, second.pk, third.pk]
    assert [one.record_id for one in order.after(moment, first.pk)] == [second.pk, third.pk]
    assert not order.after(last_change()).exists()

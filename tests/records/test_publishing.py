"""The one way in: what is published, what is left alone, and what is recorded."""

import pytest
from django.db.models import Max

from directory.models import (
    Commitment,
    FormerAddress,
    Organisation,
    Partnership,
    PartnershipHistory,
    Topic,
    User,
)
from directory.records import forms, publishing
from directory.records.batches import Outcome
from directory.records.commitment_forms import CommitmentForm
from directory.records.publishing import publish
from directory.records.record_form import RecordForm
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_source,
)

pytestmark = pytest.mark.django_db


def cleaned(form_class: type[RecordForm], **values) -> dict:
    form = form_class(values)
    for column in form.fields.keys() - values.keys():
        del form.fields[column]
    assert form.is_valid(), form.errors
    return form.cleaned_data


def publish_one(form_class: type[RecordForm], **values) -> Outcome:
    return publish({form_class: [cleaned(form_class, **values)]}, by=None, source="a-file", why="A reason")[
        form_class
    ]


def network(**values) -> Outcome:
    dull = {
        "key": "network",
        "title": "Network",
        "kind": "network",
        "status": "active",
        "summary": "A cooperation.",
    }
    return publish_one(forms.PartnershipForm, **{**dull, **values})


def test_a_new_record_is_created_with_its_lists_and_names():
    outcome = network(countries="GB;FR", topics="training", former_names="Old network;Older network")

    partnership = Partnership.objects.get(slug="network")
    assert outcome == Outcome(new=1, changed=0, same=0)
    assert set(partnership.countries.values_list("code", flat=True)) == {"GB", "FR"}
    assert set(partnership.other_names.values_list("name", "kind")) == {
        ("Old network", "former"),
        ("Older network", "former"),
    }


def test_the_owners_of_a_commitment_come_in_with_it():
    for slug in ("police", "charity"):
        make_organisation(slug=slug)

    cells = {"key": "promise", "kind": "pledge", "text": "A promise.", "owner_basis": "stated"}
    publish_one(CommitmentForm, **cells, owner_organisation="police;charity", owner_country="GB")

    commitment = Commitment.objects.get(slug="promise")
    assert set(commitment.owner_organisations.values_list("slug", flat=True)) == {"police", "charity"}
    assert list(commitment.owner_countries.values_list("code", flat=True)) == ["GB"]


def test_the_same_record_twice_changes_nothing_and_leaves_no_history():
    network(countries="GB;FR", other_names="Net", website="https://example.org")
    before = PartnershipHistory.objects.count()

    assert network(countries="FR;GB", other_names="Net", website="https://example.org") == Outcome(0, 0, 1)
    assert PartnershipHistory.objects.count() == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"countries": "GB"},
        {"other_names": "Net"},
        {"topics": ""},
        {"website": "https://x.example"},
    ],
    ids=str,
)
def test_whatever_changes_is_one_changed_record(change):
    network(countries="GB;FR", topics="training", other_names="", website="")

    assert network(
        **{"countries": "GB;FR", "topics": "training", "other_names": "", "website": "", **change}
    ) == Outcome(0, 1, 0)


def test_a_field_that_is_not_given_keeps_its_value():
    network(acronym="NET", countries="GB;FR", other_names="Netty")

    network(title="Renamed")

    partnership = Partnership.objects.get(slug="network")
    assert (partnership.title, partnership.acronym) == ("Renamed", "NET")
    assert partnership.countries.count() == 2
    assert partnership.other_names.get().name == "Netty"


def test_the_history_says_who_from_which_source_and_why():
    person = User.objects.create_user("someone@example.org")
    record = cleaned(
        forms.PartnershipForm, key="n", title="Net", kind="fund", status="active", summary="Words."
    )

    publish({forms.PartnershipForm: [record]}, by=person, source="a-file", why="A reason")

    metadata = PartnershipHistory.objects.get(slug="n").pgh_context.metadata
    assert metadata == {"by": person.pk, "source": "a-file", "why": "A reason"}


def test_a_parent_may_come_in_the_same_batch_after_its_part():
    rows = [
        cleaned(forms.OrganisationForm, key="part", name="Part", sector="government", parent=""),
        cleaned(forms.OrganisationForm, key="whole", name="Whole", sector="government", parent=""),
    ]
    rows[0]["parent"] = "whole"

    publish({forms.OrganisationForm: rows}, by=None, source="", why="")

    assert Organisation.objects.get(slug="part").parent.slug == "whole"


def test_a_membership_is_known_by_its_parties_and_its_role():
    partnership, organisation, source = make_partnership(), make_organisation(), make_source()
    values = {"partnership": partnership.slug, "organisation": organisation.slug, "source": source.slug}

    assert publish_one(forms.MembershipForm, **values, role="member") == Outcome(1, 0, 0)
    assert publish_one(forms.MembershipForm, **values, role="lead") == Outcome(1, 0, 0)
    assert publish_one(forms.MembershipForm, **values, role="lead", left="2006") == Outcome(0, 1, 0)
    assert set(partnership.memberships.values_list("role", "left")) == {("member", ""), ("lead", "2006")}


@pytest.mark.parametrize(
    ("column", "member"), [("country", lambda: "PL"), ("member_partnership", lambda: make_partnership().slug)]
)
def test_a_country_and_a_partnership_are_members_like_an_organisation(column, member):
    values = {"partnership": make_partnership().slug, column: member(), "role": "member"}

    assert publish_one(forms.MembershipForm, **values) == Outcome(1, 0, 0)
    assert publish_one(forms.MembershipForm, **values) == Outcome(0, 0, 1)
    assert publish_one(forms.MembershipForm, **values, joined="2005") == Outcome(0, 1, 0)


def test_what_an_organisation_confirmed_itself_is_not_undone_by_a_source_that_names_it():
    partnership, organisation = make_partnership(), make_organisation()
    make_membership(
        partnership=partnership, organisation=organisation, standing="confirmed", confirmed_on="2026-01-01"
    )

    publish_one(
        forms.MembershipForm,
        partnership=partnership.slug,
        organisation=organisation.slug,
        role="member",
        source=partnership.source.slug,
    )

    assert partnership.memberships.get().standing == "confirmed"


def test_a_new_topic_gets_the_next_number():
    last = Topic.objects.aggregate(last=Max("number"))["last"]

    publish_one(forms.TopicForm, key="new-topic", name="New topic")

    assert Topic.objects.get(slug="new-topic").number == last + 1


def test_a_body_is_international_where_that_is_said_and_not_because_no_country_is_known():
    body = {"sector": "hotline", "country": "", "country_basis": ""}

    publish_one(forms.OrganisationForm, **body, key="a", name="Aa", international="yes")
    publish_one(forms.OrganisationForm, **body, key="b", name="Bb", international="")

    assert Organisation.objects.get(slug="a").is_international
    assert not Organisation.objects.get(slug="b").is_international


def test_nothing_is_written_when_one_record_fails(monkeypatch):
    good = cleaned(
        forms.PartnershipForm, key="good", title="Good", kind="fund", status="active", summary="Words."
    )
    bad = {**good, "key": "bad", "kind": "no-such-kind"}

    with pytest.raises(Exception, match="partnership_kind_known"):
        publish({forms.PartnershipForm: [good, bad]}, by=None, source="", why="")

    assert not Partnership.objects.exists()


def test_a_new_address_leaves_a_redirect_and_may_go_back():
    partnership = make_partnership(slug="first")

    publishing.readdress(partnership, "second", by=None, why="Renamed")
    publishing.readdress(partnership, "first", by=None, why="Renamed back")

    assert Partnership.objects.get().slug == "first"
    assert FormerAddress.objects.get().slug == "second"


def test_a_removed_record_can_be_restored_with_both_in_the_history():
    partnership = make_partnership()

    publishing.remove(partnership, by=None, reason="It never existed.")
    assert not Partnership.objects.published().exists()
    publishing.restore(partnership, by=None, why="It does.")

    assert Partnership.objects.published().get() == partnership
    reasons = PartnershipHistory.objects.order_by("pgh_id").values_list(
        "pgh_context__metadata__why", flat=True
    )
    assert list(reasons) == [None, "It never existed.", "It does."]


def test_what_refers_to_a_removed_record_stays_for_nobody_can_see_it():
    removed, partner = make_organisation(slug="removed"), make_organisation(slug="partner")
    child = make_organisation(slug="child", name="Child", parent=removed)
    commitment = make_commitment(slug="promise", text="A promise", owners=[removed])
    commitment.partners.set([removed, partner])
    publishing.remove(removed, by=None, reason="Asked")

    same = publish_one(forms.OrganisationForm, key="child", name="Child", sector="government", parent="")
    changed = publish_one(
        CommitmentForm,
        key="promise",
        kind="action",
        text="A promise",
        owner_organisation="",
        partners="",
    )

    assert (same, changed) == (Outcome(new=0, changed=0, same=1), Outcome(new=0, changed=1, same=0))
    assert Organisation.objects.get(pk=child.pk).parent == removed
    assert (list(commitment.owner_organisations.all()), list(commitment.partners.all())) == (
        [removed],
        [removed],
    )

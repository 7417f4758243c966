"""The history of a partnership tells every change in words, and nothing that a reader may not see."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from directory.browse import history
from directory.browse.history import RecordedChange, changes_of
from directory.browse.history_words import ChangedField
from directory.models import (
    Membership,
    MembershipHistory,
    NameKind,
    OtherName,
    Partnership,
    PartnershipCountryHistory,
    PartnershipHistory,
    Standing,
    User,
)
from directory.models.history import because
from directory.records.forms import PartnershipForm
from directory.records.publishing import publish, readdress, remove, restore
from tests.support.factories import make_membership, make_organisation, make_partnership, make_source

pytestmark = pytest.mark.django_db

WHY = "Because it is so"
TODAY = datetime.date(2026, 10, 1)


@pytest.fixture
def partnership():
    return make_partnership(title="Virtual Global Taskforce", countries=["AU", "CA"])


@pytest.fixture
def interpol():
    return make_organisation(name="INTERPOL", country_id=None, is_international=True)


def change(partnership: Partnership, *, by: User | None = None, source: str = "", **cells) -> RecordedChange:
    """What is told of the publication of other values."""
    publish({PartnershipForm: [{"key": partnership.slug, **cells}]}, by=by, source=source, why=WHY)
    return told_of(partnership, why=WHY)


def told_of(partnership: Partnership, *, why: str) -> RecordedChange:
    (told,) = [told for told in changes_of(partnership) if told.occasion.why == why]
    return told


def names_of(partnership: Partnership) -> list[str]:
    """The records whose changes are told."""
    return [told.record for told in changes_of(partnership)]


# In words, field by field


def test_fields_are_told_in_words(partnership):
    told = change(partnership, status="ended", started="2003-12", ended="2006-03-01", acronym="VGT")

    assert told.record == "Partnership"
    assert told.fields == [
        ChangedField("Acronym", "", "VGT"),
        ChangedField("Status", "Active", "Ended"),
        ChangedField("Started", "", "December 2003"),
        ChangedField("Ended", "", "1 March 2006"),
    ]


def test_lists_are_told_before_and_after(partnership):
    told = change(partnership, countries=["PL", "CA"], topics=["training"])

    assert told.fields == [
        ChangedField("Countries", "Australia, Canada", "Canada, Poland"),
        ChangedField("Topics", "", "Training for professionals"),
    ]


def test_names_are_told_in_the_readers_language(partnership):
    with translation.override("fr"):
        told = change(partnership, countries=["AU", "DE"])

    assert "Allemagne, Australie" in [field.after for field in told.fields]


def test_other_and_former_names_are_told_apart(partnership):
    told = change(partnership, other_names=["Taskforce"], former_names=["Task force"])

    assert told.fields == [ChangedField("Other names", "", "Task force (former name), Taskforce")]


def test_the_first_entry_is_told_as_such(partnership):
    (told,) = changes_of(partnership)

    assert told.is_first
    assert ChangedField("Title", "", "Virtual Global Taskforce") in told.fields
    assert ChangedField("Countries", "", "Australia, Canada") in told.fields


def test_removal_and_return_are_told(partnership):
    remove(partnership, by=None, reason="Asked to")
    restore(partnership, by=None, why="A mistake")

    assert told_of(partnership, why="Asked to").fields == [ChangedField("Visibility", "Public", "Removed")]
    assert told_of(partnership, why="A mistake").fields == [
        ChangedField("Visibility", "Removed", "Made public again")
    ]


def test_a_new_address_is_told_with_the_former_one(partnership):
    old = partnership.slug
    readdress(partnership, "vgt", by=None, why=WHY)

    assert told_of(partnership, why=WHY).fields == [
        ChangedField("Address", old, "vgt"),
        ChangedField("Former addresses", "", old),
    ]


def test_the_newest_comes_first(partnership):
    change(partnership, status="paused", countries=["AU"])
    earlier = timezone.now() - datetime.timedelta(days=1)
    for model in (PartnershipHistory, PartnershipCountryHistory):
        model.objects.filter(pgh_context=None).update(pgh_created_at=earlier)

    told = changes_of(partnership)

    assert [one.is_first for one in told] == [False, True]
    assert told[1].occasion.changed_at == earlier


# Who, source, why


def test_a_person_is_told_by_the_part_they_played(partnership, client):
    told = change(partnership, by=User.objects.create_user("ann@example.org", name="Ann Lee"), acronym="VGT")

    page = client.get(reverse("directory:partnership_history", args=[partnership.slug])).content.decode()

    assert told.occasion.who == "The secretariat"
    assert "ann@example.org" not in page
    assert "Ann Lee" not in page


def test_a_source_is_told_by_its_title_and_a_file_by_its_name(partnership):
    source = make_source(title="Conference outcomes")

    known = change(partnership, source=source.slug, acronym="VGT")
    with because(by=None, source="sheet.xlsx", why="From a sheet"):
        Partnership.objects.update(status="paused")

    assert (known.occasion.source, known.occasion.who) == ("Conference outcomes", "An import")
    assert told_of(partnership, why="From a sheet").occasion.source == "sheet.xlsx"


def test_what_nobody_gave_a_reason_for_is_told_all_the_same(partnership):
    (told,) = changes_of(partnership)

    assert (told.occasion.who, told.occasion.source, told.occasion.why) == ("The system", "", "")


# Memberships


def test_a_membership_is_told_from_its_entry_to_its_end(partnership, interpol):
    membership = make_membership(partnership=partnership, organisation=interpol)
    with because(by=None, source="", why="They said so"):
        Membership.objects.update(standing=Standing.CONFIRMED, confirmed_on=TODAY)
    with because(by=None, source="", why="Entered twice"):
        membership.delete()

    confirmed = told_of(partnership, why="They said so")
    assert confirmed.record == "Membership of INTERPOL"
    assert confirmed.fields == [
        ChangedField("Standing", "Named by a source", "Confirmed by the organisation"),
        ChangedField("Confirmed", "", "1 October 2026"),
    ]
    assert told_of(partnership, why="Entered twice").is_last


def never_shown(membership):
    Membership.objects.update(source=None)


def declines(membership):
    Membership.objects.update(standing=Standing.DECLINED)


def declines_without_an_event(membership):
    declines(membership)
    MembershipHistory.objects.filter(standing=Standing.DECLINED).delete()


def declines_and_is_deleted(membership):
    declines(membership)
    membership.delete()


def is_deleted_and_declines_when_entered_again(membership):
    membership.delete()
    make_membership(
        partnership=membership.partnership, organisation=membership.organisation, standing=Standing.DECLINED
    )


def organisation_is_removed(membership):
    remove(membership.organisation, by=None, reason="Asked to")


def organisation_is_removed_after_it_left(membership):
    membership.delete()
    organisation_is_removed(membership)


@pytest.mark.parametrize(
    "hide",
    [
        never_shown,
        declines,
        declines_without_an_event,
        declines_and_is_deleted,
        is_deleted_and_declines_when_entered_again,
        organisation_is_removed,
        organisation_is_removed_after_it_left,
    ],
)
def test_a_hidden_membership_has_no_history(partnership, interpol, client, hide):
    hide(make_membership(partnership=partnership, organisation=interpol))

    page = client.get(reverse("directory:partnership_history", args=[partnership.slug])).content.decode()

    assert names_of(partnership) == ["Partnership"]
    assert "INTERPOL" not in page


def test_a_deleted_membership_that_was_never_shown_has_no_history(partnership, interpol):
    make_membership(partnership=partnership, organisation=interpol, source=None).delete()

    assert names_of(partnership) == ["Partnership"]


def test_what_a_membership_was_while_hidden_stays_hidden(partnership, interpol):
    make_membership(partnership=partnership, organisation=interpol, source=None, role="funder")
    Membership.objects.update(role="host")
    with because(by=None, source="", why="They said so"):
        Membership.objects.update(standing=Standing.CONFIRMED, confirmed_on=TODAY)

    (told,) = [told for told in changes_of(partnership) if told.record == "Membership of INTERPOL"]
    assert told.is_first
    assert told.occasion.why == "They said so"
    assert ChangedField("Role", "", "Host") in told.fields


def test_an_interval_of_declining_leaves_no_trace(partnership, interpol):
    make_membership(partnership=partnership, organisation=interpol)
    for standing in (Standing.DECLINED, Standing.NAMED):
        with because(by=None, source="", why=standing):
            Membership.objects.update(standing=standing)

    assert names_of(partnership) == ["Partnership", "Membership of INTERPOL"]


# The page


def test_the_page_shows_what_was_typed_as_text(partnership, client):
    change(partnership, acronym="<b>VGT</b>", source="<i>sheet</i>")

    page = client.get(reverse("directory:partnership_history", args=[partnership.slug])).content.decode()

    assert "&lt;b&gt;VGT&lt;/b&gt;" in page
    assert "&lt;i&gt;sheet&lt;/i&gt;" in page


def test_pages_hold_all_changes(partnership, monkeypatch):
    monkeypatch.setattr(history, "CHANGES_PER_PAGE", 2)
    for _number in range(4):
        make_membership(partnership=partnership)

    pages = [changes_of(partnership, page=number) for number in (1, "2", "3")]

    assert [len(page) for page in pages] == [2, 2, 1]
    assert [page.has_next() for page in pages] == [True, True, False]


@pytest.mark.parametrize("page", ["-1", "0", "two", "", "9" * 5000, "999999999999", None])
def test_any_page_number_gives_a_page(partnership, page):
    assert names_of(partnership) == [told.record for told in changes_of(partnership, page=page)]


@pytest.mark.parametrize("size", [1, 20])
def test_the_queries_are_as_many_for_a_long_history(partnership, django_assert_num_queries, size):
    for number in range(size):
        make_membership(partnership=partnership)
        OtherName.objects.create(partnership=partnership, name=f"Name {number}", kind=NameKind.OTHER)
        with because(by=None, source=make_source().slug, why=f"Reason {number}"):
            Partnership.objects.update(acronym=number, source=make_source())

    with django_assert_num_queries(17):
        changes_of(partnership)

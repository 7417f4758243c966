"""Desks: who may see which, and what can never be false about them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from directory.finding.facets import data_version
from directory.models import ContactPoint, RecordChange, Right, VerificationState, Visibility
from directory.records.forms import ContactPointForm
from directory.records.publishing import publish
from tests.support.factories import (
    make_contact_point,
    make_official,
    make_organisation,
    make_representative,
    make_reviewer,
    make_user,
    make_verification,
)

pytestmark = pytest.mark.django_db
LEVELS = list(Visibility.values)


def seen_by(person) -> list[str]:
    return list(ContactPoint.objects.visible_to(person).values_list("visibility", flat=True))


@pytest.fixture
def one_of_each():
    organisation = make_organisation()
    for level in LEVELS:
        make_contact_point(organisation=organisation, visibility=level)
    return organisation


def with_second_factor(user):
    user.gave_second_factor = True
    return user


def test_each_person_sees_the_desks_of_their_level(one_of_each):
    people = {
        AnonymousUser(): LEVELS[:1],
        make_user(): LEVELS[:2],
        with_second_factor(make_user()): LEVELS[:2],
        make_official(): LEVELS[:3],
        with_second_factor(make_reviewer()): LEVELS,
    }

    assert [set(seen_by(person)) for person in people] == [set(levels) for levels in people.values()]


def test_without_a_second_factor_an_official_and_a_reviewer_are_accounts_like_others(one_of_each):
    for person in (make_verification().user, make_reviewer()):
        assert set(seen_by(person)) == set(LEVELS[:2])
        assert not person.is_official


@pytest.mark.parametrize(
    "fields",
    [
        {
            "verified_at": timezone.now() - timedelta(days=300),
            "expires_at": timezone.now() - timedelta(days=1),
        },
        {"verified_at": timezone.now() + timedelta(days=1), "expires_at": timezone.now() + timedelta(days=2)},
        {"state": VerificationState.WITHDRAWN, "withdrawn_at": timezone.now()},
        {"state": VerificationState.ASKED, "verified_at": None, "expires_at": None},
        {"state": VerificationState.REFUSED, "verified_at": None, "expires_at": None},
    ],
    ids=["over", "not yet", "withdrawn", "asked", "refused"],
)
def test_a_verification_counts_only_while_it_is_current(one_of_each, fields):
    person = make_official(**fields)

    assert Visibility.OFFICIALS not in seen_by(person)
    assert not person.is_official


@pytest.mark.parametrize(
    "fields", [{"sector_id": "industry"}, {"sector_id": "media"}, {"removed_at": timezone.now()}]
)
def test_nobody_is_an_official_of_a_hidden_organisation_or_of_another_sector(one_of_each, fields):
    person = make_official(organisation=make_organisation(**fields))

    assert Visibility.OFFICIALS not in seen_by(person)
    assert not person.is_official


def test_whoever_speaks_for_an_organisation_sees_all_its_desks_and_no_others(one_of_each):
    owner = make_representative(organisation=one_of_each, right=Right.EDITOR).user
    make_contact_point(visibility=Visibility.SECRETARIAT)

    assert sorted(seen_by(owner)) == sorted(LEVELS)


def test_an_organisation_that_was_hidden_has_no_desks(one_of_each):
    type(one_of_each).objects.filter(pk=one_of_each.pk).update(removed_at=timezone.now())

    assert seen_by(with_second_factor(make_reviewer())) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"visibility": "friends"},
        {"purpose": "gossip"},
        {"mailbox": ""},
        {"time_zone": "two o'clock"},
        {"time_zone": "../../etc/passwd"},
    ],
)
def test_a_desk_cannot_be_stored_wrong(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_contact_point(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "maybe"},
        {"withdrawn_at": timezone.now()},
        {"state": VerificationState.ASKED},
        {"state": VerificationState.WITHDRAWN},
        {"verified_at": None, "expires_at": None},
        {"expires_at": None},
        {"expires_at": timezone.now() + timedelta(days=400)},
        {"note": ""},
        {"mailbox": ""},
        {"mailbox_proved_at": None},
    ],
)
def test_a_verification_cannot_contradict_itself(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_verification(**fields)


def test_nobody_verifies_oneself():
    person = make_user()

    with pytest.raises(IntegrityError), transaction.atomic():
        make_verification(user=person, decided_by=person)


def delete_and_settle(record) -> None:
    """As at the end of a transaction."""
    record.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS desk_stays IMMEDIATE; SET CONSTRAINTS desk_stays DEFERRED")


def test_a_published_organisation_keeps_its_last_desk():
    desk, other = (
        make_contact_point(organisation=organisation) for organisation in [make_organisation()] * 2
    )
    delete_and_settle(desk)

    with pytest.raises(IntegrityError, match="last contact point"), transaction.atomic():
        delete_and_settle(other)

    make_contact_point(organisation=other.organisation)
    delete_and_settle(ContactPoint.objects.first())


def test_an_organisation_may_go_with_its_last_desk():
    organisation = make_contact_point().organisation
    delete_and_settle(organisation)

    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("visibility", LEVELS)
def test_only_what_everybody_may_see_marks_its_organisation_as_changed(visibility):
    organisation = make_organisation()
    make_contact_point(organisation=organisation, visibility=Visibility.SECRETARIAT)

    def marks() -> tuple:
        changes = RecordChange.objects.filter(kind="organisation", record_id=organisation.pk)
        return data_version(), changes.get().changed_at

    before = marks()
    desk = make_contact_point(
        organisation=organisation,
        visibility=visibility,
        topics=["training"],
        countries=["PL"],
        languages=["en"],
    )
    desk.topics.clear()
    ContactPoint.objects.filter(pk=desk.pk).update(name="Another")
    desk.delete()

    assert (marks() != before) == (visibility == Visibility.PUBLIC)


def test_the_history_does_not_keep_how_a_restricted_desk_is_reached():
    desk = make_contact_point(
        visibility=Visibility.OFFICIALS,
        mailbox="hidden@example.org",
        phone="+48 22 000 00 00",
        requirements="hidden words",
        hours="hidden hours",
    )
    ContactPoint.objects.update(name="New name", mailbox="hidden2@example.org")

    kept = str(list(desk.history.values()))

    assert "New name" in kept
    assert "hidden" not in kept
    assert "22 000" not in kept


def test_who_was_not_asked_what_a_desk_is_for_leaves_it_as_it_is():
    organisation = make_organisation()
    make_contact_point(organisation=organisation, slug="there", purpose="reports")
    for key in ("there", "new"):
        typed = {
            "key": key,
            "organisation": organisation.slug,
            "name": "Desk",
            "phone": "+48 22 0000",
            "visibility": "public",
        }
        form = ContactPointForm(typed)
        assert form.is_valid()
        publish({ContactPointForm: [form.cleaned_data]}, by=None, source="", why="A list.")

    assert dict(ContactPoint.objects.values_list("slug", "purpose")) == {"there": "reports", "new": "general"}

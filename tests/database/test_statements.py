"""Statements that are written once: they give what the ORM gives that writes them each time."""

import datetime

import pytest
from django.db.models.expressions import RawSQL
from django.utils import timezone

from directory.database.statements import kept, kept_records, kept_together
from directory.models import Membership, Organisation, Partnership
from tests.support.factories import make_membership, make_organisation, make_partnership, make_source

pytestmark = pytest.mark.django_db


def memberships(partnership: RawSQL):
    return (
        Membership.objects.filter(partnership=partnership)
        .select_related("organisation", "source")
        .defer("organisation__website")
        .order_by("-pk")
    )


def titles(partnership: RawSQL):
    return Partnership.objects.filter(pk=partnership).values_list("title", "created_at", "confirmed_on")


read_parts = kept_together(memberships=memberships, titles=titles)


def columns_of(membership: Membership) -> tuple:
    return (
        membership.pk,
        membership.confirmed_on,
        membership.organisation.name,
        membership.source and membership.source.title,
    )


@pytest.fixture
def forum() -> Partnership:
    forum = make_partnership(title='The "Forum" of 100 %')
    make_membership(partnership=forum, organisation=make_organisation(name="Ágency"))
    make_membership(partnership=forum, source=make_source(title="A list"))
    make_membership(partnership=make_partnership())
    return forum


def test_parts_that_are_read_together_are_those_that_are_read_alone(forum):
    parts = read_parts(forum.pk, ["titles", "memberships"])

    assert [columns_of(row) for row in parts["memberships"]] == [
        columns_of(row) for row in kept_records(memberships)(forum.pk)
    ]
    assert parts["titles"] == list(titles(RawSQL("%s", [forum.pk])))


def test_parts_are_read_in_one_query_and_those_not_wanted_in_none(forum, django_assert_num_queries):
    with django_assert_num_queries(1):
        parts = read_parts(forum.pk, ["memberships"])
    with django_assert_num_queries(0):
        none = read_parts(forum.pk, [])

    assert len(parts["memberships"]) > 1
    assert parts["titles"] == []
    assert none == {"memberships": [], "titles": []}


def test_a_statement_asks_what_has_ended_by_today(monkeypatch):
    agency = make_organisation(ended="2031-05-06")

    def ended(keys: RawSQL):
        return Organisation.objects.ended().filter(pk__in=keys).values_list("pk", flat=True)

    rows, records = kept(ended), kept_records(ended)
    together = kept_together(ended=ended)
    for day, expected in ((5, []), (6, []), (7, [agency.pk])):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: datetime.date(2031, 5, day))
        assert [pk for (pk,) in rows([agency.pk])] == expected
        assert records(agency.pk) == expected
        assert together(agency.pk, ["ended"])["ended"] == expected

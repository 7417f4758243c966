"""Two records that become one: which of their memberships are the same, and what stays of two that are."""

import datetime

import pytest

from directory.models import (
    Basis,
    Contribution,
    FurtherSource,
    Membership,
    Merge,
    Organisation,
    Partnership,
    Standing,
    Succession,
)
from directory.records.merging import merge, undo
from tests.support.factories import (
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


def merged(kept, gone) -> Merge:
    return merge(kept, gone, by=None, reason="They are the same.")


def parts_after(kept_parts: list[dict], gone_parts: list[dict]) -> list[Membership]:
    """What an organisation has in a partnership after a merge of two that had these parts."""
    kept, gone, partnership = make_organisation(), make_organisation(), make_partnership()
    for organisation, parts in ((kept, kept_parts), (gone, gone_parts)):
        for part in parts:
            make_membership(partnership=partnership, organisation=organisation, **part)
    before = list(Membership.objects.order_by("pk").values())
    further_before = list(FurtherSource.objects.order_by("pk").values())

    done = merged(kept, gone)
    parts = list(Membership.objects.filter(organisation=kept).by_role())
    undo(done, by=None)

    assert list(Membership.objects.order_by("pk").values()) == before
    assert list(FurtherSource.objects.order_by("pk").values()) == further_before
    return parts


def as_text(parts: list[Membership]) -> list[str]:
    return [f"{part.role} {part.joined}-{part.left}{'*' if part.no_longer_listed else ''}" for part in parts]


def part(text: str, **more) -> dict:
    """ "lead 2005-2007" as columns."""
    role, _space, period = text.partition(" ")
    joined, _dash, left = period.partition("/")
    return {"role": role, "joined": joined, "left": left, **more}


@pytest.mark.parametrize(
    ("kept", "gone", "after"),
    [
        # The same role: one part, with what either knows
        (["member"], ["member 2005"], ["member 2005-"]),
        (["member 2005"], ["member"], ["member 2005-"]),
        (["member 2005"], ["member 2005-03"], ["member 2005-03-"]),
        (["member 2005"], ["member 2005/2009"], ["member 2005-2009"]),
        # Two dates of joining, or one after the other: two periods
        (["member 2005"], ["member 2009"], ["member 2005-", "member 2009-"]),
        (["member 2005"], ["member /2003"], ["member 2005-", "member -2003"]),
        # Another role: the higher one, where nothing tells their periods apart
        (["member"], ["lead 2005"], ["lead 2005-"]),
        (["lead 2005"], ["member"], ["lead 2005-"]),
        (["member 2005"], ["lead 2005"], ["lead 2005-"]),
        (["member"], ["lead"], ["lead -"]),
        (["member 2001"], ["lead 2005"], ["lead 2005-", "member 2001-"]),
        (["lead"], ["member /2004"], ["lead -", "member -2004"]),
        # Whoever gives money and takes part does both
        (["funder"], ["member"], ["member -", "funder -"]),
        (["funder"], ["supporter"], ["funder -"]),
        # Several: the same ones find each other first, and the others stand
        (["member", "lead 2005"], ["lead", "member 2001"], ["lead 2005-", "member 2001-"]),
        (["member"], ["lead", "member"], ["lead -", "member -"]),
        (["member 2001", "member 2005"], ["member"], ["member 2001-", "member 2005-"]),
    ],
)
def test_the_parts_of_two_become_those_of_one(kept, gone, after):
    parts = parts_after([part(text) for text in kept], [part(text) for text in gone])

    assert sorted(as_text(parts)) == sorted(after)


def test_the_best_standing_stays_with_its_day():
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_on": TODAY}

    (membership,) = parts_after([part("member")], [part("lead 2005", **confirmed)])

    assert (membership.standing, membership.confirmed_on) == (Standing.CONFIRMED, TODAY)


def test_an_end_that_others_tell_does_not_end_what_is_confirmed():
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_on": TODAY}

    (membership,) = parts_after([part("member /2005")], [part("member", **confirmed)])

    assert (membership.standing, membership.left) == (Standing.CONFIRMED, "")


def test_a_list_that_names_it_no_more_counts_less_than_the_day_on_which_it_left():
    (membership,) = parts_after([part("member", no_longer_listed=True)], [part("member /2005")])

    assert (membership.left, membership.no_longer_listed) in {("2005", False), ("", True)}


def test_who_does_not_want_to_be_named_is_named_in_no_period():
    parts = parts_after([part("member 2001")], [part("lead 2005", standing=Standing.DECLINED)])

    assert [membership.standing for membership in parts] == [Standing.DECLINED, Standing.DECLINED]


def test_what_is_united_rests_on_the_sources_of_both_and_has_the_weaker_basis():
    first, second, third = make_source(), make_source(), make_source()
    kept, gone, partnership = make_organisation(), make_organisation(), make_partnership()
    make_membership(partnership=partnership, organisation=kept, source=first)
    gone_part = make_membership(
        partnership=partnership, organisation=gone, source=second, joined="2005", basis=Basis.FOLLOWS
    )
    for source in (first, third):
        FurtherSource.objects.create(membership=gone_part, source=source)

    merged(kept, gone)

    membership = Membership.objects.get(organisation=kept)
    assert (membership.source, membership.joined, membership.basis) == (first, "2005", Basis.FOLLOWS)
    assert list(membership.further_sources.order_by("pk").values_list("source", flat=True)) == [
        second.pk,
        third.pk,
    ]


def test_a_partnership_takes_over_its_members_whatever_they_are():
    kept, gone, part_of_both = make_partnership(), make_partnership(), make_partnership()
    for partnership, joined in ((kept, ""), (gone, "2005")):
        Membership.objects.create(partnership=partnership, country_id="PL", role="party", joined=joined)
        Membership.objects.create(
            partnership=partnership, member_partnership=part_of_both, role="member", joined=joined
        )

    merged(kept, gone)

    assert {(str(row.member), row.joined) for row in kept.memberships.all()} == {
        ("Poland", "2005"),
        (part_of_both.title, "2005"),
    }


@pytest.mark.parametrize("kept_is_whole", [True, False])
def test_a_partnership_becomes_no_member_of_itself_and_follows_not_itself(kept_is_whole):
    kept, gone = make_partnership(), make_partnership()
    whole, its_part = (kept, gone) if kept_is_whole else (gone, kept)
    Membership.objects.create(partnership=whole, member_partnership=its_part, role="member")
    Succession.objects.create(before_partnership=whole, after_partnership=its_part)

    done = merged(kept, gone)

    membership, succession = Membership.objects.get(), Succession.objects.get()
    assert {membership.partnership, membership.member_partnership} == {kept, gone}
    assert {succession.before, succession.after} == {kept, gone}
    undo(done, by=None)
    assert (Membership.objects.get().partnership, Succession.objects.get().before) == (whole, whole)


def test_a_partnership_takes_its_part_in_others_with_it():
    kept, gone, whole, other_whole = (make_partnership() for _ in range(4))
    for partnership, member, role in (
        (whole, kept, "member"),
        (whole, gone, "lead"),
        (other_whole, gone, "member"),
    ):
        Membership.objects.create(partnership=partnership, member_partnership=member, role=role)

    merged(kept, gone)

    assert set(kept.part_in.values_list("partnership", "role")) == {
        (whole.pk, "lead"),
        (other_whole.pk, "member"),
    }


def test_what_hangs_on_a_partnership_moves():
    kept, gone, later = make_partnership(), make_partnership(), make_partnership()
    meeting = make_event(partnership=gone)
    conference = make_event()
    conference.participations.create(partnership=gone, role="host")
    resource = make_resource(publisher_partnership=gone)
    Contribution.objects.create(partnership=gone, giver_country_id="GB", amount="40", currency="GBP")
    Succession.objects.create(before_partnership=gone, after_partnership=later, kind="renamed")
    FurtherSource.objects.create(partnership=gone, source=make_source())

    merged(kept, gone)

    assert (kept.events.get(), kept.resources.get()) == (meeting, resource)
    assert conference.participations.get().participant == kept
    assert kept.contributions.get().amount == "40"
    assert kept.later_successions.get().after == later
    assert kept.further_sources.count() == 2  # its own, and the first one of the other record


def test_of_two_successions_the_one_that_stays_learns_how_and_when():
    kept, gone, later = (make_organisation() for _ in range(3))
    source = make_source()
    Succession.objects.create(before_organisation=kept, after_organisation=later)
    Succession.objects.create(
        before_organisation=gone, after_organisation=later, kind="absorbed", happened="2006-04", source=source
    )

    merged(kept, gone)

    succession = kept.later_successions.get()
    assert (succession.kind, succession.happened, succession.source) == ("absorbed", "2006-04", source)


def test_an_organisation_learns_when_it_was_founded_and_ended():
    kept, gone = make_organisation(founded="1998"), make_organisation(founded="1997", ended="2006-04")

    merged(kept, gone)

    kept = Organisation.objects.get(pk=kept.pk)
    assert (kept.founded, kept.ended) == ("1998", "2006-04")


def test_an_end_before_the_beginning_is_not_taken_over():
    kept, gone = make_organisation(founded="2008"), make_organisation(ended="2006")

    merged(kept, gone)

    assert Organisation.objects.get(pk=kept.pk).ended == ""


def test_what_still_goes_on_takes_over_no_end_and_no_reach_without_a_source():
    kept = make_partnership(status="active")
    gone = make_partnership(
        status="ended", started="2001", ended="2004", extent="EU", stated_number="48", source=None
    )

    merged(kept, gone)

    kept = Partnership.objects.get(pk=kept.pk)
    assert (kept.started, kept.ended, kept.extent, kept.stated_number) == ("2001", "", "", "48")

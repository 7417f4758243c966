"""Two records become one, with all that hangs on them, and two again, exactly as they were."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from directory.browse.history import ChangedField, changes_of
from directory.models import (
    Membership,
    Merge,
    NameKind,
    Organisation,
    Partnership,
    Representative,
    Right,
    Role,
    Standing,
)
from directory.records import merging, publishing
from directory.records.addresses import Gone, current_slugs, record_at
from directory.records.forms import OrganisationForm
from directory.records.merging import CannotMerge, CannotUndoMerge, merge, undo
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def reviewer():
    return make_reviewer()


def together(kept, gone, **options) -> Merge:
    return merge(kept, gone, by=options.pop("by", None), reason="They are the same.", **options)


def reloaded(record):
    return type(record).objects.get(pk=record.pk)


# What becomes of it


def test_the_address_of_the_one_that_goes_leads_to_the_one_that_stays():
    kept, gone = make_organisation(), make_organisation(slug="gone")

    together(kept, gone)

    assert current_slugs(Organisation, ["gone"]) == {"gone": kept.slug}
    assert Organisation.objects.published().get() == kept
    with pytest.raises(Gone):
        record_at(Organisation.objects.all(), reloaded(gone).slug)


def test_addresses_lead_on_through_several_merges():
    first, second, third = (make_partnership(slug=slug) for slug in ("first", "second", "third"))

    together(second, first)
    together(third, second)

    assert current_slugs(Partnership, ["first", "second"]) == dict.fromkeys(["first", "second"], third.slug)


def test_a_sheet_that_names_the_one_that_went_changes_the_one_that_stayed():
    kept, gone = make_organisation(), make_organisation(slug="gone")
    together(kept, gone)

    record = {"key": "gone", "website": "https://example.org"}
    publishing.publish({OrganisationForm: [record]}, by=None, source="", why="A sheet")

    assert reloaded(kept).website == "https://example.org"
    assert reloaded(gone).website == ""


@pytest.mark.parametrize("kind", NameKind)
def test_its_names_find_the_one_that_stays(kind):
    kept = make_organisation(name="Europol", also=["Known"])
    gone = make_organisation(name="European Police Office", acronym="EPO", also=["Known", "Office"])

    together(kept, gone, name_kind=kind)

    assert dict(kept.other_names.values_list("name", "kind")) == {
        "Known": NameKind.OTHER,
        "Office": NameKind.OTHER,
        "European Police Office": kind,
        "EPO": kind,
    }


def test_memberships_move_and_of_two_in_one_partnership_the_better_stays():
    kept, gone = make_organisation(), make_organisation()
    shared, single = make_partnership(members=[kept]), make_partnership(members=[gone])
    make_membership(
        partnership=shared, organisation=gone, role=Role.LEAD, standing=Standing.CONFIRMED, confirmed_on=TODAY
    )

    together(kept, gone)

    shown = {
        membership.partnership: membership
        for membership in Membership.objects.shown().filter(organisation=kept)
    }
    assert shown.keys() == {shared, single}
    assert (shown[shared].role, shown[shared].standing) == (Role.LEAD, Standing.CONFIRMED)
    assert shown[shared].confirmed_on == TODAY
    assert not Membership.objects.shown().filter(organisation=gone).exists()


def test_what_the_organisation_said_itself_is_not_lost_to_what_others_say():
    kept, gone = make_organisation(), make_organisation()
    partnership = make_partnership(members=[kept])
    make_membership(partnership=partnership, organisation=gone, standing=Standing.DECLINED)

    together(kept, gone)

    assert Membership.objects.get(organisation=kept).standing == Standing.DECLINED
    assert not Membership.objects.shown().exists()


def test_whoever_owned_either_owns_the_one_that_stays():
    kept, gone, user = make_organisation(), make_organisation(), make_user()
    now = timezone.now()
    Representative.objects.create(user=user, organisation=kept)
    Representative.objects.create(user=user, organisation=gone, since=now, proof="domain", right=Right.OWNER)

    together(kept, gone)

    assert kept.representatives.owners().get().user == user


def test_a_part_of_the_one_that_goes_takes_its_place():
    top = make_organisation()
    gone = make_organisation(parent=top)
    between = make_organisation(parent=gone)
    kept = make_organisation(parent=between)

    together(kept, gone)

    assert reloaded(kept).parent == top
    assert reloaded(between).parent == kept


@pytest.mark.parametrize("as_child", [True, False], ids=["child", "parent"])
def test_an_organisation_never_becomes_a_part_of_itself(as_child):
    parent = make_organisation()
    child = make_organisation(parent=parent)

    together(*((child, parent) if as_child else (parent, child)))

    assert reloaded(child if as_child else parent).parent is None


def test_what_is_missing_is_taken_over_and_nothing_else():
    kept = make_partnership(website="", summary="Ours.")
    gone = make_partnership(website="https://gone.example", summary="Theirs.", description="More.")

    together(kept, gone)

    assert (reloaded(kept).website, reloaded(kept).summary) == ("https://gone.example", "Ours.")
    assert reloaded(kept).description == "More."


def test_the_history_tells_it_in_words(reviewer):
    kept = make_partnership(title="Global Taskforce")
    gone = make_partnership(title="Virtual Taskforce", topics=["training"], members=[make_organisation()])
    done = merge(kept, gone, by=reviewer, reason="One and the same.")
    merged_change = changes_of(kept)[0]
    undo(done, by=reviewer)
    undone_change = changes_of(kept)[0]
    topic = ChangedField("Topics", "", "Training for professionals")

    assert merged_change.occasion.why == "Merged with “Virtual Taskforce”: One and the same."
    assert merged_change.occasion.who == "The secretariat"
    assert {topic, ChangedField("Other names", "", "Virtual Taskforce")} <= set(merged_change.fields)
    assert ChangedField("Topics", topic.after, "") in undone_change.fields
    assert (
        undone_change.occasion.why
        == "“Virtual Taskforce” is another one after all: they are not merged any more."
    )


# What is refused


def test_only_two_public_records_of_one_kind_are_merged():
    organisation, hidden = make_organisation(), make_organisation()
    publishing.remove(hidden, by=None, reason="No.")

    for kept, gone in (
        (organisation, organisation),
        (organisation, make_partnership()),
        (organisation, hidden),
        (hidden, organisation),
    ):
        with pytest.raises(CannotMerge):
            together(kept, gone)


def test_a_merge_is_undone_once():
    done = together(make_organisation(), make_organisation())
    undo(done, by=None)

    with pytest.raises(CannotUndoMerge):
        undo(done, by=None)


def test_what_was_changed_since_stands_in_the_way_and_is_named():
    kept, gone = make_organisation(), make_organisation(name="Gone")
    partnership = make_partnership(members=[gone])
    done = together(kept, gone)
    partnership.memberships.all().delete()

    with pytest.raises(CannotUndoMerge) as obstacle:
        undo(done, by=None)

    assert obstacle.value.obstacles == ["What was moved has been changed or deleted since: membership."]
    assert reloaded(gone).removed_at


def test_a_later_merge_is_undone_first():
    first, second, third = (make_organisation() for _ in range(3))
    earlier = together(second, first)
    later = together(third, second)

    with pytest.raises(CannotUndoMerge):
        undo(earlier, by=None)
    undo(later, by=None)
    undo(earlier, by=None)

    assert Organisation.objects.published().count() == 3


def test_what_came_since_stays_where_it_is():
    kept, gone = make_organisation(), make_organisation()
    done = together(kept, gone)
    partnership = make_partnership(members=[kept])

    undo(done, by=None)

    assert partnership.memberships.get().organisation == kept


def test_nothing_is_half_merged(monkeypatch):
    kept, gone = make_organisation(), make_organisation()
    make_partnership(members=[gone])
    monkeypatch.setattr(merging, "_hide", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        together(kept, gone)

    assert Membership.objects.get().organisation == gone

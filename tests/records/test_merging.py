"""Two records become one, with all that hangs on them, and two again, exactly as they were."""

import datetime
import random

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pghistory.models import Event

from directory.browse.history import ChangedField, changes_of
from directory.models import (
    ConfirmationRequest,
    ContactPoint,
    FormerAddress,
    Identifier,
    Listing,
    Membership,
    Merge,
    NameKind,
    Organisation,
    PageReport,
    Partnership,
    Representative,
    Right,
    Role,
    Standing,
    Succession,
)
from directory.records import merging, publishing
from directory.records.addresses import Gone, current_slugs, record_at
from directory.records.forms import OrganisationForm
from directory.records.merging import CannotMerge, CannotUndoMerge, merge, undo
from tests.support.factories import (
    make_commitment,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_reviewer,
    make_submission,
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


# Any directory

LANGUAGE_CODES, TOPICS, SECTORS = ["en", "fr", "pl"], ["training", "legislation"], ["hotline", "industry"]


def some(chance: random.Random, choices: list, most: int = 2) -> list:
    return chance.sample(choices, chance.randint(0, min(most, len(choices))))


def fill(chance: random.Random) -> tuple[list[Organisation], list[Partnership]]:
    """A small directory in which everything that can refer to a record may refer to any."""
    organisations: list[Organisation] = []
    for number in range(3):
        parent = chance.choice([None, *organisations])
        names = some(chance, ["Bureau", "Office", "Agency"])
        website = chance.choice(["", "https://example.org"])
        organisations.append(
            make_organisation(parent=parent, also=names, website=website, acronym=f"O{number}")
        )
    partnerships = [
        make_partnership(
            countries=some(chance, ["GB", "FR", "PL"]),
            sectors=some(chance, SECTORS),
            topics=some(chance, TOPICS),
            languages=some(chance, LANGUAGE_CODES),
            formerly=some(chance, ["Old network", "Older network"]),
            description=chance.choice(["", "More."]),
            confirmed_on=chance.choice([None, TODAY]),
        )
        for _ in range(3)
    ]
    users = [make_user() for _ in range(2)]
    for partnership in partnerships:
        partnership.sought_countries.set(some(chance, ["GB", "FR"]))
        partnership.sought_sectors.set(some(chance, SECTORS))
        for organisation in some(chance, organisations, 3):
            standing = chance.choice(Standing.values)
            make_membership(
                partnership=partnership,
                organisation=organisation,
                role=chance.choice(Role.values),
                standing=standing,
                confirmed_on=TODAY if standing == Standing.CONFIRMED else None,
                joined=chance.choice(["", "2005"]),
            )
        FormerAddress.objects.create(partnership=partnership, slug=f"old-{partnership.slug}")
        ConfirmationRequest.objects.create(
            partnership=partnership,
            organisation=chance.choice(organisations),
            email="a@example.org",
            token_hash=f"c{partnership.pk}",
        )
    for organisation in organisations:
        Identifier.objects.create(organisation=organisation, scheme="GB-CHC", value=str(organisation.pk))
        FormerAddress.objects.create(organisation=organisation, slug=f"old-{organisation.slug}")
        ContactPoint.objects.create(
            organisation=organisation, slug=f"desk-{organisation.pk}", name="Desk", mailbox="desk@example.org"
        )
        for user in some(chance, users):
            proof, since = chance.choice([("", None), ("domain", timezone.now())])
            right = chance.choice(Right.values)
            Representative.objects.create(
                user=user, organisation=organisation, proof=proof, since=since, right=right
            )
        organisation.colleague_invitations.create(email="b@example.org", token_hash=f"i{organisation.pk}")
    for _ in range(2):
        first, second = chance.sample(organisations, 2)
        Succession.objects.get_or_create(before_organisation=first, after_organisation=second)
        commitment = make_commitment(
            owners=[
                owner
                for owner in (chance.choice([None, first]), chance.choice([None, *partnerships]))
                if owner
            ],
        )
        commitment.partners.set(some(chance, organisations))
        make_resource(publisher=chance.choice([None, second]))
        submission = make_submission(
            organisation=first, partnership=chance.choice(partnerships), is_change=True, registrant=users[0]
        )
        submission.invitations.create(
            item="p1",
            partnership=chance.choice(partnerships),
            organisation=second,
            name="Partner",
            role="member",
            email="c@example.org",
            token_hash=f"s{submission.pk}"[:64],
        )
        PageReport.objects.create(
            path="/", problem="old", text="!", organisation=first, partnership=chance.choice(partnerships)
        )
    return organisations, partnerships


def everything() -> dict[str, list[dict]]:
    """The whole directory, record by record, and where search counts it. (In which order search keeps the words of
    several names is not said.)"""
    nouns = [
        model
        for model in apps.get_app_config("directory").get_models()
        if model._meta.managed and not issubclass(model, Event) and model is not Merge
    ]
    rows_by_noun = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in nouns}
    return rows_by_noun | {
        "Listing": list(Listing.objects.order_by("pk").values("pk", "sort_name", "facets"))
    }


@given(chance=st.randoms(use_true_random=False), of_organisations=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_undoing_a_merge_leaves_no_trace(chance, of_organisations):
    with transaction.atomic():
        organisations, partnerships = fill(chance)
        kept, gone = chance.sample(organisations if of_organisations else partnerships, 2)
        before = everything()

        done = together(kept, gone, name_kind=chance.choice(NameKind.values))
        merged = everything()
        undo(Merge.objects.get(pk=done.pk), by=None)

        assert everything() == before
        assert merged != before
        nothing_is_lost(before, merged, kept, gone)
        transaction.set_rollback(True)


def nothing_is_lost(before: dict, merged: dict, kept, gone) -> None:
    """All rows are there still, and those that led to the one that went lead to the one that stays, or stand beside
    the same of it."""
    for noun, rows in before.items():
        if noun != "Listing":
            assert {row.get("id", row.get("code")) for row in rows} <= {
                row.get("id", row.get("code")) for row in merged[noun]
            }
    column = f"{kept._meta.model_name}_id"
    for noun, identifying in (
        ("Membership", {"partnership_id", "organisation_id"} - {column}),
        ("OtherName", {"name"}),
        ("FormerAddress", {"slug"}),
    ):
        (identifying_column,) = identifying
        hung = {row[identifying_column] for row in before[noun] if row[column] in (kept.pk, gone.pk)}
        assert hung <= {row[identifying_column] for row in merged[noun] if row[column] == kept.pk}

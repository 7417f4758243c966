"""Hiding a record at once, showing it again, merging two and undoing that: on the pages of reviewers."""

import pytest
from django.utils import timezone

from directory.models import Mail, Merge, Organisation, Partnership, Representative, Right, Role, Standing
from directory.review.decisions import accept
from directory.review.visibility import owners_of
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_submission,
    make_user,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def desk(client, reviewer):
    return sign_in(client, reviewer)


def owner_of(organisation: Organisation, **fields):
    user = make_user(**fields)
    Representative.objects.create(
        user=user, organisation=organisation, right=Right.OWNER, proof="domain", since=timezone.now()
    )
    return user


def page_of(record, verb: str = "") -> str:
    kind = "organisations" if isinstance(record, Organisation) else "partnerships"
    return f"/review/{kind}/{record.slug}/{verb}"


# Hiding


@pytest.mark.parametrize("make", [make_organisation, make_partnership], ids=["organisation", "partnership"])
def test_a_record_is_hidden_at_once_and_shown_again(desk, make):
    record = make(slug="the-one")
    address = record.get_absolute_url()

    desk.post(page_of(record), {"wants": "hidden", "reason": "It names a victim."})
    hidden = desk.get(address)
    desk.post(page_of(record), {"wants": "shown", "reason": "The name is gone."})

    assert hidden.status_code == 410
    assert "It names a victim." in text(hidden)
    assert desk.get(address).status_code == 200


def test_its_owners_are_told_each_in_their_language(desk):
    organisation = make_organisation(name="The Charity")
    owner = owner_of(organisation, language="fr")

    desk.post(page_of(organisation), {"wants": "hidden", "reason": "It must not be public."})
    desk.post(page_of(organisation), {"wants": "shown", "reason": "It may be."})

    hidden, shown = Mail.objects.filter(recipient=owner.email).order_by("created_at")
    assert (hidden.kind, hidden.language) == ("record_hidden", "fr")
    assert "It must not be public." in hidden.text
    assert f"/fr/organisations/{organisation.slug}/" in shown.text


def test_a_partnership_is_looked_after_by_those_who_registered_or_lead_it(reviewer):
    partnership = accept(make_submission(), by=reviewer)
    registered = partnership.memberships.get().organisation
    leading, member = make_organisation(), make_organisation()
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_on": timezone.localdate()}
    make_membership(partnership=partnership, organisation=leading, role=Role.LEAD, **confirmed)
    make_membership(partnership=partnership, organisation=member, **confirmed)
    owners = [owner_of(one) for one in (registered, leading, member)]

    assert list(owners_of(partnership)) == owners[:2]


@pytest.mark.parametrize("reason", ["", " ", "x" * 301, "a\x07b"], ids=["empty", "space", "long", "control"])
def test_hiding_needs_a_reason(desk, reason):
    record = make_partnership()

    page = desk.post(page_of(record), {"wants": "hidden", "reason": reason})

    assert page.status_code == 200
    assert "There is a problem" in text(page)
    assert Partnership.objects.published().exists()


def test_who_hides_second_is_told(desk):
    record = make_partnership()
    desk.post(page_of(record), {"wants": "hidden", "reason": "It must not be public."})

    page = desk.post(page_of(record), {"wants": "hidden", "reason": "Again."})

    assert page.status_code == 409
    assert "quicker" in text(page)
    assert Partnership.objects.get().removal_reason == "It must not be public."


@pytest.mark.parametrize(
    "address",
    ["partnerships/none/", "topics/training/", "organisations/none/merge/", "partnerships/vgt/merge/vgt/"],
)
def test_what_is_no_record_has_no_page(desk, address):
    assert desk.get(f"/review/{address}").status_code == 404


# Merging


def test_a_suggestion_leads_to_the_comparison_and_to_the_record(desk):
    make_organisation(name="Europol", slug="europol")

    of_a_merge = desk.get("/review/organisations/europol/merge/").content.decode()
    of_all = desk.get("/review/records/").content.decode()

    assert 'data-address-organisation="/review/organisations/europol/merge/-key-/"' in of_a_merge
    assert 'data-kinds="organisation"' in of_a_merge
    assert 'data-address-organisation="/review/organisations/-key-/"' in of_all
    assert 'data-address-partnership="/review/partnerships/-key-/"' in of_all


def test_two_records_are_found_compared_merged_and_separated(desk):
    kept = make_organisation(name="Europol", slug="europol")
    gone = make_organisation(name="European Police Office", slug="police-office", also=["EPO"])
    make_partnership(title="A network", members=[gone])

    found = text(desk.get(page_of(kept, "merge/"), {"q": "police"}))
    beside = text(desk.get(page_of(kept, "merge/police-office/")))
    typed = {"stays": kept.pk, "name_kind": "former", "reason": "It was renamed."}
    merged = desk.post(page_of(kept, "merge/police-office/"), typed, follow=True)

    assert page_of(kept, "merge/police-office/") in found
    assert "A network" in beside
    assert "EPO" in beside
    assert "“European Police Office” went into “Europol”." in text(merged)
    assert desk.get("/organisations/police-office/").url == "/organisations/europol/"
    assert "It went into “Europol”." in text(desk.get(page_of(Organisation.objects.get(pk=gone.pk))))

    undone = desk.post(f"/review/merges/{Merge.objects.get().pk}/undo/", follow=True)
    again = desk.post(f"/review/merges/{Merge.objects.get().pk}/undo/", follow=True)

    assert "The two records are two again." in text(undone)
    assert "The merge cannot be undone." in text(again)
    assert desk.get("/organisations/police-office/").status_code == 200


def test_members_of_any_kind_stand_beside_each_other_with_role_and_period(desk):
    kept, other = make_partnership(slug="kept"), make_partnership(slug="other")
    kept.memberships.create(country_id="PL", role="party", joined="2005")
    other.memberships.create(member_partnership=kept, role="member")

    beside = text(desk.get(page_of(kept, "merge/other/")))

    assert "Poland (Party, since 2005)" in beside
    assert f"{kept.title} (Member)" in beside


def test_the_other_one_may_stay(desk):
    one, other = make_partnership(), make_partnership()

    desk.post(
        page_of(one, f"merge/{other.slug}/"),
        {"stays": other.pk, "name_kind": "other", "reason": "The same."},
    )

    assert Partnership.objects.published().get() == other


def test_what_differs_is_named_and_what_is_the_same_is_folded(desk):
    one = make_organisation(name="Police of Somewhere", website="https://police.example/", country_id="PL")
    other = make_organisation(name="Police of Elsewhere", country_id="PL")

    page = desk.get(page_of(one, f"merge/{other.slug}/"))

    assert {row.label: row.difference for row in page.context["different"]} == {
        "name": "Differs",
        "website": "Only in one",
    }
    assert "Government" in text(page)[text(page).index("are the same in both") :]
    assert '<span class="tag due">Differs</span>' in text(page)
    assert "Police of <mark>Somewhere</mark>" in text(page)


def test_a_merged_record_is_shown_again_only_by_undoing_the_merge(desk, reviewer):
    kept, gone = make_partnership(), make_partnership()
    typed = {"stays": kept.pk, "name_kind": "other", "reason": "The same."}
    desk.post(page_of(kept, f"merge/{gone.slug}/"), typed)

    page = desk.post(page_of(Partnership.objects.get(pk=gone.pk)), {"wants": "shown", "reason": "No."})

    assert page.status_code == 409
    assert "Undo the merge" in text(page)


@pytest.mark.parametrize(
    "typed",
    [{}, {"stays": "0"}, {"stays": "x", "name_kind": "y", "reason": "z"}, {"reason": "x" * 301}],
    ids=["nothing", "another", "nonsense", "long"],
)
def test_a_merge_that_is_not_wholly_said_is_not_done(desk, typed):
    one, other = make_partnership(), make_partnership()

    page = desk.post(page_of(one, f"merge/{other.slug}/"), typed)

    assert "There is a problem" in text(page)
    assert not Merge.objects.exists()


@pytest.mark.parametrize("query", ["?q=", "?q=%00", "?q=" + "x" * 300, "?q=%25", "?q=none"])
def test_any_search_for_the_other_is_answered(desk, query):
    assert desk.get(page_of(make_organisation(), f"merge/{query}")).status_code == 200


def test_these_pages_ask_little(desk, django_assert_max_num_queries):
    one, other = make_organisation(), make_organisation()
    for _ in range(3):
        make_partnership(members=[one, other])

    for page in (page_of(one), page_of(one, f"merge/{other.slug}/"), "/review/merges/"):
        with django_assert_max_num_queries(13):
            desk.get(page)

"""Borders, worlds and dates of listings are those of a slow computation, whatever the rows are and however they change."""

import random

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory.models import (
    Country,
    FurtherSource,
    Listing,
    Membership,
    Organisation,
    Partnership,
    Role,
    Sector,
    Source,
    Standing,
)
from directory.models.facets import FacetNumber
from tests.support import oracle
from tests.support.factories import make_membership, make_organisation, make_partnership, make_source
from tests.support.scope_oracle import Scope, scope_of

pytestmark = pytest.mark.django_db

COUNTRIES, SECTORS = ["GB", "FR", "PL"], ["hotline", "helpline", "industry", "government"]
DATES = ["", "2004", "2005-12", "2005-12-09", "2011"]


def stored(partnership: Partnership) -> Scope:
    listing = Listing.objects.get(pk=partnership.pk)
    encoded = {number: {v for v in listing.facets if v // 1000 == number} for number in FacetNumber}
    return Scope(
        set(listing.crossing),
        set(listing.worlds),
        encoded[FacetNumber.COUNTRY],
        encoded[FacetNumber.SECTOR],
        listing.newest_source,
        listing.oldest_source,
        listing.stated_on,
    )


def all_is_true() -> bool:
    partnerships = Partnership.objects.published()
    for partnership in partnerships:
        assert stored(partnership) == scope_of(partnership), partnership
    return oracle.drift_of_listings() == []


def some(chance: random.Random, choices: list, most: int = 2) -> list:
    return chance.sample(choices, chance.randint(0, min(most, len(choices))))


def fill(chance: random.Random) -> None:
    """A small directory: organisations, countries and partnerships are members of partnerships, in circles too."""
    for published in DATES:
        make_source(published=published)
    make_source(slug="questionnaire-0123456789ab", published="2026-01-01")
    for _ in range(4):
        international = chance.random() < 0.3
        make_organisation(
            country_id=None if international else chance.choice([None, *COUNTRIES]),
            is_international=international,
            sector_id=chance.choice(SECTORS),
        )
    for _ in range(4):
        make_partnership(
            countries=some(chance, COUNTRIES, 1),
            sectors=some(chance, SECTORS, 1),
            extent=chance.choice(["", "", "EU", "international"]),
            source=any_source(chance),
        )
    for _ in range(9):
        add_member(chance)


def any_of(chance: random.Random, model):
    return chance.choice(list(model.objects.order_by("pk")))


def any_source(chance: random.Random) -> Source | None:
    return chance.choice([None, *Source.objects.order_by("pk")])


def add_member(chance: random.Random) -> None:
    partnership = any_of(chance, Partnership)
    others = Partnership.objects.exclude(pk=partnership.pk).order_by("pk")
    member = chance.choice(
        [
            {"organisation": any_of(chance, Organisation)},
            {"organisation": any_of(chance, Organisation)},
            {"country_id": chance.choice(COUNTRIES)},
            {"member_partnership": chance.choice(list(others))},
        ]
    )
    role, standing, left = (
        chance.choice(Role.values),
        chance.choice([*Standing.values, "named", "named"]),
        chance.choice(["", "", "2009"]),
    )
    if Membership.objects.filter(partnership=partnership, role=role, **member).exists():
        return
    Membership.objects.create(
        partnership=partnership,
        **member,
        role=role,
        standing=standing,
        confirmed_on="2026-01-01" if standing == Standing.CONFIRMED else None,
        left=left,
        no_longer_listed=not left and chance.random() < 0.15,
        source=any_source(chance),
    )


def remove_member(chance: random.Random) -> None:
    if membership := Membership.objects.order_by("?").first():
        membership.delete()


def member_leaves(chance: random.Random) -> None:
    Membership.objects.filter(pk=any_of(chance, Membership).pk).update(left="2010", no_longer_listed=False)


def member_takes_another_role(chance: random.Random) -> None:
    Membership.objects.filter(pk=any_of(chance, Membership).pk).update(
        role=chance.choice(Role.values), joined=str(chance.randint(1950, 2008))
    )


def organisation_moves(chance: random.Random) -> None:
    Organisation.objects.filter(pk=any_of(chance, Organisation).pk).update(
        country=chance.choice(COUNTRIES), is_international=False, sector=chance.choice(SECTORS)
    )


def organisation_becomes_international(chance: random.Random) -> None:
    Organisation.objects.filter(pk=any_of(chance, Organisation).pk).update(
        country=None, country_basis="", is_international=True
    )


def record_goes_or_returns(chance: random.Random) -> None:
    model = chance.choice([Organisation, Partnership])
    record = any_of(chance, model)
    moment = None if record.removed_at else "2026-01-01T00:00Z"
    model.objects.filter(pk=record.pk).update(removed_at=moment)


def partnership_states_something_else(chance: random.Random) -> None:
    partnership = any_of(chance, Partnership)
    partnership.countries.set(some(chance, COUNTRIES))
    partnership.sectors.set(some(chance, SECTORS))


def partnership_says_how_far_it_reaches(chance: random.Random) -> None:
    Partnership.objects.filter(pk=any_of(chance, Partnership).pk).update(
        extent=chance.choice(["", "150"]), source=any_source(chance)
    )


def source_gets_another_date(chance: random.Random) -> None:
    Source.objects.filter(pk=any_of(chance, Source).pk).update(published=chance.choice([*DATES, "2019"]))


def source_is_known_by_another_key(chance: random.Random) -> None:
    Source.objects.filter(pk=any_of(chance, Source).pk).update(slug=f"source-{chance.randint(10**6, 10**7)}")


def further_source_comes_or_goes(chance: random.Random) -> None:
    statement = chance.choice([any_of(chance, Partnership), any_of(chance, Membership)])
    of_it = {statement._meta.model_name: statement, "source": any_of(chance, Source)}
    if not FurtherSource.objects.filter(**of_it).delete()[0]:
        FurtherSource.objects.create(**of_it)


def sector_is_of_another_world(chance: random.Random) -> None:
    Sector.objects.filter(slug=chance.choice(SECTORS)).update(
        world=chance.choice(["industry", "child_protection"])
    )


def country_gets_another_name(chance: random.Random) -> None:
    Country.objects.filter(code=chance.choice(COUNTRIES)).update(name_en=f"Country {chance.random()}")


CHANGES = [
    add_member,
    remove_member,
    member_leaves,
    member_takes_another_role,
    organisation_moves,
    organisation_becomes_international,
    record_goes_or_returns,
    partnership_states_something_else,
    partnership_says_how_far_it_reaches,
    source_gets_another_date,
    source_is_known_by_another_key,
    further_source_comes_or_goes,
    sector_is_of_another_world,
    country_gets_another_name,
]


@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_listings_are_true_of_any_directory_and_stay_so_whatever_changes(chance):
    with transaction.atomic():
        fill(chance)
        assert all_is_true()
        for change in chance.sample(CHANGES, 8):
            if Membership.objects.exists():
                change(chance)
                assert all_is_true(), change.__name__
        assert oracle.drift_of_documents() == []
        transaction.set_rollback(True)


# The rules, one by one


def crossing(partnership: Partnership) -> list[str]:
    return Listing.objects.get(pk=partnership.pk).crossing


def worlds(partnership: Partnership) -> list[str]:
    return Listing.objects.get(pk=partnership.pk).worlds


@pytest.mark.parametrize("role", Role.values)
def test_who_stands_beside_brings_no_country_and_no_world(role):
    partnership = make_partnership(members=[make_organisation(country_id="GB", sector_id="hotline")])
    make_membership(
        partnership=partnership,
        organisation=make_organisation(country_id="FR", sector_id="industry"),
        role=role,
    )

    takes_part = role not in ("funder", "supporter", "observer")
    assert crossing(partnership) == (["countries"] if takes_part else [])
    assert worlds(partnership) == (["child_protection", "industry"] if takes_part else ["child_protection"])


def test_who_stands_beside_and_takes_part_takes_part():
    partnership = make_partnership(members=[make_organisation(country_id="GB")])
    partner = make_organisation(country_id="FR")
    for role in ("funder", "member"):
        make_membership(partnership=partnership, organisation=partner, role=role)

    assert crossing(partnership) == ["countries"]


def test_a_treaty_of_states_crosses_borders_and_no_worlds():
    partnership = make_partnership()
    for country in COUNTRIES:
        Membership.objects.create(
            partnership=partnership, country_id=country, role="party", source=partnership.source
        )

    assert (crossing(partnership), worlds(partnership)) == (["countries"], ["government"])


def test_a_hotline_with_a_helpline_is_of_one_world():
    partnership = make_partnership(sectors=["hotline", "helpline"])

    assert worlds(partnership) == ["child_protection"]


def test_an_international_body_crosses_borders_beside_another_member_and_not_alone():
    partnership = make_partnership(members=[make_organisation(is_international=True)])
    assert crossing(partnership) == []

    make_membership(partnership=partnership)

    assert crossing(partnership) == ["international_body"]


def test_an_extent_counts_where_a_source_beside_the_questionnaire_states_it():
    questionnaire = make_source(slug="questionnaire-0123456789ab")
    partnership = make_partnership(extent="international", source=questionnaire)
    assert crossing(partnership) == []

    further = FurtherSource.objects.create(partnership=partnership, source=make_source())
    assert crossing(partnership) == ["extent"]

    further.delete()
    Partnership.objects.filter(pk=partnership.pk).update(source=None)
    assert crossing(partnership) == []


def test_what_a_member_of_a_member_states_reaches_the_whole_and_changes_with_it():
    inner, between, whole = (make_partnership() for _ in range(3))
    for partnership, member in ((whole, between), (between, inner)):
        Membership.objects.create(
            partnership=partnership, member_partnership=member, role="member", source=partnership.source
        )
    inner.countries.set(["GB", "FR"])
    assert crossing(whole) == ["countries"]

    make_membership(partnership=inner, organisation=make_organisation(sector_id="industry"))
    assert worlds(whole) == ["industry"]

    Membership.objects.filter(partnership=between).update(role="observer")
    assert (crossing(whole), worlds(whole)) == ([], [])


def test_a_stated_number_alone_says_nothing():
    assert crossing(make_partnership(stated_number="more than 50")) == []


def test_when_all_have_left_it_keeps_what_it_had():
    partnership = make_partnership(
        members=[
            make_organisation(country_id="GB", sector_id="hotline"),
            make_organisation(country_id="FR", sector_id="industry"),
        ]
    )
    before = stored(partnership)

    partnership.memberships.update(standing=Standing.LEFT, left="2012")
    assert stored(partnership) == before
    assert not Membership.objects.current().exists()

    make_membership(partnership=partnership, organisation=make_organisation(country_id="PL"))
    assert crossing(partnership) == []


def test_the_source_that_names_a_removed_member_dates_nothing():
    partnership = make_partnership(source=make_source(published="2005"))
    member = make_organisation()
    make_membership(partnership=partnership, organisation=member, source=make_source(published="2024"))

    for removed_at, newest in ((None, "2024"), (timezone.now(), "2005")):
        Organisation.objects.filter(pk=member.pk).update(removed_at=removed_at)
        assert Listing.objects.get(pk=partnership.pk).newest_source == newest

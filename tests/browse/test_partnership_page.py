"""What the page of a partnership says: who is a member of it since when, by which source, and how far it reaches."""

import datetime
from itertools import pairwise

import pytest
from django.utils import timezone

from directory.models import (
    Basis,
    Contribution,
    FurtherSource,
    Participation,
    ParticipationRole,
    Role,
    Standing,
    Succession,
    SuccessionKind,
)
from tests.support.factories import (
    make_commitment,
    make_contact_point,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)
from tests.support.reading import words as words_of_page
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def words(client, partnership) -> str:
    return words_of_page(client, partnership.get_absolute_url())


def test_each_member_says_since_when_by_which_source_of_when(client):
    partnership = make_partnership(source=make_source(title="The charter", published="2005-12-15"))
    list_of_members = make_source(title="The list of members", published="2024-11-08")
    police = make_organisation(name="Police", country_id="AU", sector_id="law_enforcement")
    make_membership(partnership=partnership, organisation=police, joined="2013-04", source=list_of_members)

    assert "Police Law enforcement · Australia Member since April 2013 Source 2, 8 November 2024" in words(
        client, partnership
    )


def test_the_roles_of_a_member_stand_together_the_present_one_first(client):
    partnership = make_partnership()
    police, centre = make_organisation(name="Police"), make_organisation(name="A centre")
    make_membership(partnership=partnership, organisation=centre)
    make_membership(partnership=partnership, organisation=police, role=Role.CHAIR, joined="2009", left="2012")
    make_membership(partnership=partnership, organisation=police, role=Role.LEAD, joined="2021")

    page = words(client, partnership)

    assert page.index("Police") < page.index("Lead since 2021") < page.index("Chair 2009 to 2012")
    assert page.index("Chair 2009 to 2012") < page.index("A centre")
    assert "Former members" not in page


def test_members_are_sorted_by_role_then_by_kind_and_name(client):
    partnership = make_partnership()
    make_membership(partnership=partnership, organisation=make_organisation(name="Ålesund"))
    make_membership(partnership=partnership, organisation=make_organisation(name="berlin"))
    make_membership(partnership=partnership, organisation=make_organisation(name="Zagreb"), role=Role.LEAD)
    for code in ("PL", "AF"):
        partnership.memberships.create(country_id=code, role=Role.MEMBER, source=partnership.source)
    part = make_partnership(title="A part of it")
    partnership.memberships.create(member_partnership=part, role=Role.MEMBER, source=partnership.source)

    page = text(client.get(partnership.get_absolute_url()))
    table = page[page.index('class="members"') :]
    places = [
        table.index(f"<bdi>{name}</bdi>")
        for name in ("Zagreb", "Ålesund", "berlin", "Afghanistan", "Poland", "A part of it")
    ]

    assert places == sorted(places)
    assert 'href="/countries/pl/"' in table
    assert f'href="{part.get_absolute_url()}"' in table


def test_former_members_stand_apart(client):
    partnership = make_partnership()
    left = make_organisation(name="Crime Squad")
    make_membership(
        partnership=partnership, organisation=left, joined="2003", left="2006", standing=Standing.LEFT
    )
    unlisted = make_organisation(name="Museum")
    make_membership(partnership=partnership, organisation=unlisted, no_longer_listed=True)

    current, former = words(client, partnership).split("Former members")

    assert "Crime Squad" not in current
    assert "Museum" not in current
    assert "Crime Squad Government · country not known Member 2003 to 2006" in former
    assert "Member (no longer listed)" in former


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ({"basis": Basis.FOLLOWS}, "Source 1, undated; follows from the text"),
        ({"basis": Basis.KNOWN}, "Source 1, undated; general knowledge"),
        ({"source": None, "standing": Standing.DISPUTED}, "Disputed by the organisation no public source"),
    ],
)
def test_what_a_source_does_not_state_is_said(client, fields, remark):
    partnership = make_partnership()
    make_membership(partnership=partnership, organisation=make_organisation(country_id="FR"), **fields)

    assert f"France Member {remark}" in words(client, partnership)


def test_a_member_that_confirmed_says_so_with_the_day(client):
    partnership = make_partnership()
    make_membership(
        partnership=partnership,
        standing=Standing.CONFIRMED,
        confirmed_on=datetime.date(2026, 5, 3),
        source=None,
        basis=Basis.KNOWN,
    )

    page = words(client, partnership)

    assert "Confirmed by the organisation on 3 May 2026 general knowledge" in page
    assert "no public source" not in page


def test_several_sources_of_a_membership_are_all_named(client):
    partnership = make_partnership(source=make_source(published="2005"))
    membership = make_membership(partnership=partnership)
    newer = make_source(title="A later list", date_note="about 2017")
    FurtherSource.objects.create(membership=membership, source=newer)

    page = words(client, partnership)

    assert "Member Source 1, 2005; Source 2, about 2017" in page
    assert "A later list about 2017" in page


def test_many_states_are_folded_by_role_with_what_vouches_for_them(client):
    partnership = make_partnership(source=make_source(published="2020"))
    for code in ("AD", "AL", "AM", "AT", "BE", "BG", "DE"):
        partnership.memberships.create(
            country_id=code, role=Role.PARTY, joined="2012" if code == "DE" else "", source=partnership.source
        )

    page = words(client, partnership)

    assert (
        "Party: 7 countries Source 1, 2020 Albania Andorra Armenia Austria Belgium Bulgaria Germany since 2012"
        in page
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("more than 50", "A source counts more than 50 members or parties. 1 of them is named here."),
        ("1", "A source counts 1 members or parties, and as many are named here."),
        ("15", "A source counts 15 members or parties. 1 of them is named here."),
    ],
)
def test_the_stated_number_stands_beside_the_members_named(client, number, sentence):
    partnership = make_partnership(stated_number=number)
    make_membership(partnership=partnership)
    make_membership(partnership=partnership, role=Role.SECRETARIAT)

    assert sentence in words(client, partnership)


@pytest.mark.parametrize(
    ("extent", "sentence"),
    [
        ("international", "Cross-border Its source says that it is international."),
        ("EU", "Cross-border Its source says that it reaches across the European Union."),
        ("150", "Cross-border Its source says that it reaches across a region: Europe."),
    ],
)
def test_a_stated_reach_is_why_it_crosses_borders(client, extent, sentence):
    assert sentence in words(client, make_partnership(extent=extent))


def test_countries_are_why_it_crosses_borders_each_by_what_brings_it(client):
    centre = make_partnership(title="The centre", members=[make_organisation(country_id="AT")])
    partnership = make_partnership(countries=["DE"], members=[make_organisation(country_id="FR")])
    partnership.memberships.create(member_partnership=centre, role=Role.MEMBER, source=partnership.source)
    partnership.memberships.create(country_id="PL", role=Role.PARTY, source=partnership.source)
    make_membership(
        partnership=partnership, organisation=make_organisation(country_id="US"), role=Role.FUNDER
    )

    page = words(client, partnership)

    assert "Its source states these countries: Germany." in page
    assert "These countries take part themselves: Poland." in page
    assert "Organisations that take part are at home in: France." in page
    assert "The centre takes part and brings: Austria." in page


def test_an_international_body_and_two_worlds_are_why(client):
    interpol = make_organisation(name="INTERPOL", sector_id="intergovernmental", is_international=True)
    company = make_organisation(sector_id="industry", country_id="US")
    partnership = make_partnership(members=[interpol, company])

    page = words(client, partnership)

    assert "Cross-border An international body takes part beside others: INTERPOL." in page
    assert "Cross-sector It brings together government and industry." in page


def test_why_it_crosses_neither_is_said(client):
    company = make_organisation(sector_id="industry", country_id="US")

    page = words(client, make_partnership(members=[company]))
    empty = words(client, make_partnership())

    assert "Not cross-border All who take part are of one country, as far as is known: United States." in page
    assert "Not cross-sector All who take part are of one world, as far as is known: industry." in page
    assert "No country of those who take part is known." in empty
    assert "No sector of those who take part is known." in empty


def test_who_only_pays_is_no_sector_of_those_who_take_part(client):
    partnership = make_partnership()
    make_membership(partnership=partnership, organisation=make_organisation(country_id="GB"), role="funder")

    page = words(client, partnership)

    assert (
        "Not cross-sector Only those who pay, support or observe are known, and they do not count here."
        in page
    )
    assert "No sector of those who take part" not in page


def test_where_no_source_is_known_nothing_is_said_of_its_members(client):
    page = words(client, make_partnership(source=None))

    assert "Sources No public source is known." in page
    assert "members said" not in page


def test_a_member_that_ended_says_so_beside_its_name(client):
    of_today = make_organisation(name="Police of today", ended="2999")
    ended = make_organisation(name="Police of then", ended="2013-10-07")
    of_both = make_partnership(members=[of_today, ended])

    page = words(client, of_both)

    assert page.count("ended: 7 October 2013") == 1
    assert "ended: 2999" not in page
    assert page.index("Police of then") < page.index("ended: 7 October 2013")


@pytest.mark.parametrize(
    ("fields", "published", "shown"),
    [
        ({"status": "active"}, "2005-12-15", ["Active in 2005", "as of 15 December 2005"]),
        ({"status": "active"}, "", ["Active, date not known", "a public source stated that bears no date"]),
        ({"status": "active", "ended": "2013"}, "2005", ["Ended", "as of 2005"]),
        ({"status": "unknown"}, "2005", ["Status not known", "as of 2005"]),
        (
            {"status": "active", "confirmed_on": timezone.localdate()},
            "2005",
            ["Active", "Fresh", "Confirmed by its organisations on"],
        ),
    ],
)
def test_the_status_says_of_when_it_is(client, fields, published, shown):
    partnership = make_partnership(source=make_source(published=published), **fields)

    page = words(client, partnership)

    for sentence in shown:
        assert sentence in page
    assert ("Active in 2005" in page) == ("Active in 2005" in shown)


def test_as_of_is_a_range_where_the_sources_are_of_several_years(client):
    partnership = make_partnership(source=make_source(published="2005-12-15"))
    make_membership(partnership=partnership, source=make_source(published="2024"))

    page = words(client, partnership)

    assert "as of December 2005 to 2024" in page
    assert "This is what public sources stated as of December 2005 to 2024." in page


def test_what_was_before_and_what_became_of_it_is_one_chain(client):
    first, second, third = (make_partnership(title=title) for title in ("First", "Second", "Third"))
    source = make_source(published="2016")
    Succession.objects.create(
        before_partnership=second,
        after_partnership=third,
        kind=SuccessionKind.MERGED,
        happened="2016",
        basis=Basis.KNOWN,
        source=source,
    )
    Succession.objects.create(
        before_partnership=first, after_partnership=second, kind=SuccessionKind.RENAMED, source=source
    )

    for partnership in (first, second, third):
        page = words(client, partnership)
        assert "Second was merged into Third . 2016 · Source 2, 2016; general knowledge".replace(
            " .", "."
        ) in page.replace(" .", ".")
        assert "First was renamed Second. When is not known · Source 2, 2016" in page.replace(" .", ".")


def test_a_long_chain_is_folded_around_the_record(client):
    links = [make_partnership(title=f"Number {number}") for number in range(8)]
    for before, after in pairwise(links):
        Succession.objects.create(
            before_partnership=before, after_partnership=after, kind=SuccessionKind.REPLACED
        )

    at_once, folded = words(client, links[0]).split("The whole chain")

    assert "Number 1 replaced Number 0" in at_once
    assert "Number 7 replaced Number 6" not in at_once
    assert "Number 7 replaced Number 6" in folded


def test_money_received_names_the_giver_the_year_and_the_source(client):
    fund = make_partnership()
    for amount, source in (("50 million", make_source(published="2014")), ("40 million", make_source())):
        Contribution.objects.create(
            partnership=fund, giver_country_id="GB", amount=amount, currency="GBP", year="2014", source=source
        )

    page = words(client, fund)

    assert "United Kingdom 50 million GBP 2014 Source 2, 2014" in page
    assert "United Kingdom 40 million GBP 2014 Source 3, undated" in page


def test_events_resources_commitments_and_what_it_is_a_part_of_are_shown(client):
    partnership = make_partnership(title="The coalition")
    whole = make_partnership(title="The network of networks")
    whole.memberships.create(
        member_partnership=partnership, role=Role.MEMBER, joined="2010", source=whole.source
    )
    meeting = make_event(title="The yearly meeting", partnership=partnership, starts="2012-06")
    summit = make_event(title="The summit", starts="2014")
    Participation.objects.create(event=summit, partnership=partnership, role=ParticipationRole.PRESENTER)
    make_resource(title="The handbook", publisher_partnership=partnership)
    make_commitment(text="Train a thousand officers", partners=[partnership])

    page = words(client, partnership)

    assert "The network of networks Network · Active, date not known Member since 2010" in page
    assert page.index("The summit") < page.index("The yearly meeting")
    assert "Presenter · no public source" in page
    assert "The handbook" in page
    assert "Train a thousand officers" in page
    assert meeting.get_absolute_url() in text(client.get(partnership.get_absolute_url()))


def test_a_sample_has_a_page_as_well(client):
    partnership = make_partnership(is_sample=True, countries=["GB", "FR"])

    assert "Its source states these countries: France, United Kingdom." in words(client, partnership)


def test_the_queries_are_as_many_for_a_large_partnership(client, django_assert_num_queries):
    small = make_partnership(members=[make_organisation()])
    large = make_partnership(members=[make_organisation() for _number in range(40)])
    client.get(small.get_absolute_url())

    with django_assert_num_queries(5):
        client.get(small.get_absolute_url())
    with django_assert_num_queries(5):
        assert "Show 10 more" in text(client.get(large.get_absolute_url()))


def test_desks_of_those_who_run_it_cost_one_query_more(client, django_assert_max_num_queries):
    police = make_organisation(name="Police")
    partnership = make_partnership()
    make_membership(partnership=partnership, organisation=police, role=Role.LEAD)
    make_contact_point(organisation=police, name="Duty desk", visibility="public")
    make_contact_point(organisation=police, name="Hidden desk", visibility="officials")

    with django_assert_max_num_queries(7):  # one of them says which version of the data it is
        page = words(client, partnership)

    assert "Contact Duty desk" in page
    assert "Hidden desk" not in page

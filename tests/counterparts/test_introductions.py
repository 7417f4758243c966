"""Who could introduce one organisation to another: short, honest chains through what is public and current."""

from itertools import pairwise
from random import Random

import pytest

from directory.counterparts import introductions
from directory.counterparts.introductions import MOST_CHAINS, MOST_STEPS, chains
from directory.models import Membership, Organisation, Role, Standing, Succession, SuccessionKind
from directory.records import publishing
from tests.support.factories import make_membership, make_organisation, make_partnership
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    return [make_organisation(name=f"Body {letter}") for letter in "ABCDEF"]


@pytest.fixture
def row(bodies):
    """A works with B, B with C, and so on to F."""
    return [
        make_partnership(title=f"Link {number}", members=pair)
        for number, pair in enumerate(pairwise(bodies), 1)
    ]


def told(found: list) -> list[str]:
    return [" > ".join(f"{link.partnership} > {link.organisation}" for link in chain) for chain in found]


def test_a_chain_names_each_organisation_and_the_partnership_that_leads_to_it(bodies, row):
    a, b, c, d, e, _f = bodies

    assert told(chains(a, b)) == ["Link 1 > Body B"]
    assert told(chains(a, c)) == ["Link 1 > Body B > Link 2 > Body C"]
    assert told(chains(d, a)) == ["Link 3 > Body C > Link 2 > Body B > Link 1 > Body A"]
    assert len(chains(a, e)[0]) == MOST_STEPS


def test_five_steps_are_too_many(bodies, row):
    assert chains(bodies[0], bodies[5]) == []
    assert chains(bodies[0], bodies[0]) == []


def test_of_several_introducers_the_one_with_the_strongest_ties_comes_first(bodies):
    a, b, c, d, e, f = bodies
    for middle in (b, c, d, e):
        make_partnership(members=[a, middle])
        make_partnership(members=[middle, f])
    make_partnership(title="Another with D", members=[a, d, f])
    Membership.objects.filter(partnership__title="Another with D", organisation=a).update(
        standing=Standing.LEFT, left="2020"
    )
    make_partnership(members=[a, d])

    found = chains(a, f)

    assert len(found) == MOST_CHAINS
    assert [link.organisation.name for link in found[0]] == ["Body D", "Body F"]
    assert found[0][1].partnership.title == "Another with D"
    assert len({chain[0].organisation for chain in found}) == MOST_CHAINS


@pytest.mark.parametrize(
    "membership",
    [
        {"standing": Standing.DECLINED},
        {"standing": Standing.DISPUTED},
        {"standing": Standing.LEFT},
        {"left": "2020"},
        {"source": None},
    ],
)
def test_who_is_no_current_public_member_introduces_nobody(bodies, membership):
    a, b, c, *_rest = bodies
    make_partnership(members=[a, b])
    make_membership(partnership=make_partnership(members=[c]), organisation=b, **membership)

    assert chains(a, c) == []


def test_what_was_removed_introduces_nobody(bodies, row):
    a, b, c, d, *_rest = bodies
    around = make_partnership(title="Around B", members=[a, c])

    publishing.remove(b, by=None, reason="Listed twice")
    assert told(chains(a, c)) == ["Around B > Body C"]
    publishing.remove(around, by=None, reason="Listed twice")

    assert chains(a, c) == []
    assert told(chains(c, d)) == ["Link 3 > Body D"]


@pytest.fixture
def taken_over(bodies):
    """B ended, and F took over."""
    b, f = bodies[1], bodies[5]
    Organisation.objects.filter(pk=b.pk).update(ended="2013-10-06")
    return Succession.objects.create(
        before_organisation=b, after_organisation=f, kind=SuccessionKind.REPLACED, happened="2013-10-07"
    )


def test_who_took_over_introduces_in_place_of_one_that_ended_with_a_word_why(bodies, row, taken_over, client):
    a, b, c, _d, _e, f = bodies

    assert told(chains(a, c)) == ["Link 1 > Body F > Link 2 > Body C"]
    assert [link.took_over for link in chains(a, c)[0]] == ["took over from Body B in 2013", ""]
    assert [link.in_place_of for link in chains(a, c)[0]] == ["", "Body B"]
    assert [link.in_place_of for link in chains(f, c)[0]] == ["Body B"]
    assert chains(a, b) == chains(b, a) == []
    page = words(client, f"/organisations/{a.slug}/introductions/?to={b.slug}")
    assert "Body B ended: 6 October 2013. Body F took over." in page
    page = words(client, f"/organisations/{a.slug}/introductions/?to={c.slug}")
    assert "took over from Body B in 2013" in page
    assert "through Link 2 in the place of Body B Body C" in page

    taken_over.delete()
    assert chains(a, c) == []
    page = words(client, f"/organisations/{a.slug}/introductions/?to={b.slug}")
    assert "Body B ended: 6 October 2013. Who took over is not known." in page
    assert told(chains(f, bodies[4])) == ["Link 5 > Body E"]


def test_who_is_a_member_itself_needs_no_word_why(bodies, row, taken_over):
    make_membership(partnership=row[0], organisation=bodies[5])

    assert [link.took_over for link in chains(bodies[0], bodies[5])[0]] == [""]


def test_those_who_followed_each_other_in_a_circle_introduce_nobody(bodies, row, taken_over):
    Organisation.objects.filter(pk=bodies[5].pk).update(ended="2020")
    Succession.objects.create(
        before_organisation=bodies[5], after_organisation=bodies[1], kind=SuccessionKind.RENAMED
    )

    assert chains(bodies[0], bodies[2]) == []


@pytest.mark.parametrize("fields", [{"status": "ended"}, {"ended": "2013"}])
def test_a_partnership_that_ended_leads_nowhere(bodies, fields):
    a, b, *_rest = bodies
    make_partnership(members=[a, b], **fields)

    assert chains(a, b) == []


def test_several_roles_of_a_member_make_no_tie_stronger_and_states_break_nothing(bodies):
    a, b, c, d, *_rest = bodies
    first = make_partnership(members=[a, b])
    make_membership(partnership=first, organisation=b, role=Role.CHAIR, joined="2010")
    make_membership(partnership=first, organisation=b, role=Role.HOST)
    make_partnership(members=[b, d])
    for _number in range(2):
        make_partnership(members=[a, c, d])
        make_partnership(members=[c, d])
    first.memberships.create(country_id="PL", role=Role.PARTY, source=first.source)
    first.memberships.create(member_partnership=make_partnership(), role=Role.MEMBER, source=first.source)
    make_membership(partnership=make_partnership(members=[a]), organisation=b)

    assert len(chains(a, b)) == 2
    assert [chain[0].organisation.name for chain in chains(b, c)] == ["Body A", "Body D"]


def test_its_own_rule_of_who_is_a_member_is_that_of_the_directory(conference):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(introductions.CURRENT)
        ours = set(cursor.fetchall())

    assert ours == set(Membership.objects.current().values_list("partnership_id", "organisation_id"))


def test_nobody_is_offered_the_crime_squad_as_an_introducer(both_sets, client):
    squad, today = (Organisation.objects.get(slug=slug) for slug in ("ncs", "nca"))
    partners = Organisation.objects.filter(memberships__partnership__slug__in=["vgt", "icse"]).distinct()
    found = [chain for one in partners[:8] for other in partners[:8] for chain in chains(one, other)]

    ended = set(Organisation.objects.ended())
    assert found
    assert not ended & {link.organisation for chain in found for link in chain}
    page = words(client, f"/organisations/interpol/introductions/?to={squad.slug}")
    assert f"National Crime Squad ended: 1 April 2006. {today.name} took over." in page


def distance(neighbours: dict, one: int, other: int) -> int:
    """The plain search, step by step from one end."""
    edge, seen = {one}, {one}
    for step in range(1, MOST_STEPS + 1):
        edge = {far for near in edge for far in neighbours[near]} - seen
        if other in edge:
            return step
        seen |= edge
    return 0


@pytest.mark.parametrize("seed", range(5))
def test_chains_are_as_short_as_a_plain_search_finds_and_each_link_holds(seed):
    random = Random(seed)
    bodies = [make_organisation() for _ in range(24)]
    for _ in range(16):
        make_partnership(members=random.sample(bodies, random.randint(1, 3)))
    members: dict[int, set[int]] = {}
    for partnership, organisation in Membership.objects.values_list("partnership_id", "organisation_id"):
        members.setdefault(partnership, set()).add(organisation)
    neighbours = {
        body.pk: {pk for group in members.values() if body.pk in group for pk in group} for body in bodies
    }

    for one in bodies:
        for other in bodies:
            found = chains(one, other)
            assert {len(chain) for chain in found} <= {distance(neighbours, one.pk, other.pk)}
            assert bool(found) == bool(one != other and distance(neighbours, one.pk, other.pk))
            for chain in found:
                before = one.pk
                for link in chain:
                    assert {before, link.organisation.pk} <= members[link.partnership.pk]
                    before = link.organisation.pk
                assert before == other.pk


def test_the_page_shows_the_chain_or_asks_whom_was_meant(client, bodies, row):
    page = f"/organisations/{bodies[0].slug}/introductions/"

    by_key = text(client.get(page, {"to": bodies[2].slug}))
    by_name = text(client.get(page, {"to": "body"}))

    assert "<bdi>Body B</bdi>" in by_key
    assert "<bdi>Link 2</bdi>" in by_key
    assert f"?to={bodies[2].slug}" in by_name
    assert f"?to={bodies[0].slug}" not in by_name
    assert "No other organisation of the directory has this name" in text(
        client.get(page, {"to": "zeppelin"})
    )
    assert "No chain of 4 shared partnerships or fewer" in text(client.get(page, {"to": bodies[5].slug}))


@pytest.mark.parametrize("typed", ["Body B", "body  b", "BB"])
def test_who_is_named_exactly_is_not_asked_about_again(client, bodies, row, typed):
    Organisation.objects.filter(pk=bodies[1].pk).update(acronym="BB")

    page = words(client, f"/organisations/{bodies[0].slug}/introductions/?to={typed}")

    assert "already work together" in page
    assert "Which of these do you mean?" not in page


def test_of_two_with_the_same_name_one_is_asked_which_is_meant(client, bodies):
    for _each in range(2):
        make_organisation(name="Twin")

    page = words(client, f"/organisations/{bodies[0].slug}/introductions/?to=twin")

    assert "Which of these do you mean?" in page


@pytest.mark.parametrize("typed", ["", " ", "x", "\0", "a" * 201, "\u200b", "\ud800", "') --", "<script>"])
def test_whatever_is_asked_is_answered_in_words(client, bodies, typed):
    page = f"/organisations/{bodies[0].slug}/introductions/"

    response = client.get(page, {"to": typed.encode("utf-8", "replace")})

    assert response.status_code in (200, 400)
    assert "<script>" not in text(response).partition("<h1>")[2]


def test_the_page_of_an_organisation_that_was_removed_is_gone(client, bodies):
    publishing.remove(bodies[0], by=None, reason="Listed twice")

    assert client.get(f"/organisations/{bodies[0].slug}/introductions/").status_code == 410
    answer = client.get(f"/organisations/{bodies[1].slug}/introductions/", {"to": bodies[0].slug})
    assert "No other organisation of the directory has this name" in text(answer)

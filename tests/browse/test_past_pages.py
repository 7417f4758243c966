"""`?at=` shows a partnership, and the list, as they were at a time of the past, as far as sources say."""

import datetime
import re

import pytest
from django.utils import timezone

from directory.models import Country, Membership, Partnership, Standing
from tests.support.factories import (
    make_membership,
    make_organisation,
    make_partnership,
    make_shown_partnership,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def groups(page: str) -> tuple[str, str]:
    """What stands under "then", and what under "not known whether then"."""
    _before, _heading, after = page.partition('id="then"')
    then, _heading, not_known = after.partition('id="not-known"')
    return then, not_known


@pytest.fixture
def the_list(client):
    return lambda query: groups(text(client.get(f"/partnerships/?{query}")))


# The list


def test_the_list_of_a_time_has_what_was_then_and_apart_what_is_not_known(the_list):
    make_shown_partnership(title="Was there", started="2001-02", ended="2005", status="ended")
    make_shown_partnership(title="Perhaps there", started="2001", status="ended")
    make_shown_partnership(title="Began later", started="2005-02")
    make_shown_partnership(title="Over by then", started="1999", ended="2004-12", status="ended")
    make_shown_partnership(title="Only planned", status="planned")

    then, not_known = the_list("at=2005-01")

    assert "Was there" in then
    assert "1 partnership existed then" in then
    assert "Perhaps there" in not_known
    assert "It began in 2001 and has ended; no source says when." in not_known
    assert not re.search("Began later|Over by then|Only planned", then + not_known)


def test_filters_by_country_ask_for_the_members_then(the_list):
    british, french = make_organisation(country_id="GB"), make_organisation(country_id="FR")
    left, stayed, unsure, _stated = (
        make_partnership(title=title, started="2000", countries=countries)
        for title, countries in [
            ("British until 2004", ["FR", "DE"]),
            ("British since 2004", ["FR", "DE"]),
            ("Perhaps British", ["FR", "DE"]),
            ("Stated as British", ["GB", "FR"]),
        ]
    )
    make_membership(partnership=left, organisation=british, joined="2000", left="2004")
    make_membership(partnership=left, organisation=french)
    make_membership(partnership=stayed, organisation=british, joined="2004")
    make_membership(partnership=unsure, organisation=british, joined="")

    def titles(query: str) -> tuple[list[str], list[str]]:
        return tuple(
            re.findall("British until 2004|British since 2004|Perhaps British|Stated as British", group)
            for group in the_list(query)
        )

    assert set(titles("at=2003&country=GB")[0]) == {"British until 2004", "Stated as British"}
    assert titles("at=2003&country=GB")[1] == ["Perhaps British"]
    assert set(titles("at=2006&country=GB")[0]) == {"British since 2004", "Stated as British"}
    assert set(titles("at=2006&region=154")[0]) == {"British since 2004", "Stated as British"}


def test_filters_by_sector_ask_for_the_members_then(the_list):
    bank = make_organisation(sector_id="financial")
    with_bank, without = make_shown_partnership(title="With a bank", started="2000"), make_shown_partnership()
    make_membership(partnership=with_bank, organisation=bank, joined="2000", left="2004")
    make_membership(
        partnership=without, organisation=make_organisation(sector_id="financial", founded="2010")
    )

    assert "1 partnership existed then" in the_list("at=2003&sector=financial")[0]
    assert "0 partnerships existed then" in the_list("at=2006&sector=financial")[0]
    assert the_list("at=2006&sector=financial")[1] == ""


def test_other_filters_words_and_order_are_those_of_the_list(the_list):
    make_shown_partnership(title="A fund for children", kind="fund", started="2000", topics=["investigation"])
    make_shown_partnership(title="A network", kind="network", started="2000")

    assert "A network" not in the_list("at=2005&kind=fund")[0]
    assert "A fund" in the_list("at=2005&topic=investigation&q=children")[0]
    then = the_list("at=2005&sort=name")[0]
    assert then.index("A fund") < then.index("A network")


def test_each_group_has_pages(client, the_list):
    for number in range(21):
        make_shown_partnership(title=f"Then {number:03}", started="2000")
    for number in range(101):
        make_shown_partnership(title=f"Perhaps {number:03}")

    first = the_list("at=2005&sort=name")
    second = the_list("at=2005&sort=name&page=2&unsure=2")
    beyond = the_list("at=2005&sort=name&page=9&unsure=9")

    assert "21 partnerships existed then" in first[0]
    assert "Then 019" in first[0]
    assert "Then 020" not in first[0]
    assert "101 partnerships" in first[1]
    assert "Perhaps 100" not in first[1]
    assert "Then 020" in second[0]
    assert "Then 019" not in second[0]
    assert "Perhaps 100" in second[1]
    assert "Perhaps 099" not in second[1]
    assert "Then 020" in beyond[0]
    assert "Perhaps 100" in beyond[1]
    page = text(client.get("/partnerships/?at=2005&page=9"))
    assert "There is no page “9”. This is page 2." in page
    assert "?at=2005&amp;unsure=2#not-known" in page


def test_what_the_usual_list_leaves_out_is_left_out_with_a_way_to_it(client):
    make_partnership(title="Of one country", started="2000", countries=["GB"])

    usual, wider = (
        text(client.get(f"/partnerships/?at=2005{more}")) for more in ("", "&scope=all&freshness=all")
    )

    assert "Of one country" not in usual
    assert "?scope=all&amp;freshness=all&amp;at=2005" in usual
    assert "Of one country" in wider
    assert "Left out are" not in wider


def test_the_page_says_whose_time_it_shows_and_leads_back_to_today(client):
    page = text(client.get("/partnerships/?country=GB&at=June+2006"))

    assert "As it was in June 2006, as far as sources say." in page
    assert 'href="/partnerships/?country=GB">The list of today' in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'name="country" value="GB"' in page  # asked for another time, the filter stays
    assert page.count("Two kinds of time") == 1
    assert ".csv" not in page
    assert ".atom" not in page


@pytest.mark.parametrize("address", ["/partnerships/", "/partnerships/vgt/"])
@pytest.mark.parametrize(
    "typed", ["2006-13", "foo", "1815", "2006-02-30", "03%2F04%2F2006", "%00", "%F0%9F", "9" * 99]
)
def test_what_is_no_time_is_left_out_with_a_sentence(client, address, typed):
    make_partnership(slug="vgt", title="Virtual Global Taskforce", countries=["GB", "FR"])

    response = client.get(f"{address}?at={typed}")

    assert response.status_code == 200
    assert "was left out as a time" in text(response)
    assert "as far as sources say." not in text(response)
    assert "Virtual Global Taskforce" in text(response)


def test_a_time_that_has_not_come_is_left_out(client):
    next_month = (timezone.localdate() + datetime.timedelta(days=40)).isoformat()[:7]

    assert "That time has not come yet." in text(client.get(f"/partnerships/?at={next_month}"))
    assert "left out as a time" not in text(client.get("/partnerships/?at="))


@pytest.mark.parametrize(
    "name",
    ["partnerships.csv", "partnerships.xlsx", "partnerships.json", "partnerships.atom", "memberships.csv"],
)
def test_files_and_feeds_refuse_a_time_for_they_hold_what_is_known_today(client, name):
    response = client.get(f"/{name}?at=2006")

    assert response.status_code == 400
    assert "Files hold what is known today" in response.content.decode()


# One partnership


@pytest.fixture
def taskforce():
    partnership = make_partnership(slug="vgt", title="Virtual Global Taskforce", started="2003-12")
    for name, fields in {
        "Stayed": {"joined": "2003-12"},
        "Came later": {"joined": "2007"},
        "Left before": {"joined": "2003-12", "left": "2005"},
        "Of unknown start": {},
        "Not listed any more": {"joined": "2004", "no_longer_listed": True},
        "Declined": {"joined": "2003-12", "standing": Standing.DECLINED},
        "Named by another": {"joined": "2003-12", "source": None},
    }.items():
        make_membership(partnership=partnership, organisation=make_organisation(name=name), **fields)
    ended = make_organisation(name="Ended itself", ended="2006-04")
    make_membership(partnership=partnership, organisation=ended, joined="2004")
    return partnership


def members(page: str) -> tuple[set[str], set[str]]:
    _before, _heading, after = page.partition('id="members"')
    after, _heading, _sources = after.partition('id="sources"')
    return tuple(
        set(re.findall("<bdi>([A-Z][^<]+)</bdi></a>", group))
        for group in after.partition('id="not-known"')[::2]
    )


def test_a_partnership_shows_who_took_part_then_and_of_whom_it_is_not_known(client, taskforce):
    page = text(client.get("/partnerships/vgt/?at=2006-06"))

    assert members(page) == ({"Stayed"}, {"Of unknown start", "Not listed any more"})
    assert "3 members are left out" in page
    assert "It existed in June 2006." in page
    assert "As it was in June 2006, as far as sources say." in page
    assert 'href="/partnerships/vgt/">As it is today' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Those of today." in page
    assert page.count("Two kinds of time") == 1
    assert not re.search("Declined|Named by another|Came later|Left before|Ended itself", page)


def test_an_organisations_own_dates_count_as_well_as_its_membership(client, taskforce):
    assert "Ended itself" in members(text(client.get("/partnerships/vgt/?at=2006-03")))[0]
    assert "Ended itself" in members(text(client.get("/partnerships/vgt/?at=2006-04-15")))[1]
    assert "Ended itself" not in text(client.get("/partnerships/vgt/?at=2006-05"))


def test_before_it_began_a_partnership_has_no_members_whatever_their_rows_say(client, taskforce):
    page = text(client.get("/partnerships/vgt/?at=2003-11-05"))

    assert "It did not exist yet on 5 November 2003: it began in December 2003." in page
    assert "Of unknown start" not in page


def test_whoever_took_part_for_sure_in_one_role_is_not_doubtful_in_another(client):
    partnership, chair = make_partnership(slug="vgt"), make_organisation(name="Chair and member")
    make_membership(partnership=partnership, organisation=chair, joined="2001")
    make_membership(partnership=partnership, organisation=chair, role="chair")

    assert members(text(client.get("/partnerships/vgt/?at=2006"))) == ({"Chair and member"}, set())


def test_countries_and_partnerships_are_members_of_their_time_too(client):
    partnership = make_partnership(slug="vgt")
    part = make_partnership(title="A part", started="2003", ended="2005", status="ended")
    Membership.objects.create(
        partnership=partnership,
        member_partnership=part,
        role="member",
        joined="2003",
        source=partnership.source,
    )
    Membership.objects.create(
        partnership=partnership,
        country=Country.objects.get(code="FR"),
        role="party",
        joined="2004",
        source=partnership.source,
    )

    assert "A part" in text(client.get("/partnerships/vgt/?at=2004"))
    page = text(client.get("/partnerships/vgt/?at=2006"))
    assert "A part" not in page
    assert "France" in page


def test_the_page_of_today_has_a_form_for_other_times(client, taskforce):
    page = text(client.get("/partnerships/vgt/"))

    assert '<input id="at" name="at"' in page
    assert "/partnerships/vgt/history/" in page
    assert "noindex" not in page


@pytest.mark.parametrize(
    ("started", "ended", "status", "sentence"),
    [
        ("", "", "active", "No source says when it began."),
        ("", "2007", "ended", "It ended in 2007; no source says when it began."),
        ("2006", "", "active", "It began in 2006; no source is more precise."),
        ("2006", "2006", "ended", "It began in 2006 and ended in 2006; no source is more precise."),
        ("2001", "", "ended", "It began in 2001 and has ended; no source says when."),
        ("2001", "", "unknown", "It began in 2001; whether it still exists is not known."),
        ("", "2005-12-24", "ended", "It did not exist any more in June 2006: it ended on 24 December 2005."),
        ("", "", "planned", "It is only planned, and no source says that it has begun."),
    ],
)
def test_a_sentence_says_what_is_known_and_what_is_not(client, started, ended, status, sentence):
    make_partnership(slug="vgt", started=started, ended=ended, status=status)

    assert sentence in text(client.get("/partnerships/vgt/?at=2006-06"))


def test_a_removed_partnership_says_so_at_any_time(client, taskforce):
    Partnership.objects.filter(pk=taskforce.pk).update(removed_at=timezone.now())

    assert client.get("/partnerships/vgt/?at=2006").status_code == 410

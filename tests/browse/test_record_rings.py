"""The drawing on the page of a record has those whom the table beneath has, and the other way round."""

import re

import pytest

from directory.models import Role, Standing
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def labels(page: str) -> list[str]:
    return re.findall(r'<text class="label[^>]*>([^<]*)</text>', page)


@pytest.fixture
def taskforce():
    partnership = make_partnership(title="Global Taskforce", acronym="GTF")
    for acronym, country, role in (
        ("AFP", "AU", Role.CHAIR),
        ("NCA", "GB", Role.MEMBER),
        ("BANK", "US", Role.FUNDER),
    ):
        make_membership(
            partnership=partnership,
            organisation=make_organisation(name=f"The {acronym}", acronym=acronym, country_id=country),
            role=role,
        )
    partnership.memberships.create(country_id="PL", role=Role.MEMBER, source=partnership.source)
    return partnership


def test_each_member_of_today_is_drawn_and_stands_in_the_table(client, taskforce):
    gone = make_organisation(name="The GONE", acronym="GONE")
    make_membership(partnership=taskforce, organisation=gone, left="2010", standing=Standing.LEFT)

    page = text(client.get(taskforce.get_absolute_url()))

    table = page[page.index('<table class="members"') : page.index("Former members")]
    in_table = re.findall(r'<th scope="rowgroup".*?<bdi>(.*?)</bdi>', table, re.DOTALL)
    drawn = {label.split(" · ")[0] for label in labels(page)}
    assert (
        {name.removeprefix("The ") for name in in_table}
        == drawn | {"Poland"}
        == {"AFP", "NCA", "BANK", "Poland"}
    )
    assert re.findall('class="tie(.*?)"', page).count(" lead") == 1
    assert re.findall('class="tie(.*?)"', page).count(" part") == 1
    assert "The same as a table: 4 members" in page


def test_two_members_are_no_drawing(client):
    partnership = make_partnership(members=[make_organisation(), make_organisation()])

    assert 'class="ring' not in text(client.get(partnership.get_absolute_url()))


def test_of_many_members_sixty_are_drawn_and_the_page_says_so(client):
    partnership = make_partnership(members=[make_organisation() for _number in range(63)])

    page = text(client.get(partnership.get_absolute_url()))

    assert len(labels(page)) == 60
    assert "The first 60 of 63 are drawn; the table has all." in page


def test_what_an_organisation_shares_is_drawn_as_its_table_says(client):
    police, partner, once = (make_organisation(name=name) for name in ("Police", "Partner", "Once"))
    make_partnership(title="First", members=[police, partner, once])
    make_partnership(title="Second", members=[police, partner])
    make_partnership(title="Third", members=[police])

    for address in (police.get_absolute_url(), f"{police.get_absolute_url()}network/"):
        page = text(client.get(address))

        assert labels(page) == ["Partner"]  # who shares one is one of many
        assert page.count('class="disc"') == 3
        # Three lines from the middle, and one for each partnership that the row of the partner names
        row = next(part for part in page.split("<tr>") if "<bdi>Partner</bdi>" in part)
        assert page.count('class="tie') == 3 + len(re.findall("/partnerships/", row)) == 5
        assert "<b>2</b>" in row


def test_the_network_of_a_partnership_names_those_that_share_members(client, taskforce):
    chair = taskforce.memberships.get(role=Role.CHAIR).organisation
    make_partnership(title="Another", members=[chair, make_organisation(name="Not shared")])
    make_partnership(title="Removed", members=[chair], removed_at="2026-01-01T00:00:00Z")

    page = text(client.get(f"{taskforce.get_absolute_url()}network/"))

    assert labels(page) == ["AFP"]
    assert "Another" in page
    assert "Removed" not in page
    assert "Not shared" not in page
    assert page.count('class="tie') == 2


def test_a_partnership_that_shares_nobody_says_so(client):
    partnership = make_partnership(members=[make_organisation()])

    assert "No other partnership is known to share a member with it." in words(
        client, f"{partnership.get_absolute_url()}network/"
    )


def test_the_same_record_gives_the_same_bytes(client, taskforce):
    first, second = (text(client.get(taskforce.get_absolute_url())) for _time in range(2))

    assert re.search("<svg.*</svg>", first, re.DOTALL)[0] == re.search("<svg.*</svg>", second, re.DOTALL)[0]


def test_a_country_says_whom_to_call_and_what_is_not_known(client):
    police = make_organisation(name="Police", country_id="BR", sector_id="law_enforcement")
    make_partnership(
        title="Shared", members=[police, make_organisation(country_id="PT")], topics=["training"]
    )

    page = words(client, "/countries/br/")

    assert "1 organisation, 1 partnership, shared with 1 country." in page
    assert (
        "No desk that everybody may see is listed for this country yet. Who works on it; no desk is listed"
        in page
    )
    assert "Contact desks: no desk that everybody may see is listed." in page
    assert "Works with 1 country" in page
    assert "Portugal 1" in page

    desk = make_contact_point(organisation=police, name="Duty desk", visibility="public")
    desk.topics.set(["training"])
    make_contact_point(organisation=police, name="Hidden desk", visibility="officials")

    page = words(client, "/countries/br/")

    assert "Duty desk Police" in page
    assert "Hidden desk" not in page
    assert "no desk is listed" not in page


def test_each_record_leads_to_the_finder_with_what_it_knows(client):
    partnership = make_partnership(countries=["PL"], topics=["training"])
    police = make_organisation(country_id="BR", sector_id="law_enforcement")

    for address, parameters in (
        (partnership.get_absolute_url(), "country=PL&amp;topic=training"),
        (police.get_absolute_url(), "country=BR&amp;sector=law_enforcement"),
        ("/countries/br/", "country=BR"),
        ("/topics/training/", "topic=training"),
    ):
        assert f'href="/counterparts/?{parameters}"' in text(client.get(address)), address


def test_a_record_can_be_followed(client):
    partnership = make_partnership(title="Alliance & Co", summary="What it does.")
    address = f"{partnership.get_absolute_url()}feed.atom"

    assert f'href="{address}"' in text(client.get(partnership.get_absolute_url()))
    feed = text(client.get(address))
    assert "<title>Alliance &amp; Co</title>" in feed
    assert "What it does." in feed
    assert client.get("/partnerships/nobody/feed.atom").status_code == 404
    assert client.get("/nothing/nobody/feed.atom").status_code == 404

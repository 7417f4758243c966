"""What the page of an organisation says: its life, what it is a member of since when, and what became of it."""

import re

import pytest

from directory.models import (
    Contribution,
    EventSession,
    NameKind,
    Organisation,
    OtherName,
    Participation,
    ParticipationRole,
    Role,
    Standing,
    Succession,
    SuccessionKind,
)
from tests.support.factories import (
    make_commitment,
    make_event,
    make_membership,
    make_organisation,
    make_partnership,
    make_source,
)
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def page_of(client, organisation) -> str:
    return words(client, organisation.get_absolute_url())


def test_its_life_and_former_names_are_told(client):
    squad = make_organisation(
        name="Crime Squad", founded="1998-04", ended="2006-03-31", formerly=["Regional Squads"]
    )
    OtherName.objects.create(organisation=squad, name="RCS", kind=NameKind.FORMER_ACRONYM)

    page = page_of(client, squad)

    assert "Ended: 31 March 2006" in page
    assert "Founded April 1998 Ended 31 March 2006" in page
    assert "Former names Regional Squads Former acronyms RCS" in page


def test_an_end_that_is_still_to_come_is_no_end(client):
    page = page_of(client, make_organisation(ended="2031"))

    assert "Ends 2031" in page
    assert "Ended" not in page


def test_nobody_works_with_one_that_ended(client):
    squad, agency = (
        make_organisation(name="Crime Squad", ended="2006-03-31"),
        make_organisation(name="Agency"),
    )
    bureau = make_organisation(name="Bureau", ended="2031")
    make_partnership(members=[squad, agency, bureau])

    _before, of_agency = page_of(client, agency).split("Works with")
    _before, of_squad = page_of(client, squad).split("Worked with")

    assert "Bureau" in of_agency
    assert "Crime Squad" not in of_agency
    assert "Agency" in of_squad


def test_the_list_says_which_ones_ended(client):
    make_organisation(name="Agency", ended="2013")
    make_organisation(name="Bureau", ended="2031")

    page = words(client, "/organisations/")

    assert "Agency Ended" in page
    assert "Bureau Ended" not in page


def test_memberships_stand_by_partnership_with_role_period_and_source(client):
    agency = make_organisation()
    source = make_source(published="2024-11-08")
    forum = make_partnership(title="Forum", kind="forum", source=make_source(published="2005-12"))
    alliance = make_partnership(title="Alliance")
    make_membership(
        partnership=forum, organisation=agency, role=Role.CHAIR, joined="2009", left="2012", source=source
    )
    make_membership(partnership=forum, organisation=agency, joined="2003-10", source=source)
    make_membership(
        partnership=alliance, organisation=agency, left="2010", standing=Standing.LEFT, source=source
    )

    current, former = page_of(client, agency).split("Formerly")

    assert "Forum Forum · Active in 2005 Member since October 2003 Source 1, 8 November 2024" in current
    assert "Chair 2009 to 2012 Source 1, 8 November 2024" in current
    assert "Alliance" not in current
    assert "Alliance Network · Active, date not known Member until 2010 Source 1, 8 November 2024" in former


def test_what_became_of_it_is_one_chain_on_each_page(client):
    squad, agency, successor = (make_organisation(name=name) for name in ("Squad", "Agency", "Successor"))
    Succession.objects.create(
        before_organisation=squad,
        after_organisation=agency,
        kind=SuccessionKind.MERGED,
        happened="2006-04-01",
    )
    Succession.objects.create(
        before_organisation=agency,
        after_organisation=successor,
        kind=SuccessionKind.REPLACED,
        happened="2013",
    )

    for organisation in (squad, agency, successor):
        page = page_of(client, organisation).replace(" .", ".")
        assert page.index("Squad was merged into Agency. 1 April 2006") < page.index(
            "Successor replaced Agency. 2013"
        )


def test_events_commitments_and_money_given_are_told(client):
    ministry = make_organisation()
    workshop = make_event(title="The conference", starts="2005-11")
    session = EventSession.objects.create(event=workshop, key="one", title="Reporting", order=1)
    # Sources are numbered by their titles
    for role, title in ((ParticipationRole.PRESENTER, "Agenda"), (ParticipationRole.FACILITATOR, "Minutes")):
        Participation.objects.create(
            event=workshop,
            session=session,
            organisation=ministry,
            role=role,
            source=make_source(title=title, published="2005"),
        )
    make_commitment(text="Write a manual", partners=[ministry])
    Contribution.objects.create(
        partnership=make_partnership(title="The fund"),
        giver_organisation=ministry,
        amount="815,000",
        currency="AUD",
    )

    page = page_of(client, ministry)

    assert (
        "The conference November 2005 Facilitator: Reporting · Source 2, 2005 Presenter: Reporting · Source 1, 2005"
        in page
    )
    assert "Write a manual" in page
    assert "The fund 815,000 AUD year not known no public source" in page


def test_the_queries_are_as_many_for_many_memberships(client, django_assert_num_queries):
    one, many = make_organisation(), make_organisation()
    make_partnership(members=[one])
    for _number in range(40):
        make_partnership(members=[many])
    client.get(one.get_absolute_url())

    with django_assert_num_queries(5):
        client.get(one.get_absolute_url())
    with django_assert_num_queries(5):
        assert "Show 10 more" in page_of(client, many)


def test_hardly_an_organisation_of_the_conference_leads_nowhere(conference, client):
    leads = re.compile(r'href="/(partnerships|events|commitments|resources|organisations)/[\w-]+/"')
    nowhere = []
    for organisation in Organisation.objects.all():
        page = text(client.get(organisation.get_absolute_url()))
        main = page[page.index("<h1") : page.index("</main>")].replace(
            f"/organisations/{organisation.slug}/", ""
        )
        if not leads.search(main):
            nowhere.append(organisation.slug)

    assert len(nowhere) <= 3


@pytest.mark.parametrize(
    ("note", "state"),
    [("about 2017", "Named by a source of about 2017"), ("undated", "Named by a source without a date")],
)
def test_a_date_that_is_known_only_about_is_said_so(client, note, state):
    organisation = make_organisation(source=make_source(published="", date_note=note))

    assert state in text(client.get(organisation.get_absolute_url()))

"""Where a country has no desk, organisations there are leads, by topic, and never contacts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.finding import facets
from directory.finding.leads import Lead, leads_of
from directory.models import Country, Visibility
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_organisation,
    make_partnership,
)

pytestmark = pytest.mark.django_db


def leads(code: str = "BR"):
    return leads_of(Country.objects.get(code=code), facets.values(facets.data_version()))


def by_topic(code: str = "BR") -> dict[str, list[str]]:
    return {topic.code: [lead.name for lead in topic.leads] for topic in leads(code).known}


def test_an_organisation_is_a_lead_for_the_topics_of_its_partnerships():
    safernet = make_organisation(name="SaferNet", country_id="BR")
    elsewhere = make_organisation(name="Elsewhere", country_id="PT")
    for _number in range(2):
        make_partnership(topics=["reporting"], members=[safernet, elsewhere])
    make_partnership(topics=["training"], members=[safernet])

    answer = leads()

    assert {topic.code: topic.leads for topic in answer.known} == {
        "reporting": [Lead(safernet.slug, "SaferNet", 2)],
        "training": [Lead(safernet.slug, "SaferNet", 1)],
    }
    assert not answer.has_desk
    assert "investigation" in [topic.code for topic in answer.unknown]


def test_those_with_most_partnerships_come_first_and_the_others_are_counted():
    organisations = [make_organisation(name=name, country_id="BR") for name in ("D", "C", "B", "A")]
    make_partnership(topics=["reporting"], members=organisations)
    make_partnership(topics=["reporting"], members=organisations[:1])

    (topic,) = leads().known

    assert [lead.name for lead in topic.leads] == ["D", "A", "B"]
    assert topic.further_count == 1


def test_whoever_has_a_desk_that_everybody_may_see_is_no_lead():
    contact, hidden = (make_organisation(name=name, country_id="BR") for name in ("Contact", "Hidden"))
    make_contact_point(organisation=contact)
    make_contact_point(organisation=hidden, visibility=Visibility.OFFICIALS)
    make_partnership(topics=["reporting"], members=[contact, hidden])

    assert by_topic() == {"reporting": ["Hidden"]}
    assert leads().has_desk


def test_a_desk_for_every_country_is_none_of_this_one():
    make_contact_point(organisation=make_organisation(country_id="PT"), is_worldwide=True)

    assert not leads().has_desk


def test_a_restricted_desk_does_not_show_itself():
    make_contact_point(organisation=make_organisation(country_id="BR"), visibility=Visibility.REGISTERED)

    assert not leads().has_desk


def test_neither_who_left_nor_who_ended_nor_a_sample_is_a_lead():
    ended, sample, former = (
        make_organisation(country_id="BR", **fields)
        for fields in ({"ended": "2011"}, {"is_sample": True}, {})
    )
    partnership = make_partnership(topics=["reporting"], members=[ended, sample])
    make_membership(partnership=partnership, organisation=former, left="2012")

    assert by_topic() == {}


def test_leads_cost_two_queries():
    for _number in range(5):
        make_partnership(
            topics=["reporting", "training"],
            members=[make_organisation(country_id="BR") for _member in range(3)],
        )
    values = facets.values(facets.data_version())
    country = Country.objects.get(code="BR")

    with CaptureQueriesContext(connection) as queries:
        leads_of(country, values)

    assert len(queries) == 2

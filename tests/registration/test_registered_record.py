"""What a questionnaire adds to a record is shown on its pages, and in its history."""

import pytest

from directory.models import Actor
from directory.records import publishing
from directory.records.forms import ContactPointForm, PartnershipForm
from tests.support.factories import make_organisation, make_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_a_partnership_shows_its_links_legal_basis_evaluation_and_whom_it_looks_for(client):
    partnership = make_partnership()
    asked = {
        "key": partnership.slug,
        "links": ["https://report.example.org/"],
        "legal_basis": "A memorandum of 2012",
        "evaluation": "Reviewed by a university in 2015.",
        "sought_sectors": ["industry"],
        "sought_countries": ["BR"],
    }

    publishing.publish(
        {PartnershipForm: [asked]}, by=None, source="", why="Questionnaire", actor=Actor.ORGANISATION
    )

    page = text(client.get(partnership.get_absolute_url()))
    for words in (
        'href="https://report.example.org/"',
        "A memorandum of 2012",
        "Reviewed by a university in 2015.",
        "Looks for partners",
        "Brazil",
    ):
        assert words in page
    history = text(client.get(f"{partnership.get_absolute_url()}history/"))
    for words in (
        "Further links",
        "Legal basis",
        "Evaluation",
        "Sectors sought",
        "An organisation, about itself",
    ):
        assert words in history


@pytest.mark.parametrize(
    ("visibility", "is_shown"),
    [("public", True), ("registered", False), ("officials", False), ("secretariat", False)],
)
def test_an_organisation_shows_the_desks_that_everybody_may_see(client, visibility, is_shown):
    organisation = make_organisation()
    desk = {
        "key": "a-desk",
        "organisation": organisation.slug,
        "name": "Cross-border desk",
        "mailbox": "desk@example.org",
        "languages": ["fr"],
        "visibility": visibility,
    }

    publishing.publish({ContactPointForm: [desk]}, by=None, source="", why="Questionnaire")

    page = text(client.get(organisation.get_absolute_url()))
    assert ("desk@example.org" in page) is is_shown
    assert ("Cross-border desk" in page) is is_shown

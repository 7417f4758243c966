"""What an import did to the sources of statements is undone as a whole, in their order."""

import pytest

from directory.importing import undoing
from directory.models import FurtherSource, Membership, Partnership, PartnershipHistory
from directory.records.forms import MembershipForm, PartnershipForm
from directory.records.publishing import publish
from tests.support.factories import make_membership, make_organisation, make_partnership, make_source

pytestmark = pytest.mark.django_db


def state() -> tuple[list, list, list]:
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Partnership, Membership, FurtherSource)
    )


@pytest.mark.parametrize("listed", ["", "a", "b", "c;a", "d;c;b;a"])
def test_the_sources_of_a_record_and_of_its_members_come_back_in_their_order(listed):
    sources = {key: make_source(slug=key) for key in "abcd"}
    partnership, organisation = make_partnership(source=sources["a"]), make_organisation()
    member = make_membership(partnership=partnership, organisation=organisation, source=sources["b"])
    for statement in ({"partnership": partnership}, {"membership": member}):
        for key in "cd":
            FurtherSource.objects.create(source=sources[key], **statement)
    before = state()
    keys = listed.split(";") if listed else []
    row = {"partnership": partnership.slug, "organisation": organisation.slug, "role": "member"}

    publish(
        {
            PartnershipForm: [{"key": partnership.slug, "title": "New", "source": keys}],
            MembershipForm: [{**row, "joined": "2005", "source": keys}],
        },
        by=None,
        source="a-file",
        why="An import",
    )
    assert state() != before
    context = PartnershipHistory.objects.latest("pgh_id").pgh_context_id
    undoing.undo(context, by=None, source="", why="Undone")

    assert state() == before

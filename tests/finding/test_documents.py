"""Documents hold what everybody may see, and follow whatever changes."""

import pytest
from django.utils import timezone

from directory.models import Document, Organisation, Topic, Visibility
from tests.support import oracle
from tests.support.factories import make_contact_point, make_event, make_organisation, make_partnership
from tests.support.reading import text

pytestmark = pytest.mark.django_db


def found(client, typed: str) -> str:
    return text(client.get("/search/", {"q": typed})).replace("<mark>", "").replace("</mark>", "")


@pytest.mark.parametrize("visibility", [level for level in Visibility if level != Visibility.PUBLIC])
def test_a_desk_that_not_everybody_may_see_has_no_document(client, visibility):
    make_contact_point(name="Lanterna desk", visibility=visibility)

    assert not Document.objects.filter(kind="contactpoint").exists()
    assert "0 found" in found(client, "lanterna")


def test_a_public_desk_is_found_until_it_is_restricted(client):
    desk = make_contact_point(name="Lanterna desk")
    assert "Lanterna desk" in found(client, "lanterna")

    desk.visibility = Visibility.OFFICIALS
    desk.save()

    assert "0 found" in found(client, "lanterna")
    assert oracle.drift() == []


def test_a_desk_goes_with_its_organisation(client):
    organisation = make_organisation(name="Somebody")
    make_contact_point(name="Lanterna desk", organisation=organisation)

    Organisation.objects.filter(pk=organisation.pk).update(removed_at=timezone.now())

    assert "0 found" in found(client, "lanterna")
    assert "0 found" in found(client, "somebody")
    assert oracle.drift() == []


def test_samples_are_not_found(client):
    organisation = make_organisation(name="Lanterna", is_sample=True)
    make_contact_point(name="Lanterna desk", organisation=organisation)
    make_contact_point(name="Lanterna bureau", is_sample=True)
    make_partnership(title="Lanterna", is_sample=True)

    assert "0 found" in found(client, "lanterna")


def test_a_new_term_of_a_topic_finds_all_that_is_about_it_at_once(client):
    partnership = make_partnership(title="Alpha", topics=["training"])
    make_event(title="Beta")

    Topic.objects.filter(slug="training").update(other_terms="zeppelin school")

    page = text(client.get("/partnerships/?q=zeppelin"))
    assert partnership.title in page
    assert "By its topic" in page
    assert oracle.drift() == []

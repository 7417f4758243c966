"""Parts of pages that are kept: for one version of the data and one day, so many at most, and nothing that words made."""

import datetime

import pytest
from django.utils import timezone

from directory.browse import lists, results
from directory.finding import facets, kept_parts
from directory.finding.kept_parts import KeptParts
from tests.support.factories import make_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> KeptParts:
    kept = KeptParts(most=2)
    yield kept
    KeptParts.every.remove(kept)


def test_parts_are_those_of_a_version(kept):
    kept.at(1)["part"] = "old"

    assert kept.at(1) == {"part": "old"}
    assert kept.at(2) == {}


def test_what_is_made_of_an_older_version_is_not_kept(kept):
    kept.at(2)["part"] = "new"
    kept.at(1)["part"] = "old"

    assert kept.at(2) == {"part": "new"}


def test_parts_are_those_of_a_day(kept, monkeypatch):
    kept.at(1)["part"] = "of today"
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    assert kept.at(1) == {}


def test_more_parts_than_the_most_are_made_anew(kept):
    kept.at(1)["first"] = kept.at(1)["second"] = ""

    assert kept.at(1) == {}


def test_all_are_forgotten_with_the_values(kept):
    kept.at(1)["part"] = ""

    facets.forget()

    assert kept.at(1) == {}
    assert kept_parts.KeptParts.every.count(kept) == 1


def test_a_list_that_was_shown_is_not_read_again(client, django_assert_num_queries):
    make_partnership(title="A network")
    client.get("/partnerships/?scope=all")

    with django_assert_num_queries(3):  # the version, the counts and the ids
        page = text(client.get("/partnerships/?scope=all"))

    assert "A network" in page


def test_a_list_shows_at_once_what_changed(client):
    partnership = make_partnership(title="Its old name")
    client.get("/partnerships/?scope=all")

    partnership.title = "Its new name"
    partnership.save(update_fields=["title"])

    page = text(client.get("/partnerships/?scope=all"))
    assert "Its new name" in page
    assert "Its old name" not in page


def test_each_language_has_rows_and_a_panel_of_its_own(client):
    make_partnership(title="A network")

    english, french = (text(client.get(f"{language}/partnerships/?scope=all")) for language in ("", "/fr"))

    for page, prefix in [(english, ""), (french, "/fr")]:
        assert f'href="{prefix}/partnerships/' in page
    assert {key[0] for key in results.kept_rows.parts} == {"en", "fr"}


def test_what_somebody_looks_for_is_not_kept(client):
    make_partnership(title="A network of hotlines")

    found = text(client.get("/partnerships/?q=hotlines"))
    page = text(client.get("/partnerships/?scope=all"))

    assert "<mark>hotlines</mark>" in found
    assert "<mark>" not in page
    assert "A network of hotlines" in page
    assert not any("hotlines" in str(key) for key in lists.kept_panels.parts)

"""The conference data set on the pages of events and sources."""

import csv

import pytest
from django.conf import settings

from directory.browse import sources
from directory.models import EventSession, Source
from directory.models.statements import resting_on, statement_counts
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_all_parts_of_the_data_set_stand_on_the_pages_of_events(conference, client):
    folder = settings.BASE_DIR / "directory" / "sample" / "conference"
    with (folder / "participations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 77

    for slug in {row["event"] for row in rows}:
        page = text(client.get(f"/events/{slug}/"))
        parts = page[page.index("Who took part") : page.index("What was promised")]
        of_event = [row for row in rows if row["event"] == slug]
        assert parts.count("<li>") == len(of_event)
        for row in of_event:
            if row["country"]:
                assert f"/countries/{row['country'].lower()}/" in parts
            else:
                name = row["organisation"] or row["partnership"]
                kind = "organisations" if row["organisation"] else "partnerships"
                assert f'href="/{kind}/{name}/"' in parts


def test_the_eight_workshops_have_an_anchor_each(conference, client):
    page = text(client.get("/events/vgt-conference-2005/"))

    for session in EventSession.objects.filter(event__slug="vgt-conference-2005"):
        assert f'id="session-{session.key}"' in page
    assert page.count('id="session-') == 8


def test_each_kind_of_the_data_set_is_counted_as_its_files_have_it(conference, client):
    counts = statement_counts(Source.objects.values_list("pk", flat=True))

    total = {kind: sum(of_source.get(kind, 0) for of_source in counts.values()) for kind in sources.KINDS}
    assert total["participation"] == 77
    assert total["commitment"] == 63
    assert total["figure"] == 14
    for source in Source.objects.all():
        for kind, number in counts[source.pk].items():
            assert resting_on(kind, source).count() == number


@pytest.mark.parametrize(
    ("query", "number"), [("", 5), ("statement=figure", 4), ("date=undated", 3), ("q=interpol", 1)]
)
def test_sources_are_narrowed(conference, client, query, number):
    assert f"{number} source" in text(client.get(f"/sources/?{query}"))


@pytest.mark.parametrize(
    ("words", "count", "address"),
    [
        ("london summit", "2 events", "/events/weprotect-summit-london/"),
        ("written answers", "1 source", "/sources/hansard-166800/"),
        ("operation rescue", "3 figures", "/sources/global-alliance/"),
    ],
)
def test_the_search_over_everything_finds_events_sources_and_figures(
    conference, client, words, count, address
):
    page = text(client.get("/search/", {"q": words}))

    assert count in page
    assert address in page

"""What `./run bench` compares is comparable: the directory is the same each time, and both ways count the same."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from directory.bench import databases, measuring, pages, tables, usual
from directory.bench.seeding import Directory
from directory.finding import facets, search
from directory.finding.filters import PartnershipFilter
from directory.models import Listing, Membership, Partnership
from tests.support import oracle
from tests.support.databases import kept_for_the_module
from tests.support.processes import wait_until

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 1)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    with kept_for_the_module(django_db_blocker):
        try:
            databases.require_rights()
        except databases.NotAllowed as reason:
            pytest.skip(str(reason))
        databases.fill(Directory(200, seed=1, today=timezone.localdate()))
        yield


@pytest.fixture
def filled_with_what_joins_can_say(filled):
    """Without partnerships that are members of others, and without former members where no current one is left."""
    Membership.objects.filter(member_partnership__isnull=False).delete()
    without_current = Partnership.objects.exclude(pk__in=Membership.objects.current().values("partnership"))
    Membership.objects.filter(partnership__in=without_current).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the listings are computed at commit otherwise
    facets.forget()
    yield
    facets.forget()


def asked(query: str) -> PartnershipFilter:
    found = PartnershipFilter(QueryDict(query), values=facets.values(facets.data_version()))
    assert found.is_valid()
    return found


def test_the_same_seed_gives_the_same_directory_and_another_seed_another():
    first, again, other = (list(Directory(50, seed=seed, today=TODAY).batches()) for seed in (1, 1, 2))

    assert first == again
    assert first != other


def test_what_is_derived_in_bulk_is_what_the_triggers_would_have_derived(filled):
    assert Listing.objects.count() == 200
    assert oracle.drift() == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "scope=all&freshness=all",
        "country=GB",
        "region=150&sector=hotline&sector=industry",
        "topic=training&language=fr&kind=network&status=active",
        "freshness=dormant&scope=both",
    ],
)
def test_the_usual_ways_find_and_count_what_we_do(filled_with_what_joins_can_say, query):
    ours = search.count(asked(query).search)

    for way in (usual.GOOD, usual.PLAIN):
        answer = way.answer(asked(query), page=1)
        assert (answer.total, len(answer.rows)) == (ours.total, min(ours.total, search.PAGE_SIZE))
        assert answer.by_value == {v: n for v, n in ours.by_value.items() if v}


def test_a_stored_vector_finds_the_words_that_we_find(filled_with_what_joins_can_say):
    ours = search.count(asked("q=protection&scope=all").search)

    answer = usual.GOOD.answer(asked("q=protection&scope=all"), page=1)

    assert answer.total == ours.total > 0
    assert answer.by_value == {v: n for v, n in ours.by_value.items() if v}


def test_every_page_that_is_measured_is_answered(filled, client):
    kinds = pages.kinds(facets.values(facets.data_version()))

    answers = {address: client.get(address).status_code for kind in kinds for address in kind.addresses}

    assert all(kind.addresses for kind in kinds)
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_every_file_that_is_measured_is_answered_in_full(filled, client):
    for address in pages.files():
        text = b"".join(client.get(address).streaming_content).decode()

        assert len([line for line in text.splitlines() if "partnership-" in line]) >= 200


def test_the_memory_of_a_process_and_of_those_that_it_started_is_known():
    process = subprocess.Popen(
        [sys.executable, "-c", "held = b'x' * 60_000_000; input()"], stdin=subprocess.PIPE
    )
    try:
        wait_until(lambda: measuring.most_memory(process.pid) > 60)
        assert measuring.most_memory(process.pid) < 150
        assert Path("/proc", str(process.pid)) in measuring.started_by(os.getpid())
    finally:
        process.communicate(b"\n")


def test_what_is_written_to_take_the_time_is_gone_afterwards(filled):
    times = measuring.writes(seconds=0)

    assert len(times.each) == measuring.FEWEST
    assert Partnership.objects.count() == 200
    assert oracle.drift() == []


def test_time_in_the_database_is_added_up_and_limited(db):
    with measuring.Spent() as spent, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.01)")
        cursor.execute("SELECT 1")

    assert spent.queries == 2
    assert spent.seconds >= 0.01


def test_tables_are_drawn_in_columns_or_in_markdown():
    rows = [["Page", "ms"], ["Home", "1.2 / 3.4"]]

    assert tables.in_text(rows) == "Page  ms\nHome  1.2 / 3.4"
    assert tables.in_markdown(rows) == "| Page | ms |\n| --- | --- |\n| Home | 1.2 / 3.4 |"


def test_what_was_measured_takes_the_place_of_what_stood_in_the_document(tmp_path):
    document = tmp_path / "speed.md"
    document.write_text(f"Before\n{tables.BEGINNING}\nold\n{tables.END}\nAfter\n")

    tables.write_into(document, "| new |\n")

    assert document.read_text() == f"Before\n{tables.BEGINNING}\n| new |\n{tables.END}\nAfter\n"


def test_a_document_without_a_place_for_measurements_stays_as_it_is(tmp_path):
    document = tmp_path / "speed.md"
    document.write_text("No marks\n")

    with pytest.raises(ValueError, match="has no lines"):
        tables.write_into(document, "| new |\n")

    assert document.read_text() == "No marks\n"

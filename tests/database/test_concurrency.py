"""Several people at once: no deadlock, and afterwards the derived tables are what a fresh computation gives."""

import random
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support import oracle
from tests.support.databases import migrated_database

WRITERS, COMMITS = 4, 40

EDITS = [
    "UPDATE directory_partnership SET title = 'Title ' || {number} WHERE id = {partnership}",
    "UPDATE directory_partnership SET kind = 'fund', confirmed_on = current_date - {number} WHERE id = {partnership}",
    "UPDATE directory_organisation SET name = 'Body ' || {number} WHERE id = {organisation}",
    "UPDATE directory_organisation SET country_id = 'PL' WHERE id = {organisation}",
    "DELETE FROM directory_membership WHERE partnership_id = {partnership} AND organisation_id = {organisation}",
    """INSERT INTO directory_membership (partnership_id, organisation_id, role, standing, joined, "left", source_id)
       SELECT {partnership}, {organisation}, 'member', 'named', '', '', min(id) FROM directory_source
       ON CONFLICT DO NOTHING""",
    """INSERT INTO directory_partnershipcountry (partnership_id, country_id) VALUES ({partnership}, 'BR')
       ON CONFLICT DO NOTHING""",
    "UPDATE directory_partnership SET removed_at = CASE WHEN removed_at IS NULL THEN now() END WHERE id = {partnership}",
]


def write(database: str, seed: int, partnerships: list[int], organisations: list[int]) -> None:
    chance = random.Random(seed)
    with psycopg.connect(database, autocommit=True) as session:
        for _ in range(COMMITS):
            edits = chance.sample(EDITS, chance.randint(1, 2))
            chosen = {
                "partnership": chance.choice(partnerships),
                "organisation": chance.choice(organisations),
            }
            with session.transaction():
                for edit in edits:
                    session.execute(edit.format(number=chance.randrange(900), **chosen))


@pytest.fixture(scope="module")
def database():
    """A database of its own, for sessions that commit."""
    with migrated_database("writers") as address:
        yield address


def test_four_writers_leave_no_deadlock_and_no_drift(database):
    with psycopg.connect(database, autocommit=True) as session:
        source = "INSERT INTO directory_source (slug, title, publisher, published, file, url)"
        session.execute(f"{source} VALUES ('s', 'Source', '', '', '', '')")
        organisations = [
            row[0]
            for row in session.execute(
                """INSERT INTO directory_organisation (slug, name, acronym, sector_id, country_id, is_international,
                       country_basis, website, created_at, removal_reason, is_sample)
                   SELECT 'o-' || n, 'Body ' || n, '', 'industry', 'GB', false, '', '', now(), '', false
                     FROM generate_series(1, 6) AS n RETURNING id"""
            )
        ]
        partnerships = [
            row[0]
            for row in session.execute(
                """INSERT INTO directory_partnership (slug, title, acronym, kind, status, started, ended, summary,
                       description, website, created_at, removal_reason)
                   SELECT 'p-' || n, 'Title ' || n, '', 'network', 'active', '', '', 'Words', '', '', now(), ''
                     FROM generate_series(1, 8) AS n RETURNING id"""
            )
        ]

        session.execute("SELECT common_words_learn(2)")
        with ThreadPoolExecutor(WRITERS) as pool:
            writers = [
                pool.submit(write, database, seed, partnerships, organisations) for seed in range(WRITERS)
            ]
        for writer in writers:
            writer.result()

        assert session.execute("SELECT count(*) FROM listing").fetchone()[0] > 0
        for question in (oracle.DRIFT_OF_LISTINGS, oracle.DRIFT_OF_DOCUMENTS):
            assert session.execute(question).fetchall() == []
        assert session.execute("SELECT count(*) FROM listing_mark").fetchone()[0] == 0
        assert session.execute("SELECT count(*) FROM change_mark").fetchone()[0] == 0


def test_what_is_committed_later_is_stamped_later_though_it_began_earlier(database):
    insert = (
        "INSERT INTO directory_resource (slug, title, kind, url) VALUES (%(key)s, %(key)s, 'guidance', '')"
    )
    with psycopg.connect(database) as slow, psycopg.connect(database, autocommit=True) as other:
        slow.execute(insert, {"key": "slow"})
        other.execute(insert, {"key": "quick"})
        (seen,) = other.execute("SELECT changed_at FROM data_version").fetchone()
        slow.commit()
        changed = other.execute(
            "SELECT slug, changed_at > %s FROM record_change JOIN directory_resource ON id = record_id"
            " WHERE record_change.kind = 'resource' ORDER BY changed_at",
            [seen],
        ).fetchall()

    assert changed == [("quick", False), ("slow", True)]

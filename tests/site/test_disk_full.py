"""The disk of the database is full: what is sent is refused and shown again, reading goes on, and it ends by itself."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from config.cluster import GID, UID, Cluster
from tests.support.processes import wait_until
from tests.support.sites import Answer, Site, site_of_its_own

SIZE = "120m"  # an empty site takes a third
READ_ONLY = "The directory can be read, but not changed, at the moment."
BACK_WITHIN = 15.0  # seconds: it is tried every five


@pytest.fixture(scope="module")
def disk() -> Iterator[Path]:
    """A small file system, for all tables of a site. Its log lies elsewhere: without room for it PostgreSQL stops."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-disk-") as folder:
        options = f"size={SIZE},uid={UID},gid={GID},mode=0700"
        mount = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True, check=False
        )
        if mount.returncode:
            pytest.skip("a small file system cannot be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


signatures: list[str] = []


@pytest.fixture(scope="module")
def site(disk) -> Iterator[Site]:
    def on_small_disk(cluster: Cluster) -> str:
        # From another database: one that somebody is connected to cannot be copied
        address = make_conninfo(cluster.database_url(), dbname="template1")
        with psycopg.connect(address, autocommit=True) as session:
            session.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            session.execute("CREATE DATABASE small TEMPLATE postgres TABLESPACE small")
            # What it does by itself may remove a file that each new connection would then have to write
            session.execute("ALTER SYSTEM SET autovacuum = off")
            session.execute("SELECT pg_reload_conf()")
        return make_conninfo(cluster.database_url(), dbname="small")

    with (
        tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-state-") as state,
        site_of_its_own(on_small_disk, STATE_FOLDER=state) as site,
    ):
        yield site


@pytest.fixture(scope="module")
def full(site) -> Iterator[Site]:
    """The site after its disk was filled to the last page, and after somebody noticed."""
    with psycopg.connect(site.environment["DATABASE_URL"], autocommit=True) as session:
        session.execute("CREATE TABLE filling (text text)")
        session.execute("ALTER TABLE filling ALTER text SET STORAGE PLAIN")
        session.execute(
            "CHECKPOINT"
        )  # a new database has holes in its files, which take space when they are written
        site.ask("SELECT 1")  # the first connection after a table was made writes a file
        for rows in (10_000, 1_000, 100, 10, 1):
            fill(session, rows)
    wait_until(lambda: report(site).status == 503, seconds=30)
    return site


def fill(session: psycopg.Connection, rows: int) -> None:
    """Until so many rows have no room any more."""
    with suppress(psycopg.errors.DiskFull):
        while True:
            session.execute(f"INSERT INTO filling SELECT repeat('x', 7000) FROM generate_series(1, {rows})")


def report(site: Site) -> Answer:
    """From a form that was opened while it could still be sent."""
    form = site.get("/report-problem/").text
    if signature := re.search(r'name="fetched" value="([^"]+)"', form):
        signatures.append(signature[1])
    typed = {"problem": "wrong", "text": "One desk has moved.", "page": "/about/", "fetched": signatures[-1]}
    return site.post("/report-problem/", typed)


def test_what_is_sent_is_refused_and_shown_again(full):
    refusal = report(full)

    assert refusal.status == 503
    assert refusal.headers["Retry-After"]
    assert "The directory can be read, but not changed" in refusal.text
    assert "One desk has moved." in refusal.text
    assert full.ask("SELECT count(*) FROM directory_pagereport") == [(0,)]


def test_everybody_reads_on_and_is_told(full):
    with ThreadPoolExecutor(16) as threads:  # by both workers
        answers = list(threads.map(lambda _number: full.get("/partnerships/"), range(32)))

    assert {answer.status for answer in answers} == {200}
    assert all(READ_ONLY in answer.text for answer in answers)
    assert full.get("/api/partnerships").status == 200


def test_it_ends_by_itself_when_there_is_space_again(full):
    time.sleep(1)
    assert READ_ONLY in full.get("/partnerships/").text

    with psycopg.connect(full.environment["DATABASE_URL"], autocommit=True) as session:
        session.execute("DROP TABLE filling")
    began = time.monotonic()
    wait_until(lambda: READ_ONLY not in full.get("/partnerships/").text)

    assert time.monotonic() - began < BACK_WITHIN
    answer = report(full)
    assert "One desk has moved." not in answer.text
    assert full.ask("SELECT count(*) FROM directory_pagereport") == [(1,)]

"""The data version is told on the event loop, to all who ask at once, and nobody waits long for a database that is away."""

import asyncio
import time

import psycopg
import pytest
from django.db import connection

from directory.database import version_line
from directory.database.version_line import VersionLine


@pytest.fixture(autouse=True)
def tried_again_soon(monkeypatch):
    monkeypatch.setattr(version_line, "NEXT_TRY", 0.1)


def another_session() -> psycopg.Connection:
    return psycopg.connect(**connection.get_connection_params(), autocommit=True)


async def version_in_time(line: VersionLine) -> int:
    """Asked until it is told."""
    end = time.monotonic() + 30
    while (version := await line.version_now()) is None:
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
    return version


def close(line: VersionLine) -> None:
    if line.connection:
        line.give_up(asyncio.get_running_loop())


def versions(*, of: int, then=None) -> list[int | None]:
    """What so many get who ask at once, once there is a connection; `then` is what happens before they ask."""

    async def ask() -> list[int | None]:
        line = VersionLine()
        try:
            await version_in_time(line)
            if then:
                then(line)
            return await asyncio.gather(*(line.version_now() for _reader in range(of)))
        finally:
            close(line)

    return asyncio.run(ask())


def test_all_who_ask_at_once_are_told_the_version(django_db_setup):
    with another_session() as session:
        (version,) = session.execute("SELECT version FROM data_version").fetchone()

    assert versions(of=20) == [version] * 20


def test_those_who_come_while_a_question_is_under_way_share_the_next(django_db_setup, monkeypatch):
    questions = []
    ask = VersionLine.ask
    monkeypatch.setattr(VersionLine, "ask", lambda line, loop: questions.append(1) or ask(line, loop))

    versions(of=20, then=lambda _line: questions.clear())

    assert len(questions) == 2  # that of the first, and that of all others


def test_a_connection_that_was_ended_is_noticed_and_made_anew(django_db_setup):
    def end(line: VersionLine) -> None:
        with another_session() as session:
            session.execute("SELECT pg_terminate_backend(%s, 5000)", [line.connection.info.backend_pid])

    async def ask() -> None:
        line = VersionLine()
        await version_in_time(line)
        end(line)
        assert await line.version_now() is None
        assert await version_in_time(line)
        close(line)

    asyncio.run(ask())


def test_a_connection_that_broke_before_it_was_asked_breaks_nothing_else(django_db_setup):
    def break_off(line: VersionLine) -> None:
        line.connection.pgconn.finish()

    assert versions(of=3, then=break_off) == [None] * 3


def test_nobody_waits_long_for_a_question_that_is_stuck(django_db_setup, monkeypatch):
    monkeypatch.setattr(version_line, "PATIENCE", 0.2)
    with another_session() as session, session.transaction():

        def lock(_line: VersionLine) -> None:
            session.execute("LOCK TABLE data_version IN ACCESS EXCLUSIVE MODE")

        assert versions(of=3, then=lock) == [None] * 3


def test_a_reader_who_left_takes_nothing_from_the_others(django_db_setup):
    async def ask() -> list:
        line = VersionLine()
        await version_in_time(line)
        leaving, staying = (asyncio.create_task(line.version_now()) for _reader in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        try:
            return await asyncio.gather(leaving, staying, return_exceptions=True)
        finally:
            close(line)

    left, stayed = asyncio.run(ask())
    assert isinstance(left, asyncio.CancelledError)
    assert stayed > 0

"""Mails reach a real mail server once, in the right language, whatever dies meanwhile."""

import os
import signal
import time
from collections.abc import Iterator

import psycopg
import pytest

from directory.management.commands.demo import free_port
from tests.support.databases import migrated_database
from tests.support.mail_servers import Postbox, mail_server
from tests.support.processes import manage, wait_until, worker

MAILS = 40
WRITE = """
from directory.mail import outbox
for number in range({number}):
    outbox.write("account_message", to=f"person-{{number}}@example.org", language="{language}",
                 context={{"title": "Objet : été", "message": "Bonjour à tous."}})
"""


@pytest.fixture(scope="module")
def migrated() -> Iterator[tuple[dict[str, str], int]]:
    """The environment of a site with a database of its own, and the port on which its mail server is expected."""
    with migrated_database("smtp") as database:
        port = free_port()
        environment = os.environ | {
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "DEFAULT_FROM_EMAIL": "directory@example.org",
        }
        yield environment, port


@pytest.fixture
def port(migrated) -> int:
    return migrated[1]


@pytest.fixture
def site(migrated) -> dict[str, str]:
    """The environment of a site that has written no mail yet."""
    with psycopg.connect(migrated[0]["DATABASE_URL"], autocommit=True) as session:
        session.execute("TRUNCATE directory_mail, procrastinate_jobs, procrastinate_workers CASCADE")
    return migrated[0]


def write(environment: dict[str, str], number: int = MAILS, language: str = "fr") -> None:
    manage(environment, "shell", "--no-imports", "-c", WRITE.format(number=number, language=language))


def unsent(environment: dict[str, str]) -> int:
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        return session.execute("SELECT count(*) FROM directory_mail WHERE state = 'waiting'").fetchone()[0]


def recipients(postbox: Postbox) -> list[str]:
    return sorted(message["To"] for message in postbox.messages)


def everybody(number: int = MAILS) -> list[str]:
    return sorted(f"person-{recipient}@example.org" for recipient in range(number))


def test_two_workers_send_each_mail_once_in_its_language(site, port):
    postbox = Postbox()
    with mail_server(postbox, port), worker(site), worker(site):
        write(site)
        wait_until(lambda: len(postbox.messages) >= MAILS and unsent(site) == 0)

    assert recipients(postbox) == everybody()
    message = postbox.messages[0]
    assert message["Subject"] == "Objet : été"
    assert message["From"] == "directory@example.org"
    assert message["Content-Language"] == "fr"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text.get_content().splitlines()[0] == "Bonjour à tous."
    assert '<html lang="fr" dir="ltr">' in html.get_content()
    assert len({message["Message-ID"] for message in postbox.messages}) == MAILS


def test_a_server_that_is_down_gets_the_mails_when_it_is_back(site, port):
    postbox = Postbox()
    write(site, 3)
    with worker(site):
        wait_until(lambda: tried(site) == 3)
        hurry(site)
        with mail_server(postbox, port):
            wait_until(lambda: unsent(site) == 0)

    assert recipients(postbox) == everybody(3)


def tried(environment: dict[str, str]) -> int:
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        return session.execute("SELECT count(*) FROM directory_mail WHERE attempts > 0").fetchone()[0]


def hurry(environment: dict[str, str]) -> None:
    """Let jobs that wait for a later try be due in a moment."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as session:
        session.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '2 seconds' WHERE status = 'todo'"
        )


def test_a_worker_that_is_killed_loses_no_mail_and_doubles_none_but_what_it_was_sending(site, port):
    postbox = Postbox(pause=0.1)
    write(site)
    with mail_server(postbox, port):
        with worker(site) as killed:
            wait_until(lambda: len(postbox.messages) >= 5)
            os.killpg(killed.pid, signal.SIGKILL)
            killed.wait()
        manage(
            site, "shell", "--no-imports", "-c", "from directory.mail import outbox; outbox.enqueue_left()"
        )
        postbox.pause = 0
        with worker(site), worker(site):
            wait_until(lambda: unsent(site) == 0)

    assert sorted(set(recipients(postbox))) == everybody()
    sent_twice = len(postbox.messages) - MAILS
    assert sent_twice <= 1  # the one that was on its way: its Message-ID says so
    assert len({message["Message-ID"] for message in postbox.messages}) == MAILS


def test_a_mail_whose_worker_was_killed_goes_out_within_a_minute(site, port):
    """Another worker runs on, and nobody does anything by hand."""
    postbox = Postbox(pause=30)
    with mail_server(postbox, port), worker(site) as killed:
        write(site, 1)
        wait_until(lambda: in_hand(site) == 1)
        with worker(site):
            os.killpg(killed.pid, signal.SIGKILL)
            killed.wait()
            postbox.pause, killed_at = 0, time.monotonic()
            wait_until(lambda: unsent(site) == 0)
            seconds = time.monotonic() - killed_at

    assert seconds < 60
    assert len({message["Message-ID"] for message in postbox.messages}) == 1


def in_hand(environment: dict[str, str]) -> int:
    """How many mails a worker is just sending."""
    locked = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()"
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        return session.execute(locked).fetchone()[0]


def test_who_refuses_a_mail_for_good_gets_no_other_and_who_is_busy_does(site, port):
    refused = {"person-0@example.org": "550 5.1.1 No such user", "person-1@example.org": "451 Come later"}
    postbox = Postbox(refused=refused)
    with mail_server(postbox, port), worker(site):
        write(site, 3)
        wait_until(lambda: unsent(site) == 1 and tried(site) == 3)
        hurry(site)
        wait_until(lambda: tries(site, "person-1@example.org") == 2)

    assert recipients(postbox) == ["person-2@example.org"]
    assert tries(site, "person-0@example.org") == 1
    with psycopg.connect(site["DATABASE_URL"]) as session:
        rows = session.execute(
            "SELECT state, subject || text || html = '', last_error FROM directory_mail ORDER BY recipient"
        ).fetchall()
    assert rows == [
        ("refused", True, "550 5.1.1 No such user"),
        ("waiting", False, "451 Come later"),
        ("sent", True, ""),
    ]


def tries(environment: dict[str, str], recipient: str) -> int:
    with psycopg.connect(environment["DATABASE_URL"]) as session:
        query = "SELECT attempts FROM directory_mail WHERE recipient = %s"
        return session.execute(query, [recipient]).fetchone()[0]


def test_under_cron_a_worker_sends_what_waits_and_ends(site, port):
    postbox = Postbox()
    write(site, 3)

    with mail_server(postbox, port):
        for _minute in range(2):
            with worker(site, "--one-shot") as process:
                assert process.wait(120) == 0

    assert recipients(postbox) == everybody(3)
    with psycopg.connect(site["DATABASE_URL"]) as session:
        came = session.execute("SELECT task_name FROM procrastinate_periodic_defers").fetchall()
    assert ("directory.enqueue_left_mails",) in came

"""A release starts its workers one after the other, and everybody is answered meanwhile."""

import os
import signal
from collections import Counter
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread

import psutil

from directory.management.commands.demo import HOST, free_port, server
from tests.support.databases import migrated_database
from tests.support.processes import WITH_PATIENCE, wait_until


def ask_again_and_again(port: int, outcomes: Counter, stop: Event) -> None:
    while not stop.is_set():
        connection = HTTPConnection(HOST, port, timeout=60)
        try:
            connection.request("GET", "/about/")
            outcomes[connection.getresponse().status] += 1
        except (OSError, HTTPException) as error:
            outcomes[type(error).__name__] += 1
        finally:
            connection.close()


def workers(process) -> set[int]:
    return {
        child.pid
        for child in psutil.Process(process.pid).children()
        if child.status() != psutil.STATUS_ZOMBIE and "granian" in " ".join(child.cmdline())
    }


def test_nobody_is_refused_while_workers_are_started_anew(django_db_blocker):
    port, outcomes, stop = free_port(), Counter(), Event()
    with django_db_blocker.unblock(), migrated_database("reload") as address:
        environment = os.environ | WITH_PATIENCE | {"DATABASE_URL": address}
        with server(port, **environment) as process:
            former = workers(process)
            asking = Thread(target=ask_again_and_again, args=(port, outcomes, stop))
            asking.start()
            wait_until(lambda: outcomes[200] > 10)

            process.send_signal(signal.SIGHUP)  # what `systemctl reload` sends
            wait_until(lambda: len(workers(process)) == 2 and not workers(process) & former)

            stop.set()
            asking.join()
    assert set(outcomes) == {200}

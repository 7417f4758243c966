"""What faults cost: each is done to a whole site while people write and read, and what was acknowledged is counted after."""

import os
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from typing import NamedTuple
from urllib.parse import urlencode

import psutil
import psycopg
from django.core import signing
from django.db import transaction

from config.cluster import Cluster
from directory.gate import form_keys
from directory.management.commands.demo import HOST, free_port, server
from directory.models import User
from tests.support.processes import manage
from tests.support.signing_in import new_session

WRITERS, READERS = 8, 2
READ = ["/partnerships/", "/search/?q=network", "/organisations/", "/"]
PATIENCE = 15  # seconds that a person waits for an answer
SLOW = 200
LIMIT = 120  # seconds within which a site has to be back


class Writer(NamedTuple):
    """Somebody who is signed in, and may begin so many drafts."""

    account: int
    session: str
    drafts: int


@dataclass
class Tally:
    """What was answered, and when something last went wrong."""

    answered: Counter = field(default_factory=Counter)  # by status; 0 where the connection broke
    last_failure: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, status: int) -> None:
        with self.lock:
            self.answered[status] += 1
            if status == 0 or status >= 500:
                self.last_failure = time.monotonic()


class Load:
    """People who begin drafts and read pages, until it is closed. A draft that was not acknowledged is sent again, as the
    same form, until it is."""

    def __init__(self, port: int, writers: Sequence[Writer], sign: Callable[[int, str], str]):
        self.port, self.sign = port, sign
        self.tally = Tally()
        self.acknowledged: list[str] = []  # the address of each draft
        self.ended = threading.Event()
        self.forms = iter([(writer, number) for writer in writers for number in range(writer.drafts)])
        self.taking = threading.Lock()
        self.threads = [threading.Thread(target=self.write) for _writer in range(WRITERS)]
        self.threads += [threading.Thread(target=self.read, args=[number]) for number in range(READERS)]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *failure) -> None:
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def write(self) -> None:
        while not self.ended.is_set():
            with self.taking:
                writer, number = next(self.forms, (None, 0))
            if writer is None:
                raise RuntimeError("There are too few writers for so long a run.")
            typed = {
                "csrfmiddlewaretoken": "k" * 32,
                "form_key": self.sign(writer.account, f"draft-{number}"),
            }
            headers = {
                "Cookie": f"sessionid={writer.session}; csrftoken={'k' * 32}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            # Once begun it is sent until it is acknowledged, so that what was kept can be counted exactly
            while not (address := self.send(urlencode(typed), headers)):
                time.sleep(0.1)
            self.acknowledged.append(address)

    def send(self, typed: str, headers: dict[str, str]) -> str:
        """The address of the draft where it was acknowledged."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("POST", "/register/", typed, headers)
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            self.tally.add(0)
            return ""
        finally:
            connection.close()
        self.tally.add(response.status)
        draft = re.match(r"/drafts/[^/]+/", response.headers.get("Location", ""))
        return draft[0] if response.status == 302 and draft else ""

    def read(self, number: int) -> None:
        for step in count(number):
            if self.ended.is_set():
                return
            connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
            try:
                connection.request("GET", READ[step % len(READ)])
                response = connection.getresponse()
                response.read()
                self.tally.add(response.status)
            except (OSError, HTTPException):
                self.tally.add(0)
            finally:
                connection.close()


@dataclass
class FaultySite:
    """A site whose parts can be killed. `web` is the process that starts the workers."""

    cluster: Cluster
    port: int
    start_web: Callable[[], psutil.Process]
    web: psutil.Process

    @property
    def workers(self) -> list[psutil.Process]:
        """Those that answer, the oldest first."""
        children = [child for child in self.web.children() if child.status() != psutil.STATUS_ZOMBIE]
        return sorted(children, key=lambda worker: worker.create_time())

    def ask(self, question: str) -> list[tuple]:
        with psycopg.connect(self.cluster.database_url()) as session:
            return session.execute(question).fetchall()

    def kill(self, processes: Sequence[psutil.Process]) -> None:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(processes, timeout=30)

    def kill_postmaster(self) -> None:
        """And start it again once its backends have noticed, as its supervisor would."""
        postmaster = psutil.Process(self.cluster.process.pid)
        backends = postmaster.children(recursive=True)
        self.kill([postmaster])
        psutil.wait_procs(backends, timeout=30)
        self.cluster.process.wait()
        self.cluster.start()

    def kill_backend(self) -> None:
        """One that serves a client: the server ends all others, and recovers."""
        ((pid,),) = self.ask(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() ORDER BY state_change DESC LIMIT 1"
        )
        self.kill([psutil.Process(pid)])

    def kill_worker(self, number: int) -> None:
        self.kill([self.workers[number]])

    def kill_both_workers(self) -> None:
        self.kill(self.workers)

    def kill_web(self) -> None:
        self.kill([self.web, *self.web.children()])
        self.web = self.start_web()

    def take_database_away(self, seconds: float) -> None:
        self.cluster.stop()
        time.sleep(seconds)
        self.cluster.start()

    def fill_disk(self, seconds: float) -> None:
        """To the last byte, and empty it again. The server may have stopped meanwhile: its supervisor starts it."""
        rest = self.cluster.folder / "rest"
        with rest.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(2**20)):
                pass
        time.sleep(seconds)
        rest.unlink()
        time.sleep(1)
        if self.cluster.process.poll() is not None:
            self.cluster.start()

    def hold(self, request: bytes, seconds: float) -> None:
        """So many slow clients send that, and nothing more, and read nothing."""
        with ExitStack() as held:
            for _client in range(SLOW):
                client = held.enter_context(socket.socket())
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.settimeout(PATIENCE)
                client.connect((HOST, self.port))
                client.sendall(request)
            time.sleep(seconds)


class Row(NamedTuple):
    """What a fault cost. Times are seconds."""

    fault: str
    answered: int  # requests, whatever with
    failed: int  # with 5xx
    broken: int  # connections that ended without an answer
    recovered: float  # from the end of the fault to the last of either
    acknowledged: int  # writes
    lost: int
    doubled: int


HEADERS = b"GET /partnerships/ HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\na="
)
READING = b"GET /partnerships/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100


def of_a_site(seconds: float) -> Iterator[tuple[str, Callable[[FaultySite], None]]]:
    """Each with its name. What lasts, lasts `seconds`, unless its name says how long."""
    for _time in range(3):
        yield "kill -9 of the postmaster", FaultySite.kill_postmaster
        yield "kill -9 of a backend", FaultySite.kill_backend
        yield "kill -9 of the first worker", lambda site: site.kill_worker(0)
        yield "kill -9 of the second worker", lambda site: site.kill_worker(1)
        yield "kill -9 of both workers", FaultySite.kill_both_workers
    yield "kill -9 of the server and its workers", FaultySite.kill_web
    yield "database away for 15 s", lambda site: site.take_database_away(15)
    yield "database away for 30 s", lambda site: site.take_database_away(30)
    yield f"{SLOW} slow headers", lambda site: site.hold(HEADERS, seconds)
    yield f"{SLOW} slow bodies", lambda site: site.hold(BODY, seconds)
    yield f"{SLOW} slow readers", lambda site: site.hold(READING, seconds)


def of_the_disk() -> Iterator[tuple[str, Callable[[FaultySite], None]]]:
    yield "disk full for 10 s", lambda site: site.fill_disk(10)
    yield "disk full for 20 s", lambda site: site.fill_disk(20)


def measured(
    name: str, fault: Callable[[FaultySite], None], site: FaultySite, load: Load, *, calm: float
) -> Row:
    """Do the fault, and look on until nothing has gone wrong for `calm` seconds."""
    before, acknowledged = load.tally.answered.copy(), len(load.acknowledged)
    fault(site)
    end = time.monotonic()
    while time.monotonic() - max(end, load.tally.last_failure) < calm:
        if time.monotonic() - end > LIMIT:
            raise TimeoutError(f"{name}: the site is not back after {LIMIT} s.")
        time.sleep(0.1)
    answered = load.tally.answered - before
    acknowledged_by_now = list(load.acknowledged)
    kept = {f"/drafts/{pk}/" for (pk,) in site.ask("SELECT id FROM directory_submission")}
    return Row(
        name,
        answered=sum(answered.values()) - answered[0],
        failed=sum(number for status, number in answered.items() if status >= 500),
        broken=answered[0],
        recovered=max(0.0, load.tally.last_failure - end),
        acknowledged=len(acknowledged_by_now) - acknowledged,
        lost=len(set(acknowledged_by_now) - kept),
        # Each writer may have one that is kept, and not acknowledged yet
        doubled=max(0, len(kept) - len(load.acknowledged) - WRITERS),
    )


@contextmanager
def faulty_site(cluster: Cluster, **variables: str) -> Iterator[FaultySite]:
    """A site on that cluster, whose tables are made and whose server runs until the block ends, however often it was killed."""
    port = free_port()
    environment = os.environ | {"DATABASE_URL": cluster.database_url()} | variables
    manage(environment, "migrate", "--verbosity=0")
    with ExitStack() as running:

        def start_web() -> psutil.Process:
            process = running.enter_context(server(port, **environment))
            return psutil.Process(process.pid)

        yield FaultySite(cluster, port, start_web, start_web())


def lost_and_doubled(site: FaultySite, load: Load) -> tuple[int, int]:
    """Of all writes, once the load has ended: each that was begun was sent until it was acknowledged."""
    kept = {f"/drafts/{pk}/" for (pk,) in site.ask("SELECT id FROM directory_submission")}
    acknowledged = set(load.acknowledged)
    return len(acknowledged - kept), len(kept - acknowledged)


def make_writers(accounts: int, drafts: int) -> list[Writer]:
    users = User.objects.bulk_create(
        [User(email=f"writer-{number}@charity.example") for number in range(accounts)]
    )
    with transaction.atomic():
        return [Writer(user.pk, new_session(user), drafts) for user in users]


def signed(account: int, random: str) -> str:
    """The key of a form that stood on the page to register on."""
    return signing.dumps([account, "/register/", random], salt=form_keys.SALT)

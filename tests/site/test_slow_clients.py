"""The command that docs/operating.md prints, held by hundreds of slow clients: everybody else is answered meanwhile."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

import pytest
from django.conf import settings

from directory.management.commands.demo import HOST, SERVING, answers, free_port
from tests.support.databases import migrated_database
from tests.support.processes import WITH_PATIENCE, manage, wait_until

SLOW = 200  # of each kind
PROBES = 60
# What a slow client sends, and no more
HEADERS = b"GET /partnerships/ HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 100000\r\n\r\na="
)
# Asks for more at once than the system's buffers take in place of a reader, which is about 3 MB
READING = b"GET /partnerships/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 100
# The same of answers that are a sixth as long
READING_COMPRESSED = [
    b"GET /partnerships/ HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: %s\r\n\r\n" % coding * 400
    for coding in (b"zstd", b"gzip")
]
# Bytes that the server may take more for all who read slowly: five times what was measured
MOST_MEMORY = 64 * 2**20


def documented() -> list[str]:
    """The command and its options, as the page for operators has them."""
    text = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^    (\.venv/bin/granian .+)$", text, re.MULTILINE)
    return shlex.split(command)


@pytest.fixture
def server(django_db_blocker) -> Iterator[tuple[int, subprocess.Popen]]:
    """The port and the process of a site with the conference's records, served as the document says."""
    _program, *options = documented()
    port = free_port()
    options[options.index("--port") + 1] = str(port)
    with django_db_blocker.unblock(), migrated_database("slow") as address:
        environment = (
            os.environ
            | WITH_PATIENCE
            | {"DATABASE_URL": address, "DIRECTORY_BASE_URL": f"http://{HOST}:{port}", "PAGES_KEPT": "500"}
        )
        manage(environment, "import_directory", "directory/sample/conference", "--why", "To be read slowly")
        command = [sys.executable, "-m", "granian", *options]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)
        try:
            wait_until(lambda: answers(port))
            yield port, process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its workers as well
            process.wait()


def seconds_to_answer(port: int, **headers: str) -> float:
    connection = HTTPConnection(HOST, port, timeout=20)
    start = time.perf_counter()
    connection.request("GET", "/partnerships/", headers=headers)
    response = connection.getresponse()
    response.read()
    assert response.headers.get("Content-Encoding") == headers.get("Accept-Encoding")
    connection.close()
    assert response.status == 200
    return time.perf_counter() - start


def probes(port: int, **headers: str) -> list[float]:
    return [seconds_to_answer(port, **headers) for _probe in range(PROBES)]


def memory_of(session: int) -> int:
    """The bytes that the processes of a session hold for themselves."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if os.getsid(int(folder.name)) == session:
                _size, resident, shared, *_rest = map(int, (folder / "statm").read_text().split())
                pages += resident - shared
    return pages * os.sysconf("SC_PAGE_SIZE")


def slow_client(port: int, sent: bytes, held: ExitStack) -> None:
    client = held.enter_context(socket.socket())
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # little room for what it does not read
    client.connect((HOST, port))
    client.sendall(sent)


def test_the_demo_starts_the_same_way():
    assert SERVING in " ".join(documented())


@pytest.mark.slow
def test_hundreds_who_read_compressed_answers_slowly_hold_up_nobody_and_take_little_memory(server):
    port, process = server
    zstd = {"Accept-Encoding": "zstd"}
    probes(port)  # once in each form, so that each worker has what it keeps
    probes(port, **zstd)
    idle, memory = probes(port, **zstd), memory_of(process.pid)
    with ExitStack() as held:
        for number in range(SLOW):
            slow_client(port, READING_COMPRESSED[number % len(READING_COMPRESSED)], held)
        time.sleep(1)
        # Forty thousand answers fit into the system's buffers before the first reader has to be waited for
        wait_until(lambda: median(probes(port, **zstd)) < 2 * median(idle) + 0.005, 600)
        meanwhile = probes(port, **zstd)
        taken = memory_of(process.pid) - memory
        time.sleep(2)
        taken_later = memory_of(process.pid) - memory

    assert quantiles(meanwhile, n=20)[-1] < 2 * quantiles(idle, n=20)[-1] + 0.02
    assert max(taken, taken_later) < MOST_MEMORY


def test_hundreds_of_slow_clients_hold_up_nobody_and_no_end(server):
    port, process = server
    seconds_to_answer(port)
    idle = probes(port)
    with ExitStack() as held:
        for sent in (HEADERS, BODY, READING):
            for _client in range(SLOW):
                slow_client(port, sent, held)
        time.sleep(
            1
        )  # as long as the slow readers' answers are made, they take the machine as any reader does
        wait_until(lambda: median(probes(port)) < 2 * median(idle) + 0.005)
        meanwhile = probes(port)
        process.send_signal(signal.SIGTERM)
        start = time.monotonic()
        process.wait(30)

    assert time.monotonic() - start < 10
    # A busy machine adds some milliseconds to either
    assert quantiles(meanwhile, n=20)[-1] < 2 * quantiles(idle, n=20)[-1] + 0.02

"""A site on a cluster of its own, for tests that take its database away or fill its disk."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import psycopg

from config.cluster import Cluster
from directory.management.commands.demo import HOST, free_port, server
from tests.support.processes import WITH_PATIENCE, manage


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float


class Site(NamedTuple):
    cluster: Cluster
    url: str
    environment: dict[str, str]

    def get(self, path: str, **headers: str) -> Answer:
        return self._request(Request(self.url + path, headers=headers))  # noqa: S310  of this machine

    def post(self, path: str, typed: Mapping[str, str]) -> Answer:
        return self._request(Request(self.url + path, urlencode(typed).encode()))  # noqa: S310

    def _request(self, request: Request) -> Answer:
        began = time.monotonic()
        try:
            answer = urlopen(request, timeout=30)  # noqa: S310
        except HTTPError as refusal:
            answer = refusal
        with answer:
            text = answer.read().decode()
        return Answer(answer.status, answer.headers, text, time.monotonic() - began)

    def ask(self, question: str) -> list[tuple]:
        with psycopg.connect(self.environment["DATABASE_URL"]) as session:
            return session.execute(question).fetchall()


@contextmanager
def cluster_of_its_own(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


@contextmanager
def site_of_its_own(
    database: Callable[[Cluster], str] = Cluster.database_url, **variables: str
) -> Iterator[Site]:
    """A server with two workers, and all its tables in a database of its own: the one whose address `database` gives."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as folder,
        cluster_of_its_own(Path(folder)) as cluster,
    ):
        url = f"http://{HOST}:{port}"
        environment = os.environ | WITH_PATIENCE | {"DATABASE_URL": database(cluster)} | variables
        manage(environment, "migrate", "--verbosity=0")
        with server(port, **{**environment, "DIRECTORY_BASE_URL": url}):
            yield Site(cluster, url, environment)

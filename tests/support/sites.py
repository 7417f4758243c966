"""A site on a cluster of its own, for tests that take its database away or fill its disk."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
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
def cluster_of_its_own(folder: Path, *options: str) -> Iterator[Cluster]:
    """A cluster that runs with the site's tables in its database, until the block ends."""
    cluster = migrated_cluster(folder, *options)
    try:
        yield cluster
    finally:
        cluster.stop()


def migrated_cluster(folder: Path, *options: str) -> Cluster:
    """The same, for whoever stops it. It is a copy of one that is made once for all processes of a run: to make a cluster
    and its tables takes a hundred times longer."""
    cluster = Cluster(folder)
    template = migrated_cluster_once()
    for source, target in ((template.password, cluster.password), (template.data, cluster.data)):
        subprocess.run(["cp", "--archive", source, target], check=True)
    cluster.folder.chmod(0o711)  # the server's account has to reach its data
    cluster.start(*options)
    return cluster


def migrated_cluster_once() -> Cluster:
    """A cluster that does not run, with the site's tables in its database."""
    folder = Path(os.environ["TEST_RUN_FOLDER"], "template")
    folder.mkdir(exist_ok=True)
    folder.parent.chmod(0o711)
    cluster = Cluster(folder)
    with (folder / "made").open("a") as made:
        flock(made, LOCK_EX)
        if not os.fstat(made.fileno()).st_size:  # where the file ended when it was opened says nothing now
            cluster.start("-F")
            try:
                manage(os.environ | {"DATABASE_URL": cluster.database_url()}, "migrate", "--verbosity=0")
            finally:
                cluster.stop()
            made.write("whole")
    return cluster


@contextmanager
def site_of_its_own(
    database: Callable[[Cluster], str] = Cluster.database_url, **variables: str
) -> Iterator[Site]:
    """A server with two workers, and all its tables in a database of its own: the one whose address `database` gives, or
    makes of the cluster's own database as its template."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as folder,
        cluster_of_its_own(Path(folder)) as cluster,
    ):
        url = f"http://{HOST}:{port}"
        environment = os.environ | WITH_PATIENCE | {"DATABASE_URL": database(cluster)} | variables
        with server(port, **{**environment, "DIRECTORY_BASE_URL": url}):
            yield Site(cluster, url, environment)

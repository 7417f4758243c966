"""The table of faults: more than twenty are done to a site, one after the other, while eight people write and two read.

    .venv/bin/python -m tests.faults

It takes about ten minutes, on a machine that does nothing else. What a full disk costs is measured as root alone.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from config.cluster import Cluster

SECONDS = 8.0  # that slow clients stay, and for which nothing may go wrong before the next fault
ACCOUNTS, DRAFTS = 75, 20  # for each fault, and what each of them may begin
HEADINGS = [
    "fault",
    "answered",
    "with 5xx",
    "broken off",
    "seconds to recover",
    "writes acknowledged",
    "lost",
    "doubled",
]
USUAL, FULL = "usual", "full"


def main(disk: str = "", *names: str) -> None:
    """Without a word, the whole table: a process for each disk, for Django knows one database. With a disk and names of
    faults, each of these once."""
    if disk:
        do_to_a_site(disk, names)
        return
    say(HEADINGS)
    say(["---"] * len(HEADINGS))
    for each in (USUAL, FULL):
        subprocess.run([sys.executable, "-m", "tests.faults", each], check=True)


def do_to_a_site(disk: str, names: Sequence[str]) -> None:
    """Print a row for each fault, and one for all of them."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": secrets.token_urlsafe(64)}
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-faults-") as folder, ExitStack() as made:
        if disk == FULL:
            made.enter_context(small_disk(folder))
        cluster = Cluster(Path(folder))
        cluster.start("-c", "max_wal_size=64MB")
        made.callback(cluster.stop)
        os.environ["DATABASE_URL"] = cluster.database_url()
        django.setup()
        from tests.support import faults

        site = made.enter_context(faults.faulty_site(cluster))
        all_faults = list(faults.of_the_disk() if disk == FULL else faults.of_a_site(SECONDS))
        chosen = [(name, dict(all_faults)[name]) for name in names] or all_faults
        writers = faults.make_writers(ACCOUNTS * len(chosen), DRAFTS)
        with faults.Load(site.port, writers, faults.signed) as load:
            rows = []
            for name, fault in chosen:
                rows.append(faults.measured(name, fault, site, load, calm=SECONDS))
                say([str(round(cell, 1)) if isinstance(cell, float) else str(cell) for cell in rows[-1]])
        lost, doubled = faults.lost_and_doubled(site, load)
        acknowledged = len(load.acknowledged)
        say([f"all {len(rows)}", *[""] * 4, str(acknowledged), str(lost), str(doubled)])


@contextmanager
def small_disk(folder: str) -> Iterator[None]:
    """A file system of 500 MB, which only root can make."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def say(cells: list[str]) -> None:
    sys.stdout.write(f"| {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

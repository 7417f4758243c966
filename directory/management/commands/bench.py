import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import override

from directory.bench import databases, measuring, pages, tables
from directory.bench import relevance as ranking
from directory.bench.relevance import JudgedDirectory
from directory.finding import facets
from directory.management.commands.demo import HOST, free_port, server

DOCUMENT = settings.BASE_DIR / "docs" / "speed.md"
SEED = 1  # the same records each time, so that two versions of the code answer for the same directory
# To reach with 100,000 partnerships: median and 95th percentile in ms; requests a second.
WRITE = (12, 20)
REQUESTS, REQUESTS_KEPT = 250, 2000
YARDSTICK = 3_000_000  # additions in plain Python; comparing their time tells a slow hour of the machine


class Command(BaseCommand):
    help = (
        "Measure pages and queries with made-up directories of several sizes, beside the same work done the"
        " usual way. Each size has a database of its own on the same server, bench_1000 and so on, which stays."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--sizes", default="1000,10000,100000", help="numbers of partnerships, with commas"
        )
        parser.add_argument(
            "--seconds", type=float, default=2, help="for each kind of page and each way to measure"
        )
        parser.add_argument(
            "--organisations",
            type=int,
            default=0,
            help="how many organisations there are, with three desks for two; without it two for five partnerships",
        )
        parser.add_argument(
            "--only", default="", help="measure the kinds of pages with this in their names alone"
        )
        parser.add_argument(
            "--relevance",
            action="store_true",
            help="measure the order of what search finds, and nothing else",
        )
        parser.add_argument("--reset", action="store_true", help="make the databases anew")
        parser.add_argument("--markdown", action="store_true", help="draw the tables in Markdown")
        parser.add_argument(
            "--write", action="store_true", help="the same, and put what was measured into docs/speed.md"
        )

    def handle(
        self,
        *,
        sizes: str,
        seconds: float,
        organisations: int,
        only: str,
        relevance: bool,
        reset: bool,
        markdown: bool,
        write: bool,
        **options,
    ):
        if not all(size.isdigit() and int(size) >= 100 for size in sizes.split(",")):
            raise CommandError("--sizes should be whole numbers from 100 on, such as 1000,10000.")
        markdown = markdown or write
        self.draw = tables.in_markdown if markdown else tables.in_text
        self.paragraphs: list[str] = []
        for size in [] if relevance else map(int, sizes.split(",")):
            self.say(f"{'### ' if markdown else ''}{size:,} partnerships")
            try:
                with (
                    databases.using(size, seed=SEED, reset=reset, organisation_count=organisations),
                    override("en"),
                    # All languages, so that no cache of one page flatters the pages that have no other addresses
                    override_settings(
                        API_REQUESTS_PER_MINUTE=0,
                        SUGGESTIONS_PER_SECOND=0,
                        LANGUAGES=list(settings.SITE_LANGUAGES.items()),
                    ),
                ):
                    self.say(machine())
                    self.measure_some(size, only, seconds) if only else self.measure(size, seconds)
            except (databases.NotAllowed, measuring.Unanswered) as problem:
                raise CommandError(str(problem)) from problem
        if not only:
            self.measure_relevance(reset=reset)
        if write:
            tables.write_into(DOCUMENT, "\n\n".join(self.paragraphs))

    def measure_relevance(self, *, reset: bool) -> None:
        """How good the order of what search finds is, beside `ts_rank`."""
        try:
            with databases.using(ranking.SIZE, seed=SEED, reset=reset, kind=JudgedDirectory), override("en"):
                directory = JudgedDirectory(ranking.SIZE, seed=SEED, today=timezone.localdate())
                for _batch in directory.batches():
                    pass  # what was written, judged: the database may be of an earlier run
                scores = ranking.scores(directory)
        except databases.NotAllowed as problem:
            raise CommandError(str(problem)) from problem
        rows = [
            [score.kind, str(score.queries), f"{score.ours:.2f}", f"{score.usual:.2f}"] for score in scores
        ]
        self.say(
            f"The order of what search finds among {ranking.SIZE:,} partnerships with known grades, nDCG@{ranking.AT}:"
        )
        self.say(self.draw([["asked for", "queries", "ours", "ts_rank"], *rows]))

    def measure_some(self, size: int, only: str, seconds: float) -> None:
        """The table of some kinds of pages, and nothing else."""
        facet_values = facets.values(facets.data_version())
        kinds = [kind for kind in pages.kinds(facet_values) if only.lower() in kind.name.lower()]
        if not kinds:
            raise CommandError(f"No kind of page has “{only}” in its name.")
        connection.close()
        with serving(PAGES_KEPT="0", API_REQUESTS_PER_MINUTE="0", SUGGESTIONS_PER_SECOND="0") as site:
            visits = site.visits(kinds, seconds=seconds)
        self.say(self.draw([tables.HEADINGS, *self.rows(size, kinds, visits, facet_values, seconds)]))

    def rows(self, size: int, kinds, visits, facet_values, seconds: float) -> list[list[str]]:
        return [
            tables.row(kind, size, *visit, measuring.database_part(kind, facet_values, seconds=seconds))
            for kind, visit in zip(kinds, visits, strict=True)
        ]

    def measure(self, size: int, seconds: float) -> None:
        facet_values = facets.values(facets.data_version())
        kinds = pages.kinds(facet_values)
        connection.close()
        all_pages = [address for kind in kinds for address in kind.addresses[:3]]
        lists = [address for kind in kinds if kind.is_list for address in kind.addresses]
        with serving(PAGES_KEPT="0", API_REQUESTS_PER_MINUTE="0", SUGGESTIONS_PER_SECOND="0") as site:
            visits = site.visits(kinds, seconds=seconds)
            answered, answered_all = (
                site.most_requests_per_second(mixed, seconds=max(seconds, 4)) for mixed in (lists, all_pages)
            )
            streams = [(file, site.stream(file)) for file in pages.files()]
        with serving(PAGES_KEPT="500") as site:
            ((kept, _kilobytes),) = site.visits(kinds[1:2], seconds=seconds)
            answered_kept = site.most_requests_per_second(kinds[1].addresses, seconds=max(seconds, 4))
        # Before the usual ways, which leave nothing else in memory
        writes = min(
            (measuring.writes(seconds=seconds) for _round in range(measuring.ROUNDS)),
            key=lambda times: times.median,
        )
        rows = self.rows(size, kinds, visits, facet_values, seconds)
        self.say(
            "No page is kept. Times are the median and the 95th percentile, of requests and writes those of the quickest"
            f" of {measuring.ROUNDS} rounds."
        )
        self.say(self.draw([tables.HEADINGS, *rows]))
        self.say(
            f"- Writing a partnership with {measuring.MEMBERS} members and its commit: {tables.in_brief(writes)} ms"
            f" (to reach: {tables.compared(writes, WRITE)})."
            f"\n- {measuring.VISITORS} visitors at once, the lists of partnerships in turn: {answered:.0f} requests a second"
            f" (to reach: {REQUESTS} {'yes' if answered >= REQUESTS else 'no'}); all these pages in turn: {answered_all:.0f}."
            f"\n- Pages kept, unfiltered partnerships: {tables.in_brief(kept)} ms;"
            f" {measuring.VISITORS} visitors at once: {answered_kept:.0f} requests a second"
            f" (to reach: {REQUESTS_KEPT} {'yes' if answered_kept >= REQUESTS_KEPT else 'no'})."
        )
        self.say("\n".join(f"- {tables.stream_line(file, stream)}" for file, stream in streams))

    def say(self, paragraph: str) -> None:
        self.paragraphs.append(paragraph)
        self.stdout.write(f"{paragraph}\n\n", ending="")
        self.stdout.flush()


def machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
        version, buffers = cursor.fetchone()
    return (
        f"{os.cpu_count()} cores, with a load average of {os.getloadavg()[0]:.1f} before; Python"
        f" {platform.python_version()}, which adds up the first {YARDSTICK:,} numbers in {yardstick():.0f} ms;"
        f" PostgreSQL {version} with shared_buffers {buffers}; two workers."
    )


def yardstick() -> float:
    """How quick this machine is just now, in milliseconds: other guests of it may halve that from minute to minute."""
    start = time.perf_counter()
    total = 0
    for addend in range(YARDSTICK):
        total += addend
    return (time.perf_counter() - start) * 1000


@contextmanager
def serving(**variables: str) -> Iterator[measuring.MeasuredSite]:
    """The application server with these environment variables and all languages, on a free port."""
    os.environ |= {"OFFERED_LANGUAGES": ",".join(settings.SITE_LANGUAGES), **variables}
    port = free_port()
    with server(port) as process:
        yield measuring.MeasuredSite(HOST, port, process.pid)

"""Taking the time: of whole requests, of what they ask the database, and of the usual way beside it."""

import gzip
import http.client
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.db import OperationalError, connection
from django.http import QueryDict
from django.test import Client

from directory.bench import pages
from directory.bench.usual import GOOD, PLAIN, Way
from directory.finding import page_cache
from directory.finding.facets import Values
from directory.finding.filters import PartnershipFilter
from directory.models import Kind, Organisation, Partnership, Role, Status
from directory.records.forms import MembershipForm, PartnershipForm
from directory.records.publishing import publish

WARM_UP = 3  # requests for each address before the first that counts
FEWEST, MOST = 20, 400  # requests of each kind that count
PATIENCE = 10  # seconds that the usual way may take for one page
ENOUGH = 2  # seconds: after so long the usual way is not tried on another page of the kind
VISITORS = 8  # at once
RUNS = 3  # of each file
ROUNDS = 3  # of everything else
MEMBERS = 5  # of a partnership that is written


class Unanswered(Exception):
    """A page that is to be measured was answered with an error."""


@dataclass(slots=True)
class Times:
    """Times in milliseconds."""

    each: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    @property
    def p95(self) -> float:
        return sorted(self.each)[int(len(self.each) * 0.95)]


@contextmanager
def timed(times: Times) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times.each.append((time.perf_counter() - start) * 1000)


# Over HTTP


@dataclass(frozen=True, slots=True)
class Stream:
    """What a file took: to its first byte, in all, its size in MB, and the most memory that a process of the
    server ever held, in MB."""

    first: Times
    whole: Times
    megabytes: float
    memory: float


def most_memory(pid: int) -> float:
    """The highest resident memory so far of a process and of those that it started, in MB. Only Linux has /proc."""
    processes = [Path("/proc", str(pid)), *started_by(pid)]
    memory_lines = [
        re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text()) for process in processes
    ]
    return max(int(line[1]) for line in memory_lines if line) / 1024


def started_by(pid: int) -> list[Path]:
    children = Path("/proc", str(pid), "task", str(pid), "children").read_text().split()
    return [Path("/proc", child) for child in children]


class Visit(NamedTuple):
    """The times of whole requests for pages of a kind, and the median size of such a page, compressed with gzip."""

    times: Times
    kilobytes: float


class MeasuredSite:
    """The application server, as visitors see it."""

    def __init__(self, host: str, port: int, pid: int):
        self.host, self.port, self.pid = host, port, pid

    def visitor(self) -> Callable[[str], bytes]:
        """A function that gets the page at an address, over one lasting connection. It raises Unanswered."""
        line = http.client.HTTPConnection(self.host, self.port, timeout=60)

        def get(address: str) -> bytes:
            line.request("GET", address)
            response = line.getresponse()
            page = response.read()
            if response.status != 200:
                raise Unanswered(f"{address}: {response.status}")
            return page

        return get

    def visit(self, kind: pages.PageKind, *, seconds: float) -> Visit:
        """One visitor gets the pages of a kind in turn. Raises Unanswered."""
        get, times = self.visitor(), Times()
        pages = [get(address) for address in kind.addresses * WARM_UP]
        for address in in_turn(kind.addresses, seconds=seconds):
            with timed(times):
                get(address)
        return Visit(times, statistics.median(len(gzip.compress(page)) for page in pages) / 1000)

    def visits(self, kinds: Sequence[pages.PageKind], *, seconds: float) -> list[Visit]:
        """For each kind, the visit with the lowest median of ROUNDS rounds through all kinds.

        Whatever else runs on the machine, or on another guest of the same one, only ever makes a visit slower, and for a
        minute rather than for a request: hence the lowest, and rounds instead of one longer visit.
        """
        rounds = [[self.visit(kind, seconds=seconds) for kind in kinds] for _round in range(ROUNDS)]
        return [min(visits, key=lambda visit: visit.times.median) for visits in zip(*rounds, strict=True)]

    def stream(self, address: str) -> Stream:
        """What a whole file takes, RUNS times. Raises Unanswered."""
        # The same file for a search that finds nothing: it warms the worker up without filling its memory.
        for _visitor in range(WARM_UP):
            self.visitor()(f"{address}&page=1&q=nothing-has-this-word")
        first, whole, size = Times(), Times(), 0
        for _run in range(RUNS):
            line = http.client.HTTPConnection(self.host, self.port, timeout=60)
            size = 0
            with timed(whole):
                with timed(first):
                    line.request("GET", address)
                    response = line.getresponse()
                    piece = response.read1()
                if response.status != 200:
                    raise Unanswered(f"{address}: {response.status}")
                while piece:
                    size += len(piece)
                    piece = response.read1()
            line.close()
        return Stream(first, whole, size / 1_000_000, most_memory(self.pid))

    def most_requests_per_second(self, addresses: list[str], *, seconds: float) -> float:
        """How many requests are answered when several visitors ask at once, in the best of ROUNDS rounds."""
        return max(self.requests_per_second(addresses, seconds=seconds) for _round in range(ROUNDS))

    def requests_per_second(self, addresses: list[str], *, seconds: float) -> float:
        """How many requests are answered when several visitors ask at once."""
        answered = [0] * VISITORS

        def come(index: int) -> None:
            get = self.visitor()
            # Each visitor begins with another address, so that they do not all want the same page at once.
            for address in in_turn(addresses[index:] + addresses[:index], seconds=seconds, most=None):
                get(address)
                answered[index] += 1

        visitors = [threading.Thread(target=come, args=[index]) for index in range(VISITORS)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
        return sum(answered) / seconds


def in_turn(addresses: list[str], *, seconds: float, most: int | None = MOST) -> Iterator[str]:
    """The addresses again and again until the time is over, at least FEWEST of them."""
    end, count = time.perf_counter() + seconds, 0
    while count < FEWEST or (time.perf_counter() < end and (most is None or count < most)):
        yield addresses[count % len(addresses)]
        count += 1


# The database's part


@dataclass(slots=True)
class DatabasePart:
    """How long the database works on pages of a kind."""

    ours: Times
    queries: int  # the most that one page sent
    # The usual ways; None where one took longer than PATIENCE, or is not tried on such pages.
    good: Times | None = None
    plain: Times | None = None


class Spent:
    """Adds up how long the database works within a block, and how many statements it gets.

    With `patience`, in seconds, the statements together are stopped after that long.
    """

    def __init__(self, patience: float = 0):
        self.seconds, self.queries, self.patience = 0.0, 0, patience

    def __enter__(self) -> "Spent":
        self.wrapper = connection.execute_wrapper(self.execute)
        self.wrapper.__enter__()
        return self

    def __exit__(self, *exception) -> None:
        self.wrapper.__exit__(*exception)
        if self.patience:
            limit(0)

    def execute(self, execute, sql, params, many, context):
        if self.patience:
            limit(max(self.patience - self.seconds, 0.001))
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start
            self.queries += 1


def limit(seconds: float) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(int(seconds * 1000))])


def database_part(kind: pages.PageKind, facet_values: Values, *, seconds: float) -> DatabasePart:
    """Ours and the usual ways take turns, so that a busy moment of the machine is one for all."""
    client = Client(SERVER_NAME="localhost")
    work = DatabasePart(Times(), 0)
    for address in kind.addresses * WARM_UP:
        client.get(address)
    if kind.is_results:
        work.good, work.plain = Times(), Times()
    for address in in_turn(kind.addresses, seconds=seconds):
        page_cache.pages.clear()  # a page that is kept asks the database next to nothing
        with Spent() as spent:
            if client.get(address).status_code != 200:
                raise Unanswered(address)
        work.ours.each.append(spent.seconds * 1000)
        work.queries = max(work.queries, spent.queries)
        filters = PartnershipFilter(QueryDict(address.partition("?")[2]), values=facet_values)
        work.good = work.good and with_one_more(work.good, GOOD, filters)
        work.plain = work.plain and with_one_more(work.plain, PLAIN, filters)
    return work


def with_one_more(times: Times, way: Way, filters: PartnershipFilter) -> Times | None:
    """The times with that of another page, while they are few; None if it took too long."""
    if sum(times.each) >= ENOUGH * 1000:
        return times
    filters.is_valid()
    try:
        with Spent(PATIENCE) as spent:
            way.answer(filters, page=int(filters.data.get("page", 1)))
    except OperationalError:
        return None
    times.each.append(spent.seconds * 1000)
    return times


# Writing


def writes(*, seconds: float) -> Times:
    """The times of publishing a partnership with MEMBERS members, each with its commit; it is deleted again."""
    organisations = Organisation.objects.published().order_by("pk").values_list("slug", flat=True)[:MEMBERS]
    times = Times()
    for key in in_turn([f"measured-{index}" for index in range(MOST)], seconds=seconds):
        partnership = {
            "key": key,
            "title": f"Measured network {key}",
            "kind": Kind.NETWORK,
            "status": Status.ACTIVE,
            "summary": "A partnership that is there for a moment.",
            "countries": ["GB", "FR"],
            "topics": ["training", "reporting"],
        }
        members = [
            {"partnership": key, "organisation": organisation, "role": Role.MEMBER}
            for organisation in organisations
        ]
        with timed(times):
            publish(
                {PartnershipForm: [partnership], MembershipForm: members}, by=None, source="", why="Measured"
            )
        Partnership.objects.filter(slug=key).delete()
    return times

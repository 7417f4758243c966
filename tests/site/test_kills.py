"""Web workers and the database are killed (SIGKILL), between any two pages and in the middle of what they do: no answer is lost,
nothing is half done, no mail is lost or doubled."""

import os
import re
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psutil
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from config.cluster import Cluster
from directory.management.commands.demo import HOST, free_port, server
from tests.support.factories import complete_answers, make_reviewer, make_user
from tests.support.mail_servers import Postbox, mail_server
from tests.support.processes import WITH_PATIENCE, wait_until, worker
from tests.support.signing_in import new_session
from tests.support.sites import migrated_cluster

Made = TypeVar("Made")
PARTNERS = ("desk@one.example", "desk@two.example")
STEPS = [
    ("organisation", {"organisation": "+"}),
    *((step, typed) for step, typed in complete_answers().items() if step != "organisation"),
    ("languages", {"languages": ["pl", "pt"]}),
    *(
        (
            f"partners/i{number}",
            {
                "organisation": "+",
                "name": f"Partner {number}",
                "country": "BR",
                "sector": "hotline",
                "role": "member",
                "email": address,
                "language": "en",
            },
        )
        for number, address in enumerate(PARTNERS)
    ),
    ("sought", {"sought_sectors": ["academia"]}),
    ("links", {"website": "https://programme.example/", "links": "https://programme.example/report"}),
    ("evidence", {"evaluation": "Reviewed in 2024."}),
]


class Site:
    """A site on a cluster of its own, whose processes can be killed."""

    def __init__(self, cluster: Cluster, port: int, environment: Mapping[str, str], running: ExitStack):
        self.cluster, self.port, self.environment, self.running = cluster, port, environment, running
        self.url = environment["DIRECTORY_BASE_URL"]
        self.start()

    def start(self) -> None:
        process = self.running.enter_context(server(self.port, **self.environment))
        self.web = psutil.Process(process.pid)

    def ask(self, question: str) -> list[tuple]:
        with psycopg.connect(self.cluster.database_url()) as session:
            return session.execute(question).fetchall()

    def do(self, work: Callable[[], Made]) -> Made:
        """Do it in the site's database: in a thread, which has a connection of its own."""
        parts = conninfo_to_dict(self.cluster.database_url())
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        there = {name: parts[part] for name, part in names.items()}

        def work_there() -> Made:
            connection.settings_dict = {**connection.settings_dict, **there}
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(work_there).result()

    def kill_a_worker(self) -> None:
        """The one that has run for longest; one that dies soon after its start is not started again."""
        workers = [one for one in self.web.children() if one.status() != psutil.STATUS_ZOMBIE]
        oldest = min(workers, key=lambda worker: worker.create_time())
        wait_until(lambda: time.time() - oldest.create_time() > SOON)
        oldest.send_signal(signal.SIGKILL)

    def kill_the_web_server(self) -> None:
        """Its workers and what starts them; then it is started again, as its supervisor would."""
        kill_at_once([self.web, *self.web.children()])
        self.start()

    def kill_the_database(self) -> None:
        """All of its processes at once, as when the machine dies; then it is started again, as its supervisor would."""
        postmaster = psutil.Process(self.cluster.process.pid)
        kill_at_once([postmaster, *postmaster.children(recursive=True)])
        self.cluster.process.wait()
        self.cluster.start()


def kill_at_once(processes: list[psutil.Process]) -> None:
    for one in processes:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGKILL)
    psutil.wait_procs(processes, timeout=30)


class Page(NamedTuple):
    status: int
    address: str
    text: str


class Browser:
    """What a person with a browser does: opens a page, fills in its form, and tries again when nothing answers."""

    def __init__(self, site: Site, *, session: str = ""):
        cookies = HTTPCookieProcessor(CookieJar())
        self.site, self.session, self.opener = site, session, build_opener(cookies)

    def request(self, path: str, typed: Mapping[str, object] | None = None) -> Page:
        sent = urlencode(typed, doseq=True).encode() if typed is not None else None
        request = Request(self.site.url + path, sent)  # noqa: S310  of this machine
        if self.session:
            request.add_header("Cookie", f"{settings.SESSION_COOKIE_NAME}={self.session}; csrftoken={TOKEN}")
            request.add_header("X-CSRFToken", TOKEN)
        try:
            answer = self.opener.open(request, timeout=30)
        except HTTPError as answer:
            return Page(answer.code, answer.url, answer.read().decode())
        with answer:
            return Page(answer.status, answer.url, answer.read().decode())

    def send(self, path: str, typed: Mapping[str, object] | None = None, *, to: str = "") -> Page:
        """Open a page and send its form, with what stands hidden in it."""
        page = self.request(path)
        if page.status >= 400:  # there is no form on it
            return page
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        return self.request(to or path, {**hidden, **(typed or {})})

    def at_last(self, act: Callable[[], Page]) -> Page:
        """What a page answers once everything runs again."""
        got: list[Page] = []

        def answered() -> bool:
            with suppress(URLError, ConnectionError, HTTPException, TimeoutError):
                got.append(act())
            return bool(got) and got[-1].status < 500

        wait_until(answered)
        return got[-1]


SOON = 6  # seconds: granian takes 5.5 for a crash loop
TOKEN = "k" * 32  # a browser's cookie against forged requests: whatever it holds, the form has to repeat it


@pytest.fixture(scope="module")
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture(scope="module")
def site(postbox, django_db_blocker) -> Iterator[Site]:
    port, mail_port = free_port(), free_port()
    with (
        tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as folder,
        django_db_blocker.unblock(),
    ):
        cluster = migrated_cluster(Path(folder))
        there = {
            "DATABASE_URL": cluster.database_url(),
            "EMAIL_URL": f"smtp://{HOST}:{mail_port}",
            "DIRECTORY_BASE_URL": f"http://{HOST}:{port}",
            **WITH_PATIENCE,
        }
        try:
            with ExitStack() as running, mail_server(postbox, mail_port):
                yield Site(cluster, port, os.environ | there, running)
        finally:
            cluster.stop()


@pytest.fixture(scope="module")
def registrant(site) -> Browser:
    return Browser(site, session=site.do(lambda: new_session(make_user(email="ana@charity.example"))))


@pytest.fixture(scope="module")
def reviewer(site) -> Browser:
    return Browser(site, session=site.do(lambda: new_session(make_reviewer(email="rita@review.example"))))


@pytest.fixture(scope="module")
def draft(site, registrant) -> str:
    """The path of a draft in which every step was answered while workers and the database died between any two."""
    draft = re.search(r"/drafts/[^/]+/", registrant.at_last(lambda: registrant.send("/register/")).address)[0]
    for step, typed in STEPS:
        page = registrant.at_last(lambda step=step, typed=typed: registrant.send(f"{draft}{step}/", typed))
        assert page.status == 200
        site.kill_a_worker()
        site.kill_the_database()
    return draft


def test_no_answer_is_lost_whatever_dies_between_two_steps(site, draft, registrant):
    ((answers,),) = site.ask("SELECT answers FROM directory_submission")
    for step, typed in STEPS:
        key, _slash, item = step.partition("/")
        kept = answers[key][item] if item else answers[key]
        listed = {"organisation": ""} if key in ("organisation", "partners") else {}
        assert {name: kept[name] for name in typed} == typed | listed
    page = registrant.at_last(lambda: registrant.request(f"{draft}check/"))
    assert "Send it in" in page.text


COUNTED = (
    "submission", "submissionevent", "flag", "invitation", "partnership", "organisation", "membership", "source", "contactpoint",
    "resource", "othername", "mail", "representative",
)  # fmt: skip


def whole(site: Site) -> dict[str, object]:
    """How much there is of everything, and how the submission stands."""
    counts = {name: site.ask(f"SELECT count(*) FROM directory_{name}")[0][0] for name in COUNTED}
    jobs = site.ask("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'directory.send_mail'")[0][0]
    facts = site.ask("SELECT state, partnership_id, taken_by_id FROM directory_submission")
    answered = site.ask("SELECT answer, used_at, is_proved FROM directory_invitation ORDER BY item")
    history = site.ask("SELECT count(*) FROM pghistory_context")[0][0]
    return counts | {"jobs": jobs, "submission": facts, "answers": answered, "history": history}


@contextmanager
def held_up(site: Site, table: str) -> Iterator[Callable[[], bool]]:
    """Nobody can write into that table meanwhile. Gives whether somebody waits to."""
    waits = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '{table}'::regclass"
    with suppress(psycopg.OperationalError), closing(psycopg.connect(site.cluster.database_url())) as session:
        session.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield lambda: bool(site.ask(waits)[0][0])


def is_quiet(site: Site) -> bool:
    others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND state <> 'idle'"
    return not site.ask(f"{others} AND pid <> pg_backend_pid()")[0][0]


def kill_in_the_middle(site: Site, act: Callable[[], Page], table: str, victim: str) -> Future:
    """Begin something, and kill who does it when it comes to writing into that table."""
    with ThreadPoolExecutor(1) as thread, held_up(site, table) as somebody_waits:
        begun = thread.submit(act)
        wait_until(lambda: somebody_waits() or begun.done())
        # Where a worker had not noticed yet that the database is back, there was no page, or no form on it
        while begun.done():
            assert begun.exception() or begun.result().status >= 400
            begun = thread.submit(act)
            wait_until(lambda begun=begun: somebody_waits() or begun.done())
        site.kill_the_database() if victim == "database" else site.kill_the_web_server()
    wait_until(lambda: is_quiet(site))
    return begun


def is_done_once(site: Site, act: Callable[[], Page], tables: tuple[str, ...], browser: Browser) -> Page:
    """Kill in the middle of it at each of these tables, see that nothing has happened, and do it."""
    browser.at_last(lambda: browser.request("/"))
    before = whole(site)
    for table in tables:
        for victim in ("web server", "database"):
            begun = kill_in_the_middle(site, act, table, victim)
            assert begun.exception() or begun.result().status >= 500
            browser.at_last(lambda: browser.request("/"))
            assert whole(site) == before, (table, victim)
    done = browser.at_last(act)
    assert whole(site) != before
    return done


def test_what_is_sent_in_answered_and_accepted_is_so_once_whatever_dies_in_the_middle(
    site, draft, registrant, reviewer, postbox
):
    """Each is killed where it writes first, in between, and last: a mail, and the job that sends it."""
    is_done_once(
        site,
        lambda: registrant.send(f"{draft}check/"),
        ("directory_submissionevent", "procrastinate_jobs"),
        registrant,
    )
    ((state,),) = site.ask("SELECT state FROM directory_submission")
    assert state == "waiting"
    assert site.ask("SELECT count(*) FROM directory_invitation") == [(2,)]

    ((text,),) = site.ask(f"SELECT text FROM directory_mail WHERE recipient = '{PARTNERS[0]}'")
    link = re.search(r"/answer/[\w-]{43}/", text)[0]
    partner = Browser(site)
    partner.at_last(lambda: partner.request(link))
    is_done_once(
        site,
        lambda: partner.send("/answer/", {"answer": "yes"}),
        ("directory_invitation", "directory_flag"),
        partner,
    )
    assert site.ask("SELECT count(*) FROM directory_invitation WHERE answer = 'yes'") == [(1,)]

    page = draft.replace("/drafts/", "/review/")
    is_done_once(
        site,
        lambda: reviewer.send(page, {"believes-i0": "on", "sure": "publish"}, to=f"{page}accept/"),
        (
            "directory_partnership",
            "directory_membership",
            "procrastinate_jobs",
        ),
        reviewer,
    )
    after = whole(site)
    assert (after["partnership"], after["organisation"], after["membership"]) == (1, 2, 2)
    assert site.ask("SELECT what, count(*) FROM directory_submissionevent GROUP BY what ORDER BY what") == [
        ("accepted", 1),
        ("submitted", 1),
    ]

    for _minute in range(2):
        with worker(site.environment, "--one-shot") as process:
            assert process.wait(120) == 0
    assert Counter(message["To"] for message in postbox.messages) == {
        "ana@charity.example": 2,
        PARTNERS[0]: 1,
        PARTNERS[1]: 1,
    }

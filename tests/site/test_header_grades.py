"""The grade that Mozilla's scanner of headers gives each type of page, where that scanner is installed:

    npm install --prefix FOLDER @mdn/mdn-http-observatory
    # Without the network that its installation asks for browsers' lists: --ignore-scripts, and then
    echo {} > FOLDER/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json
    OBSERVATORY=FOLDER ./run test tests/site/test_header_grades.py

It scans the site over https on this machine. Without OBSERVATORY the test is left out.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from tests.support.databases import database_of_its_own, imported_once, in_database
from tests.support.factories import make_reviewer
from tests.support.processes import WITH_PATIENCE, wait_until
from tests.support.signing_in import new_session

FOLDER = os.environ.get("OBSERVATORY", "")
pytestmark = pytest.mark.skipif(not FOLDER or not shutil.which("node"), reason="needs OBSERVATORY and node")

# As its own `scan`, which takes neither a port nor a path nor a cookie
SCAN = """
import { ALL_TESTS } from "PACKAGE/src/constants.js";
import { retrieve } from "PACKAGE/src/retriever/retriever.js";
import { getGradeForScore, getScoreModifier } from "PACKAGE/src/grader/grader.js";
const [httpPort, httpsPort, cookie, ...paths] = process.argv.slice(2);
for (const path of paths) {
  const accept = "Accept: text/html,*/*;q=0.8";
  const page = await retrieve("localhost", { httpPort, httpsPort, path, headers: [accept, `Cookie: ${cookie}`] });
  const results = ALL_TESTS.map((test) => test(page));
  const modifiers = results.map((result) => getScoreModifier(result.result));
  const lost = modifiers.filter((points) => points < 0).reduce((sum, points) => sum + points, 100);
  const score = lost >= 90 ? modifiers.reduce((sum, points) => sum + points, 100) : lost;
  const failed = results.filter((result) => !result.pass).map((result) => `${result.name}: ${result.result}`);
  const status = page.responses.auto?.status;
  console.log(JSON.stringify({ path, status, grade: getGradeForScore(score).grade, score, failed }));
}
"""
PAGES = {
    "/": 200,
    "/partnerships/": 200,
    "/partnerships/vgt/": 200,
    "/partnerships/vgt/history/": 200,
    "/organisations/interpol/": 200,
    "/countries/gb/": 200,
    "/events/vgt-conference-2005/": 200,
    "/search/?q=interpol": 200,
    "/counterparts/?topic=investigation&country=GB": 200,
    "/data/": 200,
    "/api/": 200,
    "/report-problem/": 200,
    "/answer/": 410,
    "/account/sign-in/": 200,
    "/account/sign-up/": 200,  # which leads to the one way in
    "/account/": 200,
    "/account/address/": 200,
    "/register/": 200,
    "/enquiries/": 200,
    "/review/": 200,
    "/review/imports/": 200,
    "/no/such/page/": 404,
    "/account/delete/": 200,
    "/partnerships/?country=" + "x" * 300: 200,
    "/api/index.json": 200,
    "/api/partnerships": 200,
    "/hsds/": 200,
    "/partnerships.csv": 200,
    "/partnerships.atom": 200,
    "/robots.txt": 200,
    "/sitemap.xml": 200,
    "/static/directory/directory.css": 200,
    "/embed/?country=GB": 200,  # any site may show it in a frame
    "/partnerships": 200,  # which leads to the address with a slash
}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "certificate.pem", folder / "key.pem"
    wanted = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    written = ["-out", files[0], "-keyout", files[1], "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(["openssl", "req", *wanted, *written], check=True, capture_output=True)
    return files


@pytest.fixture(scope="module")
def site(
    certificate: tuple[Path, Path], django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, str, str]]:
    """The site under https with the conference in it: its two ports, and the cookie of a reviewer."""
    ports = str(free_port()), str(free_port())
    conference = imported_once("conference", blocker=django_db_blocker)
    with database_of_its_own("headers", template=conference) as address:
        with in_database(address, django_db_blocker):
            session = new_session(make_reviewer())
        environment = os.environ | {
            **WITH_PATIENCE,
            "DATABASE_URL": address,
            "DIRECTORY_BASE_URL": f"https://localhost:{ports[1]}",
            "SECRET_KEY": settings.SECRET_KEY,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        command = [sys.executable, "-m", "tests.support.https_site", *ports, *map(str, certificate)]
        server = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
        try:
            wait_until(lambda: is_listening(int(ports[1])))
            yield *ports, f"__Host-sessionid={session}"
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def grades(
    site: tuple[str, str, str], certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
):
    package = Path(FOLDER).resolve() / "node_modules/@mdn/mdn-http-observatory"
    script = tmp_path_factory.mktemp("scan") / "scan.mjs"
    script.write_text(SCAN.replace("PACKAGE", package.as_posix()))
    scanned = subprocess.run(
        ["node", script, *site, *PAGES],
        env=os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate[0])},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return {grade["path"]: grade for grade in map(json.loads, scanned.stdout.splitlines())}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_the_best_grade_and_fails_in_nothing(grades, page):
    grade = grades[page]

    assert grade["status"] == PAGES[page]
    assert (grade["grade"], grade["failed"]) == ("A+", [])

"""The database fails in the middle of an export: whoever reads it gets an error, never a shorter file that looks whole."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.client import IncompleteRead
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

from directory.management.commands.demo import HOST, SERVING, answers, free_port
from tests.support.databases import migrated_database
from tests.support.processes import WITH_PATIENCE, manage, wait_until

EVERY = "scope=all&freshness=all"
STREAMS = [
    f"/partnerships.csv?{EVERY}",
    f"/memberships.csv?{EVERY}",
    f"/partnerships.json?{EVERY}",
    f"/partnerships.ndjson?{EVERY}",
    "/organisations.csv",
    "/organisations.ndjson",
    "/hsds/services?full=true&format=ndjson",
    "/hsds/organizations?full=true&format=ndjson",
]
WHOLE, BROKEN = 10_000, 12  # statements that the database lets an export have


@pytest.fixture(scope="module")
def address(django_db_blocker) -> Iterator[str]:
    """Of a database with the conference's records."""
    with django_db_blocker.unblock(), migrated_database("exports") as address:
        environment = os.environ | {"DATABASE_URL": address}
        manage(environment, "import_directory", "directory/sample/conference", "--why", "To be exported")
        yield address


@pytest.fixture(scope="module", params=[BROKEN, WHOLE], ids=["broken", "whole"])
def site(request, address) -> Iterator[tuple[str, bool]]:
    """The address of a site, and whether its exports break off."""
    port = free_port()
    environment = (
        os.environ
        | WITH_PATIENCE
        | {
            "DATABASE_URL": address,
            "STATEMENTS_OF_AN_EXPORT": str(request.param),
            "API_REQUESTS_PER_MINUTE": "0",
        }
    )
    command = [sys.executable, "-m", "granian", *SERVING.split(), "--log-level", "critical", "--host", HOST]
    process = subprocess.Popen(
        [*command, "--port", str(port), "tests.support.breaking_site:application"],
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
    )
    try:
        wait_until(lambda: answers(port))
        yield f"http://{HOST}:{port}", request.param == BROKEN
    finally:
        process.terminate()
        process.wait()


@pytest.mark.parametrize("path", STREAMS)
def test_python_gets_an_error_for_an_export_that_breaks_off(site, path):
    url, breaks = site

    def read() -> bytes:
        with urlopen(url + path) as answer:  # noqa: S310  of this machine
            return answer.read()

    if breaks:
        with pytest.raises((IncompleteRead, HTTPError)) as failure:
            read()
        getattr(failure.value, "close", lambda: None)()
    else:
        assert read()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not on this machine")
@pytest.mark.parametrize("path", STREAMS)
def test_curl_gets_an_error_for_an_export_that_breaks_off(site, path):
    url, breaks = site

    command = ["curl", "--silent", "--fail", "--globoff", url + path]
    curl = subprocess.run(command, check=False, capture_output=True)

    # 18: a part of the file alone came; 22: a status that says so
    assert curl.returncode in ((18, 22) if breaks else (0,))


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # pandas leaves the socket open
@pytest.mark.parametrize("path", [path for path in STREAMS if "json" in path])
def test_pandas_gets_an_error_for_an_export_that_breaks_off(site, path):
    pandas = pytest.importorskip("pandas")
    url, breaks = site
    is_lines = "ndjson" in path

    def read():
        pandas.read_json(url + path, lines=is_lines, typ="frame" if is_lines else "series")

    if breaks:
        with pytest.raises((IncompleteRead, HTTPError, ValueError)):
            read()
    else:
        read()


def test_a_workbook_that_cannot_be_made_is_an_error(site):
    url, breaks = site

    if breaks:
        with pytest.raises(HTTPError) as refusal:
            urlopen(f"{url}/partnerships.xlsx?{EVERY}")  # noqa: S310  of this machine
        assert refusal.value.code >= 500
        refusal.value.close()
    else:
        with urlopen(f"{url}/partnerships.xlsx?{EVERY}") as answer:  # noqa: S310
            content = answer.read()
        assert int(answer.headers["Content-Length"]) == len(content)
        assert io.BytesIO(content).read(2) == b"PK"

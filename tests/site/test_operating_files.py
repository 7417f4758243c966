"""What docs/operating.md hands over is accepted by the programs that it is for."""

import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPSConnection, IncompleteRead
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest
from django.conf import settings

from directory.management.commands.demo import answers, free_port
from tests.support.processes import wait_until

DOCS = settings.BASE_DIR / "docs"
UNITS = sorted((DOCS / "systemd").glob("directory-*"))


def require(program: str) -> str:
    if path := shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin"):
        return path
    pytest.skip(f"{program} is not on this machine")


def test_systemd_understands_every_unit(tmp_path):
    verify = require("systemd-analyze")
    for unit in UNITS:
        # It looks whether the programs are there
        text = unit.read_text().replace("/srv/directory/", f"{settings.BASE_DIR}/")
        (tmp_path / unit.name).write_text(text)

    outcome = subprocess.run(
        [verify, "verify", "--man=no", *sorted(tmp_path.iterdir())],
        check=False,
        capture_output=True,
        text=True,
    )

    about_ours = [line for line in outcome.stderr.splitlines() if "directory-" in line]
    assert (outcome.returncode, about_ours) == (0, [])


def test_units_serve_by_the_command_that_the_documents_name():
    operating = (DOCS / "operating.md").read_text()
    (command,) = [
        line.strip() for line in operating.splitlines() if line.startswith("    .venv/bin/granian ")
    ]

    unit = (DOCS / "systemd" / "directory-web.service").read_text()

    assert f"ExecStart=/srv/directory/{command}\n" in unit


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_documents_name_every_unit(unit):
    assert unit.name in (DOCS / "operating.md").read_text()


class Proxy(NamedTuple):
    """nginx with the site of the documents, on ports and in a folder that anybody may use."""

    folder: Path
    plain_port: int
    port: int
    site_port: int

    @property
    def configuration(self) -> Path:
        return self.folder / "nginx.conf"

    def get(self, **headers: str) -> bytes:
        context = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        with closing(HTTPSConnection("localhost", self.port, context=context, timeout=20)) as connection:
            connection.request(
                "GET", "/partnerships.csv", headers={"Host": "directory.example.org", **headers}
            )
            return connection.getresponse().read()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    nginx_needs = require("openssl")
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="directory-tests-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
        words = (
            f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {certificate}"
        )
        words += " -addext subjectAltName=DNS:localhost"
        subprocess.run([nginx_needs, *words.split()], check=True, capture_output=True)
        shutil.copy(DOCS / "nginx-proxy.conf", folder / "directory-proxy.conf")
        proxy = Proxy(folder, free_port(), free_port(), free_port())
        site = (DOCS / "nginx.conf").read_text()
        for documented, instead in {
            "/etc/ssl/directory": str(folder),
            "/etc/nginx/directory-proxy.conf;": f"{folder}/directory-proxy.conf;",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{proxy.plain_port};",
            "listen 443 ssl": f"listen 127.0.0.1:{proxy.port} ssl",
            "127.0.0.1:8000": f"127.0.0.1:{proxy.site_port}",
        }.items():
            assert documented in site
            site = site.replace(documented, instead)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        own = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
        proxy.configuration.write_text(
            f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{own}{site}}}\n"
        )
        yield proxy


@pytest.fixture
def running_proxy(proxy) -> Iterator[Proxy]:
    command = [require("nginx"), "-c", proxy.configuration, "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(proxy.port))
        yield proxy
    finally:
        process.terminate()
        process.wait()


@contextmanager
def site_that_answers(proxy: Proxy, answer: bytes) -> Iterator[list[bytes]]:
    """In place of the site: reads one request, sends these bytes and closes. Gives what it read."""
    requests = []

    def serve(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection:
            requests.append(connection.recv(64 * 1024))
            connection.sendall(answer)

    with socket.create_server(("127.0.0.1", proxy.site_port)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield requests
        thread.join(20)


def test_nginx_understands_the_site(proxy):
    outcome = subprocess.run(
        [require("nginx"), "-t", "-q", "-c", proxy.configuration], check=False, capture_output=True, text=True
    )

    # For whoever is not root, the line about the user that it cannot change to
    complaints = [line for line in outcome.stderr.splitlines() if 'the "user" directive' not in line]
    assert (outcome.returncode, complaints) == (0, [])


def test_a_file_that_breaks_off_breaks_off_for_the_reader_behind_nginx(running_proxy):
    broken = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nkey,\r\n"

    with site_that_answers(running_proxy, broken), pytest.raises(IncompleteRead):
        running_proxy.get()
    with site_that_answers(running_proxy, broken + b"0\r\n\r\n"):
        assert running_proxy.get() == b"key,"


def test_the_site_reads_the_address_of_the_reader_and_nobody_can_say_another(running_proxy):
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    forged = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "http"}

    with site_that_answers(running_proxy, whole) as requests:
        running_proxy.get(**forged)

    lines = requests[0].decode().split("\r\n")
    assert lines[0] == "GET /partnerships.csv HTTP/1.1"
    assert {"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: https", "Host: directory.example.org"} <= set(
        lines
    )
    assert "192.0.2.7" not in requests[0].decode()


def test_who_comes_without_tls_is_led_to_the_own_address_of_the_site(running_proxy):
    with closing(HTTPConnection("127.0.0.1", running_proxy.plain_port, timeout=20)) as connection:
        connection.request("GET", "/partnerships/?q=a", headers={"Host": "other.example.org"})
        response = connection.getresponse()
        response.read()

    assert response.status == 301
    assert response.headers["Location"] == "https://directory.example.org/partnerships/?q=a"

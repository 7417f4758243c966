"""What docs/operating.md hands over is accepted by the programs that it is for."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.debian_servers import free_port

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


def nginx_configuration(folder: Path) -> Path:
    """The site as a whole configuration, with a certificate, in a folder and on ports that anybody may use."""
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    words = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {key} -out {certificate}"
    subprocess.run([require("openssl"), *words.split()], check=True, capture_output=True)
    shutil.copy(DOCS / "nginx-proxy.conf", folder / "directory-proxy.conf")
    site = (DOCS / "nginx.conf").read_text()
    for ours, instead in {
        "/etc/ssl/directory": str(folder),
        "/etc/nginx": str(folder),
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ssl": f"listen 127.0.0.1:{free_port()} ssl",
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
    }.items():
        assert ours in site or ours in (DOCS / "nginx-proxy.conf").read_text()
        site = site.replace(ours, instead)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{site}}}\n"
    )
    return whole


def test_nginx_understands_the_site(tmp_path):
    nginx = require("nginx")

    outcome = subprocess.run(
        [nginx, "-t", "-q", "-c", nginx_configuration(tmp_path)], check=False, capture_output=True, text=True
    )

    assert (outcome.returncode, outcome.stderr) == (0, "")

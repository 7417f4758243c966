"""Every page is valid HTML, and the style sheet valid CSS, to the Nu Html Checker of the W3C.

`VNU_JAR` says where the checker lies (`build/dist/vnu.jar` of the npm package `vnu-jar`); it runs on Java.
"""

import json
import os
import shutil
import subprocess

import pytest
from django.conf import settings

from tests.browser.visits import ALL

pytestmark = pytest.mark.browser

HAS_CHECKER = bool(os.environ.get("VNU_JAR") and shutil.which("java"))
needs_checker = pytest.mark.skipif(
    not HAS_CHECKER, reason="VNU_JAR names no Nu Html Checker, or there is no Java for it"
)


def problems(*words: object) -> list[dict]:
    """What the checker says of the files that the words name."""
    command = [
        "java",
        "-Xss2m",
        "-jar",
        os.environ["VNU_JAR"],
        "--errors-only",
        "--format",
        "json",
        "--exit-zero-always",
    ]
    checker = subprocess.run([*command, *map(str, words)], check=True, capture_output=True, text=True)
    return json.loads(checker.stderr)["messages"]


@needs_checker
def test_every_page_is_valid_html(page, tmp_path):
    for number, address in enumerate(ALL):
        for language in ("", "/ar"):
            answer = page.goto(language + address, wait_until="commit")
            (tmp_path / f"{number}{language.replace('/', '-')}.html").write_bytes(answer.body())

    assert problems(*sorted(tmp_path.iterdir())) == []


@needs_checker
def test_the_style_sheet_is_valid():
    assert problems("--css", settings.BASE_DIR / "directory" / "static" / "directory" / "directory.css") == []

"""What every page has to hold, whoever opens it: axe-core's rules, no sideways scrolling, valid HTML.

`VNU_JAR` says where the Nu Html Checker of the W3C lies (`build/dist/vnu.jar` of the npm package `vnu-jar`);
it runs on Java.
"""

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

from directory.management.commands.demo import HOST, answers, free_port
from tests.browser.windows import DESK, PHONE
from tests.support.databases import kept
from tests.support.processes import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

RUN = """async (rules) => (await axe.run({runOnly: rules, resultTypes: ["violations"]})).violations.map(
    ({ id, help, nodes }) => [id, help, ...nodes.slice(0, 3).map(({ html, target }) => `${target}: ${html}`)])"""

# What reaches past the left or right edge and is not hidden from sight on purpose
STICKING_OUT = """() => [...document.querySelectorAll("body *")].filter((part) => {
    const { left, right, width } = part.getBoundingClientRect();
    return part.checkVisibility() && width > 1 && (left < -1 || right > innerWidth + 1) && !part.closest("svg, .hidden, .skip");
}).map((part) => part.outerHTML.slice(0, 200))"""

HAS_CHECKER = bool(os.environ.get("VNU_JAR") and shutil.which("java"))

needs_checker = pytest.mark.skipif(
    not HAS_CHECKER, reason="VNU_JAR names no Nu Html Checker, or there is no Java for it"
)


def resize(page: "Page", size: dict[str, int]) -> None:
    """Show the page at `size` (width and height in CSS pixels), and wait until it has it.

    The size is told before the page has it: measured in between, parts of two layouts would be compared.
    """
    page.set_viewport_size(size)
    page.wait_for_function("width => innerWidth === width", arg=size["width"], polling=20)


def broken_rules(page: "Page") -> list[list[str]]:
    """What axe-core finds on the page as it is now. The page must have been opened with `AXE`.

    A heading can be there before the styles are: without them, targets are small.
    """
    page.wait_for_load_state("load")
    return page.evaluate(RUN, RULES)


def breaks_no_rule(page: "Page") -> None:
    """Hold the page, on a phone and at a desk, to the rules and to the width of its screen."""
    for size in (PHONE, DESK):
        resize(page, size)
        assert broken_rules(page) == []
        fits_its_screen(page)


def fits_its_screen(page: "Page") -> None:
    """Hold the page, as wide as it is now, to its screen: it does not scroll sideways, and nothing is cut off."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(STICKING_OUT) == []


def is_valid_html(page: "Page") -> None:
    """Hold the page as it is now, after scripts, to the checker, where there is one."""
    if HAS_CHECKER:
        assert problems(page.content().encode()) == []


def is_valid_as_answered(answer: "Response") -> None:
    """Hold what the site answered, before scripts, to the checker, where there is one."""
    if HAS_CHECKER:
        assert problems(answer.body()) == [], answer.url


def problems(text: bytes, kind: str = "text/html") -> list[dict]:
    """What the checker says of a page or, as `text/css`, of a style sheet."""
    request = Request(f"{_checker()}?out=json&level=error", text, {"Content-Type": f"{kind}; charset=utf-8"})  # noqa: S310  our own process
    with urlopen(request, timeout=60) as answer:  # noqa: S310  the same
        return json.load(answer)["messages"]


@cache
def _checker() -> str:
    """The address of the checker: one serves all tests of a process, for it takes longer to start than to check."""
    port = free_port()
    # Compiled quickly rather than well, and one thread to collect: a few hundred pages then cost half of a processor's time
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    options = ["-Xss2m", *quick, f"-Dnu.validator.servlet.bind-address={HOST}", "-cp", os.environ["VNU_JAR"]]
    process = subprocess.Popen(
        ["java", *options, "nu.validator.servlet.Main", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    kept.enter_context(process)
    kept.callback(process.terminate)
    wait_until(lambda: answers(port))
    return f"http://{HOST}:{port}/"

"""Using a page by the Tab key alone."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Marks, in their order, what the Tab key should reach: of radio buttons that belong together, one
NUMBER_THE_CONTROLS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((part) => part.checkVisibility({ visibilityProperty: true }))
    .filter((part) => {
        if (part.type !== "radio") return true;
        const group = [...part.form.elements].filter((other) => other.type === "radio" && other.name === part.name);
        return part === (group.find((other) => other.checked) ?? group[0]);
    })
    .map((part, number) => (part.dataset.number = number)).length"""

START_AT_THE_TOP = """() => {
    const top = document.documentElement;
    top.tabIndex = -1;
    top.focus();
    top.removeAttribute("tabindex");
}"""

# Whether the focused part looks different from one without focus, and is on the screen
FOCUSED = """() => {
    const part = document.activeElement, style = getComputedStyle(part), box = part.getBoundingClientRect();
    const shown = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) && style.boxShadow !== "none";
    return [part.dataset.number, shown, box.width > 1 && box.bottom > 0 && box.top < innerHeight];
}"""

# Has the page itself look at each stop: just before the next press leaves it, and at the last one when it is asked
NOTE_EACH_STOP = f"""() => {{
    const focused = {FOCUSED}, stops = [], note = () => stops.push(focused());
    addEventListener("keydown", note, {{ capture: true }});
    window.notedStops = () => {{
        removeEventListener("keydown", note, {{ capture: true }});
        note();
        return stops.slice(1);
    }};
}}"""


def assert_every_control_is_reached(page: "Page") -> None:
    """By the Tab key alone, in the order of the page from its top, each with its focus to be seen.

    The key is held down, and the page notes its stops itself: to press it and to ask, for each, took 1.6 times as much of a processor.
    """
    page.wait_for_load_state("load")  # a page stands before its style sheet does
    page.evaluate(START_AT_THE_TOP)
    controls = page.evaluate(NUMBER_THE_CONTROLS)
    page.evaluate(NOTE_EACH_STOP)
    for _ in range(controls):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")
    assert page.evaluate("notedStops()") == [[str(number), True, True] for number in range(controls)]


def tab_to(page: "Page", control: str) -> None:
    """Press Tab until that control has the focus."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("control => document.activeElement.matches(control)", control):
            return
    pytest.fail(f"The Tab key does not reach {control}")

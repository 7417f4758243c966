"""Tables keep their words whole, pages are mirrored for Arabic and print, and shapes keep their edges without colours."""

import re

import pytest

from tests.browser.rules import fits_its_screen, resize

pytestmark = pytest.mark.browser

# The words in the headings of columns that take more than one line
BROKEN_WORDS = """() => [...document.querySelectorAll("thead th")].flatMap(({ firstChild }) =>
    [...firstChild.data.matchAll(/\\S+/g)].filter(({ index, 0: word }) => {
        const range = document.createRange();
        range.setStart(firstChild, index);
        range.setEnd(firstChild, index + word.length);
        return range.getClientRects().length > 1;
    }).map(([word]) => word))"""


@pytest.mark.parametrize("address", ["/countries/", "/organisations/interpol/", "/partnerships/vgt/"])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_headings_of_columns_are_not_broken_inside_a_word(page, address, language):
    page.goto(language + address)

    for width in (320, 360):
        resize(page, {"width": width, "height": 800})
        assert page.locator("thead th").count()
        assert page.evaluate(BROKEN_WORDS) == []


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/partnerships/vgt/"])
def test_a_page_is_mirrored_in_arabic(page, address):
    space_beside = (
        "mark => { const { left, right } = mark.getBoundingClientRect(); return [left, innerWidth - right] }"
    )

    page.goto(address)
    before, after = page.locator(".wordmark").evaluate(space_beside)
    page.goto(f"/ar{address}")
    left, right = page.locator(".wordmark").evaluate(space_beside)

    assert before < after
    assert left > right


@pytest.mark.parametrize("address", ["/", "/partnerships/?country=GB", "/partnerships/vgt/", "/commitments/"])
def test_print_shows_the_records_and_not_the_controls(page, address):
    page.goto(address)
    page.emulate_media(media="print")

    for part in page.locator(
        "main :is(h1, h2):not(.doors *), .results > li, main table:not(details *)"
    ).all():
        assert part.is_visible()
    for control in page.locator("nav, .search, .doors, .panel, .sort, .skip").all():
        assert not control.is_visible()


def test_in_forced_colours_shapes_keep_their_edges(page):
    page.emulate_media(forced_colors="active")
    page.goto("/organisations/?sector=industry&page=1")

    for part in page.locator(
        "button:visible, .chosen a, .tag, [type=search], [enterkeyhint=search], select, .paging [aria-current]"
    ).all():
        assert (
            part.evaluate("part => getComputedStyle(part.closest('.search div') || part).borderTopStyle")
            == "solid"
        )


# The header


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("language", ["", "/ar"], ids=["ltr", "rtl"])
def test_the_header_is_one_low_row_on_a_phone(page, width, language):
    resize(page, {"width": width, "height": 800})
    page.goto(f"{language}/partnerships/vgt/")

    assert page.locator(".masthead").bounding_box()["height"] <= 72
    fits_its_screen(page)


@pytest.mark.parametrize("width", [320, 360, 768])
def test_the_menu_of_a_phone_has_all_sections_and_pushes_nothing_aside(page, width):
    resize(page, {"width": width, "height": 800})
    page.goto("/partnerships/vgt/")
    before = page.locator("h1").bounding_box()

    page.locator(".menu > summary").click()

    for name in ("Find a contact", "Partnerships", "Commitments", "Data", "Your account", "Français"):
        assert page.locator(".menu").get_by_role("link", name=name, exact=True).is_visible()
    assert page.locator("h1").bounding_box() == before
    fits_its_screen(page)
    page.keyboard.press("Escape")
    assert not page.locator(".menu nav").is_visible()


def test_a_menu_closes_when_one_goes_on_elsewhere(page):
    page.goto("/partnerships/vgt/")
    page.locator(".rest > summary").click()
    assert page.get_by_role("link", name="Events", exact=True).first.is_visible()

    page.get_by_role("contentinfo").click(position={"x": 5, "y": 5})

    assert not page.locator(".rest > ul").is_visible()


def test_on_paper_a_page_has_its_address_and_no_menu(page):
    page.goto("/partnerships/?country=GB")
    page.emulate_media(media="print")

    assert page.locator(".on-paper").inner_text().endswith("/partnerships/?country=GB")
    assert not page.locator(".masthead .drop").first.is_visible()


@pytest.mark.parametrize("others", ["", "&partnership=inhope-network&partnership=global-alliance"])
def test_compared_records_print_on_one_sheet(page, others):
    page.goto(f"/compare/?partnership=vgt&partnership=icse{others}")

    page.emulate_media(media="print")

    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))

    assert len(sheets) == 1


def test_marks_are_told_apart_without_colours(page):
    page.emulate_media(forced_colors="active")
    page.goto("/partnerships/?scope=all&freshness=all")
    looks = page.evaluate(
        """() => ["is-fresh", "is-said", "is-shown", "is-open", "is-silent", "is-ended"].map((look) => {
            const mark = document.querySelector(".state").cloneNode();
            mark.className = `state ${look}`;
            document.querySelector("main").append(mark);
            const style = getComputedStyle(mark, "::before");
            return [style.backgroundColor, style.backgroundImage, style.backgroundSize, style.borderRadius].join();
        })"""
    )
    page.emulate_media(forced_colors="none")

    assert len(set(looks)) == 6, looks

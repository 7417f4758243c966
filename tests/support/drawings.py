"""What a page with a picture shows, read from the picture and from the table under it."""

import re

from directory.pictures import two_columns


def numbers_by_country(page: str) -> dict[str, int]:
    """The countries of the table under a map with their numbers."""
    body = page.partition('<table class="places">')[2].partition("</table>")[0]
    rows = re.findall(r">([^<>]+)</a>\s*([\d,]+)", body)
    return {name: int(number.replace(",", "")) for name, number in rows}


def map_in(page: str) -> str:
    return page.partition('<figure class="map">')[2].partition("</figure>")[0]


def ties_drawn(page: str) -> set[tuple[str, str]]:
    """The ties of the drawing, by the names at both ends of its lines, which are known by their heights alone."""
    drawing = page.partition('<div class="pairs">')[2].partition("</div>")[0]
    left, right = (
        re.findall(r"<li[^>]*><a[^>]*>([^<]*)</a>", column)
        for column in re.findall(r"<ol.*?</ol>", drawing, re.DOTALL)
    )
    height = int(re.search(r'viewBox="0 0 100 (\d+)"', drawing)[1])
    starts = dict(zip(two_columns.heights(len(left), height), left, strict=True))
    ends = dict(zip(two_columns.heights(len(right), height), right, strict=True))
    lines = re.findall(r' d="M0 ([\d.]+)C40 [\d.]+ 60 [\d.]+ 100 ([\d.]+)"', drawing)
    return {(starts[float(start)], ends[float(end)]) for start, end in lines}


def ties_in_table(page: str) -> set[tuple[str, str]]:
    table = page.partition('<table class="ties">')[2].partition("</table>")[0]
    ties = set()
    for row in table.split("<tr>")[2:]:
        organisation, *partnerships = re.findall(r"<a[^>]*>([^<]*)</a>", row)
        ties |= {(partnership, organisation) for partnership in partnerships}
    return ties

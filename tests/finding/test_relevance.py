"""What people type finds what they mean: queries with their right records, scored on the pages that people see.

The queries stand beside the code, in the folder of the design, and are not part of it.
"""

import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.test import Client

from directory.finding import spelling

QUERIES = settings.BASE_DIR.parent / "shared" / "cases" / "relevance.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not QUERIES.exists(), reason=f"the queries are not here: {QUERIES}"),
]

FIRST, AMONG_THREE, NOTHING = 0.85, 0.92, 0.03  # at least, at least, at most
KINDS = "partnerships|organisations|events|commitments|resources|topics|sources|countries"
RESULT = re.compile(rf'<h3[^>]*>\s*<a href="/({KINDS})/([^/"?]+)/"')
OTHER_MATTERS = [
    *(
        "pension fund",
        "drug smuggling",
        "weather forecast",
        "football results",
        "stolen bicycle",
        "tax return",
    ),
    *("passport renewal", "driving licence", "car insurance", "dog food", "terror financing", "wine tasting"),
    *(
        "murder suspects",
        "illegal fishing",
        "climate treaty",
        "nuclear weapons",
        "art theft",
        "lottery numbers",
    ),
    *("train timetable", "cooking recipes"),
]


class Query(NamedTuple):
    typed: str
    right: frozenset[str]


def queries(*, with_others: bool) -> list[Query]:
    """Those that have a right record among partnerships, or, `with_others`, among all kinds."""
    cases = json.loads(Path(QUERIES).read_text(encoding="utf-8"))["queries"]
    wanted = []
    for case in cases:
        right = {f"partnerships/{key}" for key in case["partnerships"]}
        if with_others:
            right |= set(case["others"])
        if right and not case.get("none"):
            wanted.append(Query(case["q"], frozenset(right)))
    return wanted


def results(client: Client, page: str, typed: str) -> list[str]:
    """The records of a page in the order in which they stand there, as "kind/key"."""
    response = client.get(page, {"q": typed})
    assert response.status_code == 200, typed
    found = RESULT.findall(response.content.decode())
    return [f"{kind}/{key.upper() if kind == 'countries' else key}" for kind, key in found]


@pytest.fixture(scope="module")
def vocabulary(both_sets: None) -> None:
    spelling.learn_words()


@pytest.mark.parametrize("page", ["/partnerships/", "/search/"])
def test_what_people_type_finds_first_what_they_mean(vocabulary, client, page):
    wanted = queries(with_others=page == "/search/")
    first = among_three = nothing = 0
    misses = []
    for query in wanted:
        found = results(client, page, query.typed)
        nothing += not found
        among_three += bool(query.right & set(found[:3]))
        if found and found[0] in query.right:
            first += 1
        else:
            misses.append(f"  {query.typed}: {', '.join(found[:3]) or 'nothing'}")

    scores = [number / len(wanted) for number in (first, among_three, nothing)]
    report = [f"{page} s@1 {scores[0]:.3f}, s@3 {scores[1]:.3f}, zero {scores[2]:.3f}", *misses]
    sys.stdout.write("\n".join(report) + "\n")  # shown where it fails, and with -rP
    assert scores[0] >= FIRST
    assert scores[1] >= AMONG_THREE
    assert scores[2] <= NOTHING


@pytest.mark.parametrize("page", ["/partnerships/", "/search/"])
@pytest.mark.parametrize("typed", OTHER_MATTERS)
def test_a_query_about_another_matter_finds_nothing_or_is_told_so(vocabulary, client, page, typed):
    content = client.get(page, {"q": typed}).content.decode()

    # Another spelling is told as well, with what was typed
    if RESULT.search(content) and f"Nothing was found for “<bdi>{typed}</bdi>”" not in content:
        assert "Nothing has all of these words" in content
        missing = re.search(r"missing from the first: “<bdi>([^<]+)</bdi>”", content)
        assert set(missing[1].split("”, “")) & set(typed.split())

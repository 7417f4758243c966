"""What people type finds what they mean: queries with their right records, scored on the pages that people see.

Some of the queries stand beside the code, in the folder of the design, and are not part of it; others in `typed_queries.csv`.
"""

import csv
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
FURTHER_QUERIES = Path(__file__).with_name("typed_queries.csv")
pytestmark = pytest.mark.django_db


class Scores(NamedTuple):
    """For how many of all queries the first record is a right one, one of the first three is, and nothing is found."""

    first: float
    among_three: float
    nothing: float


# At least, at least, at most. The further ones were written before they were tried
TO_REACH = {QUERIES: Scores(0.85, 0.92, 0.03), FURTHER_QUERIES: Scores(0.9, 0.95, 0.03)}
KINDS = "partnerships|organisations|events|commitments|resources|topics|sources|countries"
RESULT = re.compile(rf'<h3[^>]*>\s*<a href="/({KINDS})/([^/"?]+)/"')
OTHER_MATTERS = [
    "pension fund",
    "drug smuggling",
    "weather forecast",
    "football results",
    "stolen bicycle",
    "tax return",
    "passport renewal",
    "driving licence",
    "car insurance",
    "dog food",
    "terror financing",
    "wine tasting",
    "murder suspects",
    "illegal fishing",
    "climate treaty",
    "nuclear weapons",
    "art theft",
    "lottery numbers",
    "train timetable",
    "cooking recipes",
    "mortgage rates",
    "visa application fee",
    "train strike Paris",
    "bank holiday opening hours",
    "child benefit payment",
    "school holidays Germany",
    "stolen phone",
    "cancer research charity",
    "wedding photographer",
    "flight to Manila",
    "job vacancies nurse",
    "house prices London",
    "tax evasion offshore",
    "bitcoin price",
    "election results Kenya",
    "covid vaccination certificate",
    "used cars",
]


class Query(NamedTuple):
    typed: str
    right: frozenset[str]


def queries(file: Path, *, with_others: bool) -> list[Query]:
    """Those that have a right record among partnerships, or, `with_others`, among all kinds."""
    written = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        cases = [
            (case["q"], case["partnerships"], case["others"])
            for case in json.loads(written)["queries"]
            if not case.get("none")
        ]
    else:
        rows = csv.DictReader(written.splitlines())
        cases = [(row["typed"], row["partnerships"].split(), row["others"].split()) for row in rows]
    wanted = []
    for typed, partnerships, others in cases:
        right = {f"partnerships/{key}" for key in partnerships} | set(others if with_others else ())
        if right:
            wanted.append(Query(typed, frozenset(right)))
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
@pytest.mark.parametrize("file", TO_REACH, ids=lambda file: file.stem)
def test_what_people_type_finds_first_what_they_mean(vocabulary, client, page, file):
    if not file.exists():
        pytest.skip(f"the queries are not here: {file}")
    wanted = queries(file, with_others=page == "/search/")
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

    scores = Scores(*(number / len(wanted) for number in (first, among_three, nothing)))
    report = [
        f"{page} s@1 {scores.first:.3f}, s@3 {scores.among_three:.3f}, zero {scores.nothing:.3f}",
        *misses,
    ]
    sys.stdout.write("\n".join(report) + "\n")  # shown where it fails, and with -rP
    assert scores.first >= TO_REACH[file].first
    assert scores.among_three >= TO_REACH[file].among_three
    assert scores.nothing <= TO_REACH[file].nothing


@pytest.mark.parametrize("page", ["/partnerships/", "/search/"])
@pytest.mark.parametrize("typed", OTHER_MATTERS)
def test_a_query_about_another_matter_finds_nothing_or_is_told_so(vocabulary, client, page, typed):
    content = client.get(page, {"q": typed}).content.decode()

    # Another spelling is told as well, with what was typed
    if RESULT.search(content) and f"Nothing was found for “<bdi>{typed}</bdi>”" not in content:
        assert "Nothing has all of these words" in content
        missing = re.search(r"missing from the first: “<bdi>([^<]+)</bdi>”", content)
        assert set(missing[1].split("”, “")) & set(typed.split())

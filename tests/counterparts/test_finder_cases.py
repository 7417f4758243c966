"""The finder over written cases: who asks what, among the sample desks, and which desk comes first and why.

The cases stand in `finder_cases.txt`, a line each: who asks (`former`: an official without a second factor in this session);
the topics; the countries; the languages that they can use; and "urgent", "us" (for the sample police of Poland), a sector, or
"at:" with a moment in UTC, else a Monday at 13:00. The answer: the first desk by its key without "sample-", and its
reasons; after ">>" the steps of the fallback chain that have a desk, where no desk of the country names the topic.
"""

from pathlib import Path

import pytest

from directory.management import sample_desks
from tests.support.databases import kept_for_the_module
from tests.support.finder_cases import answer, people, question

pytestmark = pytest.mark.django_db

WRITTEN = Path(__file__).with_name("finder_cases.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.fixture(scope="module")
def asking(django_db_setup, django_db_blocker):
    """The sample desks, and who asks for them."""
    with kept_for_the_module(django_db_blocker):
        sample_desks.make()
        yield people()


def test_there_are_eighty_cases():
    assert len(WRITTEN) >= 80
    assert sum(">>" in case for case in WRITTEN) >= 24


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: " ".join(case.rpartition("|")[0].split()))
def test_a_case_is_answered_as_written(asking, case):
    who, topic, country, languages, besides, expected = (cell.strip() for cell in case.split("|"))

    search = question(topic, country, languages, besides)

    assert answer(search, asking[who]) == expected

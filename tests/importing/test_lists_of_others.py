"""Lists as other people keep them stand in lists_of_others/, each with the records that an honest sender sees in it."""

import csv
import json
from pathlib import Path

import pytest
from django.conf import settings

from directory.models import ImportSender, RowState
from tests.support import other_lists
from tests.support.other_lists import ANSWERS

FOLDER = Path(__file__).parent / "lists_of_others"
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["lists"]
KINDS = {"organisation": "organisations", "partnership": "partnerships", "membership": "memberships"}


def codes(vocabulary: str, column: str) -> set[str]:
    path = settings.BASE_DIR / "directory" / "vocabularies" / f"{vocabulary}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row[column] for row in csv.DictReader(file)}


def test_every_list_has_its_expectation():
    lists = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}

    assert lists - {"expected.json"} == set(EXPECTED)
    assert len([name for name in EXPECTED if "later_of" not in EXPECTED[name]]) == 20


@pytest.mark.parametrize("name", EXPECTED)
def test_a_list_is_there_with_the_values_that_are_right(name):
    expectation = EXPECTED[name]

    assert (FOLDER / name).stat().st_size > 0
    assert len(expectation["values"]) >= 3
    assert expectation["shape"]
    assert expectation["sender"]
    for kind, records in KINDS.items():
        assert (
            len([v for v in expectation["values"] if v["record"] == kind]) <= expectation["records"][records]
        )


@pytest.mark.parametrize("name", EXPECTED)
def test_right_values_are_codes_of_our_vocabularies(name):
    values = EXPECTED[name]["values"]

    assert {code for value in values for code in value.get("countries", [])} <= codes("countries", "code")
    assert {code for value in values for code in value.get("languages", [])} <= codes("languages", "code")
    assert {key for value in values for key in value.get("topics", [])} <= codes("topics", "key")
    assert {value["sector"] for value in values if "sector" in value} <= codes("sectors", "key")


@pytest.mark.parametrize("name", [name for name in EXPECTED if "later_of" in EXPECTED[name]])
def test_a_later_list_of_a_sender_needs_no_question(name):
    assert EXPECTED[name]["later_of"] in EXPECTED
    assert EXPECTED[name]["questions"] == []


# Brought in


def sender_of(name: str) -> ImportSender:
    """The sender of a list, from whom the one before came in already where it is a later one."""
    sender = ImportSender.objects.create(name="Sender")
    if earlier := EXPECTED[name].get("later_of"):
        other_lists.bring_in(
            FOLDER / earlier, sender, ANSWERS[earlier]["answers"], sent_as=EXPECTED[earlier]["sent_as"]
        )
    elif sector := ANSWERS[name].get("sector"):
        sender.defaults = {"organisations": {"sector": sector}}
    return sender


@pytest.mark.django_db
@pytest.mark.parametrize("name", ANSWERS)
def test_a_list_comes_in_right_with_one_page_of_questions(name):
    expectation, sender = EXPECTED[name], sender_of(name)

    outcome = other_lists.bring_in(
        FOLDER / name, sender, ANSWERS[name]["answers"], sent_as=expectation["sent_as"]
    )

    assert outcome.unanswered == []
    assert outcome.pages <= ANSWERS[name].get("pages", len(expectation["questions"][:1]))
    assert [words for value in expectation["values"] for words in other_lists.differences(value)] == []
    assert other_lists.counted() == expectation["records"]
    assert outcome.wrong_rows() == set(ANSWERS[name].get("wrong_rows", ()))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in ANSWERS if "later_of" in EXPECTED[name]])
def test_what_a_later_list_says_again_is_no_change(name):
    outcome = other_lists.bring_in(FOLDER / name, sender_of(name), {}, sent_as=EXPECTED[name]["sent_as"])

    assert [(row.key, row.changes) for row in outcome.rows if row.state == RowState.CHANGED] == []

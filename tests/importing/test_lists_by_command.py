"""A list that somebody else keeps is brought in by the command: what it asks is listed, answered and remembered."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.importing.lists.plans import ListQuestion
from directory.management.commands.import_directory import MOST_CHOICES, listed
from directory.models import ImportSender, Organisation, Partnership
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db

LIST = (
    "Organisation Name,Organisation Type,Programme,Country,Start date\n"
    "Sample Shield,NGO,Safe Screens,Uganda,2023\n"
    "Mock Police,Police,Safe Screens,Rwanda,2024\n"
)
ANSWERS = ("constants/partnership.kind=programme", "constants/partnership.status=active")


@pytest.fixture
def who_does_what(tmp_path) -> Path:
    path = tmp_path / "3W.csv"
    path.write_text(LIST)
    return path


def run(path: Path, *options: str) -> tuple[str, str]:
    """What the command wrote, and the sentence with which it ended where it failed."""
    out = StringIO()
    ended = ""
    try:
        call_command(
            "import_directory", str(path), "--sender", "Sub-cluster", *options, stdout=out, stderr=out
        )
    except CommandError as error:
        ended = str(error)
    return out.getvalue(), ended


def answered(path: Path, *options: str) -> tuple[str, str]:
    return run(path, "--suggested", *(f"--answer={answer}" for answer in ANSWERS), *options)


def test_without_answers_the_questions_are_listed_with_theirs_and_nothing_changes(who_does_what):
    written, ended = run(who_does_what)

    assert "--answer '3w: constants/partnership.kind=programme'" in written
    assert "* --answer '3w: values/organisation.sector/ngo=child_protection'" in written
    assert ended.startswith("Nothing was imported. Questions:")
    assert not Organisation.objects.exists()
    assert not ImportSender.objects.exists()


def test_answers_are_taken_and_remembered(who_does_what):
    written, ended = answered(who_does_what)

    assert ended == ""
    assert "organisations: 2 new, 0 changed, 0 same" in written
    assert set(Partnership.objects.get().countries.values_list("code", flat=True)) == {"UG", "RW"}
    written, ended = run(who_does_what)
    assert (ended, "partnerships: 0 new, 0 changed, 1 same" in written) == ("", True)


def test_a_trial_writes_and_remembers_nothing(who_does_what):
    written, _ended = answered(who_does_what, "--dry-run")

    assert "organisations: 2 new" in written
    assert not Organisation.objects.exists()
    assert not ImportSender.objects.exists()


def test_an_answer_to_no_question_is_refused(who_does_what):
    assert "no answer to" in answered(who_does_what, "--answer=constants/membership.role=boss")[1]
    assert "Nothing asks" in answered(who_does_what, "--answer=constants/height=3")[1]


def test_a_wrong_row_keeps_the_others_out_unless_it_is_left_out(who_does_what):
    who_does_what.write_text(LIST + ",Police,Safe Screens,Rwanda,2025\n")

    written, ended = answered(who_does_what)
    assert ("row 4" in written, Organisation.objects.exists()) == (True, False)
    assert ended.startswith("Nothing was imported. Rows that are wrong: 1.")
    assert answered(who_does_what, "--leave-out")[1] == "Rows that were left out: 1."
    assert Organisation.objects.count() == 2


def test_what_may_be_there_is_asked_and_remembered(who_does_what):
    make_organisation(slug="shield", name="Sample Shields")

    written, _ended = answered(who_does_what)
    assert "--answer 'same/organisations/sample-shield=shield'" in written
    assert answered(who_does_what, "--answer=same/organisations/sample-shield=shield")[1] == ""
    assert set(Organisation.objects.values_list("slug", flat=True)) == {"shield", "mock-police"}
    assert run(who_does_what)[1] == ""


def test_what_is_suggested_is_listed_wherever_it_stands_among_the_choices():
    choices = tuple((str(number), f"Choice {number}") for number in range(2 * MOST_CHOICES))
    *_others, last = choices

    assert last in listed(ListQuestion("columns/programme", "Programme", choices, suggested=last[0]))
    assert last not in listed(ListQuestion("columns/programme", "Programme", choices))

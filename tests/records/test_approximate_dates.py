"""A partnership may have begun or ended only about then: the mark stays with its date, from whoever says it to whoever reads it."""

import pytest
from django.test import Client

from directory import questionnaire
from directory.browse.history import ChangedField, changes_of
from directory.models import Organisation, Partnership, Status
from directory.records.forms import PartnershipForm
from directory.records.merging import merge
from directory.records.publishing import publish
from tests.support.factories import (
    complete_answers,
    make_partnership,
    make_reviewer,
    make_submission,
    partnership_row,
)
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def published(**cells):
    """The outcome of a row of the sheet, as its form cleans it."""
    form = PartnershipForm(partnership_row(**cells))
    assert form.is_valid(), form.errors
    return publish({PartnershipForm: [form.cleaned_data]}, by=None, source="", why="A row")[PartnershipForm]


def test_a_row_says_it_and_the_same_row_again_changes_nothing():
    published(started="c. 2019", ended="2021~", status="ended")

    partnership = Partnership.objects.get()
    assert (partnership.started, partnership.ended) == ("2019", "2021")
    assert (partnership.stated_start, partnership.stated_end) == ("2019~", "2021~")
    assert published(started="2019~", ended="about 2021", status="ended").same == 1


@pytest.mark.parametrize(
    ("before", "after"), [("2019~", "2019"), ("2019", "2019~"), ("2019~", "2020~"), ("2019~", "")]
)
def test_what_changed_is_told_with_the_mark(before, after):
    published(started=before)

    assert published(started=after).former_cells == ({"started": before},)
    assert Partnership.objects.get().stated_start == after


def test_a_row_without_the_column_keeps_the_mark():
    published(started="2019~")
    publish({PartnershipForm: [{"key": "a-network", "title": "Another"}]}, by=None, source="", why="A row")

    assert Partnership.objects.get().stated_start == "2019~"


def test_history_tells_that_a_date_became_less_exact():
    published(started="2019")
    published(started="about 2019")

    newest = changes_of(Partnership.objects.get())[0]
    assert newest.fields == [ChangedField("Started", "2019", "about 2019")]


def test_an_end_about_a_year_is_compared_as_that_year():
    before, over = (
        PartnershipForm(partnership_row(started="2019~", ended=ended, status=status))
        for ended, status in (("2018~", "ended"), ("2020~", "active"))
    )

    assert [*before.errors] == ["ended"]
    assert [*over.errors] == ["status"]


def test_a_merged_record_takes_the_mark_with_the_date():
    kept = make_partnership(status=Status.ENDED)
    gone = make_partnership(started="2019", started_is_approximate=True, ended="2021", status=Status.ENDED)

    merge(kept, gone, by=None, reason="They are the same.")

    kept.refresh_from_db()
    assert (kept.stated_start, kept.stated_end) == ("2019~", "2021")


def test_an_answer_is_understood_published_and_stands_in_the_next_change():
    answers = complete_answers(status={"status": "active", "started": "2019?"})
    submission = make_submission(answers=answers)

    assert "about 2019" in [
        answer.text for answer in questionnaire.answers_in_words(questionnaire.answered_steps(answers))
    ]
    publish(questionnaire.records(submission), by=None, source="", why="Registered")
    partnership = Partnership.objects.get()
    assert partnership.stated_start == "2019~"
    organisation = Organisation.objects.get(memberships__partnership=partnership)
    change = questionnaire.answers_of(partnership, organisation, by=make_reviewer())
    assert change["status"]["started"] == "about 2019"
    change |= {"answerer": {"name": "Somebody", "function": "Coordinator"}}
    changing = make_submission(answers=change, partnership=partnership, is_change=True)
    outcomes = publish(questionnaire.records(changing), by=None, source="", why="A change")
    assert outcomes[PartnershipForm].same == 1


def test_readers_and_programs_get_it():
    partnership = make_partnership(
        started="2019",
        started_is_approximate=True,
        ended="2021-03",
        ended_is_approximate=True,
        status=Status.ENDED,
        slug="a-network",
    )
    client = Client()

    assert "about 2019 to about March 2021" in text(client.get(partnership.get_absolute_url()))
    assert "Ended about 2021" in text(client.get("/partnerships/", {"scope": "all", "freshness": "all"}))
    document = client.get("/api/partnerships/a-network").json()
    assert (document["started"], document["ended"]) == ("2019~", "2021-03~")

"""Promises at a glance: the list of all, and those of one event."""

import re

import pytest

from tests.support.factories import make_commitment, make_event, make_organisation, make_source
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def test_the_list_begins_with_how_far_promises_came(client):
    event = make_event(title="London summit", starts="2014-12-10")
    make_commitment(event=event, due="2006-04", made_on="2005", owners=[make_organisation()])
    make_commitment(event=event, due="2999")
    shown = make_commitment(made_on="2012-12-05")
    shown.reports.create(reported="2014", progress="done", text="It was held.", source=make_source())

    page = words(client, "/commitments/")

    assert "3 made, 2005 to 2012" in page
    assert "2 with a date by which they were due, 1 of them past" in page
    assert "1 shown by a document" in page
    assert "Nobody was asked yet." in page
    assert "2 promises name no owner." in page
    assert "London summit, 2014 2 2 0" in page
    assert "No meeting 1 0 1" in page


def test_what_nobody_keeps_yet_is_not_drawn(client):
    make_commitment()

    page = words(client, "/commitments/")

    assert "asked so far" not in page
    assert "assessments" not in page
    assert "%" not in page


def test_said_and_shown_stand_apart_in_the_ledger(client):
    commitment = make_commitment(text="Hold a meeting")
    commitment.reports.create(reported="2013", progress="under_way", text="It is planned.")
    commitment.reports.create(reported="2014", progress="done", text="It was held.", source=make_source())

    row = re.search(r"Hold a meeting.*?</tr>", text(client.get("/commitments/")))[0]

    said, shown = re.findall(r'<td data-th="(?:Said|Shown)">(.*?)</td>', row)
    assert "Under way, 2013" in said
    assert "Done" not in said
    assert "Done, 2014" in shown
    assert "Under way" not in shown


def test_the_picture_has_a_mark_for_each_promise_and_the_table_the_same_numbers(client):
    early, late = make_event(title="Early", starts="2005"), make_event(title="Late", starts="2012")
    for due in ("2006-04", "2006-04", "", "2008"):
        make_commitment(event=early, due=due)
    shown = make_commitment(event=late)
    shown.reports.create(reported="2014", progress="done", text="Held.", source=make_source())

    page = text(client.get("/commitments/"))
    picture = re.search(r'<svg viewBox="0 0 940.*?</svg>', page)[0]

    assert picture.count('class="mark"') == 4
    assert picture.count('class="mark shown"') == 1
    assert "<a" not in picture
    assert "style=" not in picture
    places = re.findall(r'class="mark[^"]*" x="(\d+)" y="(\d+)"', picture)
    assert len(set(places)) == 5
    assert re.findall(r'class="mark[^"]*" x="(\d+)" y="(\d+)"', text(client.get("/commitments/"))) == places
    assert "Early, 2005 4 3 0" in words(client, "/commitments/")


def test_more_promises_than_a_picture_can_hold_leave_the_table_alone(client, monkeypatch):
    monkeypatch.setattr("directory.browse.promises.MOST_MARKS", 2)
    for _number in range(3):
        make_commitment()

    page = text(client.get("/commitments/"))

    assert '<figure class="due">' not in page
    assert "No meeting" in page


def test_a_list_that_is_narrowed_shows_its_promises_first(client):
    make_commitment(kind="offer")

    assert "track" not in text(client.get("/commitments/?kind=offer"))
    assert 'class="ledger"' in text(client.get("/commitments/?kind=offer"))


def test_an_event_says_what_was_promised_there_and_that_nobody_was_asked(client):
    event = make_event(title="London summit", starts="2014-12")
    make_commitment(event=event, text="Give fifty million", due="2016", made_on="2014-12")
    silent = make_event()

    page = words(client, event.get_absolute_url())

    assert "1 made, 2014 1 with a date by which they were due, all past 0 shown by a document" in page
    assert "Nobody was asked yet." in page
    assert "Give fifty million" in page
    assert "track" not in text(client.get(silent.get_absolute_url()))

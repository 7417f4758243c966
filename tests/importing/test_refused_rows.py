"""What a data set may not say is refused, each kind of mistake in a sentence beside its cell."""

from typing import NamedTuple

import pytest

from directory.importing import import_directory
from tests.support.factories import (
    make_event,
    make_organisation,
    make_partnership,
    make_source,
    partnership_row,
)
from tests.support.uploads import organisation_row, write_sheets

pytestmark = pytest.mark.django_db

SUCCESSION = dict.fromkeys(
    ["before_organisation", "after_organisation", "before_partnership", "after_partnership"], ""
) | {"kind": "renamed"}
MEMBERSHIP = {"partnership": "a-network", "role": "member"}
EVENT = {"key": "a-meeting", "title": "A meeting", "status": "held"}
ACTION = {"key": "a-pledge", "kind": "pledge", "text": "It will be done", "topic": "investigation"}
PARTICIPATION = {"event": "there", "role": "host"}
CONTRIBUTION = {"partnership": "a-network", "amount": "815,000", "currency": "GBP"}
RESOURCE = {"key": "a-guide", "title": "A guide", "kind": "guidance"}
FIGURE = {"key": "a-figure", "statement": "Reports in a year", "value": "1,200", "unit": "reports"}
SOURCE = {"key": "a-report", "title": "A report"}


class Broken(NamedTuple):
    """A row with one mistake: its sheet, its cells, the column beside which the sentence stands, and a part of that."""

    sheet: str
    row: dict[str, str]
    column: str
    sentence: str


BROKEN = {
    "ended, and said to be active": Broken(
        "partnerships", partnership_row(ended="2006"), "status", "say that it has ended"
    ),
    "ends before it starts": Broken(
        "partnerships",
        partnership_row(started="2006", ended="2005-12", status="ended"),
        "ended",
        "cannot end before it starts",
    ),
    "extent of nowhere": Broken(
        "partnerships", partnership_row(extent="999"), "extent", "There is no region “999”"
    ),
    "a number that is none": Broken(
        "partnerships",
        partnership_row(stated_number="a lot"),
        "stated_number",
        "Write the number as the source has it",
    ),
    "status of its own": Broken(
        "partnerships", partnership_row(status="dormant"), "status", "planned, active, paused"
    ),
    "kind of its own": Broken(
        "partnerships", partnership_row(kind="club"), "kind", "Use one of these: network"
    ),
    "topic that is none": Broken(
        "partnerships", partnership_row(topics="fishing"), "topics", "There is no topic"
    ),
    "country that is none": Broken("partnerships", partnership_row(countries="GB;XX"), "countries", "“XX”"),
    "sector that is none": Broken("partnerships", partnership_row(sectors="fishing"), "sectors", "“fishing”"),
    "source that is nowhere": Broken(
        "partnerships", partnership_row(source="report;none"), "source", "“none”"
    ),
    "link that is none": Broken("partnerships", partnership_row(links="www"), "links", "Write its full name"),
    "no such day": Broken("partnerships", partnership_row(started="2005-02-30"), "started", "no such day"),
    "key with an underscore": Broken(
        "partnerships", partnership_row(key="a_network"), "key", "Use small letters"
    ),
    "too long": Broken("partnerships", partnership_row(title="a" * 201), "title", "at most 200 characters"),
    "international with a home": Broken(
        "organisations", organisation_row(international="yes"), "international", "has no home country"
    ),
    "basis of no country": Broken(
        "organisations",
        organisation_row(country="", country_basis="known"),
        "country_basis",
        "only where you name one",
    ),
    "basis of its own": Broken(
        "organisations", organisation_row(country_basis="guessed"), "country_basis", "stated, known"
    ),
    "part of itself": Broken(
        "organisations", organisation_row(parent="one"), "parent", "cannot be a part of itself"
    ),
    "ended before it was founded": Broken(
        "organisations",
        organisation_row(founded="2006", ended="2005"),
        "ended",
        "cannot end before it was founded",
    ),
    "international perhaps": Broken(
        "organisations", organisation_row(country="", international="perhaps"), "international", "yes, no"
    ),
    "no member": Broken("memberships", {**MEMBERSHIP, "organisation": ""}, "organisation", "Name one member"),
    "two members": Broken(
        "memberships",
        {**MEMBERSHIP, "organisation": "a-body", "country": "PL"},
        "organisation",
        "Name one member",
    ),
    "member of itself": Broken(
        "memberships",
        {**MEMBERSHIP, "member_partnership": "a-network"},
        "member_partnership",
        "member of itself",
    ),
    "left, and no longer listed": Broken(
        "memberships",
        {**MEMBERSHIP, "organisation": "a-body", "left": "2010", "no_longer_listed": "yes"},
        "no_longer_listed",
        "says more than",
    ),
    "left before it joined": Broken(
        "memberships",
        {**MEMBERSHIP, "organisation": "a-body", "joined": "2010-05", "left": "2009"},
        "left",
        "cannot leave before it joins",
    ),
    "role of its own": Broken(
        "memberships",
        {"partnership": "a-network", "organisation": "a-body", "role": "friend"},
        "role",
        "lead, chair",
    ),
    "basis that is none": Broken(
        "memberships",
        {**MEMBERSHIP, "organisation": "a-body", "basis": "none"},
        "basis",
        "stated, follows, known",
    ),
    "succession of one": Broken(
        "successions", {**SUCCESSION, "before_organisation": "a-body"}, "before_organisation", "Name two"
    ),
    "succession of two kinds": Broken(
        "successions",
        {**SUCCESSION, "before_organisation": "a-body", "after_partnership": "a-network"},
        "before_organisation",
        "Name two organisations or two partnerships",
    ),
    "succession of itself": Broken(
        "successions",
        {**SUCCESSION, "before_organisation": "a-body", "after_organisation": "a-body"},
        "after_organisation",
        "Nothing can follow itself",
    ),
    "succession without a kind": Broken(
        "successions",
        {**SUCCESSION, "before_organisation": "a-body", "after_organisation": "other", "kind": ""},
        "kind",
        "This field is required",
    ),
    "date without a basis": Broken(
        "events", {**EVENT, "starts": "2005", "date_basis": "none"}, "date_basis", "how the date is known"
    ),
    "basis without a date": Broken(
        "events", {**EVENT, "starts": "", "date_basis": "stated"}, "date_basis", "how the date is known"
    ),
    "ends before it begins": Broken(
        "events",
        {**EVENT, "starts": "2005-12-09", "ends": "2005-12-08"},
        "ends",
        "cannot end before it starts",
    ),
    "order without a number": Broken(
        "sessions",
        {"event": "there", "key": "one", "title": "One", "order": "first"},
        "order",
        "whole number",
    ),
    "session of another event": Broken(
        "participations",
        {**PARTICIPATION, "session": "none", "country": "PL"},
        "session",
        "is no session of “there”",
    ),
    "two participants": Broken(
        "participations",
        {**PARTICIPATION, "organisation": "a-body", "country": "PL"},
        "organisation",
        "Name one participant",
    ),
    "owner without a basis": Broken(
        "actions",
        {**ACTION, "owner_country": "GB", "owner_basis": "none"},
        "owner_basis",
        "how the owner is known",
    ),
    "basis without an owner": Broken(
        "actions",
        {**ACTION, "owner_country": "", "owner_basis": "suggested"},
        "owner_basis",
        "how the owner is known",
    ),
    "due without a basis": Broken(
        "actions", {**ACTION, "due": "2006-12", "due_basis": "none"}, "due_basis", "how the due date is known"
    ),
    "due before it was made": Broken(
        "actions", {**ACTION, "made_on": "2006", "due": "2005-12"}, "due", "cannot be due before it was made"
    ),
    "how many, without a number": Broken(
        "actions", {**ACTION, "counted": "many"}, "counted", "Write the number"
    ),
    "two givers": Broken(
        "contributions",
        {**CONTRIBUTION, "giver_organisation": "a-body", "giver_country": "GB"},
        "giver_organisation",
        "Name one giver",
    ),
    "amount without a number": Broken(
        "contributions",
        {**CONTRIBUTION, "giver_country": "GB", "amount": "generous"},
        "amount",
        "Write the number",
    ),
    "currency in words": Broken(
        "contributions",
        {**CONTRIBUTION, "giver_country": "GB", "currency": "pounds"},
        "currency",
        "Write the three letters",
    ),
    "audience of its own": Broken(
        "resources", {**RESOURCE, "audience": "public;pets"}, "audience", "public, children"
    ),
    "language that is none": Broken("resources", {**RESOURCE, "languages": "xx"}, "languages", "“xx”"),
    "figure without a value": Broken("figures", {**FIGURE, "value": ""}, "value", "This field is required"),
    "publication in words": Broken(
        "sources", {**SOURCE, "published": "last year"}, "published", "year-month or year-month-day"
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=list(BROKEN))
def test_a_mistake_is_one_sentence_beside_its_cell_and_nothing_comes_in(tmp_path, broken):
    make_source(slug="report")
    make_event(slug="there")
    make_organisation(slug="a-body")
    make_organisation(slug="other")
    if broken.sheet != "partnerships":
        make_partnership(slug="a-network")

    report = import_directory(write_sheets(tmp_path / "sheets", **{broken.sheet: [broken.row]}), why="")

    (error,) = report.errors
    assert (error.file, error.row, error.column) == (f"{broken.sheet}.csv", 2, broken.column)
    assert broken.sentence in error.message
    assert report.outcomes == {}


def test_the_rows_are_right_but_for_the_mistake(tmp_path):
    make_event(slug="there")
    folder = write_sheets(
        tmp_path / "sheets",
        sources=[SOURCE],
        organisations=[organisation_row(), organisation_row(key="two", name="The second organisation")],
        partnerships=[partnership_row()],
        memberships=[{**MEMBERSHIP, "organisation": "one"}],
        successions=[{**SUCCESSION, "before_organisation": "one", "after_organisation": "two"}],
        events=[EVENT],
        participations=[{**PARTICIPATION, "organisation": "one"}],
        actions=[ACTION],
        contributions=[{**CONTRIBUTION, "giver_country": "GB"}],
        resources=[RESOURCE],
        figures=[FIGURE],
    )

    report = import_directory(folder, why="")

    assert report.problems == []
    assert {outcome.new for outcome in report.outcomes.values()} == {1, 2}


def test_an_end_that_is_still_to_come_is_no_mistake(tmp_path):
    row = partnership_row(ended="2030")

    assert import_directory(write_sheets(tmp_path / "sheets", partnerships=[row]), why="").errors == []

"""Correcting the list of reporting channels, and a new file of it: what reviewers decided stays, and all has history."""

import csv
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from directory.database.locks import AdvisoryLock
from directory.finding import facets
from directory.models import ReportingChannel
from directory.records import channel_list
from directory.records.channel_list import (
    COLUMNS,
    ChannelChangedSince,
    ChannelListedAlready,
    WrongChannelList,
    refresh,
)
from tests.support.factories import make_reporting_channel, make_reviewer
from tests.support.responses import text

pytestmark = pytest.mark.django_db

FILE = Path(__file__).parents[2] / "directory" / "vocabularies" / "channels.csv"


def shipped() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped_with(country: str, kind: str, **cells) -> list[dict[str, str]]:
    """The shipped rows, with other cells in those of a country and kind."""
    return [row | cells if (row["country"], row["kind"]) == (country, kind) else row for row in shipped()]


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def polish():
    return ReportingChannel.objects.get(country="PL", kind="hotline")


def correct(channel: ReportingChannel, *, by, why: str = "I called.", **fields) -> bool:
    seen = channel_list.version_of(channel)
    return channel_list.correct(channel, fields, by=by, why=why, seen=seen)


def remove(channel: ReportingChannel, *, by) -> None:
    channel_list.remove(channel, by=by, why="It is closed.", seen=channel_list.version_of(channel))


# What reviewers do


def test_a_correction_shows_at_once_and_says_who_and_why(client, polish, reviewer):
    correct(polish, by=reviewer, url="https://dyzurnet.pl/formularz", why="The form has moved.")

    page = text(client.get("/report-abuse/?country=PL"))
    event = polish.history.latest("pgh_id")
    assert 'href="https://dyzurnet.pl/formularz"' in page
    assert 'href="https://dyzurnet.pl/"' not in page.replace(f'href="{polish.source_url}"', "")
    assert event.pgh_context.metadata["by"] == reviewer.pk
    assert event.pgh_context.metadata["why"] == "The form has moved."
    assert polish.history.earliest("pgh_id").url == polish.url


def test_pages_that_are_kept_are_made_anew_when_a_channel_changes(polish, reviewer):
    version = facets.data_version()

    correct(polish, by=reviewer, name="Dyżurnet")

    assert facets.data_version() > version


def test_nothing_is_kept_where_nothing_is_different(polish, reviewer):
    assert not correct(polish, by=reviewer, url=polish.url)

    assert polish.history.count() == 1
    assert ReportingChannel.objects.get(pk=polish.pk).corrected_at is None


def test_of_two_reviewers_the_second_is_told(polish, reviewer):
    seen = channel_list.version_of(polish)
    correct(polish, by=reviewer, name="Dyżurnet")

    for verb in (channel_list.remove, channel_list.restore):
        with pytest.raises(ChannelChangedSince):
            verb(polish, by=reviewer, why="Because", seen=seen)
    with pytest.raises(ChannelChangedSince):
        channel_list.correct(polish, {"name": "Other"}, by=reviewer, why="Because", seen=seen)
    with pytest.raises(ChannelChangedSince):
        channel_list.keep_checked(polish, by=reviewer, seen=seen)


def test_no_two_entries_of_a_country_get_one_name_or_address(reviewer):
    first, second = make_reporting_channel(), make_reporting_channel()

    with pytest.raises(ChannelListedAlready):
        correct(second, by=reviewer, url=first.url)
    with pytest.raises(ChannelListedAlready):
        correct(second, by=reviewer, name=first.name)
    remove(first, by=reviewer)
    correct(second, by=reviewer, url=first.url)
    with pytest.raises(ChannelListedAlready):
        channel_list.restore(first, by=reviewer, why="Again", seen=channel_list.version_of(first))


def test_what_is_removed_shows_no_more_and_can_be_brought_back(client, polish, reviewer):
    remove(polish, by=reviewer)
    removed = text(client.get("/report-abuse/?country=PL"))
    channel_list.restore(polish, by=reviewer, why="Again", seen=channel_list.version_of(polish))

    assert polish.name not in removed
    assert "Poland: this list has no place for such reports." in removed
    assert polish.name in text(client.get("/report-abuse/?country=PL"))


# What must never be false


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "website"},
        {"status": "sure"},
        {"anonymous": "may"},
        {"url": "http://hotline.example/"},
        {"url": "https://somebody@hotline.example/"},
        {"url": "", "phones": []},
        {"name": ""},
        {"takes": ""},
        {"source_url": ""},
        {"source_title": ""},
        {"source_date": "yesterday"},
        {"country_id": "PL", "name": "Dyżurnet.pl"},
    ],
)
def test_the_database_refuses_what_no_form_would_take(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reporting_channel(**fields)


# A new file


def test_the_shipped_file_passes_the_form_and_changes_nothing_of_a_new_site():
    assert refresh(shipped()) == []
    assert set(ReportingChannel.objects.values_list("corrected_at", "removed_at")) == {(None, None)}


def test_a_new_file_changes_adds_and_takes_off(polish):
    ReportingChannel.objects.filter(pk=polish.pk).update(checked_on="2026-11-01")
    new = shipped()[0] | {"country": "TV", "name": "Tuvalu Line", "url": "https://tuvalu.example/"}
    rows = shipped_with("PL", "hotline", url="https://dyzurnet.pl/form", phone="123 456")
    rows = [row for row in rows if (row["country"], row["kind"]) != ("TH", "hotline")]

    lines = refresh([*rows, new])

    polish.refresh_from_db()
    assert (polish.url, polish.phones, polish.checked_on) == ("https://dyzurnet.pl/form", ["123 456"], None)
    assert ReportingChannel.objects.listed().get(country="TV").shipped_as == "TV helpline Tuvalu Line"
    assert not ReportingChannel.objects.listed().of_country("TH").exists()
    assert len(lines) == 4
    assert "PL hotline Dyżurnet.pl: url: 'https://dyzurnet.pl/' is now 'https://dyzurnet.pl/form'" in lines
    assert polish.history.latest("pgh_id").pgh_context.metadata["actor"] == "system"
    assert refresh([*rows, new]) == []
    assert refresh(shipped())[-1] == "TH hotline Thai Hotline: added"


def test_what_a_reviewer_corrected_survives_a_new_file(polish, reviewer):
    correct(polish, by=reviewer, url="https://dyzurnet.pl/formularz", name="Dyżurnet")

    lines = refresh(shipped_with("PL", "hotline", url="https://elsewhere.example/"))

    polish.refresh_from_db()
    assert (polish.url, polish.name) == ("https://dyzurnet.pl/formularz", "Dyżurnet")
    assert [line.partition(" on ")[0] for line in lines] == [
        "PL hotline Dyżurnet.pl: left, for a reviewer corrected it"
    ]
    refresh([row for row in shipped() if row["country"] != "PL"])
    assert polish in ReportingChannel.objects.listed()


def test_what_a_reviewer_removed_does_not_come_back_with_a_file(polish, reviewer):
    remove(polish, by=reviewer)

    lines = refresh(shipped())

    assert polish not in ReportingChannel.objects.listed()
    assert "left, for a reviewer removed it" in lines[0]


def test_what_a_reviewer_added_is_not_touched_and_not_doubled(reviewer):
    fields = {
        "kind": "hotline",
        "takes": "material",
        "status": "unconfirmed",
        "url": "https://tuvalu.example/",
    }
    added = channel_list.add({"country_id": "TV", "name": "Mine", **fields}, by=reviewer, why="I live there.")
    theirs = shipped()[0] | {"country": "TV", "kind": "hotline", "name": "Theirs", "url": added.url}

    lines = refresh([*shipped(), theirs])

    assert [str(channel) for channel in ReportingChannel.objects.listed().of_country("TV")] == ["Mine"]
    assert lines == ["TV hotline Theirs: left out, for “Mine” is in the list with its name or address"]
    assert added in ReportingChannel.objects.corrected()


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"url": "http://alo.example/"}, "line 2, url"),
        ({"country": "XX"}, "line 2, country"),
        ({"status": "sure"}, "line 2, status"),
        ({"kind": "portal", "name": "IWF Reporting Portal for Argentina", "country": "AR"}, "line 4, name"),
    ],
)
def test_a_wrong_file_changes_nothing(cells, problem):
    rows = shipped()
    rows[1] |= {"name": "Something else"}

    with pytest.raises(WrongChannelList, match=problem):
        refresh([rows[0] | cells, *rows[1:]])

    assert not ReportingChannel.objects.filter(name="Something else").exists()


@pytest.mark.parametrize("rows", [[], [{"country": "PL"}], [dict.fromkeys(COLUMNS, "")]])
def test_a_file_without_rows_or_columns_does_not_empty_the_list(rows):
    with pytest.raises(WrongChannelList):
        refresh(rows)

    assert ReportingChannel.objects.listed().count() == 157


def test_the_command_says_what_changed_and_what_is_wrong(tmp_path, capsys, polish, reviewer):
    call_command("refresh_channels")
    wrong = tmp_path / "channels.csv"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace("https://dyzurnet.pl/", "ftp://dyzurnet.pl/"))
    correct(polish, by=reviewer, name="Dyżurnet", operator="NASK")
    call_command("refresh_channels")

    first, second = capsys.readouterr().out.splitlines()
    assert first == "nothing changed"
    assert second.startswith("PL hotline Dyżurnet.pl: left, for a reviewer corrected it on 20")
    with pytest.raises(CommandError, match=r"nothing was changed\.\nline \d+, url"):
        call_command("refresh_channels", str(wrong))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("refresh_channels", str(tmp_path / "none.csv"))


def test_who_changes_the_list_holds_its_lock():
    refresh(shipped())

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
        )
        assert cursor.fetchall() == [(AdvisoryLock.REPORTING_CHANNELS,)]

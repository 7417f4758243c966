"""The list of reporting channels that comes with the directory keeps the rules of such a list, and is what a new site begins with."""

import csv
import re
from pathlib import Path

import pytest
from django.conf import settings

from directory.models import (
    Anonymity,
    ChannelKind,
    ChannelStatus,
    Country,
    Language,
    ReportingChannel,
)

FILE = Path(settings.BASE_DIR, "directory", "vocabularies", "channels.csv")
COLUMNS = "country kind name operator url phone languages takes anonymous source_title source_url source_date status"
FORMS = {
    "url": r"https://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?",
    "source_url": r"https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?",
    "phone": r"[0-9][0-9 -]*[0-9](;[0-9][0-9 -]*[0-9])*",
    "languages": r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?(;[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?)*",
    "source_date": r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
}
CHOICES = {
    "kind": ChannelKind.values,
    "status": ChannelStatus.values,
    "anonymous": ["", *Anonymity.values],
}


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_its_columns_are_the_documented_ones_and_every_row_has_them_all():
    with FILE.open(encoding="utf-8", newline="") as file:
        header, *cells = csv.reader(file)

    assert header == COLUMNS.split()
    assert {len(row) for row in cells} == {len(header)}
    assert all(cell == cell.strip() for row in cells for cell in row)


@pytest.mark.parametrize("column", FORMS)
def test_a_cell_has_the_form_of_its_column(column):
    assert [row for row in rows() if row[column] and not re.fullmatch(FORMS[column], row[column])] == []


@pytest.mark.parametrize("column", CHOICES)
def test_a_closed_list_is_kept(column):
    assert {row[column] for row in rows()} <= set(CHOICES[column])


def test_every_row_can_be_reached_says_what_it_takes_and_has_a_source():
    for row in rows():
        assert row["name"], row
        assert row["takes"], row
        assert row["url"] or row["phone"], row
        if row["status"] != ChannelStatus.UNCONFIRMED:
            assert row["source_title"], row
            assert row["source_url"], row


def test_no_name_and_no_address_stands_twice_in_a_country():
    for keys in (
        [(row["country"], row["kind"], row["name"]) for row in rows()],
        [(row["country"], row["kind"], row["url"] or row["phone"]) for row in rows()],
    ):
        assert len(keys) == len(set(keys))


@pytest.mark.django_db
def test_its_countries_and_languages_are_known():
    languages = {tag.partition("-")[0] for row in rows() for tag in row["languages"].split(";") if tag}

    assert {row["country"] for row in rows()} <= set(Country.objects.values_list("code", flat=True))
    assert languages <= set(Language.objects.values_list("code", flat=True))


@pytest.mark.django_db
def test_a_new_site_begins_with_it():
    columns = [column for column in COLUMNS.split() if column not in ("phone", "languages")]
    stored = {
        (
            *(getattr(channel, "country_id" if column == "country" else column) for column in columns),
            ";".join(channel.phones),
            ";".join(channel.languages),
        )
        for channel in ReportingChannel.objects.listed()
    }

    assert stored == {(*(row[c] for c in columns), row["phone"], row["languages"]) for row in rows()}
    assert all(channel.history.count() == 1 for channel in ReportingChannel.objects.all()[:5])

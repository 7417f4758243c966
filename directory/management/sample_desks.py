"""Made-up desks, so that a trial has some to find. They reach a database only from here, marked as samples; never by an import."""

import csv
import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from directory.models import ContactPoint, Organisation, Partnership, Standing
from directory.models.history import because
from directory.records.fields import KnownRecords
from directory.records.forms import (
    AnsweredMembershipForm,
    ContactPointForm,
    OrganisationForm,
    PartnershipForm,
)
from directory.records.publishing import publish
from directory.records.record_form import RecordForm

FOLDER = settings.BASE_DIR / "directory" / "sample" / "desks"
WHY = "A sample for a trial"


@transaction.atomic
def make() -> None:
    """Make the sample organisations, their desks and their partnerships."""
    rows = list(read("desks.csv"))
    # An organisation with several desks has its name in the first row only.
    bodies = [row for row in rows if row["organisation_name"]]
    partnerships = list(read("cooperation.csv"))
    for form, records in (
        (OrganisationForm, map(_organisation, bodies)),
        (ContactPointForm, map(_desk, rows)),
        (PartnershipForm, map(_partnership, partnerships)),
        (AnsweredMembershipForm, (member for row in partnerships for member in _members(row))),
    ):
        publish({form: _cleaned(form, records)}, by=None, source="", why=WHY)
    with because(by=None, source="", why=WHY):
        keys = [key_of(row) for row in bodies]
        # Not through a form either: none can mark a record as a sample.
        Organisation.objects.filter(slug__in=keys).update(is_sample=True)
        Partnership.objects.filter(slug__startswith="sample-").update(is_sample=True)
        for row in rows:
            _complete(ContactPoint.objects.get(slug=_desk_key(row)), row)


def read(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def key_of(row: dict[str, str]) -> str:
    return f"sample-{row['organisation']}"


def _desk_key(row: dict[str, str]) -> str:
    return f"{key_of(row)}-{row['purpose']}"


def _organisation(row: dict[str, str]) -> dict:
    return {
        "key": key_of(row),
        "name": row["organisation_name"],
        "sector": row["sector"],
        "country": row["country"],
        "country_basis": "stated" if row["country"] else "",
        "international": not row["country"],
        "website": f"https://{row['organisation']}.example.org/",
    }


def _desk(row: dict[str, str]) -> dict:
    return {
        **row,
        "key": _desk_key(row),
        "organisation": key_of(row),
        "name": row["desk"],
        "mailbox": f"{row['purpose']}@{row['organisation']}.example.org",
        "is_worldwide": row["worldwide"],
        "is_urgent": row["urgent"],
        "confirmed_on": _days_ago(row["confirmed"]),
    }


def _complete(desk: ContactPoint, row: dict[str, str]) -> None:
    """Set the two fields that no form has: the day of the last answered test, and that the desk is a sample."""
    desk.tested_on, desk.is_sample = _days_ago(row["tested"]), True
    desk.save(update_fields=["tested_on", "is_sample"])


def _days_ago(number: str) -> datetime.date | None:
    return timezone.localdate() - datetime.timedelta(days=int(number)) if number else None


def _partnership(row: dict[str, str]) -> dict:
    return {**row, "key": f"sample-{row['key']}", "status": "active", "started": "2024"}


def _members(row: dict[str, str]) -> Iterator[dict]:
    for key in row["members"].split(";"):
        yield {
            "partnership": f"sample-{row['key']}",
            "organisation": f"sample-{key}",
            "role": "member",
            "standing": Standing.CONFIRMED,
            "confirmed_on": timezone.localdate(),
        }


def _cleaned(form_class: type[RecordForm], records: Iterable[dict]) -> list[dict]:
    form = form_class(known_records=KnownRecords())
    cleaned = []
    for record in records:
        form.rebind(record)
        if not form.is_valid():
            raise ValueError(f"{record}: {form.errors.as_json()}")
        cleaned.append(form.cleaned_data)
    return cleaned

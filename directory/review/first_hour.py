"""What a reviewer of a new directory does first: who runs it, what stands in it, who is asked, and how far that came."""

import csv
import io
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config import deployment
from directory.gate.form_keys import sent_once
from directory.models import (
    ContactPoint,
    Country,
    FirstConfirmation,
    Import,
    ImportSender,
    Organisation,
    Partnership,
    Representative,
    Visibility,
)
from directory.review.first_letters import organisations_to_invite
from directory.review.imports import work
from directory.rights import permissions
from directory.rights.methods import require_POST, require_safe

FIRST_COUNTRIES = 12  # without a desk, that the page names


class ShippedSet(NamedTuple):
    """A data set that is shipped: its folder, what it is called, and what stands in it."""

    name: str
    label: str | Promise
    about: str | Promise

    @property
    def folder(self) -> Path:
        return settings.BASE_DIR / "directory" / "sample" / self.name


# In this order: what is known since 2005 comes after what was said then
SHIPPED_SETS = (
    ShippedSet(
        "conference",
        gettext_lazy("The conference of 2005"),
        gettext_lazy("Who worked with whom then, and what was agreed."),
    ),
    ShippedSet(
        "networks",
        gettext_lazy("What is public since"),
        gettext_lazy("Networks and programmes from public pages, each with its source."),
    ),
)


class SetState(NamedTuple):
    """How many of the partnerships of a shipped set are in the directory."""

    shipped: ShippedSet
    present: int
    total: int

    @property
    def is_loaded(self) -> bool:
        return self.present > 0


class FirstHourProgress(NamedTuple):
    """How far it came, in numbers: of records, of those who were asked, and of those who joined."""

    records: int
    confirmed: int
    asked: int  # organisations
    answered: int
    desks: int
    with_desk: int  # organisations
    speaking: int  # organisations for which somebody speaks
    claims: int  # that wait


class CountryWithoutDesk(NamedTuple):
    country: Country
    organisation_count: int


@permissions.reviewer
@require_safe
def first_hour_page(request: HttpRequest) -> HttpResponse:
    """Ten queries, and those of the frame."""
    sets = set_states()
    without_desk = countries_without_desk()
    context = {
        "operator": deployment.operator(),
        "missing": deployment.missing(),
        "sets": sets,
        "next_set": next((state.shipped for state in sets if not state.is_loaded), None),
        "progress": progress(),
        "to_invite": organisations_to_invite().count(),
        "without_desk": without_desk[:FIRST_COUNTRIES],
        "without_desk_count": len(without_desk),
    }
    return render(request, "directory/review/first_hour.html", context)


@permissions.reviewer
@sent_once
@require_POST
def load_set(request: HttpRequest, name: str) -> HttpResponse:
    """Take a shipped set for a file that was received: what each row would change is shown, and nothing is written yet."""
    shipped = next((each for each in SHIPPED_SETS if each.name == name), None)
    if shipped is None:
        raise Http404
    with transaction.atomic():
        sender, _is_new = ImportSender.objects.get_or_create(name="Shipped with the directory")
        received = Import.objects.create(
            sender=sender,
            file_name=f"{shipped.name}.zip",
            file=packed(shipped.folder),
            why=_("The shipped data set “%(name)s”") % {"name": shipped.label},
            created_by=request.user,
        )
        work.enqueue(received)
    return redirect("directory:import", received.pk)


def packed(folder: Path) -> bytes:
    """The CSV files of a folder as a ZIP file."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.csv")):
            archive.write(path, path.name)
    return file.getvalue()


@cache
def partnership_keys(folder: Path) -> frozenset[str]:
    """The keys of the partnerships in a shipped set, which does not change while the site runs."""
    with (folder / "partnerships.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["key"] for row in csv.DictReader(file))


def set_states() -> list[SetState]:
    """The shipped sets, and how much of each is here. One query."""
    keys = {shipped: partnership_keys(shipped.folder) for shipped in SHIPPED_SETS}
    known = Partnership.objects.filter(slug__in=frozenset().union(*keys.values()))
    present = set(known.values_list("slug", flat=True))
    # A partnership that stands in both sets tells nothing of the one that was not loaded
    own_keys = {
        shipped: of_set.difference(*(other for name, other in keys.items() if name != shipped))
        for shipped, of_set in keys.items()
    }
    return [SetState(shipped, len(own_keys[shipped] & present), len(own_keys[shipped])) for shipped in keys]


def progress() -> FirstHourProgress:
    """Four queries."""
    records = Partnership.objects.listed().aggregate(
        records=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_on__isnull=False))
    )
    asked = FirstConfirmation.objects.aggregate(
        asked=Count("organisation", distinct=True),
        answered=Count("organisation", distinct=True, filter=~Q(answer="")),
    )
    desks = ContactPoint.objects.filter(is_sample=False, organisation__removed_at=None).aggregate(
        desks=Count("pk"), with_desk=Count("organisation", distinct=True)
    )
    rights = Representative.objects.filter(ended_at=None, organisation__is_sample=False).aggregate(
        speaking=Count("organisation", distinct=True, filter=Q(since__isnull=False)),
        claims=Count("pk", filter=Q(since=None)),
    )
    return FirstHourProgress(**records, **asked, **desks, **rights)


def countries_without_desk() -> list[CountryWithoutDesk]:
    """The countries with organisations and no desk that everybody may see, those with most organisations first. Two
    queries."""
    public = ContactPoint.objects.filter(organisation=OuterRef("pk"), visibility=Visibility.PUBLIC)
    at_home = Organisation.objects.listed().exclude(pk__in=Organisation.objects.ended()).exclude(country=None)
    counts = (
        at_home.values("country")
        .annotate(organisations=Count("pk"), with_desk=Count("pk", filter=Exists(public)))
        .filter(with_desk=0)
        .values_list("country", "organisations")
    )
    counts = dict(counts)
    countries = Country.objects.by_rank().filter(pk__in=counts)
    rows = [CountryWithoutDesk(country, counts[country.pk]) for country in countries]
    return sorted(rows, key=lambda row: -row.organisation_count)

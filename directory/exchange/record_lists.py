"""The lists that can be taken along, each with the filters of its page, and what is asked of one."""

import datetime
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, F, OuterRef, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.exchange.record_columns import Described, Table
from directory.finding import facets, search
from directory.finding.facets import FACETS
from directory.finding.filters import (
    CommitmentFilter,
    ListFilter,
    OrganisationFilter,
    PartnershipFilter,
    ResourceFilter,
)
from directory.importing import SHEETS
from directory.models import (
    Commitment,
    Identifier,
    Membership,
    Organisation,
    Partnership,
    ProgressReport,
    Resource,
)


@dataclass(frozen=True, slots=True)
class Part:
    """What belongs to the records of a list and stands in a sheet of its own."""

    sheet: str
    name: str  # in JSON, inside its record
    owner: str  # the column that names its record
    public: QuerySet
    more: Mapping[str, Expression] = field(default_factory=dict)

    def table(self) -> Table:
        return Table(SHEETS[self.sheet], self.public, owner=self.owner)

    def described(self) -> Described:
        return Described(SHEETS[self.sheet], self.public, owner=self.owner, more=self.more)


@dataclass(frozen=True, slots=True)
class Records:
    """A list. `sheet` is what the import calls it, `page` the page of one of its records, if they have any. `more`
    are values that JSON has besides the sheet's, and `beside` columns that are read for it."""

    name: str
    label: str | Promise
    sheet: str
    filters: type[ListFilter]
    public: QuerySet
    page: str = ""
    part: Part | None = None
    more: Mapping[str, Expression] = field(default_factory=dict)
    beside: Mapping[str, Expression] = field(default_factory=dict)

    def table(self) -> Table:
        return Table(SHEETS[self.sheet], self.public)

    def described(self) -> Described:
        more = {**self.more, "address": self.address()} if self.page else self.more
        return Described(SHEETS[self.sheet], self.public, more=more, beside=self.beside)

    def address(self) -> Expression:
        """The address of a record's page in the active language."""
        before, after = reverse(f"directory:{self.page}", args=["KEY"]).split("KEY")
        return Concat(Value(settings.DIRECTORY_BASE_URL + before), "slug", Value(after))


identifiers = Identifier.objects.filter(organisation=OuterRef("pk")).order_by("scheme", "value")

LISTS = {
    records.name: records
    for records in (
        Records(
            "partnerships",
            gettext_lazy("Partnerships"),
            "partnerships",
            PartnershipFilter,
            Partnership.objects.published(),
            "partnership",
            Part(
                "memberships",
                "members",
                "partnership",
                Membership.objects.shown().by_role(),
                {
                    "name": F("organisation__name"),
                    "standing": F("standing"),
                    "confirmed_on": F("confirmed_on"),
                },
            ),
            {"confirmed_on": F("confirmed_on")},
            {"facets": F("listing__facets")},
        ),
        Records(
            "organisations",
            gettext_lazy("Organisations"),
            "organisations",
            OrganisationFilter,
            Organisation.objects.published(),
            "organisation",
            more={
                "is_international": F("is_international"),
                "identifiers": ArraySubquery(identifiers.values(whole=Concat("scheme", Value("-"), "value"))),
            },
        ),
        Records("resources", gettext_lazy("Resources"), "resources", ResourceFilter, Resource.objects.all()),
        Records(
            "commitments",
            gettext_lazy("Commitments"),
            "actions",
            CommitmentFilter,
            Commitment.objects.all(),
            part=Part(
                "progress_reports",
                "reports",
                "commitment",
                ProgressReport.objects.order_by("commitment", "reported", "pk"),
            ),
        ),
    )
}


class Refused(Exception):
    """What is asked cannot be answered. `problems` are sentences that say why."""

    def __init__(self, problems: Sequence[str]):
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody takes along: which list, narrowed how, and the ids of its records in the page's order.

    `query` is the address's without the page. `page`, as typed, matters to feeds alone: a file holds all pages.
    """

    records: Records
    filters: ListFilter
    words: str
    ids: Sequence[int]
    query: str
    page: str
    day: datetime.date

    @property
    def page_url(self) -> str:
        """The address of the page that shows the same."""
        return self.address(reverse(f"directory:{self.records.name}"), self.query)

    def feed_url(self, page: int = 1) -> str:
        query = "&".join(filter(None, [self.query, f"page={page}" if page > 1 else ""]))
        return self.address(reverse("directory:download", args=[self.records.name, "atom"]), query)

    def address(self, path: str, query: str) -> str:
        return f"{settings.DIRECTORY_BASE_URL}{path}{'?' if query else ''}{query}"

    def about(self) -> list[tuple[str, str]]:
        """What whoever opens the file should know, as labels and texts."""
        said = [(_("Partnership Directory"), str(self.records.label)), (_("Records"), str(len(self.ids)))]
        if self.words:
            said.append((_("Search"), self.words))
        return [
            *said,
            *self.narrowed_by(),
            (_("Day"), date_format(self.day, "DATE_FORMAT")),
            (_("Licence"), licence()),
            (_("Address"), self.page_url),
            (_("Columns"), settings.DIRECTORY_BASE_URL + reverse("directory:data")),
        ]

    def narrowed_by_codes(self) -> dict[str, Sequence[str]]:
        """The filters, those that the list has where nothing is chosen among them."""
        usual = {}
        if isinstance(self.filters, PartnershipFilter):
            usual = {name: FACETS[name].default for name in search.DEFAULT}
        return {**usual, **self.filters.chosen}

    def narrowed_by(self) -> list[tuple[str, str]]:
        """The same in words."""
        return self._in_words(self.narrowed_by_codes())

    def chosen(self) -> list[tuple[str, str]]:
        """What was chosen, in words, without what the list has by itself."""
        return self._in_words(self.filters.chosen)

    def _in_words(self, codes: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
        said = []
        for name, values in codes.items():
            labels = self.filters.codes_of(name)
            said.append((str(self.filters.filters[name].label), " / ".join(labels[code] for code in values)))
        return said


def licence() -> str:
    """The licence of the data in words, with its address."""
    stated = " ".join(filter(None, [settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL]))
    return stated or _("The operator of this directory has not stated a licence.")


def asked(records: Records, parameters: QueryDict) -> Asked:
    """What the parameters of a list's page ask for. Raises Refused, for machines, where a page would leave out what
    it does not know. Two or three queries."""
    filters = records.filters(parameters, values=facets.values(facets.data_version()))
    problems = [
        _("“%(name)s” is not a parameter of this list. Its parameters are: %(known)s.")
        % {"name": name[:60], "known": ", ".join(filters.filters)}
        for name in parameters.keys() - filters.filters.keys() - {"page"}
    ]
    if not filters.is_valid():
        problems += filters.problems
    problems += [
        _("“%(value)s” is not a value of “%(name)s”.") % {"value": value[:60], "name": name}
        for name, value in filters.unknown
    ]
    if problems:
        raise Refused(problems)
    words, ids = _found(filters)
    parameters = parameters.copy()
    page = parameters.pop("page", ["1"])[-1]
    return Asked(records, filters, words, ids, parameters.urlencode(), page, timezone.localdate())


def _found(filters: ListFilter) -> tuple[str, Sequence[int]]:
    """What was searched for, with its spelling corrected as on the page, and the ids that were found."""
    if not isinstance(filters, PartnershipFilter):
        return filters.typed, array("q", filters.qs.values_list("pk", flat=True).iterator())
    ids = search.all_ids(filters.search, sort=filters.sort)
    if not ids and filters.search.words:
        wanted, _counts, _ids = search.find_or_correct(filters.search, sort=filters.sort, offset=0)
        if wanted != filters.search:
            return wanted.words, search.all_ids(wanted, sort=filters.sort)
    return filters.typed, ids

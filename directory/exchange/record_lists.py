"""The lists that can be downloaded, each with the filters of its page, and what a reader selects from one."""

import datetime
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Expression, F, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.deployment import operator, site_name
from directory.exchange.record_columns import JSONTable, JSONText, SheetTable
from directory.finding import facets, ladder, search
from directory.finding.facets import FACETS
from directory.finding.filters import (
    CommitmentFilter,
    EventFilter,
    ListFilter,
    OrganisationFilter,
    PartnershipFilter,
    ResourceFilter,
    SourceFilter,
)
from directory.importing import SHEETS
from directory.models import (
    Commitment,
    Event,
    Membership,
    Organisation,
    Partnership,
    ProgressReport,
    Resource,
)
from directory.models.statements import public_sources


@dataclass(frozen=True, slots=True)
class DependentSheet:
    """What belongs to the records of a list and stands in a sheet of its own, such as the members of partnerships."""

    sheet: str
    name: str  # in JSON, where it stands inside its record
    owner: str  # the column that names its record
    public: QuerySet
    # What JSON has besides the sheet's columns
    extra_members: Mapping[str, Expression] = field(default_factory=dict)

    def table(self) -> SheetTable:
        return SheetTable(SHEETS[self.sheet], self.public, owner=self.owner)

    def json_table(self) -> JSONTable:
        return JSONTable(SHEETS[self.sheet], self.public, owner=self.owner, extra_members=self.extra_members)


@dataclass(frozen=True, slots=True)
class RecordList:
    """A list that can be downloaded, and the records that it has for everybody."""

    name: str  # in addresses: /<name>/ is its page, /<name>.csv a download
    label: str | Promise
    sheet: str  # what the import calls it
    filter_class: type[ListFilter]
    public: QuerySet
    page: str = ""  # the name of the page of one of its records, if these have any
    dependents: DependentSheet | None = None
    # What JSON has besides the sheet's columns
    extra_members: Mapping[str, Expression] = field(default_factory=dict)
    # What is read beside them: the codes of facets, and as JSON what else is derived
    extra_columns: Mapping[str, Expression] = field(default_factory=dict)

    def table(self) -> SheetTable:
        return SheetTable(SHEETS[self.sheet], self.public)

    def json_table(self) -> JSONTable:
        members = {**self.extra_members, "address": self.address()} if self.page else self.extra_members
        return JSONTable(
            SHEETS[self.sheet], self.public, extra_members=members, extra_columns=self.extra_columns
        )

    def address(self) -> Expression:
        """The address of a record's page in the active language."""
        before, after = reverse(f"directory:{self.page}", args=["KEY"]).split("KEY")
        return Concat(Value(settings.DIRECTORY_BASE_URL + before), "slug", Value(after))


LISTS = {
    record_list.name: record_list
    for record_list in (
        RecordList(
            name="partnerships",
            label=gettext_lazy("Partnerships"),
            sheet="partnerships",
            filter_class=PartnershipFilter,
            public=Partnership.objects.listed(),
            page="partnership",
            dependents=DependentSheet(
                sheet="memberships",
                name="members",
                owner="partnership",
                public=Membership.objects.listed().by_role(),
                extra_members={
                    "name": Coalesce("organisation__name", "country__name_en", "member_partnership__title"),
                    "standing": F("standing"),
                    "confirmed_on": F("confirmed_on"),
                },
            ),
            extra_members={"confirmed_on": F("confirmed_on")},
            extra_columns={
                "facets": F("listing__facets"),
                "facts": JSONText(
                    {
                        "cross_border_because": F("listing__crossing"),
                        "worlds": F("listing__worlds"),
                        "newest_source": NullIf(F("listing__newest_source"), Value("")),
                        "oldest_source": NullIf(F("listing__oldest_source"), Value("")),
                    }
                ),
            },
        ),
        RecordList(
            name="organisations",
            label=gettext_lazy("Organisations"),
            sheet="organisations",
            filter_class=OrganisationFilter,
            public=Organisation.objects.listed(),
            page="organisation",
        ),
        RecordList(
            name="resources",
            label=gettext_lazy("Resources"),
            sheet="resources",
            filter_class=ResourceFilter,
            public=Resource.objects.all(),
            page="resource",
        ),
        RecordList(
            name="commitments",
            label=gettext_lazy("Commitments"),
            sheet="actions",
            filter_class=CommitmentFilter,
            public=Commitment.objects.all(),
            page="commitment",
            dependents=DependentSheet(
                sheet="progress_reports",
                name="reports",
                owner="commitment",
                public=ProgressReport.objects.order_by("commitment", "reported", "pk"),
            ),
        ),
        RecordList(
            name="events",
            label=gettext_lazy("Events"),
            sheet="events",
            filter_class=EventFilter,
            public=Event.objects.all(),
            page="event",
        ),
        RecordList(
            name="sources",
            label=gettext_lazy("Sources"),
            sheet="sources",
            filter_class=SourceFilter,
            public=public_sources(),
            page="source",
        ),
    )
}


class SelectionRefused(Exception):
    """The parameters of a download cannot be used. `problems` are sentences that say why."""

    def __init__(self, problems: Sequence[str]):
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ListSelection:
    """What is downloaded: which list, narrowed how, and the ids of its records in the page's order."""

    record_list: RecordList
    filters: ListFilter
    words: str  # that were searched for, with the spelling corrected as on the page
    ids: Sequence[int]
    query_string: str  # of the address, without the page
    typed_page: str  # matters to feeds alone: a file holds all pages
    day: datetime.date
    data_version: int

    @property
    def page_url(self) -> str:
        """The address of the page that shows the same."""
        return self.address(reverse(f"directory:{self.record_list.name}"), self.query_string)

    @property
    def title(self) -> str:
        return f"{site_name()}: {self.record_list.label}"

    def csv_url(self, name: str) -> str:
        """The address of the same as a CSV file; `name` is that of the list, or of the sheet of what belongs to its records."""
        return self.address(reverse("directory:download", args=[name, "csv"]), self.query_string)

    def csv_description_url(self, name: str) -> str:
        return self.address(reverse("directory:csv_description", args=[name]), self.query_string)

    def feed_url(self, page: int = 1) -> str:
        query_string = "&".join(filter(None, [self.query_string, f"page={page}" if page > 1 else ""]))
        path = reverse("directory:download", args=[self.record_list.name, "atom"])
        return self.address(path, query_string)

    def address(self, path: str, query_string: str) -> str:
        return f"{settings.DIRECTORY_BASE_URL}{path}{'?' if query_string else ''}{query_string}"

    def about(self) -> list[tuple[str, str]]:
        """What whoever opens the file should know, as labels and texts."""
        return [
            (site_name(), str(self.record_list.label)),
            (_("Records"), str(len(self.ids))),
            *([(_("Search"), self.words)] if self.words else []),
            *self.narrowed_by(),
            (_("Day"), date_format(self.day, "DATE_FORMAT")),
            (_("Operator"), stated_operator()),
            (_("Licence"), licence()),
            (_("Address"), self.page_url),
            (_("Columns"), settings.DIRECTORY_BASE_URL + reverse("directory:data")),
            (_("How to cite"), citation(self.title, self.day, self.page_url)),
        ]

    def narrowed_by_codes(self) -> dict[str, Sequence[str]]:
        """The codes that the list is narrowed to, by filter: those that were chosen, and the defaults of the filters in
        which nothing was chosen."""
        defaults = {}
        if isinstance(self.filters, PartnershipFilter):
            defaults = {
                name: FACETS[name].default for name in search.DEFAULT if name in self.filters.search.chosen
            }
        return {**defaults, **self.filters.chosen}

    def narrowed_by(self) -> list[tuple[str, str]]:
        """The same in words: the filter's label and its values' names."""
        return self._in_words(self.narrowed_by_codes())

    def chosen(self) -> list[tuple[str, str]]:
        """What was chosen, in words, without the defaults."""
        return self._in_words(self.filters.chosen)

    def _in_words(self, codes: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
        in_words = []
        for name, chosen_codes in codes.items():
            names = self.filters.codes_of(name)
            label = str(self.filters.filters[name].label)
            in_words.append((label, " / ".join(names[code] for code in chosen_codes)))
        return in_words


def licence() -> str:
    """The licence of the data in words, with its address."""
    stated = " ".join(filter(None, [settings.DATA_LICENCE_NAME, settings.DATA_LICENCE_URL]))
    return stated or _("The operator of this directory has not stated a licence.")


def stated_operator() -> str:
    """Who runs the directory, with address and mailbox, on one line."""
    stated = operator()
    if not stated.name:
        return _("The operator of this directory has not said who it is.")
    is_sample = _("a sample: nobody runs this copy") if stated.is_sample else ""
    return ", ".join(filter(None, [stated.in_a_line, stated.email, is_sample]))


def citation(title: str, day: datetime.date, address: str) -> str:
    """How to cite what a file holds."""
    return _("%(title)s. As of %(day)s. %(address)s") % {
        "title": title,
        "day": date_format(day, "DATE_FORMAT"),
        "address": address,
    }


def select(record_list: RecordList, parameters: QueryDict) -> ListSelection:
    """The records that the parameters of a list's page let through. Two or three queries.

    Raises SelectionRefused for a parameter or a value that does not exist: the page leaves such a thing out and says
    so, which nobody would see in a file.
    """
    data_version = facets.data_version()
    filters = record_list.filter_class(parameters, values=facets.values(data_version))
    problems = [
        _("“%(name)s” is not a parameter of this list. Its parameters are: %(known)s.")
        % {"name": name[:60], "known": ", ".join(filters.filters)}
        for name in parameters.keys() - filters.filters.keys() - {"page"}
    ]
    if "at" in parameters:  # rows of today must not pass for those of then
        problems.append(_("Files hold what is known today: “at” is for pages alone."))
    if not filters.is_valid():
        problems += filters.problems
    problems += [
        _("“%(value)s” is not a value of “%(name)s”.") % {"value": typed[:60], "name": name}
        for name, typed in filters.unknown
    ]
    if problems:
        raise SelectionRefused(problems)
    words, ids = _words_and_ids(filters)
    parameters = parameters.copy()
    typed_page = parameters.pop("page", ["1"])[-1]
    return ListSelection(
        record_list,
        filters,
        words,
        ids,
        parameters.urlencode(),
        typed_page,
        timezone.localdate(),
        data_version,
    )


def _words_and_ids(filters: ListFilter) -> tuple[str, Sequence[int]]:
    """The words searched for, and the ids of all records in the list's order, in arrays: 8 bytes for each. Where the
    words find nothing as typed, those of a later step of the ladder, as on the page."""
    if not isinstance(filters, PartnershipFilter):
        ids = array("q", filters.qs.values_list("pk", flat=True).iterator())
        if not ids and filters.words and filters.climb():
            ids = array("q", filters.qs.values_list("pk", flat=True).iterator())
            return filters.rung.words.wanted, ids
        return filters.typed, ids
    ids = search.all_ids(filters.search, sort=filters.sort)
    if not ids and filters.words:
        rung, _matches = ladder.first_answer(filters.search, sort=filters.sort, offset=0)
        if rung.step != ladder.LadderStep.AS_TYPED:
            reading = search.Search.of(rung.words, filters.search.chosen)
            return rung.words.wanted, search.all_ids(reading, sort=filters.sort)
    return filters.typed, ids

"""The history of a partnership in words: what changed, field by field, with who, from which source and why.

The database keeps an event for each row that was entered, changed or deleted. What the events of one occasion
(one publication, else one transaction) did to one record is one change; what stood before it is what the events
before it had left.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Field, Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory import models
from directory.models.history import Actor
from directory.models.partial_dates import PartialDateField, in_words
from directory.models.partnerships import MembershipQuerySet
from directory.models.text_search import folded

CHANGES_PER_PAGE = 100  # one publication by an import can make dozens

# The fields whose changes the public sees. A test fails for a field that is neither here nor named there as kept inside.
PARTNERSHIP_FIELDS = (
    *("title", "acronym", "kind", "status", "started", "ended", "summary", "description", "website"),
    *("legal_basis", "evaluation", "links", "source", "confirmed_on", "slug", "removed_at"),
)
MEMBERSHIP_FIELDS = ("role", "standing", "joined", "left", "confirmed_on", "source")

LABELS = {"slug": gettext_lazy("Address"), "removed_at": gettext_lazy("Visibility")}
NOT_REMOVED = gettext_lazy("Public"), gettext_lazy("Made public again")  # before a change, after a change


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something changed, who did it, and what it rests on. `source` and `why` may be empty."""

    changed_at: datetime.datetime
    who: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field's text before and after; empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """What an occasion did to one record. `is_first` where it entered the record, `is_last` where it took it out."""

    occasion: Occasion
    record: str
    fields: list[ChangedField]
    is_first: bool = False
    is_last: bool = False


def changes_of(partnership: models.Partnership, *, page: str | int | None = 1) -> Page:
    """A page of changes, the newest first: to the partnership, its lists, and the memberships that are shown.

    Any `page` will do: what is no number gives the first, what is no page the last. Ten queries, which read
    the whole history.
    """
    occasions: dict[tuple, dict[int | None, RecordedChange]] = {}
    for event, member, change in (
        *_own_fields(partnership),
        *_lists(partnership),
        *_memberships(partnership),
    ):
        # The partnership and its lists change in one publication: readers see one change
        first_change = occasions.setdefault(_occasion_key(event), {}).setdefault(member, change)
        if first_change is not change:
            first_change.fields.extend(change.fields)
    newest_first = sorted(occasions, key=itemgetter(0))[::-1]  # by time; a context's key has no order
    changes = [change for key in newest_first for change in occasions[key].values()]
    return Paginator(changes, CHANGES_PER_PAGE).get_page(page)


class EventChange(NamedTuple):
    """What the events of one occasion did, with the last of them. `member` is the key of the organisation whose membership
    it is about; None for the partnership itself."""

    event: Model
    member: int | None
    change: RecordedChange


def _own_fields(partnership: models.Partnership) -> Iterator[EventChange]:
    events = _events(models.PartnershipHistory, "source").filter(pgh_obj=partnership.pk)
    for event, before, after in _steps(events):
        if fields := _differences(models.Partnership, PARTNERSHIP_FIELDS, before, after):
            change = RecordedChange(_occasion(event), _own_record(), fields, is_first=not before)
            yield EventChange(event, None, change)


def _memberships(partnership: models.Partnership) -> Iterator[EventChange]:
    events = _visible_events(partnership).order_by("organisation", "pgh_id")
    for member, member_events in groupby(events, key=attrgetter("organisation_id")):
        for event, before, after in _steps(member_events):
            if fields := _differences(models.Membership, MEMBERSHIP_FIELDS, before, after):
                record = _("Membership of %(organisation)s") % {"organisation": event.organisation.name}
                change = RecordedChange(
                    _occasion(event), record, fields, is_first=not before, is_last=not after
                )
                yield EventChange(event, member, change)


def _lists(partnership: models.Partnership) -> Iterator[EventChange]:
    """What became of the countries, sectors, topics, languages, other names and former addresses."""
    lists: list[tuple[str, QuerySet, Callable[[Model], object]]] = [
        (_("Countries"), _events(models.PartnershipCountryHistory, "country"), attrgetter("country.name")),
        (_("Sectors"), _events(models.PartnershipSectorHistory, "sector"), attrgetter("sector.name")),
        (_("Topics"), _events(models.PartnershipTopicHistory, "topic"), attrgetter("topic.name")),
        (_("Languages"), _events(models.PartnershipLanguageHistory, "language"), attrgetter("language.name")),
        (
            _("Countries sought"),
            _events(models.PartnershipSoughtCountryHistory, "country"),
            attrgetter("country.name"),
        ),
        (
            _("Sectors sought"),
            _events(models.PartnershipSoughtSectorHistory, "sector"),
            attrgetter("sector.name"),
        ),
        (_("Other names"), _events(models.OtherNameHistory), _other_name),
        (_("Former addresses"), _events(models.FormerAddressHistory), attrgetter("slug")),
    ]
    for label, events, name_of in lists:
        names: dict[int, str] = {}
        # Rows that ever belonged to it: a merge moves them from one record to another, and back
        rows_of_it = events.model.objects.filter(partnership=partnership.pk).values("pgh_obj")
        for _key, run in groupby(events.filter(pgh_obj__in=rows_of_it), key=_occasion_key):
            before = _listed(names)
            for event in run:
                names.pop(event.pgh_obj_id, None)
                if event.pgh_label != "delete" and event.partnership_id == partnership.pk:
                    names[event.pgh_obj_id] = name_of(event)
            if before != (after := _listed(names)):
                fields = [ChangedField(label, before, after)]
                yield EventChange(event, None, RecordedChange(_occasion(event), _own_record(), fields))


# Events


def _events(model: type[Model], *related: str) -> QuerySet:
    """The events in their order, with the title of the source that their context names."""
    named = models.Source.objects.filter(slug=OuterRef("named_source")).values("title")
    return (
        model.objects.select_related("pgh_context", *related)
        .annotate(
            named_source=KeyTextTransform("source", "pgh_context__metadata"), source_title=Subquery(named)
        )
        .order_by("pgh_id")
    )


def _visible_events(partnership: models.Partnership) -> QuerySet:
    """The events of memberships in which the public saw them, of organisations that it still sees as members.

    For the latter the membership as it stands decides, or as it last stood before it was deleted: who declines
    to be named disappears from the history as well.
    """
    events = models.MembershipHistory.objects.filter(partnership=partnership.pk)
    shown = MembershipQuerySet(models.MembershipHistory).shown().filter(partnership=partnership.pk)
    last = events.order_by().values("organisation").annotate(last=Max("pgh_id")).values("last")
    hidden = partnership.memberships.exclude(pk__in=models.Membership.objects.shown().values("pk"))
    return (
        _events(models.MembershipHistory, "organisation", "source")
        .filter(pk__in=shown.values("pk"), organisation__in=shown.filter(pk__in=last).values("organisation"))
        .exclude(organisation__in=hidden.values("organisation"))
    )


def _occasion_key(event: Model) -> tuple:
    return event.pgh_created_at, event.pgh_context_id


def _steps(events: Iterable[Model]) -> Iterator[tuple[Model, Model | None, Model | None]]:
    """For each occasion in one record's events: its last event, and the record before and after; None where it was not."""
    before = None
    for _key, run in groupby(events, key=_occasion_key):
        *_earlier, event = run  # of several steps in one occasion readers see the last
        after = None if event.pgh_label == "delete" else event
        yield event, before, after
        before = after


# Words


def _occasion(event: Model) -> Occasion:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    source = metadata.get("source") or ""
    who = _who(metadata)
    return Occasion(event.pgh_created_at, who, event.source_title or source, metadata.get("why") or "")


def _who(metadata: dict) -> str:
    """The role in which somebody acted. People are not named in public."""
    actor = metadata.get("actor")
    if not actor:
        usual = Actor.IMPORT if metadata.get("source") else Actor.SYSTEM
        actor = Actor.SECRETARIAT if metadata.get("by") else usual
    return str(Actor(actor).label)


def _own_record() -> str:
    return capfirst(models.Partnership._meta.verbose_name)


def _differences(
    model: type[Model], names: Iterable[str], before: Model | None, after: Model | None
) -> list[ChangedField]:
    fields = []
    for name in names:
        if getattr(before, name, None) == getattr(after, name, None):
            continue
        field = model._meta.get_field(name)
        old, new = _words(field, before), _words(field, after)
        if old != new:
            nothing = NOT_REMOVED if name == "removed_at" else ("", "")
            fields.append(ChangedField(_label(field), old or str(nothing[0]), new or str(nothing[1])))
    return fields


def _label(field: Field) -> str:
    named = field.related_model._meta if field.is_relation else field
    return capfirst(LABELS.get(field.name, named.verbose_name))


def _words(field: Field, record: Model | None) -> str:
    value = getattr(record, field.name, None)
    if not value:
        return ""
    if field.name == "removed_at":
        return _("Removed")
    if isinstance(field, PartialDateField):
        return in_words(value)
    if isinstance(value, list):
        return pgettext("between the items of a list", ", ").join(value)
    if isinstance(value, datetime.date):
        return date_format(value)
    return str(dict(field.flatchoices).get(value, value))


def _other_name(event: Model) -> str:
    if event.kind == models.NameKind.FORMER:
        return _("%(name)s (former name)") % {"name": event.name}
    return event.name


def _listed(names: dict[int, str]) -> str:
    return pgettext("between the items of a list", ", ").join(sorted(names.values(), key=folded))

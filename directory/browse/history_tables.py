"""What belongs to the history of each kind of record: its own fields, the lists of names that it has, and the rows of
other tables that speak of it. A test fails for a field that is neither told here nor named there as kept inside."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models


class Names(NamedTuple):
    """Rows that a history tells as a list of names: `model` has them, its column `owner` says of which record.

    `name_of` gives the name of a row, "" for one that is not shown; `related` is what it reads of other tables.
    """

    label: str | Promise
    model: type[Model]
    owner: str
    name_of: Callable[[Model], str]
    related: tuple[str, ...] = ()


class Rows(NamedTuple):
    """Rows that a history tells one by one, each by its fields, under a heading.

    `owners` are the columns that may name the record. `identity` are those that say of whom a row speaks: whoever has
    one that is hidden has no deleted one that is told. `related` is what `heading` reads of other tables.
    `distinction` gives the words that tell rows with one heading apart.
    """

    model: type[Model]
    owners: tuple[str, ...]
    fields: tuple[str, ...]
    heading: Callable[[Model], str]
    identity: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    distinction: Callable[[Model], str] | None = None


class Tables(NamedTuple):
    """What belongs to the history of one kind of record."""

    fields: tuple[str, ...]
    related: tuple[str, ...] = ()
    names: tuple[Names, ...] = ()
    rows: tuple[Rows, ...] = ()


def shown_name(record: Model | None) -> str:
    """The name of a record where another one's history tells it; "" for one that was removed."""
    return "" if record is None or getattr(record, "removed_at", None) else str(record)


def other_name(row: Model) -> str:
    if row.kind == models.NameKind.OTHER:
        return row.name
    kind = models.NameKind(row.kind)
    former = {
        models.NameKind.FORMER: _("%(name)s (former name)"),
        models.NameKind.FORMER_ACRONYM: _("%(name)s (former acronym)"),
    }
    return former[kind] % {"name": row.name}


def member(row: Model) -> Model:
    return row.organisation or row.country or row.member_partnership


def participant(row: Model) -> Model:
    return row.organisation or row.country or row.partnership


def links(label: str | Promise, model: type[Model], owner: str, target: str) -> Names:
    """The records that a table of links names."""
    return Names(label, model, owner, lambda row: shown_name(getattr(row, target)), (target,))


def memberships(owner: str, heading: Callable[[Model], str]) -> Rows:
    return Rows(
        models.Membership,
        (owner,),
        ("role", "standing", "joined", "left", "no_longer_listed", "basis", "confirmed_on", "source"),
        heading,
        identity=("partnership", "organisation", "country", "member_partnership"),
        related=("partnership", "organisation", "country", "member_partnership"),
        distinction=lambda row: str(models.Role(row.role).label),
    )


def successions(*owners: str) -> Rows:
    parties = ("before_organisation", "after_organisation", "before_partnership", "after_partnership")
    return Rows(
        models.Succession,
        owners,
        ("kind", "happened", "basis", "source"),
        lambda row: (
            _("Succession: %(before)s, then %(after)s")
            % {
                "before": row.before_organisation or row.before_partnership,
                "after": row.after_organisation or row.after_partnership,
            }
        ),
        identity=parties,
        related=parties,
    )


def participations(owner: str, heading: Callable[[Model], str]) -> Rows:
    return Rows(
        models.Participation,
        (owner,),
        ("session", "role", "basis", "source"),
        heading,
        identity=("event", "organisation", "country", "partnership"),
        related=("event", "session", "organisation", "country", "partnership"),
        distinction=lambda row: (
            row.session.title if row.session else str(models.ParticipationRole(row.role).label)
        ),
    )


CONTRIBUTIONS = Rows(
    models.Contribution,
    ("partnership",),
    ("amount", "currency", "year", "source"),
    lambda row: _("Contribution of %(giver)s") % {"giver": row.giver_organisation or row.giver_country},
    identity=("giver_organisation", "giver_country"),
    related=("giver_organisation", "giver_country"),
)
SESSIONS = Rows(
    models.EventSession,
    ("event",),
    ("title", "topic", "order"),
    lambda row: _("Session “%(title)s”") % {"title": row.title},
    related=("topic",),
)
PROGRESS_REPORTS = Rows(
    models.ProgressReport,
    ("commitment",),
    ("reported", "progress", "text", "source"),
    lambda _row: _("Progress report"),
)

PARTNERSHIP = Tables(
    fields=(
        *("title", "acronym", "kind", "status", "started", "ended", "extent", "stated_number", "summary"),
        *(
            "description",
            "text_language",
            "website",
            "legal_basis",
            "evaluation",
            "links",
            "source",
            "confirmed_on",
            "slug",
        ),
        "removed_at",
    ),
    names=(
        links(gettext_lazy("Countries"), models.PartnershipCountry, "partnership", "country"),
        links(gettext_lazy("Sectors"), models.PartnershipSector, "partnership", "sector"),
        links(gettext_lazy("Topics"), models.PartnershipTopic, "partnership", "topic"),
        links(gettext_lazy("Languages"), models.PartnershipLanguage, "partnership", "language"),
        links(gettext_lazy("Countries sought"), models.PartnershipSoughtCountry, "partnership", "country"),
        links(gettext_lazy("Sectors sought"), models.PartnershipSoughtSector, "partnership", "sector"),
        Names(gettext_lazy("Other names"), models.OtherName, "partnership", other_name),
        Names(gettext_lazy("Former addresses"), models.FormerAddress, "partnership", lambda row: row.slug),
    ),
    rows=(
        memberships(
            "partnership", lambda row: _("Membership of %(organisation)s") % {"organisation": member(row)}
        ),
        successions("before_partnership", "after_partnership"),
        CONTRIBUTIONS,
    ),
)
ORGANISATION = Tables(
    fields=(
        *("name", "acronym", "sector", "country", "is_international", "country_basis", "parent", "founded"),
        *("ended", "website", "source", "slug", "removed_at"),
    ),
    related=("sector", "country", "parent"),
    names=(
        Names(gettext_lazy("Other names"), models.OtherName, "organisation", other_name),
        Names(
            gettext_lazy("Identifiers"),
            models.Identifier,
            "organisation",
            lambda row: f"{row.scheme}-{row.value}",
        ),
        Names(gettext_lazy("Former addresses"), models.FormerAddress, "organisation", lambda row: row.slug),
    ),
    rows=(
        memberships(
            "organisation", lambda row: _("Membership in %(partnership)s") % {"partnership": row.partnership}
        ),
        successions("before_organisation", "after_organisation"),
        participations("organisation", lambda row: _("Part in %(event)s") % {"event": row.event}),
    ),
)
EVENT = Tables(
    fields=(
        *("title", "acronym", "starts", "ends", "date_basis", "status", "place", "country", "summary"),
        *("website", "partnership", "source"),
    ),
    related=("country", "partnership"),
    rows=(
        SESSIONS,
        participations("event", lambda row: _("Part of %(participant)s") % {"participant": participant(row)}),
    ),
)
COMMITMENT = Tables(
    fields=(
        *("kind", "text", "owner_basis", "due", "due_basis", "condition", "counted", "made_on", "event"),
        *("topic", "source"),
    ),
    related=("event", "topic"),
    names=tuple(
        links(label, model, "commitment", target)
        for label, model, target in (
            (gettext_lazy("Owner: organisation"), models.CommitmentOwnerOrganisation, "organisation"),
            (gettext_lazy("Owner: partnership"), models.CommitmentOwnerPartnership, "partnership"),
            (gettext_lazy("Owner: country"), models.CommitmentOwnerCountry, "country"),
            (gettext_lazy("Partner: organisation"), models.CommitmentPartner, "organisation"),
            (gettext_lazy("Partner: partnership"), models.CommitmentPartnerPartnership, "partnership"),
            (gettext_lazy("Partner: country"), models.CommitmentPartnerCountry, "country"),
        )
    ),
    rows=(PROGRESS_REPORTS,),
)
RESOURCE = Tables(
    fields=(
        *("title", "kind", "publisher", "publisher_partnership", "description", "audience", "year", "url"),
        "source",
    ),
    related=("publisher", "publisher_partnership"),
    names=(
        links(gettext_lazy("Countries"), models.ResourceCountry, "resource", "country"),
        links(gettext_lazy("Languages"), models.ResourceLanguage, "resource", "language"),
        links(gettext_lazy("Topics"), models.ResourceTopic, "resource", "topic"),
    ),
)
SOURCE = Tables(fields=("title", "publisher", "published", "date_note", "read_on", "file", "url"))

TABLES: Mapping[type[Model], Tables] = {
    models.Partnership: PARTNERSHIP,
    models.Organisation: ORGANISATION,
    models.Event: EVENT,
    models.Commitment: COMMITMENT,
    models.Resource: RESOURCE,
    models.Source: SOURCE,
}

"""The facets by which partnerships are narrowed and counted, and the numbers that stand for their values.

A value is encoded as `facet number * 1000 + value number`, in the arrays of `listing` and in `facet_bits`. The numbers
stand here alone: `finding/` decodes with them, and the functions of the database are made from them (`sql_constants`).
"""

from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.partnerships import Kind, Status


class FacetNumber(IntEnum):
    """The thousands of an encoded value. A facet's number is kept for good; a new facet takes the next."""

    COUNTRY = 1
    REGION = 2
    TOPIC = 3
    SECTOR = 4
    KIND = 5
    STATUS = 6
    SCOPE = 7
    FRESHNESS = 8
    LANGUAGE = 9


class Scope(models.TextChoices):
    """How far a partnership reaches: across borders, across sectors. Derived, never typed."""

    CROSS_BORDER = "cross-border", _("Cross-border")
    CROSS_SECTOR = "cross-sector", _("Cross-sector")
    BOTH = "both", _("Cross-border and cross-sector")
    NEITHER = "neither", _("Neither yet")


class Freshness(models.TextChoices):
    """How long ago a partnership was last confirmed by its organisations."""

    FRESH = "fresh", _("Fresh")
    DUE = "due", _("Due")
    STALE = "stale", _("Stale")
    DORMANT = "dormant", _("Dormant")
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")  # stated by a public source, and by no organisation yet


# For how many months after the last confirmation a partnership is fresh, then due, then stale; dormant from then on
FRESHNESS_MONTHS = {Freshness.FRESH: 12, Freshness.DUE: 18, Freshness.STALE: 24}

# Facets whose values stand here, each with its place from 1 on as its number: a new value goes to the end. The values of
# the others stand in tables, which have a column `number`.
CHOICES: dict[FacetNumber, type[models.TextChoices]] = {
    FacetNumber.KIND: Kind,
    FacetNumber.STATUS: Status,
    FacetNumber.SCOPE: Scope,
    FacetNumber.FRESHNESS: Freshness,
}
# What the list shows where nothing of the facet is chosen
DEFAULTS: dict[FacetNumber, tuple[str, ...]] = {
    FacetNumber.SCOPE: (Scope.CROSS_BORDER, Scope.CROSS_SECTOR),
    FacetNumber.FRESHNESS: (Freshness.FRESH, Freshness.DUE, Freshness.STALE, Freshness.UNCONFIRMED),
}


def encode(facet: FacetNumber, number: int) -> int:
    """The encoded value of a facet: what stands in `listing.facets`."""
    return facet * 1000 + number


def encode_choice(facet: FacetNumber, code: str) -> int:
    """The encoded value of a facet of CHOICES. Raises ValueError for an unknown code."""
    return encode(facet, CHOICES[facet].values.index(code) + 1)

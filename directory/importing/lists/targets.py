"""What a column of another's list can mean: the columns of our sheets that a list fills, in words and with their words."""

from collections.abc import Iterable
from functools import cache

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from directory.importing.checking import SHEETS
from directory.models import Country, Extent, Kind, Language, Role, Sector, Status, Topic
from directory.records.fields import key_of

LEFT_OUT, IDENTIFIER, ADMISSION, MEMBERS = "", "identifier", "admission", "members."
NAME, TITLE, ROLE = "organisation.name", "partnership.title", "membership.role"
SHEET_OF = {"organisation": "organisations", "partnership": "partnerships", "membership": "memberships"}
COLUMNS = {
    "organisation": (
        *("name", "acronym", "sector", "country", "international", "parent", "founded", "ended", "website"),
        *("other_names", "former_names", "former_acronyms", "identifiers"),
    ),
    "partnership": (
        *("title", "acronym", "kind", "status", "started", "ended", "extent", "summary", "description"),
        *("topics", "countries", "sectors", "languages", "website", "links", "other_names", "former_names"),
        *("stated_number", "legal_basis", "evaluation"),
    ),
    "membership": ("role", "joined", "left"),
}
# Several values in one cell, and several columns with one meaning, are put together
OF_SEVERAL = {
    *(
        f"organisation.{column}"
        for column in ("other_names", "former_names", "former_acronyms", "identifiers")
    ),
    *(f"partnership.{column}" for column in ("topics", "countries", "sectors", "languages", "links")),
    *(f"partnership.{column}" for column in ("other_names", "former_names")),
}
OF_DAYS = {
    *("organisation.founded", "organisation.ended", "partnership.started", "partnership.ended"),
    *("membership.joined", "membership.left"),
}
OF_COUNTRIES = {"organisation.country", "partnership.countries"}
# A word for a country can say something of another column of the record: “worldwide”, how far it reaches
EVERYWHERE = {"organisation.country": "international=yes", "partnership.countries": "extent=international"}
VOCABULARIES: dict[str, type[Model] | type[TextChoices]] = {
    "organisation.sector": Sector,
    "organisation.country": Country,
    "partnership.kind": Kind,
    "partnership.status": Status,
    "partnership.extent": Extent,
    "partnership.topics": Topic,
    "partnership.countries": Country,
    "partnership.sectors": Sector,
    "partnership.languages": Language,
    "membership.role": Role,
}
REQUIRED = ("organisation.sector", "partnership.kind", "partnership.status", "partnership.summary")


def is_of_several(target: str) -> bool:
    return target in OF_SEVERAL or target == IDENTIFIER or target.startswith(MEMBERS)


def split(target: str) -> tuple[str, str]:
    """The kind of record that a target is about, and the column; for `members.lead` the role."""
    kind, _dot, column = target.partition(".")
    return kind, column


def label(target: str) -> str:
    """A target in words, such as “Organisation: home country”."""
    kind, column = split(target)
    if kind == "members":
        return _("Members of the partnership by name: %(role)s") % {"role": Role(column).label}
    if target == IDENTIFIER:
        return _("The sender's own number of the record")
    if target == ADMISSION:
        return _("Whether the row may come in")
    if target == LEFT_OUT:
        return _("Leave out")
    words = {
        "organisation": _("Organisation: %(column)s"),
        "partnership": _("Partnership: %(column)s"),
        "membership": _("Its part in the partnership: %(column)s"),
    }
    return words[kind] % {"column": SHEETS[SHEET_OF[kind]].base_fields[column].label}


def targets() -> list[str]:
    """All of them, in the order in which a person looks for them."""
    return [
        LEFT_OUT,
        *(f"{kind}.{column}" for kind, columns in COLUMNS.items() for column in columns),
        *(f"{MEMBERS}{role}" for role in Role.values),
        IDENTIFIER,
        ADMISSION,
    ]


def target_choices() -> tuple[tuple[str, str], ...]:
    return tuple((target, label(target)) for target in targets())


def word_choices(target: str) -> tuple[tuple[str, str], ...]:
    """The words of ours that may stand in a target, each with what people call it; none where any text may."""
    vocabulary = VOCABULARIES.get(target)
    if vocabulary is None:
        return ()
    if issubclass(vocabulary, TextChoices):
        return tuple((value, str(words)) for value, words in vocabulary.choices)
    key = key_of(vocabulary)
    choices = tuple((str(getattr(record, key)), str(record)) for record in vocabulary._default_manager.all())
    if target in EVERYWHERE:
        choices = ((EVERYWHERE[target], _("International, no country of its own")), *choices)
    return choices


@cache
def required_columns(kind: str) -> tuple[str, ...]:
    return tuple(target for target in REQUIRED if target.startswith(f"{kind}."))


def kinds_in(used: Iterable[str]) -> set[str]:
    """Which kinds of record a table has whose columns mean this: "organisation", "partnership"."""
    used = set(used)
    return {kind for kind, name in (("organisation", NAME), ("partnership", TITLE)) if name in used}

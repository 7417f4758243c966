"""What the service says of itself, of candidates, and of the columns by which tables can be extended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from config.deployment import site_name
from directory.exchange.dictionary import columns_of
from directory.exchange.reconciling.candidates import Candidate, countries_of
from directory.exchange.record_columns import SheetTable
from directory.exchange.record_lists import LISTS
from directory.finding.suggestions import SuggestedKind
from directory.importing import SHEETS
from directory.models import Organisation, Partnership

VERSIONS = ("0.1", "0.2")
PREVIEW = {"width": 420, "height": 160}  # CSS pixels
KEY_OF_A_CANDIDATE = "{{id}}"  # stands for it in addresses that clients fill in


@dataclass(frozen=True, slots=True)
class ReconciledType:
    """A kind of record to which names are matched. `name` is that of its list, `suggested` what suggestions call it."""

    name: str
    model: type[Organisation | Partnership]
    suggested: SuggestedKind

    @property
    def document(self) -> dict[str, str]:
        return {"id": self.name, "name": str(LISTS[self.name].label)}


TYPES = {
    kind.name: kind
    for kind in (
        ReconciledType("organisations", Organisation, SuggestedKind.ORGANISATION),
        ReconciledType("partnerships", Partnership, SuggestedKind.PARTNERSHIP),
    )
}


def address(name: str, *parts: str) -> str:
    return settings.DIRECTORY_BASE_URL + reverse(name, args=parts)


def id_of(record: Model) -> str:
    """Names the kind and the record, without a slash, which clients would write as %2F."""
    return f"{_type_of(record).name}:{record.slug}"


def view_url(record: Model) -> str:
    return address("reconcile_view", id_of(record))


def type_and_slug(key: str) -> tuple[ReconciledType | None, str]:
    """What an id names; no type where it has not the form of one."""
    name, _colon, slug = key.partition(":")
    return TYPES.get(name), slug


def _type_of(record: Model) -> ReconciledType:
    return next(kind for kind in TYPES.values() if isinstance(record, kind.model))


def manifest() -> dict:
    service = address("reconcile")
    return {
        "versions": VERSIONS,
        "name": site_name(),
        "identifierSpace": service,
        "schemaSpace": address("directory:data"),
        "documentation": address("directory:api"),
        "defaultTypes": [kind.document for kind in TYPES.values()],
        "view": {"url": address("reconcile_view", "KEY").replace("KEY", KEY_OF_A_CANDIDATE)},
        "preview": {"url": f"{address('reconcile_preview')}?id={KEY_OF_A_CANDIDATE}", **PREVIEW},
        "suggest": {name: _service(f"suggest_{name}") for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": _service("propose_properties"),
            "property_settings": [],
        },
    }


def _service(name: str) -> dict[str, str]:
    return {"service_url": settings.DIRECTORY_BASE_URL, "service_path": reverse(name)}


def results(candidates: Iterable[Candidate]) -> dict:
    return {"result": [_candidate(candidate) for candidate in candidates]}


def _candidate(candidate: Candidate) -> dict:
    return {
        "id": id_of(candidate.record),
        "name": str(candidate.record),
        "description": about(candidate.record),
        "type": [_type_of(candidate.record).document],
        "score": candidate.score,
        "match": candidate.is_match,
        "features": [{"id": "name", "value": candidate.score}],
    }


def about(record: Organisation | Partnership) -> str:
    """What tells it from others of its name: its short name, and its countries by their codes."""
    return ", ".join(filter(None, [record.acronym, *sorted(countries_of(record))]))


def properties(kind: ReconciledType) -> list[dict[str, str]]:
    """The columns of its list."""
    return [{"id": column.name, "name": column.label} for column in columns_of(LISTS[kind.name].sheet)]


def extension(ids: Sequence[str], wanted: Sequence[str]) -> dict:
    """The cells of the wanted columns for records of any kinds; none for ids and columns that do not exist. Two queries for
    each kind."""
    rows: dict[str, dict] = {key: {name: [] for name in wanted} for key in ids}
    meta = {}
    for kind in TYPES.values():
        labels = {column["id"]: column["name"] for column in properties(kind)}
        meta |= {name: {"id": name, "name": labels[name]} for name in wanted if name in labels}
        slugs = {slug: key for key in ids for its_kind, slug in [type_and_slug(key)] if its_kind is kind}
        for slug, cells in _cells(kind, slugs).items():
            rows[slugs[slug]] = {name: _values(cells.get(name)) for name in wanted}
    return {"meta": [meta[name] for name in wanted if name in meta], "rows": rows}


def _cells(kind: ReconciledType, slugs: Iterable[str]) -> dict[str, Mapping[str, object]]:
    """By slug, what stands in each column of a record's row."""
    form = SHEETS[LISTS[kind.name].sheet]
    public = kind.model.objects.listed()
    slug_of = dict(public.filter(slug__in=list(slugs)).values_list("pk", "slug"))
    table = SheetTable(form, public)
    rows = table.rows(list(slug_of)) if slug_of else {}
    return {slug_of[pk]: dict(zip(table.columns, row, strict=True)) for pk, (row, *_) in rows.items()}


def _values(cell: object) -> list[dict]:
    cells = cell if isinstance(cell, list) else [cell]
    return [{"float": value} if isinstance(value, float) else {"str": str(value)} for value in cells if value]

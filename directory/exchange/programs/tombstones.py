"""What became of records that a list does not show any more: merged, removed, deleted, or no longer matching."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from directory.exchange.programs.kinds import Kind
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import Record, References
from directory.models import FormerAddress, RecordChange

MERGED, REMOVED, DELETED, NOT_MATCHING = "merged", "removed", "deleted", "not_matching"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a record. `merged_into`: the record that its address leads to; `slug`: its last one."""

    state: str
    slug: str | None
    reason: str = ""
    merged_into: Record | None = None


def fates(kind: Kind, pks: Sequence[int]) -> dict[int, Fate]:
    """What became of each record. Up to five queries.

    A record that stands for another now is known by its former address, which leads there.
    """
    rows = kind.model._default_manager.in_bulk(pks)
    hidden = [pk for pk in pks if pk not in rows or getattr(rows[pk], "removed_at", None)]
    slugs = _slugs(kind.model, hidden)
    merged = _merged(kind, slugs)
    found = {}
    for pk in pks:
        last_slug = rows[pk].slug if pk in rows else next(iter(slugs.get(pk, ())), None)
        if pk in merged:
            found[pk] = Fate(MERGED, last_slug, merged_into=merged[pk])
        elif pk not in rows:
            found[pk] = Fate(DELETED, last_slug)
        elif pk in hidden:
            found[pk] = Fate(REMOVED, last_slug, rows[pk].removal_reason)
        else:
            found[pk] = Fate(NOT_MATCHING, last_slug)
    return found


def _slugs(model: type[Model], pks: Sequence[int]) -> dict[int, list[str]]:
    """All slugs that records ever had, the last first."""
    history = model._meta.get_field("history").related_model
    found: dict[int, list[str]] = {}
    for pk, slug in (
        history.objects.filter(pgh_obj__in=pks).order_by("-pgh_id").values_list("pgh_obj", "slug")
    ):
        if slug not in found.setdefault(pk, []):
            found[pk].append(slug)
    return found


def _merged(kind: Kind, slugs: dict[int, list[str]]) -> dict[int, Record]:
    """The public records that others were merged into, by the primary keys of those."""
    if not slugs:
        return {}
    every = {slug for each in slugs.values() for slug in each}
    former = dict(FormerAddress.objects.of(kind.model).filter(slug__in=every).values_list("slug", "record"))
    targets = {
        pk: former[slug]
        for pk, each in slugs.items()
        for slug in each
        if slug in former and former[slug] != pk
    }
    known = getattr(References(**{kind.name: targets.values()}), kind.name, {}) if targets else {}
    return {pk: known[target] for pk, target in targets.items() if target in known}


def tombstones(kind: Kind, changes: Sequence[RecordChange]) -> list[Record]:
    """What a program that keeps a copy has to take out of it."""
    found = fates(kind, [change.record_id for change in changes]) if changes else {}
    return [
        {
            "id": str(change.uuid),
            "slug": found[change.record_id].slug,
            "state": found[change.record_id].state,
            "reason": found[change.record_id].reason,
            "merged_into": found[change.record_id].merged_into,
            "changed_at": in_utc(change.changed_at),
        }
        for change in changes
    ]

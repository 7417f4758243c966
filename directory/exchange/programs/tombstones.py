"""What became of records that a list does not show any more: merged, removed, deleted, or no longer matching."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from directory.exchange.programs.kinds import RecordKind
from directory.exchange.programs.moments import in_utc
from directory.exchange.programs.reading import Record, References
from directory.models import FormerAddress, RecordChange

MERGED, REMOVED, DELETED, NOT_MATCHING = "merged", "removed", "deleted", "not_matching"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a record. `merged_into`: the record that its address leads to. `slug`: the last by which readers knew
    it; a merge gives the record that goes another one."""

    state: str
    slug: str | None
    reason: str = ""
    merged_into: Record | None = None
    is_sample: bool = False


def fates(kind: RecordKind, pks: Sequence[int]) -> dict[int, Fate]:
    """What became of each record, by primary key. Up to six queries.

    That a record was merged is known by its former address, which leads to the one that stands for it now.
    """
    records = kind.model._default_manager.in_bulk(pks)
    hidden = [pk for pk in pks if pk not in records or getattr(records[pk], "removed_at", None)]
    slugs = _slugs(kind.model, hidden)
    merged = _merged(kind, slugs)
    samples = _samples(kind.model, pks)
    fates_by_pk = {}
    for pk in pks:
        # A deleted record has a slug in its history only.
        last_slug = records[pk].slug if pk in records else next(iter(slugs.get(pk, ())), None)
        is_sample = pk in samples
        if pk in merged:
            known_slug, target = merged[pk]
            fates_by_pk[pk] = Fate(MERGED, known_slug, merged_into=target, is_sample=is_sample)
        elif pk not in records:
            fates_by_pk[pk] = Fate(DELETED, last_slug, is_sample=is_sample)
        elif pk in hidden:
            fates_by_pk[pk] = Fate(REMOVED, last_slug, records[pk].removal_reason, is_sample=is_sample)
        else:
            fates_by_pk[pk] = Fate(NOT_MATCHING, last_slug, is_sample=is_sample)
    return fates_by_pk


def _samples(model: type[Model], pks: Sequence[int]) -> set[int]:
    """Those that ever were samples, of which programs never hear, whatever became of them."""
    history = model._meta.get_field("history").related_model
    if not any(field.name == "is_sample" for field in history._meta.fields):
        return set()
    return set(history.objects.filter(pgh_obj__in=pks, is_sample=True).values_list("pgh_obj", flat=True))


def _slugs(model: type[Model], pks: Sequence[int]) -> dict[int, list[str]]:
    """All slugs that records ever had, the last first."""
    history = model._meta.get_field("history").related_model
    versions = history.objects.filter(pgh_obj__in=pks).order_by("-pgh_id").values_list("pgh_obj", "slug")
    slugs_by_pk: dict[int, list[str]] = {}
    for pk, slug in versions:
        if slug not in slugs_by_pk.setdefault(pk, []):
            slugs_by_pk[pk].append(slug)
    return slugs_by_pk


def _merged(kind: RecordKind, slugs_by_pk: dict[int, list[str]]) -> dict[int, tuple[str, Record]]:
    """The public records that others were merged into, by the primary keys of those, each with the slug that leads there."""
    if not slugs_by_pk:
        return {}
    all_slugs = {slug for slugs in slugs_by_pk.values() for slug in slugs}
    former_addresses = FormerAddress.objects.of(kind.model).filter(slug__in=all_slugs)
    pk_by_former_slug = dict(former_addresses.values_list("slug", "record"))
    # The last slug of each, which is the last that is set
    leads = {
        pk: (slug, pk_by_former_slug[slug])
        for pk, slugs in slugs_by_pk.items()
        for slug in reversed(slugs)
        # A record that was only renamed has a former address that leads to itself.
        if slug in pk_by_former_slug and pk_by_former_slug[slug] != pk
    }
    if not leads:
        return {}
    target_pks = [target for _slug, target in leads.values()]
    # Former addresses exist for organisations and partnerships only, the two kinds that References reads.
    public_targets = getattr(References(**{kind.name: target_pks}), kind.name, {})
    return {
        pk: (slug, public_targets[target]) for pk, (slug, target) in leads.items() if target in public_targets
    }


def tombstones(kind: RecordKind, changes: Sequence[RecordChange]) -> list[Record]:
    """What a program that keeps a copy has to take out of it, in the order of the changes. It never had a sample."""
    fates_by_pk = fates(kind, [change.record_id for change in changes]) if changes else {}
    return [
        {
            "id": str(change.uuid),
            "slug": fates_by_pk[change.record_id].slug,
            "state": fates_by_pk[change.record_id].state,
            "reason": fates_by_pk[change.record_id].reason,
            "merged_into": fates_by_pk[change.record_id].merged_into,
            "changed_at": in_utc(change.changed_at),
        }
        for change in changes
        if not fates_by_pk[change.record_id].is_sample
    ]

"""Two records were one and the same: what hangs on one moves to the other, and can be moved back.

This is no verb of `publishing`, which writes what forms describe: a merge describes nothing anew, its rows change hands as
they are. As there, it is one transaction, with who and why in the history.

The record that goes is hidden, and its address leads to the one that stays. What cannot move, because the other has the
same already (the same topic, the same membership: `uniting.py`) or because it would lead to itself, stays with the hidden
one. `Merge.moved` says what was done: `rows` that moved, by model and column; rows that were `made`; and fields that were
`changed`, from and to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Field, ForeignKey, Model, Q, UniqueConstraint
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import Event

from directory.models import (
    FormerAddress,
    FurtherSource,
    Membership,
    Merge,
    NameKind,
    Organisation,
    OtherName,
    Partnership,
    Representative,
    Right,
    Status,
    Succession,
    User,
)
from directory.models.history import because
from directory.models.partial_dates import stated
from directory.records.addresses import free_slug
from directory.records.uniting import unite_memberships, unite_sources

Mergeable = Organisation | Partnership

# Fields that are taken over where the record that stays has nothing in them
FILLED = {
    Organisation: ("website", "founded", "ended"),
    Partnership: (
        *("website", "description", "text_language", "legal_basis", "evaluation", "confirmed_on"),
        *("started", "ended", "extent", "stated_number"),
    ),
}
# What a row that stays takes over from one that says the same of the record that goes, where it says nothing itself
FILLED_IN_ROWS = {Succession: ("kind", "happened")}


class CannotMerge(Exception):
    """The two records cannot be merged. Its text says why not, as a sentence for the page."""


class CannotUndoMerge(Exception):
    """A merge cannot be undone. `obstacles` say what stands in the way, as sentences for the page."""

    def __init__(self, obstacles: list[str]):
        self.obstacles = obstacles


def merge(
    kept: Mergeable, gone: Mergeable, *, by: User | None, reason: str, name_kind: str = NameKind.OTHER
) -> Merge:
    """Move everything from one record to the other, and hide it. Its name becomes an other or a former one.

    Raises CannotMerge.
    """
    with translation.override(settings.LANGUAGE_CODE):
        why = _("Merged with “%(name)s”: %(reason)s") % {"name": gone, "reason": reason}
    with because(by=by.pk if by else None, source="", why=why):
        kept, gone = _locked(kept, gone)
        moves = _Moves()
        _leave_ancestry(kept, gone, moves)
        for column in _columns_to(type(kept)):
            _move(column, kept, gone, moves)
        _fill(kept, gone, moves)
        unite_sources(kept, gone, moves, first=gone.source_id)
        _keep_names(kept, gone, name_kind, moves)
        _hide(kept, gone, moves)
        kind = kept._meta.model_name
        return Merge.objects.create(
            **{f"kept_{kind}": kept, f"gone_{kind}": gone}, moved=moves.as_json(), by=by, reason=reason
        )


def undo(merge: Merge, *, by: User | None) -> None:
    """Make two records of one again, as they were. Raises CannotUndoMerge where something was changed since."""
    with transaction.atomic():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at:
            raise CannotUndoMerge([_("It was undone already.")])
        kept, gone = merge.kept, merge.gone
        moves = _Moves(**merge.moved)
        with translation.override(settings.LANGUAGE_CODE):
            why = _("“%(name)s” is another one after all: they are not merged any more.") % {"name": gone}
        with because(by=by.pk if by else None, source="", why=why):
            _lock([kept, gone])
            if obstacles := list(dict.fromkeys(_obstacles(moves, kept))):
                raise CannotUndoMerge(obstacles)
            for label, pks in moves.made.items():
                apps.get_model(label)._default_manager.filter(pk__in=pks).delete()
            # The last change first, so that a field that was changed twice becomes what it was before the first
            for label, pk, fields in reversed(moves.changed):
                model = apps.get_model(label)
                before = {name: _read(model, name, old) for name, (old, _new) in fields.items()}
                model._default_manager.filter(pk=pk).update(**before)
            for path, pks in moves.rows.items():
                column = _column(path)
                column.model._default_manager.filter(pk__in=pks).update(**{column.name: gone})
            Merge.objects.filter(pk=merge.pk).update(undone_at=timezone.now(), undone_by=by)


@dataclass(slots=True)
class _Moves:
    """What a merge does, as `Merge.moved` keeps it in JSON."""

    rows: dict[str, list] = field(default_factory=dict)  # primary keys by "app.Model.column"
    made: dict[str, list] = field(default_factory=dict)  # primary keys by "app.Model"
    # "app.Model", primary key, and by field what it was and what it became, as text: in the order in which it was done
    changed: list[list] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"rows": self.rows, "made": self.made, "changed": self.changed}

    def change(self, record: Model, **values: object) -> None:
        """Give a record other values, and remember those that it had."""
        old = {name: _plain(record, name) for name in values}
        for name, value in values.items():
            setattr(record, name, value)
        type(record)._default_manager.filter(pk=record.pk).update(**values)
        self.changed.append(
            [record._meta.label, record.pk, {name: [old[name], _plain(record, name)] for name in values}]
        )

    def make(self, model: type[Model], **values: object) -> None:
        """Create a row, and remember that it was not there before."""
        self.made.setdefault(model._meta.label, []).append(model._default_manager.create(**values).pk)


def _plain(record: Model, name: str) -> str | None:
    """What stands in a field, as text that JSON can keep; `_read` is its inverse."""
    column = record._meta.get_field(name)
    return None if getattr(record, column.attname) is None else column.value_to_string(record)


def _read(model: type[Model], name: str, text: str | None) -> object:
    """What a text of `_plain` stands for; a primary key for a reference."""
    column = model._meta.get_field(name)
    if text is None:
        return None
    return column.target_field.to_python(text) if column.is_relation else column.to_python(text)


# Which two


def _locked(kept: Mergeable, gone: Mergeable) -> tuple[Mergeable, Mergeable]:
    """Both as they are now, which nobody else merges meanwhile."""
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise CannotMerge(_("Choose two different records of one kind."))
    current = _lock([kept, gone])
    for record in current.values():
        if record.removed_at:
            raise CannotMerge(_("“%(name)s” is hidden or was merged already.") % {"name": record})
    return current[kept.pk], current[gone.pk]


def _lock(records: Iterable[Mergeable]) -> dict[int, Mergeable]:
    """The records as they are now, by primary key, locked in one order, so that no two merges block each other."""
    records = list(records)
    current = type(records[0])._default_manager.filter(pk__in=[record.pk for record in records])
    return {record.pk: record for record in current.select_for_update().order_by("pk")}


# Moving


def _columns_to(model: type[Model]) -> Iterator[ForeignKey]:
    """Every column that refers to such a record, whatever noun it belongs to; neither the history's nor the merges'."""
    for referring_model in apps.get_app_config(model._meta.app_label).get_models():
        if (
            referring_model._meta.managed
            and not issubclass(referring_model, Event)
            and referring_model is not Merge
        ):
            yield from (
                column
                for column in referring_model._meta.concrete_fields
                if isinstance(column, ForeignKey) and column.related_model is model
            )


def _column(path: str) -> Field:
    """The field behind "app.Model.column"."""
    label, _dot, name = path.rpartition(".")
    return apps.get_model(label)._meta.get_field(name)


def _move(column: ForeignKey, kept: Mergeable, gone: Mergeable, moves: _Moves) -> None:
    """Move the rows of one column, but for those that would stand beside the same of the record that stays, and those
    that would lead to itself."""
    rows = column.model._default_manager.filter(**{column.name: gone})
    staying = set()
    if column.model is Membership:
        staying |= unite_memberships(column, kept, gone, moves)
    for constraint in column.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and column.name in constraint.fields:
            staying |= _clashes(column, constraint, kept, gone, moves, leave_out=staying)
    if column.model is FurtherSource:
        # The first source of the record that stays is no further one
        staying |= set(rows.filter(source=kept.source_id).values_list("pk", flat=True))
    for far_end in column.model._meta.concrete_fields:
        if isinstance(far_end, ForeignKey) and far_end.related_model is type(kept) and far_end is not column:
            staying |= set(rows.filter(**{far_end.name: kept}).values_list("pk", flat=True))
    if column.model is type(kept):
        # The column is `parent`: the record that stays cannot become a part of itself
        staying.add(kept.pk)
    if pks := sorted(rows.exclude(pk__in=staying).values_list("pk", flat=True), key=str):
        column.model._default_manager.filter(pk__in=pks).update(**{column.name: kept})
        moves.rows[f"{column.model._meta.label}.{column.name}"] = [_key(pk) for pk in pks]


def _key(pk: object) -> int | str:
    # A UUID as text, for JSON
    return pk if isinstance(pk, int) else str(pk)


def _clashes(
    column: ForeignKey,
    constraint: UniqueConstraint,
    kept: Mergeable,
    gone: Mergeable,
    moves: _Moves,
    *,
    leave_out: set,
) -> set:
    """The primary keys of the rows of `gone` that cannot move, for `kept` has one that the constraint takes for the same.
    Where such a row says more, what it says goes over to the row of `kept`, and its sources with it."""
    names = [column.model._meta.get_field(name).attname for name in constraint.fields if name != column.name]
    constrained = column.model._default_manager.filter(constraint.condition or Q())
    kept_rows = {
        tuple(getattr(row, name) for name in names): row for row in constrained.filter(**{column.name: kept})
    }
    staying = set()
    for gone_row in constrained.filter(**{column.name: gone}).exclude(pk__in=leave_out):
        if kept_row := kept_rows.get(tuple(getattr(gone_row, name) for name in names)):
            staying.add(gone_row.pk)
            if better := _better_fields(gone_row, kept_row):
                moves.change(kept_row, **{name: getattr(gone_row, name) for name in better})
            if column.model is not FurtherSource:
                unite_sources(kept_row, gone_row, moves, first=getattr(gone_row, "source_id", None))
    return staying


def _better_fields(gone_row: Model, kept_row: Model) -> tuple[str, ...]:
    """The fields that the row that stays should take over from one that says more; none where it does not."""
    if isinstance(gone_row, Representative) and _rank(gone_row) > _rank(kept_row):
        return ("right", "proof", "statement", "asked_at", "since", "decided_by", "reason")
    filled = FILLED_IN_ROWS.get(type(gone_row), ())
    return tuple(name for name in filled if getattr(gone_row, name) and not getattr(kept_row, name))


def _rank(representative: Representative) -> tuple[bool, bool]:
    """Whoever speaks for the organisation ranks above a claim that waits, and then an owner above others."""
    return bool(representative.since), representative.right == Right.OWNER


def _leave_ancestry(kept: Mergeable, gone: Mergeable, moves: _Moves) -> None:
    """A part of the organisation that goes takes its place, so that nothing becomes a part of itself."""
    if not isinstance(kept, Organisation):
        return
    ancestor, seen_pks = kept, set()
    # No constraint forbids a circle of several parents: each is looked at once
    while ancestor.parent_id and ancestor.parent_id not in seen_pks:
        seen_pks.add(ancestor.parent_id)
        if ancestor.parent_id == gone.pk:
            moves.change(kept, parent=gone.parent if gone.parent_id != kept.pk else None)
            return
        ancestor = ancestor.parent


def _fill(kept: Mergeable, gone: Mergeable, moves: _Moves) -> None:
    """Take over the fields in FILLED, but for what would then be wrong: an end of what still goes on, or that comes before
    its beginning, and a reach that no source shows."""
    missing = {
        name: getattr(gone, name)
        for name in FILLED[type(kept)]
        if getattr(gone, name) and not getattr(kept, name)
    }
    begins = "founded" if isinstance(kept, Organisation) else "started"
    began = missing.get(begins) or getattr(kept, begins)
    ended = missing.get("ended") or kept.ended
    if ended and ended < began[: len(ended)]:
        missing = {name: value for name, value in missing.items() if name not in (begins, "ended")}
    if isinstance(kept, Partnership):
        if kept.status != Status.ENDED:
            missing.pop("ended", None)
        if not gone.source_id:
            missing.pop("extent", None)
    for name in ("started", "ended"):
        if name in missing and stated(gone, name) != missing[name]:
            missing[f"{name}_is_approximate"] = True
    if missing:
        moves.change(kept, **missing)


def _keep_names(kept: Mergeable, gone: Mergeable, name_kind: str, moves: _Moves) -> None:
    """Make the name and the acronym of the record that goes names of the one that stays, where it has not got them."""
    owner = {kept._meta.model_name: kept}
    other_names = OtherName.objects.filter(**owner).values_list("name", flat=True)
    kept_names = {str(kept), kept.acronym, "", *other_names}
    for name in dict.fromkeys((str(gone), gone.acronym)):
        if name not in kept_names:
            moves.make(OtherName, **owner, name=name, kind=name_kind)


def _hide(kept: Mergeable, gone: Mergeable, moves: _Moves) -> None:
    """Take the address from the record that goes: it leads to the other now."""
    address = gone.slug
    with translation.override(settings.LANGUAGE_CODE):
        reason = _("It is the same as “%(name)s”.") % {"name": kept}
    moves.change(
        gone,
        slug=free_slug(type(gone), f"merged-{gone.pk}"),
        removed_at=timezone.now(),
        removal_reason=reason,
    )
    moves.make(FormerAddress, **{kept._meta.model_name: kept}, slug=address)


# Undoing


def _obstacles(moves: _Moves, kept: Mergeable) -> Iterator[str]:
    """What was changed since, as sentences."""
    for path, pks in moves.rows.items():
        column = _column(path)
        if column.model._default_manager.filter(pk__in=pks, **{column.name: kept}).count() != len(pks):
            yield _changed(column.model)
    for label, pks in moves.made.items():
        model = apps.get_model(label)
        # A further source is that of a row, which the fields that were changed tell of, or of the record itself
        of_kept = {} if model is FurtherSource else {kept._meta.model_name: kept}
        if model._default_manager.filter(pk__in=pks, **of_kept).count() != len(pks):
            yield _changed(model)
    # A field may have been changed twice, and stands as it was left the last time
    last_texts = {
        (label, pk, name): new for label, pk, fields in moves.changed for name, (_old, new) in fields.items()
    }
    for (label, pk, name), new in last_texts.items():
        record = apps.get_model(label)._default_manager.filter(pk=pk).first()
        if record is None or _plain(record, name) != new:
            yield _("“%(field)s” of %(record)s was changed since.") % {
                "field": capfirst(apps.get_model(label)._meta.get_field(name).verbose_name),
                "record": f"“{record}”" if isinstance(record, Mergeable) else _noun(apps.get_model(label)),
            }


def _changed(model: type[Model]) -> str:
    return _("What was moved has been changed or deleted since: %(noun)s.") % {"noun": _noun(model)}


def _noun(model: type[Model]) -> str:
    return str(model._meta.verbose_name)

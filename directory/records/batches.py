"""A batch: records of one kind that come in together. What differs from the directory is written, the rest left alone."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Field, Max, Model, Q

from directory.models import (
    FormerAddress,
    FurtherSource,
    Identifier,
    Organisation,
    OtherName,
    Partnership,
    Source,
)
from directory.models.partial_dates import exactly, stated
from directory.records import identifiers
from directory.records.fields import SourcesField, key_of
from directory.records.former_values import FormerValues, as_list
from directory.records.matching import Identity, Row, identity_of, match_nearest, match_uncertain
from directory.records.record_form import IN_OWN_TABLES, NAME_KINDS, RecordForm

Record = Mapping[str, object]  # the `cleaned_data` of a valid RecordForm, by column
PrimaryKey = int | str  # countries, languages and sectors have their code

WRITTEN_AT_ONCE = 1000  # rows in one statement


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records of one kind were new, changed, or already as they came in.

    `former_cells` says for each record that came in, in their order, what stood in the columns that changed, as text;
    None for a new one. The numbers alone make two outcomes equal.
    """

    new: int
    changed: int
    same: int
    former_cells: tuple[Mapping[str, str] | None, ...] = dataclasses.field(
        default=(), compare=False, repr=False
    )


class Refused(Exception):
    """A constraint refuses records, as a form cannot that lacks a column or does not know what stands there. `sentences` say
    why, by the place of the record in the batch."""

    def __init__(self, form: type[RecordForm], sentences: Mapping[int, str]):
        self.form, self.sentences = form, sentences
        super().__init__(form.__name__, sentences)


class ListTable(NamedTuple):
    """The table of a column that holds several values: a row for each, with the owner's primary key first."""

    model: type[Model]
    owner: str
    value: tuple[str, ...]
    fixed: Mapping[str, str] = {}  # what every row of this column has besides: the kind of a name

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.owner, *self.value)


class Batch:
    """The records of one form in a publication."""

    def __init__(self, form: type[RecordForm], records: Sequence[Record]):
        self.form, self.model, self.records = form, form.model, records
        self.identity = [form.model_field(column).attname for column in form.identity]
        self.rows: list[Row] = []  # as `records`, in their order
        # Primary keys of the records of the batch, by identity: first those that exist, then the new ones, too
        self.pks: dict[Identity, PrimaryKey] = {}
        self.created_pks: set[PrimaryKey] = set()
        # Filled at the first question: the records behind the keys in the batch, and which records are removed
        self.pks_by_key: dict[type[Model], dict[str, PrimaryKey]] = {}
        self.removed_pks: dict[type[Model], set[int]] = {}
        self.former_values = FormerValues(form)
        self.columns = {
            form.model_field(column).attname: column
            for column in form.base_fields
            if column not in IN_OWN_TABLES and column not in form.hints
        } | {mark: column for column, mark in form.approximate.items()}

    def write(self) -> Outcome:
        """Make the directory hold these records. Must be called in a transaction, for it locks those that exist. Raises
        Refused."""
        self.rows = [self._row(record) for record in self.records]
        existing = self._matched(self._existing())
        self.pks = {identity: record.pk for identity, record in existing.items()}
        new_rows, changed, changed_names = [], {}, set()
        for row in self.rows:
            record = existing.get(self._identity(row))
            if record is None:
                new_rows.append(row)
            elif differing := self._differing(record, row):
                changed_names.update(differing)
                changed[record.pk] = record
                for name in differing:
                    column = self.columns.get(name)
                    is_marked = column in self.form.approximate
                    self._remember(
                        record.pk, column, stated(record, column) if is_marked else getattr(record, name)
                    )
                for name in differing:
                    setattr(record, name, row[name])
        try:
            with transaction.atomic():  # after an error, what the constraint refuses can still be looked at
                self._create(new_rows)
                self._update(list(changed.values()), changed_names)
        except IntegrityError as error:
            self._tell_refused(error, existing)
            raise
        relinked_pks = self._link()
        changed_count = len(changed.keys() | (relinked_pks - self.created_pks))
        return Outcome(
            new=len(new_rows),
            changed=changed_count,
            same=len(self.rows) - len(new_rows) - changed_count,
            former_cells=tuple(self._former_cells(row) for row in self.rows),
        )

    def _tell_refused(self, error: IntegrityError, existing: Mapping[Identity, Model]) -> None:
        """Raise Refused where it was a condition on the records themselves that did not hold. One query for each record."""
        name = error.__cause__.diag.constraint_name
        for constraint in self.model._meta.constraints:
            if constraint.name == name and isinstance(constraint, CheckConstraint):
                sentences = {}
                for position, row in enumerate(self.rows):
                    record = existing.get(self._identity(row)) or self.model(**row)
                    try:
                        constraint.validate(self.model, record)
                    except ValidationError as reason:
                        sentences[position] = " ".join(reason.messages)
                raise Refused(self.form, sentences) from error

    def _differing(self, record: Model, row: Mapping[str, object]) -> list[str]:
        """The attributes in which a record differs from its row. Nothing instead of a removed record is no difference:
        whoever left it out could not see it."""
        return [
            name
            for name, value in row.items()
            if getattr(record, name) != value
            and (name not in self.identity or name in {self.form.uncertain, *self.form.corrected})
            and not (value is None and self._refers_to_removed(record, name))
        ]

    def _remember(self, pk: PrimaryKey, column: str | None, value: object) -> None:
        """Keep what stood in a column. What no sheet has (`is_international`) follows from what one has."""
        if column and pk not in self.created_pks:
            self.former_values.remember(pk, column, value)

    def _former_cells(self, row: Mapping[str, object]) -> Mapping[str, str] | None:
        pk = self.pks[self._identity(row)]
        return None if pk in self.created_pks else self.former_values.as_text(pk)

    # What came in, as rows

    def _row(self, record: Record) -> dict[str, object]:
        """The attributes of the record's model, with references to records of other kinds as primary keys."""
        row = {}
        for column, value in record.items():
            if column in self.form.hints:
                row[column] = value
                continue
            field = None if column in IN_OWN_TABLES else self.form.model_field(column)
            # Lists and references among their own kind are set when every record of the batch exists: `_link`
            if field is None or field.many_to_many or field.related_model is self.model:
                continue
            if field.is_relation:
                # Of several sources the first stands in the record, the others beside it
                key = next(iter(value), None) if isinstance(value, list) else value
                row[field.attname] = self._pk(field.related_model, key)
            elif column in self.form.approximate:
                row[field.attname] = exactly(value)
                row[self.form.approximate[column]] = value != exactly(value)
            else:
                row[field.attname] = value
        return row

    def _identity(self, row: Mapping[str, object] | Model) -> Identity:
        return identity_of(row, self.identity)

    def _matched(self, existing: dict[Identity, Model]) -> dict[Identity, Model]:
        """The records with those that a row means without naming all of their identity, under that of the row."""
        identities = {self._identity(row) for row in self.rows}
        rows = [row for row in self.rows if self._identity(row) not in existing]
        records = [record for identity, record in existing.items() if identity not in identities]
        if self.form.uncertain:
            pairs = match_uncertain(rows, records, identity=self.identity, uncertain=self.form.uncertain)
            for row, record in pairs:
                # What is known is not forgotten
                row[self.form.uncertain] = row.get(self.form.uncertain) or getattr(
                    record, self.form.uncertain
                )
                existing[self._identity(row)] = record
        if self.form.corrected:
            certain = [name for name in self.identity if name not in self.form.corrected]
            pairs = match_nearest(rows, records, certain=certain, nearness=self.form.nearness)
            for row, record in pairs:
                for name in self.form.corrected:
                    row.setdefault(name, getattr(record, name))
                existing[self._identity(row)] = record
        for row in self.rows:
            for hint in self.form.hints:
                row.pop(hint, None)
        return existing

    def _pk(self, model: type[Model], key: object) -> PrimaryKey | None:
        """The primary key behind a key, a former one too. The first question about a model reads all its keys in the batch, by
        one query or two."""
        if not key:
            return None
        key_field = key_of(model)
        if key_field == model._meta.pk.name:
            return key
        if model is self.model and (key,) in self.pks:
            return self.pks[key,]
        if model not in self.pks_by_key:
            keys = self._keys_in_batch(model)
            records = model._default_manager.filter(**{f"{key_field}__in": keys})
            pks = dict(records.values_list(key_field, "pk"))
            if missing := keys - pks.keys():
                former = FormerAddress.objects.of(model).filter(slug__in=missing)
                pks |= dict(former.values_list("slug", "record"))
            self.pks_by_key[model] = pks
        return self.pks_by_key[model][key]

    def _keys_in_batch(self, model: type[Model]) -> set[object]:
        """The keys of that model in the records; of their own model, the keys of the records themselves, too."""
        columns = self.form.columns_referring_to(model)
        cells = [record.get(column) for record in self.records for column in columns]
        return {key for cell in cells for key in as_list(cell) if key}

    # What the directory holds

    def _refers_to_removed(self, record: Model, name: str) -> bool:
        model = self.model._meta.get_field(name).related_model
        return bool(model) and getattr(record, name) in self._removed(model)

    def _removed(self, model: type[Model]) -> set[int]:
        if model not in self.removed_pks:
            can_be_removed = model in (Organisation, Partnership)
            removed = (
                model._default_manager.exclude(removed_at=None)
                if can_be_removed
                else model._default_manager.none()
            )
            self.removed_pks[model] = set(removed.values_list("pk", flat=True))
        return self.removed_pks[model]

    def _existing(self) -> dict[Identity, Model]:
        """The records of the batch that exist, by identity, a former address too; locked, so that two publications
        take turns."""
        if self.form.looked_up_by != ("key",):
            return self._locked(reduce(or_, map(self._looked_up, self.form.looked_up_by)))
        keys = {record["key"] for record in self.records}
        records = self._locked(Q(slug__in=keys))
        if missing := keys - {identity[0] for identity in records}:
            former = FormerAddress.objects.of(self.model).filter(slug__in=missing)
            former_slugs = dict(former.values_list("record", "slug"))
            renamed = self._locked(Q(pk__in=former_slugs)) if former_slugs else {}
            records |= {(former_slugs[record.pk],): record for record in renamed.values()}
        return records

    def _looked_up(self, column: str) -> Q:
        """The condition that a record refers to the same as some row in a column."""
        name = self.form.model_field(column).attname
        return Q(**{f"{name}__in": {row[name] for row in self.rows if row.get(name)}})

    def _locked(self, condition: Q) -> dict[Identity, Model]:
        # In one order, so that two publications cannot block each other
        records = self.model._default_manager.filter(condition).select_for_update(of=("self",)).order_by("pk")
        return {self._identity(record): record for record in records}

    # Writing

    def _create(self, rows: Sequence[Mapping[str, object]]) -> None:
        records = [self.model(**row) for row in rows]
        # Words of a vocabulary are numbered, for their place in the encoded facets; new ones get the next numbers
        if "number" in {field.name for field in self.model._meta.fields}:
            highest = self.model._default_manager.aggregate(highest=Max("number"))["highest"] or 0
            for number, record in enumerate(records, highest + 1):
                record.number = number
        self.model._default_manager.bulk_create(records, batch_size=WRITTEN_AT_ONCE)
        self.created_pks = {record.pk for record in records}
        self.pks |= {self._identity(record): record.pk for record in records}

    def _update(self, records: Sequence[Model], names: Iterable[str]) -> None:
        if records:
            self.model._default_manager.bulk_update(records, sorted(names), batch_size=WRITTEN_AT_ONCE)

    def _link(self) -> set[PrimaryKey]:
        """Set what each record refers to among its own kind, its lists and its names. Returns whose changed."""
        columns = {column for record in self.records for column in record}
        relinked_pks = set()
        for column in columns - IN_OWN_TABLES - {*self.form.hints}:
            field = self.form.model_field(column)
            if field.many_to_many:
                relinked_pks |= self._set_links(column, field)
            elif field.related_model is self.model:
                relinked_pks |= self._set_own_kind(field)
        for column in columns & NAME_KINDS.keys():
            relinked_pks |= self._set_names(column)
        if "identifiers" in columns:
            relinked_pks |= self._set_identifiers()
        if isinstance(self.form.base_fields.get("source"), SourcesField) and "source" in columns:
            relinked_pks |= self._set_further_sources()
        return relinked_pks

    def _cells(self, column: str) -> list[tuple[PrimaryKey, object]]:
        """What came in in a column, each after its record's primary key; without the records that lack the column."""
        return [
            (self.pks[self._identity(row)], record[column])
            for row, record in zip(self.rows, self.records, strict=True)
            if column in record
        ]

    def _set_own_kind(self, field: Field) -> set[PrimaryKey]:
        """Set a reference to a record of the same kind, which may have come in after the one that refers to it."""
        targets = {pk: self._pk(self.model, key) for pk, key in self._cells(field.name)}
        differing = [
            record
            for record in self.model._default_manager.filter(pk__in=targets)
            if getattr(record, field.attname) != targets[record.pk]
            and not (targets[record.pk] is None and self._refers_to_removed(record, field.attname))
        ]
        for record in differing:
            self._remember(record.pk, field.name, getattr(record, field.attname))
            setattr(record, field.attname, targets[record.pk])
        self._update(differing, [field.name])
        return {record.pk for record in differing}

    def _set_links(self, column: str, field: Field) -> set[PrimaryKey]:
        """Set the records that a column lists. Links to removed ones stay: whoever left them out could not see them."""
        owner, target = field.m2m_field_name() + "_id", field.m2m_reverse_field_name() + "_id"
        table = ListTable(field.remote_field.through, owner, (target,))
        cells = self._cells(column)
        rows = [(pk, self._pk(field.related_model, key)) for pk, keys in cells for key in keys]
        owners = {pk for pk, _keys in cells}
        return self._set_rows(column, table, owners, rows, kept_targets=self._removed(field.related_model))

    def _set_names(self, column: str) -> set[PrimaryKey]:
        owner = f"{self.model._meta.model_name}_id"
        table = ListTable(OtherName, owner, ("name",), {"kind": NAME_KINDS[column]})
        cells = self._cells(column)
        rows = [(pk, name) for pk, names in cells for name in names]
        # A name that was one of another kind is so no more: a record has each name once
        listed = set(rows)
        owners = {pk for pk, _names in cells} - self.created_pks
        of_another_kind = OtherName.objects.filter(**{f"{owner}__in": owners}).exclude(
            kind=NAME_KINDS[column]
        )
        moving = [pk for pk, *row in of_another_kind.values_list("pk", owner, "name") if tuple(row) in listed]
        if moving:
            OtherName.objects.filter(pk__in=moving).delete()
        return self._set_rows(column, table, {pk for pk, _names in cells}, rows)

    def _set_identifiers(self) -> set[PrimaryKey]:
        table = ListTable(Identifier, "organisation_id", ("scheme", "value"))
        cells = self._cells("identifiers")
        rows = [(pk, *identifiers.split(text)) for pk, texts in cells for text in texts]
        return self._set_rows("identifiers", table, {pk for pk, _texts in cells}, rows)

    def _set_further_sources(self) -> set[PrimaryKey]:
        """Set the sources after the first, in their order where they are new; another order of the same is no change. What
        is remembered of a change is the whole list that was there."""
        owner = f"{self.model._meta.model_name}_id"
        cells = self._cells("source")
        rows = [(pk, self._pk(Source, key)) for pk, keys in cells for key in as_list(keys)[1:]]
        owners = {pk for pk, _keys in cells} - self.created_pks
        further: dict[PrimaryKey, list[PrimaryKey]] = {}
        existing = FurtherSource.objects.filter(**{f"{owner}__in": owners}).order_by("pk")
        for pk, source_pk in existing.values_list(owner, "source"):
            further.setdefault(pk, []).append(source_pk)
        table = ListTable(FurtherSource, owner, ("source_id",))
        changed_owners = self._set_rows("", table, {pk for pk, _keys in cells}, rows)
        first = dict(self.model._default_manager.filter(pk__in=changed_owners).values_list("pk", "source"))
        for pk in owners:
            remembered = self.former_values.columns_by_pk.get(pk, {})
            if pk in changed_owners or "source" in remembered:
                sources = [remembered.get("source", first.get(pk)), *further.get(pk, [])]
                self._remember(pk, "source", [source_pk for source_pk in sources if source_pk])
        return changed_owners

    def _set_rows(
        self,
        column: str,
        table: ListTable,
        owners: set[PrimaryKey],
        rows: Sequence[tuple],
        *,
        kept_targets: Collection = (),
    ) -> set[PrimaryKey]:
        """Make the rows of these owners exactly the given ones, but for those to something in `kept_targets`, which
        stay. `column` is the sheet's, in which former values are remembered; "" for none. Returns the owners of rows
        that changed."""
        manager = table.model._default_manager
        of_owners = {f"{table.owner}__in": owners - self.created_pks}
        existing = manager.filter(**of_owners, **table.fixed).values_list("pk", *table.columns)
        pks_by_row = {row[1:]: row[0] for row in existing}
        surplus = {row for row in pks_by_row.keys() - set(rows) if row[1] not in kept_targets}
        missing = [row for row in dict.fromkeys(rows) if row not in pks_by_row]
        if surplus:
            manager.filter(pk__in=[pks_by_row[row] for row in surplus]).delete()
        manager.bulk_create(
            [table.model(**dict(zip(table.columns, row, strict=True)), **table.fixed) for row in missing],
            batch_size=WRITTEN_AT_ONCE,
        )
        changed_owners = {row[0] for row in [*surplus, *missing]}
        for owner in changed_owners:
            self._remember(owner, column, [])
        for owner, *value in pks_by_row if column else ():
            if owner in changed_owners:
                # An identifier has two columns, its register's code and a number; a cell joins them
                element = value[0] if len(value) == 1 else "-".join(value)
                self.former_values.remember_in_list(owner, column, element)
        return changed_owners

"""The one way in. Whatever changes a public record goes through here.

What comes is what the forms have cleaned; what happens is one transaction, recorded with who, when, from which
source and why. A record that already is as asked is left alone, so that the same import twice changes nothing.
"""

import dataclasses
import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max, Model, Q
from django.utils import timezone

from directory.models import (
    Actor,
    ContactPoint,
    FormerAddress,
    Identifier,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    Partnership,
    Standing,
    User,
)
from directory.models.history import because
from directory.records import identifiers
from directory.records.fields import key_of
from directory.records.forms import RecordForm

Record = Mapping[str, object]
BATCH = 1000

NAMES = {"other_names": NameKind.OTHER, "former_names": NameKind.FORMER}
IN_OWN_TABLES = {*NAMES, "identifiers"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records of one kind were new, changed, or already as asked.

    `differing` says for each record that was asked for, in their order, what stood in the columns that changed, as text;
    None for a new one."""

    new: int
    changed: int
    same: int
    differing: tuple[Mapping[str, str] | None, ...] = dataclasses.field(default=(), compare=False, repr=False)


def publish(
    batch: Mapping[type[RecordForm], Sequence[Record]],
    *,
    by: User | None,
    source: str,
    why: str,
    actor: str = "",
    told: Callable[[int], None] = lambda _count: None,
) -> dict[type[RecordForm], Outcome]:
    """Make the directory hold these records, in one transaction.

    `batch` gives, for each form in an order in which records come before those that refer to them, the
    `cleaned_data` of valid forms. A field that a record lacks keeps its value, or its default in a new record;
    so does a reference to a removed record, which whoever leaves it out could not see.
    `source` is the key of the source or the name of the file; both it and `why` stand in the history, with the
    part that `by` plays, a `models.Actor` (without one: the secretariat's). `told` is given the number of records
    written, after each form.
    """
    outcomes, done = {}, 0
    with because(by=by.pk if by else None, source=source, why=why, actor=actor):
        for form, records in batch.items():
            outcomes[form] = _Publication(form, records).run()
            told(done := done + len(records))
    return outcomes


class _Publication:
    """The publishing of records of one kind: compare with what there is, write what differs."""

    def __init__(self, form: type[RecordForm], records: Sequence[Record]):
        self.form, self.model, self.records = form, form.model, records
        self.identity = [self._attname(column) for column in form.identity]
        self.keys: dict[type[Model], dict[str, int | str]] = {}
        self.own: dict[tuple, int | str] = {}  # the primary keys of the records meant, by identity
        self.created: set[int | str] = set()
        self.removed: dict[type[Model], set[int]] = {}
        self.former_keys: dict[type[Model], dict[int, str]] = {}
        self.old: dict[int | str, dict[str, object]] = {}  # what stood in changed columns, by primary key
        self.columns = {
            self._attname(column): column for column in form.base_fields if column not in IN_OWN_TABLES
        }

    def run(self) -> Outcome:
        existing = self._existing()
        self.own = {identity: instance.pk for identity, instance in existing.items()}
        new, changed, same = [], {}, []
        rows = [self._row(record) for record in self.records]
        for row in rows:
            instance = existing.get(self._identity(row))
            if instance is None:
                new.append(row)
            elif differing := [
                name
                for name, value in row.items()
                if getattr(instance, name) != value
                and name not in self.identity
                and not (value is None and self._is_to_removed(instance, name))
            ]:
                for name in differing:
                    self._remember(instance.pk, self.columns.get(name), getattr(instance, name))
                    setattr(instance, name, row[name])
                changed[instance.pk] = (instance, differing)
            else:
                same.append(instance.pk)
        self._create(new)
        self._update(
            [pair[0] for pair in changed.values()], {name for pair in changed.values() for name in pair[1]}
        )
        relinked = self._link()
        touched = len(changed.keys() | (relinked & {instance.pk for instance in existing.values()}))
        return Outcome(
            new=len(new),
            changed=touched,
            same=len(rows) - len(new) - touched,
            differing=tuple(self._differing(row) for row in rows),
        )

    def _remember(self, pk: int | str, column: str | None, value: object) -> None:
        """Keep what stood in a column. What no sheet has (`is_international`) follows from what one has."""
        if column and pk not in self.created:
            self.old.setdefault(pk, {})[column] = value

    def _differing(self, row: Mapping[str, object]) -> Mapping[str, str] | None:
        pk = self.own[self._identity(row)]
        if pk in self.created:
            return None
        return {column: self._as_text(column, value) for column, value in self.old.get(pk, {}).items()}

    def _as_text(self, column: str, value: object) -> str:
        """What stands in a cell for a value: keys for references, semicolons between the parts of a list."""
        if isinstance(value, list):
            return "; ".join(sorted(self._as_text(column, one) for one in value))
        if value is None or isinstance(value, str):
            return value or ""
        model = self._refers_to(column)
        return str(self._keys_of(model).get(value, value)) if model else str(value)

    def _keys_of(self, model: type[Model]) -> dict[int, str]:
        """The key of each record that a changed column referred to, by primary key. One query for a model."""
        if model not in self.former_keys:
            columns = [column for column in self.form.base_fields if self._refers_to(column) is model]
            values = [old[column] for old in self.old.values() for column in columns if column in old]
            pks = {pk for value in values for pk in (value if isinstance(value, list) else [value])}
            rows = model._default_manager.filter(pk__in=pks).values_list("pk", key_of(model))
            self.former_keys[model] = dict(rows)
        return self.former_keys[model]

    # What a record asks for

    def _attname(self, column: str) -> str:
        return self.model._meta.get_field(self.form.renamed.get(column, column)).attname

    def _row(self, record: Record) -> dict[str, object]:
        """The record's own columns, with references to other kinds as primary keys."""
        row = {}
        for column, value in record.items():
            field = (
                None
                if column in IN_OWN_TABLES
                else self.model._meta.get_field(self.form.renamed.get(column, column))
            )
            if field is None or field.many_to_many or field.related_model is self.model:
                continue
            row[field.attname] = self._pk(field.related_model, value) if field.is_relation else value
        return row

    def _identity(self, row: Mapping[str, object]) -> tuple:
        return tuple(row[name] for name in self.identity)

    def _pk(self, model: type[Model], key: object) -> int | str | None:
        """The primary key behind a key. All keys that the records name are read at the first question."""
        if not key:
            return None
        name = key_of(model)
        if name == model._meta.pk.name:
            return key
        if model is self.model and (key,) in self.own:
            return self.own[key,]
        if model not in self.keys:
            named = self._named(model)
            rows = dict(model._default_manager.filter(**{f"{name}__in": named}).values_list(name, "pk"))
            if missing := named - rows.keys():
                former = FormerAddress.objects.of(model).filter(slug__in=missing)
                rows |= dict(former.values_list("slug", "record"))
            self.keys[model] = rows
        return self.keys[model][key]

    def _named(self, model: type[Model]) -> set[object]:
        """The keys of that model that the records name, their own among them."""
        columns = [column for column in self.form.base_fields if self._refers_to(column) is model]
        values = [record.get(column) for record in self.records for column in columns]
        return {key for value in values for key in (value if isinstance(value, list) else [value]) if key}

    def _refers_to(self, column: str) -> type[Model] | None:
        if column in IN_OWN_TABLES:
            return None
        return self.model if column == "key" else self.model._meta.get_field(column).related_model

    # What there is

    def _is_to_removed(self, instance: Model, name: str) -> bool:
        """Whether a column holds a reference to a removed record."""
        model = self.model._meta.get_field(name).related_model
        return bool(model) and getattr(instance, name) in self._removed(model)

    def _removed(self, model: type[Model]) -> set[int]:
        if model not in self.removed:
            can_be = model in (Organisation, Partnership)
            removed = (
                model._default_manager.exclude(removed_at=None) if can_be else model._default_manager.none()
            )
            self.removed[model] = set(removed.values_list("pk", flat=True))
        return self.removed[model]

    def _existing(self) -> dict[tuple, Model]:
        """The records that are meant, by their identity, a former address too; locked, so that two publications
        take turns."""
        first = self.form.identity[0]
        field = self.model._meta.get_field(self.form.renamed.get(first, first))
        wanted = {record[first] for record in self.records}
        if field.is_relation:
            wanted = {self._pk(field.related_model, key) for key in wanted}
        records = self._locked(Q(**{f"{field.attname}__in": wanted}))
        missing = set() if field.is_relation else wanted - {identity[0] for identity in records}
        if missing:
            former = (
                FormerAddress.objects.of(self.model).filter(slug__in=missing).values_list("record", "slug")
            )
            slugs = dict(former)
            renamed = self._locked(Q(pk__in=slugs)) if slugs else {}
            records |= {(slugs[record.pk],): record for record in renamed.values()}
        return records

    def _locked(self, meant: Q) -> dict[tuple, Model]:
        found = self.model._default_manager.filter(meant).select_for_update(of=("self",)).order_by("pk")
        return {tuple(getattr(record, name) for name in self.identity): record for record in found}

    # Writing

    def _create(self, rows: Sequence[Mapping[str, object]]) -> None:
        instances = [self.model(**row) for row in rows]
        if "number" in {field.name for field in self.model._meta.fields}:
            highest = self.model._default_manager.aggregate(highest=Max("number"))["highest"] or 0
            for number, instance in enumerate(instances, highest + 1):
                instance.number = number
        self.model._default_manager.bulk_create(instances, batch_size=BATCH)
        self.created = {instance.pk for instance in instances}
        self.own |= {tuple(getattr(one, name) for name in self.identity): one.pk for one in instances}

    def _update(self, instances: Sequence[Model], fields: Iterable[str]) -> None:
        if instances:
            self.model._default_manager.bulk_update(instances, sorted(fields), batch_size=BATCH)

    def _link(self) -> set[int | str]:
        """Set what each record refers to among its own kind, its lists and its names. Returns who changed."""
        columns = {column for record in self.records for column in record}
        relations = [
            self.model._meta.get_field(self.form.renamed.get(column, column))
            for column in columns - IN_OWN_TABLES
        ]
        relinked = set()
        for field in relations:
            if field.many_to_many:
                relinked |= self._set_links(field)
            elif field.related_model is self.model:
                relinked |= self._set_own_kind(field)
        for column in columns & NAMES.keys():
            relinked |= self._set_names(column)
        if "identifiers" in columns:
            relinked |= self._set_identifiers()
        return relinked

    def _owners(self, column: str) -> list[tuple[int | str, object]]:
        return [
            (self._pk(self.model, r[self.form.identity[0]]), r[column]) for r in self.records if column in r
        ]

    def _set_own_kind(self, field) -> set[int | str]:
        wanted = {owner: self._pk(self.model, key) for owner, key in self._owners(field.name)}
        differing = [
            instance
            for instance in self.model._default_manager.filter(pk__in=wanted)
            if getattr(instance, field.attname) != wanted[instance.pk]
            and not (wanted[instance.pk] is None and self._is_to_removed(instance, field.attname))
        ]
        for instance in differing:
            self._remember(instance.pk, field.name, getattr(instance, field.attname))
            setattr(instance, field.attname, wanted[instance.pk])
        self._update(differing, [field.name])
        return {instance.pk for instance in differing}

    def _set_links(self, field) -> set[int | str]:
        through = field.remote_field.through
        owner, target = field.m2m_field_name() + "_id", field.m2m_reverse_field_name() + "_id"
        owners = self._owners(field.name)
        wanted = {(pk, self._pk(field.related_model, key)) for pk, keys in owners for key in keys}
        keeping = self._removed(field.related_model)
        columns = (owner, target)
        return self._set_rows(field.name, through, columns, [pk for pk, _keys in owners], wanted, {}, keeping)

    def _set_names(self, column: str) -> set[int | str]:
        owner = f"{self.model._meta.model_name}_id"
        owners = self._owners(column)
        wanted = {(pk, name) for pk, names in owners for name in names}
        return self._set_rows(
            column, OtherName, (owner, "name"), [pk for pk, _n in owners], wanted, {"kind": NAMES[column]}
        )

    def _set_identifiers(self) -> set[int | str]:
        owners = self._owners("identifiers")
        wanted = {(pk, *identifiers.split(text)) for pk, texts in owners for text in texts}
        columns = ("organisation_id", "scheme", "value")
        return self._set_rows("identifiers", Identifier, columns, [pk for pk, _texts in owners], wanted, {})

    def _set_rows(
        self,
        column: str,
        model,
        columns,
        owners,
        wanted: set[tuple],
        fixed: Mapping[str, str],
        keeping: Collection = (),
    ) -> set[int | str]:
        """Make the rows of these owners exactly the wanted ones, but for those to something in `keeping`, which
        stay. `column` is the sheet's. Returns the owners of rows that changed."""
        manager = model._default_manager
        old = manager.filter(**{f"{columns[0]}__in": set(owners) - self.created}, **fixed)
        there = {row[1:]: row[0] for row in old.values_list("pk", *columns)}
        gone = {row for row in there.keys() - wanted if row[1] not in keeping}
        missing = sorted(wanted - there.keys())
        if gone:
            manager.filter(pk__in=[there[row] for row in gone]).delete()
        manager.bulk_create(
            [model(**dict(zip(columns, row, strict=True)), **fixed) for row in missing], batch_size=BATCH
        )
        changed = {row[0] for row in gone} | {row[0] for row in missing}
        for owner in changed:
            self._remember(owner, column, [])
        for row in there:
            if row[0] in changed:
                self.old[row[0]][column].append(row[1] if len(row) == 2 else "-".join(row[1:]))
        return changed


def readdress(record: Organisation | Partnership, slug: str, *, by: User | None, why: str) -> None:
    """Give a record another public address. The old one redirects for good."""
    kind = record._meta.model_name
    with because(by=by.pk if by else None, source="", why=why):
        FormerAddress.objects.filter(**{kind: record}, slug=slug).delete()
        FormerAddress.objects.create(**{kind: record}, slug=record.slug)
        record.slug = slug
        record.save(update_fields=["slug"])


def confirm(
    partnership: Partnership,
    organisation: Organisation,
    *,
    by: User | None,
    why: str,
    source: str = "",
    day: datetime.date | None = None,
) -> bool:
    """Keep that an organisation found the record right on a day, today where none is given; the latest counts.

    False where the organisation is not a member any more, or does not want to be: then nothing changes.
    """
    day = day or timezone.localdate()
    with because(by=by.pk if by else None, source=source, why=why, actor=Actor.ORGANISATION):
        record = Partnership.objects.select_for_update().get(pk=partnership.pk)
        members = Membership.objects.filter(partnership=record, organisation=organisation)
        confirming = members.filter(standing__in=[Standing.NAMED, Standing.CONFIRMED])
        member = confirming.select_for_update().first()
        if member is None:
            return False
        if member.standing != Standing.CONFIRMED or member.confirmed_on < day:
            member.standing, member.confirmed_on = Standing.CONFIRMED, day
            member.save(update_fields=["standing", "confirmed_on"])
        if not record.confirmed_on or record.confirmed_on < day:
            record.confirmed_on = day
            record.save(update_fields=["confirmed_on"])
    return True


class LastContactPoint(Exception):
    """A published organisation would have no contact point any more."""


def remove_contact_point(desk: ContactPoint, *, by: User | None, why: str) -> None:
    """Delete a desk; its history stays. Raises LastContactPoint. Of two at once for one organisation the second waits."""
    with because(by=by.pk if by else None, source="", why=why, actor=Actor.ORGANISATION):
        Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=desk.organisation_id)
        others = ContactPoint.objects.of(desk.organisation).exclude(pk=desk.pk)
        if not others.exists() and not desk.organisation.removed_at:
            raise LastContactPoint
        ContactPoint.objects.filter(pk=desk.pk).delete()


def remove(record: Organisation | Partnership, *, by: User | None, reason: str) -> None:
    """Take a record out of public sight. Its page says so, with the reason; nothing is deleted."""
    with because(by=by.pk if by else None, source="", why=reason):
        record.removed_at = timezone.now()
        record.removal_reason = reason
        record.save(update_fields=["removed_at", "removal_reason"])


def restore(record: Organisation | Partnership, *, by: User | None, why: str) -> None:
    """Make a removed record public again."""
    with because(by=by.pk if by else None, source="", why=why):
        record.removed_at = None
        record.removal_reason = ""
        record.save(update_fields=["removed_at", "removal_reason"])

"""Records in the columns in which they are imported, with what the public sees of them.

What stands in each column follows from the form of the same sheet, so that a field that is added to the form is in
the downloads as well. A reference to a record that was removed is empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Expression,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat, NullIf

from directory.database.statements import WANTED, fetch
from directory.models import FurtherSource, Identifier, OtherName
from directory.models.partial_dates import ABOUT
from directory.models.text_search import by_name
from directory.records.fields import SessionField, SourcesField, key_of
from directory.records.record_form import IN_OWN_TABLES, NAME_KINDS, RecordForm

BATCH = 500  # records that are read at a time, so that a list of any length takes the same memory


class IsAny(Func):
    """Whether a column is one of WANTED, which stands for the ids: `id = ANY (array)` is one statement for however
    many of them."""

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()

    def __init__(self, column: str, *, is_text: bool):
        ids = RawSQL("%s::text[]", [WANTED]) if is_text else RawSQL("%s::bigint[]", [WANTED])
        super().__init__(F(column), ids)


class SheetTable:
    """The records of a queryset in their form's columns: texts, keys, and lists of keys or names.

    `owner` is the column by whose ids they are read: their own, or that of the record which they belong to.
    """

    def __init__(self, form: type[RecordForm], queryset: QuerySet, *, owner: str = "pk"):
        self._prepare(queryset, owner, {column: expression(form, column) for column in form.base_fields})

    def _prepare(self, queryset: QuerySet, owner: str, expressions: Mapping[str, Expression]) -> None:
        # The primary keys of topics are slugs, those of all other sheets are numbers.
        is_text = owner == "pk" and isinstance(queryset.model._meta.pk, CharField)
        records = queryset.filter(IsAny(owner, is_text=is_text)).values_list(owner, *expressions.values())
        # Kept for all batches: the ORM takes longer to write the statement than PostgreSQL to answer it.
        self.sql, self.params = records.query.sql_with_params()
        self.columns = list(expressions)

    def rows(self, ids: Sequence[int]) -> dict[int, list[tuple]]:
        """The cells in the order of the columns: for each id, in the order of the ids, the rows of the records whose
        owner it is. One query."""
        rows_by_id: dict[int, list[tuple]] = {pk: [] for pk in ids}
        for row in fetch(self.sql, self.params, ids):
            rows_by_id[row[0]].append(row[1:])
        return rows_by_id


class JSONText(Func):
    """A JSON object as text. Django's JSONObject makes jsonb, which loses the order and takes twice as long."""

    function = "json_build_object"
    template = "%(function)s(%(expressions)s)::text"
    output_field = TextField()

    def __init__(self, members: Mapping[str, Expression]):
        pairs = ((Cast(Value(name), TextField()), content) for name, content in members.items())
        super().__init__(*(argument for pair in pairs for argument in pair))


class JSONTable(SheetTable):
    """The same for programs, each record as the text of a JSON object, which PostgreSQL writes in half the time.

    What is empty is null. The owner's column is left out, for the record stands inside its owner. `extra_members` are
    further members of the object; `extra_columns` are read beside its text. Both are expressions by name.
    """

    def __init__(
        self,
        form: type[RecordForm],
        queryset: QuerySet,
        *,
        owner: str = "pk",
        extra_members: Mapping[str, Expression],
        extra_columns: Mapping[str, Expression] = MappingProxyType({}),
    ):
        members = {column: json_value(form, column) for column in form.base_fields if column != owner}
        object_text = JSONText({**members, **extra_members})
        self._prepare(queryset, owner, {"text": object_text, **extra_columns})


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids in their order, BATCH at a time."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def expression(form: type[RecordForm], column: str) -> Expression:
    """What stands in a column: text, a key, or the list of keys or names. A record that was removed has no key here:
    neither alone, where the cell is null, nor in a list."""
    if column == "identifiers":
        identifiers = Identifier.objects.filter(organisation=OuterRef("pk")).order_by("scheme", "value")
        return ArraySubquery(identifiers.values(whole=Concat("scheme", Value("-"), "value")))
    if column in NAME_KINDS:
        owner = form.model._meta.model_name
        names = OtherName.objects.filter(**{owner: OuterRef("pk")}, kind=NAME_KINDS[column])
        return ArraySubquery(names.order_by(by_name()).values("name"))
    if isinstance(form.base_fields[column], SourcesField):
        return _sources(form)
    if isinstance(form.base_fields[column], SessionField):
        return F("session__key")  # its event stands in the same row
    field = form.model_field(column)
    if isinstance(field, BooleanField):
        return Case(When(**{field.name: True}, then=Value("yes")), default=Value(""))
    if field.many_to_many:
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        links = field.remote_field.through._default_manager.filter(**{owner: OuterRef("pk")})
        if can_be_removed(field.related_model):
            links = links.filter(**{f"{target}__removed_at": None})
        key = f"{target}__{key_of(field.related_model)}"
        return ArraySubquery(links.order_by(key).values(key))
    if column in form.approximate:
        mark = Case(When(**{form.approximate[column]: True}, then=Value(ABOUT)), default=Value(""))
        return Concat(field.name, mark, output_field=TextField())
    if not field.is_relation:
        return F(field.name)
    key = F(f"{field.name}__{key_of(field.related_model)}")
    if can_be_removed(field.related_model):
        return Case(When(**{f"{field.name}__removed_at": None}, then=key))
    return key


def _sources(form: type[RecordForm]) -> Expression:
    """The keys of the sources of a record, the first one first."""
    further = FurtherSource.objects.filter(**{form.model._meta.model_name: OuterRef("pk")})
    keys = ArraySubquery(further.order_by("source__slug").values("source__slug"))
    return Func(
        F("source__slug"),
        keys,
        template="array_remove(array_prepend(%(expressions)s), NULL)",
        output_field=ArrayField(TextField()),
    )


def json_value(form: type[RecordForm], column: str) -> Expression:
    """The same for JSON: null where a text is empty or no source is named, a number or true and false as they are."""
    content = expression(form, column)
    if isinstance(form.base_fields[column], SourcesField):
        return Func(content, template="NULLIF(%(expressions)s, '{}')", output_field=ArrayField(TextField()))
    field = None if column in IN_OWN_TABLES else form.model_field(column)
    if field is None or field.many_to_many or isinstance(field, ArrayField | IntegerField):
        return content
    if isinstance(field, BooleanField):
        return F(field.name)
    return NullIf(content, Value(""), output_field=TextField())


def can_be_removed(model: type[Model]) -> bool:
    return any(field.name == "removed_at" for field in model._meta.fields)

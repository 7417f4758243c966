"""Records as they leave: in the columns in which they come in, with what the public sees of them.

What stands in each column follows from the form of the same sheet, so that a field that is added there leaves as
well. What a reader may not see does not exist: a reference to a removed record is empty.
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
    Model,
    OuterRef,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, NullIf

from directory.database.statements import WANTED, fetch
from directory.models import OtherName
from directory.records.fields import key_of
from directory.records.forms import NAME_KINDS, RecordForm

BATCH = 500  # records that are read at a time


class IsAny(Func):
    """Whether a column is one of WANTED: `id = ANY (array)`, one statement for however many ids."""

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()

    def __init__(self, column: str, *, is_text: bool):
        wanted = RawSQL("%s::text[]", [WANTED]) if is_text else RawSQL("%s::bigint[]", [WANTED])
        super().__init__(F(column), wanted)


class Table:
    """The records of a queryset in their form's columns: texts, keys, and lists of keys or names.

    `owner` is the column by whose ids records are asked for: their own, or that of the record which they belong to.
    """

    def __init__(self, form: type[RecordForm], queryset: QuerySet, *, owner: str = "pk"):
        self._prepare(queryset, owner, {column: expression(form, column) for column in form.base_fields})

    def _prepare(self, queryset: QuerySet, owner: str, expressions: Mapping[str, Expression]) -> None:
        is_text = owner == "pk" and isinstance(queryset.model._meta.pk, CharField)
        rows = queryset.filter(IsAny(owner, is_text=is_text)).values_list(owner, *expressions.values())
        # Kept for all batches: the ORM takes longer to write the statement than PostgreSQL to answer it.
        self.sql, self.params = rows.query.sql_with_params()
        self.columns = list(expressions)

    def rows(self, ids: Sequence[int]) -> dict[int, list[tuple]]:
        """The values in the order of the columns, of all records by the ids asked for. One query."""
        found: dict[int, list[tuple]] = {pk: [] for pk in ids}
        for row in fetch(self.sql, self.params, ids):
            found[row[0]].append(row[1:])
        return found


class JSONText(Func):
    """A JSON object as text. Django's JSONObject makes jsonb, which loses the order and takes twice as long."""

    function = "json_build_object"
    template = "%(function)s(%(expressions)s)::text"
    output_field = TextField()

    def __init__(self, values: Mapping[str, Expression]):
        pairs = ((Cast(Value(name), TextField()), value) for name, value in values.items())
        super().__init__(*(expression for pair in pairs for expression in pair))


class Described(Table):
    """The same for programs, each record as the text of a JSON object, which PostgreSQL writes in half the time.

    What is empty is null. The owner is left out: the record stands inside its own. `more` are further values, and
    `beside` further columns, expressions by name.
    """

    def __init__(
        self,
        form: type[RecordForm],
        queryset: QuerySet,
        *,
        owner: str = "pk",
        more: Mapping[str, Expression],
        beside: Mapping[str, Expression] = MappingProxyType({}),
    ):
        values = {column: expression(form, column) for column in form.base_fields if column != owner}
        texts = {
            column: NullIf(found, Value(""), output_field=TextField())
            for column, found in values.items()
            if not holds_list(form, column)
        }
        self._prepare(queryset, owner, {"text": JSONText({**values, **texts, **more}), **beside})


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def expression(form: type[RecordForm], column: str) -> Expression:
    """What stands in a column: text, a key, or the list of keys or names."""
    if column in NAME_KINDS:
        owner = form.model._meta.model_name
        names = OtherName.objects.filter(**{owner: OuterRef("pk")}, kind=NAME_KINDS[column])
        return ArraySubquery(names.order_by("name").values("name"))
    field = form.model._meta.get_field(form.renamed.get(column, column))
    if field.many_to_many:
        owner, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        links = field.remote_field.through._default_manager.filter(**{owner: OuterRef("pk")})
        if can_be_removed(field.related_model):
            links = links.filter(**{f"{target}__removed_at": None})
        key = f"{target}__{key_of(field.related_model)}"
        return ArraySubquery(links.order_by(key).values(key))
    if not field.is_relation:
        return F(field.name)
    key = F(f"{field.name}__{key_of(field.related_model)}")
    if can_be_removed(field.related_model):
        return Case(When(**{f"{field.name}__removed_at": None}, then=key))
    return key


def holds_list(form: type[RecordForm], column: str) -> bool:
    if column in NAME_KINDS:
        return True
    field = form.model._meta.get_field(form.renamed.get(column, column))
    return field.many_to_many or isinstance(field, ArrayField)


def can_be_removed(model: type[Model]) -> bool:
    return any(field.name == "removed_at" for field in model._meta.fields)

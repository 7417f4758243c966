"""Which records of the directory the groups of a list are about, and new keys for those that are not there."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from django.core.exceptions import ValidationError
from django.db.models import Model

from directory.importing.lists.groups import RecordGroup
from directory.importing.lists.names import KnownNames
from directory.importing.lists.targets import COLUMNS, SHEET_OF, VOCABULARIES, required_columns, split
from directory.models import FormerAddress, Identifier, NameKind, Organisation, OtherName, Partnership
from directory.records import identifiers
from directory.records.addresses import current_slugs, slug_from

MODELS: dict[str, type[Model]] = {"organisation": Organisation, "partnership": Partnership}
NAME_COLUMNS = {"organisation": "name", "partnership": "title"}
# Of a record that is there a list tells further ones, and does not take away those that it does not know
ADDED = {
    "other_names": NameKind.OTHER,
    "former_names": NameKind.FORMER,
    "former_acronyms": NameKind.FORMER_ACRONYM,
}


class KeyFinder:
    """Finds the keys of groups. `known` are the organisations of the directory that the lists name."""

    def __init__(self, record_keys: Mapping[str, Mapping[str, str]], known: KnownNames) -> None:
        self.record_keys, self.known = record_keys, known

    def find(self, organisations: Sequence[RecordGroup], partnerships: Sequence[RecordGroup]) -> None:
        """Give each group its key: that of the record which is the same by the sender's number, by an identifier or by its
        exact name and country, else a new one made from the name. What the list does not say and a record needs is filled."""
        known_partnerships = KnownNames.of_partnerships(group.name for group in partnerships)
        for kind, groups, known in (
            ("organisation", organisations, self.known),
            ("partnership", partnerships, known_partnerships),
        ):
            remembered = self._remembered(kind, groups)
            by_identifier = _keys_by_identifier(groups)
            taken: set[str] = set()
            for group in groups:
                key = (
                    remembered.get(group.sender_key)
                    or next(filter(None, map(by_identifier.get, _identifiers(group))), "")
                    or known.key_by_name(group.name, _countries(group))
                )
                if key and key not in taken:
                    group.key = key
                    taken.add(key)
            _keep_what_is_there(kind, [group for group in groups if group.key])
            _make_keys(kind, [group for group in groups if not group.key])

    def _remembered(self, kind: str, groups: Iterable[RecordGroup]) -> dict[str, str]:
        """The keys of today of records that came from this sender before."""
        keys = self.record_keys.get(SHEET_OF[kind], {})
        slugs = {group.sender_key: keys[group.sender_key] for group in groups if group.sender_key in keys}
        model = MODELS[kind]
        current = set(model._default_manager.filter(slug__in=slugs.values()).values_list("slug", flat=True))
        moved = current_slugs(model, set(slugs.values()) - current)
        return {
            name: moved.get(slug, slug) for name, slug in slugs.items() if slug in current or slug in moved
        }


def _countries(group: RecordGroup) -> list[str]:
    column = "country" if group.kind == "organisation" else "countries"
    return list(filter(None, group.texts.get(column, "").split(";")))


def _identifiers(group: RecordGroup) -> list[str]:
    """Those that have the form of their register, as the register writes them."""
    cleaned = []
    for text in filter(None, group.texts.get("identifiers", "").split(";")):
        try:
            cleaned.append("-".join(identifiers.split(text)))
        except ValidationError:
            continue  # the form says so
    return cleaned


def _keys_by_identifier(groups: Sequence[RecordGroup]) -> dict[str, str]:
    numbers = {
        identifier: identifiers.split(identifier) for group in groups for identifier in _identifiers(group)
    }
    if not numbers:
        return {}
    rows = Identifier.objects.filter(value__in={number for _scheme, number in numbers.values()})
    named = rows.values_list("scheme", "value", "organisation__slug")
    return {f"{scheme}-{number}": slug for scheme, number, slug in named if f"{scheme}-{number}" in numbers}


# Records that are there


def _keep_what_is_there(kind: str, groups: Sequence[RecordGroup]) -> None:
    """Fill what a record needs from the directory, keep its name, and add to its lists what the list knows besides."""
    if not groups:
        return
    columns = [NAME_COLUMNS[kind], *(split(target)[1] for target in required_columns(kind))]
    records = MODELS[kind]._default_manager.filter(slug__in=[group.key for group in groups])
    texts_by_key = {values["slug"]: values for values in records.values("slug", *columns)}
    lists_by_key = _lists_by_key(kind, list(texts_by_key))
    for group in groups:
        current = texts_by_key[group.key]
        group.texts[NAME_COLUMNS[kind]] = current[NAME_COLUMNS[kind]]
        for column in columns:
            group.texts.setdefault(column, current[column] or "")
        for column, texts in lists_by_key.get(group.key, {}).items():
            if column in group.texts:
                stated = group.texts[column].split(";")
                group.texts[column] = ";".join(dict.fromkeys([*texts, *filter(None, stated)]))


def _lists_by_key(kind: str, keys: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    columns_by_kind = {name_kind: column for column, name_kind in ADDED.items()}
    lists: dict[str, dict[str, list[str]]] = {}
    names = OtherName.objects.filter(**{f"{kind}__slug__in": keys}).order_by("pk")
    for slug, name, name_kind in names.values_list(f"{kind}__slug", "name", "kind"):
        lists.setdefault(slug, {}).setdefault(columns_by_kind[name_kind], []).append(name)
    if kind == "organisation":
        numbers = Identifier.objects.filter(organisation__slug__in=keys).order_by("pk")
        for slug, scheme, number in numbers.values_list("organisation__slug", "scheme", "value"):
            lists.setdefault(slug, {}).setdefault("identifiers", []).append(f"{scheme}-{number}")
    return lists


# New records


def _make_keys(kind: str, groups: Sequence[RecordGroup]) -> None:
    if not groups:
        return
    model = MODELS[kind]
    taken = {
        *model._default_manager.values_list("slug", flat=True),
        *FormerAddress.objects.of(model).values_list("slug", flat=True),
    }
    for group in groups:
        slug = slug_from(group.name, acronym=group.texts.get("acronym", "")) or kind
        group.key = (
            slug
            if slug not in taken
            else next(numbered for number in count(2) if (numbered := f"{slug}-{number}") not in taken)
        )
        taken.add(group.key)
        _fill(group)


def _fill(group: RecordGroup) -> None:
    """What a person said that stands in all rows, or where a cell is empty."""
    for row in group.rows or ():
        plan = row.planned_table.plan
        for texts in (plan.constants, plan.empty):
            for target, text in texts.items():
                kind, column = split(target)
                if kind == group.kind and text and column in COLUMNS[kind] and not group.texts.get(column):
                    _set(group, target, column, text)


def _set(group: RecordGroup, target: str, column: str, text: str) -> None:
    other_column, equals, value = text.partition("=")
    if equals and target in VOCABULARIES:
        group.texts.setdefault(other_column, value)
    elif not (column == "country" and group.texts.get("international") == "yes"):
        group.texts[column] = text

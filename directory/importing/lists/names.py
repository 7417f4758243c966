"""Organisations and partnerships that a list names, and by which key the directory knows them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self

from django.db.models import F, Func, QuerySet, TextField

from directory.importing.lists.columns import ListColumns
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.targets import MEMBERS, NAME
from directory.importing.lists.values import ValueReader
from directory.models import Organisation, OtherName, Partnership
from directory.models.text_search import folded
from directory.tabular.tables import SourceTable

_PIECES = re.compile(r"[;\n|,،]|\s/\s")


def names_in(table: SourceTable, reader: ValueReader, targets: Iterable[str]) -> list[str]:
    """The different names in the columns with these meanings, in the order of the list."""
    list_table = ListColumns(table)
    names: dict[str, str] = {}
    for target in targets:
        for text in list_table.texts(target, reader.plan):
            value = reader.read(target, text).text
            for name in value.split(";") if target.startswith(MEMBERS) else [value]:
                if folded(name):
                    names.setdefault(folded(name), name)
    return list(names.values())


def possible_names(table: SourceTable, plan: ListPlan, targets: Iterable[str]) -> set[str]:
    """What may be a name in the cells of these columns: the whole, and the pieces between whatever may stand between two."""
    texts = {text for target in targets for text in ListColumns(table).texts(target, plan)}
    return texts | {piece.strip(" '\"[]") for text in texts for piece in _PIECES.split(text)}


class NamedRecord(NamedTuple):
    """A record of the directory. `countries` are its own, without those of its members."""

    key: str
    countries: frozenset[str]


class KnownNames:
    """The records of one kind that the directory has under some names, by the name as it is folded."""

    def __init__(self) -> None:
        self.by_name: dict[str, list[NamedRecord]] = {}
        self.by_further_name: dict[str, list[NamedRecord]] = {}  # other and former names, acronyms

    def key(self, name: str, countries: Iterable[str] = ()) -> str:
        """The key of the only record with that name, in one of the countries or in none; "" where there is none, or several."""
        spelled = folded(name)
        return self._only(self.by_name.get(spelled, ()), countries) or self._only(
            self.by_further_name.get(spelled, ()), countries
        )

    def key_by_name(self, name: str, countries: Iterable[str] = ()) -> str:
        """As `key`, by the name that a record has today only."""
        return self._only(self.by_name.get(folded(name), ()), countries)

    @property
    def names(self) -> set[str]:
        """All of them, folded."""
        return {*self.by_name, *self.by_further_name}

    @staticmethod
    def _only(records: Iterable[NamedRecord], countries: Iterable[str]) -> str:
        stated = set(countries)
        keys = {
            record.key
            for record in records
            if not stated or not record.countries or stated & record.countries
        }
        return keys.pop() if len(keys) == 1 else ""

    @classmethod
    def of_organisations(cls, names: Iterable[str]) -> Self:
        """Three queries."""
        spellings = _spellings(names)
        organisations = Organisation.objects.published()
        named = organisations.filter(sort_name__in=spellings).annotate(spelled=F("sort_name"))
        return cls._of(spellings, organisations, named, kind="organisation", country="country")

    @classmethod
    def of_partnerships(cls, names: Iterable[str]) -> Self:
        """Three queries."""
        spellings = _spellings(names)
        partnerships = Partnership.objects.filter(removed_at=None)
        named = _spelled(partnerships, "title", spellings)
        return cls._of(spellings, partnerships, named, kind="partnership", country="countries")

    @classmethod
    def _of(cls, spellings: set[str], records: QuerySet, named: QuerySet, *, kind: str, country: str) -> Self:
        """`named` are those of the records whose name is among the spellings, as `spelled`; `kind` is the records' field in
        OtherName."""
        known_names = cls()
        if not spellings:
            return known_names
        columns = ("spelled", "slug", country)
        known_names._add(known_names.by_name, named.values_list(*columns))
        acronyms = _spelled(records.exclude(acronym=""), "acronym", spellings)
        known_names._add(known_names.by_further_name, acronyms.values_list(*columns))
        of_kind = OtherName.objects.filter(**{f"{kind}__removed_at": None}).exclude(**{kind: None})
        other_names = _spelled(of_kind, "name", spellings)
        known_names._add(
            known_names.by_further_name,
            other_names.values_list("spelled", f"{kind}__slug", f"{kind}__{country}"),
        )
        return known_names

    @staticmethod
    def _add(records: dict[str, list[NamedRecord]], named: Iterable[tuple[str, str, str | None]]) -> None:
        countries: dict[tuple[str, str], set[str]] = {}
        for spelled, key, country in named:
            countries.setdefault((spelled, key), set()).update({country} - {None})
        for (spelled, key), of_record in countries.items():
            records.setdefault(spelled, []).append(NamedRecord(key, frozenset(of_record)))


def _spellings(names: Iterable[str]) -> set[str]:
    return {folded(name) for name in names} - {""}


def _spelled(records: QuerySet, field: str, spellings: set[str]) -> QuerySet:
    fold = Func(F(field), function="public.fold", output_field=TextField())
    return records.annotate(spelled=fold).filter(spelled__in=spellings)


DESCRIBED = (NAME, "organisation.acronym", "organisation.other_names")


def readers(tables: Sequence[tuple[SourceTable, ListPlan]]) -> tuple[list[ValueReader], KnownNames]:
    """A reader for each of the tables of a file, which knows the names in all of them and in the directory, and those
    organisations of the directory that they name or may name. Three queries."""
    possible: set[str] = set()
    described: set[str] = set()
    for table, plan in tables:
        members = {target for target in plan.columns.values() if target.startswith(MEMBERS)}
        possible |= possible_names(table, plan, {*members, "organisation.parent"})
        described |= possible_names(table, plan, DESCRIBED)
    known_names = KnownNames.of_organisations(possible | described)
    names = known_names.names | {folded(name) for name in described}
    return [ValueReader(plan, names=names) for _table, plan in tables], known_names

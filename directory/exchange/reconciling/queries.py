"""What clients ask for, as they write it: names with what stands beside them, and tables to extend."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.exchange.programs.problems import ProblemDetails, bad_parameters, parameter_error
from directory.exchange.reconciling.candidates import NameQuery
from directory.exchange.reconciling.documents import TYPES
from directory.models import Country
from directory.models.text_search import LONGEST_QUERY
from directory.models.vocabularies import NAME_LANGUAGES

MOST_QUERIES = 50  # names at once
MOST_CANDIDATES = 10
MOST_IDS = 200  # records at once whose cells are told


class TypedQuery(NamedTuple):
    """`types` are names of TYPES; `limit` is how many candidates are wanted."""

    name: NameQuery
    types: list[str]
    limit: int


class TypedExtension(NamedTuple):
    ids: list[str]
    properties: list[str]


def json_of(parameters: QueryDict, name: str) -> Mapping:
    """Raises ProblemDetails (400)."""
    try:
        content = json.loads(parameters[name], object_pairs_hook=_each_name_once)
        # Refuses half a character and what is no number, which Python reads though JSON has neither
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        detail = _(
            "This is not a JSON object in which each name stands once, characters are whole and numbers have an end."
        )
        raise _refused(name, parameters[name], detail)
    return content


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Raises ValueError."""
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError
    return content


def _refused(name: str, typed: str, detail: str) -> ProblemDetails:
    return bad_parameters([parameter_error(name, typed, detail)])


def queries_of(typed: Mapping[str, object]) -> dict[str, TypedQuery]:
    """Raises ProblemDetails (400). One query where countries are named."""
    if len(typed) > MOST_QUERIES:
        raise _refused(
            "queries", str(len(typed)), _("At most %(most)s names at once.") % {"most": MOST_QUERIES}
        )
    for key, query in typed.items():
        if not isinstance(query, dict) or not isinstance(query.get("query"), str):
            raise _refused("queries", key, _("Each name needs a text in “query”."))
    beside = {key: _beside(query.get("properties")) for key, query in typed.items()}
    codes = _country_codes(value for values in beside.values() for value in values["country"])
    return {
        key: TypedQuery(
            NameQuery(
                _sane(query["query"]),
                frozenset(
                    code for value in beside[key]["country"] for code in codes.get(value.casefold(), ())
                ),
                next(iter(beside[key]["website"]), ""),
            ),
            _types(query.get("type")),
            _limit(query.get("limit")),
        )
        for key, query in typed.items()
    }


def extension_of(typed: Mapping[str, object]) -> TypedExtension:
    """Raises ProblemDetails (400)."""
    ids, properties = typed.get("ids"), typed.get("properties")
    if not isinstance(ids, list) or not isinstance(properties, list):
        raise _refused("extend", "", _("A table to extend needs lists in “ids” and “properties”."))
    if len(ids) > MOST_IDS:
        raise _refused("extend", str(len(ids)), _("At most %(most)s records at once.") % {"most": MOST_IDS})
    names = [each.get("id") for each in properties if isinstance(each, dict)]
    return TypedExtension(
        [_sane(key) for key in ids if isinstance(key, str)], [name for name in names if isinstance(name, str)]
    )


def _sane(text: str) -> str:
    """As PostgreSQL takes it, and no longer than any name."""
    return text.replace("\0", " ")[:LONGEST_QUERY]


def _limit(typed: object) -> int:
    is_number = isinstance(typed, int) and not isinstance(typed, bool)
    return min(typed, MOST_CANDIDATES) if is_number and typed > 0 else MOST_CANDIDATES


def _types(typed: object) -> list[str]:
    """Those that a query names; all where it names none that there is."""
    named = typed if isinstance(typed, list) else [typed]
    return [name for name in TYPES if name in named] or list(TYPES)


def _beside(properties: object) -> dict[str, list[str]]:
    """The texts of the properties that say something here, by what they say."""
    texts = defaultdict(list)
    for each in properties if isinstance(properties, list) else ():
        if isinstance(each, dict) and isinstance(each.get("pid"), str):
            values = each.get("v") if isinstance(each.get("v"), list) else [each.get("v")]
            meaning = {"countries": "country", "url": "website"}.get(each["pid"], each["pid"])
            texts[meaning] += [_sane(value) for value in values if isinstance(value, str)]
    return texts


def _country_codes(values: Iterable[str]) -> dict[str, list[str]]:
    """By each value in small letters, the codes of the countries that it may name, by code or in any language."""
    typed = {value.casefold() for value in values}
    columns = [f"name_{language}" for language in NAME_LANGUAGES]
    named = Q(pk__in=[value.upper() for value in typed])
    for column in columns:
        for value in typed:
            named |= Q(**{f"{column}__iexact": value})
    codes = defaultdict(list)
    for code, *names in Country.objects.filter(named).values_list("pk", *columns) if typed else ():
        for value in {code.casefold(), *map(str.casefold, names)}:
            codes[value].append(code)
    return codes

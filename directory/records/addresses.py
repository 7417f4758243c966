"""Public addresses are permanent: a renamed record redirects, a removed one says that it is gone."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import count

from anyascii import anyascii
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import Http404
from django.urls import ResolverMatch, reverse
from django.utils.text import slugify

from directory.database.locks import AdvisoryLock, wait_for
from directory.models import FormerAddress, Organisation, Partnership

# The converters of `urls.py` for slugs that may be former ones. "record": of the kind that the address names before
KINDS = {"organisation": Organisation, "partnership": Partnership}
KINDS_IN_PLURAL = {"organisations": Organisation, "partnerships": Partnership}
_RECORD_IN_ROUTE = re.compile(r"<(organisation|partnership|record):(\w+)>")


class Gone(Exception):
    """The record was removed. `reason` is public and may be empty."""

    def __init__(self, reason: str):
        self.reason = reason


def record_at(queryset: QuerySet, slug: str) -> Model:
    """The record of a queryset with that slug; one query.

    Raises Http404, which `middleware` answers with the way to its address of today where it has one, or Gone.
    """
    return public_record(queryset.filter(slug=slug))


def public_record(records: Iterable[Model]) -> Model:
    """The first of the records at an address, of which there is one at most. Raises what `record_at` raises."""
    record = next(iter(records), None)
    if record is None:
        raise Http404
    if record.removed_at:
        raise Gone(record.removal_reason)
    return record


def record_of(model: type[Model], slug: str) -> Model | None:
    """The record that has that address, or once had it; a removed one, too."""
    former = FormerAddress.objects.of(model).filter(slug=slug)
    records = model._default_manager
    return records.filter(slug=slug).first() or records.filter(pk__in=former.values("record")).first()


def current_slugs(model: type[Model], slugs: Collection[str]) -> dict[str, str]:
    """The slug of today of the record that once had each of these; those that are nobody's former one are left out.
    One query."""
    # PostgreSQL refuses a zero byte in a text
    former = FormerAddress.objects.of(model).filter(slug__in=[slug for slug in slugs if "\0" not in slug])
    slugs_today = model._default_manager.filter(pk=OuterRef("record")).values("slug")
    return dict(former.values_list("slug", Subquery(slugs_today)))


def address_today(match: ResolverMatch) -> str | None:
    """The address of a page with the slugs of today in place of former ones; None where it names no former one.
    Two queries for each record that it names. Raises Gone where it names one that was removed."""
    slugs = {}
    for converter, name in _RECORD_IN_ROUTE.findall(match.route):
        kinds, kind = (
            (KINDS_IN_PLURAL, match.kwargs.get("kind")) if converter == "record" else (KINDS, converter)
        )
        slug = match.kwargs[name]
        if kind not in kinds:
            continue
        if record := kinds[kind].objects.filter(slug=slug).first():
            if record.removed_at:
                raise Gone(record.removal_reason)
            continue  # the page is missing for another reason
        if today := current_slugs(kinds[kind], [slug]).get(slug):
            slugs[name] = today
    return reverse(match.view_name, kwargs=match.captured_kwargs | slugs) if slugs else None


LONGEST_SLUG = 60  # of 80 that the column holds: a number may follow, and a person may write a longer one


def slug_from(name: str, *, acronym: str = "") -> str:
    """An address in small letters from a to z that tells the name, or "" where it has neither letters nor digits.

    Other scripts are transliterated letter by letter. Of a name without any Latin letter an acronym that has some
    says more."""
    text = acronym if _latin_letters(acronym) and not _latin_letters(name) else name
    # Signs have names of their own ("€" is "EUR", an emoji a word), which nobody would look for in an address
    plain = "".join(" " if unicodedata.category(c)[0] == "S" else c for c in text)
    return slugify(anyascii(plain))[:LONGEST_SLUG].strip("-_").replace("_", "-")


def _latin_letters(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith("LATIN") for c in text)


def free_slug(model: type[Model], name: str, *, acronym: str = "") -> str:
    """An address made from a name that no record of that kind has or once had. One query, two where such
    records have former addresses.

    Another transaction may choose the same one before this one ends: see `one_at_a_time`."""
    slug = slug_from(name, acronym=acronym) or model._meta.model_name
    taken = {
        *model._default_manager.filter(slug__startswith=slug).values_list("slug", flat=True),
        # An address that led to another record once still leads there
        *FormerAddress.objects.of(model).filter(slug__startswith=slug).values_list("slug", flat=True),
    }
    numbered_slugs = (f"{slug}-{number}" for number in count(2))
    return (
        slug if slug not in taken else next(numbered for numbered in numbered_slugs if numbered not in taken)
    )


def one_at_a_time() -> None:
    """Wait until no other transaction chooses a free address: two at once could give two records the same one."""
    wait_for(AdvisoryLock.ADDRESSES)

"""Public addresses are permanent: a renamed record redirects, a removed one says that it is gone."""

import unicodedata
from itertools import count

from anyascii import anyascii
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.text import slugify

from directory.database.locks import AdvisoryLock, wait_for
from directory.models import FormerAddress


class Moved(Exception):
    """The record has another address now."""

    def __init__(self, url: str):
        self.url = url


class Gone(Exception):
    """The record was removed. `reason` is public and may be empty."""

    def __init__(self, reason: str):
        self.reason = reason


def record_at(queryset: QuerySet, slug: str) -> Model:
    """The record of a queryset with that slug; one query, or two where there is none.

    Raises Http404, Moved or Gone, which `middleware` answers with their pages.
    """
    record = queryset.filter(slug=slug).first()
    if record is None:
        kind = queryset.model._meta.model_name
        former = FormerAddress.objects.of(queryset.model).filter(slug=slug).select_related(kind).first()
        if former is None:
            raise Http404
        raise Moved(getattr(former, kind).get_absolute_url())
    if record.removed_at:
        raise Gone(record.removal_reason)
    return record


def record_of(model: type[Model], slug: str) -> Model | None:
    """The record that has that address, or once had it; a removed one, too."""
    former = FormerAddress.objects.of(model).filter(slug=slug)
    records = model._default_manager
    return records.filter(slug=slug).first() or records.filter(pk__in=former.values("record")).first()


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

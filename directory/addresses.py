"""Public addresses are permanent: a renamed record redirects, a removed one says that it is gone."""

from django.db.models import Model, QuerySet
from django.http import Http404

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
    """The record with that slug. Raises Http404, Moved or Gone, which `middleware` answers with their pages."""
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

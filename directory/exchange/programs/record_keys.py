"""Which record an address for programs means, and the answer where the public does not see it any more."""

import uuid

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from directory.exchange.programs.kinds import RecordKind
from directory.exchange.programs.problems import ProblemDetails, not_found
from directory.exchange.programs.tombstones import MERGED, REMOVED, fates
from directory.models import FormerAddress, RecordChange


def primary_key(kind: RecordKind, key: str) -> int:
    """The primary key of the record with this identifier or slug, or that once had this slug; it may be hidden or
    deleted by now. Raises ProblemDetails (404) where there never was one."""
    if identifier := uuid_of(key):
        changes = RecordChange.objects.of(kind.model).filter(uuid=identifier)
        pks = changes.values_list("record_id", flat=True)
    elif "\0" in key:  # PostgreSQL refuses it in a text
        pks = []
    else:
        with_slug = kind.model._default_manager.filter(slug=key).values_list("pk", flat=True)
        with_former_slug = FormerAddress.objects.of(kind.model).filter(slug=key)
        # A slug of today comes before the same one of another record's past.
        pks = [*with_slug[:1], *with_former_slug.values_list("record", flat=True)[:1]]
    for pk in pks:
        if not kind.is_sample(pk):
            return pk
    raise _nothing(key)


def _nothing(key: str) -> ProblemDetails:
    return not_found(_("Nothing has the identifier or address “%(key)s”.") % {"key": key[:100]})


def public_key(kind: RecordKind, key: str) -> int:
    """The primary key of the public record with this identifier or slug, or that stands for the one that had it before a
    merge. Raises ProblemDetails (404) where there is none."""
    pk = primary_key(kind, key)
    if kind.visible().filter(pk=pk).exists():
        return pk
    fate = fates(kind, [pk])[pk]
    if fate.state != MERGED:
        raise _nothing(key)
    return primary_key(kind, fate.merged_into["id"])


def uuid_of(text: str) -> uuid.UUID | None:
    """The text as an identifier, None where it has not the form of one."""
    try:
        # UUID() also takes 32 digits without hyphens, which may be a slug.
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def gone(kind: RecordKind, pk: int, key: str) -> HttpResponse:
    """The answer for a record that the public does not see any more: where it was merged into another one, the way
    there. Raises ProblemDetails otherwise: 410; or 404 where nobody may learn that there is something."""
    if not kind.has_changes:
        raise _nothing(key)
    fate = fates(kind, [pk])[pk]
    if fate.state == MERGED:
        return HttpResponsePermanentRedirect(fate.merged_into["api_url"])
    removed = _("This record was removed") if fate.state == REMOVED else _("This record was deleted")
    raise ProblemDetails(410, "gone", removed, fate.reason, state=fate.state)

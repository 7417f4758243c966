"""Which record an address for programs means, and the answer where the public does not see it any more."""

import uuid

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from directory.exchange.programs.kinds import Kind
from directory.exchange.programs.problems import Problem, not_found
from directory.exchange.programs.tombstones import MERGED, REMOVED, fates
from directory.models import FormerAddress, RecordChange


def primary_key(kind: Kind, key: str) -> int:
    """The record that an identifier, a slug, or the slug that it once had, means. Raises Problem."""
    if identifier := uuid_of(key):
        found = (
            RecordChange.objects.of(kind.model).filter(uuid=identifier).values_list("record_id", flat=True)
        )
    elif "\0" in key:
        found = []
    else:
        own = kind.model._default_manager.filter(slug=key).values_list("pk", flat=True)
        former = FormerAddress.objects.of(kind.model).filter(slug=key).values_list("record", flat=True)
        found = [*own[:1], *former[:1]]
    for pk in found:
        return pk
    raise not_found(_("Nothing has the identifier or address “%(key)s”.") % {"key": key[:100]})


def uuid_of(text: str) -> uuid.UUID | None:
    """The text as an identifier, None where it has not the form of one."""
    try:
        return uuid.UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def gone(kind: Kind, pk: int) -> HttpResponse:
    """The answer for a record that the public does not see any more."""
    fate = fates(kind, [pk])[pk]
    if fate.state == MERGED:
        return HttpResponsePermanentRedirect(fate.merged_into["api_url"])
    removed = _("This record was removed") if fate.state == REMOVED else _("This record was deleted")
    raise Problem(410, "gone", removed, fate.reason, state=fate.state)

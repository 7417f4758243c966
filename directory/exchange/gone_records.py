"""What is gone from the directory, in one file, for whoever keeps a copy without asking for changes."""

import json
from collections.abc import Iterator
from functools import partial

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import condition

from config.security import for_any_site
from directory.exchange.programs.kinds import KINDS, RecordKind
from directory.exchange.programs.tombstones import tombstones
from directory.exchange.record_columns import BATCH
from directory.exchange.views import as_export, in_chunks, version
from directory.models import RecordChange
from directory.rights import permissions


@permissions.public
@for_any_site
@condition(etag_func=version)
def gone_records(request: HttpRequest) -> HttpResponse:
    """One line of JSON for each record that was removed, deleted or merged into another, kind by kind, in the order in which
    that happened, and a last line that counts them."""
    return as_export(request, partial(gone_as_file, request))


def gone_as_file(request: HttpRequest) -> HttpResponse:
    pieces = () if request.method == "HEAD" else in_chunks(lines())
    response = StreamingHttpResponse(pieces, content_type="application/x-ndjson")
    response["Content-Disposition"] = 'attachment; filename="gone.ndjson"'
    return response


def lines() -> Iterator[str]:
    count = 0
    for kind in KINDS.values():
        # Of the others nobody may learn that there was something
        if kind.has_changes:
            for gone in of_kind(kind):
                count += 1
                yield json.dumps({"kind": kind.name, **gone}, ensure_ascii=False) + "\n"
    yield json.dumps({"count": count}) + "\n"


def of_kind(kind: RecordKind) -> Iterator[dict]:
    """What became of each record that the lists had and have no more. Seven queries for each hundreds of them."""
    gone = RecordChange.objects.of(kind.model).exclude(record_id__in=kind.visible().values("pk")).in_order()
    moment_and_key: tuple = ()
    while changes := list((gone.after(*moment_and_key) if moment_and_key else gone)[:BATCH]):
        yield from tombstones(kind, changes)
        moment_and_key = changes[-1].changed_at, changes[-1].record_id

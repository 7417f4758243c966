"""One record as an Atom feed: for whoever follows it, each change is an entry of its own."""

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from config.deployment import site_name
from config.security import for_any_site
from directory.exchange.atom import Feed, last_changes, tag
from directory.exchange.json_records import records
from directory.exchange.record_lists import LISTS
from directory.exchange.views import version
from directory.finding import facets
from directory.gate.plain_text import clean_line, clean_text
from directory.rights import permissions


@permissions.public
@for_any_site
@condition(etag_func=version)
def record_feed(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """The record as it is today, in one entry that its last change names. `name`: of its list."""
    record_list = LISTS.get(name)
    if record_list is None:
        raise Http404
    pk = record_list.public.filter(slug=slug).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    changed_at = last_changes(record_list, [pk])[pk]
    ((_pk, text),) = records(record_list, [pk], facets.values(facets.data_version()))
    record = json.loads(text)
    title = clean_line(next(record[field] for field in ("title", "name", "text") if field in record))
    address = settings.DIRECTORY_BASE_URL + reverse(f"directory:{record_list.page}", args=[slug])
    feed = Feed(
        title=clean_line(" · ".join([title, site_name()])),
        link=address,
        description="",
        language=get_language(),
        author_name=site_name(),
        feed_url=settings.DIRECTORY_BASE_URL + request.path,
        feed_guid=tag(f"{name}/{pk}"),
        pages={},
    )
    feed.add_item(
        title=title,
        link=address,
        description=clean_text(record.get("summary") or _("This record was changed.")),
        unique_id=tag(f"{name}/{pk}/{changed_at:%Y%m%dT%H%M%S}"),
        updateddate=changed_at,
    )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")

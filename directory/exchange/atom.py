"""A list as an Atom feed, in pages as RFC 5005 has them."""

import datetime
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Max
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.exchange.json_records import records
from directory.exchange.record_lists import Asked, Records, Refused
from directory.gate.plain_text import clean_line, clean_text
from directory.importing import SHEETS

ENTRIES = 50  # on a page
SINCE = 2026  # the year in tag URIs: this software's first, for all records alike
UNKNOWN = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # of a record without a history


class Feed(Atom1Feed):
    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})
        if settings.DATA_LICENCE_URL:
            handler.addQuickElement("link", "", {"rel": "license", "href": settings.DATA_LICENCE_URL})


def to_atom(asked: Asked) -> Sequence[str]:
    """Raises Refused where there is no such page."""
    last = max(-(-len(asked.ids) // ENTRIES), 1)
    page = int(asked.page[:9]) if asked.page.isascii() and asked.page.isdigit() else 0
    if not 1 <= page <= last:
        message = _("There is no page “%(typed)s”. The pages are 1 to %(last)s.")
        raise Refused([message % {"typed": asked.page[:20], "last": last}])
    ids = asked.ids[(page - 1) * ENTRIES : page * ENTRIES]
    changed = last_changes(asked.records, ids)
    narrowed = " · ".join(f"{label}: {text}" for label, text in asked.narrowed_by())
    words = [_("“%(words)s”") % {"words": asked.words}] if asked.words else []
    pages = {"first": 1, "previous": page - 1, "next": page + 1, "last": last}
    feed = Feed(
        title=clean_line(" · ".join([_("Partnership Directory"), str(asked.records.label), *words])),
        subtitle=clean_line(narrowed),
        link=asked.page_url,
        description="",
        language=get_language(),
        author_name=_("Partnership Directory"),
        feed_url=asked.feed_url(page),
        feed_guid=tag(f"{asked.records.name}?{asked.query}"),
        pages={name: asked.feed_url(number) for name, number in pages.items() if 1 <= number <= last},
    )
    for pk, text in records(asked.records, ids, asked.filters.values):
        record = json.loads(text)
        feed.add_item(
            title=clean_line(next(record[name] for name in ("title", "name", "text") if name in record)),
            link=record.get("address") or record.get("url") or asked.page_url,
            description=clean_text(record.get("summary") or kind_of(asked, record)),
            unique_id=tag(f"{asked.records.name}/{pk}"),
            updateddate=changed[pk],
        )
    return [feed.writeString("utf-8")]


def kind_of(asked: Asked, record: dict) -> str:
    """What sort of thing a record is, in words."""
    if "sector" in record:
        return asked.filters.values.by_code["sector"][record["sector"]].label
    kinds = dict(SHEETS[asked.records.sheet].base_fields["kind"].choices)
    return str(kinds[record["kind"]])


def last_changes(listed: Records, ids: Sequence[int]) -> dict[int, datetime.datetime]:
    """When the records were last changed, by id. One query."""
    changes = listed.public.filter(pk__in=list(ids)).order_by().annotate(at=Max("history__pgh_created_at"))
    return {pk: at or UNKNOWN for pk, at in changes.values_list("pk", "at")}


def tag(name: str) -> str:
    """A tag URI (RFC 4151) that stays the same when a record gets another address."""
    return f"tag:{urlsplit(settings.DIRECTORY_BASE_URL).hostname},{SINCE}:{name}"

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

from config.deployment import operator, site_name
from directory.exchange.json_records import records
from directory.exchange.record_lists import ListSelection, RecordList, SelectionRefused
from directory.finding.paging import page_count
from directory.gate.plain_text import clean_line, clean_text
from directory.importing import SHEETS

ENTRIES = 50  # on a page
SINCE = 2026  # the year in tag URIs: this software's first, for all records alike
# When a record without a history was changed; Atom wants a moment of every entry.
UNKNOWN = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class Feed(Atom1Feed):
    """Django's feed with the addresses of its other pages (`pages`, by relation), the licence of the data, and summaries
    that are texts. Django calls them HTML: a reader would then lose what stands in angle brackets."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})
        if settings.DATA_LICENCE_URL:
            handler.addQuickElement("link", "", {"rel": "license", "href": settings.DATA_LICENCE_URL})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def to_atom(selection: ListSelection) -> Sequence[str]:
    """One page of the feed, as one text. Raises SelectionRefused where there is no such page."""
    last = page_count(len(selection.ids), ENTRIES)
    page = page_number(selection.typed_page, last=last)
    record_list = selection.record_list
    ids = selection.ids[(page - 1) * ENTRIES : page * ENTRIES]
    changed_at = last_changes(record_list, ids)
    feed = empty_feed(selection, page=page, last=last)
    for pk, text in records(record_list, ids, selection.filters.values):
        record = json.loads(text)
        feed.add_item(
            title=clean_line(next(record[name] for name in ("title", "name", "text") if name in record)),
            link=record.get("address") or record.get("url") or selection.page_url,
            description=clean_text(record.get("summary") or kind_of(selection, record)),
            unique_id=tag(f"{record_list.name}/{pk}"),
            updateddate=changed_at[pk],
        )
    return [feed.writeString("utf-8")]


def page_number(typed: str, *, last: int) -> int:
    page = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
    if not 1 <= page <= last:
        message = _("There is no page “%(typed)s”. The pages are 1 to %(last)s.")
        raise SelectionRefused([message % {"typed": typed[:20], "last": last}])
    return page


def empty_feed(selection: ListSelection, *, page: int, last: int) -> Feed:
    """The feed with what it says of itself and of its other pages, without records."""
    record_list = selection.record_list
    narrowed_by = " · ".join(f"{label}: {text}" for label, text in selection.narrowed_by())
    words = [_("“%(words)s”") % {"words": selection.words}] if selection.words else []
    pages = {"first": 1, "previous": page - 1, "next": page + 1, "last": last}
    return Feed(
        title=clean_line(" · ".join([site_name(), str(record_list.label), *words])),
        subtitle=clean_line(narrowed_by),
        link=selection.page_url,
        description="",
        language=get_language(),
        author_name=operator().name or site_name(),
        author_email=operator().email or None,
        author_link=operator().website or None,
        feed_url=selection.feed_url(page),
        feed_guid=tag(f"{record_list.name}?{selection.query_string}"),
        pages={
            relation: selection.feed_url(target) for relation, target in pages.items() if 1 <= target <= last
        },
    )


def kind_of(selection: ListSelection, record: dict) -> str:
    """The sector of an organisation, the place of an event, the publisher of a source, the kind of any other record, in
    words; empty where it has none."""
    if "sector" in record:
        return selection.filters.values.by_code["sector"][record["sector"]].label
    if "kind" not in record:
        return record.get("place") or record.get("publisher") or ""
    kinds = dict(SHEETS[selection.record_list.sheet].base_fields["kind"].choices)
    return str(kinds[record["kind"]])


def last_changes(record_list: RecordList, ids: Sequence[int]) -> dict[int, datetime.datetime]:
    """When the records were last changed, by id. One query."""
    listed = record_list.public.filter(pk__in=list(ids)).order_by()
    changes = listed.annotate(changed_at=Max("history__pgh_created_at")).values_list("pk", "changed_at")
    return {pk: changed_at or UNKNOWN for pk, changed_at in changes}


def tag(name: str) -> str:
    """A tag URI (RFC 4151) that stays the same when a record gets another address."""
    return f"tag:{urlsplit(settings.DIRECTORY_BASE_URL).hostname},{SINCE}:{name}"

"""A list of one's own, which stands in its address alone: no cookie, no account. Whoever has the address has the list."""

from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from config.deployment import site_name
from directory.browse.chosen_records import KINDS, ChosenRecord, RecordChoice, offers, typed_words
from directory.browse.compare import COMPARED_KINDS, MOST_COMPARED
from directory.rights import permissions

MOST_PINNED = 30


class PinnedEntry(NamedTuple):
    """A record of the list. `text`: what it is, in a line; may be empty."""

    kind: str
    title: str
    url: str
    text: str
    url_without: str
    is_sample: bool


@permissions.by_reader
def pinned(request: HttpRequest) -> HttpResponse:
    choice = RecordChoice(request, KINDS, most=MOST_PINNED)
    typed = typed_words(request)
    entries = [entry(chosen, choice) for chosen in choice.records]
    return render(
        request,
        "directory/browse/pinned.html",
        {
            "entries": entries,
            "choice": choice,
            "most": MOST_PINNED,
            "words": typed,
            "offers": offers(choice, typed, KINDS) if len(choice.shown) < MOST_PINNED else [],
            "has_room": len(choice.shown) < MOST_PINNED,
            "comparisons": comparisons(choice),
            "mail_url": mail_url(entries, settings.DIRECTORY_BASE_URL + choice.address(choice.shown)),
        },
    )


def entry(chosen: ChosenRecord, choice: RecordChoice) -> PinnedEntry:
    return PinnedEntry(
        str(KINDS[chosen.kind].label),
        str(chosen.record),
        chosen.record.get_absolute_url(),
        line_about(chosen),
        choice.without(chosen),
        getattr(chosen.record, "is_sample", False),
    )


def line_about(chosen: ChosenRecord) -> str:
    """What a record is, in a line: nothing that says how a desk is reached."""
    record = chosen.record
    match chosen.kind:
        case "desk":
            return f"{record.organisation} · {record.get_purpose_display()}"
        case "organisation":
            home = record.country.name if record.country else ""
            return " · ".join(filter(None, [record.sector.name, home]))
        case "event":
            return " · ".join(filter(None, [record.date_in_words, record.place]))
        case "partnership":
            return record.summary
        case "commitment":
            return record.due_in_words
        case _:
            return record.description


def comparisons(choice: RecordChoice) -> list[dict[str, str]]:
    """Links to compare what is pinned, of each kind of which there are two to four."""
    links = []
    for kind in COMPARED_KINDS:
        pairs = [pair for pair in choice.shown if pair[0] == kind]
        if 2 <= len(pairs) <= MOST_COMPARED:
            label = {
                "partnership": _("Compare the partnerships"),
                "organisation": _("Compare the organisations"),
                "desk": _("Compare the desks"),
            }[kind]
            links.append({"label": label, "url": f"{reverse('directory:compare')}?{urlencode(pairs)}"})
    return links


def mail_url(entries: list[PinnedEntry], address: str) -> str:
    """A link that begins a mail with the titles and the address of the list, in the reader's own mail program."""
    titles = [f"- {entry.title}" for entry in entries]
    subject = _("A list from the %(site)s") % {"site": site_name()}
    body = "\r\n".join([*titles, "", address])
    return f"mailto:?subject={quote(subject)}&body={quote(body)}"

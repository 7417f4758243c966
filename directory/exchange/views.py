"""Lists as files, with the filters of their pages, and the whole data set."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import condition

from config.security import EMBEDDABLE, csp_override, for_any_site
from directory.exchange import (
    atom,
    catalogue,
    data_set,
    dictionary,
    dumps,
    json_records,
    spreadsheets,
    table_descriptions,
)
from directory.exchange.byte_ranges import file_response
from directory.exchange.exports import RETRY_AFTER, TooManyExports, exported
from directory.exchange.record_lists import (
    LISTS,
    ListSelection,
    RecordList,
    SelectionRefused,
    licence,
    select,
)
from directory.exchange.table_descriptions import DataState, TableFile
from directory.finding import facets
from directory.models import Kind
from directory.records import linked_data
from directory.rights import permissions

EMBEDDED = 20  # partnerships that are shown inside another page
CHUNK = 64 * 1024  # characters that leave together


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a list. `pieces` gives its text, in pieces as they are read."""

    content_type: str
    pieces: Callable[[ListSelection], Iterable[str]]
    is_file: bool = True  # to be saved; a feed is for a reader of feeds


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", spreadsheets.to_csv),
    "json": Format("application/json", json_records.to_json),
    "ndjson": Format("application/x-ndjson", json_records.to_ndjson),
    "atom": Format("application/atom+xml; charset=utf-8", atom.to_atom, is_file=False),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The lists whose records have a sheet of what belongs to them, by the name of that sheet.
LISTS_BY_DEPENDENTS = {
    record_list.dependents.sheet: record_list for record_list in LISTS.values() if record_list.dependents
}


def version(request: HttpRequest, **_address: str) -> str:
    """The ETag of a file: its address, the data, the day and the licence that it states. Weak, for a workbook with the
    same content may differ in its bytes."""
    depends_on = f"{facets.data_version()} {timezone.localdate()} {licence()} {request.get_full_path()}"
    return f'W/"{sha256(depends_on.encode()).hexdigest()[:32]}"'


@permissions.public
@for_any_site
@condition(etag_func=version)
def download(request: HttpRequest, name: str, extension: str) -> HttpResponse:
    """The whole list as a file, in the order of its page and as of one moment. All but workbooks are read while they are
    sent, so that a long list takes little memory."""
    record_list = LISTS.get(name) or LISTS_BY_DEPENDENTS.get(name)
    extensions = ["csv"] if name in LISTS_BY_DEPENDENTS else [*FORMATS, "xlsx"]
    if record_list is None or extension not in extensions:
        raise Http404
    return as_export(request, partial(list_as_file, request, record_list, name, extension))


def as_export(request: HttpRequest, respond: Callable[[], HttpResponse]) -> HttpResponse:
    """What `respond` answers, as of one moment and read while it is sent; or, in plain text, what is wrong with a selection
    that it refuses, or that too many are on their way."""
    try:
        return respond() if request.method == "HEAD" else exported(respond)
    except SelectionRefused as refusal:
        return plain_text(refusal.problems, status=400)
    except TooManyExports:
        sentence = _("Many people take files just now. Please try again in a few seconds.")
        response = plain_text([sentence], status=503)
        response["Retry-After"] = RETRY_AFTER
        return response


def list_as_file(request: HttpRequest, record_list: RecordList, name: str, extension: str) -> HttpResponse:
    """Raises SelectionRefused."""
    selection = select(record_list, request.GET)
    if extension == "xlsx":
        return workbook(selection, file_name=file_name(name, selection, extension))
    list_format = FORMATS[extension]
    write = spreadsheets.dependents_to_csv if name in LISTS_BY_DEPENDENTS else list_format.pieces
    pieces = write(selection)  # a feed refuses a page that does not exist here, before the answer begins
    response = StreamingHttpResponse(
        () if request.method == "HEAD" else in_chunks(pieces), content_type=list_format.content_type
    )
    if extension == "csv":
        description = selection.csv_description_url(name)
        response["Link"] = f'<{description}>; rel="describedby"; type="{table_descriptions.CSVW_TYPE}"'
    if list_format.is_file:
        response["Content-Disposition"] = f'attachment; filename="{file_name(name, selection, extension)}"'
    return response


@permissions.public
@for_any_site
@condition(etag_func=version)
def csv_description(request: HttpRequest, name: str) -> HttpResponse:
    """What the CSV file of the same parameters holds, by CSV on the Web: licence, source, day, filters, columns."""
    record_list = LISTS.get(name) or LISTS_BY_DEPENDENTS.get(name)
    if record_list is None:
        raise Http404
    try:
        selection = select(record_list, request.GET)
    except SelectionRefused as refusal:
        return plain_text(refusal.problems, status=400)
    sheet = record_list.sheet if name in LISTS else name
    file = TableFile(sheet, selection.csv_url(name))
    document = table_descriptions.described_list(selection, file)
    return JsonResponse(document, content_type=table_descriptions.CSVW_TYPE)


@permissions.public
@for_any_site
def data_package(request: HttpRequest) -> HttpResponse:
    """The lists as a whole, as a Data Package whose files are the downloads."""
    state = DataState(timezone.localdate(), facets.data_version())
    return JsonResponse(table_descriptions.data_package(data_set.whole_csv_files(), state))


def plain_text(sentences: Iterable[str], *, status: int) -> HttpResponse:
    return HttpResponse(
        "".join(f"{sentence}\n" for sentence in sentences),
        status=status,
        content_type="text/plain; charset=utf-8",
    )


def workbook(selection: ListSelection, *, file_name: str) -> HttpResponse:
    """Raises SelectionRefused where the workbook would be too large to be made while somebody waits."""
    if len(selection.ids) > spreadsheets.MOST_IN_A_WORKBOOK:
        message = _(
            "A workbook holds %(most)s records at most, and these are %(number)s. Narrow the list, or take CSV."
        )
        bounds = {"most": spreadsheets.MOST_IN_A_WORKBOOK, "number": len(selection.ids)}
        raise SelectionRefused([message % bounds])
    return FileResponse(
        spreadsheets.to_xlsx(selection), as_attachment=True, filename=file_name, content_type=XLSX
    )


def file_name(name: str, selection: ListSelection, extension: str) -> str:
    """With the day; a CSV file is named like its sheet, by which the import knows it."""
    stem = selection.record_list.sheet if name in LISTS and extension == "csv" else name
    return f"{stem}-{selection.day.isoformat()}.{extension}"


def in_chunks(pieces: Iterable[str]) -> Iterator[bytes]:
    """The text in fewer pieces, of CHUNK characters or a little more, so that not each record is a write to the network.
    The first piece leaves at once, so that the download begins."""
    waiting, length, least = [], 0, 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length > least:
            yield "".join(waiting).encode()
            waiting, length, least = [], 0, CHUNK
    yield "".join(waiting).encode()


@permissions.public
@for_any_site
@csp_override(EMBEDDABLE)
@xframe_options_exempt
def embed(request: HttpRequest) -> HttpResponse:
    """The first partnerships of a list, to be shown inside a page of somebody else's site."""
    try:
        selection = select(LISTS["partnerships"], request.GET)
    except SelectionRefused as refusal:
        return plain_text(refusal.problems, status=400)
    first = json_records.records(selection.record_list, selection.ids[:EMBEDDED], selection.filters.values)
    kinds = dict(Kind.choices)
    return render(
        request,
        "directory/exchange/embed.html",
        {
            "partnerships": [
                {**record, "kind": kinds[record["kind"]]}
                for record in (json.loads(text) for _id, text in first)
            ],
            "count": len(selection.ids),
            "more": max(len(selection.ids) - EMBEDDED, 0),
            "filters": [
                _("%(filter)s: %(value)s") % {"filter": label, "value": text}
                for label, text in selection.chosen()
            ],
            "url": selection.page_url,
        },
    )


@permissions.public
def data(request: HttpRequest) -> HttpResponse:
    made = dumps.made(settings.DUMPS_ROOT)
    return render(
        request,
        "directory/exchange/data.html",
        {
            "licence_name": settings.DATA_LICENCE_NAME or settings.DATA_LICENCE_URL,
            "licence_url": settings.DATA_LICENCE_URL,
            "dumps": made,
            "lists": data_set.streams(),
            "sheets": dictionary.sheets(),
            "most_in_a_workbook": spreadsheets.MOST_IN_A_WORKBOOK,
            "embed_url": linked_data.site_url(reverse("directory:embed")),
            "linked_data": linked_data.script(data_set.dataset(made)),
        },
    )


@permissions.public
@for_any_site
def dump(request: HttpRequest, name: str) -> HttpResponse:
    dump_by_name = {made_dump.name: made_dump for made_dump in dumps.made(settings.DUMPS_ROOT)}
    if name not in dump_by_name:
        raise Http404
    file = dump_by_name[name].path.open("rb")
    return file_response(request, file, content_type=dumps.CONTENT_TYPES[name])


@permissions.public
@for_any_site
def catalog(request: HttpRequest) -> HttpResponse:
    document = catalogue.catalogue(dumps.made(settings.DUMPS_ROOT))
    return JsonResponse(document, content_type="application/ld+json")

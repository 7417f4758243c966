"""The pages of imports: which there are, what a file would change row by row, and what was decided about it."""

import io
from collections import Counter
from pathlib import PurePath

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.gate.form_keys import sent_once
from directory.gate.plain_text import spelled_out
from directory.models import Import, ImportRow, ImportSender, ImportState, RowState
from directory.review.imports import left_rows, work
from directory.review.imports.forms import (
    LONGEST_NAME,
    ApplyForm,
    ColumnsForm,
    DecisionsForm,
    OlderForm,
    UploadForm,
)
from directory.review.imports.questions import QuestionsForm, are_open
from directory.rights import permissions
from directory.rights.methods import require_POST, require_safe

PER_PAGE = 25
ROWS_PER_PAGE = 50
MIXED = "mixed"  # in place of a state: the rows with words of several scripts
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permissions.reviewer
@sent_once
def imports(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return redirect("directory:import", _receive(form, request).pk)
    all_imports = Import.objects.defer("file").select_related("sender", "created_by")
    page = Paginator(all_imports, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/imports/imports.html", {"form": form, "imports": page})


@transaction.atomic
def _receive(form: UploadForm, request: HttpRequest) -> Import:
    sender, _is_new = ImportSender.objects.get_or_create(name=form.cleaned_data["sender"])
    file = form.cleaned_data["file"]
    received = Import.objects.create(
        sender=sender,
        # Of a name that is too long the end is kept, which says what kind of file it is.
        file_name=spelled_out(file.name)[-LONGEST_NAME:],
        file=file.read(),
        why=form.cleaned_data["why"],
        created_by=request.user,
    )
    work.enqueue(received)
    return received


@permissions.reviewer
@require_safe
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    file_import = _file_import(pk)
    if file_import.is_at_work:
        return render(request, "directory/imports/at_work.html", {"import": file_import})
    if file_import.state == ImportState.READ and are_open(file_import.questions):
        return redirect("directory:import_columns", pk)
    return _report(request, file_import)


def _file_import(pk: int) -> Import:
    # The file may have 5 MB, and no page shows it.
    related = Import.objects.defer("file").select_related("sender", "created_by", "applied_by", "undone_by")
    return get_object_or_404(related, pk=pk)


def _totals(file_import: Import) -> Counter:
    """How many rows of all sheets are in each state."""
    totals = Counter()
    for states in file_import.counts.values():
        totals.update(states)
    return totals


def _report(
    request: HttpRequest,
    file_import: Import,
    *,
    apply_form: ApplyForm | None = None,
) -> HttpResponse:
    """What a file would change, or changed, row by row. `apply_form` has what was typed, where that was wrong."""
    totals = _totals(file_import)
    import_rows = file_import.rows.order_by("pk")
    chosen = request.GET.get("state", "")
    mixed_rows = import_rows.with_mixtures()
    if chosen in RowState.values:
        import_rows = import_rows.filter(state=chosen)
    elif chosen == MIXED:
        import_rows = mixed_rows
    else:
        chosen = ""
    page = Paginator(import_rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    is_open = file_import.state == ImportState.READ
    shown_rows = list(page.object_list)
    context = {
        "import": file_import,
        "states": [(state, totals[state]) for state in RowState if totals[state]],
        "sheets": [
            (sheet, [(RowState(state).label, count) for state, count in states.items()])
            for sheet, states in file_import.counts.items()
        ],
        "chosen": chosen,
        "page": page,
        "rows": shown_rows,
        "total": sum(totals.values()),
        "mixed": mixed_rows.count(),
        "left": sum(totals[state] for state in left_rows.LEFT),
        "decisions": DecisionsForm(rows=_to_decide(shown_rows)) if is_open else None,
        "older_form": OlderForm() if is_open and file_import.rows.older().exists() else None,
        "is_open": is_open,
        "waits_for_a_look": is_open and file_import.rows.decided_since().exists(),
        "apply_form": apply_form or ApplyForm(counts=totals),
    }
    return render(request, "directory/imports/report.html", context)


@permissions.reviewer
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which sheets and columns of ours those of the file are. The file is then read again."""
    file_import = _file_import(pk)
    if file_import.state != ImportState.READ:
        return redirect("directory:import", pk)
    typed = request.POST if request.method == "POST" else None
    if file_import.questions:
        form = QuestionsForm(typed, sender=file_import.sender, documents=file_import.questions)
    else:
        form = ColumnsForm(typed, file_import=file_import)
    if form.is_valid():
        form.save()
        _start_job(file_import, ImportState.READ, ImportState.READING)
        return redirect("directory:import", pk)
    return _questions(request, file_import, form)


def _questions(request: HttpRequest, file_import: Import, form: QuestionsForm | ColumnsForm) -> HttpResponse:
    if isinstance(form, ColumnsForm):
        return render(request, "directory/imports/columns.html", {"import": file_import, "form": form})
    context = {"import": file_import, "form": form, "tables": form.parts(), "count": form.unanswered}
    return render(request, "directory/imports/questions.html", context)


@permissions.reviewer
@require_safe
def rows_left(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that could not come in, as a workbook to be mended and sent again."""
    file_import = get_object_or_404(Import.objects.select_related("sender"), pk=pk)
    tables = left_rows.left_tables(file_import)
    if not tables:
        raise Http404
    name = f"{PurePath(spelled_out(file_import.file_name)).stem} (rows left).xlsx"
    file = io.BytesIO(left_rows.workbook(tables))
    return FileResponse(file, as_attachment=True, filename=name, content_type=WORKBOOK_TYPE)


def _start_job(file_import: Import, before: str, now: str, **fields: object) -> bool:
    """Move an import from the state `before` to `now` and enqueue the job that goes on with it. False where it is not
    in that state any more: somebody was quicker."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=file_import.pk, state=before)
        if not waiting.update(state=now, done=0, message="", **fields):
            return False
        work.enqueue(file_import)
        return True


@permissions.reviewer
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was decided about the doubtful rows of one page."""
    file_import = _file_import(pk)
    if file_import.state != ImportState.READ:
        return _changed_meanwhile(request, pk)
    # The rows are those whose fields were sent: the page may have been another one.
    typed = [name.partition("-")[2] for name in request.POST if name.startswith("row-")]
    row_pks = [int(number) for number in typed if number.isascii() and number.isdigit() and len(number) < 19]
    form = DecisionsForm(request.POST, rows=file_import.rows.filter(pk__in=row_pks[:ROWS_PER_PAGE]))
    if not form.is_valid():
        messages.warning(request, _("Choose one of the answers beside each row."))
    else:
        form.save()
        messages.success(request, _("Your answers are kept. Compare again to see what follows."))
    return redirect(_with_query(request, pk))


def _to_decide(rows: list[ImportRow]) -> list[ImportRow]:
    """Those about which a reviewer is asked something."""
    return [row for row in rows if row.alike or row.is_older]


@permissions.reviewer
@require_POST
def decide_older(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was decided about all rows that would put an older statement over a newer one."""
    file_import = _file_import(pk)
    if file_import.state != ImportState.READ:
        return _changed_meanwhile(request, pk)
    form = OlderForm(request.POST)
    if form.is_valid():
        file_import.rows.older().update(decision=form.cleaned_data["decision"])
        messages.success(request, _("Your answers are kept. Compare again to see what follows."))
    else:
        messages.warning(request, _("Choose one of the answers."))
    return redirect(_with_query(request, pk))


def _with_query(request: HttpRequest, pk: int) -> str:
    query = request.GET.urlencode()
    address = reverse("directory:import", args=[pk])
    return f"{address}?{query}" if query else address


@permissions.reviewer
@require_POST
def compare_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not _start_job(_file_import(pk), ImportState.READ, ImportState.READING):
        return _changed_meanwhile(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    file_import = _file_import(pk)
    if file_import.state != ImportState.READ:
        return _changed_meanwhile(request, pk)
    totals = _totals(file_import)
    form = ApplyForm(request.POST, counts=totals)
    # What was decided after the comparison may change other rows, which nobody has seen yet.
    if file_import.errors or file_import.rows.decided_since().exists():
        messages.warning(request, _("Nothing was applied: the file has to be looked at again first."))
        return redirect("directory:import", pk)
    if not form.is_valid():
        return _report(request, file_import, apply_form=form)
    # The page shows the progress of the job as a part of this number.
    row_count = sum(totals.values()) - form.to_leave_out
    if not _start_job(
        file_import, ImportState.READ, ImportState.APPLYING, applied_by=request.user, total=row_count
    ):
        return _changed_meanwhile(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    if not _start_job(_file_import(pk), ImportState.APPLIED, ImportState.UNDOING, undone_by=request.user):
        return _changed_meanwhile(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    file_import = _file_import(pk)
    if not work.discard(file_import):
        return _changed_meanwhile(request, pk)
    messages.success(request, _("“%(file)s” was discarded.") % {"file": file_import.file_name})
    return redirect("directory:imports")


def _changed_meanwhile(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("Somebody else was quicker. This is how it is now."))
    return redirect("directory:import", pk)

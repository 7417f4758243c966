"""The pages of imports: which there are, what a file would change row by row, and what was decided about it."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.gate.plain_text import spelled_out
from directory.models import Import, ImportSender, ImportState, RowState
from directory.review.imports import work
from directory.review.imports.forms import LONGEST_NAME, ApplyForm, ColumnsForm, DecisionsForm, UploadForm
from directory.rights import permissions

PER_PAGE = 25
ROWS_PER_PAGE = 50


@permissions.reviewer
def imports(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return redirect("directory:import", _receive(form, request).pk)
    known = Import.objects.defer("file").select_related("sender", "created_by")
    page = Paginator(known, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/imports/imports.html", {"form": form, "imports": page})


@transaction.atomic
def _receive(form: UploadForm, request: HttpRequest) -> Import:
    sender, _is_new = ImportSender.objects.get_or_create(name=form.cleaned_data["sender"])
    file = form.cleaned_data["file"]
    received = Import.objects.create(
        sender=sender,
        file_name=spelled_out(file.name)[-LONGEST_NAME:],
        file=file.read(),
        why=form.cleaned_data["why"],
        created_by=request.user,
    )
    work.enqueue(received)
    return received


@permissions.reviewer
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    if found.is_at_work:
        return render(request, "directory/imports/at_work.html", {"import": found})
    return _report(request, found)


def _found(pk: int) -> Import:
    related = Import.objects.defer("file").select_related("sender", "created_by", "applied_by", "undone_by")
    return get_object_or_404(related, pk=pk)


def _totals(found: Import) -> Counter:
    """Its rows by state."""
    totals = Counter()
    for states in found.counts.values():
        totals.update(states)
    return totals


def _report(
    request: HttpRequest,
    found: Import,
    *,
    apply_form: ApplyForm | None = None,
    decisions: DecisionsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    totals = _totals(found)
    rows = found.rows.order_by("pk")
    chosen = request.GET.get("state", "")
    if chosen in RowState.values:
        rows = rows.filter(state=chosen)
    else:
        chosen = ""
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    is_open = found.state == ImportState.READ
    listed = list(page.object_list)
    if is_open and decisions is None:
        decisions = DecisionsForm(rows=[row for row in listed if row.alike])
    context = {
        "import": found,
        "states": [(state, totals[state]) for state in RowState if totals[state]],
        "sheets": [
            (sheet, [(RowState(state).label, count) for state, count in states.items()])
            for sheet, states in found.counts.items()
        ],
        "chosen": chosen,
        "page": page,
        "rows": listed,
        "total": sum(totals.values()),
        "decisions": decisions,
        "is_open": is_open,
        "waits_for_a_look": is_open and found.rows.decided_since().exists(),
        "apply_form": apply_form or ApplyForm(counts=totals),
    }
    return render(request, "directory/imports/report.html", context, status=status)


@permissions.reviewer
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """What the sender calls sheets and columns."""
    found = _found(pk)
    if found.state != ImportState.READ:
        return redirect("directory:import", pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, of=found)
    if form.is_valid():
        form.save()
        _start(found, ImportState.READ, ImportState.READING)
        return redirect("directory:import", pk)
    return render(request, "directory/imports/columns.html", {"import": found, "form": form})


def _start(found: Import, before: str, now: str, **fields: object) -> bool:
    """Take an import and let a job go on. False where it is not any more what it was."""
    with transaction.atomic():
        waiting = Import.objects.filter(pk=found.pk, state=before)
        if not waiting.update(state=now, done=0, message="", **fields):
            return False
        work.enqueue(found)
        return True


@permissions.reviewer
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was said about the doubtful rows of one page."""
    found = _found(pk)
    if found.state != ImportState.READ:
        return _too_late(request, pk)
    typed = [name.partition("-")[2] for name in request.POST if name.startswith("row-")]
    numbers = [int(number) for number in typed if number.isascii() and number.isdigit() and len(number) < 19]
    form = DecisionsForm(request.POST, rows=found.rows.filter(pk__in=numbers[:ROWS_PER_PAGE]))
    if not form.is_valid():
        messages.warning(request, _("Choose one of the answers beside each row."))
    else:
        form.save()
        messages.success(request, _("Your answers are kept. Compare again to see what follows."))
    return redirect(_with_query(request, pk))


def _with_query(request: HttpRequest, pk: int) -> str:
    query = request.GET.urlencode()
    address = reverse("directory:import", args=[pk])
    return f"{address}?{query}" if query else address


@permissions.reviewer
@require_POST
def compare_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not _start(_found(pk), ImportState.READ, ImportState.READING):
        return _too_late(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    if found.state != ImportState.READ:
        return _too_late(request, pk)
    totals = _totals(found)
    form = ApplyForm(request.POST, counts=totals)
    if found.errors or found.rows.decided_since().exists():
        messages.warning(request, _("Nothing was applied: the file has to be looked at again first."))
        return redirect("directory:import", pk)
    if not form.is_valid():
        return _report(request, found, apply_form=form)
    rows = sum(totals.values()) - form.to_leave_out
    if not _start(found, ImportState.READ, ImportState.APPLYING, applied_by=request.user, total=rows):
        return _too_late(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    if not _start(_found(pk), ImportState.APPLIED, ImportState.UNDOING, undone_by=request.user):
        return _too_late(request, pk)
    return redirect("directory:import", pk)


@permissions.reviewer
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    if not work.discard(found):
        return _too_late(request, pk)
    messages.success(request, _("“%(file)s” was discarded.") % {"file": found.file_name})
    return redirect("directory:imports")


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    messages.warning(request, _("Somebody else was quicker. This is how it is now."))
    return redirect("directory:import", pk)

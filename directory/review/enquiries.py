"""A desk reported a sender: the secretariat reads that one enquiry, and may stop the account from writing to any desk."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import ParagraphsField
from directory.models import Block, EnquiryReport, User
from directory.review.decisions import ReportAlreadySettled
from directory.rights import permissions
from directory.rights.methods import require_http_methods


class SettleForm(forms.Form):
    outcome = ParagraphsField(
        label=gettext_lazy("What became of it"),
        help_text=gettext_lazy("Only the secretariat reads it."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )
    stops_sender = forms.BooleanField(
        label=gettext_lazy("This account may not write to any desk any more"), required=False
    )


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    reports = EnquiryReport.objects.select_related("enquiry__organisation", "enquiry__sender", "settled_by")
    report = get_object_or_404(reports, pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            settle(report, by=request.user, **form.cleaned_data)
        except ReportAlreadySettled:
            form.add_error(None, _("Somebody has settled this report already."))
            report.refresh_from_db()
            status = 409
        else:
            messages.success(request, _("The report is settled."))
            return redirect("directory:review")
    context = {"report": report, "thread": list(report.enquiry.messages.all()), "form": form}
    return render(request, "directory/review/enquiry.html", context, status=status)


@transaction.atomic
def settle(report: EnquiryReport, *, by: User, outcome: str, stops_sender: bool) -> None:
    """Close a report of a sender. With `stops_sender` the account writes to no desk any more. Raises
    ReportAlreadySettled."""
    unsettled = EnquiryReport.objects.unsettled().filter(pk=report.pk)
    if not unsettled.update(settled_at=timezone.now(), settled_by=by, outcome=outcome):
        raise ReportAlreadySettled
    sender = report.enquiry.sender  # None where the account was deleted since
    if stops_sender and sender:
        # A block without a desk holds for all of them. Another report may have stopped the account already.
        Block.objects.bulk_create([Block(sender=sender, blocked_by=by)], ignore_conflicts=True)

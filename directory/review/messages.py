"""Messages that the secretariat reads before the desk does: of accounts that are new, and what is over a desk's allowance."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.asking import passing_on
from directory.gate.plain_text import ParagraphsField
from directory.models import EnquiryMessage, MessageState
from directory.rights import permissions
from directory.rights.methods import require_http_methods

PASS_ON, REFUSE = "pass_on", "refuse"


class MessageDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=gettext_lazy("What should happen?"),
        choices=[
            (PASS_ON, gettext_lazy("The desk gets this message")),
            (REFUSE, gettext_lazy("The desk does not get it, and the sender reads why")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what should happen.")},
    )
    reason = ParagraphsField(
        label=gettext_lazy("If not: why?"),
        help_text=gettext_lazy("The sender reads it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == REFUSE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why the desk does not get the message."))
        return cleaned


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    with_enquiry = EnquiryMessage.objects.select_related(
        "enquiry__organisation", "enquiry__sender", "decided_by"
    )
    # Those that nobody held up are none of the secretariat's
    read_first = with_enquiry.exclude(state=MessageState.PASSED, decided_at=None)
    message = get_object_or_404(read_first, pk=pk)
    form = MessageDecisionForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        if not (obstacle := _decide(request, message, form)):
            return redirect("directory:review")
        form.add_error(None, obstacle)
        message.refresh_from_db()
        status = 409
    context = {"message": message, "thread": list(message.enquiry.messages.filter(pk__lt=pk)), "form": form}
    return render(request, "directory/review/message.html", context, status=status)


def _decide(request: HttpRequest, message: EnquiryMessage, form: MessageDecisionForm) -> str:
    """Do what the form says. Returns why that was not possible, or ""."""
    try:
        if form.cleaned_data["decision"] == PASS_ON:
            passing_on.pass_on(message, by=request.user)
            messages.success(request, _("The message is on its way to the desk."))
        else:
            passing_on.refuse(message, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The message is not passed on, and the sender is told why."))
    except passing_on.MessageAlreadyDecided:
        return _("Somebody has decided about this message already.")
    except passing_on.Blocked:
        return _("The desk, or the secretariat, takes no messages from this account.")
    except passing_on.EnquiryNotOpen:
        return _("The sender, the desk or the words are gone. There is nothing to pass on.")
    return ""

"""What became of mails, for reviewers: whom they were to and how they ended, never what they said."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import LineField
from directory.mail import outbox
from directory.mail.kinds import KINDS
from directory.models import Mail, MailState, User
from directory.rights import permissions
from directory.rights.methods import require_safe

PAGE_SIZE = 50


class MailFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        choices=[
            ("", gettext_lazy("Waiting or not delivered")),
            ("late", gettext_lazy("Waiting for more than 15 minutes")),
            *MailState.choices,
        ],
        required=False,
    )
    to = LineField(
        label=gettext_lazy("Address"), max_length=User._meta.get_field("email").max_length, required=False
    )


@permissions.reviewer
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The mails of the last 30 days, the newest first; those that were sent where they are asked for."""
    form = MailFilterForm(request.GET)
    chosen, status = Mail.objects.none(), 400
    if form.is_valid():
        chosen, status = _chosen(**form.cleaned_data), 200
    mails_page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "mails": mails_page,
        "entries": [(mail, KINDS.get(mail.kind, mail.kind)) for mail in mails_page],
        "counts": outbox.unsent_counts(),
    }
    return render(request, "directory/review/mails.html", context, status=status)


def _chosen(*, state: str, to: str):
    """The mails in that state, to that address, without what they said."""
    match state:
        case "":
            mails = Mail.objects.exclude(state=MailState.SENT)
        case "late":
            mails = Mail.objects.late()
        case _:
            mails = Mail.objects.filter(state=state)
    if to:
        mails = mails.to_address(to)
    return mails.defer("subject", "text", "html").order_by("-created_at", "pk")

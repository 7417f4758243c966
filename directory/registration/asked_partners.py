"""The partners that a submission names, as whoever registers sees them: asked when and where, what they said, and where to ask
instead."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.asking import invitations
from directory.gate.form_keys import sent_once
from directory.models import Invitation, Representative, State, Submission
from directory.models.text_search import by_name
from directory.registration.drafts import submission_of
from directory.rights import permissions
from directory.rights.methods import require_http_methods

ASKED_IN = (State.WAITING, State.ACCEPTED)


@dataclass(frozen=True, slots=True)
class AskedPartner:
    """`by_owner`: its owners in the directory got the link, and not the typed address. `has_failed`: the mail did not arrive."""

    invitation: Invitation
    by_owner: bool
    has_failed: bool
    can_ask_again: bool

    @property
    def is_unasked(self) -> bool:
        return self.invitation.is_unasked and not self.by_owner


def asked_partners(submission: Submission) -> list[AskedPartner]:
    """Those that are asked, by name. Three queries."""
    asked = list(submission.invitations.filter(revoked_at=None).order_by(by_name()))
    owned = set(
        Representative.objects.owners()
        .filter(organisation__in=[invitation.organisation_id for invitation in asked], user__is_active=True)
        .values_list("organisation", flat=True)
    )
    # Of a partnership, only those are asked who speak for it
    asked_of_partnerships = [each for each in asked if each.member_partnership_id and not each.is_unasked]
    failed = invitations.undelivered(asked)
    return [
        AskedPartner(
            invitation,
            by_owner=(by_owner := invitation.organisation_id in owned or invitation in asked_of_partnerships),
            has_failed=invitation.pk in failed,
            can_ask_again=not (invitation.answer or by_owner or invitation.is_of_another_kind)
            and submission.state in ASKED_IN,
        )
        for invitation in asked
    ]


@dataclass(frozen=True, slots=True)
class AskingDays:
    """When those are reminded that have not answered, and when the last of their links ends; None for what is over."""

    reminder_on: datetime.date | None
    ends_on: datetime.date | None


def asking_days(asked: Iterable[Invitation]) -> AskingDays:
    silent = [
        invitation
        for invitation in asked
        if not (invitation.answer or invitation.revoked_at or invitation.is_unasked)
    ]
    today = timezone.localdate()
    wait = datetime.timedelta(days=invitations.REMINDED_AFTER_DAYS)
    reminders = [timezone.localdate(invitation.created_at) + wait for invitation in silent]
    ends = [timezone.localdate(invitation.expires_at) for invitation in silent]
    return AskingDays(
        min((day for day in reminders if day >= today), default=None),
        max((day for day in ends if day >= today), default=None),
    )


class AnotherAddressForm(forms.Form):
    """Where to ask a partner instead."""

    email = forms.EmailField(
        label=gettext_lazy("Another e-mail address of the partner"),
        max_length=Invitation._meta.get_field("email").max_length,
        help_text=gettext_lazy(
            "Of a desk or a person there who can say whether it takes part. It is not published."
        ),
        error_messages={
            "required": gettext_lazy("Enter the e-mail address, such as name@example.org."),
            "invalid": gettext_lazy("“%(value)s” is not an e-mail address. Write it like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )

    def __init__(self, *args, own_address: str, **options):
        super().__init__(*args, **options)
        self.own_address = own_address

    def clean_email(self) -> str:
        address = self.cleaned_data["email"].lower()
        if address == self.own_address:
            raise forms.ValidationError(_("This is your own address. Give one of the partner."), code="own")
        return address


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: HttpRequest, pk: object, item: str) -> HttpResponse:
    """Ask a partner that has not answered at another address."""
    submission = submission_of(request, pk)
    asked = {partner.invitation.item: partner for partner in asked_partners(submission)}
    partner = asked.get(item)
    if partner is None:
        raise Http404
    if not partner.can_ask_again:
        return redirect("directory:draft", pk)
    form = AnotherAddressForm(request.POST or None, own_address=request.user.email)
    if form.is_valid():
        try:
            invitations.ask_at(partner.invitation, form.cleaned_data["email"])
        except invitations.InvitationNotOpen:
            messages.info(request, _("It has answered meanwhile."))
        else:
            messages.success(request, _("We wrote to %(address)s.") % {"address": form.cleaned_data["email"]})
        return redirect("directory:draft", pk)
    context = {"submission": submission, "partner": partner, "form": form}
    return render(request, "directory/registration/ask_again.html", context)

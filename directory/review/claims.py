"""Who asks to speak for an organisation, and a reviewer's answer with its reason; passing ownership on."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.form_keys import sent_once
from directory.gate.plain_text import ParagraphsField
from directory.models import Organisation, Representative, User
from directory.review.granting import ALREADY_DECIDED, OWN_APPLICATION, AskedRight, decision_page
from directory.rights import permissions, representation
from directory.rights.domains import is_own_address
from directory.rights.methods import require_http_methods


def _claim_context(claim: Representative) -> dict[str, object]:
    current = Representative.objects.current().filter(organisation=claim.organisation_id)
    return {
        "claim": claim,
        "is_waiting": not (claim.since or claim.ended_at),
        "is_its_domain": is_own_address(claim.user.email, claim.organisation),
        "representatives": current.exclude(pk=claim.pk).select_related("user").order_by("since"),
    }


SPEAKING = AskedRight(
    template="directory/review/claim.html",
    reason_label=gettext_lazy("How you know, or why not"),
    reason_hint=gettext_lazy("Whoever asks reads it."),
    grant=representation.grant,
    refuse=representation.refuse,
    obstacles={
        representation.ClaimAlreadyDecided: ALREADY_DECIDED,
        representation.OwnClaim: OWN_APPLICATION,
    },
    granted=gettext_lazy("The claim is accepted."),
    refused=gettext_lazy("The claim is refused."),
    page_afterwards="directory:review",
    context=_claim_context,
)


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def claim_page(request: HttpRequest, pk: int) -> HttpResponse:
    claims = Representative.objects.select_related("user", "organisation", "decided_by")
    return decision_page(request, get_object_or_404(claims, pk=pk), SPEAKING)


class OwnershipForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the account that becomes the owner"),
        help_text=gettext_lazy("Those who are owners now become editors. All of them are told."),
        error_messages={"required": gettext_lazy("Enter the address of an account.")},
    )
    reason = ParagraphsField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Say why the ownership is passed on.")},
    )

    # The cleaned value is the account, not its address.
    def clean_email(self) -> User:
        account = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if account is None:
            raise ValidationError(_("There is no account with this address."), code="unknown")
        return account


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def ownership(request: HttpRequest, slug: str) -> HttpResponse:
    """Pass an organisation on, when those who spoke for it are gone."""
    organisation = get_object_or_404(Organisation, slug=slug)
    form = OwnershipForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["email"]
        if account == request.user:
            form.add_error("email", _("Another reviewer has to do that for you."))
        else:
            reason = form.cleaned_data["reason"]
            representation.pass_ownership(organisation, to=account, by=request.user, reason=reason)
            messages.success(request, _("%(who)s is the owner now.") % {"who": account})
            return redirect("directory:review_record", "organisations", organisation.slug)
    representatives = organisation.representatives.current().select_related("user").order_by("since")
    context = {"organisation": organisation, "form": form, "representatives": representatives}
    return render(request, "directory/review/ownership.html", context)

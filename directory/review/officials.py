"""Verified officials: who asks and who is one, the mail domains of an organisation, and what an account was shown.

A code that was read in a mailbox verifies nobody by itself, for mailboxes are taken over. So the reviewer writes how the
person was checked, in a way that the person did not name: through the switchboard, through a known colleague.
"""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import LineField
from directory.models import OfficialDomain, Organisation, User, Verification, VerificationState
from directory.review.granting import ALREADY_DECIDED, OWN_APPLICATION, AskedRight, decision_page
from directory.rights import permissions, verification
from directory.rights.domains import is_of_one_body, own_domain
from directory.rights.methods import require_http_methods, require_POST, require_safe

PAGE_SIZE = 50  # officials, or showings


@permissions.reviewer
@require_safe
def officials(request: HttpRequest) -> HttpResponse:
    """Who asks, longest waiting first, and who is verified today, in the order in which their years end."""
    everybody = Verification.objects.select_related("user", "organisation")
    current = Paginator(everybody.current().order_by("expires_at", "pk"), PAGE_SIZE)
    context = {
        "asking": everybody.asked().order_by("asked_at", "pk"),
        "current": current.get_page(request.GET.get("page")),
    }
    return render(request, "directory/review/officials.html", context)


def _official_context(application: Verification) -> dict[str, object]:
    return {
        "verification": application,
        "is_waiting": application.state == VerificationState.ASKED,
        "allowed_domains": verification.allowed_domains(application.organisation_id),
    }


OFFICIAL = AskedRight(
    template="directory/review/official.html",
    reason_label=gettext_lazy("How it was checked, or why it is refused"),
    reason_hint=gettext_lazy(
        "For example: called back through the switchboard of the ministry. Only reviewers read it."
    ),
    grant=verification.grant,
    refuse=verification.refuse,
    obstacles={
        verification.VerificationAlreadyDecided: ALREADY_DECIDED,
        verification.OwnVerification: OWN_APPLICATION,
        verification.NotProved: gettext_lazy(
            "No code was read at an address on a mail domain that is allowed for the organisation."
        ),
    },
    granted=gettext_lazy("This person is a verified official for a year."),
    refused=gettext_lazy("It is refused."),
    page_afterwards="directory:review_officials",
    context=_official_context,
)


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def official_page(request: HttpRequest, pk: int) -> HttpResponse:
    verifications = Verification.objects.select_related(
        "user", "organisation__sector", "decided_by", "withdrawn_by"
    )
    return decision_page(request, get_object_or_404(verifications, pk=pk), OFFICIAL)


@permissions.reviewer
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    verification.withdraw(get_object_or_404(Verification, pk=pk), by=request.user)
    messages.success(request, _("This person is no verified official of the organisation any more."))
    return redirect("directory:review_officials")


class DomainForm(forms.Form):
    domain = LineField(
        label=gettext_lazy("Mail domain"),
        max_length=253,
        help_text=gettext_lazy(
            "What stands behind the @ of its staff, such as policja.gov.pl. Addresses below it count as well."
            " Allow it only where nobody but staff has addresses on it."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_domain(self) -> str:
        typed = self.cleaned_data["domain"].casefold().removeprefix("@").rstrip(".")
        # Django checks a domain only as part of an address. DNS's ASCII form is kept, as of the addresses compared with it.
        try:
            domain = forms.EmailField().clean(f"a@{typed}").rpartition("@")[2].encode("idna").decode()
        except (ValidationError, UnicodeError):
            raise ValidationError(_("Enter a mail domain, such as policja.gov.pl."), code="invalid") from None
        if not is_of_one_body(domain):
            raise ValidationError(
                _("Many people have addresses on this domain, so an address on it proves nothing."),
                code="shared",
            )
        return domain


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def domains(request: HttpRequest, slug: str) -> HttpResponse:
    """The mail domains of an organisation's officials."""
    organisation = get_object_or_404(Organisation.objects.with_officials(), slug=slug)
    # The domain of its website is proposed.
    form = DomainForm(request.POST or None, initial={"domain": own_domain(organisation) or ""})
    if form.is_valid():
        OfficialDomain.objects.get_or_create(
            organisation=organisation,
            domain=form.cleaned_data["domain"],
            defaults={"allowed_by": request.user},
        )
        messages.success(request, _("The mail domain is allowed."))
        return redirect("directory:review_domains", slug)
    allowed = organisation.official_domains.select_related("allowed_by").order_by("domain")
    context = {"organisation": organisation, "form": form, "allowed": allowed}
    return render(request, "directory/review/domains.html", context)


@permissions.reviewer
@require_POST
def remove_domain(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    domain = get_object_or_404(OfficialDomain, organisation__slug=slug, pk=pk)
    verification.disallow_domain(domain, by=request.user)
    messages.success(
        request, _("The domain is not allowed any more, and whoever proved an address on it is no official.")
    )
    return redirect("directory:review_domains", slug)


@permissions.reviewer
@require_safe
def showings(request: HttpRequest, pk: int) -> HttpResponse:
    """What an account was shown, the newest first: for when it was stopped."""
    account = get_object_or_404(User, pk=pk)
    shown = account.showings.select_related("organisation").order_by("-at", "-pk")
    context = {
        "account": account,
        "showings": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "current": account.verifications.current().select_related("organisation"),
    }
    return render(request, "directory/review/showings.html", context)

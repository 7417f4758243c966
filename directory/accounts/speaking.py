"""Speaking for an organisation: finding it, asking, and proving it."""

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory.accounts import claims
from directory.accounts.forms import ClaimForm, DomainAddressForm, DomainCodeForm, OrganisationSearchForm
from directory.gate.form_keys import sent_once
from directory.models import DomainCode, Organisation, Representative
from directory.models.mailed_codes import CodeEnded, WrongCode
from directory.rights import permissions
from directory.rights.domains import own_domain
from directory.rights.methods import require_http_methods, require_POST, require_safe
from directory.rights.representation import ClaimAlreadyDecided


@permissions.signed_in
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    form = OrganisationSearchForm(
        request.GET or None, organisations=Organisation.objects.published(), leads_to="directory:claim"
    )
    return render(request, "directory/accounts/find.html", {"form": form})


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def claim_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to speak for an organisation; later, what became of it and how to prove it."""
    organisation = get_object_or_404(Organisation.objects.published(), slug=slug)
    representations = Representative.objects.of(request.user).filter(organisation=organisation)
    if representations.current().exists():
        return redirect("directory:team", slug)
    claim = representations.asked().first()
    form = ClaimForm(request.POST or None, instance=claim)
    if form.is_valid():
        claims.ask(organisation, by=request.user, statement=form.cleaned_data["statement"])
        messages.success(request, _("We have kept what you wrote."))
        return redirect("directory:claim", slug)
    if claim is None:
        # A claim that was refused: it never became a right, and a reviewer gave a reason
        refused = representations.filter(since=None).exclude(reason="").order_by("ended_at").last()
        context = {"form": form, "organisation": organisation, "refused": refused}
        return render(request, "directory/accounts/ask.html", context)
    return _shown(request, claim, statement_form=form)


@permissions.signed_in
@sent_once
@require_POST
def send_code(request: HttpRequest, slug: str) -> HttpResponse:
    claim = _waiting_claim(request, slug)
    form = DomainAddressForm(request.POST, domain=own_domain(claim.organisation) or "")
    # Without a website, or with one on a shared host, no address proves anything
    if not form.domain or not form.is_valid():
        return _shown(request, claim, address_form=form)
    if not claims.may_send_code(claim):
        return respond_429(request)
    claims.send_code(claim, to=form.cleaned_data["email"])
    messages.success(request, _("We have sent you a code. It ends in 15 minutes."))
    return redirect("directory:claim", slug)


@permissions.signed_in
@sent_once
@require_POST
def prove(request: HttpRequest, slug: str) -> HttpResponse:
    claim = _waiting_claim(request, slug)
    form = DomainCodeForm(request.POST)
    if not form.is_valid():
        return _shown(request, claim, code_form=form)
    try:
        claims.prove(claim, code=form.cleaned_data["code"])
    except WrongCode:
        form.add_error("code", _("This is not the code that we sent."))
        return _shown(request, claim, code_form=form)
    except CodeEnded:
        messages.error(request, _("This code cannot be used any more. Ask for a new one."))
        return redirect("directory:claim", slug)
    except ClaimAlreadyDecided:
        return redirect("directory:claim", slug)
    return redirect("directory:team", slug)


@permissions.signed_in
@require_POST
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a claim back: nobody needs to keep it."""
    organisation = get_object_or_404(Organisation, slug=slug)
    Representative.objects.asked().of(request.user).filter(organisation=organisation).delete()
    messages.success(request, _("You do not ask for it any more."))
    return redirect("directory:account")


def _waiting_claim(request: HttpRequest, slug: str) -> Representative:
    """The reader's claim that nobody has decided or proved; 404 without one."""
    claims_of_reader = Representative.objects.asked().of(request.user).select_related("organisation", "user")
    return get_object_or_404(claims_of_reader, organisation__slug=slug)


def _shown(request: HttpRequest, claim: Representative, **forms) -> HttpResponse:
    """The page of a claim that waits, with the forms that somebody filled in wrongly."""
    domain = own_domain(claim.organisation)
    sent = DomainCode.objects.open().filter(representative=claim).first()
    fresh_forms = {
        "address_form": DomainAddressForm(domain=domain) if domain else None,
        "code_form": DomainCodeForm() if sent else None,
        "statement_form": ClaimForm(instance=claim),
    }
    wrong = next((form for form in forms.values() if form.errors), None)
    context = {**fresh_forms, **forms, "claim": claim, "sent": sent, "wrong": wrong, "domain": domain}
    return render(request, "directory/accounts/claim.html", context)

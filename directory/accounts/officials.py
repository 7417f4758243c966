"""Being a verified official: asking for it, the code, and, for owners, who is one for their organisation."""

from allauth.core.ratelimit import respond_429
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from directory.accounts import claims
from directory.accounts.forms import DomainCodeForm, OfficialAddressForm, OfficialForm, OrganisationSearchForm
from directory.gate.channels import places_to_report
from directory.gate.form_keys import sent_once
from directory.models import OfficialCode, Organisation, Representative, Verification
from directory.models.mailed_codes import CodeEnded, WrongCode
from directory.rights import permissions, verification
from directory.rights.methods import require_http_methods, require_POST, require_safe


@permissions.signed_in
@require_safe
def official(request: HttpRequest) -> HttpResponse:
    """What I am verified for or have asked for, and finding the organisation."""
    form = OrganisationSearchForm(request.GET or None, organisations=Organisation.objects.with_officials())
    verifications = Verification.objects.of(request.user).select_related("organisation")
    context = {
        "form": form,
        "verifications": verifications.order_by("-asked_at"),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "directory/accounts/official.html", context)


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def ask_official(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.with_officials(), slug=slug)
    application = _applications(request).filter(organisation=organisation).first()
    statement = application.statement if application else ""
    form = OfficialForm(request.POST or None, initial={"statement": statement})
    if form.is_valid():
        verification.ask(organisation, by=request.user, statement=form.cleaned_data["statement"])
        messages.success(request, _("We have kept what you wrote."))
        return redirect("directory:ask_official", slug)
    return _shown(request, organisation, application, statement_form=form)


@permissions.signed_in
@sent_once
@require_POST
def send_official_code(request: HttpRequest, slug: str) -> HttpResponse:
    application = get_object_or_404(_applications(request), organisation__slug=slug)
    form = OfficialAddressForm(
        request.POST, domains=verification.allowed_domains(application.organisation_id)
    )
    if not form.is_valid():
        return _shown(request, application.organisation, application, address_form=form)
    if not claims.may_send_code(application):
        return respond_429(request)
    verification.send_code(application, to=form.cleaned_data["email"])
    messages.success(request, _("We have sent you a code. It ends in 15 minutes."))
    return redirect("directory:ask_official", slug)


@permissions.signed_in
@sent_once
@require_POST
def prove_official(request: HttpRequest, slug: str) -> HttpResponse:
    application = get_object_or_404(_applications(request), organisation__slug=slug)
    form = DomainCodeForm(request.POST)
    if not form.is_valid():
        return _shown(request, application.organisation, application, code_form=form)
    try:
        verification.prove(application, code=form.cleaned_data["code"])
    except WrongCode:
        form.add_error("code", _("This is not the code that we sent."))
        return _shown(request, application.organisation, application, code_form=form)
    except CodeEnded:
        messages.error(request, _("This code cannot be used any more. Ask for a new one."))
    except verification.VerificationAlreadyDecided:
        pass
    else:
        messages.success(request, _("The address is proved. The secretariat decides, and you get an e-mail."))
    return redirect("directory:ask_official", slug)


@permissions.signed_in
@require_POST
def leave_official(request: HttpRequest, slug: str) -> HttpResponse:
    """Not ask any more, or not be an official any more."""
    organisation = get_object_or_404(Organisation, slug=slug)
    verifications = Verification.objects.of(request.user).filter(organisation=organisation)
    if last := verifications.order_by("-pk").first():
        verification.withdraw(last, by=request.user)
    messages.success(request, _("You are not verified for it, and do not ask for it any more."))
    return redirect("directory:official")


@permissions.signed_in
@require_safe
def officials(request: HttpRequest, slug: str) -> HttpResponse:
    """For owners: who is a verified official of their organisation, or asks to be."""
    organisation = _owned(request, slug)
    verifications = organisation.verifications.select_related("user").order_by("-asked_at")
    context = {
        "organisation": organisation,
        "current": verifications.current(),
        "asking": verifications.asked(),
    }
    return render(request, "directory/accounts/officials.html", context)


@permissions.signed_in
@require_POST
def withdraw_official(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An owner says that somebody is no official of theirs. It ends at once, in every session."""
    organisation = _owned(request, slug)
    verifications = Verification.objects.filter(organisation=organisation)
    verification.withdraw(get_object_or_404(verifications, pk=pk), by=request.user)
    messages.success(request, _("This person is no verified official of the organisation any more."))
    return redirect("directory:officials", slug)


def _owned(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for its owners. Who is none finds nothing: 404."""
    owned = Representative.objects.owners().of(request.user).values("organisation")
    return get_object_or_404(Organisation.objects.published().filter(pk__in=owned), slug=slug)


def _applications(request: HttpRequest) -> QuerySet[Verification]:
    """What the reader asks to be verified for, and nobody has decided."""
    return Verification.objects.asked().of(request.user).select_related("organisation", "user")


def _shown(
    request: HttpRequest, organisation: Organisation, application: Verification | None, **forms
) -> HttpResponse:
    """The page of an application, or of none yet, with the forms that somebody filled in wrongly."""
    domains = verification.allowed_domains(organisation.pk)
    sent = OfficialCode.objects.open().filter(verification=application).first() if application else None
    statement = application.statement if application else ""
    fresh_forms = {
        "address_form": OfficialAddressForm(domains=domains) if domains else None,
        "code_form": DomainCodeForm() if sent else None,
        "statement_form": OfficialForm(initial={"statement": statement}),
    }
    wrong = next((form for form in forms.values() if form.errors), None)
    context = {
        **fresh_forms,
        **forms,
        "organisation": organisation,
        "application": application,
        "sent": sent,
        "wrong": wrong,
        "places": places_to_report(request),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "directory/accounts/ask_official.html", context)

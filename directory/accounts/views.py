"""My account, and the outbox of a trial. Signing in and out are allauth's pages; urls.py names those in use."""

from allauth.account.internal.flows.logout import logout
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from directory.accounts import own_data
from directory.accounts.confirming import confirmed
from directory.accounts.deletion import delete, solely_owned
from directory.accounts.forms import DeleteForm, ProfileForm
from directory.gate import kept_forms
from directory.gate.limits import address_of
from directory.models import (
    Invitation,
    Mail,
    MailState,
    Representative,
    SecurityEvent,
    SecurityEventKind,
    Submission,
    User,
    Verification,
)
from directory.models.mails import UNDELIVERED
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_safe

MAILS_SHOWN = 100  # the latest


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("directory:account")
    # Also those that nobody has proved yet: the page says so
    representations = Representative.objects.of(request.user).filter(ended_at=None)
    speaks_for = Representative.objects.current().of(request.user).values("organisation")
    invitations = Invitation.objects.unanswered().filter(organisation__in=speaks_for)
    submissions = Submission.objects.visible_to(request.user).select_related("organisation", "partnership")
    return render(
        request,
        "directory/accounts/account.html",
        {
            "form": form,
            "has_second_factor": is_mfa_enabled(request.user),
            "takes_no_mail": takes_no_mail(request.user),
            "verification": Verification.objects.current().of(request.user).order_by("-expires_at").first(),
            "representations": representations.select_related("organisation").order_by(
                "organisation__sort_name"
            ),
            "invitations": invitations.select_related("organisation", "submission").order_by("-created_at"),
            "submissions": submissions.order_by("-changed_at"),
        },
    )


def takes_no_mail(user: User) -> bool:
    """Whether the last mail to the account's address that ended did not arrive. One query."""
    ended = Mail.objects.to_address(user.email).filter(state__in=[MailState.SENT, *UNDELIVERED])
    last = ended.order_by("-created_at").values_list("state", flat=True).first()
    return last in UNDELIVERED


@permissions.signed_in
@require_safe
def typed_text(request: HttpRequest) -> HttpResponse:
    """What somebody typed while their session ended, where its form is gone by now."""
    kept_text = kept_forms.kept_text_of(request, request.GET.get("page", ""))
    texts = [text for typed in kept_text.fields.values() for text in typed] if kept_text else []
    context = {
        "texts": [text for text in texts if text.strip()],
        "page": kept_text.page if kept_text else "",
    }
    if kept_text and request.method == "GET":
        kept_forms.forget(request, kept_text)
    return render(request, "directory/accounts/typed_text.html", context)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def delete_account(request: HttpRequest) -> HttpResponse:
    form = DeleteForm(request.POST or None, user=request.user)
    if form.is_valid():
        # Read before signing out, which puts an anonymous user in its place
        user = request.user
        logout(request)
        delete(user)
        messages.success(request, _("Your account has been deleted."))
        return redirect("account_login")
    return render(
        request, "directory/accounts/delete.html", {"form": form, "owned": solely_owned(request.user)}
    )


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def account_data(request: HttpRequest) -> HttpResponse:
    """What the directory holds of the account, as a file."""
    if request.method != "POST":
        return render(request, "directory/accounts/data.html")
    with transaction.atomic():
        held = own_data.of(request.user)
        SecurityEvent.objects.record(
            SecurityEventKind.TAKEN_ALONG, by=request.user, network=address_of(request)
        )
    text = {"indent": 1, "ensure_ascii": False}
    return JsonResponse(
        held,
        json_dumps_params=text,
        headers={"Content-Disposition": 'attachment; filename="partnership-directory-account.json"'},
    )


@permissions.public_form
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails of a trial, which has no mail server. It does not exist elsewhere."""
    if not settings.OUTBOX_IS_PUBLIC:
        raise Http404
    mails = Mail.objects.order_by("-created_at")[:MAILS_SHOWN]
    return render(request, "directory/accounts/outbox.html", {"mails": mails})

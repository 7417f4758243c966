"""Answering without an account: a partner that was named, and the yearly question whether a record is still true."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.answers.forms import AnswerForm
from directory.asking import confirmations, invitations
from directory.gate.form_tokens import is_of_another
from directory.mail import links
from directory.models import Answer, ConfirmationRequest, Invitation, Organisation, Representative, User
from directory.records import publishing
from directory.rights import permissions


@permissions.by_link
@require_safe
def open_answer(request: HttpRequest, token: str) -> HttpResponse:
    return links.enter(token, page="answer")


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    asked = Invitation.objects.with_token(links.token_of(request, page="answer")).filter(answer="").open()
    invitation = asked.select_related("submission", "partnership", "organisation").first()
    if invitation is None:
        return links.not_valid(request, page="answer")
    is_another = is_of_another(request, invitation)
    typed = request.POST if request.method == "POST" and not is_another else None
    form = AnswerForm(typed, invitation=invitation)
    if form.is_valid():
        try:
            invitations.answer(
                invitation,
                Answer(form.cleaned_data["answer"]),
                role=form.cleaned_data["role"],
                left=form.cleaned_data.get("left", ""),
                by=speaking_for(request, invitation.organisation),
            )
        except invitations.NotOpen:
            return links.not_valid(request, page="answer")
        return links.leave(redirect("directory:answer_kept"), page="answer")
    return render(
        request,
        "directory/answers/answer.html",
        {
            "form": form,
            "invitation": invitation,
            "asking": invitations.who_asks(invitation.submission),
            "summary": str(invitation.submission.answers.get("partnership", {}).get("summary", "")),
            "is_another": is_another,
            "is_somebody_else": is_somebody_else(request, invitation.organisation),
        },
        status=409 if is_another else 200,
    )


@permissions.by_link
@require_POST
def renew_answer(request: HttpRequest) -> HttpResponse:
    invitations.renew(links.token_of(request, page="answer"))
    return links.leave(render(request, "directory/by_link/renewed.html"), page="answer")


@permissions.by_link
@require_safe
def answer_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/answers/answer_kept.html")


@permissions.by_link
@require_safe
def open_confirmation(request: HttpRequest, token: str) -> HttpResponse:
    return links.enter(token, page="confirmation")


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    token = links.token_of(request, page="confirmation")
    asked = ConfirmationRequest.objects.with_token(token).open().filter(partnership__removed_at=None)
    found = asked.select_related("partnership", "organisation").first()
    if found is None:
        return links.not_valid(request, page="confirmation")
    is_another = is_of_another(request, found)
    if request.method == "POST" and not is_another:
        by = speaking_for(request, found.organisation)
        with transaction.atomic():
            is_kept = ConfirmationRequest.objects.filter(pk=found.pk).use() and publishing.confirm(
                found.partnership, found.organisation, by=by, why=_("The organisation confirmed the record.")
            )
        if not is_kept:
            return links.not_valid(request, page="confirmation")
        return links.leave(redirect("directory:confirmation_kept"), page="confirmation")
    return render(
        request,
        "directory/answers/confirmation.html",
        {
            "asked": found,
            "is_another": is_another,
            "is_somebody_else": is_somebody_else(request, found.organisation),
        },
        status=409 if is_another else 200,
    )


@permissions.by_link
@require_POST
def renew_confirmation(request: HttpRequest) -> HttpResponse:
    confirmations.renew(links.token_of(request, page="confirmation"))
    return links.leave(render(request, "directory/by_link/renewed.html"), page="confirmation")


@permissions.by_link
@require_safe
def confirmation_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/answers/confirmation_kept.html")


def speaking_for(request: HttpRequest, organisation: Organisation | None) -> User | None:
    """The reader, where signed in and speaking for the organisation; the link alone is enough to answer."""
    if organisation is None or not request.user.is_authenticated:
        return None
    mine = Representative.objects.current().of(request.user).filter(organisation=organisation)
    return request.user if mine.exists() else None


def is_somebody_else(request: HttpRequest, organisation: Organisation | None) -> bool:
    """Whether the reader is signed in with an account that does not speak for the organisation that is asked."""
    return request.user.is_authenticated and speaking_for(request, organisation) is None

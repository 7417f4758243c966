"""Answering without an account: a partner that was named, and the yearly question whether a record is still true."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.answers.forms import AnswerForm
from directory.asking import confirmations, invitations
from directory.asking.mailed_links import MailedLink
from directory.gate.form_tokens import is_of_another
from directory.models import Answer, ConfirmationRequest, Invitation, Kind, Organisation, Representative, User
from directory.records import publishing
from directory.rights import permissions
from directory.rights.methods import require_http_methods

ANSWER_LINK = MailedLink(
    "answer", mail_new_link=invitations.renew, kept_template="directory/answers/answer_kept.html"
)
CONFIRMATION_LINK = MailedLink(
    "confirmation",
    mail_new_link=confirmations.renew,
    kept_template="directory/answers/confirmation_kept.html",
)


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    unanswered = Invitation.objects.with_token(ANSWER_LINK.token_of(request)).filter(answer="").open()
    invitation = unanswered.select_related("submission", "partnership", "organisation").first()
    if invitation is None:
        return ANSWER_LINK.not_valid(request)
    is_another = is_of_another(request, invitation)
    # What was typed about another invitation is not shown on this one's form, nor checked
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
        except invitations.InvitationNotOpen:
            return ANSWER_LINK.not_valid(request)
        return ANSWER_LINK.was_used(answer=form.cleaned_data["answer"])
    typed_partnership = invitation.submission.answers.get("partnership", {})
    return render(
        request,
        "directory/answers/answer.html",
        {
            "form": form,
            "invitation": invitation,
            "registering_name": invitations.registering_name_of(invitation.submission),
            "kind": dict(Kind.choices).get(typed_partnership.get("kind"), ""),
            "summary": str(typed_partnership.get("summary", "")),
            "is_another": is_another,
            "is_somebody_else": is_somebody_else(request, invitation.organisation),
        },
        status=409 if is_another else 200,
    )


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest) -> HttpResponse:
    requests = ConfirmationRequest.objects.with_token(CONFIRMATION_LINK.token_of(request)).open()
    requests = requests.filter(partnership__removed_at=None).select_related("partnership", "organisation")
    confirmation_request = requests.first()
    if confirmation_request is None:
        return CONFIRMATION_LINK.not_valid(request)
    is_another = is_of_another(request, confirmation_request)
    if request.method == "POST" and not is_another:
        by = speaking_for(request, confirmation_request.organisation)
        with transaction.atomic():
            this_request = ConfirmationRequest.objects.filter(pk=confirmation_request.pk)
            is_kept = this_request.use() and publishing.confirm(
                confirmation_request.partnership,
                confirmation_request.organisation,
                by=by,
                why=_("The organisation confirmed the record."),
            )
        if not is_kept:
            return CONFIRMATION_LINK.not_valid(request)
        return CONFIRMATION_LINK.was_used()
    return render(
        request,
        "directory/answers/confirmation.html",
        {
            "confirmation_request": confirmation_request,
            "is_another": is_another,
            "is_somebody_else": is_somebody_else(request, confirmation_request.organisation),
        },
        status=409 if is_another else 200,
    )


def speaking_for(request: HttpRequest, organisation: Organisation | None) -> User | None:
    """The reader, where signed in and speaking for the organisation; the link alone is enough to answer."""
    if organisation is None or not request.user.is_authenticated:
        return None
    representatives = Representative.objects.current().of(request.user).filter(organisation=organisation)
    return request.user if representatives.exists() else None


def is_somebody_else(request: HttpRequest, organisation: Organisation | None) -> bool:
    """Whether the reader is signed in with an account that does not speak for the organisation that is asked."""
    return request.user.is_authenticated and speaking_for(request, organisation) is None

"""Who speaks for an organisation: its owners invite colleagues, say what they may do, and end it."""

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.accounts import colleagues
from directory.accounts.forms import ColleagueForm, InviteForm
from directory.gate.form_tokens import is_of_another
from directory.models import ColleagueInvitation, Representative, Right
from directory.rights import permissions, representation

INVITATION = "colleague_invitation"  # in the session: the one whose link was opened last


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who speaks for an organisation; an owner also invites here."""
    mine = _mine(request, slug)
    form = InviteForm(request.POST or None, organisation=mine.organisation)
    if request.method == "POST" and mine.right != Right.OWNER:
        raise PermissionDenied
    if form.is_valid():
        if not colleagues.may_invite(request.user):
            return respond_429(request)
        colleagues.invite(mine.organisation, by=request.user, language=get_language(), **form.cleaned_data)
        messages.success(request, _("The invitation is on its way."))
        return redirect("directory:team", slug)
    everybody = mine.organisation.representatives.current().select_related("user").order_by("since")
    invitations = ColleagueInvitation.objects.open().filter(organisation=mine.organisation)
    context = {
        "form": form,
        "mine": mine,
        "colleagues": everybody,
        "invitations": invitations.order_by("email"),
    }
    return render(request, "directory/accounts/team.html", context)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one of them may do. An owner decides; everybody can leave."""
    mine = _mine(request, slug)
    if mine.right != Right.OWNER and pk != mine.pk:
        raise PermissionDenied
    theirs = get_object_or_404(
        mine.organisation.representatives.current().select_related("user", "organisation"), pk=pk
    )
    form = ColleagueForm(request.POST or None, initial={"right": theirs.right})
    if mine.right != Right.OWNER:
        form.fields["right"].choices = form.fields["right"].choices[1:]
    if form.is_valid():
        try:
            return _changed(request, theirs, right=form.cleaned_data["right"])
        except representation.LastOwner:
            form.add_error(
                "right", _("The organisation would have no owner. Make somebody else an owner first.")
            )
    return render(
        request, "directory/accounts/colleague.html", {"form": form, "mine": mine, "colleague": theirs}
    )


def _changed(request: HttpRequest, theirs: Representative, *, right: str) -> HttpResponse:
    """Do what the form says and answer. Raises LastOwner."""
    if right != ColleagueForm.NOTHING:
        if right != theirs.right:
            representation.change_right(theirs, right=Right(right), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("directory:team", theirs.organisation.slug)
    representation.end(theirs, by=request.user)
    messages.success(request, _("Saved."))
    if theirs.user_id == request.user.pk:
        return redirect("directory:account")
    return redirect("directory:team", theirs.organisation.slug)


@permissions.signed_in
@require_POST
def withdraw_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    mine = _mine(request, slug)
    if mine.right != Right.OWNER:
        raise PermissionDenied
    ColleagueInvitation.objects.filter(organisation=mine.organisation, pk=pk).revoke()
    messages.success(request, _("The link of that invitation leads nowhere now."))
    return redirect("directory:team", slug)


@permissions.by_link
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: it is remembered, and the address without the token is shown."""
    invitation = ColleagueInvitation.objects.open().with_token(token).first()
    if invitation is None:
        return render(request, "directory/accounts/link_ended.html", status=404)
    request.session[INVITATION] = invitation.pk
    return redirect("directory:joining")


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest) -> HttpResponse:
    """Accept the invitation whose link was opened in this browser."""
    invitation = (
        ColleagueInvitation.objects.open()
        .select_related("organisation", "invited_by")
        .filter(pk=request.session.get(INVITATION))
        .first()
    )
    if invitation is None:
        return render(request, "directory/accounts/link_ended.html", status=404)
    is_mine = invitation.email == request.user.email
    is_another = is_of_another(request, invitation)
    if request.method == "POST" and is_mine and not is_another:
        try:
            colleagues.accept(invitation, by=request.user)
        except colleagues.InvitationEnded:
            return render(request, "directory/accounts/link_ended.html", status=404)
        del request.session[INVITATION]
        return redirect("directory:team", invitation.organisation.slug)
    context = {"invitation": invitation, "is_mine": is_mine, "is_another": is_another}
    return render(request, "directory/accounts/joining.html", context, status=409 if is_another else 200)


def _mine(request: HttpRequest, slug: str) -> Representative:
    """What the person may do for that organisation. Who does not speak for it finds nothing: 404."""
    mine = Representative.objects.current().of(request.user).select_related("organisation")
    return get_object_or_404(mine, organisation__slug=slug)

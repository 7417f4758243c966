"""Who speaks for an organisation: its owners invite colleagues, say what they may do, and end it."""

from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.accounts import colleagues
from directory.accounts.forms import ColleagueForm, InviteForm
from directory.gate import switches
from directory.gate.form_keys import sent_once
from directory.gate.form_tokens import is_of_another
from directory.models import ColleagueInvitation, Representative, Right
from directory.records.addresses import Gone
from directory.rights import permissions, representation
from directory.rights.methods import require_http_methods, require_POST, require_safe

INVITATION = "colleague_invitation"  # in the session: the primary key of the one whose link was opened last


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who speaks for an organisation; an owner also invites here. Raises Gone for a hidden one, for which nobody
    is invited."""
    reader = _reader(request, slug)
    organisation = reader.organisation
    if organisation.removed_at:
        raise Gone(organisation.removal_reason)
    form = InviteForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and reader.right != Right.OWNER:
        raise PermissionDenied
    if form.is_valid():
        if not colleagues.may_invite(request.user):
            return respond_429(request)
        colleagues.invite(organisation, by=request.user, language=get_language(), **form.cleaned_data)
        messages.success(request, _("The invitation is on its way."))
        return redirect("directory:team", slug)
    representatives = organisation.representatives.current().select_related("user").order_by("since")
    invitations = ColleagueInvitation.objects.open().filter(organisation=organisation)
    context = {
        "form": form,
        "reader": reader,
        "representatives": representatives,
        "invitations": invitations.order_by("email"),
        "undelivered": colleagues.undelivered(invitations),
    }
    return render(request, "directory/accounts/team.html", context)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one of them may do. An owner decides; everybody can leave."""
    reader = _reader(request, slug)
    if reader.right != Right.OWNER and pk != reader.pk:
        raise PermissionDenied
    representatives = reader.organisation.representatives.current().select_related("user", "organisation")
    representative = get_object_or_404(representatives, pk=pk)
    form = ColleagueForm(request.POST or None, initial={"right": representative.right})
    if reader.right != Right.OWNER:
        # The first choice is to be an owner, which nobody makes of themselves
        form.fields["right"].choices = form.fields["right"].choices[1:]
    if form.is_valid():
        try:
            return _change(request, representative, right=form.cleaned_data["right"])
        except representation.LastOwner:
            form.add_error(
                "right", _("The organisation would have no owner. Make somebody else an owner first.")
            )
    context = {"form": form, "reader": reader, "colleague": representative}
    return render(request, "directory/accounts/colleague.html", context)


def _change(request: HttpRequest, representative: Representative, *, right: str) -> HttpResponse:
    """Do what the form says and answer. Raises LastOwner."""
    team_page = redirect("directory:team", representative.organisation.slug)
    if right != ColleagueForm.NOTHING:
        if right != representative.right:
            representation.change_right(representative, right=Right(right), by=request.user)
        messages.success(request, _("Saved."))
        return team_page
    representation.end(representative, by=request.user)
    messages.success(request, _("Saved."))
    # Who has left may not see the team any more
    return redirect("directory:account") if representative.user_id == request.user.pk else team_page


@permissions.signed_in
@require_POST
def withdraw_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    reader = _reader(request, slug)
    if reader.right != Right.OWNER:
        raise PermissionDenied
    ColleagueInvitation.objects.filter(organisation=reader.organisation, pk=pk).revoke()
    messages.success(request, _("The link of that invitation leads nowhere now."))
    return redirect("directory:team", slug)


@permissions.by_link
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: it is remembered, and the address without the token is shown."""
    invitation = ColleagueInvitation.objects.open().with_token(token).first()
    if invitation is None:
        return render(request, "directory/accounts/link_ended.html", status=404)
    switches.require_writing()
    # In the session, which lasts through signing in or up: most people have to do that first
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


def _reader(request: HttpRequest, slug: str) -> Representative:
    """The reader as one who speaks for that organisation. Who does not finds nothing: 404."""
    representations = Representative.objects.current().of(request.user).select_related("organisation")
    return get_object_or_404(representations, organisation__slug=slug)

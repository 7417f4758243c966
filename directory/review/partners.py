"""Partners for which nobody is known who could be asked: the secretariat finds somebody, or a public page that names them."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.asking import invitations
from directory.gate.plain_text import LineField
from directory.models import Invitation, Source, State, Submission, User
from directory.records.fields import MailboxField, WebAddressField
from directory.review.named_partners import PublicSource, add_named_partner
from directory.rights import permissions
from directory.rights.methods import require_http_methods

ASK, NAME, LEAVE = "ask", "name", "leave"


class PartnerForm(forms.Form):
    """What became of looking for a partner. A public page counts once the partnership is public: before, it is entered with the
    decision. No address speaks for a state or a partnership."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What did you find?"),
        choices=[
            (ASK, gettext_lazy("Somebody there who can answer")),
            (NAME, gettext_lazy("A public page that names it as a partner")),
            (LEAVE, gettext_lazy("Nothing. It is not named")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you found.")},
    )
    email = MailboxField(
        label=gettext_lazy("The e-mail address there"),
        help_text=gettext_lazy("We ask by mail. Whoever registered sees the address, and readers never do."),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    title = LineField(
        label=gettext_lazy("Title of the page"),
        max_length=Source._meta.get_field("title").max_length,
        required=False,
    )
    url = WebAddressField(label=gettext_lazy("Its address"))

    def __init__(self, typed=None, *, invitation: Invitation):
        super().__init__(typed)
        left_out = set()
        if invitation.partnership is None:
            del self.fields["title"], self.fields["url"]
            left_out.add(NAME)
        if invitation.is_of_another_kind:
            del self.fields["email"]
            left_out.add(ASK)
        outcome = self.fields["outcome"]
        outcome.choices = [choice for choice in outcome.choices if choice[0] not in left_out]

    def clean(self):
        cleaned = super().clean()
        needed = {ASK: ["email"], NAME: ["title", "url"]}.get(cleaned.get("outcome"), [])
        sentences = {
            "email": _("Enter the e-mail address."),
            "title": _("Enter the title of the page."),
            "url": _("Enter the address of the page."),
        }
        for name in needed:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentences[name])
        return cleaned


@permissions.reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def partner_page(request: HttpRequest, pk: int) -> HttpResponse:
    sent_in = Invitation.objects.exclude(submission__state=State.DRAFT)
    invitation = get_object_or_404(
        sent_in.select_related(
            "submission",
            "partnership",
            "organisation",
            "state",
            "member_partnership",
            "country",
            "sector",
        ),
        pk=pk,
    )
    is_open = invitation.is_unasked and not invitation.revoked_at
    typed = request.POST if request.method == "POST" and is_open else None
    form = PartnerForm(typed, invitation=invitation)
    if form.is_valid():
        try:
            messages.success(request, _settle(invitation, form.cleaned_data, by=request.user))
        except invitations.InvitationNotOpen:
            messages.info(request, _("Somebody else was quicker."))
        return redirect("directory:review_submission", invitation.submission_id)
    context = {"invitation": invitation, "form": form, "is_open": is_open}
    return render(request, "directory/review/partner.html", context)


@transaction.atomic
def _settle(invitation: Invitation, cleaned: dict, *, by: User) -> str:
    """Do what the form says, and return what to tell. Raises InvitationNotOpen where somebody was quicker."""
    # As an acceptance or an answer does, so that one of them waits for the other
    submission = Submission.objects.select_for_update().get(pk=invitation.submission_id)
    unasked = Invitation.objects.unasked().filter(pk=invitation.pk)
    if not unasked.exists():
        raise invitations.InvitationNotOpen
    if cleaned["outcome"] == ASK:
        invitations.ask_at(invitation, cleaned["email"])
        return _("%(partner)s is asked now.") % {"partner": invitation.name}
    if cleaned["outcome"] == NAME:
        page = PublicSource(cleaned["title"], cleaned["url"])
        with translation.override(settings.LANGUAGE_CODE):
            add_named_partner(submission, invitation.item, page, partnership=invitation.partnership, by=by)
    unasked.update(revoked_at=timezone.now())
    if cleaned["outcome"] == NAME:
        return _("%(partner)s is named now, with that page as its source.") % {"partner": invitation.name}
    return _("%(partner)s is not looked for any more.") % {"partner": invitation.name}

"""Having an organisation asked about a record that nobody ever confirmed: one by one, or several at their desks at once. Each
mail is shown before it is sent, and what is sent is what was shown."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.asking import first_confirmations
from directory.asking.first_confirmations import ASKED_AT_ONCE, CannotAsk
from directory.asking.respondents import Respondent, desks_to_ask
from directory.finding.suggestions import SuggestedKind
from directory.gate.form_keys import sent_once
from directory.gate.plain_text import LineField
from directory.mail.languages import MailLanguageField, language_for
from directory.models import ContactPoint, FirstConfirmation, Mail, Organisation, Suppression
from directory.models.first_confirmations import AGAIN_AFTER_DAYS
from directory.records.fields import KeyField, MailboxField
from directory.review.unconfirmed import UnconfirmedRecord, in_order, records
from directory.rights import permissions
from directory.rights.methods import require_http_methods

ADDRESS = "address"  # the way that is no desk


class ShownMail(NamedTuple):
    """A mail as the preview shows it. The mailbox of a desk is not shown: whoever may see it reads it elsewhere."""

    mail: Mail
    requests: Sequence[FirstConfirmation]

    @property
    def desk(self) -> ContactPoint | None:
        return self.requests[0].contact_point


class FirstAskingForm(forms.Form):
    """Whom to ask about a record, and by which way. Where the record names no organisation that could be asked, the reviewer
    names one."""

    respondent = forms.ChoiceField(
        label=gettext_lazy("Whom to ask"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whom to ask.")},
    )
    organisation = KeyField(
        label=gettext_lazy("Whom to ask"),
        help_text=gettext_lazy(
            "The record names no organisation that could be asked. Enter the key of one in this directory that can tell, "
            "as in the address of its page: “interpol”. Its answer counts for the record; it does not become a member."
        ),
        widget=forms.TextInput({"data-suggest": "fill", "data-kinds": SuggestedKind.ORGANISATION}),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("By which way"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a way.")},
    )
    email = MailboxField(
        label=gettext_lazy("If by another address: which?"),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    origin = LineField(
        label=gettext_lazy("Where that address comes from"),
        help_text=gettext_lazy(
            "The mail says so, for its reader has a right to know, such as: it stands on your page “Contact”."
        ),
        max_length=200,
        required=False,
    )
    language = MailLanguageField(label=gettext_lazy("Language of the mail"))

    def __init__(self, typed=None, *, record: UnconfirmedRecord):
        self.record = record
        self.respondents = {respondent.key: respondent for respondent in record.respondents}
        super().__init__(typed, initial=self._proposal())
        del self.fields["organisation" if self.respondents else "respondent"]
        self.desks = {desk.slug: desk for respondent in record.respondents for desk in respondent.desks}
        if self.respondents:
            self.fields["respondent"].choices = [
                (key, _in_words(respondent)) for key, respondent in self.respondents.items()
            ]
        elif typed:
            self.desks = self._desks_of(typed.get("organisation", ""))
        self.fields["way"].choices = [
            *((slug, _desk_in_words(desk)) for slug, desk in self.desks.items()),
            (ADDRESS, _("Another address")),
        ]

    def _desks_of(self, typed_key: str) -> dict[str, ContactPoint]:
        """The desks of the organisation that a reviewer names: one of them may be chosen at the second look."""
        try:
            key = self.fields["organisation"].clean(typed_key)
        except forms.ValidationError:
            return {}
        desks = desks_to_ask().filter(organisation__slug=key).select_related("organisation")
        return {desk.slug: desk for desk in desks.order_by("pk")}

    def _proposal(self) -> dict[str, str]:
        respondents = self.record.respondents
        respondent = self.record.respondent or (respondents[0] if respondents else None)
        desk = self.record.desk
        return {
            "respondent": respondent.key if respondent else "",
            "way": desk.slug if desk else ADDRESS,
            "language": _language_of(desk) if desk else language_for([]),
        }

    def clean_organisation(self) -> Organisation:
        organisation = Organisation.objects.listed().filter(slug=self.cleaned_data["organisation"]).first()
        if organisation is None:
            raise forms.ValidationError(_("The directory has no organisation with this key."), code="unknown")
        if Organisation.objects.ended().filter(pk=organisation.pk).exists():
            raise forms.ValidationError(_("It has ended. Name the one that followed it."), code="ended")
        return organisation

    def clean(self):
        cleaned = super().clean()
        way, organisation = cleaned.get("way"), self._organisation(cleaned)
        if way == ADDRESS:
            for name in ("email", "origin"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for another address."))
            if cleaned.get("email") and Suppression.objects.of_addresses([cleaned["email"]]).exists():
                self.add_error("email", _("Its reader asked us not to write there with such questions."))
        elif way and organisation and self.desks[way].organisation_id != organisation.pk:
            self.add_error("way", _("This desk is another organisation's."))
        if organisation and organisation.pk in self.record.lately_asked:
            sentence = _("It was asked about this record less than %(days)s days ago.")
            name = "respondent" if self.respondents else "organisation"
            self.add_error(name, sentence % {"days": AGAIN_AFTER_DAYS})
        return cleaned

    def _organisation(self, cleaned: dict) -> Organisation | None:
        if respondent := self.respondents.get(cleaned.get("respondent", "")):
            return respondent.organisation
        return cleaned.get("organisation")

    def request(self) -> FirstConfirmation:
        """The request that is not saved yet."""
        cleaned = self.cleaned_data
        respondent = self.respondents.get(cleaned.get("respondent", ""))
        desk = self.desks.get(cleaned["way"])
        return FirstConfirmation(
            partnership=self.record.partnership,
            organisation=self._organisation(cleaned),
            in_place_of=respondent.in_place_of if respondent else None,
            is_beside=respondent is None,
            contact_point=desk,
            email=desk.mailbox if desk else cleaned["email"],
            address_origin="" if desk else cleaned["origin"],
            language=cleaned["language"],
        )


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about one record: whom, by which way, the mail, and only then is it sent."""
    shown = first_confirmations.unconfirmed().filter(slug=slug)
    partnership = get_object_or_404(shown)
    record = records(shown)[0]
    form = FirstAskingForm(request.POST if request.method == "POST" else None, record=record)
    mails: list[ShownMail] = []
    stop = ""
    if form.is_valid():
        mails = shown_mails([form.request()])
        if "send" in request.POST:
            stop = send(request, mails)
            if not stop:
                messages.success(request, _("“%(title)s” is asked about.") % {"title": partnership})
                return redirect("directory:review_unconfirmed")
    context = {"record": record, "form": form, "mails": mails, "seen": seen_as(mails), "stop": stop}
    return render(request, "directory/review/ask.html", context, status=409 if stop else 200)


@permissions.reviewer
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def batch_page(request: HttpRequest) -> HttpResponse:
    """Ask about several records, each at the desk that is proposed for it."""
    parameters = request.POST if request.method == "POST" else request.GET
    slugs = list(dict.fromkeys(parameters.getlist("partnership")))
    chosen = first_confirmations.unconfirmed().filter(
        slug__in=[slug[:80] for slug in slugs if "\0" not in slug]
    )
    rows = records(in_order(chosen)[:ASKED_AT_ONCE])
    mails = shown_mails(_proposed_request(row) for row in rows if row.is_batchable)
    stop = ""
    if request.method == "POST" and mails:
        stop = send(request, mails)
        if not stop:
            sentence = ngettext("One mail was written.", "%(count)s mails were written.", len(mails))
            messages.success(request, sentence % {"count": len(mails)})
            return redirect("directory:review_unconfirmed")
    context = {
        "mails": mails,
        "rows": [row for row in rows if row.is_batchable],
        "left_out": [row for row in rows if not row.is_batchable],
        "missing_count": len(slugs) - len(rows),
        "seen": seen_as(mails),
        "stop": stop,
    }
    return render(request, "directory/review/ask_batch.html", context, status=409 if stop else 200)


def send(request: HttpRequest, mails: Sequence[ShownMail]) -> str:
    """Send what was shown. Returns what stopped it, as a sentence, or ""."""
    if request.POST.get("seen") != seen_as(mails):
        return _(
            "The mails have changed since you saw them. Nothing was sent. Here they are as they are now."
        )
    try:
        first_confirmations.ask([each for mail in mails for each in mail.requests], by=request.user)
    except CannotAsk as obstacle:
        if obstacle.partnership:
            sentence = _("Nothing was sent: “%(title)s” was confirmed, asked about or taken away meanwhile.")
            return sentence % {"title": obstacle.partnership}
        return _("Nothing was sent: the reader of an address asked us not to write there.")
    return ""


def shown_mails(requests: Iterable[FirstConfirmation]) -> list[ShownMail]:
    return [
        ShownMail(first_confirmations.preview(group), group)
        for group in first_confirmations.in_mails(requests)
    ]


def seen_as(mails: Sequence[ShownMail]) -> str:
    """What stands for these mails: sent with the form, it shows that they are the ones that were looked at."""
    parts = [part for shown in mails for part in (shown.mail.recipient, shown.mail.subject, shown.mail.text)]
    return sha256("\0".join(parts).encode()).hexdigest()


def _proposed_request(row: UnconfirmedRecord) -> FirstConfirmation:
    return FirstConfirmation(
        partnership=row.partnership,
        organisation=row.respondent.organisation,
        in_place_of=row.respondent.in_place_of,
        contact_point=row.desk,
        email=row.desk.mailbox,
        language=_language_of(row.desk),
    )


def _language_of(desk: ContactPoint) -> str:
    return language_for(language.pk for language in desk.languages.all())


def _in_words(respondent: Respondent) -> str:
    words = {
        "organisation": respondent.organisation.name,
        "roles": ", ".join(dict.fromkeys(str(part.get_role_display()) for part in respondent.parts)),
        "member": respondent.member.name,
    }
    if respondent.in_place_of:
        return _("%(organisation)s, which followed %(member)s (%(roles)s)") % words
    return _("%(organisation)s (%(roles)s)") % words


def _desk_in_words(desk: ContactPoint) -> str:
    words = {
        "desk": desk.name,
        "organisation": desk.organisation.name,
        "visibility": desk.get_visibility_display(),
    }
    return _("Desk “%(desk)s” of %(organisation)s. Who may see it: %(visibility)s") % words

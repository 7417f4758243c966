"""Answering whether a record is true that nobody ever confirmed: by a link, without an account."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.answers.views import is_somebody_else, speaking_for
from directory.asking import first_answers, first_confirmations
from directory.asking.first_answers import FirstReply
from directory.asking.mailed_links import MailedLink
from directory.gate.channels import places_to_report
from directory.gate.form_tokens import is_of_another
from directory.gate.guard import GuardedForm
from directory.gate.plain_text import ParagraphsField
from directory.models import FirstAnswer, FirstConfirmation, Membership, Role, Status
from directory.records.fields import PartialDateFormField
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_POST

STILL_TRUE_LINK = MailedLink(
    "still_true",
    mail_new_link=first_confirmations.renew,
    kept_template="directory/answers/still_true_kept.html",
)
DATED = (FirstAnswer.ENDED, FirstAnswer.LEFT)


class FirstAnswerForm(GuardedForm):
    """What an organisation says about a record that names it. What was typed beside an answer that does not ask for it is
    kept as well: a reviewer reads it."""

    guarded = ("text",)

    answer = forms.ChoiceField(
        label=gettext_lazy("Is this record true?"),
        choices=FirstAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose your answer.")},
    )
    date = PartialDateFormField(
        label=gettext_lazy("If it has ended, or you have left: when?"),
        help_text=gettext_lazy("A year, a month or a day, such as 2005, 2005-12 or 2005-12-15."),
        required=False,
    )
    text = ParagraphsField(
        label=gettext_lazy("If something has changed: what?"),
        help_text=gettext_lazy("The secretariat reads it and corrects the record. Never write about a case."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Its status now"),
        choices=[("", gettext_lazy("As shown")), *Status.choices],
        required=False,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Your role now"),
        choices=[("", gettext_lazy("As shown")), *Role.choices],
        required=False,
    )

    def __init__(self, typed=None, *, request: FirstConfirmation, parts: list[Membership]):
        super().__init__(typed)
        self.request, self.parts = request, parts
        if request.is_beside:
            del self.fields["role"]
            answers = self.fields["answer"]
            answers.choices = [choice for choice in answers.choices if choice[0] != FirstAnswer.LEFT]

    def _clean_fields(self):
        super()._clean_fields()
        # A day that is none does not hold up somebody who says that it is still true
        if self.cleaned_data.get("answer") not in DATED and "date" in self.errors:
            del self.errors["date"]

    def clean(self):
        cleaned = super().clean()
        answer = cleaned.get("answer")
        says_what = any(cleaned.get(name) for name in ("text", "status", "role"))
        if answer == FirstAnswer.CHANGED and not says_what and not self.errors:
            self.add_error("text", _("Say what has changed, or choose the status or the role of now."))
        if answer in DATED and "date" not in self.errors:
            self._check_date(answer, cleaned.get("date", ""))
        return cleaned

    def _check_date(self, answer: str, date: str) -> None:
        if answer == FirstAnswer.ENDED:
            # When it ended may not be known to every member
            if date and date < self.request.partnership.started[: len(date)]:
                self.add_error("date", _("A partnership cannot end before it starts."))
        elif not date:
            self.add_error("date", _("Enter when you left. The year is enough."))
        elif any(date < part.joined[: len(date)] for part in self.parts):
            self.add_error("date", _("A member cannot leave before it joins."))

    def reply(self) -> FirstReply:
        cleaned = self.cleaned_data
        text = cleaned.get("text", "")
        if self.false_alarms:
            text = f"{text}\n\n{_('This is not about a case')}: {self.statement}"
        date = cleaned.get("date", "") if cleaned["answer"] in DATED else ""
        return FirstReply(
            FirstAnswer(cleaned["answer"]), text, cleaned["status"], cleaned.get("role", ""), date
        )


@permissions.by_link
@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: HttpRequest) -> HttpResponse:
    first_confirmation = _open_request(request)
    if first_confirmation is None:
        return STILL_TRUE_LINK.not_valid(request, typed=request.POST.get("text", ""))
    if not first_answers.is_answerable(first_confirmation):
        return _over(request, first_confirmation)
    is_another = is_of_another(request, first_confirmation)
    parts = list(first_answers.parts_of(first_confirmation))
    typed = request.POST if request.method == "POST" and not is_another else None
    form = FirstAnswerForm(typed, request=first_confirmation, parts=parts)
    if form.is_valid():
        by = speaking_for(request, first_confirmation.organisation)
        try:
            first_answers.answer(first_confirmation, form.reply(), by=by)
        except first_answers.FirstConfirmationNotOpen:
            return STILL_TRUE_LINK.not_valid(request, typed=request.POST.get("text", ""))
        return STILL_TRUE_LINK.was_used()
    members = Membership.objects.shown().filter(partnership=first_confirmation.partnership)
    context = {
        "form": form,
        "first_confirmation": first_confirmation,
        "parts": parts,
        "memberships": members.by_role().select_related("organisation", "country", "member_partnership"),
        "sources": first_answers.sources_behind(first_confirmation.partnership),
        "places": places_to_report(request),
        "is_another": is_another,
        "is_somebody_else": is_somebody_else(request, first_confirmation.organisation),
    }
    status = 409 if is_another else 200
    return render(request, "directory/answers/still_true.html", context, status=status)


@permissions.by_link
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Whoever reads at this address wants no such questions any more."""
    first_confirmation = _open_request(request)
    if first_confirmation is None:
        return STILL_TRUE_LINK.not_valid(request)
    if is_of_another(request, first_confirmation):
        return still_true(request)
    first_confirmations.stop(first_confirmation)
    return STILL_TRUE_LINK.ended(render(request, "directory/answers/still_true_stopped.html"))


def _open_request(request: HttpRequest) -> FirstConfirmation | None:
    requests = FirstConfirmation.objects.with_token(STILL_TRUE_LINK.token_of(request)).open()
    return requests.select_related("partnership", "organisation", "in_place_of").first()


def _over(request: HttpRequest, first_confirmation: FirstConfirmation) -> HttpResponse:
    """The response where the record has changed so far since that there is nothing to answer."""
    context = {"first_confirmation": first_confirmation}
    return render(request, "directory/answers/still_true_over.html", context, status=410)

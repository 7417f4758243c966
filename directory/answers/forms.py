from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.asking.applying import leaving
from directory.models import Answer, Invitation
from directory.questionnaire import EXPLAINED_ROLES
from directory.records.fields import PartialDateFormField


class AnswerForm(forms.Form):
    """What an organisation says about the part that another one named. What an answer does not need is ignored."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Is that right?"),
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose your answer.")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Which?"),
        choices=[("", gettext_lazy("Choose one")), *EXPLAINED_ROLES],
        required=False,
    )
    left = PartialDateFormField(
        label=gettext_lazy("When?"),
        help_text=gettext_lazy("The year is enough."),
        required=False,
    )

    def __init__(self, typed=None, *, invitation: Invitation):
        super().__init__(typed)
        self.invitation = invitation
        # Each stands under the one answer that needs it
        for name in ("role", "left"):
            self.fields[name].is_conditional = True
        end = date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
        self.fields["answer"].help_text = _(
            "Choose one. The link works once, until %(end)s; later, write to us."
        ) % {"end": end}

    def _clean_fields(self):
        super()._clean_fields()
        # A day that is none does not hold up somebody who answers that they are a member
        if self.cleaned_data.get("answer") != Answer.LEFT and "left" in self.errors:
            del self.errors["left"]

    def clean(self):
        cleaned = super().clean()
        answer = cleaned.get("answer")
        if answer == Answer.OTHER_ROLE and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", _("Choose your role."))
        if answer == Answer.LEFT and "left" not in self.errors:
            self._check_left(cleaned.get("left", ""))
        return cleaned

    def _check_left(self, left: str) -> None:
        if not left:
            self.add_error("left", _("Enter when you left. The year is enough."))
            return
        parts = self.invitation.parts_in(
            self.invitation.partnership_id or self.invitation.submission.partnership_id
        )
        # Of a year, only the year in which it joined tells whether it comes before
        if parts and any(left < part.joined[: len(left)] for part in leaving(parts)):
            self.add_error("left", _("A member cannot leave before it joins."))

"""The forms of reviewers: a decision about a submission, a decision with its reason, what became of a report."""

from collections.abc import Iterable
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import LineField, ParagraphsField
from directory.models import Invitation
from directory.records.fields import WebAddressField
from directory.review.comparison import ComparedRow, partners_in
from directory.review.decisions import FieldQuestion
from directory.review.named_partners import PublicSource


class PartnerPage(NamedTuple):
    """The fields for a public page that names a partner which has not answered."""

    partner: str
    title: forms.BoundField
    url: forms.BoundField


class DecisionForm(forms.Form):
    """What a reviewer types about a submission, whichever decision it becomes.

    Besides its two own fields it has one for a question about each row of answers; for each partner that has not
    answered, two for the public page that names it; and for each invitation in `held`, whose answer came from an address
    that proves nothing, whether the answer was checked. `invitations_sent` are all of the submission.
    """

    message = ParagraphsField(
        label=gettext_lazy("Message to the registrant"),
        help_text=gettext_lazy("Needed when you refuse: it is the reason that the registrant reads."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    makes_owner = forms.BooleanField(
        label=gettext_lazy("I have checked that the registrant speaks for the organisation"),
        help_text=gettext_lazy("When you accept, the registrant becomes its first owner."),
        required=False,
    )

    def __init__(
        self,
        typed=None,
        *,
        rows: Iterable[ComparedRow],
        invitations_sent: Iterable[Invitation],
        held: Iterable[Invitation],
        may_make_owner: bool,
        **options,
    ):
        super().__init__(typed, **options)
        if not may_make_owner:
            del self.fields["makes_owner"]
        self.rows = list(rows)
        self.invitations_sent = invitations_sent
        answered = {invitation.item for invitation in invitations_sent if invitation.answer}
        self.partners = partners_in(self.rows, without=answered)
        for row in self.rows:
            self.fields[row.question_field] = ParagraphsField(
                label=_("Question about “%(field)s”") % {"field": row.label},
                required=False,
                max_length=1000,
                widget=forms.Textarea({"rows": 2}),
            )
            # The page draws each question beside the answer that it is about.
            row.ask = self[row.question_field]
        self.held = {f"believes-{invitation.item}": invitation for invitation in held}
        for field, invitation in self.held.items():
            self.fields[field] = believing(invitation)
        for item, name in self.partners.items():
            self.fields[f"title-{item}"] = LineField(
                label=_("Title of a public page that names %(partner)s") % {"partner": name},
                required=False,
                max_length=300,  # as of a Source
            )
            self.fields[f"url-{item}"] = WebAddressField(label=_("Its address"))

    @property
    def sources(self) -> list[PartnerPage]:
        return [
            PartnerPage(name, self[f"title-{item}"], self[f"url-{item}"])
            for item, name in self.partners.items()
        ]

    @property
    def to_believe(self) -> list[forms.BoundField]:
        """The fields that ask whether an answer was checked."""
        return [self[field] for field in self.held]

    @property
    def believed(self) -> list[str]:
        """The keys of partners whose answer was checked."""
        return [invitation.item for field, invitation in self.held.items() if self.cleaned_data.get(field)]

    @property
    def questions(self) -> list[FieldQuestion]:
        return [
            FieldQuestion(*row.position, text)
            for row in self.rows
            if (text := self.cleaned_data.get(row.question_field))
        ]

    @property
    def named(self) -> dict[str, PublicSource]:
        """By the key of a partner, the public page that names it, where one was typed."""
        return {
            item: PublicSource(self.cleaned_data[f"title-{item}"], self.cleaned_data[f"url-{item}"])
            for item in self.partners
            if self.cleaned_data.get(f"url-{item}")
        }

    def clean(self):
        cleaned = super().clean()
        for item in self.partners:
            title, url = f"title-{item}", f"url-{item}"
            # Where one of the two is wrong, its own error says enough.
            if bool(cleaned.get(title)) != bool(cleaned.get(url)) and not {title, url} & self.errors.keys():
                missing = url if cleaned.get(title) else title
                self.add_error(missing, _("Enter both the title and the address of the page."))
        return cleaned

    # What each decision needs. A second call would add its error once more.

    def is_acceptance(self) -> bool:
        if self.is_valid() and self.questions:
            self.add_error(
                None, _("You have typed a question. Return the submission, or delete the question.")
            )
        return self.is_valid()

    def is_return(self) -> bool:
        if self.is_valid() and not self.questions:
            self.add_error(None, _("Ask at least one question, beside the answer that it is about."))
        return self.is_valid()

    def is_refusal(self) -> bool:
        if self.is_valid() and not self.cleaned_data["message"]:
            self.add_error("message", _("Enter the reason. The registrant reads it."))
        return self.is_acceptance()


def believing(invitation: Invitation) -> forms.BooleanField:
    """Whether an answer that came from an address that proves nothing is the organisation's own."""
    website = invitation.organisation.website if invitation.organisation else ""
    return forms.BooleanField(
        label=_("I have checked that the answer “%(answer)s” from %(domain)s is that of %(partner)s")
        % {
            "answer": invitation.get_answer_display(),
            "domain": invitation.answer_domain,
            "partner": invitation.organisation or invitation.name,
        },
        help_text=_("Its website: %(website)s. The answer becomes public.") % {"website": website}
        if website
        else _("The directory knows no website of it. The answer becomes public."),
        required=False,
    )


class ReasonForm(forms.Form):
    """A decision with its reason, of at most `most` characters. `label` says what to write, `hint` who reads it."""

    def __init__(self, typed=None, *, label: str, hint: str = "", most: int = 1000):
        super().__init__(typed)
        self.fields["reason"] = ParagraphsField(
            label=label,
            help_text=hint,
            max_length=most,
            widget=forms.Textarea({"rows": 4}),
            error_messages={"required": _("Write this in a sentence: “%(label)s”.") % {"label": label}},
        )


class SettlingForm(ReasonForm):
    """What became of a report, and whether the held answer that it is about was checked."""

    def __init__(self, typed=None, *, held: Invitation | None, **options):
        super().__init__(typed, **options)
        if held:
            self.fields = {"believes": believing(held), **self.fields}

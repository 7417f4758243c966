from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.accounts.adapter import LONGEST_ADDRESS, canonical_address
from directory.finding.suggestions import KEY_OF_A_SUGGESTION, SuggestedKind
from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField, ParagraphsField
from directory.mail.languages import MailLanguageField, can_choose_language
from directory.models import (
    Organisation,
    Representative,
    Right,
    User,
)
from directory.models.text_search import LONGEST_QUERY
from directory.rights import domains
from directory.rights.verification import is_allowed

MOST_FOUND = 20


class AddressField(forms.EmailField):
    """An e-mail address in the one form in which it is kept."""

    default_error_messages = {"invalid": gettext_lazy("Enter an e-mail address, such as desk@example.org.")}

    def __init__(self, **options):
        super().__init__(max_length=LONGEST_ADDRESS, **options)

    def clean(self, value):
        return canonical_address(super().clean(value))


class ProfileForm(forms.ModelForm):
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("The secretariat and your colleagues see it. It is never public."),
    )
    language = MailLanguageField(label=gettext_lazy("Language of e-mails to you"), widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ["name", "language"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not can_choose_language():
            del self.fields["language"]


class DeleteForm(forms.Form):
    """Deleting an account is confirmed by typing its address."""

    email = AddressField(
        label=gettext_lazy("Type your e-mail address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, typed=None, *, user: User):
        super().__init__(typed)
        self.user = user

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if email != self.user.email:
            raise ValidationError(_("This is not the address of your account."), code="other_address")
        return email


class OrganisationSearchForm(forms.Form):
    """Finding the organisation that one speaks for, or where one is an official."""

    q = LineField(
        label=gettext_lazy("Name or acronym of the organisation"),
        max_length=LONGEST_QUERY,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "organization"}),
    )

    def __init__(self, *args, organisations: QuerySet[Organisation], leads_to: str = "", **options):
        """`leads_to`: the page, by name, of a suggestion that is chosen; without it a choice is looked for like any words."""
        super().__init__(*args, **options)
        self.organisations = organisations
        way = {"data-suggest": "submit"}
        if leads_to:
            address = reverse(leads_to, args=[KEY_OF_A_SUGGESTION])
            way = {"data-suggest": "go", "data-address": address}
        self.fields["q"].widget.attrs |= {**way, "data-kinds": SuggestedKind.ORGANISATION}

    @property
    def typed(self) -> str:
        return self.cleaned_data["q"] if self.is_valid() else ""

    @cached_property
    def matches(self) -> list[Organisation]:
        """The likeliest of the organisations, MOST_FOUND at most; none where nothing is looked for."""
        return list(self.organisations.best_matching(self.typed)[:MOST_FOUND]) if self.typed else []


class ClaimForm(forms.ModelForm):
    statement = ParagraphsField(
        label=gettext_lazy("Why you speak for it"),
        max_length=1000,
        help_text=gettext_lazy(
            "For example: what you do there, and a page of its website that names you. Only the secretariat reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = Representative
        fields = ["statement"]


class DomainAddressForm(forms.Form):
    """Where a code is mailed to, to prove a claim."""

    email = AddressField(
        label=gettext_lazy("Your e-mail address at the organisation"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, typed=None, *, domain: str):
        super().__init__(typed)
        self.domain = domain
        self.fields["email"].help_text = _("It has to end in %(domain)s.") % {"domain": domain}

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if not domains.is_within(email.rpartition("@")[2], self.domain):
            raise ValidationError(
                _("This address does not end in %(domain)s, the organisation’s own web domain."),
                params={"domain": self.domain},
                code="other_domain",
            )
        return email


class DomainCodeForm(forms.Form):
    code = LineField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("Six digits, from the e-mail that we sent."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        # However somebody groups the digits to read them
        return self.cleaned_data["code"].replace(" ", "").replace("-", "")


class MailedCodeForm(forms.Form):
    """A code by which somebody confirms who they are."""

    code = LineField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("The letters in the e-mail that we sent, such as BCDF-GHJK."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class InviteForm(forms.Form):
    """A colleague to be invited by an owner."""

    email = AddressField(
        label=gettext_lazy("E-mail address of your colleague"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    right = forms.ChoiceField(
        label=gettext_lazy("What your colleague may do"),
        choices=[
            (Right.EDITOR, gettext_lazy("Editor: change the records")),
            (Right.OWNER, gettext_lazy("Owner: change the records, and say who else may")),
        ],
        initial=Right.EDITOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, typed=None, *, organisation: Organisation):
        super().__init__(typed)
        self.organisation = organisation

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if self.organisation.representatives.current().filter(user__email=email).exists():
            raise ValidationError(_("This person speaks for the organisation already."), code="already")
        return email


class ColleagueForm(forms.Form):
    """What somebody may do for an organisation from now on."""

    NOTHING = "nothing"  # no right at all: it is not one of `Right`

    right = forms.ChoiceField(
        label=gettext_lazy("From now on"),
        choices=[
            (Right.OWNER, gettext_lazy("Owner: change the records, and say who else may")),
            (Right.EDITOR, gettext_lazy("Editor: change the records")),
            (NOTHING, gettext_lazy("Not speak for the organisation any more")),
        ],
        widget=forms.RadioSelect,
    )


class OfficialForm(GuardedForm):
    """What somebody does who asks to be verified as an official."""

    guarded = ("statement",)

    statement = ParagraphsField(
        label=gettext_lazy("What you do there"),
        max_length=1000,
        help_text=gettext_lazy(
            "Your unit and function, and how the secretariat can reach you through the switchboard. Only the secretariat"
            " reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class OfficialAddressForm(forms.Form):
    """Where a code is mailed to: an address on a mail domain that reviewers allowed for the organisation."""

    email = AddressField(
        label=gettext_lazy("Your official e-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, typed=None, *, domains: list[str]):
        super().__init__(typed)
        self.domains = domains
        self.fields["email"].help_text = _("It has to end in one of these: %(domains)s.") % {
            "domains": ", ".join(domains)
        }

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if not is_allowed(email, self.domains):
            raise ValidationError(
                _("This address is not on a mail domain that is allowed for the organisation."),
                code="other_domain",
            )
        return email

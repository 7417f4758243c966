from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.accounts.adapter import canonical_address
from directory.models import User
from directory.plain_text import LineField


class ProfileForm(forms.ModelForm):
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("The secretariat and your colleagues see it. It is never public."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of e-mails to you"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    class Meta:
        model = User
        fields = ["name", "language"]


class DeleteForm(forms.Form):
    """Deleting an account is confirmed by typing its address."""

    email = forms.EmailField(
        label=gettext_lazy("Type your e-mail address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data=None, *, user: User):
        super().__init__(data)
        self.user = user

    def clean_email(self) -> str:
        email = canonical_address(self.cleaned_data["email"])
        if email != self.user.email:
            raise ValidationError(_("This is not the address of your account."), code="other_address")
        return email

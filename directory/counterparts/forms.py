"""What is asked in an address: whom to be introduced to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models.text_search import LONGEST_QUERY
from directory.plain_text import LineField


class IntroductionForm(forms.Form):
    to = LineField(
        label=_("Name of the organisation"),
        max_length=LONGEST_QUERY,
        minimum_letters=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

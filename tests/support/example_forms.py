"""Forms that no page of the site has: one with every kind of control, one whose texts are looked at for cases."""

from django import forms
from django.template import engines

from directory.gate.guard import GuardedForm
from directory.gate.plain_text import LineField, ParagraphsField

COLOURS = [("red", "Red"), ("blue", "Blue")]
PAGE = """{% extends "directory/base.html" %}{% block title %}A form{% endblock %}{% block content %}<h1>A form</h1>
{% include "directory/parts/_error_summary.html" with form=form only %}<form method="post" novalidate>
{% for field in form %}{% include "directory/parts/_field.html" with field=field only %}{% endfor %}<button>Send</button></form>
{% endblock content %}"""


class EveryKind(forms.Form):
    """A form with every kind of control that the site draws."""

    name = forms.CharField(help_text="As on your card.")
    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}), required=False
    )
    website = forms.URLField(assume_scheme="https")
    text = forms.CharField(widget=forms.Textarea, help_text="Short sentences.")
    kind = forms.ChoiceField(choices=COLOURS)
    colour = forms.ChoiceField(choices=COLOURS, widget=forms.RadioSelect, help_text="Only one.")
    colours = forms.MultipleChoiceField(choices=COLOURS, widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="I agree")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "Nothing fits.")


def drawn(**typed: str) -> str:
    """The page of a form with errors, where something was typed."""
    return engines["django"].from_string(PAGE).render({"form": EveryKind(typed)})


class Programme(GuardedForm):
    guarded = ("title", "summary")

    title = LineField(max_length=40)
    summary = ParagraphsField(max_length=200)
    country = forms.CharField(required=False)

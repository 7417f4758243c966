"""How a form is drawn: each field in one way, its hint and error tied to it, and a summary that leads to what is wrong."""

import re

import pytest
from django import forms
from django.template import engines

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


def control(page: str, name: str) -> str:
    return re.search(rf'<(?:input|select|textarea)[^>]* ?name="{name}"[^>]*>', page)[0]


@pytest.mark.parametrize(
    ("name", "described"),
    [
        ("name", "id_name_helptext id_name_error"),
        ("website", "id_website_error"),
        ("text", "id_text_helptext id_text_error"),
        ("agreed", "id_agreed_error"),
    ],
)
def test_a_wrong_field_is_told_by_its_hint_and_its_error(name, described):
    page = drawn(website="javascript:x")

    assert f'aria-describedby="{described}"' in control(page, name)
    assert 'aria-invalid="true"' in control(page, name)
    for part in described.split():
        assert page.count(f'id="{part}"') == 1


def test_choices_are_one_group_with_its_hint_and_error():
    page = drawn()

    assert '<fieldset aria-describedby="id_colour_helptext id_colour_error">' in page
    assert "aria-describedby" not in control(page, "colour")
    assert page.count('id="id_colour_error"') == page.count('id="id_colour_helptext"') == 1


def test_every_label_names_one_control_and_tells_what_may_stay_empty():
    page = drawn(name="<b>Ana</b>")

    for label in re.findall(r'<label[^>]* for="([^"]+)"', page):
        assert page.count(f'id="{label}"') == 1
    assert re.findall(r'(\S+) <span class="optional">', page) == ["address"]
    assert 'autocomplete="email"' in control(page, "email")
    assert "&lt;b&gt;Ana" in control(page, "name")


def test_the_summary_leads_to_every_wrong_field():
    page = drawn(email="ana@example.org")
    links = re.findall(r'<li><a href="#([^"]+)">', page)

    assert links == [
        "id_name",
        "id_website",
        "id_text",
        "id_kind",
        "id_colour_0",
        "id_colours_0",
        "id_agreed",
    ]
    for link in links:
        assert page.count(f'id="{link}"') == 1
    assert "<li>Nothing fits.</li>" in page


def test_a_form_that_was_not_sent_yet_has_no_summary():
    assert "problems" not in engines["django"].from_string(PAGE).render({"form": EveryKind()})

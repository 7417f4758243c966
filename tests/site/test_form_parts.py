"""How a form is drawn: each field in one way, its hint and error tied to it, and a summary that leads to what is wrong."""

import re

import pytest
from django.template import engines

from tests.support.example_forms import PAGE, EveryKind, drawn


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
    assert re.findall(r'(\S+)\s+<span\s+class="optional"', page) == ["address"]
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

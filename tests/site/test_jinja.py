"""The parts of pages that Jinja2 draws: what is text stays text, and their words are translated."""

import re
from pathlib import Path

import jinja2
import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.utils.safestring import SafeString
from django.utils.translation.template import templatize

from config.jinja import escapes

TEMPLATES = sorted(Path(settings.BASE_DIR, "directory", "jinja2").rglob("*.html"))


@pytest.fixture
def environment():
    return engines["jinja2"].env


def test_text_is_escaped_and_markup_is_not(environment):
    template = environment.from_string('<i title="{{ value }}">{{ value }}</i>')

    for _time in range(2):  # the second time it is remembered
        assert template.render(value="<b>&'\"") == (
            '<i title="&lt;b&gt;&amp;&#x27;&quot;">&lt;b&gt;&amp;&#x27;&quot;</i>'
        )
    assert template.render(value=SafeString("<br>")) == '<i title="<br>"><br></i>'
    assert template.render(value=7) == '<i title="7">7</i>'


def test_long_texts_are_escaped_and_not_remembered(environment):
    text = "<b>" * 1000

    assert environment.from_string("{{ value }}").render(value=text) == "&lt;b&gt;" * 1000
    assert text not in escapes


def test_a_name_that_nothing_stands_behind_is_an_error(environment):
    with pytest.raises(jinja2.UndefinedError):
        environment.from_string("{{ missing }}").render()


def test_a_part_is_drawn_without_its_indentation_within_a_page():
    page = Template('{% load jinja %}{% jinja "browse/tags.html" tags=tags %}')

    assert page.render(Context({"tags": [("due", "<Due>")]})) == (
        '<ul class="tags" role="list">\n<li class="tag due">&lt;Due&gt;</li>\n</ul>'
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_makemessages_finds_every_word(template):
    source = template.read_text()
    words = re.findall(r'_\("([^"]+)"\)', source)

    found = templatize(source, origin=template.name)

    assert source.count("_(") == len(words)
    assert all(f'_("{word}")' in found for word in words)

"""Tags that keep what is the same each time: they say what Django's own say, in each language."""

import pytest
from django.template import Context, Template
from django.template.engine import Engine
from django.urls import NoReverseMatch
from django.utils.translation import override

LIBRARY = "{% load i18n %}"
# Django has these in all languages
WORDS = '{% translate "Yes" %}'
SENTENCES = [
    "{% blocktranslate %}Yes{% endblocktranslate %}",
    "{% blocktranslate with word=name %}{{ word }} & 100 %{% endblocktranslate %}",
    "{% blocktranslate count n=count %}{{ n }} of {{ name }}{% plural %}{{ n }} all of {{ name }}{% endblocktranslate %}",
    '{% translate name %} {% translate "Yes" as yes %}{{ yes }}',
]


@pytest.mark.parametrize("source", [WORDS, *SENTENCES])
def test_words_are_those_that_django_says(source):
    ours = Template(LIBRARY + source)
    djangos = Engine(libraries={"i18n": "django.templatetags.i18n"}).from_string(LIBRARY + source)

    for _time in range(2):
        for language in ("en", "fr", "ar"):
            for name, count in [("<b>", 1), ("Yes", 2)]:
                with override(language):
                    context = {"name": name, "count": count}
                    assert ours.render(Context(context)) == djangos.render(Context(context))


def test_words_that_are_kept_are_kept_for_one_language():
    words = Template(LIBRARY + WORDS)

    for language, word in [("fr", "Oui"), ("es", "Sí"), ("fr", "Oui")]:
        with override(language):
            assert words.render(Context()) == word


def test_an_address_is_that_of_its_language_and_of_what_stands_in_it():
    address = Template("{% url 'directory:organisation' slug %}{% url 'directory:home' as home %} {{ home }}")

    for language, prefix in [("en", ""), ("fr", "/fr"), ("en", "")]:
        for slug in ("one", "two"):
            with override(language):
                assert address.render(Context({"slug": slug})) == f"{prefix}/organisations/{slug}/ {prefix}/"


def test_an_address_that_there_is_not_is_an_error_each_time():
    address = Template("{% url 'directory:organisation' slug %}")

    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            address.render(Context({"slug": "no/slug"}))


def test_a_page_fills_the_frame_that_it_names():
    pages = {
        name: Template(f"{{% extends '400.html' %}}{{% block content %}}{name}{{% endblock %}}")
        for name in ("a", "b")
    }

    for name in ("a", "b", "a"):
        page = pages[name].render(Context())
        assert f"{name}\n" in page
        assert page.count("<footer") == 1

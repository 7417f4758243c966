"""Pages say who runs the site, by which rules, and are in the colours of the deployment."""

import pytest
from django.conf import settings as site
from django.template.loader import render_to_string
from django.utils import translation

from directory.management import samples
from directory.management.commands import demo
from tests.support.reading import words
from tests.support.responses import text

NAME, ADDRESS = "Office for Examples", "1 Example Street, 1000 Example"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.fixture
def operator(settings):
    settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS = NAME, ADDRESS
    settings.CONTACT_EMAIL = "editors@office.example.org"
    settings.DECISION_DAYS, settings.ANSWER_DAYS = 10, 1


def part() -> str:
    """What every page has in its footer."""
    return render_to_string("directory/parts/_operator.html")


def test_the_footer_names_the_operator_and_where_to_write(operator):
    footer = part()

    assert NAME in footer
    assert ADDRESS in footer
    assert 'href="mailto:editors@office.example.org"' in footer
    assert "sample" not in footer


def test_the_footer_says_that_nobody_is_named(settings):
    assert "Who runs this copy is not stated." in part()
    assert 'href="/report-problem/"' in part()


def test_an_operator_that_is_a_sample_is_marked(operator, settings):
    settings.OPERATOR_IS_SAMPLE = True

    assert "This operator is a sample: nobody runs this copy." in part()


def test_every_page_names_it_and_the_licence(client, operator, settings):
    settings.DATA_LICENCE_NAME = "CC BY 4.0"

    for address in ("/about/", "/no-such-page/", "/account/sign-in/"):
        page = text(client.get(address))
        footer = page[page.index('<footer class="foot">') :]
        assert NAME in footer
        assert "Facts: CC BY 4.0." in footer


def test_the_name_is_text(operator, settings):
    settings.OPERATOR_NAME = "<b>Bold</b> & Co"

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in part()


def test_about_says_who_runs_it_and_when_one_gets_an_answer(client, operator):
    about = words(client, "/about/")

    assert f"Operator {NAME}" in about
    assert f"Address {ADDRESS}" in about
    assert "A registration or a change is decided within 10 days" in about
    assert "A letter or a reported problem is answered within 1 day" in about


def test_about_says_what_is_not_stated(client):
    about = words(client, "/about/")

    assert "Those who run this copy have not said who they are." in about
    assert "The operator has stated no rules of its own." in about


def test_about_shows_the_rules_in_the_language_of_the_reader(client, settings, tmp_path):
    settings.EDITORIAL_RULES_FILE = tmp_path / "rules.txt"
    (tmp_path / "rules.txt").write_text("# What we take\n\nWe <ask> first.\n\n- One\n- Two")
    (tmp_path / "rules.fr.txt").write_text("Nous demandons d’abord.")

    assert "What we take We <ask> first. One Two" in words(client, "/about/").replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    with translation.override("fr"):
        french = render_to_string("directory/pages/_operator.html")
    with translation.override("es"):
        spanish = render_to_string("directory/pages/_operator.html")
    assert "Nous demandons" in french
    assert '<div lang="en" dir="ltr">' in spanish
    assert "We &lt;ask&gt; first." in spanish


def test_the_emblem_is_served_as_a_picture_that_does_nothing_else(client, settings, tmp_path):
    assert "<img" not in part()
    assert client.get("/emblem.svg").status_code == 404

    settings.OPERATOR_EMBLEM = tmp_path / "emblem.svg"
    settings.OPERATOR_EMBLEM.write_bytes(SVG)
    _before, _src, rest = part().partition('src="')
    answer = client.get(rest.partition('"')[0])

    assert answer.content == SVG
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]  # so that `default-src 'none'` counts
    assert "immutable" in answer["Cache-Control"]
    assert client.get("/emblem.png").status_code == 404


def test_colours_of_a_deployment_are_a_small_sheet_of_their_own(client, settings):
    assert render_to_string("directory/parts/_colours.html").strip() == ""
    assert client.get("/colours.css").status_code == 404

    settings.COLOURS = {"accent": ("#7a1f3d", "#f0b8c8"), "deep": ("#3b0f1e", "#2a0a15")}
    answer = client.get("/colours.css")

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content.decode() == (
        ":root{--accent:#7a1f3d;--deep:#3b0f1e;}\n"
        "@media screen and (prefers-color-scheme:dark){:root{--accent:#f0b8c8;--deep:#2a0a15;}}\n"
    )
    assert 'href="/colours.css?v=' in render_to_string("directory/parts/_colours.html")


def test_the_demo_has_a_sample_for_an_operator_unless_there_is_one(operator, settings):
    assert demo.sample_operator() == {}

    settings.OPERATOR_NAME = ""
    for name in samples.OPERATOR:
        setattr(settings, name, getattr(site, name))  # so that it is put back in the end
    variables = demo.sample_operator()

    assert variables["OPERATOR_IS_SAMPLE"] == "yes"
    assert variables["CONTACT_EMAIL"].endswith(".example")
    assert "This operator is a sample" in part()

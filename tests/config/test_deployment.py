"""What the settings say of the operator is read as it is meant, and `check --deploy` asks for what is missing."""

from pathlib import Path

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from config import colours, deployment, environment

EVERYTHING = {
    "OPERATOR_NAME": "Office for Examples",
    "OPERATOR_ADDRESS": "1 Example Street, 1000 Example",
    "OPERATOR_WEBSITE": "https://office.example.org/",
    "CONTACT_EMAIL": "editors@office.example.org",
    "DECISION_DAYS": 10,
    "ANSWER_DAYS": 5,
    "DATA_LICENCE_NAME": "CC BY 4.0",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.fixture
def complete(settings, tmp_path):
    """Settings of a site that says everything of its operator."""
    for name, value in EVERYTHING.items():
        setattr(settings, name, value)
    settings.EDITORIAL_RULES_FILE = tmp_path / "rules.txt"
    settings.EDITORIAL_RULES_FILE.write_text("We ask first.")
    settings.OPERATOR_EMBLEM = tmp_path / "emblem.svg"
    settings.OPERATOR_EMBLEM.write_text(SVG)
    return settings


def warnings() -> list[str]:
    return [warning.id for warning in deployment.check_operator()]


def test_a_site_that_says_everything_is_asked_for_nothing(complete):
    assert warnings() == []
    assert deployment.check_operator_files() == colours.check_colours() == []


@pytest.mark.parametrize("missing", deployment.ASKED_FOR, ids=lambda missing: missing.setting)
def test_each_thing_that_is_not_said_is_asked_for(complete, missing):
    setattr(complete, missing.setting, None)

    (warning,) = deployment.check_operator()

    assert warning.id == missing.id
    assert missing.setting in warning.hint


def test_a_sample_is_not_taken_for_an_operator(complete):
    complete.OPERATOR_IS_SAMPLE = True

    assert warnings() == ["directory.W210"]


def test_what_is_asked_for_is_asked_before_a_site_goes_public_only():
    usual = checks.registry.registry.get_checks()
    deploy = checks.registry.registry.get_checks(include_deployment_checks=True)

    for check in (deployment.check_operator, deployment.check_operator_files, colours.check_colours):
        assert check not in usual
        assert check in deploy


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("emblem.gif", b"GIF89a", "neither an .svg nor a .png"),
        ("emblem.png", b"GIF89a", "no picture of that kind"),
        ("emblem.svg", b"<html></html>", "no picture of that kind"),
        ("emblem.svg", SVG.encode() + b" " * deployment.LARGEST_EMBLEM, "are the most"),
        ("emblem.svg", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_emblem_is_named_and_a_plain_sign_stays(
    complete, tmp_path, name, content, sentence
):
    complete.OPERATOR_EMBLEM = tmp_path / "other" / name
    complete.OPERATOR_EMBLEM.parent.mkdir()
    if content is not None:
        complete.OPERATOR_EMBLEM.write_bytes(content)

    (error,) = deployment.check_operator_files()

    assert error.id == "directory.E201"
    assert sentence in error.msg
    assert deployment.emblem() is None


def test_rules_that_cannot_be_read_are_named(complete, tmp_path):
    complete.EDITORIAL_RULES_FILE = tmp_path / "none.txt"

    assert [error.id for error in deployment.check_operator_files()] == ["directory.E202"]
    assert deployment.editorial_rules() is None


def test_rules_have_headings_paragraphs_and_lists():
    text = "# What we take in\nA cooperation\nof two.\n\n- One\n- Two\n\n\nThe end.\n"

    assert [tuple(part) for part in deployment.paragraphs(text)] == [
        ("heading", ["What we take in"]),
        ("text", ["A cooperation of two."]),
        ("list", ["One", "Two"]),
        ("text", ["The end."]),
    ]


def test_the_shipped_rules_can_be_read():
    rules = Path(deployment.__file__).parent.parent / "directory" / "sample" / "editorial-rules.txt"

    kinds = {part.kind for part in deployment.paragraphs(rules.read_text())}

    assert kinds == {"heading", "text", "list"}


def test_colours_are_read_for_light_and_dark(monkeypatch):
    monkeypatch.setenv("COLOURS", "accent = #7A1F3D/#f0b8c8, deep=#3b0f1e/#2a0a15,")

    assert environment.colours("COLOURS", colours.OWN_COLOURS) == {
        "accent": ("#7a1f3d", "#f0b8c8"),
        "deep": ("#3b0f1e", "#2a0a15"),
    }


@pytest.mark.parametrize("typed", ["accent=#7a1f3d", "law=#000000/#ffffff", "accent=red/blue", "#7a1f3d"])
def test_a_colour_that_cannot_be_read_stops_the_start(monkeypatch, typed):
    monkeypatch.setenv("COLOURS", typed)

    with pytest.raises(ImproperlyConfigured, match="COLOURS should look like accent="):
        environment.colours("COLOURS", colours.OWN_COLOURS)


def test_own_colours_win_over_the_shipped_ones(settings):
    settings.COLOURS = {"accent": ("#7a1f3d", "#f0b8c8")}

    palette = colours.palette()

    assert (palette.light["accent"], palette.dark["accent"]) == ("#7a1f3d", "#f0b8c8")
    assert palette.light["paper"] == "#ffffff"
    assert colours.check_colours() == []


def test_each_pair_that_is_hard_to_read_is_named_with_its_mode(settings):
    settings.COLOURS = {"accent": ("#c9a0ac", "#f0b8c8"), "on-accent": ("#ffffff", "#26060e")}

    sentences = [error.msg for error in colours.check_colours()]

    assert sentences
    assert all("in light mode" in sentence for sentence in sentences)
    assert any("accent (#c9a0ac) on paper (#ffffff)" in sentence for sentence in sentences)


def test_contrast_is_that_of_the_guidelines():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_shipped_colours_would_pass(settings):
    palette = colours.shipped_palette()
    settings.COLOURS = {name: (palette.light[name], palette.dark[name]) for name in ("accent", "deep")}

    assert colours.check_colours() == []


def test_the_address_of_a_site_is_a_web_address(monkeypatch):
    monkeypatch.setenv("SITE", "https://www.example.org/about")
    assert environment.web_address("SITE") == "https://www.example.org/about"
    assert environment.web_address("NOT_SET") == ""

    monkeypatch.setenv("SITE", "javascript:alert(1)")
    with pytest.raises(ImproperlyConfigured, match="SITE should look like https://www"):
        environment.web_address("SITE")

"""Whether a language that is offered is whole."""

from pathlib import Path

import pytest
from django.core.checks import run_checks

from config.catalogues import check_catalogues

SOURCE = """
msgid ""
msgstr "Language: fr"

msgid "Partnerships"
msgstr "Partenariats"

#, fuzzy
msgid "Organisation"
msgid_plural "Organisations"
msgstr[0] "Organe"

msgctxt "of a map"
msgid ""
"Countries "
"and regions"
msgstr ""

#~ msgid "Gone"
#~ msgstr "Parti"
"""


def compiled(*, messages: int, order: str = "little") -> bytes:
    """The head of a compiled catalogue: a number that tells the order of bytes, the format's, and how many messages, the
    description among them."""
    return b"".join(number.to_bytes(4, order) for number in (0x950412DE, 0, messages + 1)) + b"..."


@pytest.fixture
def french(settings, tmp_path) -> Path:
    """The folder of a catalogue of three messages; French is offered."""
    settings.LANGUAGES = [("en", "English"), ("fr", "Français")]
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(SOURCE, encoding="utf-8")
    return folder


@pytest.mark.parametrize("order", ["little", "big"])
def test_a_language_that_is_offered_too_early_gets_a_sentence(french, order):
    (french / "django.mo").write_bytes(compiled(messages=1, order=order))

    (warning,) = check_catalogues()

    assert warning.msg == "Français (fr) is offered, but its catalogue lacks 2 of 3 messages."
    assert warning.hint == "Take fr out of OFFERED_LANGUAGES until it is whole."
    assert warning in run_checks()


def test_what_is_not_compiled_is_lacking(french):
    assert "lacks 3 of 3" in check_catalogues()[0].msg

    (french / "django.mo").write_bytes(b"")
    assert "lacks 3 of 3" in check_catalogues()[0].msg

    (french / "django.po").unlink()
    assert "lacks all messages" in check_catalogues()[0].msg


def test_of_a_whole_catalogue_nothing_is_said(french):
    (french / "django.mo").write_bytes(compiled(messages=3))

    assert check_catalogues() == []


def test_english_needs_no_catalogue(only_english):
    assert check_catalogues() == []

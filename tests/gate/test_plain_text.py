"""What is accepted as a line or as a text, and what is said when it is not."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directory.gate.plain_text import (
    LineField,
    ParagraphsField,
    clean_line,
    clean_text,
    has_letters,
    refused_characters,
    spelled_out,
)

anything = st.text(st.characters(exclude_categories=()))
troublesome = st.text(
    st.sampled_from(
        "aé中ا\u0301\u0323\u200c\u200d\u200e\ufe0f\ufeff\u00ad\u2028\x85\t\r\n \xa0\0👩💻क\u094d〉\u2329"
    )
)


@given(anything | troublesome)
def test_a_cleaned_line_is_composed_on_one_line_and_stays_as_it_is(text):
    line = clean_line(text)

    assert clean_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert not any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in line)
    assert line == " ".join(line.split())


@given(anything | troublesome)
def test_a_cleaned_text_stays_as_it_is_and_has_no_gaps(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert "\n\n\n" not in cleaned
    assert not any(character in "\r\t\0\x85\u2028\u2029" for character in cleaned)
    assert all(line == line.rstrip() for line in cleaned.split("\n"))


@given(anything | troublesome)
def test_no_text_makes_a_field_fail_but_with_a_validation_error(text):
    for form_field in (LineField(), ParagraphsField()):
        try:
            form_field.clean(text)
        except ValidationError as error:
            "".join(error.messages).encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Safer \t Internet\r\nCentre\u2028Poland\x85\xa0 ", "Safer Internet Centre Poland"),
        ("cafe\u0301", "café"),
        ("\ufeffINTERPOL", "INTERPOL"),
        ("\u200eحماية\u200f الأطفال", "حماية الأطفال"),
        ("infor\u00admation", "information"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("Team 👩\u200d💻", "Team 👩\u200d💻"),
        ("Inter\u200dpol\u200c", "Interpol"),
    ],
)
def test_what_only_steers_the_display_is_tidied_without_a_word(typed, kept):
    assert LineField().clean(typed) == kept


def test_paragraphs_keep_their_lines():
    typed = "First line  \r\nsecond\rthird\n\n\n\nfourth\tword\n"

    assert ParagraphsField().clean(typed) == "First line\nsecond\nthird\n\nfourth word"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Inter\u200bpol", "zero width space, U+200B"),
        ("Inter\ufeffpol", "zero width no-break space, U+FEFF"),
        ("Inter\u2060pol", "word joiner, U+2060"),
        ("Inter\u3164pol", "hangul filler, U+3164"),
        ("Inter\U000e0041pol", "U+E0041"),
        ("Inter\u202epol", "right-to-left override, U+202E"),
        ("Inter\u2066pol", "left-to-right isolate, U+2066"),
        ("Inter\0pol", "U+0000"),
        ("Inter\x1bpol", "U+001B"),
        ("Inter\x9fpol", "U+009F"),
        ("Inter\ud800pol", "U+D800"),
        ("Inter\ufffdpol", "U+FFFD"),
        ("Inter\ufdd0pol", "U+FDD0"),
        ("Inter\U0001fffepol", "U+1FFFE"),
        ("Inter\ue000pol", "U+E000"),
        ("Inter\U0010fffdpol", "U+10FFFD"),
    ],
)
@pytest.mark.parametrize("form_field", [LineField(), ParagraphsField()], ids=["line", "paragraphs"])
def test_characters_that_hide_or_mislead_are_refused_by_name(form_field, typed, named):
    with pytest.raises(ValidationError) as refused:
        form_field.clean(typed)

    assert f"{named})" in refused.value.messages[0]
    assert f"“Inter[U+{ord(typed[5]):04X}]pol”" in refused.value.messages[0]


def test_a_pile_of_accents_is_refused_and_living_languages_are_not():
    assert "More than 3 accents" in refused_characters("q" + "\u0301\u0300\u0302\u0303")
    for text in ("Việt Nam", "e\u0323\u0302", "မြန်မာ", "བསྒྲུབས", "שָׁלוֹם", "حِمَايَة", "हिन्दी", "สวัสดี", "❤️‍🔥"):
        assert refused_characters(text) is None


@pytest.mark.parametrize(
    "nothing", ["", "   ", "\u200b", "\u3164\u3164", "\u2800", "\u202e\u200f", "\x07", "\ufeff"]
)
def test_what_cannot_be_seen_is_as_good_as_empty(nothing):
    with pytest.raises(ValidationError) as refused:
        LineField().clean(nothing)

    assert refused.value.code == "required"
    assert LineField(required=False).clean(nothing) == ""


@pytest.mark.parametrize("typed", ["—", "A", "!?", "é"])
def test_a_name_has_at_least_two_letters_or_digits(typed):
    with pytest.raises(ValidationError, match="at least 2 letters or digits"):
        LineField().clean(typed)


@pytest.mark.parametrize("typed", ["G8", "国际", "١٢", "Élan"])
def test_letters_and_digits_of_every_script_count(typed):
    assert has_letters(typed)
    assert LineField().clean(typed) == typed


def test_whatever_cannot_be_seen_is_spelled_out():
    assert spelled_out("a\u202eb\ud800\0 \n c") == "a[U+202E]b[U+D800][U+0000] c"
    assert spelled_out("x" * 200, limit=5) == "xxxxx…"

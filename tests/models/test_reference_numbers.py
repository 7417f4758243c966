"""Numbers that people write down: a slip is noticed."""

import pytest

from directory.models.reference_numbers import CHECK_LETTERS, ReferenceNumber

NUMBER = ReferenceNumber(2026, 147)


def test_a_number_is_written_with_its_year_and_a_letter():
    assert str(NUMBER) == f"2026-0147-{NUMBER.check_letter}"
    assert str(ReferenceNumber(2026, 12345)).startswith("2026-12345-")


@pytest.mark.parametrize(
    "written", ["{}", " {} ", "{} ".lower(), "２０２６-０１４７-{letter}", "20260147{letter}"]
)
def test_a_number_is_read_as_people_type_it(written):
    typed = written.format(NUMBER, letter=NUMBER.check_letter.lower())

    assert ReferenceNumber.typed(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "2026", "2026-0147", "2026-0147-I", "x" * 1000, "2026-0147-٣", "\0"])
def test_what_is_no_number_is_none(typed):
    assert ReferenceNumber.typed(typed) is None


def test_a_wrong_digit_is_noticed():
    digits, letter = "20260147", NUMBER.check_letter
    for place, digit in enumerate(digits):
        for wrong in set("0123456789") - {digit}:
            assert ReferenceNumber.typed(digits[:place] + wrong + digits[place + 1 :] + letter) is None


def test_two_digits_that_changed_places_are_noticed():
    digits, letter = "20260147", NUMBER.check_letter
    for place in range(len(digits) - 1):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        assert swapped == digits or ReferenceNumber.typed(swapped + letter) is None


def test_a_wrong_letter_is_noticed():
    for letter in set(CHECK_LETTERS) - {NUMBER.check_letter}:
        assert ReferenceNumber.typed(f"2026-0147-{letter}") is None

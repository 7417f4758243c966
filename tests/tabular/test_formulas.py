"""No text in a sheet of ours is a formula to a spreadsheet, and each is read as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.tabular.formulas import as_text, as_written

NASTY = [
    "=1+1",
    "+49 30 1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1+1",
    "'=1",
    "''=1",
    "#N/A",
    "#REF!",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_a_spreadsheet_would_compute_is_a_text(text):
    assert as_text(text) == f"'{text}"
    assert as_written(as_text(text)) == text


@pytest.mark.parametrize("text", ["", "'s-Hertogenbosch", "A = B", "#SaferInternet", "’"])
def test_other_texts_stay_as_they_are(text):
    assert as_text(text) == text == as_written(text)


@given(st.text(alphabet="'=+-@# \t\nN/Aa＝"))
def test_every_text_is_read_as_it_was(text):
    assert as_written(as_text(text)) == text

"""Texts that a spreadsheet would take for a formula, written so that it does not, and read as they were.

Our own sheets put an apostrophe before such a text, and one more before a text that begins so already;
reading takes one away. What people wrote into a sheet themselves has no such apostrophe, and `sheets` refuses it.
"""

import re

# Full-width signs are formulas where a program folds them, and "#N/A" is the result of one that failed.
_TAKEN_FOR_A_FORMULA = re.compile("'*(?:\\s*[=+\\-@＝＋－＠]|[\\t\\r\\n]|#[A-Z]+[/!?])")


def as_text(cell: str) -> str:
    """The text as it stands in a sheet of ours."""
    return f"'{cell}" if _TAKEN_FOR_A_FORMULA.match(cell) else cell


def as_written(cell: str) -> str:
    """The text that `as_text` was given."""
    return cell[1:] if cell.startswith("'") and _TAKEN_FOR_A_FORMULA.match(cell) else cell

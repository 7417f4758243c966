"""Identifiers of organisations: a register's code of org-id.guide and the number in it, such as GB-CHC-1164883.

`vocabularies/registers.csv` holds the codes that are known, with the form of their numbers and how their check
digits are reckoned, where there are any.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REGISTERS = Path(__file__).parent.parent / "vocabularies" / "registers.csv"
LONGEST_NUMBER = 100
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 as ROR writes it: no i, l, o and u


def _lei(number: str) -> bool:
    """ISO 17442: letters as 10 to 35, the whole divided by 97 leaves 1."""
    return int("".join(str(int(character, 36)) for character in number)) % 97 == 1


def _ror(number: str) -> bool:
    """Two digits of ISO/IEC 7064 after a number of base 32."""
    as_integer = 0
    for character in number[:-2]:
        as_integer = as_integer * 32 + CROCKFORD.index(character)
    return 98 - as_integer * 100 % 97 == int(number[-2:])


def _abn(number: str) -> bool:
    """Australian Business Number: 1 less in the first digit, then weighed 10, 1, 3, 5 ... 19, the sum is divisible by 89."""
    first_digit, *digits = map(int, number)
    weighed_digits = zip((10, *range(1, 20, 2)), (first_digit - 1, *digits), strict=True)
    return sum(weight * digit for weight, digit in weighed_digits) % 89 == 0


def _mod97(number: str) -> bool:
    """Belgian enterprise numbers: the last two digits are 97 less what the others leave divided by 97."""
    return 97 - int(number[:-2]) % 97 == int(number[-2:])


CHECKS: dict[str, Callable[[str], bool]] = {"lei": _lei, "ror": _ror, "abn": _abn, "mod97": _mod97}


@dataclass(frozen=True, slots=True)
class Register:
    """Where a number stands, a row of `vocabularies/registers.csv`. `form` is a regular expression or empty, `check` a name
    in CHECKS or empty."""

    code: str
    name: str
    form: str
    check: str

    def cleaned(self, number: str) -> str:
        """The number as the register writes it. Raises ValidationError."""
        # ROR and GRID write small letters, all other registers capitals
        number = number.lower() if self.check == "ror" or self.code == "XI-GRID" else number.upper()
        if self.form and not re.fullmatch(self.form, number):
            raise ValidationError(
                _("“%(number)s” does not look like a number of %(register)s (%(code)s)."),
                params={"number": number, "register": self.name, "code": self.code},
                code="invalid",
            )
        if self.check and not CHECKS[self.check](number):
            raise ValidationError(
                _("The check digits of “%(number)s” (%(code)s) do not fit: a character was mistyped."),
                params={"number": number, "code": self.code},
                code="check_digits",
            )
        return number


@cache
def registers() -> dict[str, Register]:
    """The registers of `vocabularies/registers.csv` by code."""
    with REGISTERS.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Register(**row) for row in csv.DictReader(file)}


def split(identifier: str) -> tuple[str, str]:
    """The register's code and the number of an identifier as people write it. Raises ValidationError."""
    text = "".join(identifier.split())
    words = text.split("-")
    for code_length in range(len(words) - 1, 0, -1):  # the longest code first: one may begin like another
        register = registers().get("-".join(words[:code_length]).upper())
        number = "-".join(words[code_length:])
        if register and number:
            if len(number) > LONGEST_NUMBER or not (number.isascii() and number.isprintable()):
                break
            return register.code, register.cleaned(number)
    raise ValidationError(
        _(
            "“%(identifier)s” is no identifier that is known here. Write the code of a register of org-id.guide,"
            " a hyphen and the number, such as GB-CHC-1164883 or XI-LEI-529900T8BM49AURSDO55."
        ),
        params={"identifier": text[:60]},
        code="unknown_register",
    )

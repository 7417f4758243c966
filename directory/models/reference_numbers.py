"""Numbers of submissions, such as 2026-0147-K, for people to write, read aloud and search by."""

import re
import unicodedata
from typing import NamedTuple, Self

# Without I, O and Q, which are taken for 1 and 0. They are 23, a prime: each wrong digit, and each two that changed places,
# give another letter
CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DIGITS = 4  # of the count within the year; a year with more than 9,999 has longer numbers
TYPED = re.compile(r"(\d{4})-?(\d{4,9})-?([A-Z])", re.ASCII)


class ReferenceNumber(NamedTuple):
    year: int
    count: int  # within the year, from 1

    def __str__(self) -> str:
        return f"{self.year}-{self.count:0{DIGITS}}-{self.check_letter}"

    @property
    def check_letter(self) -> str:
        digits = f"{self.year}{self.count:0{DIGITS}}"
        # Weighed from the right, so that no weight is 0 or comes twice in numbers of up to 22 digits
        weighed = sum(weight * int(digit) for weight, digit in enumerate(reversed(digits), start=1))
        return CHECK_LETTERS[weighed % len(CHECK_LETTERS)]

    @classmethod
    def typed(cls, text: str) -> Self | None:
        """The number that somebody typed, with or without hyphens and capitals; None for what is none, or has a slip in it."""
        plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
        if not (match := TYPED.fullmatch(plain)):
            return None
        number = cls(int(match[1]), int(match[2]))
        return number if number.check_letter == match[3] else None

"""Numbers of letters, such as 3F9A-22C1-77B0: whoever got one can ask whether it is ours. A number says nothing of who got
it, and is the beginning of its key, of which nobody can guess one."""

import re
import unicodedata
import uuid
from typing import NamedTuple, Self

DIGITS = 12  # hexadecimal: one in 280 million guesses meets one of a million letters
GROUP = 4


class LetterNumber(NamedTuple):
    digits: str

    def __str__(self) -> str:
        return "-".join(self.digits[start : start + GROUP] for start in range(0, DIGITS, GROUP)).upper()

    @classmethod
    def of(cls, key: uuid.UUID) -> Self:
        return cls(key.hex[:DIGITS])

    @classmethod
    def typed(cls, text: str) -> Self | None:
        """The number that somebody typed, with or without hyphens and capitals, and with letters for digits that look like
        them; None for what is none."""
        plain = unicodedata.normalize("NFKC", text).lower().translate(str.maketrans("oil", "011"))
        plain = re.sub(r"[\s-]", "", plain)
        return cls(plain) if re.fullmatch(rf"[0-9a-f]{{{DIGITS}}}", plain) else None

    @property
    def keys(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The first and the last key that begin with it."""
        rest = len(uuid.UUID(int=0).hex) - DIGITS
        return uuid.UUID(self.digits + "0" * rest), uuid.UUID(self.digits + "f" * rest)

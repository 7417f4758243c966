"""How much of what stands in a column is understood as what: the second hint, beside its heading."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from directory.importing.lists import dates
from directory.importing.lists.plain import in_plain_digits, is_nothing
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.values import ValueReader
from directory.importing.lists.web import read_web

# A target of each vocabulary, for the reader of values
TARGETS = {
    "country": "partnership.countries",
    "sector": "organisation.sector",
    "kind": "partnership.kind",
    "status": "partnership.status",
    "language": "partnership.languages",
    "topic": "partnership.topics",
    "role": "membership.role",
    "yes": "organisation.international",
}
SAMPLE = 40  # different texts of a column
_LONGEST_ACRONYM = 12


@dataclass(frozen=True)
class Shares:
    """Of the different texts of a column, the share from 0 to 1 that is a name, a name of
    several words, an acronym, a date, a year, a whole number; and that is
    understood in each vocabulary or offered there, or is an address of the web. `count` is the number of texts."""

    count: int = 0
    names: float = 0
    spaced: float = 0
    acronyms: float = 0
    dates: float = 0
    years: float = 0
    numbers: float = 0
    understood: Mapping[str, float] = field(default_factory=dict)

    def of(self, vocabulary: str) -> float:
        return self.understood.get(vocabulary, 0)


def shares_of(texts: Sequence[str]) -> Shares:
    """The shares of different texts; those that say that there is nothing do not count."""
    sample = [text.strip() for text in texts if not is_nothing(text)][:SAMPLE]
    if not sample:
        return Shares(names=1, acronyms=0)
    reader = ValueReader(ListPlan())
    days = [dates.read_date(text, dates.DAY) for text in sample]

    def share(amount: int) -> float:
        return amount / len(sample)

    understood = {
        vocabulary: share(sum(_is_understood(reader, target, text) for text in sample))
        for vocabulary, target in TARGETS.items()
    }
    understood["website"] = share(
        sum(bool(read_web("organisation.website", text)[0]) and " " not in text for text in sample)
    )
    return Shares(
        count=len(sample),
        names=share(sum(bool(re.search(r"[^\W\d_]{2}", text)) for text in sample)),
        spaced=share(sum(" " in text or text.istitle() for text in sample)),
        acronyms=share(sum(_is_acronym(text) for text in sample)),
        dates=share(sum(date.is_read for date in days)),
        years=share(sum(bool(re.fullmatch(r"\d{4}(\.0)?", in_plain_digits(text))) for text in sample)),
        numbers=share(sum(bool(re.fullmatch(r"\d+(\.0)?\.?", in_plain_digits(text))) for text in sample)),
        understood=understood,
    )


def _is_acronym(text: str) -> bool:
    return " " not in text and len(text) <= _LONGEST_ACRONYM and sum(map(str.isupper, text)) >= 2


def _is_understood(reader: ValueReader, target: str, text: str) -> bool:
    if len(text) > 300:
        return False
    value = reader.read(target, text)
    if value.text and not value.unknown:
        return True
    return bool(value.also) or bool(value.unknown and reader.offered(target, value.unknown[0]))


def are_row_numbers(texts: Sequence[str]) -> bool:
    """Whether a column counts the rows: whole numbers from 0 or 1 on, each the one before or the next."""
    plain = [in_plain_digits(text.strip()).rstrip(".") for text in texts]
    numbers = [int(re.sub(r"\.0$", "", text)) for text in plain if re.fullmatch(r"\d+(?:\.0)?", text)]
    if len(numbers) < len(plain) * 0.8 or not numbers or numbers[0] > 1:
        return False
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    return sum(0 <= step <= 3 for step in steps) >= 0.9 * len(steps)

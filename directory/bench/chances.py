"""How often each value comes in a seeded directory."""

import datetime
from collections.abc import Sequence
from random import Random

from directory.bench.texts import LANGUAGES, heavy_tail
from directory.models import Purpose, Role, Standing, Status, Visibility

FREQUENT_COUNTRIES = "GB US FR DE ES NL IT CA AU BE SE PL IE BR MX IN ZA KE JP PH CO AR PT CH NO DK FI AT"
LANGUAGES_IN_USE = (
    "en fr es de it nl pt pl sv ar ru uk zh ja ko hi bn ur tr el cs sk hu ro bg hr sr sl da nb fi et "
    "lv lt ga mt sw vi th id"
)

# How many of a hundred
MEMBERS = dict(enumerate([4, 10, 16, 20, 18, 14, 9, 6, 3]))
WRITTEN_IN = dict(zip(LANGUAGES, [60, 22, 18], strict=True))
MONTHS_SINCE_CONFIRMED = {(1, 10): 35, (13, 16): 15, (19, 22): 12, (26, 48): 8, None: 30}
STATUSES = {Status.PLANNED: 6, Status.ACTIVE: 66, Status.PAUSED: 6, Status.ENDED: 20, Status.UNKNOWN: 2}
STANDINGS = {
    Standing.NAMED: 60,
    Standing.CONFIRMED: 30,
    Standing.DISPUTED: 3,
    Standing.DECLINED: 2,
    Standing.LEFT: 5,
}
VISIBILITIES = {
    Visibility.PUBLIC: 55,
    Visibility.REGISTERED: 15,
    Visibility.OFFICIALS: 27,
    Visibility.SECRETARIAT: 3,
}
PURPOSES = {
    Purpose.GENERAL: 30,
    Purpose.COOPERATION: 30,
    Purpose.REPORTS: 20,
    Purpose.DATA: 8,
    Purpose.TRAINING: 8,
    Purpose.MEDIA: 4,
}
ROLES = {
    Role.MEMBER: 68,
    Role.LEAD: 11,
    Role.HOST: 4,
    Role.FUNDER: 5,
    Role.SUPPORTER: 6,
    Role.OBSERVER: 2,
    Role.CHAIR: 2,
    Role.SIGNATORY: 2,
}
EXTENTS = {"": 90, "international": 5, "EU": 2, "150": 2, "142": 1}


class HeavyTail:
    """Values of which the first come most often."""

    def __init__(self, random: Random, values: Sequence, *, exponent: float, offset: float):
        self.random, self.values = random, values
        self.weights = heavy_tail(len(values), exponent=exponent, offset=offset)

    def one(self):
        return self.random.choices(self.values, cum_weights=self.weights)[0]

    def some(self, count: int) -> list:
        """Up to so many, each once."""
        return list(dict.fromkeys(self.random.choices(self.values, cum_weights=self.weights, k=count)))


class Dice:
    """What is thrown for each record. `today`: the day from which dates are counted back."""

    def __init__(self, random: Random, today: datetime.date):
        self.random, self.today = random, today

    def by_share(self, shares: dict):
        return self.random.choices(list(shares), shares.values())[0]

    def chance(self, percent: float) -> bool:
        return self.random.random() * 100 < percent

    def hub(self, values: Sequence[int]) -> int:
        """One of the values, the first ones far more often."""
        return values[int(len(values) * self.random.random() ** 1.8)]

    def months_ago(self, fewest: int, most: int) -> datetime.date:
        return self.today - datetime.timedelta(days=self.random.randint(fewest * 30, most * 30))

    def partial_date(self, years_ago: int, years: int) -> str:
        """A year, a month or a day in the `years` that began so many years ago."""
        year = self.today.year - years_ago + self.random.randrange(years)
        day = datetime.date(year, 1, 1) + datetime.timedelta(days=self.random.randrange(365))
        return day.isoformat()[: self.random.choice([4, 7, 10])]

"""The desks of a seeded directory: three for two organisations."""

from collections import defaultdict
from collections.abc import Callable

from django.db.models import Model

from directory.bench.chances import PURPOSES, VISIBILITIES, Dice, HeavyTail
from directory.models import ContactPoint, ContactPointCountry, ContactPointLanguage, ContactPointTopic


def desks(
    organisations: range,
    *,
    name: Callable[[], str],
    dice: Dice,
    topics: HeavyTail,
    languages: HeavyTail,
    countries: HeavyTail,
) -> dict[type[Model], list[dict]]:
    """A batch of desks and of what they are for. `name` gives a new one at each call."""
    batch: dict[type[Model], list[dict]] = defaultdict(list)
    for organisation in organisations:
        for number in range(1, 2 + organisation % 2):
            pk = (organisation - 1) * 2 + number
            batch[ContactPoint].append(_desk(pk, organisation, name(), dice))
            links = {
                ContactPointTopic: ("topic_id", topics.some(dice.random.randint(0, 3))),
                ContactPointLanguage: ("language_id", languages.some(dice.random.randint(0, 3))),
                ContactPointCountry: ("country_id", countries.some(3) if dice.chance(15) else []),
            }
            for model, (column, codes) in links.items():
                batch[model] += [{"contact_point_id": pk, column: code} for code in codes]
    return batch


def _desk(pk: int, organisation: int, name: str, dice: Dice) -> dict:
    return {
        "id": pk,
        "slug": f"desk-{pk}",
        "organisation_id": organisation,
        "name": f"{name} desk"[:200],
        "purpose": dice.by_share(PURPOSES),
        "mailbox": f"desk-{pk}@example.org",
        "hours": "Monday to Friday, 9 to 17",
        "is_worldwide": dice.chance(1.5),
        "is_urgent": dice.chance(15),
        "visibility": dice.by_share(VISIBILITIES),
        "tested_on": dice.months_ago(1, 18) if dice.chance(35) else None,
        "confirmed_on": dice.months_ago(1, 24) if dice.chance(70) else None,
    }

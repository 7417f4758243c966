"""A seeded, realistic directory of any size.

Much in few places and little in many, as in life: one country in seven listings, ten in most; organisations
that are members of hundreds of partnerships and thousands that are in one; every freshness, standing and
status. The same size, seed and day give the same directory.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from random import Random

from django.db.models import Model

from directory.bench.chances import (
    EXTENTS,
    FREQUENT_COUNTRIES,
    LANGUAGES_IN_USE,
    MEMBERS,
    MONTHS_SINCE_CONFIRMED,
    ROLES,
    STANDINGS,
    STATUSES,
    WRITTEN_IN,
    Dice,
    HeavyTail,
)
from directory.bench.desks import desks
from directory.bench.texts import LANGUAGES, Writer, acronym
from directory.models import (
    Commitment,
    CommitmentKind,
    CommitmentOwnerOrganisation,
    CommitmentOwnerPartnership,
    CommitmentPartner,
    Contribution,
    Country,
    Event,
    EventSession,
    FurtherSource,
    Kind,
    Membership,
    NameKind,
    Organisation,
    OtherName,
    Participation,
    ParticipationRole,
    Partnership,
    PartnershipCountry,
    PartnershipLanguage,
    PartnershipSector,
    PartnershipTopic,
    Progress,
    ProgressReport,
    Resource,
    ResourceCountry,
    ResourceKind,
    ResourceLanguage,
    ResourceTopic,
    Role,
    Sector,
    Source,
    Standing,
    Status,
    Succession,
    SuccessionKind,
    Topic,
)

BATCH = 10_000  # partnerships that are made at a time
SOURCES, EVENTS = 200, 20

Batch = dict[type[Model], list[dict]]


class Directory:
    """The records of a directory of `size` partnerships, in batches in which none refers to a later one. It has two
    organisations for five partnerships, where nothing else is said, and three desks for two organisations."""

    def __init__(self, size: int, *, seed: int, today: datetime.date, organisation_count: int = 0):
        self.size = size
        self.random = Random(seed)  # noqa: S311
        self.dice = Dice(self.random, today)
        self.writers = {language: Writer(language, self.random) for language in LANGUAGES}
        self.countries = self._heavy(Country, FREQUENT_COUNTRIES.split(), exponent=1.1, offset=5)
        self.languages = HeavyTail(self.random, LANGUAGES_IN_USE.split(), exponent=1.3, offset=1)
        self.sectors = self._heavy(Sector, ["child_protection", "law_enforcement"], exponent=0.7, offset=1)
        self.topics = self._heavy(Topic, ["public-awareness"], exponent=0.8, offset=1)
        self.kinds = HeavyTail(self.random, Kind.values, exponent=0.8, offset=1)
        self.organisation_count = organisation_count or max(size * 2 // 5, 20)
        self.membership_numbers = count(1)
        self.homes: dict[str | None, list[int]] = defaultdict(list)

    def batches(self) -> Iterator[Batch]:
        yield self._frame()
        for start in range(1, self.organisation_count + 1, BATCH):
            yield self._organisations(range(start, min(start + BATCH, self.organisation_count + 1)))
        for start in range(1, self.size + 1, BATCH):
            yield self._partnerships(range(start, min(start + BATCH, self.size + 1)))
        yield self._successions()
        yield self._meetings()
        yield self._resources(range(1, self.size // 50 + 1))
        yield self._commitments(range(1, self.size // 20 + 1))
        # Last, so that what was before is as it was
        for start in range(1, self.organisation_count + 1, BATCH):
            yield desks(
                range(start, min(start + BATCH, self.organisation_count + 1)),
                name=lambda: self._writer().name(),
                dice=self.dice,
                topics=self.topics,
                languages=self.languages,
                countries=self.countries,
            )

    def _heavy(self, model: type[Model], first: list[str], *, exponent: float, offset: float) -> HeavyTail:
        codes = dict.fromkeys([*first, *model._default_manager.order_by("pk").values_list("pk", flat=True)])
        return HeavyTail(self.random, list(codes), exponent=exponent, offset=offset)

    def _writer(self) -> Writer:
        return self.writers[self.dice.by_share(WRITTEN_IN)]

    def _source(self) -> int:
        return self.random.randint(1, SOURCES)

    # Records

    def _frame(self) -> Batch:
        sources = [
            {
                "id": number,
                "slug": f"source-{number}",
                "title": self._writer().name(),
                "published": self.dice.partial_date(20, 19),
            }
            for number in range(1, SOURCES + 1)
        ]
        events = [
            {
                "id": number,
                "slug": f"event-{number}",
                "title": self._writer().name(),
                "starts": self.dice.partial_date(15, 14),
                "date_basis": "stated",
            }
            for number in range(1, EVENTS + 1)
        ]
        return {Source: sources, Event: events}

    def _organisations(self, numbers: range) -> Batch:
        batch: Batch = {Organisation: [], OtherName: []}
        for number in numbers:
            writer = self._writer()
            name = writer.name()
            is_international = self.dice.chance(4)
            country = None if is_international or self.dice.chance(3) else self.countries.one()
            self.homes[country].append(number)
            batch[Organisation].append(
                {
                    "id": number,
                    "slug": f"organisation-{number}",
                    "name": name,
                    "acronym": acronym(name) if self.dice.chance(30) else "",
                    "sector_id": self.sectors.one(),
                    "country_id": country,
                    "is_international": is_international,
                    "ended": self.dice.partial_date(8, 7) if self.dice.chance(3) else "",
                    "source_id": self._source(),
                }
            )
            if self.dice.chance(10):
                kind = self.random.choice(NameKind.values)
                batch[OtherName].append({"organisation_id": number, "name": writer.name(), "kind": kind})
        return batch

    def _partnerships(self, numbers: range) -> Batch:
        batch: Batch = defaultdict(list)
        for number in numbers:
            writer = self._writer()
            title = writer.name()
            status = self.dice.by_share(STATUSES)
            confirmed = self.dice.by_share(MONTHS_SINCE_CONFIRMED)
            home = self.countries.one()
            batch[Partnership].append(
                {
                    "id": number,
                    "slug": f"partnership-{number}",
                    "title": title,
                    "acronym": acronym(title) if self.dice.chance(25) else "",
                    "kind": self.kinds.one(),
                    "status": status,
                    "started": self.dice.partial_date(20, 10) if self.dice.chance(70) else "",
                    "ended": self.dice.partial_date(8, 7) if status == Status.ENDED else "",
                    "summary": writer.prose(15, 40),
                    "description": writer.prose(40, 140) if self.dice.chance(60) else "",
                    "extent": self.dice.by_share(EXTENTS),
                    "stated_number": "more than 50" if self.dice.chance(3) else "",
                    "source_id": self._source(),
                    "confirmed_on": self.dice.months_ago(*confirmed) if confirmed else None,
                }
            )
            for model, links in self._vocabulary_links(number, home).items():
                batch[model] += links
            memberships = [*self._memberships(number, home), *self._other_members(number)]
            for membership in memberships:
                membership["id"] = next(self.membership_numbers)
            batch[Membership] += memberships
            batch[FurtherSource] += self._further_sources(number, memberships)
            if self.dice.chance(5):
                batch[OtherName].append(
                    {"partnership_id": number, "name": writer.name(), "kind": NameKind.FORMER}
                )
        return batch

    def _vocabulary_links(self, partnership: int, home: str) -> Batch:
        """What a partnership states of itself. Three of four state no country and no sector: those of members stand for it."""
        codes_by_column = {
            (PartnershipCountry, "country_id"): [home, *self.countries.some(1)]
            if self.dice.chance(25)
            else [],
            (PartnershipSector, "sector_id"): self.sectors.some(2) if self.dice.chance(25) else [],
            (PartnershipTopic, "topic_id"): self.topics.some(self.random.randint(1, 3)),
            (PartnershipLanguage, "language_id"): self.languages.some(self.random.randint(0, 3)),
        }
        return {
            model: [{"partnership_id": partnership, column: code} for code in dict.fromkeys(codes)]
            for (model, column), codes in codes_by_column.items()
        }

    def _memberships(self, partnership: int, home: str) -> Iterator[dict]:
        """Half of the members are at home in one country."""
        everywhere = range(1, self.organisation_count + 1)
        near = self.homes.get(home, everywhere)
        organisations = [
            self.dice.hub(near if self.dice.chance(50) else everywhere)
            for _ in range(self.dice.by_share(MEMBERS))
        ]
        # Drawn with replacement, and a member stands once
        for organisation in dict.fromkeys(organisations):
            standing = self.dice.by_share(STANDINGS)
            yield {
                "partnership_id": partnership,
                "organisation_id": organisation,
                "role": self.dice.by_share(ROLES),
                "standing": standing,
                "joined": self.dice.partial_date(19, 10) if self.dice.chance(40) else "",
                "left": self.dice.partial_date(8, 7) if standing == Standing.LEFT else "",
                "confirmed_on": self.dice.months_ago(1, 24) if standing == Standing.CONFIRMED else None,
                "source_id": None if self.dice.chance(2) else self._source(),
            }

    def _other_members(self, partnership: int) -> Iterator[dict]:
        """Of a few partnerships states are parties, a few are members of another one."""
        parties = self.countries.some(self.random.randint(2, 12)) if self.dice.chance(4) else []
        # Of two, the later is a member of the earlier, so that none is a part of itself
        whole = self.random.randint(1, partnership - 1) if partnership > 1 and self.dice.chance(2) else None
        for member in [
            *({"partnership_id": partnership, "country_id": code, "role": Role.PARTY} for code in parties),
            *(
                [{"partnership_id": whole, "member_partnership_id": partnership, "role": Role.MEMBER}]
                * bool(whole)
            ),
        ]:
            yield {
                **member,
                "standing": Standing.NAMED,
                "joined": self.dice.partial_date(19, 10) if self.dice.chance(40) else "",
                "source_id": self._source(),
            }

    def _further_sources(self, partnership: int, memberships: Sequence[dict]) -> Iterator[dict]:
        """A second source for one in ten partnerships and memberships."""
        if self.dice.chance(10):
            yield {"partnership_id": partnership, "source_id": self._source()}
        for membership in memberships:
            if self.dice.chance(10):
                yield {"membership_id": membership["id"], "source_id": self._source()}

    def _successions(self) -> Batch:
        """What became of one in fifty organisations, and of one in a hundred partnerships: the next one."""
        return {
            Succession: [
                {
                    f"before_{kind}_id": number,
                    f"after_{kind}_id": number + 1,
                    "kind": self.random.choice(SuccessionKind.values),
                    "happened": self.dice.partial_date(15, 14),
                    "source_id": self._source(),
                }
                for kind, numbers in (
                    ("organisation", range(1, self.organisation_count, 50)),
                    ("partnership", range(1, self.size, 100)),
                )
                for number in numbers
            ]
        }

    def _meetings(self) -> Batch:
        """Who took part in the events, and what money was given."""
        batch: Batch = {EventSession: [], Participation: [], Contribution: []}
        for event in range(1, EVENTS + 1):
            batch[EventSession].append(
                {"id": event, "event_id": event, "key": "opening", "title": "Opening", "order": 1}
            )
            everybody = range(1, self.organisation_count + 1)
            for organisation in dict.fromkeys(self.dice.hub(everybody) for _ in range(50)):
                batch[Participation].append(
                    {
                        "event_id": event,
                        "session_id": event if self.dice.chance(30) else None,
                        "organisation_id": organisation,
                        "role": self.random.choice(ParticipationRole.values),
                        "source_id": self._source(),
                    }
                )
        for partnership in range(1, self.size, 200):
            batch[Contribution].append(
                {
                    "partnership_id": partnership,
                    "giver_country_id": self.countries.one(),
                    "amount": f"{self.random.randint(1, 90)} million",
                    "currency": "EUR",
                    "year": self.dice.partial_date(12, 10)[:4],
                    "source_id": self._source(),
                }
            )
        return batch

    def _resources(self, numbers: range) -> Batch:
        batch: Batch = defaultdict(list)
        for number in numbers:
            batch[Resource].append(
                {
                    "id": number,
                    "slug": f"resource-{number}",
                    "title": self._writer().name(),
                    "kind": self.random.choice(ResourceKind.values),
                    "publisher_id": self.dice.hub(range(1, self.organisation_count + 1)),
                    "source_id": self._source(),
                }
            )
            batch[ResourceCountry].append({"resource_id": number, "country_id": self.countries.one()})
            batch[ResourceLanguage].append({"resource_id": number, "language_id": self.languages.one()})
            batch[ResourceTopic].append({"resource_id": number, "topic_id": self.topics.one()})
        return batch

    def _commitments(self, numbers: range) -> Batch:
        batch: Batch = defaultdict(list)
        for number in numbers:
            due = self.dice.partial_date(6, 12) if self.dice.chance(60) else ""
            if self.dice.chance(60):
                owner = self.dice.hub(range(1, self.organisation_count + 1))
                batch[CommitmentOwnerOrganisation].append({"commitment_id": number, "organisation_id": owner})
            else:
                owner = self.random.randint(1, self.size)
                batch[CommitmentOwnerPartnership].append({"commitment_id": number, "partnership_id": owner})
            batch[Commitment].append(self._commitment(number, due))
            if self.dice.chance(40):
                batch[CommitmentPartner].append(
                    {
                        "commitment_id": number,
                        "organisation_id": self.random.randint(1, self.organisation_count),
                    }
                )
            if self.dice.chance(40):
                batch[ProgressReport].append(
                    {
                        "commitment_id": number,
                        "reported": self.dice.partial_date(5, 5),
                        "progress": self.random.choice(Progress.values),
                        "text": self._writer().prose(8, 25),
                        "source_id": self._source(),
                    }
                )
        return batch

    def _commitment(self, number: int, due: str) -> dict:
        return {
            "id": number,
            "slug": f"commitment-{number}",
            "kind": self.random.choice(CommitmentKind.values),
            "text": self._writer().prose(8, 25),
            "owner_basis": "stated",
            "due": due,
            "due_basis": "stated" if due else "none",
            "event_id": self.random.randint(1, EVENTS),
            "topic_id": self.topics.one(),
            "source_id": self._source(),
        }

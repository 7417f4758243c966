"""How good the order of what search finds is: nDCG@10 over partnerships whose grades are known, for they were written so.

Each partnership is about topics and in a country, in ways of which some say more than others: in its name, in the words of
its summary, in passing at the end of a long description, or by a term of the vocabulary alone. A query asks for a topic in
words that are not those of the vocabulary's term, in another form, with or without a country. What a partnership says of
itself grades it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from django.db import connection

from directory.bench.seeding import Batch, Directory
from directory.finding import search
from directory.finding.ranking import BY_RELEVANCE
from directory.models import OtherName, Partnership, PartnershipCountry, PartnershipTopic

SIZE = 3_000
AT = 10  # places of a list that count
GAINS = (0, 1, 3, 7)  # of grades 0 to 3: 2 ** grade - 1

# For each topic what people type, and how partnerships write of it. The term of the vocabulary has other words
PHRASES = {
    "victim-identification": ("identify victims", ("identifying victims", "the identification of victims")),
    "payment-disruption": ("payment sites", ("sites that take payments", "payments for such sites")),
    "victim-support": ("helping survivors", ("help for survivors", "survivors who need help")),
    "reporting": ("hotlines", ("a hotline", "the national hotline")),
    "training": ("courses for prosecutors", ("a course for prosecutors", "prosecutors who take a course")),
    "investigation": ("undercover operation", ("undercover operations", "operations that go undercover")),
    "legislation": ("model laws", ("a model law", "the law that is a model for others")),
    "research-and-evidence": ("prevalence survey", ("surveys of prevalence", "a survey of the prevalence")),
    "missing-children": ("abducted children", ("children who were abducted", "an abducted child")),
    "age-assurance": ("checking ages", ("checks of age", "checking the age of users")),
    "self-regulation": ("codes of practice", ("a code of practice", "the code that is put into practice")),
    "funding": ("grant", ("grants for projects", "a small grant")),
}
COUNTRIES = {
    "PL": "Poland",
    "BR": "Brazil",
    "KE": "Kenya",
    "PH": "the Philippines",
    "SE": "Sweden",
    "CA": "Canada",
}


@dataclass(slots=True)
class Judged:
    """What a partnership says, by where: topics, and the country that it is in."""

    title: str = ""  # a topic
    summary: list[str] = field(default_factory=list)
    passing: str = ""
    terms: set[str] = field(default_factory=set)
    country: str = ""
    is_country_said: bool = False  # in its own words, and not only among its countries

    def about(self, topic: str) -> int:
        """The grade for somebody who asks for that topic."""
        if topic == self.title:
            return 3
        if topic in self.summary:
            return 2
        return 1 if topic == self.passing or topic in self.terms else 0

    def about_in(self, topic: str, country: str) -> int:
        """The grade for somebody who asks for that topic in that country: at most 1 where either is said by the way."""
        grade = self.about(topic) if country == self.country else 0
        return min(grade, 3 if self.is_country_said else 2)


class JudgedDirectory(Directory):
    """A directory whose partnerships are written of the topics of PHRASES in so many ways, with the judgement of each."""

    def __init__(self, size: int, **options):
        super().__init__(size, **options)
        self.dice_of_texts = Random(options["seed"])  # noqa: S311
        self.judged: dict[int, Judged] = {}

    def _partnerships(self, numbers: range) -> Batch:
        batch = super()._partnerships(numbers)
        batch[PartnershipTopic], batch[PartnershipCountry] = [], []
        batch[OtherName] = []
        for record in batch[Partnership]:
            judged = self.judged[record["id"]] = self._write(record)
            batch[PartnershipTopic] += [
                {"partnership_id": record["id"], "topic_id": topic} for topic in sorted(judged.terms)
            ]
            batch[PartnershipCountry].append({"partnership_id": record["id"], "country_id": judged.country})
        return batch

    def _write(self, record: dict) -> Judged:
        """Write the texts of a partnership into its record. What they say."""
        dice, writer = self.dice_of_texts, self.writers["en"]
        topics = dice.sample(list(PHRASES), 4)
        judged = Judged(country=dice.choice(list(COUNTRIES)), is_country_said=dice.random() < 0.4)
        sentences = [writer.prose(8, 20)]
        if dice.random() < 0.25:
            judged.title = topics[0]
            record["title"] = f"{writer.bodies[dice.randrange(8)]} for {self._phrase(topics[0])}"
            record["acronym"] = ""
        if dice.random() < 0.5:
            judged.summary = topics[1 : 1 + dice.randint(1, 2)]
            sentences += [f"Its members work on {self._phrase(topic)}." for topic in judged.summary]
        if judged.is_country_said:
            sentences.append(f"It is at home in {COUNTRIES[judged.country]}.")
        dice.shuffle(sentences)
        record["summary"] = " ".join(sentences)
        if dice.random() < 0.3:
            judged.passing = topics[3]
            # Often, and of others: what counts how often words come takes it for much
            passing = [f"A guest spoke of {self._phrase(topics[3])}." for _time in range(dice.randint(1, 3))]
            record["description"] = " ".join([writer.prose(40, 120), *passing])
        # Most who write of a topic choose its term as well, and some choose one of which they write nothing
        written = [topic for topic in (judged.title, *judged.summary) if topic and dice.random() < 0.7]
        judged.terms = {*written, *(dice.sample(list(PHRASES), 1) if dice.random() < 0.5 else [])}
        return judged

    def _phrase(self, topic: str) -> str:
        return self.dice_of_texts.choice(PHRASES[topic][1])


class JudgedQuery(NamedTuple):
    kind: str
    words: str
    grades: dict[int, int]  # of each partnership that has one


def queries(directory: JudgedDirectory) -> Iterator[JudgedQuery]:
    """What is asked of a directory whose batches were read."""
    for topic, (words, _forms) in PHRASES.items():
        yield JudgedQuery("topic", words, graded(directory, lambda judged, topic=topic: judged.about(topic)))
        for code, name in COUNTRIES.items():
            grades = graded(directory, lambda judged, topic=topic, code=code: judged.about_in(topic, code))
            yield JudgedQuery("topic and country", f"{words} {name.removeprefix('the ')}", grades)


def graded(directory: JudgedDirectory, grade: Callable[[Judged], int]) -> dict[int, int]:
    grades = {number: grade(judged) for number, judged in directory.judged.items()}
    return {number: grade for number, grade in grades.items() if grade}


def ndcg(answer: Sequence[int], grades: dict[int, int]) -> float:
    """Normalised discounted cumulative gain of the first AT: 1 where no order would be better."""
    best = sorted(grades.values(), reverse=True)[:AT]
    return _gain([grades.get(number, 0) for number in answer[:AT]]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum(GAINS[grade] / math.log2(rank + 2) for rank, grade in enumerate(grades))


def as_we_search(words: str) -> list[int]:
    return search.find(search.Search(words=words), sort=BY_RELEVANCE, offset=0).ids


def as_usual(words: str) -> list[int]:
    """A stored vector and `ts_rank`, as Django's documentation has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT partnership_id FROM usual_vector, websearch_to_tsquery('english', %s) AS query"
            f" WHERE vector @@ query ORDER BY ts_rank(vector, query) DESC, partnership_id LIMIT {AT}",
            [words],
        )
        return [number for (number,) in cursor.fetchall()]


# Names first, then summaries with the names of topics, countries and members, then descriptions
USUAL_VECTOR = """
    CREATE TEMPORARY TABLE usual_vector AS
    SELECT p.id AS partnership_id, setweight(to_tsvector('english', concat_ws(' ', title, acronym)), 'A')
           || setweight(to_tsvector('english', concat_ws(' ', summary,
                (SELECT string_agg(t.name_en, ' ') FROM directory_partnershiptopic l
                   JOIN directory_topic t ON t.slug = l.topic_id WHERE l.partnership_id = p.id),
                (SELECT string_agg(c.name_en, ' ') FROM directory_partnershipcountry l
                   JOIN directory_country c ON c.code = l.country_id WHERE l.partnership_id = p.id),
                (SELECT string_agg(o.name, ' ') FROM directory_membership m
                   JOIN directory_organisation o ON o.id = m.organisation_id WHERE m.partnership_id = p.id))), 'B')
           || setweight(to_tsvector('english', description), 'C') AS vector
      FROM directory_partnership p
"""


class Score(NamedTuple):
    kind: str
    queries: int
    ours: float  # means of nDCG@10
    usual: float


def scores(directory: JudgedDirectory) -> list[Score]:
    """Of each kind of query, and of all. Makes a temporary table for the usual way."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS usual_vector")
        cursor.execute(USUAL_VECTOR)
    by_kind: dict[str, list[tuple[float, float]]] = {}
    for query in queries(directory):
        if query.grades:
            pair = tuple(ndcg(way(query.words), query.grades) for way in (as_we_search, as_usual))
            by_kind.setdefault(query.kind, []).append(pair)
    by_kind["all"] = [pair for pairs in by_kind.values() for pair in pairs]
    return [
        Score(kind, len(pairs), *(sum(column) / len(pairs) for column in zip(*pairs, strict=True)))
        for kind, pairs in by_kind.items()
    ]

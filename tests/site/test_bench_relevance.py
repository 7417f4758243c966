"""The relevance that `./run bench` tells: grades are what partnerships say of themselves, and the best order scores 1."""

import datetime

import pytest

from directory.bench import databases, relevance
from directory.bench.relevance import GAINS, PHRASES, Judged, JudgedDirectory, ndcg
from directory.models import Partnership

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 1)
GRADES = {1: 3, 2: 2, 3: 1}


@pytest.fixture
def judged_directory() -> JudgedDirectory:
    return JudgedDirectory(60, seed=1, today=TODAY)


def test_the_best_order_scores_one_and_each_other_less():
    assert ndcg([1, 2, 3], GRADES) == 1
    assert 0 < ndcg([3, 2, 1], GRADES) < ndcg([2, 1, 3], GRADES) < 1
    assert ndcg([4, 5], GRADES) == ndcg([], GRADES) == 0
    assert ndcg([4] * relevance.AT + [1], GRADES) == 0


def test_what_a_name_says_counts_for_more_than_a_summary_and_that_for_more_than_a_term():
    judged = Judged(
        title="funding", summary=["training"], passing="reporting", terms={"legislation"}, country="PL"
    )

    topics = ("funding", "training", "reporting", "legislation", "investigation")
    assert [judged.about(topic) for topic in topics] == [3, 2, 1, 1, 0]
    assert [judged.about_in("funding", country) for country in ("PL", "BR")] == [2, 0]
    judged.is_country_said = True
    assert judged.about_in("funding", "PL") == 3


def test_texts_say_what_they_are_judged_by(judged_directory):
    records = [record for batch in judged_directory.batches() for record in batch.get(Partnership, ())]

    assert len(records) == len(judged_directory.judged) == 60
    for record in records:
        judged = judged_directory.judged[record["id"]]
        for text, topics in (
            ("title", [judged.title]),
            ("summary", judged.summary),
            ("description", [judged.passing]),
        ):
            for topic in filter(None, topics):
                assert any(form in record[text] for form in PHRASES[topic][1]), (record, topic)


def test_both_ways_are_scored_for_each_kind_of_query(judged_directory):
    try:
        databases.require_rights()
    except databases.NotAllowed as reason:
        pytest.skip(str(reason))
    databases.fill(judged_directory)

    scores = {score.kind: score for score in relevance.scores(judged_directory)}

    assert set(scores) == {"topic", "topic and country", "all"}
    assert scores["topic"].queries == len(PHRASES)
    for score in scores.values():
        assert 0 < score.ours <= 1
        assert 0 < score.usual <= 1
    assert scores["topic"].ours >= scores["topic"].usual - 0.05


def test_a_better_grade_gains_more():
    assert list(GAINS) == sorted(GAINS)

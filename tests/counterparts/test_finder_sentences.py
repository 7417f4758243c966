"""Sentences as people type them into the finder, in four languages, and what each of them says.

They stand in `finder_sentences.csv`: the sentence, and the codes of what is meant by it, whoever or whatever reads it. What
somebody says of themselves ("I am a police officer in Warsaw") is no part of what they look for.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from directory.models import Country, Language, Sector, Topic

with Path(__file__).with_name("finder_sentences.csv").open(encoding="utf-8", newline="") as file:
    WRITTEN = list(csv.DictReader(file))


def test_there_are_ten_sentences_in_each_language():
    assert Counter(row["typed_in"] for row in WRITTEN) == {"en": 10, "fr": 10, "es": 10, "ar": 10}
    assert len({row["sentence"] for row in WRITTEN}) == 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slot", "model"),
    [("topics", Topic), ("countries", Country), ("sectors", Sector), ("languages", Language)],
)
def test_what_a_sentence_says_is_in_the_vocabulary(slot, model):
    codes = {code for row in WRITTEN for code in row[slot].split()}

    assert codes <= set(model.objects.values_list("pk", flat=True))

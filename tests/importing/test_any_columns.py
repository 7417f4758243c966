"""Whatever a sheet holds, in whichever columns, its rows are published or refused with a sentence: no constraint fails."""

import random
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from directory.importing import import_directory, read
from directory.importing.checking import SHEETS
from directory.importing.judging import judge
from directory.models import Commitment, Event, Organisation, Partnership, Source
from directory.records import fields
from directory.records.batches import Refused
from directory.records.publishing import publish
from directory.records.record_form import RecordForm
from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_partnership,
    make_source,
)

pytestmark = pytest.mark.django_db

DATES = ["", "2004", "2005-03", "2010-01-02", "2031"]
NAMES = ["Net", "Office", "Bureau"]
numbers = count(1)


@pytest.fixture
def keys() -> dict:
    """Keys of the records that cells may name, by model."""
    organisations = [make_organisation(founded=founded) for founded in ("", "2008")]
    partnerships = [make_partnership(started=started) for started in ("", "2008")]
    event = make_event(starts="2006")
    event.sessions.create(key="one", title="One", order=1)
    records = [
        *organisations,
        *partnerships,
        event,
        make_source(),
        make_source(),
        make_commitment(due="2006"),
    ]
    return {
        model: [r.slug for r in records if isinstance(r, model)]
        for model in (Organisation, Partnership, Event, Source, Commitment)
    }


def cell(chance: random.Random, form: type[RecordForm], column: str, keys: dict) -> str:
    field = form.base_fields[column]
    if column == "key":
        of_model = [*keys.get(form.model, []), f"new-{next(numbers)}"]
        return chance.choice(of_model)
    if isinstance(field, fields.SessionField):
        return chance.choice(["", "", "one"])
    if isinstance(field, fields.ExtentField):
        return chance.choice(["", "EU", "150"])
    if isinstance(field, fields.ReferenceField):
        vocabularies = {"country": ["GB", "PL"], "sector": ["hotline"], "language": ["en"]}
        of_model = keys.get(field.model) or vocabularies.get(field.model._meta.model_name, ["training"])
        return chance.choice([*of_model, *([] if field.required else ["", ""])])
    if isinstance(field, fields.PartialDateFormField):
        return chance.choice(DATES)
    if isinstance(field, fields.NamesField):
        return ";".join(chance.sample(NAMES, chance.randint(0, 2)))
    if hasattr(field, "choices"):
        return str(chance.choice([code for code, _label in field.choices]))
    texts = {"currency": "EUR", "order": "1", "amount": "40", "counted": "41", "value": "1", "unit": "one"}
    return texts.get(column, "" if not field.required else f"Words {chance.randint(1, 2)}")


@pytest.mark.parametrize("name", SHEETS)
@given(chance=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_no_row_that_a_form_takes_breaks_a_constraint_without_a_sentence(name, keys, chance):
    form_class = SHEETS[name]
    required = {column for column, field in form_class.base_fields.items() if field.required}
    columns = [c for c in form_class.base_fields if c in required or chance.random() < 0.6]
    form = form_class({column: cell(chance, form_class, column, keys) for column in columns})
    for column in form.fields.keys() - set(columns):
        del form.fields[column]
    if not form.is_valid():
        return

    try:
        publish({form_class: [form.cleaned_data]}, by=None, source="", why="A file")
    except Refused as refusal:
        sentences = refusal.sentences
    else:
        return
    assert sentences.keys() == {0}
    assert not sentences[0].startswith("Constraint")


# A sheet without the column that a rule is about


def file(tmp_path, name: str, *lines: str):
    (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_what_contradicts_what_stands_there_is_an_error_of_its_row(tmp_path):
    make_partnership(slug="net", started="2008", ended="", status="ended")
    make_partnership(slug="other", started="2001", ended="", status="ended")
    columns = "key,title,kind,status,summary,ended"
    row = "{},Net,network,ended,Words.,2005"

    report = import_directory(
        file(tmp_path, "partnerships", columns, row.format("net"), row.format("other")), why="A file"
    )

    assert [(problem.row, problem.message) for problem in report.errors] == [
        (2, "A partnership cannot end before it starts.")
    ]
    assert not Partnership.objects.filter(ended="2005").exists()


def test_an_event_that_would_end_before_it_starts_is_told_in_a_sentence(tmp_path):
    make_event(slug="summit", starts="2008-05", ends="")

    report = import_directory(
        file(tmp_path, "events", "key,title,status,ends", "summit,Summit,held,2007"), why="A file"
    )

    assert [problem.message for problem in report.errors] == ["An event cannot end before it starts."]


def test_what_is_refused_waits_with_what_refers_to_it_and_the_rest_is_judged(tmp_path):
    make_partnership(slug="net", started="2008", status="ended")
    columns = "key,title,kind,status,summary,ended"
    rows = ["net,Net,network,ended,Words.,2005", "good,Good,network,ended,Words.,2005"]
    reading = read(file(tmp_path, "partnerships", columns, *rows))

    judged = judge(reading, {}, by=None, source="", report_progress=lambda _count: None)

    assert [(row.key, row.state) for row in judged] == [("net", "wrong"), ("good", "new")]
    assert judged[0].problems[0][2] == "A partnership cannot end before it starts."


def test_a_name_that_was_another_one_becomes_a_former_one(tmp_path):
    organisation = make_organisation(slug="body", also=["Office", "Bureau"])
    columns = "key,name,sector,former_names"

    report = import_directory(
        file(tmp_path, "organisations", columns, "body,Body,government,Office"), why="A file"
    )

    assert report.errors == []
    assert set(organisation.other_names.values_list("name", "kind")) == {
        ("Office", "former"),
        ("Bureau", "other"),
    }


def test_a_name_stands_in_one_column_of_names(tmp_path):
    columns = "key,name,sector,other_names,former_names"

    report = import_directory(
        file(tmp_path, "organisations", columns, "body,Body,government,Office,Office"), why="A file"
    )

    assert "among the other or the former names already" in report.errors[0].message

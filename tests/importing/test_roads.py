"""Which way a file goes: sheets of ours and HSDS as they are, whatever else somebody keeps by way of questions."""

import json

import pytest
from django.core.management import CommandError, call_command

from directory.importing import answering, import_directory, judging
from directory.importing.json_files import NotHSDS
from directory.importing.roads import read_of_sender
from directory.models import ImportSender, Partnership

pytestmark = pytest.mark.django_db

UNIVERSITY = {
    "id": "https://ror.example/0sample01",
    "name": "Example University",
    "types": ["Education"],
    "links": ["http://www.example.edu"],
    "acronyms": ["EU"],
    "country": {"country_code": "CO", "country_name": "Colombia"},
}
CATALOGUE = {
    "help": "https://catalogue.example/help",
    "success": True,
    "result": [{"id": "0aa1", "name": "example-ngo", "title": "Example NGO", "state": "active"}],
}
SERVICE = {
    "id": "s-1",
    "name": "Safe School Line",
    "description": "Advice for schools.",
    "status": "Active",
    "organization": {"id": "o-1", "name": "Example Bureau", "website": "https://bureau.example/"},
    "service_areas": [{"id": "a-1", "name": "Isles of the West"}],
}


@pytest.fixture
def sender():
    return ImportSender.objects.create(name="Sender")


def written(tmp_path, name: str, content: object):
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("document", [[UNIVERSITY], CATALOGUE])
def test_json_of_others_is_a_list_of_the_sender_and_nothing_without_one(tmp_path, sender, document):
    path = written(tmp_path, "page.json", document)

    file = read_of_sender(path, sender)

    assert file.reading is None
    assert any(planned_table.questions for planned_table in file.planned_tables)
    assert not any(
        target.startswith("partnership.")
        for planned_table in file.planned_tables
        for target in planned_table.plan.columns.values()
    )
    with pytest.raises(NotHSDS, match="this is not HSDS; nothing was read"):
        import_directory(path, why="")
    with pytest.raises(CommandError, match="this is not HSDS; nothing was read"):
        call_command("import_directory", str(path))


def test_hsds_asks_for_sectors_and_for_words_that_nobody_knows(tmp_path, sender):
    path = written(tmp_path, "services.json", [SERVICE])
    answers = {
        "constants/organisation.sector": "child_protection",
        "sectors/example bureau": "government",
        "values/partnership.countries/isles of the west": "WS",
    }

    file = answering.read_with_answers(path, sender, answers, take_suggestions=True)
    report = answering.compare(file.reading, {}, source="services.json")
    answering.apply(report, {}, sender, source="services.json", why="")

    partnership = Partnership.objects.get()
    assert [country.code for country in partnership.countries.all()] == ["WS"]
    assert partnership.memberships.get().organisation.sector_id == "government"
    assert read_of_sender(path, sender).reading is not None


def test_a_default_for_all_organisations_answers_what_hsds_asks_about_sectors(tmp_path, sender):
    sender.defaults = {"organisations": {"sector": "helpline"}}
    path = written(tmp_path, "services.json", [SERVICE | {"service_areas": []}])

    file = read_of_sender(path, sender)

    assert file.reading is not None
    rows = judging.judge(file.reading, {}, by=None, source="", report_progress=lambda _count: None)
    assert {row.state for row in rows} == {"new"}


def test_a_list_that_is_named_like_a_sheet_of_ours_asks_for_what_it_lacks(tmp_path, sender):
    path = written(
        tmp_path, "organisations.csv", "name,country,website\nSample Shelter,Ghana,\nMock Kids,BJ,\n"
    )

    with pytest.raises(answering.OpenQuestions) as missing:
        answering.read_with_answers(path, sender, {}, take_suggestions=True)
    assert [question.name for _name, question in missing.value.questions] == ["constants/organisation.sector"]

    answers = {"constants/organisation.sector": "child_protection"}
    file = answering.read_with_answers(path, sender, answers, take_suggestions=True)
    countries = [row.cells["country"] for row in file.reading.sheets["organisations"].rows]
    assert countries == ["GH", "BJ"]
    assert read_of_sender(path, sender).reading is not None  # the second time it asks nothing


@pytest.mark.parametrize("header", ["key,name,country", "Key,name,country", "name,sector,country"])
def test_a_sheet_of_ours_stays_one(tmp_path, sender, header):
    path = written(tmp_path, "organisations.csv", f"{header}\nsample,helpline,GB\n")

    assert not read_of_sender(path, sender).is_list

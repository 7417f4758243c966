"""Files of each format are read, those of others as well; what cannot be read is refused in one sentence."""

import io
import json
import os
import zipfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from hypothesis import strategies

from directory import importing
from directory.importing import import_directory
from directory.importing.checking import check_rows
from directory.models import Membership, Organisation, Partnership
from directory.tabular import Unreadable
from tests.support.factories import make_organisation
from tests.support.whole_directory import as_zip

pytestmark = pytest.mark.django_db

HSDS = Path(os.environ.get("HSDS_EXAMPLES", settings.BASE_DIR.parent / "shared" / "data" / "hsds"))
EXAMPLES = sorted(HSDS.glob("*/examples/*.json"))


@pytest.mark.skipif(not EXAMPLES, reason=f"Open Referral's examples are not at {HSDS}")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_official_example_of_hsds_is_accepted(example):
    defaults = {"organisations": {"sector": "child_protection"}, "partnerships": {"status": "active"}}

    report = import_directory(example, why="Example", defaults=defaults)

    assert report.errors == []
    if example.stem.startswith(("service", "organization_full", "tabular")):
        assert Partnership.objects.get().title == "Community Counselling"
        assert Membership.objects.get().organisation.name == "Example Organization Inc."
    elif example.stem.startswith("organization"):
        assert Organisation.objects.get().name == "Example Organization Inc."
    else:
        assert report.warnings or report.outcomes == {}


def test_what_hsds_has_and_the_directory_has_not_is_named(tmp_path):
    service = {
        "id": "s-1",
        "name": "Helpline",
        "status": "active",
        "schedules": [{"id": "x"}],
        "phones": [{"id": "y"}],
    }
    path = tmp_path / "service.json"
    path.write_text(json.dumps(service))

    (warning,) = import_directory(path, why="").warnings

    assert "phones (1), schedules (1)" in warning.message


def test_an_organisation_that_hsds_only_names_keeps_what_is_known(tmp_path):
    lead = make_organisation(name="The lead", website="https://lead.example")
    service = {"id": "s-1", "name": "Helpline", "status": "active", "description": "It helps."}
    service["organization"] = {"id": identifier_of(lead), "name": "The lead"}
    path = tmp_path / "service.json"
    path.write_text(json.dumps(service))

    report = import_directory(path, why="")

    assert report.errors == []
    assert "organisations" not in report.outcomes
    assert Membership.objects.get(organisation=lead).role == "lead"


def identifier_of(record) -> str:
    from directory.exchange.programs.reading import stamps_of

    return str(stamps_of(type(record), [record.pk])[record.pk].uuid)


@pytest.mark.parametrize(
    ("nasty", "sentence"),
    [
        ("[" * 200_000, "nested too deeply"),
        ('{"id": "a", "id": "b"}', "the same field twice"),
        ('{"id": "a", "number": NaN}', "is not a number in JSON"),
        ("{", "this is not JSON"),
        ('"text"', "something else than records"),
        (b"\xff\xfe{", "UTF-8"),
        ('{"id": "a", "number": ' + "9" * 5000 + "}", "this is not JSON"),
    ],
)
def test_nasty_json_is_refused_in_one_sentence(tmp_path, nasty, sentence):
    path = tmp_path / "nasty.json"
    path.write_bytes(nasty if isinstance(nasty, bytes) else nasty.encode())

    with pytest.raises(Unreadable, match=sentence):
        import_directory(path, why="")


NAMES = [
    "id",
    "name",
    "organization",
    "services",
    "partners",
    "attributes",
    "value",
    "link_type",
    "key",
    "members",
]
NAMES += [
    "partnerships",
    "description",
    "service_areas",
    "status",
    "partnership",
    "title",
    "service",
    "contents",
]
ANYTHING = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.text(max_size=5)
    | strategies.just("topic"),
    lambda inside: (
        strategies.lists(inside, max_size=3)
        | strategies.dictionaries(strategies.sampled_from(NAMES), inside, max_size=6)
    ),
    max_leaves=25,
)


@hypothesis.settings(
    max_examples=150, deadline=None, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(
    document=ANYTHING, name=strategies.sampled_from(["services", "organizations", "partnerships", "x"])
)
def test_whatever_json_holds_the_answer_is_rows_and_problems(tmp_path, document, name):
    path = tmp_path / f"{name}.json"
    path.write_text(json.dumps(document))

    try:
        reading = importing.read(path)
    except Unreadable:
        return
    for row in check_rows(reading.sheets, reading.problems):
        assert row.record is not None or row.problems or reading.problems


@pytest.mark.parametrize(
    "piece", ["[%s]", '{"id": "a", "status": "active", "organization": {"id": "b", "services": [%s]}}']
)
def test_json_within_the_bounds_of_the_parser_may_still_be_too_deep(tmp_path, piece):
    path = tmp_path / "deep.json"
    text = "{}"
    for _level in range(300 if "id" in piece else 900):
        text = piece.replace("%s", text)
    path.write_text(text)

    try:
        problems = [problem.message for problem in import_directory(path, why="").problems]
    except Unreadable as reason:
        problems = [str(reason)]

    assert problems


def test_a_lone_surrogate_in_json_is_an_error_of_its_cell(tmp_path):
    path = tmp_path / "topics.json"
    path.write_text('{"topics": [{"key": "one", "name": "broken \\ud800", "forum": null}]}')

    (error,) = import_directory(path, why="").errors

    assert (error.row, error.column) == (1, "name")


def test_records_of_json_must_have_the_same_fields(tmp_path):
    path = tmp_path / "topics.json"
    path.write_text(
        '{"topics": [{"key": "one", "name": "One", "forum": "A forum"}, {"key": "two", "name": "Two"}]}'
    )

    errors = import_directory(path, why="").errors

    assert [(error.row, error.column) for error in errors] == [(2, "forum")]


@pytest.mark.parametrize(
    "members", [1, 0, "interpol", {"organisation": "interpol"}, [1], [{}, "interpol"], [[]]]
)
def test_members_that_are_no_list_of_records_are_an_error_of_their_record(tmp_path, members):
    path = tmp_path / "partnerships.json"
    path.write_text(json.dumps([{"key": "one", "name": "One", "members": members}]))

    reading = importing.read(path)

    assert [(problem.row, problem.column) for problem in reading.problems if problem.column == "members"] == [
        (1, "members")
    ]


def test_a_zip_file_of_csv_files_is_read_wherever_they_are_in_it(tmp_path):
    path = as_zip(
        tmp_path / "sheets.zip",
        {
            "ours/topics.csv": b"key,name\none,One\n",
            "__MACOSX/ours/._topics.csv": b"\0",
            "ours/README.txt": b"",
        },
    )

    assert import_directory(path, why="").outcomes["topics"].new == 1


def test_what_a_sender_calls_things_is_read_as_ours(tmp_path):
    path = tmp_path / "themes.csv"
    path.write_text("Code,Title,Forum,Remark\none,One,secret,x\n")
    names = importing.SenderNames(
        {"themes": "topics"}, {"topics": {"code": "key", "title": "name", "forum": "", "remark": ""}}
    )

    reading = importing.read(path, sender_names=names)

    assert reading.problems == []
    assert [row.cells for row in reading.sheets["topics"].rows] == [{"key": "one", "name": "One"}]
    assert reading.headers == {"topics": ["code", "title", "forum", "remark"]}


def test_a_single_zip_is_not_unpacked_where_it_leads_out(tmp_path):
    path = tmp_path / "nasty.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../topics.csv", "key,name\n")
    path.write_bytes(buffer.getvalue())

    with pytest.raises(Unreadable, match="leads out of it"):
        import_directory(path, why="")

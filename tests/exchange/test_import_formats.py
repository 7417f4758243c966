"""The directory leaves in every format and comes back as it was, as far as the format carries it."""

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
from directory.exchange import dumps
from directory.exchange.record_lists import LISTS
from directory.importing import SHEETS, import_directory
from directory.importing.checking import check_rows
from directory.models import (
    Membership,
    Organisation,
    Partnership,
    Source,
)
from directory.tabular import Unreadable
from tests.support.databases import import_conference
from tests.support.factories import make_membership, make_organisation, make_partnership
from tests.support.responses import content, csv_rows

pytestmark = pytest.mark.django_db

HSDS = Path(os.environ.get("HSDS_EXAMPLES", settings.BASE_DIR.parent / "shared" / "data" / "hsds"))
EXAMPLES = sorted(HSDS.glob("*/examples/*.json"))
SHEETS_OF_HSDS = ["organisations", "partnerships", "memberships"]


def every_record() -> dict[str, dict[str, dict]]:
    """What is public in the columns of each sheet, by the record's key."""
    rows_by_sheet = {}
    for name, table in dumps.tables(SHEETS).items():
        ids = dumps.ids_of(dumps.everything()[name])
        rows = [
            dict(zip(table.columns, row, strict=True)) for rows in table.rows(ids).values() for row in rows
        ]
        rows_by_sheet[name] = {
            " ".join(str(row[column] or "") for column in SHEETS[name].identity): row for row in rows
        }
    return rows_by_sheet


def empty_the_directory() -> None:
    Organisation.objects.update(parent=None)
    for model in (form.model for form in reversed(SHEETS.values())):
        model.objects.all().delete()


def as_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def hsds(client) -> dict[str, bytes]:
    """All organisations and partnerships as Open Referral's HSDS has them."""
    return {
        f"{name}.ndjson": content(client.get(f"/hsds/{name}?full=true&format=ndjson"))
        for name in ("organizations", "services")
    }


@pytest.fixture
def conference():
    import_conference()


@pytest.mark.parametrize("data_set", ["conference", "networks"])
def test_the_whole_directory_comes_back_record_by_record(tmp_path, data_set):
    folder = settings.BASE_DIR / "directory" / "sample" / data_set
    import_directory(folder, why="There")
    before = every_record()
    in_folder = {path.stem: len(csv_rows(path.read_bytes())) for path in folder.glob("*.csv")}
    assert {name: len(rows) for name, rows in before.items()} == {"progress_reports": 0} | in_folder
    dumps.make(tmp_path)

    for name in (dumps.CSV, dumps.XLSX, dumps.NDJSON):
        empty_the_directory()
        assert not any(every_record().values())

        report = import_directory(tmp_path / name, why="Back")

        assert report.problems == []
        assert every_record() == before
        assert {outcome.changed for outcome in report.outcomes.values()} == {0}


@pytest.mark.parametrize("data_set", ["conference", "networks"])
def test_documents_of_json_come_back_record_by_record(client, tmp_path, data_set):
    import_directory(settings.BASE_DIR / "directory" / "sample" / data_set, why="There")
    before = every_record()
    dumps.make(tmp_path)
    with zipfile.ZipFile(tmp_path / dumps.NDJSON) as archive:
        in_lists = {f"{name}.ndjson" for name in LISTS}
        files = {name: archive.read(name) for name in archive.namelist() if name not in in_lists}
    for name in LISTS:
        every = "?scope=all&freshness=all" if name == "partnerships" else ""
        files[f"{name}.json"] = content(client.get(f"/{name}.json{every}"))
    empty_the_directory()

    report = import_directory(as_zip(tmp_path / "json.zip", files), why="Back")

    assert report.problems == []
    assert every_record() == before


def carried(records: dict[str, dict[str, dict]]) -> dict[str, dict[str, dict]]:
    """As far as HSDS carries it in again: no sources, events, resources and commitments; one other name; a text without
    its parts. The countries and sectors of a partnership are with those of its members."""
    lost = {
        "source",
        "other_names",
        "former_names",
        "countries",
        "sectors",
        "summary",
        "description",
    }
    return {
        name: {
            key: {column: value for column, value in row.items() if column not in lost}
            for key, row in records[name].items()
        }
        for name in SHEETS_OF_HSDS
    }


def test_hsds_comes_back_as_far_as_it_carries_records(conference, client, tmp_path):
    before, files = every_record(), hsds(client)
    empty_the_directory()
    Source.objects.create(slug="sent", title="What was sent")

    # a member that nobody names in public would not be shown
    defaults = {"memberships": {"source": "sent"}}
    report = import_directory(as_zip(tmp_path / "hsds.zip", files), why="Back", defaults=defaults)

    assert report.errors == []
    after = every_record()
    assert carried(after) == carried(before)
    for key, row in before["partnerships"].items():
        imported = after["partnerships"][key]
        assert set(row["countries"]) <= set(imported["countries"])
        assert set(row["sectors"]) <= set(imported["sectors"])
        texts = [[partnership["summary"], partnership["description"]] for partnership in (row, imported)]
        assert "\n\n".join(filter(None, texts[0])) == "\n\n".join(filter(None, texts[1]))


def test_members_of_every_kind_and_what_hsds_has_no_word_for_come_back(client, tmp_path):
    net = make_partnership(
        slug="net", extent="150", stated_number="48", status="unknown", legal_basis="A treaty.", acronym="G8"
    )
    part = make_partnership(slug="part")
    body = make_organisation(slug="body", is_international=True, founded="1999", ended="2006-04")
    make_membership(partnership=net, organisation=body, role="lead", basis="follows")
    make_membership(partnership=net, organisation=body, role="host", joined="2005")
    for member in ({"country_id": "GB", "no_longer_listed": True}, {"member_partnership": part}):
        Membership.objects.create(partnership=net, role="party", source=net.source, **member)
    before, files = every_record(), hsds(client)
    empty_the_directory()
    Source.objects.create(slug="sent", title="What was sent")

    report = import_directory(
        as_zip(tmp_path / "hsds.zip", files), why="Back", defaults={"memberships": {"source": "sent"}}
    )

    assert report.errors == []
    assert carried(every_record()) == carried(before)


def test_our_hsds_again_makes_nothing_new_and_changes_no_membership(conference, client, tmp_path):
    path = as_zip(tmp_path / "hsds.zip", hsds(client))

    outcomes = import_directory(path, why="Again").outcomes

    assert {outcome.new for outcome in outcomes.values()} == {0}
    assert outcomes["memberships"].changed == 0


def test_the_same_hsds_twice_means_the_same_records(conference, client, tmp_path):
    path = as_zip(tmp_path / "hsds.zip", hsds(client))
    empty_the_directory()
    import_directory(path, why="First")

    outcomes = import_directory(path, why="Second").outcomes

    assert {(outcome.new, outcome.changed) for outcome in outcomes.values()} == {(0, 0)}


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

"""Open Referral's HSDS as others write it: everything comes in, or a remark names it with the number of records."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.importing import Report, import_directory
from directory.importing.json_files import NotHSDS
from directory.importing.lists import planning
from directory.importing.roads import read_of_sender
from directory.models import Identifier, ImportSender, Membership, Organisation, Partnership
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db

TRUST = {"id": "o-1", "name": "Sample Trust", "website": "https://trust.example/"}
LINE = {
    "id": "s-1",
    "name": "Safe School Line",
    "description": "Advice for schools.",
    "status": "active",
    "url": "https://line.example/",
    "organization": TRUST,
}
DEFAULTS = {"organisations": {"sector": "child_protection"}}


def sent(folder: Path, document: object, *, name: str = "services.json") -> Report:
    path = folder / name
    path.write_text(json.dumps(document))
    return import_directory(path, why="Sent", defaults=DEFAULTS)


def remarks(report: Report) -> str:
    assert report.errors == []
    return "\n".join(problem.message for problem in report.warnings)


def codes(partnership: Partnership, field: str) -> set[str]:
    return set(getattr(partnership, field).values_list("pk", flat=True))


# Identifiers


def test_two_services_with_one_identifier_are_named_and_neither_is_taken(tmp_path):
    other = {**LINE, "name": "Another Line", "organization": {**TRUST, "id": "o-2", "name": "Second Trust"}}

    report = sent(tmp_path, [LINE, other])

    assert {error.message for error in report.errors} == {
        "“Safe School Line”, “Another Line” have one identifier, “s-1”. Give each its own: none of them was taken."
    }
    assert not Partnership.objects.exists()


def test_a_service_that_the_next_page_repeats_is_one(tmp_path):
    pages = [{"totalElements": 3, "totalPages": 2, "number": number, "content": [LINE]} for number in (1, 2)]

    report = sent(tmp_path, pages)

    assert report.problems == []
    assert Partnership.objects.count() == 1


def test_copies_of_a_record_that_differ_are_named(tmp_path):
    report = sent(tmp_path, [LINE, {**LINE, "description": "Something else."}])

    assert "description of “Safe School Line” (1)" in remarks(report)
    assert Partnership.objects.get().summary == "Advice for schools."


def test_identifiers_that_begin_alike_are_of_two_records_of_one_name(tmp_path):
    clubs = [
        {"id": f"SERVICE-100{number}", "name": "Youth Club", "status": "active", "description": "d"}
        for number in (1, 2)
    ]

    first = sent(tmp_path, clubs)
    second = sent(tmp_path, clubs[1:])

    assert first.outcomes["partnerships"].new == 2
    assert second.outcomes["partnerships"].same == 1


def test_whole_numbers_are_identifiers_and_each_kind_has_its_own(tmp_path):
    service = {**LINE, "id": 1, "organization": {**TRUST, "id": 1}}

    sent(tmp_path, {"services": [service]})

    assert Membership.objects.get().organisation.name == "Sample Trust"


def test_a_number_in_a_register_tells_which_organisation_is_meant(tmp_path):
    there = make_organisation(name="The trust of the sample", founded="1999")
    Identifier.objects.create(organisation=there, scheme="GB-CHC", value="1164883")
    number = {"identifier_scheme": "GB-CHC", "identifier": "1164883"}

    sent(tmp_path, [{**LINE, "organization": {**TRUST, "organization_identifiers": [number]}}])

    there.refresh_from_db()
    assert (Organisation.objects.count(), there.name, there.founded) == (1, "Sample Trust", "1999")


# Providers


def test_a_provider_that_is_not_in_the_file_is_named_with_the_number_of_services(tmp_path):
    orphans = [
        {
            **LINE,
            "id": f"s-{number}",
            "name": f"Line {number}",
            "organization": None,
            "organization_id": "o-9",
        }
        for number in (1, 2)
    ]

    report = sent(tmp_path, orphans)

    assert "without a provider: o-9 (2)" in remarks(report)
    assert Partnership.objects.count() == 2


# Words


@pytest.mark.parametrize(
    ("written", "status"),
    [("Active", "active"), ("TEMPORARILY CLOSED", "paused"), ("Defunct", "ended"), ("inactive", "paused")],
)
def test_a_status_is_known_in_any_case(tmp_path, written, status):
    sent(tmp_path, [{**LINE, "status": written}])

    assert Partnership.objects.get().status == status


def test_languages_are_known_by_codes_and_names(tmp_path):
    languages = [
        {"code": "FR"},
        {"name": "Welsh"},
        {"code": "eng"},
        {"language": "Māori"},
        {"name": "Klingon"},
    ]

    report = sent(tmp_path, [{**LINE, "languages": languages}])

    assert codes(Partnership.objects.get(), "languages") == {"fr", "cy", "en", "mi"}
    assert "Languages that the directory does not know were left out: Klingon (1)." in remarks(report)


def test_areas_are_countries_by_code_and_name_or_are_named(tmp_path):
    areas = [{"extent": "MT"}, {"name": "Scotland"}, {"service_area": "Ireland"}, {"name": "Sampleton"}]

    report = sent(tmp_path, [{**LINE, "service_areas": areas}])

    assert codes(Partnership.objects.get(), "countries") == {"MT", "GB", "IE"}
    assert "Areas that are no country were left out: Sampleton (1)." in remarks(report)


def test_countries_of_addresses_say_where_services_and_organizations_are(tmp_path):
    trust = {**TRUST, "locations": [{"id": "l-1", "addresses": [{"country": "Fiji"}]}]}
    at = [{"location": {"physical_addresses": [{"country": "WSM"}]}}]

    report = sent(tmp_path, [{**LINE, "organization": trust, "service_at_locations": at}])

    assert Organisation.objects.get().country_id == "FJ"
    assert codes(Partnership.objects.get(), "countries") == {"WS"}
    assert "locations (1), service_at_locations (1)" in remarks(report)


def test_terms_of_others_become_topics_or_are_named(tmp_path):
    attributes = [{"taxonomy_term": {"name": "Tipline"}}, {"taxonomy_term": {"name": "Laundry"}}]
    older = [{"taxonomy": {"name": "Digital literacy"}}]
    services = [
        {**LINE, "attributes": attributes, "service_taxonomys": older},
        {**LINE, "id": "s-2", "name": "Second", "attributes": attributes[1:]},
    ]

    report = sent(tmp_path, services)

    assert codes(Partnership.objects.get(title="Safe School Line"), "topics") == {
        "reporting",
        "public-awareness",
    }
    assert "Laundry (2)" in remarks(report)


def test_texts_lose_the_tags_of_a_page_and_nothing_else(tmp_path):
    text = "<p>Chat with <b>us</b> &amp; others.</p><p>Write to &lt;team&gt;.</p>"

    sent(
        tmp_path,
        [{**LINE, "description": text}, {**LINE, "id": "s-2", "name": "Chat", "description": "a <team> b"}],
    )

    assert (
        Partnership.objects.get(title="Safe School Line").summary
        == "Chat with us & others.\n\nWrite to <team>."
    )
    assert Partnership.objects.get(title="Chat").summary == "a <team> b"


def test_each_part_without_a_place_is_named_with_the_number_of_records(tmp_path):
    trust = {**TRUST, "description": "A trust.", "legal_status": "charity"}
    services = [
        {**LINE, "organization": trust, "phones": [{"number": "1"}], "_links": {"self": "/1"}},
        {
            **LINE,
            "id": "s-2",
            "name": "Chat",
            "organization": trust,
            "phones": [{"number": "2"}],
            "fees": None,
        },
    ]

    report = sent(tmp_path, services)

    assert remarks(report) == (
        "The directory has no place for these parts of HSDS, and they were left out: "
        "_links (1), organization.description (1), organization.legal_status (1), phones (2)."
    )


# JSON of other kinds


@pytest.mark.parametrize(
    ("name", "document"),
    [
        (
            "ror.json",
            [
                {
                    "id": "https://ror.example/02mhbdp94",
                    "name": "Example University",
                    "status": "active",
                    "types": ["Education"],
                    "links": ["https://university.example"],
                    "country": {"country_code": "CO"},
                }
            ],
        ),
        (
            "organizations.json",
            {
                "help": "https://catalogue.example/help",
                "success": True,
                "result": [{"id": "1", "name": "example-ngo", "title": "Example", "package_count": 3}],
            },
        ),
        (
            "net.json",
            {"data": [{"id": 7, "org_id": 8, "name": "Net", "asn": 64500, "status": "ok"}], "meta": {}},
        ),
        (
            "organizations.json",
            [{"id": 1, "name": "Trust", "country": "Malta", "sector": "NGO", "city": "Valletta"}],
        ),
        ("net.json", [{"id": 7, "org_id": 8, "name": "Net", "asn": 64500, "status": "ok"}]),
    ],
)
def test_json_of_another_kind_is_no_partnership(tmp_path, name, document):
    (tmp_path / name).write_text(json.dumps(document))

    with pytest.raises(NotHSDS, match="this is not HSDS; nothing was read"):
        import_directory(tmp_path / name, why="Sent", defaults=DEFAULTS)
    with pytest.raises(CommandError, match="this is not HSDS; nothing was read") as refusal:
        call_command("import_directory", tmp_path / name)

    assert refusal.value.returncode == 1
    assert not Partnership.objects.exists()


def test_a_record_of_another_kind_among_those_of_hsds_is_named(tmp_path):
    report = sent(tmp_path, {"services": [LINE], "ships": [{"id": "1", "tonnage": 5}]})

    assert "Records of another kind than HSDS has were left out: ships (1)." in remarks(report)


# A second time


def test_a_record_of_others_says_nothing_of_what_it_leaves_out(tmp_path: Path):
    service = {
        "id": "s-1",
        "name": "Line",
        "status": "active",
        "organization": {"id": "o-1", "name": "Trust", "website": "https://trust.example"},
    }
    other = {
        **service,
        "id": "s-2",
        "name": "Chat",
        "url": "https://chat.example",
        "languages": [{"code": "fr"}],
    }
    sent(tmp_path, [service, other])
    Partnership.objects.filter(title="Line").update(website="https://line.example", summary="Found out.")
    Organisation.objects.filter(name="Trust").update(founded="1999", sector="helpline")

    outcomes = sent(tmp_path, [service, other]).outcomes

    assert {(outcome.new, outcome.changed) for outcome in outcomes.values()} == {(0, 0)}
    assert Organisation.objects.get().sector_id == "helpline"


# What only a person can say


def test_a_sender_is_asked_once_for_sectors_and_words(tmp_path):
    sender = ImportSender.objects.create(name="A youth line")
    services = [
        {
            **LINE,
            "status": "Paused for now",
            "organization": {
                "id": "o-1",
                "name": "Tala",
                "locations": [{"addresses": [{"country": "Western Samoa"}]}],
            },
            "attributes": [{"taxonomy_term": {"name": "Laundry"}}, {"taxonomy_term": {"name": "Ironing"}}],
        }
    ]
    path = tmp_path / "services.json"
    path.write_text(json.dumps(services))

    file = read_of_sender(path, sender)
    answers = {
        "constants/organisation.sector": "helpline",
        "values/partnership.status/paused for now": "paused",
        "values/partnership.topics/laundry": "funding",
    }
    needed = {question.name for _table, question in planning.unanswered(file.planned_tables, {})}
    sender.plans |= planning.answer(file.planned_tables, answers)
    reading = read_of_sender(path, sender).reading

    assert file.reading is None
    assert needed <= answers.keys()
    (organisation,) = reading.sheets["organisations"].rows
    assert (organisation.cells["sector"], organisation.cells["country"]) == ("helpline", "WS")
    (partnership,) = reading.sheets["partnerships"].rows
    assert (partnership.cells["status"], partnership.cells["topics"]) == ("paused", "funding")
    assert "They stay in this remark: Ironing (1)." in "\n".join(p.message for p in reading.problems)


def test_a_sector_that_a_sender_always_has_is_not_asked_for(tmp_path):
    sender = ImportSender.objects.create(name="A youth line", defaults=DEFAULTS)
    path = tmp_path / "services.json"
    path.write_text(json.dumps([LINE]))

    file = read_of_sender(path, sender)

    assert file.planned_tables == []
    assert [row.cells["sector"] for row in file.reading.sheets["organisations"].rows] == ["child_protection"]

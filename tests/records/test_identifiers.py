"""Identifiers of organisations: the register is known, the number has its form, and nobody else has it."""

import pytest
from django.core.exceptions import ValidationError

from directory.models import Identifier
from directory.records import identifiers
from directory.records.fields import KnownRecords
from directory.records.forms import OrganisationForm
from directory.records.publishing import publish, readdress
from tests.support.factories import make_organisation

pytestmark = pytest.mark.django_db


def form(known_records=None, **cells) -> OrganisationForm:
    return OrganisationForm(
        {"key": "a-body", "name": "A body", "sector": "hotline", **cells}, known_records=known_records
    )


def publish_one(**cells):
    typed_form = form(**cells)
    assert typed_form.is_valid(), typed_form.errors
    outcomes = publish({OrganisationForm: [typed_form.cleaned_data]}, by=None, source="", why="")
    return outcomes[OrganisationForm]


def kept_identifiers() -> list[str]:
    return sorted(map(str, Identifier.objects.all()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("GB-CHC-1164883", ("GB-CHC", "1164883")),
        ("gb-chc-1164883", ("GB-CHC", "1164883")),
        ("GB-CHC- 1164883 ", ("GB-CHC", "1164883")),
        ("GB-CHC-1164883-1", ("GB-CHC", "1164883-1")),
        ("GB-COH-sc123456", ("GB-COH", "SC123456")),
        ("XI-LEI-529900T8BM49AURSDO55", ("XI-LEI", "529900T8BM49AURSDO55")),
        ("XI-LEI-5493001KJTIIGC8Y1R12", ("XI-LEI", "5493001KJTIIGC8Y1R12")),
        ("XI-ROR-03VEK6S52", ("XI-ROR", "03vek6s52")),
        ("XI-ROR-042nb2s44", ("XI-ROR", "042nb2s44")),
        ("XI-WIKIDATA-q8475", ("XI-WIKIDATA", "Q8475")),
        ("AU-ABN-53 004 085 616", ("AU-ABN", "53004085616")),
        ("BE-BCE_KBO-0202239951", ("BE-BCE_KBO", "0202239951")),
        ("FI-PRO-1498487-2", ("FI-PRO", "1498487-2")),
    ],
)
def test_a_number_is_kept_as_its_register_writes_it(typed, kept):
    assert identifiers.split(typed) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1164883", "no identifier that is known here"),
        ("XX-NONE-1", "no identifier that is known here"),
        ("GB-CHC", "no identifier that is known here"),
        ("GB-CHC-", "no identifier that is known here"),
        ("-GB-CHC", "no identifier that is known here"),
        ("XI-IATI-" + "9" * 101, "no identifier that is known here"),
        ("XI-IATI-٣", "no identifier that is known here"),
        ("GB-CHC-١١٦٤٨٨٣", "no identifier that is known here"),
        ("GB-CHC-116488x", "does not look like a number of Charity Commission"),
        ("XI-WIKIDATA-P31", "does not look like a number of Wikidata"),
        ("XI-LEI-529900T8BM49AURSDO56", "check digits"),
        ("XI-LEI-529900T8BM49AUSRDO55", "check digits"),
        ("XI-ROR-03vek6s53", "check digits"),
        ("AU-ABN-53004085617", "check digits"),
        ("BE-BCE_KBO-0202239952", "check digits"),
    ],
)
def test_what_is_no_identifier_is_refused_with_its_reason(typed, reason):
    with pytest.raises(ValidationError, match=reason):
        identifiers.split(typed)


def test_every_check_of_the_list_is_one_that_there_is():
    checks = {register.check for register in identifiers.registers().values()}

    assert checks - {""} == identifiers.CHECKS.keys()


def test_identifiers_are_published_changed_and_left_alone():
    publish_one(identifiers="GB-CHC-1164883; XI-WIKIDATA-Q1")
    assert kept_identifiers() == ["GB-CHC-1164883", "XI-WIKIDATA-Q1"]

    assert publish_one(identifiers="XI-WIKIDATA-Q1; gb-chc-1164883").same == 1
    assert publish_one(identifiers="XI-WIKIDATA-Q2").changed == 1
    assert kept_identifiers() == ["XI-WIKIDATA-Q2"]

    publish({OrganisationForm: [{"key": "a-body", "name": "New name"}]}, by=None, source="", why="")
    assert kept_identifiers() == ["XI-WIKIDATA-Q2"]


def test_an_identifier_that_another_organisation_has_is_an_error_that_names_it():
    Identifier.objects.create(organisation=make_organisation(slug="other"), scheme="XI-WIKIDATA", value="Q1")

    typed_form = form(identifiers="XI-WIKIDATA-Q1")

    assert typed_form.errors == {"identifiers": ["“XI-WIKIDATA-Q1” is the identifier of “other” already."]}


def test_two_rows_of_a_file_cannot_have_the_same_identifier():
    known_records = KnownRecords()

    assert form(known_records, key="first", identifiers="XI-WIKIDATA-Q1").is_valid()
    assert form(known_records, key="first", identifiers="XI-WIKIDATA-Q1").is_valid()
    assert not form(known_records, key="second", identifiers="XI-WIKIDATA-Q1").is_valid()


def test_an_organisation_keeps_its_identifier_under_a_key_that_it_had_before():
    publish_one(identifiers="XI-WIKIDATA-Q1")
    readdress(Identifier.objects.get().organisation, "new-key", by=None, why="")

    assert form(identifiers="XI-WIKIDATA-Q1").is_valid()


@pytest.mark.parametrize(
    "typed", ["\x00", "GB-CHC-\x00", "; ; ;", "-" * 10_000, "﷽" * 500, "GB-CHC-1\u202e2345"]
)
def test_whatever_is_typed_is_answered(typed):
    typed_form = form(identifiers=typed)

    assert typed_form.is_valid() is (typed == "; ; ;")

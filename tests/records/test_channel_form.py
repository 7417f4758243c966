"""What the form of a reporting channel takes, tidies and refuses."""

import datetime

import pytest
from django.utils import timezone

from directory.records.channel_form import ReportingChannelForm, fields_of
from tests.support.factories import make_reporting_channel

pytestmark = pytest.mark.django_db

ROW = {
    "country": "TV",
    "kind": "hotline",
    "name": "Tuvalu Hotline",
    "operator": "",
    "url": "https://hotline.example/report",
    "phone": "",
    "languages": "",
    "takes": "child sexual abuse material on the internet",
    "anonymous": "",
    "source_title": "A page",
    "source_url": "https://source.example/",
    "source_date": "",
    "status": "confirmed",
}


def cleaned(**cells) -> dict:
    form = ReportingChannelForm(ROW | cells)
    assert form.errors == {}
    return fields_of(form.cleaned_data)


def errors(**cells) -> dict:
    return ReportingChannelForm(ROW | cells).errors


def test_a_row_becomes_the_fields_of_the_model():
    assert cleaned() == {
        **{column: text for column, text in ROW.items() if column not in ("country", "phone")},
        "country_id": "TV",
        "phones": [],
        "languages": [],
    }


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("116 111", ["116 111"]),
        ("  116111 ; 0800-12 34", ["116111", "0800-12 34"]),
        ("116 111, 116 000", ["116 111", "116 000"]),
        ("(012) 480.22/80", ["012 480 22 80"]),
        ("+(44) 20 7946 0000", ["+44 20 7946 0000"]),
        ("0800\u00a0123\u2011456", ["0800 123-456"]),
        ("١١٦ ١١١", ["116 111"]),
        ("116;116", ["116"]),
        ("102", ["102"]),
    ],
)
def test_a_phone_number_is_tidied(typed, phones):
    assert cleaned(phone=typed)["phones"] == phones


@pytest.mark.parametrize(
    "typed",
    [
        "11",
        "call us",
        "116 111 ext 5",
        "1" * 16,
        "+",
        "116;;x",
        "00-",
        "1" + "-" * 40 + "23",
        "tel:116",
        "①②③a",
    ],
)
def test_what_is_no_phone_number_is_refused(typed):
    assert errors(phone=typed).keys() == {"phone"}


def test_there_are_few_numbers():
    assert errors(phone=";".join(str(number) for number in range(116000, 116011))).keys() == {"phone"}


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("sq", ["sq"]),
        ("EN; pt-br, zh-hant", ["en", "pt-BR", "zh-Hant"]),
        ("sr-latn-rs", ["sr-Latn-RS"]),
        ("fr;fr", ["fr"]),
    ],
)
def test_codes_of_languages_are_tidied(typed, tags):
    assert cleaned(languages=typed)["languages"] == tags


@pytest.mark.parametrize(
    "typed", ["english", "xx", "en_GB", "en-", "en-XX", "en-Abcd", "e", "en-GB-oed", "ｅｎ＿"]
)
def test_what_is_no_known_code_of_a_language_is_refused(typed):
    assert errors(languages=typed).keys() == {"languages"}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("HTTPS://Hotline.Example/Report", "https://hotline.example/Report"),
        ("hotline.example", "https://hotline.example"),
        ("https://hotline.example/r?x=1#y", "https://hotline.example/r?x=1#y"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_an_address_is_tidied(typed, address):
    assert cleaned(url=typed)["url"] == address


@pytest.mark.parametrize(
    "typed",
    [
        "http://hotline.example/",
        "https://somebody@hotline.example/",
        "https://hotline.example@evil.example/",
        "https://hotline.example:8443/",
        "https://203.0.113.7/",
        "https://localhost/",
        "javascript:alert(1)",
        "https://hotline.example/\u202egnp",
        "https://hotline.example/a b",
        "ftp://hotline.example/",
        "https://hotline.example/" + "a" * 500,
    ],
)
def test_only_a_plain_address_of_the_web_with_https_is_taken(typed):
    assert errors(url=typed).keys() == {"url"}


def test_a_source_may_be_an_old_page_without_https():
    assert cleaned(source_url="http://source.example/old")["source_url"] == "http://source.example/old"
    assert errors(source_url="http://somebody@source.example/").keys() == {"source_url"}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"country": "XX"}, "country"),
        ({"country": ""}, "country"),
        ({"kind": "website"}, "kind"),
        ({"status": "sure"}, "status"),
        ({"status": ""}, "status"),
        ({"anonymous": "perhaps"}, "anonymous"),
        ({"name": " "}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"takes": ""}, "takes"),
        ({"takes": "x" * 301}, "takes"),
        ({"url": ""}, "url"),
        ({"source_title": ""}, "source_title"),
        ({"source_url": ""}, "source_url"),
        ({"status": "single_source", "source_url": ""}, "source_url"),
        ({"source_date": "last year"}, "source_date"),
        ({"source_date": "2026-02-30"}, "source_date"),
    ],
)
def test_what_is_missing_or_not_of_a_closed_list_is_refused(cells, column):
    assert errors(**cells).keys() == {column}


def test_a_number_alone_is_enough_and_what_is_unconfirmed_needs_no_source():
    assert cleaned(url="", phone="116 111")["url"] == ""
    assert cleaned(status="unconfirmed", source_title="", source_url="")["source_url"] == ""


def test_the_date_of_a_page_is_taken_as_people_write_it():
    assert cleaned(source_date="May 2026")["source_date"] == "2026-05"


def test_no_page_is_from_the_future():
    today = timezone.localdate()
    tomorrow = (today + datetime.timedelta(days=1)).isoformat()

    assert errors(source_date=tomorrow).keys() == {"source_date"}
    assert errors(source_date=str(today.year + 1)).keys() == {"source_date"}
    assert cleaned(source_date=today.isoformat())
    assert cleaned(source_date=str(today.year))


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"url": "https://other.example/"}, "name"),
        ({"name": "Another"}, "url"),
        ({"name": "Another", "url": "https://hotline.example/other"}, None),
        ({"country": "NR"}, None),
        ({"kind": "police"}, None),
    ],
)
def test_nothing_stands_twice_in_a_country(cells, column):
    other = make_reporting_channel(name="Tuvalu Hotline", url="https://hotline.example/report")

    form = ReportingChannelForm(ROW | cells, neighbours=[other])

    assert list(form.errors) == ([column] if column else [])


def test_two_lines_without_a_page_differ_by_their_numbers():
    other = make_reporting_channel(name="Line", url="", phones=["116 111"])

    same = ReportingChannelForm(ROW | {"url": "", "phone": "116 111"}, neighbours=[other])
    different = ReportingChannelForm(ROW | {"url": "", "phone": "116 112"}, neighbours=[other])

    assert list(same.errors) == ["phone"]
    assert different.is_valid()

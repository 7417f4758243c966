"""Who comes with a case is shown where it belongs, in the country that they say or their browser states."""

import re
from collections import defaultdict

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from directory.gate.channels import PlacesToReport, country_of
from directory.models import ChannelKind, ChannelStatus, ReportingChannel
from directory.models.reporting_channels import INHOPE_DIRECTORY
from tests.support.example_forms import Programme
from tests.support.factories import make_reporting_channel
from tests.support.responses import text

pytestmark = pytest.mark.django_db

ADDRESS = "/report-abuse/"
MATERIAL = ["hotline", "portal", "regulator", "police"]


def page_of(client, country: str) -> str:
    return text(client.get(ADDRESS, {"country": country}))


def links(page: str) -> set[str]:
    return set(re.findall(r'href="((?:https?|tel):[^"]*)"', page.replace("&amp;", "&")))


def refused() -> Programme:
    return Programme({"title": "A programme", "summary": "From 203.0.113.77"})


def beside_a_refused_text(country: str) -> str:
    part = "directory/parts/_case_refused.html"
    return render_to_string(part, {"form": refused(), "places": PlacesToReport(country)})


# Whose country


@pytest.mark.parametrize(
    ("query", "languages", "country"),
    [
        ({"country": "GB"}, "", "GB"),
        ({"country": "gb"}, "de-DE", "GB"),
        ({}, "en-GB,en;q=0.9", "GB"),
        ({}, "en,fr-FR;q=0.8", "FR"),
        ({}, "sr-Latn-RS", "RS"),
        ({}, "en", ""),
        ({}, "", ""),
        ({"country": "Great Britain"}, "pl-PL", "PL"),
        ({"country": "\x00"}, "*;q=0.1," * 1000, ""),
    ],
)
def test_the_country_is_what_the_reader_says_or_else_the_browser(rf, query, languages, country):
    assert country_of(rf.get(ADDRESS, query, headers={"Accept-Language": languages})) == country


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?country=GB", "https://report.iwf.org.uk/"),
        ("?country=US", "https://report.cybertip.org/"),
        ("?country=TV", INHOPE_DIRECTORY),
        ("?country=XX", INHOPE_DIRECTORY),
        ("?country=%00%ff", INHOPE_DIRECTORY),
        ("", INHOPE_DIRECTORY),
    ],
)
def test_the_page_shows_the_places_of_the_country(client, query, shown):
    page = client.get(ADDRESS + query)

    assert page.status_code == 200
    assert shown in text(page)
    assert "Accept-Language" in page["Vary"]


def test_the_country_of_the_reader_is_chosen_already(client):
    assert '<option value="PL" selected>' in text(client.get(ADDRESS, headers={"Accept-Language": "pl-PL"}))


# Every country of the list


def test_each_country_of_the_list_shows_all_that_may_be_shown_and_nothing_else(client):
    channels_by_country = defaultdict(list)
    for channel in ReportingChannel.objects.all():
        channels_by_country[channel.country_id].append(channel)

    assert len(channels_by_country) == 98
    for country, channels in channels_by_country.items():
        page = page_of(client, country)
        shown = [channel for channel in channels if channel.status == "confirmed"]
        shown += [
            channel for channel in channels if channel.status == "single_source" and channel.kind in MATERIAL
        ]
        expected = {channel.url for channel in shown if channel.url} | {c.source_url for c in shown}
        expected |= {f"tel:{phone.replace(' ', '').replace('-', '')}" for c in shown for phone in c.phones}
        everywhere = {
            INHOPE_DIRECTORY,
            "https://childhelplineinternational.org/",
            "https://missingchildreneurope.eu/",
        }
        assert links(page) == expected | everywhere, country
        assert page.count("Not checked by us") == sum(c.status == "single_source" for c in shown), country
        assert page.count("the emergency number comes first") == len(shown), country
        for channel in shown:
            assert channel.source_date_in_words in page
            assert channel.takes[1:] in page.replace("&#x27;", "'")


def test_a_country_of_which_nothing_is_known_gets_the_directory_of_inhope_and_the_police(client):
    page = page_of(client, "TV")

    assert INHOPE_DIRECTORY in links(page)
    assert "The police of every country take such reports as well." in page
    assert "Tuvalu: this list has no place for such reports. That does not mean that there is none." in page
    assert (
        "Tuvalu: no helpline has been confirmed for this list. That does not mean that there is none." in page
    )


def test_the_places_for_material_come_in_order_and_confirmed_ones_first():
    for number, (kind, status) in enumerate(
        [
            ("police", "confirmed"),
            ("regulator", "confirmed"),
            ("portal", "single_source"),
            ("hotline", "single_source"),
            ("hotline", "confirmed"),
            ("helpline", "confirmed"),
        ]
    ):
        make_reporting_channel(kind=kind, status=status, name=f"Place {number}")

    places = PlacesToReport("TV")

    assert [channel.name[-1] for channel in places.for_material] == ["4", "3", "2", "1", "0"]
    assert [channel.name for channel in places.helplines] == ["Place 5"]


def test_all_that_is_known_of_a_place_stands_beside_it(client):
    make_reporting_channel(
        name="Tuvalu Hotline",
        operator="Ministry of Justice",
        phones=["0800 12-34", "+688 20 123"],
        languages=["en", "pt-BR"],
        anonymous="no",
        status=ChannelStatus.SINGLE_SOURCE,
    )

    page = page_of(client, "TV")

    for words in (
        "Tuvalu: what takes such reports",
        "Ministry of Justice",
        'href="tel:08001234"',
        'href="tel:+68820123"',
        "<li>English</li>",
        "<li>Portuguese</li>",
        "Child sexual abuse material on the internet",
        "<dd>No</dd>",
        "May 2026",
        "https://source.example/hotlines",
        "Not checked by us",
    ):
        assert words in page, words


def test_what_is_not_known_of_a_place_is_said_so(client):
    make_reporting_channel(source_date="", anonymous="")

    page = page_of(client, "TV")

    assert "<dd>Not known</dd>" in page
    assert "undated source" in page


# What nobody confirmed


@pytest.mark.parametrize("country", ["LT", "SK"])
def test_an_unconfirmed_place_is_a_name_without_an_address_wherever_it_shows(client, country):
    channel = ReportingChannel.objects.get(country=country, kind="hotline")

    report_abuse = page_of(client, country)
    finder = text(client.get("/counterparts/", {"country": country}))
    pages = [report_abuse, finder, beside_a_refused_text(country)]

    assert channel.status == ChannelStatus.UNCONFIRMED
    for page in pages:
        assert channel.name in page
        assert channel.url not in page
        assert channel.url.split("/")[2] not in page
        assert INHOPE_DIRECTORY in links(page)


@pytest.mark.parametrize("kind", [ChannelKind.HELPLINE, ChannelKind.MISSING_CHILDREN])
def test_lines_for_children_show_once_they_are_confirmed(client, kind):
    line = make_reporting_channel(kind=kind, url="", phones=["116 222"], status=ChannelStatus.SINGLE_SOURCE)
    before = page_of(client, "TV")
    ReportingChannel.objects.filter(pk=line.pk).update(status=ChannelStatus.CONFIRMED)

    after = page_of(client, "TV")

    assert line.name not in before
    assert "116 222" not in before
    assert "tel:116222" in links(after)


def test_a_helpline_and_a_line_for_missing_children_are_told_apart_and_take_no_addresses(client):
    make_reporting_channel(kind=ChannelKind.HELPLINE, name="Somebody Listens")
    make_reporting_channel(kind=ChannelKind.MISSING_CHILDREN, name="Lost and Found")

    page = page_of(client, "TV")
    help_for_children, missing = page.split('id="help"')[1].split('id="missing"')

    assert "Somebody Listens" in help_for_children
    assert "Lost and Found" in missing
    assert "it takes no addresses of web pages" in " ".join(help_for_children.split())
    assert "it takes no addresses of web pages" in " ".join(missing.split())
    assert "Somebody Listens" not in beside_a_refused_text("TV")


# Elsewhere


def test_a_refused_text_comes_with_the_places():
    page = beside_a_refused_text("GB")

    assert "https://report.iwf.org.uk/en" in links(page)
    assert "Not checked by us" in page
    assert "9 October 2026" in page
    assert "the emergency number comes first" in page
    assert INHOPE_DIRECTORY in links(beside_a_refused_text("TV"))
    assert "the police take reports as well" in beside_a_refused_text("TV")


def test_nothing_is_read_where_no_text_was_refused(django_assert_num_queries):
    part = "directory/parts/_case_refused.html"

    with django_assert_num_queries(0):
        page = render_to_string(part, {"form": Programme(), "places": PlacesToReport("GB")})

    assert page.strip() == ""


def test_the_page_costs_three_queries(client, django_assert_num_queries):
    with django_assert_num_queries(3):
        page_of(client, "GB")


def test_names_of_languages_are_in_the_readers_language(client):
    make_reporting_channel(languages=["fr"])

    with override("ar"):
        assert [c.language_names for c in PlacesToReport("TV").for_material] == [["الفرنسية"]]


def test_the_finder_shows_where_the_public_reports(client):
    page = text(client.get("/counterparts/", {"country": "KH", "topic": "legislation"}))

    assert "Reports from the public go to:" in page
    assert "the emergency number comes first" in page
    channel = ReportingChannel.objects.get(country="KH")
    assert channel.url in links(page)


def test_the_page_of_a_country_leads_to_its_places(client):
    assert 'href="/report-abuse/?country=PL"' in text(client.get("/countries/pl/"))

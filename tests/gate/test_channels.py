"""Who comes with a case is shown where it belongs, in the country that they say or their browser states."""

import pytest
from django.template.loader import render_to_string

from directory.gate.channels import channels, country_of
from directory.models import Country
from tests.support.example_forms import Programme
from tests.support.responses import text

pytestmark = pytest.mark.django_db

ADDRESS = "/report-abuse/"


def test_every_channel_is_of_a_country_and_has_a_safe_address():
    assert channels().keys() <= set(Country.objects.values_list("code", flat=True))
    assert all(channel.name and channel.url.startswith("https://") for channel in channels().values())


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
        ("?country=KH", "https://www.inhope.org/"),
        ("?country=%00%ff", "https://www.inhope.org/"),
        ("", "https://www.inhope.org/"),
    ],
)
def test_the_page_shows_the_channel_of_the_country(client, query, shown):
    page = client.get(ADDRESS + query)

    assert page.status_code == 200
    assert shown in text(page)
    assert "Accept-Language" in page["Vary"]


def test_the_country_of_the_reader_is_chosen_already(client):
    assert '<option value="PL" selected>' in text(client.get(ADDRESS, headers={"Accept-Language": "pl-PL"}))


def test_a_refused_text_comes_with_the_channel():
    part = "directory/parts/_case_refused.html"
    refused = Programme({"title": "A programme", "summary": "From 203.0.113.77"})
    channel = channels()["GB"]

    assert "report.iwf.org.uk" in render_to_string(part, {"form": refused, "channel": channel})
    assert "inhope.org" in render_to_string(part, {"form": refused})
    assert render_to_string(part, {"form": Programme(), "channel": channel}).strip() == ""

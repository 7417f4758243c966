"""Every page: who may see it, that it answers, what it says, and how many questions it asks the database."""

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.translation import override

from directory.finding import facets, page_cache
from tests.support import (
    account_pages,
    answer_pages,
    desk_pages,
    enquiry_pages,
    registration_pages,
    review_pages,
)
from tests.support.responses import text
from tests.support.site_pages import FILES, FOR_OPERATORS, FOR_PROGRAMS, NOTHING_THERE, PAGES, views

pytestmark = pytest.mark.django_db


def test_every_view_states_its_policy():
    assert [
        pattern for pattern in views(get_resolver()) if not getattr(pattern.callback, "policy", None)
    ] == []


def test_every_page_is_among_those_that_are_tested(conference):
    own = [
        *account_pages.ALL,
        *answer_pages.ALL,
        *desk_pages.ALL,
        desk_pages.VCARD,
        *enquiry_pages.ALL,
        *registration_pages.ALL,
        *review_pages.ALL,
    ]
    every = [*PAGES, *FILES, *FOR_PROGRAMS, *FOR_OPERATORS, *NOTHING_THERE, *own]
    with override("en"):
        tested = {get_resolver().resolve(page.partition("?")[0]).url_name for page in every}

    same_as_another = {"account_request_login_code"}
    assert {pattern.name for pattern in views(get_resolver())} - same_as_another == tested


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["", "/ar"])
def test_a_page_answers_without_a_cookie_and_with_nothing_from_elsewhere(conference, client, page, language):
    response = client.get(language + page)

    assert response.status_code == 200
    assert not response.cookies
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ('dir="rtl"' in text(response)) is bool(language)
    assert 'src="http' not in text(response)


# Registering begins where an address is typed
@pytest.mark.parametrize("page", [page for page in PAGES if page != "/register/"])
def test_a_page_is_for_looking_at_only(conference, client, page):
    assert client.head(page).status_code == 200
    assert client.post(page).status_code == 405


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/", 10),
        ("/partnerships/", 4),
        ("/partnerships/?country=GB&topic=investigation", 4),
        ("/partnerships/?q=taskforce", 11),
        ("/partnerships/?q=intrepol", 8),
        ("/partnerships/?q=qqqqqqq", 11),
        ("/search/?q=taskforce", 14),
        ("/search/?q=qqqqqqq", 12),
        ("/partnerships/vgt/", 7),
        ("/organisations/interpol/", 8),
        ("/organisations/interpol/introductions/?to=childnet", 10),
        ("/counterparts/?topic=investigation&country=GB", 8),
        ("/countries/", 4),
        ("/countries/gb/", 17),
        ("/commitments/", 16),
        ("/commitments/victim-id-manual/", 7),
        ("/resources/", 9),
        ("/resources/thinkuknow/", 6),
        ("/events/", 12),
        ("/events/vgt-conference-2005/", 12),
        ("/sources/", 14),
        ("/sources/vgt-2005/", 20),
        ("/topics/", 7),
        ("/coverage/?region=154", 4),
        ("/coverage/", 4),
        ("/coverage/gb/", 3),
        ("/compare/?partnership=vgt&partnership=icse", 6),
        ("/pinned/?partnership=vgt&organisation=interpol", 6),
    ],
)
def test_a_page_keeps_its_budget_of_queries(conference, client, django_assert_max_num_queries, page, most):
    facets.values(facets.data_version())
    page_cache.pages.clear()  # whether the page of another test is still right takes a query

    with django_assert_max_num_queries(most):
        client.get(page)


def test_the_task_force_shows_its_five_members_and_where_they_are_from(conference, client):
    page = text(client.get("/partnerships/vgt/"))

    for member in (
        "National Crime Squad",
        "Australian High Tech Crime Centre",
        "Royal Canadian Mounted Police",
        "US Department of Homeland Security",
        "INTERPOL",
    ):
        assert page.count(f"<bdi>{member}</bdi>") >= 1
    for word in ("Cross-border", "Cross-sector", "as of 15 December 2005", "conference outcomes"):
        assert word in page


def test_a_page_of_results_says_what_it_left_out(conference, client):
    page = text(client.get("/partnerships/"))

    assert "26 partnerships" in page
    assert "7 partnerships that are neither cross-border nor cross-sector are left out" in page
    assert "33 partnerships" in text(client.get("/partnerships/?scope=all"))


def test_a_value_that_is_not_known_is_said_and_left_out(conference, client):
    page = text(client.get("/partnerships/?country=XX&country=gb&sort=password&page=-1"))

    assert "“XX” is not a value of “Country”. It was left out." in page
    assert "“password” is not a value of “Sort by”. It was left out." in page
    assert "There is no page “-1”. This is page 1." in page
    assert "Country: United Kingdom" in page


def test_a_list_in_which_nothing_is_found_says_what_to_drop(conference, client):
    page = text(client.get("/partnerships/?country=KH&topic=legislation"))

    assert "Without “Country: Cambodia”" in page
    assert "Without “Topic: Law and policy”" in page


def test_a_corrected_spelling_is_said(conference, client):
    for page in ("/partnerships/?q=intrepol", "/search/?q=intrepol"):
        assert "interpol" in text(client.get(page))
        assert "/partnerships/vgt/" in text(client.get(page))


def test_the_search_over_everything_counts_each_kind(conference, client):
    page = text(client.get("/search/?q=childnet"))

    assert "1 organisation" in page
    assert "/organisations/childnet/" in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 63),
        ("state=overdue", 20),
        ("state=without-report", 63),
        ("state=settled", 0),
        ("organisation=home-office", 4),
        ("partnership=global-alliance", 8),
        ("kind=proposal&topic=reporting", 7),
        ("q=manual", 3),
        ("country=GB", 4),
    ],
)
def test_commitments_can_be_narrowed(conference, client, query, number):
    assert f"{number} commitment" in text(client.get(f"/commitments/?{query}"))


def test_a_page_in_arabic_names_countries_in_arabic(conference, client):
    assert "أستراليا" in text(client.get("/ar/partnerships/vgt/"))


def test_a_long_query_is_kept_whole_in_the_box(conference, client):
    response = client.get("/partnerships/", {"q": "a" * 201})

    assert response.status_code == 200
    assert f'value="{"a" * 201}"' in text(response)


def test_a_page_that_does_not_exist_says_so_in_the_frame_of_the_site(conference, client: Client):
    response = client.get("/partnerships/no-such-partnership/")

    assert response.status_code == 404
    assert "Skip to main content" in text(response)

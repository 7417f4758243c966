"""What every address answers to methods that it does not take, and the headers that every answer has."""

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django.fixtures import Settings as PytestSettings

from config.settings import MIDDLEWARE
from directory.rights.methods import OF_A_PAGE_WITH_A_FORM
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

OWN = [
    *account_pages.ALL,
    *answer_pages.ALL,
    *desk_pages.ALL,
    desk_pages.VCARD,
    *enquiry_pages.ALL,
    *registration_pages.ALL,
    *review_pages.ALL,
]
EVERY_ADDRESS = [*PAGES, *FILES, *FOR_PROGRAMS, *FOR_OPERATORS, *NOTHING_THERE, *OWN]
ON_EVERY_ANSWER = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
}


@pytest.fixture
def strict():
    """A browser that has no cookie yet, before a site that looks for forged forms."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def test_every_view_says_which_methods_it_takes():
    by_policy = {
        pattern.callback.policy for pattern in views(get_resolver()) if not pattern.callback.allowed_methods
    }

    assert by_policy == {"open data"}  # these say no themselves, in words for programs


@pytest.mark.parametrize("address", EVERY_ADDRESS)
def test_no_address_takes_other_methods_than_those_of_its_view(strict, address):
    view = get_resolver().resolve(address.partition("?")[0]).func
    allowed = view.allowed_methods or ("GET", "HEAD", "OPTIONS")
    if getattr(view, "only_reads", False):
        allowed = (*allowed, "POST")  # the question may be too long for an address

    for method in {"PUT", "DELETE", "PATCH", "TRACE", *OF_A_PAGE_WITH_A_FORM} - set(allowed):
        response = strict.generic(method, address)

        assert (response.status_code, response["Allow"]) == (405, ", ".join(allowed)), method
        assert set(response.headers) >= ON_EVERY_ANSWER
        assert not response.cookies


def test_who_sends_to_a_page_that_is_only_looked_at_reads_a_page(strict):
    response = strict.post("/partnerships/")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "Nothing can be sent to this address" in text(response)


def test_the_headers_come_first_so_that_no_answer_lacks_them():
    assert MIDDLEWARE[:6] == [
        "directory.operating.access.Access",  # answers nothing by itself
        "directory.operating.kept_answers.RememberedAnswers",  # neither does this
        "directory.gate.compression.CompressedAnswers",  # nor this
        "directory.finding.page_cache.KeptPages",  # answers with the headers that those below set
        "config.security.BrowserFeaturesMiddleware",
        "config.security.ContentSecurityPolicyMiddleware",
    ]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/", 200),
        ("/account/sign-in/", 200),
        ("/account/", 302),
        ("/no/such/page/", 404),
        ("/partnerships", 301),
    ],
)
def test_other_sites_load_none_of_our_pages(strict, page, status):
    response = strict.get(page)

    assert response.status_code == status
    assert set(response.headers) >= ON_EVERY_ANSWER
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response


@pytest.mark.parametrize(
    "address",
    [
        "/embed/?country=GB",
        "/partnerships.csv",
        "/partnerships.csv-metadata.json",
        "/partnerships.csv?country=XX",
        "/data/datapackage.json",
        "/data/catalog.jsonld",
        "/partnerships.atom",
        "/api/index.json",
        "/hsds/",
        "/api/no/such",
    ],
)
def test_other_sites_load_what_is_meant_for_them(conference, strict, address):
    response = strict.get(address, headers={"origin": "https://example.org"})

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in response


def test_no_page_may_use_a_camera_and_only_ours_may_use_passkeys(strict):
    features = strict.get("/")["Permissions-Policy"].split(", ")

    assert {"camera=()", "geolocation=()", "microphone=()", "publickey-credentials-get=(self)"} <= set(
        features
    )


def test_a_redirect_to_https_has_all_headers(strict, settings: PytestSettings):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/")

    assert response.status_code == 301
    assert set(response.headers) >= ON_EVERY_ANSWER

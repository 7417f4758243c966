"""What hostile and clumsy people type into addresses: a result or a page that says what is wrong, never a 500."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.finding import ladder

pytestmark = pytest.mark.django_db

TYPED = [
    "",
    "   ",
    "%00",
    "a%00b",
    "%ED%A0%80",  # a lone surrogate, as UTF-8
    "%FF%FE",
    "%25",
    "_",
    "%5C",
    "'",
    "%22",
    "%22%22%22",
    "'%3B+DROP+TABLE+listing%3B--",
    "1+OR+1%3D1",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cimg+src%3Dx+onerror%3Dalert(1)%3E",
    "%7B%7B7*7%7D%7D",
    "%7B%25+debug+%25%7D",
    "(a%2B)%2B%24",
    "%5Ba-",
    "a%25a%25a%25a",
    "%F0%9F%99%82",
    "%D8%A7%D9%84%D8%AD%D9%85%D8%A7%D9%8A%D8%A9",
    "%E2%80%AEgnp.exe",
    "%E2%80%8B",
    "e" + "%CC%81" * 500,
    "a" * 10_000,
    "+".join(["word"] * 2_000),
    "--------",
    "-",
    "%26%7C!():*",
    "x:*",
    "a+-b+-c+-%22d+e%22",
]
LISTS = ["/partnerships/", "/organisations/", "/resources/", "/commitments/", "/search/"]


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: typed[:20])
def test_whatever_is_typed_into_a_search_box_is_answered(conference, client, page, typed):
    response = client.get(f"{page}?q={typed}")

    assert response.status_code in {200, 400}
    assert b"<script>alert" not in response.content
    assert b"<img src=x" not in response.content
    assert b"49" not in response.content or "7*7" not in typed


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=NaN",
        "page=1e9",
        "page=999999999999",
        "page=" + "9" * 5000,
        "page=%D9%A3",
        "page=",
        "sort=password",
        "sort=%3Fx",
        "sort=-pk",
        "country=XX",
        "country=fr",
        "country[]=FR",
        "country=%00",
        "country=GB&country=DE",
        "scope=all&scope=neither",
        "unheard-of=1",
        "&&&=&=x",
        "q=a&q=b",
        "kind=" + "x" * 5000,
    ],
    ids=lambda query: query[:20],
)
@pytest.mark.parametrize("page", LISTS)
def test_parameters_out_of_range_are_answered(conference, client, page, query):
    assert client.get(f"{page}?{query}").status_code == 200


@pytest.mark.parametrize("page", LISTS[:4])
def test_more_values_than_anyone_chooses_are_refused(conference, client, page):
    name = "topic" if page != "/organisations/" else "country"

    response = client.get(f"{page}?" + "&".join(f"{name}=x{number}" for number in range(500)))

    assert response.status_code == 400
    assert "Choose 50 values at most." in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/partnerships/..%2f..%2fetc%2fpasswd/",
        "/partnerships/%00/",
        "/partnerships/" + "x" * 5000 + "/",
        "/countries/xx/",
        "/countries/g%00/",
        "/topics/none/",
        "/events/none/",
        "/organisations/none/",
        "/partnerships/none/history/",
        "/%ED%A0%80/",
        "/index.php",
    ],
    ids=lambda path: path[:30],
)
def test_addresses_of_nothing_are_not_found(conference, client, path):
    assert client.get(path).status_code == 404


def test_a_country_has_one_address(conference, client):
    assert client.get("/countries/GB/").headers["Location"] == "/countries/gb/"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(max_size=60),
    parameters=st.dictionaries(
        st.sampled_from(["country", "topic", "scope", "freshness", "sort", "page", "language"]),
        st.lists(st.text(max_size=8), max_size=3),
        max_size=3,
    ),
)
def test_any_text_in_any_parameter_is_answered(conference, client, typed, parameters):
    text = typed.encode("utf-8", "replace").decode()
    parameters = {
        name: [v.encode("utf-8", "replace").decode() for v in values] for name, values in parameters.items()
    }

    assert client.get("/partnerships/", {"q": text, **parameters}).status_code in {200, 400}


def test_a_search_that_takes_too_long_is_stopped_with_a_page_that_says_so(conference, client, monkeypatch):
    def slow(*args, **options):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)")

    monkeypatch.setattr(ladder, "find", slow)

    response = client.get("/partnerships/?q=slow")

    assert response.status_code == 503
    assert "too long" in response.content.decode()

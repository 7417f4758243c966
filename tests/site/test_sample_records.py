"""Made-up records are in no list, figure, file or answer for programs; where they are reached, each says what it is."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from directory.exchange import dumps
from directory.management import sample_desks
from directory.models import ContactPoint, Listing, Organisation, Partnership
from tests.support.databases import kept_for_the_module
from tests.support.factories import make_organisation, make_shown_partnership
from tests.support.responses import content, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_sitemap_of_each_kind")]

MARK = "Sample: made up to try the directory."
EVERY = "scope=all&freshness=all"
PAGES = [
    "/",
    "/search/?q=sample",
    "/search/?q=payment",
    "/suggest/?q=sample",
    f"/partnerships/?{EVERY}",
    f"/partnerships/?q=payment&{EVERY}",
    f"/partnerships/?at=2024-06&{EVERY}",
    "/partnerships/a-real-partnership/",
    "/organisations/",
    "/organisations/?sector=hotline",
    "/organisations/a-real-body/",
    "/countries/",
    "/countries/pl/",
    "/topics/payment-disruption/",
    "/topics/",
    "/events/",
    "/sources/",
    "/commitments/",
    "/resources/",
    "/data/",
    "/embed/",
]
FILES = [
    "/sitemap.xml",
    "/sitemap-pages-0.xml",
    "/sitemap-partnership-0.xml",
    "/sitemap-organisation-0.xml",
    *(f"/partnerships.{extension}?{EVERY}" for extension in ("csv", "xlsx", "json", "ndjson", "atom")),
    *(f"/organisations.{extension}" for extension in ("csv", "xlsx", "json", "ndjson", "atom")),
    f"/memberships.csv?{EVERY}",
    *(f"/{name}.json" for name in ("events", "sources", "resources", "commitments")),
]
FOR_PROGRAMS = [
    f"/api/partnerships?{EVERY}",
    "/api/partnerships?since=2020-01-01T00:00:00Z",
    "/api/organisations",
    "/api/organisations?since=2020-01-01T00:00:00Z",
    "/api/vocabularies",
    "/hsds/services",
    "/hsds/services?full=true&format=ndjson",
    "/hsds/organizations",
    "/hsds/organizations?full=true&format=ndjson",
]


@pytest.fixture(scope="module", autouse=True)
def records(django_db_setup, django_db_blocker) -> Iterator[None]:
    """One real partnership with one real member, among samples that are newer than both."""
    with kept_for_the_module(django_db_blocker):
        member = make_organisation(
            slug="a-real-body", name="A real body", sector_id="hotline", country_id="PL"
        )
        make_shown_partnership(
            slug="a-real-partnership",
            title="A real partnership",
            members=[member],
            topics=["payment-disruption"],
        )
        sample_desks.make()
        yield


def unpacked(file: bytes) -> bytes:
    """A file, or all that is in it where it is an archive."""
    if not file.startswith(b"PK"):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("address", [*PAGES, *FILES, *FOR_PROGRAMS])
def test_no_list_page_file_or_answer_has_a_sample(client, address):
    response = client.get(address)

    assert response.status_code == 200
    shown = unpacked(content(response))
    assert b"sample-" not in shown
    assert b"Sample" not in shown


@pytest.mark.parametrize("address", [*FILES[2:-4], *FOR_PROGRAMS[:4], *FOR_PROGRAMS[5:]])
def test_what_is_no_sample_is_in_each_of_them(client, address):
    assert b"a-real-" in unpacked(content(client.get(address)))


@pytest.mark.parametrize("extension", ["csv", "ndjson", "xlsx"])
def test_no_dump_has_a_sample(tmp_path, extension):
    dumps.make(tmp_path)

    (path,) = [path for path in tmp_path.iterdir() if extension in path.name and path.suffix != ".sha256"]
    whole = unpacked(path.read_bytes())
    assert b"a-real-partnership" in whole
    assert b"sample" not in whole.lower()


def test_the_figures_of_the_first_page_count_no_sample(client):
    assert Organisation.objects.count() > Organisation.objects.listed().count() == 1
    assert not Listing.objects.filter(partnership__is_sample=True).exists()

    figures = client.get("/").context["figures"]

    assert (figures["partnerships"], figures["organisations"]) == (1, 1)


@pytest.mark.parametrize(
    "address",
    [
        "/api/partnerships/sample-exchange",
        "/api/organisations/sample-hotline-pl",
        "/hsds/services/sample-exchange",
        "/hsds/organizations/sample-hotline-pl",
    ],
)
def test_programs_are_told_of_no_sample_by_its_address(client, address):
    assert client.get(address).status_code == 404


def test_programs_that_keep_a_copy_never_hear_of_samples(client):
    for kind in ("partnerships", "organisations"):
        page = json.loads(content(client.get(f"/api/{kind}?since=2020-01-01T00:00:00Z")))

        assert [record["slug"] for record in page["results"]] == [
            f"a-real-{'partnership' if kind[0] == 'p' else 'body'}"
        ]
        assert page["gone"] == []


@pytest.mark.parametrize("record", [Partnership, Organisation])
def test_the_page_of_a_sample_says_what_it_is_and_is_for_no_search_engine(client, record):
    for sample in record.objects.filter(is_sample=True):
        page = text(client.get(sample.get_absolute_url()))

        assert "(Sample)" in page.partition("<title>")[2].partition("</title>")[0]
        assert MARK in page
        assert '<meta name="robots" content="noindex">' in page
        assert "application/ld+json" not in page


def test_the_page_of_a_sample_has_all_that_the_page_of_a_partnership_has(client):
    page = text(client.get("/partnerships/sample-exchange/"))

    for words in ("Cross-border", "Poland", "Hotline", "Sample Hotline", "/organisations/sample-hotline-pl/"):
        assert words in page


def test_no_other_page_has_the_mark_of_a_sample(client):
    for address in ("/partnerships/a-real-partnership/", "/organisations/a-real-body/"):
        page = text(client.get(address))

        assert MARK not in page
        assert "noindex" not in page
        assert "application/ld+json" in page


@pytest.mark.parametrize(
    "address",
    [
        "/counterparts/?country=PL",
        "/organisations/sample-police-pl/introductions/?to=sample-hotline-br",
        "/partnerships/sample-exchange/history/",
        "/partnerships/sample-exchange/history/?on=2026-01-01",
        "/partnerships/sample-exchange/?at=2024-06",
        "/organisations/sample-hotline-pl/history/",
        "/organisations/sample-hotline-pl/desks/",
    ],
)
def test_samples_that_lead_to_each_other_are_marked_each_time(client, address):
    page = text(client.get(address))

    assert "sample-" in page
    assert 'class="tag sample"' in page or MARK in page


def test_the_page_of_each_sample_desk_is_marked(client):
    for desk in ContactPoint.objects.filter(is_sample=True, visibility="public"):
        assert 'class="tag sample"' in text(client.get(f"/desks/{desk.slug}/")), desk.slug


def test_every_sample_says_so_in_its_name_wherever_a_mail_or_a_page_of_reviewers_names_it():
    names = [
        *Organisation.objects.filter(is_sample=True).values_list("name", flat=True),
        *Partnership.objects.filter(is_sample=True).values_list("title", flat=True),
        *ContactPoint.objects.filter(is_sample=True).values_list("name", flat=True),
    ]

    assert len(names) > 50
    assert all(name.startswith("Sample") for name in names)

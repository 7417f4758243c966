"""Who works where on what, and where nobody knows: the pages and the file."""

import random
import re
from html import unescape

import pytest
from django.utils import timezone

from directory.finding import facets
from directory.models import Country, Kind, Region, Status
from tests.support.factories import make_contact_point, make_partnership, make_source
from tests.support.reading import words
from tests.support.responses import content, csv_rows, text

pytestmark = pytest.mark.django_db

THIS_YEAR = str(timezone.localdate().year)


def cell(page: str, row: str, column: str) -> tuple[str, str]:
    """The text and the address of a cell of the table."""
    line = re.search(rf'<th scope="row">(?:<a [^>]*>)?{re.escape(row)}<.*?</tr>', page)[0]
    inner = re.search(rf'data-th="{re.escape(column)}">(.*?)</td>', line)[1]
    link = re.match(r'<a href="([^"]*)">(.*)</a>', inner)
    return (link[2], unescape(link[1])) if link else (inner, "")


def test_a_region_says_of_each_country_and_topic_what_is_known(client):
    new = make_source(published=THIS_YEAR)
    make_partnership(countries=["KH"], topics=["training"], source=new)
    make_partnership(countries=["KH"], topics=["training"], source=new)
    make_partnership(countries=["KH"], topics=["training"], confirmed_on=timezone.localdate())
    make_partnership(countries=["TH"], topics=["training"], source=make_source(published="2004"))
    make_partnership(topics=["training"], extent="international", source=new)

    page = text(client.get("/coverage/?region=035"))

    assert cell(page, "Cambodia", "Training for professionals")[0] == "C 1 S 2"
    assert cell(page, "Thailand", "Training for professionals")[0] == "O 1"
    assert cell(page, "Vietnam", "Training for professionals") == ("?", "vn/#training")
    assert cell(page, "No country stated", "Training for professionals") == (
        "S 1",
        "none/#training",
    )
    assert cell(page, "All", "Training for professionals")[0].endswith("O 1")


def test_a_cell_leads_to_the_list_of_what_it_counts(client):
    for _number in range(3):
        make_partnership(countries=["KH"], topics=["training"])
    make_partnership(countries=["KH"], topics=["reporting"])

    page = text(client.get("/coverage/?region=035"))
    _text, address = cell(page, "Cambodia", "Training for professionals")

    assert "3 partnerships" in words(client, address.replace("../", "/"))


def test_without_a_region_each_region_is_a_row_that_leads_on(client):
    make_partnership(countries=["KH"], topics=["training"])

    page = text(client.get("/coverage/"))

    assert cell(page, "Southeast Asia", "All")[0] == "O 1"
    assert '<th scope="row"><a href="?region=035">Southeast Asia</a>' in page
    assert "Cambodia" not in page
    assert "Asia</a>" in text(client.get("/coverage/?region=142"))
    assert "Western Africa" not in text(client.get("/coverage/?region=142")).split("<tbody>")[1]


def test_an_empty_directory_is_nothing_but_questions(client):
    table = text(client.get("/coverage/")).split("<tbody>")[1].split("</table>")[0]

    assert set(re.findall(r'class="(k-.)"', table)) == {"k-q"}


def test_another_region_is_asked_for_with_what_narrows_and_each_filter_can_be_taken_off(client):
    page = text(client.get("/coverage/?kind=network&by=sector&region=035"))

    assert '<input type="hidden" name="kind" value="network">' in page
    assert 'href="/coverage/?region=035&amp;by=sector"' in page


def test_what_cannot_be_asked_is_said_and_left_out(client):
    page = words(client, "/coverage/?region=999&by=luck&q=words")

    assert "“999” is not a value of “Region”" in page
    assert "“luck” is no way to divide this table" in page


def test_no_state_is_drawn_that_nothing_can_tell_yet_and_nothing_is_ranked(client):
    page = words(client, "/coverage/?region=035")

    assert "nobody asked" in page
    assert "answered: none" not in page
    assert "no answer yet" not in page
    assert "%" not in page


@pytest.mark.parametrize("seed", range(20))
def test_whatever_narrows_the_numbers_are_those_of_the_facets(client, random_directory, seed):
    chance = random.Random(seed)
    by = chance.choice(["topic", "sector", "kind"])
    query = "&".join(
        f"{name}={code}"
        for name, codes in {
            "kind": Kind.values,
            "status": Status.values,
            "topic": ["training", "reporting"],
            "sector": ["media", "academia"],
            "freshness": ["fresh", "unconfirmed", "dormant"],
            "scope": ["cross-border", "neither"],
            "language": ["en", "fr"],
        }.items()
        for code in chance.sample(codes, chance.choice([0, 0, 1, 2]))
    )
    lifted = "".join(f"&{name}=all" for name in ("scope", "freshness") if f"{name}=" not in query)

    rows = csv_rows(content(client.get(f"/coverage.csv?by={by}&{query}")))

    facet = facet_counts(client, f"/partnerships/?{query}{lifted}")
    known = {
        (row["country"], row[by]): sum(
            int(row[state]) for state in ("confirmed_within_a_year", "stated", "older")
        )
        for row in rows
    }
    for code in ("GB", "FR", "PL", "DE"):
        if f"{by}=" not in query:
            assert known[code, ""] == facet["country"].get(code, 0), (query, code)
    for code, number in facet[by].items():
        if ("", code) in known:
            assert known["", code] == number, (query, code)


def facet_counts(client, address: str) -> dict[str, dict[str, int]]:
    page = text(client.get(address))
    boxes = re.findall(r'name="(\w+)" value="([^"]+)"[^>]*>\s*<span[^>]*>[^<]*</span> <i>([\d,]+)</i>', page)
    counts: dict[str, dict[str, int]] = {"country": {}, "topic": {}, "sector": {}, "kind": {}}
    for name, code, count in boxes:
        counts.setdefault(name, {})[code] = int(count.replace(",", ""))
    return counts


@pytest.fixture
def random_directory(db):
    chance = random.Random(3)
    today = timezone.localdate()
    for _number in range(40):
        make_partnership(
            kind=chance.choice(Kind.values[:3]),
            status=chance.choice(Status.values),
            countries=chance.sample(["GB", "FR", "PL", "DE"], chance.randint(0, 2)),
            sectors=chance.sample(["media", "academia"], chance.randint(0, 1)),
            topics=chance.sample(["training", "reporting"], chance.randint(0, 2)),
            languages=chance.sample(["en", "fr"], chance.randint(0, 1)),
            confirmed_on=chance.choice([None, today, "2010-01-01"]),
        )


def test_the_page_of_a_country_says_what_nobody_asked(client):
    make_partnership(countries=["KH"], topics=["training"], source=make_source(published=THIS_YEAR))

    page = words(client, "/coverage/kh/")

    assert "Coverage: Cambodia" in page
    assert "Training for professionals – 1 –" in page
    assert "Reporting abuse Nobody asked" in page
    assert "Register a partnership" in page
    assert 'id="training"' in text(client.get("/coverage/kh/"))


def test_partnerships_that_state_no_country_are_named_on_a_page_of_their_own(client):
    make_partnership(title="Everywhere at once", topics=["training"])
    make_partnership(title="At home", countries=["KH"], topics=["training"])

    page = words(client, "/coverage/none/")

    assert "Everywhere at once" in page
    assert "At home" not in page


def test_a_country_has_one_address_and_no_other_word_is_one(client):
    assert client.get("/coverage/KH/").headers["Location"] == "/coverage/kh/"
    assert client.get("/coverage/atlantis/").status_code == 404


def test_desks_are_counted_by_what_they_are_for(client):
    make_contact_point(countries=["KH"], purpose="reports", confirmed_on=timezone.localdate())

    page = text(client.get("/coverage/?region=035&by=desk"))

    assert cell(page, "Cambodia", "Reports of abuse or of material") == (
        "C 1",
        "../counterparts/?country=KH",
    )
    assert cell(page, "Thailand", "Reports of abuse or of material") == ("?", "th/?by=desk#reports")
    assert cell(text(client.get("/coverage/?by=desk")), "Southeast Asia", "All")[0] == "C 1"


def test_the_file_has_a_line_for_each_cell_empty_ones_among_them(client):
    make_partnership(countries=["KH"], topics=["training"], source=make_source(published=THIS_YEAR))

    rows = csv_rows(content(client.get("/coverage.csv")))

    by_cell = {(row["country"], row["topic"]): row for row in rows}
    assert by_cell["KH", "training"]["stated"] == "1"
    assert by_cell["KH", "reporting"]["stated"] == "0"
    assert len({country for country, _topic in by_cell}) == Country.objects.count() + 2
    assert {row["country"] for row in csv_rows(content(client.get("/coverage.csv?region=035")))} == {
        *Region.objects.get(code="035").countries.values_list("code", flat=True),
        "none",
        "",
    }


def test_the_table_is_one_for_programs_that_read_aloud(client):
    page = text(client.get("/ar/coverage/?region=035"))

    assert page.count('<th scope="col"') == len(facets.values(facets.data_version()).names["topic"]) + 1
    assert page.count('<th scope="row">') == 13
    assert "كمبوديا" in page


def test_a_table_of_countries_is_counted_in_one_query(client, django_assert_max_num_queries):
    make_partnership(countries=["KH"], topics=["training"])
    facets.values(facets.data_version())

    with django_assert_max_num_queries(4):
        client.get("/coverage/?region=035")

"""With both data sets: the home page, the lists, the facets, the countries and the topics count alike; and the lists say
of each partnership of the conference why it is there."""

import re
from html import unescape

import pytest

from directory.finding import facets
from directory.models import Country, Partnership, Topic
from tests.support.reading import words
from tests.support.responses import text

pytestmark = pytest.mark.django_db

EVERYTHING = "scope=all&freshness=all"


def number(pattern: str, page: str) -> int:
    """The number in the first place that the pattern has in a page."""
    return int(re.search(pattern, page)[1].replace(",", ""))


def total(client, address: str) -> int:
    """How many records a list says that it has."""
    return number(r'<h1 tabindex="-1">\s*([\d,]+) ', text(client.get(address)))


def facet_counts(client, address: str, facet: str) -> dict[str, int]:
    page = text(client.get(address))
    boxes = re.findall(
        rf'name="{facet}" value="([^"]+)"[^>]*>\s*<span[^>]*>[^<]*</span>\s*<i>([\d,]+)</i>', page
    )
    return {code: int(count.replace(",", "")) for code, count in boxes}


def test_home_and_lists_count_alike(both_sets, client):
    home = words(client, "/")

    assert (
        number(r"(\d+) partnerships \d+ organisations", home)
        == total(client, f"/partnerships/?{EVERYTHING}")
        == 99
    )
    assert number(r"(\d+) organisations", home) == total(client, "/organisations/")
    assert number(r"(\d+) commitments", home) == total(client, "/commitments/")
    assert number(r"(\d+) sources behind them", home) == total(client, "/sources/")
    rows = re.findall(r'<th scope="row"><a href="/countries/', text(client.get("/countries/")))
    assert number(r"(\d+) countries", home) == len(rows)


def test_countries_count_alike_in_the_facet_the_list_and_their_pages(both_sets, client):
    page = text(client.get("/countries/"))
    rows = re.findall(
        r'/countries/(\w\w)/">[^<]*</a></th>\s*<td class="number">(\d+)</td>\s*<td class="number">(\d+)</td>',
        page,
    )
    partnerships = facet_counts(client, f"/partnerships/?{EVERYTHING}", "country")
    organisations = facet_counts(client, "/organisations/", "country")

    assert {code.upper(): int(count) for code, count, _organisations in rows if int(count)} == partnerships
    assert {code.upper(): int(count) for code, _partnerships, count in rows if int(count)} == organisations
    for code in ("GB", "PL", "AU", "NO", "AD"):
        country = text(client.get(f"/countries/{code.lower()}/"))
        assert partnerships[code] == total(client, f"/partnerships/?country={code}&{EVERYTHING}")
        assert f"{partnerships[code]} partnerships that involve" in country
        sectors = country.split('id="organisations"')[1].split("<h2")[0]
        assert sectors.count('href="/organisations/') == organisations.get(code, 0)


def test_topics_and_sectors_count_alike(both_sets, client):
    home = text(client.get("/"))
    sectors = re.findall(r'href="(/partnerships/\?sector=[^"]+)"\s*>[^<]*</a> <b>(\d+)</b>', home)

    counted = facet_counts(client, f"/partnerships/?{EVERYTHING}", "topic")
    for topic in Topic.objects.all():
        count = counted[topic.slug]
        sentence = f"All {count} partnerships on this topic" if count > 1 else "1 partnership on this topic"
        assert sentence in words(client, f"/topics/{topic.slug}/")
    assert len(sectors) > 5
    for address, count in sectors:
        assert total(client, unescape(address)) == int(count)


def test_scopes_count_as_the_sets_are(both_sets):
    counts = facets.totals(facets.data_version()).all
    scopes = facets.values(facets.data_version()).by_code["scope"]

    assert {code: counts[value.v] for code, value in scopes.items()} == {
        "cross-border": 67,
        "cross-sector": 65,
        "both": 41,
        "neither": 8,
    }


REASONS = {
    "insafe-network": " partnerships take part and bring: Austria, Belgium",
    "global-alliance": "Its source says that it is international.",
    "g8-strategy": "These countries take part themselves: Canada, France, Germany",
    "rescue-operation": "Its source says that it is international.",
    "saft": "Its source says that it reaches across a region: Europe.",
    "safer-internet-forum": "Its source says that it reaches across the European Union.",
    "european-taskforce": "Its source says that it reaches across a region: Europe.",
    "weprotect-commitments": "Its source says that it is international.",
    "fco-ncs-conference": "Its source says that it is international.",
    "inhope-network": "Organisations that take part are at home in:",
}


def default_list(client) -> set[str]:
    """The slugs of the partnerships that the list shows where nothing is chosen, on all its pages."""
    pages = range(1, total(client, "/partnerships/") // 20 + 2)
    listed = "".join(text(client.get(f"/partnerships/?page={page}")) for page in pages)
    return set(re.findall(r'<h3 dir="auto">\s*<a href="/partnerships/([\w-]+)/"', listed))


@pytest.mark.parametrize(("slug", "reason"), REASONS.items())
def test_the_most_international_ones_are_cross_border_with_the_reason(both_sets, client, slug, reason):
    page = words(client, f"/partnerships/{slug}/")

    assert reason in page.partition("Cross-border")[2]
    assert slug in default_list(client)


def test_what_crosses_nothing_is_left_out_and_says_so(both_sets, client):
    page = words(client, "/partnerships/spending-patterns/")

    assert "Not cross-border All who take part are of one country" in page
    assert "Not cross-sector All who take part are of one world, as far as is known: industry." in page
    assert "spending-patterns" not in default_list(client)
    assert "8 partnerships that are neither cross-border nor cross-sector are left out." in words(
        client, "/partnerships/"
    )


@pytest.mark.parametrize("typed", ["inhope", "insafe", "mastercard"])
def test_words_find_partnerships_of_any_scope(both_sets, client, typed):
    slug = {"inhope": "inhope-network", "insafe": "insafe-network", "mastercard": "spending-patterns"}[typed]

    assert f'href="/partnerships/{slug}/"' in text(client.get(f"/partnerships/?q={typed}"))


def test_funds_are_found_and_say_who_gave_how_much_according_to_whom(both_sets, client):
    funds = text(client.get("/partnerships/?kind=fund"))

    for slug, amount in (("global-child-protection-fund", "50 million"), ("safe-online-fund", "40 million")):
        assert f'href="/partnerships/{slug}/"' in funds
        assert f"United Kingdom {amount} GBP" in words(client, f"/partnerships/{slug}/")


def test_the_crime_squad_leads_to_the_agency_of_today_and_back(both_sets, client):
    for slug in ("ncs", "nca"):
        page = text(client.get(f"/organisations/{slug}/"))
        for other in ("ncs", "soca", "nca"):
            assert f'href="/organisations/{other}/"' in page


def test_long_records_are_whole(both_sets, client):
    assert "Party: 48 countries" in words(client, "/partnerships/lanzarote-convention/")
    assert "Member: 102 countries" in words(client, "/partnerships/weprotect-global-alliance/")
    vgt = text(client.get("/partnerships/vgt/")).split('id="part-of"')[0]
    shown = Partnership.objects.get(slug="vgt").memberships.shown().values("organisation").distinct().count()
    assert vgt.count('scope="rowgroup"') == shown


def test_the_list_names_states_in_the_language_of_the_reader(both_sets, client):
    assert Country.objects.get(code="AL").name_ar in text(client.get("/ar/partnerships/?q=lanzarote"))

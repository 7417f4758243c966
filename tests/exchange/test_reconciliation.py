"""Somebody's list of names is matched to the directory's records, as OpenRefine asks for it (Reconciliation Service API 0.2)."""

import json
import random
import re
import sys
from urllib.parse import quote

import pytest

from directory.finding import spelling
from directory.gate import switches
from directory.gate.switches import Switch
from directory.models import Organisation, OtherName, Partnership
from tests.support.factories import make_organisation, make_shown_partnership
from tests.support.responses import text

pytestmark = pytest.mark.django_db


def candidates(client, queries: dict[str, dict]) -> dict[str, list[dict]]:
    """As OpenRefine asks: the queries as JSON in one field of a form."""
    response = client.post("/reconcile/", {"queries": json.dumps(queries)})
    assert response.status_code == 200, response.content
    return {key: answer["result"] for key, answer in response.json().items()}


def candidates_of(client, name: str, **more) -> list[dict]:
    return candidates(client, {"q0": {"query": name, **more}})["q0"]


def test_the_service_says_what_it_can(client):
    response = client.get("/reconcile/")
    manifest = response.json()

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "0.2" in manifest["versions"]
    assert {kind["id"] for kind in manifest["defaultTypes"]} == {"organisations", "partnerships"}
    assert manifest["view"]["url"].endswith("/reconcile/view/{{id}}")
    for service in (*manifest["suggest"].values(), manifest["extend"]["propose_properties"]):
        assert client.get(service["service_path"]).status_code == 200


def test_a_name_is_matched_with_a_score(client):
    make_organisation(slug="iwf", name="Internet Watch Foundation", acronym="IWF", country_id="GB")
    make_organisation(name="Internet Safety Foundation", country_id="GB")

    first, *others = candidates_of(client, "Internet Watch Foundation")

    assert first == {
        "id": "organisations:iwf",
        "name": "Internet Watch Foundation",
        "description": "IWF, GB",
        "type": [{"id": "organisations", "name": "Organisations"}],
        "score": 100,
        "match": True,
        "features": [{"id": "name", "value": 100}],
    }
    assert all(other["score"] < 90 and not other["match"] for other in others)


@pytest.mark.parametrize(
    "typed", ["IWF", "I.W.F.", "internet watch foundation", "Internet Wach Fundation", "Internet Hotline UK"]
)
def test_acronyms_slips_and_former_names_are_matched(client, typed):
    iwf = make_organisation(slug="iwf", name="Internet Watch Foundation", acronym="IWF")
    OtherName.objects.create(organisation=iwf, name="Internet Hotline UK", kind="former")
    spelling.learn_words()

    assert candidates_of(client, typed)[0]["id"] == "organisations:iwf"


def test_the_country_tells_two_of_a_name_apart(client):
    for country in ("FR", "PL"):
        make_organisation(slug=f"np-{country.lower()}", name="National Police", country_id=country)

    either = candidates_of(client, "National Police")
    polish = [
        candidates_of(client, "National Police", properties=[{"pid": "country", "v": value}])
        for value in ("PL", "Poland", "Pologne", ["pl", "DE"])
    ]

    assert [candidate["match"] for candidate in either] == [False, False]
    assert all(answer[0]["id"] == "organisations:np-pl" and answer[0]["match"] for answer in polish)


def test_a_web_domain_brings_a_body_of_another_name(client):
    make_organisation(slug="iwf", name="Internet Watch Foundation", website="https://www.iwf.example/")

    by_domain = candidates_of(
        client, "The British hotline", properties=[{"pid": "website", "v": "https://iwf.example/en"}]
    )

    assert [candidate["id"] for candidate in by_domain] == ["organisations:iwf"]


def test_types_narrow_and_a_limit_cuts(client):
    make_organisation(slug="safer", name="Safer network")
    make_shown_partnership(slug="safer", title="Safer network")

    both = {candidate["id"] for candidate in candidates_of(client, "Safer network")}

    assert both == {"organisations:safer", "partnerships:safer"}
    assert [c["id"] for c in candidates_of(client, "Safer network", type="partnerships")] == [
        "partnerships:safer"
    ]
    assert len(candidates_of(client, "Safer network", limit=1)) == 1


def test_what_nobody_may_see_is_no_candidate(client):
    make_organisation(name="Sample network", is_sample=True)
    hidden = make_organisation(name="Hidden network")
    Organisation.objects.filter(pk=hidden.pk).update(removed_at="2026-01-01T00:00:00Z")

    assert candidates(client, {"a": {"query": "Sample network"}, "b": {"query": "Hidden network"}}) == {
        "a": [],
        "b": [],
    }
    assert client.get(f"/reconcile/preview/?id=organisations:{hidden.slug}").status_code == 404
    assert client.get(f"/reconcile/view/organisations:{hidden.slug}").status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        "no JSON",
        "[]",
        "[" * 100_000,
        '{"q0": "a text"}',
        '{"q0": {"type": "organisations"}}',
        json.dumps({f"q{number}": {"query": "a"} for number in range(51)}),
        '{"q0": {"query": "half \\ud800 a character"}}',
        '{"q0": {"query": "a", "limit": NaN}}',
        '{"q0": {"query": "a", "limit": 1e400}}',
        '{"q0": {"query": "a", "query": "b"}}',
    ],
)
def test_what_cannot_be_read_is_refused_in_words(client, typed):
    response = client.post("/reconcile/", {"queries": typed})

    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"][0]["parameter"] == "queries"


@pytest.mark.parametrize(
    "query",
    [
        {"query": ""},
        {"query": "\0"},
        {"query": "x" * 100_000},
        {"query": "a", "limit": -1, "type": 7, "properties": "none"},
        {"query": "a", "properties": [7, {"pid": 7}, {"pid": "country", "v": {"id": "PL"}}]},
    ],
)
def test_odd_questions_are_answered(client, query):
    make_organisation(name="A")

    assert isinstance(candidates(client, {"q0": query})["q0"], list)


def test_a_table_is_extended_by_columns_of_the_list(client):
    make_organisation(slug="iwf", name="Internet Watch Foundation", acronym="IWF", country_id="GB")
    make_shown_partnership(slug="safer", title="Safer network", countries=["PL"])

    columns = client.get("/reconcile/properties/", {"type": "organisations"}).json()["properties"]
    answer = client.post(
        "/reconcile/",
        {
            "extend": json.dumps(
                {
                    "ids": ["organisations:iwf", "partnerships:safer", "organisations:none", "nonsense"],
                    "properties": [
                        {"id": "acronym"},
                        {"id": "country"},
                        {"id": "title"},
                        {"id": "unheard-of"},
                    ],
                }
            )
        },
    ).json()

    assert {"acronym", "country", "website"} <= {column["id"] for column in columns}
    assert [column["id"] for column in answer["meta"]] == ["acronym", "country", "title"]
    assert answer["rows"]["organisations:iwf"] == {
        "acronym": [{"str": "IWF"}],
        "country": [{"str": "GB"}],
        "title": [],
        "unheard-of": [],
    }
    assert answer["rows"]["partnerships:safer"]["title"] == [{"str": "Safer network"}]
    assert answer["rows"]["organisations:none"] == answer["rows"]["nonsense"]


def test_a_candidate_can_be_looked_at(client):
    make_organisation(slug="iwf", name="Internet Watch Foundation", acronym="IWF", country_id="GB")
    key = quote("organisations:iwf", safe="")

    preview = client.get(f"/reconcile/preview/?id={key}")
    way = client.get(f"/reconcile/view/{key}")

    assert "Internet Watch Foundation" in text(preview)
    assert "frame-ancestors *" in preview["Content-Security-Policy"]
    assert "X-Frame-Options" not in preview
    assert (way.status_code, way["Location"]) == (302, "/organisations/iwf/")


def test_names_are_suggested_while_somebody_types(client):
    make_organisation(slug="iwf", name="Internet Watch Foundation")

    entity = client.get("/reconcile/suggest/entity/", {"prefix": "internet w"}).json()["result"]

    assert [(each["id"], each["name"]) for each in entity] == [
        ("organisations:iwf", "Internet Watch Foundation")
    ]
    assert client.get("/reconcile/suggest/type/", {"prefix": "org"}).json()["result"] == [
        {"id": "organisations", "name": "Organisations"}
    ]
    assert "acronym" in {
        each["id"] for each in client.get("/reconcile/suggest/property/", {"prefix": "acro"}).json()["result"]
    }


def test_a_question_that_is_posted_is_answered_while_nothing_can_be_written(client, settings, tmp_path):
    settings.STATE_FOLDER = tmp_path / "state"
    make_organisation(name="Safer network")
    switches.turn(Switch.READ_ONLY, on=True)

    assert candidates_of(client, "Safer network")


LEAST_RIGHT = 95  # of a hundred names


def a_hundred_names() -> list[tuple[str, str]]:
    """Names as lists have them, each with the id of the organisation that is meant: forty with a slip or two, thirty
    acronyms that one organisation has, thirty other and former names. Drawn by lot, always the same."""
    lot = random.Random(2005)
    public = Organisation.objects.listed().order_by("slug")
    organisations = list(public)
    slips = [(with_slips(each.name, lot), each) for each in lot.sample(organisations, 40)]
    acronyms = [each.acronym for each in organisations]
    alone = [each for each in organisations if each.acronym and acronyms.count(each.acronym) == 1]
    others = OtherName.objects.filter(organisation__in=public).select_related("organisation").order_by("pk")
    names = [
        *slips,
        *((each.acronym, each) for each in lot.sample(alone, 30)),
        *((each.name, each.organisation) for each in lot.sample(list(others), 30)),
    ]
    return [(name, f"organisations:{organisation.slug}") for name, organisation in names]


def with_slips(name: str, lot: random.Random) -> str:
    """The name with a letter left out, or two letters in the wrong order; two such slips in a long one."""
    for _ in range(2 if len(name) > 25 else 1):
        places = [place.start() for place in re.finditer(r"(?<=\w)\w\w", name)]
        place = lot.choice(places)
        pair = name[place : place + 2]
        name = name[:place] + lot.choice([pair[0], pair[::-1]]) + name[place + 2 :]
    return name


def test_of_a_hundred_names_with_slips_acronyms_and_former_names_nearly_all_come_first(both_sets, client):
    spelling.learn_words()
    names = a_hundred_names()
    queries = {
        f"q{number}": {"query": name, "type": "organisations"} for number, (name, _id) in enumerate(names)
    }
    keys = list(queries)
    answers = {}
    for start in range(0, len(keys), 25):
        answers |= candidates(client, {key: queries[key] for key in keys[start : start + 25]})

    wrong = [
        f"{name}: {answers[key][0]['id'] if answers[key] else 'nothing'} for {right}"
        for key, (name, right) in zip(keys, names, strict=True)
        if not answers[key] or answers[key][0]["id"] != right
    ]
    sys.stdout.write("\n".join([f"{len(names) - len(wrong)} of {len(names)}", *wrong]) + "\n")
    assert len(names) == 100
    assert len(names) - len(wrong) >= LEAST_RIGHT
    assert Partnership.objects.exists()

"""Lists are in the order of names that people expect, whatever the server's locale is."""

import pytest
from django.db import connection
from django.utils import translation

from directory.finding import facets
from directory.finding.filters import CommitmentFilter, OrganisationFilter, ResourceFilter
from directory.models import Country, Organisation, Resource, ResourceKind
from directory.models.text_search import folded
from directory.questionnaire.references import AnswerReferences
from tests.support.calls import get
from tests.support.factories import (
    make_commitment,
    make_organisation,
    make_partnership,
    make_resource,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# As a person would write the list, and in the order of creation otherwise
IN_ORDER = [
    "Åbo Akademi",
    "Antártida",
    "“Child” Net",
    "eco",
    "ECPAT",
    "Émirats",
    "Łódź",
    "Zürich",
    "أمان",
    "إنقاذ",
    "ايمان",
]
MIXED = sorted(IN_ORDER, key=lambda name: name[::-1])


@pytest.fixture
def values():
    return facets.values(facets.data_version())


def test_organisations_and_resources_are_in_the_order_of_names(client):
    for name in MIXED:
        make_resource(title=name, publisher=make_organisation(name=name))

    assert list(Organisation.objects.order_by("sort_name").values_list("name", flat=True)) == IN_ORDER
    assert list(Resource.objects.order_by("sort_name").values_list("title", flat=True)) == IN_ORDER
    for kind, column in (("organisations", "name"), ("resources", "title")):
        page = client.get(f"/{kind}/").content.decode()
        assert sorted(IN_ORDER, key=page.index) == IN_ORDER
        names = [record[column] for record in get(client, kind, sort="name")["results"]]
        assert names == IN_ORDER


def test_programs_read_names_page_by_page_in_the_same_order(client):
    for name in MIXED:
        make_organisation(name=name)

    first = get(client, "organisations", limit=4)
    second = client.get(first["next"].partition("/api/")[2].join(["/api/", ""])).json()

    names = [record["name"] for page in (first, second) for record in page["results"]]
    assert names == IN_ORDER[:8]


def test_the_list_in_the_order_of_names_is_read_from_an_index():
    records = Organisation.objects.published().order_by("sort_name", "pk")[:20]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")

    assert "organisation_sort_name" in records.explain()


@pytest.mark.parametrize(
    "text",
    [
        *IN_ORDER,
        "Straße & Co. ØRSTED æther Đà Nẵng",
        "ﬁ ＡＢＣ ½ İstanbul ıI",
        "آسيا أَمان ٱلبحث",
        "L’Enfant-Bleu_2",
        "",
    ],
)
def test_words_outside_the_database_are_folded_as_those_in_it(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.fold(%s)", [text])
        assert folded(text) == cursor.fetchone()[0]


def test_names_of_the_vocabularies_are_folded_alike():
    names = [
        getattr(record, f"name_{language}")
        for record in Country.objects.all()
        for language in ("en", "fr", "es", "ar")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.fold(name) FROM unnest(%s::text[]) WITH ORDINALITY AS n (name, place) ORDER BY place",
            [names],
        )
        assert [folded(name) for name in names] == [row[0] for row in cursor.fetchall()]


# Computed with ICU
TOPICS = {
    "en": "age-assurance funding investigation legislation content-access missing-children ngo-cooperation"
    " partnership-building payment-disruption public-awareness reporting research-and-evidence interactive-services"
    " self-regulation training victim-identification victim-support",
    "fr": "self-regulation ngo-cooperation partnership-building interactive-services legislation missing-children"
    " investigation payment-disruption funding training victim-identification content-access research-and-evidence"
    " public-awareness reporting victim-support age-assurance",
    "es": "victim-support self-regulation ngo-cooperation partnership-building reporting funding training"
    " victim-identification payment-disruption research-and-evidence investigation legislation content-access"
    " missing-children public-awareness interactive-services age-assurance",
    "ar": "reporting missing-children research-and-evidence age-assurance investigation funding self-regulation"
    " content-access legislation partnership-building victim-identification training ngo-cooperation"
    " payment-disruption public-awareness interactive-services victim-support",
}
SECTORS = {
    "en": "academia child_protection financial government helpline hotline industry intergovernmental law_enforcement"
    " media",
    "fr": "industry helpline hotline media academia intergovernmental government child_protection financial"
    " law_enforcement",
    "es": "law_enforcement government industry helpline hotline media academia intergovernmental child_protection"
    " financial",
    "ar": "law_enforcement academia government hotline financial intergovernmental child_protection helpline industry"
    " media",
}
COUNTRIES = {
    "en": "AF AX AL DZ AD EC EG ET ZW",
    "fr": "AF AL DZ AD EG EC ET AX ZW",
    "es": "AF AL AD DZ EC EG ET AX ZW",
    "ar": "ET AF EC AL DZ AD AX ZW EG",
}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_values_of_facets_are_in_the_order_of_each_language(language):
    with translation.override(language):
        values = facets.values(facets.data_version())
        countries = [country.code for country in Country.objects.by_rank()]
        choices = AnswerReferences().choices(Country)

    assert list(values.names["topic"]) == TOPICS[language].split()
    assert list(values.names["sector"]) == SECTORS[language].split()
    assert list(values.names["country"]) == countries == [code for code, _name in choices]
    chosen = COUNTRIES[language].split()
    assert values.names_of("country", sorted(chosen)) == [
        values.by_code["country"][code].label for code in chosen
    ]
    encoded = [values.by_code["country"][code].v for code in sorted(chosen)]
    assert [value.code for value in values.by_facet(encoded)["country"]] == chosen


def test_equally_frequent_values_beside_a_list_are_in_the_order_of_names(client):
    for code in ("ZW", "EG", "AX", "AF", "EC", "AE"):
        make_organisation(country_id=code)

    page = client.get("/fr/organisations/").content.decode()

    codes = ["AF", "EG", "AE", "EC", "AX", "ZW"]
    assert sorted(codes, key=lambda code: page.index(f'value="{code}"')) == codes


def test_other_values_beside_a_list_are_in_the_order_of_names(values):
    partnership, organisation = make_partnership(title="Émirats"), make_organisation(name="Émirats")
    make_commitment(owners=[partnership, organisation])
    make_commitment(owners=[make_partnership(title="eco"), make_organisation(name="eco")])

    owners = CommitmentFilter({}, values=values).owners
    kinds = ResourceFilter({}, values=values).codes_of("kind")

    assert list(owners["organisation"].values()) == list(owners["partnership"].values()) == ["eco", "Émirats"]
    assert list(kinds) == sorted(ResourceKind.values, key=lambda kind: ResourceKind(kind).label.lower())
    assert next(iter(OrganisationFilter({}, values=values).codes_of("country"))) == "AF"


def test_a_topic_that_came_later_has_its_place(values):
    from directory.models import Topic

    Topic.objects.create(slug="later", number=900, name_en="Éducation")
    facets.forget()

    names = list(facets.values(facets.data_version()).names["topic"].values())

    assert names == sorted(names, key=folded)
    assert "Éducation" in names[:2]

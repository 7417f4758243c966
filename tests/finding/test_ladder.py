"""What is tried until something is found, and what the pages say of it."""

import pytest

from directory.finding import spelling
from tests.support.factories import (
    make_commitment,
    make_event,
    make_organisation,
    make_partnership,
    make_resource,
    make_source,
)
from tests.support.reading import text

pytestmark = pytest.mark.django_db

PAGES = [
    "/partnerships/",
    "/organisations/",
    "/events/",
    "/resources/",
    "/commitments/",
    "/sources/",
    "/search/",
]


def test_a_plural_finds_the_singular_and_stays_as_it_was_typed(client):
    make_partnership(title="One hotline for all", summary="A cooperation.")

    assert "One <mark>hotline</mark> for all" in text(client.get("/partnerships/?q=hotlines"))


@pytest.mark.parametrize("typed", ["joint operation", "joint operations"])
def test_a_term_of_several_words_is_known_in_either_number(client, typed):
    make_partnership(title="Rescue", kind="joint_operation")
    make_partnership(title="Study", kind="joint_project", topics=["investigation"])  # "undercover operation"

    page = text(client.get("/partnerships/", {"q": typed}))

    assert "1 partnership for" in page
    assert "By its kind “Joint operation”" in page


def test_words_that_carry_no_meaning_are_not_asked_for(client):
    make_partnership(title="Virtual Global Taskforce")

    page = text(client.get("/partnerships/?q=What+is+the+Virtual+Global+Taskforce%3F"))

    assert "1 partnership" in page
    assert "Nothing" not in page


@pytest.mark.parametrize(
    "question",
    [
        "who do I contact about lanterns",
        "what happened to Lantern?",
        "how do I start a lantern in my country",
        "which country is in Lantern",
        "how many of them are in Lantern",
        "qui contacter pour Lantern ?",
        "comment rejoindre Lantern",
        "¿qué pasó con Lantern?",
    ],
)
def test_what_only_asks_in_a_question_is_not_asked_for(client, question):
    make_partnership(title="Lantern", summary="A cooperation.")
    make_partnership(
        title="Start of a contact", summary="What happened in the country, and how it became so."
    )

    page = text(client.get("/partnerships/", {"q": question}))

    assert "1 partnership for" in page
    assert "<mark>Lantern</mark>" in page


def test_what_asks_in_a_question_may_be_meant_elsewhere(client):
    make_partnership(title="Harmful contact", summary="A cooperation.")
    make_partnership(title="Harmful content", summary="A cooperation.")

    assert "1 partnership for" in text(client.get("/partnerships/?q=harmful+contact"))
    assert "1 partnership for" in text(client.get("/partnerships/?q=who+do+I+contact"))


@pytest.mark.parametrize("page", ["/partnerships/", "/search/"])
def test_what_has_most_of_the_words_is_told_with_what_it_lacks(client, page):
    make_partnership(title="Lighthouse of encrypted harbours")
    make_partnership(title="Something else")

    answer = text(client.get(f"{page}?q=encrypted+harbours+zeppelin"))

    assert "with most of the words “<bdi>encrypted harbours zeppelin</bdi>”" in answer.partition("</h1>")[0]
    assert "Nothing has all of these words." in answer
    assert "missing from the first: “<bdi>zeppelin</bdi>”" in answer
    assert "Without “zeppelin”" in answer
    assert "of <mark>encrypted</mark> <mark>harbours</mark>" in answer
    assert "Something else" not in answer


@pytest.mark.parametrize(
    ("address", "make", "field"),
    [
        ("/organisations/", make_organisation, "name"),
        ("/events/", make_event, "title"),
        ("/resources/", make_resource, "title"),
        ("/commitments/", make_commitment, "text"),
        ("/sources/", lambda title: make_organisation(source=make_source(title=title)), "title"),
    ],
)
def test_the_heading_of_each_list_says_how_the_words_were_read(client, address, make, field):
    make(**{field: "Lighthouse of encrypted harbours"})
    spelling.learn_words()

    def heading(typed: str) -> str:
        return " ".join(text(client.get(address, {"q": typed})).partition("</h1>")[0].split())

    assert "with most of the words “<bdi>encrypted harbours zeppelin</bdi>”" in heading(
        "encrypted harbours zeppelin"
    )
    assert "for “<bdi>encrypted lighthouse</bdi>”" in heading("encrypted lihgthouse")


def test_what_is_missing_is_told_of_the_first_that_is_shown(client):
    make_partnership(title="Lighthouse of encrypted harbours", countries=["GB"])
    make_partnership(title="Lighthouse and zeppelin", summary="A cooperation.", countries=["FR"])

    answer = text(client.get("/partnerships/?q=lighthouse+encrypted+zeppelin&country=FR"))

    assert "missing from the first: “<bdi>encrypted</bdi>”" in answer
    answer = text(client.get("/partnerships/?q=lighthouse+encrypted+zeppelin&country=GB"))
    assert "missing from the first: “<bdi>zeppelin</bdi>”" in answer


def test_what_has_less_than_half_of_the_weight_is_not_found(client):
    make_partnership(title="Lighthouse")
    make_partnership(title="Harbour")

    assert "0 partnerships" in text(client.get("/partnerships/?q=lighthouse+zeppelin+airship+balloon"))


def test_lists_of_other_records_climb_as_well(client):
    make_organisation(name="Encrypted Harbours Foundation")
    make_event(title="Encrypted harbours meeting")

    for page in ("/organisations/", "/events/"):
        answer = text(client.get(f"{page}?q=encrypted+harbours+zeppelin"))
        assert "missing from the first: “<bdi>zeppelin</bdi>”" in answer


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("typed", ["\N{POLICE OFFICER} " * 20, "! " * 13, "- . " * 400])
def test_many_signs_without_a_letter_find_nothing_as_few_do(client, page, typed):
    make_partnership(title="Lighthouse of encrypted harbours")
    make_organisation(name="Lighthouse")

    response = client.get(page, {"q": typed})

    assert response.status_code == 200
    heading = " ".join(text(response).partition("</h1>")[0].rpartition("<h1")[2].split())
    assert "> 0 " in heading
    assert "only these were searched for" not in text(response)


def test_of_many_words_those_that_say_most_are_searched_for_and_none_is_lost(client):
    make_partnership(title="Lighthouse of encrypted harbours")
    spelling.learn_words()
    typed = (
        "please tell me all that you have about the lighthouse and its encrypted harbours and whatever " * 4
    )

    response = client.get("/partnerships/", {"q": typed})

    assert response.status_code == 200
    assert "Of so many words, only these were searched for" in text(response)
    assert f'value="{typed.strip()}"' in text(response)
    # The box has all of it; a heading of many lines would leave no room for results
    assert "please tell me all that you have about the lighthouse and its encrypted" in text(response)
    assert typed.strip() not in text(response).partition("<h1")[2].partition("</h1>")[0]
    assert "Lighthouse" in text(response)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "typed",
    [
        "a" * 9000,
        "слово " * 900,
        "أ" * 3000,
        "\x00\x01",
        "\u202egnp",
        "e" + "\u0301" * 500,
        "🙂",
        "-",
        '"',
        "'" * 99,
    ],
    ids=range(10),
)
def test_no_query_of_any_length_or_script_is_refused(client, page, typed):
    assert client.get(page, {"q": typed}).status_code == 200


def test_a_long_question_finds_what_has_its_most_telling_words(client):
    make_partnership(title="Lighthouse of encrypted harbours", summary="In a town.")
    for number, word in enumerate(
        ["school", "parents", "teachers", "pupils", "morning", "village", "centre", "internet"]
    ):
        make_partnership(title=f"Cooperation {number}", summary=f"About the {word}.")
    spelling.learn_words()
    typed = (
        "good morning I am writing for a school in our village where the parents and teachers and pupils have asked"
        " whether there is a centre for encrypted harbours with a lighthouse on the internet thank you very much"
    )

    answer = text(client.get("/partnerships/", {"q": typed}))

    assert "Nothing has all of these words." in answer
    assert "<mark>Lighthouse</mark> of <mark>encrypted</mark> <mark>harbours</mark>" in answer


def test_a_whole_word_stands_before_the_beginning_of_another(client):
    make_partnership(title="United harbours of united towns", summary="All united.")
    make_partnership(title="Harbours", summary="Among them is a unit of divers.")

    page = text(client.get("/partnerships/?q=unit"))

    assert page.index("of divers") < page.index("harbours of")


def test_words_find_what_the_default_list_leaves_out(client):
    make_partnership(title="Alone at home", confirmed_on="2001-01-01")

    assert "0 partnerships" in text(client.get("/partnerships/"))
    assert "Alone at home" in text(client.get("/partnerships/?q=home")).replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert "0 partnerships" in text(client.get("/partnerships/?q=home&freshness=fresh"))


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/search/"])
def test_every_list_with_words_is_sorted_by_relevance(client, page):
    assert "Most relevant" not in text(client.get(page))

    make_resource(title="Manual for lighthouses")
    make_organisation(name="Lighthouse")
    make_event(title="Lighthouse")
    make_partnership(title="Lighthouse")
    answer = text(client.get(f"{page}?q=lighthouse"))

    assert "Most relevant" in answer or not answer.count("<h3")


def test_a_name_typed_in_full_is_the_best_match_of_all_kinds(client):
    make_partnership(title="About the lighthouse", summary="Lighthouse and others.")
    make_organisation(name="Lighthouse")

    answer = text(client.get("/search/?q=lighthouse"))

    best = answer.partition("Best matches")[2]
    assert best.index(">Organisation<") < best.index(">Partnership<")


@pytest.mark.parametrize("typed", ["iwf.org.uk", "https://www.iwf.org.uk/report"])
def test_an_address_finds_whose_it_is(client, typed):
    make_organisation(name="Internet Watch Foundation", website="https://www.iwf.org.uk/")

    assert "Internet Watch Foundation" in text(client.get("/organisations/", {"q": typed}))


@pytest.mark.parametrize("page", PAGES)
def test_a_pasted_text_is_no_slip_of_the_finger(client, page):
    make_organisation(name="Lighthouse")
    make_event(title="Lighthouse")
    make_resource(title="Lighthouse")
    make_partnership(title="Lighthouse of harbours")
    pasted = " ".join(["lighthouse", *(f"harbous{letter}" for letter in "abcdefghijklmnop")])

    page = text(client.get(page, {"q": pasted * 100}))

    assert "Did you mean" not in page

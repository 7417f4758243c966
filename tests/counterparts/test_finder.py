"""The finder's page: what it says, to whom, and what it never tells."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.counterparts.reasons import MOST_SHARED, REASONS
from directory.models import (
    ContactPoint,
    DeskListing,
    DeskTest,
    Organisation,
    Purpose,
    Role,
    Succession,
    SuccessionKind,
    Visibility,
)
from directory.models.opening_hours import ROUND_THE_CLOCK
from directory.records import publishing
from tests.support.factories import (
    make_contact_point,
    make_membership,
    make_official,
    make_organisation,
    make_partnership,
    make_representative,
    make_user,
    make_verification,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def police():
    return make_organisation(name="Police of Brazil", sector_id="law_enforcement", country_id="BR")


def ask(client, **question) -> str:
    response = client.get("/counterparts/", question)
    assert response.status_code == 200
    return text(response).partition("</form>")[2].partition("<footer")[0]


def without_clocks(page: str) -> str:
    """A page without the moment of which it is: a minute may end between two answers."""
    return re.sub(r"\d\d:\d\d", "", page)


def names(page: str) -> list[str]:
    return re.findall(r'<h[34] dir="auto"><a href="[^"]*">([^<]*)</a>', page)


def test_every_reason_is_said_in_words(client, police):
    us = make_organisation(name="Police of Poland", sector_id="law_enforcement")
    member = make_representative(organisation=us).user
    make_partnership(members=[us, police])
    make_partnership(members=[us, police])
    today = timezone.localdate()
    make_contact_point(
        organisation=police,
        name="International desk",
        topics=["payment-disruption"],
        languages=["en", "pt", "es"],
        purpose=Purpose.COOPERATION,
        is_urgent=True,
        tested_on=today - timedelta(days=40),
        confirmed_on=today - timedelta(days=70),
    )
    client.force_login(member)

    page = ask(
        client,
        topic="payment-disruption",
        country="BR",
        language=["pt", "en"],
        urgent="on",
        sector="law_enforcement",
        organisation=us.slug,
    )

    for reason in (
        "handles Payment disruption",
        "is in Brazil and serves it",
        "takes urgent requests at any hour",
        "answers in English, Portuguese",
        "belongs to the sector Law enforcement",
        "is there for international cooperation",
        "shares 2 partnerships with Police of Poland",
        f"reachable, tested in {today - timedelta(days=40):%B %Y}",
        "confirmed 2 months ago",
    ):
        assert f"<bdi>{reason}</bdi>" in page
    assert f"/organisations/{us.slug}/introductions/?to={police.slug}" in page


def test_what_was_asked_for_stands_out_among_the_reasons(client, police):
    make_contact_point(
        organisation=police,
        topics=["training"],
        purpose=Purpose.COOPERATION,
        confirmed_on=timezone.localdate(),
    )

    page = ask(client, topic="training", country="BR")

    assert "<b><bdi>handles Training for professionals</bdi></b>" in page
    assert "<b><bdi>is in Brazil and serves it</bdi></b>" in page
    assert "<bdi>is there for international cooperation</bdi>" in page
    assert "<b><bdi>is there" not in page
    assert "<b><bdi>confirmed" not in page


def test_the_line_of_the_folded_form_tells_all_that_is_chosen(client):
    page = text(
        client.get(
            "/counterparts/?topic=training&topic=reporting&country=BR&country=UY&language=pt&sector=hotline&urgent=on"
        )
    )
    line = page.partition('<details class="panel"')[2].partition("</summary>")[0]

    for words in (
        "Training for professionals",
        "Reporting abuse",
        "Brazil",
        "Uruguay",
        "Portuguese",
        "Hotline",
        "Urgent",
    ):
        assert f"<bdi>{words}</bdi>" in line


def test_each_desk_says_when_it_is_open_by_its_own_clock(client, police):
    make_contact_point(
        organisation=police, name="Always", opening_hours=ROUND_THE_CLOCK, time_zone="America/Sao_Paulo"
    )
    make_contact_point(organisation=police, name="In words", hours="In the morning")
    make_contact_point(organisation=police, name="Unknown")

    page = ask(client, country="BR")

    open_now = r"Open round the clock\. There it is \d\d:\d\d \(\w+\)\."
    assert re.search(rf'<li class="state is-fresh">{open_now}</li> <li>Every day: round the clock</li>', page)
    assert '<li class="state is-open">Hours</li> <li>In the morning</li>' in page
    assert page.count('<li class="state') == 2


def test_the_pages_of_what_was_asked_for_stand_beside_the_desks(client):
    page = ask(client, country="BR", topic="training")

    assert 'href="/countries/br/"' in page
    assert 'href="/topics/training/"' in page


def test_who_works_on_the_topic_without_a_desk_is_a_lead_and_no_contact(client, police):
    charity = make_organisation(name="Charity of Brazil", country_id="BR")
    make_partnership(members=[charity, police], topics=["training"])
    make_contact_point(organisation=police, topics=["funding"])

    page = ask(client, country="BR", topic="training")

    card = page.partition('id="leads"')[2].partition("</section>")[0]
    assert "They are leads, not contacts." in card
    assert f'<a href="/organisations/{charity.slug}/"><bdi>Charity of Brazil</bdi></a>' in card
    assert "Police of Brazil" not in card
    assert 'id="leads"' not in ask(client, country="BR")


def test_what_a_desk_does_not_state_is_said_and_not_guessed(client, police):
    make_contact_point(organisation=police, topics=["training"], languages=["pt"])
    make_contact_point(organisation=police, topics=["training"])

    page = ask(client, topic="training", country="BR", language="en", urgent="on")

    assert "It states other languages: Portuguese." in page
    assert "It does not state its languages." in page
    assert page.count("It does not state that it takes urgent requests at any hour.") == 2
    assert "<bdi>answers in" not in page


def test_old_tests_and_confirmations_are_no_reasons(client, police):
    long_ago = timezone.localdate() - timedelta(days=366)
    make_contact_point(organisation=police, tested_on=long_ago, confirmed_on=long_ago)

    page = ask(client, country="BR")

    assert "tested in" not in page
    assert "confirmed 1" not in page


def test_shared_partnerships_count_up_to_a_bound(client):
    us = make_organisation()
    member = make_representative(organisation=us).user
    many, few = (make_organisation(country_id="BR") for _ in range(2))
    for partner, number in ((many, 9), (few, MOST_SHARED)):
        for _ in range(number):
            make_partnership(members=[us, partner])
    make_contact_point(organisation=many, name="B with many")
    make_contact_point(organisation=few, name="A with enough")
    client.force_login(member)

    assert names(ask(client, country="BR", organisation=us.slug)) == ["A with enough", "B with many"]


def test_a_match_outweighs_any_acquaintance():
    weights = {reason.name: reason.weight for reason in REASONS}

    known = (
        weights["shared"] * MOST_SHARED + weights["tested"] + weights["confirmed"] + weights["cooperation"]
    )
    assert known < weights["topic"]
    assert min(weights["urgent"], weights["language"]) > weights["tested"] + weights["confirmed"]


def best_without(*names: str) -> int:
    """The highest sum of a desk for which the named reasons do not hold. Of home, country and worldwide one can."""
    weights = {reason.name: reason.weight for reason in REASONS if reason.weight > 0}
    places = {name: weights.pop(name) for name in ("home", "country", "worldwide")}
    weights["shared"] *= MOST_SHARED
    weights |= dict([max(places.items(), key=lambda item: item[1] if item[0] not in names else 0)])
    return sum(weight for name, weight in weights.items() if name not in names)


def test_nothing_makes_up_for_what_counts_against_a_desk():
    weights = {reason.name: reason.weight for reason in REASONS}

    # Who states no topic, after all that serve the country by name and handle the topic; both are of the sector, if any is asked
    without_topic = best_without("topic", "every_topic", "sector") + weights["no_topic"]
    assert without_topic < weights["topic"] + weights["country"]
    # A company's desk for data, after a desk at home that states no topic, such as that of the police
    for_data = best_without("cooperation") + weights["company"]
    assert for_data < weights["home"] + weights["no_topic"]


def test_a_company_stands_below_the_police_of_the_country_that_state_no_topic(client, police):
    company = make_organisation(name="Search engine", sector_id="industry", country_id="BR")
    make_contact_point(
        organisation=company,
        name="Desk for authorities",
        purpose=Purpose.DATA,
        topics=["training", "investigation"],
        languages=["pt"],
        is_urgent=True,
        confirmed_on=timezone.localdate(),
    )
    make_contact_point(organisation=police, name="Desk of the police", purpose=Purpose.COOPERATION)

    page = ask(client, country="BR", topic=["training", "investigation"], language="pt", urgent="on")

    assert names(page)[:2] == ["Desk of the police", "Desk for authorities"]
    assert (
        "It states no topic. It is there for international cooperation: ask whether it takes yours." in page
    )
    assert "It takes requests for data about its own service, and speaks for no authority." in page


def test_of_two_topics_and_two_countries_each_desk_says_which(client, police):
    both = make_organisation(name="Regional charity", country_id="UY")
    make_contact_point(
        organisation=both, name="Both", topics=["training", "reporting"], countries=["UY", "BR"]
    )
    make_contact_point(organisation=police, name="First", topics=["training", "funding"])
    make_contact_point(organisation=both, name="Elsewhere", topics=["reporting"], countries=["BR"])

    page = ask(client, country=["BR", "UY"], topic=["training", "reporting"])

    assert names(page)[:3] == ["Both", "First", "Elsewhere"]
    for reason in (
        "handles Reporting abuse, Training for professionals",
        "handles all that you ask for",
        "is in Uruguay and serves it, and serves Brazil as well",
        "serves all the countries that you ask for",
        "handles Training for professionals",
        "is in Brazil and serves it",
        "serves Brazil",
    ):
        assert f"<bdi>{reason}</bdi>" in page


def test_who_is_open_now_comes_first_where_it_is_urgent(client, police):
    make_contact_point(organisation=police, name="A closed desk")
    make_contact_point(organisation=police, name="B open desk", opening_hours=ROUND_THE_CLOCK)

    assert names(ask(client, country="BR")) == ["A closed desk", "B open desk"]
    urgent = ask(client, country="BR", urgent="on")
    assert names(urgent) == ["B open desk", "A closed desk"]
    assert urgent.count("<bdi>is open now</bdi>") == 1


def test_how_soon_a_desk_answered_a_test_is_told_in_the_list(client, police):
    desk = make_contact_point(organisation=police, may_be_tested=True, tested_on=timezone.localdate())
    now = timezone.now()
    DeskTest.objects.create(
        contact_point=desk,
        mailbox=desk.mailbox,
        token_hash="one",
        created_at=now - timedelta(hours=40),
        used_at=now,
    )

    assert "<bdi>answered a test within 2 days</bdi>" in ask(client, country="BR")


def test_a_desk_without_topic_is_no_fit_for_what_has_a_purpose_of_its_own(client, police):
    for purpose in (Purpose.TRAINING, Purpose.MEDIA, Purpose.DATA, Purpose.REPORTS):
        make_contact_point(organisation=police, name=f"For {purpose}", purpose=purpose)
    make_contact_point(organisation=make_organisation(country_id="PL"), name="Worldwide", is_worldwide=True)

    page = ask(client, country="BR", topic="training")

    assert "No desk is known that fits" in page


def test_neighbours_are_named_where_the_country_has_no_desk(client):
    neighbour = make_organisation(name="Charity of Thailand", country_id="TH")
    make_contact_point(
        organisation=neighbour, name="For the region", topics=["training"], countries=["TH", "KH"]
    )
    make_contact_point(organisation=neighbour, name="At home", topics=["training"])
    make_contact_point(organisation=neighbour, name="Other topic", topics=["funding"], countries=["TH", "KH"])

    page = ask(client, country="VN", topic="training")

    assert names(page) == ["For the region"]
    assert "Whether they serve Vietnam as well, they do not state." in page


def test_who_ended_is_no_counterpart_and_who_took_over_says_so(client, police):
    squad = make_organisation(
        name="Squad", acronym="SQ", country_id="BR", sector_id="law_enforcement", ended="2013"
    )
    Succession.objects.create(
        before_organisation=squad, after_organisation=police, kind=SuccessionKind.REPLACED, happened="2013-10"
    )
    make_contact_point(organisation=squad, name="Desk of the squad")
    make_contact_point(organisation=police, name="Desk of today")

    fitting = ask(client, country="BR")
    fallback = ask(client, country="BR", topic="investigation")

    assert names(fitting) == ["Desk of today"]
    assert "took over from SQ in 2013" in fitting
    assert "Desk of the squad" not in fallback


def test_several_roles_in_one_partnership_are_one_shared_partnership(client, police):
    us = make_organisation(name="Police of Poland")
    member = make_representative(organisation=us).user
    shared = make_partnership(members=[us, police])
    make_membership(partnership=shared, organisation=police, role=Role.CHAIR)
    make_contact_point(organisation=police)
    client.force_login(member)

    assert "shares 1 partnership with Police of Poland" in ask(client, country="BR", organisation=us.slug)


def test_without_a_question_the_page_says_what_to_choose(client):
    assert "Choose a topic or a country" in ask(client)


def test_where_nothing_is_known_each_step_is_explained_and_networks_are_named(client):
    page = ask(client, topic="legislation", country="TD")

    assert "No desk is known that fits" in page
    assert page.count("None is known here.") == 6
    for words in (
        "Desks for another topic in Chad",
        "The international desk of the police of Chad",
        "https://www.interpol.int/",
    ):
        assert words in page


def test_no_step_leads_away_from_what_was_not_asked_for(client):
    university = make_organisation(sector_id="academia", country_id="BR")
    make_contact_point(organisation=university, name="Desk for studies", purpose=Purpose.COOPERATION)

    of_country, of_sector = ask(client, country="TD"), ask(client, country="BR", sector="hotline")

    assert "another topic" not in of_country + of_sector
    assert "Other desks in" not in of_country
    assert of_sector.index("Other desks in Brazil") < of_sector.index("Desk for studies")


def test_what_is_left_out_is_told_with_its_reason(client):
    topics = {"topic": ["training", "legislation", "reporting", "funding", "investigation"]}
    page = text(client.get("/counterparts/", {**topics, "country": "xx"}))

    assert (
        "“Investigation and prosecution” was left out of “Topic”: no more can be asked for at once." in page
    )
    assert "“xx” was left out of “Country”: it is not known." in page


def test_the_channel_of_a_country_stands_in_for_a_hotline_that_is_not_known(client):
    assert "Dyżurnet.pl" in ask(client, topic="legislation", country="PL")


def test_a_network_of_the_directory_leads_to_its_record(client):
    make_organisation(slug="inhope", name="INHOPE", sector_id="hotline", is_international=True)

    assert 'href="/organisations/inhope/"' in ask(client, country="TD")


@pytest.fixture
def hidden(police):
    """A desk that only officials see, and one for everybody."""
    make_contact_point(organisation=police, name="Front desk", topics=["training"])
    return make_contact_point(
        organisation=police, name="Secret desk", topics=["training"], visibility=Visibility.OFFICIALS
    )


def test_a_desk_for_officials_changes_nothing_for_others(client, hidden):
    questions = [
        {"country": "BR", "topic": "training"},
        {"country": "BR", "topic": "legislation"},
        {"country": "BR"},
        {},
    ]
    for person in (
        None,
        make_user(),
        make_verification(expires_at=timezone.now() + timedelta(hours=1)).user,
    ):
        if person:
            client.force_login(person)
        with_it = [without_clocks(ask(client, **question)) for question in questions]
        ContactPoint.objects.filter(pk=hidden.pk).update(visibility=Visibility.SECRETARIAT)
        assert [without_clocks(ask(client, **question)) for question in questions] == with_it
        assert "Secret desk" not in "".join(with_it)
        ContactPoint.objects.filter(pk=hidden.pk).update(visibility=Visibility.OFFICIALS)


def official_at(client) -> None:
    """A verified official, whose session gave a second factor."""
    police = make_organisation(sector_id="law_enforcement", country_id="PL")
    sign_in(client, make_official(organisation=police))


def test_how_a_desk_is_reached_stands_on_its_own_page_only(client, hidden):
    official_at(client)

    page = ask(client, country="BR", topic="training")

    assert "Secret desk" in page
    assert hidden.mailbox not in page
    assert "@" not in page
    assert reverse("directory:desk", args=[hidden.slug]) in page
    assert "A verified official" not in page


def test_how_many_more_there_are_is_told_in_fives_for_a_country_alone(client, police):
    for number in range(11):
        assert ("at least" in ask(client, country="BR")) == (number >= 5)
        make_contact_point(organisation=police, topics=["training"], visibility=Visibility.OFFICIALS)

    told = [
        ask(client, country="BR", **more).count("at least 10 more desks that serve Brazil")
        for more in ({}, {"topic": "reporting"}, {"sector": "hotline"})
    ]
    assert told == [1, 1, 1]


def test_somebody_elses_organisation_cannot_be_asked_for(client, police):
    client.force_login(make_user())

    page = ask(client, country="BR", organisation=police.slug)

    assert f"“{police.slug}” was left out of “Your organisation”" in page


@pytest.mark.parametrize(
    "query",
    [
        "topic=%00&country=%00",
        "topic=training&topic=legislation&topic=reporting&topic=funding&topic=investigation",
        "country=xx&language=xx&sector=xx",
        "country=gb&country=PL&sector=none",
        "country=" + "a" * 5000,
        "topic=%27%29%3B--&organisation=%EF%BF%BD",
        "language=en&" * 49 + "language=fr",
        "urgent=maybe&topic[]=training",
    ],
)
def test_what_is_not_known_is_said_and_left_out(client, query):
    response = client.get(f"/counterparts/?{query}")

    assert response.status_code == 200
    assert "was left out of" in text(response) or "language=en" in query or "urgent" in query


def test_too_many_values_are_refused_with_what_was_wrong(client):
    query = "&".join(f"language={number}" for number in range(51))
    response = client.get(f"/counterparts/?{query}")

    assert response.status_code == 400
    assert "Choose 50 values at most." in text(response)


def test_the_page_is_kept_by_nobody_and_sets_no_cookie(client, police):
    response = client.get("/counterparts/?country=BR")

    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert Organisation.objects.count() == 1


def test_an_official_asks_within_the_budget_of_queries(client, police, django_assert_max_num_queries):
    for number in range(25):
        make_contact_point(
            organisation=police, languages=["en", "pt"], topics=["training"], name=f"Desk {number}"
        )
    official_at(client)

    with django_assert_max_num_queries(12):
        assert len(names(ask(client, country="BR", topic="training"))) == 20


def test_desks_of_several_steps_cost_no_more_queries_than_those_of_one(client):
    queries = {}
    for sector, purpose in (
        ("government", Purpose.TRAINING),
        ("government", Purpose.GENERAL),
        ("hotline", Purpose.REPORTS),
        ("law_enforcement", Purpose.COOPERATION),
    ):
        organisation = make_organisation(name=f"{sector} {purpose}", sector_id=sector, country_id="BR")
        make_contact_point(organisation=organisation, topics=["training"], purpose=purpose)
        with CaptureQueriesContext(connection) as captured:
            page = ask(client, country="BR", topic="legislation")
        queries[len(names(page))] = len(captured)

    assert [*queries] == [1, 2, 3, 4]
    assert len(set(queries.values())) == 1


def derived(desk: ContactPoint) -> tuple:
    listing = DeskListing.objects.get(pk=desk.pk)
    return listing.country, set(listing.served), set(listing.topics), set(listing.languages)


def test_the_row_that_is_searched_follows_every_change_of_a_desk(police):
    desk = make_contact_point(organisation=police)
    assert derived(desk) == ("BR", {"BR"}, set(), set())

    desk.topics.set(["training", "reporting"])
    desk.languages.set(["pt"])
    desk.countries.set(["UY", "PY"])
    assert derived(desk) == ("BR", {"UY", "PY"}, {"training", "reporting"}, {"pt"})

    ContactPoint.objects.filter(pk=desk.pk).update(is_worldwide=True)
    desk.topics.remove("training")
    assert derived(desk) == ("BR", {"*", "UY", "PY"}, {"reporting"}, {"pt"})

    ContactPoint.objects.filter(pk=desk.pk).update(is_worldwide=False)
    desk.countries.clear()
    Organisation.objects.filter(pk=police.pk).update(country="AR")
    assert derived(desk) == ("AR", {"AR"}, {"reporting"}, {"pt"})

    publishing.remove(police, by=None, reason="Listed twice")
    assert not DeskListing.objects.filter(pk=desk.pk).exists()
    publishing.restore(police, by=None, why="It was not")
    assert derived(desk) == ("AR", {"AR"}, {"reporting"}, {"pt"})

    make_contact_point(organisation=police)
    desk.delete()
    assert not DeskListing.objects.filter(pk=desk.pk).exists()

"""The six pages of a registration: what is typed is kept first and looked at then, and nothing is lost on the way."""

import re
from itertools import pairwise

import pytest

from directory.models import (
    ContactPoint,
    Mail,
    Membership,
    Partnership,
    Question,
    State,
    Submission,
    Visibility,
)
from directory.questionnaire import PAGES
from tests.support.drafts import make_draft, make_representative, page, send, send_page
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_partnership,
    make_submission,
    make_user,
)
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

CASE = "The suspect uses 203.0.113.7 and d41d8cd98f00b204e9800998ecf8427e"


@pytest.fixture
def client_and_draft():
    user = make_user(name="Somebody")
    return signed_in(user), make_draft(registrant=user, answers={})


def answers_of(draft: Submission) -> dict:
    draft.refresh_from_db()
    return draft.answers


def test_six_pages_lead_from_the_organisation_to_the_check(client_and_draft):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil", slug="hotline-br")
    you = page("draft_step", draft, "you")

    about = send_page(
        client,
        you,
        organisation="+",
        name="A Polish Charity",
        country="PL",
        sector="child_protection",
        role="lead",
        **{"your-name": "Somebody", "your-function": "Coordinator"},
    ).url
    assert about == page("draft_step", draft, "about")
    summary = "Schools in two countries teach safety online."
    where = send_page(
        client, about, title="Safer Schools", kind="programme", summary=summary, website="schools.example.org"
    ).url
    partners = send_page(
        client,
        where,
        topics="public-awareness",
        where="Poland, Brasil",
        spoken="Polish",
        status="active",
        started="May 2012",
    ).url
    added = send_page(
        client, partners, find="hotline of brazil", role="member", email="a@hotline.example", language="en"
    )
    assert added.url == page("draft_step", draft, "contact")
    check = send_page(client, added.url, name="Desk", mailbox="desk@example.org", visibility="public").url
    assert check == page("draft_check", draft)

    assert "This is missing or wrong" not in text(client.get(check))
    answers = answers_of(draft)
    assert answers["scope"]["countries"] == ["PL", "BR"]
    assert answers["languages"]["languages"] == ["pl"]
    assert answers["links"]["website"] == "schools.example.org"
    assert [partner["organisation"] for partner in answers["partners"].values()] == ["hotline-br"]
    client.post(check, {"seen": str(sum(draft.versions.values()))})
    draft.refresh_from_db()
    assert draft.state == State.WAITING


def test_a_registration_begins_at_its_first_page():
    client = signed_in(make_user())

    assert client.post("/register/").url == page("draft_step", Submission.objects.get(), "you")


def test_what_is_wrong_or_missing_stays_on_its_page_and_is_kept_as_typed(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "about")

    answer = send_page(client, url, title="x" * 300, website="not an address")

    shown = text(client.get(answer.url))
    assert answer.url == f"{url}?look"
    assert "Choose what it is" in shown
    assert "Enter the website as one address" in shown
    assert "x" * 300 in shown
    assert "Go on, answer later" in shown
    assert send_page(client, url, then="skip", title="x" * 300).url == page("draft_step", draft, "where")
    assert answers_of(draft)["partnership"]["title"] == "x" * 300


def test_who_comes_back_later_is_not_told_yet_what_is_missing(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "about")

    answer = send_page(client, url, then="later", title="Safer Schools")

    assert answer.url == page("draft", draft)
    shown = text(client.get(url))
    assert "Safer Schools" in shown
    assert "There is a problem" not in shown


def test_a_text_that_looks_like_a_case_alone_is_not_kept(client_and_draft):
    client, draft = client_and_draft
    send_page(client, page("draft_step", draft, "about"), then="skip", summary="Helps schools.")

    shown = send_page(client, page("draft_step", draft, "about"), title="Safer Schools", summary=CASE)

    assert shown.status_code == 200
    assert "This site takes no cases" in text(shown)
    assert CASE in text(shown)
    answers = answers_of(draft)
    assert answers["partnership"]["title"] == "Safer Schools"
    assert answers["partnership"]["summary"] == "Helps schools."
    assert CASE not in str(answers)


def test_a_false_alarm_is_stated_on_the_page_and_kept(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "about")

    send_page(client, url, then="skip", summary=CASE, not_a_case="on", not_a_case_because="It is an example.")

    assert answers_of(draft)["partnership"]["summary"] == CASE
    assert draft.flags.get().statement == "It is an example."


def test_what_one_page_does_not_ask_stays_as_it_is(client_and_draft):
    client, draft = client_and_draft
    send(
        client, page("draft_step", draft, "partnership"), title="A", description="Long ago.", other_names="B"
    )
    send(client, page("draft_step", draft, "links"), links="https://a.example.org")

    send_page(
        client,
        page("draft_step", draft, "about"),
        then="skip",
        title="Another",
        website="https://b.example.org",
    )

    answers = answers_of(draft)
    assert (answers["partnership"]["description"], answers["partnership"]["other_names"]) == (
        "Long ago.",
        "B",
    )
    assert answers["partnership"]["title"] == "Another"
    assert answers["links"]["links"] == "https://a.example.org"


@pytest.mark.parametrize("key", [*PAGES, "further"])
def test_a_draft_from_before_opens_on_every_page_and_sends_as_it_was(key):
    """Answers as they were kept when each step had its own page."""
    user = make_user()
    answers = complete_answers(
        links={"website": "https://a.example.org", "links": "", "legal_basis": ""},
        languages={"languages": ["pl"]},
        sought={"sought_sectors": ["industry"], "sought_countries": []},
        partners={
            "i1": {"name": "A partner", "sector": "hotline", "role": "member", "email": "a@example.org"}
        },
    )
    draft = make_draft(registrant=user, answers=answers)
    client = signed_in(user)

    shown = client.get(page("draft_step", draft, key))

    assert shown.status_code == 200
    assert "There is a problem" not in text(shown)


@pytest.mark.parametrize(
    ("typed", "countries", "extent", "left"),
    [
        ("Poland", ["PL"], "", ""),
        ("poland; ČESKO", ["PL"], "", "ČESKO"),
        ("Pologne, Brasil", ["PL", "BR"], "", ""),
        ("Bosnia & Herzegovina", ["BA"], "", ""),
        ("Southern Europe", [], "039", ""),
        ("worldwide", [], "international", ""),
        ("Africa, Europe", [], "002", "Europe"),
        ("Checkia", [], "", "Checkia"),
    ],
)
def test_names_are_looked_up_when_they_are_saved(client_and_draft, typed, countries, extent, left):
    client, draft = client_and_draft

    send_page(client, page("draft_step", draft, "where"), then="add:where", where=typed)

    scope = answers_of(draft)["scope"]
    if "ČESKO" in typed:  # a name of the country's own, which the vocabulary may have
        assert scope["countries"] in (["PL"], ["PL", "CZ"])
        return
    assert (scope["countries"], scope["extent"], scope["where"]) == (countries, extent, left)


def test_a_name_that_is_not_known_is_asked_about_with_the_nearest_one(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "where")

    answer = send_page(client, url, where="Poland, Checkia", topics="reporting", status="active")

    assert "We do not know “Checkia”. Did you mean Czechia?" in text(client.get(answer.url))
    assert answers_of(draft)["scope"]["countries"] == ["PL"]


def test_a_button_takes_out_what_was_chosen_without_any_error(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "where")
    send_page(client, url, then="add:where", where="Poland, Brazil")

    answer = send_page(client, url, take_out="countries:PL", countries=["PL", "BR"])

    assert answers_of(draft)["scope"]["countries"] == ["BR"]
    shown = text(client.get(answer.url))
    assert "There is a problem" not in shown
    assert "Take out Brazil" in shown
    assert "Take out Poland" not in shown


def test_an_organisation_is_taken_by_its_name_and_several_are_asked_about(client_and_draft):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil", slug="hotline-br")
    make_organisation(name="Hotline of Chile")
    url = page("draft_step", draft, "you")

    several = send_page(client, url, find="hotline", role="lead")
    shown = text(client.get(several.url))
    assert "We found 2 for “hotline”. Choose one, or add yours" in shown
    assert "Hotline of Chile" in shown

    send_page(client, url, then="skip", find="Hotline of Brazil", role="lead")
    assert answers_of(draft)["organisation"]["organisation"] == "hotline-br"


def test_a_record_that_looks_alike_is_asked_about_under_the_name(client_and_draft):
    client, draft = client_and_draft
    make_partnership(title="Safer Internet", slug="safer-internet")
    url = page("draft_step", draft, "about")
    typed = {"title": "Safer Internet", "kind": "programme", "summary": "Another programme of schools."}

    asked = send_page(client, url, **typed)
    assert "Say whether it is “Safer Internet”" in text(asked)
    without_a_word = send_page(client, url, **typed, which="different")
    assert "Say in a few words what is different" in text(without_a_word)
    answer = send_page(client, url, **typed, which="different", because="It is for schools.")

    assert answer.url == page("draft_step", draft, "where")
    assert answers_of(draft)["different"]["partnership"]["because"] == "It is for schools."
    assert send_page(client, url, **typed).url == page("draft_step", draft, "where")


@pytest.mark.parametrize("step", ["you", "about"])
def test_records_that_look_alike_stand_under_a_heading_of_their_own(client_and_draft, step):
    client, draft = client_and_draft
    make_organisation(name="Safer Internet", slug="safer-internet")
    make_partnership(title="Safer Internet", slug="safer-internet")
    typed = {"title": "Safer Internet", "kind": "programme", "summary": "Another programme of schools."}
    typed |= {"organisation": "+", "name": "Safer Internet", "sector": "hotline", "country": "GB"}

    shown = text(send_page(client, page("draft_step", draft, step), **typed)).split("<main")[1]

    assert "Say whether it is “Safer Internet”" in shown
    levels = [int(level) for level in re.findall(r"<h([1-6])", shown)]
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels)), levels


def test_yes_it_is_that_one_opens_that_record_and_keeps_the_draft(client_and_draft):
    client, draft = client_and_draft
    make_partnership(title="Safer Internet", slug="safer-internet")
    typed = {"title": "Safer Internet", "kind": "programme", "summary": "Another programme of schools."}

    answer = send_page(client, page("draft_step", draft, "about"), **typed, which="safer-internet")

    assert answer.url == "/register/change/safer-internet/"
    assert answers_of(draft)["partnership"]["title"] == "Safer Internet"


def test_a_kind_that_few_are_is_chosen_from_a_list_of_its_own(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "about")

    send_page(client, url, then="skip", kind="else", kind_else="fund")

    assert answers_of(draft)["partnership"]["kind"] == "fund"
    assert '<option value="fund" selected>' in " ".join(text(client.get(url)).split())


# Partners


def test_one_partner_a_save_and_more_from_a_list(client_and_draft):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil", slug="hotline-br")
    url = page("draft_step", draft, "partners")

    again = send_page(
        client,
        url,
        then="another",
        organisation="+",
        name="A new one",
        sector="hotline",
        role="member",
        email="a@example.org",
        language="en",
    )
    assert again.url.partition("#")[0] == url
    send_page(client, url, pasted="Hotline of Brazil; b@example.org\nUnheard of\n\n")

    partners = list(answers_of(draft)["partners"].values())
    assert [partner["name"] or partner["organisation"] or partner["find"] for partner in partners] == [
        "A new one",
        "hotline-br",
        "Unheard of",
    ]
    shown = text(client.get(url))
    assert shown.count("Has a problem") == 2


def test_a_partner_that_was_only_searched_for_is_no_partner_yet(client_and_draft):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil", slug="hotline-br")
    make_organisation(name="Hotline of Chile")
    url = page("draft_step", draft, "partners")

    found = send_page(client, url, then="find", find="hotline", role="funder")

    shown = text(client.get(found.url))
    assert "Hotline of Chile" in shown
    assert "There is a problem" not in shown
    added = send_page(
        client,
        found.url.partition("#")[0],
        organisation="hotline-br",
        role="funder",
        email="a@b.example",
        language="en",
    )
    assert added.url == page("draft_step", draft, "contact")
    (partner,) = answers_of(draft)["partners"].values()
    assert (partner["organisation"], partner["role"]) == ("hotline-br", "funder")


def test_an_owner_who_is_known_is_asked_without_an_address():
    organisation = make_organisation(name="Hotline of Brazil", slug="hotline-br")
    owner = make_representative(organisation=organisation)
    user = make_user()
    draft = make_draft(registrant=user)
    client = signed_in(user)

    answer = send_page(
        client, page("draft_step", draft, "partners"), organisation="hotline-br", role="member", language="en"
    )
    assert answer.url == page("draft_step", draft, "contact")
    draft.refresh_from_db()
    client.post(page("draft_check", draft), {"seen": str(sum(draft.versions.values()))})

    invitation = draft.invitations.get()
    assert (invitation.organisation, invitation.email) == (organisation, "")
    assert Mail.objects.filter(recipient=owner.email).exists()


def test_without_an_owner_no_address_is_needed_and_the_page_says_what_that_means(client_and_draft):
    client, draft = client_and_draft
    make_organisation(name="Hotline of Brazil", slug="hotline-br")

    answer = send_page(
        client, page("draft_step", draft, "partners"), organisation="hotline-br", role="member", language="en"
    )

    assert answer.url == page("draft_step", draft, "contact")
    assert "Nobody to ask yet" in text(client.get(page("draft_step", draft, "partners")))


def test_a_partner_s_text_that_looks_like_a_case_is_shown_and_not_kept_and_the_rest_is(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "partners")
    typed = {"organisation": "+", "name": CASE, "sector": "hotline", "role": "member", "language": "en"}

    shown = send_page(client, url, **typed, email="a@example.org")

    assert "This site takes no cases" in text(shown)
    assert CASE in text(shown)
    (partner,) = answers_of(draft)["partners"].values()
    assert (partner["name"], partner["email"]) == ("", "a@example.org")
    assert CASE not in str(draft.answers)


def test_a_pasted_line_that_looks_like_a_case_ends_the_list_and_nothing_of_it_is_kept(client_and_draft):
    client, draft = client_and_draft

    shown = send_page(client, page("draft_step", draft, "partners"), pasted=f"A hotline\n{CASE}\nA bank")

    assert "This site takes no cases" in text(shown)
    assert f"{CASE}\nA bank" in shown.content.decode()
    assert [partner["find"] for partner in answers_of(draft)["partners"].values()] == ["A hotline"]


# Contact


def test_a_desk_of_one_s_own_serves_and_is_not_made_again():
    organisation = make_organisation()
    user = make_representative(organisation=organisation)
    desk = ContactPoint.objects.create(
        organisation=organisation,
        slug="general",
        name="General questions",
        mailbox="a@b.example",
        visibility=Visibility.PUBLIC,
    )
    draft = make_draft(registrant=user, answers=complete_answers(by=organisation))
    client = signed_in(user)
    url = page("draft_step", draft, "contact")
    assert "General questions" in text(client.get(url))

    assert send_page(client, url, own_desk=desk.slug).url == page("draft_check", draft)

    assert "General questions" in text(client.get(page("draft_check", draft)))
    shown = text(client.get(page("draft_preview", draft)))
    assert draft.answers["partnership"]["title"] in shown
    assert list(ContactPoint.objects.all()) == [desk]


def test_another_s_desk_is_none_of_one_s_own(client_and_draft):
    client, draft = client_and_draft
    make_organisation(slug="another")
    send_page(client, page("draft_step", draft, "you"), then="skip", organisation="another")
    other = make_organisation()
    ContactPoint.objects.create(
        organisation=other, slug="theirs", name="Theirs", mailbox="a@b.example", visibility=Visibility.PUBLIC
    )

    answer = send_page(client, page("draft_step", draft, "contact"), own_desk="theirs")

    assert "Choose a desk, or name another one" in text(client.get(answer.url))


# Before sending


def test_the_preview_is_the_public_page_and_leaves_nothing_behind():
    user = make_user()
    draft = make_draft(registrant=user)
    before = Partnership.objects.count(), Membership.objects.count()

    shown = text(signed_in(user).get(page("draft_preview", draft)))

    assert draft.answers["partnership"]["title"] in shown
    assert "This is how readers will see it" in shown
    assert draft.answers["new_organisation"]["name"] in shown
    assert "No member has confirmed it" not in shown
    assert (Partnership.objects.count(), Membership.objects.count()) == before


def test_the_preview_of_a_change_shows_the_change_and_the_public_page_does_not(client):
    organisation = make_organisation()
    user = make_representative(organisation=organisation)
    partnership = make_partnership(title="Safer Internet", members=[organisation])
    answers = complete_answers(by=organisation)
    answers["partnership"] |= {"title": "Safer Internet for All"}
    draft = make_draft(registrant=user, answers=answers, partnership=partnership, is_change=True)

    shown = text(signed_in(user).get(page("draft_preview", draft)))

    assert "Safer Internet for All" in shown
    assert "Poland" in shown
    assert "Safer Internet for All" not in text(client.get(partnership.get_absolute_url()))


def test_there_is_nothing_to_preview_before_it_has_a_name(client_and_draft):
    client, draft = client_and_draft

    assert client.get(page("draft_preview", draft)).url == page("draft_check", draft)


def test_what_was_not_asked_is_one_line_of_the_check_and_can_be_added():
    user = make_user()
    draft = make_draft(registrant=user)
    client = signed_in(user)

    shown = text(client.get(page("draft_check", draft)))

    assert "No answer" not in shown
    assert "Not asked, and can be added at any time" in shown
    further = page("draft_step", draft, "further")
    answer = send_page(client, further, back="check", evaluation="Reviewed every year.")
    assert answer.url == page("draft_check", draft)
    assert "Reviewed every year." in text(client.get(answer.url))


def test_a_reviewer_s_question_stands_at_its_field_on_its_page():
    user = make_user()
    client = signed_in(user)
    returned = make_submission(registrant=user, state=State.RETURNED)
    Question.objects.create(submission=returned, step="status", field="started", text="Which month?")

    assert "Which month?" in text(client.get(page("draft_step", returned, "where")))
    assert "Has a question for you" in text(client.get(page("draft", returned)))


# Together


def test_what_is_typed_after_it_was_sent_is_shown_to_copy():
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user)
    url = page("draft_step", draft, "about")
    opened = client.get(url)
    hidden = {f"version_{step.key}": step.version for step in opened.context["seen"]}
    Submission.objects.update(state=State.WITHDRAWN)

    late = client.post(url, {**hidden, "title": "A late title"})

    assert late.status_code == 409
    assert "A late title" in text(late)
    assert answers_of(draft)["partnership"]["title"] != "A late title"


def test_two_who_change_different_answers_of_a_page_keep_both():
    organisation = make_organisation()
    people = [make_representative(organisation=organisation) for _ in range(2)]
    draft = make_draft(registrant=people[0], organisation=organisation)
    first, second = map(signed_in, people)
    url = page("draft_step", draft, "about")
    shared = {"kind": "programme", "summary": draft.answers["partnership"]["summary"]}
    title = draft.answers["partnership"]["title"]
    opened = second.get(url)

    send_page(first, url, **shared, title="The title of one")
    hidden = {
        f"{name}_{step.key}": value
        for step in opened.context["seen"]
        for name, value in (("version", step.version), ("was", step.digests))
    }
    answer = second.post(url, {**hidden, "title": title, "kind": "network", "summary": shared["summary"]})

    assert answer.status_code == 302
    kept = answers_of(draft)["partnership"]
    assert (kept["title"], kept["kind"]) == ("The title of one", "network")


def test_two_who_change_the_same_answer_see_both_texts():
    organisation = make_organisation()
    people = [make_representative(organisation=organisation) for _ in range(2)]
    draft = make_draft(registrant=people[0], organisation=organisation)
    first, second = map(signed_in, people)
    url = page("draft_step", draft, "about")
    opened = second.get(url)
    hidden = {
        f"{name}_{step.key}": value
        for step in opened.context["seen"]
        for name, value in (("version", step.version), ("was", step.digests))
    }
    send_page(first, url, then="skip", title="The title of one")

    conflict = second.post(url, {**hidden, "title": "The title of another", "kind": "network"})

    assert conflict.status_code == 409
    assert "The title of one" in text(conflict)
    assert "The title of another" in text(conflict)
    assert answers_of(draft)["partnership"]["title"] == "The title of one"


def test_what_was_typed_to_find_it_is_the_name_of_one_that_is_not_listed(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "you")

    send_page(client, url, organisation="+", find="A quiet charity", country="international")

    answers = answers_of(draft)
    assert answers["new_organisation"]["name"] == "A quiet charity"
    assert (answers["new_organisation"]["country"], answers["new_organisation"]["is_international"]) == (
        "",
        "on",
    )
    assert answers["organisation"]["find"] == ""
    shown = client.get(url).content.decode()
    assert 'value="A quiet charity"' in shown
    assert 'value="international" selected' in shown


def test_a_home_country_takes_the_place_of_none(client_and_draft):
    client, draft = client_and_draft
    url = page("draft_step", draft, "you")
    send_page(client, url, organisation="+", find="A quiet charity", country="international")

    send_page(client, url, organisation="+", find="A quiet charity", country="PL")

    new = answers_of(draft)["new_organisation"]
    assert (new["country"], new["is_international"]) == ("PL", "")


def test_the_line_without_a_name_is_said_to_be_empty(client_and_draft):
    client, draft = client_and_draft
    answer = send_page(client, page("draft_step", draft, "you"), organisation="+")

    shown = text(client.get(answer.url))

    assert "Type the name of your organisation" in shown
    assert 'href="#id_name"' in shown
    assert shown.count('id="id_name"') == 1

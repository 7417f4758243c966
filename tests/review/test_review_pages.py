"""The pages on which reviewers work: who sees what, what they show, and what is refused beside its field."""

import pytest
from django.test import Client
from django.utils import timezone

from directory import questionnaire
from directory.models import (
    Flag,
    Mail,
    PageReport,
    Partnership,
    Question,
    Representative,
    State,
    Step,
    Submission,
    Suspicion,
)
from directory.review.decisions import accept, as_seen, for_reviewer, refuse, take
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_reviewer,
    make_submission,
    make_user,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def desk(client, reviewer) -> Client:
    """A browser in which the reviewer has given a second factor."""
    return sign_in(client, reviewer)


@pytest.fixture
def submission():
    return make_submission()


def page_of(submission: Submission, verb: str = "") -> str:
    return f"/review/{submission.pk}/{verb}/" if verb else f"/review/{submission.pk}/"


def change_of(partnership: Partnership, *, by, **partnership_answers) -> Submission:
    organisation = partnership.memberships.get().organisation
    answers = questionnaire.answers_of(partnership, organisation, by=by)
    answers |= {"answerer": {"name": "Somebody", "function": "Coordinator"}}
    answers["partnership"] |= partnership_answers
    return make_submission(
        answers=answers, partnership=partnership, organisation=organisation, is_change=True
    )


# Who sees what

PEOPLE = ["visitor", "registrant", "stranger", "colleague", "reviewer", "no second factor", "own"]
STATES = [state for state in State if state != State.DRAFT]


def browser_of(person: str, submission: Submission) -> Client:
    browser = Client()
    match person:
        case "visitor":
            return browser
        case "registrant":
            return sign_in(browser, submission.registrant)
        case "stranger":
            return sign_in(browser, make_user())
        case "colleague":
            colleague = make_user()
            Representative.objects.create(
                user=colleague, organisation=submission.organisation, proof="domain", since=timezone.now()
            )
            return sign_in(browser, colleague)
        case "no second factor":
            return sign_in(browser, make_reviewer(), second_factor=False)
        case "own":
            submission.registrant.is_reviewer = True
            submission.registrant.save()
            return sign_in(browser, submission.registrant)
    return sign_in(browser, make_reviewer())


@pytest.mark.parametrize("state", State, ids=str)
@pytest.mark.parametrize("person", PEOPLE)
def test_person_by_page_by_state(person, state):
    partnership = accept(make_submission(), by=make_reviewer()) if state == State.ACCEPTED else None
    submission = make_submission(state=state, partnership=partnership, organisation=make_organisation())
    if state == State.WITHDRAWN:
        Submission.objects.filter(pk=submission.pk).update(submitted_at=timezone.now())
    report = PageReport.objects.create(path="/", problem="old", text="It is over.")
    flag = submission.flags.create(suspicion=Suspicion.LOOKALIKE, step="partnership", field="title")
    browser = browser_of(person, submission)
    is_reviewer = person in ("reviewer", "own")
    refused = 403 if person in ("registrant", "stranger", "colleague") else 302
    there = 404 if state == State.DRAFT else 200
    sent = 404 if state == State.DRAFT else 302
    decided = {State.DRAFT: 404, State.WAITING: 409 if person == "own" else 302}.get(state, 409)

    def get(page: str) -> int:
        return browser.get(page).status_code

    def post(page: str, **typed: str) -> int:
        return browser.post(page, typed).status_code

    assert get("/review/") == (200 if is_reviewer else refused)
    assert get(f"/review/reports/{report.pk}/") == (200 if is_reviewer else refused)
    assert get(page_of(submission)) == (there if is_reviewer else refused)
    assert post(page_of(submission, "take")) == (sent if is_reviewer else refused)
    assert post(page_of(submission, f"flags/{flag.pk}/clear")) == (sent if is_reviewer else refused)
    assert post(page_of(submission, "refuse"), message="It is about a case.", sure="refuse") == (
        decided if is_reviewer else refused
    )
    assert post(page_of(submission, "give-back")) == (sent if is_reviewer else refused)
    assert Submission.objects.filter(pk=submission.pk, state=State.REFUSED).exists() == (
        state == State.REFUSED or (state == State.WAITING and person == "reviewer")
    )


@pytest.mark.parametrize("verb", ["accept", "return"])
@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "reviewer"])
def test_nobody_else_decides(person, verb):
    submission = make_submission(organisation=make_organisation())
    browser = browser_of(person, submission)

    browser.post(page_of(submission, verb), {"ask-partnership--title": "Is that all?"})

    submission.refresh_from_db()
    assert submission.state == State.WAITING
    assert not Partnership.objects.exists()


def test_the_queue_says_what_was_flagged(desk, submission):
    submission.flags.create(suspicion=Suspicion.ELSEWHERE, step="partners", field="email")
    submission.flags.create(
        suspicion=Suspicion.CASE_DATA, step="partnership", field="summary", cleared_at=timezone.now()
    )

    page = text(desk.get("/review/"))

    assert "Answer from another address" in page
    assert "Text reads like case data" not in page


def test_a_reviewer_without_a_second_factor_is_led_to_it(client, reviewer, submission):
    sign_in(client, reviewer, second_factor=False)

    response = client.get(page_of(submission))

    assert response.url == f"/account/second-factor/?next={page_of(submission)}"


@pytest.mark.parametrize("verb", ["accept", "return", "refuse", "take", "give-back"])
def test_looking_changes_nothing(desk, submission, verb):
    assert desk.get(page_of(submission, verb)).status_code == 405


# The queue


def test_the_queue_shows_the_longest_waiting_first_with_who_has_it(desk, reviewer):
    now = timezone.now()
    late = make_submission(submitted_at=now)
    early = make_submission(submitted_at=now - timezone.timedelta(days=10))
    take(early, by=reviewer)
    claim = Representative.objects.create(
        user=make_user(name="Clara Claim"),
        organisation=make_organisation(),
        asked_at=now - timezone.timedelta(days=5),
    )
    PageReport.objects.create(
        path="/partnerships/vgt/", problem="harmful", text="!", created_at=now - timezone.timedelta(days=2)
    )

    page = text(desk.get("/review/"))

    places = [page.index(words) for words in (early.title, claim.user.name, "/partnerships/vgt/", late.title)]
    assert places == sorted(places)
    assert "by you" in page
    assert "4 wait for a decision, the oldest first" in page


def counts_of(page: str) -> dict[str, int]:
    """The numbers beside the filters, by their addresses."""
    import re

    return {
        url.replace("&amp;", "&"): int(count)
        for url, count in re.findall(r'<a href="([^"]*)"[^>]*><span>[^<]*</span> <i>(\d+)</i>', page)
    }


def test_each_filter_is_counted_with_the_others_but_its_own(desk, reviewer):
    long_ago = timezone.now() - timezone.timedelta(days=8)
    partnership = accept(make_submission(), by=reviewer)
    make_submission()
    old = make_submission(submitted_at=long_ago)
    change = change_of(partnership, by=reviewer)
    take(change, by=make_reviewer())
    take(old, by=reviewer)
    old.flags.create(suspicion=Suspicion.DUPLICATE, step="partnership", field="title")
    change.flags.create(suspicion=Suspicion.CASE_DATA, step="partnership", field="summary")
    make_submission(state=State.RETURNED)
    Representative.objects.create(user=make_user(), organisation=make_organisation())
    PageReport.objects.create(path="/", problem="old", text="!", created_at=long_ago)

    everything = counts_of(text(desk.get("/review/")))
    new = counts_of(text(desk.get("/review/?kind=new")))
    mine = counts_of(text(desk.get("/review/?taken=me&kind=claim")))

    assert everything == {
        "/review/": 5,
        "/review/?kind=new": 2,
        "/review/?kind=change": 1,
        "/review/?kind=duplicate": 1,
        "/review/?kind=flagged": 1,
        "/review/?kind=claim": 1,
        "/review/?kind=official": 0,
        "/review/?kind=report": 1,
        "/review/?kind=enquiry": 0,
        "/review/?kind=message": 0,
        "/review/?kind=partner": 0,
        "/review/?waiting=3": 2,
        "/review/?waiting=7": 2,
        "/review/?waiting=30": 0,
        "/review/?taken=nobody": 3,
        "/review/?taken=me": 1,
    }
    assert new["/review/?kind=new&waiting=3"] == 1
    assert new["/review/?kind=change"] == 1
    assert new["/review/?kind=new&taken=nobody"] == 1
    assert mine["/review/?kind=new&taken=me"] == 1
    assert mine["/review/?kind=claim&taken=me"] == 0


def test_what_is_no_filter_is_said_and_left_out(desk, submission):
    for address in (
        "?kind=nonsense",
        "?waiting=-1",
        "?taken=%00",
        "?page=abc",
        "?page=99",
        "?kind=" + "x" * 500,
    ):
        page = text(desk.get(f"/review/{address}"))

        assert "is not a value of" in page or "There is no page" in page
        assert submission.title in page


def test_the_queue_has_pages_that_keep_the_filters(desk):
    for _ in range(30):
        make_submission()

    page = text(desk.get("/review/?kind=new&page=2"))

    assert page.count("Waiting for") == 5
    assert "/review/?kind=new" in page


def test_the_queue_asks_little(desk, reviewer, django_assert_max_num_queries):
    for _ in range(3):
        make_submission()
        Representative.objects.create(user=make_user(), organisation=make_organisation())
        PageReport.objects.create(path="/", problem="old", text="!")

    with django_assert_max_num_queries(9):
        desk.get("/review/")


# A submission


def test_a_registration_is_shown_with_who_sent_it_and_for_whom(desk, submission):
    page = text(desk.get(page_of(submission)))

    assert submission.registrant.email in page
    assert submission.answers["new_organisation"]["name"] in page
    assert "Helps schools in two countries" in page
    assert "Brazil" in page


def test_a_change_is_shown_beside_what_is_public_with_its_words_marked(desk, reviewer):
    partnership = accept(make_submission(), by=reviewer)
    change = change_of(
        partnership,
        by=reviewer,
        summary="Helps schools in three countries to teach children about <b>safety</b> online.",
    )

    page = text(desk.get(page_of(change)))

    assert "<del>two</del>" in page
    assert "<ins>three</ins>" in page
    assert "<ins>&lt;b&gt;safety&lt;/b&gt;</ins>" in page
    assert "Answers that stay as they are" in page


def test_answers_that_a_change_takes_away_are_shown(desk, reviewer):
    answers = complete_answers(status={"status": "ended"}, ended={"ended": "2020"})
    partnership = accept(make_submission(answers=answers), by=reviewer)
    change = change_of(partnership, by=reviewer)
    change.answers["status"] = {"status": "active"}
    change.save()

    page = text(desk.get(page_of(change)))

    assert "When did it end?" in page
    assert "<del>" not in page.partition("When did it end?")[2].partition("</div>")[0]
    assert "2020" in page


def test_flags_stand_beside_their_answers_with_what_the_registrant_says(desk, submission, reviewer):
    flag = submission.flags.create(
        suspicion=Suspicion.CASE_DATA,
        step="partnership",
        field="summary",
        statement="It is a treaty’s number.",
    )

    page = text(desk.get(page_of(submission)))
    desk.post(page_of(submission, f"flags/{flag.pk}/clear"))

    assert "It is a treaty’s number." in page
    assert "Reads like case data" in page
    assert Flag.objects.get().cleared_by == reviewer
    assert "Cleared by Rita Reviewer" in text(desk.get(page_of(submission)))


def test_a_flag_of_another_submission_is_not_cleared(desk, submission):
    other = make_submission().flags.create(suspicion=Suspicion.DUPLICATE, step="partnership", field="title")

    assert desk.post(page_of(submission, f"flags/{other.pk}/clear")).status_code == 404
    assert Flag.objects.get().cleared_at is None


def test_partners_answers_so_far_are_shown(desk, submission):
    submission.invitations.create(
        item="p1", name="A hotline", role="member", email="a@hotline.example", token_hash="1",
        answer="other_role", answered_role="observer", answer_domain="hotline.example", used_at=timezone.now(),
    )  # fmt: skip
    submission.invitations.create(
        item="p2", name="A bank", role="member", email="a@bank.example", token_hash="2"
    )

    page = text(desk.get(page_of(submission)))

    assert "Yes, but in another role: Observer" in page
    assert "hotline.example" in page
    assert "No answer yet" in page
    assert "a@bank.example" not in page


@pytest.mark.parametrize("is_change", [False, True], ids=["new", "change"])
def test_a_submission_asks_little(desk, reviewer, submission, is_change, django_assert_max_num_queries):
    if is_change:
        submission = change_of(accept(submission, by=reviewer), by=reviewer, summary="Another summary.")
    submission.questions.create(step="partnership", field="title", text="Is that all?")
    submission.events.create(what=Step.SUBMITTED, by=submission.registrant)
    desk.get(page_of(submission))  # what is read once after each change of the directory is read

    with django_assert_max_num_queries(13):
        page = desk.get(page_of(submission))

    assert "Is that all?" in text(page)


# Deciding on its page


def test_accepting_leads_back_to_the_queue(desk, submission, reviewer):
    typed = {"message": "Thank you.", "sure": "publish"}
    page = desk.post(page_of(submission, "accept"), typed, follow=True)

    assert page.redirect_chain[-1][0] == "/review/"
    assert f"“{submission.title}” is public now." in text(page)
    assert Partnership.objects.get().title == submission.title
    assert submission.events.get().by == reviewer


@pytest.mark.parametrize(("is_change", "budget"), [(False, 22), (True, 26)], ids=["new", "change"])
def test_deciding_does_not_read_what_only_the_page_shows(
    desk, reviewer, submission, is_change, budget, django_assert_max_num_queries
):
    if is_change:
        submission = change_of(accept(submission, by=reviewer), by=reviewer, summary="Another summary.")
    desk.get(page_of(submission))  # what is read once after each change of the directory is read

    with django_assert_max_num_queries(budget):
        typed = {"message": "It is not about children.", "sure": "refuse"}
        page = desk.post(page_of(submission, "refuse"), typed)

    assert page.url == "/review/"


@pytest.mark.parametrize(
    ("verb", "question", "button"),
    [("accept", "Publish", "Yes, publish it"), ("refuse", "Refuse", "Yes, refuse it")],
)
def test_publishing_and_refusing_ask_back_alike(desk, submission, verb, question, button):
    typed = {"message": "Well, well.", "seen": as_seen(for_reviewer(make_reviewer()).get(pk=submission.pk))}

    page = desk.post(page_of(submission, verb), typed)

    assert page.status_code == 200
    assert f"{question} “<bdi>{submission.title}</bdi>”?" in text(page)
    assert button in text(page)
    for name, value in typed.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in text(page)
    assert Submission.objects.waiting().exists()
    assert not Mail.objects.exists()


def test_going_back_keeps_what_was_typed(desk, submission):
    page = desk.post(page_of(submission, "refuse"), {"message": "Not about children.", "back": "yes"})

    assert "Your decision" in text(page)
    assert "Not about children." in text(page)
    assert Submission.objects.waiting().exists()


def test_what_cannot_be_published_is_said_before_it_is_asked_back_about(desk):
    submission = make_submission(answers=complete_answers(part={}))

    page = desk.post(page_of(submission, "accept"))

    assert page.status_code == 409
    assert "Publish “" not in text(page)


def test_a_question_is_typed_beside_its_answer(desk, submission):
    desk.post(page_of(submission, "return"), {"ask-partnership--title": "Is that the full name?"})

    assert Question.objects.get().text == "Is that the full name?"
    assert "Is that the full name?" in Mail.objects.get().text


@pytest.mark.parametrize(
    ("verb", "typed", "said"),
    [
        ("return", {}, "Ask at least one question"),
        ("return", {"ask-partnership--title": "x" * 1001}, "at most 1000 characters"),
        ("return", {"ask-partnership--title": "Look\u202e at this"}, "U+202E"),
        ("refuse", {"message": "  "}, "Enter the reason"),
        ("refuse", {"message": "x" * 2001}, "at most 2000 characters"),
        ("refuse", {"message": "No.", "ask-partnership--title": "Why?"}, "You have typed a question"),
        ("accept", {"ask-partnership--title": "Why?"}, "You have typed a question"),
        ("accept", {"url-p1": "javascript:alert(1)", "title-p1": "A page"}, "begins with http"),
        ("accept", {"url-p1": "https://example.org"}, "both the title and the address"),
        ("accept", {"title-p1": "A page"}, "both the title and the address"),
        ("accept", {"message": "a\x07b"}, "U+0007"),
    ],
)
def test_what_is_wrong_is_said_and_kept(desk, verb, typed, said):
    partner = {
        "name": "A hotline",
        "sector": "hotline",
        "role": "member",
        "email": "a@b.example",
        "language": "en",
    }
    submission = make_submission(answers=complete_answers(partners={"p1": partner}))

    page = desk.post(page_of(submission, verb), typed)

    assert page.status_code == 200
    assert "There is a problem" in text(page)
    assert said in text(page)
    assert Submission.objects.waiting().exists()


def test_who_comes_second_is_told_who_and_what(desk, submission):
    other = make_reviewer(name="Quentin Quick")
    refuse(submission, by=other, reason="No.")

    page = desk.post(page_of(submission, "accept"))

    assert page.status_code == 409
    assert "Quentin Quick was quicker" in text(page)
    assert "Refused" in text(page)


def test_what_another_has_is_taken_over_only_after_a_warning(desk, submission, reviewer):
    other = make_reviewer(name="Quentin Quick")
    take(submission, by=other)

    page = text(desk.get(page_of(submission)))
    refused = desk.post(page_of(submission, "accept"))
    desk.post(page_of(submission, "take"), {"over_from": "x"})
    assert Submission.objects.get().taken_by == other
    desk.post(page_of(submission, "take"), {"over_from": other.pk})

    assert "may be in the middle of it" in page
    assert "Accept and publish" not in page
    assert refused.status_code == 409
    assert "Quentin Quick has it since" in text(refused)
    assert Submission.objects.get().taken_by == reviewer


def test_what_changed_meanwhile_is_shown_anew_with_what_was_typed(desk, submission):
    page = desk.post(page_of(submission, "accept"), {"seen": "something else", "message": "Thank you."})

    assert page.status_code == 409
    assert "changed since you opened it" in text(page)
    assert "Thank you." in text(page)
    assert "something else" not in text(page)
    assert not Partnership.objects.exists()


def test_ones_own_is_looked_at_only(desk, reviewer):
    submission = make_submission(registrant=reviewer)

    page = text(desk.get(page_of(submission)))

    assert "You submitted it yourself" in page
    assert "Accept and publish" not in page


def test_answers_of_any_shape_are_shown(desk):
    nasty = complete_answers(
        partnership={"title": "<script>alert(1)</script>", "kind": "nonsense", "summary": "a\u202eb" * 50},
        scope={"topics": ["none", "<b>"], "countries": []},
        part={},
        partners={"p1": {}, "<p2>": {"organisation": "no-such-one"}},
    )
    submission = make_submission(answers=nasty)

    page = text(desk.get(page_of(submission)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert desk.post(page_of(submission, "accept")).status_code == 409


# A reported problem


def test_a_report_is_settled_on_its_page(desk, reviewer):
    report = PageReport.objects.create(
        path="/partnerships/vgt/", problem="wrong", text="<b>No</b>", email="a@b.example"
    )

    page = text(desk.get(f"/review/reports/{report.pk}/"))
    empty = desk.post(f"/review/reports/{report.pk}/", {"reason": ""})
    done = desk.post(f"/review/reports/{report.pk}/", {"reason": "It is right now."})
    late = desk.post(f"/review/reports/{report.pk}/", {"reason": "Again."})

    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert "There is a problem" in text(empty)
    assert done.status_code == 302
    assert late.status_code == 409
    report.refresh_from_db()
    assert report.outcome == "It is right now."

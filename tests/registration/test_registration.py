"""Registering, step by step: over two sessions, by two people, until it is sent in; and what becomes of it."""

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import timezone

from directory.models import (
    Flag,
    FormerAddress,
    Invitation,
    Mail,
    Question,
    Standing,
    State,
    Step,
    Submission,
    SubmissionEvent,
    Suspicion,
)
from directory.questionnaire import MOST_FOUND
from directory.registration import finding, saving
from tests.support.drafts import make_draft, make_representative, page, send, send_page, version_on
from tests.support.factories import (
    complete_answers,
    make_membership,
    make_organisation,
    make_partnership,
    make_submission,
    make_user,
)
from tests.support.responses import text
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db

SAFER_SCHOOLS = {
    "title": "Safer Schools",
    "kind": "programme",
    "summary": "Schools in two countries teach safety online.",
}


def test_a_registration_over_two_sessions():
    user = make_user(name="Somebody")
    first = signed_in(user)
    draft = Submission.objects.get(pk=first.post("/register/").url.split("/")[2])
    send_page(
        first, page("draft_step", draft, "you"), organisation="+", name="A Polish Charity", then="later"
    )

    second = signed_in(user)
    assert "A draft without a name" in text(second.get("/register/"))
    assert "A Polish Charity" in text(second.get(page("draft_step", draft, "you")))
    Submission.objects.filter(pk=draft.pk).update(answers=complete_answers(partnership=SAFER_SCHOOLS))
    check = second.get(page("draft_check", draft))
    assert "Safer Schools" in text(check)
    assert "This is missing or wrong" not in text(check)
    seen = re.search(r'name="seen" value="(\d+)"', check.content.decode())[1]
    answer = second.post(page("draft_check", draft), {"seen": seen})

    assert "We have it" in text(second.get(answer.url))
    draft.refresh_from_db()
    assert draft.state == State.WAITING
    assert draft.events.get().what == Step.SUBMITTED
    assert Mail.objects.get(recipient=user.email).subject == f"We have “Safer Schools” ({draft.reference})"


def test_each_page_says_how_it_stands():
    user = make_user()
    answers = {
        "organisation": {"organisation": "", "is_new": "on"},
        "new_organisation": {"name": "A charity"},
        "partnership": {"title": "A", "kind": "programme", "summary": "A summary"},
        "links": {"website": "javascript:alert(1)"},
    }
    shown = text(signed_in(user).get(page("draft", make_draft(registrant=user, answers=answers))))

    for key, state in {
        "you": "In progress",
        "about": "Has a problem",
        "where": "Not started",
        "contact": "Not started",
    }.items():
        assert f'id="{key}-state">{state}<' in shown
    assert "Cannot be sent yet" in shown


def test_what_is_wrong_is_saved_and_shown_when_one_comes_back():
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user, answers={})
    url = page("draft_step", draft, "partnership")

    answer = send(client, url, title="x" * 300, kind="nonsense", summary="")

    assert answer.status_code == 302
    back = text(client.get(url))
    assert "x" * 300 in back
    assert "There is a problem" in back
    assert "Shorten this by 100 characters: 200 fit" in back
    check = text(client.get(page("draft_check", draft)))
    assert "What is it called?: Shorten this by 100 characters: 200 fit" in check
    assert f'href="{page("draft_step", draft, "about")}?look&amp;back=check#id_title"' in check


def test_an_end_before_the_start_is_said_beside_its_field_also_when_the_start_is_changed_later():
    user = make_user()
    client, draft = signed_in(user), make_draft(registrant=user)
    send(client, page("draft_step", draft, "status"), status="ended", started="2005")
    send(client, page("draft_step", draft, "ended"), ended="2009-06")
    assert not client.get(page("draft_step", draft, "ended")).context["form"].errors

    send(client, page("draft_step", draft, "status"), status="ended", started="2010")

    shown = text(client.get(page("draft_step", draft, "ended")))
    assert "A partnership cannot end before it starts." in shown
    assert 'value="2009-06"' in shown
    assert "A partnership cannot end before it starts." in text(client.get(page("draft_check", draft)))


def test_from_the_check_page_one_comes_back_to_it():
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user)
    url = page("draft_step", draft, "status")
    assert 'name="back" value="check"' in text(client.get(f"{url}?back=check"))

    assert send(client, url, status="active", back="check").url == page("draft_check", draft)


def test_a_colleague_goes_on_with_a_draft():
    organisation = make_organisation()
    user, colleague = (
        make_representative(organisation=organisation),
        make_representative(organisation=organisation),
    )
    draft = make_draft(registrant=user, answers={})
    assert signed_in(colleague).get(page("draft", draft)).status_code == 404
    send(signed_in(user), page("draft_step", draft, "organisation"), organisation=organisation.slug)

    send(signed_in(colleague), page("draft_step", draft, "evidence"), evaluation="Reviewed every year.")

    draft.refresh_from_db()
    assert draft.organisation == organisation
    assert draft.answers["evidence"] == {"evaluation": "Reviewed every year."}


def test_who_does_not_speak_for_the_organisation_shares_nothing_with_it_and_may_send_all_the_same():
    organisation = make_organisation()
    user, stranger = make_user(), make_representative(organisation=organisation)
    draft = make_draft(registrant=user, answers=complete_answers(by=organisation))
    client = signed_in(user)
    send(client, page("draft_step", draft, "organisation"), organisation=organisation.slug)
    assert signed_in(stranger).get(page("draft", draft)).status_code == 404
    assert "Your account does not speak for this organisation yet" in text(
        client.get(page("draft_check", draft))
    )

    client.post(page("draft_check", draft), {"seen": "1"})

    draft.refresh_from_db()
    assert (draft.state, draft.organisation) == (State.WAITING, None)


# Partners and resources


def test_partners_are_added_changed_and_taken_out():
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user, answers={})
    item = page("draft_item", draft, "partners", saving.new_item())

    send(client, item, organisation="+", name="First name", sector="hotline", role="member")
    send(client, item, organisation="+", name="Second name", sector="hotline", role="member")
    draft.refresh_from_db()
    assert [one["name"] for one in draft.answers["partners"].values()] == ["Second name"]

    client.post(item, {"then": "remove", "version": version_on(client, item)})

    draft.refresh_from_db()
    assert draft.answers["partners"] == {}


def test_items_stay_in_their_order():
    keys = [saving.new_item() for _ in range(20)]

    assert keys == sorted(keys)


def test_there_is_an_end_to_partners():
    user = make_user()
    partners = {f"i{number}": {"name": f"Partner {number}"} for number in range(100)}
    draft = make_draft(registrant=user, answers={"partners": partners})
    client = signed_in(user)

    client.post(page("draft_item", draft, "partners", "one-more"), {"name": "One more", "version": "0"})

    draft.refresh_from_db()
    assert len(draft.answers["partners"]) == 100
    assert "as many as the questionnaire can take" in text(client.get(page("draft_step", draft, "partners")))


# What may be listed already


def test_a_likely_duplicate_is_shown_on_the_next_page_and_can_be_the_same():
    there = make_organisation(name="Missing Children Europe", slug="mce")
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user, answers={"organisation": {"organisation": "", "is_new": "on"}})

    answer = send(client, page("draft_step", draft, "new_organisation"), name="Missing Children in Europe")
    assert answer.url == page("draft_similar", draft, "new_organisation")
    assert there.name in text(client.get(answer.url))
    client.post(answer.url, {"which": "mce"})

    draft.refresh_from_db()
    assert draft.answers["organisation"] == {"organisation": "mce", "is_new": ""}
    assert draft.answers["new_organisation"]["name"] == "Missing Children in Europe"
    assert client.get(answer.url).url == page("draft_step", draft, "about")


def test_ours_is_different_because_is_kept_and_shown_to_the_reviewer():
    make_partnership(title="Safer Internet", slug="safer-internet")
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user)
    answer = send(
        client,
        page("draft_step", draft, "partnership"),
        title="Safer Internet",
        kind="programme",
        summary="Another programme.",
    )
    similar = text(client.get(answer.url))
    assert "/register/change/safer-internet/" in similar
    assert "Say in a few words what is different" in text(client.post(answer.url, {"which": "different"}))

    client.post(answer.url, {"which": "different", "because": "It is for schools."})

    assert "It is for schools." in text(client.get(page("draft_check", draft)))
    client.post(page("draft_check", draft), {"seen": "2"})
    flag = Flag.objects.get(submission=draft)
    assert (flag.suspicion, flag.step, flag.statement) == (
        Suspicion.DUPLICATE,
        "partnership",
        "It is for schools.",
    )
    assert "Safer Internet" in flag.note


def test_a_partner_that_is_listed_can_be_taken_from_the_directory():
    make_organisation(name="Hotline of Brazil", slug="hotline-br")
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user)
    item = page("draft_item", draft, "partners", "i1")

    answer = send(client, item, organisation="+", name="Hotline Brazil", role="member", sector="hotline")
    assert answer.url == page("draft_similar", draft, "partners", "i1")
    client.post(answer.url, {"which": "hotline-br"})

    draft.refresh_from_db()
    assert draft.answers["partners"]["i1"]["organisation"] == "hotline-br"


def test_a_name_in_look_alike_letters_is_flagged_with_its_scripts():
    make_organisation(name="Interpol")
    answers = complete_answers()
    answers["new_organisation"]["name"] = "Іnterpol"
    user = make_user()
    draft = make_draft(registrant=user, answers=answers)

    signed_in(user).post(page("draft_check", draft), {"seen": "0"})

    flag = Flag.objects.get(suspicion=Suspicion.LOOKALIKE)
    assert "Cyrillic, Latin" in flag.note
    assert (flag.step, flag.field) == ("new_organisation", "name")


# Sending, and what becomes of it


def test_what_is_not_complete_is_not_sent():
    user = make_user()
    answers = complete_answers(status={"status": ""})
    draft = make_draft(registrant=user, answers=answers)

    answer = signed_in(user).post(page("draft_check", draft), {"seen": "0"}, follow=True)

    assert "Something is missing or wrong" in text(answer)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT
    assert draft.submitted_at is None
    assert not Mail.objects.exists()


def test_what_a_colleague_changed_since_it_was_checked_is_checked_once_more():
    user = make_user()
    draft = make_draft(registrant=user, versions={"status": 3})

    answer = signed_in(user).post(page("draft_check", draft), {"seen": "2"}, follow=True)

    assert "Check once more" in text(answer)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 500, "١"])
def test_a_check_that_was_not_seen_sends_nothing(seen):
    user = make_user()
    draft = make_draft(registrant=user)

    signed_in(user).post(page("draft_check", draft), {"seen": seen})

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_partners_are_asked_when_it_is_sent_in():
    organisation, user = make_organisation(name="Hotline of Brazil", slug="hotline-br"), make_user()
    FormerAddress.objects.create(organisation=organisation, slug="old-hotline")
    partner = {"role": "member", "email": "a@example.org", "language": "en"}
    partners = {
        "i1": {"organisation": "old-hotline", **partner},
        "i2": {"organisation": "", "name": "A new one", "sector": "hotline", **partner},
    }
    draft = make_draft(registrant=user, answers=complete_answers(partners=partners))

    signed_in(user).post(page("draft_check", draft), {"seen": "0"})

    invitations = draft.invitations.order_by("item")
    assert [(one.organisation, one.name) for one in invitations] == [
        (organisation, "Hotline of Brazil"),
        (None, "A new one"),
    ]
    assert Mail.objects.filter(recipient="a@example.org").count() == 2
    assert "None yet" in text(signed_in(user).get(page("draft", draft)))


def test_sending_twice_is_sending_once():
    user = make_user()
    client = signed_in(user)
    draft = make_draft(registrant=user)

    for _ in range(2):
        answer = client.post(page("draft_check", draft), {"seen": "0"}, follow=True)

    assert "It has been sent in already." in text(answer)
    assert SubmissionEvent.objects.filter(submission=draft).count() == 1
    assert Mail.objects.count() == 1


def test_a_question_stands_beside_its_field_and_ends_when_it_is_sent_in_again():
    user = make_user()
    client = signed_in(user)
    returned = make_submission(registrant=user, state=State.RETURNED)
    Question.objects.create(submission=returned, step="status", field="started", text="Which month?")

    assert "Has a question for you" in text(client.get(page("draft", returned)))
    assert "Which month?" in text(client.get(page("draft_step", returned, "status")))
    assert "Which month?" in text(client.get(page("draft_check", returned)))
    send(client, page("draft_step", returned, "status"), status="active", started="2012-06")
    client.post(page("draft_check", returned), {"seen": "1"})

    returned.refresh_from_db()
    assert returned.state == State.WAITING
    assert returned.questions.get().resolved_at


def test_what_is_withdrawn_ends_the_links_of_its_partners():
    user = make_user()
    sent = make_submission(registrant=user)
    invitation = Invitation(
        submission=sent, item="i1", name="A partner", role="member", email="a@example.org"
    )
    invitation.new_token()
    invitation.save()

    signed_in(user).post(page("withdraw", sent))

    sent.refresh_from_db()
    invitation.refresh_from_db()
    assert sent.state == State.WITHDRAWN
    assert invitation.revoked_at


def test_a_draft_is_deleted_by_who_began_it_only():
    organisation = make_organisation()
    user, colleague = (
        make_representative(organisation=organisation),
        make_representative(organisation=organisation),
    )
    draft = make_draft(registrant=user, organisation=organisation)
    assert signed_in(colleague).post(page("delete_draft", draft)).status_code == 404

    signed_in(user).post(page("delete_draft", draft))

    assert not Submission.objects.exists()


def test_what_is_refused_is_told_why_and_can_be_sent_again_as_a_new_draft():
    user = make_user()
    client = signed_in(user)
    refused = make_submission(registrant=user, state=State.REFUSED)
    SubmissionEvent.objects.create(submission=refused, what=Step.REFUSED, reason="It is no partnership.")

    assert "It is no partnership." in text(client.get(page("draft", refused)))
    answer = client.post(page("again", refused))

    draft = Submission.objects.get(state=State.DRAFT)
    assert answer.url == page("draft", draft)
    assert draft.answers == refused.answers


def test_a_second_reviewer_is_asked_for_once():
    user = make_user()
    client = signed_in(user)
    refused = make_submission(registrant=user, state=State.REFUSED)

    client.post(page("second_reviewer", refused), {"why": "It is a partnership."})

    refused.refresh_from_db()
    event = refused.events.get()
    assert (refused.state, event.what, event.reason) == (State.WAITING, Step.APPEALED, "It is a partnership.")
    Submission.objects.update(state=State.REFUSED)
    assert "Ask for a second reviewer" not in text(client.get(page("draft", refused)))
    client.post(page("second_reviewer", refused), {"why": "Once more."})
    refused.refresh_from_db()
    assert refused.state == State.REFUSED


def test_there_is_an_end_to_drafts():
    user = make_user()
    for _ in range(saving.MOST_DRAFTS):
        make_draft(registrant=user)

    answer = signed_in(user).post("/register/", follow=True)

    assert "You have 20 open drafts" in text(answer)
    assert Submission.objects.count() == saving.MOST_DRAFTS


# Changing what is public


def make_member(**fields):
    """A partnership, and an account that speaks for its shown member."""
    organisation = make_organisation()
    partnership = make_partnership(**fields)
    make_membership(
        partnership=partnership,
        organisation=organisation,
        standing=Standing.CONFIRMED,
        confirmed_on=timezone.localdate(),
    )
    return partnership, make_representative(organisation=organisation), organisation


def test_a_member_changes_a_record_in_the_same_questionnaire():
    partnership, user, organisation = make_member(title="Safer Schools")
    client = signed_in(user)
    url = f"/register/change/{partnership.slug}/"

    answer = client.post(url, {"organisation": organisation.slug, "then": "change"})
    assert client.post(url, {"organisation": organisation.slug, "then": "change"}).url == answer.url

    draft = Submission.objects.get()
    assert (draft.partnership, draft.is_change, draft.organisation) == (partnership, True, organisation)
    assert draft.title == "Safer Schools"
    tasks = text(client.get(answer.url))
    assert "Which organisation" not in tasks
    assert client.get(page("draft_step", draft, "organisation")).url == page("draft", draft)


def test_a_member_confirms_what_is_still_right_without_a_review():
    partnership, user, organisation = make_member(title="Safer Schools")
    client = signed_in(user)

    answer = client.post(
        f"/register/change/{partnership.slug}/",
        {"organisation": organisation.slug, "then": "confirm"},
        follow=True,
    )

    assert "it was confirmed today" in text(answer)
    partnership.refresh_from_db()
    assert partnership.confirmed_on == timezone.localdate()
    assert not Submission.objects.exists()


def test_who_has_left_confirms_nothing():
    partnership, user, organisation = make_member()
    partnership.memberships.update(standing=Standing.LEFT)

    answer = signed_in(user).post(
        f"/register/change/{partnership.slug}/",
        {"organisation": organisation.slug, "then": "confirm"},
        follow=True,
    )

    assert "Only those who are members today" in text(answer)
    partnership.refresh_from_db()
    assert partnership.confirmed_on is None


def test_who_speaks_for_no_member_is_told_how_to_ask():
    partnership, _user, organisation = make_member()
    client = signed_in(make_user())
    url = f"/register/change/{partnership.slug}/"

    assert "Your account speaks for no member" in text(client.get(url))
    client.post(url, {"organisation": organisation.slug, "then": "change"})

    assert not Submission.objects.exists()


def test_a_removed_record_cannot_be_changed():
    partnership, user, _organisation = make_member(removed_at=timezone.now())

    assert signed_in(user).get(f"/register/change/{partnership.slug}/").status_code == 410


# Finding an organisation


def names_found(words: str) -> list[str]:
    typed = QueryDict(urlencode({"find": words}))
    return [organisation.name for organisation in finding.organisations(typed)]


def test_organisations_that_are_found_are_public_and_few():
    for number in range(15):
        make_organisation(name=f"Hotline {number}")
    make_organisation(name="Hotline removed", removed_at=timezone.now())

    assert len(names_found("hotl")) == MOST_FOUND
    assert "Hotline removed" not in names_found("hotline")


def test_a_misspelt_name_is_found_all_the_same():
    make_organisation(name="Missing Children Europe")

    assert names_found("Mising Childern Europe") == ["Missing Children Europe"]


@pytest.mark.parametrize(
    "words", ["", "a", "\x00", "\u202eabc", "x" * 5000, "%", "'", "(", "-- -", '"', "word " * 2000]
)
def test_whatever_is_searched_for_is_answered(words):
    assert names_found(words) == []

"""Partners that are no organisations: a state, and another partnership."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.asking import invitations
from directory.models import Country, Invitation, Mail, Membership, Standing, Submission
from directory.questionnaire import PartnerStep, partner_called
from directory.registration import submitting
from directory.review import decisions
from tests.support.answer_pages import make_owner, partner, token_mailed_to
from tests.support.drafts import make_draft, page, send, send_page
from tests.support.factories import (
    complete_answers,
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_user,
)
from tests.support.responses import text
from tests.support.review_pages import sign_in
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_and_draft():
    user = make_user()
    return signed_in(user), make_draft(registrant=user)


def other(**columns) -> dict[str, str]:
    """What is typed about a state or a partnership."""
    return partner(**{"name": "", "country": "", "sector": "", "email": "", **columns})


def sent(**partners) -> Submission:
    draft = make_draft(registrant=make_user(), answers=complete_answers(partners=partners), submitted_at=None)
    submitting.submit(draft, seen=0, by=draft.registrant)
    draft.refresh_from_db()
    return draft


def answer_of(draft: Submission) -> dict:
    draft.refresh_from_db()
    (typed,) = draft.answers["partners"].values()
    return typed


# Without a script


@pytest.mark.parametrize("typed", ["Poland", "poland", "Pologne", "بولندا"])
def test_a_state_is_taken_by_its_exact_name(client_and_draft, typed):
    client, draft = client_and_draft

    answer = send_page(client, page("draft_step", draft, "partners"), find=typed, role="party", language="en")

    assert answer.url == page("draft_step", draft, "contact")
    assert (answer_of(draft)["state"], answer_of(draft)["organisation"]) == ("PL", "")


@pytest.mark.parametrize("typed", ["A network of hotlines", "ANH"])
def test_a_partnership_is_taken_by_its_exact_name_or_short_name(client_and_draft, typed):
    client, draft = client_and_draft
    make_partnership(title="A network of hotlines", acronym="ANH", slug="anh")

    send_page(client, page("draft_step", draft, "partners"), find=typed, role="member", language="en")

    assert answer_of(draft)["member_partnership"] == "anh"


def test_what_several_are_called_is_chosen(client_and_draft):
    client, draft = client_and_draft
    make_partnership(title="Poland", slug="a-network")
    make_organisation(name="Poland Safe", slug="poland-safe")
    url = page("draft_step", draft, "partners")
    assert partner_called("Poland") is None

    found = send_page(client, url, then="find", find="poland")

    shown = client.get(found.url).content.decode()
    for value in ("poland-safe", "country:PL", "partnership:a-network"):
        assert f'value="{value}"' in shown
    send_page(client, url, organisation="country:PL", role="party", language="en")
    assert answer_of(draft)["state"] == "PL"


def test_another_choice_takes_the_place_of_a_state(client_and_draft):
    client, draft = client_and_draft
    make_organisation(slug="a-hotline")
    send_page(
        client, page("draft_step", draft, "partners"), organisation="country:PL", role="party", language="en"
    )
    draft.refresh_from_db()
    (item,) = draft.answers["partners"]
    url = page("draft_item", draft, "partners", item)
    assert 'value="country:PL"' in client.get(url).content.decode()

    send(client, url, organisation="a-hotline", role="party", language="en")

    assert (answer_of(draft)["state"], answer_of(draft)["organisation"]) == ("", "a-hotline")


def test_a_pasted_list_knows_states_and_partnerships(client_and_draft):
    client, draft = client_and_draft
    make_partnership(title="A network of hotlines", slug="anh")

    send_page(client, page("draft_step", draft, "partners"), pasted="Poland\nA network of hotlines\n")

    draft.refresh_from_db()
    keys = [(typed["state"], typed["member_partnership"]) for typed in draft.answers["partners"].values()]
    assert keys == [("PL", ""), ("", "anh")]


# What the draft says


@pytest.mark.parametrize("name", ["draft_step", "draft_check"])
def test_the_pages_of_the_draft_name_them_and_say_what_happens(name):
    make_partnership(title="A network of hotlines", slug="anh")
    partners = {"a": other(state="PL", role="party"), "b": other(member_partnership="anh")}
    draft = make_draft(registrant=make_user(), answers=complete_answers(partners=partners))

    shown = text(
        signed_in(draft.registrant).get(page(name, draft, *(["partners"] if name == "draft_step" else [])))
    )

    assert "Poland" in shown
    assert "A network of hotlines" in shown
    assert shown.count("Nobody speaks for it here") == 2
    assert "Has a problem" not in shown
    assert "This is missing or wrong" not in shown


@pytest.mark.parametrize("columns", [{"state": "PL"}, {"member_partnership": "anh"}])
def test_each_is_named_once(columns):
    make_partnership(title="A network of hotlines", slug="anh")
    partners = {"a": other(**columns), "b": other(**columns)}
    draft = make_draft(registrant=make_user(), answers=complete_answers(partners=partners))

    shown = text(signed_in(draft.registrant).get(page("draft_check", draft)))

    assert "is a partner already" in shown


@pytest.mark.parametrize(
    "columns", [{"state": "XX"}, {"member_partnership": "nowhere"}, {"member_partnership": "hidden"}]
)
def test_what_is_not_public_is_no_partner(columns):
    make_partnership(title="A hidden network", slug="hidden", removed_at=timezone.now())
    draft = make_draft(registrant=make_user(), answers=complete_answers(partners={"a": other(**columns)}))

    shown = text(signed_in(draft.registrant).get(page("draft_check", draft)))

    assert "This is missing or wrong" in shown
    assert "A hidden network" not in shown


def test_a_draft_from_before_opens_as_it_was():
    typed = partner(name="A quiet hotline")
    assert not {"state", "member_partnership"} & typed.keys()

    form = PartnerStep(typed)

    assert form.is_valid(), form.errors


# Asking


def test_a_state_is_asked_nothing_whatever_address_is_typed():
    submission = sent(a=other(state="PL", role="party", email="somebody@example.org"))

    invitation = submission.invitations.get()
    assert (invitation.name, invitation.state_id, invitation.email) == ("Poland", "PL", "")
    assert not Mail.objects.filter(kind="invitation").exists()


def test_a_state_becomes_a_member_by_a_public_page(client):
    submission = sent(a=other(state="PL", role="party"))
    partnership = decisions.accept(submission, by=make_reviewer())
    desk = sign_in(client, make_reviewer())
    task = f"/review/partners/{submission.invitations.get().pk}/"
    assert task in text(desk.get("/review/", {"kind": "partner"}))
    assert "The state itself" in text(desk.get(task))
    assert "e-mail address" not in text(desk.get(task)).partition("<form method")[2].partition("</form")[0]

    desk.post(task, {"outcome": "name", "title": "The treaty", "url": "https://example.org/treaty"})

    membership = partnership.memberships.get(country="PL")
    assert (membership.role, membership.standing) == ("party", Standing.NAMED)
    assert "Poland" in text(client.get(partnership.get_absolute_url()))


def test_the_decision_names_both_with_a_page():
    make_partnership(title="A network of hotlines", slug="anh")
    submission = sent(a=other(state="PL", role="party"), b=other(member_partnership="anh"))
    source = decisions.PublicSource("The treaty", "https://example.org/treaty")

    partnership = decisions.accept(submission, by=make_reviewer(), named={"a": source, "b": source})

    members = {str(membership.member) for membership in partnership.memberships.filter(standing="named")}
    assert members == {"Poland", "A network of hotlines"}
    assert not Invitation.objects.unasked().exists()


@pytest.fixture
def spoken_for():
    """A partnership that somebody speaks for: the owner of the organisation that runs it."""
    record = make_partnership(title="A network of hotlines", slug="anh")
    running = make_organisation()
    make_membership(partnership=record, organisation=running, role="secretariat")
    member = make_organisation()
    make_membership(partnership=record, organisation=member)
    make_owner(member)
    return record, make_owner(running)


def test_who_speaks_for_a_partnership_is_asked_and_the_answer_counts(spoken_for):
    record, owner = spoken_for
    submission = sent(a=other(member_partnership="anh"))
    partnership = decisions.accept(submission, by=make_reviewer())
    assert [mail.recipient for mail in Mail.objects.filter(kind="invitation")] == [owner.email]
    assert not Invitation.objects.to_find_out().exists()

    asked = Invitation.objects.with_token(token_mailed_to(owner.email)).get()
    invitations.answer(asked, "other_role", role="supporter")

    membership = partnership.memberships.get(member_partnership=record)
    assert (membership.role, membership.standing) == ("supporter", Standing.CONFIRMED)
    assert membership.confirmed_on == timezone.localdate()


def test_the_draft_says_nothing_of_a_partnership_that_is_asked(spoken_for):
    draft = make_draft(
        registrant=make_user(), answers=complete_answers(partners={"a": other(member_partnership="anh")})
    )

    assert "Nobody speaks for it" not in text(signed_in(draft.registrant).get(page("draft_check", draft)))


@pytest.mark.parametrize("answer", ["not_named", "untrue"])
def test_a_partnership_that_does_not_want_to_be_named_is_not_named(spoken_for, answer):
    record, owner = spoken_for
    partnership = decisions.accept(sent(a=other(member_partnership="anh")), by=make_reviewer())
    asked = Invitation.objects.with_token(token_mailed_to(owner.email)).get()

    invitations.answer(asked, answer)

    assert not Membership.objects.shown().filter(partnership=partnership, member_partnership=record).exists()


def test_a_partnership_that_has_left_says_when(spoken_for):
    record, owner = spoken_for
    partnership = decisions.accept(sent(a=other(member_partnership="anh")), by=make_reviewer())
    asked = Invitation.objects.with_token(token_mailed_to(owner.email)).get()

    invitations.answer(asked, "left", left="2020")

    membership = partnership.memberships.get(member_partnership=record)
    assert (membership.standing, membership.left) == (Standing.LEFT, "2020")


def test_a_partnership_is_no_member_of_itself():
    record = make_partnership(title="A network", slug="a-network")
    organisation = make_organisation()
    make_membership(
        partnership=record,
        organisation=organisation,
        standing="confirmed",
        confirmed_on=datetime.date(2026, 1, 1),
    )
    user = make_user()
    draft = make_draft(registrant=user, partnership=record, organisation=organisation, is_change=True)
    client = signed_in(user)

    shown = client.get(page("draft_step", draft, "partners"), {"find": "a network"}).content.decode()

    assert 'value="partnership:a-network"' not in shown


def test_an_invitation_is_of_one_member():
    submission = sent(a=other(state="PL"))
    invitation = submission.invitations.get()

    invitation.organisation = make_organisation()

    with pytest.raises(ValidationError):
        invitation.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save()
    assert Country.objects.filter(pk="PL").exists()

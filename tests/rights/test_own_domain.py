"""An answer counts where it is known to be the organisation's own: who registers types the address, and could type theirs."""

import pytest

from directory.asking import applying, invitations
from directory.models import (
    Answer,
    Flag,
    Invitation,
    Mail,
    Organisation,
    PageReport,
    Partnership,
    Standing,
    State,
    Suspicion,
)
from directory.review.decisions import accept, settle
from tests.support.answer_pages import listed_partner, make_owner, naming, partner, token_mailed_to
from tests.support.factories import make_membership, make_organisation, make_partnership, make_reviewer
from tests.support.responses import text
from tests.support.review_pages import sign_in

pytestmark = pytest.mark.django_db

NAMING = [(Answer.YES, {}), (Answer.OTHER_ROLE, {"role": "lead"}), (Answer.LEFT, {"left": "2020"})]


@pytest.fixture
def reviewer():
    return make_reviewer()


@pytest.fixture
def desk(client, reviewer):
    return sign_in(client, reviewer)


@pytest.fixture
def police() -> Organisation:
    """A listed organisation that nobody owns."""
    return make_organisation(name="Police of Somewhere", website="https://www.police.example/")


def asking(police, address: str = "me@registrant.example", **fields) -> Invitation:
    """The registrant names the police as a partner, and types that address."""
    submission = naming({"a": partner(organisation=police.slug, email=address)}, **fields)
    invitations.ask(submission)
    return submission.invitations.get()


def again(invitation: Invitation) -> Invitation:
    return Invitation.objects.get(pk=invitation.pk)


@pytest.mark.parametrize(("said", "more"), NAMING)
def test_a_registrant_who_answers_for_a_partner_makes_it_no_member(police, reviewer, said, more):
    invitation = asking(police)
    invitations.answer(invitation, said, **more)

    partnership = accept(invitation.submission, by=reviewer)

    assert not partnership.memberships.filter(organisation=police).exists()


@pytest.mark.parametrize(("said", "more"), NAMING)
def test_neither_does_it_once_the_partnership_is_public(police, reviewer, said, more):
    invitation = asking(police)
    partnership = accept(invitation.submission, by=reviewer)

    invitations.answer(again(invitation), said, **more)

    assert not partnership.memberships.filter(organisation=police).exists()
    report = PageReport.objects.unsettled().get()
    assert (report.partnership, report.invitation) == (partnership, invitation)
    assert "registrant.example" in report.text
    assert "Police of Somewhere" in report.text


@pytest.mark.parametrize("said", [Answer.NOT_NAMED, Answer.UNTRUE])
def test_a_registrant_takes_no_member_away_from_a_public_record(police, said):
    partnership = make_partnership(members=[police])
    invitation = asking(police, partnership=partnership, is_change=True)
    applying.apply_answers([invitation], partnership, source="")

    invitations.answer(again(invitation), said)

    assert partnership.memberships.get().standing == Standing.NAMED
    assert PageReport.objects.unsettled().get().invitation == invitation


@pytest.mark.parametrize("said", [Answer.NOT_NAMED, Answer.UNTRUE])
def test_a_refusal_that_changes_nothing_is_not_for_the_reviewer_to_check(police, said):
    invitation = asking(police)

    invitations.answer(invitation, said)

    assert not Flag.objects.filter(suspicion=Suspicion.ELSEWHERE).exists()


@pytest.mark.parametrize("address", ["desk@police.example", "desk@international.police.example"])
def test_an_address_on_the_own_web_domain_is_enough(police, reviewer, address):
    invitation = asking(police, address)
    invitations.answer(invitation, Answer.YES)

    partnership = accept(invitation.submission, by=reviewer)

    assert partnership.memberships.get(organisation=police).standing == Standing.CONFIRMED
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "desk@notpolice.example",
        "desk@police.example.evil.example",
        "police.example@evil.example",
        "desk@рolice.example",
    ],
)
def test_a_domain_that_only_looks_like_it_is_not(police, address):
    invitation = asking(police, address)

    invitations.answer(invitation, Answer.YES)

    assert not again(invitation).is_proved


def test_of_an_organisation_that_many_share_a_domain_with_no_address_proves_anything():
    shared = make_organisation(website="https://gmail.com/")
    invitation = asking(shared, "police.somewhere@gmail.com")

    invitations.answer(invitation, Answer.YES)

    assert not again(invitation).is_proved


def test_an_owner_who_came_later_lends_the_first_link_nothing(police):
    """The link went to the address that was typed; the owner has not seen it."""
    invitation = asking(police)
    make_owner(police, email="chief@police.example")

    invitations.answer(invitation, Answer.YES)

    held = again(invitation)
    assert (held.is_proved, held.answer_domain) == (False, "registrant.example")


def test_an_owner_s_answer_counts_wherever_their_mailbox_is(police, reviewer):
    make_owner(police, email="chief@mail.example")
    invitation = asking(police)
    invitations.answer(invitation, Answer.YES)

    partnership = accept(invitation.submission, by=reviewer)

    assert partnership.memberships.get(organisation=police).standing == Standing.CONFIRMED


def test_who_speaks_for_it_and_is_signed_in_proves_it_whatever_address_was_asked(police):
    invitation = asking(police)
    chief = make_owner(police, email="chief@police.example")

    invitations.answer(invitation, Answer.YES, by=chief)

    assert (again(invitation).is_proved, again(invitation).answer_domain) == (True, "police.example")


# The reviewer sees and decides


def test_the_reviewer_sees_the_domain_beside_the_website_and_decides(police, desk):
    invitation = asking(police)
    invitations.answer(invitation, Answer.YES)
    url = f"/review/{invitation.submission.pk}/"

    page = text(desk.get(url))

    assert "A partner answered from an address that is not on its own web domain" in page
    assert "Police of Somewhere – registrant.example" in page
    assert (
        "I have checked that the answer “Yes, that is right” from registrant.example is that of Police of Somewhere"
        in page
    )
    assert "https://www.police.example/" in page
    desk.post(f"{url}accept/", {"believes-a": "on", "sure": "publish"})
    member = Partnership.objects.get(submissions=invitation.submission).memberships.get(organisation=police)
    assert member.standing == Standing.CONFIRMED


def test_without_a_tick_the_answer_changes_nothing(police, desk):
    invitation = asking(police)
    invitations.answer(invitation, Answer.YES)

    desk.post(f"/review/{invitation.submission.pk}/accept/", {"believes-b": "on", "sure": "publish"})

    invitation.submission.refresh_from_db()
    assert invitation.submission.state == State.ACCEPTED
    assert not invitation.submission.partnership.memberships.filter(organisation=police).exists()


def test_the_registrant_who_posts_the_reviewer_s_tick_decides_nothing(police, client):
    invitation = asking(police)
    invitations.answer(invitation, Answer.YES)
    client.force_login(invitation.submission.registrant)

    assert client.post(f"/review/{invitation.submission.pk}/accept/", {"believes-a": "on"}).status_code == 403

    assert not again(invitation).is_proved


@pytest.mark.parametrize("believes", [True, False])
def test_an_answer_to_a_public_record_waits_in_the_queue(police, reviewer, desk, believes):
    invitation = asking(police)
    partnership = accept(invitation.submission, by=reviewer)
    invitations.answer(again(invitation), Answer.YES)
    url = f"/review/reports/{PageReport.objects.get().pk}/"
    assert "Police of Somewhere" in text(desk.get("/review/?kind=report")) or url in text(
        desk.get("/review/")
    )
    assert "registrant.example" in text(desk.get(url))

    desk.post(url, {"reason": "I phoned its desk.", **({"believes": "on"} if believes else {})})

    member = partnership.memberships.filter(organisation=police)
    assert member.exists() is believes
    assert not PageReport.objects.unsettled().exists()
    if believes:
        history = text(desk.get(f"{partnership.get_absolute_url()}history/"))
        assert "a reviewer checked that it did" in history
        assert "I have checked" not in text(desk.get(url))


def test_a_report_of_a_reader_asks_for_nothing_to_be_believed(desk):
    report = PageReport.objects.create(path="/partnerships/vgt/", problem="old", text="It ended.")

    assert "I have checked" not in text(desk.get(f"/review/reports/{report.pk}/"))
    settle(report, by=make_reviewer(), outcome="Done.", believes=True)


def test_an_organisation_that_is_not_listed_has_no_domain_that_proves_anything(desk):
    submission = naming({"a": partner(name="A new hotline", email="me@registrant.example")})
    invitations.ask(submission)
    invitations.answer(submission.invitations.get(), Answer.YES)

    assert "The directory knows no website of it." in text(desk.get(f"/review/{submission.pk}/"))
    desk.post(f"/review/{submission.pk}/accept/", {"sure": "publish"})

    assert not Organisation.objects.filter(name="A new hotline").exists()


# Asking once more, where an answer may prove more


def test_another_address_is_asked_where_a_consent_is_held(police, reviewer):
    invitation = asking(police)
    invitations.answer(invitation, Answer.YES)
    submission = invitation.submission
    submission.answers["partners"]["a"]["email"] = "desk@police.example"
    submission.save()

    invitations.ask(submission)
    invitations.ask(submission)

    assert Mail.objects.filter(recipient="desk@police.example").count() == 1
    token_mailed_to("desk@police.example")
    invitations.answer(again(invitation), Answer.YES)
    partnership = accept(submission, by=reviewer)
    assert partnership.memberships.get(organisation=police).standing == Standing.CONFIRMED


@pytest.mark.parametrize("said", [Answer.YES, Answer.NOT_NAMED])
def test_what_is_proved_or_refused_stands_whatever_is_typed_then(police, said):
    invitation = asking(police, "desk@police.example" if said == Answer.YES else "me@registrant.example")
    invitations.answer(invitation, said)
    submission = invitation.submission
    submission.answers["partners"]["a"]["email"] = "another@registrant.example"
    submission.save()

    invitations.ask(submission)

    assert again(invitation).answer == said
    assert not Mail.objects.filter(recipient="another@registrant.example").exists()


def test_a_member_that_is_there_changes_by_its_own_answer_only(reviewer):
    submission = naming({"a": listed_partner()})
    invitations.ask(submission)
    organisation = submission.invitations.get().organisation
    partnership = make_partnership()
    make_membership(partnership=partnership, organisation=organisation)
    applying.apply_answers(submission.invitations.all(), partnership, source="")

    invitations.answer(submission.invitations.get(), Answer.NOT_NAMED)

    assert partnership.memberships.get().standing == Standing.DECLINED

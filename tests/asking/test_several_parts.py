"""An organisation with several parts in one partnership is asked once, and its answer touches the right ones."""

import datetime

import pytest
from django.utils import timezone

from directory.asking import applying, confirmations, invitations
from directory.models import Answer, Invitation, Mail, Membership, Partnership, Standing, Submission
from directory.records import publishing
from directory.registration.owner import _speaking_for as speaking_for
from tests.support.answer_pages import listed_partner, make_owner, naming
from tests.support.factories import make_membership, make_partnership

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


class Asked:
    """A listed organisation that a submission names, and its parts in the public record."""

    def __init__(self, *parts: dict, role: str = "member"):
        submission: Submission = naming({"a": listed_partner(role=role)})
        invitations.ask(submission)
        self.invitation: Invitation = submission.invitations.get()
        self.partnership: Partnership = make_partnership()
        for part in parts:
            make_membership(partnership=self.partnership, organisation=self.invitation.organisation, **part)
        applying.apply_answers([self.invitation], self.partnership, source="")

    def says(self, answer: Answer, **more: str) -> dict[tuple[str, str], Membership]:
        """Its parts after that answer, by role and date of joining."""
        invitations.answer(self.invitation, answer, **more)
        memberships = Membership.objects.filter(partnership=self.partnership)
        return {(membership.role, membership.joined): membership for membership in memberships}


def standings(parts: dict[tuple[str, str], Membership]) -> dict[tuple[str, str], str]:
    return {key: part.standing for key, part in parts.items()}


LEAD, MEMBER = {"role": "lead", "joined": "2010"}, {"role": "member", "joined": "2004", "left": "2010"}
FUNDER = {"role": "funder"}


def test_yes_confirms_the_part_that_was_asked_about_and_no_other():
    parts = Asked(LEAD, FUNDER, role="funder").says(Answer.YES)

    assert standings(parts) == {("lead", "2010"): Standing.NAMED, ("funder", ""): Standing.CONFIRMED}


def test_yes_to_a_role_that_it_has_not_corrects_the_only_part_that_lasts():
    parts = Asked(LEAD, MEMBER, role="chair").says(Answer.YES)

    assert standings(parts) == {("chair", "2010"): Standing.CONFIRMED, ("member", "2004"): Standing.NAMED}
    assert parts["member", "2004"].left == "2010"


def test_yes_corrects_the_highest_of_several_that_last():
    parts = Asked(FUNDER, LEAD, role="observer").says(Answer.YES)

    assert standings(parts) == {("observer", "2010"): Standing.CONFIRMED, ("funder", ""): Standing.NAMED}


def test_yes_to_a_part_that_was_over_makes_it_last():
    parts = Asked(MEMBER | {"left": "", "no_longer_listed": True}).says(Answer.YES)

    part = parts["member", "2004"]
    assert (part.standing, part.no_longer_listed, part.is_current) == (Standing.CONFIRMED, False, True)


def test_another_role_corrects_the_part_that_was_asked_about():
    parts = Asked(LEAD, {"role": "member"}).says(Answer.OTHER_ROLE, role="funder")

    assert standings(parts) == {("lead", "2010"): Standing.NAMED, ("funder", ""): Standing.CONFIRMED}


def test_another_role_that_it_has_already_disputes_the_one_that_was_asked_about():
    parts = Asked(FUNDER, {"role": "member"}, LEAD).says(Answer.OTHER_ROLE, role="funder")

    assert standings(parts) == {
        ("funder", ""): Standing.CONFIRMED,
        ("member", ""): Standing.DISPUTED,
        ("lead", "2010"): Standing.NAMED,
    }


def test_we_have_left_ends_all_that_last_and_no_end_that_is_known():
    parts = Asked(LEAD, FUNDER, {"role": "member", "joined": "2001", "left": "2003"}).says(
        Answer.LEFT, left="2012"
    )

    assert {key: (part.standing, part.left) for key, part in parts.items()} == {
        ("lead", "2010"): (Standing.LEFT, "2012"),
        ("funder", ""): (Standing.LEFT, "2012"),
        ("member", "2001"): (Standing.NAMED, "2003"),
    }


def test_we_have_left_tells_when_of_one_that_a_list_names_no_more():
    parts = Asked({"role": "member", "no_longer_listed": True}).says(Answer.LEFT, left="2012")

    part = parts["member", ""]
    assert (part.standing, part.left, part.no_longer_listed) == (Standing.LEFT, "2012", False)


def test_we_have_left_corrects_the_last_end_where_all_are_over():
    parts = Asked(MEMBER, {"role": "lead", "joined": "2010", "left": "2012"}).says(
        Answer.LEFT, left="2013-05"
    )

    assert (parts["lead", "2010"].left, parts["member", "2004"].left) == ("2013-05", "2010")


@pytest.mark.parametrize("answer", [Answer.NOT_NAMED, Answer.UNTRUE])
def test_do_not_name_us_hides_every_part(answer):
    parts = Asked(LEAD, MEMBER, FUNDER).says(answer)

    assert set(standings(parts).values()) == {Standing.DECLINED}
    assert not Membership.objects.shown().exists()


def confirmed_member(*parts: dict) -> tuple[Partnership, Membership]:
    long_ago = TODAY - datetime.timedelta(days=400)
    partnership = make_partnership(confirmed_on=long_ago)
    confirmed = {"standing": Standing.CONFIRMED, "confirmed_on": long_ago}
    first = make_membership(partnership=partnership, **{**confirmed, **parts[0]})
    for part in parts[1:]:
        make_membership(partnership=partnership, organisation=first.organisation, **{**confirmed, **part})
    return partnership, first


def test_an_organisation_is_asked_once_about_a_partnership_whatever_its_parts():
    _partnership, member = confirmed_member(LEAD, FUNDER, MEMBER)
    owner = make_owner(member.organisation)

    assert confirmations.ask_where_due() == 1
    assert confirmations.ask_where_due() == 0
    assert Mail.objects.filter(recipient=owner.email).count() == 1


def test_nobody_is_asked_about_what_has_an_end_that_is_over():
    partnership, member = confirmed_member(LEAD)
    make_owner(member.organisation)
    Partnership.objects.filter(pk=partnership.pk).update(ended="2025")

    assert confirmations.ask_where_due() == 0


def test_who_confirms_a_record_confirms_all_its_parts_that_last():
    partnership, member = confirmed_member(
        LEAD, FUNDER, MEMBER, {"role": "chair", "standing": Standing.DISPUTED}
    )

    assert publishing.confirm(partnership, member.organisation, by=None, why="Still right.")

    days = dict(partnership.memberships.values_list("role", "confirmed_on"))
    assert {role for role, day in days.items() if day == TODAY} == {"lead", "funder"}


def test_who_speaks_for_an_organisation_is_offered_it_once(rf):
    partnership, member = confirmed_member(LEAD, FUNDER)
    request = rf.get("/")
    request.user = make_owner(member.organisation)

    assert speaking_for(request, partnership) == [member.organisation]

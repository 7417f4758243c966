"""What a registrant can know is asked: how far it reaches, which role, since when; the rest of a record stays as it was."""

import pytest

from directory import questionnaire
from directory.models import (
    Basis,
    FurtherSource,
    Listing,
    Membership,
    Organisation,
    Partnership,
    Role,
    Standing,
    Status,
    Submission,
)
from directory.questionnaire import EXPLAINED_ROLES, STEPS
from directory.records.publishing import publish
from tests.support.factories import (
    complete_answers,
    make_membership,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_source,
    make_submission,
)

pytestmark = pytest.mark.django_db


def published(submission: Submission) -> Partnership:
    assert questionnaire.is_complete(questionnaire.answered_steps(submission.answers))
    publish(questionnaire.records(submission), by=None, source="", why="Accepted")
    return submission.partnership or Partnership.objects.latest("pk")


def change_of(partnership: Partnership, organisation: Organisation, **steps: dict) -> Submission:
    """A change of what is public, as the organisation sends it in; `steps` are answers in place of the public ones."""
    answers = questionnaire.answers_of(partnership, organisation, by=make_reviewer())
    desk = {"name": "Desk", "mailbox": "desk@example.org", "visibility": "public"}
    answers |= {"answerer": {"name": "Somebody", "function": "Coordinator"}, "desk": desk, **steps}
    answers.setdefault("scope", {})["topics"] = ["training"]
    return make_submission(
        answers=answers, partnership=partnership, is_change=True, organisation=organisation
    )


def test_every_role_is_explained_and_told_by_its_name():
    assert [role for role, _words in EXPLAINED_ROLES] == Role.values
    answers = complete_answers(part={"role": "secretariat", "joined": ""})

    words = questionnaire.answers_in_words(questionnaire.answered_steps(answers))

    assert [answer.text for answer in words if answer.field == "role"] == ["Secretariat"]


def test_an_organisation_says_since_when_it_exists():
    answers = complete_answers()
    answers["new_organisation"]["founded"] = "1998"

    published(make_submission(answers=answers))

    assert Organisation.objects.get().founded == "1998"


@pytest.mark.parametrize(
    ("extent", "words"),
    [("international", "International"), ("EU", "European Union"), ("150", "Europe"), ("", "")],
)
def test_how_far_it_reaches_is_told_in_words(extent, words):
    answers = complete_answers()
    answers["scope"]["extent"] = extent

    in_words = questionnaire.answers_in_words(questionnaire.answered_steps(answers))

    assert [answer.text for answer in in_words if answer.field == "extent"] == [words]
    assert published(make_submission(answers=answers)).extent == extent


def test_what_only_the_registrant_says_of_its_reach_makes_nothing_cross_border():
    answers = complete_answers()
    answers["scope"] |= {"countries": [], "extent": "international"}

    partnership = published(make_submission(answers=answers))

    assert Listing.objects.get(pk=partnership.pk).crossing == []
    FurtherSource.objects.create(partnership=partnership, source=make_source())
    assert Listing.objects.get(pk=partnership.pk).crossing == ["extent"]


def test_nobody_who_belongs_to_it_answers_that_its_status_is_not_known():
    form = STEPS["status"].form({"status": "unknown", "started": ""})

    assert "status" in form.errors
    assert Status.UNKNOWN not in dict(form.fields["status"].widget.choices)


def test_a_change_of_a_record_whose_status_nobody_knew_asks_for_it():
    member = make_organisation()
    partnership = make_partnership(status=Status.UNKNOWN, members=[member])

    answers = questionnaire.answers_of(partnership, member, by=make_reviewer())

    assert answers["status"]["status"] == ""


def test_a_change_keeps_what_the_registrant_never_saw():
    member, first, further = make_organisation(), make_source(), make_source()
    partnership = make_partnership(stated_number="48", source=first, topics=["training"])
    part = make_membership(
        partnership=partnership, organisation=member, source=first, basis=Basis.FOLLOWS, joined="2005"
    )
    other_part = make_membership(partnership=partnership, organisation=member, role="funder")
    for statement in ({"partnership": partnership}, {"membership": part}):
        FurtherSource.objects.create(source=further, **statement)

    published(change_of(partnership, member, part={"role": "chair", "joined": "2005"}))

    partnership, part = Partnership.objects.get(), Membership.objects.get(pk=part.pk)
    assert (partnership.stated_number, partnership.source) == ("48", first)
    assert (part.role, part.standing, part.basis, part.source) == (
        "chair",
        Standing.CONFIRMED,
        Basis.FOLLOWS,
        first,
    )
    assert FurtherSource.objects.filter(source=further).count() == 2
    assert Membership.objects.get(pk=other_part.pk).standing == Standing.NAMED


def test_a_draft_from_before_a_question_was_asked_leaves_the_public_answer():
    member = make_organisation()
    partnership = make_partnership(extent="EU", topics=["training"], members=[member])
    change = change_of(partnership, member)
    del change.answers["scope"]["extent"]

    published(change)

    assert Partnership.objects.get().extent == "EU"


def test_a_change_starts_from_the_part_that_lasts():
    member, partnership = make_organisation(), make_partnership()
    make_membership(partnership=partnership, organisation=member, role="lead", joined="2001", left="2004")
    make_membership(partnership=partnership, organisation=member, role="member", joined="2005")

    answers = questionnaire.answers_of(partnership, member, by=make_reviewer())

    assert answers["part"] == {"role": "member", "joined": "2005"}


def test_who_takes_a_date_out_is_believed():
    member, partnership = make_organisation(), make_partnership(topics=["training"])
    make_membership(partnership=partnership, organisation=member, joined="2005")

    published(change_of(partnership, member, part={"role": "member", "joined": ""}))

    assert Membership.objects.get().joined == ""

"""The questionnaire's answers: which steps they need, what is wrong with them, and the records they ask for."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from directory import questionnaire
from directory.models import ContactPoint, Membership, Organisation, Partnership, Resource, Standing
from directory.records.forms import PartnershipForm
from directory.records.publishing import publish, readdress
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_partnership,
    make_reviewer,
    make_submission,
)

pytestmark = pytest.mark.django_db


def published(submission) -> Partnership:
    batch = questionnaire.records(submission)
    publish(batch, by=None, source="", why="A test")
    return Partnership.objects.get(slug=batch[PartnershipForm][0]["key"])


def test_complete_answers_have_no_problem():
    assert questionnaire.is_complete(questionnaire.answered_steps(complete_answers()))


def test_an_organisation_of_the_directory_is_not_described_again():
    answers = complete_answers(by=make_organisation())

    keys = {one.step.key for one in questionnaire.answered_steps(answers)}

    assert "new_organisation" not in keys
    assert questionnaire.is_complete(questionnaire.answered_steps(answers))


def test_the_end_is_asked_only_of_what_has_ended():
    active = {one.step.key for one in questionnaire.answered_steps(complete_answers())}
    ended = {
        one.step.key for one in questionnaire.answered_steps(complete_answers(status={"status": "ended"}))
    }

    assert ended - active == {"ended"}


@pytest.mark.parametrize(
    ("started", "ended", "is_right"),
    [
        ("2012-05", "2011", False),
        ("2012-05", "2012-04", False),
        ("2012-05", "2012", True),
        ("2012", "2012-01-01", True),
        ("", "1999", True),
        ("yesterday", "1999", True),  # what is no date is said where it was typed
        (["2012"], "2013", True),
    ],
)
def test_it_cannot_end_before_it_starts_though_both_are_typed_on_different_pages(started, ended, is_right):
    answers = complete_answers(status={"status": "ended", "started": started}, ended={"ended": ended})

    (form,) = [one.form for one in questionnaire.answered_steps(answers) if one.step.key == "ended"]

    assert form.is_valid() is is_right
    assert form["ended"].value() == ended
    assert is_right or form.errors == {"ended": ["A partnership cannot end before it starts."]}


@pytest.mark.parametrize(
    ("step", "typed", "field"),
    [
        ("organisation", {"organisation": "no-such-organisation"}, "organisation"),
        ("partnership", {"title": "", "kind": "programme", "summary": "x y"}, "title"),
        ("partnership", {"title": "A", "kind": "nonsense", "summary": "A summary."}, "kind"),
        ("scope", {"topics": []}, "topics"),
        ("status", {"status": "active", "started": "yesterday"}, "started"),
        ("links", {"links": "javascript:alert(1)"}, "links"),
        ("desk", {"name": "Desk", "visibility": "public"}, "mailbox"),
        ("desk", {"name": "Desk", "phone": "12", "visibility": "public"}, "phone"),
        ("new_organisation", {"name": "Charity", "sector": "industry"}, "country"),
        ("partners", {"p1": {"role": "member", "email": "a@example.org", "language": "en"}}, "organisation"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(step, typed, field):
    answers = complete_answers(**{step: typed})

    forms = [one.form for one in questionnaire.answered_steps(answers) if one.step.key == step]

    assert not questionnaire.is_complete(questionnaire.answered_steps(answers))
    assert field in forms[0].errors
    assert forms[0].data == (typed if step != "partners" else typed["p1"])


def test_only_what_belongs_to_a_step_is_taken_from_what_was_sent():
    sent = QueryDict("topics=reporting&topics=legislation&countries=PL&is_reviewer=1&state=accepted")

    assert questionnaire.ScopeStep.typed(sent) == {
        "topics": ["reporting", "legislation"],
        "countries": ["PL"],
        "extent": "",
        "where": "",
    }


def test_accepted_answers_become_records():
    answers = complete_answers(
        links={
            "website": "https://programme.example.org",
            "links": "https://a.example.org\nhttps://b.example.org",
        },
        sought={"sought_sectors": ["industry"], "sought_countries": ["DE"]},
        resources={"r1": {"title": "A teacher's guide", "kind": "guidance", "url": "", "languages": ["pl"]}},
    )

    partnership = published(make_submission(answers=answers))

    assert partnership.title == answers["partnership"]["title"]
    assert partnership.links == ["https://a.example.org", "https://b.example.org"]
    assert [sector.pk for sector in partnership.sought_sectors.all()] == ["industry"]
    organisation = Organisation.objects.get(name=answers["new_organisation"]["name"])
    membership = Membership.objects.get(partnership=partnership, organisation=organisation)
    assert (membership.role, membership.joined, membership.standing) == ("lead", "2012", Standing.CONFIRMED)
    assert membership.confirmed_on == timezone.localdate()
    assert Resource.objects.get(publisher=organisation).title == "A teacher's guide"
    assert ContactPoint.objects.get(organisation=organisation).mailbox == "desk@example.org"
    assert partnership.source.publisher == organisation.name


def test_a_desk_stays_the_same_when_its_partnership_has_another_address():
    partnership = published(make_submission(answers=complete_answers()))
    user, desk = make_reviewer(), ContactPoint.objects.get()
    readdress(partnership, "another", by=None, why="")
    partnership.refresh_from_db()

    answers = questionnaire.answers_of(partnership, Organisation.objects.get(), by=user)
    assert answers["desk"]["mailbox"] == desk.mailbox
    answers["desk"]["mailbox"] = "new-desk@example.org"
    organisation = Organisation.objects.get()
    changed = complete_answers(by=organisation, desk=answers["desk"])
    published(make_submission(answers=changed, partnership=partnership))

    assert ContactPoint.objects.get().mailbox == "new-desk@example.org"
    assert ContactPoint.objects.get().pk == desk.pk


def test_partners_are_no_members_until_they_answer():
    partner = {"name": "Another Charity", "sector": "hotline", "country": "BR", "role": "member"}
    answers = complete_answers(partners={"p1": {**partner, "email": "a@example.org", "language": "en"}})

    partnership = published(make_submission(answers=answers))

    assert partnership.memberships.count() == 1
    assert not Organisation.objects.filter(name="Another Charity").exists()


def test_a_change_starts_from_what_is_public_and_changes_nothing_by_itself():
    partnership = published(make_submission())
    organisation = Organisation.objects.get(memberships__partnership=partnership)
    answers = questionnaire.answers_of(partnership, organisation, by=make_reviewer())
    answers |= {"answerer": {"name": "Somebody", "function": "Coordinator"}}

    submission = make_submission(answers=answers, partnership=partnership, is_change=True)
    assert questionnaire.is_complete(questionnaire.answered_steps(answers))
    outcomes = publish(questionnaire.records(submission), by=None, source="", why="A change")

    assert outcomes[PartnershipForm].same == 1


def test_answers_can_be_told_in_words():
    said = list(questionnaire.answers_in_words(questionnaire.answered_steps(complete_answers())))

    assert "Brazil, Poland" in [one.text for one in said] or "Poland, Brazil" in [one.text for one in said]
    assert "Programme" in [one.text for one in said]


def test_what_may_be_listed_already_comes_in_the_order_of_the_questionnaire():
    make_organisation(name="A hotline against abuse")
    make_organisation(name="A charity for children")
    make_partnership(title="An alliance of hotlines")
    answers = complete_answers(
        new_organisation={"name": "A charity for children"},
        partners={"i1": {"name": "A hotline against abuse"}},
        partnership={"title": "An alliance of hotlines"},
    )

    duplicates = questionnaire.likely_duplicates(answers)

    assert list(duplicates) == ["new_organisation", "partners/i1", "partnership"]

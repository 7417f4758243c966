"""What a reviewer decides: it is published, asked back or refused, once, by somebody who may, and it is told."""

import datetime

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from directory import questionnaire
from directory.models import (
    Actor,
    Mail,
    Membership,
    Organisation,
    PageReport,
    Partnership,
    PartnershipHistory,
    Question,
    Representative,
    Right,
    Standing,
    State,
    Step,
    Submission,
    SubmissionEvent,
    Suspicion,
)
from directory.records.forms import PartnershipForm
from directory.records.merging import merge
from directory.records.publishing import publish, readdress, remove
from directory.review import decisions
from directory.review.decisions import (
    CannotAccept,
    ChangedSince,
    FieldQuestion,
    MayNotDecide,
    Objection,
    Obstacle,
    SubmissionAlreadyDecided,
    TakenByAnother,
    accept,
    as_seen,
    for_reviewer,
    refuse,
    return_with_questions,
    take,
)
from directory.review.named_partners import PublicSource
from tests.support.factories import (
    complete_answers,
    make_organisation,
    make_reviewer,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db

ANNUAL_REPORT = PublicSource("Annual report 2025", "https://example.org/report")


@pytest.fixture
def reviewer():
    return make_reviewer(name="Rita Reviewer")


@pytest.fixture
def submission():
    return make_submission()


def ask(submission, *, by) -> None:
    return_with_questions(
        submission, by=by, questions=[FieldQuestion("partnership", "", "title", "Is that all?")]
    )


def mails_to(user) -> list[str]:
    return [mail.kind for mail in Mail.objects.filter(recipient=user.email).order_by("created_at")]


def speak_for(organisation: Organisation, user) -> Representative:
    return Representative.objects.create(
        user=user, organisation=organisation, right=Right.OWNER, proof="reviewer", since=timezone.now()
    )


def with_partner(**partner) -> dict:
    dull = {"name": "A hotline", "sector": "hotline", "country": "BR", "role": "member"}
    dull |= {"email": "desk@hotline.example", "language": "en"}
    return complete_answers(partners={"p1": {**dull, **partner}})


# Accepting


def test_what_is_accepted_is_public_with_its_history_and_told(submission, reviewer):
    partnership = accept(submission, by=reviewer, message="Well written.")

    submission.refresh_from_db()
    assert Partnership.objects.published().get() == partnership
    assert (submission.state, submission.partnership) == (State.ACCEPTED, partnership)
    assert submission.organisation.name == submission.answers["new_organisation"]["name"]
    event = submission.events.get()
    assert (event.what, event.by, event.reason) == (Step.ACCEPTED, reviewer, "Well written.")
    versions = PartnershipHistory.objects.filter(slug=partnership.slug).order_by("pgh_id")
    told, confirmed = (version.pgh_context.metadata for version in versions)
    assert told["by"] == confirmed["by"] == reviewer.pk
    assert (told["actor"], confirmed["actor"]) == (Actor.SECRETARIAT, Actor.ORGANISATION)
    assert told["source"] == partnership.source.slug
    mail = Mail.objects.get(recipient=submission.registrant.email)
    assert mail.kind == "submission_accepted"
    assert "Well written." in mail.text
    assert partnership.get_absolute_url() in mail.text
    assert ProcrastinateJob.objects.filter(args={"mail": str(mail.pk)}).exists()


def test_who_registers_confirms_the_record_on_the_day_on_which_it_was_sent_in(submission, reviewer):
    sent_at = timezone.now() - datetime.timedelta(days=30)
    Submission.objects.filter(pk=submission.pk).update(submitted_at=sent_at)

    partnership = accept(submission, by=reviewer)

    day = timezone.localdate(sent_at)
    assert (partnership.confirmed_on, partnership.memberships.get().confirmed_on) == (day, day)


def test_the_letter_names_three_of_what_readers_look_for_and_do_not_find(submission, reviewer):
    accept(submission, by=reviewer)

    mail = Mail.objects.get(kind="submission_accepted")

    assert "What readers look for and do not find there yet:" in mail.text
    assert 1 <= mail.text.count("\n- ") <= 3
    assert "\n- Description\n" in mail.text


def test_a_change_changes_the_record_that_is_there(submission, reviewer):
    partnership = accept(submission, by=reviewer)
    submission.refresh_from_db()
    answers = questionnaire.answers_of(partnership, submission.organisation, by=reviewer)
    answers |= {"answerer": submission.answers["answerer"]}
    answers["partnership"]["title"] = "A better title"
    change = make_submission(answers=answers, partnership=partnership, is_change=True)

    accept(change, by=reviewer)

    assert Partnership.objects.get().title == "A better title"
    assert Partnership.objects.get().slug == partnership.slug


def test_the_mail_is_in_the_language_of_the_registrant(reviewer):
    registrant = make_user(language="ar")

    accept(make_submission(registrant=registrant), by=reviewer)

    mail = Mail.objects.get(recipient=registrant.email)
    assert mail.language == "ar"
    assert 'dir="rtl"' in mail.html
    assert "/ar/partnerships/" in mail.text


def test_what_is_typed_is_escaped_in_the_mail(reviewer):
    answers = complete_answers()
    answers["partnership"]["title"] = "Tom & <b>Jerry</b>"
    submission = make_submission(answers=answers)

    refuse(submission, by=reviewer, reason="<script>alert(1)</script>")

    mail = Mail.objects.get(kind="submission_refused")
    assert "Tom & <b>Jerry</b>" in mail.subject
    assert "<script>" in mail.text
    assert "<b>Jerry" not in mail.html
    assert "<script>" not in mail.html


def test_an_account_that_is_gone_is_not_written_to(submission, reviewer):
    submission.registrant.delete()

    accept(Submission.objects.get(), by=reviewer)

    assert Partnership.objects.published().exists()
    assert not Mail.objects.exists()


def test_two_new_organisations_of_one_name_get_two_addresses(reviewer):
    answers = [complete_answers() for _ in range(2)]
    for one in answers:
        one["new_organisation"]["name"], one["partnership"]["title"] = "Charity", "Programme"

    for one in answers:
        accept(make_submission(answers=one), by=reviewer)

    assert set(Organisation.objects.values_list("slug", flat=True)) == {"charity", "charity-2"}
    assert set(Partnership.objects.values_list("slug", flat=True)) == {"programme", "programme-2"}


def test_a_partner_that_has_not_answered_is_not_named(reviewer):
    accept(make_submission(answers=with_partner()), by=reviewer)

    assert Membership.objects.get().role == "lead"
    assert not Organisation.objects.filter(name="A hotline").exists()


def test_a_partner_with_a_public_source_is_shown_as_named(reviewer):
    submission = make_submission(answers=with_partner())

    accept(submission, by=reviewer, named={"p1": ANNUAL_REPORT})

    membership = Membership.objects.shown().get(organisation__name="A hotline")
    assert membership.standing == Standing.NAMED
    assert (membership.source.title, membership.source.url) == (
        "Annual report 2025",
        "https://example.org/report",
    )


def test_a_partner_of_the_directory_is_not_entered_again(reviewer):
    hotline = make_organisation()
    submission = make_submission(answers=with_partner(organisation=hotline.slug))

    accept(submission, by=reviewer, named={"p1": ANNUAL_REPORT})

    assert Membership.objects.shown().get(organisation=hotline).role == "member"


@pytest.mark.parametrize("items", [{"p2"}, {""}, {"p1\x00"}], ids=repr)
def test_a_partner_that_is_none_is_not_named(reviewer, items):
    accept(make_submission(answers=with_partner()), by=reviewer, named=dict.fromkeys(items, ANNUAL_REPORT))

    assert Membership.objects.count() == 1


# What stands in the way of accepting


def test_an_answer_that_became_wrong_is_not_accepted(reviewer):
    submission = make_submission(answers=complete_answers(status={"status": "unheard-of"}))

    with pytest.raises(CannotAccept) as refusal:
        accept(submission, by=reviewer)

    assert refusal.value.obstacle == Obstacle.INCOMPLETE
    assert not Partnership.objects.exists()
    assert Submission.objects.waiting().exists()


def test_what_ends_before_it_starts_is_not_accepted(reviewer):
    answers = complete_answers(status={"status": "ended", "started": "2012"}, ended={"ended": "2011"})

    with pytest.raises(CannotAccept):
        accept(make_submission(answers=answers), by=reviewer)


def test_what_reads_like_case_data_is_cleared_before_it_is_accepted(submission, reviewer):
    flag = submission.flags.create(suspicion=Suspicion.CASE_DATA, step="partnership", field="summary")
    with pytest.raises(CannotAccept):
        accept(submission, by=reviewer)

    decisions.clear_flag(flag, by=reviewer)
    accept(submission, by=reviewer)

    flag.refresh_from_db()
    assert flag.cleared_by == reviewer
    assert Partnership.objects.exists()


def test_a_hidden_record_is_not_changed(submission, reviewer):
    partnership = accept(submission, by=reviewer)
    change = make_submission(partnership=partnership, is_change=True)
    remove(partnership, by=reviewer, reason="It must not be public.")

    with pytest.raises(CannotAccept) as refusal:
        accept(change, by=reviewer)

    assert refusal.value.obstacle == Obstacle.HIDDEN


def test_answers_that_were_changed_since_they_were_read_are_not_decided(submission, reviewer):
    seen = as_seen(for_reviewer(reviewer).get())
    Submission.objects.update(submitted_at=timezone.now())

    with pytest.raises(ChangedSince):
        accept(submission, by=reviewer, seen=seen)

    assert not Partnership.objects.exists()


def test_a_public_record_that_was_changed_since_it_was_read_is_not_overwritten(submission, reviewer):
    partnership = accept(submission, by=reviewer)
    change = make_submission(partnership=partnership, is_change=True)
    seen = as_seen(for_reviewer(reviewer).get(pk=change.pk))
    record = {"key": partnership.slug, "title": "Changed meanwhile"}
    publish({PartnershipForm: [record]}, by=None, source="", why="A test")

    with pytest.raises(ChangedSince):
        accept(change, by=reviewer, seen=seen)


# Returning and refusing


def test_a_submission_is_returned_with_questions(submission, reviewer):
    return_with_questions(
        submission,
        by=reviewer,
        message="Nearly there.",
        questions=[FieldQuestion("partnership", "", "title", "Is that the full name?")],
    )

    submission.refresh_from_db()
    assert submission.state == State.RETURNED
    question = Question.objects.get()
    assert (question.step, question.field, question.asked_by) == ("partnership", "title", reviewer)
    mail = Mail.objects.get()
    assert mail.kind == "submission_returned"
    assert "Is that the full name?" in mail.text
    assert "Nearly there." in mail.text
    assert submission.taken_by == reviewer


def test_nothing_is_returned_without_a_question(submission, reviewer):
    with pytest.raises(ValueError, match="question"):
        return_with_questions(submission, by=reviewer, questions=[])

    assert Submission.objects.waiting().exists()


def test_a_refusal_is_told_with_its_reason(submission, reviewer):
    refuse(submission, by=reviewer, reason="It is about one case.")

    submission.refresh_from_db()
    assert submission.state == State.REFUSED
    assert submission.events.get().reason == "It is about one case."
    assert "It is about one case." in Mail.objects.get().text
    assert not Partnership.objects.exists()


# Who may


DECISIONS = {
    "accept": accept,
    "return": ask,
    "refuse": lambda submission, by: refuse(submission, by=by, reason="No."),
    "take": take,
}
every_decision = pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS.keys())


@every_decision
def test_nobody_decides_what_they_submitted(decide, reviewer):
    submission = make_submission(registrant=reviewer)

    with pytest.raises(MayNotDecide) as refusal:
        decide(submission, by=reviewer)

    assert refusal.value.objection == Objection.OWN
    assert Submission.objects.waiting().get().taken_by is None


@every_decision
def test_nobody_decides_for_an_organisation_that_they_speak_for(decide, reviewer):
    organisation = make_organisation()
    speak_for(organisation, reviewer)
    submission = make_submission(answers=complete_answers(by=organisation))

    with pytest.raises(MayNotDecide) as refusal:
        decide(submission, by=reviewer)

    assert refusal.value.objection == Objection.SPEAKS_FOR


@every_decision
def test_nobody_decides_for_their_organisation_under_a_former_address(decide, reviewer):
    organisation = make_organisation(slug="old")
    speak_for(organisation, reviewer)
    submission = make_submission(answers=complete_answers(by=organisation))
    readdress(organisation, "new", by=None, why="")

    with pytest.raises(MayNotDecide) as refusal:
        decide(submission, by=reviewer)

    assert refusal.value.objection == Objection.SPEAKS_FOR


@every_decision
def test_a_second_reviewer_is_another_one(decide, submission, reviewer):
    refuse(submission, by=reviewer, reason="No.")
    submission.events.create(what=Step.APPEALED, by=submission.registrant)
    Submission.objects.update(state=State.WAITING)

    with pytest.raises(MayNotDecide) as refusal:
        decide(submission, by=reviewer)

    assert refusal.value.objection == Objection.REFUSED
    decide(submission, by=make_reviewer())


def test_who_refused_may_decide_what_was_simply_sent_again(submission, reviewer):
    refuse(submission, by=reviewer, reason="No.")
    Submission.objects.update(state=State.WAITING)

    accept(submission, by=reviewer)


@every_decision
@pytest.mark.parametrize("first", [accept, ask, DECISIONS["refuse"]], ids=["accepted", "returned", "refused"])
def test_whoever_is_second_is_told_who_decided_and_what(decide, first, submission, reviewer):
    first(submission, by=reviewer)

    with pytest.raises(SubmissionAlreadyDecided) as told:
        decide(submission, by=make_reviewer())

    assert told.value.event.by == reviewer
    assert SubmissionEvent.objects.count() == 1


@every_decision
def test_what_was_withdrawn_is_not_decided(decide, submission, reviewer):
    Submission.objects.update(state=State.WITHDRAWN)
    submission.events.create(what=Step.WITHDRAWN, by=submission.registrant)

    with pytest.raises(SubmissionAlreadyDecided) as told:
        decide(submission, by=reviewer)

    assert told.value.event.what == Step.WITHDRAWN


@every_decision
def test_what_another_has_taken_is_theirs(decide, submission, reviewer):
    take(submission, by=reviewer)

    with pytest.raises(TakenByAnother) as told:
        decide(submission, by=make_reviewer())

    assert told.value.by == reviewer
    assert told.value.since


def test_what_is_taken_can_be_given_back_and_taken_over(submission, reviewer):
    second, third = make_reviewer(), make_reviewer()
    take(submission, by=reviewer)

    take(submission, by=second, over_from=reviewer)
    assert Submission.objects.get().taken_by == second
    with pytest.raises(TakenByAnother):
        take(submission, by=third, over_from=reviewer)
    decisions.give_back(submission, by=reviewer)
    assert Submission.objects.get().taken_by == second
    decisions.give_back(submission, by=second)
    assert Submission.objects.get().taken_by is None


# Reports of problems


def test_a_report_is_settled_once_and_its_reporter_told_in_the_language_of_the_page(reviewer):
    report = PageReport.objects.create(
        path="/fr/partnerships/vgt/", problem="old", text="It ended.", email="reader@example.org"
    )

    decisions.settle(report, by=reviewer, outcome="It is marked as ended now.")
    with pytest.raises(decisions.ReportAlreadySettled):
        decisions.settle(report, by=make_reviewer(), outcome="Nothing.")

    report.refresh_from_db()
    assert (report.settled_by, report.outcome) == (reviewer, "It is marked as ended now.")
    mail = Mail.objects.get()
    assert (mail.recipient, mail.language) == ("reader@example.org", "fr")
    assert "It is marked as ended now." in mail.text


def test_who_left_no_address_is_not_written_to(reviewer):
    report = PageReport.objects.create(path="/partnerships/vgt/", problem="old", text="It ended.")

    decisions.settle(report, by=reviewer, outcome="Done.")

    assert not Mail.objects.exists()


# Partners' answers, and the first owner


def test_what_partners_answered_is_applied_and_later_answers_find_the_record(reviewer):
    submission = make_submission(answers=with_partner())
    invited = {"name": "A hotline", "role": "member", "email": "desk@hotline.example", "sector_id": "hotline"}
    answered = {"answer": "yes", "used_at": timezone.now(), "is_proved": True}
    submission.invitations.create(item="p1", token_hash="1", country_id="BR", **invited, **answered)
    later = submission.invitations.create(item="p2", token_hash="2", **{**invited, "name": "Another"})

    partnership = accept(submission, by=reviewer, named={"p1": ANNUAL_REPORT})

    membership = partnership.memberships.get(organisation__name="A hotline")
    assert membership.standing == Standing.CONFIRMED
    assert not membership.source.url
    later.refresh_from_db()
    assert later.partnership == partnership


def test_who_was_checked_becomes_the_first_owner(submission, reviewer):
    partnership = accept(submission, by=reviewer, makes_owner=True)

    organisation = partnership.memberships.get().organisation
    owner = organisation.representatives.owners().get()
    assert (owner.user, owner.decided_by) == (submission.registrant, reviewer)
    assert mails_to(submission.registrant) == ["claim_granted", "submission_accepted"]


def test_an_organisation_that_has_an_owner_keeps_it(reviewer):
    organisation = make_organisation()
    owner = speak_for(organisation, make_user())

    accept(make_submission(answers=complete_answers(by=organisation)), by=reviewer, makes_owner=True)

    assert organisation.representatives.owners().get() == owner


def test_who_has_asked_to_speak_for_it_is_granted_that(reviewer):
    organisation, registrant = make_organisation(), make_user()
    claim = Representative.objects.create(user=registrant, organisation=organisation)
    submission = make_submission(answers=complete_answers(by=organisation), registrant=registrant)

    accept(submission, by=reviewer, makes_owner=True)

    assert organisation.representatives.owners().get() == claim


def test_an_organisation_that_was_merged_meanwhile_is_the_one_that_stayed(reviewer):
    kept, gone = make_organisation(), make_organisation()
    submission = make_submission(answers=complete_answers(by=gone), organisation=gone)
    merge(kept, gone, by=reviewer, reason="The same.")

    partnership = accept(submission, by=reviewer)

    assert partnership.memberships.get().organisation == kept

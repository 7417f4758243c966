"""The end of a draft: checking the answers, sending them in, and what becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.gate.channels import places_to_report
from directory.gate.form_keys import sent_once
from directory.models import Question, State, Step, Submission, SubmissionEvent, User
from directory.questionnaire import (
    DIFFERENT,
    FURTHER,
    PAGES,
    STEPS,
    AnsweredStep,
    AnswerInWords,
    QuestionnairePage,
    answer_key,
    page_of,
)
from directory.registration import saving, submitting, tasks
from directory.registration.asked_partners import asked_partners, asking_days
from directory.registration.decision_times import day_of_decision, decision_times
from directory.registration.drafts import open_questions, questions_about, submission_of, typed_version
from directory.registration.forms import SecondReviewerForm
from directory.registration.partners import item_name
from directory.registration.start import too_many_drafts
from directory.registration.steps import task_list
from directory.rights import permissions
from directory.rights.methods import require_http_methods, require_POST


@permissions.signed_in
@require_http_methods(["GET", "HEAD"])
def draft(request: HttpRequest, pk: object) -> HttpResponse:
    """The task list while the answers can be changed; afterwards what became of them."""
    submission = submission_of(request, pk)
    if submission.is_open_to_change:
        return task_list(request, submission)
    events = list(submission.events.order_by("-at"))
    partners = asked_partners(submission)
    return render(
        request,
        "directory/registration/state.html",
        {
            "submission": submission,
            "events": events,
            "decision": next(
                (event for event in events if event.what in (Step.REFUSED, Step.ACCEPTED)), None
            ),
            "can_appeal": submission.state == State.REFUSED
            and not any(event.what == Step.APPEALED for event in events),
            "partners": partners,
            "partners_are_asked": any(not partner.is_unasked for partner in partners),
            "asking_days": asking_days(partner.invitation for partner in partners),
            "decision_times": decision_times(),
            "decided_by": day_of_decision(submission),
            "receipt_went_to": _receipt_address(events, request.user),
        },
    )


def _receipt_address(events: Iterable[SubmissionEvent], reader: User) -> str:
    """Where the mail went that says that we have it, for whoever sent it in; "" for others."""
    senders = [event.by_id for event in events if event.what == Step.SUBMITTED]
    return reader.email if senders[:1] == [reader.pk] else ""


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """An answer with its errors, and with the open questions of a reviewer about it."""

    answer: AnswerInWords
    errors: list[str]
    questions: list[Question]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """A page, a partner or a resource, to be checked. `url` is empty where it cannot be changed. `has_nobody_to_ask`: a partner
    without an owner and without an address."""

    key: str
    title: str | Promise
    url: str
    answers: list[CheckedAnswer]
    has_nobody_to_ask: bool = False
    is_of_another_kind: bool = False  # a state or a partnership


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: object) -> HttpResponse:
    """All answers with all problems, and sending them in."""
    submission = submission_of(request, pk)
    if request.method == "POST":
        return _submit(request, submission)
    if not submission.is_open_to_change:
        return redirect("directory:draft", pk)
    answered_steps = questionnaire.answered_steps(submission.answers)
    return render(
        request,
        "directory/registration/check.html",
        {
            "submission": submission,
            "pages": _checked_pages(submission, answered_steps),
            "not_asked": _not_asked(submission, answered_steps),
            "tasks": tasks.tasks(submission, answered_steps, open_questions(submission)),
            "is_complete": questionnaire.is_ready(submission, answered_steps),
            "seen": submitting.count_of_saves(submission),
            "alike": _likely_duplicates(submission),
            "is_unproved": not submission.organisation,
        },
    )


def _submit(request: HttpRequest, submission: Submission) -> HttpResponse:
    # No count is -1: without one, the answers are taken to have changed since they were checked
    seen = typed_version(request.POST.get("seen", ""), otherwise=-1)
    try:
        submitting.submit(submission, seen=seen, by=request.user)
    except submitting.NotPossible:
        messages.info(request, _("It has been sent in already."))
    except submitting.ChangedMeanwhile:
        messages.warning(
            request, _("Somebody changed an answer since you opened this page. Check once more.")
        )
        return redirect("directory:draft_check", submission.pk)
    except submitting.NotComplete:
        messages.error(request, _("Something is missing or wrong. Nothing was sent."))
        return redirect("directory:draft_check", submission.pk)
    return redirect("directory:draft", submission.pk)


def _checked_pages(submission: Submission, answered_steps: list[AnsweredStep]) -> list[CheckedPage]:
    """The answers by page, and those about each partner and resource by itself. What was left empty is left out."""
    answers: dict[str, list[AnswerInWords]] = {}
    for answer in questionnaire.answers_in_words(answered_steps):
        answers.setdefault(answer_key(answer.step, answer.item), []).append(answer)
    questions = open_questions(submission)
    checked_pages: dict[str, CheckedPage] = {}
    for answered in answered_steps:
        step, item = answered.step, answered.item
        for answer in answers.get(answer_key(step.key, item), []):
            errors = [str(error) for error in answered.form.errors.get(answer.field, ())]
            asked = questions_about(questions, step.key, item, answer.field)
            page = page_of(step.key, answer.field)
            is_missing = _is_missing(answered, answer.field)
            if answer.text or errors or asked or is_missing:
                key = answer_key(step.key, item) if item else page.key if page else step.key
                checked_page = checked_pages.setdefault(key, _checked_page(submission, answered, page))
                checked_page.answers.append(CheckedAnswer(answer, errors, asked, is_missing))
    order = list(PAGES)
    return sorted(
        checked_pages.values(), key=lambda page: order.index(page.key) if page.key in order else len(order)
    )


def _is_missing(answered: AnsweredStep, name: str) -> bool:
    """Whether an answer is needed in a step that nobody has begun: what is required, and where it begins."""
    if answered.form.is_bound or not answered.step.is_required:
        return False
    return answered.form.fields[name].required or name == next(iter(answered.form.fields))


def _checked_page(
    submission: Submission, answered: AnsweredStep, page: QuestionnairePage | None
) -> CheckedPage:
    step, item = answered.step, answered.item
    is_fixed = submission.is_change and step.key in tasks.FIXED_IN_A_CHANGE
    if item or page is None:
        title = f"{page.title if page else step.title}: {item_name(answered)}" if item else step.title
        checked_page = CheckedPage(step.key, title, tasks.url_of(submission, step, item), [])
        if step.key != "partners":
            return checked_page
        form = answered.form
        return replace(
            checked_page,
            has_nobody_to_ask=form.has_nobody_to_ask,
            is_of_another_kind=form.is_of_another_kind,
        )
    return CheckedPage(page.key, page.title, "" if is_fixed else tasks.url_of_page(submission, page), [])


def _not_asked(submission: Submission, answered_steps: list[AnsweredStep]) -> list[str]:
    """What readers look for and nobody has said yet, in words."""
    return [
        answer.label
        for answer in questionnaire.answers_in_words(answered_steps)
        if (answer.step, answer.field) in FURTHER.questions and not answer.text
    ]


def _likely_duplicates(submission: Submission) -> list[dict]:
    """For each name that is typed, the records that may be the same, and why somebody said that they are not."""
    changed_record = submission.partnership if submission.is_change else None
    reasons = submission.answers.get(DIFFERENT, {})
    candidates_by_key = questionnaire.likely_duplicates(submission.answers, changes=changed_record)
    return [
        {
            "key": key.split("/"),
            "candidates": candidates,
            "because": reasons.get(key, {}).get("because", ""),
            "title": STEPS[key.partition("/")[0]].title,
        }
        for key, candidates in candidates_by_key.items()
    ]


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    submission = submission_of(request, pk)
    if request.method == "POST":
        try:
            submitting.withdraw(submission, by=request.user)
        except submitting.NotPossible:
            messages.error(request, _("It cannot be withdrawn any more."))
        return redirect("directory:draft", pk)
    if submission.state not in (State.WAITING, State.RETURNED):
        return redirect("directory:draft", pk)
    return render(request, "directory/registration/withdraw.html", {"submission": submission})


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: object) -> HttpResponse:
    """Only who began a draft deletes it."""
    submission = submission_of(request, pk)
    if submission.registrant_id != request.user.pk:
        raise Http404
    if request.method == "POST":
        try:
            submitting.delete(submission)
        except submitting.NotPossible:
            return redirect("directory:draft", pk)
        messages.success(request, _("The draft has been deleted."))
        return redirect("directory:register")
    if submission.state != State.DRAFT:
        return redirect("directory:draft", pk)
    return render(request, "directory/registration/delete.html", {"submission": submission})


@permissions.signed_in
@sent_once
@require_POST
def again(request: HttpRequest, pk: object) -> HttpResponse:
    """A new draft from the answers of one that was refused or withdrawn."""
    submission = submission_of(request, pk)
    if submission.state not in (State.REFUSED, State.WITHDRAWN):
        return redirect("directory:draft", pk)
    changed_record = submission.partnership if submission.is_change else None
    try:
        new_draft = saving.start(by=request.user, answers=submission.answers, partnership=changed_record)
    except saving.Full:
        return too_many_drafts(request)
    return redirect("directory:draft", new_draft.pk)


@permissions.signed_in
@sent_once
@require_http_methods(["GET", "HEAD", "POST"])
def second_reviewer(request: HttpRequest, pk: object) -> HttpResponse:
    submission = submission_of(request, pk)
    if submission.state != State.REFUSED:
        return redirect("directory:draft", pk)
    form = SecondReviewerForm(request.POST or None)
    if form.is_valid():
        try:
            submitting.ask_for_second_reviewer(submission, why=form.cleaned_data["why"], by=request.user)
        except submitting.NotPossible:
            messages.error(request, _("A second reviewer has been asked for already."))
        return redirect("directory:draft", pk)
    return render(
        request,
        "directory/registration/second_reviewer.html",
        {"submission": submission, "form": form, "places": places_to_report(request)},
    )

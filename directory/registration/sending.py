"""The end of a draft: checking the answers, sending them in, and what becomes of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory import questionnaire
from directory.gate.channels import channel_of
from directory.models import Question, State, Step, Submission
from directory.questionnaire import DIFFERENT, STEPS, Answered, Said, place
from directory.registration import saving, submitting, tasks
from directory.registration.forms import SecondReviewerForm
from directory.registration.steps import name_of, open_questions, own, task_list
from directory.rights import permissions


@permissions.signed_in
@require_http_methods(["GET", "HEAD"])
def draft(request: HttpRequest, pk: object) -> HttpResponse:
    """The task list while the answers can be changed; afterwards what became of them."""
    submission = own(request, pk)
    if submission.is_open_to_change:
        return task_list(request, submission)
    events = list(submission.events.order_by("-at"))
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
            "invitations": submission.invitations.order_by("name"),
        },
    )


@dataclass(frozen=True, slots=True)
class Row:
    """An answer with what is wrong with it and what a reviewer asks about it."""

    said: Said
    errors: list[str]
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class Page:
    """A step, or an item of one, to be checked. `url` is empty where it cannot be changed."""

    title: str | Promise
    url: str
    rows: list[Row]
    is_missing: bool


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: object) -> HttpResponse:
    """All answers with all problems, and sending them in."""
    submission = own(request, pk)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            submitting.submit(
                submission,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
                by=request.user,
            )
        except submitting.NotPossible:
            messages.info(request, _("It has been sent in already."))
        except submitting.ChangedMeanwhile:
            messages.warning(
                request, _("Somebody changed an answer since you opened this page. Check once more.")
            )
            return redirect("directory:draft_check", pk)
        except submitting.NotComplete:
            messages.error(request, _("Something is missing or wrong. Nothing was sent."))
            return redirect("directory:draft_check", pk)
        return redirect("directory:draft", pk)
    if not submission.is_open_to_change:
        return redirect("directory:draft", pk)
    forms = questionnaire.answered(submission.answers)
    pages = pages_of(submission, forms)
    changes = submission.partnership if submission.is_change else None
    said = submission.answers.get(DIFFERENT, {})
    return render(
        request,
        "directory/registration/check.html",
        {
            "submission": submission,
            "pages": pages,
            "is_complete": questionnaire.is_complete(forms),
            "seen": submitting.saves(submission),
            "alike": [
                {
                    "key": key.split("/"),
                    "found": found,
                    "because": said.get(key, {}).get("because", ""),
                    "title": STEPS[key.partition("/")[0]].title,
                }
                for key, found in questionnaire.likely_duplicates(submission.answers, changes=changes).items()
            ],
            "is_unproved": not submission.organisation,
        },
    )


def pages_of(submission: Submission, forms: list[Answered]) -> list[Page]:
    """The answers by step."""
    said: dict[str, list[Said]] = {}
    for one in questionnaire.in_words(forms):
        said.setdefault(place(one.step, one.item), []).append(one)
    questions = open_questions(submission)
    return [
        Page(
            title=f"{one.step.title}: {name_of(one)}" if one.item else one.step.title,
            url=""
            if submission.is_change and one.step.key in tasks.FIXED_IN_A_CHANGE
            else tasks.url_of(submission, one.step, one.item),
            rows=[
                Row(
                    row,
                    [str(error) for error in one.form.errors.get(row.field, ())],
                    [q for q in questions if (q.step, q.item, q.field) == (row.step, row.item, row.field)],
                )
                for row in said.get(place(one.step.key, one.item), [])
                if row.field != "is_new" or row.text
            ],
            is_missing=not one.form.is_bound and one.step.is_required,
        )
        for one in forms
    ]


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: object) -> HttpResponse:
    submission = own(request, pk)
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
    submission = own(request, pk)
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
@require_POST
def again(request: HttpRequest, pk: object) -> HttpResponse:
    """A new draft from the answers of one that was refused or withdrawn."""
    submission = own(request, pk)
    if submission.state not in (State.REFUSED, State.WITHDRAWN):
        return redirect("directory:draft", pk)
    changes = submission.partnership if submission.is_change else None
    try:
        new = saving.start(by=request.user, answers=submission.answers, partnership=changes)
    except saving.Full:
        messages.error(
            request,
            _("You have %(most)s open drafts. Finish or delete one first.") % {"most": saving.MOST_DRAFTS},
        )
        return redirect("directory:register")
    return redirect("directory:draft", new.pk)


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def second_reviewer(request: HttpRequest, pk: object) -> HttpResponse:
    submission = own(request, pk)
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
        {"submission": submission, "form": form, "channel": channel_of(request)},
    )

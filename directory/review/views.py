"""The queue and what is in it: a submission, a report of a problem."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.asking import invitations
from directory.gate.form_keys import NOT_TYPED, sent_once
from directory.models import Flag, PageReport, Question, State, Submission, User
from directory.models.reference_numbers import ReferenceNumber
from directory.review import decisions
from directory.review.comparison import compared, grouped
from directory.review.forms import DecisionForm, SettlingForm
from directory.review.queue import Queue
from directory.review.unconfirmed import waiting_count
from directory.rights import permissions
from directory.rights.methods import require_POST, require_safe

PUBLISH, REFUSE = "publish", "refuse"
SURE = "sure"  # the field that says which decision was asked back about
LONGEST_NUMBER_SHOWN = 40  # characters
DIGITS_OF_BIGINT = 19  # a number of fewer digits always fits into PostgreSQL's bigint


@permissions.reviewer
@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    typed_number = request.GET.get("number", "").strip()
    if typed_number and (submission := _submission_with(typed_number)):
        return redirect("directory:review_submission", submission.pk)
    queue = Queue(request.GET, path=request.path, reviewer=request.user)
    context = {
        "queue": queue,
        "unconfirmed_count": waiting_count(),
        "typed_number": typed_number[:LONGEST_NUMBER_SHOWN],
        "has_a_slip": ReferenceNumber.typed(typed_number) is None,
    }
    return render(request, "directory/review/queue.html", context)


def _submission_with(typed_number: str) -> Submission | None:
    """The submission of which somebody typed the number, whatever became of it."""
    number = ReferenceNumber.typed(typed_number)
    return Submission.objects.with_reference(number).first() if number else None


# A submission


@permissions.reviewer
@require_safe
def submission_page(request: HttpRequest, pk: str) -> HttpResponse:
    submission = _submission_for(request, pk)
    context = _page(request, submission, _decision_form(request, submission))
    return render(request, "directory/review/submission.html", context)


@permissions.reviewer
@sent_once
@require_POST
def accept(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str:
        options = {
            "message": form.cleaned_data["message"],
            "named": form.named,
            "believed": form.believed,
        }
        # The form lacks the field where there is an owner already, or no registrant any more.
        options["makes_owner"] = form.cleaned_data.get("makes_owner", False)
        partnership = decisions.accept(submission, by=request.user, seen=_seen(request), **options)
        return _("“%(title)s” is public now.") % {"title": partnership}

    return _decide(request, pk, decide, is_right=DecisionForm.is_acceptance, asks_back=PUBLISH)


@permissions.reviewer
@sent_once
@require_POST
def return_with_questions(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str:
        options = {"message": form.cleaned_data["message"], "questions": form.questions}
        decisions.return_with_questions(submission, by=request.user, seen=_seen(request), **options)
        return _("“%(title)s” was returned with your questions.") % {"title": submission.title}

    return _decide(request, pk, decide, is_right=DecisionForm.is_return)


@permissions.reviewer
@sent_once
@require_POST
def refuse(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str:
        reason = form.cleaned_data["message"]
        decisions.refuse(submission, by=request.user, seen=_seen(request), reason=reason)
        return _("“%(title)s” was refused.") % {"title": submission.title}

    return _decide(request, pk, decide, is_right=DecisionForm.is_refusal, asks_back=REFUSE)


@permissions.reviewer
@require_POST
def take(request: HttpRequest, pk: str) -> HttpResponse:
    submission = _submission_for(request, pk)
    over_from = User.objects.filter(pk=typed).first() if (typed := _number(request, "over_from")) else None
    try:
        decisions.take(submission, by=request.user, over_from=over_from)
    except STOPS as stop:
        messages.warning(request, in_words(stop))
    return redirect("directory:review_submission", submission.pk)


@permissions.reviewer
@require_POST
def give_back(request: HttpRequest, pk: str) -> HttpResponse:
    decisions.give_back(_submission_for(request, pk), by=request.user)
    return redirect("directory:review")


@permissions.reviewer
@require_POST
def clear_flag(request: HttpRequest, pk: str, flag_pk: int) -> HttpResponse:
    flags = Flag.objects.select_related("submission")
    flag = get_object_or_404(flags, pk=flag_pk, submission=_submission_for(request, pk))
    decisions.clear_flag(flag, by=request.user)
    messages.success(request, _("The flag is cleared."))
    return redirect("directory:review_submission", pk)


# What may stop a decision although the form is right: somebody or something else was quicker, or a rule forbids it
STOPS = (
    decisions.SubmissionAlreadyDecided,
    decisions.TakenByAnother,
    decisions.MayNotDecide,
    decisions.ChangedSince,
    decisions.CannotAccept,
)


def in_words(stop: Exception) -> str:
    """What stopped a decision, as a sentence."""
    match stop:
        case decisions.SubmissionAlreadyDecided(event=None) | decisions.ReportAlreadySettled():
            return _("Somebody else was quicker: it does not wait any more.")
        case decisions.SubmissionAlreadyDecided(event=event):
            return _("%(who)s was quicker (%(when)s): %(what)s.") % {
                "who": event.by or _("Somebody whose account is gone"),
                "when": date_format(event.at, "DATETIME_FORMAT"),
                "what": event.get_what_display(),
            }
        case decisions.TakenByAnother(by=by, since=since):
            return _("%(who)s has it since %(when)s. Take it over first, or leave it.") % {
                "who": by,
                "when": date_format(since, "DATETIME_FORMAT"),
            }
        case decisions.MayNotDecide(objection=reason) | decisions.CannotAccept(obstacle=reason):
            return str(reason.label)
    return _("It has been changed since you opened it. Here is how it is now; please look again.")


def _submission_for(request: HttpRequest, pk: str) -> Submission:
    """A submission that was sent, with what decides about it; a draft is its registrant's alone, and 404 here."""
    # The database would keep a submission that was withdrawn without having been sent.
    sent = decisions.for_reviewer(request.user).exclude(state=State.DRAFT).exclude(submitted_at=None)
    questions = Question.objects.filter(submission=OuterRef("pk")).order_by("pk")
    question = JSONObject(**{name: name for name in ("step", "item", "field", "text")})
    earlier_questions = ArraySubquery(questions.values(question=question))
    return get_object_or_404(sent.annotate(earlier_questions=earlier_questions), pk=pk)


def _number(request: HttpRequest, name: str) -> int:
    """A primary key that was sent, or 0, which nobody has."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < DIGITS_OF_BIGINT else 0


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def _decide(
    request: HttpRequest,
    pk: str,
    decide: Callable[[Submission, DecisionForm], str],
    *,
    is_right: Callable[[DecisionForm], bool],
    asks_back: str = "",
) -> HttpResponse:
    """Decide with what was typed, and go on to the queue; or show the page again, which says what is the matter.

    `decide` gives the message for the reviewer. `asks_back`: the decision that a page of its own asks back about, before it
    is taken; whoever goes back from there finds the answers with what was typed.
    """
    submission = _submission_for(request, pk)
    form = _decision_form(request, submission)
    if "back" in request.POST or not is_right(form):
        context = _page(request, submission, form) | {"seen": _seen(request)}
        return render(request, "directory/review/submission.html", context)
    try:
        if asks_back and request.POST.get(SURE) != asks_back:
            decisions.check(submission, by=request.user, seen=_seen(request), publishes=asks_back == PUBLISH)
            return _ask_back(request, submission, form, asks_back)
        done = decide(submission, form)
    except STOPS as stop:
        # Anything may have changed since: the page shows the submission as it is now, with what was typed.
        submission = _submission_for(request, pk)
        context = _page(request, submission, _decision_form(request, submission)) | {"stop": in_words(stop)}
        return render(request, "directory/review/submission.html", context, status=409)
    messages.success(request, done)
    return redirect("directory:review")


def _ask_back(
    request: HttpRequest, submission: Submission, form: DecisionForm, decision: str
) -> HttpResponse:
    """The page that says what a decision does, and takes it or goes back, with all that was typed."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (*NOT_TYPED, SURE)
        for value in values
    ]
    context = {
        "submission": submission,
        "decision": decision,
        "message": form.cleaned_data["message"],
        "named": [page.partner for page in form.sources if page.url.value()],
        "typed": typed,
    }
    return render(request, "directory/review/ask_back.html", context)


def _decision_form(request: HttpRequest, submission: Submission) -> DecisionForm:
    """The form with what was typed. It reads no more than a decision needs: the page, which compares texts and looks
    for duplicates, is built only where it is shown."""
    invitations_sent = list(submission.invitations.select_related("organisation").order_by("pk"))
    return DecisionForm(
        request.POST if request.method == "POST" else None,
        rows=compared(submission, by=request.user),
        invitations_sent=invitations_sent,
        held=invitations.to_check(invitations_sent, submission.partnership),
        may_make_owner=bool(submission.registrant_id) and not submission.has_owner,
    )


def _page(request: HttpRequest, submission: Submission, form: DecisionForm) -> dict:
    """What the page of a submission shows."""
    flags = list(submission.flags.select_related("cleared_by").order_by("pk"))
    is_new = submission.state == State.WAITING and not submission.is_change
    duplicates = questionnaire.likely_duplicates(submission.answers) if is_new else {}
    return {
        "submission": submission,
        "seen": decisions.as_seen(submission),
        "groups": grouped(form.rows, submission, flags=flags, questions=submission.earlier_questions),
        "flags": flags,
        "alike": [likeness for likenesses in duplicates.values() for likeness in likenesses],
        "form": form,
        "representative": decisions.representative_of(submission),
        "invitations": form.invitations_sent,
        "undelivered": invitations.undelivered(form.invitations_sent),
        "events": submission.events.select_related("by").order_by("pk"),
        "objection": decisions.objection(submission),
        "is_mine": submission.taken_by_id == request.user.pk,
        "is_waiting": submission.state == State.WAITING,
    }


# A reported problem


@permissions.reviewer
@sent_once
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(
        PageReport.objects.select_related(
            "partnership", "organisation", "settled_by", "invitation__organisation"
        ),
        pk=pk,
    )
    held = invitations.to_check([report.invitation], report.partnership) if report.invitation else []
    hint = _("Whoever reported it is told, if there is an address.")
    form = SettlingForm(
        request.POST if request.method == "POST" else None,
        held=held[0] if held else None,
        label=_("What became of it"),
        hint=hint,
    )
    stop = ""
    if request.method == "POST" and form.is_valid():
        try:
            decisions.settle(
                report,
                by=request.user,
                outcome=form.cleaned_data["reason"],
                believes=form.cleaned_data.get("believes", False),
            )
        except decisions.ReportAlreadySettled as settled:
            stop = in_words(settled)
        else:
            messages.success(request, _("The report is settled."))
            return redirect("directory:review")
    context = {"report": report, "form": form, "stop": stop}
    return render(request, "directory/review/report.html", context, status=409 if stop else 200)

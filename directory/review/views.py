"""The queue and what is in it: a submission, a report of a problem."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory import questionnaire
from directory.asking import invitations
from directory.models import Flag, PageReport, Question, State, Submission, User
from directory.review import decisions
from directory.review.comparison import compared, partners_in
from directory.review.forms import DecisionForm, SettlingForm
from directory.review.queue import Queue
from directory.rights import permissions


@permissions.reviewer
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    asked = Queue(request.GET, path=request.path, reviewer=request.user)
    return render(request, "directory/review/queue.html", {"queue": asked})


# A submission


@permissions.reviewer
@require_safe
def submission(request: HttpRequest, pk: str) -> HttpResponse:
    return render(request, "directory/review/submission.html", _context(request, _submission(request, pk)))


@permissions.reviewer
@require_POST
def accept(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str | None:
        if not form.is_acceptance():
            return None
        options = {
            "message": form.cleaned_data["message"],
            "named": form.named,
            "believed": form.believed,
        }
        options["makes_owner"] = form.cleaned_data.get("makes_owner", False)
        partnership = decisions.accept(submission, by=request.user, seen=_seen(request), **options)
        return _("“%(title)s” is public now.") % {"title": partnership}

    return _decide(request, pk, decide)


@permissions.reviewer
@require_POST
def return_with_questions(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str | None:
        if not form.is_return():
            return None
        options = {"message": form.cleaned_data["message"], "questions": form.questions}
        decisions.return_with_questions(submission, by=request.user, seen=_seen(request), **options)
        return _("“%(title)s” was returned with your questions.") % {"title": submission.title}

    return _decide(request, pk, decide)


@permissions.reviewer
@require_POST
def refuse(request: HttpRequest, pk: str) -> HttpResponse:
    def decide(submission: Submission, form: DecisionForm) -> str | None:
        if not form.is_refusal():
            return None
        reason = form.cleaned_data["message"]
        decisions.refuse(submission, by=request.user, seen=_seen(request), reason=reason)
        return _("“%(title)s” was refused.") % {"title": submission.title}

    return _decide(request, pk, decide)


@permissions.reviewer
@require_POST
def take(request: HttpRequest, pk: str) -> HttpResponse:
    found = _submission(request, pk)
    over_from = User.objects.filter(pk=typed).first() if (typed := _number(request, "over_from")) else None
    try:
        decisions.take(found, by=request.user, over_from=over_from)
    except STOPS as stop:
        messages.warning(request, in_words(stop))
    return redirect("directory:review_submission", found.pk)


@permissions.reviewer
@require_POST
def give_back(request: HttpRequest, pk: str) -> HttpResponse:
    decisions.give_back(_submission(request, pk), by=request.user)
    return redirect("directory:review")


@permissions.reviewer
@require_POST
def clear_flag(request: HttpRequest, pk: str, flag: int) -> HttpResponse:
    found = get_object_or_404(
        Flag.objects.select_related("submission"), pk=flag, submission=_submission(request, pk)
    )
    decisions.clear_flag(found, by=request.user)
    messages.success(request, _("The flag is cleared."))
    return redirect("directory:review_submission", pk)


STOPS = (
    decisions.AlreadyDecided,
    decisions.TakenByAnother,
    decisions.MayNotDecide,
    decisions.ChangedSince,
    decisions.CannotAccept,
)


def in_words(stop: Exception) -> str:
    """What stopped a decision, as a sentence."""
    match stop:
        case decisions.AlreadyDecided(event=None):
            return _("Somebody else was quicker: it does not wait any more.")
        case decisions.AlreadyDecided(event=event):
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


def _submission(request: HttpRequest, pk: str) -> Submission:
    """One that was sent. A draft is its registrant's alone."""
    sent = decisions.for_reviewer(request.user).exclude(state=State.DRAFT).exclude(submitted_at=None)
    questions = Question.objects.filter(submission=OuterRef("pk")).order_by("pk")
    asked = JSONObject(**{name: name for name in ("step", "item", "field", "text")})
    return get_object_or_404(sent.annotate(asked=ArraySubquery(questions.values(one=asked))), pk=pk)


def _number(request: HttpRequest, name: str) -> int:
    """A number that was sent, or 0."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _seen(request: HttpRequest) -> str:
    return request.POST.get("seen", "")


def _decide(
    request: HttpRequest, pk: str, decide: Callable[[Submission, DecisionForm], str | None]
) -> HttpResponse:
    """Decide with what was typed, and go on to the queue; or show the page again, which says what is the matter."""
    found = _submission(request, pk)
    context = _context(request, found, typed=request.POST)
    try:
        done = decide(found, context["form"])
    except STOPS as stop:
        context = _context(request, _submission(request, pk), typed=request.POST) | {"stop": in_words(stop)}
        return render(request, "directory/review/submission.html", context, status=409)
    if done is None:
        return render(request, "directory/review/submission.html", context | {"seen": _seen(request)})
    messages.success(request, done)
    return redirect("directory:review")


def _context(request: HttpRequest, found: Submission, *, typed: QueryDict | None = None) -> dict:
    flags = list(found.flags.select_related("cleared_by").order_by("pk"))
    groups = compared(found, by=request.user, flags=flags, questions=found.asked)
    asked = list(found.invitations.select_related("organisation").order_by("pk"))
    is_new = found.state == State.WAITING and not found.is_change
    answered = {one.item for one in asked if one.answer}
    may_make_owner = bool(found.registrant_id) and not found.has_owner
    return {
        "submission": found,
        "seen": decisions.as_seen(found),
        "groups": groups,
        "flags": flags,
        "alike": questionnaire.likely_duplicates(found.answers).values() if is_new else (),
        "form": DecisionForm(
            typed,
            groups=groups,
            partners=partners_in(groups, without=answered),
            held=invitations.to_check(asked, found.partnership),
            may_make_owner=may_make_owner,
        ),
        "representative": decisions.representative_of(found),
        "invitations": asked,
        "events": found.events.select_related("by").order_by("pk"),
        "objection": decisions.objection(found),
        "is_mine": found.taken_by_id == request.user.pk,
        "is_waiting": found.state == State.WAITING,
    }


# A reported problem


@permissions.reviewer
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        PageReport.objects.select_related(
            "partnership", "organisation", "settled_by", "invitation__organisation"
        ),
        pk=pk,
    )
    held = invitations.to_check([found.invitation], found.partnership) if found.invitation else []
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
                found,
                by=request.user,
                outcome=form.cleaned_data["reason"],
                believes=form.cleaned_data.get("believes", False),
            )
        except decisions.AlreadyDecided as quicker:
            stop = in_words(quicker)
        else:
            messages.success(request, _("The report is settled."))
            return redirect("directory:review")
    context = {"report": found, "form": form, "stop": stop}
    return render(request, "directory/review/report.html", context, status=409 if stop else 200)

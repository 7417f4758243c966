"""The pages of a draft: its task list, a small page for each step, and what to do where two people or two records meet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory import questionnaire
from directory.gate.channels import channel_of
from directory.models import Question, Representative, Submission
from directory.questionnaire import (
    DIFFERENT,
    LONGEST_TEXT,
    STEPS,
    Answered,
    FewKnown,
    Step,
    StepForm,
    Typed,
    place,
)
from directory.records.duplicates import Alike
from directory.registration import finding, saving, tasks
from directory.registration.forms import DIFFERENT as IS_DIFFERENT
from directory.registration.forms import DifferentForm, free_texts
from directory.rights import permissions

ITEM_KEY = 40  # characters at most
LARGEST_VERSION = 9  # digits


def own(request: HttpRequest, pk: object) -> Submission:
    """The submission, for those who may see it; Http404 for others."""
    mine = Submission.objects.visible_to(request.user).select_related("partnership", "organisation")
    return get_object_or_404(mine, pk=pk)


def open_questions(submission: Submission) -> list[Question]:
    """What a reviewer asked and nobody has answered by sending it in once more."""
    return list(submission.questions.filter(resolved_at=None).order_by("asked_at"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A field with what a reviewer asks about it."""

    field: BoundField
    questions: list[Question]


def task_list(request: HttpRequest, submission: Submission) -> HttpResponse:
    forms = questionnaire.answered(submission.answers)
    questions = open_questions(submission)
    return render(
        request,
        "directory/registration/tasks.html",
        {
            "submission": submission,
            "sections": tasks.sections(submission, forms, questions),
            "questions": questions,
            "is_complete": questionnaire.is_complete(forms),
        },
    )


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: object, key: str, item: str = "") -> HttpResponse:
    """A step, or one item of a step that repeats. What is sent is kept, complete or not, right or not."""
    submission = own(request, pk)
    asked = STEPS.get(key)
    if asked is None or (item and not asked.repeats) or len(item) > ITEM_KEY:
        raise Http404
    if request.method == "POST" and (item or not asked.repeats):
        return _save(request, submission, asked, item)
    if not submission.is_open_to_change or asked not in tasks.steps_of(submission):
        return redirect("directory:draft", pk)
    if asked.repeats and not item:
        return _items(request, submission, asked)
    typed = saving.saved(submission, asked, item)
    known = FewKnown(submission.answers)
    initial = {"name": request.user.name} if asked.key == "answerer" else {}
    return _page(request, submission, asked, item, asked.form(typed, known=known, initial=initial))


def _page(
    request: HttpRequest, submission: Submission, asked: Step, item: str, form: StepForm
) -> HttpResponse:
    """The page of a step with that form: unbound, with what is kept, or with what may not be kept."""
    questions = [one for one in open_questions(submission) if (one.step, one.item) == (asked.key, item)]
    organisation = form.fields.get("organisation")
    return render(
        request,
        "directory/registration/step.html",
        {
            "submission": submission,
            "step": asked,
            "form": form,
            "channel": channel_of(request),
            "fields": [
                Asked(field, [one for one in questions if one.field == field.name])
                for field in form.visible_fields()
                if not (asked.key == "organisation" and field.name == "is_new")
            ],
            "questions": questions,
            "version": request.POST.get("version") or saving.version(submission, asked, item),
            "back": "check" if "check" in (request.GET.get("back"), request.POST.get("back")) else "",
            **(_choice(request, form) if organisation else {}),
        },
    )


def _choice(request: HttpRequest, form: StepForm) -> dict:
    """Which organisations are offered: the chosen one, those that one speaks for, and those that were found."""
    chosen = form.known.organisations.get(form["organisation"].value())
    speaks_for = Representative.objects.current().of(request.user).filter(organisation__removed_at=None)
    mine = speaks_for.select_related("organisation__sector", "organisation__country")
    found = finding.organisations(request.GET)
    offered = {
        one.slug: one
        for one in (chosen, *(one.organisation for one in mine.order_by("organisation__name")), *found)
        if one
    }
    return {
        "offered": [(one, finding.about(one)) for one in offered.values()],
        "chosen": chosen.slug if chosen else "",
        "is_new": not chosen
        and form.is_bound
        and bool(form["is_new" if "is_new" in form.fields else "name"].value()),
        "find": request.GET.get("find", ""),
        "found": len(found),
    }


def _items(request: HttpRequest, submission: Submission, asked: Step) -> HttpResponse:
    """The list of partners or resources."""
    forms = [one for one in questionnaire.answered(submission.answers) if one.step is asked]
    questions = open_questions(submission)
    return render(
        request,
        "directory/registration/items.html",
        {
            "submission": submission,
            "step": asked,
            "items": [
                {
                    "name": name_of(one),
                    "form": one.form,
                    "url": tasks.url_of(submission, asked, one.item),
                    "version": saving.version(submission, asked, one.item),
                    "questions": [q for q in questions if (q.step, q.item) == (asked.key, one.item)],
                }
                for one in forms
            ],
            "new": tasks.url_of(submission, asked, saving.new_item()),
            "next": tasks.url_after(submission, asked),
            "is_full": len(forms) >= saving.MOST_ITEMS[asked.key],
        },
    )


def name_of(one: Answered) -> str:
    """What an item is called."""
    typed = one.form.data
    organisation = one.form.known.organisations.get(typed.get("organisation"))
    return str(organisation or typed.get("name") or typed.get("title") or _("Without a name"))[:200]


def _save(request: HttpRequest, submission: Submission, asked: Step, item: str) -> HttpResponse:
    then = request.POST.get("then")
    typed = asked.form.typed(request.POST)
    if shown := request.POST.getlist("shown"):
        typed = _merged(saving.saved(submission, asked, item) or {}, typed, request.POST, shown)
    guard = {name: request.POST.get(name, "") for name in ("not_a_case", "not_a_case_because")}
    answers = {**submission.answers, asked.key: {item: typed} if item else typed}
    form = asked.form({**typed, **guard}, known=FewKnown(answers))
    form.guarded = free_texts(form)
    form.full_clean()
    if then != "remove" and form.is_refused_as_case:
        return _page(request, submission, asked, item, form)
    seen = request.POST.get("version", "")
    try:
        submission = saving.save(
            submission,
            asked,
            item,
            None if then == "remove" else typed,
            seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LARGEST_VERSION else 0,
            by=request.user,
            findings=form.false_alarms,
            statement=form.statement,
        )
    except saving.Closed:
        return _closed(request, submission, form)
    except saving.Full:
        messages.error(request, _("There are as many as the questionnaire can take. Take one out first."))
        return redirect(tasks.url_of(submission, asked))
    except saving.Conflict as conflict:
        if then == "remove":
            messages.error(
                request, _("Somebody else changed it meanwhile. Look at it before you take it out.")
            )
            return redirect(tasks.url_of(submission, asked, item))
        return _conflict(request, submission, asked, item, typed, conflict)
    if any(len(text) > LONGEST_TEXT for texts in request.POST.lists() for text in texts[1]):
        messages.warning(
            request,
            _("A text was longer than %(most)s characters. Its beginning was kept.")
            % {"most": number_format(LONGEST_TEXT)},
        )
    return redirect(_url_then(request, submission, asked, item, then))


def _url_then(request: HttpRequest, submission: Submission, asked: Step, item: str, then: str | None) -> str:
    """Where one goes after saving."""
    if then == "find":
        query = urlencode({"find": request.POST.get("find", "")[:200]})
        return f"{tasks.url_of(submission, asked, item)}?{query}"
    if then == "later":
        messages.success(request, _("Saved. You can go on at any time, on any device."))
        return reverse("directory:draft", args=[submission.pk])
    if then == "remove":
        return tasks.url_of(submission, asked)
    key = "partnership" if asked.key == "links" else place(asked.key, item)
    if asked.key in ("new_organisation", "partnership", "links", "partners") and undecided(submission, key):
        return reverse("directory:draft_similar", args=[submission.pk, *key.split("/")])
    if request.POST.get("back") == "check":
        return reverse("directory:draft_check", args=[submission.pk])
    return tasks.url_of(submission, asked) if item else tasks.url_after(submission, asked)


def undecided(submission: Submission, key: str) -> list[Alike]:
    """What may be listed already under the name at that place, and nobody has said of it yet that it is different."""
    changes = submission.partnership if submission.is_change else None
    said = submission.answers.get(DIFFERENT, {}).get(key, {}).get("from", [])
    found = questionnaire.likely_duplicates(submission.answers, changes=changes, only=key)
    return [one for one in found.get(key, []) if one.record.slug not in said]


# Two people at once


def _conflict(
    request: HttpRequest,
    submission: Submission,
    asked: Step,
    item: str,
    typed: Typed,
    conflict: saving.Conflict,
) -> HttpResponse:
    """Both texts, field by field, and a choice of which to keep. Nothing has been overwritten."""
    known = FewKnown({**submission.answers, "partners": {"saved": conflict.saved or {}, "typed": typed}})
    theirs = asked.form(conflict.saved or {}, known=known)
    mine = asked.form(typed, known=known)
    words = [
        {said.field: said.text for said in questionnaire.in_words([Answered(asked, item, form)])}
        for form in (theirs, mine)
    ]
    differing = [name for name in mine.fields if (conflict.saved or {}).get(name, "") != typed.get(name, "")]
    return render(
        request,
        "directory/registration/conflict.html",
        {
            "submission": submission,
            "step": asked,
            "version": conflict.version,
            "was_taken_out": conflict.saved is None,
            "back": "check" if request.POST.get("back") == "check" else "",
            "fields": [
                {
                    "field": mine[name],
                    "theirs": words[0][name],
                    "mine": words[1][name],
                    "can_be_edited": mine[name].widget_type in ("text", "textarea", "url", "email"),
                    "values": typed[name] if isinstance(typed[name], list) else [typed[name]],
                }
                for name in differing
            ],
            "unchanged": [
                (name, one)
                for name in mine.fields
                if name not in differing
                for one in (typed[name] if isinstance(typed[name], list) else [typed[name]])
            ],
        },
        status=409,
    )


def _merged(saved: Typed, typed: Typed, post: Mapping[str, str], shown: list[str]) -> Typed:
    """What was chosen on the page of a conflict: of each field that was shown, the saved answer or one's own."""
    return {
        name: saved.get(name, "") if name in shown and post.get(f"keep_{name}") != "mine" else value
        for name, value in typed.items()
    }


def _closed(request: HttpRequest, submission: Submission, form: StepForm) -> HttpResponse:
    """What was typed after somebody sent the draft in: it is not kept, and so it is shown."""
    return render(
        request, "directory/registration/closed.html", {"submission": submission, "form": form}, status=409
    )


# Two records that may be one


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest, pk: object, key: str, item: str = "") -> HttpResponse:
    """What may be listed already: this is it, or ours is different, because."""
    submission = own(request, pk)
    asked = STEPS.get(key)
    if asked is None or not submission.is_open_to_change:
        return redirect("directory:draft", pk)
    next_url = tasks.url_of(submission, asked) if item else tasks.url_after(submission, asked)
    alike = undecided(submission, place(key, item))
    if not alike:
        return redirect(next_url)
    form = DifferentForm(request.POST or None, alike=alike)
    if form.is_valid():
        chosen = form.cleaned_data["which"]
        try:
            if chosen == IS_DIFFERENT:
                saving.say_different(
                    submission,
                    place(key, item),
                    because=form.cleaned_data["because"],
                    records=[one.record.slug for one in alike],
                    by=request.user,
                    findings=form.false_alarms,
                    statement=form.statement,
                )
            else:
                same = next(one.record for one in alike if one.record.slug == chosen)
                saving.say_same(submission, place(key, item), same, by=request.user)
        except saving.Closed:
            return redirect("directory:draft", pk)
        return redirect(next_url)
    return render(
        request,
        "directory/registration/similar.html",
        {
            "submission": submission,
            "step": asked,
            "alike": alike,
            "form": form,
            "channel": channel_of(request),
            "next": next_url,
        },
    )

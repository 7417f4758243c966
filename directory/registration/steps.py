"""The pages of a draft: its overview, the six pages, and one for each partner, each resource and each step by itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.gate.channels import places_to_report
from directory.models import Question, Submission
from directory.questionnaire import (
    STEPS,
    AnswerReferences,
    QuestionnaireStep,
    StepForm,
    Typed,
    answer_key,
)
from directory.registration import conflicts, saving, tasks
from directory.registration.drafts import (
    closed_page,
    open_questions,
    questions_about,
    submission_of,
    typed_version,
    warn_of_shortened_text,
)
from directory.registration.forms import free_texts
from directory.registration.organisations import offered_organisations, offered_partners
from directory.registration.pages import questionnaire_page
from directory.registration.partners import item_name
from directory.registration.similar import undecided
from directory.rights import permissions
from directory.rights.methods import require_http_methods

# Radio buttons and the line of the choice of an organisation are these
DRAWN_WITH_THE_CHOICE = ("is_new", "find", "state", "member_partnership")
LONGEST_ITEM_KEY = 40  # characters, as the columns of flags, questions and invitations take
# The steps after which a record may turn out to be listed already, and the `answer_key` of its name. Its website stands in
# another step than its name, and gives away as much
NAMING_STEPS = {"new_organisation": "new_organisation", "partnership": "partnership", "links": "partnership"}


@dataclass(frozen=True, slots=True)
class QuestionedField:
    """A field with what a reviewer asks about it."""

    field: BoundField
    questions: list[Question]


def task_list(request: HttpRequest, submission: Submission) -> HttpResponse:
    answered_steps = questionnaire.answered_steps(submission.answers)
    questions = open_questions(submission)
    return render(
        request,
        "directory/registration/tasks.html",
        {
            "submission": submission,
            "tasks": tasks.tasks(submission, answered_steps, questions),
            "questions": questions,
            "is_complete": questionnaire.is_ready(submission, answered_steps),
        },
    )


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: object, key: str, item: str = "") -> HttpResponse:
    """A step, or one item of a step that repeats. What is sent is kept, complete or not, right or not."""
    submission = submission_of(request, pk)
    if not item and (page := tasks.page_for(submission, key)):
        return questionnaire_page(request, submission, page)
    step = STEPS.get(key)
    if step is None or (item and not step.repeats) or len(item) > LONGEST_ITEM_KEY:
        raise Http404
    # Also where the draft is closed by now: what was typed is then shown, for it is kept nowhere
    if request.method == "POST" and (item or not step.repeats):
        return _save(request, submission, step, item)
    if not submission.is_open_to_change or step not in tasks.steps_of(submission):
        return redirect("directory:draft", pk)
    if step.repeats and not item:
        return _items_page(request, submission, step)
    typed = saving.saved_answer(submission, step, item)
    references = AnswerReferences(submission.answers)
    initial = {"name": request.user.name} if step.key == "answerer" else {}
    if (
        "find" in request.GET
    ):  # a search is no answer: what was typed so far stands there, and nothing is wrong yet
        form = step.form(references=references, initial={**initial, **(typed or {})})
    else:
        form = step.form(typed, references=references, initial=initial)
    return _step_page(request, submission, step, item, form)


def _step_page(
    request: HttpRequest, submission: Submission, step: QuestionnaireStep, item: str, form: StepForm
) -> HttpResponse:
    """The page of a step with its form: empty, with the saved answers, or with typed ones that read like case data."""
    questions = open_questions(submission)
    return render(
        request,
        "directory/registration/step.html",
        {
            "submission": submission,
            "step": step,
            "form": form,
            "places": places_to_report(request),
            "fields": [
                QuestionedField(field, questions_about(questions, step.key, item, field.name))
                for field in form.visible_fields()
                if field.name not in DRAWN_WITH_THE_CHOICE
            ],
            "questions": [q for q in questions if (q.step, q.item) == (step.key, item)],
            "version": request.POST.get("version") or saving.version(submission, step, item),
            "back": "check" if "check" in (request.GET.get("back"), request.POST.get("back")) else "",
            **(_offered(request, submission, step, form) if "organisation" in form.fields else {}),
        },
    )


def _offered(request: HttpRequest, submission: Submission, step: QuestionnaireStep, form: StepForm) -> dict:
    words = request.GET.get("find") or form["find"].value() or ""
    if step.key == "partners":
        return offered_partners(request, submission, form, words=words)
    return offered_organisations(request, form, words=words)


def _items_page(request: HttpRequest, submission: Submission, step: QuestionnaireStep) -> HttpResponse:
    """The list of resources."""
    answered_items = [
        answered for answered in questionnaire.answered_steps(submission.answers) if answered.step is step
    ]
    questions = open_questions(submission)
    return render(
        request,
        "directory/registration/items.html",
        {
            "submission": submission,
            "step": step,
            "items": [
                {
                    "name": item_name(answered),
                    "form": answered.form,
                    "url": tasks.url_of(submission, step, answered.item),
                    "version": saving.version(submission, step, answered.item),
                    "questions": [q for q in questions if (q.step, q.item) == (step.key, answered.item)],
                }
                for answered in answered_items
            ],
            "new": tasks.url_of(submission, step, saving.new_item()),
            "next": tasks.url_after(submission, step),
            "is_full": len(answered_items) >= saving.MOST_ITEMS[step.key],
        },
    )


# Saving


def _save(request: HttpRequest, submission: Submission, step: QuestionnaireStep, item: str) -> HttpResponse:
    typed = step.form.typed(request.POST)
    if shown := request.POST.getlist("shown"):  # the fields on the page of a conflict
        saved = saving.saved_answer(submission, step, item) or {}
        typed = conflicts.chosen_in_conflict(saved, typed, request.POST, shown)
    form = _guarded_form(request, submission, step, item, typed)
    is_removal = request.POST.get("then") == "remove"
    if form.is_refused_as_case and not is_removal:
        return _step_page(request, submission, step, item, form)
    if request.POST.get("then") == "find" and not any(typed[name] for name in typed if name != "find"):
        return redirect(_url_after_saving(request, submission, step, item))  # nothing is begun by a search
    try:
        submission = saving.save(
            submission,
            step,
            item,
            None if is_removal else typed,
            seen=typed_version(request.POST.get("version", ""), otherwise=0),
            by=request.user,
            findings=form.false_alarms,
            statement=form.statement,
        )
    except saving.Closed:
        return closed_page(request, submission, form)
    except saving.Full:
        messages.error(request, _("There are as many as the questionnaire can take. Take one out first."))
        return redirect(tasks.url_of(submission, step))
    except saving.Conflict as conflict:
        if is_removal:
            messages.error(
                request, _("Somebody else changed it meanwhile. Look at it before you take it out.")
            )
            return redirect(tasks.url_of(submission, step, item))
        return conflicts.conflict_page(request, submission, step, item, typed, conflict)
    warn_of_shortened_text(request)
    if request.POST.get("then", "go-on") == "go-on" and form.errors and not form.is_unfinished:
        # It is kept, and its page says what is wrong with it; who cannot mend it now comes back later
        url = tasks.url_of(submission, step, item)
        return redirect(f"{url}?back=check" if request.POST.get("back") == "check" else url)
    return redirect(_url_after_saving(request, submission, step, item))


def _guarded_form(
    request: HttpRequest, submission: Submission, step: QuestionnaireStep, item: str, typed: Typed
) -> StepForm:
    """The form of the typed answers, validated, with its free texts searched for case data."""
    statement = {name: request.POST.get(name, "") for name in ("not_a_case", "not_a_case_because")}
    answers = {**submission.answers, step.key: {item: typed} if item else typed}
    form = step.form({**typed, **statement}, references=AnswerReferences(answers))
    form.guarded = free_texts(form)
    form.full_clean()
    return form


def _url_after_saving(
    request: HttpRequest, submission: Submission, step: QuestionnaireStep, item: str
) -> str:
    """Where one goes after saving: what the button said, then what looks alike, then back to the check or on."""
    match request.POST.get("then"):
        case "find":
            query = urlencode({"find": request.POST.get("find", "")[:200]})
            return f"{tasks.url_of(submission, step, item)}?{query}"
        case "later":
            messages.success(request, _("Saved. You can go on at any time, on any device."))
            return reverse("directory:draft", args=[submission.pk])
        case "remove":
            return tasks.url_of(submission, step)
    key = answer_key("partners", item) if step.key == "partners" else NAMING_STEPS.get(step.key)
    if key and undecided(submission, key):
        return reverse("directory:draft_similar", args=[submission.pk, *key.split("/")])
    if request.POST.get("back") == "check":
        return reverse("directory:draft_check", args=[submission.pk])
    return tasks.url_of(submission, step) if item else tasks.url_after(submission, step)

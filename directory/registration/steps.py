"""The pages of a draft: its task list, and a small page for each step."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.gate.channels import places_to_report
from directory.models import Question, Representative, Submission
from directory.questionnaire import (
    LONGEST_TEXT,
    STEPS,
    AnsweredStep,
    AnswerReferences,
    QuestionnaireStep,
    StepForm,
    Typed,
    answer_key,
)
from directory.registration import conflicts, finding, saving, tasks
from directory.registration.drafts import open_questions, questions_about, submission_of, typed_version
from directory.registration.forms import free_texts
from directory.registration.similar import undecided
from directory.rights import permissions
from directory.rights.methods import require_http_methods

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
            "sections": tasks.sections(submission, answered_steps, questions),
            "questions": questions,
            "is_complete": questionnaire.is_complete(answered_steps),
        },
    )


@permissions.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: object, key: str, item: str = "") -> HttpResponse:
    """A step, or one item of a step that repeats. What is sent is kept, complete or not, right or not."""
    submission = submission_of(request, pk)
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
                # Drawn as one of the radio buttons of the organisation
                if not (step.key == "organisation" and field.name == "is_new")
            ],
            "questions": [q for q in questions if (q.step, q.item) == (step.key, item)],
            "version": request.POST.get("version") or saving.version(submission, step, item),
            "back": "check" if "check" in (request.GET.get("back"), request.POST.get("back")) else "",
            **(_offered_organisations(request, form) if "organisation" in form.fields else {}),
        },
    )


def _offered_organisations(request: HttpRequest, form: StepForm) -> dict:
    """Which organisations are offered: the chosen one, those that one speaks for, and those that were searched for."""
    chosen = form.references.organisations.get(form["organisation"].value())
    representatives = Representative.objects.current().of(request.user).filter(organisation__removed_at=None)
    representatives = representatives.select_related("organisation__sector", "organisation__country")
    spoken_for = [
        representative.organisation for representative in representatives.order_by("organisation__sort_name")
    ]
    matching = finding.organisations(request.GET)
    # Each once, where it comes first
    offered = {
        organisation.slug: organisation for organisation in (chosen, *spoken_for, *matching) if organisation
    }
    return {
        "offered": [(organisation, finding.about(organisation)) for organisation in offered.values()],
        "chosen": chosen.slug if chosen else "",
        # A partner has no field for it: one whose name is typed is new
        "is_new": not chosen and bool(form["is_new" if "is_new" in form.fields else "name"].value()),
        "find": request.GET.get("find", ""),
        "match_count": len(matching),
    }


def _items_page(request: HttpRequest, submission: Submission, step: QuestionnaireStep) -> HttpResponse:
    """The list of partners or resources."""
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


def item_name(answered: AnsweredStep) -> str:
    """What a partner or a resource is called, right or not; of 200 characters at most."""
    typed = answered.form.data
    organisation = answered.form.references.organisations.get(typed.get("organisation"))
    return str(organisation or typed.get("name") or typed.get("title") or _("Without a name"))[:200]


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
    if request.POST.get("then") == "find" and not any(typed.values()):
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
        return _closed_page(request, submission, form)
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
    _warn_of_shortened_text(request)
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


def _warn_of_shortened_text(request: HttpRequest) -> None:
    if any(len(text) > LONGEST_TEXT for _name, texts in request.POST.lists() for text in texts):
        messages.warning(
            request,
            _("A text was longer than %(most)s characters. Its beginning was kept.")
            % {"most": number_format(LONGEST_TEXT)},
        )


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


def _closed_page(request: HttpRequest, submission: Submission, form: StepForm) -> HttpResponse:
    """What was typed after somebody sent the draft in: it is not kept, and so it is shown."""
    return render(
        request, "directory/registration/closed.html", {"submission": submission, "form": form}, status=409
    )

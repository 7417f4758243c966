"""The six pages of a draft: what is typed is kept first, right or wrong, and then looked at."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from django.contrib import messages
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from directory import questionnaire
from directory.finding import facets
from directory.gate.channels import places_to_report
from directory.models import ContactPoint, Submission
from directory.questionnaire import (
    OFTEN_KINDS,
    STEPS,
    AnswerReferences,
    PageForm,
    QuestionnairePage,
    QuestionnaireStep,
    StepForm,
    Typed,
)
from directory.records.duplicates import Alike
from directory.registration import conflicts, partners, saving, submitting, tasks
from directory.registration.drafts import (
    closed_page,
    open_questions,
    questions_about,
    typed_version,
    warn_of_shortened_text,
)
from directory.registration.forms import IS_DIFFERENT, DifferentForm, free_texts
from directory.registration.organisations import offered_organisations, spoken_for
from directory.registration.similar import decide, undecided

# The `answer_key` of the name under which a record may be listed already, by the page that asks it
NAMED_ON = {"you": "new_organisation", "about": "partnership"}
STAYS = ("find", "pick", "add")  # buttons that look something up: what is missing is not said yet


def questionnaire_page(request: HttpRequest, submission: Submission, page: QuestionnairePage) -> HttpResponse:
    """A page with what is saved. What is wrong is said; what is only missing, to who has just sent it (`?look`)."""
    if request.method == "POST":
        return _save(request, submission, page)
    if not submission.is_open_to_change:
        return redirect("directory:draft", submission.pk)
    looks = "look" in request.GET
    initial = _initial(request, submission, page)
    references = AnswerReferences(submission.answers)
    form = PageForm(page, submission.answers, initial=initial, references=references)
    if not looks and all(not step.form.errors or step.form.is_unfinished for step in form.answered()):
        form = PageForm(page, submission.answers, initial=initial, references=references, says_errors=False)
    key = NAMED_ON.get(page.key, "")
    alike = undecided(submission, key) if looks and key else []
    return draw_page(request, submission, page, form, alike=alike)


def draw_page(
    request: HttpRequest,
    submission: Submission,
    page: QuestionnairePage,
    form: PageForm,
    *,
    alike: list[Alike] = (),
    different: DifferentForm | None = None,
    refused: partners.RefusedPartner | None = None,
) -> HttpResponse:
    """The page with its form, and what looks like the record that it names. `refused`: a partner's text."""
    questions = open_questions(submission)
    answered_steps = questionnaire.answered_steps(submission.answers, references=form.references)
    if alike and different is None:
        different = DifferentForm(alike=alike)
    context = {
        "submission": submission,
        "page": page,
        "url": tasks.url_of_page(submission, page),
        "number": list(questionnaire.PAGES).index(page.key) + 1 if page.key in questionnaire.PAGES else None,
        "form": form,
        "questions": {
            form.forms[key].add_prefix(name).replace("-", "_"): questions_about(questions, key, "", name)
            for key, name in page.questions
        },
        "tasks": tasks.tasks(submission, answered_steps, questions),
        "seen": [_seen(submission, step) for step in page.steps],
        "alike": alike,
        "different": different,
        "has_errors": bool(form.errors or alike or refused),
        "places": places_to_report(request),
        "back": "check" if "check" in (request.GET.get("back"), request.POST.get("back")) else "",
        **_beside(request, submission, page, form, refused),
    }
    return render(request, f"directory/registration/page_{page.key}.html", context)


def _beside(
    request: HttpRequest,
    submission: Submission,
    page: QuestionnairePage,
    form: PageForm,
    refused: partners.RefusedPartner | None,
) -> dict:
    """What the template of one page needs besides its fields."""
    match page.key:
        case "you" if "organisation" in form.fields:
            saved = submission.answers.get("organisation", {})
            return offered_organisations(
                request, form.forms["organisation"], words=request.GET.get("find") or saved.get("find", "")
            )
        case "about":
            choices = list(form["kind"])
            chosen = form["kind"].value() or ""
            return {
                "often": choices[:OFTEN_KINDS],
                "rare": choices[OFTEN_KINDS:],
                "kind": chosen,
                "is_rare": any(str(choice.data["value"]) == str(chosen) for choice in choices[OFTEN_KINDS:]),
            }
        case "where":
            return _topics(form)
        case "partners":
            return partners.beside(request, submission, form, refused)
        case "contact":
            key = submission.answers.get("organisation", {}).get("organisation") or ""
            desks = ContactPoint.objects.visible_to(request.user).filter(organisation__slug=key)
            return {"desks": list(desks.order_by("name", "pk")[:10]) if key else []}
    return {}


MOST_TOPICS_SHOWN = 8  # before the others, which unfold


def _topics(form: PageForm) -> dict:
    """The topics that most partnerships are about come first."""
    version = form.references.version
    listed, topics = facets.totals(version).all, facets.values(version).by_code["topic"]

    def rarity(choice: BoundWidget) -> int:
        return -listed.get(topics[choice.data["value"]].v, 0)

    choices = sorted(form["topics"], key=rarity)
    further = choices[MOST_TOPICS_SHOWN:]
    return {
        "topics": choices[:MOST_TOPICS_SHOWN],
        "further_topics": further,
        "is_further_chosen": any(choice.data["selected"] for choice in further),
    }


class SeenStep(NamedTuple):
    """What a page knows of a step as it was opened: its version, and a digest of each answer, by which one's own changes are
    told from a colleague's."""

    key: str
    version: int
    digests: str


def _seen(submission: Submission, step: QuestionnaireStep) -> SeenStep:
    saved = saving.saved_answer(submission, step) or {}
    digests = {name: saving.digest(saved.get(name, "")) for name in step.form.base_fields}
    return SeenStep(step.key, saving.version(submission, step), json.dumps(digests))


def _initial(request: HttpRequest, submission: Submission, page: QuestionnairePage) -> dict[str, dict]:
    """What was said earlier, and need not be typed again."""
    match page.key:
        case "you":
            initial = {
                "answerer": {"name": request.user.name, "function": _last_function(request, submission)}
            }
            organisations = spoken_for(request)
            if len(organisations) == 1:
                initial["organisation"] = {"organisation": organisations[0].slug}
            return initial
        case "contact":
            return {"desk": {"languages": submission.answers.get("languages", {}).get("languages", [])}}
    return {}


def _last_function(request: HttpRequest, submission: Submission) -> str:
    """The job that this person last gave."""
    earlier = Submission.objects.filter(registrant=request.user).exclude(pk=submission.pk)
    answers = earlier.order_by("-changed_at").values_list("answers__answerer__function", flat=True).first()
    return str(answers or "")


# Saving


def _save(request: HttpRequest, submission: Submission, page: QuestionnairePage) -> HttpResponse:
    then = "pick" if "take_out" in request.POST else request.POST.get("then", "go-on")
    typed = _typed(request, submission, page)
    form = _guarded_form(request, submission, page, typed)
    for key, step_typed in typed.items():
        step = STEPS[key]
        try:
            submission = saving.save(
                submission,
                step,
                "",
                _without_case(submission, step, step_typed, form.forms[key]),
                seen=typed_version(request.POST.get(f"version_{key}", ""), otherwise=0),
                was=_digests(request.POST.get(f"was_{key}", "")),
                by=request.user,
                findings=form.forms[key].false_alarms,
                statement=form.forms[key].statement,
            )
        except saving.Closed:
            return closed_page(request, submission, form)
        except saving.Conflict as conflict:
            return conflicts.conflict_page(request, submission, step, "", step_typed, conflict)
    warn_of_shortened_text(request)
    if form.is_refused_as_case:
        return draw_page(request, submission, page, form)
    if page.key == "partners" and (answer := partners.save(request, submission, then, _statement(request))):
        if isinstance(answer, partners.RefusedPartner):
            submission.refresh_from_db()
            form = PageForm(page, submission.answers)
            return draw_page(request, submission, page, form, refused=answer)
        return answer
    return _after_saving(request, submission, page, then)


def _typed(request: HttpRequest, submission: Submission, page: QuestionnairePage) -> dict[str, Typed]:
    """What was typed into each step that the page sent. A step that may stay untouched does."""
    typed = {}
    for step in page.steps:
        if f"version_{step.key}" not in request.POST:
            continue
        saved = saving.saved_answer(submission, step)
        step_typed = page.typed(step, request.POST, saved)
        is_needed = step.is_required and step.is_needed({**submission.answers, **typed})
        if is_needed or saved is not None or any(step_typed.values()):
            typed[step.key] = step_typed
    return typed


def _statement(request: HttpRequest, page: QuestionnairePage | None = None) -> dict[str, str]:
    """What is said of a text that looks like a case, whichever step of the page asked it."""
    prefixes = ("", *(f"{prefix}-" for prefix in page.prefixes.values())) if page else ("",)
    return {
        name: next(filter(None, (request.POST.get(f"{prefix}{name}") for prefix in prefixes)), "")
        for name in ("not_a_case", "not_a_case_because")
    }


def _guarded_form(
    request: HttpRequest, submission: Submission, page: QuestionnairePage, typed: Mapping[str, Typed]
) -> PageForm:
    """The forms of what was typed, validated, with their free texts searched for case data."""
    statement = _statement(request, page)
    form = PageForm(
        page,
        {**submission.answers, **typed},
        typed={key: {**step_typed, **statement} for key, step_typed in typed.items()},
    )
    for step_form in form.forms.values():
        step_form.guarded = free_texts(step_form)
        step_form.full_clean()
    return form


def _without_case(submission: Submission, step: QuestionnaireStep, typed: Typed, form: StepForm) -> Typed:
    """What may be kept: a text that looks like a case is not, and what was saved in its place stays."""
    if not form.is_refused_as_case:
        return typed
    saved = saving.saved_answer(submission, step) or {}
    return {name: saved.get(name, "") if name in form.findings else text for name, text in typed.items()}


def _digests(sent: str) -> dict[str, str]:
    """The digests of what somebody saw, as their page sends them; none where it sent something else."""
    try:
        digests = json.loads(sent[:5000])
    except ValueError:
        return {}
    return digests if isinstance(digests, dict) else {}


def _after_saving(
    request: HttpRequest, submission: Submission, page: QuestionnairePage, then: str
) -> HttpResponse:
    """Where one goes: what the button said, then what is wrong or looks alike, then back to the check or on."""
    url = tasks.url_of_page(submission, page)
    if then == "later":
        messages.success(request, _("Saved. You can go on at any time, on any device."))
        if submission.is_change:
            return redirect("directory:change", submission.partnership.slug)
        return redirect("directory:draft", submission.pk)
    if then.partition(":")[0] in STAYS:
        query = urlencode({"find": request.POST.get("find", "")[:200]}) if then == "find" else ""
        field = request.POST.get("take_out", then).partition(":")[2].partition(":")[0]
        return redirect(f"{url}?{query}{f'#id_{field}' if field.isidentifier() else ''}".replace("?#", "#"))
    is_back = request.POST.get("back") == "check"
    if then in ("go-on", "send"):
        # A record that keeps its name was told from others when it came in
        is_named = not submission.is_change or submission.title != submission.partnership.title
        if (
            is_named
            and (key := NAMED_ON.get(page.key))
            and (answer := _alike_answered(request, submission, page, key))
        ):
            return answer
        if _is_wrong(submission, page):
            return redirect(f"{url}?look{'&back=check' if is_back else ''}")
    if is_back:
        return redirect("directory:draft_check", submission.pk)
    if then == "send" and submission.is_change:
        return _send_change(request, submission)
    return redirect(tasks.url_after_page(submission, page))


def _is_wrong(submission: Submission, page: QuestionnairePage) -> bool:
    """Whether something on the page is missing or wrong; in a change, something that was changed."""
    form = PageForm(page, submission.answers)
    if not submission.is_change:
        return bool(form.errors)
    return any(form.forms[step.key].errors for step in page.steps if step.key in submission.versions)


def _send_change(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Send in a change without the check at the end: whoever sends it has seen all of it on one page."""
    submission.refresh_from_db()
    if not submission.versions:
        messages.info(request, _("You have changed nothing, so nothing was sent."))
        return redirect("directory:change", submission.partnership.slug)
    try:
        submitting.submit(submission, seen=submitting.count_of_saves(submission), by=request.user)
    except submitting.NotPossible:
        messages.info(request, _("It has been sent in already."))
    except (submitting.ChangedMeanwhile, submitting.NotComplete):
        # A colleague changed something else, or something else is wrong: the check says what
        return redirect("directory:draft_check", submission.pk)
    return redirect("directory:draft", submission.pk)


def _alike_answered(
    request: HttpRequest, submission: Submission, page: QuestionnairePage, key: str
) -> HttpResponse | None:
    """Keep what is said of the records that look alike. None where nothing is left to say; else the page that asks, or the
    record that it is."""
    alike = undecided(submission, key)
    if not alike:
        return None
    different = DifferentForm(request.POST, alike=alike)
    if not different.is_valid():
        form = PageForm(page, submission.answers, initial=_initial(request, submission, page))
        return draw_page(request, submission, page, form, alike=alike, different=different)
    try:
        decide(submission, key, different, alike, by=request.user)
    except saving.Closed:
        return redirect("directory:draft", submission.pk)
    chosen = different.cleaned_data["which"]
    if key == "partnership" and chosen != IS_DIFFERENT:
        return redirect(reverse("directory:change", args=[chosen]))
    submission.refresh_from_db()
    return None

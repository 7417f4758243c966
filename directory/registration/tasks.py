"""The questionnaire as a list of tasks: its steps, how each stands, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Question, Submission
from directory.questionnaire import STEPS, Answered, Step

NOT_STARTED = ("not_started", _("Not started"))
IN_PROGRESS = ("in_progress", _("In progress"))
DONE = ("done", _("Done"))
PROBLEM = ("problem", _("Has a problem"))
QUESTION = ("question", _("Has a question for you"))
WAITS = ("waits", _("Cannot start yet"))

FIXED_IN_A_CHANGE = ("organisation", "new_organisation")


@dataclass(frozen=True, slots=True)
class Task:
    """A step on the task list: how it stands (a code and words), and its address, empty while it cannot start."""

    step: Step
    state: tuple[str, str | Promise]
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    tasks: list[Task]


def steps_of(submission: Submission) -> list[Step]:
    """The steps that are asked, in their order. Whose record it is does not change in a change."""
    return [
        step
        for step in STEPS.values()
        if step.is_needed(submission.answers) and not (submission.is_change and step.key in FIXED_IN_A_CHANGE)
    ]


def url_of(submission: Submission, step: Step, item: str = "") -> str:
    if item:
        return reverse("directory:draft_item", args=[submission.pk, step.key, item])
    return reverse("directory:draft_step", args=[submission.pk, step.key])


def url_after(submission: Submission, step: Step) -> str:
    """The address of the next step, or of the check at the end."""
    order = list(STEPS)
    later = [one for one in steps_of(submission) if order.index(one.key) > order.index(step.key)]
    return url_of(submission, later[0]) if later else reverse("directory:draft_check", args=[submission.pk])


def sections(
    submission: Submission, forms: Sequence[Answered], questions: Sequence[Question]
) -> list[Section]:
    """The task list."""
    asked_about = {question.step for question in questions}
    states: dict[str, tuple] = {}
    found: list[Section] = []
    for step in steps_of(submission):
        own = [one for one in forms if one.step is step]
        state = QUESTION if step.key in asked_about else _state(own)
        if step.after and states.get(step.after, DONE) is not DONE and state is NOT_STARTED:
            state = WAITS
        states[step.key] = state
        if not found or found[-1].title is not step.section:
            found.append(Section(step.section, []))
        found[-1].tasks.append(Task(step, state, "" if state is WAITS else url_of(submission, step)))
    return found


def _state(forms: Sequence[Answered]) -> tuple[str, str | Promise]:
    """What is missing is work in progress; what is wrong is a problem."""
    bound = [one.form for one in forms if one.form.is_bound]
    if not bound:
        return NOT_STARTED
    if all(form.is_valid() for form in bound):
        return DONE
    codes = {error.code for form in bound for errors in form.errors.as_data().values() for error in errors}
    return IN_PROGRESS if codes <= {"required", "missing"} else PROBLEM

"""The questionnaire as a list of tasks: its steps, how each stands, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import Question, Submission
from directory.questionnaire import STEPS, AnsweredStep, QuestionnaireStep


class TaskState(NamedTuple):
    """How a step stands: a code, which the style sheet knows, and the words for it."""

    code: str
    words: str | Promise


NOT_STARTED = TaskState("not_started", _("Not started"))
IN_PROGRESS = TaskState("in_progress", _("In progress"))
DONE = TaskState("done", _("Done"))
PROBLEM = TaskState("problem", _("Has a problem"))
QUESTION = TaskState("question", _("Has a question for you"))
WAITS = TaskState("waits", _("Cannot start yet"))

# Steps that a change does not ask: it stays the record of the same organisation
FIXED_IN_A_CHANGE = ("organisation", "new_organisation")


@dataclass(frozen=True, slots=True)
class Task:
    """A step on the task list, and its address, empty while it cannot start."""

    step: QuestionnaireStep
    state: TaskState
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    tasks: list[Task]


def steps_of(submission: Submission) -> list[QuestionnaireStep]:
    """The steps that are asked, in their order."""
    return [
        step
        for step in STEPS.values()
        if step.is_needed(submission.answers) and not (submission.is_change and step.key in FIXED_IN_A_CHANGE)
    ]


def url_of(submission: Submission, step: QuestionnaireStep, item: str = "") -> str:
    if item:
        return reverse("directory:draft_item", args=[submission.pk, step.key, item])
    return reverse("directory:draft_step", args=[submission.pk, step.key])


def url_after(submission: Submission, step: QuestionnaireStep) -> str:
    """The address of the next step, or of the check at the end."""
    # By the order of all steps: the present one may not be needed any more after what was just saved
    order = list(STEPS)
    later = [
        next_step for next_step in steps_of(submission) if order.index(next_step.key) > order.index(step.key)
    ]
    return url_of(submission, later[0]) if later else reverse("directory:draft_check", args=[submission.pk])


def sections(
    submission: Submission, answered_steps: Sequence[AnsweredStep], questions: Sequence[Question]
) -> list[Section]:
    """The task list. `questions` are those of a reviewer that are open."""
    steps_asked_about = {question.step for question in questions}
    states: dict[str, TaskState] = {}
    task_list: list[Section] = []
    for step in steps_of(submission):
        answered = [answered for answered in answered_steps if answered.step is step]
        state = QUESTION if step.key in steps_asked_about else _state(answered)
        # What was begun goes on, although the step before it has a problem now. In a change, the step before may not be there
        if step.after and states.get(step.after, DONE) is not DONE and state is NOT_STARTED:
            state = WAITS
        states[step.key] = state
        if not task_list or task_list[-1].title is not step.section:
            task_list.append(Section(step.section, []))
        task_list[-1].tasks.append(Task(step, state, "" if state is WAITS else url_of(submission, step)))
    return task_list


def _state(answered_steps: Sequence[AnsweredStep]) -> TaskState:
    """How a step stands by its forms: where answers are only missing, it is in progress; any other error is a problem."""
    bound_forms = [answered.form for answered in answered_steps if answered.form.is_bound]
    if not bound_forms:
        return NOT_STARTED
    if all(form.is_valid() for form in bound_forms):
        return DONE
    is_unfinished = all(form.is_valid() or form.is_unfinished for form in bound_forms)
    return IN_PROGRESS if is_unfinished else PROBLEM

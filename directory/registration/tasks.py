"""The questionnaire as six pages: how each stands, and which comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory import questionnaire
from directory.models import Question, Submission
from directory.questionnaire import (
    FURTHER,
    PAGES,
    STEPS,
    AnsweredStep,
    QuestionnairePage,
    QuestionnaireStep,
    page_of,
)


class TaskState(NamedTuple):
    """How a page stands: a code, which the style sheet knows, and the words for it."""

    code: str
    words: str | Promise


NOT_STARTED = TaskState("not_started", _("Not started"))
IN_PROGRESS = TaskState("in_progress", _("In progress"))
DONE = TaskState("done", _("Done"))
PROBLEM = TaskState("problem", _("Has a problem"))
QUESTION = TaskState("question", _("Has a question for you"))

# Steps that a change does not ask: it stays the record of the same organisation
FIXED_IN_A_CHANGE = ("organisation", "new_organisation")
FIRST_PAGE = "you"
STEP_COUNT = len(PAGES) + 1  # as readers count them: the last is checking and sending


@dataclass(frozen=True, slots=True)
class Task:
    """A page of the questionnaire on its list."""

    page: QuestionnairePage
    state: TaskState
    url: str


def steps_of(submission: Submission) -> list[QuestionnaireStep]:
    """The steps that are asked, in their order."""
    return [
        step
        for step in STEPS.values()
        if step.is_needed(submission.answers) and not (submission.is_change and step.key in FIXED_IN_A_CHANGE)
    ]


def page_for(submission: Submission, key: str) -> QuestionnairePage | None:
    """A page with the questions that this draft is asked; None where there is no such page."""
    page = {**PAGES, FURTHER.key: FURTHER}.get(key)
    if page is None:
        return None
    left_out = set(FIXED_IN_A_CHANGE) if submission.is_change else set()
    if page is FURTHER:  # the six open a question under the answer that calls for it
        left_out |= {step.key for step in page.steps if not step.is_needed(submission.answers)}
    return replace(page, questions=tuple(pair for pair in page.questions if pair[0] not in left_out))


def url_of(submission: Submission, step: QuestionnaireStep, item: str = "") -> str:
    """The address of a step by itself, or of one of its items."""
    if item:
        return reverse("directory:draft_item", args=[submission.pk, step.key, item])
    return reverse("directory:draft_step", args=[submission.pk, step.key])


def url_of_page(submission: Submission, page: QuestionnairePage) -> str:
    return reverse("directory:draft_step", args=[submission.pk, page.key])


def url_of_answer(submission: Submission, step: QuestionnaireStep, item: str, name: str) -> str:
    """Where an answer is changed: on its page, or on the page of its item."""
    page = page_of(step.key, name)
    return url_of(submission, step, item) if item or page is None else url_of_page(submission, page)


def url_after(submission: Submission, step: QuestionnaireStep) -> str:
    """The address of the page after the one that asks that step."""
    page = page_of(step.key)
    return url_after_page(submission, page) if page else _check(submission)


def url_after_page(submission: Submission, page: QuestionnairePage) -> str:
    """The address of the next page, or of the check at the end."""
    order = list(PAGES)
    later = order[order.index(page.key) + 1 :] if page.key in order else []
    return url_of_page(submission, PAGES[later[0]]) if later else _check(submission)


def _check(submission: Submission) -> str:
    return reverse("directory:draft_check", args=[submission.pk])


def tasks(
    submission: Submission, answered_steps: Sequence[AnsweredStep], questions: Sequence[Question]
) -> list[Task]:
    """How each page stands. `questions` are those of a reviewer that are open."""
    asked_about = [page_of(question.step, question.field) for question in questions]
    task_list = []
    for page in PAGES.values():
        keys = {step.key for step in page.steps} | ({"partners"} if page.key == "partners" else set())
        answered = [answered for answered in answered_steps if answered.step.key in keys]
        state = QUESTION if page in asked_about else _state(answered)
        task_list.append(Task(page, state, url_of_page(submission, page)))
    return task_list


def answered_count(submission: Submission) -> int:
    """How many of the STEP_COUNT steps of a draft are done. Some queries, for the records that its answers name."""
    answered_steps = questionnaire.answered_steps(submission.answers)
    return sum(task.state == DONE for task in tasks(submission, answered_steps, []))


def _state(answered_steps: Sequence[AnsweredStep]) -> TaskState:
    """How a page stands by its forms: where answers are only missing, it is in progress; any other error is a problem."""
    bound_forms = [answered.form for answered in answered_steps if answered.form.is_bound]
    if not bound_forms:
        return NOT_STARTED
    is_untouched = any(
        answered.step.is_required and not answered.form.is_bound for answered in answered_steps
    )
    if all(form.is_valid() for form in bound_forms):
        return IN_PROGRESS if is_untouched else DONE
    is_unfinished = all(form.is_valid() or form.is_unfinished for form in bound_forms)
    return IN_PROGRESS if is_unfinished else PROBLEM

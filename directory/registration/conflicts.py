"""Two people change one step at once: the second sees both texts, and chooses."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from directory import questionnaire
from directory.models import Submission
from directory.questionnaire import AnsweredStep, AnswerReferences, QuestionnaireStep, StepForm, Typed
from directory.registration import saving, tasks


def conflict_page(
    request: HttpRequest,
    submission: Submission,
    step: QuestionnaireStep,
    item: str,
    typed: Typed,
    conflict: saving.Conflict,
) -> HttpResponse:
    """Both texts, field by field, and a choice of which to keep. Nothing has been overwritten."""
    saved = conflict.saved or {}
    # What the page did not ask stays as it is saved
    typed = {name: typed.get(name, saved.get(name, "")) for name in step.form.base_fields}
    # As if both were partners, so that the organisations of both are looked up together
    references = AnswerReferences({**submission.answers, "partners": {"saved": saved, "typed": typed}})
    saved_form = step.form(saved, references=references)
    typed_form = step.form(typed, references=references)
    differing = [name for name in typed_form.fields if saved.get(name, "") != typed.get(name, "")]
    unchanged = [name for name in typed_form.fields if name not in differing]
    return render(
        request,
        "directory/registration/conflict.html",
        {
            "submission": submission,
            "step": step,
            "version": conflict.version,
            "url": tasks.url_of(submission, step, item),
            "was_taken_out": conflict.saved is None,
            "back": "check" if request.POST.get("back") == "check" else "",
            "fields": [
                {
                    "field": typed_form[name],
                    "saved_words": _in_words(step, item, saved_form)[name],
                    "typed_words": _in_words(step, item, typed_form)[name],
                    "can_be_edited": typed_form[name].widget_type in ("text", "textarea", "url", "email"),
                    "typed": _as_list(typed[name]),
                }
                for name in differing
            ],
            "unchanged": [(name, text) for name in unchanged for text in _as_list(typed[name])],
        },
        status=409,
    )


def _in_words(step: QuestionnaireStep, item: str, form: StepForm) -> dict[str, str]:
    """The answers in a form in words, by field."""
    answered = [AnsweredStep(step, item, form)]
    return {answer.field: answer.text for answer in questionnaire.answers_in_words(answered)}


def _as_list(typed: str | list[str]) -> list[str]:
    return typed if isinstance(typed, list) else [typed]


def chosen_in_conflict(saved: Typed, typed: Typed, post: Mapping[str, str], shown: list[str]) -> Typed:
    """What was chosen on the page of a conflict: of each field that was shown, the saved answer or one's own."""
    return {
        name: saved.get(name, "") if name in shown and post.get(f"keep_{name}") != "mine" else typed_answer
        for name, typed_answer in typed.items()
    }

"""What was typed, taken together: as forms, in words, and beside what may be listed already."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory import models
from directory.models.partial_dates import in_words
from directory.questionnaire.about_desks import OwnDeskField
from directory.questionnaire.about_organisations import NameSearchField
from directory.questionnaire.forms import StepForm, Typed
from directory.questionnaire.picking import PickedWordsField
from directory.questionnaire.references import AnswerReferences
from directory.questionnaire.steps import (
    STEPS,
    Answers,
    QuestionnaireStep,
    is_new_organisation,
)
from directory.records import duplicates
from directory.records.fields import ExtentField, PartialDateFormField, ReferenceField


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """The form of a step, or of one item of a step that repeats; bound where anything was typed."""

    step: QuestionnaireStep
    item: str
    form: StepForm


def answered_steps(answers: Answers, *, references: AnswerReferences | None = None) -> list[AnsweredStep]:
    """The form of each step that the answers need, bound to what was typed; unbound where nothing was. A step that
    repeats has a form for each of its items, so none without any."""
    # One for all forms, so that the organisations of all partners are looked up together
    references = AnswerReferences(answers) if references is None else references
    steps = []
    for step in STEPS.values():
        if not step.is_needed(answers):
            continue
        typed = answers.get(step.key)
        typed_by_item = typed or {} if step.repeats else {"": typed}
        steps += [
            AnsweredStep(step, item, step.form(typed_item, references=references))
            for item, typed_item in typed_by_item.items()
        ]
    return steps


def is_complete(steps: list[AnsweredStep]) -> bool:
    """Whether nothing is missing or wrong."""
    return all(
        answered.form.is_valid() if answered.form.is_bound else not answered.step.is_required
        for answered in steps
    )


def is_ready(submission: models.Submission, steps: list[AnsweredStep] | None = None) -> bool:
    """Whether it can be sent in, and accepted: nothing is missing or wrong. A change is asked for nothing that it leaves as it
    is, so that of a record that lacks much one thing can be mended. `steps` are its answered steps, where they are known."""
    steps = answered_steps(submission.answers) if steps is None else steps
    if submission.is_change and submission.versions:
        steps = [
            answered
            for answered in steps
            if answer_key(answered.step.key, answered.item) in submission.versions
        ]
    return is_complete(steps)


@dataclass(frozen=True, slots=True)
class AnswerInWords:
    """An answer as a reader sees it: names in place of codes. `text` is empty where there is none."""

    step: str
    item: str
    field: str
    label: str
    text: str


def answers_in_words(steps: list[AnsweredStep]) -> Iterator[AnswerInWords]:
    """Each answer in words, valid or not, in the order of the questionnaire."""
    for answered in steps:
        for bound_field in answered.form:
            typed = bound_field.value() if answered.form.is_bound else ""
            if isinstance(bound_field.field, PickedWordsField | NameSearchField) and not typed:
                continue  # what was found by it is an answer of its own
            yield AnswerInWords(
                answered.step.key,
                answered.item,
                bound_field.name,
                str(bound_field.label),
                _in_words(bound_field.field, typed),
            )


def _in_words(field: forms.Field, typed: object) -> str:
    """Codes that are not in the vocabulary stand as they were typed."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if typed else ""
    if isinstance(field, OwnDeskField):
        return field.name_of(typed or "")
    if isinstance(field, ReferenceField) and field.model is models.Organisation:
        return str(field.known_records.organisations.get(typed) or typed or "")
    if isinstance(field, ReferenceField) and field.model is models.Partnership:
        return str(field.known_records.partnerships.get(typed) or typed or "")
    if isinstance(field, PartialDateFormField):
        with suppress(ValidationError):  # else it stands as it was typed
            date = field.clean(typed or "")
            return in_words(date) if date or not typed else _("Not known")
    if isinstance(field, ReferenceField):
        names = dict(field.known_records.choices(field.model))
        if isinstance(field, ExtentField):
            names |= dict(models.Extent.choices)
    else:
        # A field of free text has no choices, nor has its widget: the text stands as it was typed
        names = dict(getattr(field, "choices", None) or getattr(field.widget, "choices", ()))
    codes = typed if isinstance(typed, list) else [typed or ""]
    return pgettext("between the items of a list", ", ").join(
        str(names.get(code, code)) for code in codes if code
    )


# What may be listed already

# The key of the answers under which it is said why a record is not one of the directory
DIFFERENT = "different"


def answer_key(step: str, item: str = "") -> str:
    """A step, or one item of a step that repeats, as a key of `versions` and of the answers under DIFFERENT."""
    return f"{step}/{item}" if item else step


MOST_COMPARED = 30  # partners that are not listed: each costs some milliseconds


def likely_duplicates(
    answers: Answers, *, changes: models.Partnership | None = None, only: str = ""
) -> dict[str, list[duplicates.Alike]]:
    """The public records that may be those whose names are typed, by the `answer_key` of the name; with `only`, for that key
    alone. Four queries at most. `changes` is the record that is being changed: it is never its own duplicate."""
    partners = {
        answer_key("partners", item): partner
        for item, partner in answers.get("partners", {}).items()
        if not partner.get("organisation")
    }
    partner_keys = [key for key in partners if only in ("", key)][:MOST_COMPARED]
    organisations = [_described(key, partners[key]) for key in partner_keys]
    if is_new_organisation(answers) and only in ("", "new_organisation"):
        # First, as in the questionnaire: pages and flags keep the order
        organisations.insert(0, _described("new_organisation", answers.get("new_organisation", {})))
    partnership = _described(
        "partnership",
        {
            **answers.get("partnership", {}),
            "website": answers.get("links", {}).get("website", ""),
            "countries": answers.get("scope", {}).get("countries", []),
        },
    )
    partnerships = [partnership] if only in ("", "partnership") else []
    return duplicates.alike(models.Organisation, organisations) | duplicates.alike(
        models.Partnership, partnerships, leave_out=changes.pk if changes else None
    )


def _described(key: str, typed: Typed) -> duplicates.TypedRecord:
    """What was typed of a record, as far as it tells whether it is listed."""
    name = typed.get("name") or typed.get("title") or ""
    countries = typed.get("countries") or [typed.get("country", "")]
    # Typed text is as long as somebody liked: here it is cut to the lengths of the columns that it is compared with
    return duplicates.TypedRecord(
        key=key,
        name=name[:200],
        acronym=typed.get("acronym", "")[:40],
        website=typed.get("website", "")[:500],
        countries=tuple(code for code in countries if code),
    )

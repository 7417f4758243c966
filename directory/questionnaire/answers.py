"""What was typed, taken together: as forms, in words, and beside what may be listed already."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from directory import models
from directory.questionnaire.forms import StepForm, Typed
from directory.questionnaire.references import FewKnown
from directory.questionnaire.steps import STEPS, Answers, Step, is_new_organisation
from directory.records import duplicates
from directory.records.fields import ReferenceField


@dataclass(frozen=True, slots=True)
class Answered:
    """The bound form of a step, or of one item of a step that repeats."""

    step: Step
    item: str
    form: StepForm


def answered(answers: Answers, *, known: FewKnown | None = None) -> list[Answered]:
    """The form of each step that the answers need, bound to what was typed; unbound where nothing was."""
    known = FewKnown(answers) if known is None else known
    found = []
    for step in STEPS.values():
        if not step.is_needed(answers):
            continue
        there = answers.get(step.key)
        items = there.items() if step.repeats and there else [] if step.repeats else [("", there)]
        found += [Answered(step, item, step.form(one, known=known)) for item, one in items]
    return found


def is_complete(forms_: list[Answered]) -> bool:
    """Whether nothing is missing or wrong."""
    return all(one.form.is_valid() if one.form.is_bound else not one.step.is_required for one in forms_)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words. `text` is empty where there is none."""

    step: str
    item: str
    field: str
    label: str
    text: str


def in_words(forms_: list[Answered]) -> Iterator[Said]:
    """Each answer in words, valid or not, in the order of the questionnaire."""
    for one in forms_:
        for bound in one.form:
            value = bound.value() if one.form.is_bound else ""
            yield Said(one.step.key, one.item, bound.name, str(bound.label), _in_words(bound.field, value))


def _in_words(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(field, ReferenceField) and field.model is models.Organisation:
        return str(field.known_records.organisations.get(value) or value or "")
    if isinstance(field, ReferenceField):
        names = dict(field.known_records.choices(field.model))
    else:
        names = dict(getattr(field.widget, "choices", None) or getattr(field, "choices", ()))
    values = value if isinstance(value, list) else [value or ""]
    return pgettext("between the items of a list", ", ").join(
        str(names.get(one, one)) for one in values if one
    )


# What may be listed already

DIFFERENT = (
    "different"  # the key of the answers under which it is said why a record is not one of the directory
)


def place(step: str, item: str = "") -> str:
    """The name of a step, or of one item of a step that repeats, in `versions` and under DIFFERENT."""
    return f"{step}/{item}" if item else step


MOST_COMPARED = 30  # partners that are not listed: each costs some milliseconds


def likely_duplicates(
    answers: Answers, *, changes: models.Partnership | None = None, only: str = ""
) -> dict[str, list[duplicates.Alike]]:
    """By the place where a name is typed, or only for the one, the public records that may be the same. Four queries at
    most. `changes` is the record that is being changed."""
    new = answers.get("new_organisation", {}) if is_new_organisation(answers) else {}
    partners = {
        place("partners", item): one
        for item, one in answers.get("partners", {}).items()
        if not one.get("organisation") and only in ("", place("partners", item))
    }
    described = {"new_organisation": new, **dict(islice(partners.items(), MOST_COMPARED))}
    organisations = [_named(key, one) for key, one in described.items() if only in ("", key)]
    partnership = _named(
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


def _named(key: str, typed: Typed) -> duplicates.TypedRecord:
    name = typed.get("name") or typed.get("title") or ""
    countries = typed.get("countries") or [typed.get("country", "")]
    return duplicates.TypedRecord(
        key=key,
        name=name[:200],
        acronym=typed.get("acronym", "")[:40],
        website=typed.get("website", "")[:500],
        countries=tuple(code for code in countries if code),
    )

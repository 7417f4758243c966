"""The questionnaire: its questions in steps, and what the answers say about which record.

A submission keeps its answers as they were typed, right or not: `answers[step][field]` is a text or a list of texts;
in a step that repeats (partners, resources) `answers[step][item][field]`. The fields are those of the records' own
forms, put as questions, so that a page, a sheet and an import accept the same.
"""

from directory.questionnaire.answers import (
    DIFFERENT,
    Answered,
    Said,
    answered,
    in_words,
    is_complete,
    likely_duplicates,
    place,
)
from directory.questionnaire.conversion import answers_of, records, source_of
from directory.questionnaire.forms import LONGEST_TEXT, GroupedChoices, StepForm, Typed, asked
from directory.questionnaire.references import FewKnown
from directory.questionnaire.steps import STEPS, DeskStep, PartnerStep, ScopeStep, Step

__all__ = [
    "DIFFERENT",
    "LONGEST_TEXT",
    "STEPS",
    "Answered",
    "DeskStep",
    "FewKnown",
    "GroupedChoices",
    "PartnerStep",
    "Said",
    "ScopeStep",
    "Step",
    "StepForm",
    "Typed",
    "answered",
    "answers_of",
    "asked",
    "in_words",
    "is_complete",
    "likely_duplicates",
    "place",
    "records",
    "source_of",
]

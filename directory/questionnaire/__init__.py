"""The questionnaire: its questions in steps, and what the answers say about which record.

A submission keeps its answers as they were typed, right or not: `answers[step][field]` is a text or a list of texts;
in a step that repeats (partners, resources) `answers[step][item][field]`. The fields are those of the records' own
forms, put as questions, so that a page, a sheet and an import accept the same.
"""

from directory.questionnaire.answers import (
    DIFFERENT,
    AnsweredStep,
    AnswerInWords,
    answer_key,
    answered_steps,
    answers_in_words,
    is_complete,
    likely_duplicates,
)
from directory.questionnaire.conversion import answers_of, records, source_of
from directory.questionnaire.forms import (
    EXPLAINED_ROLES,
    LONGEST_TEXT,
    GroupedChoices,
    StepForm,
    Typed,
    question_from,
)
from directory.questionnaire.references import AnswerReferences
from directory.questionnaire.steps import STEPS, DeskStep, PartnerStep, QuestionnaireStep, ScopeStep

__all__ = [
    "DIFFERENT",
    "EXPLAINED_ROLES",
    "LONGEST_TEXT",
    "STEPS",
    "AnswerInWords",
    "AnswerReferences",
    "AnsweredStep",
    "DeskStep",
    "GroupedChoices",
    "PartnerStep",
    "QuestionnaireStep",
    "ScopeStep",
    "StepForm",
    "Typed",
    "answer_key",
    "answered_steps",
    "answers_in_words",
    "answers_of",
    "is_complete",
    "likely_duplicates",
    "question_from",
    "records",
    "source_of",
]

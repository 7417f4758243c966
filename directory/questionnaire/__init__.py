"""The questionnaire: its questions in steps, and what the answers say about which record.

A submission keeps its answers as they were typed, right or not: `answers[step][field]` is a text or a list of texts;
in a step that repeats (partners, resources) `answers[step][item][field]`. The fields are those of the records' own
forms, put as questions, so that a page, a sheet and an import accept the same.
"""

from directory.questionnaire.about_desks import DeskStep
from directory.questionnaire.about_partners import PartnerStep, partner_of
from directory.questionnaire.about_partnerships import ScopeStep
from directory.questionnaire.answers import (
    DIFFERENT,
    AnsweredStep,
    AnswerInWords,
    answer_key,
    answered_steps,
    answers_in_words,
    is_complete,
    is_ready,
    likely_duplicates,
)
from directory.questionnaire.conversion import answers_of, records, source_of
from directory.questionnaire.forms import (
    EXPLAINED_ROLES,
    LONGEST_TEXT,
    OFTEN_KINDS,
    GroupedChoices,
    StepForm,
    Typed,
    question_from,
)
from directory.questionnaire.pages import (
    FURTHER,
    PAGES,
    PageForm,
    QuestionnairePage,
    missing_labels,
    page_of,
    unanswered_further,
)
from directory.questionnaire.picking import (
    MOST_FOUND,
    PartnerKey,
    organisations_named,
    others_named,
    partner_called,
)
from directory.questionnaire.references import AnswerReferences
from directory.questionnaire.steps import STEPS, QuestionnaireStep

__all__ = [
    "DIFFERENT",
    "EXPLAINED_ROLES",
    "FURTHER",
    "LONGEST_TEXT",
    "MOST_FOUND",
    "OFTEN_KINDS",
    "PAGES",
    "STEPS",
    "AnswerInWords",
    "AnswerReferences",
    "AnsweredStep",
    "DeskStep",
    "GroupedChoices",
    "PageForm",
    "PartnerKey",
    "PartnerStep",
    "QuestionnairePage",
    "QuestionnaireStep",
    "ScopeStep",
    "StepForm",
    "Typed",
    "answer_key",
    "answered_steps",
    "answers_in_words",
    "answers_of",
    "is_complete",
    "is_ready",
    "likely_duplicates",
    "missing_labels",
    "organisations_named",
    "others_named",
    "page_of",
    "partner_called",
    "partner_of",
    "question_from",
    "records",
    "source_of",
    "unanswered_further",
]

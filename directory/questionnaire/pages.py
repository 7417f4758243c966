"""The pages on which the questions stand: each has fields of one or several steps, which keep the answers.

A step is where an answer is kept, and never changes for drafts that are there; a page is where it is asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy

from directory.models import Organisation, Partnership, User
from directory.questionnaire.answers import AnsweredStep, AnswerInWords, answered_steps, answers_in_words
from directory.questionnaire.conversion import answers_of
from directory.questionnaire.forms import StepForm, Typed
from directory.questionnaire.references import AnswerReferences
from directory.questionnaire.steps import STEPS, Answers, QuestionnaireStep

NOT_QUESTIONS = ("not_a_case", "not_a_case_because")


@dataclass(frozen=True, slots=True)
class QuestionnairePage:
    """`questions` are pairs of a step and a field, in their order; `prefixes` give the fields of a step another name where
    two of the page would have the same."""

    key: str
    title: str | Promise
    questions: tuple[tuple[str, str], ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @property
    def steps(self) -> list[QuestionnaireStep]:
        return [STEPS[key] for key in dict.fromkeys(step for step, _name in self.questions)]

    def names_of(self, step: QuestionnaireStep) -> list[str]:
        """The fields of a step that are asked here."""
        return [name for key, name in self.questions if key == step.key]

    def typed(self, step: QuestionnaireStep, post: QueryDict, saved: Typed | None) -> Typed:
        """What was typed here into a step; what other pages ask of it stays as it is saved."""
        prefix = self.prefixes.get(step.key)
        if prefix:
            post = post.copy()
            for name in self.names_of(step):
                post.setlist(name, post.getlist(f"{prefix}-{name}"))
        typed = step.form.typed(post)
        return {**(saved or {}), **{name: typed[name] for name in self.names_of(step)}}


PAGES = {
    page.key: page
    for page in (
        QuestionnairePage(
            "you",
            gettext_lazy("Your organisation"),
            (
                ("organisation", "organisation"),
                ("organisation", "is_new"),
                ("organisation", "find"),
                ("new_organisation", "name"),
                ("new_organisation", "country"),
                ("new_organisation", "is_international"),
                ("new_organisation", "sector"),
                ("part", "role"),
                ("answerer", "name"),
                ("answerer", "function"),
            ),
            {"answerer": "your"},
        ),
        QuestionnairePage(
            "about",
            gettext_lazy("The partnership or programme"),
            (
                ("partnership", "title"),
                ("partnership", "acronym"),
                ("partnership", "kind"),
                ("partnership", "summary"),
                ("links", "website"),
            ),
        ),
        QuestionnairePage(
            "where",
            gettext_lazy("Where and when"),
            (
                ("scope", "topics"),
                ("scope", "countries"),
                ("scope", "extent"),
                ("scope", "where"),
                ("languages", "languages"),
                ("languages", "spoken"),
                ("status", "status"),
                ("ended", "ended"),
                ("status", "started"),
            ),
        ),
        QuestionnairePage(
            "partners",
            gettext_lazy("Partners"),
            (
                ("number", "stated_number"),
                ("sought", "sought_sectors"),
                ("sought", "sought_countries"),
                ("sought", "sought"),
            ),
        ),
        QuestionnairePage(
            "contact",
            gettext_lazy("Contact"),
            tuple(("desk", name) for name in STEPS["desk"].form.base_fields),
        ),
    )
}
# What readers look for, and nobody has to say before sending
FURTHER = QuestionnairePage(
    "further",
    gettext_lazy("What readers look for"),
    (
        ("partnership", "description"),
        ("partnership", "text_language"),
        ("partnership", "other_names"),
        ("part", "joined"),
        ("links", "links"),
        ("links", "legal_basis"),
        ("evidence", "evaluation"),
        ("new_organisation", "acronym"),
        ("new_organisation", "founded"),
        ("new_organisation", "website"),
        ("new_organisation", "other_names"),
    ),
    {"new_organisation": "organisation"},
)


def unanswered_further(answers: Iterable[AnswerInWords]) -> list[AnswerInWords]:
    """Those of a record that are FURTHER and empty: what readers look for and do not find."""
    return [
        answer for answer in answers if (answer.step, answer.field) in FURTHER.questions and not answer.text
    ]


def missing_labels(
    partnership: Partnership, organisation: Organisation | None, *, by: User | None
) -> list[str]:
    """What readers of a public record look for and do not find, in the active language. Empty where nobody registered it for
    an organisation."""
    if organisation is None or by is None:
        return []
    answers = answers_in_words(answered_steps(answers_of(partnership, organisation, by=by)))
    return [str(answer.label) for answer in unanswered_further(answers)]


def page_of(step: str, name: str = "") -> QuestionnairePage | None:
    """The page that asks that field of a step, or else the first with any of the step; None for one with pages of its own."""
    pages = [*PAGES.values(), FURTHER]
    if step == "partners":
        return PAGES["partners"]
    asking = [page for page in pages if (step, name) in page.questions]
    return next(iter(asking or [page for page in pages if step in dict(page.questions)]), None)


class PageForm:
    """The forms of a page's steps as one: a template reads `form.title`, the summary of errors its fields and errors.

    `typed` are the answers of the steps where they are not those that are saved. Without `says_errors` nothing is wrong yet.
    """

    takes_false_alarms = True
    non_field_errors = ()

    def __init__(
        self,
        page: QuestionnairePage,
        answers: Answers,
        *,
        typed: Mapping[str, Mapping] | None = None,
        initial: Mapping[str, Mapping] | None = None,
        says_errors: bool = True,
        references: AnswerReferences | None = None,
    ):
        self.page, self.answers = page, answers
        self.references = AnswerReferences(answers) if references is None else references
        self.forms: dict[str, StepForm] = {}
        for step in page.steps:
            step_typed = (typed or answers).get(step.key)
            step_initial = {**(initial or {}).get(step.key, {}), **(step_typed or {})}
            is_bound = says_errors and step_typed is not None
            self.forms[step.key] = step.form(
                step_typed if is_bound else None,
                initial=step_initial,
                references=self.references,
                prefix=page.prefixes.get(step.key),
            )

    @cached_property
    def fields(self) -> dict[str, BoundField]:
        """The fields by the name that they have on the page, in their order, and the questions about a text that looks like a
        case once."""
        fields = {}
        for key, name in self.page.questions:
            form = self.forms[key]
            if name in form.fields:
                fields[form.add_prefix(name).replace("-", "_")] = form[name]
        return fields

    @property
    def statement_fields(self) -> list[BoundField]:
        """What a text that looks like a case is asked about, once."""
        asking = [form for form in self.forms.values() if "not_a_case" in form.fields]
        return [asking[0][name] for name in NOT_QUESTIONS] if asking else []

    def __getitem__(self, name: str) -> BoundField:
        return self.fields[name]

    def __iter__(self) -> Iterator[BoundField]:
        return iter([*self.fields.values(), *self.statement_fields])

    @property
    def visible_fields(self) -> list[BoundField]:
        return list(self.fields.values())

    def answered(self) -> list[AnsweredStep]:
        """The forms of the steps that the answers need."""
        return [
            AnsweredStep(step, "", self.forms[step.key])
            for step in self.page.steps
            if step.is_needed(self.answers)
        ]

    @property
    def errors(self) -> dict[str, list[str]]:
        """What is wrong, by the name on the page, of steps that the answers need."""
        needed = {answered.step.key for answered in self.answered()}
        return {
            name: bound.errors
            for name, bound in self.fields.items()
            if bound.errors and any(bound.form is self.forms[key] for key in needed)
        }

    @property
    def is_refused_as_case(self) -> bool:
        return any(form.is_refused_as_case for form in self.forms.values())

"""What a reviewer answers about a list that has not our columns: what each column means, and what the sender's words are in ours.

The questions of a file are kept with its import as JSON, one object for each table: its name, shape, plan, and questions
whose choices are numbers in a list of their own, for countries are the choices of many.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.gate.plain_text import LineField
from directory.importing.lists.planning import planned
from directory.importing.lists.plans import ListPlan, ListQuestion
from directory.importing.lists.questions import answered
from directory.importing.roads import FileOfSender
from directory.models import ImportSender
from directory.models.text_search import folded

LONGEST_SELECT = (
    60  # choices; more of them are looked for by typing, from one list that all their fields share
)
LONGEST_SAMPLE = 80  # characters
LONGEST_ANSWER = 300
UNANSWERED = "?"
MISSING = gettext_lazy("What could not be guessed")
# The other parts of the page, by how the names of questions begin
PARTS = (
    (("columns",), gettext_lazy("What the columns mean")),
    (("constants", "empty"), gettext_lazy("What no column says")),
    (("values", "nothing", "days"), gettext_lazy("Words and dates")),
    (("sectors",), gettext_lazy("Organisations that are only named")),
    (("scheme",), gettext_lazy("Numbers of the records")),
)

Choices = tuple[tuple[str, str], ...]


def questions_of(sent: FileOfSender, sender: ImportSender) -> list[dict[str, Any]]:
    """The questions of a file as an import keeps them: those that nobody has answered yet, or else all of them once more."""
    tables = sent.planned_tables
    is_open = any(planned_table.questions for planned_table in tables)
    if not is_open:
        tables = planned([planned_table.table for planned_table in tables], sender.plans, again=True)
    return [
        {
            "name": planned_table.table.name,
            "shape": planned_table.shape,
            "plan": planned_table.plan.as_json(),
            "is_open": is_open,
            **_questions_as_json(planned_table.questions),
        }
        for planned_table in tables
        if planned_table.questions
    ]


def are_open(documents: Iterable[Mapping[str, Any]]) -> bool:
    """Whether something has to be said about a file before its rows can be read."""
    return any(document["is_open"] for document in documents)


def _questions_as_json(questions: Iterable[ListQuestion]) -> dict[str, Any]:
    choices: dict[Choices, int] = {}
    documents = []
    for question in questions:
        document = question._asdict()
        document["choices"] = choices.setdefault(tuple(map(tuple, question.choices)), len(choices))
        documents.append(document)
    return {"choices": list(choices), "questions": documents}


class TableQuestions(NamedTuple):
    """The questions about one table."""

    name: str
    shape: str
    plan: ListPlan
    questions: list[ListQuestion]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "TableQuestions":
        choices = [tuple(map(tuple, pairs)) for pairs in document["choices"]]
        questions = [
            ListQuestion(
                **{**question, "choices": choices[question["choices"]], "samples": tuple(question["samples"])}
            )
            for question in document["questions"]
        ]
        return cls(document["name"], document["shape"], ListPlan.from_json(document["plan"]), questions)


class TypedChoice(LineField):
    """One of many choices, by its code or by what it is called."""

    def __init__(self, *, choices: Choices, list_id: str, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ANSWER, **options)
        self.values = {folded(words): value for value, words in reversed(choices)}
        self.values |= {folded(value): value for value, _words in choices if value}
        self.widget.attrs |= {"list": list_id, "autocomplete": "off"}

    def clean(self, value: str) -> str:
        self.error_messages["required"] = _("Choose an answer to “%(question)s”.") % {"question": self.label}
        text = super().clean(value)
        if not text:
            return ""
        if folded(text) not in self.values:
            message = _("“%(text)s” is none of the choices. Begin to type, and choose one.")
            raise forms.ValidationError(message % {"text": text}, code="invalid_choice")
        return self.values[folded(text)]


class AnsweredChoice(forms.ChoiceField):
    """One of few choices. That nothing is meant may be one of them, and is another answer than none."""

    def __init__(self, *, question: ListQuestion, **options: Any) -> None:
        choices = list(question.choices)
        if question.needs_answer:
            choices.insert(0, (UNANSWERED, _("Choose")))
        elif "" not in dict(choices):
            choices.insert(0, ("", "–"))
        initial = UNANSWERED if question.needs_answer else question.suggested
        super().__init__(choices=choices, initial=initial, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value == UNANSWERED:
            # All such messages stand together above the page
            message = _("Choose an answer to “%(question)s”.") % {"question": self.label}
            raise forms.ValidationError(message, code="required")


def _shortened(sample: str) -> str:
    text = " ".join(sample.split())
    if len(text) > LONGEST_SAMPLE:
        text = f"{text[:LONGEST_SAMPLE]}…"
    return f"\u2068{text}\u2069"  # isolates, so that samples in Arabic leave the order of the others alone


class QuestionPart(NamedTuple):
    """Some questions of a table under a heading of their own."""

    title: str
    fields: list[forms.BoundField]


class QuestionsForm(forms.Form):
    """A field for each question about the tables of a file. Fields are numbered, for what a sender writes is no name."""

    def __init__(self, typed=None, *, sender: ImportSender, documents: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(typed)
        self.sender = sender
        self.tables = [TableQuestions.from_json(document) for document in documents]
        self.choice_lists: dict[Choices, str] = {}
        for name, question in self._named_questions():
            self.fields[name] = self._field(question)

    def _named_questions(self) -> Iterator[tuple[str, ListQuestion]]:
        for number, table in enumerate(self.tables):
            for position, question in enumerate(table.questions):
                yield f"q{number}-{position}", question

    def _field(self, question: ListQuestion) -> forms.Field:
        options: dict[str, Any] = {
            "label": question.words,
            "help_text": " · ".join(_shortened(sample) for sample in question.samples),
            "required": False,
        }
        if not question.choices:
            field = LineField(max_length=LONGEST_ANSWER, initial=question.suggested, **options)
            field.required = not question.is_optional
        elif len(question.choices) > LONGEST_SELECT:
            list_id = self.choice_lists.setdefault(question.choices, f"choices-{len(self.choice_lists) + 1}")
            initial = dict(question.choices).get(question.suggested, "") if question.suggested else ""
            field = TypedChoice(choices=question.choices, list_id=list_id, initial=initial, **options)
            field.required = not question.is_optional
        else:
            field = AnsweredChoice(question=question, **options)
        # Of most questions it goes without saying what happens where nobody answers
        field.is_conditional = not (
            question.is_optional and question.name.startswith(("constants/", "empty/"))
        )
        return field

    def parts(self) -> Iterator[tuple[TableQuestions, list[QuestionPart]]]:
        """The fields of each table: first what could not be guessed, then the others by what they are about."""
        for number, table in enumerate(self.tables):
            fields: dict[str, list[forms.BoundField]] = {str(MISSING): []}
            fields |= {str(title): [] for _beginnings, title in PARTS}
            for position, question in enumerate(table.questions):
                beginning = question.name.partition("/")[0]
                title = next(title for beginnings, title in PARTS if beginning in beginnings)
                field = self[f"q{number}-{position}"]
                fields[str(MISSING if question.needs_answer else title)].append(field)
            yield table, [QuestionPart(title, part) for title, part in fields.items() if part]

    @property
    def unanswered(self) -> int:
        """How many questions have no answer that could be guessed."""
        return sum(question.needs_answer for _name, question in self._named_questions())

    def save(self) -> None:
        """Remember the answers for the sender."""
        for number, table in enumerate(self.tables):
            answers = {
                question.name: self.cleaned_data[f"q{number}-{position}"]
                for position, question in enumerate(table.questions)
            }
            self.sender.plans[table.shape] = answered(table.plan, table.questions, answers).as_json()
        self.sender.save(update_fields=["plans"])

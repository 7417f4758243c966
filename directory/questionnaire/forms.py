"""How a page asks: the fields of the records' own forms, put as questions, and what of the answers is kept."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import number_format
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import models
from directory.gate.guard import GuardedForm
from directory.questionnaire.picking import Chip, Chips, look_up
from directory.questionnaire.references import AnswerReferences
from directory.records.fields import (
    ApproximateDateFormField,
    ExtentField,
    OneOfField,
    PartialDateFormField,
    ReferenceField,
    ReferencesField,
)
from directory.records.record_form import RecordForm

Typed = dict[str, str | list[str]]
Choices = Sequence[tuple[str, str | Promise]]

CHOOSE_ONE = ("", gettext_lazy("Choose one"))
NOT_LISTED = "+"  # the choice "It is not in the directory yet": no key looks like this
# Codes of errors that leave a step in progress on the task list; any other is a mistake: it is a problem there, and stops on
# its page
MISSING = {"missing", "required"}
LONGEST_TEXT = 20_000  # characters of one field that are kept, whatever its limit says
MOST_CHOSEN = 300  # choices of one field that are kept: more than there are countries


# For whoever does not know what each role is called here
EXPLAINED_ROLES: Choices = [
    (models.Role.LEAD, gettext_lazy("Lead: it runs the partnership")),
    (models.Role.CHAIR, gettext_lazy("Chair: it chairs the board or the meetings")),
    (models.Role.SECRETARIAT, gettext_lazy("Secretariat: it does the daily work for all")),
    (models.Role.HOST, gettext_lazy("Host: the partnership has its home with it")),
    (models.Role.MEMBER, gettext_lazy("Member: it takes part")),
    (models.Role.PARTY, gettext_lazy("Party: it is bound by a treaty or an agreement")),
    (models.Role.SIGNATORY, gettext_lazy("Signatory: it signed a statement or a code")),
    (models.Role.ENDORSER, gettext_lazy("Endorser: it backs a statement in public")),
    (models.Role.FUNDER, gettext_lazy("Funder: it gives money")),
    (models.Role.GRANTEE, gettext_lazy("Grantee: it receives money")),
    (models.Role.SUPPORTER, gettext_lazy("Supporter: it helps, and does not take part itself")),
    (models.Role.OBSERVER, gettext_lazy("Observer: it listens, and does not decide")),
]


def _explained(name: str | Promise, line: str | Promise) -> Promise:
    return _two_lines("{} <small>{}</small>", name, line)


_two_lines = lazy(format_html, str)

# Those that most registrations are come first; the others stand in a list of their own
OFTEN_KINDS = 5
EXPLAINED_KINDS: Choices = [
    (kind, _explained(kind.label, line))
    for kind, line in (
        (models.Kind.PROGRAMME, gettext_lazy("One organisation’s own work that looks for partners")),
        (models.Kind.JOINT_PROJECT, gettext_lazy("Several organisations, one aim, an end in sight")),
        (models.Kind.NETWORK, gettext_lazy("Members with the same kind of work, for good")),
        (models.Kind.AGREEMENT, gettext_lazy("A treaty, or a memorandum of understanding")),
        (models.Kind.TASK_FORCE, gettext_lazy("Police or other authorities, acting together")),
        (models.Kind.FORUM, gettext_lazy("A round table that meets")),
        (models.Kind.JOINT_CENTRE, gettext_lazy("Staff of several bodies in one place")),
        (models.Kind.CAMPAIGN, gettext_lazy("One message, many senders")),
        (models.Kind.JOINT_OPERATION, gettext_lazy("One action of police")),
        (models.Kind.SHARED_SYSTEM, gettext_lazy("A database or a tool")),
        (models.Kind.FUND, gettext_lazy("Money for others")),
        (models.Kind.TRAINING, gettext_lazy("Courses for professionals")),
        (models.Kind.EVENT_PARTNERSHIP, gettext_lazy("A conference together")),
    )
]
EXPLAINED_VISIBILITIES: Choices = [
    (visibility, _explained(visibility.label, line))
    for visibility, line in (
        (models.Visibility.PUBLIC, gettext_lazy("Best for a general mailbox")),
        (models.Visibility.REGISTERED, gettext_lazy("Whoever has signed in")),
        (models.Visibility.OFFICIALS, gettext_lazy("Police, ministries, hotlines. You see who looked")),
        (models.Visibility.SECRETARIAT, gettext_lazy("It is on no page")),
    )
]
SOMETHING_ELSE = "else"  # the choice of a kind that stands in the list of the others


class Fits(MaxLengthValidator):
    """Says by how much a text is too long."""

    def __call__(self, value):
        excess = len(value) - self.limit_value
        if excess > 0:
            sentence = ngettext(
                "Shorten this by %(excess)s character: %(most)s fit",
                "Shorten this by %(excess)s characters: %(most)s fit",
                excess,
            )
            numbers = {"excess": number_format(excess), "most": number_format(self.limit_value)}
            raise ValidationError(sentence % numbers, code="max_length")


# As people write that they do not know a date
NOT_KNOWN = frozenset(("?", "-", "unknown", "not known", "i don't know", "i do not know", "don't know"))


class SaidDateField(PartialDateFormField):
    """A date as somebody says it who may not know it: "I don’t know" is an answer, and leaves it empty."""

    def to_python(self, value):
        plain = str(value or "").strip().casefold().replace("’", "'").rstrip(".")
        translated = _("I don’t know").casefold().replace("’", "'")
        return "" if plain in NOT_KNOWN or plain == translated else super().to_python(value)


class SaidApproximateDateField(SaidDateField, ApproximateDateFormField):
    """The same of a date that may be only about so."""


class GroupedChoices(forms.CheckboxSelectMultiple):
    """A long list of check boxes: the chosen ones first, the others in groups that unfold."""

    template_name = "directory/registration/_grouped_choices.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        optgroups = context["widget"]["optgroups"]
        chosen = [option for _name, options, _index in optgroups for option in options if option["selected"]]
        groups = [
            {"name": group, "options": [option for option in options if not option["selected"]]}
            for group, options, _index in optgroups
        ]
        shown = [*chosen, *(option for group in groups for option in group["options"])]
        for number, option in enumerate(shown):
            option["attrs"]["id"] = f"{context['widget']['attrs']['id']}_{number}"
        return {**context, "chosen": chosen, "groups": [group for group in groups if group["options"]]}


class OrganisationChoice(forms.RadioSelect):
    """An organisation of the directory, to be searched for, or one that is not listed yet. The page says which are
    offered."""


class DrawnChoices(BaseChoiceIterator):
    """Choices that are listed when a field is drawn, and once: most forms only read what was typed, and Django would list
    those of a function again each time it looks at them."""

    def __init__(self, list_them: Callable[[], list[tuple]]) -> None:
        self.list_them = list_them

    @cached_property
    def listed(self) -> list[tuple]:
        return self.list_them()

    def __iter__(self) -> Iterator[tuple]:
        return iter(self.listed)


class StepForm(GuardedForm):
    """The questions of one page."""

    def __init__(
        self,
        typed: Mapping | None = None,
        *,
        references: AnswerReferences | None = None,
        prefix: str | None = None,
        **options,
    ):
        """With a `prefix`, its fields have other names on a page than in the answers."""
        if prefix and typed is not None:
            typed = {f"{prefix}-{name}": answer for name, answer in typed.items()}
        super().__init__(typed, prefix=prefix, **options)
        self.references = AnswerReferences() if references is None else references
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known_records = self.references
                if isinstance(field.widget, forms.widgets.ChoiceWidget):
                    field.widget.choices = DrawnChoices(partial(self.choices_of, field))

    def choices_of(self, field: ReferenceField) -> list[tuple]:
        """What can be chosen in it, in the reader's language; nothing where that is searched for, as organisations are."""
        if isinstance(field.widget, GroupedChoices):
            return self.references.groups(field.model)
        choices = self.references.choices(field.model)
        nothing_chosen = _("Choose one")
        if isinstance(field, ExtentField):
            choices, nothing_chosen = [*models.Extent.choices, *choices], _("No further")
        is_one_of_a_list = not isinstance(field.widget, Chip | Chips) and not isinstance(
            field, ReferencesField
        )
        return [("", nothing_chosen), *choices] if choices and is_one_of_a_list else choices

    @classmethod
    def typed(cls, post: QueryDict) -> Typed:
        """What was typed into its fields, within bounds, and nothing else that was sent. Names that stand for a choice are
        that choice."""
        taken_out = post.getlist("take_out")
        typed = {
            name: [
                storable(choice)
                for choice in post.getlist(name)[:MOST_CHOSEN]
                if f"{name}:{choice}" not in taken_out
            ]
            if isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
            else storable("" if f"{name}:{post.get(name)}" in taken_out else post.get(name, ""))
            for name, field in cls.base_fields.items()
        }
        return look_up(cls, typed)

    def clean(self):
        cleaned = super().clean()
        self.check(cleaned)
        return cleaned

    @property
    def is_unfinished(self) -> bool:
        """Whether all that is wrong is that something is missing."""
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return bool(codes) and codes <= MISSING

    check = RecordForm.check

    def as_it_is_called_now(self, cleaned: dict) -> None:
        """Put the present key of an organisation in place of a former one."""
        if organisation := self.references.organisations.get(cleaned.get("organisation")):
            cleaned["organisation"] = organisation.slug


def storable(text: str) -> str:
    """A typed text as it can be kept: PostgreSQL takes no NUL, so it becomes the mark of a damaged character, which the
    field refuses. Line ends are those of a text."""
    return text[:LONGEST_TEXT].replace("\0", "\ufffd").replace("\r\n", "\n")


def question_from(
    form: type[RecordForm],
    column: str,
    question: str | Promise,
    hint: str | Promise = "",
    *,
    explained: Choices = (),
    errors: Mapping[str, str | Promise] | None = None,
    **changes,
) -> forms.Field:
    """A field of a record's form, put as a question, with the widget of a page. `changes` are set on it, such as
    `required=True`, or another widget of a text; `explained` are its choices as the page puts them, `errors` its sentences
    by their code."""
    field = copy.deepcopy(form.base_fields[column])
    if isinstance(field, PartialDateFormField):
        is_approximate = isinstance(field, ApproximateDateFormField)
        field = (SaidApproximateDateField if is_approximate else SaidDateField)(required=field.required)
    field.label, field.help_text = question, hint
    field.validators = [
        Fits(validator.limit_value) if isinstance(validator, MaxLengthValidator) else validator
        for validator in field.validators
    ]
    field.error_messages |= errors or {}
    for name, value in changes.items():
        setattr(field, name, value)
    if isinstance(changes.get("widget"), forms.Select):
        pass
    elif isinstance(field, ReferencesField):
        is_long = field.model in (models.Country, models.Language)
        field.widget = GroupedChoices() if is_long else forms.CheckboxSelectMultiple()
    elif isinstance(field, ReferenceField) and field.model is models.Organisation:
        field.widget = OrganisationChoice()
    elif isinstance(field, ReferenceField):
        field.widget = forms.Select()
    elif isinstance(field, OneOfField):
        choices = explained or field.choices
        field.widget = forms.RadioSelect(choices=[choice for choice in choices if choice[0]])
    # Django sets it when a field is made, and `required` may have changed since
    field.widget.is_required = field.required
    return field

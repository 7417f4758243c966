"""How a page asks: the fields of the records' own forms, put as questions, and what of the answers is kept."""

import copy
from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models
from directory.gate.guard import GuardedForm
from directory.questionnaire.references import AnswerReferences
from directory.records.fields import ExtentField, OneOfField, ReferenceField, ReferencesField
from directory.records.record_form import RecordForm

Typed = dict[str, str | list[str]]
Choices = Sequence[tuple[str, str | Promise]]

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


class StepForm(GuardedForm):
    """The questions of one page."""

    def __init__(
        self, typed: Mapping | None = None, *, references: AnswerReferences | None = None, **options
    ):
        super().__init__(typed, **options)
        self.references = AnswerReferences() if references is None else references
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known_records = self.references
                if isinstance(field, ExtentField):
                    regions = self.references.choices(field.model)
                    field.widget.choices = [("", _("No further")), *models.Extent.choices, *regions]
                elif isinstance(field.widget, GroupedChoices):
                    field.widget.choices = self.references.groups(field.model)
                elif choices := self.references.choices(field.model):
                    is_one = not isinstance(field, ReferencesField)
                    field.widget.choices = [("", _("Choose one")), *choices] if is_one else choices

    @classmethod
    def typed(cls, post: QueryDict) -> Typed:
        """What was typed into its fields, within bounds, and nothing else that was sent."""
        return {
            name: [_kept(choice) for choice in post.getlist(name)[:MOST_CHOSEN]]
            if isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
            else _kept(post.get(name, ""))
            for name, field in cls.base_fields.items()
        }

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


def _kept(text: str) -> str:
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
    **changes,
) -> forms.Field:
    """A field of a record's form, put as a question, with the widget of a page. `changes` are set on it, such as
    `required=True` or another widget; `explained` are its choices as the page puts them."""
    field = copy.deepcopy(form.base_fields[column])
    field.label, field.help_text = question, hint
    for name, value in changes.items():
        setattr(field, name, value)
    if isinstance(field, ReferencesField):
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

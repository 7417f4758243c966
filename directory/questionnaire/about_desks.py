"""The questions about the desk where others can reach a partnership."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models
from directory.questionnaire.forms import (
    EXPLAINED_VISIBILITIES,
    NOT_LISTED,
    StepForm,
    question_from,
)
from directory.records.forms import ContactPointForm


class DeskStep(StepForm):
    """Where others can reach the partnership: a desk, never a person."""

    name = question_from(
        ContactPointForm,
        "name",
        gettext_lazy("What is it called?"),
        gettext_lazy("A function, such as “International cooperation”, not a person’s name."),
        errors={"required": gettext_lazy("Enter the name of the desk, such as International cooperation")},
    )
    mailbox = question_from(
        ContactPointForm,
        "mailbox",
        gettext_lazy("Mailbox"),
        gettext_lazy("A shared address, such as desk@example.org. Or give a phone or a form."),
    )
    phone = question_from(
        ContactPointForm,
        "phone",
        gettext_lazy("Phone"),
        gettext_lazy("With the country code, such as +32 2 123 45 67."),
    )
    web_form = question_from(ContactPointForm, "web_form", gettext_lazy("Contact form on your website"))
    languages = question_from(
        ContactPointForm, "languages", gettext_lazy("Which languages does the desk answer in?")
    )
    visibility = question_from(
        ContactPointForm,
        "visibility",
        gettext_lazy("Who may see it?"),
        explained=EXPLAINED_VISIBILITIES,
        errors={"required": gettext_lazy("Choose who may see it")},
    )

    check = ContactPointForm.check  # the rules that hold for a desk, whoever describes it


class OwnDeskField(forms.CharField):
    """The key of a desk that the organisation has in the directory; "" for another one."""

    def __init__(self):
        super().__init__(
            label=gettext_lazy("How can others reach the partnership?"),
            help_text=gettext_lazy("A desk that several people answer, never a person."),
            required=False,
            max_length=80,
        )

    def name_of(self, key: str) -> str:
        """The name of that desk; the key as it was typed where there is none, "" for another desk."""
        if not key or "\0" in key:
            return key
        desk = models.ContactPoint.objects.filter(slug=key).first()
        return desk.name if desk else key


class ContactStep(DeskStep):
    """A desk that the organisation has in the directory already, or another one, which the other fields describe."""

    own_desk = OwnDeskField()

    field_order = ("own_desk",)

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        return {**chosen, "own_desk": chosen["own_desk"].replace(NOT_LISTED, "")}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Those that the partnership works in are offered, and those that were chosen before
        typed = self.data if self.is_bound else self.initial
        works_in = self.references.answers.get("languages", {}).get("languages", [])
        codes = {*works_in, *(typed.get("languages") or [])} or set(settings.SITE_LANGUAGES)
        names = self.references.choices(models.Language)
        choices = [(code, name) for code, name in names if code in codes]
        self.fields["languages"].widget = forms.CheckboxSelectMultiple(choices=choices)

    def clean_own_desk(self):
        desk = self.cleaned_data["own_desk"]
        if desk and not self._is_own(desk):
            raise ValidationError(_("Choose a desk, or name another one"), code="invalid")
        return desk

    def _is_own(self, desk: str) -> bool:
        organisation = self.references.answers.get("organisation", {}).get("organisation") or ""
        desks = models.ContactPoint.objects.filter(slug=desk, organisation__removed_at=None)
        return "\0" not in f"{desk}{organisation}" and desks.filter(organisation__slug=organisation).exists()

    def full_clean(self):
        super().full_clean()
        # What describes another desk is kept, and not asked for, while one of the directory is chosen; what looks like a case
        # is refused all the same
        if self.is_bound and self.cleaned_data.get("own_desk"):
            self.cleaned_data = {"own_desk": self.cleaned_data["own_desk"]}
            for name in set(self._errors) & self.base_fields.keys() - self.findings.keys():
                del self._errors[name]

    def check(self, cleaned):
        if not cleaned.get("own_desk") and "own_desk" not in self.errors:
            super().check(cleaned)

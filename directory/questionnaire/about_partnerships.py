"""The questions about the partnership itself, and about what it offers and looks for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models
from directory.questionnaire.forms import (
    EXPLAINED_KINDS,
    SOMETHING_ELSE,
    StepForm,
    question_from,
    storable,
)
from directory.questionnaire.picking import Chip, Chips, PickedWordsField
from directory.records.commitment_forms import ResourceForm
from directory.records.fields import WebAddressField
from directory.records.forms import PartnershipForm
from directory.records.record_form import RecordForm

UNREADABLE_DATE = {
    "invalid": gettext_lazy("We cannot read this date. Enter a year, such as 2024, or leave it empty")
}


class PartnershipStep(StepForm):
    title = question_from(
        PartnershipForm,
        "title",
        gettext_lazy("What is it called?"),
        gettext_lazy("Its full name, in the language it uses itself."),
        errors={"required": gettext_lazy("Enter the name of the partnership")},
    )
    acronym = question_from(PartnershipForm, "acronym", gettext_lazy("Short name"))
    kind = question_from(
        PartnershipForm,
        "kind",
        gettext_lazy("What is it?"),
        explained=EXPLAINED_KINDS,
        errors={"required": gettext_lazy("Choose what it is")},
    )
    summary = question_from(
        PartnershipForm,
        "summary",
        gettext_lazy("Who works together, to do what?"),
        gettext_lazy(
            "Two or three sentences, up to 1,000 characters, in English if you can. Write about the cooperation, never about"
            " a case."
        ),
        widget=forms.Textarea({"rows": 5}),
        errors={"required": gettext_lazy("Say in two or three sentences who works together, to do what")},
    )
    description = question_from(
        PartnershipForm,
        "description",
        gettext_lazy("Description"),
        gettext_lazy("Anything more that a possible partner should know. You may leave it empty."),
        widget=forms.Textarea({"rows": 10}),
    )
    text_language = question_from(
        PartnershipForm,
        "text_language",
        gettext_lazy("In which language are the summary and the description?"),
        gettext_lazy(
            "So that a search finds their words with other endings as well. Nothing chosen means English."
        ),
    )
    other_names = question_from(
        PartnershipForm,
        "other_names",
        gettext_lazy("Other names"),
        gettext_lazy("Names in other languages, for example. Put a semicolon between two names."),
    )

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        # A kind that few are is chosen from a list of its own; without one, "something else" is no answer yet
        if chosen["kind"] == SOMETHING_ELSE:
            chosen["kind"] = storable(post.get("kind_else", ""))
        return chosen


class ScopeStep(StepForm):
    topics = question_from(
        PartnershipForm,
        "topics",
        gettext_lazy("What is it about?"),
        gettext_lazy("Choose one to four."),
        required=True,
        errors={"required": gettext_lazy("Choose at least one topic")},
    )
    countries = question_from(
        PartnershipForm, "countries", gettext_lazy("In which countries does it work?"), widget=Chips()
    )
    where = PickedWordsField(
        label=gettext_lazy("Where does it work?"),
        help_text=gettext_lazy(
            "Countries or a region, one or several: “Poland, Czechia”, “Southern Europe”, “worldwide”. Countries of partners"
            " count by themselves."
        ),
        fills={"country": "countries", "region": "extent"},
    )
    extent = question_from(
        PartnershipForm,
        "extent",
        gettext_lazy("Does it reach further than these countries?"),
        gettext_lazy(
            "Say so if it works across a region or the world. It counts as cross-border once a public source shows that, "
            "or once members of two countries take part."
        ),
        widget=Chip(),
    )


class StatusStep(StepForm):
    # Whoever belongs to it knows
    status = question_from(
        PartnershipForm,
        "status",
        gettext_lazy("How does it stand today?"),
        choices=[choice for choice in models.Status.choices if choice[0] != models.Status.UNKNOWN],
        errors={"required": gettext_lazy("Choose how it stands today")},
    )
    started = question_from(
        PartnershipForm,
        "started",
        gettext_lazy("Since when?"),
        gettext_lazy(
            "As exactly as you know it: 5 March 2024, March 2024, 2019 or about 2019. Leave it empty if you do not"
            " know."
        ),
        errors=UNREADABLE_DATE,
    )


class EndedStep(StepForm):
    ended = question_from(
        PartnershipForm,
        "ended",
        gettext_lazy("When did it end?"),
        gettext_lazy("A year, a month or a day, or about when. Leave it empty if you do not know."),
        errors=UNREADABLE_DATE,
    )

    def check(self, cleaned):
        """The start was typed on another page; where it is no date, that page says so."""
        # By itself, without the status: what is missing there is none of this page's errors
        started = StatusStep({"started": self.references.answers.get("status", {}).get("started", "")})
        started.full_clean()
        self.check_order(
            {**cleaned, "started": started.cleaned_data.get("started", "")},
            "started",
            "ended",
            _("A partnership cannot end before it starts."),
        )

    check_order = RecordForm.check_order  # a StepForm is no RecordForm, but its dates compare in the same way


class LanguagesStep(StepForm):
    languages = question_from(
        PartnershipForm, "languages", gettext_lazy("In which languages does it work?"), widget=Chips()
    )
    spoken = PickedWordsField(
        label=gettext_lazy("In which languages does it work?"),
        help_text=gettext_lazy("One or several, such as “English, Polish”."),
        fills={"language": "languages"},
    )


class NumberStep(StepForm):
    stated_number = question_from(
        PartnershipForm,
        "stated_number",
        gettext_lazy("How many are there in all?"),
        gettext_lazy("If you cannot name them all: “48”, or “more than 50”."),
    )


class SoughtStep(StepForm):
    sought_sectors = question_from(
        PartnershipForm,
        "sought_sectors",
        gettext_lazy("In which sectors do you look for partners?"),
        gettext_lazy("Leave it empty if you look for none."),
        widget=Chips(),
    )
    sought_countries = question_from(
        PartnershipForm,
        "sought_countries",
        gettext_lazy("In which countries do you look for partners?"),
        gettext_lazy("Leave it empty if any country will do, or none."),
        widget=Chips(),
    )
    sought = PickedWordsField(
        label=gettext_lazy("Whom, and where?"),
        help_text=gettext_lazy("Sectors and countries, such as “hotline, Slovakia”."),
        fills={"sector": "sought_sectors", "country": "sought_countries"},
    )


class WebsiteField(WebAddressField):
    """One address; what has spaces in it is none."""

    default_error_messages = {
        "invalid": gettext_lazy("Enter the website as one address, such as www.example.org")
    }

    def to_python(self, value):
        if " " in (value or "").strip():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class LinksStep(StepForm):
    website = WebsiteField(
        label=gettext_lazy("Website"),
        help_text=gettext_lazy("The page of the partnership itself, if it has one."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "url", "dir": "ltr"}),
    )
    links = question_from(
        PartnershipForm,
        "links",
        gettext_lazy("Further links"),
        gettext_lazy("Annual reports, agreements, news: pages that say more. One address on each line."),
        widget=forms.Textarea({"rows": 3}),
    )
    legal_basis = question_from(
        PartnershipForm,
        "legal_basis",
        gettext_lazy("Legal basis"),
        gettext_lazy("A law, a treaty, a memorandum of understanding, or none."),
        widget=forms.Textarea({"rows": 3}),
    )


class EvidenceStep(StepForm):
    evaluation = question_from(
        PartnershipForm,
        "evaluation",
        gettext_lazy("How do you know whether it works?"),
        gettext_lazy("Evaluations, figures, reviews by others. You may leave it empty."),
        widget=forms.Textarea({"rows": 5}),
    )


class ResourceStep(StepForm):
    """Something that others can use."""

    title = question_from(ResourceForm, "title", gettext_lazy("Title"))
    kind = question_from(ResourceForm, "kind", gettext_lazy("What is it?"))
    url = question_from(ResourceForm, "url", gettext_lazy("Link"))
    languages = question_from(ResourceForm, "languages", gettext_lazy("In which languages?"))

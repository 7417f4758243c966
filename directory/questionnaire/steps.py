"""The questions, a form for each page, and the order of the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models
from directory.gate.plain_text import LineField
from directory.questionnaire.forms import NOT_LISTED, StepForm, asked
from directory.records.fields import MailboxField
from directory.records.forms import (
    ContactPointForm,
    MembershipForm,
    OrganisationForm,
    PartnershipForm,
    RecordForm,
    ResourceForm,
)

Answers = Mapping[str, dict]


class OrganisationStep(StepForm):
    """Which organisation registers: one of the directory, or a new one."""

    organisation = asked(
        OrganisationForm,
        "parent",
        gettext_lazy("Which organisation do you answer for?"),
        gettext_lazy(
            "Search for its name or acronym. If it is not listed yet, say so: the next page asks about it."
        ),
        required=False,
    )
    is_new = forms.BooleanField(label=gettext_lazy("It is not in the directory yet"), required=False)

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        if chosen["organisation"] == NOT_LISTED:
            chosen = {"organisation": "", "is_new": "on"}
        return chosen

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if not cleaned.get("organisation") and not cleaned.get("is_new") and not self.errors:
            self.add_error(
                "organisation",
                ValidationError(
                    _("Choose your organisation, or say that it is not listed yet."), code="missing"
                ),
            )


class NewOrganisationStep(StepForm):
    name = asked(
        OrganisationForm,
        "name",
        gettext_lazy("Name of the organisation"),
        gettext_lazy("The full, official name."),
    )
    acronym = asked(OrganisationForm, "acronym", gettext_lazy("Acronym"))
    sector = asked(OrganisationForm, "sector", gettext_lazy("Sector"))
    country = asked(OrganisationForm, "country", gettext_lazy("Home country"))
    is_international = forms.BooleanField(
        label=gettext_lazy("It is international and has no home country"), required=False
    )
    website = asked(OrganisationForm, "website", gettext_lazy("Website"))
    other_names = asked(
        OrganisationForm,
        "other_names",
        gettext_lazy("Other names"),
        gettext_lazy("Names in other languages, for example. Put a semicolon between two names."),
    )

    def check(self, cleaned):
        if (
            bool(cleaned.get("country")) == bool(cleaned.get("is_international"))
            and "country" not in self.errors
        ):
            self.add_error(
                "country",
                ValidationError(
                    _("Choose the home country, or say that the organisation is international."),
                    code="invalid" if cleaned.get("country") else "missing",
                ),
            )


class PartStep(StepForm):
    """What part one's own organisation has."""

    role = asked(MembershipForm, "role", gettext_lazy("What is your organisation’s role?"))
    joined = asked(
        MembershipForm,
        "joined",
        gettext_lazy("Since when?"),
        gettext_lazy(
            "A year, a month or a day, such as 2005, 2005-12 or 2005-12-15. Leave it empty if you do not know."
        ),
    )


class PartnershipStep(StepForm):
    title = asked(
        PartnershipForm, "title", gettext_lazy("What is it called?"), gettext_lazy("The full name.")
    )
    acronym = asked(PartnershipForm, "acronym", gettext_lazy("Acronym"))
    kind = asked(PartnershipForm, "kind", gettext_lazy("What kind of partnership is it?"))
    summary = asked(
        PartnershipForm,
        "summary",
        gettext_lazy("Summary"),
        gettext_lazy(
            "Two or three sentences: who works together, to do what. Write about the cooperation, never about a case."
        ),
        widget=forms.Textarea({"rows": 4}),
    )
    description = asked(
        PartnershipForm,
        "description",
        gettext_lazy("Description"),
        gettext_lazy("Anything more that a possible partner should know. You may leave it empty."),
        widget=forms.Textarea({"rows": 10}),
    )
    other_names = asked(
        PartnershipForm,
        "other_names",
        gettext_lazy("Other names"),
        gettext_lazy("Names in other languages, for example. Put a semicolon between two names."),
    )


class PartnerStep(StepForm):
    """A partner: one of the directory, or one that is not listed yet."""

    organisation = asked(
        MembershipForm,
        "organisation",
        gettext_lazy("Which organisation?"),
        gettext_lazy(
            "Search for its name or acronym. If it is not listed yet, say so and describe it below."
        ),
        required=False,
    )
    name = asked(
        OrganisationForm, "name", gettext_lazy("Name, if it is not in the directory"), required=False
    )
    country = asked(OrganisationForm, "country", gettext_lazy("Home country, if it is not in the directory"))
    sector = asked(
        OrganisationForm, "sector", gettext_lazy("Sector, if it is not in the directory"), required=False
    )
    role = asked(MembershipForm, "role", gettext_lazy("What is its role?"))
    email = MailboxField(
        label=gettext_lazy("E-mail address of somebody who can answer for it"),
        help_text=gettext_lazy(
            "We ask whether the organisation agrees to be named. The address is not published."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language should we ask?"),
        choices=[("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")],
        initial="en",
    )

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        return {**chosen, "organisation": chosen["organisation"].replace(NOT_LISTED, "")}

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if cleaned.get("organisation"):
            return
        if not cleaned.get("name") and not {"organisation", "name"} & self.errors.keys():
            self.add_error(
                "name",
                ValidationError(
                    _("Choose an organisation of the directory, or enter a name."), code="missing"
                ),
            )
        if cleaned.get("name") and not cleaned.get("sector") and "sector" not in self.errors:
            self.add_error(
                "sector",
                ValidationError(
                    _("Choose the sector of an organisation that is not listed yet."), code="missing"
                ),
            )


class SoughtStep(StepForm):
    sought_sectors = asked(
        PartnershipForm,
        "sought_sectors",
        gettext_lazy("In which sectors do you look for partners?"),
        gettext_lazy("Leave it empty if you look for none."),
    )
    sought_countries = asked(
        PartnershipForm,
        "sought_countries",
        gettext_lazy("In which countries do you look for partners?"),
        gettext_lazy("Leave it empty if any country will do, or none."),
    )


class ScopeStep(StepForm):
    topics = asked(PartnershipForm, "topics", gettext_lazy("What is it about?"), required=True)
    countries = asked(
        PartnershipForm,
        "countries",
        gettext_lazy("In which countries does it work?"),
        gettext_lazy("The home countries of its members count by themselves."),
    )


class StatusStep(StepForm):
    status = asked(PartnershipForm, "status", gettext_lazy("How does it stand today?"))
    started = asked(
        PartnershipForm,
        "started",
        gettext_lazy("When did it start, or when will it?"),
        gettext_lazy(
            "A year, a month or a day, such as 2005, 2005-12 or 2005-12-15. Leave it empty if you do not know."
        ),
    )


class EndedStep(StepForm):
    ended = asked(
        PartnershipForm,
        "ended",
        gettext_lazy("When did it end?"),
        gettext_lazy("A year, a month or a day. Leave it empty if you do not know."),
    )

    def check(self, cleaned):
        """The start was typed on another page; where it is no date, that page says so."""
        started = StatusStep({"started": self.known.answers.get("status", {}).get("started", "")})
        started.full_clean()
        self.check_order(
            {**cleaned, "started": started.cleaned_data.get("started", "")},
            "started",
            "ended",
            _("A partnership cannot end before it starts."),
        )

    check_order = RecordForm.check_order


class LinksStep(StepForm):
    website = asked(PartnershipForm, "website", gettext_lazy("Its website"))
    links = asked(
        PartnershipForm,
        "links",
        gettext_lazy("Further links"),
        gettext_lazy("Annual reports, agreements, news: pages that say more. One address on each line."),
        widget=forms.Textarea({"rows": 3}),
    )
    legal_basis = asked(
        PartnershipForm,
        "legal_basis",
        gettext_lazy("Legal basis"),
        gettext_lazy("A law, a treaty, a memorandum of understanding, or none."),
        widget=forms.Textarea({"rows": 3}),
    )


class EvidenceStep(StepForm):
    evaluation = asked(
        PartnershipForm,
        "evaluation",
        gettext_lazy("How do you know whether it works?"),
        gettext_lazy("Evaluations, figures, reviews by others. You may leave it empty."),
        widget=forms.Textarea({"rows": 5}),
    )


class ResourceStep(StepForm):
    """Something that others can use."""

    title = asked(ResourceForm, "title", gettext_lazy("Title"))
    kind = asked(ResourceForm, "kind", gettext_lazy("What is it?"))
    url = asked(ResourceForm, "url", gettext_lazy("Link"))
    languages = asked(ResourceForm, "languages", gettext_lazy("In which languages?"))


class LanguagesStep(StepForm):
    languages = asked(PartnershipForm, "languages", gettext_lazy("In which languages does it work?"))


class DeskStep(StepForm):
    """Where others can reach the partnership: a desk, never a person."""

    name = asked(
        ContactPointForm,
        "name",
        gettext_lazy("Name of the desk"),
        gettext_lazy("A function, such as “International cooperation”, not a person’s name."),
    )
    mailbox = asked(
        ContactPointForm,
        "mailbox",
        gettext_lazy("Mailbox"),
        gettext_lazy("A shared address, such as desk@example.org."),
    )
    phone = asked(
        ContactPointForm,
        "phone",
        gettext_lazy("Phone"),
        gettext_lazy("With the country code, such as +32 2 123 45 67."),
    )
    web_form = asked(ContactPointForm, "web_form", gettext_lazy("Contact form on your website"))
    languages = asked(ContactPointForm, "languages", gettext_lazy("Which languages does the desk answer in?"))
    visibility = asked(ContactPointForm, "visibility", gettext_lazy("Who may see it?"))

    check = ContactPointForm.check


class AnswererStep(StepForm):
    """Who answers. Not published."""

    name = LineField(label=gettext_lazy("Your name"), max_length=150)
    function = LineField(
        label=gettext_lazy("Your function in the organisation"),
        max_length=150,
        help_text=gettext_lazy("Your name and function are for the secretariat only."),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the questionnaire, or, where `repeats`, a page for each item of a list.

    `is_needed` says from the answers so far whether it is asked at all; one that is not `is_required` may stay
    untouched; one with `after` waits for an answer to that step.
    """

    key: str
    section: str | Promise
    title: str | Promise
    form: type[StepForm]
    repeats: bool = False
    is_required: bool = True
    after: str = ""
    is_needed: Callable[[Answers], bool] = lambda answers: True


def is_new_organisation(answers: Answers) -> bool:
    return bool(answers.get("organisation", {}).get("is_new")) and not answers["organisation"].get(
        "organisation"
    )


def _has_ended(answers: Answers) -> bool:
    return answers.get("status", {}).get("status") == models.Status.ENDED


YOU = gettext_lazy("Your organisation")
IT = gettext_lazy("The partnership or programme")
PARTNERS = gettext_lazy("Partners")
MORE = gettext_lazy("Links and evidence")
CONTACT = gettext_lazy("Contact")

STEPS = {
    step.key: step
    for step in (
        Step("organisation", YOU, gettext_lazy("Which organisation"), OrganisationStep),
        Step("new_organisation", YOU, gettext_lazy("About the organisation"), NewOrganisationStep, is_needed=is_new_organisation),
        Step("part", YOU, gettext_lazy("Its part"), PartStep, after="organisation"),
        Step("partnership", IT, gettext_lazy("Name and summary"), PartnershipStep),
        Step("scope", IT, gettext_lazy("Topics and countries"), ScopeStep),
        Step("status", IT, gettext_lazy("Status and dates"), StatusStep),
        Step("ended", IT, gettext_lazy("Its end"), EndedStep, is_required=False, is_needed=_has_ended),
        Step("languages", IT, gettext_lazy("Languages"), LanguagesStep, is_required=False),
        Step("partners", PARTNERS, gettext_lazy("Partners and their roles"), PartnerStep, repeats=True, is_required=False),
        Step("sought", PARTNERS, gettext_lazy("Partners that you look for"), SoughtStep, is_required=False),
        Step("links", MORE, gettext_lazy("Web links and legal basis"), LinksStep, is_required=False),
        Step("evidence", MORE, gettext_lazy("Evaluation"), EvidenceStep, is_required=False),
        Step("resources", MORE, gettext_lazy("Resources for others"), ResourceStep, repeats=True, is_required=False),
        Step("desk", CONTACT, gettext_lazy("Contact desk"), DeskStep),
        Step("answerer", CONTACT, gettext_lazy("Who answers"), AnswererStep),
    )
}  # fmt: skip

"""The questions, a form for each page, and the order of the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import models
from directory.gate.plain_text import LineField
from directory.mail.languages import MailLanguageField, can_choose_language
from directory.questionnaire.forms import EXPLAINED_ROLES, NOT_LISTED, StepForm, question_from
from directory.records.commitment_forms import ResourceForm
from directory.records.fields import MailboxField
from directory.records.forms import ContactPointForm, MembershipForm, OrganisationForm, PartnershipForm
from directory.records.record_form import RecordForm

Answers = Mapping[str, dict]


class OrganisationStep(StepForm):
    """Which organisation registers: one of the directory, or a new one."""

    organisation = question_from(
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
        # "Not listed yet" is one of the radio buttons on the page, and a tick of its own in the answers
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
    name = question_from(
        OrganisationForm,
        "name",
        gettext_lazy("Name of the organisation"),
        gettext_lazy("The full, official name."),
    )
    acronym = question_from(OrganisationForm, "acronym", gettext_lazy("Acronym"))
    sector = question_from(OrganisationForm, "sector", gettext_lazy("Sector"))
    country = question_from(OrganisationForm, "country", gettext_lazy("Home country"))
    is_international = forms.BooleanField(
        label=gettext_lazy("It is international and has no home country"), required=False
    )
    # No question about its end: whoever answers is there
    founded = question_from(
        OrganisationForm,
        "founded",
        gettext_lazy("Since when does it exist?"),
        gettext_lazy("The year is enough. Leave it empty if you do not know."),
    )
    website = question_from(OrganisationForm, "website", gettext_lazy("Website"))
    other_names = question_from(
        OrganisationForm,
        "other_names",
        gettext_lazy("Other names"),
        gettext_lazy("Names in other languages, for example. Put a semicolon between two names."),
    )

    def check(self, cleaned):
        # One of the two, and not both: without a home country, an organisation has to say that it is international
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
    """What part the registering organisation has in the partnership."""

    role = question_from(
        MembershipForm,
        "role",
        gettext_lazy("What is your organisation’s role?"),
        gettext_lazy("If it has several, choose the one that counts most; the secretariat can add others."),
        explained=EXPLAINED_ROLES,
    )
    joined = question_from(
        MembershipForm,
        "joined",
        gettext_lazy("Since when?"),
        gettext_lazy(
            "A year, a month or a day, such as 2005, 2005-12 or 2005-12-15. Leave it empty if you do not know."
        ),
    )


class PartnershipStep(StepForm):
    title = question_from(
        PartnershipForm, "title", gettext_lazy("What is it called?"), gettext_lazy("The full name.")
    )
    acronym = question_from(PartnershipForm, "acronym", gettext_lazy("Acronym"))
    kind = question_from(PartnershipForm, "kind", gettext_lazy("What kind of partnership is it?"))
    summary = question_from(
        PartnershipForm,
        "summary",
        gettext_lazy("Summary"),
        gettext_lazy(
            "Two or three sentences: who works together, to do what. Write about the cooperation, never about a case."
        ),
        widget=forms.Textarea({"rows": 4}),
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


class PartnerStep(StepForm):
    """A partner: one of the directory, or one that is not listed yet, which name, country and sector describe.

    Organisations only, for each is asked whether it agrees: nobody could ask a country or a partnership.
    """

    organisation = question_from(
        MembershipForm,
        "organisation",
        gettext_lazy("Which organisation?"),
        gettext_lazy(
            "Search for its name or acronym. If it is not listed yet, say so and describe it below. "
            "The secretariat adds countries and partnerships that take part: name them in the description."
        ),
        required=False,
    )
    name = question_from(
        OrganisationForm, "name", gettext_lazy("Name, if it is not in the directory"), required=False
    )
    country = question_from(
        OrganisationForm, "country", gettext_lazy("Home country, if it is not in the directory")
    )
    sector = question_from(
        OrganisationForm, "sector", gettext_lazy("Sector, if it is not in the directory"), required=False
    )
    role = question_from(MembershipForm, "role", gettext_lazy("What is its role?"), explained=EXPLAINED_ROLES)
    email = MailboxField(
        label=gettext_lazy("E-mail address of somebody who can answer for it"),
        help_text=gettext_lazy(
            "We ask whether the organisation agrees to be named. The address is not published."
        ),
    )
    language = MailLanguageField(label=gettext_lazy("In which language should we ask?"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not can_choose_language():
            del self.fields["language"]

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        if not can_choose_language():  # the only answer there is, which stays good when there are others
            chosen["language"] = settings.LANGUAGE_CODE
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
    sought_sectors = question_from(
        PartnershipForm,
        "sought_sectors",
        gettext_lazy("In which sectors do you look for partners?"),
        gettext_lazy("Leave it empty if you look for none."),
    )
    sought_countries = question_from(
        PartnershipForm,
        "sought_countries",
        gettext_lazy("In which countries do you look for partners?"),
        gettext_lazy("Leave it empty if any country will do, or none."),
    )


class ScopeStep(StepForm):
    topics = question_from(PartnershipForm, "topics", gettext_lazy("What is it about?"), required=True)
    countries = question_from(
        PartnershipForm,
        "countries",
        gettext_lazy("In which countries does it work?"),
        gettext_lazy("The home countries of its members count by themselves."),
    )
    extent = question_from(
        PartnershipForm,
        "extent",
        gettext_lazy("Does it reach further than these countries?"),
        gettext_lazy(
            "Say so if it works across a region or the world. It counts as cross-border once a public source shows that, "
            "or once members of two countries take part."
        ),
    )


class StatusStep(StepForm):
    # Whoever belongs to it knows
    status = question_from(
        PartnershipForm,
        "status",
        gettext_lazy("How does it stand today?"),
        choices=[choice for choice in models.Status.choices if choice[0] != models.Status.UNKNOWN],
    )
    started = question_from(
        PartnershipForm,
        "started",
        gettext_lazy("When did it start, or when will it?"),
        gettext_lazy(
            "A year, a month or a day, such as 2005, 2005-12 or 2005-12-15. Leave it empty if you do not know."
        ),
    )


class EndedStep(StepForm):
    ended = question_from(
        PartnershipForm,
        "ended",
        gettext_lazy("When did it end?"),
        gettext_lazy("A year, a month or a day. Leave it empty if you do not know."),
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


class LinksStep(StepForm):
    website = question_from(PartnershipForm, "website", gettext_lazy("Its website"))
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


class LanguagesStep(StepForm):
    languages = question_from(PartnershipForm, "languages", gettext_lazy("In which languages does it work?"))


class DeskStep(StepForm):
    """Where others can reach the partnership: a desk, never a person."""

    name = question_from(
        ContactPointForm,
        "name",
        gettext_lazy("Name of the desk"),
        gettext_lazy("A function, such as “International cooperation”, not a person’s name."),
    )
    mailbox = question_from(
        ContactPointForm,
        "mailbox",
        gettext_lazy("Mailbox"),
        gettext_lazy("A shared address, such as desk@example.org."),
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
    visibility = question_from(ContactPointForm, "visibility", gettext_lazy("Who may see it?"))

    check = ContactPointForm.check  # the rules that hold for a desk, whoever describes it


class AnswererStep(StepForm):
    """Who answers. Not published."""

    name = LineField(label=gettext_lazy("Your name"), max_length=150)
    function = LineField(
        label=gettext_lazy("Your function in the organisation"),
        max_length=150,
        help_text=gettext_lazy("Your name and function are for the secretariat only."),
    )


@dataclass(frozen=True, slots=True)
class QuestionnaireStep:
    """A page of the questionnaire, or, where `repeats`, a page for each item of a list."""

    key: str  # under which drafts keep its answers, so it can never be renamed
    section: str | Promise  # its heading on the task list; steps of one section stand together
    title: str | Promise
    form: type[StepForm]
    repeats: bool = False
    is_required: bool = True  # where not, it may stay untouched; once begun, it has to be right
    after: str = ""  # the key of the step that has to be done before this one can start
    # Whether the answers so far call for it at all. What was typed stays kept while they do not
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
        QuestionnaireStep("organisation", YOU, gettext_lazy("Which organisation"), OrganisationStep),
        QuestionnaireStep("new_organisation", YOU, gettext_lazy("About the organisation"), NewOrganisationStep, is_needed=is_new_organisation),
        QuestionnaireStep("part", YOU, gettext_lazy("Its part"), PartStep, after="organisation"),
        QuestionnaireStep("partnership", IT, gettext_lazy("Name and summary"), PartnershipStep),
        QuestionnaireStep("scope", IT, gettext_lazy("Topics and countries"), ScopeStep),
        QuestionnaireStep("status", IT, gettext_lazy("Status and dates"), StatusStep),
        QuestionnaireStep("ended", IT, gettext_lazy("Its end"), EndedStep, is_required=False, is_needed=_has_ended),
        QuestionnaireStep("languages", IT, gettext_lazy("Languages"), LanguagesStep, is_required=False),
        QuestionnaireStep("partners", PARTNERS, gettext_lazy("Partners and their roles"), PartnerStep, repeats=True, is_required=False),
        QuestionnaireStep("sought", PARTNERS, gettext_lazy("Partners that you look for"), SoughtStep, is_required=False),
        QuestionnaireStep("links", MORE, gettext_lazy("Web links and legal basis"), LinksStep, is_required=False),
        QuestionnaireStep("evidence", MORE, gettext_lazy("Evaluation"), EvidenceStep, is_required=False),
        QuestionnaireStep("resources", MORE, gettext_lazy("Resources for others"), ResourceStep, repeats=True, is_required=False),
        QuestionnaireStep("desk", CONTACT, gettext_lazy("Contact desk"), DeskStep),
        QuestionnaireStep("answerer", CONTACT, gettext_lazy("Who answers"), AnswererStep),
    )
}  # fmt: skip

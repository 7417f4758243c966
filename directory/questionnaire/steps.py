"""The steps under which answers are kept, and their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from directory import models
from directory.questionnaire.about_desks import ContactStep
from directory.questionnaire.about_organisations import (
    AnswererStep,
    NewOrganisationStep,
    OrganisationStep,
    PartStep,
)
from directory.questionnaire.about_partners import PartnerStep
from directory.questionnaire.about_partnerships import (
    EndedStep,
    EvidenceStep,
    LanguagesStep,
    LinksStep,
    NumberStep,
    PartnershipStep,
    ResourceStep,
    ScopeStep,
    SoughtStep,
    StatusStep,
)
from directory.questionnaire.forms import StepForm

Answers = Mapping[str, dict]


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
        QuestionnaireStep("number", PARTNERS, gettext_lazy("How many partners there are"), NumberStep, is_required=False),
        QuestionnaireStep("sought", PARTNERS, gettext_lazy("Partners that you look for"), SoughtStep, is_required=False),
        QuestionnaireStep("links", MORE, gettext_lazy("Web links and legal basis"), LinksStep, is_required=False),
        QuestionnaireStep("evidence", MORE, gettext_lazy("Evaluation"), EvidenceStep, is_required=False),
        QuestionnaireStep("resources", MORE, gettext_lazy("Resources for others"), ResourceStep, repeats=True, is_required=False),
        QuestionnaireStep("desk", CONTACT, gettext_lazy("Contact desk"), ContactStep),
        QuestionnaireStep("answerer", CONTACT, gettext_lazy("Who answers"), AnswererStep),
    )
}  # fmt: skip

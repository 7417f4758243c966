"""The questions about organisations: who registers, its part, its partners, and who answers."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.gate.plain_text import LineField
from directory.mail.languages import MailLanguageField, can_choose_language
from directory.questionnaire.forms import (
    CHOOSE_ONE,
    EXPLAINED_ROLES,
    NOT_LISTED,
    StepForm,
    question_from,
)
from directory.questionnaire.picking import organisation_called, organisations_named
from directory.records.fields import MailboxField
from directory.records.forms import MembershipForm, OrganisationForm

CHOOSE_THE_ROLE = {"required": gettext_lazy("Choose the role")}


class NameSearchField(LineField):
    """What is typed to find an organisation. Whether it names one, the step says."""

    def __init__(self):
        super().__init__(label=gettext_lazy("Search the directory"), required=False, max_length=200)


def not_chosen(words: str) -> str:
    """Why a search is no answer yet."""
    count = len(organisations_named(words))
    if not count:
        return _("We found none for “%(words)s”. Say that it is not listed yet, or type another name") % {
            "words": words
        }
    return ngettext(
        "We found %(count)s for “%(words)s”. Choose it, or add yours",
        "We found %(count)s for “%(words)s”. Choose one, or add yours",
        count,
    ) % {"count": count, "words": words}


class OrganisationStep(StepForm):
    """Which organisation registers: one of the directory, or a new one."""

    organisation = question_from(
        OrganisationForm,
        "parent",
        gettext_lazy("Which organisation do you answer for?"),
        gettext_lazy("Type its name or short name. If it is not listed yet, add it: a few more questions."),
        required=False,
    )
    is_new = forms.BooleanField(label=gettext_lazy("It is not in the directory yet"), required=False)
    find = NameSearchField()

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        # "Not listed yet" is one of the radio buttons on the page, and a tick of its own in the answers
        if chosen["organisation"] == NOT_LISTED:
            return {**chosen, "organisation": "", "is_new": "on"}
        if not chosen["organisation"] and not chosen["is_new"]:
            chosen["organisation"] = organisation_called(chosen["find"])
        return {**chosen, "find": "" if chosen["organisation"] else chosen["find"]}

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if not cleaned.get("organisation") and not cleaned.get("is_new") and not self.errors:
            words = cleaned.get("find")
            sentence = not_chosen(words) if words else _("Type the name of your organisation")
            self.add_error("organisation", ValidationError(sentence, code="missing"))


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

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        typed = self.data if self.is_bound else self.initial
        country = self.fields["country"]
        country.required = not typed.get(
            self.add_prefix("is_international") if self.is_bound else "is_international"
        )
        country.error_messages["required"] = _(
            "Choose the home country, or say that the organisation is international."
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
        gettext_lazy(
            "In the partnership or programme that you register. If it has several, choose the one that counts most."
        ),
        widget=forms.Select(choices=[CHOOSE_ONE, *EXPLAINED_ROLES]),
        errors=CHOOSE_THE_ROLE,
    )
    joined = question_from(
        MembershipForm,
        "joined",
        gettext_lazy("Since when?"),
        gettext_lazy(
            "A year, a month or a day, such as 2005, 2005-12 or 2005-12-15. Leave it empty if you do not know."
        ),
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
    name = question_from(OrganisationForm, "name", gettext_lazy("Its full name"), required=False)
    country = question_from(OrganisationForm, "country", gettext_lazy("Its home country"))
    sector = question_from(OrganisationForm, "sector", gettext_lazy("Its sector"), required=False)
    find = NameSearchField()
    role = question_from(
        MembershipForm,
        "role",
        gettext_lazy("What is its role?"),
        widget=forms.Select(choices=[CHOOSE_ONE, *EXPLAINED_ROLES]),
        errors=CHOOSE_THE_ROLE,
    )
    email = MailboxField(
        label=gettext_lazy("Somebody there who can answer"),
        help_text=gettext_lazy(
            "An e-mail address. We ask whether they agree to be named, and publish neither name nor address. Leave it empty if"
            " you know none: we look for one, which takes longer."
        ),
        required=False,
        error_messages={
            "invalid": gettext_lazy("This is not an e-mail address. Write it like name@example.org")
        },
        widget=forms.EmailInput({"autocomplete": "off", "dir": "ltr", "spellcheck": "false"}),
    )
    language = MailLanguageField(label=gettext_lazy("Language of our e-mail"))

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not can_choose_language():
            del self.fields["language"]

    @property
    def has_nobody_to_ask(self) -> bool:
        """Whether a partner is named of whom neither an owner nor an address is known: the secretariat looks for somebody."""
        if not self.is_bound or self.data.get("email"):
            return False
        organisation = self.data.get("organisation")
        return bool(organisation or self.data.get("name")) and not self.references.has_owner(organisation)

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        if not can_choose_language():  # the only answer there is, which stays good when there are others
            chosen["language"] = settings.LANGUAGE_CODE
        if chosen["organisation"] == NOT_LISTED:
            name = chosen["name"] or chosen["find"]
            return {**chosen, "organisation": "", "name": name, "find": ""}
        if not chosen["organisation"] and not chosen["name"]:
            chosen["organisation"] = organisation_called(chosen["find"])
        return {**chosen, "find": "" if chosen["organisation"] else chosen["find"]}

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if cleaned.get("email") and cleaned["email"].casefold() == self.references.writer.casefold():
            sentence = _("This is your own address. Give one of the partner, or leave it empty")
            self.add_error("email", ValidationError(sentence, code="own"))
        if cleaned.get("organisation"):
            self._check_named_once(cleaned["organisation"])
            return
        if not cleaned.get("name") and not {"organisation", "name"} & self.errors.keys():
            words = cleaned.get("find")
            sentence = (
                not_chosen(words) if words else _("Choose an organisation of the directory, or enter a name.")
            )
            self.add_error("organisation", ValidationError(sentence, code="missing"))
        if cleaned.get("name") and not cleaned.get("sector") and "sector" not in self.errors:
            self.add_error(
                "sector",
                ValidationError(
                    _("Choose the sector of an organisation that is not listed yet."), code="missing"
                ),
            )

    def _check_named_once(self, key: str) -> None:
        organisations = self.references.organisations
        partners = self.references.answers.get("partners", {}).values()
        called = [organisations.get(partner.get("organisation")) for partner in partners]
        if sum(organisation is not None and organisation.slug == key for organisation in called) > 1:
            sentence = _("“%(name)s” is a partner already. Change it in the list above")
            name = organisations.get(key)
            self.add_error("organisation", ValidationError(sentence, params={"name": name}, code="twice"))


class AnswererStep(StepForm):
    """Who answers. Not published."""

    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=150,
        help_text=gettext_lazy("For the reviewers and your colleagues only."),
        error_messages={"required": gettext_lazy("Enter your name")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    function = LineField(
        label=gettext_lazy("Your job there"),
        max_length=150,
        error_messages={"required": gettext_lazy("Enter your job, such as programme manager")},
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )

"""The questions about organisations: who registers, its part, its partners, and who answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.gate.plain_text import LineField
from directory.questionnaire.forms import (
    CHOOSE_ONE,
    EXPLAINED_ROLES,
    NOT_LISTED,
    StepForm,
    question_from,
    storable,
)
from directory.questionnaire.picking import organisation_called, organisations_named
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
        # "Not listed yet" is one of the radio buttons on the page, and a tick of its own in the answers. What was typed to
        # find it is its name, which another step keeps
        if chosen["organisation"] == NOT_LISTED:
            return {**chosen, "organisation": "", "is_new": "on", "find": ""}
        if not chosen["organisation"] and not chosen["is_new"]:
            chosen["organisation"] = organisation_called(chosen["find"])
        return {**chosen, "find": "" if chosen["organisation"] else chosen["find"]}

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if not cleaned.get("organisation") and not cleaned.get("is_new") and not self.errors:
            words = cleaned.get("find")
            sentence = not_chosen(words) if words else _("Type the name of your organisation")
            self.add_error("organisation", ValidationError(sentence, code="missing"))


NO_HOME = "international"  # the choice of a home country that is none; no country has such a code


class HomeCountry(forms.Select):
    """A home country, or that there is none: `is_international`, which is an answer of its own."""

    is_international = False

    def format_value(self, value):
        return super().format_value(value or (NO_HOME if self.is_international else ""))


class NewOrganisationStep(StepForm):
    name = question_from(
        OrganisationForm,
        "name",
        gettext_lazy("Name of the organisation"),
        gettext_lazy("The full, official name."),
        errors={"required": gettext_lazy("Type the name of your organisation")},
    )
    acronym = question_from(OrganisationForm, "acronym", gettext_lazy("Acronym"))
    sector = question_from(OrganisationForm, "sector", gettext_lazy("Sector"))
    country = question_from(OrganisationForm, "country", gettext_lazy("Home country"), widget=HomeCountry())
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
        is_international = typed.get(
            self.add_prefix("is_international") if self.is_bound else "is_international"
        )
        country.required = not is_international
        country.widget.is_international = bool(is_international)
        country.error_messages["required"] = _(
            "Choose the home country, or say that the organisation is international."
        )

    def choices_of(self, field):
        choices = super().choices_of(field)
        if not isinstance(field.widget, HomeCountry):
            return choices
        choose_one, *countries = choices
        return [choose_one, (NO_HOME, _("None: it is international")), *countries]

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        if post.get("organisation") == NOT_LISTED and not chosen["name"]:
            chosen["name"] = storable(post.get("find", ""))
        if chosen["country"] == NO_HOME:
            chosen |= {"country": "", "is_international": "on"}
        return chosen

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

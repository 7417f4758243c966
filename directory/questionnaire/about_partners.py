"""The questions about a partner: who it is, in which role, and whom to ask."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.mail.languages import MailLanguageField, can_choose_language
from directory.models import Country, Organisation, Partnership
from directory.questionnaire.about_organisations import CHOOSE_THE_ROLE, NameSearchField, not_chosen
from directory.questionnaire.forms import CHOOSE_ONE, EXPLAINED_ROLES, NOT_LISTED, StepForm, question_from
from directory.questionnaire.picking import PartnerKey, partner_called
from directory.records.fields import MailboxField
from directory.records.forms import MembershipForm, OrganisationForm

CHOSEN_IN = ("organisation", "state", "member_partnership")


class PartnerStep(StepForm):
    """A partner: an organisation or a partnership of the directory, a state, or an organisation that is not listed yet, which
    name, country and sector describe. Of `organisation`, `state` and `member_partnership` one has a key, or none."""

    organisation = question_from(
        MembershipForm,
        "organisation",
        gettext_lazy("Who is it?"),
        gettext_lazy(
            "Type a name or a short name. It can be an organisation, a state, or another partnership."
        ),
        required=False,
    )
    # Chosen as the organisation is: `typed` puts what was chosen into its field
    state = question_from(MembershipForm, "country", gettext_lazy("Which state?"))
    member_partnership = question_from(
        MembershipForm, "member_partnership", gettext_lazy("Which partnership?")
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
    def is_of_another_kind(self) -> bool:
        """Whether a state or a partnership was chosen."""
        typed = self.data if self.is_bound else self.initial
        return bool(typed.get("state") or typed.get("member_partnership"))

    @property
    def has_nobody_to_ask(self) -> bool:
        """Whether a partner is named of whom neither an owner nor an address is known: the secretariat looks for somebody."""
        if not self.is_bound:
            return False
        if self.data.get("state"):
            return True
        if partnership := self.data.get("member_partnership"):
            return not self.references.is_spoken_for(partnership)
        if self.data.get("email"):
            return False
        organisation = self.data.get("organisation")
        return bool(organisation or self.data.get("name")) and not self.references.has_owner(organisation)

    @classmethod
    def typed(cls, post):
        chosen = super().typed(post)
        if chosen["organisation"]:  # the group of radio buttons has a choice, whatever was chosen before
            partner = PartnerKey.of_choice(chosen["organisation"])
            chosen |= {"organisation": "", "state": "", "member_partnership": "", partner.column: partner.key}
        if not can_choose_language():  # the only answer there is, which stays good when there are others
            chosen["language"] = settings.LANGUAGE_CODE
        if chosen["organisation"] == NOT_LISTED:
            name = chosen["name"] or chosen["find"]
            return {**chosen, "organisation": "", "name": name, "find": ""}
        if not _is_chosen(chosen) and not chosen["name"] and (partner := partner_called(chosen["find"])):
            chosen[partner.column] = partner.key
        return {**chosen, "find": "" if _is_chosen(chosen) else chosen["find"]}

    def check(self, cleaned):
        self.as_it_is_called_now(cleaned)
        if partnership := self.references.partnerships.get(cleaned.get("member_partnership")):
            cleaned["member_partnership"] = partnership.slug
        if cleaned.get("email") and cleaned["email"].casefold() == self.references.writer.casefold():
            sentence = _("This is your own address. Give one of the partner, or leave it empty")
            self.add_error("email", ValidationError(sentence, code="own"))
        if _is_chosen(cleaned):
            self._check_named_once(cleaned)
            return
        # What was chosen and is hidden since: the page has the choice under the organisation's name
        for column in ("state", "member_partnership"):
            if column in self.errors:
                self.add_error("organisation", self.errors.pop(column))
        if not cleaned.get("name") and not {"organisation", "name"} & self.errors.keys():
            words = cleaned.get("find")
            sentence = not_chosen(words) if words else _("Type the name of the partner")
            self.add_error("organisation", ValidationError(sentence, code="missing"))
        if cleaned.get("name") and not cleaned.get("sector") and "sector" not in self.errors:
            self.add_error(
                "sector",
                ValidationError(
                    _("Choose the sector of an organisation that is not listed yet."), code="missing"
                ),
            )

    def _check_named_once(self, cleaned: dict) -> None:
        partner = partner_of(cleaned)
        partners = [partner_of(other) for other in self.references.answers.get("partners", {}).values()]
        same = [other for other in partners if other and self._as_now(other) == partner]
        if len(same) > 1:
            sentence = _("“%(name)s” is a partner already. Change it in the list above")
            name = self.name_of(partner)
            self.add_error("organisation", ValidationError(sentence, params={"name": name}, code="twice"))

    def _as_now(self, partner: PartnerKey) -> PartnerKey:
        """By the present key, in place of a former one."""
        record = self._record(partner)
        return partner._replace(key=record.slug) if record else partner

    def _record(self, partner: PartnerKey) -> Organisation | Partnership | None:
        records = {
            "organisation": self.references.organisations,
            "member_partnership": self.references.partnerships,
        }
        return records[partner.column].get(partner.key) if partner.column in records else None

    def name_of(self, partner: PartnerKey) -> str:
        """The name of an organisation, a state or a partnership, in the active language; "" where it is not public."""
        if partner.column == "state":
            return dict(self.references.choices(Country)).get(partner.key, "")
        return str(self._record(partner) or "")

    @property
    def chosen_name(self) -> str:
        """The name of what was chosen; "" where nothing was, or nothing public."""
        partner = partner_of(self.data if self.is_bound else self.initial)
        return self.name_of(partner) if partner else ""


def partner_of(typed: Mapping[str, object]) -> PartnerKey | None:
    """What was chosen as a partner; None where nothing was, or one that is not listed yet is described."""
    return next((PartnerKey(column, str(typed[column])) for column in CHOSEN_IN if typed.get(column)), None)


def _is_chosen(typed: Mapping[str, object]) -> bool:
    return partner_of(typed) is not None

"""The questionnaire: its questions in steps, and what the answers say about which record.

A submission keeps its answers as they were typed, right or not: `answers[step][field]` is a text or a list of texts;
in a step that repeats (partners, resources) `answers[step][item][field]`. The fields are those of the records' own
forms, put as questions, so that a page, a sheet and an import accept the same.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Model, OuterRef
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from directory import duplicates, facets, models
from directory.addresses import free_slug
from directory.forms import (
    AnsweredMembershipForm,
    ContactPointForm,
    Known,
    MailboxField,
    MembershipForm,
    OneOfField,
    OrganisationForm,
    PartnershipForm,
    RecordForm,
    ReferenceField,
    ReferencesField,
    ResourceForm,
    SourceForm,
    key_of,
)
from directory.guard import GuardedForm
from directory.plain_text import LineField

Answers = Mapping[str, dict]
Typed = dict[str, str | list[str]]


# References, looked up one at a time: a form of one page need not know every organisation


class Organisations:
    """Public organisations by their key, or a former one, looked up together where it is known which are needed."""

    def __init__(self, keys: Iterable[object] = ()):
        self.found: dict[str, models.Organisation | None] = {}
        self.look_up(keys)

    def look_up(self, keys: Iterable[object]) -> None:
        """Two queries at most, and none for what was looked up before."""
        wanted = {
            key for key in keys if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and "\0" not in key
        }
        if not (wanted := wanted - self.found.keys()):
            return
        shown = models.Organisation.objects.published().select_related("sector", "country")
        found = {one.slug: one for one in shown.filter(slug__in=wanted)}
        if renamed := wanted - found.keys():
            former = models.FormerAddress.objects.of(models.Organisation).filter(slug__in=renamed)
            pks = dict(former.values_list("slug", "record"))
            records = shown.in_bulk(pks.values()) if pks else {}
            found |= {slug: records[pk] for slug, pk in pks.items() if pk in records}
        self.found |= {key: found.get(key) for key in wanted}

    def get(self, key: object) -> models.Organisation | None:
        self.look_up([key])
        return self.found.get(key)

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None


class _Keys:
    def __init__(self, model: type[Model]):
        self.model = model

    def __contains__(self, key: str) -> bool:
        return self.model._default_manager.filter(**{key_of(self.model): key}).exists()


class FewKnown(Known):
    """The keys that may be referred to: those of vocabularies from the facets' values, organisations that the answers
    name together, others by one query each."""

    def __init__(self, answers: Answers | None = None):
        super().__init__()
        self.answers = answers or {}

    @cached_property
    def version(self) -> int:
        return facets.data_version()

    @cached_property
    def values(self) -> facets.Values:
        return facets.values(self.version)

    @cached_property
    def organisations(self) -> Organisations:
        partners = [one.get("organisation") for one in self.answers.get("partners", {}).values()]
        return Organisations([self.answers.get("organisation", {}).get("organisation"), *partners])

    def __missing__(self, model: type[Model]):
        name = model._meta.model_name
        if model is models.Organisation:
            self[model] = self.organisations
        else:
            self[model] = self.values.by_code[name] if name in self.values.by_code else _Keys(model)
        return self[model]

    def choices(self, model: type[Model]) -> list[tuple[str, str]]:
        """The codes and names of a vocabulary in the reader's language, by name; none of other records."""
        found = self.values.by_code.get(model._meta.model_name, {}).values()
        return sorted(((value.code, value.label) for value in found), key=lambda choice: choice[1])

    def groups(self, model: type[Model]) -> list[tuple[str, list[tuple[str, str]]]]:
        """The choices of a long vocabulary in groups: countries by continent, languages the most used first."""
        choices = self.choices(model)
        if model is models.Country:
            continents = _continents(self.version)
            labels = {code: value.label for code, value in self.values.by_code["region"].items()}
            groups: dict[str, list[tuple[str, str]]] = {}
            for choice in choices:
                groups.setdefault(labels.get(continents[choice[0]], _("Elsewhere")), []).append(choice)
            return sorted(groups.items())
        used = [choice for choice in choices if choice[0] in MUCH_USED]
        others = [choice for choice in choices if choice[0] not in MUCH_USED]
        chunks = [others[start : start + CHUNK] for start in range(0, len(others), CHUNK)]
        return [
            (_("Often used"), used),
            *(
                (_("%(first)s to %(last)s") % {"first": chunk[0][1], "last": chunk[-1][1]}, chunk)
                for chunk in chunks
            ),
        ]


MUCH_USED = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh")
CHUNK = 30


@lru_cache(maxsize=1)
def _continents(version: int) -> dict[str, str | None]:
    """The code of each country's continent."""
    del version  # one query after each change of the directory
    rows = models.Country.objects.values_list("code", "region__parent", "region")
    return {code: parent or region for code, parent, region in rows}


class GroupedChoices(forms.CheckboxSelectMultiple):
    """A long list of check boxes: the chosen ones first, the others in groups that unfold."""

    template_name = "directory/registration/_grouped_choices.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        optgroups = context["widget"]["optgroups"]
        chosen = [option for _name, options, _place in optgroups for option in options if option["selected"]]
        groups = [
            {"name": group, "options": [option for option in options if not option["selected"]]}
            for group, options, _place in optgroups
        ]
        shown = [*chosen, *(option for group in groups for option in group["options"])]
        for number, option in enumerate(shown):
            option["attrs"]["id"] = f"{context['widget']['attrs']['id']}_{number}"
        return {**context, "chosen": chosen, "groups": [group for group in groups if group["options"]]}


class OrganisationChoice(forms.RadioSelect):
    """An organisation of the directory, to be searched for, or one that is not listed yet. The page says which are
    offered."""


NOT_LISTED = "+"  # no key looks like this
LONGEST_KEY = 80
LONGEST_TEXT = 20_000  # characters of one field that are kept, whatever its limit says
MOST_CHOSEN = 300


class StepForm(GuardedForm):
    """The questions of one page."""

    def __init__(self, data: Mapping | None = None, *, known: FewKnown | None = None, **options):
        super().__init__(data, **options)
        self.known = FewKnown() if known is None else known
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known = self.known
                if isinstance(field.widget, GroupedChoices):
                    field.widget.choices = self.known.groups(field.model)
                elif choices := self.known.choices(field.model):
                    is_one = not isinstance(field, ReferencesField)
                    field.widget.choices = [("", _("Choose one")), *choices] if is_one else choices

    @classmethod
    def typed(cls, post: QueryDict) -> Typed:
        """What was typed into its fields, within bounds, and nothing else that was sent."""
        return {
            name: [_kept(one) for one in post.getlist(name)[:MOST_CHOSEN]]
            if isinstance(field.widget, forms.SelectMultiple | forms.CheckboxSelectMultiple)
            else _kept(post.get(name, ""))
            for name, field in cls.base_fields.items()
        }

    def clean(self):
        cleaned = super().clean()
        self.check(cleaned)
        return cleaned

    check = RecordForm.check

    def as_it_is_called_now(self, cleaned: dict) -> None:
        """Put the present key of an organisation in place of a former one."""
        if organisation := self.known.organisations.get(cleaned.get("organisation")):
            cleaned["organisation"] = organisation.slug


def _kept(text: str) -> str:
    """A typed text as it can be kept: PostgreSQL takes no NUL, so it becomes the mark of a damaged character, which the
    field refuses. Line ends are those of a text."""
    return text[:LONGEST_TEXT].replace("\0", "\ufffd").replace("\r\n", "\n")


def asked(form: type[RecordForm], column: str, question: str | Promise, hint: str | Promise = "", **changes):
    """A field of a record's form, put as a question."""
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
        field.widget = forms.RadioSelect(choices=[choice for choice in field.choices if choice[0]])
    field.widget.is_required = field.required
    return field


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


def _is_new(answers: Answers) -> bool:
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
        Step("new_organisation", YOU, gettext_lazy("About the organisation"), NewOrganisationStep, is_needed=_is_new),
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


# What was typed


def typed(form: type[StepForm], post: QueryDict) -> Typed:
    """What was typed into the fields of a step, and nothing else that was sent."""
    return form.typed(post)


@dataclass(frozen=True, slots=True)
class Answered:
    """The bound form of a step, or of one item of a step that repeats."""

    step: Step
    item: str
    form: StepForm


def answered(answers: Answers, *, known: FewKnown | None = None) -> list[Answered]:
    """The form of each step that the answers need, bound to what was typed; unbound where nothing was."""
    known = FewKnown(answers) if known is None else known
    found = []
    for step in STEPS.values():
        if not step.is_needed(answers):
            continue
        there = answers.get(step.key)
        items = there.items() if step.repeats and there else [] if step.repeats else [("", there)]
        found += [Answered(step, item, step.form(one, known=known)) for item, one in items]
    return found


def is_complete(forms_: list[Answered]) -> bool:
    """Whether nothing is missing or wrong."""
    return all(one.form.is_valid() if one.form.is_bound else not one.step.is_required for one in forms_)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words. `text` is empty where there is none."""

    step: str
    item: str
    field: str
    label: str
    text: str


def in_words(forms_: list[Answered]) -> Iterator[Said]:
    """Each answer in words, valid or not, in the order of the questionnaire."""
    for one in forms_:
        for bound in one.form:
            value = bound.value() if one.form.is_bound else ""
            yield Said(one.step.key, one.item, bound.name, str(bound.label), _in_words(bound.field, value))


def _in_words(field: forms.Field, value: object) -> str:
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(field, ReferenceField) and field.model is models.Organisation:
        return str(field.known.organisations.get(value) or value or "")
    if isinstance(field, ReferenceField):
        names = dict(field.known.choices(field.model))
    else:
        names = dict(getattr(field.widget, "choices", None) or getattr(field, "choices", ()))
    values = value if isinstance(value, list) else [value or ""]
    return pgettext("between the items of a list", ", ").join(
        str(names.get(one, one)) for one in values if one
    )


# What may be listed already

DIFFERENT = (
    "different"  # the key of the answers under which it is said why a record is not one of the directory
)


def place(step: str, item: str = "") -> str:
    """The name of a step, or of one item of a step that repeats, in `versions` and under DIFFERENT."""
    return f"{step}/{item}" if item else step


MOST_COMPARED = 30  # partners that are not listed: each costs some milliseconds


def likely_duplicates(
    answers: Answers, *, changes: models.Partnership | None = None, only: str = ""
) -> dict[str, list[duplicates.Alike]]:
    """By the place where a name is typed, or only for the one, the public records that may be the same. Four queries at
    most. `changes` is the record that is being changed."""
    new = answers.get("new_organisation", {}) if _is_new(answers) else {}
    partners = {
        place("partners", item): one
        for item, one in answers.get("partners", {}).items()
        if not one.get("organisation") and only in ("", place("partners", item))
    }
    described = {"new_organisation": new, **dict(islice(partners.items(), MOST_COMPARED))}
    organisations = [_named(key, one) for key, one in described.items() if only in ("", key)]
    partnership = _named(
        "partnership",
        {
            **answers.get("partnership", {}),
            "website": answers.get("links", {}).get("website", ""),
            "countries": answers.get("scope", {}).get("countries", []),
        },
    )
    partnerships = [partnership] if only in ("", "partnership") else []
    return duplicates.alike(models.Organisation, organisations) | duplicates.alike(
        models.Partnership, partnerships, leave_out=changes.pk if changes else None
    )


def _named(key: str, typed: Typed) -> duplicates.Named:
    name = typed.get("name") or typed.get("title") or ""
    countries = typed.get("countries") or [typed.get("country", "")]
    return duplicates.Named(
        key=key,
        name=name[:200],
        acronym=typed.get("acronym", "")[:40],
        website=typed.get("website", "")[:500],
        countries=tuple(code for code in countries if code),
    )


# Records


def answers_of(
    partnership: models.Partnership, organisation: models.Organisation, *, by: models.User
) -> dict[str, dict]:
    """The questionnaire as an organisation of a public partnership would have answered it, to start a change from.

    Partners are left out: those that are public stay, and the questionnaire asks for further ones only. Of the desk
    only what `by` may see is in it.
    """
    membership = partnership.memberships.filter(organisation=organisation).first()
    linked = _linked(partnership)
    answers: dict[str, dict] = {
        "organisation": {"organisation": organisation.slug},
        "part": {"role": membership.role, "joined": membership.joined} if membership else {},
        "partnership": {
            **{
                name: getattr(partnership, name)
                for name in ("title", "acronym", "kind", "summary", "description")
            },
            "other_names": "; ".join(linked["names"]),
        },
        "scope": {"topics": linked["topics"], "countries": linked["countries"]},
        "status": {"status": partnership.status, "started": partnership.started},
        "languages": {"languages": linked["languages"]},
        "sought": {
            "sought_sectors": linked["sought_sectors"],
            "sought_countries": linked["sought_countries"],
        },
        "links": {
            "website": partnership.website,
            "links": "\n".join(partnership.links),
            "legal_basis": partnership.legal_basis,
        },
        "evidence": {"evaluation": partnership.evaluation},
    }
    spoken = models.ContactPointLanguage.objects.filter(contact_point=OuterRef("pk")).values("language")
    desks = models.ContactPoint.objects.visible_to(by).annotate(spoken=ArraySubquery(spoken))
    if desk := desks.filter(slug=_desk_key(partnership.slug)).first():
        answers["desk"] = {
            **{name: getattr(desk, name) for name in ("name", "mailbox", "phone", "web_form", "visibility")},
            "languages": sorted(desk.spoken),
        }
    if partnership.ended:
        answers["ended"] = {"ended": partnership.ended}
    return {step: there for step, there in answers.items() if there}


def _linked(partnership: models.Partnership) -> dict[str, list[str]]:
    """The keys of what a partnership is linked to, by relation, and its other names. One query."""
    rows = {"names": models.OtherName.objects.filter(kind=models.NameKind.OTHER).values("name")}
    for relation in ("topics", "countries", "languages", "sought_sectors", "sought_countries"):
        link = models.Partnership._meta.get_field(relation)
        rows[relation] = link.remote_field.through.objects.values(f"{link.m2m_reverse_field_name()}_id")
    of_it = {name: ArraySubquery(there.filter(partnership=OuterRef("pk"))) for name, there in rows.items()}
    found = models.Partnership.objects.filter(pk=partnership.pk).values(
        **{f"its_{name}": keys for name, keys in of_it.items()}
    )
    return {name.removeprefix("its_"): sorted(keys) for name, keys in found.get().items()}


def records(submission: models.Submission) -> dict[type[RecordForm], list[dict]]:
    """What a complete submission asks to be published, for `publishing.publish`: the questionnaire as a source, the
    organisation where it is new, the partnership, its own membership, its resources and its desk.

    Partners are not among them: each becomes a member by its own answer (see `directory/invitations.py`).
    """
    known = FewKnown(submission.answers)
    cleaned: dict[str, dict] = {}
    resources = []
    for one in answered(submission.answers, known=known):
        if one.form.is_bound and one.form.is_valid():
            if one.step.key == "resources":
                resources.append(one.form.cleaned_data)
            elif not one.step.repeats:
                cleaned[one.step.key] = one.form.cleaned_data
    source = source_of(submission)
    organisation, batch = _organisation(cleaned, source)
    today = timezone.localdate()
    name = batch[OrganisationForm][0]["name"] if OrganisationForm in batch else str(
        models.Organisation.objects.get(slug=organisation)
    )  # fmt: skip
    partnership = submission.partnership.slug if submission.partnership else free_slug(
        models.Partnership, cleaned["partnership"]["title"]
    )  # fmt: skip
    asked_for = {
        column: value
        for key in ("partnership", "scope", "status", "ended", "languages", "sought", "links", "evidence")
        for column, value in cleaned.get(key, {}).items()
    }
    if asked_for["status"] != models.Status.ENDED:
        asked_for["ended"] = ""
    if not submission.partnership:
        asked_for["source"] = source
    batch |= {
        SourceForm: [
            {
                "key": source,
                "title": _("Questionnaire answered by %(organisation)s") % {"organisation": name},
                "publisher": name,
                "published": (submission.submitted_at or timezone.now()).date().isoformat(),
            }
        ],
        PartnershipForm: [{"key": partnership, **asked_for}],
        AnsweredMembershipForm: [
            {
                "partnership": partnership,
                "organisation": organisation,
                **cleaned["part"],
                "standing": models.Standing.CONFIRMED,
                "confirmed_on": today,
                "source": source,
            }
        ],
        ResourceForm: [
            {
                "key": free_slug(models.Resource, one["title"]),
                "publisher": organisation,
                "source": source,
                **one,
            }
            for one in resources
        ],
    }
    if "desk" in cleaned:
        batch[ContactPointForm] = [
            {
                "key": _desk_key(partnership),
                "organisation": organisation,
                "source": source,
                **cleaned["desk"],
            }
        ]
    order = [
        SourceForm,
        OrganisationForm,
        PartnershipForm,
        AnsweredMembershipForm,
        ResourceForm,
        ContactPointForm,
    ]
    return {form: batch[form] for form in order if batch.get(form)}


def source_of(submission: models.Submission) -> str:
    """The key of the questionnaire as a source."""
    return f"questionnaire-{submission.pk.hex[:12]}"


def _desk_key(partnership: str) -> str:
    return f"{partnership[:75]}-desk"


def _organisation(cleaned: Mapping[str, dict], source: str) -> tuple[str, dict]:
    """The key of the registering organisation, and its record where it is a new one."""
    if key := cleaned["organisation"]["organisation"]:
        return key, {}
    new = dict(cleaned["new_organisation"])
    key = free_slug(models.Organisation, new["name"])
    new |= {"key": key, "country_basis": models.CountryBasis.STATED, "source": source}
    return key, {OrganisationForm: [new]}

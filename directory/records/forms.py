"""The forms through which every record comes in, whoever types it: a page, an import, an API.

A field is named like its column in a sheet. References are by key (a slug or a code), so that a record may
name another one that comes in with it; `publishing` turns them into rows.
"""

import re
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, ParagraphsField
from directory.models.partial_dates import FIRST_YEAR_OF_ORGANISATIONS, exactly, is_over
from directory.records import matching
from directory.records.fields import (
    ApproximateDateFormField,
    ExtentField,
    IdentifiersField,
    KeyField,
    MailboxField,
    NamesField,
    OneOfField,
    PartialDateFormField,
    PhoneField,
    ReferenceField,
    ReferencesField,
    SourcesField,
    StatedNumberField,
    TermsField,
    WebAddressesField,
    WebAddressField,
    YesField,
)
from directory.records.hours_field import OpeningHoursFormField
from directory.records.record_form import RecordForm, basis


class SourceForm(RecordForm):
    model = models.Source

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=300)
    publisher = LineField(label=_("publisher"), max_length=200, required=False)
    published = PartialDateFormField(label=_("published"), required=False)
    date_note = LineField(label=_("note on the date"), max_length=100, required=False)
    read_on = PartialDateFormField(label=_("read on"), required=False)
    file = LineField(label=_("file"), max_length=200, required=False)
    url = WebAddressField(label=_("link"))


class TopicForm(RecordForm):
    model = models.Topic
    renamed = {"key": "slug", "name": "name_en"}

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=200)
    forum = LineField(label=_("forum"), max_length=200, required=False)
    other_terms = TermsField(label=_("other terms"), required=False)
    former_terms = TermsField(label=_("former terms"), required=False)


class OrganisationForm(RecordForm):
    model = models.Organisation
    renamed = {"key": "slug", "international": "is_international"}

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=200)
    acronym = LineField(label=_("acronym"), max_length=40, required=False)
    sector = ReferenceField(models.Sector, label=_("sector"))
    international = YesField(label=_("international"))
    country = ReferenceField(models.Country, label=_("home country"), required=False)
    country_basis = OneOfField(
        label=_("how the country is known"), choices=[("", ""), *models.CountryBasis.choices], required=False
    )
    parent = ReferenceField(models.Organisation, label=_("part of"), required=False)
    founded = PartialDateFormField(label=_("founded"), required=False, first_year=FIRST_YEAR_OF_ORGANISATIONS)
    ended = PartialDateFormField(label=_("ended"), required=False)
    website = WebAddressField(label=_("website"))
    source = SourcesField()
    other_names = NamesField(label=_("other names"), required=False)
    former_names = NamesField(label=_("former names"), required=False)
    former_acronyms = NamesField(label=_("former acronyms"), required=False)
    identifiers = IdentifiersField(label=_("identifiers"), required=False)

    def check(self, cleaned):
        for identifier in cleaned.get("identifiers", ()):
            self.check_is_free(identifier, cleaned.get("key", ""))
        if cleaned.get("parent") and cleaned["parent"] == cleaned.get("key"):
            self.add_error("parent", _("An organisation cannot be a part of itself."))
        if cleaned.get("country") and cleaned.get("international"):
            self.add_error("international", _("An international organisation has no home country."))
        if cleaned.get("country_basis") and not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country_basis", _("Say how a country is known only where you name one."))
        self.check_order(cleaned, "founded", "ended", _("An organisation cannot end before it was founded."))

    def check_is_free(self, identifier: str, key: str) -> None:
        """Add an error where another organisation has the identifier: one of the two records is wrong, or both
        are about the same body."""
        owner = self.known_records.identifier_owners.setdefault(identifier, key)
        if owner == key or models.FormerAddress.objects.filter(slug=key, organisation__slug=owner).exists():
            return
        message = _("“%(identifier)s” is the identifier of “%(owner)s” already.")
        self.add_error("identifiers", message % {"identifier": identifier, "owner": owner})


class SuccessionForm(RecordForm):
    model = models.Succession
    renamed = {}
    identity = ("before_organisation", "after_organisation", "before_partnership", "after_partnership")
    looked_up_by = ("before_organisation", "before_partnership")

    before_organisation = ReferenceField(models.Organisation, label=_("organisation before"), required=False)
    after_organisation = ReferenceField(models.Organisation, label=_("organisation after"), required=False)
    before_partnership = ReferenceField(models.Partnership, label=_("partnership before"), required=False)
    after_partnership = ReferenceField(models.Partnership, label=_("partnership after"), required=False)
    kind = OneOfField(label=_("kind"), choices=[("", _("Not stated")), *models.SuccessionKind.choices])
    happened = PartialDateFormField(label=_("when"), required=False)
    basis = basis()
    source = SourcesField()

    def check(self, cleaned):
        organisations = [cleaned.get(f"{end}_organisation") or "" for end in ("before", "after")]
        partnerships = [cleaned.get(f"{end}_partnership") or "" for end in ("before", "after")]
        if not self.errors and [
            all(organisations),
            any(organisations),
            all(partnerships),
            any(partnerships),
        ] not in (
            [True, True, False, False],
            [False, False, True, True],
        ):
            self.add_error("before_organisation", _("Name two organisations or two partnerships."))
        for column, (before, after) in (
            ("after_organisation", organisations),
            ("after_partnership", partnerships),
        ):
            if before and before == after:
                self.add_error(column, _("Nothing can follow itself."))
        cleaned["basis"] = cleaned.get("basis") or models.Basis.STATED


class PartnershipForm(RecordForm):
    model = models.Partnership
    approximate = {"started": "started_is_approximate", "ended": "ended_is_approximate"}

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=200)
    acronym = LineField(label=_("acronym"), max_length=40, required=False)
    kind = OneOfField(label=_("kind"), choices=models.Kind.choices)
    status = OneOfField(label=_("status"), choices=models.Status.choices)
    started = ApproximateDateFormField(label=_("started"), required=False)
    ended = ApproximateDateFormField(label=_("ended"), required=False)
    extent = ExtentField(label=_("extent"), required=False)
    stated_number = StatedNumberField(label=_("stated number of members"), required=False)
    summary = ParagraphsField(label=_("summary"), max_length=1000)
    description = ParagraphsField(label=_("description"), max_length=10_000, required=False)
    text_language = OneOfField(
        label=_("language of the text"),
        choices=[("", _("Not stated")), *models.TextLanguage.choices],
        required=False,
    )
    topics = ReferencesField(models.Topic, label=_("topics"), required=False)
    countries = ReferencesField(models.Country, label=_("countries"), required=False)
    sectors = ReferencesField(models.Sector, label=_("sectors"), required=False)
    languages = ReferencesField(models.Language, label=_("languages"), required=False)
    sought_countries = ReferencesField(models.Country, label=_("countries sought"), required=False)
    sought_sectors = ReferencesField(models.Sector, label=_("sectors sought"), required=False)
    website = WebAddressField(label=_("website"))
    links = WebAddressesField(label=_("further links"))
    legal_basis = ParagraphsField(label=_("legal basis"), max_length=1000, required=False)
    evaluation = ParagraphsField(label=_("evaluation"), max_length=2000, required=False)
    source = SourcesField()
    other_names = NamesField(label=_("other names"), required=False)
    former_names = NamesField(label=_("former names"), required=False)

    def check(self, cleaned):
        self.check_order(cleaned, "started", "ended", _("A partnership cannot end before it starts."))
        if is_over(exactly(cleaned.get("ended", "")), timezone.localdate()) and cleaned.get("status") not in (
            models.Status.ENDED,
            None,
        ):
            self.add_error("status", _("Its end is over: say that it has ended, or leave out when it ended."))


class MembershipForm(RecordForm):
    model = models.Membership
    renamed = {}
    identity = ("partnership", "organisation", "country", "member_partnership", "role", "joined")
    looked_up_by = ("partnership",)
    uncertain = "joined"

    partnership = ReferenceField(models.Partnership, label=_("partnership"))
    organisation = ReferenceField(models.Organisation, label=_("organisation"), required=False)
    country = ReferenceField(models.Country, label=_("country"), required=False)
    member_partnership = ReferenceField(
        models.Partnership, label=_("partnership that is a member"), required=False
    )
    role = OneOfField(label=_("role"), choices=models.Role.choices)
    joined = PartialDateFormField(label=_("joined"), required=False)
    left = PartialDateFormField(label=_("left"), required=False)
    no_longer_listed = YesField(label=_("no longer listed"))
    basis = basis()
    source = SourcesField()

    def check(self, cleaned):
        self.check_order(cleaned, "joined", "left", _("A member cannot leave before it joins."))
        self.check_one(
            cleaned,
            ("organisation", "country", "member_partnership"),
            _("Name one member: an organisation, a country or a partnership."),
        )
        if cleaned.get("member_partnership") and cleaned["member_partnership"] == cleaned.get("partnership"):
            self.add_error("member_partnership", _("A partnership cannot be a member of itself."))
        if cleaned.get("left") and cleaned.get("no_longer_listed"):
            self.add_error(
                "no_longer_listed",
                _("A date of leaving says more than “no longer listed”: leave one of them out."),
            )
        if "basis" in self.fields:
            cleaned["basis"] = cleaned.get("basis") or models.Basis.STATED


class AnsweredMembershipForm(MembershipForm):
    """A membership with what the organisation itself said about it. No sheet has these columns.

    Where it names another role or date than is known, it corrects the membership that is there; of several the nearest
    to the role that it `corrects`, where it says so, or else to its own.
    """

    uncertain = ""
    corrected = ("role", "joined")
    hints = ("corrects",)

    corrects = OneOfField(
        label=_("role so far"), choices=[("", _("Not stated")), *models.Role.choices], required=False
    )
    standing = OneOfField(label=_("standing"), choices=models.Standing.choices)
    confirmed_on = forms.DateField(label=_("confirmed"), required=False)

    def check(self, cleaned):
        super().check(cleaned)
        if cleaned.get("standing") == models.Standing.CONFIRMED and not cleaned.get("confirmed_on"):
            self.add_error("confirmed_on", _("Say on which day the organisation confirmed it."))

    @classmethod
    def nearness(cls, row, record):
        return matching.nearness(record, row.get("corrects") or row["role"])


@cache
def time_zones() -> list[tuple[str, str]]:
    """Every time zone that is named for a place, by its IANA name."""
    names = sorted(name for name in available_timezones() if re.match(r"(?!Etc/|US/)[A-Z][a-z]+/", name))
    return [("", _("Not stated")), ("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class ContactPointForm(RecordForm):
    """A desk of an organisation. No sheet has these columns."""

    model = models.ContactPoint

    key = KeyField(label=_("key"))
    organisation = ReferenceField(models.Organisation, label=_("organisation"))
    name = LineField(label=_("desk"), max_length=200)
    mailbox = MailboxField(label=_("mailbox"), required=False)
    phone = PhoneField(label=_("phone"), required=False)
    web_form = WebAddressField(label=_("web form"))
    languages = ReferencesField(models.Language, label=_("languages"), required=False)
    purpose = OneOfField(label=_("what it is for"), choices=models.Purpose.choices, required=False)
    topics = ReferencesField(models.Topic, label=_("topics"), required=False)
    countries = ReferencesField(models.Country, label=_("countries served"), required=False)
    is_worldwide = forms.BooleanField(label=_("serves every country"), required=False)
    opening_hours = OpeningHoursFormField(label=_("opening hours"), required=False)
    hours = LineField(label=_("hours"), max_length=200, required=False)
    time_zone = forms.ChoiceField(label=_("time zone"), choices=time_zones, required=False)
    is_urgent = forms.BooleanField(label=_("takes urgent requests at any hour"), required=False)
    requirements = ParagraphsField(label=_("what a request must contain"), max_length=2000, required=False)
    visibility = OneOfField(label=_("who may see it"), choices=models.Visibility.choices)
    may_be_tested = forms.BooleanField(label=_("may be tested"), required=False)
    confirmed_on = forms.DateField(label=_("last confirmed"), required=False)
    source = ReferenceField(models.Source, label=_("source"), required=False)

    def check(self, cleaned):
        if not cleaned.get("purpose"):
            # Whoever was not asked leaves it as it is: general, in a new desk
            cleaned.pop("purpose", None)
        opening_hours = cleaned.get("opening_hours")
        depends_on_zone = opening_hours and not opening_hours.is_round_the_clock
        is_missing = not cleaned.get("time_zone") and "time_zone" not in self.errors
        if (depends_on_zone or cleaned.get("hours")) and is_missing:
            self.add_error("time_zone", _("Say in which time zone the hours are."))
        if not (cleaned.get("mailbox") or cleaned.get("phone") or cleaned.get("web_form") or self.errors):
            self.add_error("mailbox", _("Enter a mailbox, a phone number or a contact form: one is enough"))

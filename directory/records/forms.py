"""The forms through which every record comes in, whoever types it: a page, an import, an API.

A field is named like its column in a sheet. References are by key (a slug or a code), so that a record may
name another one that comes in with it; `publishing` turns them into rows.
"""

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, ParagraphsField
from directory.records.fields import (
    IdentifiersField,
    KeyField,
    KnownRecords,
    MailboxField,
    NamesField,
    OneOfField,
    PartialDateFormField,
    PhoneField,
    ReferenceField,
    ReferencesField,
    WebAddressesField,
    WebAddressField,
)

NAME_KINDS = {"other_names": models.NameKind.OTHER, "former_names": models.NameKind.FORMER}  # by column
# Columns that are no field of the record's model: their values are rows of other tables
IN_OWN_TABLES = {*NAME_KINDS, "identifiers"}


class RecordForm(forms.Form):
    """The fields of one kind of record, as people write them.

    A field is a column of the record's sheet, and has its name.
    """

    model: type[Model]
    renamed: Mapping[str, str] = {"key": "slug"}  # columns whose field in the model has another name
    identity: tuple[str, ...] = ("key",)  # the columns that tell which record is meant

    @classmethod
    def model_field(cls, column: str) -> Field:
        """The model's field in which a column is kept; there is none for those IN_OWN_TABLES."""
        return cls.model._meta.get_field(cls.renamed.get(column, column))

    @classmethod
    def referred_model(cls, column: str) -> type[Model] | None:
        """The model whose keys a column holds; its own for the key of the record itself, None where it holds no keys."""
        if column in IN_OWN_TABLES:
            return None
        return cls.model if column == "key" else cls.model_field(column).related_model

    @classmethod
    def columns_referring_to(cls, model: type[Model]) -> set[str]:
        return {column for column in cls.base_fields if cls.referred_model(column) is model}

    def __init__(self, cells=None, *, known_records: KnownRecords | None = None, **options):
        super().__init__(cells, **options)
        self.known_records = KnownRecords() if known_records is None else known_records
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known_records = self.known_records

    def rebind(self, row: Mapping[str, str]) -> None:
        """Take another row in place of the one given: a form for each of 100,000 rows would be slow."""
        self.data, self.is_bound = row, True
        self._errors = None

    def clean(self):
        cleaned = super().clean()
        self.check(cleaned)
        return cleaned

    def check(self, cleaned: dict) -> None:
        """Add errors for rules that concern several fields."""

    def check_order(self, cleaned: dict, first: str, last: str, message) -> None:
        """Add an error where one partial date is over before another begins, to the shorter one's precision."""
        started, ended = cleaned.get(first, ""), cleaned.get(last, "")
        if started and ended and ended < started[: len(ended)]:
            self.add_error(last, message)


def source() -> ReferenceField:
    return ReferenceField(models.Source, label=_("source"), required=False)


class SourceForm(RecordForm):
    model = models.Source

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=300)
    publisher = LineField(label=_("publisher"), max_length=200, required=False)
    published = PartialDateFormField(label=_("published"), required=False)
    file = LineField(label=_("file"), max_length=200, required=False)
    url = WebAddressField(label=_("link"))


class TopicForm(RecordForm):
    model = models.Topic
    renamed = {"key": "slug", "name": "name_en"}

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=200)
    forum = LineField(label=_("forum"), max_length=200, required=False)


class OrganisationForm(RecordForm):
    model = models.Organisation

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=200)
    acronym = LineField(label=_("acronym"), max_length=40, required=False)
    sector = ReferenceField(models.Sector, label=_("sector"))
    country = ReferenceField(models.Country, label=_("home country"), required=False)
    country_basis = OneOfField(
        label=_("how the country is known"), choices=[("", ""), *models.CountryBasis.choices], required=False
    )
    parent = ReferenceField(models.Organisation, label=_("part of"), required=False)
    website = WebAddressField(label=_("website"))
    source = source()
    other_names = NamesField(label=_("other names"), required=False)
    former_names = NamesField(label=_("former names"), required=False)
    identifiers = IdentifiersField(label=_("identifiers"), required=False)

    def check(self, cleaned):
        for identifier in cleaned.get("identifiers", ()):
            self.check_is_free(identifier, cleaned.get("key", ""))
        if cleaned.get("parent") and cleaned["parent"] == cleaned.get("key"):
            self.add_error("parent", _("An organisation cannot be a part of itself."))
        if cleaned.get("country"):
            cleaned["is_international"] = False
        elif "country_basis" in self.fields:
            # Who knows where a body sits and names no country means that it sits in none.
            cleaned["is_international"] = bool(cleaned.get("country_basis"))

    def check_is_free(self, identifier: str, key: str) -> None:
        """Add an error where another organisation has the identifier: one of the two records is wrong, or both
        are about the same body."""
        owner = self.known_records.identifier_owners.setdefault(identifier, key)
        if owner == key or models.FormerAddress.objects.filter(slug=key, organisation__slug=owner).exists():
            return
        message = _("“%(identifier)s” is the identifier of “%(owner)s” already.")
        self.add_error("identifiers", message % {"identifier": identifier, "owner": owner})


class EventForm(RecordForm):
    model = models.Event

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=300)
    held = PartialDateFormField(label=_("held"), required=False)
    place = LineField(label=_("place"), max_length=200, required=False)
    participants = LineField(label=_("participants"), max_length=500, required=False)
    source = source()


class PartnershipForm(RecordForm):
    model = models.Partnership

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=200)
    acronym = LineField(label=_("acronym"), max_length=40, required=False)
    kind = OneOfField(label=_("kind"), choices=models.Kind.choices)
    status = OneOfField(label=_("status"), choices=models.Status.choices)
    started = PartialDateFormField(label=_("started"), required=False)
    ended = PartialDateFormField(label=_("ended"), required=False)
    summary = ParagraphsField(label=_("summary"), max_length=1000)
    description = ParagraphsField(label=_("description"), max_length=10_000, required=False)
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
    source = source()
    other_names = NamesField(label=_("other names"), required=False)
    former_names = NamesField(label=_("former names"), required=False)

    def check(self, cleaned):
        self.check_order(cleaned, "started", "ended", _("A partnership cannot end before it starts."))


class MembershipForm(RecordForm):
    model = models.Membership
    renamed = {}
    identity = ("partnership", "organisation")

    partnership = ReferenceField(models.Partnership, label=_("partnership"))
    organisation = ReferenceField(models.Organisation, label=_("organisation"))
    role = OneOfField(label=_("role"), choices=models.Role.choices)
    joined = PartialDateFormField(label=_("joined"), required=False)
    left = PartialDateFormField(label=_("left"), required=False)
    source = source()

    def check(self, cleaned):
        self.check_order(cleaned, "joined", "left", _("A member cannot leave before it joins."))


class AnsweredMembershipForm(MembershipForm):
    """A membership with what the organisation itself said about it. No sheet has these columns."""

    standing = OneOfField(label=_("standing"), choices=models.Standing.choices)
    confirmed_on = forms.DateField(label=_("confirmed"), required=False)

    def check(self, cleaned):
        super().check(cleaned)
        if cleaned.get("standing") == models.Standing.CONFIRMED and not cleaned.get("confirmed_on"):
            self.add_error("confirmed_on", _("Say on which day the organisation confirmed it."))


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
    hours = LineField(label=_("hours"), max_length=200, required=False)
    time_zone = forms.ChoiceField(label=_("time zone"), choices=time_zones, required=False)
    is_urgent = forms.BooleanField(label=_("takes urgent requests at any hour"), required=False)
    requirements = ParagraphsField(label=_("what a request must contain"), max_length=2000, required=False)
    visibility = OneOfField(label=_("who may see it"), choices=models.Visibility.choices)
    may_be_tested = forms.BooleanField(label=_("may be tested"), required=False)
    confirmed_on = forms.DateField(label=_("last confirmed"), required=False)
    source = source()

    def check(self, cleaned):
        if not cleaned.get("purpose"):
            # Whoever was not asked leaves it as it is: general, in a new desk
            cleaned.pop("purpose", None)
        if cleaned.get("hours") and not cleaned.get("time_zone") and "time_zone" not in self.errors:
            self.add_error("time_zone", _("Say in which time zone the hours are."))
        if not (cleaned.get("mailbox") or cleaned.get("phone") or cleaned.get("web_form") or self.errors):
            self.add_error(
                "mailbox", _("Enter a mailbox, a phone number or a web form: one of them is enough.")
            )


class ResourceForm(RecordForm):
    model = models.Resource

    key = KeyField(label=_("key"))
    title = LineField(label=_("title"), max_length=200)
    kind = OneOfField(label=_("kind"), choices=models.ResourceKind.choices)
    publisher = ReferenceField(models.Organisation, label=_("publisher"), required=False)
    url = WebAddressField(label=_("link"))
    countries = ReferencesField(models.Country, label=_("countries"), required=False)
    languages = ReferencesField(models.Language, label=_("languages"), required=False)
    topics = ReferencesField(models.Topic, label=_("topics"), required=False)
    source = source()


class CommitmentForm(RecordForm):
    model = models.Commitment

    key = KeyField(label=_("key"))
    kind = OneOfField(label=_("kind"), choices=models.CommitmentKind.choices)
    text = LineField(label=_("text"), max_length=500)
    owner_organisation = ReferenceField(models.Organisation, label=_("owner"), required=False)
    owner_partnership = ReferenceField(models.Partnership, label=_("owner"), required=False)
    partners = ReferencesField(models.Organisation, label=_("partners"), required=False)
    due = PartialDateFormField(label=_("due"), required=False)
    event = ReferenceField(models.Event, label=_("event"), required=False)
    topic = ReferenceField(models.Topic, label=_("topic"), required=False)
    source = source()


class ProgressReportForm(RecordForm):
    model = models.ProgressReport
    renamed = {}
    identity = ("commitment", "reported", "text")

    commitment = ReferenceField(models.Commitment, label=_("commitment"))
    reported = PartialDateFormField(label=_("reported"))
    progress = OneOfField(label=_("progress"), choices=models.Progress.choices)
    text = LineField(label=_("text"), max_length=1000)
    source = source()

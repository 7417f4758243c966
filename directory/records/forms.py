"""The forms through which every record comes in, whoever types it: a page, an import, an API.

A field is named like its column in a sheet. References are by key (a slug or a code), so that a record may
name another one that comes in with it; `publishing` turns them into rows.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, ParagraphsField, refused_characters
from directory.models.partial_dates import partial_date
from directory.records import identifiers


def key_of(model: type[Model]) -> str:
    """The field by which people refer to a record: its slug, or its code."""
    return "slug" if any(field.name == "slug" for field in model._meta.fields) else model._meta.pk.name


class Known(dict[type[Model], Collection[str]]):
    """The keys that may be referred to, for each model: those of the database, former ones among them, read at
    the first question."""

    def __missing__(self, model: type[Model]) -> Collection[str]:
        former = models.FormerAddress.objects.of(model).values_list("slug", flat=True)
        self[model] = {*former, *model._default_manager.values_list(key_of(model), flat=True)}
        return self[model]

    @cached_property
    def identified(self) -> dict[str, str]:
        """The key of the organisation that has each identifier; those of the file join as they are read."""
        rows = models.Identifier.objects.values_list("scheme", "value", "organisation__slug")
        return {f"{scheme}-{number}": key for scheme, number, key in rows}


class KeyField(forms.CharField):
    """The key of a record, which becomes its public address."""

    def __init__(self, **options):
        super().__init__(max_length=80, **options)

    def to_python(self, value):
        key = super().to_python(value)
        if key and not all(
            part.isascii() and part.isalnum() and part == part.lower() for part in key.split("-")
        ):
            raise ValidationError(
                _("Use small letters from a to z, digits and single hyphens, such as “safer-internet”."),
                code="invalid",
            )
        return key


class PartialDateField(forms.CharField):
    """A day, a month or a year, as ISO 8601 text."""

    def __init__(self, **options):
        super().__init__(max_length=10, validators=[partial_date], **options)


class OneOfField(forms.ChoiceField):
    """One of a short list of words. The error names them all."""

    default_error_messages = {"invalid_choice": _("Use one of these: %(allowed)s.")}

    def validate(self, value):
        forms.Field.validate(self, value)
        if value and not self.valid_value(value):
            allowed = ", ".join(str(code) for code, _label in self.choices if code)
            raise ValidationError(
                self.error_messages["invalid_choice"], params={"allowed": allowed}, code="invalid_choice"
            )


class ReferenceField(forms.CharField):
    """The key of another record. Which keys there are, the form says."""

    known: Known

    def __init__(self, model: type[Model], **options):
        super().__init__(max_length=80, **options)
        self.model = model

    def to_python(self, value):
        key = super().to_python(value)
        self.check_known([key] if key else [])
        return key

    def check_known(self, keys: Collection[str]) -> None:
        if unknown := [key for key in keys if key not in self.known[self.model]]:
            raise ValidationError(
                _("There is no %(noun)s “%(keys)s” in the directory or in this file."),
                params={"noun": self.model._meta.verbose_name, "keys": "”, “".join(unknown)},
                code="unknown_reference",
            )


class ReferencesField(ReferenceField):
    """The keys of any number of other records, as a list or separated by ";"."""

    widget = forms.SelectMultiple

    def to_python(self, value):
        keys = list(dict.fromkeys(parts(value)))
        self.check_known(keys)
        return keys

    def run_validators(self, value):
        pass  # a list has no length limit of its own: every key in it is known


class NamesField(LineField):
    """Any number of names, as a list or separated by ";"."""

    def to_python(self, value):
        names = list(dict.fromkeys(super(NamesField, self).to_python(name) for name in parts(value)))
        if any(len(name) > 200 for name in names):
            raise ValidationError(_("A name can be 200 characters long at most."), code="max_length")
        if any(";" in name for name in names):
            raise ValidationError(_("A name cannot contain a semicolon."), code="semicolon")
        return names

    def validate(self, value):
        for name in value:
            super().validate(name)

    def run_validators(self, value):
        pass


class IdentifiersField(LineField):
    """Any number of identifiers such as GB-CHC-1164883, as a list or separated by ";"."""

    def to_python(self, value):
        typed = [super(IdentifiersField, self).to_python(part) for part in parts(value)]
        return list(dict.fromkeys("-".join(identifiers.split(part)) for part in typed))

    def validate(self, value):
        pass  # each was checked when it was taken apart

    def run_validators(self, value):
        pass


def parts(value) -> list[str]:
    """What stands between the semicolons of a cell, or in a list, without empty parts."""
    texts = value.split(";") if isinstance(value, str) else value or []
    return [part.strip() for part in texts if part.strip()]


class InPlainSight:
    """For a field of what is typed on one line: nothing in it that cannot be seen."""

    def to_python(self, value):
        text = super().to_python(value)
        if reason := refused_characters(text):
            raise ValidationError(reason, code="refused_characters")
        return text


class WebAddressField(InPlainSight, forms.URLField):
    """A link of the web: http or https, and nothing in it that cannot be seen."""

    default_error_messages = {
        "invalid": _(
            "Enter a web address that begins with http:// or https://, such as https://www.example.org."
        )
    }

    def __init__(self, **options):
        super().__init__(required=False, max_length=500, assume_scheme="https", **options)


class MailboxField(InPlainSight, forms.EmailField):
    """An e-mail address without anything in it that cannot be seen."""

    default_error_messages = {"invalid": _("Enter an e-mail address, such as desk@example.org.")}


class PhoneField(LineField):
    """A phone number in the international form."""

    def __init__(self, **options):
        super().__init__(max_length=40, **options)

    def to_python(self, value):
        number = super().to_python(value)
        if number and not re.fullmatch(r"\+[0-9][0-9 ()./-]{4,}", number):
            raise ValidationError(
                _("Enter a phone number with its country code, such as +32 2 123 45 67."), code="invalid"
            )
        return number


class WebAddressesField(WebAddressField):
    """Any number of links, as a list, one on each line, or separated by ";"."""

    widget = forms.Textarea
    most = 10

    def to_python(self, value):
        lines = value.replace("\n", ";") if isinstance(value, str) else value
        addresses = [super(WebAddressesField, self).to_python(one) for one in parts(lines)]
        if len(addresses) > self.most:
            raise ValidationError(
                _("Enter %(most)s links at most."), params={"most": self.most}, code="too_many"
            )
        for address in addresses:
            super().run_validators(address)
        return list(dict.fromkeys(addresses))

    def run_validators(self, value):
        pass  # each address has met them


class RecordForm(forms.Form):
    """The fields of one kind of record, as people write them.

    `renamed` maps a column to the model's field where they differ. `identity` are the columns that tell which
    record is meant.
    """

    model: type[Model]
    renamed: Mapping[str, str] = {"key": "slug"}
    identity: tuple[str, ...] = ("key",)

    def __init__(self, data=None, *, known: Known | None = None, **options):
        super().__init__(data, **options)
        self.known = known = Known() if known is None else known
        for field in self.fields.values():
            if isinstance(field, ReferenceField):
                field.known = known

    def rebind(self, values: Mapping[str, str]) -> None:
        """Take other values in place of the ones given: a form for each of 100,000 rows would be slow."""
        self.data, self.is_bound = values, True
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
    published = PartialDateField(label=_("published"), required=False)
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
            self.check_own(identifier, cleaned.get("key", ""))
        if cleaned.get("parent") and cleaned["parent"] == cleaned.get("key"):
            self.add_error("parent", _("An organisation cannot be a part of itself."))
        if cleaned.get("country"):
            cleaned["is_international"] = False
        elif "country_basis" in self.fields:
            # Who knows where a body sits and names no country means that it sits in none.
            cleaned["is_international"] = bool(cleaned.get("country_basis"))

    def check_own(self, identifier: str, key: str) -> None:
        """Add an error where another organisation has the identifier: one of the two records is wrong, or both
        are about the same body."""
        owner = self.known.identified.setdefault(identifier, key)
        if owner == key or models.FormerAddress.objects.filter(slug=key, organisation__slug=owner).exists():
            return
        message = _("“%(identifier)s” is the identifier of “%(owner)s” already.")
        self.add_error("identifiers", message % {"identifier": identifier, "owner": owner})


class EventForm(RecordForm):
    model = models.Event

    key = KeyField(label=_("key"))
    name = LineField(label=_("name"), max_length=300)
    held = PartialDateField(label=_("held"), required=False)
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
    started = PartialDateField(label=_("started"), required=False)
    ended = PartialDateField(label=_("ended"), required=False)
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
    joined = PartialDateField(label=_("joined"), required=False)
    left = PartialDateField(label=_("left"), required=False)
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
            cleaned.pop("purpose", None)  # who was not asked leaves it as it is: general, in a new desk
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
    due = PartialDateField(label=_("due"), required=False)
    event = ReferenceField(models.Event, label=_("event"), required=False)
    topic = ReferenceField(models.Topic, label=_("topic"), required=False)
    source = source()


class ProgressReportForm(RecordForm):
    model = models.ProgressReport
    renamed = {}
    identity = ("commitment", "reported", "text")

    commitment = ReferenceField(models.Commitment, label=_("commitment"))
    reported = PartialDateField(label=_("reported"))
    progress = OneOfField(label=_("progress"), choices=models.Progress.choices)
    text = LineField(label=_("text"), max_length=1000)
    source = source()

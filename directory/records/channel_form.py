"""The form through which a reporting channel comes in, from a reviewer's page or from the list's file."""

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, clean_line
from directory.models import ChannelStatus, ReportingChannel
from directory.models.reporting_channels import ADDRESS
from directory.records.fields import (
    OneOfField,
    PartialDateFormField,
    ReferenceField,
    ReferencesField,
    WebAddressField,
    in_ascii_digits,
    split_cell,
)
from directory.records.forms import RecordForm

MOST = 10  # numbers, or languages, of one channel
LONGEST_NUMBER = 30  # characters, as in the table


class PlainAddressField(WebAddressField):
    """A link to a host by its name, in small letters: no name, port or password before it, where a false address hides.

    https, unless `also_http`.
    """

    def __init__(self, *, also_http: bool = False, **options):
        super().__init__(**options)
        self.pattern = ADDRESS.replace("https", "https?") if also_http else ADDRESS

    def to_python(self, value):
        address = super().to_python(value)
        scheme, separator, rest = address.partition("://")
        host, slash, path = rest.partition("/")
        address = f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"
        if address and not re.match(self.pattern, address):
            raise ValidationError(
                _(
                    "Enter an address that begins with https://, a plain host and a path, without a port or a name."
                )
                if self.pattern == ADDRESS
                else _("Enter an address with a plain host and a path, without a port or a name."),
                code="invalid",
            )
        return address


class _SeveralInOneLine(LineField):
    """Several texts with ";" or "," between them, as a list."""

    def to_python(self, value):
        texts = split_cell(value.replace(",", ";") if isinstance(value, str) else value)
        if len(texts) > MOST:
            raise ValidationError(_("Enter %(most)s at most."), params={"most": MOST}, code="too_many")
        return list(dict.fromkeys(self.cleaned(clean_line(text)) for text in texts))

    def cleaned(self, text: str) -> str:
        raise NotImplementedError

    def prepare_value(self, value):
        return "; ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return self.prepare_value(initial) != data

    def validate(self, value):
        forms.Field.validate(self, value)

    def run_validators(self, value):
        pass  # they are for text: each text was checked as it was taken apart


class PhonesField(_SeveralInOneLine):
    """Numbers as they are dialled in the country: short ones such as 116 111, national ones, or with a country code.

    Digits of other scripts become those from 0 to 9, and brackets, points and slashes become spaces.
    """

    def cleaned(self, text: str) -> str:
        number = re.sub(r"[ ()./]+", " ", in_ascii_digits(text)).strip().replace("+ ", "+")
        digits = len(re.findall("[0-9]", number))
        is_number = re.fullmatch(r"\+?[0-9][0-9 -]*[0-9]", number) and len(number) <= LONGEST_NUMBER
        if not is_number or not 3 <= digits <= 15:
            raise ValidationError(
                _(
                    "“%(number)s” is no phone number. Write it as it is dialled in the country, such as 116 111."
                ),
                params={"number": text[:40]},
                code="invalid",
            )
        return number


class LanguageTagsField(ReferencesField, _SeveralInOneLine):
    """BCP 47 tags of languages that the directory knows, perhaps with a script and a country: pt-BR, zh-Hant."""

    widget = forms.TextInput
    scripts = ("Arab", "Cyrl", "Hans", "Hant", "Latn")

    def __init__(self, **options):
        super().__init__(models.Language, **options)

    def to_python(self, value):
        return _SeveralInOneLine.to_python(self, value)

    def cleaned(self, text: str) -> str:
        match = re.fullmatch("([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}))?", text, re.IGNORECASE | re.ASCII)
        if not match:
            raise ValidationError(
                _("“%(tag)s” is no code of a language. Write codes such as en, pt-BR or zh-Hant."),
                params={"tag": text[:40]},
                code="invalid",
            )
        language, script, country = match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()
        self.check_known([language])
        if script and script not in self.scripts:
            raise ValidationError(
                _("Use one of these scripts: %(scripts)s."),
                params={"scripts": ", ".join(self.scripts)},
                code="unknown_script",
            )
        if country and country not in self.known_records[models.Country]:
            raise ValidationError(
                _("There is no country “%(code)s”."), params={"code": country}, code="unknown_country"
            )
        return "-".join(filter(None, [language, script, country]))


class ReportingChannelForm(RecordForm):
    """`neighbours` are the channels that are listed beside this one: none of its kind and country has its name or address."""

    model = ReportingChannel
    renamed = {"phone": "phones"}
    identity = ("country", "kind", "name")

    country = ReferenceField(models.Country, label=_("Country"))
    kind = OneOfField(label=_("Kind"), choices=models.ChannelKind.choices)
    name = LineField(label=_("Name"), max_length=200)
    operator = LineField(
        label=_("Run by"),
        max_length=200,
        required=False,
        help_text=_("The body behind it, where it has another name."),
    )
    url = PlainAddressField(
        label=_("Address of its page for reports"),
        help_text=_("It begins with https://. The page with the form is better than a front page."),
    )
    phone = PhonesField(
        label=_("Phone"),
        required=False,
        help_text=_(
            "As it is dialled in the country, with a semicolon between two numbers. Never the number of a person."
        ),
    )
    languages = LanguageTagsField(
        label=_("Languages"),
        required=False,
        help_text=_("Codes with a semicolon between them, such as en; pt-BR; zh-Hant."),
    )
    takes = LineField(
        label=_("What it takes"),
        max_length=300,
        help_text=_(
            "In English and in your own words, such as: child sexual abuse material on the internet."
        ),
    )
    anonymous = OneOfField(
        label=_("Can a report be made without a name?"),
        choices=[("", _("No page says so")), *models.Anonymity.choices],
        required=False,
    )
    source_title = LineField(label=_("Title of the page that names it"), max_length=300, required=False)
    source_url = PlainAddressField(label=_("Address of that page"), also_http=True)
    source_date = PartialDateFormField(
        label=_("Date of that page"),
        required=False,
        help_text=_("The date that it bears or speaks of: a year, a month or a day, such as 2026-05."),
    )
    status = OneOfField(label=_("How well it is known"), choices=ChannelStatus.choices)

    def __init__(self, cells=None, *, neighbours: Iterable[ReportingChannel] = (), **options):
        super().__init__(cells, **options)
        self.neighbours = neighbours

    def check(self, cleaned: dict) -> None:
        if not cleaned.get("url") and not cleaned.get("phone") and not {"url", "phone"} & self.errors.keys():
            self.add_error("url", _("Enter an address or a phone number."))
        if cleaned.get("status") != ChannelStatus.UNCONFIRMED:
            for column in ("source_title", "source_url"):
                if column in cleaned and not cleaned[column]:
                    self.add_error(
                        column, _("Enter the page that names it, or say that it is not confirmed.")
                    )
        source_date = cleaned.get("source_date", "")
        if source_date > timezone.localdate().isoformat()[: len(source_date)]:
            self.add_error("source_date", _("This day has not come yet."))
        if not self.errors and (twin := twin_of(ReportingChannel(**fields_of(cleaned)), self.neighbours)):
            column = "name" if twin.name == cleaned["name"] else "url" if cleaned["url"] else "phone"
            self.add_error(column, _("It is in the list already, as “%(name)s”.") % {"name": twin})


def fields_of(cleaned: dict) -> dict[str, object]:
    """The fields of the model, from what a form holds."""
    fields = {column: cleaned[column] for column in ReportingChannelForm.base_fields}
    return fields | {"country_id": fields.pop("country"), "phones": fields.pop("phone")}


def twin_of(channel: ReportingChannel, neighbours: Iterable[ReportingChannel]) -> ReportingChannel | None:
    """Another one of the same country and kind with the same name or address, or number where neither has an address."""

    def is_twin(neighbour: ReportingChannel) -> bool:
        same_address = channel.url == neighbour.url and (channel.url or channel.phones == neighbour.phones)
        return bool(channel.name == neighbour.name or same_address)

    group = (channel.country_id, channel.kind)
    return next(
        (
            neighbour
            for neighbour in neighbours
            if (neighbour.country_id, neighbour.kind) == group and is_twin(neighbour)
        ),
        None,
    )

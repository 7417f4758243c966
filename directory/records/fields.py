"""The fields of records: what a cell may hold, as text that a person types or a file has.

A field for several values takes a list, or text with ";" between them.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from directory import models
from directory.gate.plain_text import LineField, refused_characters
from directory.models.contacts import EXTENSION
from directory.models.partial_dates import FIRST_YEAR, exactly, partial_date, written_date, written_or_about
from directory.records import identifiers


def key_of(model: type[Model]) -> str:
    """The field by which people refer to a record: its slug, or its code."""
    if model is models.EventSession:
        return "slug"  # its manager puts it together
    return "slug" if any(field.name == "slug" for field in model._meta.fields) else model._meta.pk.name


class KnownRecords(dict[type[Model], Collection[str]]):
    """The keys that may be referred to, by model: those of the database, former ones among them, read at the first
    question. Whoever reads a file adds the keys of the records in it."""

    def __missing__(self, model: type[Model]) -> Collection[str]:
        former_keys = models.FormerAddress.objects.of(model).values_list("slug", flat=True)
        self[model] = {*former_keys, *model._default_manager.values_list(key_of(model), flat=True)}
        return self[model]

    @cached_property
    def identifier_owners(self) -> dict[str, str]:
        """The key of the organisation that has each identifier; those of the file join as they are read."""
        identifiers_and_keys = models.Identifier.objects.values_list("scheme", "value", "organisation__slug")
        return {f"{scheme}-{number}": key for scheme, number, key in identifiers_and_keys}


class KeyField(forms.CharField):
    """The key of a record, which becomes its public address."""

    def __init__(self, **options):
        super().__init__(max_length=80, **options)

    def to_python(self, value):
        key = super().to_python(value)
        if key and not all(
            word.isascii() and word.isalnum() and word == word.lower() for word in key.split("-")
        ):
            raise ValidationError(
                _("Use small letters from a to z, digits and single hyphens, such as “safer-internet”."),
                code="invalid",
            )
        return key


class PartialDateFormField(forms.CharField):
    """A day, a month or a year, as people write it; cleaned, ISO 8601 text such as 2005-12-09, 2005-12 or 2005."""

    def __init__(self, *, first_year: int = FIRST_YEAR, **options):
        super().__init__(validators=[partial(partial_date, first_year=first_year)], **options)

    def to_python(self, value):
        return written_date(super().to_python(value))


class ApproximateDateFormField(PartialDateFormField):
    """The same of a date that may be only about so: cleaned, it then has the mark ABOUT behind it, as in 2005~."""

    def to_python(self, value):
        return written_or_about(forms.CharField.to_python(self, value))

    def run_validators(self, value):
        super().run_validators(exactly(value))


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
    """The key of another record, which must be one of `known_records`."""

    # Set by the form, so that all fields of all forms for one file know the records in it
    known_records: KnownRecords

    def __init__(self, model: type[Model], **options):
        super().__init__(max_length=80, **options)
        self.model = model

    def to_python(self, value):
        key = super().to_python(value)
        self.check_known([key] if key else [])
        return key

    def check_known(self, keys: Collection[str]) -> None:
        if unknown := [key for key in keys if key not in self.known_records[self.model]]:
            raise ValidationError(
                _("There is no %(noun)s “%(keys)s” in the directory or in this file."),
                params={"noun": self.model._meta.verbose_name, "keys": "”, “".join(unknown)},
                code="unknown_reference",
            )


class SessionField(ReferenceField):
    """The key of a session. The form knows its event, so it is the form that checks it."""

    def __init__(self, **options):
        super().__init__(models.EventSession, **options)
        self.max_length = None

    def check_known(self, keys: Collection[str]) -> None:
        pass


class ReferencesField(ReferenceField):
    """The keys of any number of other records, as a list or separated by ";"."""

    widget = forms.SelectMultiple

    def to_python(self, value):
        keys = list(dict.fromkeys(split_cell(value)))
        self.check_known(keys)
        return keys

    def run_validators(self, value):
        pass  # a list has no length limit of its own: every key in it is known


class SourcesField(ReferencesField):
    """The keys of the sources of a statement, the first one first."""

    def __init__(self, **options):
        super().__init__(models.Source, label=_("source"), required=False, **options)


class ExtentField(ReferenceField):
    """How far a partnership says that it reaches: "international", "EU", or the code of a region of UN M49."""

    def __init__(self, **options):
        super().__init__(models.Region, **options)

    def check_known(self, keys: Collection[str]) -> None:
        super().check_known([key for key in keys if key not in models.Extent.values])


class YesField(OneOfField):
    """Yes or nothing, as a sheet says it; True or False."""

    def __init__(self, **options):
        super().__init__(choices=[("yes", _("yes")), ("no", _("no")), ("", "")], required=False, **options)

    def to_python(self, value):
        # A form of a page sends a boolean, JSON too
        text = "yes" if value is True else str(value or "").strip().casefold()
        return {"true": "yes", "false": "no"}.get(text, text)

    def clean(self, value):
        return super().clean(value) == "yes"


_STATED_NUMBER = re.compile(
    r"((about|at least|more than) )?[0-9]+(,[0-9]{3})*(\.[0-9]+)?( million| billion)?"
)


class StatedNumberField(LineField):
    """A number as a source has it, in English: "48", "more than 50", "1.25 million"."""

    def __init__(self, **options):
        super().__init__(max_length=60, minimum_letters=1, **options)

    def validate(self, value):
        super().validate(value)
        if value and not _STATED_NUMBER.fullmatch(value):
            raise ValidationError(
                _(
                    "Write the number as the source has it, such as 48, about 50, more than 1,200 or 1.25 million."
                ),
                code="no_number",
            )


class SomeOfField(forms.MultipleChoiceField):
    """Any of a short list of words, as a list or separated by ";". The error names them all."""

    def to_python(self, value):
        return list(dict.fromkeys(split_cell(value)))

    def validate(self, value):
        allowed = [str(code) for code, _label in self.choices]
        if set(value) - set(allowed):
            raise ValidationError(
                OneOfField.default_error_messages["invalid_choice"],
                params={"allowed": ", ".join(allowed)},
                code="invalid_choice",
            )


class NamesField(LineField):
    """Any number of names, as a list or separated by ";"."""

    def to_python(self, value):
        names = list(dict.fromkeys(super(NamesField, self).to_python(name) for name in split_cell(value)))
        if any(len(name) > 200 for name in names):
            raise ValidationError(_("A name can be 200 characters long at most."), code="max_length")
        if any(";" in name for name in names):
            raise ValidationError(_("A name cannot contain a semicolon."), code="semicolon")
        return names

    def validate(self, value):
        for name in value:
            super().validate(name)

    def run_validators(self, value):
        pass  # they are for text: the length of each name is checked above


class TermsField(NamesField):
    """Any number of words that only help to find something; one text with ";" between them."""

    def clean(self, value):
        return ";".join(super().clean(value))


class IdentifiersField(LineField):
    """Any number of identifiers such as GB-CHC-1164883, as a list or separated by ";"."""

    def to_python(self, value):
        texts = [super(IdentifiersField, self).to_python(text) for text in split_cell(value)]
        return list(dict.fromkeys("-".join(identifiers.split(text)) for text in texts))

    def validate(self, value):
        pass  # each was checked when it was taken apart

    def run_validators(self, value):
        pass  # they are for text, not for a list


def split_cell(cell: str | Sequence[str] | None) -> list[str]:
    """The texts between the semicolons of a cell, or in a list, without blanks around them; blank ones are left out."""
    texts = cell.split(";") if isinstance(cell, str) else cell or []
    return [text.strip() for text in texts if text.strip()]


class InPlainSight:
    """For a field of one line: refuses the characters that `plain_text` refuses, most of which cannot be seen."""

    def to_python(self, value):
        text = super().to_python(value)
        if reason := refused_characters(text):
            raise ValidationError(reason, code="refused_characters")
        return text


# Hosts of one computer or one office; the names that RFC 2606 keeps for examples do no harm
_PRIVATE_DOMAINS = ("localhost", "local", "internal", "arpa")


def public_address(address: str) -> None:
    """Raises ValidationError for a link that not everybody can open, or that reads as another one than it is: with a name
    before "@", a number instead of a host's name, a host without a domain, or a port of its own.

    What is no address at all is left to whoever asks that."""
    try:
        parts = urlsplit(address)
        # Browsers read full-width letters and dots as plain ones
        host = unicodedata.normalize("NFKC", parts.hostname or "").replace("\u3002", ".").rstrip(".")
        port = parts.port
    except ValueError:
        return
    labels = host.split(".")
    # As browsers do: a host whose last part is a number is an IPv4 address, however it is written
    is_number = ":" in host or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]) is not None
    if "@" in parts.netloc:
        raise ValidationError(
            _("Take what stands before “@” out of the address: a public link has no user name."), code="user"
        )
    if is_number:
        raise ValidationError(
            _("Write the name of the site, such as www.example.org, and not its number “%(host)s”."),
            params={"host": host},
            code="number",
        )
    if host and (len(labels) == 1 or labels[-1] in _PRIVATE_DOMAINS):
        raise ValidationError(
            _("“%(host)s” is no site that everybody can open. Write its full name, such as www.example.org."),
            params={"host": host},
            code="private_host",
        )
    if port not in (None, {"http": 80, "https": 443}.get(parts.scheme)):
        raise ValidationError(
            _("Take the port “:%(port)s” out of the address: a public link has none."),
            params={"port": port},
            code="port",
        )


class WebAddressField(InPlainSight, forms.URLField):
    """A link of the public web: http or https, and nothing in it that cannot be seen."""

    default_error_messages = {
        "invalid": _(
            "Enter a web address that begins with http:// or https://, such as https://www.example.org."
        )
    }

    def __init__(self, **options):
        super().__init__(required=False, max_length=500, assume_scheme="https", **options)

    def run_validators(self, value):
        if value:
            public_address(value)
        super().run_validators(value)


class MailboxField(InPlainSight, forms.EmailField):
    """An e-mail address without anything in it that cannot be seen."""

    default_error_messages = {"invalid": _("Enter an e-mail address, such as desk@example.org.")}


# Dashes of all widths, as word processors make them of hyphens, and the minus sign
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_EXTENSION = re.compile(
    r"[\s,;]*(?:\b(?:ext(?:ension)?|extn|extensión|poste|int(?:erno)?|anexo)\b\.?:?|;ext=|(?<![a-z])x|#|تحويلة)\s*([0-9]{1,8})",
    re.IGNORECASE,
)


def in_ascii_digits(text: str) -> str:
    """The text of a phone number with digits from 0 to 9, hyphens and a plus sign, whatever script or word processor wrote
    them."""
    digits = "".join(str(unicodedata.decimal(character, character)) for character in text)
    return _DASHES.sub("-", digits).replace("\uff0b", "+")


class PhoneField(LineField):
    """A phone number in the international form, perhaps with an extension: "+44 20 7946 0000 ext. 12"."""

    def __init__(self, **options):
        super().__init__(max_length=40, **options)

    def to_python(self, value):
        typed = super().to_python(value)
        if not typed:
            return typed
        plain = in_ascii_digits(typed)
        extension = _EXTENSION.search(plain)
        number, end = (plain[: extension.start()], plain[extension.end() :]) if extension else (plain, "")
        if end or not re.fullmatch(r"\+[0-9][0-9 ()./-]{4,}", number):
            raise ValidationError(
                _(
                    "Enter a phone number with its country code, such as +32 2 123 45 67 or +32 2 123 45 67 ext. 8."
                ),
                code="invalid",
            )
        return f"{number}{EXTENSION}{extension[1]}" if extension else number


# A ";" between two links: one that a blank or another link follows. Any other belongs to an address, as in
# "https://a.example/x;jsessionid=1", but for one behind the name of a host
_BETWEEN_LINKS = re.compile(r"\n|;(?=\s|$|https?://|www\.)", re.IGNORECASE)
_HOST_ALONE = re.compile(r"\s*(?:https?://)?[\w.-]+;", re.IGNORECASE)


def split_links(text: str) -> Iterator[str]:
    """The links of a text, one on each line or with ";" between them; some may be blank."""
    for piece in _BETWEEN_LINKS.split(text):
        start = 0
        while host := _HOST_ALONE.match(piece, start):
            yield piece[start : host.end() - 1]
            start = host.end()
        yield piece[start:]


class WebAddressesField(WebAddressField):
    """Any number of links, as a list, one on each line, or separated by ";"."""

    widget = forms.Textarea
    most = 10

    def to_python(self, value):
        texts = split_links(value) if isinstance(value, str) else value or []
        addresses = [super(WebAddressesField, self).to_python(text) for text in texts if text.strip()]
        if len(addresses) > self.most:
            raise ValidationError(
                _("Enter %(most)s links at most."), params={"most": self.most}, code="too_many"
            )
        for address in addresses:
            super().run_validators(address)
        return list(dict.fromkeys(addresses))

    def run_validators(self, value):
        pass  # each address has met them

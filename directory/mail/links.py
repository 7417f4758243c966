"""The links that mails carry, as whole addresses. What happens when one is followed: `directory/asking/mailed_links.py`."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri

from directory.mail.languages import language_for
from directory.models import Organisation, Partnership
from directory.models.first_confirmations import address_hash

STOP = "directory.stop_mails"


def link_to(name: str, *args: object, language: str | None = None) -> str:
    """The whole address of a page, for a mail: from the base address of the site, never from a request, whose host anybody
    may choose. In the language of the moment where none is given, in English where that one is not offered."""
    with translation.override(language_for([language or translation.get_language()])):
        return whole_address(reverse(f"directory:{name}", args=args))


def link_to_account(name: str, *, language: str) -> str:
    """The whole address of one of the pages for signing in, by the name under which allauth knows it, for a mail."""
    with translation.override(language_for([language])):
        return whole_address(reverse(name))


def link_to_record(record: Organisation | Partnership, *, language: str) -> str:
    """The whole address of a record's own page, for a mail; in English where the language is not offered."""
    with translation.override(language_for([language])):
        return whole_address(record.get_absolute_url())


def whole_address(path: str) -> str:
    """The whole address of a page of ours, for a mail. Percent-encoded: a space would end the link in a mail program."""
    return settings.DIRECTORY_BASE_URL + iri_to_uri(path)


def stop_link(address: str, *, language: str) -> str:
    """Where the reader of an address stops mails that come again and again. It names the address by its fingerprint alone."""
    return link_to("stop_mails", Signer(salt=STOP).sign(address_hash(address)), language=language)


def address_to_stop(token: str) -> str | None:
    """The fingerprint of the address whose mails such a link stops; None for any other token."""
    try:
        return Signer(salt=STOP).unsign(token)
    except BadSignature:
        return None

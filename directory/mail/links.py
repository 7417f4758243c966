"""The links that mails carry, as whole addresses. What happens when one is followed: `directory/asking/mailed_links.py`."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from directory.mail.languages import language_for
from directory.models import Organisation, Partnership


def link_to(name: str, *args: object, language: str | None = None) -> str:
    """The whole address of a page, for a mail: from the base address of the site, never from a request, whose host anybody
    may choose. In the language of the moment where none is given, in English where that one is not offered."""
    with translation.override(language_for([language or translation.get_language()])):
        return f"{settings.DIRECTORY_BASE_URL}{reverse(f'directory:{name}', args=args)}"


def link_to_account(name: str, *, language: str) -> str:
    """The whole address of one of the pages for signing in, by the name under which allauth knows it, for a mail."""
    with translation.override(language_for([language])):
        return settings.DIRECTORY_BASE_URL + reverse(name)


def link_to_record(record: Organisation | Partnership, *, language: str) -> str:
    """The whole address of a record's own page, for a mail; in English where the language is not offered."""
    with translation.override(language_for([language])):
        return settings.DIRECTORY_BASE_URL + record.get_absolute_url()

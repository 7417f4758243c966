"""In which language somebody is written to. A language that the site does not offer gives way to English, so that no mail
says it is in a language which it is not in."""

from collections.abc import Iterable

from django import forms
from django.conf import settings


def language_for(spoken_languages: Iterable[str]) -> str:
    """The language to write in to who speaks these, by their codes: the first of those that are offered, else English."""
    spoken_languages = set(spoken_languages)
    return next(
        (code for code, _name in settings.LANGUAGES if code in spoken_languages), settings.LANGUAGE_CODE
    )


class MailLanguageField(forms.ChoiceField):
    """One of the languages that are offered, each by its own name. An earlier answer stays good where its language is not
    offered any more: the page then shows what counts instead."""

    def __init__(self, **options):
        super().__init__(choices=lambda: settings.LANGUAGES, initial=settings.LANGUAGE_CODE, **options)

    def prepare_value(self, value):
        return language_for([value]) if self.valid_value(value) else value

    def valid_value(self, value):
        return value in settings.SITE_LANGUAGES


def can_choose_language() -> bool:
    """Whether more than one is offered."""
    return len(settings.LANGUAGES) > 1

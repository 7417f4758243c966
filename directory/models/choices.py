"""The words for what stands in a column as a code."""

from collections.abc import Callable
from functools import cache

from django.db import models
from django.utils.translation import get_language


def display(field: str, choices: type[models.TextChoices]) -> Callable[[models.Model], str]:
    """A method `get_…_display` for the fields that pages show many of. Django's own translates and hashes the labels of
    all choices each time that it is asked for one: a quarter of the page of an organisation with 100 memberships."""

    @cache
    def words(language: str | None) -> dict[str, str]:
        return {choice.value: str(choice.label) for choice in choices}

    def get_display(record: models.Model) -> str:
        code = getattr(record, field)
        # A code that is not among the choices (of an older release) is shown as it is
        return words(get_language()).get(code, code)

    return get_display

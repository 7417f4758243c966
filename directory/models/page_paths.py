"""The addresses of records' pages."""

from collections.abc import Callable
from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def page_path(name: str, slug: str) -> str:
    """The path of a record's page in the active language. `name`: that of the page in the URLconf."""
    return paths_of(name)(slug)


def paths_of(name: str) -> Callable[[str], str]:
    """A function that gives the same for a slug: for a page with hundreds of addresses of one kind, since asking for the active
    language each time takes longer than all else. For use in one answer."""
    before, after = _around_slug(name, get_language(), get_script_prefix())
    return lambda slug: f"{before}{slug}{after}"


@cache  # `reverse` takes 0.1 ms each time, and a page of a country has thousands of addresses
def _around_slug(name: str, language: str | None, prefix: str) -> tuple[str, str]:
    """What stands before and after the slug, in the active language, which `language` names."""
    before, after = reverse(f"directory:{name}", args=["-"]).rsplit("-", 1)
    return before, after

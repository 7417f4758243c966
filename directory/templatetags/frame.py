"""What the frame of a page says of the page itself: its address, its other languages, and what waits for its reader."""

from typing import NamedTuple

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language

from directory.asking.waiting import Waiting, waiting_for

register = template.Library()

FOR_EVERYBODY = {"public", "by reader", "public form", "by link"}


class LanguageLink(NamedTuple):
    """This page in another language. `name` is the language's own."""

    code: str
    name: str
    address: str
    is_current: bool


class Languages(NamedTuple):
    current: str
    offered: list[LanguageLink]


@register.simple_tag(takes_context=True)
def languages_of_page(context: template.Context) -> Languages | None:
    """The page in each language that is offered; None where there is no choice. A page that is not there, or that was not
    asked for with GET, leads to the first one of the other language. No cookie keeps the choice: it stands in the address."""
    request: HttpRequest | None = context.get("request")
    if request is None or len(settings.LANGUAGES) < 2:
        return None
    current = get_language()
    links = [
        LanguageLink(
            code,
            name,
            _address_in(request, code),
            code == current,
        )
        for code, name in settings.LANGUAGES
    ]
    return Languages(dict(settings.LANGUAGES).get(current, current), links)


def _address_in(request: HttpRequest, language: str) -> str:
    prefix = "" if language == settings.LANGUAGE_CODE else f"/{language}"
    if request.resolver_match is None or request.method not in ("GET", "HEAD"):
        return f"{prefix}/"
    address = request.get_full_path()
    first, slash, rest = address[1:].partition("/")
    if slash and first in dict(settings.LANGUAGES):
        address = escape_leading_slashes(f"/{rest}")  # `//example.org` would be another site
    return f"{prefix}{address}"


@register.simple_tag(takes_context=True)
def address_of_page(context: template.Context) -> str:
    """The whole address, for paper; empty where no request is known."""
    request: HttpRequest | None = context.get("request")
    return f"{settings.DIRECTORY_BASE_URL}{request.get_full_path()}" if request else ""


@register.simple_tag(takes_context=True)
def reader_of_page(context: template.Context) -> Waiting | None:
    """What waits for whoever is signed in, on pages of an account; None for visitors, and on pages that are for everybody:
    these may be kept. One query, once a page."""
    request: HttpRequest | None = context.get("request")
    page = getattr(request, "resolver_match", None)
    if page is None or getattr(page.func, "policy", "public") in FOR_EVERYBODY:
        return None
    if not request.user.is_authenticated:
        return None
    if not hasattr(request, "waiting"):
        request.waiting = waiting_for(request.user)
    return request.waiting

"""Records for programs that read pages: JSON-LD in the words of schema.org."""

import json
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

CONTEXT = "https://schema.org"
# What could end the element or begin another one.
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(*things: dict) -> SafeString:
    """The things as an element of a page. It is data: no browser runs it."""
    found = [{"@context": CONTEXT, **known(thing)} for thing in things]
    text = json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')


def known(thing: dict) -> dict:
    """Without what is not known."""
    return {name: value for name, value in thing.items() if value not in ("", None, [])}


def site_url(path: str) -> str:
    return settings.DIRECTORY_BASE_URL + path


def breadcrumbs(*trail: tuple[str, str]) -> dict:
    """Where a page stands, as names and paths from the first page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site_url(path)}
            for position, (name, path) in enumerate(trail, 1)
        ],
    }


def organization(organisation, **more: object) -> dict:
    """An organisation, in a list or, with more said about it, on its page."""
    url = site_url(organisation.get_absolute_url())
    return known(
        {
            "@type": "Organization",
            "@id": url,
            "name": organisation.name,
            "alternateName": organisation.acronym,
            "url": url,
            **more,
        }
    )


def project(partnership, *, members: Iterable[dict], **more: object) -> dict:
    """A partnership with its members."""
    url = site_url(partnership.get_absolute_url())
    return known(
        {
            "@type": "Project",
            "@id": url,
            "name": partnership.title,
            "alternateName": partnership.acronym,
            "description": partnership.summary,
            "url": url,
            "sameAs": partnership.website,
            "foundingDate": partnership.started,
            "dissolutionDate": partnership.ended,
            "member": list(members),
            **more,
        }
    )


def home() -> str:
    return reverse("directory:home")

"""Records for programs that read pages: JSON-LD in the words of schema.org."""

import datetime
import json
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import Identifier, Organisation, OtherName, Partnership

CONTEXT = "https://schema.org"
# What could end the element or begin another one in HTML, and what ends a line in JavaScript but not in JSON
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(*descriptions: dict) -> SafeString:
    """The descriptions as an element of a page. It is data, which no browser runs; so no policy for scripts forbids it."""
    stated = [{"@context": CONTEXT, **without_blanks(description)} for description in descriptions]
    text = json.dumps(stated[0] if len(stated) == 1 else stated, ensure_ascii=False, separators=(",", ":"))
    return SafeString(f'<script type="application/ld+json">{text.translate(ESCAPED)}</script>')


def without_blanks(description: dict) -> dict:
    """The description without what the directory does not know. 0 and False are known, and stay."""
    return {name: value for name, value in description.items() if value not in ("", None, [])}


def site_url(path: str) -> str:
    """The whole address of a path, which also serves as the name (`@id`) of what is described there."""
    return settings.DIRECTORY_BASE_URL + path


def breadcrumbs(list_name: str, label: str, record: Organisation | Partnership) -> dict:
    """Where the page of a record stands: the first page, its list, itself."""
    trail = [
        (_("Home"), reverse("directory:home")),
        (label, reverse(f"directory:{list_name}")),
        (str(record), record.get_absolute_url()),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": site_url(path)}
            for position, (name, path) in enumerate(trail, 1)
        ],
    }


def named(organisation: Organisation) -> dict:
    """An organisation where another record names it."""
    url = site_url(organisation.get_absolute_url())
    return {"@type": "Organization", "@id": url, "name": organisation.name, "url": url}


def organization(
    organisation: Organisation,
    *,
    parent: Organisation | None,
    other_names: Iterable[OtherName],
    identifiers: Iterable[Identifier],
) -> dict:
    """An organisation as schema.org's Organization."""
    names = [organisation.acronym, *(other_name.name for other_name in other_names)]
    return {
        **named(organisation),
        "alternateName": [name for name in names if name],
        "sameAs": organisation.website,
        "address": {"@type": "PostalAddress", "addressCountry": organisation.country_id}
        if organisation.country_id
        else None,
        "parentOrganization": named(parent) if parent else None,
        "identifier": [
            {"@type": "PropertyValue", "propertyID": identifier.scheme, "value": identifier.value}
            for identifier in identifiers
        ],
    }


def project(
    partnership: Partnership,
    *,
    members: Iterable[Organisation | None],
    countries: Iterable[str],
    topics: Iterable[str],
    other_names: Iterable[str],
    changed_at: datetime.datetime | None,
) -> dict:
    """A partnership as schema.org's Project, the nearest it has. `members` are organisations, which may come more than once; None
    stands for a member of another kind, which schema.org does not know as one. `countries` are codes, `changed_at` of the page."""
    url = site_url(partnership.get_absolute_url())
    return {
        "@type": "Project",
        "@id": url,
        "name": partnership.title,
        "alternateName": [name for name in [partnership.acronym, *other_names] if name],
        "description": partnership.summary,
        "url": url,
        "sameAs": partnership.website,
        "foundingDate": partnership.started,
        "dissolutionDate": partnership.ended,
        "areaServed": [{"@type": "Country", "identifier": code} for code in countries],
        "keywords": list(topics),
        "member": [named(organisation) for organisation in dict.fromkeys(members) if organisation],
        "subjectOf": {
            "@type": "WebPage",
            "url": url,
            "dateModified": changed_at.isoformat(timespec="seconds"),
        }
        if changed_at
        else None,
    }

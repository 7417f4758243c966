"""Records for programs that read pages: JSON-LD in the words of schema.org."""

import datetime
import json
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import (
    Commitment,
    Country,
    Event,
    EventStatus,
    Identifier,
    Organisation,
    OtherName,
    Participation,
    ParticipationRole,
    Partnership,
    Resource,
    ResourceKind,
    Source,
)

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


def breadcrumbs(list_name: str, label: str, record: Model) -> dict:
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


def party(record: Organisation | Partnership | Country) -> dict:
    """Whoever promised, gave or took part, where another record names it."""
    url = site_url(record.get_absolute_url())
    kinds = {Organisation: "Organization", Partnership: "Project", Country: "Country"}
    return {"@type": kinds[type(record)], "@id": url, "name": str(record), "url": url}


def cited_work(source: Source) -> dict:
    """A source as schema.org's CreativeWork."""
    url = site_url(source.get_absolute_url())
    return {
        "@type": "CreativeWork",
        "@id": url,
        "name": source.title,
        "url": url,
        "sameAs": source.url,
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
        "datePublished": source.published,
    }


def based_on(sources: Iterable[Source]) -> list[dict]:
    return [without_blanks(cited_work(source)) for source in sources]


PARTS_IN_EVENTS = {
    ParticipationRole.HOST: "organizer",
    ParticipationRole.ORGANISER: "organizer",
    ParticipationRole.FUNDER: "funder",
    ParticipationRole.FACILITATOR: "contributor",
    ParticipationRole.PRESENTER: "performer",
    ParticipationRole.PARTICIPANT: "attendee",
}


def event(event: Event, *, participations: Iterable[Participation], sources: Iterable[Source]) -> dict:
    """An event as schema.org's Event, with those who took part in it or in a session of it."""
    url = site_url(event.get_absolute_url())
    address = {"@type": "PostalAddress", "addressCountry": event.country_id} if event.country_id else None
    place = without_blanks({"@type": "Place", "name": event.place, "address": address})
    parties: dict[str, dict[str, dict]] = {}
    for participation in participations:
        described = party(participation.participant)
        parties.setdefault(PARTS_IN_EVENTS[participation.role], {})[described["@id"]] = described
    is_cancelled = event.status == EventStatus.CANCELLED
    return {
        "@type": "Event",
        "@id": url,
        "name": event.title,
        "alternateName": event.acronym,
        "description": event.summary,
        "url": url,
        "sameAs": event.website,
        "startDate": event.starts,
        "endDate": event.ends,
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if is_cancelled else 'EventScheduled'}",
        "location": place if len(place) > 1 else None,
        **{name: list(by_address.values()) for name, by_address in parties.items()},
        "subjectOf": based_on(sources),
    }


def plan_action(commitment: Commitment, *, sources: Iterable[Source]) -> dict:
    """A commitment, with its `owners` and `helpers`, as schema.org's PlanAction: what somebody plans, until when."""
    url = site_url(commitment.get_absolute_url())
    return {
        "@type": "PlanAction",
        "@id": url,
        "name": commitment.text,
        "url": url,
        "agent": [party(owner) for owner in commitment.owners],
        "participant": [party(helper) for helper in commitment.helpers],
        "startTime": commitment.made_on,
        "scheduledTime": commitment.due,
        "subjectOf": based_on(sources),
    }


def creative_work(resource: Resource, *, sources: Iterable[Source]) -> dict:
    """A resource, with its `publishers` and `audiences`, as schema.org's CreativeWork or the nearest kind of it."""
    url = site_url(resource.get_absolute_url())
    kinds = {ResourceKind.TRAINING: "LearningResource", ResourceKind.LEGISLATION: "Legislation"}
    return {
        "@type": kinds.get(resource.kind, "CreativeWork"),
        "@id": url,
        "name": resource.title,
        "description": resource.description,
        "url": url,
        "sameAs": resource.url,
        "publisher": [party(publisher) for publisher in resource.publishers],
        "audience": [{"@type": "Audience", "audienceType": audience} for audience in resource.audiences],
        "datePublished": resource.year,
        "inLanguage": [language.code for language in resource.languages.all()],
        "spatialCoverage": [party(country) for country in resource.countries.all()],
        "about": [topic.name for topic in resource.topics.all()],
        "subjectOf": based_on(sources),
    }

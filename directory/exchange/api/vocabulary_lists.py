"""The controlled words with their codes and their names in each language, for programs."""

from collections.abc import Callable, Iterable
from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import override

from directory.exchange.programs.reading import Record, api_address
from directory.models import (
    Audience,
    Basis,
    BorderFact,
    CommitmentKind,
    Country,
    CountryBasis,
    DateBasis,
    DueBasis,
    EventStatus,
    Kind,
    Language,
    OwnerBasis,
    ParticipationRole,
    Progress,
    Purpose,
    Region,
    ResourceKind,
    Role,
    Sector,
    Standing,
    Status,
    SuccessionKind,
    Topic,
    World,
)
from directory.models.facets import Freshness, Scope
from directory.models.vocabularies import NAME_LANGUAGES, Concept, Named


def with_names(word: Named) -> Record:
    names = {language: getattr(word, f"name_{language}") for language in NAME_LANGUAGES}
    return {"code": word.pk, "names": {language: name for language, name in names.items() if name}}


def concept(word: Concept) -> Record:
    """A topic or a sector. `other_terms` are shown; its former terms only find it in a search."""
    return {
        **with_names(word),
        "other_terms": [term.strip() for term in word.other_terms.split(";") if term.strip()],
    }


def sector(word: Sector) -> Record:
    return {**concept(word), "world": word.world}


VOCABULARIES: dict[str, tuple[type[Named], Callable[[Named], Record]]] = {
    "topics": (Topic, concept),
    "sectors": (Sector, sector),
    "countries": (Country, lambda word: {**with_names(word), "region": word.region_id}),
    "regions": (Region, lambda word: {**with_names(word), "parent": word.parent_id}),
    "languages": (Language, with_names),
}
# Those that are closed: their words stand in the code. In the order in which they are told
CLOSED: dict[str, type[TextChoices]] = {
    "partnership-kinds": Kind,
    "statuses": Status,
    "roles": Role,
    "standings": Standing,
    "bases": Basis,
    "country-bases": CountryBasis,
    "succession-kinds": SuccessionKind,
    "scopes": Scope,
    "border-facts": BorderFact,
    "worlds": World,
    "freshness": Freshness,
    "resource-kinds": ResourceKind,
    "audiences": Audience,
    "commitment-kinds": CommitmentKind,
    "owner-bases": OwnerBasis,
    "due-bases": DueBasis,
    "progress": Progress,
    "event-statuses": EventStatus,
    "date-bases": DateBasis,
    "event-roles": ParticipationRole,
    "desk-purposes": Purpose,
}
# What stands in no record that the public sees
NEVER_TOLD = [Standing.DECLINED]
NAMES = (*VOCABULARIES, *CLOSED)


def words(vocabulary: str) -> Record:
    """All words of a vocabulary: in the order of their codes, those of a closed one in its own. One query or none."""
    if vocabulary in CLOSED:
        return {"results": closed_words(vocabulary)}
    model, as_record = VOCABULARIES[vocabulary]
    return {"results": [as_record(word) for word in model.objects.order_by("pk")]}


@cache
def closed_words(vocabulary: str) -> list[Record]:
    choices = [choice for choice in CLOSED[vocabulary] if choice not in NEVER_TOLD]
    return [{"code": choice.value, "names": names_of(choice)} for choice in choices]


def names_of(choice: TextChoices, languages: Iterable[str] = NAME_LANGUAGES) -> dict[str, str]:
    """The names in each language that has one of its own; always in English."""
    names = {}
    for language in languages:
        with override(language):
            names[language] = str(choice.label)
    english = names[settings.LANGUAGE_CODE]
    return {
        language: name
        for language, name in names.items()
        if language == settings.LANGUAGE_CODE or name != english
    }


def index() -> Record:
    return {name: api_address(f"vocabularies/{name}") for name in NAMES}

"""The controlled words with their codes and their names in each language, for programs."""

from collections.abc import Callable

from directory.exchange.programs.reading import Record, api_address
from directory.models import Country, Language, Region, Sector, Topic
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


VOCABULARIES: dict[str, tuple[type[Named], Callable[[Named], Record]]] = {
    "topics": (Topic, concept),
    "sectors": (Sector, concept),
    "countries": (Country, lambda word: {**with_names(word), "region": word.region_id}),
    "regions": (Region, lambda word: {**with_names(word), "parent": word.parent_id}),
    "languages": (Language, with_names),
}


def words(vocabulary: str) -> Record:
    """All words of a vocabulary, in the order of their codes. One query."""
    model, as_record = VOCABULARIES[vocabulary]
    return {"results": [as_record(word) for word in model.objects.order_by("pk")]}


def index() -> Record:
    return {name: api_address(f"vocabularies/{name}") for name in VOCABULARIES}

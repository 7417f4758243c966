"""The controlled words with their codes and their names in each language, for programs."""

from collections.abc import Callable

from directory.exchange.programs.reading import Record, api
from directory.models import Country, Language, Region, Sector, Topic
from directory.models.vocabularies import NAME_LANGUAGES, Concept, Named


def named(word: Named) -> Record:
    names = {language: getattr(word, f"name_{language}") for language in NAME_LANGUAGES}
    return {"code": word.pk, "names": {language: name for language, name in names.items() if name}}


def concept(word: Concept) -> Record:
    """A topic or a sector. Former terms find it, and are not shown."""
    return {
        **named(word),
        "other_terms": [term.strip() for term in word.other_terms.split(";") if term.strip()],
    }


VOCABULARIES: dict[str, tuple[type[Named], Callable[[Named], Record]]] = {
    "topics": (Topic, concept),
    "sectors": (Sector, concept),
    "countries": (Country, lambda word: {**named(word), "region": word.region_id}),
    "regions": (Region, lambda word: {**named(word), "parent": word.parent_id}),
    "languages": (Language, named),
}


def words(vocabulary: str) -> Record:
    """All words of a vocabulary, in the order of their codes. One query."""
    model, told = VOCABULARIES[vocabulary]
    return {"results": [told(word) for word in model.objects.order_by("pk")]}


def index() -> Record:
    return {name: api(f"vocabularies/{name}") for name in VOCABULARIES}

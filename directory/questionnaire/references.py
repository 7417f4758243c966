"""The records that answers refer to, looked up one at a time: a form of one page need not know every organisation."""

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from directory import models
from directory.finding import facets
from directory.records.fields import KnownRecords, key_of

LONGEST_KEY = 80  # characters, as KeyField allows
MUCH_USED = ("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "tr", "uk", "zh")
CHUNK = 30  # languages in one group that unfolds


class PublicRecords:
    """Public organisations or partnerships by their key, or a former one, looked up together where it is known which are
    needed."""

    def __init__(self, records: QuerySet, keys: Iterable[object] = ()):
        self.records = records
        self.looked_up: dict[
            str, models.Organisation | models.Partnership | None
        ] = {}  # by key; None where there is none
        self.look_up(keys)

    def look_up(self, keys: Iterable[object]) -> None:
        """Two queries at most, and none for what was looked up before."""
        # Keys come as somebody typed or forged them: PostgreSQL refuses a NUL, and a list has no place in a set
        new_keys = {
            key for key in keys if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY and "\0" not in key
        }
        new_keys -= self.looked_up.keys()
        if not new_keys:
            return
        by_key = {record.slug: record for record in self.records.filter(slug__in=new_keys)}
        if renamed := new_keys - by_key.keys():
            former = models.FormerAddress.objects.of(self.records.model).filter(slug__in=renamed)
            pks = dict(former.values_list("slug", "record"))
            records = self.records.in_bulk(pks.values()) if pks else {}
            by_key |= {slug: records[pk] for slug, pk in pks.items() if pk in records}
        self.looked_up |= {key: by_key.get(key) for key in new_keys}

    def get(self, key: object) -> models.Organisation | models.Partnership | None:
        self.look_up([key])
        return self.looked_up.get(key)

    def __contains__(self, key: object) -> bool:
        return self.get(key) is not None


class _KeysInDatabase:
    """The keys of a model that is no vocabulary, asked for one at a time."""

    def __init__(self, model: type[Model]):
        self.model = model

    def __contains__(self, key: str) -> bool:
        return self.model._default_manager.filter(**{key_of(self.model): key}).exists()


class AnswerReferences(KnownRecords):
    """The keys that may be referred to: those of vocabularies from the facets' values, which are kept in memory,
    organisations that the answers name by two queries for all, others by one query each."""

    def __init__(self, answers: Mapping[str, dict] | None = None, *, writer: str = ""):
        """`writer` is the address of who types, where that is known: no partner has it."""
        super().__init__()
        self.answers = answers or {}
        self.writer = writer

    @cached_property
    def version(self) -> int:
        return facets.data_version()

    @cached_property
    def vocabularies(self) -> Mapping[str, Mapping[str, facets.Value]]:
        """The terms of each vocabulary by their code, by the name of its model."""
        return facets.values(self.version).by_code

    @cached_property
    def organisations(self) -> PublicRecords:
        public = models.Organisation.objects.published().select_related("sector", "country")
        keys = [self.answers.get("organisation", {}).get("organisation"), *self._partner_keys("organisation")]
        return PublicRecords(public, keys)

    @cached_property
    def partnerships(self) -> PublicRecords:
        return PublicRecords(models.Partnership.objects.published(), self._partner_keys("member_partnership"))

    def _partner_keys(self, column: str) -> list[object]:
        return [partner.get(column) for partner in self.answers.get("partners", {}).values()]

    @cached_property
    def owned(self) -> set[int]:
        """The primary keys of the organisations among the partners that have an owner here. One query."""
        keys = self._partner_keys("organisation")
        organisations = [organisation.pk for key in keys if (organisation := self.organisations.get(key))]
        owners = models.Representative.objects.owners().filter(
            organisation__in=organisations, user__is_active=True
        )
        return set(owners.values_list("organisation", flat=True)) if organisations else set()

    def has_owner(self, key: object) -> bool:
        """Whether a partner, by its key, is an organisation that somebody here owns the record of."""
        organisation = self.organisations.get(key) if key else None
        return organisation is not None and organisation.pk in self.owned

    def is_spoken_for(self, key: object) -> bool:
        """Whether somebody here owns the record of an organisation that runs that partnership. A query for each."""
        partnership = self.partnerships.get(key) if key else None
        return (
            partnership is not None
            and models.Representative.objects.owners_of_those_who_run(partnership).exists()
        )

    def __missing__(self, model: type[Model]):
        name = model._meta.model_name
        if model is models.Organisation:
            self[model] = self.organisations
        elif model is models.Partnership:
            self[model] = self.partnerships
        else:
            self[model] = self.vocabularies[name] if name in self.vocabularies else _KeysInDatabase(model)
        return self[model]

    def choices(self, model: type[Model]) -> list[tuple[str, str]]:
        """The codes and names of a vocabulary in the reader's language, by name; none of other records."""
        return list(facets.values(self.version).names.get(model._meta.model_name, {}).items())

    def groups(self, model: type[Model]) -> list[tuple[str, list[tuple[str, str]]]]:
        """The choices of a long vocabulary in groups: countries by continent, languages the most used first."""
        choices = self.choices(model)
        if model is models.Country:
            continents = _continents(self.version)
            labels = facets.values(self.version).names["region"]
            groups: dict[str, list[tuple[str, str]]] = {label: [] for label in labels.values()}
            for choice in choices:
                groups.setdefault(labels.get(continents[choice[0]], _("Elsewhere")), []).append(choice)
            return [(label, countries) for label, countries in groups.items() if countries]
        much_used = [choice for choice in choices if choice[0] in MUCH_USED]
        less_used = [choice for choice in choices if choice[0] not in MUCH_USED]
        chunks = [less_used[start : start + CHUNK] for start in range(0, len(less_used), CHUNK)]
        return [
            (_("Often used"), much_used),
            *(
                (_("%(first)s to %(last)s") % {"first": chunk[0][1], "last": chunk[-1][1]}, chunk)
                for chunk in chunks
            ),
        ]


@lru_cache(maxsize=1)
def _continents(version: int) -> dict[str, str | None]:
    """The code of each country's continent."""
    del version  # one query after each change of the directory
    rows = models.Country.objects.values_list("code", "region__parent", "region")
    return {code: parent or region for code, parent, region in rows}

"""What words in HSDS's fields mean here: codes of countries, languages, topics and sectors, however they are written."""

from directory.importing.lists.plans import ListPlan
from directory.importing.lists.values import ValueReader
from directory.models.text_search import folded

# HSDS's words for the status of a service, with ours
STATUSES = {"active": "active", "inactive": "paused", "temporarily closed": "paused", "defunct": "ended"}


class SenderWords:
    """Words with their codes in our vocabularies, as the sender's plan says or else as all lists are read."""

    def __init__(self, plan: ListPlan | None) -> None:
        self.plan = plan or ListPlan()
        self.reader = ValueReader(self.plan)

    def countries(self, word: str) -> list[str]:
        return self._codes("partnership.countries", word)

    def languages(self, word: str) -> list[str]:
        return self._codes("partnership.languages", word)

    def topics(self, word: str) -> list[str]:
        return self._codes("partnership.topics", word)

    def sectors(self, word: str) -> list[str]:
        return self._codes("organisation.sector", word)

    def status(self, word: str) -> str:
        """Our status for a word; "" where nobody knows it."""
        if folded(word) not in self.plan.values.get("partnership.status", {}) and word.lower() in STATUSES:
            return STATUSES[word.lower()]
        return "".join(self._codes("partnership.status", word)[:1])

    def sector_of(self, organisation: str) -> str:
        """The sector that a person said an organisation has, or all that say none; "" where nobody did."""
        return self.plan.sectors.get(folded(organisation), "") or self.plan.constants.get(
            "organisation.sector", ""
        )

    def _codes(self, target: str, word: str) -> list[str]:
        """The codes that a whole text means; none where a part of it is not known."""
        value = self.reader.read(target, word)
        return [] if value.unknown else [code for code in value.text.split(";") if code]

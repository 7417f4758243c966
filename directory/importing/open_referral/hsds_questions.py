"""What only a person can say about an HSDS file: sectors, which HSDS does not know, and words that nobody understands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from directory.importing.lists import values
from directory.importing.lists.plans import ListPlan, ListQuestion
from directory.importing.lists.questions import LONGEST_WORD, MOST_WORDS
from directory.importing.lists.targets import word_choices
from directory.importing.open_referral.hsds_remarks import Remarks
from directory.models.text_search import folded

SHAPE = "hsds"  # under which the plan of a sender is remembered
SECTOR = "organisation.sector"
MOST_NAMES = 40  # of organisations that can have another sector than all others


@dataclass
class SenderOfHSDS:
    """What is known of a sender's HSDS, and after a file was read, what is asked about it."""

    plan: ListPlan = field(default_factory=ListPlan)
    has_default_sector: bool = False
    questions: list[ListQuestion] = field(default_factory=list)

    def ask(self, remarks: Remarks, organisations: Iterable[Mapping[str, str]]) -> None:
        """Ask about the rows of organisations without a sector, and about words that were not understood."""
        without_sector = [row["name"] for row in organisations if not row.get("sector") and row.get("name")]
        self.questions = [*self._words(remarks)]
        if without_sector and not self.has_default_sector:
            self.questions += self._sectors(without_sector)

    def _sectors(self, names: list[str]) -> Iterator[ListQuestion]:
        choices = word_choices(SECTOR)
        words = _("The sector of the organisations, for HSDS has none: %(count)s of them")
        yield ListQuestion(f"constants/{SECTOR}", words % {"count": len(names)}, choices)
        as_all = (("", _("As all others")), *choices)
        for name in list(dict.fromkeys(names))[:MOST_NAMES]:
            suggested = values.suggestion(SECTOR, name)
            yield ListQuestion(
                f"sectors/{folded(name)}",
                _("The sector of “%(name)s”") % {"name": name},
                as_all,
                suggested,
                is_optional=True,
            )

    def _words(self, remarks: Remarks) -> Iterator[ListQuestion]:
        """Terms stay as they are unless somebody says which topic they mean: nothing is suggested for them."""
        yield from self._of_target("partnership.status", remarks.statuses, _("“%(word)s” as a status"))
        yield from self._of_target(
            "partnership.countries", remarks.areas, _("“%(word)s” as an area"), is_optional=True
        )
        yield from self._of_target(
            "partnership.languages", remarks.languages, _("“%(word)s” as a language"), is_optional=True
        )
        yield from self._of_target(
            "partnership.topics",
            remarks.terms,
            _("“%(word)s” as a topic"),
            is_optional=True,
            has_suggestion=False,
        )

    def _of_target(
        self,
        target: str,
        words: Mapping[str, set[str]],
        sentence: str,
        *,
        is_optional: bool = False,
        has_suggestion: bool = True,
    ) -> Iterator[ListQuestion]:
        answers = self.plan.values.get(target, {})
        choices = word_choices(target)
        if is_optional:
            choices = (("", _("Nothing: leave it out")), *choices)
        open_words = {
            folded(word): word for word in words if len(word) < LONGEST_WORD and folded(word) not in answers
        }
        most_frequent = sorted(open_words, key=lambda key: -len(words[open_words[key]]))
        for key in filter(None, most_frequent[:MOST_WORDS]):
            word = open_words[key]
            suggested = values.suggestion(target, word) if has_suggestion else ""
            yield ListQuestion(
                f"values/{target}/{key}",
                sentence % {"word": word},
                choices,
                suggested if suggested in dict(choices) else "",
                is_optional=is_optional,
            )

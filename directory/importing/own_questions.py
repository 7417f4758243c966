"""What only a person can say about words in the sheets of our own columns."""

from django.utils.translation import gettext as _

from directory.importing.lists.plans import ListPlan, ListQuestion
from directory.importing.lists.values import suggestion, vocabulary_of
from directory.models import Country, Language, Sector, Topic
from directory.models.text_search import folded
from directory.records.fields import key_of

MODELS = {"country": Country, "language": Language, "sector": Sector, "topic": Topic}
# Words of other vocabularies are few, and the forms name them all
ASKED = tuple(MODELS)
MOST_WORDS = 40  # of one column that are asked for
NOTHING, NAMIBIA = "nothing", "namibia"


class OwnQuestions:
    """The questions about one sheet; those that its plan answers are not open. `record` stands before the columns in the
    names of targets."""

    def __init__(self, record: str, plan: ListPlan) -> None:
        self.record, self.plan = record, plan
        self._words: dict[str, dict[str, str]] = {}  # by target, as written by the folded word
        self._about_na: list[str] = []

    def ask_for(self, target: str, word: str) -> None:
        """Ask what a word means; one that is like none of ours is for the form to refuse."""
        key = folded(word)
        is_new = key and key not in self._words.setdefault(target, {})
        if is_new and vocabulary_of(target) in ASKED and suggestion(target, word):
            self._words[target][key] = word

    def ask_about_na(self, target: str) -> None:
        self._about_na.append(target)

    def is_asked_about_na(self, target: str) -> bool:
        return target in self._about_na

    def open(self) -> list[ListQuestion]:
        return [
            *(self._namibia(target) for target in self._about_na if not self._is_said(target)),
            *(
                self._word(target, key, word)
                for target, words in self._words.items()
                for key, word in list(words.items())[:MOST_WORDS]
            ),
        ]

    def _is_said(self, target: str) -> bool:
        return target in self.plan.nothing or "na" in self.plan.values.get(target, {})

    def _namibia(self, target: str) -> ListQuestion:
        words = _("“NA” in the column %(column)s") % {"column": target.partition(".")[2]}
        choices = ((NOTHING, _("Nothing is known")), (NAMIBIA, _("Namibia")))
        return ListQuestion(f"nothing/{target}", words, choices, NOTHING)

    def _word(self, target: str, key: str, word: str) -> ListQuestion:
        words = _("“%(word)s” in the column %(column)s") % {"word": word, "column": target.partition(".")[2]}
        choices = (("", _("Nothing: leave it out")), *_choices(vocabulary_of(target)))
        return ListQuestion(f"values/{target}/{key}", words, choices, suggestion(target, word))


def _choices(vocabulary: str) -> tuple[tuple[str, str], ...]:
    model = MODELS[vocabulary]
    key = key_of(model)
    return tuple((str(getattr(record, key)), str(record)) for record in model._default_manager.all())

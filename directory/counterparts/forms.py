"""What the addresses of the finder and of introductions say: whom to find, for whom, and whom to be introduced to."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.counterparts.sentence_terms import Terms
from directory.counterparts.sentences import NOTHING_READ, SentenceReading, read
from directory.finding.facets import Values
from directory.finding.parameters import CodesField, WordsField
from directory.finding.suggestions import SuggestedKind
from directory.gate.guard import case_data, reads_like_a_case
from directory.gate.plain_text import LineField
from directory.models import Organisation
from directory.models.text_search import LONGEST_QUERY
from directory.records.addresses import current_slugs

# Topics, countries or sectors: the page has a list for each, and that of countries has 250 choices
MOST_CHOSEN = 4


class IntroductionForm(forms.Form):
    to = LineField(
        label=gettext_lazy("To which organisation"),
        max_length=LONGEST_QUERY,
        minimum_letters=2,
        widget=forms.TextInput({"data-suggest": "fill", "data-kinds": SuggestedKind.ORGANISATION}),
    )


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """What kind of desk somebody needs, for which organisation, and when.

    `topics`, `countries`, `sectors` and `languages` are codes of the vocabularies: any of them will do; none where it does
    not matter.
    """

    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_urgent: bool = False
    organisation: Organisation | None = None
    at: datetime.datetime = field(default_factory=timezone.now)

    @property
    def narrows(self) -> bool:
        """Whether there is something to look for. A sector or a language alone narrows nothing down."""
        return bool(self.topics or self.countries)


def is_about_a_case(sentence: str) -> bool:
    """Whether a sentence reads like a case, or has data of one: nothing is read from such a sentence."""
    return reads_like_a_case(sentence) or bool(case_data(sentence))


class FinderForm(forms.Form):
    """A search for desks, from the parameters of an address: a sentence, and codes.

    `q` is the sentence, and `read` the one that was read into the codes already. Where they differ, what the sentence says
    is added to the codes, and what the one before had said is taken from them; else the codes are what somebody chose.
    Once `desk_search()` was called, `reading` is what the sentence says (nothing, if it was read before), and `ignored`
    holds a sentence for each parameter that was left out.
    """

    # A search as any other: no text is refused, and only the beginning of a long one is read
    q = WordsField(label=gettext_lazy("What you need, in your own words"), required=False)
    read = WordsField(required=False, widget=forms.HiddenInput)
    topic = CodesField(label=gettext_lazy("Topic"), required=False)
    country = CodesField(label=gettext_lazy("Country"), required=False)
    sector = CodesField(label=gettext_lazy("Sector"), required=False)
    language = CodesField(label=gettext_lazy("Language"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    organisation = CodesField(label=gettext_lazy("Your organisation"), required=False)

    def __init__(
        self,
        parameters: QueryDict,
        *,
        facet_values: Values,
        organisations: Mapping[str, Organisation],
        terms: Callable[[], Terms],
    ):
        """`organisations`: those for which the reader may ask, by key. `terms`: what words mean, where any are typed."""
        super().__init__(parameters)
        self.terms = terms
        self.reading = self.reading_before = NOTHING_READ
        # For each field its codes, with the words for them, in their order.
        self.codes = {name: facet_values.names[name] for name in ("topic", "country", "sector", "language")}
        self.codes["organisation"] = {key: str(organisation) for key, organisation in organisations.items()}
        self.organisations = organisations
        self.ignored: list[str] = []

    def desk_search(self) -> DeskSearch:
        """The search of a valid form. What reads like a case is not read."""
        sentence, before = self.cleaned_data["q"], self.cleaned_data["read"]
        if sentence != before:
            self.reading = self._read(sentence)
            self.reading_before = self._read(before)
        organisations = self._first_codes("organisation", 1)
        return DeskSearch(
            topics=self._first_codes("topic", MOST_CHOSEN),
            countries=self._first_codes("country", MOST_CHOSEN),
            sectors=self._first_codes("sector", MOST_CHOSEN),
            languages=tuple(self._codes("language")),
            is_urgent=self._is_urgent(),
            organisation=self.organisations[organisations[0]] if organisations else None,
        )

    @cached_property
    def is_about_a_case(self) -> bool:
        return is_about_a_case(self["q"].value() or "")

    def _read(self, sentence: str) -> SentenceReading:
        return read(sentence, self.terms()) if sentence and not is_about_a_case(sentence) else NOTHING_READ

    def _is_urgent(self) -> bool:
        chosen = self.cleaned_data["urgent"] and not self.reading_before.is_urgent
        return chosen or self.reading.is_urgent

    def _first_codes(self, name: str, most: int) -> tuple[str, ...]:
        codes = self._codes(name)
        for code in codes[most:]:
            sentence = _("“%(typed)s” was left out of “%(label)s”: no more can be asked for at once.")
            self._ignore(name, self.codes[name][code], sentence)
        return tuple(codes[:most])

    def _codes(self, name: str) -> list[str]:
        """The codes of a field that exist, each once, in the order of the address; the others are ignored."""
        labels = self.codes[name]
        codes = []
        former = current_slugs(Organisation, self.cleaned_data[name]) if name == "organisation" else {}
        for typed in filter(None, self.cleaned_data[name]):
            # Countries are in capitals (ISO 3166-1), and people type addresses in small letters.
            code = former.get(typed, typed if typed in labels else typed.upper())
            if code in labels:
                codes.append(code)
            else:
                self._ignore(name, typed, _("“%(typed)s” was left out of “%(label)s”: it is not known."))
        read_before = self.reading_before.codes(name)
        chosen = [code for code in codes if code not in read_before]
        return list(dict.fromkeys([*chosen, *self.reading.codes(name)]))

    def _ignore(self, name: str, typed: str, sentence: str) -> None:
        # Sixty characters are enough to recognise it; an address may hold thousands.
        self.ignored.append(sentence % {"typed": typed[:60], "label": self.fields[name].label})

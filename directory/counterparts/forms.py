"""What the addresses of the finder and of introductions say: whom to find, for whom, and whom to be introduced to."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.finding.facets import Values
from directory.finding.parameters import CodesField
from directory.finding.suggestions import SuggestedKind
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


class FinderForm(forms.Form):
    """A search for desks, from the parameters of an address.

    Once `desk_search()` was called, `ignored` holds a sentence for each parameter that was left out.
    """

    topic = CodesField(label=gettext_lazy("Topic"), required=False)
    country = CodesField(label=gettext_lazy("Country"), required=False)
    sector = CodesField(label=gettext_lazy("Sector"), required=False)
    language = CodesField(label=gettext_lazy("Language"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    organisation = CodesField(label=gettext_lazy("Your organisation"), required=False)

    def __init__(
        self, parameters: QueryDict, *, facet_values: Values, organisations: Mapping[str, Organisation]
    ):
        """`organisations`: those for which the reader may ask, by key."""
        super().__init__(parameters)
        # For each field its codes, with the words for them, in their order.
        self.codes = {name: facet_values.names[name] for name in ("topic", "country", "sector", "language")}
        self.codes["organisation"] = {key: str(organisation) for key, organisation in organisations.items()}
        self.organisations = organisations
        self.ignored: list[str] = []

    def desk_search(self) -> DeskSearch:
        """The search of a valid form."""
        organisations = self._first_codes("organisation", 1)
        return DeskSearch(
            topics=self._first_codes("topic", MOST_CHOSEN),
            countries=self._first_codes("country", MOST_CHOSEN),
            sectors=self._first_codes("sector", MOST_CHOSEN),
            languages=tuple(self._codes("language")),
            is_urgent=self.cleaned_data["urgent"],
            organisation=self.organisations[organisations[0]] if organisations else None,
        )

    def _first_codes(self, name: str, most: int) -> tuple[str, ...]:
        codes = self._codes(name)
        for code in codes[most:]:
            self._ignore(name, self.codes[name][code])
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
                self._ignore(name, typed)
        return list(dict.fromkeys(codes))

    def _ignore(self, name: str, typed: str) -> None:
        self.ignored.append(
            _("“%(typed)s” was left out of “%(label)s”: it is not known, or others are enough.")
            # Sixty characters are enough to recognise it; an address may hold thousands.
            % {"typed": typed[:60], "label": self.fields[name].label}
        )

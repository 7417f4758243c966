"""What is asked in an address: whom to find, for whom, and whom to be introduced to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.finding.facets import Values
from directory.finding.filters import CodesField
from directory.gate.plain_text import LineField
from directory.models import Organisation
from directory.models.text_search import LONGEST_QUERY


class IntroductionForm(forms.Form):
    to = LineField(
        label=gettext_lazy("To which organisation"),
        max_length=LONGEST_QUERY,
        minimum_letters=2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody needs: codes, "" where it does not matter; and for which organisation they ask."""

    topic: str = ""
    country: str = ""
    sector: str = ""
    languages: tuple[str, ...] = ()
    is_urgent: bool = False
    organisation: Organisation | None = None

    @property
    def narrows(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.topic or self.country)


class FinderForm(forms.Form):
    """The question in an address. `ignored` says in words what in it is not known, and was left out."""

    topic = CodesField(label=gettext_lazy("Topic"), required=False)
    country = CodesField(label=gettext_lazy("Country"), required=False)
    sector = CodesField(label=gettext_lazy("Sector"), required=False)
    language = CodesField(label=gettext_lazy("Language"), required=False)
    urgent = forms.BooleanField(label=gettext_lazy("Urgent"), required=False)
    organisation = CodesField(label=gettext_lazy("Your organisation"), required=False)

    def __init__(self, data: QueryDict, *, values: Values, own: Mapping[str, Organisation]):
        """`own`: the organisations that the reader may ask for, by key."""
        super().__init__(data)
        self.codes = {
            name: {code: value.label for code, value in values.by_code[name].items()}
            for name in ("topic", "country", "sector", "language")
        }
        self.codes["organisation"] = {key: str(organisation) for key, organisation in own.items()}
        self.own = own
        self.ignored: list[str] = []

    def asked(self) -> Asked:
        """Of a valid form."""
        organisation = self._one("organisation")
        return Asked(
            topic=self._one("topic"),
            country=self._one("country"),
            sector=self._one("sector"),
            languages=tuple(self._known("language")),
            is_urgent=self.cleaned_data["urgent"],
            organisation=self.own[organisation] if organisation else None,
        )

    def _one(self, name: str) -> str:
        first, *others = self._known(name) or [""]
        for code in others:
            self._ignore(name, self.codes[name][code])
        return first

    def _known(self, name: str) -> list[str]:
        allowed = self.codes[name]
        found = []
        for typed in filter(None, self.cleaned_data[name]):
            code = typed if typed in allowed else typed.upper()
            if code in allowed:
                found.append(code)
            else:
                self._ignore(name, typed)
        return list(dict.fromkeys(found))

    def _ignore(self, name: str, typed: str) -> None:
        self.ignored.append(
            _("“%(typed)s” was left out of “%(label)s”: it is not known, or one is enough.")
            % {"typed": typed[:60], "label": self.fields[name].label}
        )

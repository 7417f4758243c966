"""What may be listed already: a record that has the same website, name or acronym as what somebody types, or looks so.

It only suggests. A person says whether two records are the same, and a reviewer sees what was said.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from directory.models import Organisation, Partnership

MOST = 5  # records suggested for one that is typed

# In the order in which a page says them, the strongest first. `alike_organisation` and `alike_partnership` in the database give
# the keys.
REASONS = {
    "lookalike": gettext_lazy("Its name looks the same, but is written in other letters."),
    "domain": gettext_lazy("It has the same web domain."),
    "name": gettext_lazy("It has the same name, or a similar one."),
    "other_name": gettext_lazy("It is also known, or was known, by that name or a similar one."),
    "acronym": gettext_lazy("It has the same acronym, and a country in common."),
}
Reasons = list[tuple[str, float]]  # keys of REASONS, each with how alike the two are by it, up to 1

# How far each reason speaks for one body rather than two, in hundredths
WEIGHTS = {"name": 100, "other_name": 98, "domain": 92, "acronym": 90, "lookalike": 90}
FURTHER_REASON = 2  # hundredths for each more that nearly holds
NEARLY = 0.8

# By the first word of a letter's name in Unicode
SCRIPTS = {
    "ARABIC": pgettext_lazy("script", "Arabic"),
    "ARMENIAN": pgettext_lazy("script", "Armenian"),
    "CHEROKEE": pgettext_lazy("script", "Cherokee"),
    "COPTIC": pgettext_lazy("script", "Coptic"),
    "CYRILLIC": pgettext_lazy("script", "Cyrillic"),
    "DIGIT": pgettext_lazy("script", "digits"),
    "GREEK": pgettext_lazy("script", "Greek"),
    "LATIN": pgettext_lazy("script", "Latin"),
}

# Their capital letters are the same shapes, so that a word of two of them is an oversight or a disguise
TAKEN_FOR_EACH_OTHER = {"ARMENIAN", "CHEROKEE", "COPTIC", "CYRILLIC", "GREEK", "LATIN"}


# A name may stand beside the same in another script ("Europol/Европол"), and a host under a domain in Latin letters. Letters
# with dots between them are one word: an acronym
_BETWEEN_WORDS = re.compile(r"[\s/:@]+|\.(?=\w\w)")


@dataclass(frozen=True, slots=True)
class TypedRecord:
    """What somebody types about a record. `key` is the caller's word for it, by which the answer is given.

    `countries` are codes, which only decide whether an equal acronym is a reason. The functions in the database read these
    fields by name."""

    key: str
    name: str = ""
    acronym: str = ""
    website: str = ""
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alike:
    """A public record that may be the same as what is typed. `reasons` are keys of REASONS, the strongest first."""

    record: Organisation | Partnership
    reasons: tuple[str, ...]
    typed: str
    score: int  # up to 100

    @property
    def reasons_in_words(self) -> list[str | Promise]:
        return [REASONS[reason] for reason in self.reasons]

    @property
    def sentences(self) -> list[str]:
        """The reasons, with the scripts of both names where they only look the same."""
        letters = [self.letters_in_words] if "lookalike" in self.reasons else []
        return [*map(str, self.reasons_in_words), *letters]

    @property
    def letters_in_words(self) -> str:
        """Which scripts the two names are written in."""
        return _("“%(typed)s” (%(its_scripts)s) looks like “%(name)s” (%(scripts)s).") % {
            "typed": self.typed,
            "its_scripts": scripts_in_words(self.typed),
            "name": self.record,
            "scripts": scripts_in_words(str(self.record)),
        }


def alike(
    model: type[Organisation | Partnership], typed: Iterable[TypedRecord], *, leave_out: int | None = None
) -> dict[str, list[Alike]]:
    """The public records that may be the same as what is typed, by its key, the likeliest first; without those that are
    like nothing. Two queries, or one where nothing is alike. `leave_out` is the primary key of the record being changed."""
    typed_records = {
        record.key: record for record in typed if record.name or record.website or record.acronym
    }
    likenesses = _likenesses(model, typed_records.values(), leave_out) if typed_records else {}
    if not likenesses:
        return {}
    likeliest = {
        # The primary key decides between equals, so that the order is always the same
        key: sorted(by_pk, key=lambda pk: (-score(by_pk[pk]), pk))[:MOST]
        for key, by_pk in likenesses.items()
    }
    related = ("sector", "country") if model is Organisation else ()
    records = model.objects.select_related(*related).in_bulk({pk for pks in likeliest.values() for pk in pks})
    order = list(REASONS)
    return {
        key: [
            Alike(
                record=records[pk],
                reasons=tuple(sorted({reason for reason, _d in likenesses[key][pk]}, key=order.index)),
                typed=typed_records[key].name,
                score=score(likenesses[key][pk]),
            )
            for pk in pks
        ]
        for key, pks in likeliest.items()
    }


def score(reasons: Reasons) -> int:
    """How likely two records are one, up to 100: by the strongest reason, and a little more for each further one."""
    degrees: dict[str, float] = {}
    for reason, degree in reasons:
        degrees[reason] = max(degree, degrees.get(reason, 0))
    strongest = max((WEIGHTS[reason] * degree for reason, degree in degrees.items()), default=0)
    further = sum(degree >= NEARLY for degree in degrees.values()) - 1
    return min(100, round(strongest + max(further, 0) * FURTHER_REASON))


def _likenesses(
    model: type[Organisation | Partnership], typed: Iterable[TypedRecord], leave_out: int | None
) -> dict[str, dict[int, Reasons]]:
    """By key and the primary key of a record that is alike: each reason, and how alike the two are by it, up to 1."""
    likenesses: dict[str, dict[int, Reasons]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM alike_{model._meta.model_name}(%s::jsonb)",
            [json.dumps([asdict(record) for record in typed])],
        )
        for key, pk, reason, degree in cursor.fetchall():
            if pk != leave_out:
                likenesses.setdefault(key, {}).setdefault(pk, []).append((reason, degree))
    return likenesses


def words_of_several_scripts(text: str) -> list[str]:
    """The words whose letters come from several of the scripts that are taken for each other, as the “І” in “Іnterpol”. No
    language writes such a word; Japanese, which does mix scripts, mixes others."""
    if text.isascii():
        return []
    return [word for word in _BETWEEN_WORDS.split(text) if len(_scripts(word) & TAKEN_FOR_EACH_OTHER) > 1]


def mixture_in_words(text: str) -> str:
    """Which words of a name are of several scripts, and of which; "" where none is."""
    mixed_words = words_of_several_scripts(text)
    if not mixed_words:
        return ""
    return _("One word has letters of several scripts: %(words)s.") % {
        "words": pgettext("between the items of a list", ", ").join(
            f"“{word}” ({scripts_in_words(word)})" for word in mixed_words
        )
    }


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in text if letter.isalnum()}


def scripts_in_words(text: str) -> str:
    """The scripts of its letters and digits, such as “Cyrillic, Latin”."""
    letters = _scripts(text)
    return pgettext("between the items of a list", ", ").join(
        str(SCRIPTS.get(script, script.capitalize())) for script in sorted(letters)
    )

"""What stands in cells of a list that somebody else keeps, in our words: codes, partial dates, addresses and names.

What nobody knows is never guessed: it is given back as it was written, for a person to say once what it means.
"""

import difflib
import re
from collections.abc import Collection
from typing import NamedTuple

from directory.importing.lists import cells, dates
from directory.importing.lists.meanings import Meanings, meanings
from directory.importing.lists.plain import NA, is_nothing, plain
from directory.importing.lists.plans import ListPlan
from directory.importing.lists.web import read_web
from directory.models.partial_dates import exactly
from directory.models.text_search import folded

NEAR_ENOUGH = 0.85  # of difflib's ratio: "Goverment" and "Government" have 0.95

# By the column of a target: the vocabulary of what it holds
ONE_CODE = {
    "sector": "sector",
    "country": "country",
    "kind": "kind",
    "status": "status",
    "role": "role",
    "extent": "extent",
    "text_language": "language",
    "international": "yes",
    "no_longer_listed": "yes",
}
CODES = {
    "countries": "country",
    "sought_countries": "country",
    "sectors": "sector",
    "sought_sectors": "sector",
    "topics": "topic",
    "languages": "language",
}
DATES = {"founded": "ended", "started": "ended", "joined": "left", "ended": "", "left": ""}  # with their ends
NAMES = {"other_names", "former_names", "former_acronyms"}
PARAGRAPHS = {"summary", "description", "legal_basis", "evaluation"}


class CellValue(NamedTuple):
    """What a cell holds, in our words.

    `text` is what stands in the column of the target: a code, codes or names with ";" between them, a partial date, a text as
    typed. `unknown` are written words that nobody knows: a person says what they mean. `is_ambiguous_day` where the plan
    does not say which of day and month stands first. `also` are further targets that the cell speaks of, with their texts: the
    end of a span, how far something reaches that is "worldwide". `dropped` are words that have no place in the target, to be
    named in a remark."""

    text: str
    unknown: tuple[str, ...] = ()
    is_ambiguous_day: bool = False
    also: tuple[tuple[str, str], ...] = ()
    dropped: tuple[str, ...] = ()


def read_value(target: str, text: str, plan: ListPlan) -> CellValue:
    """What one cell holds. Whoever reads many makes a ValueReader."""
    return ValueReader(plan).read(target, text)


def suggestion(target: str, word: str) -> str:
    """The code that a word may mean which nobody knows for certain, to be chosen already on a page; "" for none."""
    return ValueReader(ListPlan()).suggestion(target, word)


def may_mean_namibia(target: str, text: str) -> bool:
    """Whether a person has to say if the cell means Namibia or, as R writes it, nothing."""
    return vocabulary_of(target) == "country" and text.strip() == NA


def vocabulary_of(target: str) -> str:
    """The vocabulary whose codes a target holds: country, language, sector, topic, kind, status, role, extent, yes; or ""."""
    column = target.partition(".")[2]
    return "" if target.startswith("members.") else ONE_CODE.get(column) or CODES.get(column, "")


class ValueReader:
    """Reads the cells of tables that have one plan. What a cell means is found once. `names` are names and acronyms of
    organisations, folded, which tell a comma inside a name from one between two."""

    def __init__(self, plan: ListPlan, *, names: Collection[str] = ()) -> None:
        self.plan = plan
        self.names = names
        self.meanings: Meanings = meanings()
        self._values: dict[tuple[str, str], CellValue] = {}

    def read(self, target: str, text: str) -> CellValue:
        """What a cell holds; of a text that is no date, no name and no code, the text as typed."""
        value = self._values.get((target, text))
        if value is None:
            value = self._values[target, text] = self._read(target, text)
        return value

    def _read(self, target: str, text: str) -> CellValue:
        typed = text.strip()
        answers = self.plan.values.get(target, {})
        if (answer := answers.get(folded(typed))) is not None and typed:
            return CellValue(answer)
        column = target.partition(".")[2]
        is_namibia = typed == NA and vocabulary_of(target) == "country" and target not in self.plan.nothing
        if not is_namibia and (typed == NA or (is_nothing(typed) and not self._is_code(target, typed))):
            return CellValue("")
        if target.startswith("members."):
            names = cells.names(typed, lambda name: folded(name) in self.names)
            return CellValue(";".join(name.replace(";", ",") for name in names if not is_nothing(name)))
        if column in CODES:
            return self._codes(target, typed)
        if column in ONE_CODE:
            return self._one_code(target, typed)
        if column in DATES:
            return self._date(target, typed)
        if column in ("website", "links"):
            return CellValue(*read_web(target, typed))
        if column in NAMES:
            names = cells.list_items(typed) or re.split(r"\s*(?:[;\n|\u061b]|\s/\s)\s*", typed)
            return CellValue(";".join(name for name in names if name and not is_nothing(name)))
        if column in PARAGRAPHS:
            return CellValue(typed)
        if target == "identifier":
            return CellValue(re.sub(r"(?<=\d)\.0$", "", " ".join(typed.split())))
        return CellValue(" ".join(typed.split()))

    def _is_code(self, target: str, typed: str) -> bool:
        """Whether short letters that often mean nothing ("NC", "ND") are a code of the target as they stand."""
        vocabulary = vocabulary_of(target)
        is_spelled_so = typed.isupper() if vocabulary == "country" else typed.islower()
        return (
            typed.isalpha() and is_spelled_so and folded(typed) in self.meanings.certain.get(vocabulary, {})
        )

    def _codes(self, target: str, typed: str) -> CellValue:
        codes, unknown, extents = self._taken_apart(target, typed)
        also: tuple[tuple[str, str], ...] = ()
        if extents and target == "partnership.countries":
            also = (("partnership.extent", extents[0]),)
        return CellValue(";".join(codes), tuple(unknown), also=also)

    def _taken_apart(self, target: str, typed: str) -> tuple[list[str], list[str], list[str]]:
        """Codes, words that nobody knows, and extents that stand in place of countries."""
        vocabulary = vocabulary_of(target)
        if codes := self._codes_with_blanks(vocabulary, typed):
            return codes, [], []
        codes, unknown, extents = [], [], []
        for word, code in cells.taken_apart(typed, lambda part: self._understood(target, part)):
            if code is not None:
                codes += code.split(";") if code else []
            elif vocabulary == "country" and (extent := self._meaning("extent", word)):
                extents.append(extent)
            else:
                unknown.append(word)
        return list(dict.fromkeys(codes)), list(dict.fromkeys(unknown)), extents

    def _codes_with_blanks(self, vocabulary: str, typed: str) -> list[str]:
        """Codes with nothing but blanks between them: "FR BE LU"."""
        words = typed.split()
        codes_by_word = self.meanings.certain.get(vocabulary, {})
        if len(words) < 2 or vocabulary not in ("country", "language") or folded(typed) in codes_by_word:
            return []
        if not all(
            2 <= len(word) <= 3 and word.isascii() and (word.isupper() or word.islower()) for word in words
        ):
            return []
        codes = [codes_by_word.get(folded(word), "") for word in words]
        return list(dict.fromkeys(codes)) if all(codes) else []

    def _understood(self, target: str, word: str) -> str | None:
        """The code of a word, "" where it says that there is nothing, None where nobody knows it."""
        answer = self.plan.values.get(target, {}).get(folded(word))
        if answer is not None and folded(word):
            return answer
        if is_nothing(word) and not self._is_code(target, word):
            return ""
        return self._meaning(vocabulary_of(target), word) or None

    def _one_code(self, target: str, typed: str) -> CellValue:
        vocabulary = vocabulary_of(target)
        if code := self._meaning(vocabulary, typed):
            return CellValue(code)
        if target == "organisation.country" and self._meaning("extent", typed) == "international":
            return CellValue("", also=(("organisation.international", "yes"),))
        if vocabulary == "status" and (value := self._status_with_year(typed)):
            return value
        codes, unknown, _extents = self._taken_apart(target, typed)
        if len(codes) == 1 and (not unknown or self._are_beside(vocabulary, codes[0], unknown)):
            return CellValue(codes[0])
        if not codes and not unknown:
            return CellValue("")
        return CellValue("", (typed,))

    def _are_beside(self, vocabulary: str, code: str, words: list[str]) -> bool:
        """Whether words that nobody knows say the same as a code beside them in another language, or name the place in a
        country; those that are rather offered as another code do not."""
        offers = {self.meanings.offered.get(vocabulary, {}).get(folded(word), code) for word in words}
        return offers == {code} and len(words) <= 2

    def _status_with_year(self, typed: str) -> CellValue | None:
        """A status with the year of its end: "Closed 2015"."""
        rest = re.sub(
            r"[(\s]*(?:\b(?:in|since|en|depuis|desde|em)\s+)?\b(?:19|20)\d{2}\b[)\s]*", " ", plain(typed)
        )
        if rest.strip() == plain(typed) or not (status := self._meaning("status", rest)):
            return None
        year = re.search(r"\b(?:19|20)\d{2}\b", plain(typed))
        also = (("partnership.ended", year[0]),) if status == "ended" and year else ()
        return CellValue(status, also=also)

    def _date(self, target: str, typed: str) -> CellValue:
        record, _dot, column = target.partition(".")
        if column in ("ended", "left") and dates.goes_on(typed):
            return CellValue("")
        date = dates.read_date(typed, self.plan.days)
        if record != "partnership":
            date = date._replace(text=exactly(date.text), ended=exactly(date.ended))
        end = DATES[column]
        also = ((f"{record}.{end}", date.ended),) if end and date.ended else ()
        return CellValue(date.text, is_ambiguous_day=date.is_ambiguous, also=also)

    def _meaning(self, vocabulary: str, word: str) -> str:
        """The code that a word means for certain, in any of the ways in which it may be written; "" for none."""
        codes = self.meanings.certain.get(vocabulary, {})
        if vocabulary == "country" and folded(word) == "no" and word != "NO":
            return ""
        offered = self.meanings.offered.get(vocabulary, {})
        for spelled in spellings(word, vocabulary):
            if code := codes.get(spelled):
                return code
            if spelled in offered:
                return ""
        return ""

    def offered(self, target: str, word: str) -> bool:
        """Whether our lists say what a word may mean."""
        offered = self.meanings.offered.get(vocabulary_of(target), {})
        return any(spelled in offered for spelled in spellings(word, vocabulary_of(target)))

    def suggestion(self, target: str, word: str) -> str:
        """As the function of this name."""
        vocabulary = vocabulary_of(target)
        offered = self.meanings.offered.get(vocabulary, {})
        codes_by_word = {**self.meanings.certain.get(vocabulary, {}), **offered}
        for spelled in spellings(word, vocabulary):
            if code := codes_by_word.get(spelled):
                return code
        words = folded(word).split()
        for length in range(min(len(words), 4), 0, -1):
            for start in range(len(words) - length + 1):
                if (code := codes_by_word.get(" ".join(words[start : start + length]))) and (
                    length > 1 or len(words[start]) > 2
                ):
                    return code
        near = difflib.get_close_matches(folded(word)[:60], codes_by_word, n=1, cutoff=NEAR_ENOUGH)
        return codes_by_word[near[0]] if near else ""


_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_ARTICLES = re.compile(
    r"^(?:the|la|le|les|el|los|las|os|as|il|lo|l|republic of|republique (?:de la|du|des|de l|de|d)|republica (?:de la|del|de|da|do|dos)|kingdom of|state of|جمهوريه|دوله|مملكه) "
)
_OTHER = re.compile(r"^(?:other|others|autre|autres|otro|otra|otros|outro|outra|any other|toute autre) ")
_LANGUAGE = re.compile(r"^(?:langue|lengua|idioma|lingua|اللغه|لغه) | (?:language|langue|language spoken)$")


def spellings(word: str, vocabulary: str):
    """The folded forms in which a word may stand in a vocabulary, the likeliest first."""
    whole = folded(word)
    yield whole
    forms = [whole]
    if before_comma := re.fullmatch(r"([^,]+),\s*([^,]+)", word.strip()):
        forms.append(folded(f"{before_comma[2]} {before_comma[1]}"))
    outside = folded(_BRACKETS.sub(" ", word))
    if outside and outside != whole:
        forms.append(outside)
        forms += [
            folded(inside) for inside in re.findall(r"[(\[]([^)\]]+)[)\]]", word) if vocabulary != "topic"
        ]
    if vocabulary == "country":
        forms += [_ARTICLES.sub("", form) for form in forms]
    elif vocabulary == "language":
        forms += [_LANGUAGE.sub("", form) for form in forms]
    forms += [_OTHER.sub("", form) for form in forms]
    for form in dict.fromkeys(forms):
        yield form
        if form.startswith("ال"):
            yield form.removeprefix("ال")
        elif form[:1] >= "\u0620":
            yield "ال" + form
        if vocabulary in ("sector", "kind", "topic", "role"):
            yield form.removesuffix("s") if form.endswith("s") else form + "s"

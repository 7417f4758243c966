"""What the heading of a column speaks of, in the words of several languages, in HXL's tags, or in a whole question."""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from directory.models.text_search import folded

FOLDER = Path(__file__).parent
HEADING_WORDS = FOLDER / "heading_words.csv"
HXL_TAGS = FOLDER / "hxl_tags.csv"

ROLES = (
    "lead",
    "partner",
    "funder",
    "chair",
    "secretariat",
    "host",
    "signatory",
    "observer",
    "supporter",
    "members",
    "party",
    "grantee",
)
SUBJECTS = ("organisation", "member", "partnership", "agreement", "line", "service", *ROLES)
# Of several attributes in one heading the first here is meant
ATTRIBUTES = (
    *(
        "elsewhere",
        "website",
        "contact",
        "former_names",
        "other_names",
        "acronym",
        "languages",
        "joined",
        "left",
        "signed",
        "dissolved",
    ),
    *(
        "home_country",
        "works_in",
        "country",
        "role",
        "sector",
        "kind",
        "members_number",
        "topics",
        "parent",
        "period",
    ),
    *(
        "founded",
        "start",
        "end",
        "status",
        "extent",
        "activity_summary",
        "summary",
        "organisation_purpose",
        "international",
        "place",
    ),
    *(
        "consent",
        "none",
        "approval",
        "number",
        "row_number",
        "source",
        "type",
        "date",
        "activity",
        "title",
        "name",
    ),
)
# Whole headings ("From", "To"), and small words of a sentence
_ENDS = frozenset(
    [
        "to",
        "from",
        "until",
        "since",
        "depuis",
        "desde",
        "hasta",
        "ate",
        "left",
        "free",
        "led",
        "who",
        "where",
        "text",
    ]
)
_SENTENCE = 5  # words that no heading has which is no sentence
_ARABIC_PREFIXES = ("ال", "لل", "وال", "بال", "و")


class HeadingMeaning(NamedTuple):
    """Of whom a heading speaks, and what of them: of SUBJECTS and ATTRIBUTES, "" where it does not say. `roles` has all
    subjects in it; `is_explicit` where it names what it wants and does not only contain such a word."""

    subject: str
    attribute: str
    is_plural: bool = False


SMALL = "small"  # what words mean that say nothing in a heading
# A value of a kind in a list of a record of JSON: "names.value (acronym)"
_OF_JSON = re.compile(r"([\w.]+)\.(?:value|label)s? \((.+)\)")


@lru_cache(maxsize=1000)
def meaning_of(heading: str, tag: str = "") -> HeadingMeaning:
    """What a heading means, and its HXL tag where that says more."""
    return _of_tag(tag) or _of_heading(heading)


def _of_tag(tag: str) -> HeadingMeaning | None:
    """By the hashtag with as many of its attributes as our list has."""
    hashtag, *attributes = re.sub(r"\s", "", tag.lower()).split("+")
    tags = _tags()
    if not hashtag or not any(known.split("+")[0] == hashtag for known in tags):
        return None
    best = tags.get(hashtag, "")
    # "+name" and "+code" say least: "#org+name+funder" is a funder
    attributes.sort(key=lambda attribute: attribute not in ("name", "code", "id"))
    for attribute in attributes:
        best = tags.get(f"{hashtag}+{attribute}", best)
    return _resolved(set(best.split())) if best else None


def _of_heading(heading: str) -> HeadingMeaning:
    """Merged headings and those in two languages have " / " between them: the last that says what stands in the cells holds,
    and those above say of what."""
    if nested := _OF_JSON.fullmatch(heading):
        heading = f"{nested[1]} {nested[2]}"
    elif re.search(r"\.(id|lang)( \(|$)", heading):
        return HeadingMeaning("", "none")  # of a part of a record
    parts = [part for part in re.split(r"\s*/\s+|\s+/\s*|\n", heading) if part.strip()]
    if len(parts) < 2:
        return _resolved(_words_in(heading), is_plural=_is_plural(heading))
    meanings = [_words_in(part) for part in parts]
    last = next((words for words in reversed(meanings) if words & {*ATTRIBUTES}), set())
    above = set().union(*meanings)
    generic = {"name", "title", "type", "date", "number", "row_number"}
    if last and not last <= generic:
        return _resolved(last | (above & {*SUBJECTS}), is_plural=_is_plural(parts[-1]))
    return _resolved(above, is_plural=_is_plural(heading))


def _resolved(words: set[str], *, is_plural: bool = False) -> HeadingMeaning:
    subject = next(
        (
            subject
            for subject in (*ROLES, "member", "agreement", "partnership", "line", "organisation", "service")
            if subject in words
        ),
        "",
    )
    if "organisation" in words and subject in ("line", "service"):
        subject = "organisation"
    attributes = [attribute for attribute in ATTRIBUTES if attribute in words]
    if (
        subject
        and {"name", "title"} & words
        and attributes
        and attributes[0] in ("none", "place", "approval")
    ):
        return HeadingMeaning(subject, "name", is_plural)  # a whole question with such a word somewhere in it
    attribute = attributes[0] if attributes else ""
    return HeadingMeaning(subject, attribute or ("name" if subject else ""), is_plural)


def _is_plural(heading: str) -> bool:
    return any(
        "countries" in word or word.endswith(("s", "x")) or word in ("دول", "بلدان", "شركاء", "اعضاء")
        for word in folded(heading).split()
    )


def _words_in(heading: str) -> set[str]:
    """The meanings of the words in a heading, longer expressions before their parts."""
    spelled = folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading.replace("№", "no ").replace("#", " # ")))
    meanings = _heading_words()
    if re.fullmatch(r"\([A-Z]{1,3}\)", heading):  # a column without a heading, by its letter
        return set()
    if heading.strip(" .") in ("#", "№"):
        return {"row_number"}
    if (exact := meanings.get(spelled)) and exact != SMALL:
        return {exact}
    without_brackets = re.sub(r"[(\[][^)\]]*[)\]]", " ", heading)
    sentence = without_brackets.split("?")[0].split("؟")[0]
    words = _important(sentence) or _important(without_brackets) or _important(heading)
    return set(_expressions(words))


def _important(text: str) -> list[str]:
    words = folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).split()
    small = _small_words() | _ENDS if len(words) > _SENTENCE else _small_words()
    return [word for word in words if word not in small]


def _expressions(words: list[str]):
    meanings, longest = _important_words()
    position = 0
    while position < len(words):
        for length in range(min(longest, len(words) - position), 0, -1):
            expression = words[position : position + length]
            if meaning := next(filter(None, (meanings.get(form) for form in _forms(expression))), ""):
                yield meaning
                break
        position += length


def _forms(words: list[str]):
    expression = " ".join(words)
    yield expression
    if expression[0] >= "\u0620":
        # With and without the article before each word
        yield " ".join(_without_article(word) for word in words)
    elif len(words) == 1 and len(expression) > 3:
        yield expression.removesuffix("s")
        yield expression.removesuffix("es")


def _without_article(word: str) -> str:
    for prefix in _ARABIC_PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return word.removeprefix(prefix)
    return word


@cache
def _heading_words() -> dict[str, str]:
    """The meaning of each expression, folded; the first that is given."""
    meanings: dict[str, str] = {}
    with HEADING_WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for words in row["words"].split(";"):
                meanings.setdefault(folded(words), row["means"])
    meanings.pop("", None)
    return meanings


@cache
def _small_words() -> frozenset[str]:
    return frozenset(word for word, meaning in _heading_words().items() if meaning == SMALL)


@cache
def _important_words() -> tuple[dict[str, str], int]:
    """The same without small words and Arabic articles, and of how many words the longest has."""
    meanings: dict[str, str] = {}
    for expression, meaning in _heading_words().items():
        words = [word for word in expression.split() if word not in _small_words()]
        if words and meaning != SMALL:
            meanings.setdefault(" ".join(words), meaning)
            meanings.setdefault(" ".join(map(_without_article, words)), meaning)
    return meanings, max(len(expression.split()) for expression in meanings)


@cache
def _tags() -> dict[str, str]:
    with HXL_TAGS.open(encoding="utf-8", newline="") as file:
        return {row["tag"]: row["means"] for row in csv.DictReader(file)}

"""What a sentence asks of the finder: topics, countries, sectors, languages, urgency; what was mended, and what was not
understood.

Read from left to right, each time the longest name. Nothing is guessed beyond one slip of the finger in a long word, and
what was read is shown before anybody relies on it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from directory.counterparts.sentence_terms import (
    SHORTEST_SLIP,
    SLOTS,
    Meaning,
    Node,
    Terms,
    Token,
    shortened,
    tokens_of,
)
from directory.models.text_search import LONGEST_QUERY

# A sentence that is longer is read up to here. Of a word its slips are tried letter by letter
MOST_WORDS, MOST_CHARACTERS = 60, 2000


class Mended(NamedTuple):
    typed: str
    read: str


class Match(NamedTuple):
    """Tokens from `start` to before `end`, and what they mean together."""

    start: int
    end: int
    meanings: frozenset[Meaning]


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """Codes by slot, in the order of the sentence, and words as they were typed: `about_you` are those that say something
    of whoever asks and `unwanted` those that stand after "no" or "without", which were both left out; `unknown` those that
    were not understood."""

    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    is_urgent: bool = False
    mended: tuple[Mended, ...] = ()
    about_you: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def unknown_words(self) -> str:
        """As a search takes them."""
        return " ".join(self.unknown)[:LONGEST_QUERY]

    def codes(self, slot: str) -> tuple[str, ...]:
        return {
            "topic": self.topics,
            "country": self.countries,
            "sector": self.sectors,
            "language": self.languages,
        }.get(slot, ())


NOTHING_READ = SentenceReading()


def read(sentence: str, terms: Terms) -> SentenceReading:
    """What a sentence says. It never fails, whatever is typed."""
    beginning = sentence[:MOST_CHARACTERS]
    tokens = tokens_of(beginning.lower() if _is_shouted(beginning) else beginning)
    first_tokens = tokens[:MOST_WORDS]
    matches = _matches(first_tokens, terms)
    marks = _marks(first_tokens, terms)
    mended = _mended(first_tokens, matches, marks, terms)
    if mended:
        read_tokens = [
            token._replace(forms=(mended[position],)) if position in mended else token
            for position, token in enumerate(first_tokens)
        ]
        matches = _matches(read_tokens, terms)
    return _Sentence(first_tokens, matches, marks, terms, mended).reading(
        is_cut=len(tokens) > MOST_WORDS or len(sentence) > MOST_CHARACTERS
    )


@dataclass(slots=True)
class _Sentence:
    """A sentence while it is read."""

    tokens: list[Token]
    matches: list[Match]
    marks: dict[int, set[str]]
    terms: Terms
    mended: dict[int, str]
    chosen: dict[str, list[str]] = field(default_factory=lambda: {slot: [] for slot in SLOTS})
    doubtful_topics: list[set[str]] = field(default_factory=list)
    about_you: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)

    def reading(self, *, is_cut: bool) -> SentenceReading:
        kinds = self._kinds()
        of_asker = (
            _positions_of_asker(self.tokens, self.marks)
            | self._positions_of_subject(kinds)
            | self._positions_of_origin(kinds)
        )
        for match, kind in zip(self.matches, kinds, strict=True):
            codes = {meaning.code for meaning in match.meanings if meaning.kind == kind}
            if kind not in SLOTS:
                continue
            # "Our child is missing" says what is looked for, "our bank" who asks
            is_askers = match.start in of_asker or (kind != "topic" and self._follows(match, "ours"))
            if is_askers and kind != "language":
                self.about_you.append(self._typed(match))
            elif self._is_unwanted(match):
                self.unwanted.append(self._typed(match))
            elif kind == "topic" and len(codes) > 1:
                self.doubtful_topics.append(codes)
            else:
                self.chosen[kind] += sorted(codes)
        self._choose_doubtful_topics()
        urgent = [match for match, kind in zip(self.matches, kinds, strict=True) if kind == "urgent"]
        return SentenceReading(
            *(tuple(dict.fromkeys(self.chosen[slot])) for slot in SLOTS),
            is_urgent=any(not self._is_denied(match) for match in urgent),
            mended=tuple(self._told_mended(kinds)),
            about_you=tuple(self.about_you),
            unwanted=tuple(self.unwanted),
            unknown=tuple(self._unknown(of_asker.union(self.marks))),
            is_cut=is_cut,
        )

    def _positions_of_subject(self, kinds: list[str]) -> set[int]:
        """The positions of who is said to look for something, where the sentence begins so: "A bank in Lima seeks"."""
        if (
            not kinds
            or kinds[0] != "sector"
            or not all(map(self.terms.is_little, self.tokens[: self.matches[0].start]))
        ):
            return set()
        for position in range(self.matches[0].end, len(self.tokens)):
            if self.tokens[position].follows == ".":
                break
            if "wants" in self.marks.get(position, ()):
                return set(range(position))
        return set()

    def _positions_of_origin(self, kinds: list[str]) -> set[int]:
        """The positions of the countries from which somebody writes: those after "from" that follow another country or a comma
        ("a hotline in Kenya, from Spain"), with what is joined to them. None where no country is left then, and none of a
        "from" that says whom ("police from Spain")."""
        countries = [number for number, kind in enumerate(kinds) if kind == "country"]
        origins: list[int] = []
        for number in countries:
            if self._is_after_from(number, kinds) or (
                number - 1 in origins and self._is_joined(number - 1, number)
            ):
                origins.append(number)
        if len(origins) == len(countries):
            return set()
        matches = [self.matches[number] for number in origins]
        return {position for match in matches for position in range(match.start, match.end)}

    def _is_after_from(self, number: int, kinds: list[str]) -> bool:
        """Whether "from" stands before a match, over little words, and right after a country or a comma."""
        if number == 0:
            return False
        end_before, start = self.matches[number - 1].end, self.matches[number].start
        for position in self._before(start):
            if "from" in self.marks.get(position, ()):
                is_after_country = position == end_before and kinds[number - 1] == "country"
                return is_after_country or self.tokens[position].follows == ","
        return False

    def _kinds(self) -> list[str]:
        """Which kind of meaning counts for each match; "" for what fills nothing.

        "French" is a country beside whom it describes ("French police", "police française"), or beside a country that it is
        joined to ("French and Belgian"); a language after words that say so, beside a language that it is joined to, and
        where another word names a country.
        """
        kinds = [
            self._nearby_kind(number) if self._is_doubtful(match) else _plain_kind(match)
            for number, match in enumerate(self.matches)
        ]
        numbers = range(len(kinds))
        for order, step in ((reversed(numbers), 1), (numbers, -1)):
            for number in order:
                neighbour = number + step
                if (
                    kinds[number] == "?"
                    and 0 <= neighbour < len(kinds)
                    and self._is_joined(number, neighbour)
                ):
                    kinds[number] = kinds[neighbour] if kinds[neighbour] in ("country", "language") else "?"
        remaining_kind = "language" if "country" in kinds else "country"
        return [remaining_kind if kind == "?" else kind for kind in kinds]

    def _is_doubtful(self, match: Match) -> bool:
        if match.end == match.start + 1 and self.tokens[match.start].plain in self.terms.countries:
            return False
        return {"language", "country"} <= {meaning.kind for meaning in match.meanings}

    def _nearby_kind(self, number: int) -> str:
        """What the words right beside a word like "French" say of it: "country", "language", or "?" where nothing."""
        match = self.matches[number]
        if self._describes(number, number + 1):
            return "country"
        if self._follows(match, "speaks") or self.tokens[match.start].forms[0].startswith(("بال", "وبال")):
            return "language"
        if "spoken" in self.marks.get(match.end, ()):
            return "language"
        return "country" if self._describes(number, number - 1) else "?"

    def _describes(self, number: int, neighbour: int) -> bool:
        """Whether the neighbour stands right beside the match and is somebody, such as the police."""
        if not 0 <= neighbour < len(self.matches):
            return False
        first, second = sorted((self.matches[number], self.matches[neighbour]))
        is_beside = first.end == second.start and not self.tokens[second.start].follows
        return is_beside and _plain_kind(self.matches[neighbour]) in ("sector", "")

    def _is_joined(self, number: int, neighbour: int) -> bool:
        """Whether there are only little words between, and some, such as "and"; in Arabic it is one with the word."""
        first, second = sorted((self.matches[number], self.matches[neighbour]))
        between = self.tokens[first.end : second.start]
        if any(token.follows for token in self.tokens[first.end : second.start + 1]):
            return False
        has_arabic_and = self.tokens[second.start].forms[0].startswith("و")
        return bool(between or has_arabic_and) and all(map(self.terms.is_little, between))

    def _before(self, start: int) -> list[int]:
        """The positions of the word before, over little words."""
        positions = []
        for position in range(start - 1, -1, -1):
            positions.append(position)
            if not self.terms.is_little(self.tokens[position]):
                break
        return positions

    def _follows(self, match: Match, sign: str) -> bool:
        """Whether a sign stands before the match, over little words."""
        return any(sign in self.marks.get(position, ()) for position in self._before(match.start))

    def _is_unwanted(self, match: Match) -> bool:
        """Whether "no" or "without" stands before the match, in the same part of the sentence."""
        for position in self._before(match.start):
            if self.tokens[position + 1].follows:
                return False
            if "not" in self.marks.get(position, ()):
                return True
        return False

    def _choose_doubtful_topics(self) -> None:
        """Words of several topics, such as that of the material, say nothing where another word names a topic."""
        if not self.chosen["topic"]:
            for codes in self.doubtful_topics:
                self.chosen["topic"] += sorted(codes)

    def _is_denied(self, match: Match) -> bool:
        return any(
            "not" in self.marks.get(position, ()) for position in range(max(0, match.start - 3), match.start)
        )

    def _typed(self, match: Match) -> str:
        return " ".join(token.typed for token in self.tokens[match.start : match.end])

    def _told_mended(self, kinds: list[str]) -> Iterator[Mended]:
        """Slips in words that say something."""
        telling = [match for match, kind in zip(self.matches, kinds, strict=True) if kind]
        positions = {position for match in telling for position in range(match.start, match.end)}
        for position, word in self.mended.items():
            if position in positions:
                yield Mended(self.tokens[position].typed, self.terms.spelled[word])

    def _unknown(self, explained: set[int]) -> Iterator[str]:
        matched = {position for match in self.matches for position in range(match.start, match.end)}
        for position, token in enumerate(self.tokens):
            if position not in matched and position not in explained and not self.terms.is_little(token):
                yield token.typed


def _is_shouted(sentence: str) -> bool:
    """Whether all of it is in capitals, so that none of them tells a country's code from a word."""
    return sentence.isupper() and any(len(word) > 3 for word in sentence.split())


def _plain_kind(match: Match) -> str:
    """The kind of meaning that counts where there is no doubt. "Hotline" is a topic as well: who types it wants one."""
    kinds = {meaning.kind for meaning in match.meanings}
    return next((kind for kind in ("urgent", "sector", "country", "language", "topic") if kind in kinds), "")


def _matches(tokens: list[Token], terms: Terms) -> list[Match]:
    """The longest names that the tokens hold, from left to right, over little words."""
    positions = [position for position, token in enumerate(tokens) if not terms.is_little(token)]
    matches, index = [], 0
    while index < len(positions):
        length, meanings = _longest(tokens, positions[index:], terms.tree)
        code = tokens[positions[index]].typed.replace(".", "")
        if length <= 1 and code in terms.codes:
            length, meanings = 1, frozenset([terms.codes[code]])
        if length:
            matches.append(Match(positions[index], positions[index + length - 1] + 1, meanings))
        index += length or 1
    return matches


def _longest(tokens: list[Token], positions: list[int], node: Node) -> tuple[int, frozenset[Meaning]]:
    """How many of the positions the longest name takes, and what it means; 0 where no name begins with the first."""
    best: tuple[int, frozenset[Meaning]] = (0, frozenset())
    paths = [(0, node)]
    while paths:
        depth, here = paths.pop()
        if here.meanings and depth > best[0]:
            best = depth, here.meanings
        if depth < len(positions) and not (depth and tokens[positions[depth]].follows):
            paths += [
                (depth + 1, here.next[form]) for form in tokens[positions[depth]].forms if form in here.next
            ]
    return best


def _marks(tokens: list[Token], terms: Terms) -> dict[int, set[str]]:
    """Which signs of who speaks stand at which positions."""
    marks: dict[int, set[str]] = {}
    for start in range(len(tokens)):
        length, meanings = _longest(tokens, list(range(start, len(tokens))), terms.marks)
        for position in range(start, start + length):
            marks.setdefault(position, set()).update(meaning.kind for meaning in meanings)
    return marks


def _positions_of_asker(tokens: list[Token], marks: dict[int, set[str]]) -> set[int]:
    """The positions of words about whoever asks: from "I am" to "need", or to the next comma where no need is told."""
    positions: set[int] = set()
    for start, kinds in marks.items():
        if "self" not in kinds:
            continue
        ends_by_comma = len(tokens)
        for position in range(start + 1, len(tokens)):
            if "need" in marks.get(position, ()) or tokens[position].follows == ".":
                positions |= set(range(start, position))
                break
            if tokens[position].follows and ends_by_comma == len(tokens):
                ends_by_comma = position
        else:
            positions |= set(range(start, ends_by_comma))
    return positions


def _mended(
    tokens: list[Token], matches: list[Match], marks: dict[int, set[str]], terms: Terms
) -> dict[int, str]:
    """For positions of long words that mean nothing, the word that is meant if one letter is wrong, missing or too much, or
    two have changed places."""
    matched = {position for match in matches for position in range(match.start, match.end)}
    return {
        position: word
        for position, token in enumerate(tokens)
        if position not in matched and position not in marks and len(token.typed) >= SHORTEST_SLIP
        if not terms.is_little(token)
        if (word := _nearest(token, terms))
    }


def _nearest(token: Token, terms: Terms) -> str:
    for form in token.forms:
        if len(form) < SHORTEST_SLIP:
            continue
        candidates = {
            word for shorter in (form, *shortened(form)) for word in terms.shortened.get(shorter, ())
        }
        near = sorted(
            word for word in candidates if word[0] == form[0] and word != form and _is_one_slip(form, word)
        )
        # Rather a name of its own than a word of a longer name
        near.sort(key=lambda word: word not in terms.tree.next or not terms.tree.next[word].meanings)
        if near:
            return near[0]
    return ""


def _is_one_slip(typed: str, word: str) -> bool:
    """Whether two words differ by one letter, or by two that have changed places."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    typed_end, word_end = typed[start:], word[start:]
    swapped = len(typed_end) > 1 and typed_end[1::-1] + typed_end[2:] == word_end
    # Too many short words differ by one letter ("trait", "train")
    replaced = typed_end[1:] == word_end[1:] and len(typed) > SHORTEST_SLIP
    return swapped or typed_end[1:] == word_end or typed_end == word_end[1:] or replaced

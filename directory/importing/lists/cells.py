"""Cells that hold several texts: taken apart at whatever stands between them."""

import re
from collections.abc import Callable, Iterator

# As programs write lists: ['a', "b"] of Python, ["a","b"] of JSON, {a,b} of PostgreSQL, c("a", "b") of R
_LIST = re.compile(r"\s*(?:\[(?P<square>.*)\]|\{(?P<curly>.*)\}|c\((?P<r>.*)\))\s*", re.DOTALL)
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_BETWEEN = re.compile(
    r"\s*(?:[;\n\r\t|,/+\u2022\u00b7\u25cf\u25aa\u060c\u061b\u3001\uff0c\uff1b]|\s[-\u2013\u2014]\s)\s*"
)
_WORDS_BETWEEN = re.compile(
    r"\s*&\s*|\s+(?:and|et|y|e|und|or|ou|o|as well as|ainsi que|así como)\s+|\s+(?:أو\s+|و\s*)", re.IGNORECASE
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[;\n\r|\u061b\uff1b\u2022\u25cf\u25aa]|\s/\s)\s*")
_COMMA = re.compile(r"\s*[,\u060c]\s*")
_MARKS_BEFORE = re.compile(r"^(?:[-\u2013\u2014*\u2022\u25cf\u25aa\u2713\u2714\u2611>]|\(?\d{1,2}[.)])\s+")
MOST_JOINED = 5  # pieces of one name: "Bonaire, Sint Eustatius and Saba"

Understand = Callable[
    [str], str | None
]  # the code of a word, "" for one that means nothing, None for one nobody knows


def list_items(text: str) -> list[str] | None:
    """The texts of a list as a program writes it; None for any other text."""
    if not (match := _LIST.fullmatch(text)):
        return None
    inner = next(group for group in match.groups() if group is not None)
    if quoted := _QUOTED.findall(inner):
        return [re.sub(r"\\(.)", r"\1", single or double).strip() for single, double in quoted]
    return [item.strip() for item in inner.split(",") if item.strip()]


def taken_apart(text: str, understand: Understand) -> Iterator[tuple[str, str | None]]:
    """The words of a cell with what each means. Of neighbouring pieces as many are taken together as name one thing, so
    that "Bosnia and Herzegovina, Tanzania, United Republic of" are two."""
    items = list_items(text)
    for item in [text] if items is None else items:
        yield from _pieces(item, understand, _BETWEEN)


def _pieces(text: str, understand: Understand, between: re.Pattern) -> Iterator[tuple[str, str | None]]:
    text = _MARKS_BEFORE.sub("", text.strip()).strip("\"'“”«»").strip()
    spans = _spans(text, between)
    position = 0
    while position < len(spans):
        for last in range(min(len(spans), position + MOST_JOINED), position, -1):
            word = _MARKS_BEFORE.sub("", text[spans[position][0] : spans[last - 1][1]].strip())
            if (code := understand(word)) is not None or last == position + 1:
                break
        position = last
        if code is None and between is _BETWEEN:
            parts = list(_pieces(word, understand, _WORDS_BETWEEN))
            if any(part_code is not None for _part, part_code in parts):
                yield from parts
                continue
        if word:
            yield word, code


def _spans(text: str, between: re.Pattern) -> list[tuple[int, int]]:
    spans, start = [], 0
    for separator in between.finditer(text):
        if separator.end() > separator.start():
            spans.append((start, separator.start()))
            start = separator.end()
    return [(first, last) for first, last in [*spans, (start, len(text))] if text[first:last].strip()]


def names(text: str, is_name: Callable[[str], bool] = lambda _name: False) -> list[str]:
    """The names of organisations in a cell. A comma stands between two of them where `is_name` knows what is beside it, where
    there are several commas, or between acronyms; any other comma belongs to a name."""
    items = list_items(text)
    if items is not None:
        return [item for item in items if item]
    pieces = [_MARKS_BEFORE.sub("", piece.strip()).strip() for piece in _BETWEEN_NAMES.split(text)]
    return [name for piece in pieces if piece for name in _between_commas(piece, is_name)]


def _between_commas(piece: str, is_name: Callable[[str], bool]) -> list[str]:
    parts = [part for part in _COMMA.split(piece) if part]
    if len(parts) == 1 or is_name(piece):
        return [piece.strip(" ,\u060c")]
    joined: list[str] = []
    position, are_known = 0, False
    while position < len(parts):
        for last in range(len(parts), position, -1):
            name = ", ".join(parts[position:last])
            if is_name(name):
                are_known = True
                break
        joined.append(name)
        position = last
    if are_known or len(parts) > 2 or all(len(part.split()) == 1 for part in parts):
        return joined
    return [piece]

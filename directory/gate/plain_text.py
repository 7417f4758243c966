"""What the whole product accepts as a line or as a text: who types, imports or sends gets the same answer.

White space is tidied and marks that only steer the display are dropped, without a word. A character that
nobody can see but that changes what is found, sorted or shown is refused by name: silently dropped, it would
let two different files become the same record, and the person who keeps the file would never learn of it.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MAX_MARKS = 3  # on one letter; the living languages need at most three

# Left-to-right, right-to-left and Arabic letter marks come along when text is copied from a page in Arabic or
# Hebrew, and the soft hyphen from a page in columns.
_SILENTLY_DROPPED = re.compile("[\u00ad\u061c\u200e\u200f]")

# Zero width joiners belong inside words of Arabic and Indic scripts and inside emoji; elsewhere they hide.
_JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u2190-\u2bff\ufb50-\ufdff\ufe0f\ufe70-\ufefc"
_JOINED += "\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")

# A byte order mark often comes along at the beginning of a file or of what was copied from one.
_EDGES = "\ufeff" + "".join(character for character in map(chr, range(0x3001)) if character.isspace())

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\u0085\u2028\u2029]")
_FILLERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_INVISIBLE = f"{_FILLERS}\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb\U000e0000-\U000e007f"
_CONTROLS = "\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_DAMAGED = "\ud800-\udfff\ufdd0-\ufdef\ufffc-\uffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000)
)
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_ANY_REFUSED = re.compile(f"[{_DIRECTION}{_INVISIBLE}{_CONTROLS}{_DAMAGED}{_PRIVATE}]")
_CONTROL = re.compile(f"[{_CONTROLS}]")
_TOO_MANY_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u20d0-\u20ff]+"
)
_MAYBE_MARKS = re.compile(r"[^\w\s!-~]{4}")  # four in a row that are neither letters nor white space

_REFUSALS = (
    (
        re.compile(f"[{_DIRECTION}]"),
        _(
            "This text contains a character that turns the direction of reading (%(name)s) in “%(place)s”."
            " Delete it and type the text again."
        ),
    ),
    (
        re.compile(f"[{_INVISIBLE}]"),
        _(
            "This text contains an invisible character (%(name)s) in “%(place)s”."
            " Delete it and type the text again."
        ),
    ),
    (
        re.compile(f"[{_CONTROLS}]"),
        _(
            "This text contains a control character (%(name)s) in “%(place)s”."
            " Delete it and type the text again."
        ),
    ),
    (
        re.compile(f"[{_DAMAGED}]"),
        _(
            "A character was damaged on its way (%(name)s) in “%(place)s”."
            " Type the text again, or save the file as UTF-8."
        ),
    ),
    (
        re.compile(f"[{_PRIVATE}]"),
        _(
            "This text contains a character that only some fonts can show (%(name)s) in “%(place)s”."
            " Write it in ordinary letters."
        ),
    ),
)


def spelled_out(text: str, *, limit: int = 80) -> str:
    """The text on one line with whatever cannot be seen written as [U+200B], cut after `limit` characters."""
    cut = " ".join(text[: limit + 1].split())
    shown = "".join(
        c if c.isprintable() and not _ANY_REFUSED.match(c) else f"[U+{ord(c):04X}]" for c in cut[:limit]
    )
    return f"{shown}…" if len(text) > limit else shown


def has_letters(text: str, minimum: int = 2) -> bool:
    """Whether there is something to read: letters or digits of any script, Hangul fillers not counted."""
    return sum(c.isalnum() and c not in _FILLERS for c in text) >= minimum


def is_blank(text: str) -> bool:
    """Whether nothing at all would be seen, though there may be characters."""
    return not any(c.isprintable() and not c.isspace() and c not in _FILLERS and c != "\u2800" for c in text)


def refused_characters(text: str) -> str | None:
    """Why the text cannot be accepted, naming the first character at fault, or None."""
    if _ANY_REFUSED.search(text):
        for pattern, message in _REFUSALS:
            if match := pattern.search(text):
                return message % {"name": _name(match[0]), "place": _around(text, match.start())}
    if not text.isascii() and _MAYBE_MARKS.search(text):
        return _too_many_marks(_composed(text))
    return None


def clean_line(text: str) -> str:
    """The text in NFC on one line: a run of white space, line ends included, is one space, none at the ends.

    Control characters are dropped; ask `refused_characters` first where they should be refused."""
    return _composed(" ".join(_visible(text).split()))


def searchable(text: str) -> str:
    """What is typed into a search box, on one line: what a record may not have is a space, and of many marks on one letter
    the first are left. Nobody keeps it, so nothing is refused."""
    return clean_line(_TOO_MANY_MARKS.sub(r"\1", _ANY_REFUSED.sub(" ", _composed(text))))


def clean_text(text: str) -> str:
    r"""The text in NFC with lines ended by \n, no space at their ends, and at most one empty line in a row.

    Control characters are dropped; ask `refused_characters` first where they should be refused."""
    lines = _LINE_ENDS.sub("\n", _visible(text)).replace("\t", " ").split("\n")
    return _composed(re.sub("\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)))


def _visible(text: str) -> str:
    composed = _composed(_CONTROL.sub("", text))
    return _STRAY_JOINER.sub("", _SILENTLY_DROPPED.sub("", composed)).strip(_EDGES)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _too_many_marks(text: str) -> str | None:
    marks = 0
    for position, character in enumerate(text):
        # Marks that take no room of their own (Mn) or enclose the letter (Me)
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > MAX_MARKS:
            message = _(
                "More than %(limit)s accents or signs stand on one letter in “%(place)s”."
                " Type the text again."
            )
            return message % {"limit": MAX_MARKS, "place": _around(text, position)}
    return None


def _name(character: str) -> str:
    if "\udc80" <= character <= "\udcff":  # how Python keeps a byte that does not belong to the encoding
        return f"0x{ord(character) - 0xDC00:02X}"
    point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    return f"{name}, {point}" if name else point


def _around(text: str, position: int) -> str:
    """What stands there, with a dozen characters to each side, for a message."""
    return spelled_out(text[max(position - 12, 0) : position + 12])


class _PlainTextField(forms.CharField):
    def to_python(self, value: object) -> str | None:
        text = super().to_python(value)
        if text in self.empty_values or is_blank(text):
            return self.empty_value
        if reason := refused_characters(text.strip(_EDGES)):
            raise ValidationError(reason, code="refused_characters")
        return self.clean_characters(text)


class LineField(_PlainTextField):
    """A name, a title, an acronym: one line with at least `minimum_letters` letters or digits, or empty."""

    clean_characters = staticmethod(clean_line)

    def __init__(self, *, minimum_letters: int = 2, **options: object) -> None:
        super().__init__(**options)
        self.minimum_letters = minimum_letters

    def validate(self, value: str | None) -> None:
        super().validate(value)
        if value not in self.empty_values and not has_letters(value, self.minimum_letters):
            raise ValidationError(
                ngettext(
                    "Enter at least %(count)s letter or digit.",
                    "Enter at least %(count)s letters or digits.",
                    self.minimum_letters,
                )
                % {"count": self.minimum_letters},
                code="too_few_letters",
            )


class ParagraphsField(_PlainTextField):
    """A summary, a description: several lines, set apart by empty ones."""

    widget = forms.Textarea
    clean_characters = staticmethod(clean_text)

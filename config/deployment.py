"""What a deployment says of itself: its name, who runs it, and by which rules. All of it comes from the settings;
`./run check --deploy` asks for what is missing. Its colours: colours.py."""

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning
from django.utils.translation import get_language
from django.utils.translation import gettext as _

EMBLEM_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
# It is part of each page, and the first page has 40 KB for everything
LARGEST_EMBLEM = 12 * 1024  # bytes


class Operator(NamedTuple):
    """Who runs this copy. Texts are empty and numbers 0 where the settings say nothing. `is_sample` marks one that nobody
    is: of the demo."""

    name: str
    address: str  # by post, on one line
    email: str
    website: str
    answer_days: int  # within which a letter or a reported problem is answered
    decision_days: int  # within which a registration or a change is decided
    licence: str  # of the facts, by its name
    is_sample: bool

    @property
    def in_a_line(self) -> str:
        """Name and address, as under a letter; empty where nobody is named."""
        return ", ".join(filter(None, [self.name, self.address])) if self.name else ""

    @property
    def document(self) -> dict[str, str | None]:
        """The same for programs; None for what is not stated."""
        return {name: getattr(self, name) or None for name in ("name", "address", "email", "website")}


def operator() -> Operator:
    """What the settings say of the operator."""
    return Operator(
        settings.OPERATOR_NAME,
        settings.OPERATOR_ADDRESS,
        settings.CONTACT_EMAIL,
        settings.OPERATOR_WEBSITE,
        settings.ANSWER_DAYS,
        settings.DECISION_DAYS,
        settings.DATA_LICENCE_NAME,
        settings.OPERATOR_IS_SAMPLE,
    )


def site_name() -> str:
    """What this copy is called, in the reader's language where the deployment has no name of its own."""
    return settings.SITE_NAME or _("Partnership Directory")


# The emblem


class Emblem(NamedTuple):
    """The operator's emblem as it is served; `digest` is of its bytes, for an address that may be kept for good."""

    content: bytes
    extension: str  # without the dot
    digest: str

    @property
    def content_type(self) -> str:
        return EMBLEM_TYPES[f".{self.extension}"]


def emblem() -> Emblem | None:
    """The file that the settings name; None where they name none, or one that cannot be an emblem (`check` says why)."""
    path = settings.OPERATOR_EMBLEM
    return None if path is None or obstacle_to_emblem(path) else _emblem_at(path)


@cache
def _emblem_at(path: Path) -> Emblem:
    content = path.read_bytes()
    return Emblem(content, path.suffix[1:], hashlib.sha256(content).hexdigest()[:12])


@cache
def obstacle_to_emblem(path: Path) -> str:
    """Why the file cannot be an emblem, as a sentence; "" where it can. Looked at once, for a file changes with a restart."""
    if path.suffix not in EMBLEM_TYPES:
        return f"OPERATOR_EMBLEM names {path.name}, which is neither an .svg nor a .png file."
    try:
        content = path.read_bytes()
    except OSError as error:
        return f"OPERATOR_EMBLEM names {path}, which cannot be read: {error.strerror}."
    if len(content) > LARGEST_EMBLEM:
        return f"OPERATOR_EMBLEM has {len(content):,} bytes, and {LARGEST_EMBLEM:,} are the most: each page loads it."
    starts_right = b"<svg" in content[:1000] if path.suffix == ".svg" else content.startswith(b"\x89PNG")
    return "" if starts_right else f"OPERATOR_EMBLEM names {path.name}, which is no picture of that kind."


# The editorial rules


class Paragraph(NamedTuple):
    """A part of the rules: `kind` is heading, text or list, of which `lines` are the items."""

    kind: str
    lines: list[str]


class EditorialRules(NamedTuple):
    """The operator's own rules, and the language in which they are, by its code."""

    language: str
    paragraphs: list[Paragraph]


def editorial_rules() -> EditorialRules | None:
    """The operator's rules in the reader's language where there is a file for it (`rules.fr.txt` beside `rules.txt`), else
    in English; None where the settings name none, or a file that cannot be read."""
    path = settings.EDITORIAL_RULES_FILE
    if path is None:
        return None
    language = get_language() or settings.LANGUAGE_CODE
    translated = path.with_suffix(f".{language}{path.suffix}")
    for candidate, code in ((translated, language), (path, settings.LANGUAGE_CODE)):
        try:
            return EditorialRules(code, paragraphs(candidate.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            continue
    return None


def paragraphs(text: str) -> list[Paragraph]:
    """The parts of a plain text: blank lines part them, "# " begins a heading, and a part whose lines all begin with "- "
    is a list."""
    parts = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("# "):
            parts.append(Paragraph("heading", [lines.pop(0)[2:].strip()]))
        if lines and all(line.startswith("- ") for line in lines):
            parts.append(Paragraph("list", [line[2:].strip() for line in lines]))
        elif lines:
            parts.append(Paragraph("text", [" ".join(lines)]))
    return parts


# What `check --deploy` says


class Missing(NamedTuple):
    """Something that readers are not told while the settings do not say it."""

    id: str
    setting: str
    sentence: str
    remedy: str

    @property
    def is_so(self) -> bool:
        return not getattr(settings, self.setting)


ASKED_FOR = (
    Missing(
        "directory.W201",
        "OPERATOR_NAME",
        "No page, mail or file says who runs this directory.",
        "Set OPERATOR_NAME to the name of the organisation.",
    ),
    Missing(
        "directory.W202",
        "OPERATOR_ADDRESS",
        "Readers are told no postal address of the operator.",
        "Set OPERATOR_ADDRESS, on one line with commas.",
    ),
    Missing(
        "directory.W203",
        "CONTACT_EMAIL",
        "Readers cannot write to the operator, and there is no security.txt.",
        "Set CONTACT_EMAIL to an address that somebody reads.",
    ),
    Missing(
        "directory.W204",
        "EDITORIAL_RULES_FILE",
        "Nothing says by which rules the editors decide.",
        "Set EDITORIAL_RULES_FILE to a plain text; directory/sample/editorial-rules.txt is one to begin with.",
    ),
    Missing(
        "directory.W205",
        "DECISION_DAYS",
        "Nobody is told when a registration is decided.",
        "Set DECISION_DAYS to the days within which you decide, such as 10.",
    ),
    Missing(
        "directory.W206",
        "ANSWER_DAYS",
        "Nobody is told when a letter or a reported problem is answered.",
        "Set ANSWER_DAYS to the days within which you answer, such as 5.",
    ),
    Missing(
        "directory.W207",
        "DATA_LICENCE_NAME",
        "Every file says that the operator states no licence.",
        "Set DATA_LICENCE_NAME and DATA_LICENCE_URL, such as CC BY 4.0.",
    ),
    Missing(
        "directory.W208",
        "OPERATOR_EMBLEM",
        "A plain sign stands in place of the operator's emblem.",
        "Set OPERATOR_EMBLEM to an .svg or .png file, or leave the plain sign.",
    ),
    Missing(
        "directory.W209",
        "OPERATOR_WEBSITE",
        "Nothing leads to the operator's own site.",
        "Set OPERATOR_WEBSITE to its address.",
    ),
)


def missing() -> list[Missing]:
    """What the settings do not say, in the order in which to set it."""
    return [each for each in ASKED_FOR if each.is_so]


def check_operator(**options: object) -> list[CheckWarning]:
    """A warning for each thing that readers are not told of the operator, for `./run check --deploy`."""
    warnings = [CheckWarning(each.sentence, hint=each.remedy, id=each.id) for each in missing()]
    if settings.OPERATOR_IS_SAMPLE:
        warnings.append(
            CheckWarning(
                "The operator is marked as a sample on every page.",
                hint="Take OPERATOR_IS_SAMPLE out of the environment.",
                id="directory.W210",
            )
        )
    return warnings


def check_operator_files(**options: object) -> list[CheckError]:
    """An error for an emblem or rules that cannot be shown, for `./run check --deploy`."""
    errors = []
    if settings.OPERATOR_EMBLEM and (obstacle := obstacle_to_emblem(settings.OPERATOR_EMBLEM)):
        errors.append(CheckError(obstacle, hint="The plain sign is shown meanwhile.", id="directory.E201"))
    if settings.EDITORIAL_RULES_FILE and editorial_rules() is None:
        errors.append(
            CheckError(
                f"EDITORIAL_RULES_FILE names {settings.EDITORIAL_RULES_FILE}, which cannot be read as UTF-8.",
                hint="Nothing is shown meanwhile.",
                id="directory.E202",
            )
        )
    return errors

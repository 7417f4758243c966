"""Whether the languages that are offered are whole: what `./run check` says of their catalogues."""

import re
from pathlib import Path

from django.conf import settings
from django.core.checks import Warning as CheckWarning

# The first number of a compiled catalogue, 0x950412de, where its smallest byte comes first
LITTLE_ENDIAN = b"\xde\x12\x04\x95"


def check_catalogues(**options: object) -> list[CheckWarning]:
    """A warning for each language that is offered while readers get some of its messages in English."""
    warnings = []
    for language, own_name in settings.LANGUAGES:
        if language == settings.LANGUAGE_CODE:  # the messages themselves are in this one
            continue
        messages, translated = count_messages(Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES"))
        if translated < messages or not messages:
            missing = f"{messages - translated} of {messages} messages" if messages else "all messages"
            warnings.append(
                CheckWarning(
                    f"{own_name} ({language}) is offered, but its catalogue lacks {missing}.",
                    hint=f"Take {language} out of OFFERED_LANGUAGES until it is whole.",
                    id="directory.W001",
                )
            )
    return warnings


def count_messages(folder: Path) -> tuple[int, int]:
    """How many messages the catalogue in a folder names, and how many of them its compiled form translates: it leaves out
    those that are empty or marked as fuzzy. Zero for a file that is not there."""
    source, compiled = folder / "django.po", folder / "django.mo"
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    head = compiled.read_bytes()[:12] if compiled.exists() else b""
    translated = int.from_bytes(head[8:], "little" if head.startswith(LITTLE_ENDIAN) else "big")
    # One less each: an empty message holds the catalogue's own description. Lines of former messages begin with "#~".
    return max(len(re.findall(r"^msgid ", text, re.MULTILINE)) - 1, 0), max(translated - 1, 0)

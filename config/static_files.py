"""Style sheets and scripts as they are served: without the comments, which are for those who change them, hashed and
compressed."""

import re
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Whole lines alone: what looks like a comment inside a line may be part of a text
COMMENTS = {
    ".css": re.compile(rb"^[ \t]*/\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
    ".js": re.compile(rb"^[ \t]*//.*\n", re.MULTILINE),
}
# Around what separates rules, and not inside a text
WHITE_SPACE = re.compile(rb"""("[^"]*")|\s*([{};])\s*""")


def as_served(name: str, file: bytes) -> bytes:
    """The file without comments and, of a style sheet, without the white space between its rules."""
    kind = PurePath(name).suffix
    if kind in COMMENTS:
        file = COMMENTS[kind].sub(b"", file)
    return WHITE_SPACE.sub(rb"\1\2", file) if kind == ".css" else file


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Where files are collected. Those of packages are left as they are: their comments may hold a licence."""

    def _save(self, name: str, content: File) -> str:
        if PurePath(name).parts[0] == "directory":
            content.seek(0)  # it was read for its hash
            content = ContentFile(as_served(name, content.read()))
        return super()._save(name, content)

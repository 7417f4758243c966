"""Zip files, which workbooks are as well: looked through before anything is unpacked, and unpacked within bounds."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from directory.tabular.sheets import Unreadable

MAX_PACKED = 5 * 1024**2
MAX_UNPACKED = 50 * 1024**2
MAX_PARTS = 200
MAX_RATIO = 100
RATIO_MATTERS_FROM = 1024**2  # an empty sheet of a few kilobytes may well pack better than that

_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"  # Excel 97 files, and new ones under a password
_ARCHIVES = {
    ".zip",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".ods",
    ".docx",
    ".odt",
    ".pptx",
    ".jar",
    ".gz",
    ".7z",
    ".rar",
}
_MACROS = ("vbaproject", "basic/", "scripts/", "xl/macrosheets/")


XML_PARTS = (".xml", ".rels", "mimetype")
FILES = (".csv", ".json", ".ndjson")


def names_in(path: Path) -> list[str]:
    """The names of the files in a zip file; none where it cannot be read as one."""
    try:
        if path.stat().st_size > MAX_PACKED:
            return []  # `unpack` says so
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError):
        return []


def is_workbook(names: list[str]) -> bool:
    return bool({"xl/workbook.xml", "content.xml"} & set(names))


def unpack(
    path: Path, *, endings: tuple[str, ...] = XML_PARTS, packed: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """The parts of a zip file whose names end so, by name; it may hold packed files of the endings `packed`, and of no other.
    Raises Unreadable if it is out of bounds."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable(_("This is not a file."))
    if path.stat().st_size > MAX_PACKED:
        raise Unreadable(_("The file has more than %(limit)s MB.") % {"limit": MAX_PACKED // 1024**2})
    with path.open("rb") as stream:
        beginning = stream.read(4)
    if beginning == _OLD_OR_PROTECTED:
        raise Unreadable(
            _(
                "The workbook is in an old format or protected by a password."
                " Save it as XLSX without a password."
            )
        )
    if beginning != b"PK\x03\x04":
        raise Unreadable(
            _("This is neither a folder or ZIP file of CSV files, nor an XLSX or ODS workbook, nor JSON.")
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.filename.endswith("/")]
            _look_through(members, packed)
            return {
                member.filename: _content(archive, member)
                for member in members
                if member.filename.lower().endswith(endings)
            }
    # RuntimeError is how zipfile says “encrypted”, and NotImplementedError, its child, “another method”.
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        raise damaged() from error


def damaged() -> Unreadable:
    return Unreadable(_("The file is damaged. Open it in the program that made it and save it again."))


def _look_through(members: list[zipfile.ZipInfo], packed: tuple[str, ...]) -> None:
    if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_UNPACKED:
        message = _("The file unpacks to more than %(parts)s parts or %(size)s MB. It is not read.")
        raise Unreadable(message % {"parts": MAX_PARTS, "size": MAX_UNPACKED // 1024**2})
    if len({member.filename.lower() for member in members}) < len(members):
        raise damaged()
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            raise Unreadable(_("The file holds a part with a path that leads out of it. It is not read."))
        if member.flag_bits & 0x1:
            raise Unreadable(_("The file is protected by a password. Save it without one."))
        if any(mark in member.filename.lower() for mark in _MACROS):
            raise Unreadable(_("The workbook holds macros. Save it as XLSX or ODS without macros."))
        if name.suffix.lower() in _ARCHIVES and name.suffix.lower() not in packed:
            raise Unreadable(
                _("The file holds another packed file inside it. Take it out and save the file again.")
            )
        if member.file_size > RATIO_MATTERS_FROM and member.file_size > MAX_RATIO * member.compress_size:
            raise Unreadable(
                _("A part of the file unpacks to over %(ratio)s times its size. It is not read.")
                % {"ratio": MAX_RATIO}
            )
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise damaged()


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    # A bounded read: `archive.read()` would unpack all that is there, whatever size the directory declares.
    with archive.open(member) as stream:
        content = stream.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise damaged()
    return content

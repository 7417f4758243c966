"""Files that are sent from the byte on at which an earlier download broke off (RFC 9110, section 14)."""

import os
import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

_ONE_RANGE = re.compile(
    r"bytes=([0-9]{0,15})-([0-9]{0,15})"
)  # several at once are answered by the whole file


class NoSuchBytes(Exception):
    """The file ends before the range that was asked for begins."""


class FilePart:
    """A part of an open file, to be read once. `length` is in bytes."""

    def __init__(self, file: BinaryIO, *, start: int, length: int):
        file.seek(start)
        self.file, self.left = file, length

    def read(self, size: int) -> bytes:
        piece = self.file.read(min(size, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def file_response(request: HttpRequest, file: BinaryIO, *, content_type: str) -> HttpResponse:
    """The open file, or the part of it that the request asks for. It is closed with the answer."""
    state = os.fstat(file.fileno())
    tag, changed = f'"{state.st_mtime_ns:x}-{state.st_size:x}"', http_date(state.st_mtime)
    response = FileResponse(file, as_attachment=True, content_type=content_type)
    response["ETag"], response["Last-Modified"], response["Accept-Ranges"] = tag, changed, "bytes"
    # A part of another state of the file would spoil what the reader has
    same_state = request.headers.get("If-Range", tag) in (tag, changed)
    if request.method == "GET" and same_state:
        try:
            part = wanted_part(request.headers.get("Range", ""), state.st_size)
        except NoSuchBytes:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{state.st_size}"})
        if part:
            response.status_code = 206
            response.streaming_content = FilePart(file, start=part.start, length=len(part))
            response["Content-Length"] = len(part)
            response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{state.st_size}"
    answer = get_conditional_response(request, etag=tag, last_modified=int(state.st_mtime), response=response)
    if answer is not response:  # the reader has the file already
        response.close()
    return answer


def wanted_part(header: str, size: int) -> range | None:
    """The positions of the bytes that a `Range` header asks for; None where it is not understood, and the whole file is
    the answer. Raises NoSuchBytes."""
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        part = range(max(size - int(last), 0), size)
    else:
        part = range(int(first), min(int(last), size - 1) + 1 if last else size)
        if last and int(last) < int(first):
            return None
    if not part:
        raise NoSuchBytes
    return part

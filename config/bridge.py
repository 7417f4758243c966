"""Django's synchronous application behind an ASGI server, so that nobody who is slow holds a thread.

A request takes one of a fixed number of threads when its body has come whole, and gives it back when its answer is made.
A stream is written into memory, or a file without a name, as fast as the database gives it, and sent from there as fast as
the reader takes it. A reader who takes an hour costs disk space for an hour, and no connection to the database.

Django's own ASGI handler starts a thread for each request, without a limit, and collects such a stream in memory whole;
it answered a quarter of the requests that this answers.
"""

import asyncio
import io
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, NamedTuple
from urllib.parse import unquote_to_bytes

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

logger = logging.getLogger("config.bridge")

IN_MEMORY = 256 * 1024  # bytes of one body or answer; what is longer is in a file
ANSWER_BEGINS = {"type": "http.response.start"}
PLAIN = {
    "content-type": "text/plain; charset=utf-8",
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "connection": "close",
}
BLOCK = 32 * 1024  # bytes that are sent at a time: granian holds 32 of them for a slow reader


class Limits(NamedTuple):
    """What one process gives to all requests together, or to one of them."""

    threads: int = 8  # requests that are worked on at once
    waiting: int = (
        200  # requests whose bodies have come, and which wait for a thread; others are told to come again
    )
    body_bytes: int = 16 * 1024 * 1024
    body_seconds: float = 60  # until a body has come whole
    block_seconds: float = 60  # until a reader has taken one more block
    spooled_bytes: int = 2 * 1024**3  # of answers that lie in files


class ReadyAnswer(NamedTuple):
    """An answer that no thread has to make."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    async def send(self, send: Send) -> None:
        await send({**ANSWER_BEGINS, "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


class RequestRefused(Exception):
    """A request that is not worked on. Holds the status and the headers to answer with beside a sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = {**headers, **PLAIN}

    async def send(self, send: Send) -> None:
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await ReadyAnswer(self.status, headers, f"{self}\n".encode()).send(send)


class AnswerBroken(Exception):
    """An answer of which a part was sent, and the rest cannot be had."""


async def nothing_ready(_scope: Scope) -> ReadyAnswer | None:
    return None


class Bridge:
    """An ASGI application that answers what a WSGI application answers.

    `ready_answer` is asked first, on the event loop: what it has, no thread makes.
    """

    def __init__(
        self,
        wsgi_application: Callable,
        limits: Limits,
        ready_answer: Callable[[Scope], Awaitable[ReadyAnswer | None]] = nothing_ready,
    ) -> None:
        self.wsgi_application, self.limits, self.ready_answer = wsgi_application, limits, ready_answer
        self.threads = ThreadPoolExecutor(limits.threads, thread_name_prefix="request")
        self.spool = Spool(limits.spooled_bytes)
        self.at_work = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ready = await self.ready_answer(scope)
        if ready is not None:
            return await ready.send(send)
        is_sent_with_body = has_body(scope)
        with tempfile.SpooledTemporaryFile(IN_MEMORY) if is_sent_with_body else io.BytesIO() as body:
            try:
                length = await self.receive_body(receive, body) if is_sent_with_body else 0
                self.require_room()
            except TimeoutError:
                return await RequestRefused(408, "The request did not come whole in time.").send(send)
            except RequestRefused as refusal:
                return await refusal.send(send)
            except ConnectionResetError:
                return None
            answer = AnswerInProgress(asyncio.get_running_loop(), self.spool)
            self.at_work += 1
            work = self.threads.submit(answer.make, self.wsgi_application, environment(scope, body, length))
            try:
                await self.send_answer(answer, send)
            finally:
                answer.is_wanted = False
                await asyncio.wrap_future(work)  # it reads the body, which is closed afterwards
                self.at_work -= 1
                answer.close()

    async def receive_body(self, receive: Receive, body: IO[bytes]) -> int:
        """Write it into `body` and return its length. Raises TimeoutError, RequestRefused, and ConnectionResetError where the
        sender left."""
        length, is_whole = 0, False
        async with asyncio.timeout(self.limits.body_seconds):
            while not is_whole:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ConnectionResetError
                length += len(message.get("body", b""))
                if length > self.limits.body_bytes:
                    raise RequestRefused(413, "This is more than the site takes at once.")
                body.write(message.get("body", b""))
                is_whole = not message.get("more_body")
        body.seek(0)
        return length

    def require_room(self) -> None:
        """Raises RequestRefused where too many requests wait already."""
        if self.at_work >= self.limits.threads + self.limits.waiting:
            raise RequestRefused(
                503, "Too many people ask just now. Please try again.", **{"retry-after": "5"}
            )

    async def send_answer(self, answer: "AnswerInProgress", send: Send) -> None:
        """Send it while it is made. Raises AnswerBroken and TimeoutError, upon which the server breaks the connection off:
        after the first byte nothing else can tell the reader that the rest is missing."""
        has_begun = False
        try:
            async for block, is_last in answer.blocks():
                async with asyncio.timeout(self.limits.block_seconds):
                    if not has_begun:
                        await send({**ANSWER_BEGINS, "status": answer.status, "headers": answer.headers})
                        has_begun = True
                    await send({"type": "http.response.body", "body": block, "more_body": not is_last})
        except AnswerBroken:
            if has_begun:
                raise
            await RequestRefused(500, "The directory made a mistake.").send(send)


class Spool:
    """The room that answers in files have, counted over all of them."""

    def __init__(self, most: int) -> None:
        self.most, self.taken = most, 0

    def take(self, length: int) -> None:
        """Raises AnswerBroken where there is no room left."""
        if self.taken + length > self.most:
            raise AnswerBroken("The room for answers that are read slowly is used up.")
        self.taken += length


class AnswerInProgress:
    """An answer that a thread makes and the event loop sends meanwhile.

    Its first bytes are in `pieces`, and what does not fit there in `file`. The thread only adds to both and then says so; the
    event loop reads as far as they reached when it was told.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, spool: Spool) -> None:
        self.loop, self.spool = loop, spool
        self.status, self.headers = 0, []
        self.pieces: list[bytes] = []
        self.file: IO[bytes] | None = None
        self.in_memory = self.in_file = 0  # bytes
        self.has_more = asyncio.Event()
        self.is_wanted, self.is_finished, self.is_broken = True, False, False

    def make(self, wsgi_application: Callable, environ: dict[str, Any]) -> None:
        """Make it whole, in a thread: what belongs to a request is bound to the thread that began it."""
        try:
            response = wsgi_application(environ, self.start)
            try:
                self.collect(response, is_streamed=getattr(response, "streaming", True))
            finally:
                getattr(response, "close", lambda: None)()
        except Exception:
            logger.exception("The answer broke off.")
            self.is_broken = True
        finally:
            self.is_finished = True
            self.tell()

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]

    def collect(self, response: Iterable[bytes], *, is_streamed: bool) -> None:
        for piece in response:
            if not self.is_wanted:
                break
            self.add(piece)
            if is_streamed:
                self.tell()

    def add(self, piece: bytes) -> None:
        if self.file is None and self.in_memory + len(piece) <= IN_MEMORY:
            self.pieces.append(piece)
            self.in_memory += len(piece)
            return
        self.spool.take(len(piece))
        if self.file is None:
            self.file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  closed by `close`
        self.file.write(piece)
        self.in_file += len(piece)

    def tell(self) -> None:
        self.loop.call_soon_threadsafe(self.has_more.set)

    async def blocks(self) -> AsyncIterator[tuple[bytes, bool]]:
        """The bytes as they come, and with each block whether it is the last. Raises AnswerBroken."""
        sent_pieces = sent_of_file = 0
        while True:
            self.has_more.clear()
            # In this order: what is added later is told of later
            is_finished, pieces, in_file = self.is_finished, len(self.pieces), self.in_file
            if sent_pieces < pieces:
                block, sent_pieces = b"".join(self.pieces[sent_pieces:pieces]), pieces
            elif sent_of_file < in_file:
                block = os.pread(self.file.fileno(), min(BLOCK, in_file - sent_of_file), sent_of_file)
                sent_of_file += len(block)
            else:
                block = b""
            is_last = is_finished and (sent_pieces, sent_of_file) == (pieces, in_file)
            if is_last and self.is_broken:
                raise AnswerBroken
            if block or is_last:
                yield block, is_last
            if is_last:
                return
            if not block:
                await self.has_more.wait()

    def close(self) -> None:
        if self.file:
            self.file.close()
            self.spool.taken -= self.in_file


def has_body(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"


def environment(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The request as WSGI (PEP 3333) has it: bytes as the Latin-1 characters of the same numbers.

    A header with an underscore is left out. It would pass for that with a dash, which only a proxy of ours may set.
    """
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "bridge.scope": scope,
    }
    for name_bytes, value_bytes in scope["headers"]:
        if b"_" not in name_bytes:
            name = f"HTTP_{name_bytes.decode('latin1').upper().replace('-', '_')}"
            value = value_bytes.decode("latin1")
            separator = "; " if name == "HTTP_COOKIE" else ","
            environ[name] = f"{environ[name]}{separator}{value}" if name in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    return {**environ, "CONTENT_LENGTH": str(length)}

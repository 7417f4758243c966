"""The bridge between the server and Django: nobody who is slow holds a thread, and no answer that broke off looks whole."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterator

import pytest

from config.bridge import AnswerBroken, Bridge, Limits, ReadyAnswer, environment

SCOPE = {
    "type": "http",
    "method": "GET",
    "raw_path": b"/partnerships/",
    "query_string": b"country=PL",
    "http_version": "1.1",
    "scheme": "http",
    "server": ("127.0.0.1", 8000),
    "client": ("192.0.2.7", 50000),
    "headers": [],
}
POST = {**SCOPE, "method": "POST", "headers": [(b"content-length", b"3")]}


class Response(list):
    """What a WSGI application returns, as Django does: it says whether it is streamed, and is closed."""

    def __init__(self, pieces=(), *, stream: Iterator[bytes] | None = None):
        super().__init__(pieces)
        self.stream, self.streaming = stream, stream is not None
        self.is_closed = threading.Event()

    def __iter__(self):
        return self.stream or super().__iter__()

    def close(self):
        self.is_closed.set()


def application(response: Response, status: str = "200 OK") -> Callable:
    def answer(environ, start_response):
        start_response(status, [("Content-Type", "text/plain"), ("X-Seen", environ["PATH_INFO"])])
        return response

    return answer


class Client:
    """A server's side of one request: gives what was sent, and keeps what is answered. It reads only when it is let."""

    def __init__(self, *messages: dict, reads: asyncio.Event | None = None):
        self.messages, self.reads = list(messages), reads
        self.answered: list[dict] = []

    async def receive(self) -> dict:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message: dict) -> None:
        if self.reads and message["type"] == "http.response.body":
            await self.reads.wait()
        self.answered.append(message)

    @property
    def status(self) -> int:
        return self.answered[0]["status"]

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.answered)

    @property
    def is_whole(self) -> bool:
        return bool(self.answered) and not self.answered[-1].get("more_body", False)


def served(bridge: Bridge, client: Client, scope: dict = SCOPE) -> Client:
    asyncio.run(bridge(scope, client.receive, client.send))
    return client


def test_an_answer_comes_with_its_status_headers_and_body():
    client = served(Bridge(application(Response([b"one", b"two"]), "404 Not Found"), Limits()), Client())

    assert client.status == 404
    assert (b"x-seen", b"/partnerships/") in client.answered[0]["headers"]
    assert client.body == b"onetwo"
    assert client.is_whole


def test_a_body_is_read_whole_before_a_thread_is_taken():
    read = []

    def application(environ, start_response):
        read.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start_response("200 OK", [])
        return Response([b""])

    pieces = [{"body": b"a=", "more_body": True}, {"body": b"1"}]
    served(
        Bridge(application, Limits()), Client(*({"type": "http.request", **piece} for piece in pieces)), POST
    )

    assert read == [b"a=1"]


def test_bodies_that_never_come_hold_no_thread_and_are_given_up():
    bridge = Bridge(application(Response([b"here"])), Limits(threads=1, body_seconds=0.3))
    stuck = [Client({"type": "http.request", "body": b"a=", "more_body": True}) for _number in range(50)]
    visitor = Client()

    async def all_at_once():
        waiting = [asyncio.create_task(bridge(POST, client.receive, client.send)) for client in stuck]
        await asyncio.sleep(0)
        await bridge(SCOPE, visitor.receive, visitor.send)
        assert visitor.body == b"here"
        assert not any(client.answered for client in stuck)
        await asyncio.gather(*waiting)

    asyncio.run(all_at_once())
    assert {client.status for client in stuck} == {408}


def test_a_body_that_is_too_long_is_refused_while_it_comes():
    client = Client(*({"type": "http.request", "body": b"x" * 600, "more_body": True} for _piece in range(3)))

    served(Bridge(application(Response()), Limits(body_bytes=1000)), client, POST)

    assert client.status == 413
    assert client.messages  # the rest was not waited for


def test_who_leaves_before_the_end_is_not_answered():
    client = served(Bridge(application(Response()), Limits()), Client({"type": "http.disconnect"}), POST)

    assert client.answered == []


def test_a_stream_is_sent_while_it_is_made():
    let_go_on = threading.Event()
    client = Client()

    def pieces():
        yield b"first"
        assert let_go_on.wait(10)
        yield b"second"

    async def look_meanwhile():
        bridge = Bridge(application(Response(stream=pieces())), Limits())
        answer = asyncio.create_task(bridge(SCOPE, client.receive, client.send))
        while client.body != b"first":
            await asyncio.sleep(0.01)
        let_go_on.set()
        await answer

    asyncio.run(look_meanwhile())
    assert client.body == b"firstsecond"
    assert client.is_whole


def test_a_slow_reader_holds_no_thread_and_gets_all_of_it():
    lines = [b"%06d\n" % number for number in range(200_000)]  # more than is held in memory
    response = Response(stream=iter(lines))

    async def read_slowly() -> Client:
        bridge = Bridge(application(response), Limits(threads=1))
        slow, quick = Client(reads=asyncio.Event()), Client()
        answer = asyncio.create_task(bridge(SCOPE, slow.receive, slow.send))
        # Whole, closed, and so without a connection to the database, before a byte of it was taken
        assert await asyncio.to_thread(response.is_closed.wait, 10)
        assert slow.body == b""
        bridge.wsgi_application = application(Response([b"quick"]))
        await bridge(SCOPE, quick.receive, quick.send)
        assert quick.body == b"quick"
        slow.reads.set()
        await answer
        assert bridge.spool.taken == 0
        return slow

    client = asyncio.run(read_slowly())
    assert client.body == b"".join(lines)
    assert client.is_whole


def test_a_reader_who_takes_nothing_is_given_up():
    bridge = Bridge(application(Response(stream=iter([b"x"] * 10))), Limits(block_seconds=0.2))

    with pytest.raises(TimeoutError):
        served(bridge, Client(reads=asyncio.Event()))


def test_a_stream_that_breaks_off_never_looks_whole():
    def pieces():
        yield b"x" * 200_000
        yield b"x" * 200_000  # no longer in memory
        raise OSError("the database is away")

    client = Client()

    with pytest.raises(AnswerBroken):
        served(Bridge(application(Response(stream=pieces())), Limits()), client)
    assert not client.is_whole


def fails_at_once(environ, start_response):
    raise RuntimeError


def fails_at_the_first_piece(environ, start_response):
    start_response("200 OK", [])
    yield from ()
    raise RuntimeError


@pytest.mark.parametrize("application", [fails_at_once, fails_at_the_first_piece])
def test_what_fails_before_its_first_byte_is_answered_as_our_mistake(application):
    client = served(Bridge(application, Limits()), Client())

    assert client.status == 500
    assert client.is_whole


def test_answers_in_files_have_only_so_much_room():
    bridge = Bridge(application(Response(stream=iter([b"x" * 300_000] * 5))), Limits(spooled_bytes=1_000_000))
    client = Client()

    with pytest.raises(AnswerBroken):
        served(bridge, client)
    assert not client.is_whole
    assert bridge.spool.taken == 0


def test_who_comes_when_too_many_wait_is_told_to_come_again():
    let_go_on = threading.Event()

    def application(environ, start_response):
        assert let_go_on.wait(10)
        start_response("200 OK", [])
        return Response([b"worked on"])

    async def crowd() -> list[Client]:
        bridge = Bridge(application, Limits(threads=1, waiting=2))
        clients = [Client() for _number in range(5)]
        answers = [asyncio.create_task(bridge(SCOPE, client.receive, client.send)) for client in clients]
        while sum(client.is_whole for client in clients) < 2:
            await asyncio.sleep(0.01)
        let_go_on.set()
        await asyncio.gather(*answers)
        return clients

    statuses = [client.status for client in asyncio.run(crowd())]
    assert statuses == [200, 200, 200, 503, 503]


def test_a_request_comes_to_django_as_it_was_sent():
    headers = [
        (b"host", b"directory.example"),
        (b"content-type", b"text/plain"),
        (b"content-length", b"9999"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"192.0.2.1"),
        (b"x_forwarded_for", b"198.51.100.1"),
        (b"accept-language", b"pl"),
        (b"accept-language", b"en"),
    ]

    environ = environment(
        {**SCOPE, "raw_path": b"/%ff/%D8%A7/", "query_string": b"q=\xe9", "headers": headers}, io.BytesIO(), 7
    )

    assert environ["PATH_INFO"].encode("latin1") == b"/\xff/\xd8\xa7/"
    assert environ["QUERY_STRING"].encode("latin1") == b"q=\xe9"
    assert environ["HTTP_HOST"] == "directory.example"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["CONTENT_LENGTH"] == "7"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"
    assert environ["HTTP_ACCEPT_LANGUAGE"] == "pl,en"
    assert environ["REMOTE_ADDR"] == "192.0.2.7"


def test_an_answer_that_is_ready_needs_no_thread():
    def application(_environ, _start_response):
        raise AssertionError("nobody should ask for it")

    async def ready(scope):
        return ReadyAnswer(200, [(b"x-path", scope["raw_path"])], b"kept")

    client = served(Bridge(application, Limits(), ready), Client())

    assert (client.status, client.body, client.is_whole) == (200, b"kept", True)
    assert client.answered[0]["headers"] == [(b"x-path", b"/partnerships/")]

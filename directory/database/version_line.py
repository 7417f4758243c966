"""The data version for those who answer on the event loop: asked there, without a thread, and once for all who want it at the
same time."""

import asyncio

import psycopg
from django.db import connection

from config.postgresql.base import circuit

NAME = b"data_version"
QUESTION = b"SELECT version FROM data_version"
PATIENCE = (
    0.5  # seconds for one answer; whoever waits longer is answered by a thread, which knows outages by name
)
NEXT_TRY = 1.0  # seconds after a connection broke


class VersionLine:
    """A connection to the database of its own, for one process. It is used through libpq: what psycopg and Django do for one
    question takes three times as long as the database takes to answer it."""

    def __init__(self) -> None:
        self.connection: psycopg.Connection | None = None
        self.socket = -1  # a connection that broke does not say any longer which was its
        self.asked: list[asyncio.Future[int | None]] = []  # those that the question under way answers
        self.waiting: list[asyncio.Future[int | None]] = []  # it began before they came: the next one does
        self.version: int | None = None
        self.deadline: asyncio.TimerHandle | None = None
        self.is_connecting = False
        self.next_try = float("-inf")

    async def version_now(self) -> int | None:
        """The data version at a moment between call and return. None where the database does not say so soon."""
        loop = asyncio.get_running_loop()
        if self.connection is None:
            if not self.is_connecting and loop.time() >= self.next_try and not circuit.is_open:
                self.is_connecting = True
                self.connecting = loop.create_task(self.connect(loop))
            return None
        answer = loop.create_future()
        self.waiting.append(answer)
        if not self.asked:
            self.ask(loop)
        return await answer

    async def connect(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            self.connection = await loop.run_in_executor(None, prepared_connection)
            self.socket = self.connection.fileno()
            loop.add_reader(self.socket, self.read, loop)
        except psycopg.Error:
            self.next_try = loop.time() + NEXT_TRY
        finally:
            self.is_connecting = False

    def ask(self, loop: asyncio.AbstractEventLoop) -> None:
        self.asked, self.waiting, self.version = self.waiting, [], None
        self.deadline = loop.call_later(PATIENCE, self.give_up, loop)
        try:
            self.connection.pgconn.send_query_prepared(NAME, None)
        except psycopg.Error:
            self.give_up(loop)

    def read(self, loop: asyncio.AbstractEventLoop) -> None:
        """What the server sent: an answer, or that it ends."""
        line = self.connection.pgconn
        try:
            line.consume_input()
            while not line.is_busy():
                result = line.get_result()
                if result is None:
                    break
                if result.status != psycopg.pq.ExecStatus.TUPLES_OK:
                    return self.give_up(loop)
                self.version = int(result.get_value(0, 0))
            else:
                return None
        except psycopg.Error:
            return self.give_up(loop)
        if line.status != psycopg.pq.ConnStatus.OK:
            return self.give_up(loop)
        if self.asked:
            self.settle(self.version)
            if self.waiting:
                self.ask(loop)
        return None

    def settle(self, version: int | None) -> None:
        if self.deadline:
            self.deadline.cancel()
        answers, self.asked = self.asked, []
        for answer in answers:
            if not answer.done():  # a reader who left
                answer.set_result(version)

    def give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Nobody waits for this connection any longer."""
        loop.remove_reader(self.socket)
        self.connection.close()
        self.connection, self.next_try = None, loop.time() + NEXT_TRY
        self.asked, self.waiting = self.asked + self.waiting, []
        self.settle(None)


def prepared_connection() -> psycopg.Connection:
    """Raises psycopg.Error."""
    line = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    line.pgconn.nonblocking = 0
    result = line.pgconn.prepare(NAME, QUESTION)
    line.pgconn.nonblocking = 1
    if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
        line.close()
        raise psycopg.OperationalError("The question for the data version cannot be prepared.")
    return line

"""Django's PostgreSQL, with a pool that knows when the database is away.

psycopg's own pool lets each request wait for seconds while nothing answers, and waits up to half a minute before it tries again
when something does. Here the first connection that cannot be made opens a circuit: from then on all requests of the process
fail at once, and one thread tries again about each second. Where it gets through, the process has a new pool.
"""

import logging
import select
import threading
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

logger = logging.getLogger("config.postgresql")

# Seconds until each further try; the last one counts for all that follow
WAITS = (0.25, 0.5, 1.0)
# A connection that cannot be made is no outage where another one answered so shortly before: the server has too many
RECENTLY = 1.0


class DatabaseIsAway(psycopg.OperationalError):
    """The last try to reach the database failed, and the next one is not due yet."""


class Circuit:
    """Whether the database can be reached, as far as this process knows."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_open = False
        self.answered_at = 0.0

    def failed_to_connect(self, error: psycopg.OperationalError, parameters: dict[str, Any]) -> None:
        with self.lock:
            if self.is_open or time.monotonic() - self.answered_at < RECENTLY:
                return
            self.is_open = True
        logger.warning("The database cannot be reached: %s", " ".join(str(error).split()))
        threading.Thread(target=self.try_again, args=(parameters,), name="database", daemon=True).start()

    def try_again(self, parameters: dict[str, Any]) -> None:
        """Until it works. In a thread of its own: a thread of the pool cannot wait for the pool's end."""
        began = time.monotonic()
        end_pools()
        tries = 0
        while self.is_open:
            time.sleep(WAITS[min(tries, len(WAITS) - 1)])
            tries += 1
            try:
                with psycopg.connect(**parameters) as connection:
                    connection.execute("SELECT 1")
            except psycopg.Error:
                continue
            end_pools()  # a request that was under way may have begun another one
            self.is_open = False
        logger.warning("The database can be reached again, after %.1f seconds.", time.monotonic() - began)


circuit = Circuit()


def end_pools() -> None:
    """Whoever waits for a connection fails at once; connections in use are closed when they are given back."""
    pools = DatabaseWrapper._connection_pools
    for alias in list(pools):
        if pool := pools.pop(alias, None):
            pool.close(timeout=0.1)


class PooledConnection(psycopg.Connection):
    taken_at = float("-inf")  # from the pool, last

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> "PooledConnection":
        try:
            return super().connect(conninfo, **parameters)
        except psycopg.OperationalError as error:
            circuit.failed_to_connect(error, parameters)
            raise

    def is_surely_alive(self) -> bool:
        """Whether somebody else took it within the last moment, and gave it back, and nothing has come from the server since:
        a server that ends says so on each connection. For whoever takes it now. It asks the server nothing: a page that is
        kept needs one question in place of two."""
        before, self.taken_at = self.taken_at, time.monotonic()
        if self.taken_at - before > RECENTLY or self.closed:
            return False
        silence = select.poll()
        silence.register(self.fileno(), select.POLLIN)
        return not silence.poll(0)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        """Raises DatabaseIsAway, at once, while the last try to connect failed."""
        if not self.settings_dict["OPTIONS"].get("pool"):
            return super().get_new_connection(conn_params)
        most = self.settings_dict["OPTIONS"]["pool"]["max_size"]
        for _connection in range(most + 1):  # all that the pool has may be dead
            if circuit.is_open:
                raise DatabaseIsAway("The database cannot be reached.")
            connection = super().get_new_connection(conn_params)
            if connection.is_surely_alive():
                circuit.answered_at = time.monotonic()
                return connection
            try:
                ConnectionPool.check_connection(connection)
            except psycopg.OperationalError:
                circuit.answered_at = 0.0
                connection._pool.putconn(connection)
            else:
                circuit.answered_at = time.monotonic()
                return connection
        raise DatabaseIsAway("Each connection broke before it was used.")

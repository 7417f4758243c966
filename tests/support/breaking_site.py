"""The site as it is served, with a database that ends the session in the middle of each export."""

import os
from contextlib import contextmanager

from django.db import connection

from config.asgi import application
from directory.exchange import exports, record_columns
from directory.exchange.hsds import views as hsds_views

__all__ = ["application"]

record_columns.BATCH = hsds_views.CHUNK = 3  # records, so that a short list is read in several batches
snapshot = exports.snapshot


class Ending:
    """Lets so many statements through; at the next one the server ends the session, as when it is stopped."""

    def __init__(self, statements: int):
        self.left = statements

    def __call__(self, execute, sql, parameters, many, context):
        self.left -= 1
        if self.left == 0:
            return execute("SELECT pg_terminate_backend(pg_backend_pid())", [], False, context)  # noqa: FBT003  Django's
        return execute(sql, parameters, many, context)


@contextmanager
def breaking_snapshot():
    with snapshot(), connection.execute_wrapper(Ending(int(os.environ["STATEMENTS_OF_AN_EXPORT"]))):
        yield


exports.snapshot = breaking_snapshot

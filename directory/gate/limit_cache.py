"""Where allauth keeps its limits: it takes them for a cache, so this is one for Django, in a table of its own.

allauth keeps the moments of somebody's tries under one key, and a lock beside them under another. Nothing removes either but
the end of its time: a cache that holds so many rows would forget somebody's tries for others'.
"""

import json
import time

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from directory.gate.limits import QUICKLY, hashed, is_alone

# Where a row stands for the key, `{taken}` says whether it gives way. In passing, two rows that are over are deleted
KEEP = f"""
WITH expired AS (
    DELETE FROM limit_history WHERE ctid IN (
        SELECT ctid FROM limit_history WHERE ends_at < now() AND who <> %(who)s
         ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED))
INSERT INTO limit_history AS l (who, value, ends_at)
VALUES (%(who)s, %(value)s::jsonb, clock_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (who) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at {{taken}}
RETURNING {QUICKLY}
"""
SET = KEEP.format(taken="")
ADD = KEEP.format(taken="WHERE l.ends_at <= clock_timestamp()")
PURPOSE = "cache"


class LimitCache(BaseCache):
    """Values are what JSON can hold. Every value has an end: without one, it is that of the settings (`TIMEOUT`)."""

    def __init__(self, name: str, params: dict):
        super().__init__(params)

    def get(self, key, default=None, version=None):
        statement = "SELECT value::text FROM limit_history WHERE who = %s AND ends_at > clock_timestamp()"
        with connection.cursor() as cursor:
            cursor.execute(statement, [self._who(key, version)])
            row = cursor.fetchone()
        return json.loads(row[0]) if row else default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._keep(SET, key, value, timeout, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        """Keep the value where none is kept. Of many at once, one is told that it was kept."""
        return self._keep(ADD, key, value, timeout, version)

    def delete(self, key, version=None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM limit_history WHERE who = %s", [self._who(key, version)])
            return cursor.rowcount == 1

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM limit_history")

    def _keep(self, statement: str, key, value, timeout, version) -> bool:
        seconds = max(self.get_backend_timeout(timeout) - time.time(), 0)
        parameters = {
            "who": self._who(key, version),
            "value": json.dumps(value),
            "seconds": seconds,
            "is_alone": is_alone(),
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.rowcount == 1

    def _who(self, key, version) -> bytes:
        return hashed(PURPOSE, self.make_and_validate_key(key, version=version))

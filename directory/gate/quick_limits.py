"""Limits that cost no statement: counted in this worker's memory, each worker for itself.

For what somebody asks with every letter that they type: to count that in the database would take longer than to answer it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from directory.gate.limits import Allowance, hashed

MOST_KEYS = 10_000  # whoever came longest ago is forgotten first, and may then begin anew


class QuickLimit:
    """So many times a second for each key for as long as it likes, and `at_once` many after a pause.

    A server with several workers may let through as many times more. Safe to ask from several threads.
    """

    def __init__(
        self,
        purpose: str,
        *,
        each_second: int,
        at_once: int,
        clock: Callable[[], float] = time.monotonic,
    ):
        self.purpose = purpose
        self.each_second = each_second
        self.at_once = at_once
        self.clock = clock
        # For each key what was left and when; the latest at the end
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, key: str) -> Allowance:
        """Count one more time for a key, where any is left."""
        who, now = hashed(self.purpose, key), self.clock()
        with self._lock:
            left, before = self._left.pop(who, (float(self.at_once), now))
            left = min(left + (now - before) * self.each_second, self.at_once)
            is_allowed = left >= 1
            left -= is_allowed
            self._left[who] = left, now
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        seconds_until_full = ceil((self.at_once - left) / self.each_second)
        return Allowance(is_allowed, self.at_once, int(left), max(seconds_until_full, 1))

    def forget(self) -> None:
        """Count anew for everybody."""
        with self._lock:
            self._left.clear()

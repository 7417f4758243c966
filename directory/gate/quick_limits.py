"""Limits that cost no statement: counted in this worker's memory, each worker for itself.

For what somebody asks with every letter that they type: to count that in the database would take longer than to answer it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from directory.gate.limits import hashed

MOST_KEYS = 10_000  # whoever came longest ago is forgotten first, and may then begin anew


class QuickLimit:
    """So many times a second for each key for as long as it likes, and twice as many at once after a pause.

    A server with several workers may let through as many times more. Safe to ask from several threads.
    """

    def __init__(self, purpose: str, *, clock: Callable[[], float] = time.monotonic):
        self.purpose = purpose
        self.clock = clock
        # For each key what was left and when; the latest at the end
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str, *, each_second: int) -> bool:
        """Count one more time for a key, where any is left, and say whether it was."""
        who, now, most = hashed(self.purpose, key), self.clock(), 2.0 * each_second
        with self._lock:
            left, before = self._left.pop(who, (most, now))
            left = min(left + (now - before) * each_second, most)
            is_allowed = left >= 1
            self._left[who] = left - is_allowed, now
            if len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return is_allowed

    def forget(self) -> None:
        """Count anew for everybody."""
        with self._lock:
            self._left.clear()

"""Parts of pages that are the same for every reader, kept in this process for one version of the data and one day.

Nothing that depends on who reads, or on words that somebody typed, may be kept here.
"""

import datetime
import threading
from typing import Any

from django.utils import timezone


class KeptParts:
    """Parts by what they depend on beside the data and the day. Of more than `most` all are made anew."""

    every: list["KeptParts"] = []

    def __init__(self, most: int):
        self.most = most
        self.lock = threading.Lock()
        self.state: tuple[int, datetime.date] | None = None
        self.parts: dict[Any, Any] = {}
        self.every.append(self)

    def at(self, version: int) -> dict[Any, Any]:
        """What is kept for a version of the data, to be added to. What is added for a version that is over is not kept."""
        state = version, timezone.localdate()
        with self.lock:
            if self.state is not None and state < self.state:
                return {}
            if state != self.state or len(self.parts) >= self.most:
                self.state, self.parts = state, {}
            return self.parts

    def forget(self) -> None:
        with self.lock:
            self.state, self.parts = None, {}


def forget() -> None:
    """Of all kinds: the same version of the data will be of other data."""
    for kept_parts in KeptParts.every:
        kept_parts.forget()

"""Counting the rows of bad input: how many were tried, how many were answered as expected, and whether any got a 5xx."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path

import pytest
from django.test import Client

TESTS = Path(__file__).resolve().parent.parent


@dataclass
class Tried:
    """The rows of one list of bad input."""

    name: str
    begun: int = 0
    as_expected: int = 0
    elsewhere: int = (
        0  # of those as expected: that a test of its own shows it was looked up, and nothing was tried here
    )
    answers: Counter[int] = field(default_factory=Counter)

    def row(self, test: Callable) -> Callable:
        """One row of the list."""

        @wraps(test)
        def counted(*args, **kwargs) -> None:
            self.begun += 1
            before = self.server_errors
            test(*args, **kwargs)
            assert self.server_errors == before
            self.as_expected += 1

        return counted

    def browser(self) -> Client:
        """A browser whose answers are counted, before a site that answers for its mistakes itself."""
        return CountedBrowser(self.answers)

    def shown_by(self, *tests: str) -> None:
        """A row that needs a server, a second worker or hours, and has a test of its own: "mail/test_smtp.py::test_...", which has
        to be there under that name."""
        for test in tests:
            module, _colons, name = test.partition("::")
            assert f"\ndef {name}(" in (TESTS / module).read_text(), test
        self.elsewhere += 1

    @property
    def server_errors(self) -> int:
        return sum(number for status, number in self.answers.items() if status >= 500 and status != 503)

    def in_words(self) -> str:
        return (
            f"{self.name}: {self.as_expected} of {self.begun} as expected ({self.elsewhere} of them in tests of their own),"
            f" {self.server_errors} x 5xx in {self.answers.total()} answers"
        )


class CountedBrowser(Client):
    def __init__(self, answers: Counter[int]):
        super().__init__(raise_request_exception=False)
        self.answers = answers

    def request(self, **request):
        response = super().request(**request)
        self.answers[response.status_code] += 1
        return response


def said_at_the_end(config: pytest.Config, tried: Tried) -> Iterator[None]:
    """For a fixture of a module: print the count when its tests are over."""
    yield
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        sys.stdout.write(f"\n{tried.in_words()}\n")

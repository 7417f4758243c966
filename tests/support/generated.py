"""Calls that are made up from a description in OpenAPI, thousands of them, each answer checked against it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from config.wsgi import application

# Such a client takes compressed answers, and does not read them
AS_IT_IS = {"Accept-Encoding": "identity"}
TOO_MANY = 429
# For each operation, of calls that fit and of those that do not
CALLS = int(os.environ.get("GENERATED_CALLS", "15"))

LETTERS = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=12)
schemathesis.openapi.format("words", st.lists(LETTERS, min_size=1, max_size=12).map(" ".join))
schemathesis.openapi.format(
    "org-id", st.sampled_from(["GB-CHC-1164883", "XI-WIKIDATA-Q1", "XI-LEI-529900T8BM49AURSDO55"])
)
schemathesis.openapi.format("organisation-slug", st.sampled_from(["home-office", "interpol"]))
schemathesis.openapi.format("organization-key", st.just("home-office"))
schemathesis.openapi.format("partial-date", st.sampled_from(["2005", "2005-12", "2005-12-15", "1999"]))
schemathesis.openapi.format("owner-organisation", st.just("home-office"))
schemathesis.openapi.format("owner-partnership", st.just("global-alliance"))


def without_what_no_schema_can_say(case: Case) -> None:
    """A cursor fits only if it was given out, and changes have an order of their own."""
    query = case.query or {}
    query.pop("cursor", None)
    if "since" in query:
        query.pop("sort", None)


@contextmanager
def one_connection() -> Iterator[None]:
    """The application keeps the test's connection, in whose transaction the records are."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@one_connection()
def call_everything(description: str) -> int:
    """Make up calls for each operation of a served description; returns how many. Raises with what went wrong."""
    schema: BaseSchema = schemathesis.openapi.from_wsgi(description, application, headers=AS_IT_IS)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    made = sum(call_often(operation, GenerationMode.POSITIVE) for operation in operations)
    with_parameters = [operation for operation in operations if operation.query or operation.path_parameters]
    return made + sum(call_often(operation, GenerationMode.NEGATIVE) for operation in with_parameters)


def call_often(operation: APIOperation, mode: GenerationMode) -> int:
    made = 0

    @settings(
        max_examples=CALLS,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def call(case: Case) -> None:
        nonlocal made
        if mode is GenerationMode.POSITIVE:
            without_what_no_schema_can_say(case)
        response = case.call_and_validate(headers=AS_IT_IS)
        # Descriptions name the answer to too many requests, so that a limit would hide whatever is behind it
        assert response.status_code != TOO_MANY
        made += 1

    call()
    return made

"""What an answer of the site holds: its text, its bytes, its rows."""

import csv
import io
import json
import re


def text(response) -> str:
    """The HTML of a page, with white space as one space."""
    return " ".join(response.content.decode().split())


def content(response) -> bytes:
    """All bytes of an answer, streamed or not."""
    assert response.status_code == 200, response.content
    return content_of_any(response)


def content_of_any(response) -> bytes:
    """The same of an answer with any status."""
    return b"".join(response.streaming_content) if response.streaming else response.content


# What another answer to the same question would have otherwise: tokens and keys of its forms, the number that a refused
# request has, and the minute of which a list of desks speaks
PASSING = re.compile(
    r'name="(?:csrfmiddlewaretoken|fetched|form_key)" value="[^"]*"|this number: <bdi>[0-9a-f]+</bdi>'
    r"|Times as of [^<]*"
)


def lasting(response) -> str:
    """A page without what is another each time."""
    return PASSING.sub("", content_of_any(response).decode())


def csv_rows(text: bytes) -> list[dict]:
    """The rows of a CSV file, which is nothing but a header and rows."""
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def keys(client, address: str) -> list[str]:
    """The keys of the rows of a CSV file, in their order."""
    return [row["key"] for row in csv_rows(content(client.get(address)))]


def ndjson_records(file: bytes) -> list[dict]:
    """The records of a file of lines, which ends with their number."""
    *records, end = map(json.loads, file.decode().splitlines())
    assert end == {"count": len(records)}
    return records

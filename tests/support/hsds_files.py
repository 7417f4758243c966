"""The directory in the forms that Open Referral's HSDS has: files with their names."""

import csv
import io
import json

from tests.support.responses import content

TABLES = ("service_areas", "languages", "attributes", "organization_identifiers")


def hsds(client) -> dict[str, bytes]:
    """All organisations and partnerships as Open Referral's HSDS has them."""
    return {
        f"{name}.ndjson": content(client.get(f"/hsds/{name}?full=true&format=ndjson"))
        for name in ("organizations", "services")
    }


def pages(client) -> dict[str, bytes]:
    """The same as pages of JSON."""
    files = {}
    for name in ("organizations", "services"):
        number, is_last = 1, False
        while not is_last:
            page = client.get(f"/hsds/{name}?full=true&per_page=100&page={number}").content
            files[f"{name}-{number}.json"] = page
            number, is_last = number + 1, json.loads(page)["last_page"]
    return files


def tables(client) -> dict[str, bytes]:
    """The same in HSDS's tables: what a record has several of in a table of its own, objects as JSON."""
    rows: dict[str, list[dict]] = {name: [] for name in ("organizations", "services", *TABLES)}
    for name, lines in hsds(client).items():
        for record in map(json.loads, lines.decode().splitlines()):
            for table in TABLES:
                for part in record.pop(table, ()):
                    rows[table].append({column: part[column] for column in part if column != "taxonomy_term"})
                    if table == "organization_identifiers":
                        rows[table][-1]["organization_id"] = record["id"]
            rows[name.removesuffix(".ndjson")].append(record)
    terms = content(client.get("/hsds/taxonomy_terms?format=ndjson")).decode().splitlines()
    rows["taxonomy_terms"] = [json.loads(term) for term in terms]
    return {f"{name}.csv": as_csv(records) for name, records in rows.items() if records}


def as_csv(records: list[dict]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(dict.fromkeys(name for record in records for name in record)))
    writer.writeheader()
    for record in records:
        writer.writerow(
            {
                name: json.dumps(value) if isinstance(value, list | dict | bool) else value
                for name, value in record.items()
                if value not in ([], {}, None)
            }
        )
    return stream.getvalue().encode()

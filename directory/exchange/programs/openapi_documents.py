"""The two OpenAPI documents, as they are served."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

from config.deployment import operator
from directory.finding.facets import Values


@cache
def document(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def with_codes(text: str, facet_values: Values) -> dict:
    """An OpenAPI document under this installation's address, with its operator and its limit of requests. Where a schema names a facet in `x-vocabulary`, it gets
    the facet's codes as its `enum`: those that the database holds now, so that they need not stand in the file."""

    def filled(node: object) -> object:
        if isinstance(node, list):
            return [filled(child) for child in node]
        if not isinstance(node, dict):
            return node
        node = {name: filled(child) for name, child in node.items()}
        if facet := node.get("x-vocabulary"):
            node["enum"] = sorted(facet_values.by_code[facet])
        return node

    described = filled(json.loads(text.replace("https://directory.example.org", settings.DIRECTORY_BASE_URL)))
    stated = operator()
    contact = {"name": stated.name, "url": stated.website, "email": stated.email}
    if most := settings.API_REQUESTS_PER_MINUTE:
        described["info"]["description"] += (
            f" From one address {most} requests a minute are answered; each answer says how many are left"
            " (RateLimit-Remaining), and 429 says when to come back (Retry-After)."
        )
    if contact := {name: value for name, value in contact.items() if value}:
        described["info"]["contact"] = contact
    return described

"""The OpenAPI documents, as they are served."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

from directory.finding.facets import Values


@cache
def document(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def with_codes(text: str, values: Values) -> dict:
    """An OpenAPI document as it is served: under its own address, and with the codes that there are, wherever it
    only names their vocabulary."""

    def filled(node):
        if isinstance(node, list):
            return [filled(one) for one in node]
        if not isinstance(node, dict):
            return node
        node = {name: filled(value) for name, value in node.items()}
        if facet := node.get("x-vocabulary"):
            node["enum"] = sorted(values.by_code[facet])
        return node

    return filled(json.loads(text.replace("https://directory.example.org", settings.DIRECTORY_BASE_URL)))

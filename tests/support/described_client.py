"""A client that knows of an interface what its OpenAPI document says, and nothing else: which lists there are, how their
pages follow one another, and how many records a page holds at most."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

Document = dict[str, Any]


class Operation(NamedTuple):
    """A list that can be read: where, and its parameters and the schema of a page, with what they refer to."""

    path: str
    parameters: dict[str, Document]
    page: Document


class DescribedClient:
    """`fetch` gives the JSON at a path with its parameters; what it answers has to be of the described form."""

    def __init__(self, document: Document, fetch: Callable[[str], Document]):
        self.document, self.fetch = document, fetch

    def lists(self) -> list[Operation]:
        """The operations without parameters in their paths whose answer is a page: an object with one array of records."""
        return [
            operation
            for path, item in self.document["paths"].items()
            if "get" in item and "{" not in path
            if self.array_of((operation := self._operation(path, item["get"])).page)
        ]

    def _operation(self, path: str, described: Document) -> Operation:
        parameters = [self.resolved(parameter) for parameter in described.get("parameters", [])]
        answer = self.resolved(described["responses"]["200"])["content"]["application/json"]["schema"]
        return Operation(path, {each["name"]: each for each in parameters}, self.resolved(answer))

    def resolved(self, node: Document) -> Document:
        """What a node refers to, or itself."""
        while "$ref" in node:
            target: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    @staticmethod
    def array_of(page: Document) -> str:
        """The property of a page that holds its records: the first required array beside what tells of other pages."""
        properties = page.get("properties", {})
        if not {"next", "total_pages"} & properties.keys():
            return ""
        return next(name for name in page["required"] if properties[name].get("type") == "array")

    def records(self, operation: Operation, *, size: int) -> Iterator[Document]:
        """All records of a list, `size` on a page, each once."""
        sizes = {"limit", "per_page"} & operation.parameters.keys()
        address = f"{operation.path}?{urlencode(dict.fromkeys(sizes, size))}"
        array = self.array_of(operation.page)
        number = 1
        while address:
            page = self.fetch(address)
            assert page.keys() >= set(operation.page["required"])
            assert len(page[array]) <= size
            yield from page[array]
            number += 1
            address = self._next(operation, page, number, size)

    @staticmethod
    def _next(operation: Operation, page: Document, number: int, size: int) -> str:
        """The address of the page with that number: as the page names it, or by its number where it counts pages."""
        if "next" in operation.page["properties"]:
            parts = urlsplit(page["next"] or "")
            return f"{parts.path}?{parts.query}" if page["next"] else ""
        query = urlencode({"page": number, "per_page": size})
        return f"{operation.path}?{query}" if number <= page["total_pages"] else ""

    def most(self, operation: Operation) -> int:
        """How many records a page may hold, as the document says."""
        (name,) = {"limit", "per_page"} & operation.parameters.keys()
        return operation.parameters[name]["schema"]["maximum"]

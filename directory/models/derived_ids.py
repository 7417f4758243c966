"""The identifiers of what has none in the database: the same in both interfaces for programs and on a desk's card."""

import uuid

NAMESPACE = uuid.UUID("6f1b3c1e-5a0d-5c57-9a6e-0b8a3f7f9d21")


def derived_id(*names: object) -> str:
    """The identifier of what has none in the database, made from its names: a topic's from its code, for example. The
    same names make the same one everywhere."""
    return str(uuid.uuid5(NAMESPACE, " ".join(map(str, names))))


def desk_id(slug: str) -> str:
    return derived_id("contact", slug)

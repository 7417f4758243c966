"""Addresses of websites in cells of lists, with whatever people write beside them."""

import re

from directory.importing.lists.plain import plain

_ADDRESS = re.compile(
    r"(?<![@\w.-])(?:https?\s*:\s*/{1,2}\s*|www\.)?(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#][^\s<>\"'|;,\u060c]*)?(?![\w@])",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(https?)\s*:\s*/{1,2}\s*", re.IGNORECASE)
# Answers to "Do you have a website?"
_NO = {"no", "non", "nao", "لا", "nein", "yes", "oui", "si", "sim", "نعم"}
Web = tuple[str, tuple[str, ...], bool, tuple[tuple[str, str], ...], tuple[str, ...]]


def read_web(target: str, typed: str) -> Web:
    """The fields of a CellValue: the first address of a cell; further ones of a partnership are links of it. Words in which there
    is no address are dropped."""
    addresses = [_with_scheme(address) for address in _ADDRESS.findall(typed)]
    if not addresses and re.fullmatch(r"https?://\S+", typed, re.IGNORECASE):
        addresses = [typed]  # for the form to say what is wrong with it
    if not addresses:
        return "", (), False, (), () if plain(typed) in _NO else (typed,)
    if target.endswith(".links"):
        return ";".join(addresses), (), False, (), ()
    first, *others = dict.fromkeys(addresses)
    if target == "partnership.website" and others:
        return first, (), False, (("partnership.links", ";".join(others)),), ()
    return first, (), False, (), tuple(others)


def _with_scheme(address: str) -> str:
    """With a scheme as browsers have it, where there is one; and without a full stop behind it."""
    return _SCHEME.sub(lambda scheme: f"{scheme[1].lower()}://", address).rstrip(".,;:!")

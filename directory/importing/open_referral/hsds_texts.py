"""Names, terms and texts of HSDS's records: which alternate name is an acronym, and how much of a text is the summary."""

import html
import re

from django.utils.html import strip_tags

from directory.importing.open_referral.hsds_fields import Record, first_text, text_of, texts_of

MOST_IN_SUMMARY = 1000  # characters
# Two capitals at least, and no space: "INHOPE", "G7/LE"; "Interpol" is another name.
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[\w.&/+-]{2,15}")

# Tags of texts that were written for a page; an unknown one, such as "<name>", may be meant
_TAG = re.compile(r"</?(?:p|br|b|i|u|a|em|strong|ul|ol|li|div|span|h[1-6])(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LINE_END = re.compile(r"</(?:p|div|h[1-6]|ul|ol)>|<br\s*/?>\s*<br\s*/?>", re.IGNORECASE)
_SHORT_LINE_END = re.compile(r"<br\s*/?>|</li>", re.IGNORECASE)


def names_besides(record: Record, extension: Record) -> tuple[str, str]:
    """The acronym and the other names, as far as they are there: our own HSDS says which of them the alternate name is."""
    if "other_names" in extension:
        return text_of(extension.get("acronym")), ";".join(texts_of(extension["other_names"]))
    name, acronym = text_of(record.get("alternate_name")), text_of(extension.get("acronym"))
    if acronym or _ACRONYM.fullmatch(name):
        return acronym or name, ""
    return "", name.replace(";", ",")  # a semicolon stands between the names of a cell


def term_of(attribute: Record) -> str:
    """The name of the term that an attribute gives a record, or whatever names it."""
    terms = [attribute.get("taxonomy_term"), attribute.get("taxonomy")]
    term = next((term for term in terms if isinstance(term, dict)), {})
    return (
        first_text(term, "name", "term", "code", "id")
        or first_text(attribute, "value", "label", "taxonomy_term_id", "taxonomy_id")
        or "–"
    )


def summary_and_description(record: Record, extension: Record) -> tuple[str, str]:
    """Summary and description. HSDS has one text, of which our own says how much is the summary."""
    text = text_of(record.get("description"))
    summary = text_of(extension.get("summary"))
    if summary and text.startswith(summary):
        return summary, text.removeprefix(summary).lstrip("\n")
    if not extension:
        text = _without_tags(text)
    return _split(text)


def _split(text: str) -> tuple[str, str]:
    """The paragraphs that fit into a summary, and those after them. A first paragraph that is too long is shortened in
    the summary and whole in the description."""
    if len(text) <= MOST_IN_SUMMARY:
        return text, ""
    summary, *later_paragraphs = re.split(r"\n\s*\n", text)
    if len(summary) > MOST_IN_SUMMARY:
        return _shortened(summary), text
    while later_paragraphs and len(summary) + 2 + len(later_paragraphs[0]) <= MOST_IN_SUMMARY:
        summary = f"{summary}\n\n{later_paragraphs.pop(0)}"
    return summary, "\n\n".join(later_paragraphs)


def _shortened(text: str) -> str:
    return text[: MOST_IN_SUMMARY - 2].rpartition(" ")[0] + " …"


def _without_tags(text: str) -> str:
    """A text that was written for a page, with its paragraphs and without tags. Other texts stay as they are."""
    if not _TAG.search(text):
        return text
    text = _SHORT_LINE_END.sub("\n", _LINE_END.sub("\n\n", text))
    plain = html.unescape(strip_tags(text))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in plain.splitlines())).strip()

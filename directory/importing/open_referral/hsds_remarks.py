"""What of an HSDS file does not come in, or only in part: each thing by its name, with the number of records."""

from collections import Counter
from collections.abc import Mapping

from django.utils.translation import gettext as _

from directory.tabular import Reading

MOST_NAMED = 100  # things of a kind in one remark, of which the file may have any number
LONGEST_NAME = 80  # characters


class Remarks:
    """What is to be said of a file. A record counts once for each thing, however often the file repeats it."""

    def __init__(self) -> None:
        self.left_out: dict[str, set[str]] = {}  # parts, with the records that have them
        self.terms: dict[str, set[str]] = {}
        self.languages: dict[str, set[str]] = {}
        self.statuses: dict[str, set[str]] = {}  # an error of their rows, so there is no remark about them
        self.areas: dict[str, set[str]] = {}
        self.providers: dict[str, set[str]] = {}
        self.parents: dict[str, set[str]] = {}
        self.differing: dict[str, set[str]] = {}
        self.identifiers: dict[str, set[str]] = {}
        self.without_id = 0
        self.strangers: Counter[str] = Counter()  # by the name of the file or field

    def leave_out(self, part: str, identifier: str) -> None:
        """`identifier` is that of the record, or of its row in a table."""
        note(self.left_out, part, identifier)

    def add_to(self, reading: Reading, file: str) -> None:
        remarks = [
            (
                _("The directory has no place for these parts of HSDS, and they were left out: %(names)s."),
                self.left_out,
            ),
            (
                _(
                    "Terms of others that are no topic or sector here were not taken. They stay in this remark: %(names)s."
                ),
                self.terms,
            ),
            (_("Languages that the directory does not know were left out: %(names)s."), self.languages),
            (_("Areas that are no country were left out: %(names)s."), self.areas),
            (
                _(
                    "Organizations that provide services are not in the file. These come in without a provider: %(names)s."
                ),
                self.providers,
            ),
            (
                _(
                    "Organizations that others are a part of are not in the file, and were left out: %(names)s."
                ),
                self.parents,
            ),
            (
                _(
                    "Records stand in the file more than once, and differ. What stands there first was taken: %(names)s."
                ),
                self.differing,
            ),
            (_("Identifiers that no register writes so were left out: %(names)s."), self.identifiers),
        ]
        for sentence, records_by_name in remarks:
            if records_by_name:
                reading.problem(file, sentence % {"names": _counted(records_by_name)}, is_warning=True)
        if self.without_id:
            message = _("%(count)s records have no identifier (“id”) and were left out.")
            reading.problem(file, message % {"count": self.without_id}, is_warning=True)
        if self.strangers:
            names = ", ".join(f"{name[:60]} ({count})" for name, count in sorted(self.strangers.items()))
            message = _("Records of another kind than HSDS has were left out: %(names)s.")
            reading.problem(file, message % {"names": names[:1000]}, is_warning=True)


def note(records_by_name: dict[str, set[str]], name: str, identifier: str) -> None:
    records_by_name.setdefault(" ".join(name.split())[:LONGEST_NAME], set()).add(identifier)


def _counted(records_by_name: Mapping[str, set[str]]) -> str:
    """The names with the number of records of each, those of most records first where not all are named."""
    names = sorted(records_by_name)
    if len(names) > MOST_NAMED:
        names = sorted(names, key=lambda name: -len(records_by_name[name]))[:MOST_NAMED]
    counted = ", ".join(f"{name} ({len(records_by_name[name])})" for name in names)
    if further := len(records_by_name) - len(names):
        records = set().union(*(records_by_name[name] for name in records_by_name.keys() - set(names)))
        further_words = _("%(count)s further ones in %(records)s records")
        counted += "; " + further_words % {"count": further, "records": len(records)}
    return counted

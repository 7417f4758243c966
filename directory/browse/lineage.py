"""What was before an organisation or a partnership, and what became of it: the whole chain, in the order of time."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from directory.browse.notes import Backing, SourceNotes
from directory.models import Organisation, Partnership, Succession
from directory.models.partial_dates import in_words

CHAIN_AT_ONCE = 5  # of a longer chain, those that touch the record come first and the others are folded
# Each walk ends: UNION drops what was reached before, though two records may each follow the other
# As an array first: the planner takes a chain for longer than it is, and would read all successions beside it
CHAIN = """
    SELECT unnest(ARRAY(WITH RECURSIVE
    later (id, record) AS (
        SELECT id, after_{kind}_id FROM directory_succession WHERE before_{kind}_id = %s
        UNION SELECT s.id, s.after_{kind}_id FROM later JOIN directory_succession s ON s.before_{kind}_id = record),
    earlier (id, record) AS (
        SELECT id, before_{kind}_id FROM directory_succession WHERE after_{kind}_id = %s
        UNION SELECT s.id, s.before_{kind}_id FROM earlier JOIN directory_succession s ON s.after_{kind}_id = record)
    SELECT id FROM later UNION SELECT id FROM earlier))
"""
MOST = 50  # no real body has so many


def chain(kind: str, key: RawSQL) -> QuerySet[Succession]:
    """The successions before a record and after it. `kind`: "organisation" or "partnership"."""
    return Succession.objects.shown().filter(
        pk__in=RawSQL(CHAIN.format(kind=kind), [*key.params, *key.params])  # noqa: S611  our own SQL
    )[:MOST]


def in_order(successions: Iterable[Succession]) -> list[Succession]:
    """The earliest first, those without a date last."""
    return sorted(
        successions, key=lambda succession: (not succession.happened, succession.happened, succession.pk)
    )


class ToldSuccession(NamedTuple):
    """One step of a chain: what happened in words, and what that rests on."""

    succession: Succession
    when: str
    backing: Backing


class Lineage(NamedTuple):
    """The steps of a chain at once, and those that are folded."""

    steps: list[ToldSuccession]
    more: list[ToldSuccession]


def told(successions: list[Succession], record: Organisation | Partnership, notes: SourceNotes) -> Lineage:
    """A chain for the page of a record. Of a long one, the steps of the record itself are shown at once."""
    steps = [ToldSuccession(step, in_words(step.happened), notes.backing(step)) for step in successions]
    if len(steps) <= CHAIN_AT_ONCE:
        return Lineage(steps, [])
    steps_of_record = [step for step in steps if record in (step.succession.before, step.succession.after)]
    return Lineage(steps_of_record, [step for step in steps if step not in steps_of_record])

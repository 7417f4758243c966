"""Hiding a record at once, when something must not be public, and showing it again. Its owners are told."""

from django.db import transaction
from django.db.models import Q, QuerySet

from directory.mail.letters import to_owners
from directory.models import (
    Organisation,
    Partnership,
    Representative,
    Standing,
    State,
    User,
)
from directory.models.memberships import RUNNING
from directory.records import publishing

Record = Organisation | Partnership


class AlreadySo(Exception):
    """The record is hidden, or public, already: somebody was quicker."""


class WasMerged(Exception):
    """The record was merged into another one. Undoing the merge shows it again."""


@transaction.atomic
def hide(record: Record, *, by: User, reason: str) -> None:
    """Take a record out of public sight at once. `reason` is shown in public. Raises AlreadySo."""
    record = _locked(record, is_hidden=False)
    publishing.remove(record, by=by, reason=reason)
    for owner in owners_of(record):
        to_owners.record_hidden(record, to=owner, reason=reason)


@transaction.atomic
def show(record: Record, *, by: User, reason: str) -> None:
    """Make a record public again. Raises AlreadySo, and WasMerged."""
    record = _locked(record, is_hidden=True)
    if record.merges.filter(undone_at=None).exists():
        raise WasMerged
    publishing.restore(record, by=by, why=reason)
    for owner in owners_of(record):
        to_owners.record_shown(record, to=owner, reason=reason)


def owners_of(record: Record) -> QuerySet[User]:
    """Who looks after a record: the owners of an organisation; of a partnership, the owners of the organisations that
    registered or changed it, or that run it and confirmed so themselves."""
    owners = Representative.objects.owners()
    if isinstance(record, Organisation):
        owners = owners.filter(organisation=record)
    else:
        leads = record.memberships.filter(standing=Standing.CONFIRMED, role__in=RUNNING)
        registered = record.submissions.filter(state=State.ACCEPTED)
        owners = owners.filter(
            Q(organisation__in=leads.values("organisation"))
            | Q(organisation__in=registered.values("organisation"))
        )
    return User.objects.filter(is_active=True, pk__in=owners.values("user")).order_by("pk")


def _locked(record: Record, *, is_hidden: bool) -> Record:
    """The record as it is now, which nobody else can hide or show before the transaction ends. Raises AlreadySo."""
    record = type(record).objects.select_for_update().get(pk=record.pk)
    if bool(record.removed_at) != is_hidden:
        raise AlreadySo
    return record

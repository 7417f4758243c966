"""The one way in. Whatever changes a public record goes through here.

Each verb is one transaction, recorded with who, when, from which source and why. What it is given, forms have cleaned. A
record that already is as it should be is left alone, so that the same import twice changes nothing.
"""

import datetime
from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from directory.models import (
    Actor,
    ColleagueInvitation,
    ContactPoint,
    FormerAddress,
    Membership,
    Organisation,
    Partnership,
    Standing,
    User,
)
from directory.models.history import because
from directory.models.memberships import CURRENT
from directory.records import erasures
from directory.records.batches import Batch, Outcome, Record
from directory.records.record_form import RecordForm


def publish(
    records_by_form: Mapping[type[RecordForm], Sequence[Record]],
    *,
    by: User | None,
    source: str,
    why: str,
    actor: str = "",
    report_progress: Callable[[int], None] = lambda _count: None,
) -> dict[type[RecordForm], Outcome]:
    """Make the directory hold these records, in one transaction. Returns an outcome for each form.

    `records_by_form` gives the `cleaned_data` of valid forms, in an order in which records come before those that refer
    to them. A field that a record lacks keeps its value, or its default in a new record; so does a reference to a
    removed record, which whoever leaves it out could not see.
    `source` is the key of the source or the name of the file; it and `why` stand in the history, with `actor`, the part
    that `by` plays, a `models.Actor` (without one: the secretariat's, or an import's where `by` is nobody).
    `report_progress` is called after each form with the number of records written so far.
    Raises batches.Refused where a constraint refuses a record that its form took; then nothing was written.
    """
    outcomes, written_count = {}, 0
    with because(by=by.pk if by else None, source=source, why=why, actor=actor):
        for form, records in records_by_form.items():
            outcomes[form] = Batch(form, records).write()
            written_count += len(records)
            report_progress(written_count)
    return outcomes


def readdress(record: Organisation | Partnership, slug: str, *, by: User | None, why: str) -> None:
    """Give a record another public address. The old one redirects for good."""
    kind = record._meta.model_name
    with because(by=by.pk if by else None, source="", why=why):
        # Where it gets an address back that it once had: an address either shows a record or redirects
        FormerAddress.objects.filter(**{kind: record}, slug=slug).delete()
        FormerAddress.objects.create(**{kind: record}, slug=record.slug)
        record.slug = slug
        record.save(update_fields=["slug"])


def confirm(
    partnership: Partnership,
    organisation: Organisation,
    *,
    by: User | None,
    why: str,
    source: str = "",
    day: datetime.date | None = None,
    role: str = "",
) -> bool:
    """Keep that an organisation found the record right on a day, today where none is given; the latest counts.

    All its parts that last are confirmed with it; with a `role`, only that in this role, where it was asked about no other.
    False where the organisation is not a member any more, or does not want to be: then nothing changes.
    """
    day = day or timezone.localdate()
    with because(by=by.pk if by else None, source=source, why=why, actor=Actor.ORGANISATION):
        record = Partnership.objects.select_for_update().get(pk=partnership.pk)
        memberships = Membership.objects.filter(partnership=record, organisation=organisation)
        # A member that disputes its membership, declines or has left cannot confirm the record
        lasting = memberships.filter(standing__in=CURRENT, left="", no_longer_listed=False)
        parts = list((lasting.filter(role=role) if role else lasting).select_for_update())
        for part in parts:
            if part.standing != Standing.CONFIRMED or part.confirmed_on < day:
                part.standing, part.confirmed_on = Standing.CONFIRMED, day
                part.save(update_fields=["standing", "confirmed_on"])
        if not parts:
            return False
        _keep_confirmed(record, day)
    return True


def confirm_beside(partnership: Partnership, *, by: User | None, why: str) -> None:
    """Keep that an organisation which is no member found the record right today: of some records no organisation is known
    that is one. No membership changes."""
    with because(by=by.pk if by else None, source="", why=why, actor=Actor.ORGANISATION):
        record = Partnership.objects.select_for_update().get(pk=partnership.pk)
        _keep_confirmed(record, timezone.localdate())


def _keep_confirmed(record: Partnership, day: datetime.date) -> None:
    if not record.confirmed_on or record.confirmed_on < day:
        record.confirmed_on = day
        record.save(update_fields=["confirmed_on"])


class LastContactPoint(Exception):
    """A published organisation would have no contact point any more."""


def remove_contact_point(desk: ContactPoint, *, by: User | None, why: str) -> None:
    """Delete a desk; its history stays. Raises LastContactPoint."""
    with because(by=by.pk if by else None, source="", why=why, actor=Actor.ORGANISATION):
        # Of two removals at once for one organisation the second waits, and then sees that its desk is the last
        Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=desk.organisation_id)
        remaining_desks = ContactPoint.objects.of(desk.organisation).exclude(pk=desk.pk)
        if not remaining_desks.exists() and not desk.organisation.removed_at:
            raise LastContactPoint
        erasures.remember(desk)
        ContactPoint.objects.filter(pk=desk.pk).delete()


def remove(record: Organisation | Partnership, *, by: User | None, reason: str) -> None:
    """Take a record out of public sight. Its page says so, with the reason; nothing is deleted. An organisation's open
    invitations to colleagues end."""
    with because(by=by.pk if by else None, source="", why=reason):
        record.removed_at = timezone.now()
        record.removal_reason = reason
        record.save(update_fields=["removed_at", "removal_reason"])
        if isinstance(record, Organisation):
            ColleagueInvitation.objects.filter(organisation=record).revoke()


def restore(record: Organisation | Partnership, *, by: User | None, why: str) -> None:
    """Make a removed record public again."""
    with because(by=by.pk if by else None, source="", why=why):
        record.removed_at = None
        record.removal_reason = ""
        record.save(update_fields=["removed_at", "removal_reason"])

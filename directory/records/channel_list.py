"""Changing the list of reporting channels: what reviewers correct, and a new file of the list. Both leave history."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.utils import timezone
from django.utils.translation import gettext as _

from directory.database.locks import AdvisoryLock, wait_for
from directory.models import Actor, ReportingChannel, User
from directory.models.history import because
from directory.records.channel_form import ReportingChannelForm, fields_of, twin_of

COLUMNS = tuple(ReportingChannelForm.base_fields)
FROM_THE_FILE = "The list that comes with the directory"  # why, in the history


class ChannelListedAlready(Exception):
    """Another channel has its name or address by now."""


class ChannelChangedSince(Exception):
    """Somebody changed the channel since the page was opened."""


class WrongChannelList(Exception):
    """A file that cannot become the list. `problems` are all of them, in sentences with their lines."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


# What reviewers do


def version_of(channel: ReportingChannel) -> str:
    """What changes with each change of the channel. One query."""
    return str(channel.history.order_by("-pgh_id").values_list("pgh_id", flat=True).first())


def add(fields: Mapping[str, object], *, by: User, why: str) -> ReportingChannel:
    """`fields` are those of a valid form. Raises ChannelListedAlready."""
    with because(by=by.pk, source="", why=why):
        wait_for(AdvisoryLock.REPORTING_CHANNELS)
        channel = ReportingChannel(**fields, corrected_at=timezone.now())
        _refuse_twin(channel)
        channel.save(force_insert=True)
    return channel


def correct(
    channel: ReportingChannel, fields: Mapping[str, object], *, by: User, why: str, seen: str
) -> bool:
    """Whether anything was different. From then on a file changes nothing of the channel. Raises ChannelListedAlready and
    ChannelChangedSince, where its version is not the one that was `seen`."""
    with _changing(channel, by=by, why=why, seen=seen) as current:
        if changed := [name for name in fields if getattr(current, name) != fields[name]]:
            for name in changed:
                setattr(current, name, fields[name])
            _refuse_twin(current)
            current.corrected_at = timezone.now()
            current.save(update_fields=[*changed, "corrected_at"])
    return bool(changed)


def remove(channel: ReportingChannel, *, by: User, why: str, seen: str) -> None:
    """Take it off the list; it can be brought back. Raises ChannelChangedSince."""
    with _changing(channel, by=by, why=why, seen=seen) as current:
        current.removed_at = current.corrected_at = timezone.now()
        current.save(update_fields=["removed_at", "corrected_at"])


def restore(channel: ReportingChannel, *, by: User, why: str, seen: str) -> None:
    """Raises ChannelListedAlready and ChannelChangedSince."""
    with _changing(channel, by=by, why=why, seen=seen) as current:
        _refuse_twin(current)
        current.removed_at, current.corrected_at = None, timezone.now()
        current.save(update_fields=["removed_at", "corrected_at"])


def keep_checked(channel: ReportingChannel, *, by: User, seen: str) -> None:
    """Keep that its address was opened, or its number called, today, and found right. A file may still change it.
    Raises ChannelChangedSince."""
    with _changing(channel, by=by, why=_("Opened or called, and found right"), seen=seen) as current:
        current.checked_on = timezone.localdate()
        current.save(update_fields=["checked_on"])


@contextmanager
def _changing(channel: ReportingChannel, *, by: User, why: str, seen: str) -> Iterator[ReportingChannel]:
    with because(by=by.pk, source="", why=why):
        wait_for(AdvisoryLock.REPORTING_CHANNELS)
        current = ReportingChannel.objects.get(pk=channel.pk)
        if version_of(current) != seen:
            raise ChannelChangedSince
        yield current


def _refuse_twin(channel: ReportingChannel) -> None:
    if twin_of(channel, ReportingChannel.objects.listed().exclude(pk=channel.pk)):
        raise ChannelListedAlready


# A new file


def refresh(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """Make the list what the rows of a file say, and say in lines what changed and what was left.

    Whatever a reviewer corrected, added or removed stays as it is. What the file has no more is taken off the list. Raises
    WrongChannelList before anything is changed.
    """
    fields_by_key = _checked(rows)
    lines = []
    with because(by=None, source="", why=FROM_THE_FILE, actor=Actor.SYSTEM):
        wait_for(AdvisoryLock.REPORTING_CHANNELS)
        channels = list(ReportingChannel.objects.all())
        stored = {channel.shipped_as: channel for channel in channels if channel.shipped_as}
        for key, channel in stored.items():
            if key not in fields_by_key:
                lines += _take_off(channel)
        for key, fields in fields_by_key.items():
            channel = stored.get(key) or ReportingChannel(shipped_as=key)
            neighbours = [listed for listed in channels if listed is not channel and not listed.removed_at]
            lines += _bring_to(channel, fields, neighbours)
            if channel.pk and key not in stored:
                channels.append(channel)
    return lines


def _checked(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, object]]:
    """The fields of each row, by the key under which the list keeps it."""
    problems, fields_by_key, channels_read = [], {}, []
    form = ReportingChannelForm(neighbours=channels_read)
    for line, row in enumerate(rows, 2):
        if tuple(row) != COLUMNS or None in row.values():
            raise WrongChannelList([f"line {line}: the columns must be {', '.join(COLUMNS)}"])
        form.rebind(row)
        if form.errors:
            problems += [f"line {line}, {column}: {' '.join(form.errors[column])}" for column in form.errors]
            continue
        fields = fields_of(form.cleaned_data)
        fields_by_key[f"{fields['country_id']} {fields['kind']} {fields['name']}"] = fields
        channels_read.append(ReportingChannel(**fields))
    if not fields_by_key and not problems:
        problems = ["the file has no row"]
    if problems:
        raise WrongChannelList(problems)
    return fields_by_key


def _take_off(channel: ReportingChannel) -> list[str]:
    if channel.removed_at:
        return []
    if channel.corrected_at:
        return [f"{channel.shipped_as}: no longer in the file; left, for a reviewer corrected it"]
    channel.removed_at = timezone.now()
    channel.save(update_fields=["removed_at"])
    return [f"{channel.shipped_as}: no longer in the file; taken off the list"]


def _bring_to(
    channel: ReportingChannel, fields: dict[str, object], neighbours: list[ReportingChannel]
) -> list[str]:
    """Give a channel of the file its fields, unless a reviewer decided otherwise."""
    key, is_new = channel.shipped_as, channel.pk is None
    changed = list(fields) if is_new else [name for name in fields if getattr(channel, name) != fields[name]]
    comes_back = bool(channel.removed_at)
    if not changed and not comes_back:
        return []
    if channel.corrected_at:
        verb = "removed" if comes_back else "corrected"
        return [f"{key}: left, for a reviewer {verb} it on {channel.corrected_at:%Y-%m-%d}"]
    if twin := twin_of(ReportingChannel(**fields), neighbours):
        return [f"{key}: left out, for “{twin}” is in the list with its name or address"]
    lines = [f"{key}: {name}: {getattr(channel, name)!r} is now {fields[name]!r}" for name in changed]
    if is_new or comes_back:
        lines = [f"{key}: added"]
    for name in changed:
        setattr(channel, name, fields[name])
    if {"url", "phones"} & set(changed):
        channel.checked_on = None  # what was checked was the former address
    channel.removed_at = None
    channel.save()
    return lines

"""What has to end once a database was restored: it believes in links, sessions and mails of a past that went on elsewhere."""

from collections.abc import Iterator
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, Func, Model
from django.utils import timezone

from directory.accounts import deletion
from directory.models import (
    ContactPoint,
    Mail,
    MailState,
    Representative,
    SecurityEvent,
    SecurityEventKind,
    Suppression,
    User,
    Verification,
    VerificationState,
)
from directory.models.by_link import ByLink
from directory.models.mailed_codes import MailedCode
from directory.records import erasures

# 64 hexadecimal digits that are nobody's hash
NO_TOKEN = Func(
    template="replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')", output_field=CharField()
)


WHY = "It had ended before the directory was restored from a backup."


class Ended(NamedTuple):
    """How many ended, and what the file of erasures says of the restored rows."""

    sessions: int
    links: int
    codes: int
    mails: int
    accounts: int
    suppressions: int
    desks: list[ContactPoint]
    taken_away: list[str]  # what was taken away since, once more


@transaction.atomic
def end_what_is_past() -> Ended:
    """End every session, mailed link and code, and set unsent mails aside: they may have been used,
    revoked or sent after the moment that was restored. Erase accounts once more that were erased since, and keep the wishes of
    those who want no more mails. Questions stay asked: whoever has not answered gets a new link with the next reminder."""
    accounts = erasures.come_back(User.objects.all())
    for account in accounts:
        deletion.delete(account)
    wishes = [
        Suppression(address_hash=address_hash)
        for address_hash in erasures.remembered(Suppression)
        - set(Suppression.objects.values_list("address_hash", flat=True))
    ]
    Suppression.objects.bulk_create(wishes)
    taken_away = list(map(str, _take_away_again()))
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).count()
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    return Ended(
        sessions=sessions,
        links=sum(_end_links(model) for model in _models_that_are(ByLink)),
        codes=sum(model.objects.all().delete()[0] for model in _models_that_are(MailedCode)),
        mails=Mail.objects.settle(MailState.SET_ASIDE),
        accounts=len(accounts),
        suppressions=len(wishes),
        desks=erasures.come_back(ContactPoint.objects.select_related("organisation")),
        taken_away=taken_away,
    )


def _take_away_again() -> Iterator[str]:
    """Block the accounts, and end the rights, that were blocked and ended since; say each in words."""
    now = timezone.now()
    for user in erasures.come_back(User.objects.filter(is_active=True), erasures.BLOCKED):
        User.objects.filter(pk=user.pk).update(is_active=False)
        SecurityEvent.objects.record(SecurityEventKind.BLOCKED, about=user, reason=WHY)
        yield f"{user.email}: the account is blocked"
    for user in erasures.come_back(User.objects.filter(is_reviewer=True), erasures.NO_REVIEWER):
        User.objects.filter(pk=user.pk).update(is_reviewer=False)
        SecurityEvent.objects.record(SecurityEventKind.REVIEWER_ENDED, about=user, reason=WHY)
        yield f"{user.email}: no reviewer any more"
    representatives = Representative.objects.current().select_related("user", "organisation")
    for representative in erasures.come_back(representatives):
        Representative.objects.filter(pk=representative.pk).update(ended_at=now, reason=WHY)
        name = representative.organisation.name
        SecurityEvent.objects.record(
            SecurityEventKind.REPRESENTATIVE_ENDED, about=representative.user, details=name, reason=WHY
        )
        yield f"{representative.user.email}: speaks no longer for {name}"
    not_ended = Verification.objects.filter(state__in=[VerificationState.ASKED, VerificationState.VERIFIED])
    for verification in erasures.come_back(not_ended.select_related("user", "organisation")):
        Verification.objects.filter(pk=verification.pk).update(
            state=VerificationState.WITHDRAWN, withdrawn_at=now
        )
        name = verification.organisation.name
        SecurityEvent.objects.record(
            SecurityEventKind.OFFICIAL_ENDED, about=verification.user, details=name, reason=WHY
        )
        yield f"{verification.user.email}: no official of {name} any more"


def _models_that_are(kind: type[Model]) -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, kind)]


def _end_links(model: type[ByLink]) -> int:
    """Let no link open these any more. Those that were used count as well: some links open again and again."""
    may_open = model.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    return may_open.update(token_hash=NO_TOKEN, token_seed="")

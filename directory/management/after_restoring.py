"""What has to end once a database was restored: it believes in links, sessions and mails of a past that went on elsewhere."""

from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, Func, Model
from django.utils import timezone

from directory.accounts import deletion
from directory.models import ContactPoint, Mail, MailState, Suppression, User
from directory.models.by_link import ByLink
from directory.models.mailed_codes import MailedCode
from directory.records import erasures

# 64 hexadecimal digits that are nobody's hash
NO_TOKEN = Func(
    template="replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')", output_field=CharField()
)


class Ended(NamedTuple):
    """How many ended, and what the file of erasures says of the restored rows."""

    sessions: int
    links: int
    codes: int
    mails: int
    accounts: int
    suppressions: int
    desks: list[ContactPoint]


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
    )


def _models_that_are(kind: type[Model]) -> list[type[Model]]:
    return [model for model in apps.get_models() if issubclass(model, kind)]


def _end_links(model: type[ByLink]) -> int:
    """Let no link open these any more. Those that were used count as well: some links open again and again."""
    may_open = model.objects.filter(revoked_at=None, expires_at__gt=timezone.now())
    return may_open.update(token_hash=NO_TOKEN, token_seed="")

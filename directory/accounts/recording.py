"""What allauth says of signing in becomes security events. `apps.py` connects these when the site starts."""

import time

from allauth.account import signals
from django.http import HttpRequest

from directory.gate.limits import address_of
from directory.models import SecurityEvent, SecurityEventKind, User
from directory.rights.permissions import SEEN_AT


def connect() -> None:
    signals.user_signed_up.connect(account_made)
    signals.user_logged_in.connect(signed_in)
    signals.authentication_step_completed.connect(confirmed)


def account_made(sender: type, *, request: HttpRequest, user: User, **signal: object) -> None:
    _record(SecurityEventKind.ACCOUNT_MADE, request, user)


def signed_in(sender: type, *, request: HttpRequest, user: User, **signal: object) -> None:
    request.session[SEEN_AT] = time.time()
    _record(SecurityEventKind.SIGNED_IN, request, user)


def confirmed(
    sender: type, *, request: HttpRequest, user: User, reauthenticated: bool = False, **signal: object
) -> None:
    if reauthenticated:
        _record(SecurityEventKind.CONFIRMED, request, user)


def _record(kind: SecurityEventKind, request: HttpRequest, user: User) -> None:
    SecurityEvent.objects.record(kind, by=user, network=address_of(request))

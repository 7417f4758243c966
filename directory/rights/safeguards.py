"""What keeps an account its owner's: ending sessions, telling the owner, blocking, and helping who lost the second factor.

Each is one transaction with its mail and its security event.
"""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.mail.letters import to_account_holders
from directory.models import SecurityEvent, SecurityEventKind, User
from directory.records import erasures

FACTOR_NAMES: dict[str, str | Promise] = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey"),
    Authenticator.Type.RECOVERY_CODES: _("recovery codes"),
}


class OwnAccount(Exception):
    """A reviewer does not do this to the own account: another reviewer has to."""


class NothingToDo(Exception):
    """The account is blocked, or not blocked, already; or it has no second factor."""


class NoReason(Exception):
    """Nobody can later see why it was done."""


def end_sessions(user: User, *, but: SessionBase | None = None) -> int:
    """Sign the account out everywhere, also where no row says that it is signed in. Returns how many rows said so.

    `but` is a session that goes on. Each session holds a digest of the account's password, which nobody can enter: with a new one
    in its place, no other session is the account's any more.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    ended = UserSession.objects.filter(user_id=user.pk)
    if but is not None:
        but[HASH_SESSION_KEY] = user.get_session_auth_hash()
        ended = ended.exclude(session_key=but.session_key)
    keys = list(ended.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    ended.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def sign_out(user: User, *, by: User | None, reason: str) -> None:
    """End all sessions of somebody else's account. Raises OwnAccount, NoReason."""
    _check(user, by=by, reason=reason)
    end_sessions(user)
    _record(SecurityEventKind.SESSIONS_ENDED, user, by=by, reason=reason)
    to_account_holders.signed_out(user)


@transaction.atomic
def block(user: User, *, by: User | None, reason: str) -> None:
    """Let nobody sign in to the account. Raises OwnAccount, NoReason, NothingToDo."""
    _check(user, by=by, reason=reason)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        raise NothingToDo
    end_sessions(user)
    erasures.remember(user, erasures.BLOCKED)
    _record(SecurityEventKind.BLOCKED, user, by=by, reason=reason)
    to_account_holders.account_blocked(user)


@transaction.atomic
def unblock(user: User, *, by: User | None, reason: str) -> None:
    """Let the account be used again. Raises OwnAccount, NoReason, NothingToDo."""
    _check(user, by=by, reason=reason)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise NothingToDo
    # Whoever was half signed in when it was blocked begins anew
    end_sessions(user)
    erasures.remember(user, erasures.GIVEN_BACK[erasures.BLOCKED])
    _record(SecurityEventKind.UNBLOCKED, user, by=by, reason=reason)
    to_account_holders.account_unblocked(user)


@transaction.atomic
def take_off_factors(user: User, *, by: User | None, reason: str) -> None:
    """Remove every second factor of somebody who lost it, and sign the account out. `reason` says how it was checked that it is
    that person who asks. Raises OwnAccount, NoReason, NothingToDo."""
    _check(user, by=by, reason=reason)
    factors = list(Authenticator.objects.select_for_update().filter(user_id=user.pk))
    if not factors:
        raise NothingToDo
    Authenticator.objects.filter(pk__in=[factor.pk for factor in factors]).delete()
    end_sessions(user)
    # In one language for all who read the events
    with translation.override(settings.LANGUAGE_CODE):
        names = sorted({str(FACTOR_NAMES[factor.type]) for factor in factors})
    _record(SecurityEventKind.FACTORS_TAKEN_OFF, user, by=by, reason=reason, details=", ".join(names))
    to_account_holders.factors_taken_off(user)


def _check(user: User, *, by: User | None, reason: str) -> None:
    if by is not None and by.pk == user.pk:
        raise OwnAccount
    if not reason.strip():
        raise NoReason


def _record(kind: SecurityEventKind, user: User, *, by: User | None, reason: str, details: str = "") -> None:
    SecurityEvent.objects.record(kind, by=by, about=user, reason=reason.strip(), details=details)

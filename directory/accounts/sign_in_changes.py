"""Whatever changes how somebody signs in is confirmed first, told to the address of before, and ends the other sessions.

It goes by what is so before and after, not by what the page says that it does: so nothing that a page of allauth changes
besides is forgotten. All of it is one transaction.
"""

import datetime
from collections.abc import Callable, Iterator
from functools import wraps
from typing import NamedTuple

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.accounts.confirming import was_confirmed_lately
from directory.gate.limits import address_of
from directory.mail.languages import language_for
from directory.mail.letters import to_account_holders
from directory.models import SecurityEvent, SecurityEventKind, User
from directory.rights import safeguards

View = Callable[..., HttpResponse]
Kind = SecurityEventKind
# Whoever adds a factor is shown the new codes on the page after it; that is not told a second time
JUST_MADE = datetime.timedelta(minutes=10)

IN_THE_MAIL: dict[Kind, str | Promise] = {
    Kind.ADDRESS_CHANGED: _("The address was changed: %(details)s"),
    Kind.FACTOR_ADDED: _("A second factor was added: %(details)s"),
    Kind.FACTOR_REMOVED: _("A second factor was removed: %(details)s"),
    Kind.FACTOR_RENAMED: _("A passkey was renamed: %(details)s"),
    Kind.CODES_MADE: _("New recovery codes were made. Older ones count no longer."),
    Kind.CODES_SHOWN: _("The recovery codes were looked at."),
}


class Factor(NamedTuple):
    type: str
    name: str


class WaysIn(NamedTuple):
    """How somebody signs in: the address, and the factors by their primary keys."""

    address: str
    factors: dict[int, Factor]


class Change(NamedTuple):
    kind: Kind
    details: str


def confirmed_first(view: View) -> View:
    """Every request to the page needs a confirmation of the last minutes; what it changes is told."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not was_confirmed_lately(request):
            raise ReauthenticationRequired
        return _notice_changes(view, request, *args, **kwargs)

    return answer


def changes_confirmed_first(view: View) -> View:
    """What is sent to the page needs a confirmation of the last minutes; what it changes is told."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not was_confirmed_lately(request):
            raise ReauthenticationRequired
        return _notice_changes(view, request, *args, **kwargs)

    return answer


def changes_told(view: View) -> View:
    """What it changes for somebody who is signed in is told. The confirmation came before: a code is entered here."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _notice_changes(view, request, *args, **kwargs)

    return answer


def shows_codes(view: View) -> View:
    """Recovery codes are shown after a confirmation of the last minutes, and that is told, too."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not was_confirmed_lately(request):
            raise ReauthenticationRequired
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
            if codes.filter(created_at__lt=timezone.now() - JUST_MADE).exists():
                _tell_owner(request, to=request.user.email, changes=lambda: [Change(Kind.CODES_SHOWN, "")])
        return response

    return answer


def _notice_changes(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    with transaction.atomic():
        before = _ways_in(request.user, lock=request.method == "POST")
        try:
            response = view(request, *args, **kwargs)
        except ImmediateHttpResponse as stopped:
            # Caught within the transaction: what was counted until then stays counted
            response = stopped.response
        after = _ways_in(request.user)
        if before != after:
            _tell_owner(request, to=before.address, changes=lambda: list(_changes(before, after)))
    return response


def _ways_in(user: User, *, lock: bool = False) -> WaysIn:
    accounts = User.objects.select_for_update(no_key=True) if lock else User.objects
    address = accounts.values_list("email", flat=True).get(pk=user.pk)
    factors = {
        factor.pk: Factor(factor.type, factor.data.get("name", ""))
        for factor in Authenticator.objects.filter(user_id=user.pk)
    }
    return WaysIn(address, factors)


def _changes(before: WaysIn, after: WaysIn) -> Iterator[Change]:
    if before.address != after.address:
        yield Change(Kind.ADDRESS_CHANGED, f"{before.address} → {after.address}")
    makes_codes = False
    for pk in after.factors.keys() - before.factors.keys():
        is_codes = after.factors[pk].type == Authenticator.Type.RECOVERY_CODES
        makes_codes = makes_codes or is_codes
        yield Change(Kind.CODES_MADE if is_codes else Kind.FACTOR_ADDED, _in_words(after.factors[pk]))
    for pk in before.factors.keys() - after.factors.keys():
        # Codes that are made anew are removed for it
        if not (makes_codes and before.factors[pk].type == Authenticator.Type.RECOVERY_CODES):
            yield Change(Kind.FACTOR_REMOVED, _in_words(before.factors[pk]))
    for pk in before.factors.keys() & after.factors.keys():
        former, present = before.factors[pk].name, after.factors[pk].name
        if former != present:
            yield Change(Kind.FACTOR_RENAMED, f"{former} → {present}")


def _in_words(factor: Factor) -> str:
    kind = str(safeguards.FACTOR_NAMES[factor.type])
    return f"{kind}: {factor.name}" if factor.name else kind


def _tell_owner(request: HttpRequest, *, to: str, changes: Callable[[], list[Change]]) -> None:
    # The page may have changed more of the account than the request knows
    request.user.refresh_from_db()
    user = request.user
    safeguards.end_sessions(user, but=request.session)
    with translation.override(settings.LANGUAGE_CODE):
        for change in changes():
            SecurityEvent.objects.record(
                change.kind, by=user, details=change.details, network=address_of(request)
            )
    with translation.override(language_for([user.language])):
        sentences = [str(IN_THE_MAIL[change.kind]) % {"details": change.details} for change in changes()]
    to_account_holders.sign_in_changed(user, to=to, changes=sentences, is_address_changed=to != user.email)

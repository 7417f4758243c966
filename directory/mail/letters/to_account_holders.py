"""Letters to whoever has an account: codes that prove something, and what changed in how one signs in."""

from django.conf import settings
from django.utils import timezone

from directory.mail.links import link_to_account
from directory.mail.outbox import write
from directory.models import Representative, User, Verification


def account_message(
    *,
    to: str,
    language: str,
    title: str,
    message: str,
    by_anybody: bool = False,
    minutes: int | None = None,
) -> None:
    """What the pages to sign up and in write: codes, and what changed in how one signs in. `by_anybody` and `minutes` as
    for the outbox: whoever types an address causes some of them, and codes end."""
    write(
        "account_message",
        to=to,
        language=language,
        context={"title": title, "message": message},
        by_anybody=by_anybody,
        minutes=minutes,
    )


def confirmation_code(user: User, *, code: str, minutes: int) -> None:
    """The code by which somebody who is signed in confirms something that cannot be undone."""
    write(
        "confirmation_code",
        to=user.email,
        language=user.language,
        context={"code": code},
        minutes=minutes,
    )


def sign_in_changed(user: User, *, to: str, changes: list[str], is_address_changed: bool) -> None:
    """How somebody signs in was changed: to the address of before, for the change may be a thief's."""
    context = {"changes": changes, "is_address_changed": is_address_changed}
    _about_account("sign_in_changed", user, to=to, **context)


def signed_out(user: User) -> None:
    """Those who run the directory ended all sessions of the account."""
    _about_account("signed_out", user)


def account_blocked(user: User) -> None:
    """Nobody can sign in to the account from now on."""
    _about_account("account_blocked", user)


def account_unblocked(user: User) -> None:
    """The account can be used again."""
    _about_account("account_unblocked", user)


def factors_taken_off(user: User) -> None:
    """The second factors of somebody who lost them were removed by those who run the directory."""
    _about_account("factors_taken_off", user)


def _about_account(kind: str, user: User, *, to: str = "", **context: object) -> None:
    links = {
        "sign_in": link_to_account("account_login", language=user.language),
        "sessions": link_to_account("usersessions_list", language=user.language),
        "second_factor": link_to_account("mfa_index", language=user.language),
    }
    moment = {"at": timezone.now(), "contact_email": settings.CONTACT_EMAIL}
    write(kind, to=to or user.email, language=user.language, context={**links, **moment, **context})


def domain_code(claim: Representative, *, to: str, code: str, minutes: int) -> None:
    """The code that proves that somebody reads mail of the organisation: to a mailbox at its web domain."""
    _code("domain_code", claim, to=to, code=code, minutes=minutes)


def official_code(request: Verification, *, to: str, code: str, minutes: int) -> None:
    """The code that proves that an official reads mail at an official address."""
    _code("official_code", request, to=to, code=code, minutes=minutes)


def _code(kind: str, claim: Representative | Verification, *, to: str, code: str, minutes: int) -> None:
    context = {
        "organisation": claim.organisation.name,
        "code": code,
        "minutes": minutes,
        "asker": claim.user.email,
    }
    # To the mailbox that is to be proved, which need not be the account's, in the language of whoever asked for the code
    write(kind, to=to, language=claim.user.language, context=context, by_anybody=True, minutes=minutes)

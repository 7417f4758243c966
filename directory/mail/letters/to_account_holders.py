"""Letters to whoever has an account: codes that prove something, and what changed in how one signs in."""

from directory.mail.outbox import write
from directory.models import Representative, User, Verification


def account_message(*, to: str, language: str, title: str, message: str) -> None:
    """What the pages to sign up and in write: codes, and what changed in how one signs in."""
    write("account_message", to=to, language=language, context={"title": title, "message": message})


def confirmation_code(user: User, *, code: str) -> None:
    """The code by which somebody who is signed in confirms something that cannot be undone."""
    write("confirmation_code", to=user.email, language=user.language, context={"code": code})


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
    write(kind, to=to, language=claim.user.language, context=context)

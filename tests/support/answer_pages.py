"""The pages for people who answer from a link or report a problem, by what somebody needs to see them."""

from collections.abc import Mapping

from django.utils import timezone

from directory.models import (
    Mail,
    Organisation,
    Representative,
    Right,
    Submission,
    User,
)
from tests.support.factories import complete_answers, make_organisation, make_submission, make_user, numbers

OPEN = [
    "/report-problem/",
    "/report-problem/thank-you/",
    "/answer/thank-you/",
    "/confirm/thank-you/",
    "/still-true/thank-you/",
]
BY_LINK = [
    "/answer/",
    "/answer/a-token/",
    "/confirm/",
    "/confirm/a-token/",
    "/still-true/",
    "/still-true/a-token/",
    "/mails/stop/a-token/",
]
TO_SEND = ["/answer/new-link/", "/confirm/new-link/", "/still-true/new-link/"]
TO_SEND_WITH_LINK = ["/still-true/stop/"]

ALL = [*OPEN, *BY_LINK, *TO_SEND, *TO_SEND_WITH_LINK]


def partner(**fields) -> dict[str, str]:
    """What is typed about a partner: one that is not in the directory, where no organisation is named."""
    number = next(numbers)
    dull = {
        "organisation": "",
        "name": f"Partner {number}",
        "country": "FR",
        "sector": "hotline",
        "role": "member",
        "email": f"desk@partner-{number}.example.org",
        "language": "en",
    }
    return {**dull, **fields}


def listed_partner(*, organisation_name: str = "", **fields) -> dict[str, str]:
    """What is typed about a partner of the directory that is asked at an address on its own web domain."""
    number = next(numbers)
    host = f"body-{number}.example.org"
    organisation = make_organisation(name=organisation_name or f"Body {number}", website=f"https://{host}/")
    return partner(organisation=organisation.slug, email=f"desk@{host}", **fields)


def naming(partners: Mapping[str, dict], **fields) -> Submission:
    """A submission that names these partners, by the keys of their items."""
    return make_submission(answers=complete_answers(partners=dict(partners)), **fields)


def make_owner(organisation: Organisation, **fields) -> User:
    user = make_user(**fields)
    Representative.objects.create(
        user=user, organisation=organisation, right=Right.OWNER, proof="domain", since=timezone.now()
    )
    return user


def token_mailed_to(address: str, *, page: str = "answer") -> str:
    mail = Mail.objects.filter(recipient=address, text__contains=f"/{page}/").latest("created_at")
    return mail.text.partition(f"/{page}/")[2].partition("/")[0]


def spoil(token: str) -> list[str]:
    """Tokens that are not quite this one."""
    return [
        token[:-1],
        token + "A",
        token.swapcase(),
        token.upper(),
        token.lower(),
        ("B" if token[0] == "A" else "A") + token[1:],
        token[::-1],
        "%00",
        f"{token}%00",
        "a" * 10_240,
        "%F0%9F%98%80" * 11,
        "%ff",
        "../../",
        "x",
        "A" * 43,
    ]

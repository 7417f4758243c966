"""Letters to the mailbox of a desk, or to who reads for it."""

from directory.mail.links import link
from directory.mail.outbox import write
from directory.models import DeskTest, Enquiry
from directory.models.by_link import LINK_DAYS


def enquiry(asked: Enquiry, *, to: str, language: str, about: str, token: str = "") -> None:
    """To a desk: somebody wrote to it. Read behind the link with that token, or else with an account. Nothing of what was typed
    is in it."""
    page = (
        link("open_desk_answer", token, language=language)
        if token
        else link("enquiry", asked.pk, language=language)
    )
    write(
        "enquiry",
        to=to,
        language=language,
        key=f"enquiry:{about}:{to}"[:200],
        context={
            "desk": asked.contact_point.name,
            "organisation": asked.organisation.name if asked.organisation else "",
            "is_official": asked.is_from_official,
            "link": page,
            "days": LINK_DAYS if token else 0,
        },
    )


def desk_test(test: DeskTest, *, token: str, language: str) -> None:
    """To a desk whose owners let it be tested: one press shows that somebody reads its mailbox."""
    desk = test.contact_point
    write(
        "desk_test",
        to=test.mailbox,
        language=language,
        key=f"desk-test:{test.pk}:{test.token_hash[:16]}",
        context={
            "desk": desk.name,
            "organisation": desk.organisation.name,
            "link": link("open_desk_test", token, language=language),
            "days": LINK_DAYS,
        },
    )

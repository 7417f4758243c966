"""Letters to the mailbox of a desk, or to who reads for it."""

from directory.mail.links import link_to
from directory.mail.outbox import write
from directory.models import DeskTest, Enquiry
from directory.models.by_link import LINK_DAYS


def enquiry_received(enquiry: Enquiry, *, to: str, language: str, about: str, token: str = "") -> None:
    """Somebody wrote to the desk. It is read behind a link with the token, or where there is none, with an account.

    Nothing of what the sender typed is in the mail. It is written once for an `about`, which names a message or a renewal
    of the link.
    """
    page = (
        link_to("open_desk_answer", token, language=language)
        if token
        else link_to("enquiry", enquiry.pk, language=language)
    )
    write(
        "enquiry",
        to=to,
        language=language,
        key=f"enquiry:{about}:{to}"[:200],  # as long as Mail.key
        context={
            "desk": enquiry.contact_point.name,
            "organisation": enquiry.organisation.name if enquiry.organisation else "",
            "is_official": enquiry.is_from_official,
            "link": page,
            "days": LINK_DAYS if token else 0,  # 0: no link that ends, the page needs an account
        },
    )


def desk_test(test: DeskTest, *, token: str, language: str) -> None:
    """The desk is tested, as its owners allow: one press on a button shows that somebody reads its mailbox."""
    desk = test.contact_point
    write(
        "desk_test",
        to=test.mailbox,
        language=language,
        key=f"desk-test:{test.pk}:{test.token_hash[:16]}",
        context={
            "desk": desk.name,
            "organisation": desk.organisation.name,
            "link": link_to("open_desk_test", token, language=language),
            "days": LINK_DAYS,
        },
        repeated=True,
    )

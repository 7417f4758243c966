"""Letters to those who wrote: to a desk, or about a page."""

from django.conf import settings
from django.utils import translation

from directory.mail.links import link_to, whole_address
from directory.mail.outbox import write
from directory.models import Enquiry, EnquiryMessage, PageReport


def enquiry_answered(enquiry: Enquiry, *, message: EnquiryMessage) -> None:
    """The desk answered. What it wrote is read on the page of the enquiry."""
    sender = enquiry.sender
    write(
        "enquiry_answered",
        to=sender.email,
        language=sender.language,
        key=f"enquiry:answer:{message.pk}",
        context={
            "addressee": enquiry.addressee,
            "link": link_to("enquiry", enquiry.pk, language=sender.language),
        },
    )


def message_passed_on(enquiry: Enquiry, *, message: EnquiryMessage) -> None:
    """The secretariat read a message first, and has passed it on."""
    _about_message("message_passed_on", enquiry, message)


def message_refused(enquiry: Enquiry, *, message: EnquiryMessage, reason: str) -> None:
    """The secretariat did not pass a message on: why."""
    _about_message("message_refused", enquiry, message, reason=reason)


def _about_message(kind: str, enquiry: Enquiry, message: EnquiryMessage, **context: str) -> None:
    sender = enquiry.sender
    write(
        kind,
        to=sender.email,
        language=sender.language,
        key=f"enquiry:decision:{message.pk}",
        context={
            "addressee": enquiry.addressee,
            "link": link_to("enquiry", enquiry.pk, language=sender.language),
            **context,
        },
    )


def report_settled(report: PageReport, *, outcome: str) -> None:
    """What became of a report of a problem with a page: `outcome`, as a sentence. In the language of that page."""
    context = {"page": whole_address(report.path), "outcome": outcome}
    # Nobody needs an account to report, so the only sign of their language is the page's
    language = translation.get_language_from_path(report.path) or settings.LANGUAGE_CODE
    write("report_settled", to=report.email, language=language, key=f"report:{report.pk}", context=context)

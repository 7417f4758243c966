"""Letters to those who wrote: to a desk, or about a page."""

from django.conf import settings
from django.utils import translation

from directory.mail.links import link
from directory.mail.outbox import write
from directory.models import Enquiry, EnquiryMessage, PageReport


def enquiry_answered(asked: Enquiry, *, message: EnquiryMessage) -> None:
    """To the sender of an enquiry: the desk answered."""
    sender = asked.sender
    write(
        "enquiry_answered",
        to=sender.email,
        language=sender.language,
        key=f"enquiry:answer:{message.pk}",
        context={"addressee": asked.addressee, "link": link("enquiry", asked.pk, language=sender.language)},
    )


def report_settled(report: PageReport, *, outcome: str) -> None:
    """To whoever reported a problem with a page: what became of it. In the language of that page."""
    context = {"page": settings.DIRECTORY_BASE_URL + report.path, "outcome": outcome}
    language = translation.get_language_from_path(report.path) or settings.LANGUAGE_CODE
    write("report_settled", to=report.email, language=language, key=f"report:{report.pk}", context=context)

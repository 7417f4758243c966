"""Letters to the owners of an organisation's records."""

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from directory.mail.links import link, page_of
from directory.mail.outbox import write
from directory.models import DeskTest, Organisation, PageReport, Partnership, Problem, User, Verification


def record_hidden(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """To an owner: the secretariat has hidden the record."""
    context = {"record": str(record), "reason": reason}
    write("record_hidden", to=to.email, language=to.language, context=context)


def record_shown(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """To an owner: the secretariat shows the record again."""
    context = {"record": str(record), "reason": reason, "page": page_of(record, language=to.language)}
    write("record_shown", to=to.email, language=to.language, context=context)


def official_named(verification: Verification, *, to: User) -> None:
    """To an owner: somebody is a verified official of the organisation. Who does not know the person can end it."""
    context = {
        "organisation": verification.organisation.name,
        "person": str(verification.user),
        "mailbox": verification.mailbox,
        "expires_at": verification.expires_at,
        "link": link("officials", verification.organisation.slug, language=to.language),
        "report": link("report_problem", language=to.language),
    }
    write("official_named", to=to.email, language=to.language, context=context)


def desk_silent(test: DeskTest, *, to: User) -> None:
    """To an owner, and later to the secretariat: nobody answered the test of a desk, or its mailbox took no mail."""
    desk = test.contact_point
    write(
        "desk_silent",
        to=to.email,
        language=to.language,
        key=f"desk-silent:{test.pk}:{to.pk}",
        context={
            "desk": desk.name,
            "organisation": desk.organisation.name,
            "day": timezone.localdate(test.created_at),
            "link": page_of(desk.organisation, language=to.language),
        },
    )


def problem(report: PageReport, *, to: User, answer_to: str = "") -> None:
    """Somebody reported a problem with a page: for owners of the record and for reviewers, who also see `answer_to`."""
    write(
        "problem",
        to=to.email,
        language=to.language,
        key=f"problem:{report.pk}:{to.pk}",
        context={
            "path": report.path,
            "page": f"{settings.DIRECTORY_BASE_URL}{iri_to_uri(report.path)}",
            "problem": Problem(report.problem).label,
            "text": report.text,
            "answer_to": answer_to,
        },
    )

"""Letters to the owners of an organisation's records."""

from django.utils import timezone

from directory.mail.links import link_to, link_to_record, whole_address
from directory.mail.outbox import write
from directory.models import DeskTest, Organisation, PageReport, Partnership, Problem, User, Verification


def record_hidden(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """The secretariat has hidden a record."""
    context = {"record": str(record), "reason": reason}
    write("record_hidden", to=to.email, language=to.language, context=context)


def record_shown(record: Organisation | Partnership, *, to: User, reason: str) -> None:
    """The secretariat shows a record again."""
    context = {"record": str(record), "reason": reason, "page": link_to_record(record, language=to.language)}
    write("record_shown", to=to.email, language=to.language, context=context)


def official_named(verification: Verification, *, to: User) -> None:
    """Somebody is a verified official of the organisation. An owner who does not know the person can end it."""
    context = {
        "organisation": verification.organisation.name,
        "person": str(verification.user),
        "mailbox": verification.mailbox,
        "expires_at": verification.expires_at,
        "link": link_to("officials", verification.organisation.slug, language=to.language),
        "report": link_to("report_problem", language=to.language),
    }
    write("official_named", to=to.email, language=to.language, context=context)


def desk_silent(test: DeskTest, *, to: User) -> None:
    """Nobody answered the test of a desk, or its mailbox took no mail."""
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
            "link": link_to_record(desk.organisation, language=to.language),
        },
    )


def problem_reported(report: PageReport, *, to: User, answer_to: str = "") -> None:
    """Somebody reported a problem with a page. `answer_to` is the address of who did, for reviewers only."""
    write(
        "problem",
        to=to.email,
        language=to.language,
        key=f"problem:{report.pk}:{to.pk}",
        context={
            "path": report.path,
            "page": whole_address(report.path),
            "problem": Problem(report.problem).label,
            "text": report.text,
            "answer_to": answer_to,
        },
    )

"""Letters to reviewers. Two of them go to owners in the same words."""

from django.utils import timezone

from directory.mail.letters import to_owners
from directory.mail.links import link_to
from directory.mail.outbox import write
from directory.models import DeskTest, Organisation, PageReport, User


def owner_is_gone(organisation: Organisation, *, to: User) -> None:
    """An organisation has no owner any more: its only one has deleted the account."""
    write("account_deleted", to=to.email, language=to.language, context={"organisation": organisation.name})


def showings_stopped(user: User, *, reviewer: User) -> None:
    """An account wanted to see more restricted contact points than it may. Written once a day for each account."""
    write(
        "showings_stopped",
        to=reviewer.email,
        language=reviewer.language,
        key=f"showings:{user.pk}:{timezone.localdate()}:{reviewer.pk}",
        context={"who": user.email, "page": link_to("review_showings", user.pk, language=reviewer.language)},
    )


def problem_reported(report: PageReport, *, to: User) -> None:
    """Somebody reported a problem with a page. Reviewers see who, and owners do not."""
    to_owners.problem_reported(report, to=to, answer_to=report.email)


def desk_silent(test: DeskTest, *, to: User) -> None:
    """The owners were told that a desk keeps silent, and it still does."""
    to_owners.desk_silent(test, to=to)

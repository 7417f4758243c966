"""What waits for a person: for each, as the menu of their account counts it."""

from typing import NamedTuple

from django.db.models import F, Func, IntegerField, QuerySet, Subquery

from directory.models import (
    EnquiryMessage,
    EnquiryReport,
    Invitation,
    PageReport,
    Representative,
    Submission,
    User,
    Verification,
)
from directory.models.submissions import State


class Waiting(NamedTuple):
    """How many answers and texts a person is asked for, and how many decisions. `to_review` is None for whoever reviews
    nothing."""

    answers: int
    texts: int
    to_review: int | None

    @property
    def count(self) -> int:
        return self.answers + self.texts


def waiting_for(user: User) -> Waiting:
    """One query."""
    speaks_for = Representative.objects.current().of(user).values("organisation")
    counts = {
        "answers": _count(Invitation.objects.unanswered().filter(organisation__in=speaks_for)),
        "texts": _count(Submission.objects.visible_to(user).filter(state=State.RETURNED)),
    }
    if user.is_reviewer:
        counts |= {f"kind_{place}": _count(records) for place, records in enumerate(_for_reviewers())}
    row = User.objects.filter(pk=user.pk).values(**counts).get()
    kinds = [count for name, count in row.items() if name.startswith("kind_")]
    return Waiting(row["answers"], row["texts"], sum(kinds) if user.is_reviewer else None)


def _for_reviewers() -> list[QuerySet]:
    """What the queue of the review holds."""
    return [
        Submission.objects.waiting(),
        Representative.objects.asked(),
        Verification.objects.asked(),
        PageReport.objects.unsettled(),
        EnquiryReport.objects.unsettled(),
        EnquiryMessage.objects.held(),
        Invitation.objects.to_find_out(),
    ]


def _count(records: QuerySet) -> Subquery:
    # Not Count(), which would group by each record
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Subquery(records.order_by().values(count=count))
